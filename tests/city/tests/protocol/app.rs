//! The app and its browser in a login of the tests: they ask, press the page's buttons and read what comes
//! back. Every part of a request can be changed.

use std::collections::HashMap;
use std::io;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use city::City;
use form_urlencoded::Serializer;
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::Value;

use crate::phone::{Answer, Phone, send};

pub(crate) const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
/// RFC 7636, appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// A state that must be written another way in an address.
pub(crate) const STATE: &str = "trạng thái & 1+1";

pub(crate) type Pairs<'a> = &'a [(&'a str, &'a str)];

/// The pairs as a form or a query.
pub(crate) fn form(pairs: Pairs<'_>) -> String {
    Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// The app's request, with some parameters changed; an empty one is left out.
pub(crate) fn request(changes: Pairs<'_>) -> String {
    let usual = [
        ("response_type", "code"),
        ("client_id", "hues-app"),
        ("redirect_uri", "vn.hues:/callback"),
        ("scope", "openid profile offline_access"),
        ("state", STATE),
        ("nonce", "nonce-1"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let kept = usual.iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    let pairs: Vec<_> = kept.chain(changes).filter(|(_, value)| !value.is_empty()).copied().collect();
    form(&pairs)
}

/// What came back to the app: the address without its query, and the parameters.
pub(crate) fn returned(answer: &Answer) -> (String, HashMap<String, String>) {
    assert_eq!((answer.status, answer.header("cache-control")), (303, Some("no-store")), "{answer:?}");
    let (address, query) = answer.header("location").and_then(|to| to.split_once('?')).expect("a redirect");
    (address.to_owned(), form_urlencoded::parse(query.as_bytes()).into_owned().collect())
}

/// The app on a phone, and the city that it logs in to.
pub(crate) struct App {
    pub(crate) port: u16,
}

impl App {
    pub(crate) fn of(city: &City) -> Self {
        Self { port: city.port() }
    }

    pub(crate) fn issuer(&self) -> String {
        format!("http://127.0.0.1:{}/login", self.port)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        send(self.port, "GET", path, &[], b"").expect("an answer")
    }

    /// The page that a request opens.
    pub(crate) fn open(&self, changes: Pairs<'_>) -> Answer {
        self.get(&format!("/login/authorize?{}", request(changes)))
    }

    /// Presses a button of the page.
    pub(crate) fn press(&self, changes: Pairs<'_>, fields: Pairs<'_>) -> Answer {
        let path = format!("/login/authorize?{}", request(changes));
        send(self.port, "POST", &path, &[FORM], form(fields).as_bytes()).expect("an answer")
    }

    /// The code of a login at level 1.
    pub(crate) fn code(&self, changes: Pairs<'_>) -> String {
        let answer = self.press(changes, &[("citizen", "cong-dan-1"), ("level", "1")]);
        returned(&answer).1.remove("code").expect("a code")
    }

    pub(crate) fn try_tokens(&self, fields: Pairs<'_>) -> io::Result<Answer> {
        let fields = form(&[&[("client_id", "hues-app")], fields].concat());
        send(self.port, "POST", "/login/token", &[FORM], fields.as_bytes())
    }

    pub(crate) fn tokens(&self, fields: Pairs<'_>) -> Answer {
        self.try_tokens(fields).expect("an answer")
    }

    /// Exchanges a code, with some fields changed.
    pub(crate) fn redeem(&self, code: &str, changes: Pairs<'_>) -> Answer {
        let usual = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", "vn.hues:/callback"),
            ("code_verifier", VERIFIER),
        ];
        let kept = usual.iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
        self.tokens(&kept.chain(changes).copied().collect::<Vec<_>>())
    }

    pub(crate) fn refresh(&self, token: &str) -> Answer {
        self.tokens(&[("grant_type", "refresh_token"), ("refresh_token", token)])
    }

    /// Logs in at level 1.
    pub(crate) fn login(&self) -> Tokens {
        Tokens::of(&self.redeem(&self.code(&[]), &[]))
    }

    pub(crate) fn revoke(&self, token: &str) -> Answer {
        let fields = form(&[("client_id", "hues-app"), ("token", token)]);
        send(self.port, "POST", "/login/revoke", &[FORM], fields.as_bytes()).expect("an answer")
    }

    pub(crate) fn me(&self, access_token: &str) -> Answer {
        let bearer = format!("Bearer {access_token}");
        Phone::unknown(self.port).ask("GET", "/v1/me", &[("Authorization", &bearer)], b"")
    }

    pub(crate) fn public_keys(&self) -> Vec<Value> {
        self.get("/login/jwks.json").json()["keys"].as_array().expect("keys").clone()
    }

    /// The claims of an ID token whose signature is good, and the `kid` of its key.
    pub(crate) fn claims(&self, id_token: &str) -> (Value, String) {
        let (signed, signature) = id_token.rsplit_once('.').expect("a signature");
        let (header, claims) = signed.split_once('.').expect("a header");
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).expect("base64url");
        let header: Value = serde_json::from_slice(&decode(header)).expect("JSON");
        assert_eq!(header["alg"], "ES256");
        let keys = self.public_keys();
        let key = keys.iter().find(|key| key["kid"] == header["kid"]).expect("the key is public");
        assert_eq!((key["kty"].as_str(), key["crv"].as_str()), (Some("EC"), Some("P-256")));
        let half = |name: &str| decode(key[name].as_str().expect("a coordinate"));
        let point = [&[4][..], &half("x"), &half("y")].concat();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
            .verify(signed.as_bytes(), &decode(signature))
            .expect("a good signature");
        let kid = header["kid"].as_str().expect("a kid").to_owned();
        (serde_json::from_slice(&decode(claims)).expect("JSON"), kid)
    }
}

/// The tokens of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: String,
    pub(crate) id: String,
}

impl Tokens {
    pub(crate) fn of(answer: &Answer) -> Self {
        assert_eq!((answer.status, answer.header("cache-control")), (200, Some("no-store")), "{answer:?}");
        assert_eq!(answer.header("content-type"), Some("application/json"));
        let body = answer.json();
        assert_eq!(body["token_type"], "Bearer");
        let text = |name: &str| body[name].as_str().expect("a token").to_owned();
        Self { access: text("access_token"), refresh: text("refresh_token"), id: text("id_token") }
    }
}

/// The error of a refusal by the token endpoint, after looking that it is one.
pub(crate) fn refusal(answer: &Answer) -> String {
    assert_eq!((answer.status, answer.header("cache-control")), (400, Some("no-store")), "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/json"));
    answer.json()["error"].as_str().expect("an error").to_owned()
}
