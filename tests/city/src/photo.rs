//! Photos on their way: an upload's row, its file, and what becomes of both. The file's length is the offset,
//! so whatever reached the disk before a connection broke or the process was killed counts. A photo that is
//! whole and has the digest that the report named moves to the folder of photos, under its digest.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use axum::body::Body;
use ring::digest::{Context, SHA256};
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use crate::http::{self, Broken};
use crate::misbehaviour::Trouble;
use crate::store::Transaction;
use crate::{App, Error, casework, digest, store};

/// What became of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Bytes are still to come.
    Open,
    /// The photo is whole and its digest is the one that the report named.
    Stored,
    /// All bytes came, but they are another photo. They were dropped.
    Mismatch,
    /// The phone ended it.
    Terminated,
    /// It took too long.
    Expired,
}

impl State {
    const ALL: [Self; 5] = [Self::Open, Self::Stored, Self::Mismatch, Self::Terminated, Self::Expired];

    fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Stored => "stored",
            Self::Mismatch => "mismatch",
            Self::Terminated => "terminated",
            Self::Expired => "expired",
        }
    }

    pub(crate) fn read(text: &str) -> Self {
        Self::ALL.into_iter().find(|state| state.as_str() == text).unwrap_or(Self::Expired)
    }
}

/// An upload as it is written down.
#[derive(Debug)]
pub(crate) struct Upload {
    pub(crate) token: String,
    report: String,
    sha256: String,
    pub(crate) size: u64,
    pub(crate) state: State,
    /// Seconds since 1970.
    pub(crate) expires_at: i64,
}

/// Why a piece was not taken.
#[derive(Debug)]
pub(crate) enum PieceRefused {
    /// Its checksum is another; none of it was kept.
    Damaged,
    /// It is larger than a piece or than what is missing; none of it was kept.
    TooLarge,
    /// It did not come to its end; what came was kept.
    Interrupted,
    /// The city could not keep it.
    NotKept(Error),
}

impl<E: Into<Error>> From<E> for PieceRefused {
    fn from(error: E) -> Self {
        Self::NotKept(error.into())
    }
}

/// Begins an upload; `None` when the report names no photo of this digest and size.
pub(crate) fn begin(
    db: &Transaction<'_>,
    report: &str,
    sha256: &str,
    size: u64,
    life: Duration,
) -> Result<Option<Upload>, Error> {
    let named = db
        .query_row(
            "SELECT 1 FROM attachments WHERE report = ?1 AND sha256 = ?2 AND size = ?3",
            params![report, sha256, size],
            |_| Ok(()),
        )
        .optional()?;
    if named.is_none() {
        return Ok(None);
    }
    let token = digest::unguessable()?;
    let expires_at = store::now().timestamp().saturating_add_unsigned(life.as_secs());
    db.execute(
        "INSERT INTO uploads(token, report, sha256, size, state, expires_at)
         VALUES (?1, ?2, ?3, ?4, 'open', ?5)",
        params![token, report, sha256, size, expires_at],
    )?;
    let (report, sha256) = (report.to_owned(), sha256.to_owned());
    Ok(Some(Upload { token, report, sha256, size, state: State::Open, expires_at }))
}

fn read_upload(row: &rusqlite::Row<'_>) -> rusqlite::Result<Upload> {
    let state: String = row.get(4)?;
    Ok(Upload {
        token: row.get(0)?,
        report: row.get(1)?,
        sha256: row.get(2)?,
        size: row.get(3)?,
        state: State::read(&state),
        expires_at: row.get(5)?,
    })
}

/// The upload of this name, after its time has been looked at.
pub(crate) fn find(app: &App, token: &str) -> Result<Option<Upload>, Error> {
    let found = app.store.transact(|db| {
        let query = "SELECT token, report, sha256, size, state, expires_at FROM uploads WHERE token = ?1";
        db.query_row(query, [token], read_upload).optional()
    })?;
    let Some(mut upload) = found else { return Ok(None) };
    let ran_out = upload.expires_at <= store::now().timestamp();
    if ran_out && matches!(upload.state, State::Open | State::Stored) {
        end(app, &upload.token, State::Expired)?;
        upload.state = State::Expired;
    }
    Ok(Some(upload))
}

/// How many bytes of the photo are here.
pub(crate) fn offset(app: &App, upload: &Upload) -> io::Result<u64> {
    if upload.state == State::Stored {
        return Ok(upload.size);
    }
    length(&app.store.upload_file(&upload.token))
}

