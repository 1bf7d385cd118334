use super::*;
use proptest::prelude::*;

use crate::entropy::SystemEntropy;
use crate::id::{MessageId, PhotoId, ReportId};

const MORNING: Now =
    Now { wall: Timestamp::from_unix_ms(1_790_000_000_000), boot: Duration::from_secs(5_000) };

fn later(by: Duration) -> Now {
    Now { wall: MORNING.wall.after(by), boot: MORNING.boot + by }
}

fn report_id(at: i64) -> ReportId {
    ReportId::new(Timestamp::from_unix_ms(at), &SystemEntropy)
}

fn item(report: ReportId, kind: Kind, made: i64) -> Item {
    Item::new(ItemId::new(Timestamp::from_unix_ms(made), &SystemEntropy), report, kind)
}

fn photo(size: u64) -> Kind {
    Kind::Photo { photo: PhotoId::new(Timestamp::from_unix_ms(1), &SystemEntropy), size }
}

fn video(size: u64) -> Kind {
    Kind::Video { video: PhotoId::new(Timestamp::from_unix_ms(1), &SystemEntropy), size }
}

fn online() -> Conditions {
    Conditions { network: Network::Unmetered, ..Conditions::default() }
}

fn parked(mut item: Item) -> Item {
    item.state = ItemState::Parked { code: "invalid-report".into() };
    item
}

#[test]
fn text_goes_before_photos_small_photos_before_large_ones_and_videos_last() {
    let (older, newer) = (report_id(1), report_id(2));
    let film = item(older, video(50), 9);
    let large = item(older, photo(900), 10);
    let small = item(older, photo(100), 11);
    let text = item(newer, Kind::Report, 12);
    let mut items = vec![film.clone(), large.clone(), small.clone(), text.clone()];
    for expected in [text, small, large, film] {
        assert_eq!(next(&items, &[], &online(), MORNING), Step::Send(expected.id));
        items.retain(|item| item.id != expected.id);
    }
    assert_eq!(next(&items, &[], &online(), MORNING), Step::Idle);
}

#[test]
fn photos_wait_for_their_text_and_the_receipt_for_the_photos() {
    let report = report_id(1);
    let text = item(report, Kind::Report, 1);
    let picture = item(report, photo(5), 2);
    let receipt = item(report, Kind::Receipt, 3);
    let parked_text = [parked(text), picture.clone(), receipt.clone()];
    assert_eq!(next(&parked_text, &[], &online(), MORNING), Step::Idle);
    assert_eq!(next(&[picture.clone(), receipt.clone()], &[], &online(), MORNING), Step::Send(picture.id));
    assert_eq!(next(&[parked(picture), receipt.clone()], &[], &online(), MORNING), Step::Idle);
    assert_eq!(next(std::slice::from_ref(&receipt), &[], &online(), MORNING), Step::Send(receipt.id));
}

fn message() -> Kind {
    Kind::Message { message: MessageId::new(Timestamp::from_unix_ms(1), &SystemEntropy) }
}

#[test]
fn messages_wait_for_their_report_and_for_earlier_ones_whatever_the_clock_says() {
    let report = report_id(1);
    let text = item(report, Kind::Report, 1);
    let first = item(report, message(), 9_000);
    // The clock was set back in between.
    let second = item(report, message(), 2_000);
    let mut items = vec![text.clone(), first.clone(), second.clone()];
    for expected in [text, first.clone(), second.clone()] {
        assert_eq!(next(&items, &[], &online(), MORNING), Step::Send(expected.id));
        items.retain(|item| item.id != expected.id);
    }
    assert_eq!(next(&[parked(first), second.clone()], &[], &online(), MORNING), Step::Send(second.id));
}

#[test]
fn a_message_goes_before_photos_and_holds_up_no_receipt() {
    let report = report_id(1);
    let picture = item(report, photo(5), 1);
    let said = item(report, message(), 2);
    assert_eq!(next(&[picture, said.clone()], &[], &online(), MORNING), Step::Send(said.id));
    let receipt = item(report, Kind::Receipt, 3);
    assert_eq!(next(&[parked(said), receipt.clone()], &[], &online(), MORNING), Step::Send(receipt.id));
}

