//! Photos to two upload servers that nobody here wrote: npm's `@tus/server`, which answers a damaged piece with 204 as if it were whole, and
//! Maven's `tus-java-server`. Whatever happens on the way, the city has the report once, and its photo as the phone took it.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod front;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use axum::http::Method;
use front::{Deed, Exchange, Front, holds};
use hues_core::{ReportId, ReportState};
use journeys::{Peer, Phone, Town, installed, large_photo, photo_in_hue};
use tempfile::TempDir;

/// Longer than the longest wait between two tries.
const LONG: Duration = Duration::from_mins(61);
/// The app says this much at most before the first piece has arrived.
const LINES: usize = 100;
/// How long an upload lives whose time is over with the next request.
const NO_TIME: u32 = 1;
/// For ever.
const ALL_TIME: u32 = 0;

/// One of the two: what starts it on a port, with a folder for what it takes and a life for each upload in milliseconds.
struct Server {
    command: fn(u16, &Path, u32) -> Command,
    /// It looks at the checksum of a piece.
    checks: bool,
    /// It has the extension `creation-with-upload`.
    takes_bytes_with_creation: bool,
}

const NODE: Server = Server { command: node, checks: false, takes_bytes_with_creation: true };
const JAVA: Server = Server { command: java, checks: true, takes_bytes_with_creation: false };

fn node(port: u16, folder: &Path, life_ms: u32) -> Command {
    let mut node = Command::new("node");
    node.arg("server.mjs").current_dir(installed("tus-node"));
    with_arguments(node, port, folder, life_ms)
}

fn java(port: u16, folder: &Path, life_ms: u32) -> Command {
    let mut java = Command::new("java");
    java.args(["-cp", "lib/*", "TusServer.java"]).current_dir(installed("tus-java"));
    with_arguments(java, port, folder, life_ms)
}

