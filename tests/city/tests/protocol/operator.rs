//! The operator's pages, as a browser asks for them.

use city::City;

use crate::phone::{Answer, Phone, Report, city, fixture, send, sha256};

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

fn page(city: &City, path: &str) -> String {
    let answer = send(city.port(), "GET", path, &[], b"").expect("an answer");
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, Some("text/html; charset=utf-8")),
        "{path}"
    );
    assert!(answer.header("content-security-policy").expect("a policy").starts_with("default-src 'none'"));
    answer.text()
}

fn submit(city: &City, path: &str, form: &str) -> Answer {
    send(city.port(), "POST", path, &[FORM], form.as_bytes()).expect("an answer")
}

#[tokio::test]
async fn a_script_in_a_report_stays_text() {
    let (_data, city, phone) = city().await;
    let mut report = Report::new("noise", "<script>alert(1)</script>", &[]);
    report.body["contact"]["name"] = "<img src=x onerror=alert(1)>".into();
    report.body["ward"] = "\"><b>".into();
    phone.post(&report);
    for path in ["/".to_owned(), format!("/operator/reports/{}", report.id)] {
        let html = page(&city, &path);
        assert!(!html.contains("<script") && !html.contains("<img src=x") && !html.contains("<b>"), "{html}");
    }
    let html = page(&city, &format!("/operator/reports/{}", report.id));
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
}

#[tokio::test]
async fn a_photo_is_shown_when_it_has_arrived() {
    let (_data, city, phone) = city().await;
    let photo = fixture("photos/gps_htc_desire.jpg");
    let report = Report::new("road-damage", "Ổ gà", &[&photo]);
    phone.post(&report);
    let (address, path) =
        (format!("/operator/photos/{}", sha256(&photo)), format!("/operator/reports/{}", report.id));
    assert!(page(&city, "/").contains("0 / 1"));
    assert!(page(&city, &path).contains("chưa đến"));
    assert_eq!(send(city.port(), "GET", &address, &[], b"").unwrap().status, 404);

    let location = phone.upload(&report, &photo);
    phone.patch(&location, 0, &photo).unwrap();
    assert!(page(&city, "/").contains("1 / 1"));
    assert!(page(&city, &path).contains(&format!("<img src=\"{address}\"")));
    let shown = send(city.port(), "GET", &address, &[], b"").unwrap();
    assert_eq!((shown.header("content-type"), &shown.body), (Some("image/jpeg"), &photo));
}

#[tokio::test]
async fn the_forms_move_the_status_and_reply() {
    let (_data, city, phone) = city().await;
    let report = Report::new("noise", "Ồn", &[]);
    phone.post(&report);
    let path = format!("/operator/reports/{}", report.id);
    let moved =
        submit(&city, &format!("{path}/status"), "status=assigned&agency=UBND+ph%C6%B0%E1%BB%9Dng&note=");
    assert_eq!((moved.status, moved.header("location")), (303, Some(path.as_str())));
    let document = phone.show(&report).json();
    assert_eq!((document["status"].as_str(), document["revision"].as_i64()), (Some("assigned"), Some(2)));
    assert_eq!(document["timeline"][1]["agency"], "UBND phường");
    assert!(document["timeline"][1]["note"].is_null());

    assert_eq!(submit(&city, &format!("{path}/messages"), "agency=&text=Xong").status, 303);
    let empty = submit(&city, &format!("{path}/messages"), "agency=&text=+");
    assert_eq!(empty.status, 422);
    assert!(empty.text().contains("role=\"alert\""));
    let changes = phone.changes(None).json();
    let message = &changes["changes"][1];
    assert_eq!((message["type"].as_str(), message["body"]["text"].as_str()), (Some("message"), Some("Xong")));
    let withdraw = format!("/operator/messages/{}/withdraw", message["id"].as_str().unwrap());
    assert_eq!(submit(&city, &withdraw, "").header("location"), Some(path.as_str()));
    assert!(!page(&city, &path).contains("Xong<"));
}

fn publish(city: &City, field: &str, content: &[u8]) -> Answer {
    let head = format!("--cut\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n");
    let body = [head.as_bytes(), content, b"\r\n--cut--\r\n"].concat();
    let headers = [("Content-Type", "multipart/form-data; boundary=cut")];
    send(city.port(), "POST", "/operator/alerts", &headers, &body).expect("an answer")
}

#[tokio::test]
async fn a_warning_is_published_from_a_file_or_from_text_and_withdrawn() {
    let (_data, city, _phone) = city().await;
    let (one, other) = (fixture("cap/valid/kazakhstan.xml"), fixture("cap/valid/oasis_a2_thunderstorm.xml"));
    assert_eq!(publish(&city, "file", &one).status, 303);
    assert_eq!(publish(&city, "xml", &other).status, 303);
    assert_eq!(city.state().unwrap().alerts.len(), 2);
    assert!(page(&city, "/operator/alerts").contains("SEVERE THUNDERSTORM WARNING"));
    let withdrawn = submit(&city, &format!("/operator/alerts/{}/withdraw", sha256(&other)), "");
    assert_eq!(withdrawn.status, 303);
    assert_eq!(city.state().unwrap().alerts, [sha256(&one)]);
    let refused = publish(&city, "xml", b"<alert/>");
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("role=\"alert\""));
}

#[tokio::test]
async fn pages_of_other_origins_and_names_are_kept_out() {
    let (_data, city, phone) = city().await;
    let report = Report::new("noise", "Ồn", &[]);
    phone.post(&report);
    let path = format!("/operator/reports/{}/status", report.id);
    let foreign = [FORM, ("Origin", "http://elsewhere.example")];
    let answer = send(city.port(), "POST", &path, &foreign, b"status=done&agency=&note=").unwrap();
    assert_eq!((answer.status, answer.problem()), (403, "forbidden".to_owned()));
    assert_eq!(phone.show(&report).json()["status"], "received");
    let own = format!("http://127.0.0.1:{}", city.port());
    let answer =
        send(city.port(), "POST", &path, &[FORM, ("Origin", &own)], b"status=done&agency=&note=").unwrap();
    assert_eq!(answer.status, 303);
    let control = Phone::unknown(city.port());
    let foreign = [("Origin", "http://elsewhere.example")];
    assert_eq!(control.ask("DELETE", "/control/misbehave", &foreign, b"").status, 403);
}
