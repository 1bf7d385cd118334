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
