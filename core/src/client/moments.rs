//! Moments that a citizen sets, beginning now and moved step by step: on the city's clocks, which no phone has to know.

use std::time::Duration;

use super::Client;
use crate::clock::Timestamp;
use crate::error::ApiError;

/// By how much a moment is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MomentStep {
    /// Seven days.
    Week,
    /// A day.
    Day,
    /// An hour.
    Hour,
    /// Five minutes: nobody remembers it better.
    Minutes,
}

impl MomentStep {
    const fn length(self) -> Duration {
        match self {
            Self::Week => Duration::from_hours(7 * 24),
            Self::Day => Duration::from_hours(24),
            Self::Hour => Duration::from_hours(1),
            Self::Minutes => Duration::from_mins(5),
        }
    }
}

impl Client {
    /// The moment with which setting one begins: the last full five minutes.
    ///
    /// # Errors
    /// [`ApiError::Closed`].
    pub fn moment_to_set(&self) -> Result<Timestamp, ApiError> {
        self.with(|open| Ok(full(open.engine.now().wall)))
    }

    /// A moment so many steps later; earlier for a negative number.
    #[must_use]
    pub fn moved(at: Timestamp, by: MomentStep, steps: i32) -> Timestamp {
        let length = i64::try_from(by.length().as_millis()).unwrap_or(i64::MAX);
        Timestamp::from_unix_ms(at.unix_ms().saturating_add(length.saturating_mul(i64::from(steps))))
    }
}

/// Time zones are whole quarters of an hour from UTC, so these minutes are full ones everywhere.
fn full(at: Timestamp) -> Timestamp {
    const FIVE_MINUTES_MS: i64 = 5 * 60 * 1000;
    Timestamp::from_unix_ms(at.unix_ms().div_euclid(FIVE_MINUTES_MS) * FIVE_MINUTES_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn a_moment_is_set_in_steps_from_the_last_full_five_minutes() {
        let begun = full(at("2026-11-26T14:08:31+07:00"));
        assert_eq!(begun, at("2026-11-26T14:05:00+07:00"));
        let yesterday = Client::moved(begun, MomentStep::Day, -1);
        assert_eq!(yesterday, at("2026-11-25T14:05:00+07:00"));
        let later = Client::moved(Client::moved(yesterday, MomentStep::Hour, 10), MomentStep::Minutes, -2);
        assert_eq!(later, at("2026-11-25T23:55:00+07:00"));
        assert_eq!(Client::moved(later, MomentStep::Week, 1), at("2026-12-02T23:55:00+07:00"));
    }
}
