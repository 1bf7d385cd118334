//! Installations, categories and reports.

use city::{Fault, Misbehaviour, Status};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::phone::{Phone, Report, again, city, city_with, fixture, send};

#[tokio::test]
async fn a_new_report_is_answered_with_its_document() {
    let (_data, city, phone) = city().await;
    let photo = fixture("photos/gps_htc_desire.jpg");
    let report = Report::new("road-damage", "Ổ gà lớn", &[&photo]);
    let answer = phone.post(&report);
    assert_eq!(answer.status, 201);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("etag"), Some("\"1\""));
    assert_eq!(answer.header("idempotency-replayed"), None);
    let document = answer.json();
    assert_eq!(document["id"], report.id);
    assert_eq!(document["status"], "received");
    assert_eq!(document["revision"], 1);
    assert_eq!(
        document["attachments"],
        json!([{"sha256": report.body["attachments"][0]["sha256"],
                                              "size": photo.len(), "state": "missing"}])
    );
    assert_eq!(document["timeline"][0]["status"], "received");
    assert_eq!(document["timeline"][0]["agency"], Value::Null);
    assert_ne!(document["public_id"], document["id"]);
    let number = document["number"].as_str().unwrap();
    let (year, count) = number.strip_prefix("HUE-").and_then(|rest| rest.split_once('-')).unwrap();
    assert_eq!((year.len(), count), (4, "000001"));
    city.stop().await;
}

#[tokio::test]
async fn numbers_count_up() {
    let (_data, _city, phone) = city().await;
    for count in ["000001", "000002", "000003"] {
        let document = phone.post(&Report::new("noise", "Ồn", &[])).json();
        assert!(document["number"].as_str().unwrap().ends_with(count));
    }
}

#[tokio::test]
async fn a_repetition_gets_the_first_answer_also_after_a_restart() {
    let (data, city, phone) = city().await;
    let report = Report::new("noise", "Karaoke quá khuya", &[]);
    let first = phone.post(&report);
    city.set_status(&report.id, Status::Assigned, Some("Công an phường"), None).unwrap();
    let city = again(&data, city).await;
    let second = phone.post(&report);
    assert_eq!((second.status, second.header("etag")), (201, Some("\"1\"")));
    assert_eq!(second.header("idempotency-replayed"), Some("true"));
    assert_eq!(second.body, first.body);

    let by_id_alone = Report { key: Uuid::now_v7().to_string(), ..report.clone() };
    let third = phone.post(&by_id_alone);
    assert_eq!((third.status, third.body), (201, first.body));
    let state = city.state().unwrap();
    assert_eq!((state.reports.len(), state.report_posts), (1, 3));
}

#[tokio::test]
async fn a_key_or_an_id_with_another_body_is_refused() {
    let (_data, city, phone) = city().await;
    let report = Report::new("noise", "Ồn", &[]);
    assert_eq!(phone.post(&report).status, 201);
    let mut same_key = report.clone();
    same_key.body["text"] = json!("Ồn ");
    same_key.body["id"] = json!(Uuid::now_v7().to_string());
    let mut same_id = report.clone();
    same_id.body["text"] = json!("Khác");
    same_id.key = Uuid::now_v7().to_string();
    for other in [same_key, same_id] {
        let answer = phone.post(&other);
        assert_eq!((answer.status, answer.problem()), (422, "idempotency-key-reuse".to_owned()));
    }
    assert_eq!(city.state().unwrap().reports.len(), 1);
}

#[tokio::test]
async fn of_two_at_once_one_waits_and_there_is_one_report() {
    let (_data, city, phone) = city().await;
    // Both would be held; the second is refused before that, because the first one is still running.
    city.misbehave(Misbehaviour {
        method: Some("POST".to_owned()),
        path: "/v1/reports".to_owned(),
        times: Some(2),
        fault: Fault::Hold,
    });
    let report = Report::new("noise", "Ồn", &[]);
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::scope(|threads| {
        for _ in 0..2 {
            let (tell, phone, report) = (tell.clone(), &phone, &report);
            threads.spawn(move || tell.send(phone.post(report)));
        }
        let refused = told.recv().unwrap();
        assert_eq!((refused.status, refused.problem()), (409, "idempotency-in-progress".to_owned()));
        city.behave();
        assert_eq!(told.recv().unwrap().status, 201);
    });
    assert_eq!(phone.post(&report).header("idempotency-replayed"), Some("true"));
    assert_eq!(city.state().unwrap().reports.len(), 1);
}

