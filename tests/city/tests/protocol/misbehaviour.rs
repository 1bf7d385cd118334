//! What goes wrong on purpose, seen from the other end of the connection.

use std::io::ErrorKind;

use chrono::DateTime;
use city::{City, Fault, Misbehaviour};
use serde_json::json;

use crate::phone::{Answer, Report, city, fixture, send};

const JSON: (&str, &str) = ("Content-Type", "application/json");

fn misbehave(city: &City, fault: Fault) {
    city.misbehave(Misbehaviour::once("POST", "/v1/reports", fault));
}

#[tokio::test]
async fn an_answer_lost_after_the_commit_is_given_again() {
    let (_data, city, phone) = city().await;
    let report = Report::new("noise", "Ồn", &[]);
    misbehave(&city, Fault::LoseAnswer);
    let broken = phone.try_post(&report).expect_err("no answer");
    assert_eq!(broken.kind(), ErrorKind::ConnectionReset);
    let id = &city.state().unwrap().reports[0].id;
    assert_eq!(*id, report.id, "the work was done all the same");
    let again = phone.post(&report);
    assert_eq!((again.status, again.header("idempotency-replayed")), (201, Some("true")));
    assert_eq!(again.json(), phone.show(&report).json());
    assert_eq!(city.state().unwrap().reports.len(), 1);
}

#[tokio::test]
async fn a_cut_connection_is_reset_and_a_report_cut_short_is_not_taken() {
    let (_data, city, phone) = city().await;
    let report = Report::new("noise", "Ồn", &[]);
    misbehave(&city, Fault::CutBody { after_bytes: 100 });
    let broken = phone.try_post(&report).expect_err("no answer");
    assert!(matches!(broken.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe), "{broken:?}");
    assert_eq!(city.state().unwrap().reports.len(), 0);
    assert_eq!(phone.post(&report).status, 201);
}

#[tokio::test]
async fn a_phone_that_goes_away_in_the_middle_leaves_what_it_sent() {
    let (_data, city, phone) = city().await;
    let photo = fixture("photos/gps_htc_desire.jpg");
    let report = Report::new("road-damage", "", &[&photo]);
    phone.post(&report);
    let location = phone.upload(&report, &photo);
    // The head promises the whole photo, the body ends early and the phone is gone.
    let promised = photo.len().to_string();
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", city.port())).unwrap();
    let head = format!(
        "PATCH {location} HTTP/1.1\r\nHost: 127.0.0.1\r\nHues-Api-Version: 1\r\nTus-Resumable: 1.0.0\r\n\
         Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\nContent-Length: {promised}\r\n\r\n"
    );
    std::io::Write::write_all(&mut stream, &[head.as_bytes(), &photo[..700]].concat()).unwrap();
    drop(stream);
    // As the protocol says: 423 while the city has not noticed, then the offset.
    let offset = (0..10_000).find_map(|_| {
        let answer = phone.tus("HEAD", &location, &[], b"").unwrap();
        let offset = answer.header("upload-offset").map(str::to_owned);
        offset.filter(|offset| answer.status == 200 && offset != "0")
    });
    assert_eq!(offset.as_deref(), Some("700"));
}

#[tokio::test]
async fn a_stopped_city_closes_every_connection() {
    let (_data, city, _phone) = city().await;
    let mut idle = std::net::TcpStream::connect(("127.0.0.1", city.port())).unwrap();
    let port = city.port();
    city.stop().await;
    let end = std::io::Read::read(&mut idle, &mut [0]);
    assert!(matches!(&end, Ok(0)) || end.is_err_and(|error| error.kind() == ErrorKind::ConnectionReset));
    assert!(send(port, "GET", "/", &[], b"").is_err());
}

#[tokio::test]
async fn a_portal_answers_with_a_page_and_the_city_sees_nothing() {
    let (_data, city, phone) = city().await;
    misbehave(&city, Fault::Portal);
    let request = [("Hues-Api-Version", "1"), JSON];
    let answer = send(phone.port, "POST", "/v1/reports", &request, b"{}").unwrap();
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert_eq!(city.state().unwrap().report_posts, 0);
    assert_eq!(phone.post(&Report::new("noise", "Ồn", &[])).status, 201);
}

