//! What the phone keeps: one `SQLite` database with one writer and readers of their own, and the sealed photo files beside it. Each
//! aggregate has its module of queries; all of them run inside [`Store::read`] or [`Store::write`], and one `write` is one transaction.
//! The room knows no HTTP and no rules; what says who, where or what goes in and comes out in the clear here and lies sealed on disk.
//!
//! Columns in the clear are those that a query needs; docs/security.md lists each with its reason.

mod alerts;
mod amendments;
mod drafts;
mod follow_ups;
mod items;
mod leases;
mod messages;
mod outbox;
mod photos;
mod removal;
mod reports;
mod rotation;
mod salvage;
mod schema;
mod sealed_columns;
mod sealer;
mod settings;
mod sos;
#[cfg(test)]
pub(crate) mod tests;

pub(crate) use alerts::StoredAlert;
pub(crate) use leases::outgoing_folder;
pub(crate) use messages::StoredMessage;
pub(crate) use outbox::Upload;
pub(crate) use photos::{PhotoFacts, StoredPhoto};
pub(crate) use reports::{Page, Stage, StoredReport};
pub(crate) use salvage::Salvaged;
pub(crate) use sealer::{PhotoFile, Sealer};
pub(crate) use settings::Setting;
pub(crate) use sos::StoredSos;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, Params, Row, Transaction, TransactionBehavior};

use crate::vault::VaultError;
use items::Items;

/// Why the store could not do it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    #[error("no room left on the phone")]
    Full,
    #[error("the data is of version {found}, this library knows {known}")]
    Newer { found: u32, known: u32 },
    #[error("the files can't be written")]
    ReadOnly,
    #[error("another program holds the database")]
    Busy,
    #[error("the database can't be read")]
    Damaged,
    #[error("no such row")]
    NotFound,
    #[error(transparent)]
    Vault(VaultError),
    #[error("sqlite: {0}")]
    Sql(rusqlite::Error),
    #[error("file: {0}")]
    Io(std::io::Error),
}

impl StoreError {
    /// Whether it concerns what was asked for alone, and nothing else that is stored.
    pub(crate) fn is_of_one_row(&self) -> bool {
        matches!(self, Self::NotFound | Self::Damaged | Self::Vault(VaultError::Damaged))
    }
}

pub(crate) type Result<T, E = StoreError> = std::result::Result<T, E>;

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly,
            Some(
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed,
            ) => Self::Busy,
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Damaged,
            _ if error == rusqlite::Error::QueryReturnedNoRows => Self::NotFound,
            _ => Self::Sql(error),
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full,
            ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => Self::ReadOnly,
            _ => Self::Io(error),
        }
    }
}

impl From<VaultError> for StoreError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Io(error) => error.into(),
            error => Self::Vault(error),
        }
    }
}

/// The open database of one data directory.
pub(crate) struct Store {
    file: PathBuf,
    vfs: Option<String>,
    // Closed before the writer: the last connection folds the write-ahead log into the database, which a reader can't.
    readers: Mutex<Vec<Connection>>,
    writer: Mutex<Connection>,
    sealer: Sealer,
    items: Items,
    ended_uncleanly: bool,
}

/// The queries, on one connection: of a transaction in [`Store::write`], of a snapshot in [`Store::read`].
pub(crate) struct Db<'a> {
    connection: &'a Connection,
    sealer: &'a Sealer,
}

impl Db<'_> {
    /// One row. Statements are compiled once for a connection.
    fn query_row<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        self.connection.prepare_cached(sql)?.query_row(parameters, read)
    }

    /// Runs it whole or not at all, inside the transaction that goes on either way.
    pub(crate) fn whole<T>(&self, work: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        self.execute("SAVEPOINT part", [])?;
        let done = work(self);
        let rolled_back =
            if done.is_err() { self.execute("ROLLBACK TO part", []).map(|_| ()) } else { Ok(()) };
        let released = rolled_back.and_then(|()| self.execute("RELEASE part", []));
        // A full disk has ended the whole transaction, which the first error tells.
        done.and_then(|done| Ok(released.map(|_| done)?))
    }

    fn execute(&self, sql: &str, parameters: impl Params) -> rusqlite::Result<usize> {
        self.connection.prepare_cached(sql)?.execute(parameters)
    }
}

impl Store {
    /// Refuses a directory whose data is of a version that this library does not know; changes nothing.
    pub(crate) fn check_version(directory: &Path) -> Result<()> {
        let file = database(directory);
        // SQLite takes the log of a database that is gone for none, and removes it.
        if !has_content(&file) && has_content(&log(directory)) {
            return Err(StoreError::Damaged);
        }
        if !file.exists() {
            return Ok(());
        }
        if log(directory).exists() || directory.join("hues.db-journal").exists() {
            // The last process was killed: what counts may be in the log, and SQLite itself must read it.
            return schema::check_version(&connect_to_read(&file, None)?);
        }
        // Opening would leave files beside it even for reading.
        schema::check_header(&file)
    }

    /// Whether the directory has a database, or at least its log.
    pub(crate) fn exists(directory: &Path) -> bool {
        database(directory).exists() || has_content(&log(directory))
    }

    /// Whether the directory had a database, and has nothing of it any more.
    pub(crate) fn is_gone(directory: &Path) -> bool {
        sealer::photo_folder(directory).is_dir()
            && !has_content(&database(directory))
            && !has_content(&log(directory))
    }

