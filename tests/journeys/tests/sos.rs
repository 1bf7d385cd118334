//! A call for help: before all else, once, through whatever goes wrong, seen by somebody, and taken back.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use city::{Fault, Misbehaviour, Options, SosStatus};
use hues_core::{
    ApiError, Battery, Config, Location, LocationSource, Need, Network, Point, Reason, ReportState, SosCall,
    SosId, SosState, Words,
};
use journeys::{Gateway, Phone, Town, by_open311, large_photo};
use tempfile::TempDir;

fn world() -> (TempDir, Town, Phone) {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    (home, town, phone)
}

fn on_the_roof() -> SosCall {
    SosCall {
        location: Some(Location {
            point: Point::new(16.4698, 107.5786).unwrap(),
            accuracy_m: Some(8.0),
            fixed_at: None,
            source: LocationSource::Gps,
            mock: false,
        }),
        people: Some(4),
        needs: vec![Need::Evacuation],
        phone: Some("0905123456".to_owned()),
        note: Some("Nước lên tới mái".to_owned()),
        battery: Some(12),
    }
}

fn state(phone: &Phone, id: SosId) -> SosState {
    phone.client().sos().get(id).unwrap().state
}

fn said(sentences: &[Words], what: &str) -> bool {
    sentences.iter().any(|sentence| sentence.vi.contains(what))
}

fn always(town: &Town, method: &str, path: &str, fault: Fault) {
    town.city().misbehave(Misbehaviour { times: None, ..Misbehaviour::once(method, path, fault) });
}

const DOWN: Fault = Fault::Unavailable { status: 503, retry_after: None };

#[test]
fn it_arrives_once_through_no_network_a_kill_and_lost_answers_and_says_where_it_is() {
    let (_home, town, mut phone) = world();
    let id = phone.client().sos().raise(on_the_roof()).unwrap();
    let outcome = phone.sync();
    assert_eq!((outcome.waiting, outcome.next_try), (1, None));
    let view = phone.client().sos().get(id).unwrap();
    assert_eq!(view.state, SosState::Raising { reason: Reason::NoNetwork, next_try: None });
    assert!(said(&view.sentences, "Chưa có mạng") && said(&view.sentences, "gọi số khẩn cấp"));

    phone.switch_off();
    phone.switch_on();
    phone.connect();
    town.city().misbehave(Misbehaviour {
        times: Some(2),
        ..Misbehaviour::once("POST", "/v1/sos", Fault::LoseAnswer)
    });
    for _ in 0..2 {
        let next_try = phone.sync().next_try.unwrap();
        let SosState::Raising { reason: Reason::Unreachable, next_try: Some(at) } = state(&phone, id) else {
            panic!("{:?}", state(&phone, id))
        };
        assert_eq!(at, next_try);
        assert!(said(&phone.client().sos().get(id).unwrap().sentences, "Lần thử tới"));
        phone.switch_off();
        phone.switch_on();
        phone.client().set_network(Network::Metered).unwrap();
    }
    assert_eq!(phone.sync().waiting, 0);
    assert!(matches!(state(&phone, id), SosState::Received { at: Some(_) }));
    let there = town.city().state().unwrap();
    assert_eq!((there.sos.len(), there.sos_posts), (1, 3));
    let body = &there.sos[0].body;
    assert_eq!((body["id"].as_str(), body["people"].as_u64()), (Some(id.to_string().as_str()), Some(4)));
    assert_eq!(
        (body["needs"][0].as_str(), body["location"]["lat"].as_f64()),
        (Some("evacuation"), Some(16.4698))
    );
}

#[test]
fn it_goes_before_all_else_whatever_the_phone_is_to_be_sparing_with() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let asked = Arc::new(Mutex::new(Vec::new()));
    let gateway = Gateway::new(&town, {
        let asked = Arc::clone(&asked);
        move |call| {
            asked.lock().unwrap().push(format!("{call:?}"));
            Ok(())
        }
    });
    let phone = Phone::with(home.path(), &town, |config| Config { gateway: Some(gateway), ..config });
    let client = phone.client();
    client.set_photos_wait_for_unmetered(true).unwrap();
    client.set_battery(Battery { percent: Some(5), ..Battery::default() }).unwrap();
    client.set_free_space(0).unwrap();
    let report = phone.submitted("Ổ gà");
    let id = client.sos().raise(on_the_roof()).unwrap();
    client.set_network(Network::Metered).unwrap();
    let _ = phone.sync();
    assert_eq!(asked.lock().unwrap()[0], "Sos", "before the registration, the warnings and the text");
    assert!(matches!(state(&phone, id), SosState::Received { .. }));
    assert!(matches!(phone.state(report), ReportState::SendingPhotos { .. }), "{:?}", phone.state(report));
}

