//! gzip between the phone and the city, and what becomes of it on the way.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use city::{Fault, Misbehaviour};
use hues_core::{Reason, ReportId, ReportState};
use journeys::{Phone, Town};
use tempfile::TempDir;

fn world() -> (TempDir, Town, Phone) {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    phone.connect();
    (home, town, phone)
}

/// A report whose body is worth packing.
fn long(phone: &Phone) -> ReportId {
    phone.submitted(&"Nước ngập tới đầu gối. ".repeat(40))
}

#[test]
fn answers_come_packed_and_large_bodies_go_packed_once_the_city_has_said_that_it_takes_them() {
    let (_home, town, mut phone) = world();
    let first = long(&phone);
    let _ = phone.sync();
    let there = town.city().state().unwrap();
    assert!(there.packed_answers > 0, "{there:?}");
    assert_eq!(there.packed_bodies, 0, "no answer has said yet that it may");

    let together = [long(&phone), long(&phone), long(&phone)];
    let _ = phone.sync();
    let alone = long(&phone);
    let _ = phone.sync();
    for id in [first, alone].iter().chain(&together) {
        assert!(matches!(phone.state(*id), ReportState::Delivered { .. }), "{:?}", phone.state(*id));
    }
    let there = town.city().state().unwrap();
    assert_eq!((there.reports.len(), there.packed_bodies), (5, 2));

    phone.switch_off();
    phone.switch_on();
    phone.connect();
    for packed in [2, 3] {
        let _ = long(&phone);
        let _ = phone.sync();
        assert_eq!(town.city().state().unwrap().packed_bodies, packed, "each run hears it anew");
    }
}

#[test]
fn an_answer_that_can_not_be_unpacked_is_one_that_can_not_be_read_and_nothing_is_lost_by_it() {
    let (_home, town, phone) = world();
    let _ = phone.sync();
    for fault in [Fault::HalfAnswer, Fault::FalseCoding] {
        let id = long(&phone);
        town.city().misbehave(Misbehaviour::once("POST", "/v1/reports", fault.clone()));
        let outcome = phone.sync();
        let state = phone.state(id);
        assert!(matches!(state, ReportState::Queued { reason: Reason::Garbled, .. }), "{fault:?}: {state:?}");
        assert!(outcome.next_try.is_some());
        phone.client().reports().try_now(id).unwrap();
        let _ = phone.sync();
        assert!(matches!(phone.state(id), ReportState::Delivered { .. }), "{fault:?}");

        town.city().misbehave(Misbehaviour::once("GET", "/v1/changes", fault));
        assert_eq!(phone.sync().unreached, Some(Reason::Garbled));
        assert_eq!(phone.sync().unreached, None);
    }
    assert_eq!(town.city().state().unwrap().reports.len(), 2);
}

#[test]
fn what_takes_no_packed_bodies_gets_them_as_they_are_at_once_and_from_then_on() {
    for fault in [Fault::Unavailable { status: 415, retry_after: None }, Fault::Refuse { status: 415 }] {
        let (_home, town, phone) = world();
        let _ = phone.sync();
        town.city().misbehave(Misbehaviour::once("POST", "/v1/reports", fault));
        let first = long(&phone);
        let _ = phone.sync();
        assert!(matches!(phone.state(first), ReportState::Delivered { .. }), "in the same round");
        let together = [long(&phone), long(&phone)];
        let _ = phone.sync();
        assert!(together.iter().all(|id| matches!(phone.state(*id), ReportState::Delivered { .. })));
        let there = town.city().state().unwrap();
        assert_eq!((there.reports.len(), there.packed_bodies), (3, 0));
    }
}
