//! A keystore for machines that have none: the wrapping key is a file beside the data directory. It protects nothing; it behaves as a
//! phone's keystore does, failures included.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use hues_core::{KeyGuard, KeyGuardError};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};

const KEY_LEN: usize = 32;

/// How the keystore is today.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keystore {
    /// It works.
    #[default]
    Open,
    /// The phone was not unlocked since it started.
    Locked,
    /// The key was invalidated.
    Lost,
}

/// A keystore in a file.
pub struct FileKeyGuard {
    file: PathBuf,
    keystore: Mutex<Keystore>,
}

impl FileKeyGuard {
    /// With its key in this file, which is made when it is first needed.
    #[must_use]
    pub fn new(file: &Path) -> Self {
        Self { file: file.to_owned(), keystore: Mutex::default() }
    }

    /// From now on it behaves so.
    pub fn set(&self, keystore: Keystore) {
        *self.keystore.lock().unwrap_or_else(PoisonError::into_inner) = keystore;
    }

    fn check(&self) -> Result<(), KeyGuardError> {
        match *self.keystore.lock().unwrap_or_else(PoisonError::into_inner) {
            Keystore::Open => Ok(()),
            Keystore::Locked => Err(KeyGuardError::Locked),
            Keystore::Lost => Err(KeyGuardError::Lost),
        }
    }

    fn key(&self) -> Result<LessSafeKey, KeyGuardError> {
        self.check()?;
        let bytes = match fs::read(&self.file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let bytes = random::<KEY_LEN>()?.to_vec();
                fs::write(&self.file, &bytes).map_err(|_| KeyGuardError::Locked)?;
                bytes
            }
            Err(_) => return Err(KeyGuardError::Locked),
        };
        UnboundKey::new(&AES_256_GCM, &bytes).map(LessSafeKey::new).map_err(|_| KeyGuardError::Lost)
    }
}

fn random<const N: usize>() -> Result<[u8; N], KeyGuardError> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| KeyGuardError::Locked)?;
    Ok(bytes)
}

impl KeyGuard for FileKeyGuard {
    fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>, KeyGuardError> {
        let nonce = random::<NONCE_LEN>()?;
        let mut body = secret.to_vec();
        self.key()?
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut body)
            .map_err(|_| KeyGuardError::Lost)?;
        Ok([nonce.as_slice(), &body].concat())
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, KeyGuardError> {
        let key = self.key()?;
        let (nonce, body) = wrapped.split_at_checked(NONCE_LEN).ok_or(KeyGuardError::Lost)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| KeyGuardError::Lost)?;
        let mut body = body.to_vec();
        let secret = key.open_in_place(nonce, Aad::empty(), &mut body).map_err(|_| KeyGuardError::Lost)?;
        Ok(secret.to_vec())
    }

    fn erase(&self) -> Result<(), KeyGuardError> {
        self.check()?;
        match fs::remove_file(&self.file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(KeyGuardError::Locked),
            _ => Ok(()),
        }
    }
}
