//! Several reports in one request.

use city::{Fault, Misbehaviour};
use serde_json::json;

use crate::phone::{Report, city};

#[tokio::test]
async fn each_report_of_a_batch_is_taken_as_if_it_had_come_alone() {
    let (_data, city, phone) = city().await;
    let (first, second) = (Report::new("noise", "Ồn", &[]), Report::new("noise", "Ồn nữa", &[]));
    let wrong = Report::new("no-such-category", "Sai", &[]);
    let alone = phone.post(&second);
    let answer = phone.post_batch(&[&first, &wrong, &second]);
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
    let results = answer.json()["results"].clone();
    assert_eq!((&results[0]["status"], &results[0]["document"]["id"]), (&json!(201), &json!(first.id)));
    let problem = &results[1]["problem"];
    assert_eq!(
        (&results[1]["status"], &problem["type"]),
        (&json!(422), &json!("urn:hues:problem:invalid-report"))
    );
    assert_eq!(problem["errors"][0]["pointer"], "/category");
    assert_eq!((&results[2]["replayed"], &results[2]["document"]), (&json!(true), &alone.json()));

    // Once more, also alone: each is that report already.
    let again = phone.post_batch(&[&first]).json();
    assert_eq!(again["results"][0]["document"], results[0]["document"]);
    assert_eq!(phone.post(&first).header("idempotency-replayed"), Some("true"));
    assert_eq!(city.state().unwrap().reports.len(), 2);
}

#[tokio::test]
async fn too_many_at_once_are_refused_and_none_of_them_is_taken() {
    let (_data, city, phone) = city().await;
    let reports: Vec<Report> = (0..101).map(|n| Report::new("noise", &format!("Ồn {n}"), &[])).collect();
    let all: Vec<&Report> = reports.iter().collect();
    let refused = phone.post_batch(&all);
    assert_eq!((refused.status, refused.problem()), (413, "too-large".to_owned()));
    assert_eq!(city.state().unwrap().reports.len(), 0);
    assert_eq!(phone.post_batch(&all[..100]).json()["results"].as_array().unwrap().len(), 100);
    let headers = [("Content-Type", "application/json")];
    let stranger = phone.ask("POST", "/v1/reports:batch", &headers, b"{}");
    assert_eq!((stranger.status, stranger.problem()), (401, "installation-unknown".to_owned()));
}

#[tokio::test]
async fn what_is_no_batch_is_refused_as_a_whole() {
    let (_data, city, phone) = city().await;
    let post = |media_type, body: &str| phone.try_post_as_batch(media_type, body.as_bytes());
    let refused = post("text/plain", r#"{"reports": []}"#).unwrap();
    assert_eq!((refused.status, refused.problem()), (415, "unsupported-media-type".to_owned()));
    for no_batch in ["", "[]", r#"{"report": {}}"#] {
        let refused = post("application/json", no_batch).unwrap();
        assert_eq!((refused.status, refused.problem()), (422, "invalid-report".to_owned()), "{no_batch}");
    }
    city.misbehave(Misbehaviour::once("POST", "/v1/reports:batch", Fault::CutBody { after_bytes: 5 }));
    // Whoever was cut off hears no answer, or that the body did not come to its end.
    assert!(post("application/json", r#"{"reports": []}"#).map_or(true, |answer| answer.status == 408));
    assert_eq!(city.state().unwrap().reports.len(), 0);
}
