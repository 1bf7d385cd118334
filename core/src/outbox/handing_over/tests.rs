use std::slice::from_ref;

use super::*;
use crate::clock::Timestamp;
use crate::entropy::SystemEntropy;
use crate::id::{PhotoId, ReportId};
use crate::outbox::{Allowed, Kind, Network, SendAnyway, Step, Thrift, Wait, next, outlook};

const NOW: Now = Now { wall: Timestamp::from_unix_ms(1_790_000_000_000), boot: Duration::from_secs(5_000) };

fn later(by: Duration) -> Now {
    Now { wall: NOW.wall.after(by), boot: NOW.boot + by }
}

fn report() -> ReportId {
    ReportId::new(NOW.wall, &SystemEntropy)
}

fn item(report: ReportId, kind: Kind) -> Item {
    Item::new(ItemId::new(NOW.wall, &SystemEntropy), report, kind)
}

fn photo(size: u64) -> Item {
    item(report(), Kind::Photo { photo: PhotoId::new(NOW.wall, &SystemEntropy), size })
}

fn leased(item: Item) -> Item {
    Item { lease: Some(Wait::of(LEASE, NOW)), ..item }
}

fn online() -> Conditions {
    Conditions { network: Network::Unmetered, ..Conditions::default() }
}

#[test]
fn what_the_system_has_is_passed_over_until_its_lease_ends() {
    let (handed_over, other) = (leased(photo(10)), photo(900));
    let items = [handed_over.clone(), other.clone()];
    assert_eq!(next(&items, &[], &online(), NOW), Step::Send(other.id));
    assert_eq!(for_the_system(&items, &online(), NOW), [other.id]);
    assert_eq!(outlook(&handed_over, &online(), NOW), (Reason::InBackground, None));

    let end = later(LEASE).wall;
    let alone = [handed_over.clone()];
    for network in [Network::None, Network::Metered, Network::Unmetered] {
        let conditions = Conditions { network, ..online() };
        assert_eq!(next(&alone, &[], &conditions, NOW), Step::WaitUntil(end), "{network:?}");
    }
    assert_eq!(next(&alone, &[], &online(), later(LEASE)), Step::Send(handed_over.id));
}

#[test]
fn a_receipt_waits_for_a_photo_that_the_system_has() {
    let handed_over = leased(photo(10));
    let receipt = item(handed_over.report, Kind::Receipt);
    assert!(matches!(next(&[handed_over, receipt], &[], &online(), NOW), Step::WaitUntil(_)));
}

#[test]
fn a_reboot_or_a_jump_of_the_clock_leaves_at_most_an_hour_of_a_lease() {
    let handed_over = leased(photo(10));
    let rebooted = Now { boot: Duration::from_secs(1), ..NOW };
    let latest = rebooted.wall.after(Duration::from_hours(1));
    assert_eq!(handed_over.leased_until(rebooted), Some(latest));
}

#[test]
fn a_dead_link_holds_nothing_back_from_the_system_and_a_busy_city_does() {
    let waiting = |reason| Item {
        state: ItemState::Waiting { wait: Wait::of(Duration::from_mins(5), NOW), reason },
        ..photo(10)
    };
    let (cut, busy) = (waiting(Reason::Unreachable), waiting(Reason::CityBusy));
    let parked = Item { state: ItemState::Parked { code: "too-large".into() }, ..photo(10) };
    let items = [cut.clone(), busy.clone(), parked];
    assert_eq!(for_the_system(&items, &online(), NOW), [cut.id]);
    let after = later(Duration::from_mins(6));
    assert_eq!(for_the_system(&items, &online(), after), [cut.id, busy.id]);
}

#[test]
fn a_photo_waits_for_its_text_and_for_the_charger_and_need_not_wait_for_wifi() {
    let picture = photo(10);
    let text = item(picture.report, Kind::Report);
    assert!(for_the_system(&[text, picture.clone()], &online(), NOW).is_empty());
    let thrift = Thrift { photos_wait_for_unmetered: true, ..Thrift::default() };
    let metered = Conditions { network: Network::Metered, thrift, ..Conditions::default() };
    assert_eq!(for_the_system(from_ref(&picture), &metered, NOW), [picture.id]);
    let low = Conditions { thrift: Thrift { battery_low: true, ..thrift }, ..metered };
    assert!(for_the_system(from_ref(&picture), &low, NOW).is_empty());
    let at_any_price = Item { allowed: Allowed { mobile_data: false, battery: true }, ..picture };
    assert_eq!(for_the_system(from_ref(&at_any_price), &low, NOW), [at_any_price.id]);
}

#[test]
fn a_phone_that_is_nearly_full_copies_nothing_for_the_system_and_sends_all_the_same() {
    let picture = Item { allowed: SendAnyway::OverMobileDataOnBattery.allows(), ..photo(10) };
    let thrift = Thrift { storage_low: true, ..Thrift::default() };
    let full = Conditions { thrift, ..online() };
    assert!(for_the_system(from_ref(&picture), &full, NOW).is_empty());
    assert_eq!(next(from_ref(&picture), &[], &full, NOW), Step::Send(picture.id), "that makes room");
    assert_eq!(outlook(&picture, &full, NOW), (Reason::StorageLow, None));
    let text = item(report(), Kind::Report);
    assert_eq!(outlook(&text, &full, NOW), (Reason::Turn, None));
}

#[test]
fn no_more_is_handed_over_than_the_phone_has_room_for() {
    let many: Vec<Item> = (1..100).rev().map(photo).collect();
    let smallest: Vec<ItemId> = many.iter().rev().take(AT_MOST).map(|item| item.id).collect();
    assert_eq!(for_the_system(&many, &online(), NOW), smallest);
    let video = || photo(60_000_000);
    let (first, second) = (video(), video());
    assert_eq!(for_the_system(&[first.clone(), second.clone()], &online(), NOW), [first.id]);
    assert!(for_the_system(&[leased(first), second], &online(), NOW).is_empty());
}
