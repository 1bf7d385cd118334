//! Places, as a UI works with them: what a position is worth, which ward it is in, what lies beyond the city, and the search by name. None
//! of it needs a network.

use super::{Client, Reports};
use crate::clock::Timestamp;
use crate::error::ApiError;
use crate::id::ReportId;
use crate::place::{Doubt, FoundWard, Ward, neighbour_at, outside};
use crate::report::Location;
use crate::sync::Engine;
use crate::words::Words;

/// What can be said of a position.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceView {
    /// The ward that has it; `None` outside the city.
    pub ward: Option<Ward>,
    /// Where that is, in words, when it is outside the city, with the neighbour where it is known.
    pub outside: Option<Words>,
    /// Reasons to look at it twice, the gravest first.
    pub doubts: Vec<Doubt>,
}

impl Client {
    /// What a position is worth if the citizen takes it now.
    ///
    /// # Errors
    /// [`ApiError::Closed`].
    pub fn place(&self, location: Location) -> Result<PlaceView, ApiError> {
        self.with(|open| place(&open.engine, &location, open.engine.now().wall))
    }

    /// The wards that a name may mean, the likeliest first: a name of today or of before the last reform, with marks or without, mistyped or
    /// not typed to its end.
    ///
    /// # Errors
    /// [`ApiError::Closed`].
    pub fn search_wards(&self, typed: &str, limit: u32) -> Result<Vec<FoundWard>, ApiError> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        self.with(|open| Ok(open.engine.gazetteer()?.search(typed, limit)))
    }
}

impl Reports<'_> {
    /// What the place of a report is worth; `None` while it has none, and of one that is about none.
    ///
    /// # Errors
    /// [`ApiError::NotFound`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn place(&self, id: ReportId) -> Result<Option<PlaceView>, ApiError> {
        self.read(|engine, db| {
            let report = db.report(id)?;
            let in_force = engine.categories(db)?;
            let draft = report.draft.as_sent(&in_force);
            let at = draft.located_at.unwrap_or(report.saved_at);
            draft.location.map(|location| place(engine, &location, at)).transpose()
        })
    }
}

fn place(engine: &Engine, location: &Location, at: Timestamp) -> Result<PlaceView, ApiError> {
    let ward = engine.boundaries()?.ward_at(location.point).cloned();
    let beyond = || {
        let neighbour = neighbour_at(&engine.config.neighbours, location.point);
        outside(&engine.config.name, neighbour)
    };
    Ok(PlaceView { outside: ward.is_none().then(beyond), doubts: location.doubts(at), ward })
}
