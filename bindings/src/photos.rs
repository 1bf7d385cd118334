//! Photos and videos of a draft.

use std::path::Path;
use std::time::SystemTime;

use hues_core::report::{Field, Problem, ProblemCode};

use crate::client::Client;
use crate::error::ApiError;
use crate::id::{PhotoId, ReportId};
use crate::panics::guarded;
use crate::place::{Location, Point};
use crate::time::from_system;
use crate::words::Words;

/// A photo or video of a report.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct PhotoView {
    /// Its id.
    pub id: PhotoId,
    /// Lower-case hexadecimal SHA-256 of what is sent.
    pub sha256: String,
    /// Size of what is sent, in bytes.
    pub size: u64,
    /// `image/jpeg`, `video/mp4` or `video/quicktime`.
    pub media_type: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Where its metadata, or the picker, says that it was taken: offered, never sent unasked.
    pub offered: Option<Location>,
    /// Metres above sea level, by the same.
    pub altitude_m: Option<f64>,
    /// When it was taken: RFC 3339, or the camera's local time without an offset.
    pub taken_at: Option<String>,
    /// How long a video plays, in milliseconds; a photo does not.
    pub duration_ms: Option<u64>,
    /// The same as one before it in the report: perhaps added by mistake.
    pub likeness: Option<Likeness>,
    /// Whether the full-size photo is still on the phone; after the receipt only the thumbnail is.
    pub full_kept: bool,
    /// What to tell the citizen of it: how long and how large a video is, and that it is there already.
    pub sentences: Vec<Words>,
}

/// A photo that is in the report already, once more. It is no reason not to send them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Likeness {
    /// The earlier one.
    pub with: PhotoId,
    /// Which one that is in the report, counted from 1.
    pub number: u32,
    /// To the last bit, not only by its looks.
    pub exact: bool,
}

words! { Likeness of hues_core::Likeness }

/// Where a late photo went.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct LatePhoto {
    /// The draft that has it now.
    pub report: ReportId,
    /// Where that is and why, in a citizen's words.
    pub words: Words,
}

/// What the picker or the app's own camera knew of a photo or a video beside the file.
#[derive(Clone, Copy, Debug, PartialEq, uniffi::Record)]
pub struct PhotoHint {
    /// Where it was taken; used when the file does not say.
    #[uniffi(default = None)]
    pub point: Option<Point>,
    /// Radius of the circle that holds the true position with 68 % probability, in metres.
    #[uniffi(default = None)]
    pub accuracy_m: Option<f64>,
    /// Metres above sea level.
    #[uniffi(default = None)]
    pub altitude_m: Option<f64>,
    /// When it was taken; used when the file does not say.
    #[uniffi(default = None)]
    pub taken_at: Option<SystemTime>,
    /// The file is the app's own, of its camera: it is erased once the sealed one is safe, even if the app is killed in between. Never set it for a
    /// file of the citizen's gallery.
    #[uniffi(default = false)]
    pub owned: bool,
}

/// What a recorder is to stop at: more is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct VideoLimits {
    /// How long a video may play.
    pub seconds: u32,
    /// How large its file may be, in bytes.
    pub bytes: u64,
}

/// What a recorder is to stop at.
#[uniffi::export]
pub fn video_limits() -> VideoLimits {
    let limits = hues_core::media::VideoLimits::default();
    VideoLimits {
        seconds: u32::try_from(limits.max_duration_ms / 1000).unwrap_or(u32::MAX),
        bytes: limits.max_file_bytes,
    }
}

/// A part of an upright photo, in shares of its width and height: 0 to 1 from the left and from the top.
#[derive(Clone, Copy, Debug, PartialEq, uniffi::Record)]
pub struct Region {
    /// Of the left edge, from the left.
    pub left: f64,
    /// Of the top edge, from the top.
    pub top: f64,
    /// Of the photo's width.
    pub width: f64,
    /// Of the photo's height.
    pub height: f64,
}

mirror! {
    /// A small change of a region.
    Nudge of hues_core::media::Nudge {
        /// To the left.
        Left,
        /// To the right.
        Right,
        /// Upwards.
        Up,
        /// Downwards.
        Down,
        /// More across.
        Wider,
        /// Less across.
        Narrower,
        /// More down.
        Taller,
        /// Less down.
        Shorter,
    }
}

/// A region in the middle of a photo, to be moved from there.
#[uniffi::export]
#[must_use]
pub fn region_in_the_middle() -> Region {
    hues_core::media::Region::in_the_middle().into()
}

