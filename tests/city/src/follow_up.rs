//! What a citizen still does about a report: a message, a change, a rating, a withdrawal. Each is taken exactly once: a key that was seen before gets the
//! answer of the first time. Who holds the report's secret may do it.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rusqlite::{OptionalExtension, params};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::amendment::{self, Amendment};
use crate::casework::{self, Rating, Status};
use crate::misbehaviour::Trouble;
use crate::problem::{FieldError, Problem};
use crate::report::{self, Access};
use crate::store::Transaction;
use crate::{App, TEXT_LIMIT, digest, http, installation, removal};

const BODY_LIMIT: u64 = 64 << 10;

/// What one request asks for.
enum Wish {
    Message { id: String, text: String, sent_at: String },
    Amend(Amendment),
    Rate(Rating),
    Withdraw,
}

/// `POST /v1/reports/{id}/messages`
pub(crate) async fn say(
    state: State<Arc<App>>,
    path: Path<String>,
    trouble: Extension<Trouble>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    #[derive(Deserialize)]
    struct Message {
        id: String,
        text: String,
        sent_at: String,
    }
    installation::require_json(&headers)?;
    fulfil(state, path, trouble, headers, body, |body| {
        let Message { id, text, sent_at } = read(body)?;
        let is_v7 = Uuid::parse_str(&id).is_ok_and(|id| id.get_version_num() == 7);
        let is_time = chrono::DateTime::parse_from_rfc3339(&sent_at).is_ok();
        check(&[("/id", is_v7), ("/text", !text.trim().is_empty() && fits(&text)), ("/sent_at", is_time)])?;
        Ok(Wish::Message { id, text, sent_at })
    })
    .await
}

/// `POST /v1/reports/{id}/amendments`
pub(crate) async fn amend(
    state: State<Arc<App>>,
    path: Path<String>,
    trouble: Extension<Trouble>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    installation::require_json(&headers)?;
    fulfil(state, path, trouble, headers, body, |body| {
        let body = serde_json::from_slice(body).unwrap_or(Value::Null);
        Amendment::read(&body).map(Wish::Amend).map_err(invalid)
    })
    .await
}

/// `PUT /v1/reports/{id}/rating`
pub(crate) async fn rate(
    state: State<Arc<App>>,
    path: Path<String>,
    trouble: Extension<Trouble>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    installation::require_json(&headers)?;
    fulfil(state, path, trouble, headers, body, |body| {
        let rating: Rating = read(body)?;
        check(&[("/comment", rating.comment.as_deref().is_none_or(fits))])?;
        Ok(Wish::Rate(rating))
    })
    .await
}

/// `DELETE /v1/reports/{id}`
pub(crate) async fn withdraw(
    state: State<Arc<App>>,
    path: Path<String>,
    trouble: Extension<Trouble>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    fulfil(state, path, trouble, headers, body, |_| Ok(Wish::Withdraw)).await
}

async fn fulfil(
    State(app): State<Arc<App>>,
    Path(report): Path<String>,
    Extension(trouble): Extension<Trouble>,
    headers: HeaderMap,
    body: Body,
    read: impl FnOnce(&[u8]) -> Result<Wish, Problem>,
) -> Result<Response, Problem> {
    let key = report::idempotency_key(&headers)?;
    let bytes = http::take_whole(body, BODY_LIMIT, app.options.silence, &trouble).await?;
    let wish = read(&bytes)?;
    // Nobody else works on this report, or on its first arrival, at the same time.
    let names = vec![format!("key {key}"), format!("id {report}")];
    let _claim = app.running.claim(names).ok_or_else(report::in_progress)?;
    trouble.stand_still().await;
    let body_hash = digest::sha256(&bytes);
    let (answer, replayed) = app.store.transact(|db| {
        let access = report::access(db, &report, &headers)?;
        let earlier: Option<(String, String, String)> = db
            .query_row(
                "SELECT report, body_hash, answer FROM follow_ups WHERE idempotency_key = ?1",
                [&key],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .optional()?;
        if let Some((of, hash, answer)) = earlier {
            return if of == report && hash == body_hash { Ok((answer, true)) } else { Err(reused()) };
        }
        grant(&app, db, &report, access, &headers, wish)?;
        let document = casework::document(db, &report)?;
        let answer = json!({"report": report, "document": document}).to_string();
        db.execute(
            "INSERT INTO follow_ups(idempotency_key, report, body_hash, answer) VALUES (?1, ?2, ?3, ?4)",
            params![key, report, body_hash, answer],
        )?;
        Ok((answer, false))
    })?;
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    let mut answer = (headers, answer).into_response();
    if replayed {
        answer.headers_mut().insert(report::REPLAYED, axum::http::HeaderValue::from_static("true"));
    }
    Ok(answer)
}

/// Does what was asked for, or says why not.
fn grant(
    app: &App,
    db: &Transaction<'_>,
    report: &str,
    access: Access,
    headers: &HeaderMap,
    wish: Wish,
) -> Result<(), Problem> {
    match (access, wish) {
        // A report that never came, or comes later: the withdrawal is there first, and stays.
        (Access::Unknown, Wish::Withdraw) => Ok(report::bar(db, report, headers)?),
        (Access::Unknown, _) => Err(Problem::report_unknown()),
        // What they wanted is so already.
        (Access::Removed, Wish::Withdraw) => Ok(()),
        (Access::Removed, _) => Err(removal::gone()),
        (Access::Granted, wish) => {
            let status = casework::document(db, report)?.map(|document| document.status).unwrap_or_default();
            let closed = matches!(status.as_str(), "done" | "rejected");
            match wish {
                _ if status == "withdrawn" => Err(gone()),
                Wish::Withdraw | Wish::Amend(_) if closed => {
                    Err(unprocessable("report-closed", "The report is closed, and stays as it is"))
                }
                Wish::Withdraw => Ok(casework::note_status(db, report, Status::Withdrawn, None, None)?),
                Wish::Amend(change) => amendment::apply(db, &app.categories, report, &change),
                Wish::Rate(_) if !closed => {
                    Err(unprocessable("report-open", "There is nothing to rate before the report is closed"))
                }
                Wish::Rate(rating) => Ok(casework::rate(db, report, &rating)?),
                Wish::Message { id, text, sent_at } => {
                    Ok(casework::hear(db, report, &id, text.trim(), &sent_at)?)
                }
            }
        }
    }
}

fn read<T: for<'de> Deserialize<'de>>(body: &[u8]) -> Result<T, Problem> {
    let body: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    serde_json::from_value(body)
        .map_err(|_| invalid(vec![FieldError { pointer: String::new(), code: "invalid" }]))
}

fn check(fields: &[(&str, bool)]) -> Result<(), Problem> {
    let wrong: Vec<FieldError> = fields
        .iter()
        .filter(|(_, is_fine)| !is_fine)
        .map(|(pointer, _)| FieldError { pointer: (*pointer).to_owned(), code: "invalid" })
        .collect();
    if wrong.is_empty() { Ok(()) } else { Err(invalid(wrong)) }
}

fn fits(text: &str) -> bool {
    text.chars().count() <= TEXT_LIMIT
}

fn invalid(errors: Vec<FieldError>) -> Problem {
    unprocessable("invalid-follow-up", "Something in it is missing or wrong").errors(errors)
}

fn unprocessable(code: &'static str, title: &'static str) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, title)
}

fn gone() -> Problem {
    Problem::new(StatusCode::GONE, "report-withdrawn", "The report was taken back")
}

fn reused() -> Problem {
    unprocessable("idempotency-key-reuse", "This key belongs to something else")
}
