//! What sending owes the citizen when things happen at the same time: a warning beside large photos, a better network while a try still fails
//! on the old one, a city that turns the phone itself away.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fs;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use city::Options;
use hues_core::wire::WireError;
use hues_core::{
    Battery, Client, Clock, Config, Event, EventListener, Network, Reason, ReportId, ReportState, SendAnyway,
    SyncMode, Timestamp,
};
use journeys::{Call, Gateway, Phone, Town, fixture};
use tempfile::TempDir;

/// How long a test waits for an event that must come; only a failure takes so long.
const PATIENCE: Duration = Duration::from_mins(1);

#[test]
fn a_warning_comes_before_the_first_piece_of_a_photo_and_after_the_text() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let calls = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&calls);
    let gateway = Gateway::new(&town, move |call| {
        let name = match call {
            Call::Report => "report",
            Call::Index => "index",
            Call::Piece(_) => "piece",
            _ => return Ok(()),
        };
        seen.lock().unwrap_or_else(PoisonError::into_inner).push(name);
        Ok(())
    });
    let phone = Phone::with(home.path(), &town, |config| Config { gateway: Some(gateway), ..config });
    let id = phone.submitted("Cảnh báo đi trước ảnh");
    town.city().publish_alert(&fs::read(fixture("cap/hue_flood_warning.xml")).unwrap()).unwrap();
    phone.connect();
    let _ = phone.sync();
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }), "{:?}", phone.state(id));
    let calls = calls.lock().unwrap_or_else(PoisonError::into_inner);
    let first = |wanted: &str| calls.iter().position(|call| *call == wanted).unwrap();
    assert!(first("report") < first("index"), "{calls:?}");
    assert!(first("index") < first("piece"), "{calls:?}");
}

#[test]
fn a_try_that_dies_with_the_old_network_is_repeated_at_once_on_the_better_one() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let (trying, tried) = mpsc::channel();
    let (go_on, going_on) = mpsc::channel();
    let going_on = Mutex::new(going_on);
    let first = Mutex::new(true);
    // The first try is still on its way when the network gets better, and dies after that.
    let gateway = Gateway::new(&town, move |call| {
        let mut first = first.lock().unwrap_or_else(PoisonError::into_inner);
        if call != Call::Report || !std::mem::take(&mut *first) {
            return Ok(());
        }
        trying.send(()).unwrap();
        going_on.lock().unwrap_or_else(PoisonError::into_inner).recv().unwrap();
        Err(WireError::Unreachable)
    });
    // Its clock stands still: a wait that were written would never end.
    let (phone, heard) = by_itself(&home, &town, gateway);
    let id = phone.submitted("Đổi mạng giữa chừng");
    phone.client().set_network(Network::Metered).unwrap();
    tried.recv().unwrap();
    phone.client().set_network(Network::Unmetered).unwrap();
    go_on.send(()).unwrap();
    assert!(until_delivered(&heard, phone.client(), id));
}

#[test]
fn a_report_is_delivered_as_soon_as_its_last_photo_is_there_whatever_else_is_on_its_way() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let (go_on, going_on) = mpsc::channel::<()>();
    let going_on = Mutex::new(going_on);
    // The first of four photos stands still until another one's report is delivered.
    let first = Mutex::new(true);
    let gateway = Gateway::new(&town, move |call| {
        let is_first = matches!(call, Call::Piece(_))
            && std::mem::take(&mut *first.lock().unwrap_or_else(PoisonError::into_inner));
        if is_first {
            let _ = going_on.lock().unwrap_or_else(PoisonError::into_inner).recv_timeout(PATIENCE);
        }
        Ok(())
    });
    let (phone, heard) = by_itself(&home, &town, gateway);
    let ids: Vec<ReportId> = (0..4).map(|_| phone.submitted("Biên nhận đến ngay")).collect();
    phone.client().set_network(Network::Unmetered).unwrap();
    let delivered =
        || ids.iter().filter(|id| matches!(phone.state(**id), ReportState::Delivered { .. })).count();
    while delivered() < 3 {
        heard.recv_timeout(PATIENCE / 2).expect("three are delivered while one photo stands still");
    }
    go_on.send(()).unwrap();
    while delivered() < 4 {
        heard.recv_timeout(PATIENCE).expect("the last one is delivered");
    }
}

