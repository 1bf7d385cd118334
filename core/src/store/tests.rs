//! A store for tests, and what holds of all of it.

use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;

use super::*;
use crate::entropy::SystemEntropy;
use crate::files::SystemFiles;
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
    let sealer = Sealer::new(vault, Arc::new(SystemEntropy), Arc::new(SystemFiles), directory)?;
    Store::open(directory, sealer, None)
}

/// A new store in a folder of its own.
pub(super) fn store() -> (TempDir, Store) {
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
