//! The keys that sign ID tokens: ES256 only, because ring makes no RSA keys. The key is made at the first
//! start and stays in the data directory with the one before it, so that a token from just before a rotation
//! can be checked just after it. Claims in, compact JWS out (RFC 7515); the keys leave as a JWK set (RFC 7517).

use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

use crate::{Error, keyfile};

/// A key and what is public of it.
#[derive(Debug)]
struct SigningKey {
    pair: EcdsaKeyPair,
    /// The thumbprint of RFC 7638.
    kid: String,
    jwk: Value,
}

impl SigningKey {
    fn make() -> Result<Vec<u8>, Error> {
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        Ok(made.map_err(|_| Error::Randomness)?.as_ref().to_vec())
    }

    fn read(pkcs8: &[u8]) -> Result<Self, Error> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8, &SystemRandom::new())
            .map_err(|_| Error::LoginKey)?;
        // An uncompressed point (SEC 1, section 2.3.3): one byte that says so, then x and y.
        let (x, y) = pair.public_key().as_ref().get(1..65).ok_or(Error::LoginKey)?.split_at(32);
        let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
        let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        let kid = URL_SAFE_NO_PAD.encode(digest(&SHA256, canonical.as_bytes()));
        let jwk =
            json!({"kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": kid, "alg": "ES256", "use": "sig"});
        Ok(Self { pair, kid, jwk })
    }
}

#[derive(Debug)]
struct Held {
    pkcs8: Vec<u8>,
    current: SigningKey,
    previous: Option<SigningKey>,
}

/// The keys of one data directory.
#[derive(Debug)]
pub(crate) struct Keys {
    current_file: PathBuf,
    previous_file: PathBuf,
    held: RwLock<Held>,
}

impl Keys {
    pub(crate) fn open(data: &Path) -> Result<Self, Error> {
        let (current_file, previous_file) = (data.join("login.key"), data.join("login-previous.key"));
        let pkcs8 = keyfile::read_or_make(&current_file, SigningKey::make)?;
        let current = SigningKey::read(&pkcs8)?;
        let previous = previous_file.exists().then(|| SigningKey::read(&std::fs::read(&previous_file)?));
        // A kill in the middle of a rotation leaves the same key in both places.
        let previous = previous.transpose()?.filter(|previous| previous.kid != current.kid);
        Ok(Self { current_file, previous_file, held: RwLock::new(Held { pkcs8, current, previous }) })
    }

    /// Signs with a new key from now on; returns its `kid`.
    pub(crate) fn rotate(&self) -> Result<String, Error> {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        let pkcs8 = SigningKey::make()?;
        let current = SigningKey::read(&pkcs8)?;
        keyfile::write(&self.previous_file, &held.pkcs8)?;
        keyfile::write(&self.current_file, &pkcs8)?;
        let kid = current.kid.clone();
        held.pkcs8 = pkcs8;
        held.previous = Some(std::mem::replace(&mut held.current, current));
        Ok(kid)
    }

    /// The JWK set, the newest key last: who takes the first one without looking at its `kid` is found out.
    pub(crate) fn public(&self) -> Value {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let keys: Vec<&Value> =
            held.previous.iter().chain(std::iter::once(&held.current)).map(|key| &key.jwk).collect();
        json!({ "keys": keys })
    }

    /// The claims as a signed token.
    pub(crate) fn sign(&self, claims: &Value) -> Result<String, Error> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let header = json!({"alg": "ES256", "typ": "JWT", "kid": held.current.kid});
        let [header, claims] = [&header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
        let signed = format!("{header}.{claims}");
        let signature = held.current.pair.sign(&SystemRandom::new(), signed.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(signature.map_err(|_| Error::Randomness)?);
        Ok(format!("{signed}.{signature}"))
    }
}
