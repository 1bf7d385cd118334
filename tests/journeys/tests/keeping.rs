//! What the phone keeps while the app sleeps, while a new key takes over, and after everything was erased; and what a kill leaves of each.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use city::{Fault, Misbehaviour};
use hues_core::{
    ApiError, Battery, Client, Config, DraftEdit, Network, ReportId, SosCall, SosState, TroubleKind,
};
use journeys::{DyingFiles, Keystore, Phone, Town, photo_in_hue};
use tempfile::TempDir;

fn world() -> (TempDir, Town, Phone) {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    (home, town, phone)
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

fn text(client: &Client, id: ReportId) -> Result<String, ApiError> {
    Ok(client.reports().get(id)?.draft.text)
}

#[test]
fn a_paused_client_holds_nothing_and_the_next_call_opens_it_again() {
    let (_home, _town, phone) = world();
    let id = phone.draft("Viết dở thì có cuộc gọi", &[photo_in_hue()]);
    phone.client().pause().unwrap();
    assert_eq!(names(&phone.data_dir), ["hues.db", "lock", "photos", "vault.key"], "all is in one file");

    // Nothing is locked: another client may have it meanwhile.
    let mut twin = Phone::twin_of(&phone);
    twin.switch_on();
    assert_eq!(phone.client().reports().get(id).err(), Some(ApiError::InUse));
    twin.switch_off();

    assert_eq!(text(phone.client(), id).unwrap(), "Viết dở thì có cuộc gọi");
    phone.client().pause().unwrap();
    phone.client().pause().unwrap();
    phone.client().reports().edit(id, DraftEdit::Text("Viết tiếp".into())).unwrap();
    phone.client().pause().unwrap();
    phone.client().resume().unwrap();
    assert_eq!(text(phone.client(), id).unwrap(), "Viết tiếp");
    phone.client().close();
    assert_eq!(phone.client().pause().err(), Some(ApiError::Closed));
    assert_eq!(phone.client().reports().get(id).err(), Some(ApiError::Closed));
}

#[test]
fn a_report_goes_to_the_city_after_a_pause_too() {
    let (_home, town, phone) = world();
    let _ = phone.submitted("Gửi sau khi ngủ");
    phone.connect();
    phone.client().pause().unwrap();
    // The platform does not say again what network there is.
    let _ = phone.sync();
    assert_eq!(town.city().state().unwrap().reports.len(), 1);
}

#[test]
fn a_network_that_comes_while_the_client_is_paused_opens_nothing_and_ends_the_waits_later() {
    let (_home, town, phone) = world();
    let _ = phone.submitted("Gửi khi có mạng lại");
    town.city().misbehave(Misbehaviour::once(
        "POST",
        "/v1/reports",
        Fault::Unavailable { status: 503, retry_after: None },
    ));
    phone.connect();
    assert_eq!(phone.sync().waiting, 1);
    town.city().behave();
    phone.client().set_network(Network::None).unwrap();
    phone.client().pause().unwrap();
    phone.client().set_network(Network::Unmetered).unwrap();
    phone.client().set_battery(Battery::default()).unwrap();
    let mut twin = Phone::twin_of(&phone);
    twin.switch_on();
    twin.switch_off();
    assert_eq!(phone.sync().waiting, 0, "no wait is left");
    assert_eq!(town.city().state().unwrap().reports.len(), 1);
}

#[test]
fn erasing_everything_leaves_an_app_as_if_new() {
    let (_home, _town, mut phone) = world();
    let id = phone.draft("Không để ai đọc", &[photo_in_hue()]);
    let old_key = fs::read(phone.data_dir.join("vault.key")).unwrap();
    phone.client().wipe().unwrap();
    assert_eq!(names(&phone.data_dir), ["lock"]);
    assert_eq!(phone.client().reports().get(id).err(), Some(ApiError::NotFound));
    assert!(phone.client().reports().list(0, 10).unwrap().is_empty());
    assert_ne!(fs::read(phone.data_dir.join("vault.key")).unwrap(), old_key);
    let new = phone.draft("Người mới", &[]);
    phone.switch_off();
    phone.switch_on();
    assert_eq!(text(phone.client(), new).unwrap(), "Người mới");
}

#[test]
fn a_kill_at_any_step_of_erasing_leaves_everything_or_nothing_that_opens() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let (whole, keystore) = (home.path().join("whole"), home.path().join("keystore"));
    let id;
    {
        let mut phone = Phone::new(home.path(), &town);
        id = phone.draft("Xoá hết", &[photo_in_hue()]);
        phone.switch_off();
        copy(&phone.data_dir, &whole);
    }
    let key = fs::read(&keystore).unwrap();
    let (mut kills, mut survivals) = (0, 0);
    loop {
        let at = home.path().join(format!("kill-{kills}"));
        copy(&whole, &at);
        fs::write(&keystore, &key).unwrap();
        let files = DyingFiles::after(usize::MAX);
        let phone =
            Phone::at(&at, &keystore, &town, |config| Config { files: Arc::new(files.clone()), ..config });
        files.die_after(kills);
        let erased = phone.client().wipe();
        // At the last step the mark is gone already, but so is all the rest.
        let had_begun = at.join("erasing").exists() || !at.join("vault.key").exists();
        drop(phone);

        let phone = Phone::at(&at, &keystore, &town, |config| config);
        let left = text(phone.client(), id);
        if erased.is_ok() {
            assert_eq!(left, Err(ApiError::NotFound));
            break;
        }
        if had_begun {
            assert_eq!(left, Err(ApiError::NotFound), "kill {kills}: it goes on with erasing");
            assert_eq!(names(&at.join("photos")), Vec::<String>::new());
        } else {
            assert_eq!(left.unwrap(), "Xoá hết", "kill {kills}: nothing was erased yet");
            survivals += 1;
        }
        kills += 1;
    }
    assert!(kills > 10 && survivals > 2, "{kills} kills, {survivals} before the mark");
}

