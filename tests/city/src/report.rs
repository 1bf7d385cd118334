//! `/v1/reports`: taking a report exactly once, and showing it to who holds its secret. What a report must
//! look like is `submission`'s, what becomes of it afterwards is `casework`'s.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{Datelike, TimeDelta};
use rusqlite::{OptionalExtension, params};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::account::{self, Account};
use crate::casework::{self, Status};
use crate::installation::{self, Installation};
use crate::misbehaviour::Trouble;
use crate::problem::Problem;
use crate::store::Transaction;
use crate::submission::Submission;
use crate::{App, Error, digest, http, removal, store};

const BODY_LIMIT: u64 = 256 << 10;
/// Of several reports together, in bytes.
const BATCH_LIMIT: u64 = 1 << 20;
pub(crate) const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// The keys and ids of reports, or the names of uploads, that a request is working on at this moment.
#[derive(Debug, Default, Clone)]
pub(crate) struct Claims(Arc<Mutex<HashSet<String>>>);

/// Holds names for one request, until it is dropped.
#[derive(Debug)]
pub(crate) struct Claim {
    claims: Claims,
    names: Vec<String>,
}

impl Claims {
    /// All of the names, or nothing where another request holds one of them.
    pub(crate) fn claim(&self, names: Vec<String>) -> Option<Claim> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if names.iter().any(|name| held.contains(name)) {
            return None;
        }
        held.extend(names.iter().cloned());
        Some(Claim { claims: self.clone(), names })
    }

    /// Whether a request holds this name.
    pub(crate) fn are_held(&self, name: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(name)
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let mut held = self.claims.0.lock().unwrap_or_else(PoisonError::into_inner);
        self.names.iter().for_each(|name| {
            held.remove(name);
        });
    }
}

/// Who sends a report: a phone, and the account that is logged in on it. `None`: a guest.
struct Sender {
    installation: Installation,
    account: Option<Account>,
}

/// The header fields that carry a report's document, and its bytes.
struct Answer {
    body: String,
    revision: i64,
    replayed: bool,
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let headers = [
            (header::CONTENT_TYPE, "application/json".to_owned()),
            (header::ETAG, format!("\"{}\"", self.revision)),
            (header::CACHE_CONTROL, "no-store".to_owned()),
        ];
        let mut answer = (StatusCode::CREATED, headers, self.body).into_response();
        if self.replayed {
            answer.headers_mut().insert(REPLAYED, axum::http::HeaderValue::from_static("true"));
        }
        answer
    }
}

/// `POST /v1/reports`
pub(crate) async fn take(
    State(app): State<Arc<App>>,
    Extension(trouble): Extension<Trouble>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    app.store.transact(|db| store::count(db, "report_posts"))?;
    let sender = Sender {
        installation: installation::admit(&app, &headers)?,
        account: account::identify(&app, &headers)?,
    };
    installation::require_json(&headers)?;
    let key = idempotency_key(&headers)?;
    let bytes = http::take_whole(body, BODY_LIMIT, app.options.silence, &trouble).await?;
    let body: Value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);

    let _claim = app.running.claim(names_of(&key, &body)).ok_or_else(in_progress)?;
    trouble.stand_still().await;
    let answer = app.store.transact(|db| take_once(&app, db, &sender, &key, &bytes, &body))?;
    Ok(answer.into_response())
}

/// `POST /v1/reports:batch`: several of them, each as if it had come alone.
pub(crate) async fn take_batch(
    State(app): State<Arc<App>>,
    Extension(trouble): Extension<Trouble>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    #[derive(Deserialize)]
    struct Batch {
        reports: Vec<One>,
    }
    #[derive(Deserialize)]
    struct One {
        key: String,
        /// With the very bytes that came.
        report: Box<RawValue>,
    }
    app.store.transact(|db| store::count(db, "report_batches"))?;
    let sender = Sender {
        installation: installation::admit(&app, &headers)?,
        account: account::identify(&app, &headers)?,
    };
    installation::require_json(&headers)?;
    let bytes = http::take_whole(body, BATCH_LIMIT, app.options.silence, &trouble).await?;
    let batch: Batch = serde_json::from_slice(&bytes).map_err(|_| {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid-report", "This is no batch of reports")
    })?;
    if batch.reports.len() > app.options.batch_size {
        return Err(Problem::too_large());
    }
    trouble.stand_still().await;
    let mut claims = Vec::new();
    let results = app.store.transact(|db| {
        let results = batch.reports.iter().map(|One { key, report }| {
            store::count(db, "report_posts")?;
            Ok(match db.part(|| take_one(&app, db, &sender, key, report.get().as_bytes(), &mut claims)) {
                Ok(Answer { body, replayed, .. }) => {
                    let document = serde_json::from_str(&body).unwrap_or(Value::Null);
                    json!({"status": 201, "replayed": replayed, "document": document})
                }
                Err(problem) => json!({"status": problem.status(), "problem": problem.document()}),
            })
        });
        results.collect::<Result<Vec<Value>, Problem>>()
    })?;
    drop(claims);
    let answer = json!({"results": results}).to_string();
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, answer).into_response())
}