#[test]
fn of_a_report_that_is_taken_back_nothing_else_goes_until_the_city_refuses_that() {
    let report = report_id(1);
    let withdrawal = item(report, Kind::Withdrawal, 9);
    let items = [item(report, Kind::Report, 1), item(report, photo(5), 2), withdrawal.clone()];
    assert_eq!(next(&items, &[], &online(), MORNING), Step::Send(withdrawal.id));
    // The city has closed it already: what is still on its way goes on.
    let refused = [items[0].clone(), items[1].clone(), parked(withdrawal)];
    assert_eq!(next(&refused, &[], &online(), MORNING), Step::Send(items[0].id));
}

#[test]
fn a_parked_report_never_blocks_another() {
    let stuck = parked(item(report_id(1), Kind::Report, 1));
    let fine = item(report_id(2), Kind::Report, 2);
    assert_eq!(next(&[stuck, fine.clone()], &[], &online(), MORNING), Step::Send(fine.id));
}

/// Lets as much go as the planner names, and says what.
fn let_go(items: &[Item], conditions: &Conditions) -> Vec<ItemId> {
    let mut going = Vec::new();
    while let Step::Send(id) = next(items, &going, conditions, MORNING) {
        going.push(id);
    }
    going
}

#[test]
fn a_text_has_the_link_for_itself_and_photos_go_side_by_side() {
    let photos: Vec<Item> = (0..20).map(|n| item(report_id(n), photo(100_000), n)).collect();
    let text = item(report_id(99), Kind::Report, 99);
    let all = [photos.clone(), vec![text.clone()]].concat();
    assert_eq!(let_go(&all, &online()), [text.id]);
    assert_eq!(let_go(&photos, &online()).len(), 16);
    let metered = Conditions { network: Network::Metered, ..online() };
    assert_eq!(let_go(&photos, &metered).len(), 4);
}

#[test]
fn texts_go_side_by_side_too() {
    let texts: Vec<Item> = (0..3).map(|n| item(report_id(n), Kind::Rating, n)).collect();
    assert_eq!(let_go(&texts, &online()), texts.iter().map(|text| text.id).collect::<Vec<_>>());
}

#[test]
fn no_more_bytes_are_on_their_way_than_an_old_phone_has_room_for() {
    for file in [photo(3_000_000), video(60_000_000)] {
        let files: Vec<Item> = (0..16).map(|n| item(report_id(n), file, n)).collect();
        assert_eq!(let_go(&files, &online()).len(), 4, "a piece of 1 MiB each");
    }
}

#[test]
fn small_photos_that_keep_coming_do_not_starve_a_large_one() {
    let large = [photo(60_000_000), video(60_000_000)].map(|kind| item(report_id(1), kind, 1));
    let small: Vec<Item> = (2..40).map(|n| item(report_id(n), photo(10_000), n)).collect();
    let metered = Conditions {
        network: Network::Metered,
        thrift: Thrift { videos_wait_for_unmetered: false, ..Thrift::default() },
        ..online()
    };
    for large in large {
        let all = [vec![large.clone()], small.clone()].concat();
        assert!(let_go(&all, &metered).contains(&large.id), "one of four places is the oldest's");
    }
}

#[test]
fn photos_that_leave_a_video_no_room_beside_them_and_keep_coming_do_not_starve_it() {
    for network in [Network::Metered, Network::Unmetered] {
        let thrift = Thrift { videos_wait_for_unmetered: false, ..Thrift::default() };
        let conditions = Conditions { network, thrift, ..online() };
        let film = item(report_id(1), video(60_000_000), 1);
        let mut items = vec![film.clone()];
        let mut going: Vec<ItemId> = Vec::new();
        let is_on_its_way = (2..20).any(|made| {
            // One photo is there, another one was taken.
            items.extend((0..4).map(|n| item(report_id(made), photo(2_000_000), made * 10 + n)));
            while let Step::Send(id) = next(&items, &going, &conditions, MORNING) {
                going.push(id);
            }
            let is_on_its_way = going.contains(&film.id);
            let ended = going.remove(0);
            items.retain(|item| item.id != ended);
            is_on_its_way
        });
        assert!(is_on_its_way, "{network:?}");
    }
}

