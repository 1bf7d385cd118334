use std::slice::from_ref;

use proptest::prelude::*;

use super::*;
use crate::entropy::SystemEntropy;
use crate::id::ReportId;
use crate::outbox::{Kind, Link, MAX_WAIT, Thrift};

const MORNING: Now =
    Now { wall: Timestamp::from_unix_ms(1_790_000_000_000), boot: Duration::from_secs(5_000) };

fn later(by: Duration) -> Now {
    Now { wall: MORNING.wall.after(by), boot: MORNING.boot + by }
}

fn call() -> SosItem {
    SosItem::new(SosId::new(MORNING.wall, &SystemEntropy))
}

fn text() -> Item {
    let report = ReportId::new(MORNING.wall, &SystemEntropy);
    Item::new(ItemId::new(MORNING.wall, &SystemEntropy), report, Kind::Report)
}

fn online() -> Conditions {
    Conditions { network: Network::Metered, ..Conditions::default() }
}

fn waiting(call: &SosItem, wait: Duration) -> SosItem {
    let state = ItemState::Waiting { wait: Wait::of(wait, MORNING), reason: Reason::Unreachable };
    SosItem { state, ..call.clone() }
}

/// Fails so often; how long each wait was.
fn waits(mut call: SosItem, outcome: &Outcome, tries: usize, jitter: f64) -> Vec<Duration> {
    (0..tries)
        .map(|_| {
            call = apply_to_sos(call.clone(), outcome, Duration::ZERO, MORNING, jitter).unwrap();
            let until = call.waits_until(MORNING).unwrap();
            Duration::from_millis(u64::try_from(until.since_ms(MORNING.wall)).unwrap())
        })
        .collect()
}

#[test]
fn a_call_goes_before_all_else_and_nothing_starts_beside_it() {
    let (call, text) = (call(), text());
    let (calls, items) = ([call.clone()], [text.clone()]);
    assert_eq!(next_of_all(&calls, &[], &items, &[], &[], &online(), MORNING), Step::Call(call.id));
    assert_eq!(next_of_all(&calls, &[call.id], &items, &[], &[], &online(), MORNING), Step::Idle);
    let waits = [waiting(&call, Duration::from_secs(5))];
    let step = next_of_all(&waits, &[], &items, &[], &[], &online(), MORNING);
    assert_eq!(step, Step::Send(text.id), "between two tries the rest goes on");
    assert_eq!(
        next_of_all(&waits, &[], &[], &[], &[], &online(), MORNING),
        Step::WaitUntil(MORNING.wall.after(Duration::from_secs(5)))
    );
    let other = self::call().at(SosStage::Asking);
    let both = [other.clone(), call.clone()];
    assert_eq!(
        next_of_all(&both, &[call.id], &items, &[], &[], &online(), MORNING),
        Step::Idle,
        "no question either"
    );
    assert_eq!(next_of_all(&both, &[], &items, &[], &[], &online(), MORNING), Step::Call(call.id));
    let asked = [call.at(SosStage::Asking)];
    assert_eq!(
        next_of_all(&asked, &[asked[0].id], &items, &[], &[], &online(), MORNING),
        Step::Send(text.id)
    );
}

#[test]
fn with_no_network_nothing_is_tried_and_a_parked_call_holds_up_nothing() {
    let (call, text) = (call(), text());
    let none = Conditions::default();
    assert_eq!(next_of_all(from_ref(&call), &[], from_ref(&text), &[], &[], &none, MORNING), Step::Idle);
    assert_eq!(outlook_of_sos(&call, Network::None, MORNING), (Reason::NoNetwork, None));
    let refused = Outcome::Refused { code: "invalid-sos".into() };
    let parked = apply_to_sos(call, &refused, Duration::ZERO, MORNING, 0.5).unwrap();
    assert_eq!(parked.state, ItemState::Parked { code: "invalid-sos".into() });
    assert_eq!(
        next_of_all(&[parked], &[], from_ref(&text), &[], &[], &online(), MORNING),
        Step::Send(text.id)
    );
}

#[test]
fn it_is_tried_every_few_seconds_at_first_and_every_minute_at_last() {
    let failed = Outcome::LinkFailed(Reason::Unreachable);
    let longest = waits(call(), &failed, 100, 1.0);
    assert!(longest[..12].iter().all(|wait| *wait == QUICK), "{longest:?}");
    assert_eq!(longest[99], LONGEST);
    let shortest: Duration = waits(call(), &failed, 150, 0.0).iter().sum();
    assert!(shortest > Duration::from_hours(1), "at most 150 tries an hour");
}

#[test]
fn a_busy_city_can_put_it_off_by_a_minute_at_most() {
    let busy = Outcome::TryLater { reason: Reason::CityBusy, retry_after: Some(Duration::from_hours(1)) };
    assert_eq!(waits(call(), &busy, 1, 0.0), [LONGEST]);
}

#[test]
fn once_it_is_there_the_phone_asks_for_about_a_day_and_then_leaves_it() {
    let mut asked = apply_to_sos(call(), &Outcome::Begun, Duration::ZERO, MORNING, 1.0).unwrap();
    assert_eq!((asked.stage, asked.tries), (SosStage::Asking, 1));
    let mut all = Duration::ZERO;
    loop {
        let until = asked.waits_until(MORNING).unwrap();
        all += Duration::from_millis(u64::try_from(until.since_ms(MORNING.wall)).unwrap());
        match apply_to_sos(asked, &Outcome::Progress, all, MORNING, 1.0) {
            Some(next) => asked = next,
            None => break,
        }
    }
    assert!(all >= Duration::from_hours(24) && all < Duration::from_hours(25), "{all:?}");
    assert_eq!(apply_to_sos(call(), &Outcome::Done, Duration::ZERO, MORNING, 1.0), None);
}

