//! Signed tokens: a JSON Web Signature in compact form (RFC 7515) and the provider's public keys (RFC 7517). Two algorithms of RFC 7518 are
//! spoken, `RS256` and `ES256`; any other, `none` and the symmetric ones first of all, is refused before a key is looked for, and a key serves only the
//! algorithm of its own kind.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Deserialize;

/// Length of a coordinate on P-256 (RFC 7518 section 6.2.1.2).
const P256_COORDINATE: usize = 32;
/// SEC 1 section 2.3.3: a point that is not compressed.
const UNCOMPRESSED: u8 = 4;

/// Why a signed token proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum JwsError {
    #[error("no compact JWS")]
    Malformed,
    #[error("an algorithm that is not spoken")]
    Algorithm,
    #[error("signed with a key that is not known")]
    UnknownKey,
    #[error("the signature is wrong")]
    Signature,
}

/// The algorithms that are spoken (RFC 7518 section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Algorithm {
    Rs256,
    Es256,
}

impl Algorithm {
    fn from_name(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::Rs256),
            "ES256" => Some(Self::Es256),
            _ => None,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
        }
    }
}

/// The JOSE header, as far as it matters (RFC 7515 section 4.1).
#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    /// Extensions that must be understood; none is.
    crit: Option<serde_json::Value>,
}

/// A token that was taken apart; nothing in it is believed before [`Jws::verify`].
pub(crate) struct Jws<'a> {
    algorithm: Algorithm,
    key_id: Option<String>,
    signed: &'a str,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

impl<'a> Jws<'a> {
    pub(crate) fn parse(text: &'a str) -> Result<Self, JwsError> {
        let (signed, signature) = text.rsplit_once('.').ok_or(JwsError::Malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(JwsError::Malformed)?;
        let header: Header = serde_json::from_slice(&decode(header)?).map_err(|_| JwsError::Malformed)?;
        if header.crit.is_some() {
            return Err(JwsError::Malformed);
        }
        Ok(Self {
            algorithm: Algorithm::from_name(&header.alg).ok_or(JwsError::Algorithm)?,
            key_id: header.kid,
            signed,
            payload: decode(payload)?,
            signature: decode(signature)?,
        })
    }

    /// The payload, once one of the keys has proved it.
    pub(crate) fn verify(&self, keys: &KeySet) -> Result<&[u8], JwsError> {
        let key = keys.find(self.key_id.as_deref(), self.algorithm).ok_or(JwsError::UnknownKey)?;
        let proved = match self.algorithm {
            Algorithm::Rs256 => key.verify_rs256(self.signed.as_bytes(), &self.signature),
            Algorithm::Es256 => key.verify_es256(self.signed.as_bytes(), &self.signature),
        };
        if proved == Some(()) { Ok(&self.payload) } else { Err(JwsError::Signature) }
    }
}

fn decode(part: &str) -> Result<Vec<u8>, JwsError> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| JwsError::Malformed)
}

/// The keys of a provider (RFC 7517 section 5). Keys of a kind that is not spoken are passed over.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct KeySet {
    keys: Vec<Jwk>,
}

#[derive(Clone, Debug, Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl KeySet {
    /// Whether the key that this token names is among them.
    pub(super) fn has_key_of(&self, token: &Jws<'_>) -> bool {
        self.find(token.key_id.as_deref(), token.algorithm).is_some()
    }

    /// The key with this id. Without an id only the one key that there is can be meant.
    fn find(&self, id: Option<&str>, algorithm: Algorithm) -> Option<&Jwk> {
        let mut fitting = self.keys.iter().filter(|key| key.serves(algorithm));
        match id {
            Some(id) => fitting.find(|key| key.kid.as_deref() == Some(id)),
            None => fitting.next().filter(|_| fitting.next().is_none()),
        }
    }
}

impl Jwk {
    fn serves(&self, algorithm: Algorithm) -> bool {
        let kind_fits = match algorithm {
            Algorithm::Rs256 => self.kty == "RSA",
            Algorithm::Es256 => self.kty == "EC" && self.crv.as_deref() == Some("P-256"),
        };
        kind_fits
            && self.purpose.as_deref().is_none_or(|purpose| purpose == "sig")
            && self.alg.as_deref().is_none_or(|name| name == algorithm.name())
    }

