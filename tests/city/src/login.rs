//! The city's `OpenID` provider, at the issuer `<origin>/login`: what it says of itself, its pages for a
//! browser, its tokens for the app. Requests come in by HTTP and leave as codes, tokens and signed claims;
//! what an account may do with its token is not known here.
//!
//! It remembers no browser: each login is made anew, on a page. So every `auth_time` is the moment of that
//! page, and every `max_age` and `prompt=login` is kept.

mod authorize;
mod citizen;
pub(crate) mod grant;
mod key;
mod page;
mod parameters;
mod token;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use ring::hmac;
use serde_json::json;

pub(crate) use self::citizen::Citizen;
use self::grant::Lives;
use self::key::Keys;
use crate::problem::{self, Problem};
use crate::{App, Error, Options, digest, http, keyfile, store};

/// The one client, a public one (RFC 8252, section 8.4).
const CLIENT_ID: &str = "hues-app";
/// What the app must ask for; it gets all of it.
const SCOPES: [&str; 3] = ["openid", "profile", "offline_access"];

/// What the login needs beside the database.
#[derive(Debug)]
pub(crate) struct Provider {
    keys: Keys,
    /// Makes a refresh token's successor from it.
    successors: hmac::Key,
    access_token_life_s: AtomicU64,
    code_life: Duration,
    grace: Duration,
}

impl Provider {
    /// The provider of this data directory; its keys are made now if there are none.
    pub(crate) fn open(options: &Options) -> Result<Self, Error> {
        let successors = keyfile::read_or_make(&options.data.join("login-successors.key"), || {
            Ok(digest::new_secret()?.0.into_bytes())
        })?;
        Ok(Self {
            keys: Keys::open(&options.data)?,
            successors: hmac::Key::new(hmac::HMAC_SHA256, &successors),
            access_token_life_s: AtomicU64::new(options.access_token_life.as_secs()),
            code_life: options.code_life,
            grace: options.refresh_grace,
        })
    }

    pub(crate) fn set_access_token_life(&self, life: Duration) {
        self.access_token_life_s.store(life.as_secs(), Ordering::Relaxed);
    }

    /// Signs with a new key from now on; returns its `kid`.
    pub(crate) fn rotate_key(&self) -> Result<String, Error> {
        self.keys.rotate()
    }

    fn lives(&self) -> Lives {
        let access_token = Duration::from_secs(self.access_token_life_s.load(Ordering::Relaxed));
        Lives { access_token, grace: self.grace }
    }
}

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/login/.well-known/openid-configuration", get(describe))
        .route("/login/jwks.json", get(public_keys))
        .route("/login/authorize", get(authorize::show).post(authorize::submit))
        .route("/login/style.css", get(style))
        .route("/login/token", post(token::exchange))
        .route("/login/revoke", post(token::revoke))
        .method_not_allowed_fallback(problem::no_such_method)
}

/// The issuer by the name that the asker has for this city: the city listens on the loopback address only,
/// but an emulator or a forwarded port reaches it under other names. A real one has one name.
fn issuer(headers: &HeaderMap) -> Result<String, Problem> {
    let host = http::text_of(headers, header::HOST).ok_or_else(|| {
        Problem::new(StatusCode::BAD_REQUEST, "host-missing", "A request must say whom it asks")
    })?;
    Ok(format!("http://{host}/login"))
}

/// `GET /login/.well-known/openid-configuration` (`OpenID` Connect Discovery 1.0, section 3)
async fn describe(headers: HeaderMap) -> Result<Response, Problem> {
    let issuer = issuer(&headers)?;
    let document = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "revocation_endpoint": format!("{issuer}/revoke"),
        "jwks_uri": format!("{issuer}/jwks.json"),
        "scopes_supported": SCOPES,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "revocation_endpoint_auth_methods_supported": ["none"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "acr_values_supported": ["vneid-1", "vneid-2"],
        "claims_supported": ["iss", "sub", "aud", "exp", "iat", "nonce", "acr", "auth_time", "name"],
        "ui_locales_supported": ["vi", "en"],
        "authorization_response_iss_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
    });
    Ok(([(header::CACHE_CONTROL, "public, max-age=300")], Json(document)).into_response())
}

/// `GET /login/jwks.json`
async fn public_keys(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    app.store.transact(|db| store::count(db, "key_fetches"))?;
    Ok(([(header::CACHE_CONTROL, "public, max-age=300")], Json(app.provider.keys.public())).into_response())
}

/// The looks of the desk, and what the login's pages have of their own.
async fn style() -> Response {
    const STYLE: &str = concat!(include_str!("operator/style.css"), include_str!("login/style.css"));
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, STYLE).into_response()
}
