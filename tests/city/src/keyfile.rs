//! The files of the data directory that only their owner may read: private keys. Each is there whole or not at
//! all, also after a kill in the middle of writing. It does not know what a key is for.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crate::Error;

/// The content of the file, made now if there is none.
pub(crate) fn read_or_make(
    path: &Path,
    make: impl FnOnce() -> Result<Vec<u8>, Error>,
) -> Result<Vec<u8>, Error> {
    if !path.exists() {
        write(path, &make()?)?;
    }
    Ok(fs::read(path)?)
}

/// Writes the file, in the place of an earlier one.
pub(crate) fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let new = path.with_added_extension("new");
    // A half-written one of an earlier start would be in the way of its mode.
    let _ = fs::remove_file(&new);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
