//! When a photo was taken, as cameras write it: local time, with or without an offset from UTC.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, NaiveDateTime, SecondsFormat};
use serde::{Deserialize, Serialize};

/// A local time to the second, and its offset from UTC if the camera wrote one. As text it is RFC 3339 when the offset
/// is known (`2026-10-28T07:41:05+07:00`) and the same without the offset when not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TakenAt {
    /// What a clock at the place showed.
    pub local: NaiveDateTime,
    /// How far that clock was ahead of UTC.
    pub offset: Option<FixedOffset>,
}

/// The text is no [`TakenAt`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a date and time")]
pub struct NotATime;

const LOCAL: &str = "%Y-%m-%dT%H:%M:%S";

impl fmt::Display for TakenAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.offset.and_then(|offset| self.local.and_local_timezone(offset).single()) {
            Some(instant) => f.write_str(&instant.to_rfc3339_opts(SecondsFormat::Secs, false)),
            None => write!(f, "{}", self.local.format(LOCAL)),
        }
    }
}

impl FromStr for TakenAt {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
            return Ok(Self { local: instant.naive_local(), offset: Some(*instant.offset()) });
        }
        let local = NaiveDateTime::parse_from_str(text, LOCAL).map_err(|_| NotATime)?;
        Ok(Self { local, offset: None })
    }
}

impl TryFrom<String> for TakenAt {
    type Error = NotATime;

    fn try_from(text: String) -> Result<Self, NotATime> {
        text.parse()
    }
}

impl From<TakenAt> for String {
    fn from(taken_at: TakenAt) -> Self {
        taken_at.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_the_same_after_being_stored_as_text() {
        for text in ["2026-10-28T07:41:05+07:00", "2018-01-04T08:43:51", "2018-01-04T08:43:51-03:30"] {
            let taken_at: TakenAt = text.parse().unwrap();
            assert_eq!(taken_at.to_string(), text);
            let stored = serde_json::to_string(&taken_at).unwrap();
            assert_eq!(stored, format!("\"{text}\""));
            assert_eq!(serde_json::from_str::<TakenAt>(&stored).unwrap(), taken_at);
        }
        assert!("2026-13-01T00:00:00".parse::<TakenAt>().is_err());
        assert!("yesterday".parse::<TakenAt>().is_err());
    }
}