#[test]
fn a_keystore_that_keeps_its_key_is_asked_again() {
    let (_home, _town, phone) = world();
    let id = phone.draft("Khoá còn đó", &[]);
    phone.key_guard.set(Keystore::Locked);
    assert_eq!(phone.client().wipe(), Err(ApiError::KeyLocked));
    assert_eq!(names(&phone.data_dir), ["erasing", "lock"], "the rest is gone all the same");
    assert_eq!(phone.client().reports().get(id).err(), Some(ApiError::KeyLocked));
    phone.key_guard.set(Keystore::Open);
    assert_eq!(phone.client().reports().get(id).err(), Some(ApiError::NotFound));
    assert!(!phone.data_dir.join("erasing").exists());
}

#[test]
fn a_lost_key_is_told_and_what_was_put_aside_is_told_until_it_is_dismissed() {
    let (home, _town, mut phone) = world();
    let _ = phone.draft("Của máy cũ", &[photo_in_hue()]);
    phone.switch_off();
    phone.key_guard.set(Keystore::Lost);
    assert_eq!(phone.try_switch_on().err(), Some(ApiError::KeyLost));
    let aside = hues_core::put_aside(&phone.data_dir).unwrap();
    phone.key_guard.set(Keystore::Open);
    fs::remove_file(home.path().join("keystore")).unwrap();
    phone.switch_on();
    let troubles = phone.client().troubles().unwrap();
    assert_eq!(troubles.len(), 1);
    assert_eq!((troubles[0].kind, &troubles[0].aside), (TroubleKind::StartedAfresh, &aside));
    assert!(troubles[0].words().vi.contains("cất riêng"));
    assert!(aside.join("hues.db").exists(), "untouched");
    phone.switch_off();
    phone.switch_on();
    assert_eq!(phone.client().troubles().unwrap(), troubles, "told until it was seen");
    phone.client().dismiss_trouble(&troubles[0].id).unwrap();
    assert!(phone.client().troubles().unwrap().is_empty() && aside.exists());
    assert_eq!(phone.client().dismiss_trouble(&troubles[0].id), Err(ApiError::NotFound));
}

