//! The outbox's rules: what goes next, and what an outcome makes of an item. Pure: items, the time and the conditions come in as
//! values, a [`Step`] or a changed [`Item`] goes out; what is sent, stored or shown is somebody else's.
//!
//! A finalised report is one item for its text, one for each photo, and one for its receipt. They depend on each other:
//! photos wait for their report's text, the receipt waits for the photos. What the citizen does about it later is an item each: messages, changes
//! and ratings wait for the text, and for earlier ones of their kind. An item that the city took is gone from the outbox; one that the city
//! refuses is parked and blocks only what depends on it. Nothing is ever given up: a try that failed sets a wait, with full
//! jitter from 2 s, doubling, at most 1 h.
//!
//! A try that failed because nothing got through also sets a wait on the link, for all items together and of at most
//! a minute; anything that gets through ends it. So one item that a proxy cuts again and again backs off by itself, and the others still go.
//!
//! Items go side by side, as many as `policy` lets: the planner is told which are on their way and names one more, until it says to wait.
//!
//! Asking the city for what is new ([`Fetch`]) has its turn after the texts and before the photos.
//!
//! A call for help goes before all else ([`next_of_all`]).
//!
//! Photos can be handed to the system, which sends them while the app sleeps ([`for_the_system`]). One that was has a lease and is passed over
//! until that ends; then the city is asked how much of it has arrived.

mod anyway;
mod fetch;
mod handing_over;
mod item;
mod link;
mod phone;
mod policy;
mod queue;
mod sos;
mod wait;

pub use anyway::{Allowed, SendAnyway, can_be_tried, send_anyway};
pub use fetch::Fetch;
pub use handing_over::{LEASE, for_the_system};
pub use item::{Item, ItemState, Kind};
pub use link::Link;
pub use phone::{Battery, is_little_room};
pub use policy::{LARGEST_PIECE, Thrift, held_back, waits_for_unmetered};
pub use sos::{SosItem, SosStage, apply_to_sos, next_of_all, outlook_of_sos};
pub use wait::{MAX_WAIT, Wait};

use std::time::Duration;

use foldhash::HashSet;

use crate::clock::{Now, Timestamp};
use crate::id::{ItemId, SosId};
use crate::report::Reason;
use queue::Queue;

/// First upper bound of a wait.
const FIRST_WAIT: Duration = Duration::from_secs(2);
/// The longest that a server, or whatever answers in its place, can ask for.
const MAX_RETRY_AFTER: Duration = Duration::from_hours(24);

/// What the platform says about the network, the better the greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Network {
    /// There is none.
    #[default]
    None,
    /// One that costs by the byte.
    Metered,
    /// One that does not.
    Unmetered,
}

/// What the planner needs to know beside the items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    /// The phone's network.
    pub network: Network,
    /// The link's own wait.
    pub link: Link,
    /// Asking for what is new.
    pub fetch: Fetch,
    /// What to be sparing with.
    pub thrift: Thrift,
    /// The city does not take several reports at once.
    pub one_by_one: bool,
}

/// What to do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A call for help goes, before all else.
    Call(SosId),
    /// Send this item, or its next piece.
    Send(ItemId),
    /// Send these in one request: reports, or the question whether the city has all of them.
    SendTogether(Vec<ItemId>),
    /// Ask the city for what is new.
    Fetch,
    /// Nothing until then.
    WaitUntil(Timestamp),
    /// Nothing until something changes: what is on its way ends, the network comes back, the citizen does something.
    Idle,
}

/// How a try ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The city is ready for what follows, but nothing of it has arrived yet.
    Begun,
    /// A piece arrived; there is more to send.
    Progress,
    /// The item is done.
    Done,
    /// Nothing got through.
    LinkFailed(Reason),
    /// The city can't take it now.
    TryLater {
        /// Why.
        reason: Reason,
        /// The city asks to be left alone for so long.
        retry_after: Option<Duration>,
    },
    /// The city refuses it.
    Refused {
        /// Code of the problem document.
        code: String,
    },
}

/// What an outcome makes of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum After {
    /// It stays, like this.
    Keep(Item),
    /// It leaves the outbox.
    Remove,
}

/// What goes next beside what is on its way: texts, then messages and ratings, receipts, what is new at the city, photos, small ones before large ones, and
/// videos; older before newer. Thumbnails stay on the phone. `items` are in the order in which they were made; ids can't tell that when the clock was set back in between.
#[must_use]
pub fn next(items: &[Item], on_their_way: &[ItemId], conditions: &Conditions, now: Now) -> Step {
    next_beside(items, on_their_way, &[], conditions, now)
}