#[tokio::test]
async fn half_an_answer_is_no_json() {
    let (_data, city, phone) = city().await;
    misbehave(&city, Fault::HalfAnswer);
    let report = Report::new("noise", "Ồn", &[]);
    let answer = phone.post(&report);
    assert_eq!((answer.status, answer.header("content-type")), (201, Some("application/json")));
    assert_eq!(answer.header("content-length"), Some(answer.body.len().to_string().as_str()));
    assert!(serde_json::from_slice::<serde_json::Value>(&answer.body).is_err());
    assert_eq!(phone.post(&report).header("idempotency-replayed"), Some("true"));
}

#[tokio::test]
async fn a_server_in_front_says_later() {
    let (_data, city, phone) = city().await;
    misbehave(&city, Fault::Unavailable { status: 503, retry_after: Some("7".to_owned()) });
    let answer = phone.post(&Report::new("noise", "Ồn", &[]));
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("7")));
    assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
}

#[tokio::test]
async fn an_answer_says_a_false_date_and_is_right_otherwise() {
    let (_data, city, phone) = city().await;
    let date = |answer: &Answer| {
        DateTime::parse_from_rfc2822(answer.header("date").expect("a date")).expect("an HTTP date")
    };
    for ahead_s in [93_600, -93_600] {
        misbehave(&city, Fault::FalseDate { ahead_s });
        let report = Report::new("noise", "Ồn", &[]);
        let answer = phone.post(&report);
        assert_eq!(answer.status, 201);
        let off = date(&answer) - date(&phone.show(&report));
        assert!((off.num_seconds() - ahead_s).abs() < 60, "{off}");
    }
}

#[tokio::test]
async fn a_late_answer_comes_after_the_work() {
    let (_data, city, phone) = city().await;
    misbehave(&city, Fault::AnswerLate { ms: 50 });
    assert_eq!(phone.post(&Report::new("noise", "Ồn", &[])).status, 201);
    assert_eq!(city.state().unwrap().reports.len(), 1);
}

#[tokio::test]
async fn another_process_can_do_all_of_it() {
    let (_data, city, phone) = city().await;
    let control =
        |method: &str, path: &str, body: &[u8]| send(city.port(), method, path, &[JSON], body).unwrap();
    let lose = json!({"method": "POST", "path": "/v1/reports", "times": 1, "fault": "lose_answer"});
    assert_eq!(control("POST", "/control/misbehave", lose.to_string().as_bytes()).status, 204);
    let report = Report::new("noise", "Ồn", &[]);
    phone.try_post(&report).expect_err("no answer");
    let until_cleared = json!({"path": "/v1", "fault": "portal"});
    assert_eq!(control("POST", "/control/misbehave", until_cleared.to_string().as_bytes()).status, 204);
    assert_eq!(send(city.port(), "GET", "/v1/categories", &[], b"").unwrap().status, 200);
    assert_eq!(control("DELETE", "/control/misbehave", b"").status, 204);
    assert_eq!(send(city.port(), "GET", "/v1/categories", &[], b"").unwrap().status, 426);

    let report_path = format!("/control/reports/{}", report.id);
    let moved = json!({"status": "in_progress", "agency": "UBND", "note": null});
    assert_eq!(control("POST", &format!("{report_path}/status"), moved.to_string().as_bytes()).status, 204);
    let replied = control("POST", &format!("{report_path}/messages"), br#"{"agency": null, "text": "Xong"}"#);
    assert_eq!(replied.status, 201);
    let message = replied.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(control("DELETE", &format!("/control/messages/{message}"), b"").status, 204);
    assert_eq!(control("POST", "/control/epoch", b"").status, 204);
    let published = control("POST", "/control/alerts", &fixture("cap/valid/kazakhstan.xml"));
    let digest = published.json()["sha256"].as_str().unwrap().to_owned();
    let state: city::State = serde_json::from_slice(&control("GET", "/control/state", b"").body).unwrap();
    assert_eq!(state, city.state().unwrap());
    assert_eq!((state.reports[0].status.as_str(), &state.alerts), ("in_progress", &vec![digest.clone()]));
    assert_eq!(control("DELETE", &format!("/control/alerts/{digest}"), b"").status, 204);
    assert_eq!(control("DELETE", &format!("/control/alerts/{digest}"), b"").problem(), "alert-unknown");
}
