//! `/v1/sos`: calls for help. No login and no registration stands before them. Taken exactly once; who holds a call's secret may ask what comes of
//! it and take it back, also before it came.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::misbehaviour::Trouble;
use crate::problem::Problem;
use crate::store::Transaction;
use crate::{App, Error, digest, http, installation, report, store, submission};

const BODY_LIMIT: u64 = 16 << 10;

/// Where a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SosStatus {
    /// It came.
    Received,
    /// A person has read it.
    Seen,
    /// It is dealt with.
    Closed,
    /// The citizen took it back.
    Cancelled,
}

impl SosStatus {
    /// As the protocol writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Seen => "seen",
            Self::Closed => "closed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A call as the desk and the tests see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SosRecord {
    /// The phone's id of it.
    pub id: String,
    /// `received`, `seen`, `closed` or `cancelled`.
    pub status: String,
    /// When it came.
    pub received_at: String,
    /// What the phone sent.
    pub body: Value,
    /// What the city said with the status.
    pub note: Option<String>,
}

/// `POST /v1/sos`
pub(crate) async fn take(
    State(app): State<Arc<App>>,
    Extension(trouble): Extension<Trouble>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    app.store.transact(|db| store::count(db, "sos_posts"))?;
    installation::require_json(&headers)?;
    let key = report::idempotency_key(&headers)?;
    let bytes = http::take_whole(body, BODY_LIMIT, app.options.silence, &trouble).await?;
    let body: Value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    let _claim = app.running.claim(report::names_of(&key, &body)).ok_or_else(report::in_progress)?;
    trouble.stand_still().await;
    let (document, replayed) = app.store.transact(|db| take_once(db, &key, &bytes, &body))?;
    let mut answer = (StatusCode::CREATED, answer(&document)).into_response();
    if replayed {
        answer.headers_mut().insert(report::REPLAYED, axum::http::HeaderValue::from_static("true"));
    }
    Ok(answer)
}

/// `GET /v1/sos/{id}`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    app.store.transact(|db| {
        check_access(db, &id, &headers)?;
        Ok(answer(&document(db, &id)?.ok_or_else(unknown)?))
    })
}

/// `DELETE /v1/sos/{id}`
pub(crate) async fn cancel(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    app.store.transact(|db| {
        let Some(held) = document(db, &id)? else {
            // One that never came, or comes later: that it was taken back is there first, and stays.
            bar(db, &id, &headers)?;
            let at = store::rfc3339(store::now());
            let barred =
                json!({"id": id, "status": "cancelled", "received_at": null, "status_at": at, "note": null});
            return Ok(answer(&barred));
        };
        check_access(db, &id, &headers)?;
        if held["status"] != SosStatus::Closed.as_str() && held["status"] != SosStatus::Cancelled.as_str() {
            move_to(db, &id, SosStatus::Cancelled, None)?;
        }
        Ok(answer(&document(db, &id)?.ok_or_else(unknown)?))
    })
}

fn answer(document: &Value) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    (headers, document.to_string()).into_response()
}

fn take_once(db: &Transaction<'_>, key: &str, bytes: &[u8], body: &Value) -> Result<(Value, bool), Problem> {
    let body_hash = digest::sha256(bytes);
    let id = body.get("id").and_then(Value::as_str).unwrap_or_default();
    let earlier: Vec<(String, String)> = db
        .prepare("SELECT id, body_hash FROM sos WHERE idempotency_key = ?1 OR id = ?2")?
        .query_map([key, id], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    if earlier.iter().any(|(_, hash)| *hash != body_hash) {
        return Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "idempotency-key-reuse",
            "This key or this id belongs to another call",
        ));
    }
    if let Some((id, _)) = earlier.first() {
        return Ok((document(db, id)?.ok_or_else(unknown)?, true));
    }
    let barred: Option<String> = db
        .query_row("SELECT access_hash FROM barred_sos WHERE id = ?1", [id], |row| row.get(0))
        .optional()?;
    if barred.is_some() && body.get("access_hash").and_then(Value::as_str) == barred.as_deref() {
        return Err(Problem::new(
            StatusCode::GONE,
            "sos-cancelled",
            "The call was taken back before it came",
        ));
    }
    let access_hash = submission::read_sos(body).map_err(|errors| {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid-sos", "The call has fields that are wrong")
            .errors(errors)
    })?;
    let now = store::rfc3339(store::now());
    db.execute(
        "INSERT INTO sos(id, idempotency_key, body_hash, body, access_hash, status, received_at, status_at)
         VALUES (?1, ?2, ?3, ?4, ?5, 'received', ?6, ?6)",
        params![id, key, body_hash, String::from_utf8_lossy(bytes), access_hash, now],
    )?;
    Ok((document(db, id)?.ok_or_else(unknown)?, false))
}

/// The document of the protocol.
fn document(db: &Transaction<'_>, id: &str) -> rusqlite::Result<Option<Value>> {
    let sql = "SELECT status, received_at, status_at, note FROM sos WHERE id = ?1";
    db.query_row(sql, [id], |row| {
        let (status, received_at, status_at): (String, String, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        let note: Option<String> = row.get(3)?;
        Ok(json!({"id": id, "status": status, "received_at": received_at, "status_at": status_at, "note": note}))
    })
    .optional()
}

/// The staff, or the citizen, move a call.
pub(crate) fn move_to(
    db: &Transaction<'_>,
    id: &str,
    status: SosStatus,
    note: Option<&str>,
) -> Result<(), Error> {
    let note = note.map(str::trim).filter(|note| !note.is_empty());
    let sql = "UPDATE sos SET status = ?2, status_at = ?3, note = ?4 WHERE id = ?1";
    match db.execute(sql, params![id, status.as_str(), store::rfc3339(store::now()), note])? {
        0 => Err(Error::SosUnknown),
        _ => Ok(()),
    }
}

/// All calls, the newest first.
pub(crate) fn all(db: &Transaction<'_>) -> Result<Vec<SosRecord>, Error> {
    let rows: Vec<(String, String, String, String, Option<String>)> = db
        .prepare("SELECT id, status, received_at, body, note FROM sos ORDER BY seq DESC")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?
        .collect::<rusqlite::Result<_>>()?;
    rows.into_iter()
        .map(|(id, status, received_at, body, note)| {
            Ok(SosRecord { id, status, received_at, body: serde_json::from_str(&body)?, note })
        })
        .collect()
}

/// Sees to it that a call which is still on its way is not taken any more.
fn bar(db: &Transaction<'_>, id: &str, headers: &HeaderMap) -> Result<(), Problem> {
    let hash = secret(headers).and_then(digest::of_secret).ok_or_else(unknown)?;
    db.execute(
        "INSERT INTO barred_sos(id, access_hash) VALUES (?1, ?2) ON CONFLICT(id) DO NOTHING",
        params![id, hash],
    )?;
    Ok(())
}

fn check_access(db: &Transaction<'_>, id: &str, headers: &HeaderMap) -> Result<(), Problem> {
    let hash: Option<String> =
        db.query_row("SELECT access_hash FROM sos WHERE id = ?1", [id], |row| row.get(0)).optional()?;
    match (hash, secret(headers)) {
        (Some(hash), Some(secret)) if digest::opens(secret, &hash) => Ok(()),
        _ => Err(unknown()),
    }
}

fn secret(headers: &HeaderMap) -> Option<&str> {
    http::text_of(headers, HeaderName::from_static("hues-sos-access"))
}

/// The same answer for a wrong secret and for no such call.
fn unknown() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "sos-unknown", "There is no such call")
}
