//! Messages, ratings and withdrawals by the citizen.

use city::{Fault, Misbehaviour, Status};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::phone::{Answer, Phone, Report, city};

/// One request about a report, by who holds its secret.
pub(crate) fn follow_up(
    phone: &Phone,
    method: &str,
    report: &Report,
    part: &str,
    key: &str,
    body: &Value,
) -> Answer {
    let key = format!("\"{key}\"");
    let headers = [
        ("Content-Type", "application/json"),
        ("Idempotency-Key", key.as_str()),
        ("Hues-Report-Access", report.access.as_str()),
    ];
    let body = if body.is_null() { String::new() } else { body.to_string() };
    phone.ask(method, &format!("/v1/reports/{}{part}", report.id), &headers, body.as_bytes())
}

pub(crate) fn key() -> String {
    Uuid::now_v7().to_string()
}

pub(crate) fn message(text: &str) -> Value {
    json!({"id": key(), "text": text, "sent_at": "2026-11-23T08:00:00+07:00"})
}

#[tokio::test]
async fn a_message_is_taken_once_and_comes_back_in_the_feed() {
    let (_data, _city, phone) = city().await;
    let report = Report::new("noise", "Ồn", &[]);
    phone.post(&report);
    let (key, body) = (key(), message("Vẫn còn ồn lúc 2 giờ sáng"));
    let first = follow_up(&phone, "POST", &report, "/messages", &key, &body);
    assert_eq!((first.status, first.header("idempotency-replayed")), (200, None), "{first:?}");
    let again = follow_up(&phone, "POST", &report, "/messages", &key, &body);
    assert_eq!((again.status, again.header("idempotency-replayed")), (200, Some("true")));
    assert_eq!(first.json(), again.json());

    let page = phone.changes(None).json();
    let heard: Vec<&Value> =
        page["changes"].as_array().unwrap().iter().filter(|change| change["type"] == "message").collect();
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0]["id"], body["id"]);
    assert_eq!(
        (&heard[0]["body"]["author"], &heard[0]["body"]["text"]),
        (&json!("citizen"), &json!("Vẫn còn ồn lúc 2 giờ sáng"))
    );

    let other = follow_up(&phone, "POST", &report, "/messages", &key, &message("Khác"));
    assert_eq!((other.status, other.problem()), (422, "idempotency-key-reuse".to_owned()));
}

#[tokio::test]
async fn only_a_closed_report_is_rated_and_who_is_not_content_opens_it_again() {
    let (_data, city, phone) = city().await;
    let report = Report::new("noise", "Ồn", &[]);
    phone.post(&report);
    let content = json!({"satisfaction": "satisfied", "comment": null});
    let early = follow_up(&phone, "PUT", &report, "/rating", &key(), &content);
    assert_eq!((early.status, early.problem()), (422, "report-open".to_owned()));

    city.set_status(&report.id, Status::Done, None, None).unwrap();
    let rated = follow_up(&phone, "PUT", &report, "/rating", &key(), &content);
    assert_eq!(rated.status, 200, "{rated:?}");
    assert_eq!(rated.json()["document"]["rating"]["satisfaction"], "satisfied");
    assert_eq!(rated.json()["document"]["status"], "done");

    let not = json!({"satisfaction": "unsatisfied", "comment": "Hố vẫn còn"});
    let reopened = follow_up(&phone, "PUT", &report, "/rating", &key(), &not).json();
    assert_eq!(reopened["document"]["status"], "in_progress");
    assert_eq!(reopened["document"]["rating"]["comment"], "Hố vẫn còn");
    let nonsense = follow_up(&phone, "PUT", &report, "/rating", &key(), &json!({"satisfaction": "5 stars"}));
    assert_eq!((nonsense.status, nonsense.problem()), (422, "invalid-follow-up".to_owned()));
}

#[tokio::test]
async fn a_report_is_taken_back_until_it_is_closed_and_then_takes_nothing_more() {
    let (_data, city, phone) = city().await;
    let report = Report::new("noise", "Ồn", &[]);
    phone.post(&report);
    let withdrawal = key();
    let gone = follow_up(&phone, "DELETE", &report, "", &withdrawal, &Value::Null);
    assert_eq!(gone.json()["document"]["status"], "withdrawn", "{gone:?}");
    assert_eq!(follow_up(&phone, "DELETE", &report, "", &withdrawal, &Value::Null).json(), gone.json());
    let late = follow_up(&phone, "POST", &report, "/messages", &key(), &message("Còn gì không?"));
    assert_eq!((late.status, late.problem()), (410, "report-withdrawn".to_owned()));

    let closed = Report::new("noise", "Ồn nữa", &[]);
    phone.post(&closed);
    city.set_status(&closed.id, Status::Rejected, None, None).unwrap();
    let refused = follow_up(&phone, "DELETE", &closed, "", &key(), &Value::Null);
    assert_eq!((refused.status, refused.problem()), (422, "report-closed".to_owned()));
}

#[tokio::test]
async fn a_report_that_was_taken_back_is_neither_changed_nor_rated() {
    let (_data, _city, phone) = city().await;
    let report = Report::new("noise", "Ồn", &[]);
    phone.post(&report);
    follow_up(&phone, "DELETE", &report, "", &key(), &Value::Null);
    let change = json!({"base": 1, "changes": {"text": "Ồn hơn"}});
    let rating = json!({"satisfaction": "satisfied", "comment": null});
    for (method, part, body) in [("POST", "/amendments", change), ("PUT", "/rating", rating)] {
        let late = follow_up(&phone, method, &report, part, &key(), &body);
        assert_eq!((late.status, late.problem()), (410, "report-withdrawn".to_owned()), "{part}");
    }
}

