//! What only shows with something between the phone and the city, or with a city that thinks otherwise: a photo damaged on its way, a report
//! that the city refuses, and sending that starts by itself.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use city::{Fault, Misbehaviour, Options};
use hues_core::wire::{Change, ChangesPage, WireError};
use hues_core::{
    ApiError, Client, Clock as _, Config, DraftEdit, Event, EventListener, Network, Reason, ReportState,
    SyncMode,
};
use journeys::{Call, FileKeyGuard, Gateway, Phone, Town, config, large_photo, photo_in_hue};
use tempfile::TempDir;

/// A watcher that does this harm once, at the first call that it finds fit.
fn once(
    harm: impl Fn(Call<'_>) -> bool + Send + Sync + 'static,
) -> impl Fn(Call<'_>) -> Result<(), WireError> + Send + Sync + 'static {
    let done = AtomicBool::new(false);
    move |call| {
        if !done.load(Ordering::Relaxed) && harm(call) {
            done.store(true, Ordering::Relaxed);
        }
        Ok(())
    }
}

/// One byte of a photo changes, as bad memory in a router does; the piece's own checksum is made after that, so that only the digest of the
/// whole can tell.
fn damage(call: Call<'_>) -> bool {
    let Call::Piece(piece) = call else { return false };
    piece.get_mut(1_000).map(|byte| *byte ^= 1).is_some()
}

#[test]
fn a_photo_that_arrives_damaged_is_no_receipt_and_goes_again() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let gateway = Gateway::new(&town, once(damage));
    let phone = Phone::with(home.path(), &town, |config| Config { gateway: Some(gateway), ..config });
    let id = phone.submitted("Ảnh hỏng trên đường đi");
    phone.connect();
    let _ = phone.sync();
    // The receipt showed the damage, the photo went again at once, and the next question for the receipt waits.
    assert!(matches!(
        phone.state(id),
        ReportState::SendingPhotos { reason: Reason::Damaged, next_try: Some(_), .. }
    ));
    assert!(phone.client().reports().get(id).unwrap().photos[0].full_kept, "the photo is still needed");

    phone.sync_until_quiet(5);
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }), "{:?}", phone.state(id));
    let there = town.city().state().unwrap();
    assert_eq!(there.upload_creations, 2);
    assert_eq!(
        there.reports[0].attachments[0].stored_sha256.as_ref(),
        Some(&there.reports[0].attachments[0].sha256)
    );
}

#[test]
fn an_upload_of_which_the_city_says_something_wrong_again_and_again_is_begun_anew() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let gateway = Gateway::new(&town, move |call| {
        if let Call::Offset(offset) = call {
            *offset = 0;
        }
        Ok(())
    });
    let phone = Phone::with(home.path(), &town, |config| Config { gateway: Some(gateway), ..config });
    let id = phone.draft("Máy chủ đếm sai", &[large_photo()]);
    phone.client().reports().submit(id).unwrap();
    town.city().misbehave(Misbehaviour::once("PATCH", "/v1/uploads", Fault::LoseAnswer));
    phone.connect();
    phone.sync_until_quiet(8);
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }), "{:?}", phone.state(id));
    assert_eq!(town.city().state().unwrap().upload_creations, 2);
}

#[test]
fn one_wrong_offset_after_cut_connections_throws_no_upload_away() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let pieces = AtomicU32::new(0);
    let gateway = Gateway::new(&town, move |call| match call {
        Call::Piece(piece) if !piece.is_empty() => match pieces.fetch_add(1, Ordering::Relaxed) {
            1 | 2 => Err(WireError::Unreachable),
            3 => Err(WireError::OffsetMismatch),
            _ => Ok(()),
        },
        _ => Ok(()),
    });
    let phone = Phone::with(home.path(), &town, |config| Config { gateway: Some(gateway), ..config });
    let id = phone.draft("Ổ gà", &[large_photo()]);
    phone.client().reports().submit(id).unwrap();
    phone.connect();
    phone.sync_until_quiet(8);
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }), "{:?}", phone.state(id));
    assert_eq!(town.city().state().unwrap().upload_creations, 1);
}

