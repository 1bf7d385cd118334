//! What a phone must bear: files that are no photos, keys that are locked or lost, data of a newer app, a full disk.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fs;
use std::path::Path;
use std::process::Command;

use hues_core::media::Refusal;
use hues_core::{ApiError, DraftEdit, PhotoHint, ReportState, put_aside};
use journeys::{Keystore, Phone, Town, fixture, photo_in_hue};
use tempfile::TempDir;

fn world() -> (TempDir, Town, Phone) {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    (home, town, phone)
}

/// Every file below a folder with its content.
fn snapshot(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(snapshot(&path));
        } else {
            files.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
    files.sort();
    files
}

#[test]
fn a_file_that_is_no_photo_is_refused_with_its_reason_and_the_draft_stays_as_it_was() {
    let (home, _town, phone) = world();
    let id = phone.draft("Ổ gà", &[photo_in_hue()]);
    let before = phone.client().reports().get(id).unwrap();
    let cut = home.path().join("cut.jpg");
    let whole = fs::read(photo_in_hue()).unwrap();
    fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    for (file, reason) in [
        (cut, Refusal::Truncated),
        (fixture("photos/derived_empty.jpg"), Refusal::Empty),
        (fixture("photos/derived_text_named_jpg.jpg"), Refusal::NotAPhoto),
        (fixture("photos/phone.heic"), Refusal::Heic),
    ] {
        let refused = phone.client().reports().add_photo(id, &file, PhotoHint::default()).unwrap_err();
        assert_eq!(refused, ApiError::PhotoRefused { reason }, "{}", file.display());
        assert!(!refused.words().vi.is_empty() && !refused.words().en.is_empty());
    }
    assert_eq!(phone.client().reports().get(id).unwrap(), before);
}

#[test]
fn a_sixth_photo_is_refused() {
    let (_home, _town, phone) = world();
    let id = phone.draft("Ổ gà", &vec![photo_in_hue(); 5]);
    let sixth = phone.client().reports().add_photo(id, &photo_in_hue(), PhotoHint::default());
    assert!(matches!(sixth, Err(ApiError::InvalidInput { .. })));
    assert_eq!(phone.client().reports().get(id).unwrap().photos.len(), 5);
}

#[test]
fn a_locked_keystore_opens_later_and_nothing_is_lost() {
    let (_home, _town, mut phone) = world();
    let id = phone.draft("Vẫn còn đây", &[]);
    phone.switch_off();
    let before = snapshot(&phone.data_dir);
    phone.key_guard.set(Keystore::Locked);
    assert_eq!(phone.try_switch_on(), Err(ApiError::KeyLocked));
    assert!(snapshot(&phone.data_dir) == before, "the data directory was changed");
    phone.key_guard.set(Keystore::Open);
    phone.switch_on();
    assert_eq!(phone.client().reports().get(id).unwrap().draft.text, "Vẫn còn đây");
}

#[test]
fn a_lost_key_leaves_the_data_untouched_until_it_is_put_aside() {
    let (_home, _town, mut phone) = world();
    let _ = phone.draft("Không đọc được nữa", &[]);
    phone.switch_off();
    let before = snapshot(&phone.data_dir);
    phone.key_guard.set(Keystore::Lost);
    assert_eq!(phone.try_switch_on(), Err(ApiError::KeyLost));
    assert!(snapshot(&phone.data_dir) == before, "the data directory was changed");

    let aside = put_aside(&phone.data_dir).unwrap();
    let contents =
        |files: Vec<(String, Vec<u8>)>| files.into_iter().map(|(_, bytes)| bytes).collect::<Vec<_>>();
    assert!(contents(snapshot(&aside)) == contents(before), "the data was changed");
    phone.key_guard.set(Keystore::Open);
    phone.switch_on();
    assert_eq!(phone.client().reports().list(0, 10).unwrap(), vec![]);
}

#[test]
fn a_wrapped_key_that_is_gone_is_lost_and_no_new_one_is_made_over_the_data() {
    let (_home, _town, mut phone) = world();
    phone.switch_off();
    fs::remove_file(phone.data_dir.join("vault.key")).unwrap();
    assert_eq!(phone.try_switch_on(), Err(ApiError::KeyLost));
    assert!(!phone.data_dir.join("vault.key").exists());
}