fn take_one(
    app: &App,
    db: &Transaction<'_>,
    sender: &Sender,
    key: &str,
    bytes: &[u8],
    claims: &mut Vec<Claim>,
) -> Result<Answer, Problem> {
    let key = Uuid::parse_str(key).map_err(|_| key_missing())?.to_string();
    if bytes.len() as u64 > BODY_LIMIT {
        return Err(Problem::too_large());
    }
    let body: Value = serde_json::from_slice(bytes).unwrap_or(Value::Null);
    // A report that is there twice is the first one's replay.
    let names = names_of(&key, &body);
    if !claims.iter().any(|claim: &Claim| claim.names == names) {
        claims.push(app.running.claim(names).ok_or_else(in_progress)?);
    }
    take_once(app, db, sender, &key, bytes, &body)
}

/// What nobody else may work on meanwhile.
pub(crate) fn names_of(key: &str, body: &Value) -> Vec<String> {
    let id = body.get("id").and_then(Value::as_str).map(|id| format!("id {id}"));
    std::iter::once(format!("key {key}")).chain(id).collect()
}

pub(crate) fn in_progress() -> Problem {
    Problem::new(StatusCode::CONFLICT, "idempotency-in-progress", "The same report is being taken just now")
        .header(header::RETRY_AFTER, "1")
}

/// The key's UUID, from the header's quoted string.
pub(crate) fn idempotency_key(headers: &HeaderMap) -> Result<String, Problem> {
    http::text_of(headers, HeaderName::from_static("idempotency-key"))
        .and_then(|value| value.strip_prefix('"')?.strip_suffix('"'))
        .and_then(|value| Uuid::parse_str(value).ok())
        .map(|key| key.to_string())
        .ok_or_else(key_missing)
}

fn key_missing() -> Problem {
    Problem::new(
        StatusCode::BAD_REQUEST,
        "idempotency-key-missing",
        "This needs an Idempotency-Key: a UUID in double quotes",
    )
}

fn take_once(
    app: &App,
    db: &Transaction<'_>,
    sender: &Sender,
    key: &str,
    bytes: &[u8],
    body: &Value,
) -> Result<Answer, Problem> {
    let body_hash = digest::sha256(bytes);
    let id = body.get("id").and_then(Value::as_str).unwrap_or_default();
    if let Some(removed) = removal::access_hash_of(db, id)?
        && body.get("access_hash").and_then(Value::as_str) == Some(removed.as_str())
    {
        return Err(removal::gone());
    }
    let earlier = "SELECT body_hash, first_answer FROM reports WHERE idempotency_key = ?1 OR id = ?2";
    let earlier: Vec<(String, String)> = db
        .prepare(earlier)?
        .query_map([key, id], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    if earlier.iter().any(|(hash, _)| *hash != body_hash) || removal::revision_of(db, id)?.is_some() {
        return Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "idempotency-key-reuse",
            "This key or this id belongs to another report",
        ));
    }
    if let Some((_, body)) = earlier.into_iter().next() {
        return Ok(Answer { body, revision: 1, replayed: true });
    }
    if let Some(barred) = access_hash_of_barred(db, id)?
        && body.get("access_hash").and_then(Value::as_str) == Some(barred.as_str())
    {
        return Err(Problem::new(
            StatusCode::GONE,
            "report-withdrawn",
            "The report was taken back before it came",
        ));
    }
    let submission = Submission::read(body, &app.categories).map_err(|errors| {
        Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid-report",
            "The report has fields that are wrong",
        )
        .errors(errors)
    })?;
    let text = String::from_utf8_lossy(bytes);
    let document = keep(db, sender, key, &body_hash, &text, &submission)?;
    Ok(Answer { body: document, revision: 1, replayed: false })
}

