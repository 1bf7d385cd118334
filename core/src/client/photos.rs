//! Photos and videos of a draft: cleaned, sealed, looked at, hidden in parts, taken out.
//!
//! The sealed files of a photo never change. Each has an id of its own, and a row in the database names it; so the order is always first the files,
//! then the row in one transaction, then the end of what is not named any more. A kill in between leaves files without a row, which
//! the next start removes.

use std::io::{self, Read};
use std::path::Path;

use ring::digest;

use super::{PhotoHint, PhotoView, Reports, camera_files};
use crate::error::ApiError;
use crate::hex;
use crate::id::{PhotoId, ReportId};
use crate::media::{self, Finished, Limits, Refusal, Region, Video, VideoLimits};
use crate::report::{Attachment, Field, MAX_PHOTOS, Problem, ProblemCode};
use crate::store::{Db, PhotoFacts, PhotoFile, Stage, StoredPhoto};
use crate::sync::Engine;

impl Reports<'_> {
    /// Cleans a photo and adds it to a draft. The file stays as it is, unless the hint says that it is the app's own.
    ///
    /// # Errors
    /// [`ApiError::PhotoRefused`] with its reason, [`ApiError::InvalidInput`] when the draft has [`MAX_PHOTOS`] already,
    /// [`ApiError::NotFound`] when it is no draft any more, [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    /// The draft is as it was then, and so is the file.
    pub fn add_photo(&self, id: ReportId, file: &Path, hint: PhotoHint) -> Result<PhotoView, ApiError> {
        let desk = self.photos_at_most()?;
        self.read(|_, db| may_take(db, id, false, desk))?;
        let camera_file = hint.camera_file(file);
        let clean = media::clean(file, &Limits::default())?;
        let (width, height) = (clean.width, clean.height);
        let facts = PhotoFacts {
            attachment: jpeg(clean.sha256, clean.jpeg.len(), width, height),
            found: hint.add_to(&clean.found),
            hint: None,
            look: Some(clean.look),
            duration_ms: None,
        };
        let write = |engine: &Engine, photo: PhotoId| {
            let sealer = engine.store.sealer();
            sealer.write_photo(photo, PhotoFile::Thumbnail, &clean.thumbnail)?;
            sealer.write_photo(photo, PhotoFile::Full, &clean.jpeg)?;
            Ok(facts)
        };
        self.name(id, write, |db, photo, facts| {
            may_take(db, id, false, desk)?;
            db.insert_photo(id, photo, facts)?;
            Ok(camera_file.into_iter().try_for_each(|file| camera_files::add(db, file))?)
        })
    }

    /// Adds a video of up to a minute and 60 MB to a draft, freed of all that is neither picture nor sound. The file stays as it is, unless the
    /// hint says that it is the app's own.
    ///
    /// # Errors
    /// As [`Reports::add_photo`]; [`ApiError::InvalidInput`] also when the draft has a video already.
    pub fn add_video(&self, id: ReportId, file: &Path, hint: PhotoHint) -> Result<PhotoView, ApiError> {
        let desk = self.photos_at_most()?;
        self.read(|_, db| may_take(db, id, true, desk))?;
        let camera_file = hint.camera_file(file);
        let mut video = Video::open(file, &VideoLimits::default())?;
        let write = |engine: &Engine, photo: PhotoId| {
            let size = video.size;
            let mut digesting = Digesting::of(&mut video);
            let sealer = engine.store.sealer();
            let sealed = sealer.write_photo_from(photo, PhotoFile::Full, size, &mut digesting);
            if let Some(refusal) = digesting.refusal {
                return Err(refusal.into());
            }
            sealed?;
            let sha256 = hex::encode(digesting.context.finish().as_ref());
            Ok(PhotoFacts {
                attachment: Attachment {
                    sha256,
                    size,
                    media_type: video.media_type.to_owned(),
                    width: video.width,
                    height: video.height,
                },
                found: hint.add_to(&video.found),
                hint: None,
                look: None,
                duration_ms: Some(video.duration_ms),
            })
        };
        self.name(id, write, |db, photo, facts| {
            may_take(db, id, true, desk)?;
            db.insert_photo(id, photo, facts)?;
            Ok(camera_file.into_iter().try_for_each(|file| camera_files::add(db, file))?)
        })
    }

    /// How many photos a desk keeps.
    fn photos_at_most(&self) -> Result<Option<usize>, ApiError> {
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
        let write = |engine: &Engine, new: PhotoId| {
            let sealer = engine.store.sealer();
            sealer.write_photo(new, PhotoFile::Thumbnail, &hidden.thumbnail)?;
            sealer.write_photo(new, PhotoFile::Full, &hidden.jpeg)?;
            Ok(facts)
        };
        let view = self.name(id, write, |db, new, facts| Ok(db.replace_photo(id, photo, new, facts)?))?;
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
        write: impl FnOnce(&Engine, PhotoId) -> Result<PhotoFacts, ApiError>,
        put: impl FnOnce(&Db<'_>, PhotoId, &PhotoFacts) -> Result<(), ApiError>,
    ) -> Result<PhotoView, ApiError> {
        self.client.with(|open| {
            let engine = &open.engine;
            let now = engine.now().wall;
            let photo = PhotoId::new(now, &*engine.entropy);
            let named = write(engine, photo).and_then(|facts| {
                engine.store.write(|db| {
                    put(db, photo, &facts)?;
                    db.save_draft(id, &db.report(id)?.draft, now)?;
                    Ok::<_, ApiError>(PhotoView::of(db.photos(id)?))
                })
            });
            let views = match named {
                Ok(views) => views,
                Err(error) => {
                    remove_files(engine, photo)?;
                    return Err(error);
                }
            };
            camera_files::erase(&engine.store)?;
            engine.events.report_changed(id);
            views.into_iter().find(|view| view.id == photo).ok_or(ApiError::NotFound)
        })
    }
}

