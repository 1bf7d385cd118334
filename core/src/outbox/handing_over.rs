//! Which photos and videos the system gets, to send while the app sleeps.

use std::time::Duration;

use super::{Conditions, Item, ItemState, Queue, policy, priority};
use crate::clock::Now;
use crate::id::ItemId;
use crate::report::Reason;
use crate::sorting::sort_by_key;

/// How long the system has what it was handed: a night on the charger and on Wi-Fi. Whoever knows of the end sooner says so.
pub const LEASE: Duration = Duration::from_hours(12);
/// So many at most: each is a file in the clear, and a task of the system's.
const AT_MOST: usize = 32;
/// Bytes at most: they lie on the phone twice meanwhile. A video fits.
const BYTES_AT_MOST: u64 = 96 * 1024 * 1024;

/// The photos and videos to hand over now, in the order in which they would go, beside those that the system has already. The waits of a bad link do not hold: the system has its own
/// patience. What the city asked for does, and so do a low battery and what blocks an item. What waits for a network that costs nothing is
/// among them, because the system can wait for that too.
#[must_use]
pub fn for_the_system(items: &[Item], conditions: &Conditions, now: Now) -> Vec<ItemId> {
    if conditions.thrift.storage_low {
        // What is handed over lies on the phone twice. Sending it from here makes room.
        return Vec::new();
    }
    let (leased, resting): (Vec<&Item>, Vec<&Item>) =
        items.iter().partition(|item| item.leased_until(now).is_some());
    let mut count = leased.len();
    let mut bytes: u64 = leased.into_iter().map(size).sum();
    let mut queue = Queue::of(items);
    let mut files: Vec<&Item> = resting
        .into_iter()
        .filter(|item| item.kind.file().is_some())
        .filter(|item| queue.lets_go(item) && !waits_for_the_city(item, now))
        .filter(|item| !policy::waits_for_the_charger(item, conditions.thrift))
        .collect();
    sort_by_key(&mut files, |item| priority(item));
    let fits = |item: &&Item| {
        count += 1;
        bytes = bytes.saturating_add(size(item));
        count <= AT_MOST && bytes <= BYTES_AT_MOST
    };
    files.into_iter().take_while(fits).map(|item| item.id).collect()
}

fn waits_for_the_city(item: &Item, now: Now) -> bool {
    match &item.state {
        ItemState::Waiting { wait, reason: Reason::CityBusy | Reason::UpdateNeeded } => {
            wait.pending(now).is_some()
        }
        _ => false,
    }
}

fn size(item: &Item) -> u64 {
    item.kind.file().map_or(0, |(_, size)| size)
}

#[cfg(test)]
mod tests;
