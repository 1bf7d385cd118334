use std::slice::from_ref;
use std::time::Duration;

use super::*;
use crate::clock::{Now, Timestamp};
use crate::entropy::SystemEntropy;
use crate::id::{ItemId, PhotoId, ReportId};
use crate::outbox::{After, ItemState, LEASE, Outcome, Step, Thrift, Wait, apply, end_wait, held_back, next};
use crate::report::Reason;

const NOW: Now = Now { wall: Timestamp::from_unix_ms(1_790_000_000_000), boot: Duration::from_secs(5_000) };

fn item(report: ReportId, kind: Kind) -> Item {
    Item::new(ItemId::new(NOW.wall, &SystemEntropy), report, kind)
}

fn file(report: ReportId, is_video: bool) -> Item {
    item(report, Kind::of_file(PhotoId::new(NOW.wall, &SystemEntropy), 10, is_video))
}

fn report() -> ReportId {
    ReportId::new(NOW.wall, &SystemEntropy)
}

/// A network; whether photos wait for a better one, and whether the battery is low.
fn phone(network: Network, photos_wait_for_unmetered: bool, battery_low: bool) -> Conditions {
    let thrift = Thrift { photos_wait_for_unmetered, battery_low, ..Thrift::default() };
    Conditions { network, thrift, ..Conditions::default() }
}

fn let_go(items: &[Item], how: SendAnyway) -> Vec<Item> {
    items.iter().map(|item| Item { allowed: item.allowed.or(how.allows()), ..item.clone() }).collect()
}

#[test]
fn what_is_offered_says_what_it_costs_and_sends() {
    let photo = file(report(), false);
    let cases = [
        (phone(Network::Metered, true, false), SendAnyway::OverMobileData),
        (phone(Network::Unmetered, true, true), SendAnyway::OnBattery),
        (phone(Network::Metered, false, true), SendAnyway::OnBattery),
        (phone(Network::Metered, true, true), SendAnyway::OverMobileDataOnBattery),
    ];
    for (conditions, how) in cases {
        let items = [photo.clone()];
        assert_eq!(next(&items, &[], &conditions, NOW), Step::Idle, "{how:?}");
        assert_eq!(send_anyway(&items, &conditions), Some(how));
        let items = let_go(&items, how);
        assert_eq!(next(&items, &[], &conditions, NOW), Step::Send(photo.id), "{how:?}");
        assert_eq!(send_anyway(&items, &conditions), None, "{how:?}");
    }
}

#[test]
fn a_photo_and_a_video_that_wait_for_different_things_go_for_the_cost_of_both() {
    let id = report();
    let items = [file(id, false), file(id, true)];
    let conditions = phone(Network::Metered, false, true);
    assert_eq!(held_back(&items[0], &conditions), Some(Reason::BatteryLow));
    assert_eq!(held_back(&items[1], &conditions), Some(Reason::VideoWaitsForUnmeteredAndCharger));
    let how = send_anyway(&items, &conditions).unwrap();
    assert_eq!(how, SendAnyway::OverMobileDataOnBattery);
    assert!(let_go(&items, how).iter().all(|item| held_back(item, &conditions).is_none()));
}

#[test]
fn who_lets_it_use_the_battery_does_not_pay_for_mobile_data_and_the_other_way_round() {
    let photo = [file(report(), false)];
    let on_battery = let_go(&photo, SendAnyway::OnBattery);
    let metered = phone(Network::Metered, true, true);
    assert_eq!(held_back(&on_battery[0], &metered), Some(Reason::WaitsForUnmetered));
    assert_eq!(send_anyway(&on_battery, &metered), Some(SendAnyway::OverMobileData));
    let over_mobile_data = let_go(&photo, SendAnyway::OverMobileData);
    assert_eq!(held_back(&over_mobile_data[0], &metered), Some(Reason::BatteryLow));
    assert_eq!(send_anyway(&over_mobile_data, &metered), Some(SendAnyway::OnBattery));
    let both = let_go(&on_battery, SendAnyway::OverMobileData);
    assert_eq!(next(&both, &[], &metered, NOW), Step::Send(both[0].id));
}