#[tokio::test]
async fn a_report_that_breaks_the_rules_says_where() {
    let (_data, city, phone) = city().await;
    let photo = fixture("photos/gps_htc_desire.jpg");
    let cases: Vec<(Value, &str, &str)> = vec![
        (json!({"id": Uuid::nil().to_string()}), "/id", "invalid"),
        (json!({"category": "no-such"}), "/category", "unknown"),
        (json!({"category": "road-damage"}), "/attachments", "required"),
        (json!({"text": " \n"}), "/text", "required"),
        (json!({"text": null}), "/text", "invalid"),
        (json!({"text": "ổ".repeat(5_001)}), "/text", "too-large"),
        (json!({"schema_version": 2}), "/schema_version", "invalid"),
        (json!({"made_at": "yesterday"}), "/made_at", "invalid"),
        (json!({"access_hash": "ABC"}), "/access_hash", "invalid"),
        (json!({"location": null}), "/location", "required"),
        (json!({"location": "here"}), "/location", "invalid"),
        (json!({"location": {"lat": 90.5}}), "/location/lat", "out-of-range"),
        (json!({"location": {"lon": "107"}}), "/location/lon", "invalid"),
        (json!({"contact": {}}), "/contact/phone", "required"),
        (json!({"public": {"text": true}}), "/public/photos", "required"),
        (json!({"attachments": [{"size": 17_000_000}]}), "/attachments/0/size", "too-large"),
        (json!({"attachments": [{"size": 17_000_000}]}), "/attachments/0/sha256", "required"),
        (
            json!({"attachments": [{"size": 60_000_001, "media_type": "video/mp4"}]}),
            "/attachments/0/size",
            "too-large",
        ),
        (json!({"attachments": [{"media_type": "video/webm"}]}), "/attachments/0/media_type", "invalid"),
    ];
    for (change, pointer, code) in cases {
        let mut report = Report::new("noise", "Ồn", &[]);
        report.body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let answer = phone.post(&report);
        assert_eq!((answer.status, answer.problem()), (422, "invalid-report".to_owned()), "{change}");
        let errors = answer.json()["errors"].as_array().unwrap().clone();
        assert!(errors.contains(&json!({"pointer": pointer, "code": code})), "{change}: {errors:?}");
    }
    let forbidden_photo = phone.post(&Report::new("noise", "Ồn", &[&photo])).json();
    assert_eq!(forbidden_photo["errors"], json!([{"pointer": "/attachments", "code": "not-allowed"}]));
    assert_eq!(city.state().unwrap().reports.len(), 0);
}

#[tokio::test]
async fn a_refused_report_may_be_mended_under_the_same_key() {
    let (_data, _city, phone) = city().await;
    let mut report = Report::new("noise", "", &[]);
    assert_eq!(phone.post(&report).problem(), "invalid-report");
    report.body["text"] = json!("Ồn");
    assert_eq!(phone.post(&report).status, 201);
}

#[tokio::test]
async fn an_anonymous_report_without_a_fix_is_taken() {
    let (_data, _city, phone) = city().await;
    let mut report = Report::new("noise", "Ồn", &[]);
    report.body["contact"] = Value::Null;
    report.body["ward"] = Value::Null;
    report.body["location"] = json!({"lat": 16.4, "lon": 107.5, "accuracy_m": null, "fixed_at": null,
                                    "source": "pin", "mock": false});
    assert_eq!(phone.post(&report).status, 201);
}

#[tokio::test]
async fn a_question_is_about_no_place_and_says_which_agency_is_asked() {
    let (_data, city, phone) = city().await;
    let mut question = Report::new("question", "Làm khai sinh cần giấy tờ gì?", &[]);
    question.body["address"] = json!("Trước chợ");
    let errors = phone.post(&question).json()["errors"].clone();
    let error = |pointer: &str, code: &str| json!({"pointer": pointer, "code": code});
    assert_eq!(
        errors,
        json!([
            error("/answers/agency", "required"),
            error("/location", "not-allowed"),
            error("/ward", "not-allowed"),
            error("/address", "not-allowed"),
        ])
    );
    for name in ["location", "ward", "address"] {
        question.body[name] = Value::Null;
    }
    question.body["answers"] = json!({"agency": "justice"});
    let taken = phone.post(&question);
    assert_eq!(taken.status, 201);
    let content = &taken.json()["content"];
    assert_eq!((&content["location"], &content["answers"]["agency"]), (&Value::Null, &json!("justice")));
    assert_eq!(city.state().unwrap().reports.len(), 1);

    // The desk reads which agency is asked, and no place that there is not.
    let page = phone.ask("GET", &format!("/operator/reports/{}", question.id), &[], b"");
    let page = String::from_utf8_lossy(&page.body).into_owned();
    assert!(page.contains("Sở Tư pháp"), "{page}");
    assert!(!page.contains("Vị trí") && !page.contains("0.00000"), "{page}");
}

#[tokio::test]
async fn a_report_larger_than_the_limit_is_refused() {
    let (_data, city, phone) = city().await;
    let answer = phone.post(&Report::new("noise", &"x".repeat(300 << 10), &[]));
    assert_eq!((answer.status, answer.problem()), (413, "too-large".to_owned()));
    assert_eq!(city.state().unwrap().reports.len(), 0);
}

