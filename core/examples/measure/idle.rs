//! `idle-wakes` and `idle-threads`: how often a phone is woken that has nothing to do: one report is at the city, one draft is not sent. What the platform
//! is asked for is counted over a virtual day with each network. What the core's threads do by themselves, as a timer makes them, is counted by
//! the kernel while nobody calls it: the times that one of them was put on a processor.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use hues_core::{
    CityConfig, Client, Clock, Config, DraftEdit, Location, LocationSource, Network, Now, Point, ReportId,
    ReportState, SyncMode, SystemClock,
};

use super::{Open, report};

const DAY: Duration = Duration::from_hours(24);
/// A timer every 15 minutes.
const A_DAY: f64 = 96.0;
/// A connection is kept for 90 seconds, and looked at as often: after this it is gone.
const UNTIL_SETTLED: Duration = Duration::from_secs(200);
/// Longer than the shortest wait that any part of the core has.
const WATCHED: Duration = Duration::from_secs(100);
const A_MOMENT: Duration = Duration::from_millis(50);

pub(crate) fn measure(folder: &Path, origin: &str) {
    let wakes = f64::from(wakes_of_a_day(&folder.join("woken"), origin));
    report("idle-wakes", wakes, A_DAY, "a wake-up every 15 minutes", "/d", 1.0);
    let switches = f64::from(switches_by_itself(&folder.join("running"), origin));
    let of_a_day = switches * DAY.as_secs_f64() / WATCHED.as_secs_f64();
    report("idle-threads", of_a_day, A_DAY, "a timer every 15 minutes", "/d", 1.0);
}

/// As often as a platform wakes the app in a day, if it does whenever it is asked to; of three networks the worst.
fn wakes_of_a_day(folder: &Path, origin: &str) -> u32 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let clock = Hand(Arc::new(Mutex::new(SystemClock.now())));
    let client = open(folder, origin, SyncMode::WhenAsked, Arc::new(clock.clone()));
    let sent = nothing_left_to_do(&client);
    let sync = || runtime.block_on(client.sync()).unwrap();
    while !is_delivered(&client, sent) {
        sync();
    }
    let wakes_with = |network: &Network| {
        client.set_network(*network).unwrap();
        let end = clock.now().wall.after(DAY);
        let mut wakes = 0;
        while let Some(at) = client.next_wake().unwrap().filter(|at| *at <= end) {
            clock.advance(Duration::from_millis(at.since_ms(clock.now().wall).try_into().unwrap_or(0)));
            sync();
            wakes += 1;
        }
        wakes
    };
    [Network::Unmetered, Network::Metered, Network::None].iter().map(wakes_with).max().unwrap_or(0)
}

/// How often its threads ran while nobody called it.
fn switches_by_itself(folder: &Path, origin: &str) -> u32 {
    let client = open(folder, origin, SyncMode::Automatic, Arc::new(SystemClock));
    let sent = nothing_left_to_do(&client);
    while !is_delivered(&client, sent) {
        thread::sleep(A_MOMENT);
    }
    thread::sleep(UNTIL_SETTLED);
    let before = switches();
    thread::sleep(WATCHED);
    let after = switches();
    let ran = |(thread, now): (&String, &u32)| now - before.get(thread).copied().unwrap_or(0);
    let ended = before.keys().filter(|thread| !after.contains_key(*thread)).count();
    after.iter().map(ran).sum::<u32>() + u32::try_from(ended).unwrap()
}

/// Of each thread but this one, how often it was put on a processor (`proc(5)`).
fn switches() -> HashMap<String, u32> {
    let own = std::process::id().to_string();
    let threads = fs::read_dir("/proc/self/task").unwrap().flatten();
    let names = threads.map(|thread| thread.file_name().into_string().unwrap()).filter(|name| *name != own);
    names
        .filter_map(|name| {
            let status = fs::read_to_string(format!("/proc/self/task/{name}/status")).ok()?;
            let counts = status.lines().filter(|line| line.contains("ctxt_switches"));
            let counts = counts.filter_map(|line| line.rsplit('\t').next()?.parse::<u32>().ok());
            Some((name, counts.sum()))
        })
        .collect()
}

fn open(folder: &Path, origin: &str, sync_mode: SyncMode, clock: Arc<dyn Clock>) -> Client {
    let mut city = CityConfig::embedded().unwrap();
    origin.clone_into(&mut city.server.origin);
    city.login = None;
    let config = Config { sync_mode, clock, ..Config::new(folder, city, Arc::new(Open)) };
    let client = Client::open(config).unwrap();
    client.set_network(Network::Unmetered).unwrap();
    client
}

/// A report on its way, and a draft that stays one.
fn nothing_left_to_do(client: &Client) -> ReportId {
    let reports = client.reports();
    let _draft = reports.create().unwrap();
    let sent = reports.create().unwrap();
    let point = Point::new(16.4698, 107.5786).unwrap();
    let place =
        Location { point, accuracy_m: None, fixed_at: None, source: LocationSource::Pin, mock: false };
    for edit in [
        DraftEdit::Category("noise".into()),
        DraftEdit::Text("Xong rồi thì nghỉ".into()),
        DraftEdit::Location(Some(place)),
    ] {
        reports.edit(sent, edit).unwrap();
    }
    reports.submit(sent).unwrap();
    sent
}

fn is_delivered(client: &Client, report: ReportId) -> bool {
    matches!(client.reports().get(report).unwrap().state, ReportState::Delivered { .. })
}

/// A clock that is moved by hand.
#[derive(Clone)]
struct Hand(Arc<Mutex<Now>>);

impl Hand {
    fn advance(&self, by: Duration) {
        let mut now = self.0.lock().unwrap();
        *now = Now { wall: now.wall.after(by), boot: now.boot + by };
    }
}

impl Clock for Hand {
    fn now(&self) -> Now {
        *self.0.lock().unwrap()
    }
}
