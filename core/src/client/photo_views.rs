//! What a UI gets to see of the photos and videos of a report, and what it says of one that it adds.

use std::path::Path;

use super::camera_files::CameraFile;
use crate::clock::Timestamp;
use crate::id::PhotoId;
use crate::media::{Found, PhotoPosition, TakenAt};
use crate::place::Point;
use crate::report::{Attachment, Location, LocationSource};
use crate::store::StoredPhoto;
use crate::words::{Words, bytes};

/// A photo or video of a report.
#[derive(Clone, Debug, PartialEq)]
pub struct PhotoView {
    /// Its id.
    pub id: PhotoId,
    /// Digest, size and pixels of what is sent.
    pub attachment: Attachment,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Likeness {
    /// The earlier one.
    pub with: PhotoId,
    /// Which one that is in the report, counted from 1.
    pub number: u32,
    /// To the last bit, not only by its looks.
    pub exact: bool,
}

impl Likeness {
    /// It in a citizen's words.
    #[must_use]
    pub fn words(self) -> Words {
        let Self { number, exact, .. } = self;
        if exact {
            Words {
                vi: format!("Giống hệt ảnh số {number}. Nếu thêm nhầm, hãy bỏ bớt một ảnh."),
                en: format!("The same as photo {number}. If that was a mistake, remove one of them."),
            }
        } else {
            Words {
                vi: format!("Trông giống ảnh số {number}. Nếu thêm nhầm, hãy bỏ bớt một ảnh."),
                en: format!("Looks like photo {number}. If that was a mistake, remove one of them."),
            }
        }
    }
}

/// What the picker or the app's own camera knew of a photo or a video beside the file.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PhotoHint {
    /// Where it was taken; used when the file does not say.
    pub point: Option<Point>,
    /// Radius of the circle that holds the true position with 68 % probability, in metres.
    pub accuracy_m: Option<f64>,
    /// Metres above sea level.
    pub altitude_m: Option<f64>,
    /// When it was taken; used when the file does not say.
    pub taken_at: Option<Timestamp>,
    /// The file is the app's own, of its camera: it is erased once the sealed one is safe, even if the app is killed in between. Never set it for a
    /// file of the citizen's gallery.
    pub owned: bool,
}

impl PhotoHint {
    /// What is known of place and time, the file's own word first.
    pub(super) fn add_to(&self, found: &Found) -> Found {
        let number = |metres: Option<f64>| metres.filter(|metres| metres.is_finite());
        let position = self.point.filter(|point| (point.lat(), point.lon()) != (0.0, 0.0));
        let position = position.map(|point| PhotoPosition {
            point,
            altitude_m: number(self.altitude_m),
            accuracy_m: number(self.accuracy_m).filter(|metres| *metres > 0.0),
        });
        let taken_at = self.taken_at.and_then(|at| at.to_rfc3339().parse::<TakenAt>().ok());
        Found { position: found.position.or(position), taken_at: found.taken_at.or(taken_at) }
    }

    /// The file as one that is to be erased.
    pub(super) fn camera_file(&self, file: &Path) -> Option<CameraFile> {
        if self.owned { CameraFile::at(file) } else { None }
    }
}

impl PhotoView {
    /// The photos of a report, in their order.
    pub(super) fn of(photos: Vec<StoredPhoto>) -> Vec<Self> {
        let likenesses: Vec<_> =
            photos.iter().enumerate().map(|(at, photo)| likeness(photo, &photos[..at])).collect();
        let view = |(photo, likeness): (StoredPhoto, Option<Likeness>)| {
            let view = Self::from(photo);
            let sentences = view.video_words().into_iter().chain(likeness.map(Likeness::words)).collect();
            Self { likeness, sentences, ..view }
        };
        photos.into_iter().zip(likenesses).map(view).collect()
    }

    /// How long and how large a video is.
    fn video_words(&self) -> Option<Words> {
        let seconds = self.duration_ms?.div_ceil(1000);
        let size = bytes(self.attachment.size);
        Some(Words {
            vi: format!("Video dài {seconds} giây, {}.", size.vi),
            en: format!("A video of {seconds} s, {}.", size.en),
        })
    }
}

/// The first of the earlier ones that is the same, else the first that looks like it.
fn likeness(photo: &StoredPhoto, earlier: &[StoredPhoto]) -> Option<Likeness> {
    let is_same = |other: &StoredPhoto| other.facts.attachment.sha256 == photo.facts.attachment.sha256;
    let looks_like = |other: &StoredPhoto| {
        photo.facts.look.zip(other.facts.look).is_some_and(|(look, others)| look.is_like(others))
    };
    let find = |is_like: &dyn Fn(&StoredPhoto) -> bool, exact| {
        let at = earlier.iter().position(is_like)?;
        Some(Likeness { with: earlier[at].id, number: u32::try_from(at + 1).ok()?, exact })
    };
    find(&is_same, true).or_else(|| find(&looks_like, false))
}

impl From<StoredPhoto> for PhotoView {
    fn from(photo: StoredPhoto) -> Self {
        let found = &photo.facts.found;
        let hint = photo.facts.hint.map(|point| PhotoPosition { point, altitude_m: None, accuracy_m: None });
        let position = found.position.or(hint);
        Self {
            id: photo.id,
            offered: position.map(|position| Location {
                point: position.point,
                accuracy_m: position.accuracy_m,
                fixed_at: found.taken_at.as_ref().and_then(|at| Timestamp::parse(&at.to_string())),
                source: LocationSource::Photo,
                mock: false,
            }),
            altitude_m: position.and_then(|position| position.altitude_m),
            taken_at: found.taken_at.as_ref().map(ToString::to_string),
            duration_ms: photo.facts.duration_ms,
            likeness: None,
            sentences: Vec::new(),
            attachment: photo.facts.attachment,
            full_kept: photo.full_kept,
        }
    }
}
