//! A wait that survives a restart of the process and of the phone, and a clock that jumps.

use std::time::Duration;

use crate::clock::{Now, Timestamp};

/// Longest wait after a failed try, and the longest that a stored wait can still last after a reboot or a jump of the clock.
pub const MAX_WAIT: Duration = Duration::from_hours(1);

/// How far the moment of boot may seem to move, through the network's corrections of the clock, before it counts as a jump.
const DRIFT_MS: u64 = 5_000;

/// Until when something waits. It is kept on the wall clock, with the moment of boot by that clock, so that a reboot or a jump
/// can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    until: Timestamp,
    boot_epoch_ms: i64,
}

impl Wait {
    /// One that is over, however the clock is set.
    pub const OVER: Self = Self { until: Timestamp::from_unix_ms(0), boot_epoch_ms: 0 };

    /// A wait that begins now.
    #[must_use]
    pub fn of(duration: Duration, now: Now) -> Self {
        Self { until: now.wall.after(duration), boot_epoch_ms: now.boot_epoch_ms() }
    }

    /// From the database.
    #[must_use]
    pub const fn restore(until: Timestamp, boot_epoch_ms: i64) -> Self {
        Self { until, boot_epoch_ms }
    }

    /// For the database: until when, and the moment of boot in ms, both by the wall clock of its making.
    #[must_use]
    pub const fn parts(self) -> (Timestamp, i64) {
        (self.until, self.boot_epoch_ms)
    }

    /// Until when it lasts by today's clock; `None` when it is over.
    #[must_use]
    pub fn pending(self, now: Now) -> Option<Timestamp> {
        let until = self.rebased(now, MAX_WAIT).until;
        (until > now.wall).then_some(until)
    }

    /// The same wait by the clock of now. After a reboot or a jump of the clock nobody knows how much of it is left: at most `most`.
    #[must_use]
    pub fn rebased(self, now: Now, most: Duration) -> Self {
        if self.boot_epoch_ms.abs_diff(now.boot_epoch_ms()) <= DRIFT_MS {
            return self;
        }
        let left_ms = u64::try_from(self.until.since_ms(now.wall)).unwrap_or(0);
        Self::of(Duration::from_millis(left_ms).min(most), now)
    }
}
