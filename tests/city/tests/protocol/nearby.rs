//! What everyone may see of a ward.

use city::Status;
use serde_json::{Value, json};

use crate::phone::{Answer, Phone, Report, city};

fn nearby(phone: &Phone, ward: &str, headers: &[(&str, &str)]) -> Answer {
    let headers = [&[("Hues-Api-Version", "1")], headers].concat();
    crate::phone::send(phone.port, "GET", &format!("/v1/reports/nearby?ward={ward}"), &headers, b"")
        .expect("an answer")
}

fn reports(phone: &Phone, ward: &str) -> Vec<Value> {
    let answer = nearby(phone, ward, &[]).json();
    assert_eq!(answer["ward"], ward);
    answer["reports"].as_array().expect("reports").clone()
}

#[tokio::test]
async fn a_ward_shows_what_its_authors_let_everyone_see_to_anyone_who_asks() {
    let (_data, _city, phone) = city().await;
    let open = Report::new("noise", "Ồn quá", &[]);
    phone.post(&open);
    let mut quiet = Report::new("noise", "Chuyện riêng", &[]);
    quiet.body["public"]["text"] = json!(false);
    phone.post(&quiet);
    let mut elsewhere = Report::new("noise", "Ở nơi khác", &[]);
    elsewhere.body["ward"] = json!("19774");
    phone.post(&elsewhere);

    let shown = reports(&phone, "19753");
    let texts: Vec<&Value> = shown.iter().map(|report| &report["text"]).collect();
    assert_eq!(texts, [&Value::Null, &json!("Ồn quá")]);
    assert_eq!(shown[1]["location"], json!({"lat": 16.47, "lon": 107.579}));
    assert_eq!((&shown[1]["status"], &shown[1]["category"]), (&json!("received"), &json!("noise")));
    assert_eq!(shown[1]["public_id"], phone.show(&open).json()["public_id"]);
    let all = nearby(&phone, "19753", &[]).text();
    for secret in ["Trần Thị Bưởi", "0900000000", "Chuyện riêng", "107.5786", open.id.as_str()] {
        assert!(!all.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn caches_may_keep_it_for_five_minutes_and_ask_again_by_its_tag() {
    let (_data, city, phone) = city().await;
    let report = Report::new("noise", "Ồn", &[]);
    phone.post(&report);
    let first = nearby(&phone, "19753", &[]);
    assert_eq!(first.header("cache-control"), Some("public, max-age=300"));
    let etag = first.header("etag").unwrap().to_owned();
    assert_eq!(nearby(&phone, "19753", &[("If-None-Match", &etag)]).status, 304);
    city.set_status(&report.id, Status::Assigned, None, None).unwrap();
    assert_eq!(nearby(&phone, "19753", &[("If-None-Match", &etag)]).status, 200);
}

#[tokio::test]
async fn a_closed_report_shows_its_end_and_one_taken_back_is_gone() {
    let (_data, city, phone) = city().await;
    let (done, withdrawn) = (Report::new("noise", "Xong", &[]), Report::new("noise", "Rút", &[]));
    phone.post(&done);
    phone.post(&withdrawn);
    city.set_status(&done.id, Status::Done, None, None).unwrap();
    city.set_status(&withdrawn.id, Status::Withdrawn, None, None).unwrap();
    let shown = reports(&phone, "19753");
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0]["status"], "done");
}

#[tokio::test]
async fn without_the_code_of_a_ward_there_is_no_answer() {
    let (_data, _city, phone) = city().await;
    assert_eq!(nearby(&phone, "", &[]).problem(), "ward-missing");
    assert_eq!(nearby(&phone, "..%2F", &[]).problem(), "ward-missing");
    assert!(reports(&phone, "99999").is_empty());
}