/// The same beside what has ended and is not committed yet.
fn next_beside(
    items: &[Item],
    on_their_way: &[ItemId],
    ended: &[ItemId],
    conditions: &Conditions,
    now: Now,
) -> Step {
    let leases = items.iter().filter_map(|item| item.leased_until(now));
    if conditions.network == Network::None {
        // What the system did not send by then is not to lie there in the clear any longer.
        return leases.min().map_or(Step::Idle, Step::WaitUntil);
    }
    let mut queue = Queue::of(items);
    let on_their_way: HashSet<ItemId> = on_their_way.iter().copied().collect();
    let mut going: Vec<&Item> = Vec::new();
    let mut candidates: Vec<&Item> = Vec::new();
    for item in items {
        // Asked of each in its order, because it may hold up later ones.
        let may_go = queue.lets_go(item);
        if ended.contains(&item.id) {
            continue;
        }
        if on_their_way.contains(&item.id) {
            going.push(item);
        } else if may_go
            && item.leased_until(now).is_none()
            && (item.is_to_be_asked_for(now) || held_back(item, conditions).is_none())
        {
            candidates.push(item);
        }
    }
    let (link, fetch) = (conditions.link.waits_until(now), conditions.fetch);
    let due = || candidates.iter().copied().filter(|item| link.is_none() && waits_until(item, now).is_none());
    let is_file = |item: &&Item| item.kind.file().is_some();
    let photos = due().any(|item| is_file(&item)) || going.iter().any(is_file);
    // Where there are many reports, their receipts are asked for together, when the photos are there.
    let receipts_wait = photos && policy::are_many(items.iter().filter(|item| item.kind == Kind::Receipt));
    let due = || due().filter(|item| !(receipts_wait && item.kind == Kind::Receipt));
    let first = due().min_by_key(|item| priority(item));
    let photo = first.filter(is_file);
    let chosen = match photo {
        // By then all that is due are photos and videos, and these are in the order in which they were made.
        Some(_) if policy::is_turn_of_the_oldest(&going) => due().next(),
        _ => first,
    };
    let chosen = chosen.filter(|item| policy::has_room(item, &going, conditions));
    match chosen {
        Some(text) if photo.is_none() => {
            let together = policy::together(text, due(), conditions);
            return if together.len() > 1 { Step::SendTogether(together) } else { Step::Send(text.id) };
        }
        _ if policy::is_text_going(&going) => {}
        _ if fetch.may_go(link.is_some(), now) => return Step::Fetch,
        Some(_) if fetch.is_stale(now) => return Step::Fetch,
        // A warning on its way has the link for itself, like a text.
        Some(photo) if !fetch.warns() => return Step::Send(photo.id),
        _ => {}
    }
    // What may go now goes when something on its way has ended.
    if (!going.is_empty() || fetch.is_going()) && (first.is_some() || fetch.may_go(link.is_some(), now)) {
        return Step::Idle;
    }
    let items = candidates.iter().map(|item| waits_until(item, now).max(link));
    let fetch = fetch.is_due().then(|| fetch.waits_until(now).max(link));
    items.chain(fetch).chain(leases.map(Some)).min().flatten().map_or(Step::Idle, Step::WaitUntil)
}

/// What becomes of an item after a try. `jitter` is a random fraction of `0.0..1.0`.
#[must_use]
pub fn apply(mut item: Item, outcome: &Outcome, now: Now, jitter: f64) -> After {
    match outcome {
        Outcome::Done => return After::Remove,
        Outcome::Begun => item.state = ItemState::Ready,
        Outcome::Progress => {
            item.failures = 0;
            item.state = ItemState::Ready;
        }
        Outcome::LinkFailed(reason) => fail(&mut item, *reason, None, now, jitter),
        Outcome::TryLater { reason, retry_after } => fail(&mut item, *reason, *retry_after, now, jitter),
        Outcome::Refused { code } => item.state = ItemState::Parked { code: code.clone() },
    }
    After::Keep(item)
}

/// Ends every wait: the network got better, the app came to the foreground, or the citizen tapped "try now".
/// Parked items stay parked.
pub fn end_wait(item: &mut Item) {
    if matches!(item.state, ItemState::Waiting { .. }) {
        item.state = ItemState::Ready;
    }
}

/// The reason and the next try of an item that is not being sent, as the citizen sees them.
#[must_use]
pub fn outlook(item: &Item, conditions: &Conditions, now: Now) -> (Reason, Option<Timestamp>) {
    if conditions.network == Network::None {
        return (Reason::NoNetwork, None);
    }
    if item.leased_until(now).is_some() {
        return (Reason::InBackground, None);
    }
    if let Some(reason) = held_back(item, conditions)
        && !item.is_to_be_asked_for(now)
    {
        return (reason, None);
    }
    let own = match &item.state {
        ItemState::Waiting { wait, reason } => wait.pending(now).map(|until| (*reason, until)),
        _ => None,
    };
    let link = conditions.link.pending(now);
    match (own, link) {
        (Some(own), Some(link)) => (own.0, Some(own.1.max(link.1))),
        (Some((reason, until)), None) | (None, Some((reason, until))) => (reason, Some(until)),
        (None, None) if conditions.thrift.storage_low && item.kind.file().is_some() => {
            (Reason::StorageLow, None)
        }
        (None, None) => (Reason::Turn, None),
    }
}

fn fail(item: &mut Item, reason: Reason, retry_after: Option<Duration>, now: Now, jitter: f64) {
    item.failures = item.failures.saturating_add(1);
    let wait = jittered(item.failures, jitter).max(retry_after.unwrap_or_default().min(MAX_RETRY_AFTER));
    item.state = ItemState::Waiting { wait: Wait::of(wait, now), reason };
}

/// Full jitter: anything from nothing to the bound, which doubles with each failure.
fn jittered(failures: u32, jitter: f64) -> Duration {
    let bound = FIRST_WAIT.saturating_mul(1 << failures.saturating_sub(1).min(16)).min(MAX_WAIT);
    bound.mul_f64(jitter.clamp(0.0, 1.0))
}

fn waits_until(item: &Item, now: Now) -> Option<Timestamp> {
    match &item.state {
        ItemState::Waiting { wait, .. } => wait.pending(now),
        _ => None,
    }
}

/// What is of the same priority goes in the order in which it was made.
fn priority(item: &Item) -> (u8, u64) {
    match item.kind {
        Kind::Report | Kind::Withdrawal => (0, 0),
        Kind::Message { .. } | Kind::Amendment | Kind::Rating => (1, 0),
        Kind::Receipt => (2, 0),
        Kind::Photo { size, .. } => (3, size),
        Kind::Video { size, .. } => (4, size),
    }
}

#[cfg(test)]
mod tests;