#[test]
fn a_busy_city_puts_a_question_off_by_the_later_interval_at_most() {
    let busy = Outcome::TryLater { reason: Reason::CityBusy, retry_after: Some(Duration::from_hours(24)) };
    assert_eq!(waits(call().at(SosStage::Asking), &busy, 1, 1.0), [LATER_QUESTION]);
}

#[test]
fn questions_that_nothing_answers_use_up_no_answers_and_end_a_day_after_the_city_had_it() {
    let failed = Outcome::LinkFailed(Reason::Unreachable);
    let busy = Outcome::TryLater { reason: Reason::CityBusy, retry_after: None };
    let mut asked = call().at(SosStage::Asking);
    for hours in 0..24 {
        for outcome in [&failed, &busy, &failed, &busy, &failed, &busy, &failed, &busy, &failed, &busy] {
            asked = apply_to_sos(asked, outcome, Duration::from_hours(hours), MORNING, 0.0).unwrap();
        }
    }
    assert_eq!(asked.tries, 0);
    assert_eq!(bound(&asked, Duration::from_hours(1)), LATER_QUESTION, "not every half minute for a day");
    assert_eq!(
        apply_to_sos(asked.clone(), &Outcome::Progress, Duration::from_hours(23), MORNING, 0.0)
            .unwrap()
            .tries,
        1
    );
    assert_eq!(apply_to_sos(asked, &failed, Duration::from_hours(24), MORNING, 0.0), None);
}

#[test]
fn a_better_network_ends_the_wait_of_what_is_urgent_and_not_of_a_question() {
    let mut raising = waiting(&call(), Duration::from_mins(1));
    raising.end_wait();
    assert_eq!(raising.state, ItemState::Ready);
    let mut asking = waiting(&call().at(SosStage::Asking), Duration::from_mins(1));
    asking.end_wait();
    assert!(matches!(asking.state, ItemState::Waiting { .. }));
}

fn any_call() -> impl Strategy<Value = SosItem> {
    let stage = prop_oneof![Just(SosStage::Raising), Just(SosStage::Asking), Just(SosStage::Cancelling)];
    (stage, prop::option::weighted(0.4, 1_u64..120), prop::bool::weighted(0.2)).prop_map(
        |(stage, wait, is_parked)| {
            let call = call().at(stage);
            match (wait, is_parked) {
                (_, true) => SosItem { state: ItemState::Parked { code: "no".into() }, ..call },
                (Some(seconds), _) => waiting(&call, Duration::from_secs(seconds)),
                (None, _) => call,
            }
        },
    )
}

fn any_conditions() -> impl Strategy<Value = Conditions> {
    let network = prop_oneof![Just(Network::None), Just(Network::Metered), Just(Network::Unmetered)];
    (network, any::<[bool; 4]>(), 0_u32..6).prop_map(|(network, [photos, videos, battery, storage], dead)| {
        let link = (0..dead)
            .fold(Link::default(), |link, _| link.after(&Outcome::LinkFailed(Reason::Portal), MORNING, 0.9));
        let thrift = Thrift {
            photos_wait_for_unmetered: photos,
            videos_wait_for_unmetered: videos,
            battery_low: battery,
            storage_low: storage,
        };
        Conditions { network, link, thrift, ..Conditions::default() }
    })
}

proptest! {
    #[test]
    fn a_call_that_can_go_goes_first_whatever_else_waits(
        calls in prop::collection::vec(any_call(), 0..4),
        reports in 0_usize..9,
        going in 0_usize..9,
        conditions in any_conditions(),
    ) {
        let items: Vec<Item> = (0..reports).map(|_| text()).collect();
        let on_their_way: Vec<ItemId> = items.iter().take(going).map(|item| item.id).collect();
        let step = next_of_all(&calls, &[], &items, &on_their_way, &[], &conditions, MORNING);
        let can_go = |call: &&SosItem| {
            conditions.network > Network::None
                && call.waits_until(MORNING).is_none()
                && !matches!(call.state, ItemState::Parked { .. })
        };
        let urgent = calls.iter().filter(can_go).find(|call| call.is_urgent());
        match urgent.or_else(|| calls.iter().find(can_go)) {
            Some(first) => prop_assert_eq!(step, Step::Call(first.id)),
            None => prop_assert!(!matches!(step, Step::Call(_))),
        }
    }

    #[test]
    fn a_call_that_waits_is_looked_at_again_in_time(call in any_call(), conditions in any_conditions()) {
        let step = next_of_all(from_ref(&call), &[], &[], &[], &[], &conditions, MORNING);
        if let (Some(until), true) = (call.waits_until(MORNING), conditions.network > Network::None) {
            prop_assert_eq!(step, Step::WaitUntil(until));
            let then = later(Duration::from_millis(u64::try_from(until.since_ms(MORNING.wall)).unwrap()));
            prop_assert_eq!(next_of_all(from_ref(&call), &[], &[], &[], &[], &conditions, then), Step::Call(call.id));
        }
    }

    #[test]
    fn no_wait_is_none_at_all_and_none_is_longer_than_the_longest(
        stage in prop_oneof![Just(SosStage::Raising), Just(SosStage::Cancelling)],
        tries in 0_u32..10_000,
        jitter in 0.0..1.0,
        asked in prop::option::of(0_u64..200_000),
    ) {
        let call = SosItem { tries, ..call().at(stage) };
        let outcome = Outcome::TryLater { reason: Reason::CityBusy, retry_after: asked.map(Duration::from_secs) };
        let wait = waits(call, &outcome, 1, jitter)[0];
        prop_assert!(wait >= QUICK / 2 && wait <= LONGEST && wait < MAX_WAIT, "{:?}", wait);
    }
}