/// Both files of a photo; what is not there is gone already.
pub(super) fn remove_files(engine: &Engine, photo: PhotoId) -> Result<(), ApiError> {
    Ok(engine.remove_photo_files(photo)?)
}

fn jpeg(sha256: [u8; 32], size: usize, width: u32, height: u32) -> Attachment {
    let media_type = "image/jpeg".to_owned();
    Attachment { sha256: hex::encode(&sha256), size: size as u64, media_type, width, height }
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

/// A report has up to [`MAX_PHOTOS`] photos and videos, one video among them: the city's staff should not have to watch films. A desk says
/// itself how many photos it keeps. A report that is sent has its photos, and a draft that changes it takes none.
fn may_take(db: &Db<'_>, id: ReportId, video: bool, desk: Option<usize>) -> Result<(), ApiError> {
    let report = db.report(id)?;
    if report.stage != Stage::Draft || report.draft.change_of.is_some() {
        return Err(ApiError::NotFound);
    }
    let photos = db.photos(id)?;
    if desk.is_some_and(|most| video || photos.len() >= most) {
        let problems = vec![Problem { field: Field::Photos, code: ProblemCode::OutOfRange }];
        return Err(ApiError::InvalidInput { problems });
    }
    let has_video = photos.iter().any(StoredPhoto::is_video);
    if photos.len() >= MAX_PHOTOS || (video && has_video) {
        let problems = vec![Problem { field: Field::Photos, code: ProblemCode::TooMany }];
        return Err(ApiError::InvalidInput { problems });
    }
    Ok(())
}

/// A video's digest, taken while it is sealed.
struct Digesting<'a> {
    video: &'a mut Video,
    context: digest::Context,
    left: u64,
    /// Why it could not be read to its end: that is the file's fault, not the store's.
    refusal: Option<Refusal>,
}

impl<'a> Digesting<'a> {
    fn of(video: &'a mut Video) -> Self {
        let left = video.size;
        Self { video, context: digest::Context::new(&digest::SHA256), left, refusal: None }
    }
}

impl Read for Digesting<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.video.read(into);
        match &read {
            Ok(0) if self.left > 0 && !into.is_empty() => self.refusal = Some(Refusal::Truncated),
            Ok(count) => {
                self.context.update(&into[..*count]);
                self.left -= *count as u64;
            }
            Err(error) => self.refusal = Some(io::Error::from(error.kind()).into()),
        }
        read
    }
}
