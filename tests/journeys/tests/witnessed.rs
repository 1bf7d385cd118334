//! A journey fails when the city gives an answer that docs/openapi.yaml does not allow.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use journeys::{Phone, Town};
use tempfile::TempDir;

#[test]
#[should_panic(
    expected = "docs/openapi.yaml does not allow what the city answered: [\n    \"GET /v1/categories -> 200: "
)]
fn an_answer_that_the_document_does_not_allow_fails_its_journey() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    town.city().publish_categories(NO_TIME_AT_ALL).unwrap();
    phone.connect();
    let _ = phone.sync();
}

#[test]
fn what_it_allows_fails_nothing() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    town.city().publish_categories(&NO_TIME_AT_ALL.replace(": 0", ": 1")).unwrap();
    phone.connect();
    let _ = phone.sync();
}

/// A deadline is at least an hour.
const NO_TIME_AT_ALL: &str = r#"{"schema_version": 99, "categories": [
    {"id": "noise", "name": {"vi": "Tiếng ồn", "en": "Noise"}, "photo": "optional", "deadline_hours": 0, "questions": []}]}"#;
