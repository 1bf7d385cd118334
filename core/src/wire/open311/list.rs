//! The two lists of an endpoint: what it takes, and what it has.

use serde_json::Value;

use super::reading::{entries, is_true, text};
use crate::place::Point;
use crate::report::{DeskRequest, Status};

/// One thing that can be reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Service {
    pub(super) code: String,
    pub(super) name: String,
    /// Something is asked about it.
    pub(super) is_defined: bool,
}

/// What can be reported, in the endpoint's order.
pub(super) fn services(list: Value) -> Vec<Service> {
    let service = |entry: Value| {
        let code = text(&entry, "service_code")?;
        let name = text(&entry, "service_name").unwrap_or_else(|| code.clone());
        Some(Service { name, code, is_defined: is_true(&entry, "metadata") })
    };
    entries(list).into_iter().filter_map(service).collect()
}

/// The requests of a list. One without a number can't be followed and is left out.
pub(super) fn requests(list: Value) -> Vec<DeskRequest> {
    let request = |entry: Value| {
        let coordinate = |name| text(&entry, name).and_then(|text| text.parse().ok());
        let point = coordinate("lat").zip(coordinate("long"));
        Some(DeskRequest {
            status: status(&text(&entry, "status").unwrap_or_default()),
            notes: text(&entry, "status_notes"),
            agency: text(&entry, "agency_responsible"),
            received_at: text(&entry, "requested_datetime"),
            updated_at: text(&entry, "updated_datetime"),
            expected_at: text(&entry, "expected_datetime"),
            description: text(&entry, "description"),
            point: point.and_then(|(lat, lon)| Point::new(lat, lon).ok()),
            ..DeskRequest::new(text(&entry, "service_request_id")?)
        })
    };
    entries(list).into_iter().filter_map(request).collect()
}

/// `open` and `closed`, and what real endpoints say beside them (the additional states of `FixMyStreet`). What nobody knows is open.
fn status(text: &str) -> Status {
    match text.to_ascii_lowercase().as_str() {
        "closed" | "fixed" | "completed" | "resolved" => Status::Done,
        "no_further_action" | "not_councils_responsibility" | "duplicate" | "rejected" => Status::Rejected,
        "investigating" | "in_progress" | "action_scheduled" | "planned" => Status::InProgress,
        "internal_referral" | "assigned" | "acknowledged" => Status::Assigned,
        _ => Status::Received,
    }
}