#[test]
fn it_waits_for_no_registration_no_warnings_and_no_link_that_failed_before() {
    let home = TempDir::new().unwrap();
    let town = Town::start_with(&home.path().join("city"), |options| Options {
        registers_with_report: false,
        ..options
    });
    let phone = Phone::new(home.path(), &town);
    always(&town, "POST", "/v1/installations", DOWN);
    always(&town, "GET", "/v1/", Fault::Portal);
    phone.connect();
    let _ = phone.submitted("Ổ gà");
    let _ = phone.sync();
    let id = phone.client().sos().raise(on_the_roof()).unwrap();
    let _ = phone.sync();
    assert!(matches!(state(&phone, id), SosState::Received { .. }), "{:?}", state(&phone, id));
    assert!(town.city().state().unwrap().reports.is_empty());
}

#[test]
fn a_city_that_is_busy_for_an_hour_is_tried_every_minute_and_holds_up_nothing_else() {
    let (_home, town, phone) = world();
    always(
        &town,
        "POST",
        "/v1/sos",
        Fault::Unavailable { status: 503, retry_after: Some("3600".to_owned()) },
    );
    phone.connect();
    let id = phone.client().sos().raise(on_the_roof()).unwrap();
    let report = phone.submitted("Ổ gà");
    for _ in 0..3 {
        let before = hues_core::Clock::now(&phone.clock).wall;
        let next_try = phone.sync().next_try.unwrap();
        assert!(next_try.since_ms(before) <= 60_000);
        assert!(matches!(state(&phone, id), SosState::Raising { reason: Reason::CityBusy, .. }));
        phone.clock.advance(Duration::from_mins(1));
    }
    assert!(matches!(phone.state(report), ReportState::Delivered { .. }), "{:?}", phone.state(report));
    town.city().behave();
    let _ = phone.sync();
    assert!(matches!(state(&phone, id), SosState::Received { .. }));
}

#[test]
fn somebody_reads_it_and_the_phone_says_so_and_asks_until_it_is_dealt_with() {
    let (_home, town, phone) = world();
    phone.connect();
    let id = phone.client().sos().raise(on_the_roof()).unwrap();
    let outcome = phone.sync();
    assert!(outcome.next_try.is_some(), "it asks again by itself");
    town.city().move_sos(&id.to_string(), SosStatus::Seen, Some("Thuyền đang đến")).unwrap();
    let _ = phone.sync();
    assert!(matches!(state(&phone, id), SosState::Received { .. }), "it has its pace");
    phone.clock.advance(Duration::from_secs(31));
    let _ = phone.sync();
    let view = phone.client().sos().get(id).unwrap();
    assert_eq!(view.state.name(), "seen");
    assert!(said(&view.sentences, "Người trực đã đọc") && said(&view.sentences, "Thuyền đang đến"));
    assert!(view.ways.cancel && !view.ways.dismiss);
    assert!(matches!(phone.client().sos().dismiss(id), Err(ApiError::NotFound)));

    town.city().move_sos(&id.to_string(), SosStatus::Closed, None).unwrap();
    phone.clock.advance(Duration::from_secs(31));
    assert_eq!(phone.sync().next_try, None);
    assert!(matches!(state(&phone, id), SosState::Closed { note: None, .. }));
    assert!(
        matches!(phone.client().sos().cancel(id), Err(ApiError::NotFound)),
        "there is nothing to take back"
    );
    phone.clock.advance(Duration::from_hours(25));
    let _ = phone.sync();
    assert!(phone.client().sos().list().unwrap().is_empty(), "forgotten after a day");
}

#[test]
fn taken_back_before_it_left_it_is_gone() {
    let (_home, town, phone) = world();
    let id = phone.client().sos().raise(on_the_roof()).unwrap();
    phone.client().sos().cancel(id).unwrap();
    assert!(phone.client().sos().list().unwrap().is_empty());
    phone.connect();
    assert_eq!(phone.sync().waiting, 0);
    assert_eq!(town.city().state().unwrap().sos_posts, 0);
}

