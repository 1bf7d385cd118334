//! The data directory: one client at a time, a way to put one aside that does not open any more, and a way to erase it for good.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

use crate::clock::{Clock, SystemClock, Timestamp};
use crate::error::ApiError;
use crate::files::{self, Files, SystemFiles};
use crate::sorting::sort_by_key;
use crate::store::{StoreError, outgoing_folder};
use crate::vault::{KeyGuard, KeyGuardError, Vault, VaultError};

const LOCK: &str = "lock";
/// While this file is there, everything is being erased.
const ERASING: &str = "erasing";

/// An OS lock on the data directory; it dies with its holder.
pub(super) struct DirectoryLock(#[expect(dead_code, reason = "closing the file releases the lock")] File);

impl DirectoryLock {
    /// Makes the directory if it is not there, for this user only, and locks it.
    pub(super) fn take(directory: &Path, files: &dyn Files) -> Result<Self, ApiError> {
        files::make_folder_durably(files, directory).map_err(StoreError::from)?;
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(directory.join(LOCK))
            .map_err(StoreError::from)?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Self(file)),
            Err(error) if error == rustix::io::Errno::WOULDBLOCK => Err(ApiError::InUse),
            Err(error) => Err(StoreError::from(io::Error::from(error)).into()),
        }
    }
}

/// Puts a data directory aside, untouched, so that the citizen can start afresh after [`ApiError::KeyLost`] or
/// [`ApiError::DataDamaged`]. Its new name stands beside the old one; [`crate::Client::troubles`] tells of it from then on.
///
/// # Errors
/// [`ApiError::InUse`] while a client has it open, [`ApiError::StorageFull`], or an internal error.
pub fn put_aside(data_dir: &Path) -> Result<PathBuf, ApiError> {
    let _lock = DirectoryLock::take(data_dir, &SystemFiles)?;
    // What lies there in the clear is put nowhere: the sealed photos are all there is of it.
    files::remove_tree(&SystemFiles, &outgoing_folder(data_dir)).map_err(StoreError::from)?;
    let aside =
        data_dir.with_file_name(format!("{}{}", aside_prefix(data_dir)?, SystemClock.now().wall.unix_ms()));
    fs::rename(data_dir, &aside).map_err(StoreError::from)?;
    files::sync_folder_of(&SystemFiles, data_dir).map_err(StoreError::from)?;
    Ok(aside)
}

fn aside_prefix(data_dir: &Path) -> Result<String, ApiError> {
    let name = data_dir.file_name().ok_or(ApiError::NotFound)?.to_string_lossy();
    Ok(format!("{name}.aside-"))
}

/// The directories that were put aside, each with when.
pub(super) fn asides(data_dir: &Path) -> Result<Vec<(PathBuf, Timestamp)>, ApiError> {
    let prefix = aside_prefix(data_dir)?;
    let beside = data_dir.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut found = Vec::new();
    for entry in fs::read_dir(beside).map_err(StoreError::from)? {
        let path = entry.map_err(StoreError::from)?.path();
        let name = path.file_name().and_then(OsStr::to_str);
        let at = name.and_then(|name| name.strip_prefix(&prefix)).and_then(|at| at.parse().ok());
        found.extend(at.map(|at| (path, Timestamp::from_unix_ms(at))));
    }
    sort_by_key(&mut found, |(_, at)| *at);
    Ok(found)
}

/// Erases all that a client keeps, the key first: once that is gone nothing of the rest opens, however long the rest takes. A kill on the way
/// leaves a mark that the next start goes on from.
pub(super) fn erase(data_dir: &Path, guard: &dyn KeyGuard, files: &dyn Files) -> Result<(), ApiError> {
    files::write_durably(files, &data_dir.join(ERASING), b"").map_err(StoreError::from)?;
    go_on_erasing(data_dir, guard, files)
}

/// Goes on with what a kill broke off, if there is something.
pub(super) fn go_on_erasing(
    data_dir: &Path,
    guard: &dyn KeyGuard,
    files: &dyn Files,
) -> Result<(), ApiError> {
    if !data_dir.join(ERASING).exists() {
        return Ok(());
    }
    Vault::forget(data_dir, files)?;
    let key_erased = guard.erase();
    // A keystore that refuses is asked again at the next start; the rest goes all the same.
    erase_rest(data_dir, files).map_err(StoreError::from)?;
    match key_erased {
        // Lost is as good as erased.
        Ok(()) | Err(KeyGuardError::Lost) => {}
        Err(error @ KeyGuardError::Locked) => return Err(VaultError::from(error).into()),
    }
    files::remove_durably(files, &data_dir.join(ERASING)).map_err(StoreError::from)?;
    Ok(())
}

fn erase_rest(data_dir: &Path, files: &dyn Files) -> io::Result<()> {
    for entry in fs::read_dir(data_dir)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            files::remove_tree(files, &path)?;
        } else if ![LOCK, ERASING].map(OsStr::new).contains(&entry.file_name().as_os_str()) {
            files::remove(files, &path)?;
        }
    }
    for (aside, _) in asides(data_dir).map_err(io::Error::other)? {
        files::remove_tree(files, &aside)?;
    }
    files.sync_folder(data_dir)?;
    files::sync_folder_of(files, data_dir)
}
