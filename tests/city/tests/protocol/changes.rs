//! The changes feed.

use city::Status;
use serde_json::Value;

use crate::phone::{Phone, Report, again, city, city_with};

fn entries(page: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let changes = page["changes"].as_array().expect("changes");
    changes.iter().map(|change| (text(&change["type"]), text(&change["id"]))).collect()
}

#[tokio::test]
async fn the_feed_comes_in_pages_to_its_end() {
    let (_data, _city, phone) = city_with(|options| options.page_size = 2).await;
    let reports: Vec<_> = (0..5).map(|_| Report::new("noise", "Ồn", &[])).collect();
    for report in &reports {
        phone.post(report);
    }
    let (mut seen, mut cursor) = (Vec::new(), None::<String>);
    for (size, more) in [(2, true), (2, true), (1, false), (0, false)] {
        let page = phone.changes(cursor.as_deref()).json();
        assert_eq!((entries(&page).len(), page["more"].as_bool()), (size, Some(more)));
        seen.extend(entries(&page).into_iter().map(|(_, id)| id));
        cursor = page["cursor"].as_str().map(str::to_owned);
    }
    assert_eq!(seen, reports.iter().map(|report| report.id.clone()).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_move_of_the_status_and_a_reply_appear() {
    let (data, city, phone) = city().await;
    let report = Report::new("noise", "Ồn", &[]);
    phone.post(&report);
    let first = phone.changes(None).json();
    assert_eq!(first["changes"][0]["body"]["status"], "received");
    let cursor = first["cursor"].as_str().unwrap();

    city.set_status(&report.id, Status::InProgress, Some("UBND phường"), Some("Đang đến")).unwrap();
    let message = city.reply(&report.id, Some("UBND phường"), "Đã cử người.").unwrap();
    let city = again(&data, city).await;
    let page = phone.changes(Some(cursor)).json();
    let expected = [("report".to_owned(), report.id.clone()), ("message".to_owned(), message.clone())];
    assert_eq!(entries(&page), expected);
    let [moved, replied] = [&page["changes"][0], &page["changes"][1]];
    assert_eq!((moved["revision"].as_i64(), moved["deleted"].as_bool()), (Some(2), Some(false)));
    assert_eq!(moved["body"], phone.show(&report).json());
    assert_eq!(moved["body"]["timeline"][1]["agency"], "UBND phường");
    assert_eq!(replied["body"]["report"], report.id);
    assert_eq!(replied["body"]["author"], "city");
    assert_eq!(replied["body"]["text"], "Đã cử người.");

    city.withdraw_reply(&message).unwrap();
    let page = phone.changes(page["cursor"].as_str()).json();
    let gone = &page["changes"][0];
    assert_eq!((gone["id"].as_str(), gone["revision"].as_i64()), (Some(message.as_str()), Some(2)));
    assert_eq!((gone["deleted"].as_bool(), &gone["body"]), (Some(true), &Value::Null));
}

#[tokio::test]
async fn a_phone_sees_only_its_own() {
    let (_data, _city, phone) = city().await;
    phone.post(&Report::new("noise", "Ồn", &[]));
    let other = Phone::registered(phone.port);
    assert_eq!(entries(&other.changes(None).json()), []);
}

#[tokio::test]
async fn a_cursor_of_another_epoch_is_gone() {
    let (_data, city, phone) = city().await;
    phone.post(&Report::new("noise", "Ồn", &[]));
    let cursor = phone.changes(None).json()["cursor"].as_str().unwrap().to_owned();
    assert_eq!(phone.changes(Some(&cursor)).status, 200);
    city.forget_cursors().unwrap();
    for gone in [cursor.as_str(), "nonsense"] {
        let answer = phone.changes(Some(gone));
        assert_eq!((answer.status, answer.problem()), (410, "cursor-gone".to_owned()));
    }
    assert_eq!(entries(&phone.changes(None).json()).len(), 1);
}
