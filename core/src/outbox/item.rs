//! One entry of the outbox: what it sends, and whether it may go.

use super::{Allowed, Wait};
use crate::clock::{Now, Timestamp};
use crate::id::{ItemId, MessageId, PhotoId, ReportId};
use crate::report::Reason;

/// What an item sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The report's text: `POST /v1/reports`.
    Report,
    /// One photo, piece by piece.
    Photo {
        /// Which.
        photo: PhotoId,
        /// Bytes in all.
        size: u64,
    },
    /// One video, piece by piece.
    Video {
        /// Which; it lies beside the photos.
        video: PhotoId,
        /// Bytes in all.
        size: u64,
    },
    /// Asking whether the city has all of it.
    Receipt,
    /// A message to the city: `POST /v1/reports/{id}/messages`.
    Message {
        /// Which.
        message: MessageId,
    },
    /// A change of the report: `POST /v1/reports/{id}/amendments`.
    Amendment,
    /// What the citizen says to what the city did: `PUT /v1/reports/{id}/rating`.
    Rating,
    /// Taking the report back: `DELETE /v1/reports/{id}`. While it is on its way all else of the report stands still.
    Withdrawal,
}

impl Kind {
    /// A photo or a video of a report.
    #[must_use]
    pub const fn of_file(id: PhotoId, size: u64, is_video: bool) -> Self {
        if is_video { Self::Video { video: id, size } } else { Self::Photo { photo: id, size } }
    }

    /// The photo or the video that it sends, and its bytes.
    #[must_use]
    pub const fn file(self) -> Option<(PhotoId, u64)> {
        match self {
            Self::Photo { photo: id, size } | Self::Video { video: id, size } => Some((id, size)),
            _ => None,
        }
    }
}

/// Whether an item may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemState {
    /// As soon as its turn comes.
    Ready,
    /// After a try that failed.
    Waiting {
        /// Until when.
        wait: Wait,
        /// Why the last try failed.
        reason: Reason,
    },
    /// Not by itself: the city refused it.
    Parked {
        /// Code of the problem document.
        code: String,
    },
}

/// One entry of the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// The report that it belongs to.
    pub report: ReportId,
    /// What it sends.
    pub kind: Kind,
    /// Whether it may go.
    pub state: ItemState,
    /// Tries that failed since the last one that got something through.
    pub failures: u32,
    /// A first byte may have left: the city may have it.
    pub attempted: bool,
    /// What the citizen has let it cost.
    pub allowed: Allowed,
    /// Bytes of the photos that go with it in one request; a city with uploads gets each by itself.
    pub enclosed: u64,
    /// It was handed to the system, which sends it by itself until then at most. It stays here until the city was asked what came of it.
    pub lease: Option<Wait>,
}

impl Item {
    /// A new one, ready to go.
    #[must_use]
    pub const fn new(id: ItemId, report: ReportId, kind: Kind) -> Self {
        Self {
            id,
            report,
            kind,
            state: ItemState::Ready,
            failures: 0,
            attempted: false,
            allowed: Allowed { mobile_data: false, battery: false },
            enclosed: 0,
            lease: None,
        }
    }

    pub(super) const fn is_parked(&self) -> bool {
        matches!(self.state, ItemState::Parked { .. })
    }

    /// Until when the system has it; `None` when it does not, or not any more.
    #[must_use]
    pub fn leased_until(&self, now: Now) -> Option<Timestamp> {
        self.lease.and_then(|lease| lease.pending(now))
    }

    /// The system had it, and only the city knows what came of that. Asking costs next to nothing, so it waits for no better network.
    #[must_use]
    pub fn is_to_be_asked_for(&self, now: Now) -> bool {
        self.lease.is_some_and(|lease| lease.pending(now).is_none())
    }
}
