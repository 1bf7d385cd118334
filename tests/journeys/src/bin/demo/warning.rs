//! The flood warning of `tests/data`, as if it were sent now.

use std::fs;
use std::time::Duration;

use hues_core::Timestamp;
use journeys::fixture;

use crate::app::Told;

/// A made-up CAP message about the Hương river, for a day from now.
pub(crate) fn flood_warning(now: Timestamp) -> Told<Vec<u8>> {
    let message = fs::read_to_string(fixture("cap/hue_flood_warning.xml"))?;
    let sent = cap_time(now);
    let expires = cap_time(now.after(Duration::from_hours(24)));
    Ok(message
        .replace("2026-11-23T06:30:00+07:00", &sent)
        .replace("2026-11-24T06:30:00+07:00", &expires)
        .into_bytes())
}

/// CAP writes whole seconds and an offset, never `Z` (CAP 1.2 section 3.3.2).
fn cap_time(at: Timestamp) -> String {
    let seconds = Timestamp::from_unix_ms(at.unix_ms() / 1000 * 1000).to_rfc3339();
    seconds.replace(".000Z", "-00:00")
}
