//! `/v1/reports/nearby`: what everyone may see of the reports of a ward: the open ones, and for a while those that were closed, so that whoever
//! follows one sees its end. What its author keeps to the staff is not in it, and no position finer than about 100 m.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::problem::Problem;
use crate::store::Transaction;
use crate::{App, Error, casework, digest, http, store};

/// How long a closed report stays in the list.
const KEEP_CLOSED: TimeDelta = TimeDelta::days(30);
/// The newest so many of a ward are listed.
const LIMIT: usize = 500;
const CACHE_CONTROL: &str = "public, max-age=300";

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    ward: Option<String>,
}

#[derive(Serialize)]
struct Nearby {
    ward: String,
    reports: Vec<PublicReport>,
}

#[derive(Serialize)]
struct PublicReport {
    public_id: String,
    category: String,
    status: String,
    received_at: String,
    status_at: String,
    location: Value,
    text: Option<String>,
}

/// `GET /v1/reports/nearby?ward=`
pub(crate) async fn serve(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let is_code = |ward: &String| !ward.is_empty() && ward.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let ward = asked.ward.filter(is_code).ok_or_else(|| {
        Problem::new(StatusCode::BAD_REQUEST, "ward-missing", "This needs the code of a ward: ?ward=")
    })?;
    let reports = app.store.transact(|db| public_reports(db, &ward))?;
    let body = serde_json::to_string(&Nearby { ward, reports }).map_err(Error::from)?;
    let etag = format!("\"{}\"", digest::sha256(body.as_bytes()));
    Ok(http::conditional(&headers, etag, CACHE_CONTROL.to_owned(), "application/json", body))
}

/// The newest first.
fn public_reports(db: &Transaction<'_>, ward: &str) -> Result<Vec<PublicReport>, Error> {
    // The SQLite of this workspace reads no JSON (.cargo/config.toml).
    let sql = "SELECT id, category, body FROM reports ORDER BY received_at DESC, year_number DESC";
    let rows: Vec<(String, String, String)> = db
        .prepare(sql)?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut shown = Vec::new();
    for (id, category, body) in rows {
        if shown.len() == LIMIT {
            break;
        }
        let body: Value = serde_json::from_str(&body)?;
        if body["ward"] == ward {
            shown.extend(public_report(db, &id, category, &body)?);
        }
    }
    Ok(shown)
}

fn public_report(
    db: &Transaction<'_>,
    id: &str,
    category: String,
    body: &Value,
) -> Result<Option<PublicReport>, Error> {
    let document = casework::document(db, id)?.ok_or(Error::ReportUnknown)?;
    let Some(last) = document.timeline.last() else { return Ok(None) };
    let closed_long_ago = || {
        let at = chrono::DateTime::parse_from_rfc3339(&last.at);
        at.is_ok_and(|at| at + KEEP_CLOSED < store::now())
    };
    let is_shown = match document.status.as_str() {
        // Taken back is taken back: nobody sees it any more.
        "withdrawn" => false,
        "done" | "rejected" => !closed_long_ago(),
        _ => true,
    };
    let location = &body["location"];
    let (Some(lat), Some(lon)) = (location["lat"].as_f64(), location["lon"].as_f64()) else {
        return Ok(None);
    };
    let text = body["public"]["text"].as_bool().unwrap_or(false).then(|| body["text"].as_str()).flatten();
    Ok(is_shown.then(|| PublicReport {
        public_id: document.public_id.clone(),
        category,
        status: document.status.clone(),
        received_at: document.received_at.clone(),
        status_at: last.at.clone(),
        location: serde_json::json!({"lat": rounded(lat), "lon": rounded(lon)}),
        text: text.map(str::to_owned),
    }))
}

/// To three decimals of a degree: about 100 m.
fn rounded(degrees: f64) -> f64 {
    (degrees * 1000.0).round() / 1000.0
}
