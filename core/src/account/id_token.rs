//! The ID token: who logged in, proved by the provider for this app and this login (`OpenID` Connect Core section 3.1.3.7).

use std::time::Duration;

use serde::Deserialize;

use super::jws::{Jws, JwsError, KeySet};
use super::session::{LoginLevel, PendingLogin};
use crate::city::Login;
use crate::clock::{Timestamp, millis};

/// How far the provider's clock and ours may be apart, when ours was set by its answers.
const LEEWAY: Duration = Duration::from_mins(2);

/// Why an ID token proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum IdTokenError {
    #[error(transparent)]
    Jws(#[from] JwsError),
    #[error("the claims can't be read")]
    Malformed,
    #[error("of another issuer")]
    Issuer,
    #[error("for another app")]
    Audience,
    #[error("it has expired")]
    Expired,
    #[error("not valid yet")]
    Early,
    #[error("of another login")]
    Nonce,
    #[error("the citizen proved who they are too long ago")]
    Stale,
    #[error("of a lower level than was asked for")]
    Level,
}

/// What an ID token proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    /// The provider's name for the citizen.
    pub(super) sub: String,
    pub(super) name: String,
    pub(super) level: LoginLevel,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: i64,
    nbf: Option<i64>,
    iat: i64,
    nonce: Option<String>,
    acr: Option<String>,
    auth_time: Option<i64>,
    name: Option<String>,
}

/// One audience or several (RFC 7519 section 4.1.3).
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// Who logged in. `now` is the wall clock as the provider's answers correct it.
pub(super) fn verify(
    token: &Jws<'_>,
    keys: &KeySet,
    login: &Login,
    pending: &PendingLogin,
    now: Timestamp,
) -> Result<Identity, IdTokenError> {
    let claims: Claims = serde_json::from_slice(token.verify(keys)?).map_err(|_| IdTokenError::Malformed)?;
    check_parties(&claims, login)?;
    check_times(&claims, pending.max_age, now)?;
    if claims.nonce.as_ref() != Some(&pending.nonce) {
        return Err(IdTokenError::Nonce);
    }
    let level = claims.acr.as_deref().and_then(LoginLevel::from_acr);
    let level = level.filter(|level| *level >= pending.level).ok_or(IdTokenError::Level)?;
    if claims.sub.is_empty() {
        return Err(IdTokenError::Malformed);
    }
    Ok(Identity { sub: claims.sub, name: claims.name.unwrap_or_default(), level })
}

fn check_parties(claims: &Claims, login: &Login) -> Result<(), IdTokenError> {
    if claims.iss != login.issuer {
        return Err(IdTokenError::Issuer);
    }
    // A token for several audiences must say which of them asked for it.
    let (is_for_us, needs_azp) = match &claims.aud {
        Audience::One(audience) => (*audience == login.client_id, false),
        Audience::Several(all) => (all.contains(&login.client_id), all.len() > 1),
    };
    let asked_by_us = match &claims.azp {
        Some(azp) => *azp == login.client_id,
        None => !needs_azp,
    };
    if is_for_us && asked_by_us { Ok(()) } else { Err(IdTokenError::Audience) }
}

fn check_times(claims: &Claims, max_age: Option<Duration>, now: Timestamp) -> Result<(), IdTokenError> {
    let (earliest, latest) = (before(now, LEEWAY), now.after(LEEWAY));
    if seconds(claims.exp) <= earliest {
        return Err(IdTokenError::Expired);
    }
    if seconds(claims.iat) > latest || claims.nbf.is_some_and(|nbf| seconds(nbf) > latest) {
        return Err(IdTokenError::Early);
    }
    let Some(max_age) = max_age else { return Ok(()) };
    let proved_at = claims.auth_time.map(seconds).ok_or(IdTokenError::Stale)?;
    if proved_at.after(max_age) < earliest { Err(IdTokenError::Stale) } else { Ok(()) }
}

fn before(moment: Timestamp, by: Duration) -> Timestamp {
    Timestamp::from_unix_ms(moment.unix_ms().saturating_sub(millis(by)))
}

