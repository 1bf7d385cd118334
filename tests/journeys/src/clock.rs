//! A clock that stands still until a test moves it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hues_core::{Clock, Now, Timestamp};

/// Both clocks, in a test's hand.
#[derive(Clone)]
pub struct TestClock(Arc<Mutex<Now>>);

impl TestClock {
    /// At this moment of the wall clock, an hour after the phone started.
    ///
    /// # Panics
    /// When `rfc3339` is no moment.
    #[must_use]
    pub fn at(rfc3339: &str) -> Self {
        let wall = Timestamp::parse(rfc3339).expect("an RFC 3339 time");
        Self(Arc::new(Mutex::new(Now { wall, boot: Duration::from_hours(1) })))
    }

    /// Time passes.
    pub fn advance(&self, by: Duration) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = Now { wall: now.wall.after(by), boot: now.boot + by };
    }

    /// The wall clock is set, and no time passes.
    pub fn set(&self, wall: Timestamp) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).wall = wall;
    }
}

impl Clock for TestClock {
    fn now(&self) -> Now {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