#[test]
fn a_server_may_take_a_part_of_each_piece() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let gateway = Gateway::new(&town, move |call| {
        if let Call::Piece(piece) = call {
            piece.truncate(60_000);
        }
        Ok(())
    });
    let phone = Phone::with(home.path(), &town, |config| Config { gateway: Some(gateway), ..config });
    let id = phone.draft("Ổ gà", &[large_photo()]);
    phone.client().reports().submit(id).unwrap();
    phone.connect();
    phone.sync_until_quiet(2);
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }), "{:?}", phone.state(id));
    assert_eq!(town.city().state().unwrap().upload_creations, 1);
}

/// Each try is cut off, and each brings the photo forward.
#[test]
fn an_upload_that_comes_forward_does_not_back_off() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    let id = phone.draft("Ổ gà", &[large_photo()]);
    phone.client().reports().submit(id).unwrap();
    town.city().misbehave(Misbehaviour {
        times: None,
        ..Misbehaviour::once("PATCH", "/v1/uploads", Fault::CutBody { after_bytes: 30_000 })
    });
    phone.connect();
    for tries in 1..=8 {
        let next_try = phone.sync().next_try.unwrap();
        let wait_s = next_try.since_ms(phone.clock.now().wall) / 1000;
        assert!(wait_s <= 4, "after {tries} tries that brought it forward it waits for {wait_s} s");
        phone.clock.advance(Duration::from_secs(5));
    }
    town.city().behave();
    phone.sync_until_quiet(3);
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }), "{:?}", phone.state(id));
}

#[test]
fn a_city_whose_cursors_lead_in_a_circle_is_not_asked_over_and_over() {
    let home = TempDir::new().unwrap();
    let town = Town::start_with(&home.path().join("city"), |options| Options { page_size: 1, ..options });
    let told = Arc::new(Mutex::new(Vec::<String>::new()));
    let cursors = Arc::clone(&told);
    let gateway = Gateway::new(&town, move |call| {
        let Call::Page(page) = call else { return Ok(()) };
        let mut cursors = cursors.lock().unwrap();
        // A test that goes on for ever says nothing.
        assert!(cursors.len() < 100, "it is asked over and over");
        if cursors.len() > 1 {
            let unknown = Change {
                kind: "of a later version".into(),
                id: "1".into(),
                revision: 1,
                deleted: false,
                body: serde_json::Value::Null,
            };
            *page = ChangesPage {
                changes: vec![unknown],
                cursor: cursors[cursors.len() - 2].clone(),
                more: true,
            };
        }
        cursors.push(page.cursor.clone());
        Ok(())
    });
    let phone = Phone::with(home.path(), &town, |config| Config { gateway: Some(gateway), ..config });
    for text in ["Ổ gà", "Đèn hỏng", "Rác"] {
        let _ = phone.submitted(text);
    }
    phone.connect();
    assert_eq!(phone.sync().unreached, None);
    assert_eq!(told.lock().unwrap().len(), 3);
}

#[test]
fn a_message_is_not_deleted_by_what_is_older_than_it() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    // Below zero: it is deleted.
    let deletes = Arc::new(AtomicI64::new(0));
    let revision = Arc::clone(&deletes);
    let gateway = Gateway::new(&town, move |call| {
        match call {
            Call::Changes { has_cursor: true } => return Err(WireError::CursorGone),
            Call::Page(page) => {
                let revision = revision.load(Ordering::Relaxed);
                let messages = page.changes.iter_mut().filter(|change| change.kind == "message");
                messages
                    .for_each(|change| (change.revision, change.deleted) = (revision.abs(), revision < 0));
            }
            _ => {}
        }
        Ok(())
    });
    let phone = Phone::with(home.path(), &town, |config| Config { gateway: Some(gateway), ..config });
    let id = phone.submitted("Ổ gà");
    phone.connect();
    let _ = phone.sync();
    town.city().reply(&id.to_string(), Some("UBND phường"), "Sẽ sửa trong tuần này").unwrap();
    deletes.store(5, Ordering::Relaxed);
    let _ = phone.sync();
    let thread = || phone.client().reports().get(id).unwrap().thread.len();
    for (revision, left) in [(5, 1), (-4, 1), (-5, 1), (-6, 0)] {
        deletes.store(revision, Ordering::Relaxed);
        let _ = phone.sync();
        assert_eq!(thread(), left, "{revision}");
    }
}

