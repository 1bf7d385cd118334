//! The wait that all items have in common, because nothing gets through.

use std::time::Duration;

use super::{Outcome, Wait, jittered};
use crate::clock::{Now, Timestamp};
use crate::report::Reason;

/// Longest wait of the link.
const MAX_LINK_WAIT: Duration = Duration::from_mins(1);

/// Whether anything gets through at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Link {
    failures: u32,
    waiting: Option<(Wait, Reason)>,
}

impl Link {
    /// What an outcome says about the link.
    #[must_use]
    pub fn after(self, outcome: &Outcome, now: Now, jitter: f64) -> Self {
        match outcome {
            Outcome::LinkFailed(reason) => {
                let failures = self.failures.saturating_add(1);
                let wait = jittered(failures, jitter).min(MAX_LINK_WAIT);
                Self { failures, waiting: Some((Wait::of(wait, now), *reason)) }
            }
            _ => Self::default(),
        }
    }

    /// The link's wait by the clock of now; after a jump of the clock it is at most the longest one.
    #[must_use]
    pub fn rebased(self, now: Now) -> Self {
        let rebase = |(wait, reason): (Wait, Reason)| (wait.rebased(now, MAX_LINK_WAIT), reason);
        Self { waiting: self.waiting.map(rebase), ..self }
    }

    /// Why nothing gets through; `None` when something does.
    #[must_use]
    pub fn failure(self) -> Option<Reason> {
        self.waiting.map(|(_, reason)| reason)
    }

    pub(super) fn waits_until(self, now: Now) -> Option<Timestamp> {
        self.pending(now).map(|(_, until)| until)
    }

    /// Why nothing goes now, and until when.
    pub(super) fn pending(self, now: Now) -> Option<(Reason, Timestamp)> {
        self.waiting.and_then(|(wait, reason)| wait.pending(now).map(|until| (reason, until)))
    }
}
