//! The disks of all phones: they know what was synced, let a process die before any step, and lose their power.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};

use disk::power_cut::{Fate as Leaves, Platter};
use disk::{Disk, DiskFiles, Entry, Step, vfs};

use crate::fate::{DEATH, Fate};

/// One VFS for all of them: `SQLite` keeps each that it was ever given.
static DISKS: Mutex<Option<HashMap<PathBuf, Arc<PhoneDisk>>>> = Mutex::new(None);

/// One phone's disk.
pub(crate) struct PhoneDisk {
    folder: PathBuf,
    fate: Fate,
    platter: Mutex<Platter>,
}

impl PhoneDisk {
    pub(crate) const VFS: &str = "phones";

    /// A new one, at this folder.
    pub(crate) fn insert(folder: &Path, fate: &Fate) -> Arc<Self> {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| vfs::register(Self::VFS, Arc::new(Everyones)));
        let folder = folder.to_owned();
        let disk = Arc::new(Self { folder: folder.clone(), fate: fate.clone(), platter: Mutex::default() });
        disks().get_or_insert_default().insert(folder, Arc::clone(&disk));
        disk
    }

    pub(crate) fn remove(&self) {
        disks().get_or_insert_default().remove(&self.folder);
    }

    pub(crate) fn files(self: &Arc<Self>) -> Arc<DiskFiles> {
        let disk: Arc<dyn Disk> = Arc::<Self>::clone(self);
        Arc::new(DiskFiles(disk))
    }

    /// Leaves what a power cut does.
    pub(crate) fn lose_power(&self, chance: &mut fastrand::Rng) -> io::Result<()> {
        let mut platter = self.platter.lock().unwrap_or_else(PoisonError::into_inner);
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder)?;
        }
        fs::create_dir_all(&self.folder)?;
        let keeps_all = chance.u8(0..4);
        let mut keeps = || chance.u8(0..4) < keeps_all;
        platter.cut(Leaves::Torn(&mut keeps), &self.folder)?;
        *platter = Platter::of(&self.folder)?;
        Ok(())
    }
}

impl Disk for PhoneDisk {
    fn before(&self, step: Step<'_>) -> io::Result<()> {
        if self.fate.dies_at_step() {
            return Err(io::Error::other(DEATH));
        }
        let entry = Entry::of(step, &self.folder);
        self.platter.lock().unwrap_or_else(PoisonError::into_inner).apply(&entry);
        Ok(())
    }
}

/// Finds the disk that a step is on.
struct Everyones;

impl Disk for Everyones {
    fn before(&self, step: Step<'_>) -> io::Result<()> {
        let path = step.path();
        let disk =
            disks().as_ref().and_then(|disks| path.ancestors().find_map(|folder| disks.get(folder)).cloned());
        disk.map_or(Ok(()), |disk| disk.before(step))
    }
}

fn disks() -> MutexGuard<'static, Option<HashMap<PathBuf, Arc<PhoneDisk>>>> {
    DISKS.lock().unwrap_or_else(PoisonError::into_inner)
}
