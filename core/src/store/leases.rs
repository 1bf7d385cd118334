//! What the system has to send by itself: until when, and the files that it sends from. They hold in the clear what of a photo the city does not have
//! yet, in a folder of their own, and are there no longer than the lease.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::PathBuf;

use rusqlite::params;

use super::reports::one;
use super::{Db, PhotoFile, Result, Sealer, StoreError};
use crate::files;
use crate::id::{ItemId, PhotoId, ReportId};
use crate::outbox::Wait;

/// Bytes that are unsealed at once.
const PIECE: u64 = 256 * 1024;

impl Db<'_> {
    /// The system has an item until then; `None`: not any more.
    pub(crate) fn set_lease(&self, id: ItemId, lease: Option<Wait>) -> Result<()> {
        let parts = lease.map(Wait::parts);
        one(self.execute(
            "UPDATE outbox SET leased_until = ?2, lease_boot_epoch_ms = ?3 WHERE id = ?1",
            params![
                id.to_string(),
                parts.map(|(until, _)| until.unix_ms()),
                parts.map(|(_, boot_epoch_ms)| boot_epoch_ms)
            ],
        )?)
    }

    /// The system has nothing of a report any more.
    pub(crate) fn end_leases_of(&self, report: ReportId) -> Result<()> {
        let sql = "UPDATE outbox SET leased_until = NULL, lease_boot_epoch_ms = NULL WHERE report = ?1";
        self.execute(sql, [report.to_string()])?;
        Ok(())
    }
}

impl Sealer {
    /// Writes the bytes `range` of a photo in the clear, for the system to send; they are on disk when this returns.
    pub(crate) fn write_outgoing(&self, item: ItemId, photo: PhotoId, range: Range<u64>) -> Result<()> {
        files::make_folder_durably(self.files(), &self.outgoing_folder())?;
        files::write_durably_by(self.files(), &self.outgoing(item), |into| {
            let mut at = range.start;
            while at < range.end {
                let end = range.end.min(at + PIECE);
                let plain = zeroize::Zeroizing::new(self.read_photo(photo, PhotoFile::Full, at..end)?);
                into.write_all(&plain).map_err(StoreError::from)?;
                at = end;
            }
            Ok(())
        })
    }

    /// Where an item lies in the clear, if it does.
    pub(crate) fn outgoing_file(&self, item: ItemId) -> Option<PathBuf> {
        let path = self.outgoing(item);
        path.is_file().then_some(path)
    }

    /// Removes what lies in the clear of an item, if something does.
    pub(crate) fn remove_outgoing(&self, item: ItemId) -> Result<()> {
        Ok(files::remove(self.files(), &self.outgoing(item))?)
    }

    /// Removes all that lies in the clear and belongs to none of these items, and whatever was not finished.
    pub(crate) fn keep_only_outgoing(&self, leased: &HashSet<ItemId>) -> Result<()> {
        let entries = match fs::read_dir(self.outgoing_folder()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            entries => entries?,
        };
        for entry in entries {
            let path = entry?.path();
            let item = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.parse().ok());
            if !item.is_some_and(|item| leased.contains(&item)) {
                files::remove(self.files(), &path)?;
            }
        }
        Ok(())
    }

    fn outgoing(&self, item: ItemId) -> PathBuf {
        self.outgoing_folder().join(item.to_string())
    }

    fn outgoing_folder(&self) -> PathBuf {
        outgoing_folder(self.directory())
    }
}

/// The folder of a data directory in which photos lie in the clear while the system sends them.
pub(crate) fn outgoing_folder(directory: &std::path::Path) -> PathBuf {
    directory.join("outgoing")
}