#[test]
fn a_city_that_knows_none_of_its_own_cursors_is_not_asked_over_and_over() {
    let home = TempDir::new().unwrap();
    let town = Town::start_with(&home.path().join("city"), |options| Options { page_size: 1, ..options });
    let asked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&asked);
    let gateway = Gateway::new(&town, move |call| {
        let Call::Changes { has_cursor } = call else { return Ok(()) };
        // A test that goes on for ever says nothing.
        assert!(count.fetch_add(1, Ordering::Relaxed) < 100, "it is asked over and over");
        if has_cursor { Err(WireError::CursorGone) } else { Ok(()) }
    });
    let phone = Phone::with(home.path(), &town, |config| Config { gateway: Some(gateway), ..config });
    let ids = ["Ổ gà", "Đèn hỏng"].map(|text| phone.submitted(text));
    phone.connect();
    let outcome = phone.sync();
    assert_eq!(outcome.unreached, Some(Reason::CityBusy), "it is asked again later");
    assert!(asked.load(Ordering::Relaxed) <= 6, "{asked:?}");
    for id in ids {
        assert!(matches!(phone.state(id), ReportState::Delivered { .. }), "{:?}", phone.state(id));
    }
}

#[test]
fn a_city_that_always_has_more_and_tells_nothing_is_not_asked_over_and_over() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let told = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&told);
    let gateway = Gateway::new(&town, move |call| {
        let Call::Page(page) = call else { return Ok(()) };
        let before = count.fetch_add(1, Ordering::Relaxed);
        // A test that goes on for ever says nothing.
        assert!(before < 100, "it is asked over and over");
        *page = ChangesPage { changes: Vec::new(), cursor: before.to_string(), more: true };
        Ok(())
    });
    let phone = Phone::with(home.path(), &town, |config| Config { gateway: Some(gateway), ..config });
    phone.connect();
    assert_eq!(phone.sync().unreached, None);
    assert_eq!(told.load(Ordering::Relaxed), 1);
}

#[test]
fn a_report_that_the_city_refuses_is_parked_and_can_be_changed_and_sent_again() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::with(home.path(), &town, |mut config| {
        // The app's bundle has a category that the city never had.
        let bundle = String::from_utf8(config.city.categories.into_owned()).unwrap();
        config.city.categories = Cow::Owned(bundle.replace("\"road-damage\"", "\"made-up\"").into_bytes());
        config
    });
    let reports = phone.client().reports();
    let id = phone.draft("Loại không có", &[photo_in_hue()]);
    reports.edit(id, DraftEdit::Category("made-up".into())).unwrap();
    reports.submit(id).unwrap();
    let other = phone.draft("Loại có thật", &[photo_in_hue()]);
    reports.edit(other, DraftEdit::Category("waste".into())).unwrap();
    reports.submit(other).unwrap();
    phone.connect();
    let outcome = phone.sync();
    assert_eq!(phone.state(id), ReportState::Parked { code: "invalid-report".into(), number: None });
    assert!(matches!(phone.state(other), ReportState::Delivered { .. }), "it blocks no other");
    assert_eq!((outcome.waiting, outcome.next_try), (1, None));

    reports.edit_again(id).unwrap();
    reports.edit(id, DraftEdit::Category("waste".into())).unwrap();
    reports.submit(id).unwrap();
    let _ = phone.sync();
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }), "{:?}", phone.state(id));
    assert_eq!(town.city().state().unwrap().reports.len(), 2);
}