/// The key id in front of each sealed thing of a data directory.
fn key_ids(data_dir: &Path) -> Vec<u32> {
    let db = rusqlite::Connection::open(data_dir.join("hues.db")).unwrap();
    let mut ids = Vec::new();
    for (table, columns) in [
        ("report", "draft, access, body, city, account"),
        ("photo", "facts"),
        ("outbox", "upload_url, body, amendment"),
        ("sos", "said, access, body, city"),
        ("message", "body"),
        ("setting", "value"),
        ("watched_place", "body"),
    ] {
        for column in columns.split(", ") {
            let mut statement =
                db.prepare(&format!("SELECT {column} FROM {table} WHERE {column} IS NOT NULL")).unwrap();
            let cells = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
            ids.extend(cells.map(|cell| u32::from_be_bytes(cell.unwrap()[1..5].try_into().unwrap())));
        }
    }
    for name in names(&data_dir.join("photos")) {
        let file = fs::read(data_dir.join("photos").join(name)).unwrap();
        ids.push(u32::from_be_bytes(file[8..12].try_into().unwrap()));
    }
    ids
}

#[test]
fn a_kill_at_any_step_of_a_new_key_loses_nothing_and_the_next_start_goes_on() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let (whole, keystore) = (home.path().join("whole"), home.path().join("keystore"));
    let (draft, sent);
    {
        let mut phone = Phone::new(home.path(), &town);
        draft = phone.draft("Khoá mới", &[photo_in_hue()]);
        sent = phone.submitted("Đã gửi");
        let pin = hues_core::Point::new(16.5217, 107.5331).unwrap();
        phone.client().alerts().watch("Nhà mạ", pin).unwrap();
        let call = SosCall { note: Some("Nước lên tới mái".into()), ..SosCall::default() };
        phone.client().sos().raise(call).unwrap();
        phone.connect();
        let _ = phone.sync();
        phone.switch_off();
        copy(&phone.data_dir, &whole);
    }
    let check = |phone: &Phone| {
        let client = phone.client();
        assert_eq!(text(client, draft).unwrap(), "Khoá mới");
        let photo = client.reports().get(draft).unwrap().photos[0].id;
        assert!(!client.reports().thumbnail(photo).unwrap().is_empty());
        assert!(!client.reports().picture(photo).unwrap().is_empty());
        assert_eq!(text(client, sent).unwrap(), "Đã gửi");
        assert_eq!(client.alerts().watched_places().unwrap()[0].name, "Nhà mạ");
        let sos = &client.sos().list().unwrap()[0];
        assert_eq!(sos.call.note.as_deref(), Some("Nước lên tới mái"));
        assert!(matches!(sos.state, SosState::Received { .. }), "{:?}", sos.state);
    };
    let mut kills = 0;
    loop {
        let at: PathBuf = home.path().join(format!("kill-{kills}"));
        copy(&whole, &at);
        let files = DyingFiles::after(usize::MAX);
        let phone =
            Phone::at(&at, &keystore, &town, |config| Config { files: Arc::new(files.clone()), ..config });
        files.die_after(kills);
        let rotated = phone.client().rotate_key();
        check(&phone);
        drop(phone);
        let phone = Phone::at(&at, &keystore, &town, |config| config);
        check(&phone);
        if rotated.is_ok() {
            drop(phone);
            assert!(key_ids(&at).into_iter().all(|id| id == 2), "nothing is left of the old key");
            break;
        }
        // What was left is done now, once more or for the first time, and writing goes on with it.
        phone.client().rotate_key().unwrap();
        phone.client().reports().edit(draft, DraftEdit::Text("Khoá mới".into())).unwrap();
        check(&phone);
        drop(phone);
        let ids = key_ids(&at);
        assert!(ids.iter().all(|id| *id == ids[0]) && ids[0] >= 2, "kill {kills}: one key for all: {ids:?}");
        kills += 1;
    }
    assert!(kills > 15, "{kills} kills");
}