/// Writes a new report down; returns its document as it is answered now and to every repetition.
fn keep(
    db: &Transaction<'_>,
    sender: &Sender,
    key: &str,
    body_hash: &str,
    body: &str,
    submission: &Submission,
) -> Result<String, Error> {
    let received = store::now();
    let deadline = received + TimeDelta::hours(i64::from(submission.deadline_hours));
    let id = &submission.id;
    db.execute(
        "INSERT INTO reports(id, idempotency_key, body_hash, body, installation, account, access_hash, public_id,
           year, year_number, revision, category, received_at, deadline)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, COALESCE(MAX(year_number), 0) + 1, 0, ?10, ?11, ?12
         FROM (SELECT year, year_number FROM reports UNION ALL SELECT year, year_number FROM removed_reports)
         WHERE year = ?9",
        params![
            id,
            key,
            body_hash,
            body,
            sender.installation.0,
            sender.account.as_ref().map(|account| account.citizen.sub),
            submission.access_hash,
            digest::unguessable()?,
            received.year(),
            submission.category,
            store::rfc3339(received),
            store::rfc3339(deadline),
        ],
    )?;
    for (position, photo) in submission.attachments.iter().enumerate() {
        db.execute(
            "INSERT INTO attachments(report, position, sha256, size, media_type) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![id, position, photo.sha256, photo.size, photo.media_type],
        )?;
    }
    casework::note_status(db, id, Status::Received, None, None)?;
    let document = casework::document(db, id)?.ok_or(Error::ReportUnknown)?;
    let answer = serde_json::to_string(&document)?;
    db.execute("UPDATE reports SET first_answer = ?2 WHERE id = ?1", params![id, answer])?;
    Ok(answer)
}

/// `GET /v1/reports/{id}`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    app.store.transact(|db| store::count(db, "receipt_questions"))?;
    let document = app.store.transact(|db| {
        if removal::is_removed(db, &id, &headers)? {
            return Err(removal::gone());
        }
        check_access(db, &id, &headers)?;
        casework::document(db, &id)?.ok_or_else(Problem::report_unknown)
    })?;
    let body = serde_json::to_string(&document).map_err(Error::from)?;
    let etag = format!("\"{}\"", document.revision);
    Ok(http::conditional(&headers, etag, "private, no-cache".to_owned(), "application/json", body))
}

/// Whether whoever asks may, or asks about a report that the city does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// They hold the report's secret.
    Granted,
    /// There is no such report.
    Unknown,
    /// They held its secret; it was removed.
    Removed,
}

/// The same as [`check_access`], where a report that never came is no error.
pub(crate) fn access(db: &Transaction<'_>, report: &str, headers: &HeaderMap) -> Result<Access, Problem> {
    if removal::is_removed(db, report, headers)? {
        return Ok(Access::Removed);
    }
    // Who does not hold its secret is told the same as of one that is there.
    if removal::revision_of(db, report)?.is_some() {
        return Err(Problem::report_unknown());
    }
    let there: bool =
        db.query_row("SELECT EXISTS (SELECT 1 FROM reports WHERE id = ?1)", [report], |row| row.get(0))?;
    if there { check_access(db, report, headers).map(|()| Access::Granted) } else { Ok(Access::Unknown) }
}

/// Sees to it that a report which is still on its way is not taken any more. Only for the one who made it: its secret's hash must be the same.
pub(crate) fn bar(db: &Transaction<'_>, report: &str, headers: &HeaderMap) -> Result<(), Problem> {
    let secret = http::text_of(headers, HeaderName::from_static("hues-report-access"));
    let hash = secret.and_then(digest::of_secret).ok_or_else(Problem::report_unknown)?;
    db.execute(
        "INSERT INTO barred_reports(id, access_hash) VALUES (?1, ?2) ON CONFLICT(id) DO NOTHING",
        params![report, hash],
    )?;
    Ok(())
}

fn access_hash_of_barred(db: &Transaction<'_>, report: &str) -> rusqlite::Result<Option<String>> {
    db.query_row("SELECT access_hash FROM barred_reports WHERE id = ?1", [report], |row| row.get(0))
        .optional()
}

/// Whether the request carries the report's secret: `Hues-Report-Access`.
pub(crate) fn check_access(db: &Transaction<'_>, report: &str, headers: &HeaderMap) -> Result<(), Problem> {
    let hash: Option<String> = db
        .query_row("SELECT access_hash FROM reports WHERE id = ?1", [report], |row| row.get(0))
        .optional()?;
    if hash.is_some_and(|hash| holds_secret(headers, &hash)) {
        Ok(())
    } else {
        Err(Problem::report_unknown())
    }
}

/// Whether the request carries the secret of this hash.
pub(crate) fn holds_secret(headers: &HeaderMap, hash: &str) -> bool {
    let secret = http::text_of(headers, HeaderName::from_static("hues-report-access"));
    secret.is_some_and(|secret| digest::opens(secret, hash))
}
