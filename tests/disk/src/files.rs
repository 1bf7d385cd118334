//! The core's own files on a disk.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hues_core::{Files, NewFile, SystemFiles};

use crate::{Disk, Step};

/// The system's files, each step of which a disk is asked about.
pub struct DiskFiles(pub Arc<dyn Disk>);

struct DiskFile {
    disk: Arc<dyn Disk>,
    path: PathBuf,
    offset: u64,
    file: Box<dyn NewFile>,
}

impl Files for DiskFiles {
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        self.0.before(Step::MakeFolder(path))?;
        SystemFiles.make_folder(path)
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn NewFile>> {
        self.0.before(Step::Create(path))?;
        let file = SystemFiles.create(path)?;
        Ok(Box::new(DiskFile { disk: Arc::clone(&self.0), path: path.to_owned(), offset: 0, file }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.0.before(Step::Rename { from, to })?;
        SystemFiles.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        if !path.exists() {
            return SystemFiles.remove(path);
        }
        self.0.before(Step::Remove(path))?;
        SystemFiles.remove(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.0.before(Step::Remove(path))?;
        SystemFiles.remove_folder(path)
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        self.0.before(Step::SyncFolder(path))?;
        SystemFiles.sync_folder(path)
    }
}

impl Write for DiskFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.disk.before(Step::Write { path: &self.path, offset: self.offset, bytes })?;
        self.file.write_all(bytes)?;
        self.offset += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl NewFile for DiskFile {
    fn sync(&mut self) -> io::Result<()> {
        self.disk.before(Step::Sync(&self.path))?;
        self.file.sync()
    }
}