/// A town that takes no report of a phone that it does not know.
fn wants_registration(home: &TempDir) -> Town {
    let city = home.path().join("city");
    Town::start_with(&city, |options| Options { registers_with_report: false, ..options })
}

#[test]
fn a_new_phone_asks_for_nothing_before_its_first_report() {
    for (before, several) in [(false, false), (false, true), (true, false), (true, true)] {
        let home = TempDir::new().unwrap();
        let town = if before { wants_registration(&home) } else { Town::start(&home.path().join("city")) };
        let registrations = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&registrations);
        let gateway = Gateway::new(&town, move |call| {
            counted.fetch_add(usize::from(call == Call::Register), Ordering::Relaxed);
            Ok(())
        });
        let phone = Phone::with(home.path(), &town, |config| Config { gateway: Some(gateway), ..config });
        let ids: Vec<ReportId> =
            (0..if several { 3 } else { 1 }).map(|_| phone.submitted("Máy mới")).collect();
        phone.connect();
        phone.sync_until_quiet(3);
        for id in ids {
            assert!(matches!(phone.state(id), ReportState::Delivered { .. }), "{:?}", phone.state(id));
        }
        assert_eq!(registrations.load(Ordering::Relaxed), usize::from(before), "several: {several}");
        assert_eq!(town.city().state().unwrap().installations, 1);
    }
}

#[test]
fn a_city_that_turns_the_phone_away_parks_no_report() {
    let home = TempDir::new().unwrap();
    let town = wants_registration(&home);
    // Until the end of the first round: by chance the next try may come within it.
    let refuses = Arc::new(AtomicBool::new(true));
    let turns_away = Arc::clone(&refuses);
    let gateway = Gateway::new(&town, move |call| {
        if call == Call::Register && turns_away.load(Ordering::Relaxed) {
            return Err(WireError::Refused { status: 403, code: "installation-refused".into() });
        }
        Ok(())
    });
    let phone = Phone::with(home.path(), &town, |config| Config { gateway: Some(gateway), ..config });
    let id = phone.submitted("Máy bị từ chối");
    phone.connect();
    let _ = phone.sync();
    let state = phone.state(id);
    assert!(
        matches!(state, ReportState::Queued { reason: Reason::CityBusy, next_try: Some(_) }),
        "{state:?}"
    );
    refuses.store(false, Ordering::Relaxed);
    phone.sync_until_quiet(3);
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }), "{:?}", phone.state(id));
}

#[test]
fn a_phone_whose_clock_is_a_day_off_sends_as_any_other() {
    for hours in [26, -26] {
        let home = TempDir::new().unwrap();
        let town = Town::start(&home.path().join("city"));
        let phone = Phone::new(home.path(), &town);
        let now = Clock::now(&phone.clock).wall.unix_ms();
        phone.clock.set(Timestamp::from_unix_ms(now + hours * 3_600_000));
        let id = phone.submitted("Đồng hồ máy chạy sai");
        phone.connect();
        let _ = phone.sync();
        let state = phone.state(id);
        assert!(matches!(state, ReportState::Delivered { .. }), "{hours} hours: {state:?}");
    }
}

#[test]
fn a_city_that_could_not_be_asked_is_asked_again_by_itself() {
    let home = TempDir::new().unwrap();
    let mut town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    town.stop();
    phone.connect();
    let outcome = phone.sync();
    assert_eq!(outcome.unreached, Some(Reason::Unreachable));
    assert!(outcome.next_try.is_some(), "nothing waits to be sent, and yet the phone tries again");
    assert_eq!(phone.client().next_wake().unwrap(), outcome.next_try);
}