#[test]
fn taken_back_after_it_may_have_left_the_city_is_told_whether_it_has_it_or_not() {
    let (_home, town, mut phone) = world();
    phone.connect();
    town.city().misbehave(Misbehaviour::once("POST", "/v1/sos", Fault::LoseAnswer));
    let arrived = phone.client().sos().raise(on_the_roof()).unwrap();
    let _ = phone.sync();
    town.city().misbehave(Misbehaviour::once("POST", "/v1/sos", DOWN));
    let lost = phone.client().sos().raise(SosCall::default()).unwrap();
    always(&town, "POST", "/v1/sos", DOWN);
    let _ = phone.sync();
    town.city().misbehave(Misbehaviour::once("DELETE", "/v1/sos", Fault::LoseAnswer));
    for id in [arrived, lost] {
        phone.client().sos().cancel(id).unwrap();
        assert!(matches!(state(&phone, id), SosState::Cancelling { .. }));
        assert!(matches!(phone.client().sos().cancel(id), Err(ApiError::NotFound)), "once is enough");
    }
    phone.switch_off();
    phone.switch_on();
    phone.connect();
    for _ in 0..3 {
        let _ = phone.sync();
        phone.clock.advance(Duration::from_secs(6));
    }
    for id in [arrived, lost] {
        assert_eq!(state(&phone, id), SosState::Cancelled);
        phone.client().sos().dismiss(id).unwrap();
    }
    let there = town.city().state().unwrap();
    let statuses: Vec<_> = there.sos.iter().map(|call| call.status.as_str()).collect();
    assert_eq!(statuses, ["cancelled"], "the other one never came, and can't come any more");
}

#[test]
fn one_that_the_city_refuses_says_so_and_can_be_tried_again() {
    let (_home, town, phone) = world();
    phone.connect();
    town.city().misbehave(Misbehaviour::once("POST", "/v1/sos", Fault::Refuse { status: 422 }));
    let id = phone.client().sos().raise(on_the_roof()).unwrap();
    assert_eq!(phone.sync().next_try, None);
    let view = phone.client().sos().get(id).unwrap();
    assert!(matches!(view.state, SosState::Parked { .. }), "{:?}", view.state);
    assert!(said(&view.sentences, "không nhận lời kêu cứu") && said(&view.sentences, "gọi số khẩn cấp"));
    assert!(view.ways.try_now && view.ways.cancel && view.ways.dismiss);
    phone.client().sos().try_now(id).unwrap();
    let _ = phone.sync();
    assert!(matches!(state(&phone, id), SosState::Received { .. }));
}

#[test]
fn a_photo_on_its_way_leaves_the_link_to_it_and_goes_on_afterwards() {
    let (_home, town, phone) = world();
    let report = phone.draft("Ổ gà", &[large_photo()]);
    phone.client().reports().submit(report).unwrap();
    phone.connect();
    // Nobody lets go of it: only the call ends that the phone waits for it.
    town.city().misbehave(Misbehaviour::once("PATCH", "/v1/uploads", Fault::Hold));
    let id = thread::scope(|threads| {
        let round = threads.spawn(|| phone.sync());
        while town.city().state().unwrap().uploads.iter().all(|upload| upload.patches == 0) {
            thread::yield_now();
        }
        let id = phone.client().sos().raise(on_the_roof()).unwrap();
        round.join().unwrap();
        id
    });
    assert!(matches!(state(&phone, id), SosState::Received { .. }), "{:?}", state(&phone, id));
    // It was tried again meanwhile, and met the request that is still held; one that had waited would have given the link up.
    let ReportState::SendingPhotos { reason, .. } = phone.state(report) else {
        panic!("{:?}", phone.state(report))
    };
    assert_eq!(reason, Reason::CityBusy);
    town.city().behave();
    phone.sync_until_quiet(5);
    assert!(matches!(phone.state(report), ReportState::Delivered { .. }), "{:?}", phone.state(report));
}

#[test]
fn another_network_cuts_a_call_off_that_nothing_answers_and_it_goes_again_at_once() {
    let (_home, town, phone) = world();
    phone.connect();
    phone.client().set_network(Network::Unmetered).unwrap();
    town.city().misbehave(Misbehaviour::once("POST", "/v1/sos", Fault::Hold));
    let id = phone.client().sos().raise(on_the_roof()).unwrap();
    let began = Instant::now();
    thread::scope(|threads| {
        let round = threads.spawn(|| phone.sync());
        while !matches!(state(&phone, id), SosState::Raising { reason: Reason::Sending, .. }) {
            thread::yield_now();
        }
        // The held request is on its way.
        thread::sleep(Duration::from_secs(1));
        phone.client().set_network(Network::Metered).unwrap();
        round.join().unwrap();
    });
    while !matches!(state(&phone, id), SosState::Received { .. }) && began.elapsed() < Duration::from_secs(10)
    {
        phone.clock.advance(Duration::from_secs(5));
        let _ = phone.sync();
    }
    assert!(matches!(state(&phone, id), SosState::Received { .. }), "{:?}", state(&phone, id));
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    town.city().behave();
}

#[test]
fn a_city_that_takes_none_says_so_before() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::with(home.path(), &town, by_open311);
    assert!(!phone.client().sos().is_offered().unwrap());
    assert!(matches!(phone.client().sos().raise(on_the_roof()), Err(ApiError::NotFound)));
    assert!(Phone::new(&home.path().join("other"), &town).client().sos().is_offered().unwrap());
}
