//! What a UI gets to see of reports and their photos.

use crate::clock::Timestamp;
use crate::id::{PhotoId, ReportId};
use crate::place::Point;
use crate::report::{
    Attachment, CityReport, Delivery, Draft, Location, LocationSource, Message, Problem, Rating, ReportState,
    WaysOut,
};
use crate::store::StoredPhoto;
use crate::words::Words;

/// How many reports are where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReportTally {
    /// The citizen is still writing them.
    pub drafts: u32,
    /// Something of them waits to reach the city.
    pub waiting: u32,
    /// The city has all of them.
    pub delivered: u32,
    /// Messages of the city that were not read yet, in all reports.
    pub unread: u32,
}

/// A report in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportSummary {
    /// Its id.
    pub id: ReportId,
    /// Where it is on its way.
    pub state: ReportState,
    /// The same in sentences: where it is, why it waits, when the phone tries next.
    pub sentences: Vec<Words>,
    /// Id of its category.
    pub category: Option<String>,
    /// What happened.
    pub text: String,
    /// When it was last saved.
    pub saved_at: Timestamp,
    /// Messages of the city that were not read yet.
    pub unread: u32,
}

/// A report with all that belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportView {
    /// Its id.
    pub id: ReportId,
    /// Where it is on its way.
    pub state: ReportState,
    /// The same in sentences: where it is, why it waits, when the phone tries next.
    pub sentences: Vec<Words>,
    /// Whether it can be taken back to a draft, see [`crate::Reports::edit_again`].
    pub can_edit_again: bool,
    /// What else can be done about it.
    pub ways_out: WaysOut,
    /// The citizen's word on what the city did, and whether the city has it.
    pub rating: Option<RatingView>,
    /// What the citizen filled in.
    pub draft: Draft,
    /// When that was last saved.
    pub saved_at: Timestamp,
    /// Its photos, in their order.
    pub photos: Vec<PhotoView>,
    /// The rules that a draft does not keep yet.
    pub problems: Vec<Problem>,
    /// What the city says of it.
    pub city: Option<CityReport>,
    /// The messages, oldest first.
    pub thread: Vec<ThreadEntry>,
}

/// A message, and whether it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreadEntry {
    /// The message.
    pub message: Message,
    /// Whether the citizen has seen it.
    pub is_read: bool,
    /// Whether the city has it; what the city wrote, it has.
    pub delivery: Delivery,
    /// What to tell the citizen of that; nothing when it has.
    pub sentences: Vec<Words>,
}

/// A rating, and whether the city has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RatingView {
    /// The rating.
    pub rating: Rating,
    /// Whether the city has it.
    pub delivery: Delivery,
    /// What to tell the citizen of that; nothing when it has.
    pub sentences: Vec<Words>,
}

/// A photo of a report.
#[derive(Clone, Debug, PartialEq)]
pub struct PhotoView {
    /// Its id.
    pub id: PhotoId,
    /// Digest, size and pixels of what is sent.
    pub attachment: Attachment,
    /// Where its metadata, or the picker, says that it was taken: offered, never sent unasked.
    pub offered: Option<Location>,
    /// When it was taken: RFC 3339, or the camera's local time without an offset.
    pub taken_at: Option<String>,
    /// Whether the full-size photo is still on the phone; after the receipt only the thumbnail is.
    pub full_kept: bool,
}

/// What the picker knew of a photo beside the file.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PhotoHint {
    /// Where it was taken; used when the file does not say.
    pub point: Option<Point>,
}

impl From<StoredPhoto> for PhotoView {
    fn from(photo: StoredPhoto) -> Self {
        let found = &photo.facts.found;
        let from_file = found.position.as_ref().map(|position| (position.point, position.accuracy_m));
        let offered = from_file.or(photo.facts.hint.map(|point| (point, None)));
        Self {
            id: photo.id,
            offered: offered.map(|(point, accuracy_m)| Location {
                point,
                accuracy_m,
                fixed_at: found.taken_at.as_ref().and_then(|at| Timestamp::parse(&at.to_string())),
                source: LocationSource::Photo,
                mock: false,
            }),
            taken_at: found.taken_at.as_ref().map(ToString::to_string),
            attachment: photo.facts.attachment,
            full_kept: photo.full_kept,
        }
    }
}
