//! How much may be on its way at once, and what waits for a better network or for the charger. The numbers stand here, the planner applies them.

use super::{Allowed, Conditions, Item, Kind, Network};
use crate::id::ItemId;
use crate::report::Reason;

/// Items on their way at once over a network that costs nothing.
const UNMETERED_AT_ONCE: usize = 16;
/// The same over one that costs by the byte, which is mostly a phone's radio: more would only share it.
const METERED_AT_ONCE: usize = 4;
/// Reports in one request (docs/protocol.md: at most 100).
const TOGETHER: usize = 100;
/// From so many on, receipts are asked for by the changes, which tell of all at once.
const MANY_RECEIPTS: usize = 3;
/// The largest piece of a photo or a video that is sent at once. Proxies take no larger ones unless they are told to.
pub const LARGEST_PIECE: u64 = 1024 * 1024;
/// Bytes of photos and videos in memory at once: old phones have little of it. The oldest must always have room beside the others, or those that keep
/// coming starve it.
const MEMORY: u64 = TURN_OF_THE_OLDEST as u64 * LARGEST_PIECE;
/// Of so many photos and videos on their way, one is the oldest, however large it is: small ones that keep coming must not starve it.
const TURN_OF_THE_OLDEST: usize = 4;

/// What the citizen and the platform ask to be sparing with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is said by itself")]
pub struct Thrift {
    /// Photos wait for a network that does not cost by the byte. A report can be excepted ([`Item::allowed`]).
    pub photos_wait_for_unmetered: bool,
    /// Videos do. At first they do, because one may cost as much as a hundred photos.
    pub videos_wait_for_unmetered: bool,
    /// The battery is to be spared ([`super::Battery::is_low`]).
    pub battery_low: bool,
    /// There is little room left on the phone: nothing is copied for the system to send.
    pub storage_low: bool,
}

impl Default for Thrift {
    fn default() -> Self {
        Self {
            photos_wait_for_unmetered: false,
            videos_wait_for_unmetered: true,
            battery_low: false,
            storage_low: false,
        }
    }
}

/// Why an item waits for a network that does not cost by the byte; `None`: it does not, or the citizen lets it go over any.
#[must_use]
pub fn waits_for_unmetered(item: &Item, thrift: Thrift) -> Option<Reason> {
    match item.kind {
        _ if item.allowed.mobile_data => None,
        Kind::Photo { .. } if thrift.photos_wait_for_unmetered => Some(Reason::WaitsForUnmetered),
        // What may have arrived is only looked for.
        Kind::Report if item.enclosed > 0 && !item.attempted && thrift.photos_wait_for_unmetered => {
            Some(Reason::WaitsForUnmetered)
        }
        Kind::Video { .. } if thrift.videos_wait_for_unmetered => Some(Reason::VideoWaitsForUnmetered),
        _ => None,
    }
}

/// Why an item is held back under these conditions though there is a network; `None`: it is not.
#[must_use]
pub fn held_back(item: &Item, conditions: &Conditions) -> Option<Reason> {
    let is_metered = conditions.network == Network::Metered;
    let waits = is_metered.then(|| waits_for_unmetered(item, conditions.thrift)).flatten();
    match (waits, waits_for_the_charger(item, conditions.thrift)) {
        (Some(Reason::VideoWaitsForUnmetered), true) => Some(Reason::VideoWaitsForUnmeteredAndCharger),
        (Some(_), true) => Some(Reason::WaitsForUnmeteredAndCharger),
        (waits, false) => waits,
        (None, true) => Some(Reason::BatteryLow),
    }
}

/// What it is held back for.
pub(super) fn spared(item: &Item, conditions: &Conditions) -> Allowed {
    let is_metered = conditions.network == Network::Metered;
    Allowed {
        mobile_data: is_metered && waits_for_unmetered(item, conditions.thrift).is_some(),
        battery: waits_for_the_charger(item, conditions.thrift),
    }
}

/// Whether an item waits until the battery need not be spared, and the citizen does not let it go before.
pub(super) fn waits_for_the_charger(item: &Item, thrift: Thrift) -> bool {
    thrift.battery_low && item.kind.file().is_some() && !item.allowed.battery
}

/// Whether one more may start beside those that are on their way.
pub(super) fn has_room(item: &Item, on_their_way: &[&Item], conditions: &Conditions) -> bool {
    let at_once = if conditions.network == Network::Unmetered { UNMETERED_AT_ONCE } else { METERED_AT_ONCE };
    let held: u64 = on_their_way.iter().map(|item| in_memory(item)).sum();
    let (texts, others): (Vec<&Item>, Vec<&Item>) =
        on_their_way.iter().partition(|item| item.kind == Kind::Report && !conditions.one_by_one);
    // Those that go together are one request.
    texts.len().div_ceil(TOGETHER) + others.len() < at_once
        && (held == 0 || held + in_memory(item) <= MEMORY)
        && !(item.kind.file().is_some() && is_text_going(on_their_way))
}

/// Whether receipts are asked for together.
pub(super) fn are_many<'a>(receipts: impl Iterator<Item = &'a Item>) -> bool {
    receipts.count() >= MANY_RECEIPTS
}

/// What goes in one request with an item, of all that is due. A report that was tried goes with others that were tried as often, and half as many each
/// time: so a request that is too large becomes smaller, and one that the city chokes on is alone in the end.
pub(super) fn together<'a>(
    first: &Item,
    due: impl Iterator<Item = &'a Item>,
    conditions: &Conditions,
) -> Vec<ItemId> {
    match first.kind {
        Kind::Report if !conditions.one_by_one => {
            let most = (TOGETHER >> first.failures.min(16)).max(1);
            let alike = |item: &&Item| item.kind == Kind::Report && item.failures == first.failures;
            due.filter(alike).take(most).map(|item| item.id).collect()
        }
        Kind::Receipt => {
            // What the changes did not tell is asked for one by one.
            let untried = |item: &&Item| item.kind == Kind::Receipt && item.failures == 0;
            let receipts: Vec<ItemId> = due.filter(untried).map(|item| item.id).collect();
            let together = receipts.contains(&first.id) && receipts.len() >= MANY_RECEIPTS;
            if together { receipts } else { vec![first.id] }
        }
        _ => vec![first.id],
    }
}

/// Whether the next photo or video to start is the oldest instead of the smallest.
pub(super) fn is_turn_of_the_oldest(on_their_way: &[&Item]) -> bool {
    let files = on_their_way.iter().filter(|item| item.kind.file().is_some()).count();
    files % TURN_OF_THE_OLDEST == TURN_OF_THE_OLDEST - 1
}

/// While a text is on its way it has the whole link.
pub(super) fn is_text_going(on_their_way: &[&Item]) -> bool {
    let is_text = |item: &&Item| item.kind != Kind::Receipt && item.kind.file().is_none();
    on_their_way.iter().any(is_text)
}

fn in_memory(item: &Item) -> u64 {
    item.kind.file().map_or(item.enclosed, |(_, size)| size.min(LARGEST_PIECE))
}