    fn verify_rs256(&self, signed: &[u8], signature: &[u8]) -> Option<()> {
        let (n, e) = (decode(self.n.as_deref()?).ok()?, decode(self.e.as_deref()?).ok()?);
        RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, signed, signature).ok()
    }

    fn verify_es256(&self, signed: &[u8], signature: &[u8]) -> Option<()> {
        let (x, y) = (decode(self.x.as_deref()?).ok()?, decode(self.y.as_deref()?).ok()?);
        if x.len() != P256_COORDINATE || y.len() != P256_COORDINATE {
            return None;
        }
        let point = [&[UNCOMPRESSED], x.as_slice(), &y].concat();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(signed, signature).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7515 appendix A.2: RS256.
    const RS256: &str = concat!(
        "eyJhbGciOiJSUzI1NiJ9",
        ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
        ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9",
        "uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eS",
        "N9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AX",
        "LIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
    );
    const RSA: &str = r#"{"keys": [{"kty": "RSA", "e": "AQAB", "n":
        "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}]}"#;
    /// RFC 7515 appendix A.3: ES256.
    const ES256: &str = concat!(
        "eyJhbGciOiJFUzI1NiJ9",
        ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
        ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
    );
    const EC: &str = r#"{"keys": [{"kty": "EC", "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"#;
    const PAYLOAD: &[u8] =
        b"{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";
    /// RFC 7517 appendix A.1: the elliptic curve key is for encryption.
    const TWO_KEYS: &str = r#"{"keys": [
        {"kty": "EC", "crv": "P-256", "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
         "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM", "use": "enc", "kid": "1"},
        {"kty": "RSA", "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
         "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"}]}"#;

    fn keys(json: &str) -> KeySet {
        serde_json::from_str(json).unwrap()
    }

    fn with_header(header: &str) -> String {
        let rest = &RS256[RS256.find('.').unwrap()..];
        format!("{}{rest}", URL_SAFE_NO_PAD.encode(header))
    }

    #[test]
    fn the_signatures_of_rfc_7515_are_proved() {
        assert_eq!(Jws::parse(RS256).unwrap().verify(&keys(RSA)), Ok(PAYLOAD));
        assert_eq!(Jws::parse(ES256).unwrap().verify(&keys(EC)), Ok(PAYLOAD));
    }

    #[test]
    fn a_changed_byte_of_header_payload_or_signature_is_seen() {
        for (token, keys) in [(RS256, keys(RSA)), (ES256, keys(EC))] {
            let payload = token.find('.').unwrap() + 12;
            let signature = token.rfind('.').unwrap() + 12;
            for at in [payload, signature] {
                let other = if &token[at..=at] == "A" { "B" } else { "A" };
                let altered = format!("{}{other}{}", &token[..at], &token[at + 1..]);
                assert_eq!(Jws::parse(&altered).unwrap().verify(&keys), Err(JwsError::Signature));
            }
        }
        let other_header = with_header(r#"{"alg":"RS256","typ":"JWT"}"#);
        assert_eq!(Jws::parse(&other_header).unwrap().verify(&keys(RSA)), Err(JwsError::Signature));
    }

    #[test]
    fn no_signature_and_symmetric_ones_are_refused_before_a_key_is_looked_for() {
        for algorithm in ["none", "None", "HS256", "HS512", "RS512", "PS256", "ES384", "EdDSA", ""] {
            let token = with_header(&format!(r#"{{"alg":"{algorithm}"}}"#));
            assert_eq!(Jws::parse(&token).err(), Some(JwsError::Algorithm), "{algorithm}");
        }
    }

    #[test]
    fn a_key_serves_its_own_kind_and_purpose_only() {
        let rsa_as_ec = keys(&RSA.replace("RSA", "EC"));
        assert_eq!(Jws::parse(RS256).unwrap().verify(&rsa_as_ec), Err(JwsError::UnknownKey));
        assert_eq!(Jws::parse(ES256).unwrap().verify(&keys(RSA)), Err(JwsError::UnknownKey));
        let encryption = keys(&EC.replace("\"crv\"", "\"use\": \"enc\", \"crv\""));
        assert_eq!(Jws::parse(ES256).unwrap().verify(&encryption), Err(JwsError::UnknownKey));
        let other_algorithm = keys(&RSA.replace("\"e\"", "\"alg\": \"RS512\", \"e\""));
        assert_eq!(Jws::parse(RS256).unwrap().verify(&other_algorithm), Err(JwsError::UnknownKey));
    }

    #[test]
    fn keys_are_found_by_their_id() {
        let set = keys(TWO_KEYS);
        assert!(set.find(Some("2011-04-29"), Algorithm::Rs256).is_some());
        assert!(set.find(Some("2012"), Algorithm::Rs256).is_none());
        assert!(set.find(Some("1"), Algorithm::Es256).is_none(), "it is for encryption");
        assert!(set.find(None, Algorithm::Rs256).is_some(), "only one can be meant");
        let twice = KeySet { keys: [set.keys.clone(), set.keys.clone()].concat() };
        assert!(twice.find(None, Algorithm::Rs256).is_none(), "two could be meant");
        let named = with_header(r#"{"alg":"RS256","kid":"2011-04-29"}"#);
        assert_eq!(Jws::parse(&named).unwrap().verify(&set), Err(JwsError::Signature));
    }

    #[test]
    fn what_is_no_token_is_refused() {
        for text in ["", "..", "a.b", "a.b.c", "e30.e30", &format!("{RS256}.e30"), &RS256.replace('.', ":")] {
            assert_eq!(Jws::parse(text).err(), Some(JwsError::Malformed), "{text}");
        }
        let critical = with_header(r#"{"alg":"RS256","crit":["exp"]}"#);
        assert_eq!(Jws::parse(&critical).err(), Some(JwsError::Malformed));
        let twice = with_header(r#"{"alg":"RS256","alg":"none"}"#);
        assert_eq!(Jws::parse(&twice).err(), Some(JwsError::Malformed));
    }
}