#[tokio::test]
async fn what_is_no_follow_up_changes_nothing() {
    let (_data, city, phone) = city().await;
    let report = Report::new("noise", "Ồn", &[]);
    phone.post(&report);
    let ways = [("POST", "/messages"), ("POST", "/amendments"), ("PUT", "/rating"), ("DELETE", "")];
    for (method, part) in ways {
        let path = format!("/v1/reports/{}{part}", report.id);
        let key = format!("\"{}\"", key());
        let keyed = ("Idempotency-Key", key.as_str());
        let access = ("Hues-Report-Access", report.access.as_str());
        let json = ("Content-Type", "application/json");
        let ask = |headers: &[(&str, &str)], body: &[u8]| phone.try_ask(method, &path, headers, body);
        let keyless = ask(&[access, json], b"{}").unwrap();
        assert_eq!(
            (keyless.status, keyless.problem()),
            (400, "idempotency-key-missing".to_owned()),
            "{part}"
        );
        if method != "DELETE" {
            let text = ask(&[access, keyed, ("Content-Type", "text/plain")], b"{}").unwrap();
            assert_eq!((text.status, text.problem()), (415, "unsupported-media-type".to_owned()), "{part}");
        }
        let large = ask(&[access, keyed, json], &vec![b' '; (64 << 10) + 1]).unwrap();
        assert_eq!((large.status, large.problem()), (413, "too-large".to_owned()), "{part}");
        city.misbehave(Misbehaviour::once(method, &path, Fault::CutBody { after_bytes: 5 }));
        // Whoever was cut off hears no answer, or that the body did not come to its end.
        assert!(
            ask(&[access, keyed, json], &[b' '; 100]).map_or(true, |answer| answer.status == 408),
            "{part}"
        );
    }
    assert_eq!(phone.show(&report).json()["revision"], 1);
}

#[tokio::test]
async fn of_two_follow_ups_at_once_one_waits_and_is_done_once() {
    let (_data, city, phone) = city().await;
    let report = Report::new("noise", "Ồn", &[]);
    phone.post(&report);
    let change = json!({"base": 1, "changes": {"text": "Ồn hơn"}});
    let rating = json!({"satisfaction": "satisfied", "comment": null});
    let cases = [
        ("POST", "/messages", message("Còn ồn"), Status::Received),
        ("POST", "/amendments", change, Status::Received),
        ("PUT", "/rating", rating, Status::Done),
        ("DELETE", "", Value::Null, Status::InProgress),
    ];
    for (method, part, body, status) in cases {
        city.set_status(&report.id, status, None, None).unwrap();
        let path = format!("/v1/reports/{}{part}", report.id);
        city.misbehave(Misbehaviour { times: Some(2), ..Misbehaviour::once(method, &path, Fault::Hold) });
        let key = key();
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::scope(|threads| {
            for _ in 0..2 {
                let (tell, phone, report, key, body) = (tell.clone(), &phone, &report, &key, &body);
                threads.spawn(move || tell.send(follow_up(phone, method, report, part, key, body)));
            }
            let refused = told.recv().unwrap();
            assert_eq!(
                (refused.status, refused.problem()),
                (409, "idempotency-in-progress".to_owned()),
                "{part}"
            );
            city.behave();
            assert_eq!(told.recv().unwrap().status, 200, "{part}");
        });
        let again = follow_up(&phone, method, &report, part, &key, &body);
        assert_eq!((again.status, again.header("idempotency-replayed")), (200, Some("true")), "{part}");
    }
}

#[tokio::test]
async fn a_withdrawal_that_overtakes_its_report_keeps_it_out_and_nobody_elses() {
    let (_data, _city, phone) = city().await;
    let report = Report::new("noise", "Ồn", &[]);
    let ahead = follow_up(&phone, "DELETE", &report, "", &key(), &Value::Null);
    assert_eq!((ahead.status, &ahead.json()["document"]), (200, &Value::Null));
    let late = phone.post(&report);
    assert_eq!((late.status, late.problem()), (410, "report-withdrawn".to_owned()));

    // Who only guesses an id can't keep its report out.
    let victim = Report::new("noise", "Của người khác", &[]);
    let stranger = Report { id: victim.id.clone(), ..Report::new("noise", "", &[]) };
    let _ = follow_up(&phone, "DELETE", &stranger, "", &key(), &Value::Null);
    assert_eq!(phone.post(&victim).status, 201);
}

#[tokio::test]
async fn a_stranger_changes_nothing() {
    let (_data, city, phone) = city().await;
    let report = Report::new("noise", "Ồn", &[]);
    phone.post(&report);
    city.set_status(&report.id, Status::Done, None, None).unwrap();
    let stranger = Report { id: report.id.clone(), ..Report::new("noise", "", &[]) };
    for (method, part, body) in [
        ("POST", "/messages", message("Tôi là người khác")),
        ("PUT", "/rating", json!({"satisfaction": "satisfied"})),
        ("DELETE", "", Value::Null),
    ] {
        let answer = follow_up(&phone, method, &stranger, part, &key(), &body);
        assert_eq!((answer.status, answer.problem()), (404, "report-unknown".to_owned()), "{method}");
    }
}
