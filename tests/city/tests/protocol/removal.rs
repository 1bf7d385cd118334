//! A report that the city removes.

use std::path::Path;

use city::Status;
use serde_json::{Value, json};

use crate::follow_ups::{follow_up, key, message};
use crate::phone::{Phone, Report, again, city, fixture, send};

const TEXT: &str = "Ông Nguyễn Văn Cam ở số 12 đổ rác";

/// Whether some file below holds these bytes.
fn lies_in(folder: &Path, bytes: &[u8]) -> bool {
    std::fs::read_dir(folder).expect("a folder").any(|entry| {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            return lies_in(&path, bytes);
        }
        std::fs::read(&path).expect("a file").windows(bytes.len()).any(|window| window == bytes)
    })
}

fn files_in(folder: &Path, name: &str) -> usize {
    std::fs::read_dir(folder.join(name)).expect("a folder").count()
}

#[tokio::test]
async fn what_is_removed_is_erased_and_the_feed_says_so() {
    let (data, city, phone) = city().await;
    let (there, begun) = (fixture("photos/gps_htc_desire.jpg"), fixture("photos/orient_0.jpg"));
    let report = Report::new("road-damage", TEXT, &[&there, &begun]);
    phone.post(&report);
    let location = phone.upload(&report, &there);
    phone.patch(&location, 0, &there).unwrap();
    let location = phone.upload(&report, &begun);
    phone.patch(&location, 0, &begun[..1000]).unwrap();
    follow_up(&phone, "POST", &report, "/messages", &key(), &message("Ông Cam lại đổ rác"));
    city.reply(&report.id, None, "Sẽ nhắc ông Cam").unwrap();
    let before = phone.changes(None).json();
    assert!(lies_in(data.path(), TEXT.as_bytes()) && lies_in(data.path(), &there[2000..2100]));

    city.remove(&report.id).unwrap();
    assert_eq!((files_in(data.path(), "photos"), files_in(data.path(), "uploads")), (0, 0));
    let secrets = [TEXT, "Cam l", "nhắc ông Cam", "Trần Thị Bưởi", "0900000000"];
    for left in secrets {
        assert!(!lies_in(data.path(), left.as_bytes()), "{left}");
    }
    assert!(!lies_in(data.path(), &there[2000..2100]));
    let page = phone.changes(before["cursor"].as_str()).json();
    let changes = page["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 1, "{page}");
    let revision = |page: &Value| {
        page["changes"].as_array().unwrap().iter().find(|one| one["type"] == "report").unwrap()["revision"]
            .as_i64()
    };
    assert_eq!((&changes[0]["deleted"], &changes[0]["body"]), (&json!(true), &Value::Null));
    assert_eq!(changes[0]["id"], report.id);
    assert!(revision(&page) > revision(&before));

    // From the beginning, and after a restart, it is the same.
    city.forget_cursors().unwrap();
    let city = again(&data, city).await;
    let page = phone.changes(None).json();
    assert_eq!(page["changes"].as_array().unwrap().len(), 1, "{page}");
    assert_eq!(page["changes"][0]["deleted"], true);
    assert_eq!(city.state().unwrap().reports, []);
}

#[tokio::test]
async fn nothing_of_it_is_taken_any_more_and_nobody_else_learns_why() {
    let (_data, city, phone) = city().await;
    let photo = fixture("photos/orient_0.jpg");
    let report = Report::new("road-damage", TEXT, &[&photo]);
    let number = phone.post(&report).json()["number"].clone();
    let said = (key(), message("Còn đó"));
    follow_up(&phone, "POST", &report, "/messages", &said.0, &said.1);
    let location = phone.upload(&report, &photo);
    city.set_status(&report.id, Status::Done, None, None).unwrap();
    city.remove(&report.id).unwrap();

    let change = json!({"base": 1, "changes": {"text": "Khác"}});
    let rating = json!({"satisfaction": "satisfied", "comment": null});
    let answers = [
        phone.show(&report),
        phone.post(&report),
        follow_up(&phone, "POST", &report, "/messages", &said.0, &said.1),
        follow_up(&phone, "POST", &report, "/messages", &key(), &message("Còn gì không?")),
        follow_up(&phone, "POST", &report, "/amendments", &key(), &change),
        follow_up(&phone, "PUT", &report, "/rating", &key(), &rating),
        phone.create(&report, &photo, &[], b""),
    ];
    for answer in answers {
        assert_eq!((answer.status, answer.problem()), (410, "report-removed".to_owned()));
    }
    let batch = phone.post_batch(&[&report]).json();
    assert_eq!(batch["results"][0]["status"], 410);
    assert_eq!(batch["results"][0]["problem"]["type"], "urn:hues:problem:report-removed");
    assert_eq!(phone.tus("HEAD", &location, &[], b"").unwrap().status, 404);
    assert_eq!(phone.patch(&location, 0, &photo).unwrap().status, 404);
    // Who takes back what is gone has what they wanted.
    let withdrawal = key();
    for _ in 0..2 {
        let gone = follow_up(&phone, "DELETE", &report, "", &withdrawal, &Value::Null);
        assert_eq!((gone.status, &gone.json()["document"]), (200, &Value::Null), "{gone:?}");
    }

    let stranger = Report { id: report.id.clone(), ..Report::new("noise", "", &[]) };
    assert_eq!(
        (phone.show(&stranger).status, phone.show(&stranger).problem()),
        (404, "report-unknown".into())
    );
    let guess = follow_up(&phone, "DELETE", &stranger, "", &key(), &Value::Null);
    assert_eq!((guess.status, guess.problem()), (404, "report-unknown".to_owned()));
    let other = phone.post(&Report { body: json!({"id": report.id, "access_hash": "0"}), ..stranger });
    assert_eq!((other.status, other.problem()), (422, "idempotency-key-reuse".to_owned()));
    // Its number is nobody else's.
    assert_ne!(phone.post(&Report::new("noise", "Ồn", &[])).json()["number"], number);
}

#[tokio::test]
async fn a_photo_that_another_report_has_too_stays_and_no_list_shows_what_was_removed() {
    let (data, city, phone) = city().await;
    let photo = fixture("photos/orient_0.jpg");
    let (gone, stays) =
        (Report::new("road-damage", TEXT, &[&photo]), Report::new("road-damage", "Ổ gà", &[&photo]));
    for report in [&gone, &stays] {
        phone.post(report);
        let location = phone.upload(report, &photo);
        phone.patch(&location, 0, &photo).unwrap();
    }
    let public = phone.show(&gone).json()["public_id"].clone();
    let nearby = || {
        let path = "/v1/reports/nearby?ward=19753";
        send(phone.port, "GET", path, &[("Hues-Api-Version", "1")], b"").unwrap().text()
    };
    assert!(nearby().contains(public.as_str().unwrap()));
    let path = format!("/operator/reports/{}", gone.id);
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let desk = |method: &str, path: &str| send(phone.port, method, path, &form, b"").unwrap();
    assert!(desk("GET", &path).text().contains(&format!("{path}/remove")));
    let removed = desk("POST", &format!("{path}/remove"));
    assert_eq!((removed.status, removed.header("location")), (303, Some("/")));
    assert!(!nearby().contains(public.as_str().unwrap()));
    assert!(!desk("GET", "/").text().contains(&gone.id));
    assert_eq!(desk("POST", &format!("{path}/remove")).status, 404);
    assert_eq!(
        (phone.attachment_states(&stays), files_in(data.path(), "photos")),
        (vec!["stored".into()], 1)
    );

    let control = Phone::unknown(phone.port);
    assert_eq!(control.ask("DELETE", &format!("/control/reports/{}", stays.id), &[], b"").status, 204);
    assert_eq!((city.state().unwrap().reports.len(), files_in(data.path(), "photos")), (0, 0));
}
