//! Many reports at once: in few requests, each of them once, and none because of another.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use city::{Fault, Misbehaviour, Options};
use hues_core::{ReportId, ReportState};
use journeys::{Phone, Town};
use rusqlite::Connection;
use tempfile::TempDir;

fn submitted(phone: &Phone, count: usize) -> Vec<ReportId> {
    (0..count).map(|n| phone.submitted(&format!("Phản ánh thứ {n}"))).collect()
}

/// A town whose uploads speak tus and nothing else.
fn plain(home: &TempDir) -> Town {
    Town::start_with(&home.path().join("city"), |options| Options { receipt_at_once: false, ..options })
}

#[track_caller]
fn assert_all_there_once(phone: &Phone, town: &Town, ids: &[ReportId]) {
    for id in ids {
        assert!(matches!(phone.state(*id), ReportState::Delivered { .. }), "{:?}", phone.state(*id));
    }
    let there = town.city().state().unwrap();
    assert_eq!(there.reports.len(), ids.len());
    for report in &there.reports {
        assert_eq!(report.attachments[0].stored_sha256.as_ref(), Some(&report.attachments[0].sha256));
    }
}

#[test]
fn sixty_texts_take_one_request_and_their_receipts_none_of_their_own() {
    let home = TempDir::new().unwrap();
    let town = plain(&home);
    let phone = Phone::new(home.path(), &town);
    let ids = submitted(&phone, 60);
    phone.connect();
    let outcome = phone.sync();
    assert_eq!((outcome.waiting, outcome.unreached), (0, None));
    assert_all_there_once(&phone, &town, &ids);
    let there = town.city().state().unwrap();
    assert_eq!((there.report_posts, there.report_batches, there.upload_creations), (60, 1, 60));
    assert_eq!(there.receipt_questions, 0, "the changes told of all of them");
}

#[test]
fn small_photos_bring_their_receipts_along() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    let ids = submitted(&phone, 5);
    // Nobody can be asked for what the city has.
    town.city().misbehave(Misbehaviour {
        method: Some("GET".into()),
        path: "/v1/".into(),
        times: None,
        fault: Fault::Unavailable { status: 503, retry_after: None },
    });
    phone.connect();
    assert_eq!(phone.sync().waiting, 0);
    assert_all_there_once(&phone, &town, &ids);
}

#[test]
fn a_lost_answer_is_asked_for_again_and_makes_nothing_twice() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    let ids = submitted(&phone, 7);
    for fault in [Fault::LoseAnswer, Fault::HalfAnswer, Fault::CutBody { after_bytes: 700 }] {
        town.city().misbehave(Misbehaviour::once("POST", "/v1/reports:batch", fault));
    }
    phone.connect();
    phone.sync_until_quiet(9);
    assert_all_there_once(&phone, &town, &ids);
}

#[test]
fn one_that_the_city_refuses_holds_up_none_of_the_others() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    let refused = phone.submitted("Bản ghi trùng mã");
    // The city has something else under its id.
    let database = Connection::open(home.path().join("city/city.db")).unwrap();
    let foreign = "INSERT INTO reports(id, idempotency_key, body_hash, body, installation, access_hash, public_id, year,
                     year_number, revision, category, received_at, deadline, first_answer)
                   VALUES (?1, 'k', 'h', '{}', 'i', 'a', 'p', 2025, 1, 1, 'noise', '', '', '')";
    database.execute(foreign, [refused.to_string()]).unwrap();
    let ids = submitted(&phone, 4);
    phone.connect();
    phone.sync_until_quiet(2);
    assert!(matches!(phone.state(refused), ReportState::Parked { .. }), "{:?}", phone.state(refused));
    database.execute("DELETE FROM reports WHERE id = ?1", [refused.to_string()]).unwrap();
    assert_all_there_once(&phone, &town, &ids);
    assert_eq!(town.city().state().unwrap().report_batches, 1);
}

#[test]
fn a_batch_that_is_too_large_is_halved_until_it_fits() {
    let home = TempDir::new().unwrap();
    let town = Town::start_with(&home.path().join("city"), |options| Options { batch_size: 3, ..options });
    let phone = Phone::new(home.path(), &town);
    let ids = submitted(&phone, 20);
    phone.connect();
    phone.sync_until_quiet(9);
    assert_all_there_once(&phone, &town, &ids);
    assert_eq!(town.city().state().unwrap().report_posts, 20, "none of them came in vain");
}

#[test]
fn to_a_city_that_knows_no_batches_all_go_alone() {
    for status in [404, 405] {
        let home = TempDir::new().unwrap();
        let town = Town::start(&home.path().join("city"));
        let phone = Phone::new(home.path(), &town);
        let ids = submitted(&phone, 5);
        let no_batches = Misbehaviour {
            method: Some("POST".into()),
            path: "/v1/reports:batch".into(),
            times: None,
            fault: Fault::Refuse { status },
        };
        town.city().misbehave(no_batches);
        phone.connect();
        phone.sync_until_quiet(3);
        assert_all_there_once(&phone, &town, &ids);
        // It is not asked for one again: what comes later goes alone at once.
        let later = submitted(&phone, 2);
        let outcome = phone.sync();
        assert_eq!(outcome.waiting, 0, "{status}");
        let there = town.city().state().unwrap();
        assert_eq!((there.report_posts, there.report_batches, there.reports.len()), (7, 0, 7));
        assert!(later.iter().all(|id| matches!(phone.state(*id), ReportState::Delivered { .. })));
    }
}

#[test]
fn a_photo_that_does_not_open_any_more_holds_up_the_receipts_of_no_other_report() {
    let home = TempDir::new().unwrap();
    let town = plain(&home);
    let phone = Phone::new(home.path(), &town);
    let (spoilt, ids) = (phone.submitted("Ảnh này sẽ hỏng"), submitted(&phone, 4));
    // All is there, and no receipt came.
    let no_changes = Misbehaviour {
        method: Some("GET".into()),
        path: "/v1/".into(),
        times: None,
        fault: Fault::Unavailable { status: 503, retry_after: None },
    };
    town.city().misbehave(no_changes);
    phone.connect();
    assert_eq!(phone.sync().waiting, 5);
    assert_eq!(town.city().state().unwrap().reports.len(), 5);
    assert!(!matches!(phone.state(spoilt), ReportState::Delivered { .. }));
    let database = Connection::open(phone.data_dir.join("hues.db")).unwrap();
    let spoil = "UPDATE photo SET facts = zeroblob(60) WHERE report = ?1";
    assert_eq!(database.execute(spoil, [spoilt.to_string()]).unwrap(), 1);
    town.city().behave();
    phone.sync_until_quiet(3);
    for id in ids {
        assert!(matches!(phone.state(id), ReportState::Delivered { .. }), "{:?}", phone.state(id));
    }
    let parked = "SELECT reason FROM outbox WHERE report = ?1 AND kind = 'receipt' AND state = 'parked'";
    let reason: String = database.query_row(parked, [spoilt.to_string()], |row| row.get(0)).unwrap();
    assert_eq!(reason, "data-missing");
}
