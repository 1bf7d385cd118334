//! The data key: made by the phone, wrapped by the platform, kept in `vault.key`. While a new one takes over, the file holds both, so that a
//! kill at any moment leaves every key that something is still sealed with.

use std::io;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::VaultError;
use crate::entropy::Entropy;
use crate::files::{self, Files};

/// Format of the file: this mark, then for each key its id, the length of what the platform made of it, and that; the numbers are of four
/// bytes, big-endian. The first key is the one that seals.
const MARK: &[u8; 8] = b"HUESKEY2";
/// The first format: this mark, then what the platform made of the only key, whose id is 1.
const FIRST_MARK: &[u8; 8] = b"HUESKEY1";
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

    /// Destroys the wrapping key, if there is one: nothing that it wrapped opens again. The next `wrap` makes a new one.
    ///
    /// # Errors
    /// When the keystore refuses; the key is still there then, and will be erased at the next start.
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

/// A data key as the file keeps it.
pub(super) struct Wrapped {
    pub(super) id: u32,
    pub(super) bytes: Vec<u8>,
}

pub(super) type DataKey = Zeroizing<[u8; DATA_KEY_LEN]>;

/// The keys of a directory, the one that seals first; `None` when it has none.
pub(super) fn read(directory: &Path) -> Result<Option<Vec<Wrapped>>, VaultError> {
    let file = match std::fs::read(path(directory)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    if let Some(wrapped) = file.strip_prefix(FIRST_MARK) {
        return Ok(Some(vec![Wrapped { id: 1, bytes: wrapped.to_vec() }]));
    }
    let keys = file.strip_prefix(MARK).and_then(parse).filter(|keys| !keys.is_empty());
    keys.map(Some).ok_or(VaultError::Lost)
}

fn parse(mut rest: &[u8]) -> Option<Vec<Wrapped>> {
    let mut keys = Vec::new();
    while !rest.is_empty() {
        let (id, after) = rest.split_first_chunk()?;
        let (len, after) = after.split_first_chunk()?;
        let (bytes, after) = after.split_at_checked(usize::try_from(u32::from_be_bytes(*len)).ok()?)?;
        keys.push(Wrapped { id: u32::from_be_bytes(*id), bytes: bytes.to_vec() });
        rest = after;
    }
    Some(keys)
}

/// Writes the keys in the place of those that were there, in one step.
pub(super) fn write(files: &dyn Files, directory: &Path, keys: &[Wrapped]) -> Result<(), VaultError> {
    let mut file = MARK.to_vec();
    for key in keys {
        let len = u32::try_from(key.bytes.len()).map_err(|_| VaultError::Damaged)?;
        file.extend(key.id.to_be_bytes());
        file.extend(len.to_be_bytes());
        file.extend(&key.bytes);
    }
    Ok(files::write_durably(files, &path(directory), &file)?)
}

pub(super) fn unwrap(guard: &dyn KeyGuard, wrapped: &Wrapped) -> Result<DataKey, VaultError> {
    let secret = Zeroizing::new(guard.unwrap(&wrapped.bytes)?);
    let mut key = Zeroizing::new([0; DATA_KEY_LEN]);
    if secret.len() != DATA_KEY_LEN {
        return Err(VaultError::Lost);
    }
    key.copy_from_slice(&secret);
    Ok(key)
}

/// A new key, not yet written.
pub(super) fn make(
    id: u32,
    guard: &dyn KeyGuard,
    entropy: &dyn Entropy,
) -> Result<(DataKey, Wrapped), VaultError> {
    let mut key = Zeroizing::new([0; DATA_KEY_LEN]);
    entropy.fill(&mut *key);
    let bytes = guard.wrap(&*key)?;
    Ok((key, Wrapped { id, bytes }))
}