#[test]
fn a_video_waits_for_wifi_unless_the_citizen_says_otherwise_for_all_or_for_this_report() {
    let (text, picture, film) = (
        item(report_id(2), Kind::Report, 3),
        item(report_id(1), photo(900), 1),
        item(report_id(1), video(50), 2),
    );
    let items = [film.clone(), picture.clone(), text.clone()];
    let metered = Conditions { network: Network::Metered, ..online() };
    assert_eq!(let_go(&items, &metered), [text.id]);
    assert_eq!(let_go(&items[..2], &metered), [picture.id]);
    assert_eq!(outlook(&film, &metered, MORNING), (Reason::VideoWaitsForUnmetered, None));
    assert_eq!(let_go(std::slice::from_ref(&film), &online()), [film.id]);

    let thrift = Thrift { videos_wait_for_unmetered: false, ..Thrift::default() };
    assert_eq!(let_go(&items[..1], &Conditions { thrift, ..metered }), [film.id]);
    // The word on photos is none on videos.
    let thrift = Thrift { photos_wait_for_unmetered: true, ..thrift };
    assert_eq!(let_go(&items[..2], &Conditions { thrift, ..metered }), [film.id]);
    let wanted = Item { allowed: SendAnyway::OverMobileData.allows(), ..film.clone() };
    assert_eq!(let_go(std::slice::from_ref(&wanted), &metered), [wanted.id]);
    let low = Conditions { thrift: Thrift { battery_low: true, ..Thrift::default() }, ..online() };
    assert_eq!(outlook(&film, &low, MORNING), (Reason::BatteryLow, None));
}

#[test]
fn photos_wait_for_wifi_and_for_the_charger_as_the_citizen_chose_and_texts_do_not() {
    let items = [item(report_id(1), photo(5), 1), item(report_id(2), Kind::Report, 2)];
    let sparing = |network, battery_low| Conditions {
        network,
        thrift: Thrift { photos_wait_for_unmetered: true, battery_low, ..Thrift::default() },
        ..Conditions::default()
    };
    let metered = sparing(Network::Metered, false);
    assert_eq!(let_go(&items, &metered), [items[1].id]);
    assert_eq!(next(&items[..1], &[], &metered, MORNING), Step::Idle);
    assert_eq!(outlook(&items[0], &metered, MORNING), (Reason::WaitsForUnmetered, None));
    let unmetered = sparing(Network::Unmetered, false);
    assert_eq!(next(&items[..1], &[], &unmetered, MORNING), Step::Send(items[0].id));
    let empty = sparing(Network::Unmetered, true);
    assert_eq!(outlook(&items[0], &empty, MORNING), (Reason::BatteryLow, None));
    let both = sparing(Network::Metered, true);
    assert_eq!(outlook(&items[0], &both, MORNING), (Reason::WaitsForUnmeteredAndCharger, None));
    let film = item(report_id(1), video(5), 3);
    assert_eq!(outlook(&film, &both, MORNING), (Reason::VideoWaitsForUnmeteredAndCharger, None));
    // This one the citizen wants gone, whatever it costs.
    let wanted = Item { allowed: SendAnyway::OverMobileData.allows(), ..items[0].clone() };
    assert_eq!(next(std::slice::from_ref(&wanted), &[], &metered, MORNING), Step::Send(wanted.id));
}

#[test]
fn while_something_is_on_its_way_nothing_is_said_to_wait_for_the_clock_that_only_waits_for_room() {
    let texts: Vec<Item> = (0..5).map(|n| item(report_id(n), Kind::Rating, n)).collect();
    let metered = Conditions { network: Network::Metered, ..online() };
    let going = let_go(&texts, &metered);
    assert_eq!(going.len(), 4);
    assert_eq!(next(&texts, &going, &metered, MORNING), Step::Idle);
    assert_eq!(next(&texts, &going[1..], &metered, MORNING), Step::Send(going[0]));
}

#[test]
fn what_has_ended_takes_no_room_and_what_depends_on_it_waits_until_it_is_committed() {
    let metered = Conditions { network: Network::Metered, ..online() };
    let ratings: Vec<Item> = (0..6).map(|n| item(report_id(n), Kind::Rating, n)).collect();
    let going = let_go(&ratings, &metered);
    let beside =
        |on_their_way: &[ItemId], ended| next_beside(&ratings, on_their_way, ended, &metered, MORNING);
    assert_eq!(beside(&going, &[]), Step::Idle);
    assert_eq!(beside(&going, &going[..1]), Step::Send(ratings[4].id), "and not the one that ended");
    let report = report_id(9);
    let [text, picture, receipt] =
        [(Kind::Report, 1), (photo(10), 2), (Kind::Receipt, 3)].map(|(kind, n)| item(report, kind, n));
    let items = [text.clone(), picture.clone(), receipt.clone()];
    assert_eq!(next_beside(&items, &[text.id], &[text.id], &online(), MORNING), Step::Idle);
    assert_eq!(next_beside(&items[1..], &[picture.id], &[picture.id], &online(), MORNING), Step::Idle);
}

