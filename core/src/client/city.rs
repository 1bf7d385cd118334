//! The city itself: who it is, and its wards as a map that is drawn without any network.

use super::Client;
use crate::city::CityConfig;
use crate::error::ApiError;
use crate::place::{Bounds, Point, Ward};
use crate::report::Capabilities;

/// The wards of the city, thin enough to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct CityMap {
    /// The rectangle that holds all of them.
    pub bounds: Bounds,
    /// Each ward.
    pub wards: Vec<WardOutline>,
}

/// A ward's borders.
#[derive(Clone, Debug, PartialEq)]
pub struct WardOutline {
    /// Which ward.
    pub ward: Ward,
    /// Closed rings; what an odd number of them encloses belongs to the ward.
    pub rings: Vec<Vec<Point>>,
}

impl Client {
    /// The city: its name, colours and hotlines.
    ///
    /// # Errors
    /// [`ApiError::Closed`].
    pub fn city(&self) -> Result<CityConfig, ApiError> {
        self.with(|open| Ok(open.engine.config.clone()))
    }

    /// What the city does beside taking reports.
    ///
    /// # Errors
    /// [`ApiError::Closed`].
    pub fn capabilities(&self) -> Result<Capabilities, ApiError> {
        self.with(|open| Ok(Capabilities::of(open.engine.has_desk())))
    }

    /// Every ward with its borders, thinned to `tolerance_m` metres; neighbours keep a common border. 50 m suit a map of the whole city on a phone.
    ///
    /// # Errors
    /// [`ApiError::Closed`].
    pub fn map(&self, tolerance_m: f64) -> Result<CityMap, ApiError> {
        self.with(|open| {
            let boundaries = open.engine.boundaries()?;
            let outline = |ward: &Ward| {
                let rings = boundaries.sketch(&ward.code, tolerance_m)?;
                Some(WardOutline { ward: ward.clone(), rings })
            };
            Ok(CityMap {
                bounds: boundaries.bounds(),
                wards: boundaries.wards().filter_map(outline).collect(),
            })
        })
    }

    /// The ward of a position; `None` outside the city.
    ///
    /// # Errors
    /// [`ApiError::Closed`].
    pub fn ward_at(&self, point: Point) -> Result<Option<Ward>, ApiError> {
        self.with(|open| Ok(open.engine.boundaries()?.ward_at(point).cloned()))
    }
}
