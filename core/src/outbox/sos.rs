//! When a call for help goes: before all else, over whatever network there is, whatever the citizen or the phone wants to be sparing with, and
//! without waiting for the link, a login or a registration. While one is on its way nothing else starts. It has its own back-off: about every five
//! seconds for the first minute, and then at least every minute, because a network that comes for half a minute must not be missed. Once the city
//! has it the phone asks, every half minute and later every quarter of an hour, whether somebody has read it.

use std::time::Duration;

use super::{Conditions, Item, ItemState, Network, Outcome, Step, Wait, next_beside};
use crate::clock::{Now, Timestamp};
use crate::id::{ItemId, SosId};
use crate::report::Reason;

/// So many tries come at the shortest wait.
const QUICK_TRIES: u32 = 12;
/// The shortest wait's upper bound; half of it is its lower one.
const QUICK: Duration = Duration::from_secs(5);
/// The longest wait, also where a server asks for more.
const LONGEST: Duration = Duration::from_mins(1);
/// So many questions come half a minute apart.
const QUICK_QUESTIONS: u32 = 20;
const QUICK_QUESTION: Duration = Duration::from_secs(30);
const LATER_QUESTION: Duration = Duration::from_mins(15);
/// So long after the city first had it questions can come half a minute apart, although none was answered.
const QUICK_TIME: Duration = Duration::from_hours(1);
/// After a day of asking nobody answers any more.
const ASKED_FOR: Duration = Duration::from_hours(24);
/// The most answers that leave it open: a clock that is set back makes no day longer than this.
const QUESTIONS: u32 = QUICK_QUESTIONS + 2 * 24 * 4;

/// What a call needs of the city next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SosStage {
    /// To know of it: `POST /v1/sos`.
    Raising,
    /// To say what comes of it: `GET /v1/sos/{id}`.
    Asking,
    /// To know that it was taken back: `DELETE /v1/sos/{id}`.
    Cancelling,
}

/// A call that is not over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SosItem {
    /// Which.
    pub id: SosId,
    /// What it needs next.
    pub stage: SosStage,
    /// Whether it may go.
    pub state: ItemState,
    /// Tries of this stage so far that failed; of [`SosStage::Asking`] the answers that left it open.
    pub tries: u32,
    /// A first byte may have left: the city may have it.
    pub attempted: bool,
}

impl SosItem {
    /// A new one, ready to go.
    #[must_use]
    pub const fn new(id: SosId) -> Self {
        Self { id, stage: SosStage::Raising, state: ItemState::Ready, tries: 0, attempted: false }
    }

    /// The same at another stage, ready to go.
    #[must_use]
    pub fn at(self, stage: SosStage) -> Self {
        Self { stage, state: ItemState::Ready, tries: 0, ..self }
    }

    /// The city is to be told something, and all else waits for that.
    #[must_use]
    pub const fn is_urgent(&self) -> bool {
        matches!(self.stage, SosStage::Raising | SosStage::Cancelling)
    }

    /// Ends its wait, as [`super::end_wait`] does; questions keep their pace.
    pub fn end_wait(&mut self) {
        if self.is_urgent() && matches!(self.state, ItemState::Waiting { .. }) {
            self.state = ItemState::Ready;
        }
    }

    fn waits_until(&self, now: Now) -> Option<Timestamp> {
        match &self.state {
            ItemState::Waiting { wait, .. } => wait.pending(now),
            _ => None,
        }
    }
}

