//! A discarded draft can be taken back for thirty days; then it is erased.

use std::time::Duration;

use crate::clock::Timestamp;

/// So long a discarded draft can be taken back.
pub const KEPT: Duration = Duration::from_hours(30 * 24);

/// What is to be done about a discarded draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sweep {
    /// Nothing yet.
    Keep,
    /// Its time begins now: it was discarded "later", by a clock that was wrong then.
    CountFromNow,
    /// It is erased.
    Erase,
}

/// What is to be done about a draft that was discarded at this moment.
#[must_use]
pub fn sweep(discarded_at: Timestamp, now: Timestamp) -> Sweep {
    if discarded_at > now {
        Sweep::CountFromNow
    } else if now >= discarded_at.after(KEPT) {
        Sweep::Erase
    } else {
        Sweep::Keep
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_kept_for_thirty_days_and_not_one_more() {
        let discarded = Timestamp::parse("2026-11-01T10:00:00+07:00").unwrap();
        let at = |text| Timestamp::parse(text).unwrap();
        assert_eq!(sweep(discarded, discarded), Sweep::Keep);
        assert_eq!(sweep(discarded, at("2026-12-01T09:59:59+07:00")), Sweep::Keep);
        assert_eq!(sweep(discarded, at("2026-12-01T10:00:00+07:00")), Sweep::Erase);
    }

    #[test]
    fn a_clock_that_was_ahead_keeps_nothing_for_years() {
        let (discarded, now) = ("2038-01-01T00:00:00Z", "2026-11-01T00:00:00Z");
        let at = |text| Timestamp::parse(text).unwrap();
        assert_eq!(sweep(at(discarded), at(now)), Sweep::CountFromNow);
    }
}
