//! A photo or video of the camera that comes to a process which did not ask for it: the system ended the one that did while the camera was open.

use std::path::Path;

use super::{MediaFile, PhotoHint, Reports};
use crate::error::ApiError;
use crate::id::ReportId;
use crate::report::PhotoRule;
use crate::words::Words;

/// Where a late photo or video went.
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
        self.add_late(taken_for, MediaFile::photo(file, hint), Said::of_photo())
    }

    /// Adds a video as [`Reports::add_late_photo`] adds a photo.
    ///
    /// # Errors
    /// As [`Reports::add_video`]; nothing begins then.
    pub fn add_late_video(
        &self,
        taken_for: Option<ReportId>,
        file: &Path,
        hint: PhotoHint,
    ) -> Result<LatePhoto, ApiError> {
        self.add_late(taken_for, MediaFile::video(file, hint), Said::of_video())
    }

    fn add_late(
        &self,
        taken_for: Option<ReportId>,
        file: MediaFile,
        said: Said,
    ) -> Result<LatePhoto, ApiError> {
        if let Some(report) = taken_for
            && self.wants_photos(report)?
        {
            match self.add(report, file.clone()) {
                Ok(_) => return Ok(LatePhoto { report, words: said.added }),
                // It has as many as it may.
                Err(ApiError::InvalidInput { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        let report = self.create_with(Vec::new(), vec![file])?;
        Ok(LatePhoto { report, words: if taken_for.is_some() { said.apart } else { said.begun } })
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

/// What is said of it: it is in the report for which it was taken, it begins one, or it does so because the other takes it no more.
struct Said {
    added: Words,
    begun: Words,
    apart: Words,
}

impl Said {
    fn of_photo() -> Self {
        Self {
            added: Words::of(
                "Ảnh vừa chụp đã vào phản ánh này.",
                "The photo that you took is in this report.",
            ),
            begun: Words::of(
                "Ảnh vừa chụp mở đầu phản ánh này.",
                "The photo that you took begins this report.",
            ),
            apart: Words::of(
                "Phản ánh mà bạn chụp ảnh cho không nhận thêm ảnh nữa, nên ảnh mở đầu một phản ánh mới.",
                "The report that you took the photo for takes no more photos, so the photo begins a new one.",
            ),
        }
    }

    fn of_video() -> Self {
        Self {
            added: Words::of(
                "Video vừa quay đã vào phản ánh này.",
                "The video that you recorded is in this report.",
            ),
            begun: Words::of(
                "Video vừa quay mở đầu phản ánh này.",
                "The video that you recorded begins this report.",
            ),
            apart: Words::of(
                "Phản ánh mà bạn quay video cho không nhận thêm video nữa, nên video mở đầu một phản ánh mới.",
                "The report that you recorded the video for takes no more videos, so the video begins a new one.",
            ),
        }
    }
}
