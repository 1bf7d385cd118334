//! `/v1/changes`: what changed for one installation since its cursor, page by page. A cursor names the city's
//! epoch and a place in the feed; one of another epoch is gone.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::installation::{self, Installation};
use crate::problem::Problem;
use crate::store::Transaction;
use crate::{App, Error, casework, removal, store};

#[derive(Debug, Deserialize)]
pub(crate) struct Since {
    cursor: Option<String>,
}

#[derive(Serialize)]
struct Page {
    changes: Vec<Change>,
    cursor: String,
    more: bool,
}

#[derive(Serialize)]
struct Change {
    r#type: String,
    id: String,
    revision: i64,
    deleted: bool,
    body: Value,
}

/// `GET /v1/changes`
pub(crate) async fn serve(
    State(app): State<Arc<App>>,
    Query(since): Query<Since>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let installation = installation::authenticate(&app, &headers)?;
    let page = app.store.transact(|db| {
        let epoch = store::epoch(db)?;
        let after = match &since.cursor {
            None => 0,
            Some(cursor) => place_in(cursor, &epoch).ok_or_else(|| {
                Problem::new(StatusCode::GONE, "cursor-gone", "The city does not know this cursor any more")
            })?,
        };
        page_after(db, &installation, after, &epoch, app.options.page_size)
    })?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(page)).into_response())
}

/// The place that the cursor names; `None` when it is not a cursor of this epoch.
fn place_in(cursor: &str, epoch: &str) -> Option<i64> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let (of_epoch, place) = text.rsplit_once(' ')?;
    (of_epoch == epoch).then(|| place.parse().ok())?
}

fn page_after(
    db: &Transaction<'_>,
    installation: &Installation,
    after: i64,
    epoch: &str,
    page_size: usize,
) -> Result<Page, Problem> {
    let mut rows: Vec<(i64, String, String)> = db
        .prepare(
            "SELECT seq, type, id FROM changes WHERE installation = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
        )?
        .query_map(params![installation.0, after, page_size + 1], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let more = rows.len() > page_size;
    rows.truncate(page_size);
    let place = rows.last().map_or(after, |(seq, ..)| *seq);
    let cursor = URL_SAFE_NO_PAD.encode(format!("{epoch} {place}"));
    let changes = rows.into_iter().map(|(_, kind, id)| change(db, kind, id)).collect::<Result<_, Error>>()?;
    Ok(Page { changes, cursor, more })
}

fn change(db: &Transaction<'_>, kind: String, id: String) -> Result<Change, Error> {
    if kind == "message" {
        let message = casework::message(db, &id)?.ok_or(Error::MessageUnknown)?;
        let body = if message.deleted { Value::Null } else { serde_json::to_value(&message)? };
        return Ok(Change { r#type: kind, id, revision: message.revision, deleted: message.deleted, body });
    }
    if let Some(revision) = removal::revision_of(db, &id)? {
        return Ok(Change { r#type: kind, id, revision, deleted: true, body: Value::Null });
    }
    let report = casework::document(db, &id)?.ok_or(Error::ReportUnknown)?;
    let body = serde_json::to_value(&report)?;
    Ok(Change { r#type: kind, id, revision: report.revision, deleted: false, body })
}
