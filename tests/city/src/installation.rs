//! The phones that this city knows, each by the hash of its credential. It knows nothing of what they report.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rusqlite::OptionalExtension;
use serde_json::{Value, json};

use crate::misbehaviour::Trouble;
use crate::problem::{FieldError, Problem};
use crate::store::Transaction;
use crate::{App, digest, http};

const BODY_LIMIT: u64 = 4 << 10;

/// An installation that showed its credential; it holds the credential's hash.
#[derive(Debug)]
pub(crate) struct Installation(pub(crate) String);

/// `POST /v1/installations`
pub(crate) async fn take(
    State(app): State<Arc<App>>,
    Extension(trouble): Extension<Trouble>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    require_json(&headers)?;
    let body = http::take_whole(body, BODY_LIMIT, app.options.silence, &trouble).await?;
    let body: Value =
        serde_json::from_slice(&body).map_err(|error| invalid("", "json").detail(error.to_string()))?;
    let hash = body.get("credential_hash").ok_or_else(|| invalid("/credential_hash", "required"))?;
    let hash = hash
        .as_str()
        .filter(|text| digest::is_sha256(text))
        .ok_or_else(|| invalid("/credential_hash", "invalid"))?;
    app.store.transact(|db| register(db, hash))?;
    Ok((StatusCode::CREATED, Json(json!({}))).into_response())
}

fn invalid(pointer: &str, code: &'static str) -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "invalid-installation",
        "The installation cannot be registered like this",
    )
    .errors(vec![FieldError { pointer: pointer.to_owned(), code }])
}

/// Refuses a body that does not say it is JSON.
pub(crate) fn require_json(headers: &HeaderMap) -> Result<(), Problem> {
    if http::is_of_type(headers, "application/json") {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupported-media-type",
        "The body must be application/json",
    ))
}

/// The installation that hands a report over, which makes it known.
pub(crate) fn admit(app: &App, headers: &HeaderMap) -> Result<Installation, Problem> {
    match credential_hash(headers).filter(|_| app.options.registers_with_report) {
        Some(hash) => {
            app.store.transact(|db| register(db, &hash))?;
            Ok(Installation(hash))
        }
        None => authenticate(app, headers),
    }
}

fn register(db: &Transaction<'_>, hash: &str) -> rusqlite::Result<()> {
    db.execute("INSERT OR IGNORE INTO installations VALUES (?1)", [hash]).map(|_| ())
}

fn credential_hash(headers: &HeaderMap) -> Option<String> {
    http::text_of(headers, HeaderName::from_static("hues-installation")).and_then(digest::of_secret)
}

/// The installation whose credential the request carries: `Hues-Installation: <credential>`.
pub(crate) fn authenticate(app: &App, headers: &HeaderMap) -> Result<Installation, Problem> {
    // Looked up by the hash: how long that takes tells nothing of the credential itself.
    let known = match credential_hash(headers) {
        Some(hash) => app.store.transact(|db| {
            db.query_row(
                "SELECT credential_hash FROM installations WHERE credential_hash = ?1",
                [hash],
                |row| row.get(0),
            )
            .optional()
        })?,
        None => None,
    };
    known.map(Installation).ok_or_else(|| {
        Problem::new(
            StatusCode::UNAUTHORIZED,
            "installation-unknown",
            "The city does not know this installation",
        )
        .header(header::WWW_AUTHENTICATE, "Hues-Installation")
    })
}