#[test]
fn photos_wait_for_wifi_when_the_citizen_chose_so_also_after_a_restart_until_they_say_otherwise() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let mut phone = Phone::new(home.path(), &town);
    let (first, second) = (phone.submitted("Ảnh chờ Wi-Fi"), phone.submitted("Ảnh này đi ngay"));
    phone.client().set_photos_wait_for_unmetered(true).unwrap();
    phone.switch_off();
    phone.switch_on();
    assert!(phone.client().photos_wait_for_unmetered().unwrap());
    phone.client().set_network(Network::Metered).unwrap();
    let outcome = phone.sync();
    assert_eq!((outcome.waiting, outcome.next_try), (2, None), "no timer can bring Wi-Fi");
    for id in [first, second] {
        let state = phone.state(id);
        let waits = matches!(state, ReportState::SendingPhotos { reason: Reason::WaitsForUnmetered, .. });
        assert!(waits, "the text is there: {state:?}");
    }
    phone.client().reports().send_anyway(second, SendAnyway::OverMobileData).unwrap();
    let _ = phone.sync();
    assert!(matches!(phone.state(second), ReportState::Delivered { .. }), "{:?}", phone.state(second));
    phone.client().set_network(Network::Unmetered).unwrap();
    phone.client().set_battery(Battery { percent: Some(5), ..Battery::default() }).unwrap();
    let _ = phone.sync();
    let state = phone.state(first);
    assert!(matches!(state, ReportState::SendingPhotos { reason: Reason::BatteryLow, .. }), "{state:?}");
    phone
        .client()
        .set_battery(Battery { percent: Some(5), is_charging: true, ..Battery::default() })
        .unwrap();
    let _ = phone.sync();
    assert!(matches!(phone.state(first), ReportState::Delivered { .. }), "{:?}", phone.state(first));
}

#[test]
fn forty_reports_go_side_by_side_and_each_arrives_once() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    let ids: Vec<ReportId> = (0..40).map(|n| phone.submitted(&format!("Phản ánh thứ {n}"))).collect();
    phone.connect();
    let outcome = phone.sync();
    assert_eq!((outcome.waiting, outcome.unreached), (0, None));
    assert!(ids.iter().all(|id| matches!(phone.state(*id), ReportState::Delivered { .. })));
    let there = town.city().state().unwrap();
    assert_eq!((there.reports.len(), there.report_posts, there.installations), (40, 40, 1));
    for report in &there.reports {
        assert_eq!(report.attachments[0].stored_sha256.as_ref(), Some(&report.attachments[0].sha256));
    }
}

#[test]
fn a_reply_that_the_city_takes_back_is_announced_like_any_other_change() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let mut phone = Phone::new(home.path(), &town);
    let id = phone.submitted("Trả lời bị rút lại");
    phone.connect();
    let _ = phone.sync();
    let reply = town.city().reply(&id.to_string(), None, "Gửi nhầm").unwrap();
    let _ = phone.sync();
    assert_eq!(phone.client().reports().get(id).unwrap().thread.len(), 1);
    phone.switch_off();

    town.city().withdraw_reply(&reply).unwrap();
    let (sender, heard) = mpsc::channel();
    let listener = Some(Arc::new(Recorder(sender)) as Arc<dyn EventListener>);
    let phone = Phone::with(home.path(), &town, |config| Config { listener, ..config });
    phone.connect();
    let _ = phone.sync();
    assert_eq!(phone.client().reports().get(id).unwrap().thread.len(), 0);
    // Whoever closes waits for the last event.
    phone.client().close();
    assert!(heard.try_iter().any(|event| event == Event::ReportsChanged(vec![id])));
}

/// A phone that sends by itself, and what it tells.
fn by_itself(home: &TempDir, town: &Town, gateway: Arc<Gateway>) -> (Phone, mpsc::Receiver<Event>) {
    let (sender, heard) = mpsc::channel();
    let phone = Phone::with(home.path(), town, |config| Config {
        gateway: Some(gateway),
        sync_mode: SyncMode::Automatic,
        listener: Some(Arc::new(Recorder(sender))),
        ..config
    });
    (phone, heard)
}

struct Recorder(mpsc::Sender<Event>);

impl EventListener for Recorder {
    fn on_event(&self, event: Event) {
        // The test may have heard enough.
        let _ = self.0.send(event);
    }
}

/// Whether the report was delivered before the client said nothing more.
fn until_delivered(heard: &mpsc::Receiver<Event>, client: &Client, id: ReportId) -> bool {
    let events = || std::iter::from_fn(|| heard.recv_timeout(PATIENCE).ok());
    events().any(|event| {
        matches!(event, Event::ReportsChanged(ids) if ids.contains(&id))
            && matches!(client.reports().get(id).unwrap().state, ReportState::Delivered { .. })
    })
}
