//! Changes of what a report says, by the citizen and by the staff. Each member knows the revision in which it last changed, so that a change which
//! began with an older document is refused only where it concerns the same member.

use axum::http::StatusCode;
use rusqlite::{OptionalExtension, params};
use serde_json::{Map, Value};

use crate::category::Categories;
use crate::problem::{FieldError, Problem};
use crate::store::Transaction;
use crate::submission::Submission;
use crate::{Error, casework};

/// The members of a report that can be changed; the document's `content` has all of them.
const MEMBERS: [&str; 7] = ["text", "answers", "location", "ward", "address", "contact", "public"];

/// What a change asks for.
pub(crate) struct Amendment {
    base: i64,
    changes: Map<String, Value>,
}

impl Amendment {
    /// Reads the body of `POST /v1/reports/{id}/amendments`.
    pub(crate) fn read(body: &Value) -> Result<Self, Vec<FieldError>> {
        let error = |pointer: &str, code| vec![FieldError { pointer: pointer.to_owned(), code }];
        let base = body["base"].as_i64().filter(|base| *base > 0).ok_or_else(|| error("/base", "invalid"))?;
        let changes = body["changes"].as_object().filter(|changes| !changes.is_empty());
        let changes = changes.ok_or_else(|| error("/changes", "required"))?.clone();
        match changes.keys().find(|name| !MEMBERS.contains(&name.as_str())) {
            Some(name) => Err(error(&format!("/changes/{name}"), "not-allowed")),
            None => Ok(Self { base, changes }),
        }
    }
}

/// What can be changed of a report, as it is now.
pub(crate) fn content(db: &Transaction<'_>, report: &str) -> Result<Value, Error> {
    let body = body(db, report)?;
    let members = MEMBERS.iter().map(|name| ((*name).to_owned(), body[*name].clone()));
    Ok(Value::Object(members.collect()))
}

/// Applies a citizen's change, member by member, or none of it.
pub(crate) fn apply(
    db: &Transaction<'_>,
    categories: &Categories,
    report: &str,
    amendment: &Amendment,
) -> Result<(), Problem> {
    let before = body(db, report)?;
    let changed = amendment.changes.iter().filter(|(name, value)| before[name.as_str()] != **value);
    for (name, _) in changed.clone() {
        if changed_in(db, report, name)? > amendment.base {
            return Err(Problem::new(
                StatusCode::PRECONDITION_FAILED,
                "amendment-conflict",
                "The city changed the same since then",
            ));
        }
    }
    let mut after = before.clone();
    for (name, value) in changed {
        after[name.as_str()] = value.clone();
    }
    Submission::read(&after, categories).map_err(|errors| {
        let problem = Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid-follow-up",
            "The report would not keep the rules any more",
        );
        let below = |error: FieldError| FieldError { pointer: format!("/changes{}", error.pointer), ..error };
        problem.errors(errors.into_iter().map(below).collect())
    })?;
    Ok(write(db, report, &before, &after)?)
}

/// The staff correct a member.
pub(crate) fn correct(db: &Transaction<'_>, report: &str, member: &str, value: Value) -> Result<(), Error> {
    let before = body(db, report)?;
    let mut after = before.clone();
    after[member] = value;
    write(db, report, &before, &after)
}

fn write(db: &Transaction<'_>, report: &str, before: &Value, after: &Value) -> Result<(), Error> {
    let changed: Vec<&str> = MEMBERS.into_iter().filter(|name| before[*name] != after[*name]).collect();
    if changed.is_empty() {
        return Ok(());
    }
    db.execute("UPDATE reports SET body = ?2 WHERE id = ?1", params![report, after.to_string()])?;
    let revision = casework::revise(db, report)?;
    for name in changed {
        db.execute(
            "INSERT INTO amended(report, member, revision) VALUES (?1, ?2, ?3)
             ON CONFLICT(report, member) DO UPDATE SET revision = excluded.revision",
            params![report, name, revision],
        )?;
    }
    Ok(())
}

fn changed_in(db: &Transaction<'_>, report: &str, member: &str) -> rusqlite::Result<i64> {
    let sql = "SELECT revision FROM amended WHERE report = ?1 AND member = ?2";
    Ok(db.query_row(sql, [report, member], |row| row.get(0)).optional()?.unwrap_or(0))
}

fn body(db: &Transaction<'_>, report: &str) -> Result<Value, Error> {
    let sql = "SELECT body FROM reports WHERE id = ?1";
    let body: Option<String> = db.query_row(sql, [report], |row| row.get(0)).optional()?;
    Ok(serde_json::from_str(&body.ok_or(Error::ReportUnknown)?)?)
}
