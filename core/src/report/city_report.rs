//! The city's document of a report, its timeline and its thread.

use serde::{Deserialize, Serialize};

use super::{Attachment, Rating};
use crate::id::{MessageId, ReportId};
use crate::words::Words;

/// What the city answers about a report (docs/protocol.md, "report document").
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CityReport {
    /// The id that the phone made.
    pub id: ReportId,
    /// The id under which everyone may see it.
    pub public_id: String,
    /// The number that a person can read out on the phone.
    pub number: String,
    /// Goes up with every change.
    pub revision: i64,
    /// Where the city's work stands.
    pub status: Status,
    /// RFC 3339.
    pub received_at: String,
    /// RFC 3339; until when the city means to have dealt with it.
    pub deadline: Option<String>,
    /// Each photo that the report named.
    pub attachments: Vec<CityAttachment>,
    /// Every status so far, oldest first.
    pub timeline: Vec<StatusChange>,
    /// The citizen's word on what the city did.
    #[serde(default)]
    pub rating: Option<Rating>,
    /// What can be changed of the report, as it is now; an older city does not say.
    #[serde(default)]
    pub content: Option<serde_json::Value>,
}

/// A photo as the city knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CityAttachment {
    /// Lower-case hexadecimal SHA-256.
    pub sha256: String,
    /// In bytes.
    pub size: u64,
    /// Whether it is there.
    pub state: Stored,
}

/// Whether a photo has arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stored {
    /// Not, or not whole.
    Missing,
    /// Whole, with its digest compared.
    Stored,
}

/// Where the city's work on a report stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It arrived.
    Received,
    /// An agency has it.
    Assigned,
    /// Dealt with.
    Done,
    /// The city will not deal with it, and says why.
    Rejected,
    /// The citizen took it back.
    Withdrawn,
    /// The city removed it, for good; the phone says so of what it keeps, no city does in a document.
    Removed,
    /// Somebody works on it. What this version does not know is taken for it, so that a report does not stand still on an older phone;
    /// `serde` wants that one last.
    #[serde(other)]
    InProgress,
}

impl Status {
    /// The status in a citizen's words.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Received => Words::of("Đã tiếp nhận", "Received"),
            Self::Assigned => Words::of("Đã chuyển cơ quan xử lý", "Passed to the agency in charge"),
            Self::InProgress => Words::of("Đang xử lý", "Being dealt with"),
            Self::Done => Words::of("Đã xử lý xong", "Done"),
            Self::Rejected => Words::of("Không xử lý", "Not taken up"),
            Self::Withdrawn => Words::of("Người gửi đã rút lại", "Taken back by the sender"),
            Self::Removed => Words::of("Thành phố đã gỡ", "Removed by the city"),
        }
    }
}

/// One step of the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusChange {
    /// The new status.
    pub status: Status,
    /// RFC 3339.
    pub at: String,
    /// Who changed it.
    pub agency: Option<String>,
    /// What they say to it.
    pub note: Option<String>,
}

/// One message of the thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// `city` or `citizen`.
    pub author: String,
    /// The agency that speaks for the city.
    pub agency: Option<String>,
    /// What it says.
    pub text: String,
    /// RFC 3339.
    pub sent_at: String,
}

impl Message {
    /// The `author` of the citizen's own messages.
    pub const CITIZEN: &str = "citizen";
}

impl CityReport {
    /// Whether this is the receipt for these photos: each is stored, with the digest and the size that the phone has.
    #[must_use]
    pub fn is_receipt_for<'a>(&self, attachments: impl IntoIterator<Item = &'a Attachment>) -> bool {
        attachments.into_iter().all(|ours| self.has(ours))
    }

    /// Whether this photo has arrived whole.
    #[must_use]
    pub fn has(&self, ours: &Attachment) -> bool {
        self.attachments.iter().any(|theirs| {
            theirs.state == Stored::Stored && theirs.sha256 == ours.sha256 && theirs.size == ours.size
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_of_a_later_city_is_taken_for_work_in_progress() {
        let status = |text: &str| serde_json::from_str::<Status>(text).unwrap();
        assert_eq!(status(r#""merged""#), Status::InProgress);
        assert_eq!(status(r#""in_progress""#), Status::InProgress);
        assert_eq!(serde_json::to_string(&Status::InProgress).unwrap(), r#""in_progress""#);
        for known in [Status::Received, Status::Assigned, Status::Done, Status::Rejected, Status::Withdrawn] {
            assert_eq!(status(&serde_json::to_string(&known).unwrap()), known);
        }
    }
}
