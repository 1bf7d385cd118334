//! What the app asks without a browser: tokens for a code, tokens for a refresh token, and the end of them.
//! Forms in, JSON out, in the words of RFC 6749, section 5; the decisions are `grant`'s.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::citizen::Citizen;
use super::grant::{self, Granted, Lives};
use super::parameters::Parameters;
use super::{CLIENT_ID, SCOPES, issuer};
use crate::misbehaviour::Trouble;
use crate::problem::Problem;
use crate::{App, http, store};

const BODY_LIMIT: u64 = 16 << 10;
/// How long an ID token can be shown, in seconds. The app looks at it once.
const ID_TOKEN_LIFE_S: i64 = 300;

/// A request that the provider refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refusal {
    error: &'static str,
    /// For the developer of the app.
    why: &'static str,
}

impl Refusal {
    pub(super) const fn invalid_grant(why: &'static str) -> Self {
        Self { error: "invalid_grant", why }
    }

    const fn invalid_request(why: &'static str) -> Self {
        Self { error: "invalid_request", why }
    }
}

/// Why there is no good answer.
#[derive(Debug)]
pub(crate) enum Failure {
    Refused(Refusal),
    Broken(Problem),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl<T: Into<Problem>> From<T> for Failure {
    fn from(broken: T) -> Self {
        Self::Broken(broken.into())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::Refused(Refusal { error, why }) => {
                let body = Json(json!({"error": error, "error_description": why}));
                (StatusCode::BAD_REQUEST, [(header::CACHE_CONTROL, "no-store")], body).into_response()
            }
            Self::Broken(problem) => problem.into_response(),
        }
    }
}

/// The parameters of a request by the app.
async fn take(app: &App, trouble: &Trouble, headers: &HeaderMap, body: Body) -> Result<Parameters, Failure> {
    let body = http::take_whole(body, BODY_LIMIT, app.options.silence, trouble).await?;
    if !http::is_of_type(headers, "application/x-www-form-urlencoded") {
        return Err(Refusal::invalid_request("the body must be a form").into());
    }
    let form = Parameters::read(&body).ok_or(Refusal::invalid_request("a parameter is there twice"))?;
    if form.get("client_id") != Some(CLIENT_ID) {
        return Err(Refusal { error: "invalid_client", why: "no such client" }.into());
    }
    Ok(form)
}

fn required<'a>(form: &'a Parameters, name: &str, missing: &'static str) -> Result<&'a str, Refusal> {
    form.get(name).ok_or(Refusal::invalid_request(missing))
}

/// `POST /login/token` (RFC 6749, sections 4.1.3 and 6)
pub(super) async fn exchange(
    State(app): State<Arc<App>>,
    Extension(trouble): Extension<Trouble>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    app.store.transact(|db| store::count(db, "token_requests"))?;
    let issuer = issuer(&headers)?;
    let form = take(&app, &trouble, &headers, body).await?;
    trouble.stand_still().await;
    let lives = app.provider.lives();
    let granted = match required(&form, "grant_type", "grant_type is missing")? {
        "authorization_code" => {
            let code = required(&form, "code", "code is missing")?;
            let redirect_uri = required(&form, "redirect_uri", "redirect_uri is missing")?;
            let verifier = required(&form, "code_verifier", "code_verifier is missing")?;
            app.store.transact(|db| grant::redeem_code(db, lives, code, redirect_uri, verifier))??
        }
        "refresh_token" => {
            app.store.transact(|db| store::count(db, "refreshes"))?;
            let token = required(&form, "refresh_token", "refresh_token is missing")?;
            app.store.transact(|db| grant::refresh(db, lives, &app.provider.successors, token))??
        }
        _ => {
            let why = "authorization_code or refresh_token";
            return Err(Refusal { error: "unsupported_grant_type", why }.into());
        }
    };
    let id_token = app.provider.keys.sign(&claims(&issuer, &granted))?;
    let body = answer(&granted, lives, &id_token);
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response())
}

fn answer(granted: &Granted, lives: Lives, id_token: &str) -> Value {
    json!({
        "access_token": granted.access_token,
        "token_type": "Bearer",
        "expires_in": lives.access_token.as_secs(),
        "refresh_token": granted.refresh_token,
        "id_token": id_token,
        "scope": SCOPES.join(" "),
    })
}

/// The claims of the ID token. After a refresh they are those of the login, and have no nonce (`OpenID` Connect
/// Core 1.0, section 12.2).
fn claims(issuer: &str, granted: &Granted) -> Value {
    let login = &granted.login;
    let now = store::now().timestamp();
    let mut claims = json!({
        "iss": issuer,
        "sub": login.sub,
        "aud": CLIENT_ID,
        "iat": now,
        "exp": now + ID_TOKEN_LIFE_S,
        "auth_time": login.auth_time,
        "acr": login.acr,
        "name": Citizen::find(&login.sub).map(|citizen| citizen.name),
    });
    if let (Some(nonce), Some(claims)) = (&granted.nonce, claims.as_object_mut()) {
        claims.insert("nonce".to_owned(), nonce.clone().into());
    }
    claims
}

/// `POST /login/revoke` (RFC 7009)
pub(super) async fn revoke(
    State(app): State<Arc<App>>,
    Extension(trouble): Extension<Trouble>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Failure> {
    app.store.transact(|db| store::count(db, "revocations"))?;
    let form = take(&app, &trouble, &headers, body).await?;
    let token = required(&form, "token", "token is missing")?;
    app.store.transact(|db| grant::revoke(db, token))?;
    Ok(StatusCode::OK)
}
