//! Removing a report: its documents, messages, photos and uploads are erased, also from the free pages of the database. What stays is what keeps it
//! out and says so: its id, the hash of its secret, its number, and a line in the feed of the phone that sent it.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::PathBuf;

use axum::http::{HeaderMap, StatusCode};
use rusqlite::{OptionalExtension, params};

use crate::problem::Problem;
use crate::store::Transaction;
use crate::{App, Error, report};

/// Tables that name a report in their column `report`.
const PARTS: [&str; 7] =
    ["attachments", "timeline", "messages", "ratings", "follow_ups", "amended", "uploads"];

/// Erases a report. Whatever comes of it later is refused.
///
/// # Errors
/// [`Error::ReportUnknown`] when there is none, or not any more.
pub(crate) fn remove(app: &App, id: &str) -> Result<(), Error> {
    let files = app.store.transact(|db| {
        let kept = db.execute(
            "INSERT INTO removed_reports(id, access_hash, installation, year, year_number, revision)
             SELECT id, access_hash, installation, year, year_number, revision + 1 FROM reports WHERE id = ?1",
            [id],
        )?;
        if kept == 0 {
            return Err(Error::ReportUnknown);
        }
        let files = files_of(app, db, id)?;
        db.execute(
            "DELETE FROM changes WHERE (type = 'message' AND id IN (SELECT id FROM messages WHERE report = ?1))
             OR (type = 'report' AND id = ?1)",
            [id],
        )?;
        for table in PARTS {
            db.execute(&format!("DELETE FROM {table} WHERE report = ?1"), [id])?;
        }
        db.execute("DELETE FROM reports WHERE id = ?1", [id])?;
        db.execute(
            "INSERT INTO changes(installation, type, id)
             SELECT installation, 'report', id FROM removed_reports WHERE id = ?1",
            [id],
        )?;
        Ok(files)
    })?;
    for file in files {
        match fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    app.store.fold_log()
}

/// Its uploads, and its photos that no other report has.
fn files_of(app: &App, db: &Transaction<'_>, id: &str) -> Result<BTreeSet<PathBuf>, Error> {
    let texts = |sql: &str| -> rusqlite::Result<Vec<String>> {
        db.prepare(sql)?.query_map([id], |row| row.get(0))?.collect()
    };
    let uploads = texts("SELECT token FROM uploads WHERE report = ?1")?;
    let photos = texts(
        "SELECT sha256 FROM attachments AS ours WHERE report = ?1 AND NOT EXISTS
         (SELECT 1 FROM attachments WHERE sha256 = ours.sha256 AND report <> ours.report AND stored)",
    )?;
    let uploads = uploads.iter().map(|token| app.store.upload_file(token));
    Ok(uploads.chain(photos.iter().map(|sha256| app.store.photo_file(sha256))).collect())
}

/// The revision with which a report was removed; `None` when it was not.
pub(crate) fn revision_of(db: &Transaction<'_>, id: &str) -> rusqlite::Result<Option<i64>> {
    let sql = "SELECT revision FROM removed_reports WHERE id = ?1";
    db.query_row(sql, [id], |row| row.get(0)).optional()
}

/// The hash of the secret of a report that was removed.
pub(crate) fn access_hash_of(db: &Transaction<'_>, id: &str) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT access_hash FROM removed_reports WHERE id = ?1";
    db.query_row(sql, params![id], |row| row.get(0)).optional()
}

/// Whether a report was removed, asked by who holds its secret; nobody else learns that.
pub(crate) fn is_removed(db: &Transaction<'_>, id: &str, headers: &HeaderMap) -> rusqlite::Result<bool> {
    Ok(access_hash_of(db, id)?.is_some_and(|hash| report::holds_secret(headers, &hash)))
}

/// What whoever holds its secret is told.
pub(crate) fn gone() -> Problem {
    Problem::new(StatusCode::GONE, "report-removed", "The city removed the report")
}
