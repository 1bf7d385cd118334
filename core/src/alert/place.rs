//! The places that the citizen wants to be warned for, and which warnings touch them.

use serde::{Deserialize, Serialize};

use super::area::{Place, touches};
use super::cap::Message;
use crate::id::PlaceId;
use crate::place::Point;

/// Watched places, at most.
pub const MAX_WATCHED_PLACES: usize = 10;

/// A place that the citizen wants to be warned for: here, home, the parents' village. It never leaves the phone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WatchedPlace {
    /// Its id.
    pub id: PlaceId,
    /// What the citizen calls it.
    pub name: String,
    /// Where it is.
    pub point: Point,
    /// Code of its ward; `None` outside the city.
    pub ward: Option<String>,
}

impl WatchedPlace {
    /// Whether any part of a warning concerns this place.
    #[must_use]
    pub fn is_touched_by(&self, message: &Message) -> bool {
        let place = Place { point: Some(self.point), ward: self.ward.as_deref() };
        message.infos.iter().flat_map(|info| &info.areas).any(|area| touches(area, &place))
    }
}
