//! Keys and sealing. The vault makes the data key, has it wrapped by the platform's keystore, and seals and opens bytes
//! with keys derived from it, one for each purpose. It knows nothing of what it seals: the caller names the cell (table, column, row) or
//! the file that the bytes belong to, and sealed bytes open nowhere else.
//!
//! The wrapped key is the file `vault.key`, outside the database. Without it nothing opens again, so erasing it erases everything. Whatever is
//! sealed names its key, so that a new key can take over while the old one still opens (docs/adr/0012-a-new-key-beside-the-old.md).

mod cell;
mod file;
mod key;
#[cfg(test)]
mod tests;

pub use cell::Cell;
pub use file::FileId;
pub use key::{KeyGuard, KeyGuardError};

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use ring::{aead, hkdf};

use self::key::{DataKey, Wrapped};
use crate::entropy::Entropy;
use crate::files::{self, Files};

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
    ring: RwLock<Ring>,
}

/// Its keys: one, or two while a new one takes over.
struct Ring {
    sealing: Arc<Keys>,
    /// Stays in memory until the vault is closed, for whoever still reads what was there before: a snapshot of the database.
    old: Option<Arc<Keys>>,
    /// The old key is still in the file.
    is_rotating: bool,
}

/// What is derived from one data key.
struct Keys {
    id: u32,
    wrapped: Vec<u8>,
    cells: aead::LessSafeKey,
    files: hkdf::Prk,
}

impl Keys {
    fn new(data_key: &DataKey, wrapped: Wrapped) -> Result<Self, VaultError> {
        let root = hkdf::Salt::new(hkdf::HKDF_SHA256, b"hues vault 1").extract(&**data_key);
        let Wrapped { id, bytes } = wrapped;
        Ok(Self { id, wrapped: bytes, cells: cell::key(&root)?, files: file::root(&root)? })
    }

    fn wrapped(&self) -> Wrapped {
        Wrapped { id: self.id, bytes: self.wrapped.clone() }
    }
}

impl Vault {
    /// Opens the vault of a data directory, or makes one where there is none.
    ///
    /// # Errors
    /// [`VaultError::Locked`], [`VaultError::Lost`] or [`VaultError::Io`]; nothing is changed then.
    pub fn open(
        directory: &Path,
        guard: &dyn KeyGuard,
        entropy: &dyn Entropy,
        files: &dyn Files,
    ) -> Result<Self, VaultError> {
        let keys = if let Some(wrapped) = key::read(directory)? {
            let open = |wrapped| Keys::new(&key::unwrap(guard, &wrapped)?, wrapped);
            wrapped.into_iter().map(open).collect::<Result<Vec<_>, _>>()?
        } else {
            let (data_key, wrapped) = key::make(1, guard, entropy)?;
            let keys = Keys::new(&data_key, wrapped)?;
            key::write(files, directory, &[keys.wrapped()])?;
            vec![keys]
        };
        let mut keys = keys.into_iter().map(Arc::new);
        let sealing = keys.next().ok_or(VaultError::Lost)?;
        let old = keys.next();
        let is_rotating = old.is_some();
        Ok(Self { ring: RwLock::new(Ring { sealing, old, is_rotating }) })
    }

    /// Whether the directory has a wrapped key.
    #[must_use]
    pub fn exists(directory: &Path) -> bool {
        key::path(directory).exists()
    }

    /// Erases the wrapped key of a data directory. Nothing that was sealed there opens again, once it is closed.
    ///
    /// # Errors
    /// [`VaultError::Io`].
    pub fn forget(directory: &Path, files: &dyn Files) -> Result<(), VaultError> {
        Ok(files::remove_durably(files, &key::path(directory))?)
    }

    /// Whether a new key is taking over: something may still be sealed with the old one.
    #[must_use]
    pub fn is_rotating(&self) -> bool {
        self.ring().is_rotating
    }

    /// Makes a new data key. From here on it seals, and the old one still opens. The caller sees to it that nothing is being sealed meanwhile.
    /// While a key is taking over already, nothing changes.
    ///
    /// # Errors
    /// [`VaultError::Locked`], [`VaultError::Lost`] or [`VaultError::Io`]; the old key seals on then.
    pub fn begin_rotation(
        &self,
        directory: &Path,
        guard: &dyn KeyGuard,
        entropy: &dyn Entropy,
        files: &dyn Files,
    ) -> Result<(), VaultError> {
        let mut ring = self.ring.write().unwrap_or_else(PoisonError::into_inner);
        if ring.is_rotating {
            return Ok(());
        }
        let (data_key, wrapped) = key::make(ring.sealing.id.wrapping_add(1), guard, entropy)?;
        let new = Arc::new(Keys::new(&data_key, wrapped)?);
        key::write(files, directory, &[new.wrapped(), ring.sealing.wrapped()])?;
        ring.old = Some(std::mem::replace(&mut ring.sealing, new));
        ring.is_rotating = true;
        Ok(())
    }

    /// Erases the old key from the disk, once all that it had sealed is sealed anew.
    ///
    /// # Errors
    /// [`VaultError::Io`]; the old key is still there then.
    pub fn end_rotation(&self, directory: &Path, files: &dyn Files) -> Result<(), VaultError> {
        let mut ring = self.ring.write().unwrap_or_else(PoisonError::into_inner);
        key::write(files, directory, &[ring.sealing.wrapped()])?;
        ring.is_rotating = false;
        Ok(())
    }

    fn sealing_keys(&self) -> Arc<Keys> {
        Arc::clone(&self.ring().sealing)
    }

    fn keys(&self, id: u32) -> Option<Arc<Keys>> {
        let ring = self.ring();
        [Some(&ring.sealing), ring.old.as_ref()].into_iter().flatten().find(|keys| keys.id == id).cloned()
    }

    fn ring(&self) -> RwLockReadGuard<'_, Ring> {
        self.ring.read().unwrap_or_else(PoisonError::into_inner)
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