#[test]
fn a_panic_in_a_round_is_an_internal_error_and_the_next_round_runs() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let first = AtomicBool::new(true);
    let gateway = Gateway::new(&town, move |call| {
        let fails = call == Call::Categories && first.swap(false, Ordering::Relaxed);
        assert!(!fails, "a fault of the gateway, on purpose");
        Ok(())
    });
    let phone = Phone::with(home.path(), &town, |config| Config { gateway: Some(gateway), ..config });
    phone.connect();
    assert!(matches!(phone.try_sync(), Err(ApiError::Internal { .. })));
    assert_eq!(phone.sync().unreached, None);
}

#[test]
fn what_a_round_that_broke_off_was_sending_can_be_handed_to_the_system() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let first = AtomicBool::new(true);
    let gateway = Gateway::new(&town, move |call| {
        let is_piece = matches!(call, Call::Piece(piece) if !piece.is_empty());
        let fails = is_piece && first.swap(false, Ordering::Relaxed);
        assert!(!fails, "a fault of the gateway, on purpose");
        Ok(())
    });
    let phone = Phone::with(home.path(), &town, |config| Config { gateway: Some(gateway), ..config });
    let id = phone.draft("Ổ gà", &[large_photo()]);
    phone.client().reports().submit(id).unwrap();
    phone.connect();
    assert!(matches!(phone.try_sync(), Err(ApiError::Internal { .. })));
    let prepared = phone.wait_for(async {
        // Whoever waits for what nobody sends any more waits for ever.
        tokio::time::timeout(Duration::from_mins(1), phone.client().prepare_background_uploads()).await
    });
    assert_eq!(prepared.expect("it ends").unwrap().len(), 1);
}

struct Recorder(mpsc::Sender<Event>);

impl EventListener for Recorder {
    fn on_event(&self, event: Event) {
        // The test may have heard enough.
        let _ = self.0.send(event);
    }
}

#[test]
fn what_was_queued_goes_by_itself_once_there_is_a_network_and_says_so() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let (sender, heard) = mpsc::channel();
    let phone = Phone::with(home.path(), &town, |config| Config {
        sync_mode: SyncMode::Automatic,
        listener: Some(Arc::new(Recorder(sender))),
        ..config
    });
    let id = phone.submitted("Tự gửi");
    assert!(matches!(phone.state(id), ReportState::Queued { reason: Reason::NoNetwork, .. }));
    phone.client().set_network(Network::Metered).unwrap();
    // Each event says what to ask again; the last one that matters is the delivery's.
    let delivered = heard.iter().any(|event| {
        matches!(event, Event::ReportsChanged(ids) if ids.contains(&id))
            && matches!(phone.state(id), ReportState::Delivered { .. })
    });
    assert!(delivered);
}

#[test]
fn a_plain_http_origin_somewhere_else_is_refused() {
    let home = TempDir::new().unwrap();
    let key_guard = Arc::new(FileKeyGuard::new(&home.path().join("keystore")));
    for origin in ["http://city.example", "ftp://city.example", "nothing"] {
        let config = config(&home.path().join("data"), Arc::clone(&key_guard), origin, "");
        assert!(matches!(Client::open(config).err(), Some(ApiError::InvalidConfig { .. })), "{origin}");
    }
}

#[test]
fn a_redirect_is_not_followed_even_to_another_city() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let other = Town::start(&home.path().join("other"));
    let phone = Phone::new(home.path(), &town);
    phone.connect();
    for path in ["/v1/categories", "/v1/changes"] {
        let to = format!("{}{path}", other.city().url());
        town.city().misbehave(Misbehaviour {
            method: None,
            path: path.into(),
            times: None,
            fault: Fault::Redirect { to },
        });
        assert_eq!(phone.sync().unreached, Some(Reason::Portal), "{path}");
        town.city().behave();
        assert_eq!(phone.sync().unreached, None, "{path}");
    }
}
