//! Files that do as they are told a number of times, and nothing any more after that: the process as it is when it is killed between two calls.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hues_core::{Files, NewFile, SystemFiles};

/// The system's files, for so many calls.
#[derive(Clone)]
pub struct DyingFiles {
    left: Arc<AtomicUsize>,
}

impl DyingFiles {
    /// They die before the call after so many.
    #[must_use]
    pub fn after(calls: usize) -> Self {
        Self { left: Arc::new(AtomicUsize::new(calls)) }
    }

    /// From now on they live for so many calls.
    pub fn die_after(&self, calls: usize) {
        self.left.store(calls, Ordering::SeqCst);
    }

    fn live(&self) -> io::Result<()> {
        let live = self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        live.map(|_| ()).map_err(|_| io::Error::other("dead"))
    }
}

struct DyingFile {
    file: Box<dyn NewFile>,
    life: DyingFiles,
}

impl Files for DyingFiles {
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        self.live()?;
        SystemFiles.make_folder(path)
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn NewFile>> {
        self.live()?;
        Ok(Box::new(DyingFile { file: SystemFiles.create(path)?, life: self.clone() }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.live()?;
        SystemFiles.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.live()?;
        SystemFiles.remove(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.live()?;
        SystemFiles.remove_folder(path)
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        self.live()?;
        SystemFiles.sync_folder(path)
    }
}

impl Write for DyingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.life.live()?;
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl NewFile for DyingFile {
    fn sync(&mut self) -> io::Result<()> {
        self.life.live()?;
        self.file.sync()
    }
}
