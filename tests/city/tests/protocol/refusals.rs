//! What is asked wrongly is refused with the reason, and what the asker already holds does not come again.

use crate::phone::{Phone, Report, checksum, city, fixture};

const PIECE: (&str, &str) = ("Content-Type", "application/offset+octet-stream");

#[tokio::test]
async fn an_installation_that_can_not_be_read_is_refused() {
    let (_data, _city, phone) = city().await;
    let json = [("Content-Type", "application/json")];
    let refused = |headers: &[(&str, &str)], body: &[u8]| {
        let answer = phone.ask("POST", "/v1/installations", headers, body);
        (answer.status, answer.problem())
    };
    assert_eq!(refused(&json, b"{}"), (422, "invalid-installation".into()));
    assert_eq!(refused(&json, br#"{"credential_hash": "12"}"#), (422, "invalid-installation".into()));
    assert_eq!(refused(&[], b"{}"), (415, "unsupported-media-type".into()));
}

#[tokio::test]
async fn a_report_without_a_key_or_in_another_form_is_refused() {
    let (_data, city, phone) = city().await;
    let report = Report::new("waste", "Rác", &[]);
    let unquoted = Report { key: String::new(), ..report.clone() };
    let answer = phone.post(&unquoted);
    assert_eq!((answer.status, answer.problem().as_str()), (400, "idempotency-key-missing"));
    let answer = phone.post_as(&report, "text/plain");
    assert_eq!((answer.status, answer.problem().as_str()), (415, "unsupported-media-type"));
    assert!(city.state().unwrap().reports.is_empty());
}

fn refused(phone: &Phone, method: &str, path: &str, headers: &[(&str, &str)]) -> (u16, String) {
    let answer = phone.tus(method, path, headers, b"piece").expect("an answer");
    (answer.status, answer.problem())
}

#[tokio::test]
async fn an_upload_that_is_asked_for_wrongly_is_refused() {
    let (_data, _city, phone) = city().await;
    let photo = fixture("photos/gps_htc_desire.jpg");
    let report = Report::new("road-damage", "Ổ gà", &[&photo]);
    assert_eq!(phone.post(&report).status, 201);
    assert_eq!(refused(&phone, "POST", "/v1/uploads", &[]), (400, "invalid-upload".into()));
    assert_eq!(phone.tus("HEAD", "/v1/uploads/nobodys", &[], b"").unwrap().status, 404);

    let location = phone.upload(&report, &photo);
    let checksum = checksum(b"piece");
    let sum = ("Upload-Checksum", checksum.as_str());
    assert_eq!(refused(&phone, "PATCH", &location, &[PIECE, sum]), (400, "invalid-upload".into()));
    let offset = ("Upload-Offset", "0");
    assert_eq!(refused(&phone, "PATCH", &location, &[offset, sum]), (415, "unsupported-media-type".into()));
    let other_tus = phone.ask("PATCH", &location, &[("Tus-Resumable", "0.2.2"), PIECE, offset], b"piece");
    assert_eq!((other_tus.status, other_tus.problem().as_str()), (412, "tus-version"));
    assert_eq!(phone.offset(&location), 0);
}

#[tokio::test]
async fn a_message_and_a_signature_that_are_held_do_not_come_again() {
    let (_data, city, phone) = city().await;
    let digest = city.publish_alert(&fixture("cap/valid/oasis_a2_thunderstorm.xml")).unwrap();
    for path in ["/v1/alerts/index.json.sig".to_owned(), format!("/v1/alerts/messages/{digest}")] {
        let first = phone.ask("GET", &path, &[], b"");
        let etag = first.header("etag").expect("an entity tag");
        let again = phone.ask("GET", &path, &[("If-None-Match", etag)], b"");
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
    }
    let unknown = phone.ask("GET", &format!("/v1/alerts/messages/{}", "0".repeat(64)), &[], b"");
    assert_eq!((unknown.status, unknown.problem().as_str()), (404, "alert-unknown"));
}
