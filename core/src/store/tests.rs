//! A store for tests, and what holds of all of it.

use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;

use super::*;
use crate::clock::Timestamp;
use crate::entropy::SystemEntropy;
use crate::files::SystemFiles;
use crate::id::{MessageId, ReportId};
use crate::report::{AccessSecret, CityReport, Draft, Message};
use crate::vault::{KeyGuard, KeyGuardError, Vault};

/// A keystore that hides nothing.
pub(super) struct Plain;

impl KeyGuard for Plain {
    fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>, KeyGuardError> {
        Ok(secret.to_vec())
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, KeyGuardError> {
        Ok(wrapped.to_vec())
    }

    fn erase(&self) -> Result<(), KeyGuardError> {
        Ok(())
    }
}

pub(super) fn open(directory: &Path) -> Result<Store> {
    let vault = Vault::open(directory, &Plain, &SystemEntropy, &SystemFiles)?;
    let sealer = Sealer::new(vault, Arc::new(SystemEntropy), Arc::new(SystemFiles), directory);
    Store::open(directory, sealer, None)
}

/// A new store in a folder of its own.
pub(crate) fn store() -> (TempDir, Store) {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path()).unwrap();
    (folder, store)
}

#[test]
fn what_is_committed_is_synced_also_after_opening_again() {
    let folder = TempDir::new().unwrap();
    // The first makes the database, the second finds it.
    for _ in 0..2 {
        let store = open(folder.path()).unwrap();
        let writer = lock(&store.writer);
        let journal: String = writer.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
        let synchronous: i64 = writer.pragma_query_value(None, "synchronous", |row| row.get(0)).unwrap();
        let is_full: bool = writer.pragma_query_value(None, "fullfsync", |row| row.get(0)).unwrap();
        assert_eq!((journal.as_str(), synchronous, is_full), ("wal", 2, true));
    }
}

#[test]
fn a_message_about_a_report_that_is_not_here_is_passed_over_and_never_counted() {
    let (_folder, store) = store();
    let at = Timestamp::from_unix_ms(1_000);
    let message = Message {
        id: MessageId::new(at, &SystemEntropy),
        author: "city".into(),
        agency: None,
        text: "Chiều nay sẽ thay bóng.".into(),
        sent_at: at.to_rfc3339(),
    };
    let (here, elsewhere) = (ReportId::new(at, &SystemEntropy), ReportId::new(at, &SystemEntropy));
    store
        .write(|db| {
            db.insert_report(here, &Draft::default(), &AccessSecret::new(&SystemEntropy), at)?;
            assert!(!db.keep_message(elsewhere, 1, &message)?);
            assert_eq!(db.all_unread()?.messages, 0);
            assert!(db.keep_message(here, 1, &message)?);
            assert_eq!(db.all_unread()?.messages, 1);
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

#[test]
fn an_older_document_of_the_city_does_not_take_the_place_of_a_newer_one() {
    let (_folder, store) = store();
    let at = Timestamp::from_unix_ms(1_000);
    let id = ReportId::new(at, &SystemEntropy);
    let document = |revision: i64| -> CityReport {
        let json = serde_json::json!({
            "id": id, "public_id": "p", "number": "HUE-2026-000001", "revision": revision, "status": "received",
            "received_at": at.to_rfc3339(), "deadline": null, "attachments": [], "timeline": [], "rating": null
        });
        serde_json::from_value(json).unwrap()
    };
    store
        .write(|db| {
            db.insert_report(id, &Draft::default(), &AccessSecret::new(&SystemEntropy), at)?;
            for (revision, is_newer) in [(2, true), (3, true), (2, false), (3, false)] {
                assert_eq!(db.keep_city_report(&document(revision))?, is_newer, "{revision}");
            }
            assert_eq!(db.city_report(id)?.unwrap().revision, 3);
            Ok::<_, StoreError>(())
        })
        .unwrap();
}
