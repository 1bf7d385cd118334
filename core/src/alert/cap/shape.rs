//! Polygons and circles as CAP writes them (CAP 1.2 section 3.2.4): latitude first, then longitude.

use serde::{Deserialize, Serialize};

use super::Flaw;
use crate::place::Point;

/// A closed ring of at least four points, the last of which is the first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Polygon {
    ring: Vec<Point>,
}

impl Polygon {
    /// The ring, its first point repeated at the end.
    #[must_use]
    pub fn ring(&self) -> &[Point] {
        &self.ring
    }
}

/// Every place within a distance of a point.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Circle {
    /// The middle.
    pub centre: Point,
    /// Kilometres; 0 is the point alone.
    pub radius_km: f64,
}

/// Reads "lat,lon lat,lon …", and says what had to be mended.
///
/// # Errors
/// [`Flaw::Shape`] when no polygon can be made of it.
pub(super) fn polygon(text: &str) -> Result<(Polygon, Vec<Flaw>), Flaw> {
    let numbers = numbers(text)?;
    let (pairs, rest) = numbers.as_chunks();
    if !rest.is_empty() {
        return Err(Flaw::Shape);
    }
    let points = pairs.iter().map(|[lat, lon]| position(*lat, *lon));
    let mut ring = points.collect::<Result<Vec<_>, _>>()?;
    let mut mended = Vec::new();
    if !text.split_whitespace().all(is_pair) {
        mended.push(Flaw::Coordinates);
    }
    if ring.first() != ring.last() {
        ring.extend(ring.first().copied());
        mended.push(Flaw::OpenRing);
    }
    if ring.len() < 4 {
        return Err(Flaw::Shape);
    }
    Ok((Polygon { ring }, mended))
}

/// Reads "lat,lon radius", and says what had to be mended.
///
/// # Errors
/// [`Flaw::Shape`] when no circle can be made of it.
pub(super) fn circle(text: &str) -> Result<(Circle, Vec<Flaw>), Flaw> {
    let [lat, lon, radius_km] = numbers(text)?.try_into().map_err(|_| Flaw::Shape)?;
    let centre = position(lat, lon)?;
    if !(radius_km.is_finite() && radius_km >= 0.0) {
        return Err(Flaw::Shape);
    }
    let mut words = text.split_whitespace();
    let regular = words.next().is_some_and(is_pair) && words.next().is_some_and(|word| !word.contains(','));
    let mended = if regular { Vec::new() } else { vec![Flaw::Coordinates] };
    Ok((Circle { centre, radius_km }, mended))
}

/// A position. Shapes across the antimeridian are often written with longitudes that run on past 180 degrees.
fn position(lat: f64, lon: f64) -> Result<Point, Flaw> {
    let beyond = lon.abs() > 180.0 && lon.abs() <= 360.0;
    let lon = if beyond { lon - 360.0_f64.copysign(lon) } else { lon };
    Point::new(lat, lon).map_err(|_| Flaw::Shape)
}

/// The numbers in order. A feed that writes "16.4, 107.5" or a comma too many is understood; one that writes three
/// numbers in a row (longitude, latitude, height) is not, because it would be drawn somewhere else.
fn numbers(text: &str) -> Result<Vec<f64>, Flaw> {
    let mut numbers = Vec::new();
    for word in text.split_whitespace() {
        let before = numbers.len();
        for number in word.split(',').filter(|part| !part.is_empty()) {
            numbers.push(number.parse::<f64>().map_err(|_| Flaw::Shape)?);
        }
        if numbers.len() > before + 2 {
            return Err(Flaw::Shape);
        }
    }
    Ok(numbers)
}

fn is_pair(word: &str) -> bool {
    matches!(word.split_once(','), Some((lat, lon)) if !lat.is_empty() && !lon.is_empty() && !lon.contains(','))
}
