//! The data key: made once, wrapped by the platform, kept in `vault.key`.

use std::io;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::VaultError;
use crate::entropy::{Entropy, random};
use crate::files;

/// Format of the file: this mark, then what the platform made of the key.
const MARK: &[u8; 8] = b"HUESKEY1";
const DATA_KEY_LEN: usize = 32;

/// The platform's keystore: Android Keystore, Keychain on Apple systems. It wraps a small secret with a key that never leaves it.
pub trait KeyGuard: Send + Sync {
    /// Encrypts the secret for this device only.
    ///
    /// # Errors
    /// [`KeyGuardError::Locked`] before the first unlock after a start of the phone.
    fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>, KeyGuardError>;

    /// Decrypts what `wrap` made.
    ///
    /// # Errors
    /// [`KeyGuardError::Lost`] when the key was invalidated, or the data came from another phone.
    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, KeyGuardError>;

    /// Destroys the wrapping key: nothing that it wrapped opens again.
    ///
    /// # Errors
    /// When the keystore refuses; the key is still there then.
    fn erase(&self) -> Result<(), KeyGuardError>;
}

/// The two ways in which a keystore fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyGuardError {
    /// Not now: the phone was not unlocked since it started, or the keystore is busy.
    #[error("the keystore is locked")]
    Locked,
    /// Never again: the key was invalidated, or this is another phone.
    #[error("the keystore lost the key")]
    Lost,
}

pub(super) fn path(directory: &Path) -> PathBuf {
    directory.join("vault.key")
}

pub(super) fn open_or_make(
    directory: &Path,
    guard: &dyn KeyGuard,
    entropy: &dyn Entropy,
) -> Result<Zeroizing<[u8; DATA_KEY_LEN]>, VaultError> {
    match std::fs::read(path(directory)) {
        Ok(file) => {
            let wrapped = file.strip_prefix(MARK).ok_or(VaultError::Lost)?;
            let secret = Zeroizing::new(guard.unwrap(wrapped)?);
            let key = <[u8; DATA_KEY_LEN]>::try_from(secret.as_slice()).map_err(|_| VaultError::Lost)?;
            Ok(Zeroizing::new(key))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => make(directory, guard, entropy),
        Err(error) => Err(error.into()),
    }
}

fn make(
    directory: &Path,
    guard: &dyn KeyGuard,
    entropy: &dyn Entropy,
) -> Result<Zeroizing<[u8; DATA_KEY_LEN]>, VaultError> {
    let key = Zeroizing::new(random::<DATA_KEY_LEN>(entropy));
    let wrapped = guard.wrap(&*key)?;
    files::write_durably(&path(directory), &[MARK.as_slice(), &wrapped].concat())?;
    Ok(key)
}
