//! Saving what can still be read of a damaged database. The rows go into a new one, one by one and only if what is sealed in them opens; the
//! damaged database is put aside with the photo files that no saved row names. A kill at any moment leaves the damaged database where it is, or
//! the new one whole: [`Store::finish_salvage`] goes on from the file that says so.
//!
//! Each page is looked at by itself, so that neither the schema nor what else leads to a row needs to be whole. `SQLite`'s own recovery
//! (`sqlite3_recover`) does so too, but is not in the library that `rusqlite` bundles.

mod mending;
mod pages;
mod records;
mod rows;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{OpenFlags, TransactionBehavior};

use self::pages::Pages;
use self::records::records;
use self::rows::{Table, Taken};
use super::sealed_columns::SEALED_TABLES;
use super::sealer::photo_of;
use super::{Db, Result, Sealer, Store, StoreError, connect, database, log, schema};
use crate::clock::Timestamp;
use crate::files::{self, Files};
use crate::id::PhotoId;
use crate::sorting::{sort_by, sort_by_key};
use crate::vault::VaultError;

/// While this file is there, the database is known to be damaged.
const DAMAGED: &str = "damaged";
/// Beginning of the name of a new database that is to take the place of a damaged one.
const SAVED: &str = "saved-";
/// Beginning of the name of a folder with a damaged database and what belongs to it.
const ASIDE: &str = "damaged-";

/// A damaged database that was put aside.
pub(crate) struct Salvaged {
    pub(crate) at: Timestamp,
    /// Reports that could be saved.
    pub(crate) reports: u32,
    pub(crate) aside: PathBuf,
}

impl Store {
    /// The database was found to be damaged: the next opening is to salvage it.
    pub(crate) fn mark_damaged(directory: &Path, files: &dyn Files) -> Result<()> {
        Ok(files::write_durably(files, &directory.join(DAMAGED), b"")?)
    }

    pub(crate) fn is_marked_damaged(directory: &Path) -> bool {
        directory.join(DAMAGED).exists()
    }

    /// Saves what can still be read of a database that nobody has open, and puts it aside.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when nothing of it opens, [`StoreError::Newer`] when it is of a version that this library does not know; all is
    /// as it was then, and after any other error too.
    pub(crate) fn salvage(
        directory: &Path,
        sealer: &Sealer,
        vfs: Option<&str>,
        files: &dyn Files,
        now: Timestamp,
    ) -> Result<()> {
        let unfinished = directory.join("hues.db").with_extension(files::UNFINISHED);
        remove_database(files, &unfinished)?;
        let saved = save_rows(directory, &unfinished, sealer, vfs, now);
        let (reports, named) = match saved {
            Ok(saved) => saved,
            Err(error) => {
                remove_database(files, &unfinished)?;
                return Err(error);
            }
        };
        let tail = format!("{}-{reports}", now.unix_ms());
        let aside = directory.join(format!("{ASIDE}{tail}"));
        put_photos_aside(files, sealer, &named, &aside)?;
        files.rename(&unfinished, &directory.join(format!("{SAVED}{tail}")))?;
        files.sync_folder(directory)?;
        Self::finish_salvage(directory, files)
    }

    /// Goes on with a salvage that a kill broke off once the new database was whole, if there is one.
    pub(crate) fn finish_salvage(directory: &Path, files: &dyn Files) -> Result<()> {
        let Some((saved, tail)) = named(directory, SAVED)?.pop() else { return Ok(()) };
        let aside = directory.join(format!("{ASIDE}{tail}"));
        files::make_folder_durably(files, &aside)?;
        // The log goes before the database: it would make no sense of another one.
        for name in ["hues.db-wal", "hues.db"] {
            if directory.join(name).exists() {
                files.rename(&directory.join(name), &aside.join(name))?;
            }
        }
        files.sync_folder(&aside)?;
        files::remove(files, &directory.join("hues.db-shm"))?;
        files::remove_durably(files, &directory.join(DAMAGED))?;
        files.rename(&saved, &database(directory))?;
        Ok(files.sync_folder(directory)?)
    }

    /// The damaged databases that were put aside, the oldest first.
    pub(crate) fn salvaged(directory: &Path) -> Result<Vec<Salvaged>> {
        let asides = named(directory, ASIDE)?.into_iter().filter_map(|(aside, tail)| {
            let (at, reports) = tail.split_once('-')?;
            Some(Salvaged {
                at: Timestamp::from_unix_ms(at.parse().ok()?),
                reports: reports.parse().ok()?,
                aside,
            })
        });
        let mut asides: Vec<Salvaged> = asides.collect();
        sort_by_key(&mut asides, |salvaged| salvaged.at);
        Ok(asides)
    }

