//! The data directory: one client at a time, and a way to put one aside that does not open any more.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

use crate::clock::{Clock, SystemClock};
use crate::error::ApiError;
use crate::store::StoreError;

/// An OS lock on the data directory; it dies with its holder.
pub(super) struct DirectoryLock(#[expect(dead_code, reason = "closing the file releases the lock")] File);

impl DirectoryLock {
    /// Makes the directory if it is not there, for this user only, and locks it.
    pub(super) fn take(directory: &Path) -> Result<Self, ApiError> {
        DirBuilder::new().recursive(true).mode(0o700).create(directory).map_err(StoreError::from)?;
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(directory.join("lock"))
            .map_err(StoreError::from)?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Self(file)),
            Err(error) if error == rustix::io::Errno::WOULDBLOCK => Err(ApiError::InUse),
            Err(error) => Err(StoreError::from(io::Error::from(error)).into()),
        }
    }
}

/// Puts a data directory aside, untouched, so that the citizen can start afresh after [`ApiError::KeyLost`] or
/// [`ApiError::DataDamaged`]. Its new name stands beside the old one.
///
/// # Errors
/// [`ApiError::InUse`] while a client has it open, [`ApiError::StorageFull`], or an internal error.
pub fn put_aside(data_dir: &Path) -> Result<PathBuf, ApiError> {
    let _lock = DirectoryLock::take(data_dir)?;
    let name = data_dir.file_name().ok_or(ApiError::NotFound)?.to_string_lossy();
    let aside = data_dir.with_file_name(format!("{name}.aside-{}", SystemClock.now().wall.unix_ms()));
    fs::rename(data_dir, &aside).map_err(StoreError::from)?;
    Ok(aside)
}