fn length(file: &Path) -> io::Result<u64> {
    match fs::metadata(file) {
        Ok(metadata) => Ok(metadata.len()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(error),
    }
}

/// Ends an upload and drops what there is of it. A photo that arrived whole stays.
pub(crate) fn end(app: &App, token: &str, state: State) -> Result<(), Error> {
    app.store.transact(|db| {
        db.execute("UPDATE uploads SET state = ?2 WHERE token = ?1", params![token, state.as_str()])
    })?;
    match fs::remove_file(app.store.upload_file(token)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

pub(crate) fn count_patch(app: &App, token: &str) -> Result<(), Error> {
    app.store.transact(|db| {
        db.execute("UPDATE uploads SET patches = patches + 1 WHERE token = ?1", [token])?;
        Ok(())
    })
}

/// Counts what came for an upload, also when the request is dropped in the middle.
struct Tally<'a> {
    app: &'a App,
    token: &'a str,
    bytes: usize,
}

impl Tally<'_> {
    /// Counts it with what else is written down.
    fn count(mut self, db: &Transaction<'_>) -> rusqlite::Result<()> {
        self.write(db)?;
        self.bytes = 0;
        Ok(())
    }

    fn write(&self, db: &Transaction<'_>) -> rusqlite::Result<()> {
        let count = "UPDATE uploads SET bytes_received = bytes_received + ?2 WHERE token = ?1";
        db.execute(count, params![self.token, self.bytes]).map(drop)
    }
}

impl Drop for Tally<'_> {
    fn drop(&mut self) {
        if self.bytes == 0 {
            return;
        }
        let counted = self.app.store.transact(|db| self.write(db));
        if let Err(error) = counted {
            eprintln!("city: {error}");
        }
    }
}

/// Takes one piece of at most `limit` bytes at the upload's offset; returns the new offset. With its last
/// byte the photo is compared with its digest.
pub(crate) async fn append(
    app: &App,
    upload: &Upload,
    offset: u64,
    limit: u64,
    checksum: Option<Vec<u8>>,
    body: Body,
    trouble: &Trouble,
) -> Result<u64, PieceRefused> {
    if upload.state == State::Stored {
        // Only an empty piece fits behind the last byte, and it changes nothing.
        let empty = http::take_in(body, 0, app.options.silence, trouble, |_| Ok(())).await;
        return empty.map(|()| offset).map_err(|_| PieceRefused::TooLarge);
    }
    let path = app.store.upload_file(&upload.token);
    let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
    let mut context = Context::new(&SHA256);
    let mut tally = Tally { app, token: &upload.token, bytes: 0 };
    let taken = http::take_in(body, limit, app.options.silence, trouble, |bytes| {
        tally.bytes += bytes.len();
        context.update(bytes);
        file.write_all(bytes)
    })
    .await;
    let (digest, length) = (context.finish(), file.metadata()?.len());
    let refused = match taken {
        Ok(()) if checksum.is_some_and(|checksum| checksum != digest.as_ref()) => PieceRefused::Damaged,
        Ok(()) if length == upload.size => {
            // What came in one piece was digested on its way.
            let sha256 =
                if offset == 0 { digest::hex(digest.as_ref()) } else { digest::sha256_of_file(&path)? };
            complete(app, upload, &path, &sha256, Some(tally))?;
            return Ok(length);
        }
        Ok(()) => return Ok(length),
        Err(Broken::TooLarge) => PieceRefused::TooLarge,
        Err(Broken::Interrupted) => return Err(PieceRefused::Interrupted),
        Err(Broken::NotKept(error)) => error.into(),
    };
    file.set_len(offset)?;
    Err(refused)
}

/// All bytes are here: they become the photo, or are dropped when they are another one.
fn complete(
    app: &App,
    upload: &Upload,
    path: &Path,
    sha256: &str,
    tally: Option<Tally<'_>>,
) -> Result<(), Error> {
    if sha256 != upload.sha256 {
        return end(app, &upload.token, State::Mismatch);
    }
    app.store.transact(|db| {
        if let Some(tally) = tally {
            tally.count(db)?;
        }
        if db.execute("UPDATE uploads SET state = 'stored' WHERE token = ?1", [&upload.token])? == 0 {
            // Its report was removed while it came.
            fs::remove_file(path)?;
            return Ok(());
        }
        casework::note_photo(db, &upload.report, &upload.sha256, upload.size)?;
        // A process that is killed before the commit has the photo, and none of the upload: it is sent again.
        fs::rename(path, app.store.photo_file(&upload.sha256))?;
        Ok(())
    })
}

/// Finishes what a killed process left between an upload's last byte and its row, and erases what is left of uploads whose report was removed.
pub(crate) fn recover(app: &App) -> Result<(), Error> {
    for entry in fs::read_dir(app.store.uploads())? {
        let entry = entry?;
        let is_known = app.store.transact(|db| {
            let sql = "SELECT EXISTS (SELECT 1 FROM uploads WHERE token = ?1)";
            db.query_row(sql, [entry.file_name().to_string_lossy()], |row| row.get::<_, bool>(0))
        })?;
        if !is_known {
            fs::remove_file(entry.path())?;
        }
    }
    let open: Vec<Upload> = app.store.transact(|db| {
        let query = "SELECT token, report, sha256, size, state, expires_at FROM uploads WHERE state = 'open'";
        db.prepare(query)?.query_map([], read_upload)?.collect::<rusqlite::Result<_>>()
    })?;
    for upload in open {
        let path = app.store.upload_file(&upload.token);
        if length(&path)? == upload.size {
            complete(app, &upload, &path, &digest::sha256_of_file(&path)?, None)?;
        }
    }
    Ok(())
}