#[test]
fn without_a_network_nothing_is_tried_and_the_reason_says_so() {
    let text = item(report_id(1), Kind::Report, 1);
    let offline = Conditions::default();
    assert_eq!(next(std::slice::from_ref(&text), &[], &offline, MORNING), Step::Idle);
    assert_eq!(outlook(&text, &offline, MORNING), (Reason::NoNetwork, None));
}

#[test]
fn a_failed_try_waits_and_says_until_when() {
    let text = item(report_id(1), Kind::Report, 1);
    let busy = Outcome::TryLater { reason: Reason::CityBusy, retry_after: None };
    let After::Keep(text) = apply(text, &busy, MORNING, 0.5) else { panic!("an item must stay") };
    let due = MORNING.wall.after(Duration::from_secs(1));
    assert_eq!(next(std::slice::from_ref(&text), &[], &online(), MORNING), Step::WaitUntil(due));
    assert_eq!(outlook(&text, &online(), MORNING), (Reason::CityBusy, Some(due)));
    let then = later(Duration::from_secs(1));
    assert_eq!(next(std::slice::from_ref(&text), &[], &online(), then), Step::Send(text.id));
}

#[test]
fn the_citys_retry_after_is_a_lower_bound() {
    let text = item(report_id(1), Kind::Report, 1);
    let retry_after = Some(Duration::from_mins(10));
    let busy = Outcome::TryLater { reason: Reason::CityBusy, retry_after };
    let After::Keep(text) = apply(text, &busy, MORNING, 0.0) else { panic!("an item must stay") };
    let due = MORNING.wall.after(Duration::from_mins(10));
    assert_eq!(next(&[text], &[], &online(), MORNING), Step::WaitUntil(due));
}

#[test]
fn a_dead_link_holds_all_items_for_a_minute_at_most_and_anything_that_gets_through_frees_them() {
    let items = [item(report_id(1), Kind::Report, 1), item(report_id(2), photo(5), 2)];
    let mut conditions = online();
    for _ in 0..20 {
        conditions.link = conditions.link.after(&Outcome::LinkFailed(Reason::Unreachable), MORNING, 1.0);
    }
    let minute = MORNING.wall.after(Duration::from_mins(1));
    assert_eq!(next(&items, &[], &conditions, MORNING), Step::WaitUntil(minute));
    assert_eq!(outlook(&items[1], &conditions, MORNING), (Reason::Unreachable, Some(minute)));
    conditions.link = conditions.link.after(&Outcome::Progress, MORNING, 1.0);
    assert_eq!(next(&items, &[], &conditions, MORNING), Step::Send(items[0].id));
}

#[test]
fn a_wait_is_at_most_an_hour_after_a_reboot_or_a_jump_of_the_clock() {
    let wait = Wait::of(Duration::from_secs(30), MORNING);
    let clock_set_back = Now { wall: Timestamp::from_unix_ms(0), boot: MORNING.boot };
    let most = clock_set_back.wall.after(MAX_WAIT);
    assert_eq!(wait.pending(clock_set_back), Some(most));
    // The wait that is stored from then on really ends.
    let stored = wait.rebased(clock_set_back, MAX_WAIT);
    let an_hour_on = Now { wall: most, boot: clock_set_back.boot + MAX_WAIT };
    assert_eq!(stored.pending(an_hour_on), None);
    let rebooted = Now { wall: later(Duration::from_mins(5)).wall, boot: Duration::from_secs(20) };
    assert_eq!(wait.pending(rebooted), None);
}

#[test]
fn a_network_correction_of_the_clock_is_no_jump() {
    let wait = Wait::of(Duration::from_hours(2), MORNING);
    let corrected = Now { wall: MORNING.wall.after(Duration::from_secs(3)), boot: MORNING.boot };
    assert_eq!(wait.pending(corrected), Some(MORNING.wall.after(Duration::from_hours(2))));
}

