//! Where a call is, said so that whoever is in danger understands it.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::id::SosId;
use crate::report::{Reason, next_try_words};
use crate::words::Words;

/// What the city says of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitySos {
    /// The phone's id of it.
    pub id: SosId,
    /// How far it is.
    pub status: SosStatus,
    /// RFC 3339; `None`: it was taken back before it came.
    #[serde(default)]
    pub received_at: Option<String>,
    /// RFC 3339; since when the status is this one.
    pub status_at: String,
    /// What the city says with it.
    #[serde(default)]
    pub note: Option<String>,
}

/// How far the city is with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SosStatus {
    /// Its server has it.
    Received,
    /// A person has read it.
    Seen,
    /// It is dealt with.
    Closed,
    /// The citizen took it back.
    Cancelled,
    /// Something that this version does not know.
    #[serde(other)]
    Unknown,
}

impl SosStatus {
    /// Nothing more comes of it.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Closed | Self::Cancelled)
    }
}

/// Where a call is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SosState {
    /// The city does not have it yet, as far as anybody knows.
    Raising {
        /// Why not.
        reason: Reason,
        /// When the phone tries next by itself; `None`: as soon as the reason ends.
        next_try: Option<Timestamp>,
    },
    /// The city's server has it; nobody has read it yet.
    Received {
        /// Since when, by the city's clock.
        at: Option<Timestamp>,
    },
    /// A person has read it.
    Seen {
        /// Since when, by the city's clock.
        at: Option<Timestamp>,
        /// What they say.
        note: Option<String>,
    },
    /// The city has dealt with it.
    Closed {
        /// Since when, by the city's clock.
        at: Option<Timestamp>,
        /// What it says.
        note: Option<String>,
    },
    /// The citizen took it back, and the city does not know yet.
    Cancelling {
        /// Why it does not know.
        reason: Reason,
        /// When the phone tries next by itself; `None`: as soon as the reason ends.
        next_try: Option<Timestamp>,
    },
    /// The citizen took it back, and the city knows.
    Cancelled,
    /// The city does not take it.
    Parked {
        /// Code of the city's problem document.
        code: String,
    },
}

impl SosState {
    /// Its name, for UI tests and logs.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Raising { .. } => "raising",
            Self::Received { .. } => "received",
            Self::Seen { .. } => "seen",
            Self::Closed { .. } => "closed",
            Self::Cancelling { .. } => "cancelling",
            Self::Cancelled => "cancelled",
            Self::Parked { .. } => "parked",
        }
    }

    /// All that the citizen wants to know of it, a sentence each: where it is, why it waits and when the phone tries next, what to do meanwhile.
    /// `say` says a moment.
    #[must_use]
    pub fn sentences(&self, say: impl Fn(Timestamp) -> Words) -> Vec<Words> {
        let mut sentences = vec![self.words(&say)];
        match self {
            Self::Raising { reason, next_try } | Self::Cancelling { reason, next_try } => {
                sentences.push(reason.words());
                sentences.extend(next_try.map(|at| next_try_words(&say(at))));
            }
            Self::Seen { note: Some(note), .. } | Self::Closed { note: Some(note), .. } => {
                sentences.push(Words {
                    vi: format!("Thành phố nhắn: {note}"),
                    en: format!("The city says: {note}"),
                });
            }
            _ => {}
        }
        if matches!(self, Self::Raising { .. } | Self::Parked { .. }) {
            sentences.push(Words::of(
                "Nếu gọi điện được, hãy gọi số khẩn cấp ngay, đừng chờ.",
                "If you can make a phone call, call the emergency number now. Do not wait.",
            ));
        }
        sentences
    }

    fn words(&self, say: &impl Fn(Timestamp) -> Words) -> Words {
        let (words, at) = match self {
            Self::Raising { .. } => (
                Words::of(
                    "Lời kêu cứu chưa tới thành phố",
                    "Your call for help has not reached the city yet",
                ),
                None,
            ),
            Self::Received { at } => (
                Words::of(
                    "Thành phố đã nhận lời kêu cứu, chưa có người đọc",
                    "The city has your call for help; nobody has read it yet",
                ),
                *at,
            ),
            Self::Seen { at, .. } => (
                Words::of(
                    "Người trực đã đọc lời kêu cứu của bạn",
                    "Somebody on duty has read your call for help",
                ),
                *at,
            ),
            Self::Closed { at, .. } => {
                (Words::of("Thành phố đã xử lý xong", "The city has dealt with it"), *at)
            }
            Self::Cancelling { .. } => (
                Words::of(
                    "Bạn đã huỷ lời kêu cứu. Đang chờ báo cho thành phố",
                    "You took your call for help back. The city is still to be told",
                ),
                None,
            ),
            Self::Cancelled => (
                Words::of(
                    "Bạn đã huỷ lời kêu cứu. Thành phố đã biết",
                    "You took your call for help back. The city knows",
                ),
                None,
            ),
            Self::Parked { .. } => (
                Words::of(
                    "Thành phố không nhận lời kêu cứu này. Bạn có thể thử lại",
                    "The city does not take this call for help. You can try again",
                ),
                None,
            ),
        };
        match at.map(say) {
            Some(at) => {
                Words { vi: format!("{} ({}).", words.vi, at.vi), en: format!("{} ({}).", words.en, at.en) }
            }
            None => Words { vi: format!("{}.", words.vi), en: format!("{}.", words.en) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_of_a_later_version_is_read_and_is_not_the_end() {
        let id = "01900000-0000-7000-8000-000000000001";
        let json =
            format!(r#"{{"id": "{id}", "status": "boat_sent", "status_at": "2026-11-23T08:00:00+07:00"}}"#);
        let read: CitySos = serde_json::from_str(&json).unwrap();
        assert_eq!((read.status, read.received_at), (SosStatus::Unknown, None));
        assert!(!read.status.is_over());
    }

    #[test]
    fn whoever_waits_is_told_why_until_when_and_what_to_do() {
        let at = Timestamp::from_unix_ms(0);
        let state = SosState::Raising { reason: Reason::Unreachable, next_try: Some(at) };
        let sentences = state.sentences(|_| Words::of("lúc 14:05", "at 14:05"));
        assert_eq!(sentences.len(), 4);
        assert_eq!(sentences[2].vi, "Lần thử tới: lúc 14:05.");
        assert!(sentences[3].vi.contains("gọi số khẩn cấp"));
        let received = SosState::Received { at: Some(at) };
        assert_eq!(
            received.sentences(|_| Words::of("lúc 14:05", "at 14:05"))[0].vi,
            "Thành phố đã nhận lời kêu cứu, chưa có người đọc (lúc 14:05)."
        );
    }
}
