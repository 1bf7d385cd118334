//! Writing a file so that it is either there whole after a power cut, or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Ending of a file that is not finished; whatever still has it at the next start is removed.
pub(crate) const UNFINISHED: &str = "part";

/// Writes a file under a temporary name, syncs it, gives it its name, and syncs the folder.
pub(crate) fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_durably_by(path, |file| file.write_all(bytes))
}

/// The same for what `write` writes.
pub(crate) fn write_durably_by<E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut File) -> Result<(), E>,
) -> Result<(), E> {
    let unfinished = path.with_extension(UNFINISHED);
    let written = (|| {
        let mut file = File::create(&unfinished)?;
        write(&mut file)?;
        file.sync_all()?;
        fs::rename(&unfinished, path)?;
        Ok(sync_folder(path)?)
    })();
    if written.is_err() {
        // What is left of it would only take room on a full disk. When even this fails, the next start removes it.
        let _ = fs::remove_file(&unfinished);
    }
    written
}

/// Removes a file if it is there.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}
