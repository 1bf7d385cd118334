//! A report as a city's service desk lists it, and what that adds to what the phone knows of it.

use super::{CityReport, Status, StatusChange};
use crate::id::ReportId;
use crate::place::Point;

/// Code of a report of which nobody knows whether the city has it: the citizen decides whether it goes again.
pub const MAY_HAVE_ARRIVED: &str = "may-have-arrived";
/// Code of a report of a kind that the city no longer takes.
pub const SERVICE_GONE: &str = "service-gone";
/// Code of a report that the city refuses because of this app, not of what it says.
pub const APP_REFUSED: &str = "app-refused";

/// A request as a desk lists it.
#[derive(Clone, Debug, PartialEq)]
pub struct DeskRequest {
    /// Its number.
    pub number: String,
    /// Where the city's work stands.
    pub status: Status,
    /// Why, in the city's words.
    pub notes: Option<String>,
    /// Who has it.
    pub agency: Option<String>,
    /// RFC 3339; when the city had it.
    pub received_at: Option<String>,
    /// RFC 3339; when it changed last.
    pub updated_at: Option<String>,
    /// RFC 3339; until when the city means to have dealt with it.
    pub expected_at: Option<String>,
    /// What it says.
    pub description: Option<String>,
    /// Where it is.
    pub point: Option<Point>,
}

impl DeskRequest {
    /// One of which only the number is known.
    #[must_use]
    pub fn new(number: String) -> Self {
        Self {
            number,
            status: Status::Received,
            notes: None,
            agency: None,
            received_at: None,
            updated_at: None,
            expected_at: None,
            description: None,
            point: None,
        }
    }

    /// The document of a report, after the one that the phone has; `None`: nothing is new. A desk has no revisions and no history: what changed since
    /// becomes the next step of the timeline. It names no photos, so it is a receipt for none. `now` is RFC 3339.
    #[must_use]
    pub fn document(&self, id: ReportId, known: Option<&CityReport>, now: &str) -> Option<CityReport> {
        let received_at = self.received_at.as_deref().unwrap_or(now);
        let step = |status, at: &str| StatusChange { status, at: at.to_owned(), agency: None, note: None };
        let mut document = known.cloned().unwrap_or_else(|| CityReport {
            id,
            public_id: self.number.clone(),
            number: self.number.clone(),
            revision: 0,
            status: Status::Received,
            received_at: received_at.to_owned(),
            deadline: None,
            attachments: Vec::new(),
            timeline: vec![step(Status::Received, received_at)],
            rating: None,
            content: None,
        });
        let before = document.clone();
        if let Some(expected_at) = &self.expected_at {
            document.deadline = Some(expected_at.clone());
        }
        let last = document.timeline.last();
        let is_new = last.is_none_or(|last| {
            last.status != self.status
                || (self.notes.is_some() && last.note != self.notes)
                || (self.agency.is_some() && last.agency != self.agency)
        });
        if is_new {
            let at = self.updated_at.as_deref().unwrap_or(now);
            document.timeline.push(StatusChange {
                agency: self.agency.clone(),
                note: self.notes.clone(),
                ..step(self.status, at)
            });
            document.status = self.status;
        }
        let changed = known.is_none() || document != before;
        document.revision += 1;
        changed.then_some(document)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::entropy::SystemEntropy;

    const NOW: &str = "2026-11-23T08:00:00Z";

    #[test]
    fn what_changed_becomes_the_next_step_and_the_same_becomes_nothing() {
        let id = ReportId::new(Timestamp::from_unix_ms(1_790_000_000_000), &SystemEntropy);
        let first = DeskRequest::new("638344".into()).document(id, None, NOW).unwrap();
        assert_eq!((first.revision, first.status, first.timeline.len()), (1, Status::Received, 1));
        assert_eq!(DeskRequest::new("638344".into()).document(id, Some(&first), NOW), None);
        let done = DeskRequest {
            status: Status::Done,
            notes: Some("Filled.".into()),
            agency: Some("Roads".into()),
            updated_at: Some("2026-11-24T09:00:00+07:00".into()),
            ..DeskRequest::new("638344".into())
        };
        let second = done.document(id, Some(&first), NOW).unwrap();
        let last = second.timeline.last().unwrap();
        assert_eq!((second.revision, second.status, second.timeline.len()), (2, Status::Done, 2));
        assert_eq!((last.note.as_deref(), last.at.as_str()), (Some("Filled."), "2026-11-24T09:00:00+07:00"));
        assert_eq!(done.document(id, Some(&second), NOW), None);
    }

    #[test]
    fn it_is_a_receipt_for_no_photo() {
        let id = ReportId::new(Timestamp::from_unix_ms(1_790_000_000_000), &SystemEntropy);
        let document = DeskRequest::new("1".into()).document(id, None, NOW).unwrap();
        let photo = crate::report::Attachment {
            sha256: "00".into(),
            size: 1,
            media_type: "image/jpeg".into(),
            width: 1,
            height: 1,
        };
        assert!(!document.is_receipt_for([&photo]));
    }
}
