//! Positions.

use std::time::SystemTime;

use crate::time::{from_system, to_system};

/// A position in WGS 84 decimal degrees.
#[derive(Clone, Copy, Debug, PartialEq, uniffi::Record)]
pub struct Point {
    /// Degrees north, -90 to 90.
    pub lat: f64,
    /// Degrees east, -180 to 180.
    pub lon: f64,
}

/// A position and how it was found.
#[derive(Clone, Copy, Debug, PartialEq, uniffi::Record)]
pub struct Location {
    /// The position.
    pub point: Point,
    /// Radius of the circle that holds the true position with 68 % probability, in metres.
    #[uniffi(default = None)]
    pub accuracy_m: Option<f64>,
    /// When the position was measured.
    #[uniffi(default = None)]
    pub fixed_at: Option<SystemTime>,
    /// Where it came from.
    pub source: LocationSource,
    /// The system says that an app made it up.
    #[uniffi(default = false)]
    pub mock: bool,
}

mirror! {
    /// Where a position came from.
    LocationSource of hues_core::LocationSource {
        /// The phone's location service.
        Gps,
        /// The metadata of a photo.
        Photo,
        /// A pin set by hand.
        Pin,
    }
}

impl From<hues_core::Point> for Point {
    fn from(point: hues_core::Point) -> Self {
        Self { lat: point.lat(), lon: point.lon() }
    }
}

impl TryFrom<Point> for hues_core::Point {
    type Error = hues_core::ApiError;

    /// Two numbers that are no position are the citizen's input, as anything else that a UI hands over.
    fn try_from(point: Point) -> Result<Self, Self::Error> {
        use hues_core::report::{Field, Problem, ProblemCode};

        Self::new(point.lat, point.lon).map_err(|_| hues_core::ApiError::InvalidInput {
            problems: vec![Problem { field: Field::Location, code: ProblemCode::Invalid }],
        })
    }
}

impl From<hues_core::Location> for Location {
    fn from(location: hues_core::Location) -> Self {
        Self {
            point: location.point.into(),
            accuracy_m: location.accuracy_m,
            fixed_at: location.fixed_at.map(to_system),
            source: location.source.into(),
            mock: location.mock,
        }
    }
}

impl TryFrom<Location> for hues_core::Location {
    type Error = hues_core::ApiError;

    fn try_from(location: Location) -> Result<Self, Self::Error> {
        Ok(Self {
            point: location.point.try_into()?,
            accuracy_m: location.accuracy_m,
            fixed_at: location.fixed_at.map(from_system),
            source: location.source.into(),
            mock: location.mock,
        })
    }
}
