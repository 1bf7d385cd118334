//! Time. The wall clock says when something happened and may be hours wrong or jump; the boot clock only measures how
//! long something takes, also while the phone sleeps. A [`Now`] holds both, taken together, and is handed to the rules as a value.

use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use rustix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};

/// A moment of the wall clock: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From milliseconds since the Unix epoch.
    #[must_use]
    pub const fn from_unix_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// Milliseconds since the Unix epoch.
    #[must_use]
    pub const fn unix_ms(self) -> i64 {
        self.0
    }

    /// From an RFC 3339 text; `None` when it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|at| Self(at.timestamp_millis()))
    }

    /// RFC 3339 in UTC with milliseconds.
    #[must_use]
    pub fn to_rfc3339(self) -> String {
        DateTime::<Utc>::from_timestamp_millis(self.0)
            .unwrap_or(DateTime::UNIX_EPOCH)
            .to_rfc3339_opts(SecondsFormat::Millis, true)
    }

    /// This moment and so much later.
    #[must_use]
    pub fn after(self, wait: Duration) -> Self {
        Self(self.0.saturating_add(millis(wait)))
    }

    /// Milliseconds from `earlier` until this moment; negative when it is not earlier.
    #[must_use]
    pub const fn since_ms(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// The two clocks at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// What the phone believes the time is.
    pub wall: Timestamp,
    /// Time since the phone started, sleep included.
    pub boot: Duration,
}

impl Now {
    /// The wall clock at the moment of boot, in ms. As long as it stays the same, the phone neither started anew nor did its
    /// clock jump.
    #[must_use]
    pub fn boot_epoch_ms(self) -> i64 {
        self.wall.unix_ms().saturating_sub(millis(self.boot))
    }
}

/// Where the core reads the time; tests put in their own.
pub trait Clock: Send + Sync {
    /// Both clocks, read together.
    fn now(&self) -> Now;
}

/// The phone's clocks: real time, and `CLOCK_BOOTTIME` (on Apple systems `CLOCK_MONOTONIC`, which counts sleep there).
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Now {
        #[cfg(any(target_os = "linux", target_os = "android"))]
        const BOOT: ClockId = ClockId::Boottime;
        #[cfg(not(any(target_os = "linux", target_os = "android")))]
        const BOOT: ClockId = ClockId::Monotonic;

        let boot = clock_gettime(BOOT);
        let boot = Duration::new(
            u64::try_from(boot.tv_sec).unwrap_or(0),
            u32::try_from(boot.tv_nsec).unwrap_or(0).min(999_999_999),
        );
        Now { wall: Timestamp(Utc::now().timestamp_millis()), boot }
    }
}

/// The phone's clocks, the wall clock ahead by so many ms, or behind: for what must look the same on any day.
#[derive(Clone, Copy, Debug)]
pub struct ShiftedClock {
    /// How far the wall clock is ahead.
    pub offset_ms: i64,
}

impl Clock for ShiftedClock {
    fn now(&self) -> Now {
        let Now { wall, boot } = SystemClock.now();
        Now { wall: Timestamp(wall.0.saturating_add(self.offset_ms)), boot }
    }
}

/// A duration in ms, at most `i64::MAX`.
pub(crate) fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
