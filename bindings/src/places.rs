//! What a position is worth, and the search for a ward by its name. None of it needs a network.

use hues_core::place as core;

use crate::city::Ward;
use crate::client::Client;
use crate::error::ApiError;
use crate::id::ReportId;
use crate::place::Location;
use crate::words::Words;

/// What can be said of a position.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PlaceFacts {
    /// The ward that has it; none outside the city.
    pub ward: Option<Ward>,
    /// Where that is, in words, when it is outside the city, with the neighbour where it is known.
    pub outside: Option<Words>,
    /// Reasons to look at it twice, the gravest first.
    pub doubts: Vec<PlaceDoubt>,
}

/// A reason to look at a position twice.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PlaceDoubt {
    /// Which one.
    pub kind: DoubtKind,
    /// It in a citizen's words.
    pub words: Words,
}

/// What is doubtful about a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum DoubtKind {
    /// An app made it up.
    Mock,
    /// The phone was there some time ago.
    Old,
    /// Nobody knows when the phone was there.
    AgeUnknown,
    /// The true position may be far from it.
    Coarse,
    /// Nobody knows how far the true position may be from it.
    AccuracyUnknown,
}

/// A ward that was searched for.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct FoundWard {
    /// The ward as it is today.
    pub ward: Ward,
    /// The name that matched: the ward's, or that of a former unit.
    pub matched: String,
    /// What the matching name was and what it is now, where it is another than the ward's.
    pub note: Option<Words>,
}

#[uniffi::export]
impl Client {
    /// What a position is worth if the citizen takes it now.
    ///
    /// # Errors
    /// [`ApiError::InvalidInput`] for a position that is none, or [`ApiError::Closed`].
    pub fn place(&self, location: Location) -> Result<PlaceFacts, ApiError> {
        self.call(|core| Ok(core.place(location.try_into()?)?.into()))
    }

    /// What the place of a report was worth when the citizen set it; none while it has none.
    ///
    /// # Errors
    /// [`ApiError::NotFound`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn report_place(&self, id: ReportId) -> Result<Option<PlaceFacts>, ApiError> {
        self.call(|core| Ok(core.reports().place(id)?.map(PlaceFacts::from)))
    }

    /// The wards that a name may mean, the likeliest first: a name of today or of before the last reform, with marks or without, mistyped or
    /// not typed to its end.
    ///
    /// # Errors
    /// [`ApiError::Closed`].
    pub fn search_wards(&self, typed: String, limit: u32) -> Result<Vec<FoundWard>, ApiError> {
        self.call(|core| Ok(core.search_wards(&typed, limit)?.into_iter().map(FoundWard::from).collect()))
    }
}

impl From<hues_core::PlaceView> for PlaceFacts {
    fn from(place: hues_core::PlaceView) -> Self {
        Self {
            ward: place.ward.map(Ward::from),
            outside: place.outside.map(Words::from),
            doubts: place.doubts.into_iter().map(PlaceDoubt::from).collect(),
        }
    }
}

impl From<core::Doubt> for PlaceDoubt {
    fn from(doubt: core::Doubt) -> Self {
        let kind = match doubt {
            core::Doubt::Mock => DoubtKind::Mock,
            core::Doubt::Old { .. } => DoubtKind::Old,
            core::Doubt::AgeUnknown => DoubtKind::AgeUnknown,
            core::Doubt::Coarse { .. } => DoubtKind::Coarse,
            core::Doubt::AccuracyUnknown => DoubtKind::AccuracyUnknown,
        };
        Self { kind, words: doubt.words().into() }
    }
}

impl From<core::FoundWard> for FoundWard {
    fn from(found: core::FoundWard) -> Self {
        Self { ward: found.ward.into(), matched: found.matched, note: found.note.map(Words::from) }
    }
}