/// What a finger drew from one point to another, which are shares of the photo's width and height from the left and from the top. A tap is a
/// small region.
///
/// # Errors
/// [`ApiError::InvalidInput`] when a number is not finite.
#[uniffi::export]
pub fn region_between(from_left: f64, from_top: f64, to_left: f64, to_top: f64) -> Result<Region, ApiError> {
    guarded(|| {
        let drawn = hues_core::media::Region::between((from_left, from_top), (to_left, to_top));
        Ok(drawn.map_err(|_| no_region())?.into())
    })
}

#[uniffi::export]
impl Region {
    /// As large as before, farther right and down by these shares, as far as the photo goes.
    ///
    /// # Errors
    /// [`ApiError::InvalidInput`] when it is no region.
    pub fn moved(&self, right: f64, down: f64) -> Result<Self, ApiError> {
        guarded(|| Ok(hues_core::media::Region::try_from(*self)?.moved(right, down).into()))
    }

    /// A small step further.
    ///
    /// # Errors
    /// [`ApiError::InvalidInput`] when it is no region.
    pub fn nudged(&self, nudge: Nudge) -> Result<Self, ApiError> {
        guarded(|| Ok(hues_core::media::Region::try_from(*self)?.nudged(nudge.into()).into()))
    }

    /// Where it is and how large, for whoever does not see it.
    ///
    /// # Errors
    /// [`ApiError::InvalidInput`] when it is no region.
    pub fn words(&self) -> Result<Words, ApiError> {
        guarded(|| Ok(hues_core::media::Region::try_from(*self)?.words().into()))
    }
}

#[uniffi::export]
impl Client {
    /// Cleans a photo and adds it to a draft. The file stays as it is, unless the hint says that it is the app's own.
    ///
    /// # Errors
    /// [`ApiError::PhotoRefused`] with its reason, [`ApiError::InvalidInput`] when the draft has as many as it may, or for a position
    /// that is none, [`ApiError::NotFound`] when it is no draft any more, [`ApiError::StorageFull`], [`ApiError::Closed`], or an error
    /// of the phone itself. The draft is as it was then, and so is the file.
    pub fn add_photo(&self, id: ReportId, file: String, hint: PhotoHint) -> Result<PhotoView, ApiError> {
        self.call(|core| Ok(core.reports().add_photo(id, Path::new(&file), hint.try_into()?)?.into()))
    }

    /// Adds a photo to the draft for which it was taken before the process ended, if it is still one and takes photos; else a draft begins
    /// with it. None: it was taken for a report in which nothing was yet.
    ///
    /// # Errors
    /// As [`Client::add_photo`]; nothing begins then.
    pub fn add_late_photo(
        &self,
        taken_for: Option<ReportId>,
        file: String,
        hint: PhotoHint,
    ) -> Result<LatePhoto, ApiError> {
        self.call(|core| {
            let late = core.reports().add_late_photo(taken_for, Path::new(&file), hint.try_into()?)?;
            Ok(LatePhoto { report: late.report, words: late.words.into() })
        })
    }

    /// Adds a video to the draft for which it was recorded, as [`Client::add_late_photo`] does.
    ///
    /// # Errors
    /// As [`Client::add_video`]; nothing begins then.
    pub fn add_late_video(
        &self,
        taken_for: Option<ReportId>,
        file: String,
        hint: PhotoHint,
    ) -> Result<LatePhoto, ApiError> {
        self.call(|core| {
            let late = core.reports().add_late_video(taken_for, Path::new(&file), hint.try_into()?)?;
            Ok(LatePhoto { report: late.report, words: late.words.into() })
        })
    }

    /// Adds a video of up to a minute and 60 MB to a draft, freed of all that is neither picture nor sound. The file stays as it is, unless
    /// the hint says that it is the app's own.
    ///
    /// # Errors
    /// As [`Client::add_photo`]; [`ApiError::InvalidInput`] also when the draft has a video already.
    pub fn add_video(&self, id: ReportId, file: String, hint: PhotoHint) -> Result<PhotoView, ApiError> {
        self.call(|core| Ok(core.reports().add_video(id, Path::new(&file), hint.try_into()?)?.into()))
    }