/// What goes next, calls for help first. `calls` are in the order in which they were made, `calling` those on their way; the rest is [`super::next`]'s.
/// `ended` are on their way no more, but what came of them is not committed: they take no room, and nothing that waits for them goes.
#[must_use]
pub fn next_of_all(
    calls: &[SosItem],
    calling: &[SosId],
    items: &[Item],
    on_their_way: &[ItemId],
    ended: &[ItemId],
    conditions: &Conditions,
    now: Now,
) -> Step {
    if conditions.network == Network::None {
        return next_beside(items, on_their_way, ended, conditions, now);
    }
    let resting = || {
        let may_go =
            |call: &&SosItem| !calling.contains(&call.id) && !matches!(call.state, ItemState::Parked { .. });
        calls.iter().filter(may_go)
    };
    let due = || resting().filter(|call| call.waits_until(now).is_none());
    if let Some(call) = due().find(|call| call.is_urgent()) {
        return Step::Call(call.id);
    }
    if calls.iter().any(|call| call.is_urgent() && calling.contains(&call.id)) {
        return Step::Idle;
    }
    if let Some(call) = due().next() {
        return Step::Call(call.id);
    }
    let until = resting().filter_map(|call| call.waits_until(now)).min();
    match (next_beside(items, on_their_way, ended, conditions, now), until) {
        (Step::WaitUntil(at), Some(until)) => Step::WaitUntil(at.min(until)),
        (Step::Idle, Some(until)) => Step::WaitUntil(until),
        (step, _) => step,
    }
}

/// What becomes of a call after a try; `None`: it is over. `Progress` is an answer to a question that leaves it open. `known_for`
/// is how long ago the city first said that it has it, zero before that; `jitter` is a random fraction of `0.0..1.0`.
#[must_use]
pub fn apply_to_sos(
    mut call: SosItem,
    outcome: &Outcome,
    known_for: Duration,
    now: Now,
    jitter: f64,
) -> Option<SosItem> {
    let (reason, retry_after) = match outcome {
        Outcome::Done => return None,
        Outcome::Refused { code } => {
            call.state = ItemState::Parked { code: code.clone() };
            return Some(call);
        }
        Outcome::Begun | Outcome::Progress => {
            // What the city has is only asked about from here on.
            if call.stage == SosStage::Raising {
                call = call.at(SosStage::Asking);
            }
            (Reason::Turn, None)
        }
        Outcome::LinkFailed(reason) => (*reason, None),
        Outcome::TryLater { reason, retry_after } => (*reason, *retry_after),
    };
    // A question that nothing answered is none that was asked.
    if call.is_urgent() || matches!(outcome, Outcome::Begun | Outcome::Progress) {
        call.tries = call.tries.saturating_add(1);
    }
    if call.stage == SosStage::Asking && (call.tries > QUESTIONS || known_for >= ASKED_FOR) {
        return None;
    }
    let wait = jittered(bound(&call, known_for), jitter);
    let wait = wait.max(retry_after.unwrap_or_default().min(most(call.stage)));
    call.state = ItemState::Waiting { wait: Wait::of(wait, now), reason };
    Some(call)
}

/// Why a call that is not on its way is not, and when the phone tries next.
#[must_use]
pub fn outlook_of_sos(call: &SosItem, network: Network, now: Now) -> (Reason, Option<Timestamp>) {
    if network == Network::None {
        return (Reason::NoNetwork, None);
    }
    match (&call.state, call.waits_until(now)) {
        (ItemState::Waiting { reason, .. }, Some(until)) => (*reason, Some(until)),
        _ => (Reason::Turn, None),
    }
}

/// Half of the bound for sure, the rest by chance: phones that lost the network together do not come back as one.
fn jittered(bound: Duration, jitter: f64) -> Duration {
    bound.mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0)
}

fn bound(call: &SosItem, known_for: Duration) -> Duration {
    match call.stage {
        SosStage::Asking if call.tries <= QUICK_QUESTIONS && known_for < QUICK_TIME => QUICK_QUESTION,
        SosStage::Asking => LATER_QUESTION,
        SosStage::Raising | SosStage::Cancelling => {
            let doublings = call.tries.saturating_sub(QUICK_TRIES).min(16);
            QUICK.saturating_mul(1 << doublings).min(LONGEST)
        }
    }
}

/// The longest that a server, or whatever answers in its place, can make it wait.
const fn most(stage: SosStage) -> Duration {
    match stage {
        SosStage::Asking => LATER_QUESTION,
        SosStage::Raising | SosStage::Cancelling => LONGEST,
    }
}

#[cfg(test)]
mod tests;
