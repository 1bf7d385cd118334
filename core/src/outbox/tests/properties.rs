//! What holds of the planner for any outbox.

use std::mem;

use super::*;

/// Something that an item can be: of which report, of which kind, waiting or leased for so many seconds, parked, and what it may cost.
type Made = (i64, u8, u64, Option<u64>, Option<u64>, bool, [bool; 2]);

fn made() -> impl Strategy<Value = Vec<Made>> {
    let wait = || prop::option::weighted(0.4, 1_u64..7_000);
    let one = (
        0_i64..6,
        0_u8..8,
        1_u64..70_000_000,
        wait(),
        prop::option::weighted(0.2, 1_u64..7_000),
        any::<bool>(),
        prop::array::uniform2(prop::bool::weighted(0.2)),
    );
    prop::collection::vec(one, 0..14)
}

fn outbox(made: &[Made]) -> Vec<Item> {
    let reports: Vec<ReportId> = (0..6).map(report_id).collect();
    let wait = |seconds: u64| Wait::of(Duration::from_secs(seconds), MORNING);
    let message = || Kind::Message { message: MessageId::new(MORNING.wall, &SystemEntropy) };
    let item = |(report, kind, size, waiting, leased, is_parked, [mobile_data, battery]): &Made| {
        let kind = match kind {
            0 => Kind::Report,
            1 => message(),
            2 => Kind::Rating,
            3 => Kind::Receipt,
            4 => Kind::Withdrawal,
            5 => Kind::Amendment,
            6 => video(*size),
            _ => photo(*size),
        };
        let report = reports[usize::try_from(*report).unwrap()];
        let mut item = super::item(report, kind, 1);
        if let Some(seconds) = waiting {
            item.state = ItemState::Waiting { wait: wait(*seconds), reason: Reason::Unreachable };
        } else if *is_parked {
            item.state = ItemState::Parked { code: "no".into() };
        }
        item.allowed = Allowed { mobile_data: *mobile_data, battery: *battery };
        if kind.file().is_some() {
            item.lease = leased.map(wait);
        }
        item
    };
    made.iter().map(item).collect()
}

fn conditions() -> impl Strategy<Value = Conditions> {
    let network = prop_oneof![Just(Network::None), Just(Network::Metered), Just(Network::Unmetered)];
    (network, any::<[bool; 4]>(), any::<bool>(), 0_u32..4).prop_map(
        |(
            network,
            [photos_wait_for_unmetered, videos_wait_for_unmetered, battery_low, storage_low],
            fetches,
            dead_links,
        )| {
            let mut link = Link::default();
            for _ in 0..dead_links {
                link = link.after(&Outcome::LinkFailed(Reason::Unreachable), MORNING, 0.7);
            }
            let fetch = if fetches { Fetch::default().begun() } else { Fetch::default() };
            let thrift =
                Thrift { photos_wait_for_unmetered, videos_wait_for_unmetered, battery_low, storage_low };
            Conditions { network, link, fetch, thrift, one_by_one: false }
        },
    )
}

/// Every moment at which something of this outbox ends, and those just before.
fn moments(items: &[Item], conditions: &Conditions) -> Vec<Now> {
    let waits = items.iter().filter_map(|item| waits_until(item, MORNING));
    let leases = items.iter().filter_map(|item| item.leased_until(MORNING));
    let link = conditions.link.waits_until(MORNING);
    let mut ends: Vec<i64> = waits.chain(leases).chain(link).map(|at| at.since_ms(MORNING.wall)).collect();
    ends.extend(ends.clone().iter().map(|end| end - 1));
    ends.sort_unstable();
    ends.iter().map(|ms| later(Duration::from_millis(u64::try_from(*ms).unwrap_or(0)))).collect()
}

fn ids_of(step: &Step) -> Vec<ItemId> {
    match step {
        Step::Send(id) => vec![*id],
        Step::SendTogether(ids) => ids.clone(),
        Step::Call(_) | Step::Fetch | Step::WaitUntil(_) | Step::Idle => Vec::new(),
    }
}

