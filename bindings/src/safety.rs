//! A new key for what is on the phone, and the end of all of it.

use crate::client::Client;
use crate::error::ApiError;
use crate::words::Words;

/// How far a new key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct KeyChange {
    /// Parts of what is kept that are sealed with it.
    pub done: u32,
    /// All parts.
    pub total: u32,
}

words! { KeyChange of hues_core::KeyChange }

/// What an end of it all would mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Erasure {
    /// Drafts, which nobody else has.
    pub drafts: u32,
    /// Reports of which something has not reached the city.
    pub unsent: u32,
    /// Reports that the city has whole.
    pub sent: u32,
}

#[uniffi::export]
impl Erasure {
    /// What is lost and what the city keeps, a sentence each.
    pub fn sentences(&self) -> Vec<Words> {
        let Self { drafts, unsent, sent } = *self;
        let sentences = hues_core::Erasure { drafts, unsent, sent }.sentences();
        sentences.into_iter().map(Words::from).collect()
    }
}

#[uniffi::export]
impl Client {
    /// Makes a new data key and seals everything with it; the old key is erased then. It takes as long as copying all photos; a pause or a
    /// kill on the way loses nothing, and the next start goes on. [`Client::key_change`] tells how far it is.
    ///
    /// # Errors
    /// [`ApiError::KeyLocked`], [`ApiError::KeyLost`], [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn rotate_key(&self) -> Result<(), ApiError> {
        self.call(hues_core::Client::rotate_key)
    }

    /// How far a new key is, here or since the last start; none when there is none on its way.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn key_change(&self) -> Result<Option<KeyChange>, ApiError> {
        self.call(|core| Ok(core.key_change()?.map(KeyChange::from)))
    }

    /// What [`Client::wipe`] would mean now.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn erasure(&self) -> Result<Erasure, ApiError> {
        self.call(|core| {
            let hues_core::Erasure { drafts, unsent, sent } = core.erasure()?;
            Ok(Erasure { drafts, unsent, sent })
        })
    }

    /// Erases everything that the citizen has on this phone, also what was put aside: the wrapped key first, then all the rest. A kill on the
    /// way is made up for at the next start. The client is as if new afterwards, and nobody is logged in; what was sent stays with the city.
    ///
    /// # Errors
    /// [`ApiError::KeyLocked`] when the keystore keeps its own key for now: nothing opens any more all the same, and the next start
    /// asks it again. [`ApiError::Closed`], or an error of the phone itself.
    pub fn wipe(&self) -> Result<(), ApiError> {
        self.call(hues_core::Client::wipe)
    }
}

impl From<hues_core::KeyChange> for KeyChange {
    fn from(change: hues_core::KeyChange) -> Self {
        let hues_core::KeyChange { done, total } = change;
        Self { done, total }
    }
}

impl From<KeyChange> for hues_core::KeyChange {
    fn from(change: KeyChange) -> Self {
        let KeyChange { done, total } = change;
        Self { done, total }
    }
}
