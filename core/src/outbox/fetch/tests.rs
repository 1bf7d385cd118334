use std::time::Duration;

use super::*;
use crate::clock::Timestamp;
use crate::entropy::SystemEntropy;
use crate::id::{ItemId, PhotoId, ReportId};
use crate::outbox::{Conditions, Item, Kind, Link, Network, Step, next};

const MORNING: Now =
    Now { wall: Timestamp::from_unix_ms(1_790_000_000_000), boot: Duration::from_secs(5_000) };
const CUT: Outcome = Outcome::LinkFailed(Reason::Unreachable);

fn later(by: Duration) -> Now {
    Now { wall: MORNING.wall.after(by), boot: MORNING.boot + by }
}

fn item(kind: Kind) -> Item {
    Item::new(ItemId::new(MORNING.wall, &SystemEntropy), ReportId::new(MORNING.wall, &SystemEntropy), kind)
}

fn photo() -> Item {
    item(Kind::Photo { photo: PhotoId::new(MORNING.wall, &SystemEntropy), size: 300_000 })
}

fn online(fetch: Fetch) -> Conditions {
    Conditions { network: Network::Unmetered, fetch, ..Conditions::default() }
}

#[test]
fn what_is_new_comes_after_the_texts_and_before_the_photos() {
    let items = [photo(), item(Kind::Report)];
    let due = Fetch::default().begun();
    assert_eq!(next(&items, &[], &online(due), MORNING), Step::Send(items[1].id));
    assert_eq!(next(&items[..1], &[], &online(due), MORNING), Step::Fetch);
    let done = due.after(&Outcome::Done, MORNING, 1.0);
    assert_eq!(next(&items[..1], &[], &online(done), MORNING), Step::Send(items[0].id));
    assert_eq!(next(&[], &[], &online(done), MORNING), Step::Idle);
}

#[test]
fn a_long_upload_lets_what_is_new_pass_every_five_minutes_and_an_idle_phone_asks_for_nothing() {
    let photo = photo();
    let done = Fetch::default().begun().after(&Outcome::Done, MORNING, 1.0);
    let soon = later(FRESH.saturating_sub(Duration::from_secs(1)));
    assert_eq!(next(std::slice::from_ref(&photo), &[], &online(done), soon), Step::Send(photo.id));
    assert_eq!(next(&[photo], &[], &online(done), later(FRESH)), Step::Fetch);
    assert_eq!(next(&[], &[], &online(done), later(FRESH * 100)), Step::Idle);
}

#[test]
fn asking_that_failed_names_its_own_next_try_and_holds_up_no_photo() {
    let failed = Fetch::default().begun().after(
        &Outcome::TryLater { reason: Reason::CityBusy, retry_after: Some(Duration::from_mins(3)) },
        MORNING,
        0.0,
    );
    let photo = photo();
    assert_eq!(failed.failure(), Some(Reason::CityBusy));
    assert_eq!(next(std::slice::from_ref(&photo), &[], &online(failed), MORNING), Step::Send(photo.id));
    let then = MORNING.wall.after(Duration::from_mins(3));
    assert_eq!(next(&[], &[], &online(failed), MORNING), Step::WaitUntil(then));
    assert_eq!(next(&[], &[], &online(failed), later(Duration::from_mins(3))), Step::Fetch);
}

#[test]
fn the_waits_of_asking_double_up_to_an_hour() {
    let mut fetch = Fetch::default().begun();
    let mut waits = Vec::new();
    for _ in 0..14 {
        fetch = fetch.after(&CUT, MORNING, 1.0);
        waits.push(fetch.waits_until(MORNING).unwrap().since_ms(MORNING.wall) / 1000);
    }
    assert_eq!(waits, [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600, 3600]);
}

#[test]
fn a_citizen_who_asks_now_waits_for_nothing_but_a_network() {
    let failed = Fetch::default().begun().after(&CUT, MORNING, 1.0);
    let link = Link::default().after(&CUT, MORNING, 1.0);
    let by_itself = Conditions { link, ..online(failed.begun()) };
    assert!(matches!(next(&[], &[], &by_itself, MORNING), Step::WaitUntil(_)));
    let asked = Conditions { link, ..online(failed.asked()) };
    assert_eq!(next(&[], &[], &asked, MORNING), Step::Fetch);
    assert_eq!(next(&[], &[], &Conditions { network: Network::None, ..asked }, MORNING), Step::Idle);
    // Once is enough: when that fails too, it waits like any other.
    let failed_again = Conditions { link, ..online(failed.asked().after(&CUT, MORNING, 1.0)) };
    assert!(matches!(next(&[], &[], &failed_again, MORNING), Step::WaitUntil(_)));
}

#[test]
fn after_a_jump_of_the_clock_a_wait_of_asking_is_an_hour_at_most() {
    let asked = Outcome::TryLater { reason: Reason::CityBusy, retry_after: Some(Duration::from_hours(20)) };
    let failed = Fetch::default().begun().after(&asked, MORNING, 0.0);
    let set_back = Now { wall: Timestamp::from_unix_ms(0), boot: MORNING.boot };
    let rebased = failed.rebased(set_back);
    assert_eq!(rebased.waits_until(set_back), Some(set_back.wall.after(crate::outbox::MAX_WAIT)));
}
