//! A disk that refuses: full, read-only, or held by another program. Each is said as what it is, and what was saved before is still there.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::io;
use std::sync::{Arc, Mutex};

use crash::session::phone;
use disk::{Disk, Step};
use hues_core::{ApiError, Client, DraftEdit, PhotoHint};
use journeys::fixture;
use rusqlite::Connection;
use tempfile::TempDir;

/// Refuses whatever would write something.
#[derive(Default)]
struct Stubborn(Mutex<Option<io::ErrorKind>>);

impl Disk for Stubborn {
    fn before(&self, step: Step<'_>) -> io::Result<()> {
        match (step, *self.0.lock().unwrap()) {
            (Step::Write { .. } | Step::Create(_), Some(kind)) => Err(kind.into()),
            _ => Ok(()),
        }
    }
}

#[test]
fn a_full_a_read_only_and_a_held_disk_are_told_apart() {
    let home = TempDir::new().unwrap();
    let data_dir = home.path().join("data");
    let disk = Arc::new(Stubborn::default());
    let config = phone(&data_dir, &home.path().join("keystore"), Some(Arc::<Stubborn>::clone(&disk)));
    let client = Client::open(config).unwrap();
    let reports = client.reports();
    let id = reports.create().unwrap();
    reports.edit(id, DraftEdit::Text("Lưu trước".into())).unwrap();
    let photo = fixture("photos/gps_1x1_pixel.jpg");
    for (refusal, told) in [
        (io::ErrorKind::StorageFull, ApiError::StorageFull),
        (io::ErrorKind::ReadOnlyFilesystem, ApiError::StorageReadOnly),
    ] {
        *disk.0.lock().unwrap() = Some(refusal);
        assert_eq!(reports.edit(id, DraftEdit::Text("Không vào".into())).err(), Some(told.clone()));
        assert_eq!(reports.add_photo(id, &photo, PhotoHint::default()).err(), Some(told.clone()));
        assert_eq!(reports.create().err(), Some(told.clone()));
        assert_eq!(client.rotate_key().err(), Some(told));
        let view = reports.get(id).unwrap();
        assert_eq!((view.draft.text.as_str(), view.photos.len()), ("Lưu trước", 0));
        *disk.0.lock().unwrap() = None;
        reports.edit(id, DraftEdit::Text("Lưu trước".into())).unwrap();
    }

    let other = Connection::open(data_dir.join("hues.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(reports.edit(id, DraftEdit::Text("Bị giữ".into())).err(), Some(ApiError::StorageBusy));
    other.execute_batch("ROLLBACK").unwrap();
    reports.edit(id, DraftEdit::Text("Lưu sau".into())).unwrap();
    assert_eq!(reports.get(id).unwrap().draft.text, "Lưu sau");
    assert!(client.troubles().unwrap().is_empty());
}
