//! Moments of the wall clock: the core counts milliseconds, Kotlin and Swift get `Instant` and `Date`.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hues_core::Timestamp;

pub(crate) fn to_system(at: Timestamp) -> SystemTime {
    let distance = Duration::from_millis(at.unix_ms().unsigned_abs());
    let moment =
        if at.unix_ms() < 0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) };
    // No system's clock reaches that far.
    moment.unwrap_or(UNIX_EPOCH)
}

pub(crate) fn from_system(at: SystemTime) -> Timestamp {
    let millis = |distance: Duration| i64::try_from(distance.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_unix_ms(match at.duration_since(UNIX_EPOCH) {
        Ok(since) => millis(since),
        Err(before) => -millis(before.duration()),
    })
}

/// Of an RFC 3339 text; `None` when it is none.
pub(crate) fn parse(text: &str) -> Option<SystemTime> {
    Timestamp::parse(text).map(to_system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_comes_back_as_it_went() {
        for ms in [0, 1, -1, 1_795_400_465_123, -62_135_596_800_000] {
            let at = Timestamp::from_unix_ms(ms);
            assert_eq!(from_system(to_system(at)), at);
        }
    }
}