#[test]
fn a_database_that_is_gone_is_told_and_not_taken_for_a_first_start() {
    let (_home, _town, mut phone) = world();
    let _ = phone.draft("Ổ gà", &[photo_in_hue()]);
    phone.switch_off();
    let database = phone.data_dir.join("hues.db");
    let whole = fs::read(&database).unwrap();
    let photos = phone.data_dir.join("photos");
    let before = snapshot(&photos);
    fs::write(&database, []).unwrap();
    assert_eq!(phone.try_switch_on(), Err(ApiError::DataDamaged), "emptied");
    fs::remove_file(&database).unwrap();
    assert_eq!(phone.try_switch_on(), Err(ApiError::DataDamaged), "gone");
    assert!(!before.is_empty() && snapshot(&photos) == before, "its photos were touched");
    fs::write(&database, whole).unwrap();
    phone.switch_on();
    assert_eq!(phone.client().reports().list(0, 10).unwrap().len(), 1);
}

#[test]
fn a_database_of_a_newer_app_is_refused_and_untouched() {
    let (_home, _town, mut phone) = world();
    phone.switch_off();
    let file = phone.data_dir.join("hues.db");
    let database = rusqlite::Connection::open(&file).unwrap();
    database.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA user_version = 99").unwrap();
    drop(database);
    let before = fs::read(&file).unwrap();
    assert!(matches!(phone.try_switch_on(), Err(ApiError::NewerData { found: 99, .. })));
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn a_database_that_is_none_is_said_to_be_damaged_and_untouched() {
    let (_home, _town, mut phone) = world();
    phone.switch_off();
    let file = phone.data_dir.join("hues.db");
    fs::write(&file, b"this is no database at all, though it is long enough to be taken for one").unwrap();
    for rest in ["hues.db-wal", "hues.db-shm"] {
        let _ = fs::remove_file(phone.data_dir.join(rest));
    }
    let before = fs::read(&file).unwrap();
    assert_eq!(phone.try_switch_on(), Err(ApiError::DataDamaged));
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn a_second_client_on_the_same_data_is_told_at_once() {
    let (_home, _town, mut phone) = world();
    let id = phone.draft("Một mình thôi", &[]);
    let twin = Phone::twin_of(&phone);
    let first = std::mem::replace(&mut phone, twin);
    assert_eq!(phone.try_switch_on(), Err(ApiError::InUse));
    assert_eq!(first.state(id), ReportState::Draft);
    drop(first);
    phone.switch_on();
    assert_eq!(phone.state(id), ReportState::Draft);
}

#[test]
fn a_closed_client_says_so() {
    let (_home, _town, phone) = world();
    phone.client().close();
    assert_eq!(phone.client().reports().list(0, 1), Err(ApiError::Closed));
}

#[test]
fn a_full_disk_is_said_and_what_was_saved_before_is_still_there() {
    let home = TempDir::new().unwrap();
    let small = home.path().join("small");
    fs::create_dir(&small).unwrap();
    // A file system of 2 MiB that only the child sees, in a user namespace of its own, so that no rights are needed.
    let told = Command::new("unshare")
        .args([
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            r#"mount -t tmpfs -o size=2M none "$1" && shift && exec "$@""#,
            "sh",
        ])
        .arg(&small)
        .args([env!("CARGO_BIN_EXE_citizen"), "full-disk"])
        .arg(small.join("data"))
        .arg(home.path().join("keystore"))
        .args(["http://127.0.0.1:9", ""])
        .arg(photo_in_hue())
        .output()
        .unwrap();
    let (said, errors) = (String::from_utf8(told.stdout).unwrap(), String::from_utf8_lossy(&told.stderr));
    assert_eq!(
        said.lines().collect::<Vec<_>>(),
        ["typing storage-full", "photo storage-full", "kept saved before", "then saved after"],
        "{errors}"
    );
    assert!(told.status.success(), "{errors}");
}

#[test]
fn an_edit_of_something_that_is_not_there_is_said() {
    let (_home, _town, phone) = world();
    let id = phone.client().reports().create().unwrap();
    phone.client().reports().discard(id).unwrap();
    let edit = phone.client().reports().edit(id, DraftEdit::Text("?".into()));
    assert_eq!(edit, Err(ApiError::NotFound));
}