    /// Whether every page of the database is as `SQLite` wrote it, and all that is sealed opens. It takes as long as reading all of it; when
    /// `go_on` says no it is left off.
    pub(crate) fn is_sound(&self, go_on: impl Fn() -> bool + Clone + Send + 'static) -> Result<bool> {
        let sound =
            self.has_sound_pages(go_on.clone()).and_then(|sound| Ok(sound && self.opens_whole(&go_on)?));
        match sound {
            Err(StoreError::Damaged | StoreError::Vault(VaultError::Damaged)) => Ok(false),
            Err(StoreError::Sql(error))
                if error.sqlite_error_code() == Some(rusqlite::ErrorCode::OperationInterrupted) =>
            {
                Ok(true)
            }
            sound => sound,
        }
    }

    fn has_sound_pages(&self, go_on: impl Fn() -> bool + Send + 'static) -> Result<bool> {
        /// Instructions of `SQLite`'s machine between two questions whether to go on.
        const STEPS: i32 = 10_000;
        let mut reader = self.open_reader()?;
        reader.progress_handler(STEPS, Some(move || !go_on()))?;
        Ok(reader.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0))? == "ok")
    }

    fn opens_whole(&self, go_on: &impl Fn() -> bool) -> Result<bool> {
        /// Rows that are looked at in one snapshot.
        const ROWS: u32 = 256;
        for table in SEALED_TABLES {
            let mut at = i64::MIN;
            while let Some(last) = self.read(|db| db.open_rows(table, at, ROWS))? {
                if !go_on() {
                    return Ok(true);
                }
                at = last;
            }
        }
        Ok(true)
    }
}

/// The entries of a folder whose names begin so, each with the rest of its name.
fn named(directory: &Path, beginning: &str) -> Result<Vec<(PathBuf, String)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        let tail = path.file_name().and_then(OsStr::to_str).and_then(|name| name.strip_prefix(beginning));
        if let Some(tail) = tail.map(str::to_owned) {
            found.push((path, tail));
        }
    }
    sort_by(&mut found, Ord::cmp);
    Ok(found)
}

fn remove_database(files: &dyn Files, path: &Path) -> Result<()> {
    for ending in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        files::remove(files, Path::new(&name))?;
    }
    Ok(())
}

/// Makes a database of what can be read of the damaged one; how many reports it has, and its photos.
fn save_rows(
    directory: &Path,
    new: &Path,
    sealer: &Sealer,
    vfs: Option<&str>,
    now: Timestamp,
) -> Result<(u32, HashMap<PhotoId, bool>)> {
    let pages = Pages::open(&database(directory), &log(directory))?;
    if let Some(first) = pages.get(1) {
        schema::refuse_newer(&first)?;
    }
    let mut to = connect(new, OpenFlags::default(), vfs)?;
    schema::prepare(&to, new)?;
    schema::migrate(&mut to)?;
    // Rows come in no order that would suit the references.
    to.execute_batch("PRAGMA foreign_keys = OFF")?;
    let transaction = to.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let db = Db { connection: &transaction, sealer };
    if !take_rows(&pages, &db)? {
        return Err(StoreError::Damaged);
    }
    mending::mend(&db, now)?;
    let saved =
        (transaction.query_row("SELECT count(*) FROM report", [], |row| row.get(0))?, db.named_photos()?);
    transaction.commit()?;
    to.close().map_err(|(_, error)| error)?;
    Ok(saved)
}

/// Takes each row from the page where it stands; whether anything opened.
fn take_rows(pages: &Pages, db: &Db<'_>) -> Result<bool> {
    let tables = Table::all(db.connection)?;
    let mut opened = false;
    for page in (1..=pages.count()).filter_map(|number| pages.get(number)) {
        for record in records(pages, &page) {
            for table in &tables {
                match table.take(db, &record)? {
                    Taken::No => continue,
                    Taken::Unproved => {}
                    Taken::Proved => opened = true,
                }
                break;
            }
        }
    }
    Ok(opened)
}

/// Photo files that no saved row names are not to be taken for what a kill left behind.
fn put_photos_aside(
    files: &dyn Files,
    sealer: &Sealer,
    named: &HashMap<PhotoId, bool>,
    aside: &Path,
) -> Result<()> {
    sealer.make_photo_folder()?;
    let folder = aside.join("photos");
    for entry in fs::read_dir(sealer.photos())? {
        let path = entry?.path();
        let (Some(name), Some(photo)) = (path.file_name(), photo_of(&path)) else { continue };
        if !named.contains_key(&photo) {
            files::make_folder_durably(files, aside)?;
            files::make_folder_durably(files, &folder)?;
            files.rename(&path, &folder.join(name))?;
        }
    }
    if folder.exists() {
        files.sync_folder(&folder)?;
    }
    Ok(files.sync_folder(sealer.photos())?)
}