#[tokio::test]
async fn only_the_secret_opens_a_report() {
    let (_data, _city, phone) = city().await;
    let (report, other) = (Report::new("noise", "Ồn", &[]), Report::new("noise", "Ồn", &[]));
    phone.post(&report);
    phone.post(&other);
    assert_eq!(phone.show(&report).status, 200);
    let path = format!("/v1/reports/{}", report.id);
    let wrong = phone.ask("GET", &path, &[("Hues-Report-Access", &other.access)], b"");
    let none = phone.ask("GET", &path, &[], b"");
    let no_such = phone.show(&Report::new("noise", "Ồn", &[]));
    for answer in [&wrong, &none, &no_such] {
        assert_eq!((answer.status, answer.problem()), (404, "report-unknown".to_owned()));
        assert_eq!(answer.body, no_such.body);
    }
}

#[tokio::test]
async fn a_report_that_did_not_change_is_not_sent_again() {
    let (_data, city, phone) = city().await;
    let report = Report::new("noise", "Ồn", &[]);
    phone.post(&report);
    let path = format!("/v1/reports/{}", report.id);
    let headers = [("Hues-Report-Access", report.access.as_str()), ("If-None-Match", "\"1\"")];
    let held = phone.ask("GET", &path, &headers, b"");
    assert_eq!((held.status, held.header("etag"), held.body.len()), (304, Some("\"1\""), 0));
    city.set_status(&report.id, Status::Done, None, None).unwrap();
    let changed = phone.ask("GET", &path, &headers, b"");
    assert_eq!((changed.status, changed.header("etag")), (200, Some("\"2\"")));
    assert_eq!(changed.json()["status"], "done");
}

#[tokio::test]
async fn an_unknown_installation_registers_again_and_loses_nothing() {
    let (_data, _city, known) = city_with(|options| options.registers_with_report = false).await;
    let phone = Phone::unknown(known.port);
    let report = Report::new("noise", "Ồn", &[]);
    for answer in [phone.post(&report), phone.changes(None)] {
        assert_eq!((answer.status, answer.problem()), (401, "installation-unknown".to_owned()));
    }
    for _ in 0..2 {
        let registered = phone.register();
        assert_eq!((registered.status, registered.json()), (201, json!({})));
    }
    assert_eq!(phone.post(&report).status, 201);
}

#[tokio::test]
async fn a_report_makes_its_installation_known_and_a_malformed_credential_none() {
    let (_data, city, known) = city().await;
    for batch in [false, true] {
        let phone = Phone::unknown(known.port);
        let report = Report::new("noise", "Ồn", &[]);
        assert_eq!(phone.changes(None).problem(), "installation-unknown");
        assert!(if batch { phone.post_batch(&[&report]) } else { phone.post(&report) }.status < 300);
        let changes = phone.changes(None).json();
        assert_eq!(changes["changes"][0]["id"], report.id, "{changes}");
    }
    let headers = [("Hues-Installation", "x"), ("Content-Type", "application/json")];
    assert_eq!(known.ask("POST", "/v1/reports", &headers, b"{}").problem(), "installation-unknown");
    assert_eq!(city.state().unwrap().installations, 3);
}

#[tokio::test]
async fn categories_carry_a_strong_tag() {
    let (_data, _city, phone) = city().await;
    let answer = phone.ask("GET", "/v1/categories", &[], b"");
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
    let first = &answer.json()["categories"][0];
    assert_eq!((first["id"].as_str(), first["photo"].as_str()), (Some("road-damage"), Some("required")));
    let etag = answer.header("etag").unwrap();
    assert!(etag.starts_with('"'));
    assert_eq!(phone.ask("GET", "/v1/categories", &[("If-None-Match", etag)], b"").status, 304);
}

#[tokio::test]
async fn another_version_of_the_protocol_is_told_to_update() {
    let (_data, city, _phone) = city().await;
    let versions: [&[(&str, &str)]; 2] = [&[], &[("Hues-Api-Version", "2")]];
    for headers in versions {
        for path in ["/v1/categories", "/v1/uploads/x", "/v1/alerts/index.json", "/v1/no-such"] {
            let answer = send(city.port(), "GET", path, headers, b"").unwrap();
            assert_eq!((answer.status, answer.problem()), (426, "update-needed".to_owned()));
        }
    }
}

#[tokio::test]
async fn what_the_protocol_does_not_know_is_a_problem_document() {
    let (_data, _city, phone) = city().await;
    let unknown = phone.ask("GET", "/v1/readings", &[], b"");
    assert_eq!((unknown.status, unknown.problem()), (404, "not-found".to_owned()));
    let method = phone.ask("PUT", "/v1/reports", &[], b"");
    assert_eq!((method.status, method.problem()), (405, "method-not-allowed".to_owned()));
}
