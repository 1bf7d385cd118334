//! The files of the data directory, as far as they are changed: a port, so that a test can decide what a kill or a power cut leaves. On it,
//! writing a file so that it is either there whole after a power cut, or not at all. Reading needs no port: it reads what is there.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

/// Ending of a file that is not finished; whatever still has it at the next start is removed.
pub(crate) const UNFINISHED: &str = "part";

/// What changes files. Nothing of a change is sure to survive a power cut before its file, or for names its folder, was synced.
pub trait Files: Send + Sync {
    /// Makes a folder for this user alone, with those above it. One that is there stays.
    ///
    /// # Errors
    /// The system's.
    fn make_folder(&self, path: &Path) -> io::Result<()>;

    /// Makes an empty file, also in the place of another one.
    ///
    /// # Errors
    /// The system's.
    fn create(&self, path: &Path) -> io::Result<Box<dyn NewFile>>;

    /// Gives a file or a folder another name, also in the place of another file.
    ///
    /// # Errors
    /// The system's.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    /// The system's.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Removes an empty folder.
    ///
    /// # Errors
    /// The system's.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;

    /// What is named in a folder, and what is not any more, is so after a power cut too.
    ///
    /// # Errors
    /// The system's.
    fn sync_folder(&self, path: &Path) -> io::Result<()>;
}

/// A file that is being written.
pub trait NewFile: Write + Send {
    /// What was written is there after a power cut too.
    ///
    /// # Errors
    /// The system's.
    fn sync(&mut self) -> io::Result<()>;
}

/// The operating system's files.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemFiles;

impl Files for SystemFiles {
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(path)
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn NewFile>> {
        Ok(Box::new(File::create(path)?))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }
}

impl NewFile for File {
    fn sync(&mut self) -> io::Result<()> {
        self.sync_all()
    }
}

/// Writes a file under a temporary name, syncs it, gives it its name, and syncs the folder.
pub(crate) fn write_durably(files: &dyn Files, path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_durably_by(files, path, |file| file.write_all(bytes))
}

/// The same for what `write` writes.
pub(crate) fn write_durably_by<E: From<io::Error>>(
    files: &dyn Files,
    path: &Path,
    write: impl FnOnce(&mut dyn NewFile) -> Result<(), E>,
) -> Result<(), E> {
    let unfinished = path.with_extension(UNFINISHED);
    let written = (|| {
        let mut file = files.create(&unfinished)?;
        write(&mut *file)?;
        file.sync()?;
        drop(file);
        files.rename(&unfinished, path)?;
        Ok(sync_folder_of(files, path)?)
    })();
    if written.is_err() {
        // What is left of it would only take room on a full disk. When even this fails, the next start removes it.
        let _ = files.remove(&unfinished);
    }
    written
}

/// Writes a file that nobody looks for before its folder was synced, too: what a kill leaves of it is removed by whoever knows all that are looked for.
pub(crate) fn write_new_by<E: From<io::Error>>(
    files: &dyn Files,
    path: &Path,
    write: impl FnOnce(&mut dyn NewFile) -> Result<(), E>,
) -> Result<(), E> {
    let written = (|| {
        let mut file = files.create(path)?;
        write(&mut *file)?;
        Ok(file.sync()?)
    })();
    if written.is_err() {
        let _ = files.remove(path);
    }
    written
}

/// Removes a file if it is there.
pub(crate) fn remove(files: &dyn Files, path: &Path) -> io::Result<()> {
    match files.remove(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Removes a file if it is there; it does not come back with a power cut.
pub(crate) fn remove_durably(files: &dyn Files, path: &Path) -> io::Result<()> {
    remove(files, path)?;
    sync_folder_of(files, path)
}

/// Makes a folder that is still there after a power cut.
pub(crate) fn make_folder_durably(files: &dyn Files, path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    files.make_folder(path)?;
    sync_folder_of(files, path)
}

/// Removes a folder with all that is in it, if it is there.
pub(crate) fn remove_tree(files: &dyn Files, folder: &Path) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() { remove_tree(files, &path)? } else { remove(files, &path)? }
    }
    files.remove_folder(folder)
}

/// Syncs the folder that a file is named in.
pub(crate) fn sync_folder_of(files: &dyn Files, path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => files.sync_folder(folder),
        _ => Ok(()),
    }
}
