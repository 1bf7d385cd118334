//! Photos and videos on their way into a draft: cleaned, then sealed on disk, then named by a row. A report of them begins in one step.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ring::digest;

use super::camera_files::{self, CameraFile};
use super::photos::remove_files;
use super::reports::{change, new_draft};
use super::{PhotoHint, Reports};
use crate::error::ApiError;
use crate::hex;
use crate::id::{PhotoId, ReportId};
use crate::media::{self, CleanPhoto, Limits, Refusal, Video, VideoLimits};
use crate::report::{AccessSecret, Attachment, DraftEdit, Field, MAX_PHOTOS, Problem, ProblemCode};
use crate::store::{Db, PhotoFacts, PhotoFile, Stage, StoredPhoto};
use crate::sync::Engine;

/// A photo or a video, as it lies in a file.
#[derive(Clone, Debug, PartialEq)]
pub struct MediaFile {
    /// The file stays as it is, unless the hint says that it is the app's own.
    pub path: PathBuf,
    /// What the picker knows of it.
    pub hint: PhotoHint,
    /// It is a video.
    pub is_video: bool,
}

impl MediaFile {
    /// A photo.
    #[must_use]
    pub fn photo(path: &Path, hint: PhotoHint) -> Self {
        Self { path: path.to_owned(), hint, is_video: false }
    }

    /// A video.
    #[must_use]
    pub fn video(path: &Path, hint: PhotoHint) -> Self {
        Self { path: path.to_owned(), hint, is_video: true }
    }

    pub(super) fn clean(self) -> Result<Cleaned, ApiError> {
        let camera_file = self.hint.camera_file(&self.path);
        let medium = if self.is_video {
            Medium::Video(Video::open(&self.path, &VideoLimits::default())?)
        } else {
            Medium::Photo(media::clean(&self.path, &Limits::default())?)
        };
        Ok(Cleaned { medium, hint: self.hint, camera_file })
    }
}

/// One of which nothing is on disk yet.
pub(super) struct Cleaned {
    medium: Medium,
    hint: PhotoHint,
    camera_file: Option<CameraFile>,
}

enum Medium {
    Photo(CleanPhoto),
    Video(Video),
}

impl Cleaned {
    /// Writes it; nothing is left of it when that fails.
    pub(super) fn write(self, engine: &Engine) -> Result<Written, ApiError> {
        let Self { medium, hint, camera_file } = self;
        let written = match medium {
            Medium::Photo(clean) => {
                let facts = PhotoFacts {
                    attachment: jpeg(clean.sha256, clean.jpeg.len(), clean.width, clean.height),
                    found: hint.add_to(&clean.found),
                    hint: None,
                    look: Some(clean.look),
                    duration_ms: None,
                };
                Written::photo(engine, facts, &clean.jpeg, &clean.thumbnail)?
            }
            Medium::Video(video) => Written::video(engine, video, &hint)?,
        };
        Ok(Written { camera_file, ..written })
    }
}

/// One whose sealed files are on disk. Only a row that names it makes it part of a report.
pub(super) struct Written {
    pub(super) id: PhotoId,
    pub(super) facts: PhotoFacts,
    camera_file: Option<CameraFile>,
}

impl Written {
    pub(super) fn photo(
        engine: &Engine,
        facts: PhotoFacts,
        jpeg: &[u8],
        thumbnail: &[u8],
    ) -> Result<Self, ApiError> {
        Self::by(engine, |id| {
            let sealer = engine.store.sealer();
            sealer.write_photo(id, PhotoFile::Thumbnail, thumbnail)?;
            sealer.write_photo(id, PhotoFile::Full, jpeg)?;
            Ok(facts)
        })
    }

    /// It is sealed while it is read, and its digest taken.
    fn video(engine: &Engine, mut video: Video, hint: &PhotoHint) -> Result<Self, ApiError> {
        Self::by(engine, |id| {
            let size = video.size;
            let mut digesting = Digesting::of(&mut video);
            let sealed = engine.store.sealer().write_photo_from(id, PhotoFile::Full, size, &mut digesting);
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
        })
    }

    fn by(
        engine: &Engine,
        write: impl FnOnce(PhotoId) -> Result<PhotoFacts, ApiError>,
    ) -> Result<Self, ApiError> {
        let id = PhotoId::new(engine.now().wall, &*engine.entropy);
        let written = write(id).and_then(|facts| Ok(engine.store.sealer().sync_photos().map(|()| facts)?));
        match written {
            Ok(facts) => Ok(Self { id, facts, camera_file: None }),
            Err(error) => {
                remove_files(engine, id)?;
                Err(error)
            }
        }
    }

    /// Names it as the last one of a draft that takes it.
    pub(super) fn put(&self, db: &Db<'_>, report: ReportId, desk: Option<usize>) -> Result<(), ApiError> {
        may_take(db, report, self.facts.duration_ms.is_some(), desk)?;
        db.insert_photo(report, self.id, &self.facts)?;
        Ok(self.camera_file.iter().cloned().try_for_each(|file| camera_files::add(db, file))?)
    }
}

impl Reports<'_> {
    /// Begins a draft with all of this in it, in one step: it is whole on disk when this returns, or there is none. For what another app shares,
    /// and for whoever has a report together already.
    ///
    /// # Errors
    /// As [`Reports::edit`] and [`Reports::add_photo`]; the files are as they were then.
    pub fn create_with(&self, edits: Vec<DraftEdit>, files: Vec<MediaFile>) -> Result<ReportId, ApiError> {
        let desk = self.photos_at_most()?;
        let cleaned = files.into_iter().map(MediaFile::clean).collect::<Result<Vec<_>, _>>()?;
        self.client.with(|open| {
            let engine = &open.engine;
            let mut written = Vec::new();
            // First the files, then the rows that name them, all in one transaction.
            let created = (|| {
                for file in cleaned {
                    written.push(file.write(engine)?);
                }
                engine.store.write(|db| {
                    let (id, mut draft, now) = new_draft(engine, db)?;
                    for edit in edits {
                        change(engine, db, &mut draft, edit, now)?;
                    }
                    db.insert_report(id, &draft, &AccessSecret::new(&*engine.entropy), now)?;
                    written.iter().try_for_each(|file| file.put(db, id, desk)).map(|()| id)
                })
            })();
            match created {
                Ok(id) => {
                    engine.note_open(id);
                    camera_files::erase(&engine.store)?;
                    engine.events.report_changed(id);
                    Ok(id)
                }
                Err(error) => {
                    for file in written {
                        remove_files(engine, file.id)?;
                    }
                    Err(error)
                }
            }
        })
    }
}

pub(super) fn jpeg(sha256: [u8; 32], size: usize, width: u32, height: u32) -> Attachment {
    let media_type = "image/jpeg".to_owned();
    Attachment { sha256: hex::encode(&sha256), size: size as u64, media_type, width, height }
}

/// A report has up to [`MAX_PHOTOS`] photos and videos, one video among them: the city's staff should not have to watch films. A desk says
/// itself how many photos it keeps. A report that is sent has its photos, and a draft that changes it takes none.
pub(super) fn may_take(db: &Db<'_>, id: ReportId, video: bool, desk: Option<usize>) -> Result<(), ApiError> {
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
