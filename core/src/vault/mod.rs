//! Keys and sealing. The vault makes the data key, has it wrapped by the platform's keystore, and seals and opens bytes
//! with keys derived from it, one for each purpose. It knows nothing of what it seals: the caller names the cell (table, column, row) or
//! the file that the bytes belong to, and sealed bytes open nowhere else.
//!
//! The wrapped key is the file `vault.key`, outside the database. Without it nothing opens again, so erasing it erases everything.

mod cell;
mod file;
mod key;
#[cfg(test)]
mod tests;

pub use cell::Cell;
pub use file::FileId;
pub use key::{KeyGuard, KeyGuardError};

use std::path::Path;

use ring::{aead, hkdf};

use crate::entropy::Entropy;

/// Why the vault or something sealed does not open.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The platform's keystore is locked; later it will answer.
    #[error("the keystore is locked")]
    Locked,
    /// The key that wrapped ours is gone for good.
    #[error("the key is lost")]
    Lost,
    /// The bytes were altered, cut, or belong somewhere else.
    #[error("sealed bytes do not open")]
    Damaged,
    /// The key file could not be read or written.
    #[error("key file: {0}")]
    Io(#[from] std::io::Error),
}

impl From<KeyGuardError> for VaultError {
    fn from(error: KeyGuardError) -> Self {
        match error {
            KeyGuardError::Locked => Self::Locked,
            KeyGuardError::Lost => Self::Lost,
        }
    }
}

/// The opened vault of one data directory.
pub struct Vault {
    cells: aead::LessSafeKey,
    files: hkdf::Prk,
}

impl Vault {
    /// Opens the vault of a data directory, or makes one where there is none.
    ///
    /// # Errors
    /// [`VaultError::Locked`], [`VaultError::Lost`] or [`VaultError::Io`]; nothing is changed then.
    pub fn open(directory: &Path, guard: &dyn KeyGuard, entropy: &dyn Entropy) -> Result<Self, VaultError> {
        let data_key = key::open_or_make(directory, guard, entropy)?;
        let root = hkdf::Salt::new(hkdf::HKDF_SHA256, b"hues vault 1").extract(&*data_key);
        Ok(Self { cells: cell::key(&root)?, files: file::root(&root)? })
    }

    /// Whether the directory has a wrapped key.
    #[must_use]
    pub fn exists(directory: &Path) -> bool {
        key::path(directory).exists()
    }
}

/// HKDF-Expand to 32 bytes (RFC 5869 section 2.3).
fn derive(root: &hkdf::Prk, purpose: &[&[u8]]) -> Result<zeroize::Zeroizing<[u8; 32]>, VaultError> {
    let mut key = zeroize::Zeroizing::new([0; 32]);
    root.expand(purpose, hkdf::HKDF_SHA256)
        .and_then(|okm| okm.fill(&mut *key))
        .map_err(|_| VaultError::Damaged)?;
    Ok(key)
}

fn aes_256_gcm(key: &[u8; 32]) -> Result<aead::LessSafeKey, VaultError> {
    aead::UnboundKey::new(&aead::AES_256_GCM, key)
        .map(aead::LessSafeKey::new)
        .map_err(|_| VaultError::Damaged)
}
