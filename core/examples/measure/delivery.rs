//! `delivery` and `link`: reports with an attachment of 100 KB, saved on the phone and sent to a city, beside `PouchDB` saving documents of the
//! same size and replicating them to a `CouchDB`. The attachment is a short video, because that is taken as it is: what a photo costs is measured
//! elsewhere.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use hues_core::report::DraftEdit;
use hues_core::{
    CityConfig, Client, Config, Location, LocationSource, MediaFile, Network, PhotoHint, Point, ReportState,
    SyncMode,
};

use super::relay::Relay;
use super::{Open, milliseconds, report};

const BYTES: usize = 100_000;
const ON_LOOPBACK: usize = 1_000;
const ON_LINK: usize = 60;
/// Besides its bytes, so many round trips of the link are granted.
const ROUND_TRIPS: f64 = 6.0;

/// Without anything in between.
pub(crate) fn on_loopback(folder: &Path, origin: &str, remote: &str, peer: &[&str]) {
    let mut theirs = Peer::start(&folder.join("peer"), ON_LOOPBACK, peer);
    let ours = Phone::new(&folder.join("phone"), origin);
    let videos = videos(&folder.join("album"), ON_LOOPBACK);
    let saved = milliseconds(|| ours.save(&videos));
    report("save", saved, theirs.saved, "PouchDB putting 1,000 documents of 100 KB", "ms", 0.10);
    let sent = milliseconds(|| ours.send());
    report("push", sent, theirs.push(remote), "PouchDB replicating them", "ms", 0.30);
}

/// Over 10 Mbit/s and a round trip of 200 ms.
pub(crate) fn on_link(folder: &Path, origin: &str, remote: &str, peer: &[&str]) {
    let mut theirs = Peer::start(&folder.join("peer"), ON_LINK, peer);
    let way = Relay::start(origin);
    let ours = Phone::new(&folder.join("phone"), &way.origin);
    ours.save(&videos(&folder.join("album"), ON_LINK));
    let sent = milliseconds(|| ours.send());
    let least = way.milliseconds_of_bytes() + ROUND_TRIPS * Relay::ROUND_TRIP_MS;
    report("link", sent, least, "its bytes, and six round trips", "ms", 1.15);
    let way = Relay::start(remote);
    report("link-peer", sent, theirs.push(&way.origin), "PouchDB replicating as much", "ms", 0.60);
}

pub(crate) struct Phone {
    client: Client,
    runtime: tokio::runtime::Runtime,
}

impl Phone {
    pub(crate) fn new(folder: &Path, origin: &str) -> Self {
        let mut city = CityConfig::embedded().unwrap();
        origin.clone_into(&mut city.server.origin);
        city.alerts.keys.clear();
        city.login = None;
        let mut config = Config::new(folder, city, std::sync::Arc::new(Open));
        config.sync_mode = SyncMode::WhenAsked;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let phone = Self { client: Client::open(config).unwrap(), runtime };
        phone.client.set_network(Network::Unmetered).unwrap();
        phone
    }

    pub(crate) fn save(&self, videos: &[PathBuf]) {
        let reports = self.client.reports();
        for (n, video) in videos.iter().enumerate() {
            let text = format!("Ổ gà sâu trước chợ Đông Ba, hai người đã ngã xe {n}");
            let edits = vec![
                DraftEdit::Category("road-damage".to_owned()),
                DraftEdit::Text(text),
                DraftEdit::Location(Some(here())),
            ];
            let id = reports.create_with(edits, vec![MediaFile::video(video, PhotoHint::default())]).unwrap();
            reports.submit(id).unwrap();
        }
    }

    /// Until the city said that it has all of it.
    pub(crate) fn send(&self) {
        loop {
            self.runtime.block_on(self.client.sync()).unwrap();
            let waits =
                |view: &hues_core::ReportSummary| !matches!(view.state, ReportState::Delivered { .. });
            let left = self.client.reports().list(0, 2_000).unwrap();
            if !left.iter().any(waits) {
                return;
            }
        }
    }
}

fn here() -> Location {
    let point = Point::new(16.4698, 107.5786).unwrap();
    Location { point, accuracy_m: Some(8.0), fixed_at: None, source: LocationSource::Gps, mock: false }
}

/// Videos of this size, each with bytes of its own among its pictures.
pub(crate) fn videos(folder: &Path, count: usize) -> Vec<PathBuf> {
    fs::create_dir_all(folder).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let phone = fs::read(root.join("tests/data/videos/phone.mp4")).unwrap();
    let pictures = phone.windows(4).position(|name| name == b"mdat").unwrap() + 100;
    let padding = BYTES - phone.len();
    let make = |n: usize| {
        let mut video = phone.clone();
        video[pictures..pictures + 8].copy_from_slice(&(n as u64).to_be_bytes());
        video.extend_from_slice(&u32::try_from(padding).unwrap().to_be_bytes());
        video.extend_from_slice(b"free");
        video.resize(BYTES, 0);
        let path = folder.join(format!("{n}.mp4"));
        fs::write(&path, video).unwrap();
        path
    };
    (0..count).map(make).collect()
}

/// `PouchDB` in a process of its own, with its documents saved.
struct Peer {
    process: Child,
    told: std::io::Lines<BufReader<std::process::ChildStdout>>,
    saved: f64,
}

impl Peer {
    fn start(folder: &Path, documents: usize, peer: &[&str]) -> Self {
        fs::create_dir_all(folder).unwrap();
        let [program, arguments @ ..] = peer else { panic!("no peer is named") };
        let mut process = Command::new(program)
            .args(arguments)
            .arg(folder)
            .args([documents.to_string(), BYTES.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let told = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut peer = Self { process, told, saved: 0.0 };
        peer.saved = peer.number();
        peer
    }

    fn number(&mut self) -> f64 {
        self.told.next().unwrap().unwrap().parse().unwrap()
    }

    fn push(&mut self, remote: &str) -> f64 {
        let database = format!("{remote}/reports-{}", self.process.id());
        writeln!(self.process.stdin.take().unwrap(), "{database}").unwrap();
        let milliseconds = self.number();
        assert!(self.process.wait().unwrap().success(), "the peer failed");
        milliseconds
    }
}
