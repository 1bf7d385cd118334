//! All steps of a session, written down.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::{Disk, Step};

/// What was written down.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Entry {
    /// [`Step::MakeFolder`].
    MakeFolder(PathBuf),
    /// [`Step::Create`].
    Create(PathBuf),
    /// [`Step::Write`].
    Write(PathBuf, u64, Vec<u8>),
    /// [`Step::Truncate`].
    Truncate(PathBuf, u64),
    /// [`Step::Sync`].
    Sync(PathBuf),
    /// [`Step::Rename`].
    Rename(PathBuf, PathBuf),
    /// [`Step::Remove`].
    Remove(PathBuf),
    /// [`Step::SyncFolder`].
    SyncFolder(PathBuf),
    /// The citizen saw that something was done.
    Seen(String),
}

impl Entry {
    /// A step in this directory, with names below it.
    #[must_use]
    pub fn of(step: Step<'_>, directory: &Path) -> Self {
        let below =
            |path: &Path| path.strip_prefix(directory).map_or_else(|_| PathBuf::from(".."), Path::to_owned);
        match step {
            Step::MakeFolder(path) => Self::MakeFolder(below(path)),
            Step::Create(path) => Self::Create(below(path)),
            Step::Write { path, offset, bytes } => Self::Write(below(path), offset, bytes.to_vec()),
            Step::Truncate { path, len } => Self::Truncate(below(path), len),
            Step::Sync(path) => Self::Sync(below(path)),
            Step::Rename { from, to } => Self::Rename(below(from), below(to)),
            Step::Remove(path) => Self::Remove(below(path)),
            Step::SyncFolder(path) => Self::SyncFolder(below(path)),
        }
    }
}

/// Writes down every step of a data directory, with names below it.
pub struct Record {
    directory: PathBuf,
    entries: Mutex<Vec<Entry>>,
}

impl Record {
    /// Of this directory.
    #[must_use]
    pub fn of(directory: &Path) -> Self {
        Self { directory: directory.to_owned(), entries: Mutex::default() }
    }

    /// The citizen saw this.
    pub fn seen(&self, what: String) {
        self.add(Entry::Seen(what));
    }

    /// What was written down so far.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn add(&self, entry: Entry) {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
    }
}

impl Disk for Record {
    fn before(&self, step: Step<'_>) -> io::Result<()> {
        self.add(Entry::of(step, &self.directory));
        Ok(())
    }
}