proptest! {
    #[test]
    fn what_is_held_up_is_the_same_for_all_at_once_as_for_each_by_itself(made in made()) {
        let items = outbox(&made);
        let mut queue = Queue::of(&items);
        for item in &items {
            prop_assert_eq!(queue.lets_go(item), is_unblocked(item, &items), "{:?}", item);
        }
    }

    #[test]
    fn small_photos_go_before_large_ones_and_videos_after_all_photos(made in made(), conditions in conditions()) {
        let items = outbox(&made);
        for id in ids_of(&next(&items, &[], &conditions, MORNING)) {
            let sent = items.iter().find(|item| item.id == id).unwrap();
            let could_go = |item: &&Item| {
                is_unblocked(item, &items)
                    && item.leased_until(MORNING).is_none()
                    && waits_until(item, MORNING).is_none()
                    && (item.is_to_be_asked_for(MORNING) || held_back(item, &conditions).is_none())
            };
            for other in items.iter().filter(could_go).filter_map(|item| item.kind.file().map(|file| (item, file.1))) {
                match (sent.kind, other.0.kind) {
                    (Kind::Video { .. }, Kind::Photo { .. }) => prop_assert!(false, "a photo could have gone"),
                    (Kind::Photo { size, .. }, Kind::Photo { .. }) | (Kind::Video { size, .. }, Kind::Video { .. }) => {
                        prop_assert!(size <= other.1, "a smaller one could have gone");
                    }
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn nothing_large_costs_the_citizen_what_they_did_not_choose(made in made(), conditions in conditions()) {
        let items = outbox(&made);
        let Thrift { photos_wait_for_unmetered, videos_wait_for_unmetered, battery_low, .. } = conditions.thrift;
        for id in ids_of(&next(&items, &[], &conditions, MORNING)) {
            let sent = items.iter().find(|item| item.id == id).unwrap();
            let waits = match sent.kind {
                Kind::Photo { .. } => photos_wait_for_unmetered,
                Kind::Video { .. } => videos_wait_for_unmetered,
                _ => continue,
            };
            let costs = conditions.network == Network::Metered && waits;
            prop_assert!(sent.allowed.mobile_data || !costs);
            prop_assert!(sent.allowed.battery || !battery_low);
        }
        for item in &items {
            let (reason, _) = outlook(item, &conditions, MORNING);
            let spares = match reason {
                Reason::WaitsForUnmetered | Reason::VideoWaitsForUnmetered => {
                    Some(!item.allowed.mobile_data && (item.allowed.battery || !battery_low))
                }
                Reason::WaitsForUnmeteredAndCharger | Reason::VideoWaitsForUnmeteredAndCharger => {
                    Some(!item.allowed.mobile_data && !item.allowed.battery && battery_low)
                }
                Reason::BatteryLow => Some(!item.allowed.battery),
                _ => None,
            };
            prop_assert!(spares.is_none_or(|so| so && item.kind.file().is_some()), "{:?} of {:?}", reason, item.kind);
            prop_assert!(reason != Reason::StorageLow || conditions.thrift.storage_low);
        }
    }

    #[test]
    fn what_is_offered_lets_everything_of_the_report_go_that_is_held_back(made in made(), conditions in conditions()) {
        let items: Vec<Item> = outbox(&made).into_iter().map(|item| Item { lease: None, ..item }).collect();
        for report in items.iter().map(|item| item.report) {
            let of_report: Vec<Item> = items.iter().filter(|item| item.report == report).cloned().collect();
            let Some(how) = send_anyway(&of_report, &conditions) else { continue };
            prop_assert!(of_report.iter().any(|item| held_back(item, &conditions).is_some() && !item.is_parked()));
            let free = |item: Item| Item { allowed: item.allowed.or(how.allows()), ..item };
            let freed: Vec<Item> = of_report.into_iter().map(free).collect();
            let may_go = |item: &Item| item.is_parked() || held_back(item, &conditions).is_none();
            prop_assert!(freed.iter().all(may_go));
            prop_assert_eq!(send_anyway(&freed, &conditions), None);
        }
    }

    #[test]
    fn the_system_gets_files_that_may_go_and_no_more_than_there_is_room_for(made in made(), conditions in conditions()) {
        let items = outbox(&made);
        let handed = for_the_system(&items, &conditions, MORNING);
        let mut bytes = 0;
        for id in &handed {
            let item = items.iter().find(|item| item.id == *id).unwrap();
            prop_assert!(is_unblocked(item, &items) && item.leased_until(MORNING).is_none());
            prop_assert!(!conditions.thrift.storage_low && (item.allowed.battery || !conditions.thrift.battery_low));
            bytes += item.kind.file().expect("a photo or a video").1;
        }
        prop_assert!(handed.len() <= 32 && bytes <= 96 << 20);
    }

    #[test]
    fn the_phone_wakes_at_the_first_moment_at_which_something_can_happen_and_at_no_other(made in made(), conditions in conditions()) {
        let items = outbox(&made);
        match next(&items, &[], &conditions, MORNING) {
            Step::WaitUntil(at) => {
                for now in moments(&items, &conditions) {
                    let step = next(&items, &[], &conditions, now);
                    if now.wall < at {
                        prop_assert_eq!(step, Step::WaitUntil(at));
                    } else if now.wall == at {
                        prop_assert_ne!(step, Step::WaitUntil(at), "there is something to do then");
                    }
                }
            }
            Step::Idle => {
                for now in moments(&items, &conditions) {
                    prop_assert_eq!(next(&items, &[], &conditions, now), Step::Idle, "no wake-up was asked for");
                }
            }
            Step::Call(_) | Step::Send(_) | Step::SendTogether(_) | Step::Fetch => {}
        }
    }

    #[test]
    fn what_is_sent_may_go_and_nothing_of_more_importance_is_left_behind(made in made(), conditions in conditions()) {
        let items = outbox(&made);
        for id in ids_of(&next(&items, &[], &conditions, MORNING)) {
            let sent = items.iter().find(|item| item.id == id).unwrap();
            prop_assert!(conditions.network != Network::None);
            prop_assert!(is_unblocked(sent, &items) && sent.leased_until(MORNING).is_none());
            prop_assert!(held_back(sent, &conditions).is_none() && waits_until(sent, MORNING).is_none());
            let could_go = |item: &&Item| {
                is_unblocked(item, &items) && item.leased_until(MORNING).is_none() && waits_until(item, MORNING).is_none()
            };
            let texts = items.iter().filter(could_go).filter(|item| priority(item).0 < 2);
            // Receipts that are many wait for the photos, and nothing else waits for what is below it.
            prop_assert!(texts.map(|item| priority(item).0).min().is_none_or(|first| first >= priority(sent).0));
        }
    }

    #[test]
    fn everything_is_sent_in_the_end_however_large_something_else_is(made in made(), one_by_one in any::<bool>()) {
        let mut items: Vec<Item> = outbox(&made)
            .into_iter()
            .map(|item| Item { state: ItemState::Ready, lease: None, ..item })
            .collect();
        // A withdrawal ends all else of its report; that is tried elsewhere.
        items.retain(|item| item.kind != Kind::Withdrawal);
        let conditions = Conditions { one_by_one, ..online() };
        let mut going: Vec<ItemId> = Vec::new();
        for _ in 0..200 {
            let step = next(&items, &going, &conditions, MORNING);
            let started = ids_of(&step);
            prop_assert!(started.iter().all(|id| !going.contains(id)), "nothing is sent twice at once");
            going.extend(&started);
            if started.is_empty() {
                // Whatever is on its way the longest ends.
                let Some(ended) = (!going.is_empty()).then(|| going.remove(0)) else { break };
                items.retain(|item| item.id != ended);
            }
        }
        prop_assert!(items.is_empty(), "{:?}", items);
    }

    #[test]
    fn on_a_dead_link_the_tries_of_a_day_are_counted(made in made(), jitter in 0.05_f64..1.0) {
        let mut items = outbox(&made);
        let mut conditions = Conditions { fetch: Fetch::default(), ..online() };
        let (mut now, mut tries) = (MORNING, 0_u32);
        let dead = Outcome::LinkFailed(Reason::Unreachable);
        while now.wall < MORNING.wall.after(Duration::from_hours(24)) {
            let step = next(&items, &[], &conditions, now);
            match &step {
                Step::WaitUntil(at) => {
                    let wait = Duration::from_millis(u64::try_from(at.since_ms(now.wall)).unwrap());
                    prop_assert!(wait > Duration::ZERO, "no loop without a pause");
                    now = Now { wall: *at, boot: now.boot + wait };
                }
                Step::Idle => break,
                _ => {
                    tries += 1;
                    conditions.link = conditions.link.after(&dead, now, jitter);
                    for id in ids_of(&step) {
                        let at = items.iter().position(|item| item.id == id).unwrap();
                        let After::Keep(kept) = apply(items[at].clone(), &dead, now, jitter) else { panic!("lost") };
                        items[at] = Item { lease: None, ..kept };
                    }
                }
            }
        }
        // At most 1 h between two tries of an item, times the smallest share of it that chance gives here, and its first dozen.
        let most = 24.0 / jitter + 14.0;
        let tries = f64::from(tries) / f64::from(u32::try_from(items.len().max(1)).unwrap());
        prop_assert!(tries <= most, "{} tries of an item", tries);
    }
}

/// The rule itself, item by item, as one would say it.
fn is_unblocked(item: &Item, items: &[Item]) -> bool {
    let siblings = || items.iter().filter(|other| other.report == item.report);
    // A withdrawal that the city refused holds up nothing: the report goes on.
    let taken_back = item.kind != Kind::Withdrawal
        && siblings()
            .any(|other| other.kind == Kind::Withdrawal && !matches!(other.state, ItemState::Parked { .. }));
    !matches!(item.state, ItemState::Parked { .. })
        && !taken_back
        && match item.kind {
            Kind::Report | Kind::Withdrawal => true,
            Kind::Photo { .. } | Kind::Video { .. } => !siblings().any(|other| other.kind == Kind::Report),
            Kind::Receipt => {
                !siblings().any(|other| other.kind == Kind::Report || other.kind.file().is_some())
            }
            Kind::Message { .. } | Kind::Amendment | Kind::Rating => {
                !siblings().any(|other| other.kind == Kind::Report) && !is_preceded(item, items)
            }
        }
}

/// Whether an item of the same kind was made before this one, and has to be there first. One that the city refused holds up nothing.
fn is_preceded(item: &Item, items: &[Item]) -> bool {
    let same_kind = |other: &&Item| {
        other.report == item.report && mem::discriminant(&other.kind) == mem::discriminant(&item.kind)
    };
    let earlier = items.iter().take_while(|other| other.id != item.id).filter(same_kind);
    earlier.into_iter().any(|other| !matches!(other.state, ItemState::Parked { .. }))
}
