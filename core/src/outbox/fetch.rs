//! When the city is asked for what is new. It has its turn between the texts and the photos: a photo on a weak link may take an hour, and a
//! flood warning must not wait for it.

use std::time::Duration;

use super::{Outcome, Wait, jittered};
use crate::clock::{Now, Timestamp};
use crate::report::Reason;

/// While photos are being sent, what is new is asked for again after so long.
const FRESH: Duration = Duration::from_mins(5);

/// What is known of the next time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fetch {
    due: bool,
    asked: bool,
    stage: Stage,
    failures: u32,
    waiting: Option<(Wait, Reason)>,
    fresh: Option<Wait>,
}

/// How far it is, when it is on its way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    /// It is not.
    #[default]
    Still,
    /// Warnings.
    Warnings,
    /// All else.
    Rest,
}

impl Fetch {
    /// A round begins, and with it the asking; what failed before waits as long as it was told.
    #[must_use]
    pub const fn begun(self) -> Self {
        Self { due: true, ..self }
    }

    /// The same, unless the last answer is a few minutes old at most.
    #[must_use]
    pub fn begun_unless_fresh(self, now: Now) -> Self {
        if self.fresh.is_some_and(|fresh| fresh.pending(now).is_some()) { self } else { self.begun() }
    }

    /// Somebody wants to know now: no wait holds for that, not the link's either.
    #[must_use]
    pub const fn asked(self) -> Self {
        Self { due: true, asked: true, waiting: None, ..self }
    }

    /// It is on its way.
    #[must_use]
    pub const fn started(self) -> Self {
        Self { stage: Stage::Warnings, ..self }
    }

    /// The warnings are here; the rest goes on beside the photos.
    #[must_use]
    pub const fn warned(self) -> Self {
        Self { stage: Stage::Rest, ..self }
    }

    /// Whatever was on its way broke off.
    #[must_use]
    pub const fn broken_off(self) -> Self {
        Self { stage: Stage::Still, ..self }
    }

    /// No wait any more: the network got better, or the app came to the foreground.
    #[must_use]
    pub const fn without_wait(self) -> Self {
        Self { waiting: None, ..self }
    }

    /// What asking came to. `jitter` is a random fraction of `0.0..1.0`.
    #[must_use]
    pub fn after(self, outcome: &Outcome, now: Now, jitter: f64) -> Self {
        let (reason, retry_after) = match outcome {
            Outcome::LinkFailed(reason) => (*reason, None),
            Outcome::TryLater { reason, retry_after } => (*reason, *retry_after),
            Outcome::Refused { .. } => (Reason::CityBusy, None),
            Outcome::Begun | Outcome::Progress | Outcome::Done => {
                return Self { fresh: Some(Wait::of(FRESH, now)), ..Self::default() };
            }
        };
        let failures = self.failures.saturating_add(1);
        let wait =
            jittered(failures, jitter).max(retry_after.unwrap_or_default().min(super::MAX_RETRY_AFTER));
        Self {
            due: true,
            asked: false,
            stage: Stage::Still,
            failures,
            waiting: Some((Wait::of(wait, now), reason)),
            fresh: self.fresh,
        }
    }

    /// Why the last time failed; `None` when it did not.
    #[must_use]
    pub fn failure(self) -> Option<Reason> {
        self.waiting.map(|(_, reason)| reason)
    }

    /// The waits by the clock of now; after a jump of the clock they are at most the longest ones.
    #[must_use]
    pub fn rebased(self, now: Now) -> Self {
        Self {
            waiting: self.waiting.map(|(wait, reason)| (wait.rebased(now, super::MAX_WAIT), reason)),
            fresh: self.fresh.map(|wait| wait.rebased(now, FRESH)),
            ..self
        }
    }

    /// Until when it waits by itself; `None` when it is not due at all, or waits for nothing.
    pub(super) fn waits_until(self, now: Now) -> Option<Timestamp> {
        self.waiting.filter(|_| self.due).and_then(|(wait, _)| wait.pending(now))
    }

    /// Whether it may go now, over a link that waits or not.
    pub(super) fn may_go(self, link_waits: bool, now: Now) -> bool {
        self.due && !self.is_going() && self.waits_until(now).is_none() && (self.asked || !link_waits)
    }

    /// Whether it is on its way.
    pub(super) const fn is_going(self) -> bool {
        !matches!(self.stage, Stage::Still)
    }

    /// Whether warnings are on their way.
    pub(super) const fn warns(self) -> bool {
        matches!(self.stage, Stage::Warnings)
    }

    /// Due, though it may have to wait.
    pub(super) const fn is_due(self) -> bool {
        self.due && !self.is_going()
    }

    /// Whether the last answer is so old that a photo should let the next one pass.
    pub(super) fn is_stale(self, now: Now) -> bool {
        !self.is_going()
            && self.fresh.is_some_and(|fresh| fresh.pending(now).is_none())
            && self.waits_until(now).is_none()
    }
}

#[cfg(test)]
mod tests;
