//! What is left of a report that the city removed: for good, so no document counts after it.

use super::{CityReport, Status, StatusChange};
use crate::id::ReportId;

/// Code of the city's problem document for whatever is asked or sent about a report that it removed.
pub const REMOVED: &str = "report-removed";

impl CityReport {
    /// What the phone keeps in place of the city's document: what it knew, with the last status of all. A city that the phone had not heard of yet
    /// gave it no number.
    #[must_use]
    pub(crate) fn removed(id: ReportId, known: Option<Self>) -> Self {
        let mut document = known.unwrap_or_else(|| Self {
            id,
            public_id: String::new(),
            number: String::new(),
            revision: 0,
            status: Status::Removed,
            received_at: String::new(),
            deadline: None,
            attachments: Vec::new(),
            timeline: Vec::new(),
            rating: None,
            content: None,
        });
        document.revision = i64::MAX;
        document.status = Status::Removed;
        // Nobody deals with it any more.
        document.deadline = None;
        // The city does not say when it was.
        let step = StatusChange { status: Status::Removed, at: String::new(), agency: None, note: None };
        document.timeline.push(step);
        document
    }

    /// Whether the city gave it a number.
    pub(crate) fn has_number(&self) -> bool {
        !self.number.is_empty()
    }
}