fn with_arguments(mut command: Command, port: u16, folder: &Path, life_ms: u32) -> Command {
    command.arg(port.to_string()).arg(folder).arg(life_ms.to_string());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// A city with somebody else's upload server, and a phone.
struct Scene {
    phone: Phone,
    town: Town,
    front: Front,
    server: Option<Peer>,
    home: TempDir,
}

impl Scene {
    fn new(server: &Server) -> Self {
        Self::with_life(server, ALL_TIME)
    }

    fn with_life(server: &Server, life_ms: u32) -> Self {
        let home = TempDir::new().unwrap();
        let folder = home.path().join("uploads");
        std::fs::create_dir(&folder).unwrap();
        let town = Town::start(&home.path().join("city"));
        let peer = Peer::start(|port| (server.command)(port, &folder, life_ms));
        let front = Front::start(&town.city().url(), &peer.url(), &folder);
        let phone = Phone::behind(home.path(), &town, front.url());
        Self { phone, town, front, server: Some(peer), home }
    }

    /// The upload server ends and starts again where it was.
    fn restart(&mut self, server: &Server, life_ms: u32) {
        let port = self.server.take().map(|peer| peer.port()).unwrap();
        let folder = self.home.path().join("uploads");
        self.server = Some(Peer::start_on(port, |port| (server.command)(port, &folder, life_ms)));
    }

    /// A report with a photo that goes in several pieces, queued.
    fn large_report(&self) -> ReportId {
        let id = self.phone.draft("Ảnh lớn tới máy chủ lạ", &[large_photo()]);
        self.phone.client().reports().submit(id).unwrap();
        self.phone.connect();
        id
    }

    /// Goes on until the report has arrived: once, with each photo as the phone had it.
    fn must_deliver(&self, id: ReportId) {
        self.phone.sync_until_quiet(12);
        // The server may not have noticed yet that a killed app's request is over; the phone's hours pass in no time.
        while self.front.seen().last().and_then(|last| last.status) == Some(423) {
            self.phone.sync_until_quiet(12);
        }
        let state = self.phone.state(id);
        assert!(matches!(state, ReportState::Delivered { .. }), "{state:?} {:?}", self.front.seen());
        let there = self.town.city().state().unwrap();
        assert_eq!(there.reports.len(), 1);
        for attachment in &there.reports[0].attachments {
            assert!(holds(&self.home.path().join("uploads"), &attachment.sha256));
        }
    }

    fn answers(&self, method: &Method) -> Vec<Option<u16>> {
        let of_method = |exchange: &Exchange| (exchange.method == *method).then_some(exchange.status);
        self.front.seen().iter().filter_map(of_method).collect()
    }
}

fn a_small_photo_arrives(server: &Server) {
    let scene = Scene::new(server);
    let id = scene.phone.draft("Ảnh nhỏ", &[photo_in_hue()]);
    scene.phone.client().reports().submit(id).unwrap();
    scene.phone.connect();
    scene.must_deliver(id);
    let creations = scene.answers(&Method::POST);
    if server.takes_bytes_with_creation {
        assert_eq!((creations, scene.front.count(&Method::PATCH)), (vec![Some(201)], 0));
    } else {
        assert_eq!((creations, scene.front.count(&Method::PATCH)), (vec![Some(400), Some(201)], 1));
    }
}

fn a_large_photo_arrives_in_pieces(server: &Server) {
    let scene = Scene::new(server);
    let id = scene.large_report();
    scene.must_deliver(id);
    assert_eq!(scene.answers(&Method::POST), [Some(201)]);
    let pieces = scene.answers(&Method::PATCH);
    assert!(pieces.len() > 1 && pieces.iter().all(|status| *status == Some(204)), "{pieces:?}");
}

fn after_a_cut_it_goes_on_where_the_server_is(server: &Server) {
    let scene = Scene::new(server);
    scene.front.meet(&Method::PATCH, &[Deed::Pass, Deed::Cut(100_000)]);
    let id = scene.large_report();
    scene.must_deliver(id);
    assert_eq!(scene.front.count(&Method::POST), 1, "it was not begun again: {:?}", scene.front.seen());
    assert!(scene.answers(&Method::PATCH).contains(&None), "it was cut");
    let offsets = scene.answers(&Method::HEAD);
    assert!(offsets.iter().any(|status| matches!(status, Some(200 | 204))), "it was asked: {offsets:?}");
}

fn after_a_kill_it_goes_on_where_the_server_is(server: &Server) {
    let mut scene = Scene::new(server);
    let id = scene.large_report();
    scene.phone.switch_off();
    let mut app = Command::new(env!("CARGO_BIN_EXE_citizen"))
        .arg("send")
        .args([scene.home.path().join("data"), scene.home.path().join("keystore")])
        .args([scene.front.url(), &scene.town.city().alert_key()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let said = BufReader::new(app.stdout.take().unwrap()).lines().map(Result::unwrap);
    let progress = said.take(LINES).find(|line| line.starts_with("progress ")).unwrap();
    app.kill().unwrap();
    app.wait().unwrap();
    let sent: u64 = progress.split(' ').nth(1).unwrap().parse().unwrap();
    assert!(sent > 0);

    scene.phone.switch_on();
    scene.phone.connect();
    scene.must_deliver(id);
    assert_eq!(scene.front.count(&Method::POST), 1, "it was not begun again: {:?}", scene.front.seen());
}

fn a_restart_of_the_server_loses_nothing(server: &Server) {
    let mut scene = Scene::new(server);
    scene.front.meet(&Method::PATCH, &[Deed::Pass, Deed::Cut(0)]);
    let id = scene.large_report();
    let _ = scene.phone.sync();
    scene.restart(server, ALL_TIME);
    scene.must_deliver(id);
    assert_eq!(scene.front.count(&Method::POST), 1, "it was not begun again: {:?}", scene.front.seen());
}

fn a_damaged_piece_is_sent_again(server: &Server) {
    let scene = Scene::new(server);
    scene.front.meet(&Method::PATCH, &[Deed::Damage]);
    let id = scene.large_report();
    scene.must_deliver(id);
    let pieces = scene.answers(&Method::PATCH);
    if server.checks {
        assert_eq!(pieces[0], Some(460));
        assert_eq!(scene.front.count(&Method::POST), 1, "only the piece went again");
    } else {
        assert_eq!(pieces[0], Some(204), "it took the piece as if it were whole");
        assert_eq!(scene.front.count(&Method::POST), 2, "the receipt showed it, and the photo went again");
    }
}

fn an_upload_that_expired_is_begun_again(server: &Server) {
    let mut scene = Scene::with_life(server, NO_TIME);
    let id = scene.large_report();
    let _ = scene.phone.sync();
    let gone = scene.front.seen().into_iter().filter(|exchange| matches!(exchange.status, Some(404 | 410)));
    assert!(gone.count() > 0, "{:?}", scene.front.seen());
    assert!(!matches!(scene.phone.state(id), ReportState::Delivered { .. }));
    scene.restart(server, ALL_TIME);
    scene.phone.clock.advance(LONG);
    scene.must_deliver(id);
    assert!(scene.front.count(&Method::POST) > 1);
}

fn an_upload_that_was_terminated_is_begun_again(server: &Server) {
    let scene = Scene::new(server);
    scene.front.meet(&Method::PATCH, &[Deed::Terminate]);
    let id = scene.large_report();
    scene.must_deliver(id);
    assert_eq!(scene.front.count(&Method::POST), 2, "{:?}", scene.front.seen());
}

/// The same promises of each server.
macro_rules! kept_by {
    ($module:ident, $server:ident, [$($promise:ident),* $(,)?]) => {
        mod $module {
            $(
                #[test]
                fn $promise() {
                    super::$promise(&super::$server);
                }
            )*
        }
    };
}

macro_rules! promises {
    ($module:ident, $server:ident) => {
        kept_by!(
            $module,
            $server,
            [
                a_small_photo_arrives,
                a_large_photo_arrives_in_pieces,
                after_a_cut_it_goes_on_where_the_server_is,
                after_a_kill_it_goes_on_where_the_server_is,
                a_restart_of_the_server_loses_nothing,
                a_damaged_piece_is_sent_again,
                an_upload_that_expired_is_begun_again,
                an_upload_that_was_terminated_is_begun_again,
            ]
        );
    };
}

promises!(node, NODE);
promises!(java, JAVA);