#[test]
fn reports_that_wait_go_in_one_request_and_half_as_many_after_each_failure() {
    let texts: Vec<Item> = (0..110).map(|n| item(report_id(n), Kind::Report, n)).collect();
    let ids = |items: &[Item]| items.iter().map(|item| item.id).collect::<Vec<_>>();
    let first = Step::SendTogether(ids(&texts[..100]));
    assert_eq!(next(&texts, &[], &online(), MORNING), first);
    let rest = Step::SendTogether(ids(&texts[100..]));
    assert_eq!(next(&texts, &ids(&texts[..100]), &online(), MORNING), rest, "and the rest beside it");
    let one_by_one = Conditions { one_by_one: true, ..online() };
    assert_eq!(next(&texts, &[], &one_by_one, MORNING), Step::Send(texts[0].id));

    let tried = |failures| -> Vec<Item> {
        texts.iter().map(|text| Item { failures, attempted: true, ..text.clone() }).collect()
    };
    for (failures, together) in [(1, 50), (2, 25), (6, 1)] {
        let step = next(&tried(failures), &[], &online(), MORNING);
        let expected =
            if together == 1 { Step::Send(texts[0].id) } else { Step::SendTogether(ids(&texts[..together])) };
        assert_eq!(step, expected, "{failures} failures");
    }
    // One that the city chokes on is not among those that were never tried.
    let mut mixed = texts[..3].to_vec();
    mixed[0].failures = 7;
    assert_eq!(next(&mixed, &[], &online(), MORNING), Step::Send(texts[0].id));
    assert_eq!(next(&mixed, &ids(&texts[..1]), &online(), MORNING), Step::SendTogether(ids(&texts[1..3])));
}

#[test]
fn many_receipts_are_asked_for_together_when_the_photos_are_there_and_few_at_once() {
    let receipts: Vec<Item> = (0..4).map(|n| item(report_id(n), Kind::Receipt, n)).collect();
    let picture = item(report_id(9), photo(5), 9);
    let ids: Vec<ItemId> = receipts.iter().map(|item| item.id).collect();
    let mut items = receipts.clone();
    items.push(picture.clone());
    assert_eq!(next(&items, &[], &online(), MORNING), Step::Send(picture.id));
    assert_eq!(next(&items, &[picture.id], &online(), MORNING), Step::Idle);
    assert_eq!(next(&receipts, &[], &online(), MORNING), Step::SendTogether(ids));
    let few = [receipts[0].clone(), receipts[1].clone(), picture];
    assert_eq!(next(&few, &[], &online(), MORNING), Step::Send(receipts[0].id));
    let untold: Vec<Item> = receipts.into_iter().map(|item| Item { failures: 1, ..item }).collect();
    assert_eq!(next(&untold, &[], &online(), MORNING), Step::Send(untold[0].id));
}

proptest! {
    #[test]
    fn waits_grow_to_an_hour_and_never_beyond(failures in 0_u32..200, jitter in 0.0_f64..1.0) {
        let mut text = item(report_id(1), Kind::Report, 1);
        text.failures = failures;
        let busy = Outcome::TryLater { reason: Reason::CityBusy, retry_after: None };
        let After::Keep(text) = apply(text, &busy, MORNING, jitter) else { panic!("an item must stay") };
        if let ItemState::Waiting { wait, .. } = text.state {
            prop_assert!(wait.parts().0 <= MORNING.wall.after(MAX_WAIT));
        } else {
            prop_assert!(false, "a failed item must wait");
        }
    }

    #[test]
    fn the_planner_always_names_a_step_for_what_can_go(sizes in prop::collection::vec(1_u64..1_000_000, 0..6)) {
        let report = report_id(1);
        let mut items: Vec<Item> = sizes.iter().map(|size| item(report, photo(*size), 2)).collect();
        items.push(item(report, Kind::Report, 1));
        items.push(item(report, Kind::Receipt, 3));
        let mut sent = Vec::new();
        while let Step::Send(id) = next(&items, &[], &online(), MORNING) {
            let at = items.iter().position(|item| item.id == id).unwrap();
            sent.push(items.remove(at).kind);
        }
        prop_assert!(items.is_empty());
        prop_assert_eq!(sent.first(), Some(&Kind::Report));
        prop_assert_eq!(sent.last(), Some(&Kind::Receipt));
        prop_assert_eq!(sent.len(), sizes.len() + 2);
    }
}

mod properties;
