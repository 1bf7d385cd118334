//! Warnings: fetched, kept, matched to the citizen's places on the phone, and there with no network at all.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fs;
use std::time::Duration;

use hues_core::alert::cap::Severity;
use hues_core::{Point, Reason};
use journeys::{Phone, Town, fixture};
use tempfile::TempDir;

fn world() -> (TempDir, Town, Phone) {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    phone.connect();
    (home, town, phone)
}

/// The project's own flood warning, as if it had been sent at the phone's time.
fn flood_warning() -> Vec<u8> {
    fs::read(fixture("cap/hue_flood_warning.xml")).unwrap()
}

fn place(lat: f64, lon: f64) -> Point {
    Point::new(lat, lon).unwrap()
}

#[test]
fn a_flood_warning_is_there_with_the_city_gone_and_says_how_old_it_is() {
    let (_home, mut town, mut phone) = world();
    let home = phone.client().alerts().watch("Nhà", place(16.4698, 107.5786)).unwrap();
    phone.client().alerts().watch("Sân bay", place(16.4015, 107.7026)).unwrap();
    town.city().publish_alert(&flood_warning()).unwrap();
    assert_eq!(phone.sync().unreached, None);

    town.stop();
    phone.clock.advance(Duration::from_mins(90));
    assert_eq!(phone.sync().unreached, Some(Reason::Unreachable));
    phone.switch_off();
    phone.switch_on();
    let list = phone.client().alerts().current().unwrap();
    let as_of = list.as_of.unwrap();
    assert_eq!(as_of.to_rfc3339(), "2026-11-23T00:41:05.000Z");
    assert_eq!(list.alerts.len(), 1);
    assert_eq!(list.alerts[0].message.severity(), Severity::Severe);
    assert!(list.alerts[0].message.alarms());
    assert_eq!(list.alerts[0].touches.iter().map(|place| place.id).collect::<Vec<_>>(), [home]);
}

#[test]
fn an_index_signed_by_somebody_else_warns_nobody() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let other = Town::start(&home.path().join("other-city"));
    // The phone trusts the other city's key.
    let phone = Phone::with_key_of(home.path(), &town, &other);
    phone.connect();
    town.city().publish_alert(&flood_warning()).unwrap();
    assert_eq!(phone.sync().unreached, Some(Reason::Garbled));
    let list = phone.client().alerts().current().unwrap();
    assert_eq!((list.as_of, list.alerts), (None, vec![]));
}

#[test]
fn a_warning_that_ended_is_gone_without_any_network() {
    let (_home, town, phone) = world();
    town.city().publish_alert(&flood_warning()).unwrap();
    let _ = phone.sync();
    assert_eq!(phone.client().alerts().current().unwrap().alerts.len(), 1);
    phone.clock.advance(Duration::from_hours(7 * 24));
    let list = phone.client().alerts().current().unwrap();
    assert_eq!(list.alerts, vec![]);
    assert!(list.is_stale);
}

#[test]
fn a_place_can_be_forgotten_and_ten_are_the_most() {
    let (_home, _town, phone) = world();
    let alerts = phone.client().alerts();
    let ids: Vec<_> =
        (0..10).map(|n| alerts.watch(&format!("Nơi {n}"), place(16.4, 107.5)).unwrap()).collect();
    assert!(alerts.watch("Một nơi nữa", place(16.4, 107.5)).is_err());
    alerts.unwatch(ids[0]).unwrap();
    assert_eq!(alerts.watched_places().unwrap().len(), 9);
}
