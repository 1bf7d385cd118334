//! Photos and videos of a draft: cleaned, sealed, looked at, hidden in parts, taken out.
//!
//! The sealed files of a photo never change. Each has an id of its own, and a row in the database names it; so the order is always first the files,
//! then the row in one transaction, then the end of what is not named any more. A kill in between leaves files without a row, which
//! the next start removes.

use std::path::Path;

use super::media_files::{MediaFile, Written, jpeg, may_take};
use super::{PhotoHint, PhotoView, Reports, camera_files};
use crate::error::ApiError;
use crate::id::{PhotoId, ReportId};
use crate::media::{self, Finished, Limits, Region};
use crate::store::{Db, PhotoFacts, PhotoFile, Stage, StoredPhoto};
use crate::sync::Engine;

impl Reports<'_> {
    /// Cleans a photo and adds it to a draft. The file stays as it is, unless the hint says that it is the app's own.
    ///
    /// # Errors
    /// [`ApiError::PhotoRefused`] with its reason, [`ApiError::InvalidInput`] when the draft has [`MAX_PHOTOS`](crate::report::MAX_PHOTOS) already,
    /// [`ApiError::NotFound`] when it is no draft any more, [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    /// The draft is as it was then, and so is the file.
    pub fn add_photo(&self, id: ReportId, file: &Path, hint: PhotoHint) -> Result<PhotoView, ApiError> {
        self.add(id, MediaFile::photo(file, hint))
    }

    /// Adds a video of up to a minute and 60 MB to a draft, freed of all that is neither picture nor sound. The file stays as it is, unless the
    /// hint says that it is the app's own.
    ///
    /// # Errors
    /// As [`Reports::add_photo`]; [`ApiError::InvalidInput`] also when the draft has a video already.
    pub fn add_video(&self, id: ReportId, file: &Path, hint: PhotoHint) -> Result<PhotoView, ApiError> {
        self.add(id, MediaFile::video(file, hint))
    }

    pub(super) fn add(&self, id: ReportId, file: MediaFile) -> Result<PhotoView, ApiError> {
        let desk = self.photos_at_most()?;
        self.read(|_, db| may_take(db, id, file.is_video, desk))?;
        let cleaned = file.clean()?;
        self.name(id, |engine| cleaned.write(engine), |db, written| written.put(db, id, desk))
    }

    /// How many photos a desk keeps.
    pub(super) fn photos_at_most(&self) -> Result<Option<usize>, ApiError> {
        self.client.with(|open| Ok(open.engine.photos_at_most()))
    }

    /// Makes parts of a draft's photo unrecognisable: faces, number plates. The photo gets a new id; the one that showed them is erased in
    /// the same step, for good.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when the photo is not there, is a video, or the report is no draft any more; [`ApiError::StorageFull`],
    /// [`ApiError::Closed`], or an error of the phone itself. The photo is as it was then.
    pub fn hide_in_photo(
        &self,
        id: ReportId,
        photo: PhotoId,
        regions: &[Region],
    ) -> Result<PhotoView, ApiError> {
        self.read(|_, db| {
            let is_there = db.photos(id)?.iter().any(|stored| stored.id == photo);
            if is_there { must_be_draft(db, id) } else { Err(ApiError::NotFound) }
        })?;
        let (facts, hidden) = self.hidden(photo, regions)?;
        let (width, height) = (facts.attachment.width, facts.attachment.height);
        let facts = PhotoFacts {
            attachment: jpeg(hidden.sha256, hidden.jpeg.len(), width, height),
            look: Some(hidden.look),
            ..facts
        };
        let write = |engine: &Engine| Written::photo(engine, facts, &hidden.jpeg, &hidden.thumbnail);
        let view = self.name(id, write, |db, new| Ok(db.replace_photo(id, photo, new.id, &new.facts)?))?;
        self.client.with(|open| remove_files(&open.engine, photo))?;
        Ok(view)
    }

    /// Takes a photo or video out of a draft.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it is not there, or the report is no draft any more; [`ApiError::Closed`], or an error
    /// of the phone itself.
    pub fn remove_photo(&self, id: ReportId, photo: PhotoId) -> Result<(), ApiError> {
        self.write(|engine, db| {
            db.delete_photo(id, photo)?;
            db.save_draft(id, &db.report(id)?.draft, engine.now().wall)?;
            Ok((id, ()))
        })?;
        self.client.with(|open| remove_files(&open.engine, photo))
    }

    /// A small JPEG of a photo.
    ///
    /// # Errors
    /// [`ApiError::NotFound`], also of a video; [`ApiError::Closed`], or an error of the phone itself.
    pub fn thumbnail(&self, photo: PhotoId) -> Result<Vec<u8>, ApiError> {
        self.read(|engine, db| {
            must_be_photo(&db.photo(photo)?)?;
            Ok(engine.store.sealer().read_whole_photo(photo, PhotoFile::Thumbnail)?)
        })
    }

    /// The JPEG of a photo that is sent, to mark in it what is to be hidden.
    ///
    /// # Errors
    /// [`ApiError::NotFound`], also of a video and after the receipt; [`ApiError::Closed`], or an error of the phone itself.
    pub fn picture(&self, photo: PhotoId) -> Result<Vec<u8>, ApiError> {
        self.read(|engine, db| full_photo(engine, db, photo))
    }

    /// How a photo will look with these parts hidden; nothing is changed by looking.
    ///
    /// # Errors
    /// As [`Reports::picture`].
    pub fn picture_with_hidden(&self, photo: PhotoId, regions: &[Region]) -> Result<Vec<u8>, ApiError> {
        if regions.is_empty() { self.picture(photo) } else { Ok(self.hidden(photo, regions)?.1.jpeg) }
    }

    /// A photo as it is known, and as it is with these parts hidden.
    fn hidden(&self, photo: PhotoId, regions: &[Region]) -> Result<(PhotoFacts, Finished), ApiError> {
        let (facts, full) =
            self.read(|engine, db| Ok((db.photo(photo)?.facts, full_photo(engine, db, photo)?)))?;
        let size = (facts.attachment.width, facts.attachment.height);
        let hidden = media::hide(&full, size, regions, &Limits::default())?;
        Ok((facts, hidden))
    }

    /// Writes the files of a new photo, then names them in one transaction; then what the camera left is erased.
    fn name(
        &self,
        id: ReportId,
        write: impl FnOnce(&Engine) -> Result<Written, ApiError>,
        put: impl FnOnce(&Db<'_>, &Written) -> Result<(), ApiError>,
    ) -> Result<PhotoView, ApiError> {
        self.client.with(|open| {
            let engine = &open.engine;
            let written = write(engine)?;
            let named = engine.store.write(|db| {
                put(db, &written)?;
                db.save_draft(id, &db.report(id)?.draft, engine.now().wall)?;
                Ok::<_, ApiError>(PhotoView::of(db.photos(id)?))
            });
            let views = match named {
                Ok(views) => views,
                Err(error) => {
                    remove_files(engine, written.id)?;
                    return Err(error);
                }
            };
            camera_files::erase(&engine.store)?;
            engine.events.report_changed(id);
            views.into_iter().find(|view| view.id == written.id).ok_or(ApiError::NotFound)
        })
    }
}

/// Both files of a photo; what is not there is gone already.
pub(super) fn remove_files(engine: &Engine, photo: PhotoId) -> Result<(), ApiError> {
    Ok(engine.remove_photo_files(photo)?)
}

fn full_photo(engine: &Engine, db: &Db<'_>, photo: PhotoId) -> Result<Vec<u8>, ApiError> {
    let stored = db.photo(photo)?;
    must_be_photo(&stored)?;
    if !stored.full_kept {
        return Err(ApiError::NotFound);
    }
    Ok(engine.store.sealer().read_whole_photo(photo, PhotoFile::Full)?)
}

fn must_be_photo(stored: &StoredPhoto) -> Result<(), ApiError> {
    if stored.facts.duration_ms.is_some() { Err(ApiError::NotFound) } else { Ok(()) }
}

fn must_be_draft(db: &Db<'_>, id: ReportId) -> Result<(), ApiError> {
    if db.report(id)?.stage == Stage::Draft { Ok(()) } else { Err(ApiError::NotFound) }
}
