//! Erases what was discarded thirty days ago.

use super::Engine;
use crate::id::{PhotoId, ReportId};
use crate::report::{Sweep, sweep};
use crate::store::{PhotoFile, StoreError};

impl Engine {
    /// Erases the discarded drafts whose time is over, with their photos.
    pub(crate) fn sweep_discarded(&self) -> Result<(), StoreError> {
        let now = self.now().wall;
        let due: Vec<(ReportId, Sweep)> = self
            .store
            .read(|db| db.discarded_since())?
            .into_iter()
            .map(|(id, at)| (id, sweep(at, now)))
            .filter(|(_, what)| *what != Sweep::Keep)
            .collect();
        for (id, what) in due {
            match what {
                Sweep::Keep => {}
                Sweep::CountFromNow => self.store.write(|db| db.set_discarded_at(id, now))?,
                Sweep::Erase => self.erase_discarded(id)?,
            }
        }
        Ok(())
    }

    /// Erases a discarded draft, with its photos.
    pub(crate) fn erase_discarded(&self, id: ReportId) -> Result<(), StoreError> {
        let photos = self.store.write(|db| {
            let photos = db.photo_ids(id)?;
            db.erase_discarded(id)?;
            Ok::<_, StoreError>(photos)
        })?;
        // A kill before this leaves files that no row names; the next start removes them.
        photos.into_iter().try_for_each(|photo| self.remove_photo_files(photo))?;
        self.events.report_changed(id);
        Ok(())
    }

    /// Removes the files of a photo whose row is gone, or was never made.
    pub(crate) fn remove_photo_files(&self, photo: PhotoId) -> Result<(), StoreError> {
        let sealer = self.store.sealer();
        sealer.remove_photo(photo, PhotoFile::Full)?;
        sealer.remove_photo(photo, PhotoFile::Thumbnail)
    }
}