#[test]
fn nothing_is_offered_that_would_not_send() {
    let id = report();
    let photo = file(id, false);
    let low = phone(Network::Unmetered, false, true);
    let parked = |kind| Item { state: ItemState::Parked { code: "no".into() }, ..item(id, kind) };
    let refused = Item { state: ItemState::Parked { code: "too-large".into() }, ..photo.clone() };
    let leased = Item { lease: Some(Wait::of(LEASE, NOW)), ..photo.clone() };
    let held_up = [
        vec![parked(Kind::Report), photo.clone()],
        vec![photo.clone(), item(id, Kind::Withdrawal)],
        vec![refused],
        vec![leased],
        vec![item(id, Kind::Report), item(id, Kind::Receipt)],
    ];
    for items in held_up {
        assert_eq!(send_anyway(&items, &low), None, "{items:?}");
    }
    assert_eq!(send_anyway(from_ref(&photo), &phone(Network::None, true, true)), None);
    // These hold nothing up.
    let kept = [photo.clone(), parked(Kind::Withdrawal)];
    assert_eq!(send_anyway(&kept, &low), Some(SendAnyway::OnBattery));
    assert_eq!(send_anyway(&[item(id, Kind::Report), photo], &low), Some(SendAnyway::OnBattery));
}

#[test]
fn a_wait_of_an_earlier_try_ends_with_it() {
    let busy = Outcome::TryLater { reason: Reason::CityBusy, retry_after: Some(Duration::from_mins(30)) };
    let photo = file(report(), false);
    let After::Keep(waiting) = apply(photo, &busy, NOW, 0.5) else { panic!("an item must stay") };
    let low = phone(Network::Unmetered, false, true);
    assert_eq!(send_anyway(from_ref(&waiting), &low), Some(SendAnyway::OnBattery));
    let mut freed = let_go(&[waiting], SendAnyway::OnBattery);
    assert!(matches!(next(&freed, &[], &low, NOW), Step::WaitUntil(_)));
    end_wait(&mut freed[0]);
    assert_eq!(next(&freed, &[], &low, NOW), Step::Send(freed[0].id));
}

#[test]
fn no_try_is_offered_for_what_the_system_sends_until_its_time_is_over() {
    let id = report();
    let leased = Item { lease: Some(Wait::of(LEASE, NOW)), ..file(id, false) };
    let items = [leased, item(id, Kind::Receipt)];
    for network in [Network::Unmetered, Network::None] {
        let conditions = phone(network, false, false);
        let tried = |now| items.iter().any(|item| can_be_tried(item, &items, &conditions, now));
        assert!(!tried(NOW));
        let then = Now { wall: NOW.wall.after(LEASE), boot: NOW.boot + LEASE };
        assert!(tried(then), "the city is asked what came of it");
    }
}

#[test]
fn a_try_is_offered_for_what_it_might_send() {
    let id = report();
    let items = [item(id, Kind::Report), file(id, false), file(id, true), item(id, Kind::Receipt)];
    let tried = |items: &[Item], conditions| -> Vec<bool> {
        items.iter().map(|item| can_be_tried(item, items, &conditions, NOW)).collect()
    };
    let low = phone(Network::Unmetered, false, true);
    assert_eq!(tried(&items, low), [true, false, false, false]);
    assert_eq!(tried(&items, phone(Network::Metered, false, false)), [true, true, false, false]);
    assert_eq!(tried(&items, phone(Network::Unmetered, true, false)), [true; 4]);
    assert_eq!(tried(&items, phone(Network::None, true, true)), [true; 4]);
    assert_eq!(tried(&let_go(&items, SendAnyway::OnBattery), low), [true; 4]);
    assert_eq!(tried(&items[3..], low), [true]);
}

#[test]
fn a_desk_gets_photos_with_their_text_over_mobile_data() {
    let text = [Item { enclosed: 10, ..item(report(), Kind::Report) }];
    let metered = phone(Network::Metered, true, false);
    assert_eq!(send_anyway(&text, &metered), Some(SendAnyway::OverMobileData));
    let freed = let_go(&text, SendAnyway::OverMobileData);
    assert_eq!(next(&freed, &[], &metered, NOW), Step::Send(freed[0].id));
}

#[test]
fn each_has_words_of_its_own_in_both_languages() {
    let all = [SendAnyway::OverMobileData, SendAnyway::OnBattery, SendAnyway::OverMobileDataOnBattery];
    let words = all.map(SendAnyway::words);
    assert!(words[1].en.contains("battery") && !words[1].en.contains("mobile data"), "{words:?}");
    assert!(words[1].vi.contains("pin") && !words[1].vi.contains("dữ liệu"), "{words:?}");
    assert!(words[2].en.contains("mobile data") && words[2].en.contains("battery"), "{words:?}");
    assert!(words[2].vi.contains("dữ liệu di động") && words[2].vi.contains("pin"), "{words:?}");
    for how in all {
        assert_eq!(SendAnyway::of(how.allows()), Some(how));
    }
}