    /// Makes parts of a draft's photo unrecognisable: faces, number plates. The photo gets a new id; the one that showed them is erased in
    /// the same step, for good.
    ///
    /// # Errors
    /// [`ApiError::InvalidInput`] for a region that is none, [`ApiError::NotFound`] when the photo is not there, is a video, or the report is
    /// no draft any more; [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself. The photo is as it was then.
    pub fn hide_in_photo(
        &self,
        id: ReportId,
        photo: PhotoId,
        regions: Vec<Region>,
    ) -> Result<PhotoView, ApiError> {
        self.call(|core| Ok(core.reports().hide_in_photo(id, photo, &all(regions)?)?.into()))
    }

    /// Takes a photo or video out of a draft.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it is not there, or the report is no draft any more; [`ApiError::Closed`], or an error
    /// of the phone itself.
    pub fn remove_photo(&self, id: ReportId, photo: PhotoId) -> Result<(), ApiError> {
        self.call(|core| core.reports().remove_photo(id, photo))
    }

    /// A small JPEG of a photo.
    ///
    /// # Errors
    /// [`ApiError::NotFound`], also of a video; [`ApiError::Closed`], or an error of the phone itself.
    pub fn thumbnail(&self, photo: PhotoId) -> Result<Vec<u8>, ApiError> {
        self.call(|core| core.reports().thumbnail(photo))
    }

    /// The JPEG of a photo that is sent, to mark in it what is to be hidden.
    ///
    /// # Errors
    /// [`ApiError::NotFound`], also of a video and after the receipt; [`ApiError::Closed`], or an error of the phone itself.
    pub fn picture(&self, photo: PhotoId) -> Result<Vec<u8>, ApiError> {
        self.call(|core| core.reports().picture(photo))
    }

    /// How a photo will look with these parts hidden; nothing is changed by looking.
    ///
    /// # Errors
    /// As [`Client::picture`]; [`ApiError::InvalidInput`] for a region that is none.
    pub fn picture_with_hidden(&self, photo: PhotoId, regions: Vec<Region>) -> Result<Vec<u8>, ApiError> {
        self.call(|core| core.reports().picture_with_hidden(photo, &all(regions)?))
    }
}

impl From<hues_core::PhotoView> for PhotoView {
    fn from(photo: hues_core::PhotoView) -> Self {
        Self {
            id: photo.id,
            sha256: photo.attachment.sha256,
            size: photo.attachment.size,
            media_type: photo.attachment.media_type,
            width: photo.attachment.width,
            height: photo.attachment.height,
            offered: photo.offered.map(Location::from),
            altitude_m: photo.altitude_m,
            taken_at: photo.taken_at,
            duration_ms: photo.duration_ms,
            likeness: photo.likeness.map(Likeness::from),
            full_kept: photo.full_kept,
            sentences: photo.sentences.into_iter().map(Words::from).collect(),
        }
    }
}

impl From<hues_core::Likeness> for Likeness {
    fn from(likeness: hues_core::Likeness) -> Self {
        let hues_core::Likeness { with, number, exact } = likeness;
        Self { with, number, exact }
    }
}

impl From<Likeness> for hues_core::Likeness {
    fn from(likeness: Likeness) -> Self {
        let Likeness { with, number, exact } = likeness;
        Self { with, number, exact }
    }
}

impl TryFrom<PhotoHint> for hues_core::PhotoHint {
    type Error = hues_core::ApiError;

    fn try_from(hint: PhotoHint) -> Result<Self, Self::Error> {
        Ok(Self {
            point: hint.point.map(hues_core::Point::try_from).transpose()?,
            accuracy_m: hint.accuracy_m,
            altitude_m: hint.altitude_m,
            taken_at: hint.taken_at.map(from_system),
            owned: hint.owned,
        })
    }
}

fn all(regions: Vec<Region>) -> Result<Vec<hues_core::media::Region>, hues_core::ApiError> {
    regions.into_iter().map(TryInto::try_into).collect()
}

fn no_region() -> hues_core::ApiError {
    let problems = vec![Problem { field: Field::Photos, code: ProblemCode::Invalid }];
    hues_core::ApiError::InvalidInput { problems }
}

impl TryFrom<Region> for hues_core::media::Region {
    type Error = hues_core::ApiError;

    fn try_from(region: Region) -> Result<Self, Self::Error> {
        Self::new(region.left, region.top, region.width, region.height).map_err(|_| no_region())
    }
}

impl From<hues_core::media::Region> for Region {
    fn from(region: hues_core::media::Region) -> Self {
        Self { left: region.left(), top: region.top(), width: region.width(), height: region.height() }
    }
}