/// A `NumericDate` (RFC 7519 section 2).
fn seconds(since_epoch: i64) -> Timestamp {
    Timestamp::from_unix_ms(since_epoch.saturating_mul(1000))
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use ring::hmac;
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
    use serde_json::{Value, json};

    use super::super::session::Purpose;
    use super::*;
    use crate::entropy::SystemEntropy;

    const NOW: i64 = 1_795_394_465;

    /// A provider with one ES256 key.
    struct Provider {
        key: EcdsaKeyPair,
        random: SystemRandom,
    }

    impl Provider {
        fn new() -> Self {
            let random = SystemRandom::new();
            let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
            let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random);
            Self { key: key.unwrap(), random }
        }

        fn keys(&self, id: &str) -> KeySet {
            let point = self.key.public_key().as_ref();
            let (x, y) = (URL_SAFE_NO_PAD.encode(&point[1..33]), URL_SAFE_NO_PAD.encode(&point[33..]));
            let key = json!({"kty": "EC", "crv": "P-256", "use": "sig", "kid": id, "x": x, "y": y});
            serde_json::from_value(json!({ "keys": [key] })).unwrap()
        }

        fn token(&self, claims: &Value) -> String {
            let signed = signed_part(&json!({"alg": "ES256", "kid": "now"}), claims);
            let signature = self.key.sign(&self.random, signed.as_bytes()).unwrap();
            format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
        }
    }

    fn signed_part(header: &Value, claims: &Value) -> String {
        [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string())).join(".")
    }

    fn login() -> Login {
        Login {
            issuer: "https://id.example/login".into(),
            client_id: "hues".into(),
            redirect_uri: "vn.hues:/callback".into(),
        }
    }

    fn pending(level: LoginLevel, purpose: Purpose) -> PendingLogin {
        PendingLogin::new(level, purpose, true, Duration::ZERO, &SystemEntropy)
    }

    fn claims(pending: &PendingLogin) -> Value {
        json!({"iss": "https://id.example/login", "sub": "citizen-1", "aud": "hues", "exp": NOW + 300, "iat": NOW,
               "auth_time": NOW, "nonce": pending.nonce, "acr": "vneid-2", "name": "Nguyễn Thị Lan"})
    }

    fn check(claims: &Value, pending: &PendingLogin) -> Result<Identity, IdTokenError> {
        let provider = Provider::new();
        let token = provider.token(claims);
        verify(&Jws::parse(&token).unwrap(), &provider.keys("now"), &login(), pending, seconds(NOW))
    }

    /// The claims with these changed; `null` takes one out.
    fn with(pending: &PendingLogin, changes: &Value) -> Value {
        let mut claims = claims(pending);
        for (name, value) in changes.as_object().unwrap() {
            if value.is_null() {
                claims.as_object_mut().unwrap().remove(name);
            } else {
                claims[name] = value.clone();
            }
        }
        claims
    }

    #[test]
    fn a_token_for_this_login_says_who_it_is() {
        let pending = pending(LoginLevel::One, Purpose::LogIn);
        let lan =
            Identity { sub: "citizen-1".into(), name: "Nguyễn Thị Lan".into(), level: LoginLevel::Two };
        assert_eq!(check(&claims(&pending), &pending), Ok(lan));
    }

    #[test]
    fn a_token_for_anybody_else_or_any_other_login_is_refused() {
        let pending = pending(LoginLevel::One, Purpose::LogIn);
        for (changes, expected) in [
            (json!({"iss": "https://evil.example"}), IdTokenError::Issuer),
            (json!({"iss": "https://id.example/login/"}), IdTokenError::Issuer),
            (json!({"aud": "other"}), IdTokenError::Audience),
            (json!({"aud": ["other"]}), IdTokenError::Audience),
            (json!({"aud": []}), IdTokenError::Audience),
            (json!({"aud": ["hues", "other"]}), IdTokenError::Audience),
            (json!({"aud": ["hues", "other"], "azp": "other"}), IdTokenError::Audience),
            (json!({"azp": "other"}), IdTokenError::Audience),
            (json!({"nonce": "another"}), IdTokenError::Nonce),
            (json!({"nonce": null}), IdTokenError::Nonce),
            (json!({"sub": ""}), IdTokenError::Malformed),
            (json!({"exp": null}), IdTokenError::Malformed),
            (json!({"iat": "now"}), IdTokenError::Malformed),
        ] {
            assert_eq!(check(&with(&pending, &changes), &pending), Err(expected), "{changes}");
        }
        for changes in [json!({"aud": ["hues"]}), json!({"aud": ["hues", "other"], "azp": "hues"})] {
            assert!(check(&with(&pending, &changes), &pending).is_ok(), "{changes}");
        }
    }

    #[test]
    fn times_are_believed_within_two_minutes() {
        let pending = pending(LoginLevel::One, Purpose::LogIn);
        for (changes, expected) in [
            (json!({"exp": NOW - 119}), None),
            (json!({"exp": NOW - 120}), Some(IdTokenError::Expired)),
            (json!({"exp": i64::MIN}), Some(IdTokenError::Expired)),
            (json!({"iat": NOW + 120}), None),
            (json!({"iat": NOW + 121}), Some(IdTokenError::Early)),
            (json!({"iat": i64::MAX}), Some(IdTokenError::Early)),
            (json!({"nbf": NOW + 120}), None),
            (json!({"nbf": NOW + 121}), Some(IdTokenError::Early)),
        ] {
            assert_eq!(check(&with(&pending, &changes), &pending).err(), expected, "{changes}");
        }
    }

    #[test]
    fn a_lower_level_than_was_asked_for_is_refused() {
        let pending = pending(LoginLevel::Two, Purpose::LogIn);
        assert!(check(&claims(&pending), &pending).is_ok());
        for changes in [json!({"acr": "vneid-1"}), json!({"acr": "0"}), json!({"acr": null})] {
            assert_eq!(check(&with(&pending, &changes), &pending), Err(IdTokenError::Level), "{changes}");
        }
    }

    #[test]
    fn a_step_up_takes_a_proof_of_the_last_minutes_only() {
        let pending = pending(LoginLevel::Two, Purpose::StepUp);
        for (changes, expected) in [
            (json!({"auth_time": NOW - 420}), None),
            (json!({"auth_time": NOW - 421}), Some(IdTokenError::Stale)),
            (json!({"auth_time": null}), Some(IdTokenError::Stale)),
        ] {
            assert_eq!(check(&with(&pending, &changes), &pending).err(), expected, "{changes}");
        }
    }

    #[test]
    fn a_token_of_another_key_is_refused() {
        let pending = pending(LoginLevel::One, Purpose::LogIn);
        let (ours, others) = (Provider::new(), Provider::new());
        let token = others.token(&claims(&pending));
        for (keys, expected) in
            [(ours.keys("now"), JwsError::Signature), (others.keys("before"), JwsError::UnknownKey)]
        {
            let checked = verify(&Jws::parse(&token).unwrap(), &keys, &login(), &pending, seconds(NOW));
            assert_eq!(checked, Err(expected.into()));
        }
    }

    #[test]
    fn a_public_key_used_as_a_secret_and_no_signature_at_all_prove_nothing() {
        let pending = pending(LoginLevel::One, Purpose::LogIn);
        let provider = Provider::new();
        let symmetric = signed_part(&json!({"alg": "HS256", "kid": "now"}), &claims(&pending));
        let secret = hmac::Key::new(hmac::HMAC_SHA256, provider.key.public_key().as_ref());
        let mac = hmac::sign(&secret, symmetric.as_bytes());
        let confused = format!("{symmetric}.{}", URL_SAFE_NO_PAD.encode(mac));
        assert_eq!(Jws::parse(&confused).err(), Some(JwsError::Algorithm));
        let bare = signed_part(&json!({"alg": "none"}), &claims(&pending));
        assert_eq!(Jws::parse(&format!("{bare}.")).err(), Some(JwsError::Algorithm));
        let unsigned = signed_part(&json!({"alg": "ES256", "kid": "now"}), &claims(&pending));
        let unsigned = format!("{unsigned}.");
        let checked = Jws::parse(&unsigned).unwrap().verify(&provider.keys("now")).err();
        assert_eq!(checked, Some(JwsError::Signature));
    }
}
