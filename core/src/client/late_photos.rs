//! A photo of the camera that comes to a process which did not ask for it: the system ended the one that did while the camera was open.

use std::path::Path;

use super::{PhotoHint, Reports};
use crate::error::ApiError;
use crate::id::ReportId;
use crate::report::PhotoRule;
use crate::words::Words;

/// Where a late photo went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LatePhoto {
    /// The draft that has it now.
    pub report: ReportId,
    /// Where that is and why, in a citizen's words.
    pub words: Words,
}

impl Reports<'_> {
    /// Adds a photo to the draft for which it was taken, if it is still one and takes photos; else a draft begins with it. `None`: it was taken
    /// for a report in which nothing was yet.
    ///
    /// # Errors
    /// As [`Reports::add_photo`]; nothing begins then.
    pub fn add_late_photo(
        &self,
        taken_for: Option<ReportId>,
        file: &Path,
        hint: PhotoHint,
    ) -> Result<LatePhoto, ApiError> {
        if let Some(report) = taken_for
            && self.wants_photos(report)?
        {
            match self.add_photo(report, file, hint) {
                Ok(_) => return Ok(LatePhoto { report, words: added() }),
                // It has as many as it may.
                Err(ApiError::InvalidInput { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        let report = self.create()?;
        if let Err(refused) = self.add_photo(report, file, hint) {
            self.discard(report)?;
            self.erase(report)?;
            return Err(refused);
        }
        Ok(LatePhoto { report, words: if taken_for.is_some() { apart() } else { begun() } })
    }

    /// Whether it is a draft whose category does not do without photos.
    fn wants_photos(&self, id: ReportId) -> Result<bool, ApiError> {
        self.read(|engine, db| {
            let Some(draft) = db.drafts()?.into_iter().find(|draft| draft.id == id) else { return Ok(false) };
            if draft.draft.change_of.is_some() {
                return Ok(false);
            }
            let categories = engine.categories(db)?;
            let category = draft.draft.category_in(&categories);
            Ok(category.is_none_or(|category| category.photo != PhotoRule::None))
        })
    }
}

fn added() -> Words {
    Words::of("Ảnh vừa chụp đã vào phản ánh này.", "The photo that you took is in this report.")
}

fn begun() -> Words {
    Words::of("Ảnh vừa chụp mở đầu phản ánh này.", "The photo that you took begins this report.")
}

fn apart() -> Words {
    Words::of(
        "Phản ánh mà bạn chụp ảnh cho không nhận thêm ảnh nữa, nên ảnh mở đầu một phản ánh mới.",
        "The report that you took the photo for takes no more photos, so the photo begins a new one.",
    )
}
