//! The tables, and how older ones become today's.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use rusqlite::Connection;

use super::{Result, StoreError};

/// Each step brings the data from its index to the next version. A step that has been released never changes.
const MIGRATIONS: &[&str] = &[
    "
    CREATE TABLE report (
        id TEXT PRIMARY KEY,
        stage TEXT NOT NULL CHECK (stage IN ('draft', 'outgoing', 'delivered')),
        saved_at INTEGER NOT NULL,
        draft BLOB NOT NULL,
        access BLOB NOT NULL,
        idempotency_key TEXT,
        body BLOB,
        revision INTEGER NOT NULL DEFAULT 0,
        city BLOB
    ) STRICT;

    CREATE TABLE photo (
        id TEXT PRIMARY KEY,
        report TEXT NOT NULL REFERENCES report (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        full_kept INTEGER NOT NULL DEFAULT 1,
        facts BLOB NOT NULL
    ) STRICT;
    CREATE INDEX photo_of_report ON photo (report, position);

    CREATE TABLE outbox (
        id TEXT PRIMARY KEY,
        report TEXT NOT NULL REFERENCES report (id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('report', 'photo', 'receipt')),
        photo TEXT REFERENCES photo (id) ON DELETE CASCADE,
        size INTEGER NOT NULL DEFAULT 0,
        state TEXT NOT NULL CHECK (state IN ('ready', 'waiting', 'parked')),
        reason TEXT,
        wait_until INTEGER,
        boot_epoch_ms INTEGER,
        failures INTEGER NOT NULL DEFAULT 0,
        attempt_started INTEGER NOT NULL DEFAULT 0,
        upload_offset INTEGER NOT NULL DEFAULT 0,
        upload_url BLOB
    ) STRICT;
    CREATE INDEX outbox_of_report ON outbox (report);

    CREATE TABLE message (
        id TEXT PRIMARY KEY,
        report TEXT NOT NULL,
        revision INTEGER NOT NULL,
        is_read INTEGER NOT NULL DEFAULT 0,
        body BLOB NOT NULL
    ) STRICT;
    CREATE INDEX message_of_report ON message (report);

    CREATE TABLE setting (
        name TEXT PRIMARY KEY,
        value BLOB NOT NULL
    ) STRICT;

    CREATE TABLE watched_place (
        id TEXT PRIMARY KEY,
        body BLOB NOT NULL
    ) STRICT;

    CREATE TABLE alert (
        id INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE,
        fetched_at INTEGER NOT NULL,
        ends_at INTEGER NOT NULL,
        xml BLOB NOT NULL
    ) STRICT;
",
    "
    ALTER TABLE report ADD COLUMN account BLOB;
",
    "
    ALTER TABLE report ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;

    CREATE TABLE outbox_of_more_kinds (
        id TEXT PRIMARY KEY,
        report TEXT NOT NULL REFERENCES report (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        photo TEXT REFERENCES photo (id) ON DELETE CASCADE,
        message TEXT,
        size INTEGER NOT NULL DEFAULT 0,
        state TEXT NOT NULL CHECK (state IN ('ready', 'waiting', 'parked')),
        reason TEXT,
        wait_until INTEGER,
        boot_epoch_ms INTEGER,
        failures INTEGER NOT NULL DEFAULT 0,
        attempt_started INTEGER NOT NULL DEFAULT 0,
        upload_offset INTEGER NOT NULL DEFAULT 0,
        upload_url BLOB,
        idempotency_key TEXT,
        body BLOB
    ) STRICT;
    INSERT INTO outbox_of_more_kinds
        (id, report, kind, photo, size, state, reason, wait_until, boot_epoch_ms, failures, attempt_started, upload_offset, upload_url)
        SELECT id, report, kind, photo, size, state, reason, wait_until, boot_epoch_ms, failures, attempt_started, upload_offset, upload_url
        FROM outbox;
    DROP TABLE outbox;
    ALTER TABLE outbox_of_more_kinds RENAME TO outbox;
    CREATE INDEX outbox_of_report ON outbox (report);
",
    "
    ALTER TABLE outbox ADD COLUMN any_network INTEGER NOT NULL DEFAULT 0;
",
    "
    CREATE INDEX report_in_list ON report (stage = 'delivered', id DESC);
    CREATE INDEX report_of_stage ON report (stage);
    CREATE INDEX photo_file ON photo (id, full_kept);
    CREATE INDEX outbox_of_photo ON outbox (photo);
    CREATE INDEX message_unread ON message (report) WHERE is_read = 0;
",
    "
    ALTER TABLE report ADD COLUMN discarded_at INTEGER;
    CREATE INDEX report_drafts ON report (saved_at DESC, id DESC) WHERE stage = 'draft' AND discarded_at IS NULL;
    CREATE INDEX report_discarded ON report (discarded_at DESC, id DESC) WHERE discarded_at IS NOT NULL;
",
    "
    ALTER TABLE outbox ADD COLUMN leased_until INTEGER;
    ALTER TABLE outbox ADD COLUMN lease_boot_epoch_ms INTEGER;
",
    "
    ALTER TABLE outbox ADD COLUMN amendment BLOB;
",
    "
    CREATE TABLE sos (
        id TEXT PRIMARY KEY,
        stage TEXT NOT NULL CHECK (stage IN ('raising', 'asking', 'cancelling', 'over')),
        state TEXT NOT NULL CHECK (state IN ('ready', 'waiting', 'parked')),
        reason TEXT,
        wait_until INTEGER,
        boot_epoch_ms INTEGER,
        tries INTEGER NOT NULL DEFAULT 0,
        attempt_started INTEGER NOT NULL DEFAULT 0,
        over_since INTEGER,
        idempotency_key TEXT NOT NULL,
        said BLOB NOT NULL,
        access BLOB NOT NULL,
        body BLOB NOT NULL,
        city BLOB
    ) STRICT;
",
];

/// The version that this library writes.
const VERSION: usize = MIGRATIONS.len();

/// Settings of the writing connection. A commit is on the platter before it returns (`synchronous=FULL`; on Apple systems that takes
/// `fullfsync`), and what was deleted is overwritten with zeros.
pub(super) fn prepare(connection: &Connection, file: &Path) -> Result<()> {
    // SQLite reads the whole schema before these two, and starting has no other need of it. A database stays with its log, and `FULL` is what
    // SQLite begins with.
    if !keeps_a_log(file) {
        connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")?;
    }
    connection.execute_batch(
        "PRAGMA fullfsync = ON;
         PRAGMA checkpoint_fullfsync = ON;
         PRAGMA secure_delete = ON;
         PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA busy_timeout = 5000;",
    )?;
    #[cfg(feature = "planted-bugs")]
    if crate::plant::is_planted(crate::plant::Plant::CommitWithoutSync) {
        connection.execute_batch("PRAGMA synchronous = NORMAL;")?;
    }
    Ok(())
}

pub(super) fn prepare_reader(connection: &Connection) -> Result<()> {
    connection.execute_batch("PRAGMA temp_store = MEMORY; PRAGMA busy_timeout = 5000;")?;
    Ok(())
}

/// Whether the header of a database says WAL (`SQLite`'s file format, 1.3.3).
fn keeps_a_log(file: &Path) -> bool {
    let mut header = [0; 20];
    File::open(file).and_then(|mut file| file.read_exact(&mut header)).is_ok() && header[18..] == [2, 2]
}

pub(super) fn check_version(connection: &Connection) -> Result<()> {
    version(connection).map(|_| ())
}

/// The same for a database that nobody has open and that has no log: its header holds the version in bytes 60 to 63, big-endian
/// (`SQLite`'s "Database File Format", section 1.3).
pub(super) fn check_header(file: &Path) -> Result<()> {
    let mut header = Vec::new();
    File::open(file)?.take(64).read_to_end(&mut header)?;
    if header.is_empty() {
        // SQLite takes an empty file for an empty database; a kill at the first start leaves one.
        return Ok(());
    }
    known(version_in(&header).ok_or(StoreError::Damaged)?).map(|_| ())
}

/// Refuses a newer version than this library knows, if the first page of a database says so.
pub(super) fn refuse_newer(first_page: &[u8]) -> Result<()> {
    version_in(first_page).map_or(Ok(()), |found| known(found).map(|_| ()))
}

fn version_in(header: &[u8]) -> Option<u32> {
    let version = header.get(60..64)?.try_into().ok()?;
    header.starts_with(b"SQLite ").then(|| u32::from_be_bytes(version))
}

/// A version that is newer than this library's, by how much is not known.
pub(super) fn newer() -> StoreError {
    let known = u32::try_from(VERSION).unwrap_or(u32::MAX);
    StoreError::Newer { found: known.saturating_add(1), known }
}

pub(super) fn migrate(connection: &mut Connection) -> Result<()> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let found = version(&transaction)?;
    if found == VERSION {
        // Writing even the same number would take a sync of the disk.
        return Ok(());
    }
    for step in MIGRATIONS.iter().skip(found) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", i64::try_from(VERSION).unwrap_or(i64::MAX))?;
    transaction.commit()?;
    Ok(())
}

fn version(connection: &Connection) -> Result<usize> {
    known(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

fn known(found: u32) -> Result<usize> {
    let known = u32::try_from(VERSION).unwrap_or(u32::MAX);
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    usize::try_from(found).map_err(|_| StoreError::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_from_a_newer_version_is_refused_and_left_as_it_is() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE later (x); PRAGMA user_version = 4711").unwrap();
        assert!(matches!(migrate(&mut connection), Err(StoreError::Newer { found: 4711, .. })));
        let tables: i64 =
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).unwrap();
        assert_eq!(tables, 1);
    }

    #[test]
    fn migrating_twice_changes_nothing() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        migrate(&mut connection).unwrap();
        assert_eq!(version(&connection).unwrap(), VERSION);
    }
}
