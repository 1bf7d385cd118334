//! The steps in which a data directory changes.

use std::io;
use std::path::Path;

/// One change of a data directory, or the end of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// A folder is made.
    MakeFolder(&'a Path),
    /// An empty file is made, in the place of another one if there is one.
    Create(&'a Path),
    /// Bytes are written.
    Write {
        /// The file.
        path: &'a Path,
        /// Where in it, in bytes.
        offset: u64,
        /// What.
        bytes: &'a [u8],
    },
    /// A file is cut, or filled up with zeros.
    Truncate {
        /// The file.
        path: &'a Path,
        /// Its new length in bytes.
        len: u64,
    },
    /// What was written to a file is to last.
    Sync(&'a Path),
    /// A file or folder gets another name, in the place of another file if there is one.
    Rename {
        /// The old name.
        from: &'a Path,
        /// The new name.
        to: &'a Path,
    },
    /// A file or an empty folder is removed.
    Remove(&'a Path),
    /// The names in a folder are to last.
    SyncFolder(&'a Path),
}

impl<'a> Step<'a> {
    /// What is changed; of a renaming the old name.
    #[must_use]
    pub fn path(&self) -> &'a Path {
        match *self {
            Self::MakeFolder(path)
            | Self::Create(path)
            | Self::Write { path, .. }
            | Self::Truncate { path, .. }
            | Self::Sync(path)
            | Self::Rename { from: path, .. }
            | Self::Remove(path)
            | Self::SyncFolder(path) => path,
        }
    }
}

/// Is asked before each step. An error is what the step comes to, and nothing is done then.
pub trait Disk: Send + Sync + 'static {
    /// # Errors
    /// As the disk likes.
    fn before(&self, step: Step<'_>) -> io::Result<()>;
}
