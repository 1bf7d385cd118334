//! The signed index of warnings: which messages there are now. Any cache may carry it; the signature shows that the city made it, and the
//! serial that it is not an old one. Bytes in, an index or a reason to drop it out.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ED25519, UnparsedPublicKey};
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;

/// The index, once its signature has been checked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct AlertIndex {
    /// Never goes down.
    pub serial: u64,
    /// RFC 3339; after this moment the index is too old to tell what is true now.
    pub valid_until: String,
    /// The messages.
    pub alerts: Vec<IndexedAlert>,
}

/// A message of the index.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct IndexedAlert {
    /// Lower-case hexadecimal SHA-256 of the message.
    pub sha256: String,
    /// Where it is.
    pub url: String,
}

/// What the phone remembers of the newest index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownIndex {
    /// Its `ETag`.
    pub etag: Option<String>,
    /// Its serial.
    pub serial: u64,
    /// When the city last confirmed it.
    pub checked_at: Timestamp,
    /// Until when it tells what is true.
    pub valid_until: Timestamp,
}

/// Why an index is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IndexError {
    /// None of the keys made this signature over these bytes.
    #[error("the signature of the index is wrong")]
    WrongSignature,
    /// The signed bytes are no index.
    #[error("the index can't be read")]
    Unreadable,
    /// A newer one was seen before.
    #[error("the index is older than one seen before")]
    RolledBack,
}

/// Checks and reads an index. `keys` are Ed25519 public keys (RFC 8032) in base64; `known` is the newest index seen before.
///
/// # Errors
/// An [`IndexError`]; the index is dropped then.
pub fn verify(
    json: &[u8],
    signature: &[u8],
    keys: &[String],
    known: Option<&KnownIndex>,
) -> Result<(AlertIndex, Timestamp), IndexError> {
    let signed = keys
        .iter()
        .filter_map(|key| STANDARD.decode(key).ok())
        .any(|key| UnparsedPublicKey::new(&ED25519, key).verify(json, signature).is_ok());
    if !signed {
        return Err(IndexError::WrongSignature);
    }
    let index: AlertIndex = serde_json::from_slice(json).map_err(|_| IndexError::Unreadable)?;
    let valid_until = Timestamp::parse(&index.valid_until).ok_or(IndexError::Unreadable)?;
    if known.is_some_and(|known| index.serial < known.serial) {
        return Err(IndexError::RolledBack);
    }
    Ok((index, valid_until))
}

#[cfg(test)]
mod tests {
    use ring::rand::SystemRandom;
    use ring::signature::{Ed25519KeyPair, KeyPair};

    use super::*;

    const JSON: &[u8] = br#"{"serial":7,"signed_at":"2026-11-23T07:00:00Z","valid_until":"2026-11-24T07:00:00Z","alerts":[]}"#;

    fn signed(json: &[u8]) -> (Vec<u8>, String) {
        let pair = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        let pair = Ed25519KeyPair::from_pkcs8(pair.as_ref()).unwrap();
        (pair.sign(json).as_ref().to_vec(), STANDARD.encode(pair.public_key().as_ref()))
    }

    fn known(serial: u64) -> KnownIndex {
        let never = Timestamp::from_unix_ms(0);
        KnownIndex { etag: None, serial, checked_at: never, valid_until: never }
    }

    #[test]
    fn an_index_counts_when_one_of_the_keys_signed_its_very_bytes() {
        let (signature, key) = signed(JSON);
        let (_, another) = signed(JSON);
        let (index, _) = verify(JSON, &signature, &[another.clone(), key.clone()], None).unwrap();
        assert_eq!(index.serial, 7);
        assert_eq!(verify(JSON, &signature, &[another], None), Err(IndexError::WrongSignature));
        assert_eq!(verify(JSON, &signature, &[], None), Err(IndexError::WrongSignature));
        let altered = [JSON, b" "].concat();
        assert_eq!(verify(&altered, &signature, &[key], None), Err(IndexError::WrongSignature));
    }

    #[test]
    fn an_older_index_is_dropped_although_its_signature_is_right() {
        let (signature, key) = signed(JSON);
        let keys = [key];
        assert_eq!(verify(JSON, &signature, &keys, Some(&known(8))), Err(IndexError::RolledBack));
        assert!(verify(JSON, &signature, &keys, Some(&known(7))).is_ok());
    }
}
