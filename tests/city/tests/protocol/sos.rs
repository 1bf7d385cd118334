//! Calls for help: taken without a login, once, and told of and taken back by whoever holds their secret.

use std::thread;

use city::{Fault, Misbehaviour, SosStatus};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::phone::{Answer, Phone, city, secret, send};

/// A call in exactly these bytes.
struct Call {
    id: String,
    key: String,
    access: String,
    body: Value,
}

impl Call {
    fn new() -> Self {
        let id = Uuid::now_v7().to_string();
        let (access, access_hash) = secret();
        let body = json!({
            "id": id, "access_hash": access_hash, "raised_at": "2026-11-23T07:42:00+07:00",
            "location": {"lat": 16.4698, "lon": 107.5786, "accuracy_m": 8.0,
                         "fixed_at": "2026-11-23T07:41:55+07:00", "source": "gps", "mock": false},
            "people": 4, "needs": ["evacuation", "medical"], "phone": "0905123456",
            "note": "Nước lên tới mái", "battery": 12});
        Self { id, key: Uuid::now_v7().to_string(), access, body }
    }

    fn post(&self, phone: &Phone) -> Answer {
        self.try_post(phone, &self.body).expect("an answer")
    }

    fn try_post(&self, phone: &Phone, body: &Value) -> std::io::Result<Answer> {
        let key = format!("\"{}\"", self.key);
        let headers = [("Idempotency-Key", key.as_str()), ("Content-Type", "application/json")];
        phone.try_ask("POST", "/v1/sos", &headers, body.to_string().as_bytes())
    }

    fn about(&self, phone: &Phone, method: &str) -> Answer {
        phone.ask(method, &format!("/v1/sos/{}", self.id), &[("Hues-Sos-Access", &self.access)], b"")
    }
}

#[tokio::test]
async fn a_call_is_taken_from_anyone_and_from_any_version_of_the_app() {
    let (_data, city, _) = city().await;
    let phone = Phone::unknown(city.port());
    let call = Call::new();
    let answer = call.post(&phone);
    assert_eq!((answer.status, answer.json()["status"].as_str()), (201, Some("received")), "{answer:?}");
    assert_eq!(answer.json()["id"], call.id);

    let old = Call::new();
    let key = format!("\"{}\"", old.key);
    let headers =
        [("Hues-Api-Version", "0"), ("Idempotency-Key", key.as_str()), ("Content-Type", "application/json")];
    let answer = send(city.port(), "POST", "/v1/sos", &headers, old.body.to_string().as_bytes()).unwrap();
    assert_eq!(answer.status, 201);
    let there = city.state().unwrap();
    assert_eq!((there.sos.len(), there.sos[1].body["note"].as_str()), (2, Some("Nước lên tới mái")));
}

#[tokio::test]
async fn it_is_there_once_whatever_is_repeated_or_lost() {
    let (_data, city, phone) = city().await;
    let call = Call::new();
    city.misbehave(Misbehaviour::once("POST", "/v1/sos", Fault::LoseAnswer));
    assert!(call.try_post(&phone, &call.body).is_err());
    city.move_sos(&call.id, SosStatus::Seen, Some("Thuyền đang đến")).unwrap();
    let again = call.post(&phone);
    assert_eq!((again.status, again.header("idempotency-replayed")), (201, Some("true")));
    assert_eq!(again.json()["status"], "seen", "it says how it is now");
    assert_eq!(city.state().unwrap().sos.len(), 1);

    let mut other = call.body.clone();
    other["people"] = json!(5);
    let reused = call.try_post(&phone, &other).unwrap();
    assert_eq!((reused.status, reused.problem().as_str()), (422, "idempotency-key-reuse"));
}

#[tokio::test]
async fn of_two_at_once_one_waits_and_there_is_one_call() {
    let (_data, city, phone) = city().await;
    // Both would be held; the second is refused before that, because the first one is still running.
    city.misbehave(Misbehaviour { times: Some(2), ..Misbehaviour::once("POST", "/v1/sos", Fault::Hold) });
    let call = Call::new();
    let (tell, told) = std::sync::mpsc::channel();
    thread::scope(|threads| {
        for _ in 0..2 {
            let (tell, phone, call) = (tell.clone(), &phone, &call);
            threads.spawn(move || tell.send(call.post(phone)));
        }
        let refused = told.recv().unwrap();
        assert_eq!((refused.status, refused.problem().as_str()), (409, "idempotency-in-progress"));
        city.behave();
        assert_eq!(told.recv().unwrap().status, 201);
    });
    assert_eq!(city.state().unwrap().sos.len(), 1);
}

