//! A position on the WGS 84 ellipsoid.

use serde::{Deserialize, Serialize};

/// A position in WGS 84 decimal degrees. It can only hold a latitude of -90 to 90 and a longitude of -180 to 180.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "LatLon", into = "LatLon")]
pub struct Point {
    lat: f64,
    lon: f64,
}

#[derive(Serialize, Deserialize)]
struct LatLon {
    lat: f64,
    lon: f64,
}

/// The two numbers are no position: out of range, or not finite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a position on Earth")]
pub struct NotAPosition;

impl Point {
    /// Degrees north and degrees east.
    ///
    /// # Errors
    /// [`NotAPosition`] when one of them is not finite or out of range.
    pub fn new(lat: f64, lon: f64) -> Result<Self, NotAPosition> {
        // A NaN is in no range.
        if (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon) {
            Ok(Self { lat, lon })
        } else {
            Err(NotAPosition)
        }
    }

    /// Degrees north of the equator.
    #[must_use]
    pub fn lat(self) -> f64 {
        self.lat
    }

    /// Degrees east of Greenwich.
    #[must_use]
    pub fn lon(self) -> f64 {
        self.lon
    }

    /// Great-circle distance in metres on a sphere of 6,371,008.8 m, the mean radius of WGS 84 (haversine formula).
    #[must_use]
    pub fn distance_m(self, other: Self) -> f64 {
        const MEAN_RADIUS_M: f64 = 6_371_008.8;
        let (lat_a, lat_b) = (self.lat.to_radians(), other.lat.to_radians());
        let half_lat = (lat_b - lat_a) / 2.0;
        let half_lon = (other.lon - self.lon).to_radians() / 2.0;
        let h = half_lat.sin().powi(2) + lat_a.cos() * lat_b.cos() * half_lon.sin().powi(2);
        2.0 * MEAN_RADIUS_M * h.sqrt().min(1.0).asin()
    }
}

impl TryFrom<LatLon> for Point {
    type Error = NotAPosition;

    fn try_from(raw: LatLon) -> Result<Self, NotAPosition> {
        Self::new(raw.lat, raw.lon)
    }
}

impl From<Point> for LatLon {
    fn from(point: Point) -> Self {
        Self { lat: point.lat, lon: point.lon }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_finite_or_out_of_range_is_no_position() {
        for (lat, lon) in [(f64::NAN, 0.0), (0.0, f64::INFINITY), (90.1, 0.0), (0.0, -180.5)] {
            assert_eq!(Point::new(lat, lon), Err(NotAPosition));
        }
    }

    #[test]
    fn the_distance_from_the_citadel_to_phu_bai_airport_is_thirteen_kilometres() {
        let citadel = Point::new(16.4698, 107.5786).unwrap();
        let airport = Point::new(16.4015, 107.7026).unwrap();
        let metres = citadel.distance_m(airport);
        assert!((metres - 15_240.0).abs() < 200.0, "{metres}");
    }
}
