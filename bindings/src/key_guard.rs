//! The platform's keystore, as Kotlin and Swift write it.

use std::fmt;
use std::sync::Arc;

use uniffi::UnexpectedUniFFICallbackError;

/// The platform's keystore: Android Keystore, Keychain on Apple systems. It wraps a small secret with a key that never leaves it. Called
/// while a client opens, gets a new key or erases everything, on the thread of that call.
#[uniffi::export(with_foreign)]
pub trait KeyGuard: Send + Sync {
    /// Encrypts the secret for this device only.
    ///
    /// # Errors
    /// [`KeyGuardError::Locked`] before the first unlock after a start of the phone.
    fn wrap(&self, secret: Vec<u8>) -> Result<Vec<u8>, KeyGuardError>;

    /// Decrypts what `wrap` made.
    ///
    /// # Errors
    /// [`KeyGuardError::Lost`] when the key was invalidated, or the data came from another phone.
    fn unwrap(&self, wrapped: Vec<u8>) -> Result<Vec<u8>, KeyGuardError>;

    /// Destroys the wrapping key, if there is one: nothing that it wrapped opens again. The next `wrap` makes a new one.
    ///
    /// # Errors
    /// When the keystore refuses; the key is still there then, and will be erased at the next start.
    fn erase(&self) -> Result<(), KeyGuardError>;
}

/// The two ways in which a keystore fails. Whatever else a keystore throws counts as `Locked`, because trying later loses nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Error)]
pub enum KeyGuardError {
    /// Not now: the phone was not unlocked since it started, or the keystore is busy.
    Locked,
    /// Never again: the key was invalidated, or this is another phone.
    Lost,
}

impl fmt::Display for KeyGuardError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hues_core::KeyGuardError::from(*self).fmt(f)
    }
}

impl std::error::Error for KeyGuardError {}

impl From<KeyGuardError> for hues_core::KeyGuardError {
    fn from(error: KeyGuardError) -> Self {
        match error {
            KeyGuardError::Locked => Self::Locked,
            KeyGuardError::Lost => Self::Lost,
        }
    }
}

impl From<UnexpectedUniFFICallbackError> for KeyGuardError {
    fn from(_: UnexpectedUniFFICallbackError) -> Self {
        tracing::warn!("the keystore failed in a way of its own; it counts as locked");
        Self::Locked
    }
}

/// The platform's keystore as the core sees it.
pub(crate) struct Keystore(pub(crate) Arc<dyn KeyGuard>);

impl hues_core::KeyGuard for Keystore {
    fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>, hues_core::KeyGuardError> {
        Ok(self.0.wrap(secret.to_vec())?)
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, hues_core::KeyGuardError> {
        Ok(self.0.unwrap(wrapped.to_vec())?)
    }

    fn erase(&self) -> Result<(), hues_core::KeyGuardError> {
        Ok(self.0.erase()?)
    }
}
