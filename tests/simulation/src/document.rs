//! The documents of the model city's reports.

use hues_core::ReportId;
use hues_core::report::{CityAttachment, CityReport, Status, StatusChange, Stored};
use serde_json::Value;

use crate::model::AT;

/// Of a report that just came.
pub(crate) fn new_document(id: ReportId, number: usize, body: &[u8]) -> CityReport {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let attachments = body["attachments"].as_array().into_iter().flatten().map(|attachment| CityAttachment {
        sha256: attachment["sha256"].as_str().unwrap_or_default().to_owned(),
        size: attachment["size"].as_u64().unwrap_or_default(),
        state: Stored::Missing,
    });
    let members = ["text", "answers", "location", "ward", "address", "contact", "public"];
    let content = members.iter().map(|name| ((*name).to_owned(), body[*name].clone())).collect();
    let received = StatusChange { status: Status::Received, at: AT.to_owned(), agency: None, note: None };
    CityReport {
        id,
        public_id: id.to_string(),
        number: format!("HUE-2026-{number:06}"),
        revision: 1,
        status: Status::Received,
        received_at: AT.to_owned(),
        deadline: None,
        attachments: attachments.collect(),
        timeline: vec![received],
        rating: None,
        content: Some(content),
    }
}

/// The document as it was when the report came.
pub(crate) fn first_document(id: ReportId, now: &CityReport) -> CityReport {
    let mut first = now.clone();
    first.id = id;
    first.status = Status::Received;
    first.timeline.truncate(1);
    for attachment in &mut first.attachments {
        attachment.state = Stored::Missing;
    }
    first
}
