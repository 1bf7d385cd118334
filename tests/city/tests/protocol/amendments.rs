//! Changes of what a report says.

use city::Status;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::phone::{Answer, Phone, Report, city};

fn amend(phone: &Phone, report: &Report, key: &str, body: &Value) -> Answer {
    let key = format!("\"{key}\"");
    let headers = [
        ("Content-Type", "application/json"),
        ("Idempotency-Key", key.as_str()),
        ("Hues-Report-Access", report.access.as_str()),
    ];
    let path = format!("/v1/reports/{}/amendments", report.id);
    phone.ask("POST", &path, &headers, body.to_string().as_bytes())
}

fn key() -> String {
    Uuid::now_v7().to_string()
}

fn change(base: i64, member: &str, value: &Value) -> Value {
    json!({"base": base, "changes": {member: value}})
}

#[tokio::test]
async fn a_change_is_made_once_and_member_by_member() {
    let (_data, city, phone) = city().await;
    let report = Report::new("noise", "Ồn", &[]);
    phone.post(&report);
    city.correct(&report.id, "address", json!("Số 5")).unwrap();
    let (key, body) = (key(), change(1, "text", &json!("Ồn cả đêm")));
    let first = amend(&phone, &report, &key, &body);
    assert_eq!(first.status, 200, "{first:?}");
    let document = &first.json()["document"];
    assert_eq!((&document["revision"], &document["content"]["text"]), (&json!(3), &json!("Ồn cả đêm")));
    assert_eq!(document["content"]["address"], "Số 5");
    let again = amend(&phone, &report, &key, &body);
    assert_eq!((again.header("idempotency-replayed"), again.json()), (Some("true"), first.json()));

    // It is in the feed, where the report last changed.
    let page = phone.changes(None).json();
    let changes = page["changes"].as_array().unwrap();
    assert_eq!((changes.len(), &changes[0]["body"]["content"]["text"]), (1, &json!("Ồn cả đêm")));
}

#[tokio::test]
async fn a_change_brings_no_place_to_a_question() {
    let (_data, _city, phone) = city().await;
    let mut question = Report::new("question", "Làm khai sinh cần giấy tờ gì?", &[]);
    let place = question.body["location"].take();
    (question.body["ward"], question.body["answers"]) = (Value::Null, json!({"agency": "justice"}));
    assert_eq!(phone.post(&question).status, 201);
    for (member, value) in [("location", &place), ("ward", &json!("19753")), ("address", &json!("Trước chợ"))]
    {
        let refused = amend(&phone, &question, &key(), &change(1, member, value));
        assert_eq!((refused.status, refused.problem()), (422, "invalid-follow-up".to_owned()), "{member}");
        let pointer = format!("/changes/{member}");
        assert_eq!(refused.json()["errors"], json!([{"pointer": pointer, "code": "not-allowed"}]));
    }
    let other = amend(&phone, &question, &key(), &change(1, "answers", &json!({"agency": "ward"})));
    assert_eq!(other.status, 200, "{other:?}");
}

#[tokio::test]
async fn what_the_city_changed_since_is_not_overwritten_unseen() {
    let (_data, city, phone) = city().await;
    let report = Report::new("noise", "Ồn", &[]);
    phone.post(&report);
    city.correct(&report.id, "text", json!("Tiếng ồn karaoke")).unwrap();
    let both = json!({"base": 1, "changes": {"text": "Ồn cả đêm", "address": "Số 7"}});
    let refused = amend(&phone, &report, &key(), &both);
    assert_eq!((refused.status, refused.problem()), (412, "amendment-conflict".to_owned()));
    let same = amend(&phone, &report, &key(), &change(1, "text", &json!("Tiếng ồn karaoke")));
    assert_eq!((same.status, &same.json()["document"]["revision"]), (200, &json!(2)), "it is so already");
    let seen = amend(&phone, &report, &key(), &change(2, "text", &json!("Ồn cả đêm")));
    let content = &seen.json()["document"]["content"];
    assert_eq!((&content["text"], &content["address"]), (&json!("Ồn cả đêm"), &Value::Null));
}

#[tokio::test]
async fn a_change_keeps_the_rules_of_a_report() {
    let (_data, city, phone) = city().await;
    let report = Report::new("noise", "Ồn", &[]);
    phone.post(&report);
    for (body, pointer) in [
        (change(1, "text", &json!("  ")), "/changes/text"),
        (change(1, "category", &json!("flooding")), "/changes/category"),
        (change(0, "text", &json!("Ồn")), "/base"),
        (json!({"base": 1, "changes": {}}), "/changes"),
        (change(1, "location", &json!({"lat": 91, "lon": 0})), "/changes/location/lat"),
    ] {
        let refused = amend(&phone, &report, &key(), &body);
        assert_eq!((refused.status, refused.problem()), (422, "invalid-follow-up".to_owned()), "{body}");
        let errors = refused.json()["errors"].clone();
        let errors = errors.as_array().unwrap();
        assert!(errors.iter().any(|error| error["pointer"] == pointer), "{pointer}: {errors:?}");
    }
    city.set_status(&report.id, Status::Done, None, None).unwrap();
    let late = amend(&phone, &report, &key(), &change(2, "text", &json!("Muộn")));
    assert_eq!((late.status, late.problem()), (422, "report-closed".to_owned()));
    let stranger = Report { access: Report::new("noise", "", &[]).access, ..report };
    assert_eq!(amend(&phone, &stranger, &key(), &change(1, "text", &json!("Ai?"))).status, 404);
}
