//! The city's memory: one database file and two folders, of uploads on their way and of photos that arrived.
//! Every read and every write is one transaction. It knows the tables, not the rules.
//!
//! `synchronous` is `NORMAL`: a killed process loses nothing, which is what the tests need; a power cut could
//! cost the last transactions, which a real city would not accept.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, FixedOffset, SecondsFormat, TimeDelta, Utc};
use rusqlite::config::DbConfig;
use rusqlite::{CachedStatement, Connection, OptionalExtension, Params, Row, TransactionBehavior};

use crate::{Error, digest};

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS installations(credential_hash TEXT PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS reports(
  id TEXT PRIMARY KEY, idempotency_key TEXT NOT NULL UNIQUE, body_hash TEXT NOT NULL, body TEXT NOT NULL,
  first_answer TEXT, installation TEXT NOT NULL, account TEXT, access_hash TEXT NOT NULL,
  public_id TEXT NOT NULL UNIQUE, year INTEGER NOT NULL, year_number INTEGER NOT NULL, revision INTEGER NOT NULL, category TEXT NOT NULL,
  received_at TEXT NOT NULL, deadline TEXT NOT NULL, UNIQUE(year, year_number)) STRICT;
CREATE TABLE IF NOT EXISTS attachments(
  report TEXT NOT NULL REFERENCES reports(id), position INTEGER NOT NULL, sha256 TEXT NOT NULL,
  size INTEGER NOT NULL, media_type TEXT NOT NULL, stored INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(report, position)) STRICT;
CREATE TABLE IF NOT EXISTS timeline(
  seq INTEGER PRIMARY KEY, report TEXT NOT NULL REFERENCES reports(id), status TEXT NOT NULL,
  at TEXT NOT NULL, agency TEXT, note TEXT) STRICT;
CREATE INDEX IF NOT EXISTS timeline_by_report ON timeline(report);
CREATE TABLE IF NOT EXISTS messages(
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, report TEXT NOT NULL REFERENCES reports(id),
  revision INTEGER NOT NULL, deleted INTEGER NOT NULL, author TEXT NOT NULL, agency TEXT, text TEXT NOT NULL,
  sent_at TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS ratings(
  report TEXT PRIMARY KEY REFERENCES reports(id), satisfaction TEXT NOT NULL, comment TEXT) STRICT;
CREATE TABLE IF NOT EXISTS follow_ups(
  idempotency_key TEXT PRIMARY KEY, report TEXT NOT NULL, body_hash TEXT NOT NULL, answer TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS amended(
  report TEXT NOT NULL REFERENCES reports(id), member TEXT NOT NULL, revision INTEGER NOT NULL,
  PRIMARY KEY(report, member)) STRICT;
CREATE TABLE IF NOT EXISTS barred_reports(id TEXT PRIMARY KEY, access_hash TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS removed_reports(
  id TEXT PRIMARY KEY, access_hash TEXT NOT NULL, installation TEXT NOT NULL, year INTEGER NOT NULL, year_number INTEGER NOT NULL,
  revision INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS sos(
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, idempotency_key TEXT NOT NULL UNIQUE, body_hash TEXT NOT NULL,
  body TEXT NOT NULL, access_hash TEXT NOT NULL, status TEXT NOT NULL, received_at TEXT NOT NULL,
  status_at TEXT NOT NULL, note TEXT) STRICT;
CREATE TABLE IF NOT EXISTS barred_sos(id TEXT PRIMARY KEY, access_hash TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS changes(
  seq INTEGER PRIMARY KEY AUTOINCREMENT, installation TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL,
  UNIQUE(type, id)) STRICT;
CREATE INDEX IF NOT EXISTS changes_by_installation ON changes(installation, seq);
CREATE TABLE IF NOT EXISTS uploads(
  seq INTEGER PRIMARY KEY, token TEXT NOT NULL UNIQUE, report TEXT NOT NULL REFERENCES reports(id),
  sha256 TEXT NOT NULL, size INTEGER NOT NULL, state TEXT NOT NULL, expires_at INTEGER NOT NULL,
  patches INTEGER NOT NULL DEFAULT 0, bytes_received INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS alerts(
  seq INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, identifier TEXT NOT NULL, sender TEXT NOT NULL,
  sent TEXT NOT NULL, expires TEXT NOT NULL, headline TEXT NOT NULL, xml BLOB NOT NULL,
  listed INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS alert_index(
  serial INTEGER PRIMARY KEY, body TEXT NOT NULL, signature TEXT NOT NULL, renew_at INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS open311_requests(number TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS category_editions(version INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS logins(
  seq INTEGER PRIMARY KEY, sub TEXT NOT NULL, acr TEXT NOT NULL, auth_time INTEGER NOT NULL,
  ended INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS login_codes(
  hash TEXT PRIMARY KEY, login INTEGER NOT NULL REFERENCES logins(seq), redirect_uri TEXT NOT NULL,
  challenge TEXT NOT NULL, nonce TEXT NOT NULL, expires_at INTEGER NOT NULL, used INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS refresh_tokens(
  hash TEXT PRIMARY KEY, login INTEGER NOT NULL REFERENCES logins(seq), used_at INTEGER) STRICT;
CREATE TABLE IF NOT EXISTS access_tokens(
  hash TEXT PRIMARY KEY, login INTEGER NOT NULL REFERENCES logins(seq), expires_at INTEGER NOT NULL) STRICT;
";

/// After so many pages the log is folded into the database, while everybody waits: 32 MiB, as a server has room for.
const LOG_PAGES: u32 = 8192;

/// Statements that stay compiled: more than there are.
const STATEMENTS: usize = 256;

/// What goes on in one step. Its statements are compiled once, and not for each value anew.
pub(crate) struct Transaction<'a>(rusqlite::Transaction<'a>);

impl Transaction<'_> {
    pub(crate) fn execute(&self, sql: &str, parameters: impl Params) -> rusqlite::Result<usize> {
        self.prepare(sql)?.execute(parameters)
    }

    pub(crate) fn query_row<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        self.prepare(sql)?.query_row(parameters, read)
    }

    /// Runs `work` whole or not at all, inside what goes on either way.
    pub(crate) fn part<T, E: From<rusqlite::Error>>(
        &self,
        work: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        self.execute("SAVEPOINT part", [])?;
        let made = work();
        if made.is_err() {
            self.execute("ROLLBACK TO part", [])?;
        }
        self.execute("RELEASE part", [])?;
        made
    }

    pub(crate) fn prepare(&self, sql: &str) -> rusqlite::Result<CachedStatement<'_>> {
        self.0.prepare_cached(sql)
    }
}

/// An open data directory.
#[derive(Debug)]
pub(crate) struct Store {
    db: Mutex<Connection>,
    data: PathBuf,
}

impl Store {
    pub(crate) fn open(data: &Path) -> Result<Self, Error> {
        fs::create_dir_all(data.join("uploads"))?;
        fs::create_dir_all(data.join("photos"))?;
        let db = Connection::open(data.join("city.db"))?;
        db.pragma_update(None, "journal_mode", "WAL")?;
        db.pragma_update(None, "synchronous", "NORMAL")?;
        db.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
        db.pragma_update(None, "foreign_keys", true)?;
        // What is removed is not left on free pages.
        db.pragma_update(None, "secure_delete", true)?;
        db.execute_batch(SCHEMA)?;
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        db.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(Self { db: Mutex::new(db), data: data.to_owned() })
    }

    /// Runs `work` in one transaction: all of it is kept, or, when it fails, none of it.
    pub(crate) fn transact<T, E: From<rusqlite::Error>>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        // A panic inside `work` rolled its transaction back, so the connection behind a poisoned lock is
        // sound.
        let mut db = self.db.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = Transaction(db.transaction_with_behavior(TransactionBehavior::Immediate)?);
        let made = work(&transaction)?;
        transaction.0.commit()?;
        Ok(made)
    }

    /// Folds the log into the database and empties it, so that what was removed is not left there.
    pub(crate) fn fold_log(&self) -> Result<(), Error> {
        let db = self.db.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
    }

    /// Where the bytes of an upload on its way lie. Their number is the upload's offset.
    pub(crate) fn upload_file(&self, token: &str) -> PathBuf {
        self.uploads().join(token)
    }

    /// The folder of uploads on their way.
    pub(crate) fn uploads(&self) -> PathBuf {
        self.data.join("uploads")
    }

    /// Where a photo lies that arrived whole.
    pub(crate) fn photo_file(&self, sha256: &str) -> PathBuf {
        self.data.join("photos").join(sha256)
    }
}

/// A value of the city as a whole.
pub(crate) fn meta(db: &Transaction<'_>, key: &str) -> rusqlite::Result<Option<String>> {
    db.query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0)).optional()
}

pub(crate) fn set_meta(db: &Transaction<'_>, key: &str, value: &str) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO meta VALUES (?1, ?2) ON CONFLICT(key) DO UPDATE SET value = excluded.value",
        [key, value],
    )?;
    Ok(())
}

/// Counts one more of what `key` names.
pub(crate) fn count(db: &Transaction<'_>, key: &str) -> rusqlite::Result<()> {
    let so_far: u64 = meta(db, key)?.and_then(|value| value.parse().ok()).unwrap_or(0);
    set_meta(db, key, &(so_far + 1).to_string())
}

/// The name of this memory. Cursors carry it; after it changes, none of them is known any more.
pub(crate) fn epoch(db: &Transaction<'_>) -> Result<String, Error> {
    match meta(db, "epoch")? {
        Some(epoch) => Ok(epoch),
        None => new_epoch(db),
    }
}

pub(crate) fn new_epoch(db: &Transaction<'_>) -> Result<String, Error> {
    let epoch = digest::unguessable()?;
    set_meta(db, "epoch", &epoch)?;
    Ok(epoch)
}

/// The city's wall clock, UTC+07:00 all year.
pub(crate) fn now() -> DateTime<FixedOffset> {
    let offset = TimeDelta::milliseconds(CLOCK_OFFSET_MS.load(Ordering::Relaxed));
    on_the_wall(Utc::now().fixed_offset() + offset)
}

/// How many ms the city's clock is ahead.
static CLOCK_OFFSET_MS: AtomicI64 = AtomicI64::new(0);

/// Sets the clock of every city of this process ahead by so many ms, or back: for pages that must look the same on any day.
pub fn set_clock_offset(ms: i64) {
    CLOCK_OFFSET_MS.store(ms, Ordering::Relaxed);
}

/// A time as the header `Date` says it.
pub(crate) fn http_date(time: DateTime<FixedOffset>) -> String {
    time.with_timezone(&Utc).format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// The same moment as the clock in the city shows it.
pub(crate) fn on_the_wall(time: DateTime<FixedOffset>) -> DateTime<FixedOffset> {
    const OFFSET_S: i32 = 7 * 3600;
    FixedOffset::east_opt(OFFSET_S).map_or(time, |offset| time.with_timezone(&offset))
}

/// RFC 3339 with an offset, to the second.
pub(crate) fn rfc3339(time: DateTime<FixedOffset>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, false)
}
