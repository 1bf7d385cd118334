//! Times as CAP writes them (CAP 1.2 section 3.3.2) and as feeds do.

use chrono::{DateTime, Days, FixedOffset, NaiveDateTime};

/// The largest offset of `xs:dateTime`, in seconds.
const FURTHEST_OFFSET_S: i32 = 14 * 3600;

/// A time as CAP writes it: the schema's pattern, with an offset, in seconds. `24:00:00` is the end of a day
/// (XML Schema 1.0 part 2, 3.2.7).
pub(super) fn exactly(text: &str) -> Option<DateTime<FixedOffset>> {
    let shape = text.bytes().map(|byte| if byte.is_ascii_digit() { b'0' } else { byte });
    let fits = |pattern: &[u8]| shape.clone().eq(pattern.iter().copied());
    let written = fits(b"0000-00-00T00:00:00+00:00") || fits(b"0000-00-00T00:00:00-00:00");
    moment(text).filter(|moment| written && moment.offset().local_minus_utc().abs() <= FURTHEST_OFFSET_S)
}

/// A time that can be understood all the same: `Z`, fractions, no colon in the offset, no seconds. One without an
/// offset takes `offset`, the one of the message's own time of sending.
pub(super) fn loosely(text: &str, offset: Option<FixedOffset>) -> Option<DateTime<FixedOffset>> {
    const ZONED: [&str; 2] = ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z"];
    const LOCAL: [&str; 2] = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"];
    let zoned = || ZONED.iter().find_map(|format| DateTime::parse_from_str(text, format).ok());
    let local = || LOCAL.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    moment(text)
        .or_else(zoned)
        .or_else(|| local().zip(offset).and_then(|(time, offset)| time.and_local_timezone(offset).single()))
}

fn moment(text: &str) -> Option<DateTime<FixedOffset>> {
    if let Some((date, offset)) = text.split_once("T24:00:00") {
        let midnight = DateTime::parse_from_rfc3339(&format!("{date}T00:00:00{offset}")).ok()?;
        return midnight.checked_add_days(Days::new(1));
    }
    DateTime::parse_from_rfc3339(text).ok()
}
