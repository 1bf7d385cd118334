//! A moment as people say it: near ones by their hour, far ones by their date, on the city's clocks.

use chrono::{DateTime, Datelike, Days, FixedOffset, Utc};

use super::Words;
use crate::clock::Timestamp;

/// `at`, as it is said at the moment `now` where clocks are `utc_offset_minutes` ahead of UTC: `lúc 14:05`, `hôm qua lúc 14:05`,
/// `lúc 14:05 ngày 12/11`.
#[must_use]
pub fn moment(at: Timestamp, now: Timestamp, utc_offset_minutes: i32) -> Words {
    let (at, now) = (local(at, utc_offset_minutes), local(now, utc_offset_minutes));
    let (day, today) = (at.date_naive(), now.date_naive());
    let hour = at.format("%H:%M");
    if day == today {
        Words { vi: format!("lúc {hour}"), en: format!("at {hour}") }
    } else if Some(day) == today.checked_sub_days(Days::new(1)) {
        Words { vi: format!("hôm qua lúc {hour}"), en: format!("yesterday at {hour}") }
    } else if Some(day) == today.checked_add_days(Days::new(1)) {
        Words { vi: format!("ngày mai lúc {hour}"), en: format!("tomorrow at {hour}") }
    } else if day.year() == today.year() {
        Words {
            vi: format!("lúc {hour} ngày {}", day.format("%-d/%-m")),
            en: format!("at {hour} on {}", day.format("%-d %B")),
        }
    } else {
        Words {
            vi: format!("lúc {hour} ngày {}", day.format("%-d/%-m/%Y")),
            en: format!("at {hour} on {}", day.format("%-d %B %Y")),
        }
    }
}

/// The year in which `at` is where clocks are `utc_offset_minutes` ahead of UTC.
pub(crate) fn year(at: Timestamp, utc_offset_minutes: i32) -> i32 {
    local(at, utc_offset_minutes).year()
}

fn local(at: Timestamp, utc_offset_minutes: i32) -> DateTime<FixedOffset> {
    let utc = DateTime::<Utc>::from_timestamp_millis(at.unix_ms()).unwrap_or_default();
    let offset = utc_offset_minutes.checked_mul(60).and_then(FixedOffset::east_opt);
    utc.with_timezone(&offset.unwrap_or_else(|| chrono::Offset::fix(&Utc)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(at: &str) -> (String, String) {
        let now = Timestamp::parse("2026-11-23T00:30:00+07:00").unwrap();
        let words = moment(Timestamp::parse(at).unwrap(), now, 420);
        (words.vi, words.en)
    }

    #[test]
    fn a_moment_is_said_on_the_citys_clocks() {
        for (at, vi, en) in [
            ("2026-11-22T17:05:00Z", "lúc 00:05", "at 00:05"),
            ("2026-11-22T14:05:00+07:00", "hôm qua lúc 14:05", "yesterday at 14:05"),
            ("2026-11-24T07:00:00+07:00", "ngày mai lúc 07:00", "tomorrow at 07:00"),
            ("2026-11-02T14:05:00+07:00", "lúc 14:05 ngày 2/11", "at 14:05 on 2 November"),
            ("2025-01-12T14:05:00+07:00", "lúc 14:05 ngày 12/1/2025", "at 14:05 on 12 January 2025"),
        ] {
            assert_eq!(said(at), (vi.to_owned(), en.to_owned()));
        }
    }
}