#[tokio::test]
async fn what_is_wrong_is_named_and_what_is_left_out_is_not_missed() {
    let (_data, city, phone) = city().await;
    let mut call = Call::new();
    for name in ["location", "people", "phone", "note", "battery"] {
        call.body[name] = Value::Null;
    }
    call.body["needs"] = json!([]);
    assert_eq!(call.post(&phone).status, 201, "a call that says nothing");

    let wrong = Call::new();
    let mut body = wrong.body.clone();
    body["people"] = json!(0);
    body["battery"] = json!(101);
    body["needs"] = json!(["helicopter"]);
    body["location"]["lat"] = json!(91.0);
    body["note"] = json!("ướt ".repeat(200));
    let answer = wrong.try_post(&phone, &body).unwrap();
    assert_eq!((answer.status, answer.problem().as_str()), (422, "invalid-sos"));
    let errors = answer.json()["errors"].clone();
    let pointers: Vec<&str> =
        errors.as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    assert_eq!(pointers, ["/location/lat", "/people", "/needs", "/note", "/battery"]);
    assert_eq!(wrong.post(&phone).status, 201, "a refused one is not remembered");

    let large = json!({"note": "x".repeat(20_000)});
    assert_eq!(Call::new().try_post(&phone, &large).unwrap().status, 413);
    let headers = [("Content-Type", "application/json")];
    assert_eq!(phone.ask("POST", "/v1/sos", &headers, b"{}").status, 400, "no key");
    assert_eq!(phone.ask("POST", "/v1/sos", &[("Content-Type", "text/plain")], b"help").status, 415);
    assert_eq!(city.state().unwrap().sos.len(), 2);
}

#[tokio::test]
async fn whoever_holds_the_secret_hears_what_comes_of_it_and_nobody_else() {
    let (_data, city, phone) = city().await;
    let call = Call::new();
    call.post(&phone);
    assert_eq!(call.about(&phone, "GET").json()["status"], "received");
    city.move_sos(&call.id, SosStatus::Seen, Some(" Thuyền đang đến ")).unwrap();
    let seen = call.about(&phone, "GET").json();
    assert_eq!((seen["status"].as_str(), seen["note"].as_str()), (Some("seen"), Some("Thuyền đang đến")));

    let stranger = Call { access: secret().0, ..Call::new() };
    for method in ["GET", "DELETE"] {
        let answer = Call { id: call.id.clone(), ..Call::new() }.about(&phone, method);
        assert_eq!((answer.status, answer.problem().as_str()), (404, "sos-unknown"), "{method}");
    }
    assert_eq!(stranger.about(&phone, "GET").status, 404, "there is none");
}

#[tokio::test]
async fn a_call_can_be_taken_back_also_before_it_comes() {
    let (_data, city, phone) = city().await;
    let call = Call::new();
    call.post(&phone);
    for _ in 0..2 {
        let answer = call.about(&phone, "DELETE");
        assert_eq!((answer.status, answer.json()["status"].as_str()), (200, Some("cancelled")));
    }
    let late = Call::new();
    let answer = late.about(&phone, "DELETE");
    assert_eq!((answer.status, answer.json()["received_at"].is_null()), (200, true));
    let refused = late.post(&phone);
    assert_eq!((refused.status, refused.problem().as_str()), (410, "sos-cancelled"));
    let closed = Call::new();
    closed.post(&phone);
    city.move_sos(&closed.id, SosStatus::Closed, None).unwrap();
    assert_eq!(closed.about(&phone, "DELETE").json()["status"], "closed", "what is done stays done");
}

#[tokio::test]
async fn the_desk_reads_a_call_and_says_so() {
    let (_data, city, phone) = city().await;
    let mut call = Call::new();
    call.body["note"] = "<script>alert(1)</script> Nước lên".into();
    call.post(&phone);
    let page = || send(city.port(), "GET", "/operator/sos", &[], b"").expect("an answer").text();
    let shown = page();
    assert!(shown.contains("Chưa ai đọc") && shown.contains("16.46980, 107.57860 (± 8 m)"), "{shown}");
    assert!(shown.contains("Đưa ra khỏi nơi nguy hiểm, Cấp cứu, thuốc men") && !shown.contains("<script"));
    let path = format!("/operator/sos/{}/status", call.id);
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let answer = send(city.port(), "POST", &path, &form, b"status=seen&note=Thuy%E1%BB%81n").unwrap();
    assert_eq!((answer.status, answer.header("location")), (303, Some("/operator/sos")));
    assert_eq!(call.about(&phone, "GET").json()["note"], "Thuyền");
    assert!(page().contains("Đã đọc"));
}