    /// Opens the database, or makes it; older data is brought up to this version in one transaction. `vfs` is the name of another way of
    /// `SQLite` to the files than the system's.
    pub(crate) fn open(directory: &Path, sealer: Sealer, vfs: Option<&str>) -> Result<Self> {
        let file = database(directory);
        let vfs = vfs.map(str::to_owned);
        let ended_uncleanly = log(directory).exists();
        let mut writer = connect(&file, OpenFlags::default(), vfs.as_deref())?;
        schema::prepare(&writer, &file)?;
        if ended_uncleanly {
            // What the last process wrote and did not live to sync is seen from here on, so it must not be gone with a power cut. The log is
            // synced first, which is what counts; a full disk may hinder the rest.
            let _ = writer.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
        }
        schema::migrate(&mut writer)?;
        let items = Items::default();
        items.listen(&mut writer)?;
        let store = Self {
            file,
            vfs,
            writer: Mutex::new(writer),
            readers: Mutex::default(),
            sealer,
            items,
            ended_uncleanly,
        };
        store.sealer.make_photo_folder()?;
        store.remove_orphans()?;
        Ok(store)
    }

    /// Runs queries that change something, in one transaction: all of it is on disk when this returns, or none of it.
    pub(crate) fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Db<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut writer = lock(&self.writer);
        let transaction = self.begin(&mut writer)?;
        let done = work(&Db { connection: &transaction, sealer: &self.sealer })?;
        commit(transaction)?;
        self.items.follow(&Db { connection: &writer, sealer: &self.sealer });
        Ok(done)
    }

    fn begin<'a>(&self, writer: &'a mut Connection) -> Result<Transaction<'a>> {
        self.items.begin();
        Ok(writer.transaction_with_behavior(TransactionBehavior::Immediate)?)
    }

    /// Whether whoever had the database open before did not close it: it left its log.
    pub(crate) fn ended_uncleanly(&self) -> bool {
        self.ended_uncleanly
    }

    /// Folds the write-ahead log into the database, as far as nobody reads.
    pub(crate) fn checkpoint(&self) -> Result<()> {
        // Idle readers hold nothing, but SQLite folds the whole log only for the last connection.
        lock(&self.readers).clear();
        self.with_writer(|writer| Ok(writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?))
    }

    fn with_writer<T, E>(&self, work: impl FnOnce(&mut Connection) -> Result<T, E>) -> Result<T, E> {
        work(&mut lock(&self.writer))
    }

    /// Runs queries that change nothing, on one snapshot.
    pub(crate) fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Db<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut reader = self.reader()?;
        let result = {
            let snapshot = begin_reading(reader.connection())?;
            work(&Db { connection: &snapshot, sealer: &self.sealer })
        };
        if let Reader::Own(reader) = reader {
            lock(&self.readers).push(reader);
        }
        result
    }

    fn reader(&self) -> Result<Reader<'_>> {
        let idle = lock(&self.readers).pop();
        if let Some(reader) = idle {
            return Ok(Reader::Own(reader));
        }
        // While nobody writes, the writer's connection will do, which has to learn the schema anyway: another would only make the start longer.
        match self.writer.try_lock() {
            Ok(writer) => Ok(Reader::Writer(writer)),
            Err(_) => self.open_reader().map(Reader::Own),
        }
    }

    /// The sealed photos' folder and keys.
    pub(crate) fn sealer(&self) -> &Sealer {
        &self.sealer
    }

    fn open_reader(&self) -> Result<Connection> {
        let reader = connect(&self.file, OpenFlags::SQLITE_OPEN_READ_ONLY, self.vfs.as_deref())?;
        schema::prepare_reader(&reader)?;
        Ok(reader)
    }

    /// Photo files that no row names: what a kill left behind between writing a file and naming it, or between forgetting and removing it.
    fn remove_orphans(&self) -> Result<()> {
        let named = self.read(|db| db.named_photos())?;
        self.sealer.keep_only(&named)
    }
}

/// A connection to read from.
enum Reader<'a> {
    Own(Connection),
    Writer(MutexGuard<'a, Connection>),
}

impl Reader<'_> {
    fn connection(&mut self) -> &mut Connection {
        match self {
            Self::Own(connection) => connection,
            Self::Writer(connection) => connection,
        }
    }
}

// Apart from what they are part of, which is compiled anew for each use.
fn begin_reading(reader: &mut Connection) -> Result<Transaction<'_>> {
    Ok(reader.transaction()?)
}

fn commit(transaction: Transaction<'_>) -> Result<()> {
    Ok(transaction.commit()?)
}

/// Statements that a connection keeps compiled: more than there are.
const STATEMENTS: usize = 128;

fn connect(file: &Path, flags: OpenFlags, vfs: Option<&str>) -> Result<Connection> {
    // A connection is used by one thread at a time.
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = match vfs {
        Some(vfs) => Connection::open_with_flags_and_vfs(file, flags, vfs)?,
        None => Connection::open_with_flags(file, flags)?,
    };
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // A plan looks at no value that is bound: it would be made anew for each one.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(connection)
}

/// Connects without changing anything, unless what is there must be rolled back before it can be read at all.
fn connect_to_read(file: &Path, vfs: Option<&str>) -> Result<Connection> {
    let reader = connect(file, OpenFlags::SQLITE_OPEN_READ_ONLY, vfs)?;
    match reader.query_row("PRAGMA schema_version", [], |_| Ok(())).map_err(StoreError::from) {
        Err(StoreError::ReadOnly) => connect(file, OpenFlags::SQLITE_OPEN_READ_WRITE, vfs),
        // Whoever reads meets it again.
        _ => Ok(reader),
    }
}

fn has_content(file: &Path) -> bool {
    file.metadata().is_ok_and(|file| file.len() > 0)
}

fn log(directory: &Path) -> PathBuf {
    directory.join("hues.db-wal")
}

fn database(directory: &Path) -> PathBuf {
    directory.join("hues.db")
}

/// A panic while a lock was held leaves nothing half-done behind it: transactions roll back.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
