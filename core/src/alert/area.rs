//! Which places an area touches. Decided on the phone, so that no position leaves it: an area and what is known of a
//! place in, inside, outside or unknown out.

use super::cap::{Area, NamedValue, Polygon};
use crate::place::Point;

/// What is known of a place.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place<'a> {
    /// Where it is.
    pub point: Option<Point>,
    /// The code of the ward that it is in, as the city's geocodes write it.
    pub ward: Option<&'a str>,
}

/// How an area lies to a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The place is in one of the area's shapes, or in a ward that it names.
    Inside,
    /// It is not.
    Outside,
    /// Nobody can tell: the area has only words, or only shapes and the place no point, or only codes and the place
    /// no ward, or a shape of the area could not be drawn.
    Unknown,
}

/// Whether a warning for the area concerns the place. Where nobody can tell, it does: a warning too many costs less
/// than a warning too few.
#[must_use]
pub fn touches(area: &Area, at: &Place<'_>) -> bool {
    reach(area, at) != Reach::Outside
}

/// How the area lies to the place. An area is all its shapes and codes together (CAP 1.2 section 3.2.4); a code of
/// any list counts when it is the ward's. Shapes say exactly where an area ends, codes only within their own list, so
/// that a place outside the shapes is outside even when the codes say nothing.
#[must_use]
pub fn reach(area: &Area, at: &Place<'_>) -> Reach {
    let in_shape = at.point.is_some_and(|point| in_a_shape(area, point));
    let in_ward = at.ward.is_some_and(|ward| area.geocodes.iter().any(|code| is_code(code, ward)));
    if in_shape || in_ward {
        return Reach::Inside;
    }
    let has_shapes = !(area.polygons.is_empty() && area.circles.is_empty());
    let compared =
        if has_shapes { at.point.is_some() } else { !area.geocodes.is_empty() && at.ward.is_some() };
    if compared && area.dropped_shapes == 0 { Reach::Outside } else { Reach::Unknown }
}

fn is_code(code: &NamedValue, ward: &str) -> bool {
    code.value == ward
}

fn in_a_shape(area: &Area, point: Point) -> bool {
    area.polygons.iter().any(|polygon| contains(polygon, point))
        || area.circles.iter().any(|circle| circle.centre.distance_m(point) <= circle.radius_km * 1000.0)
}

/// Whether a point is in a polygon or on its edge, by the even-odd rule on the plane of latitude and longitude, as
/// maps draw it.
#[must_use]
pub fn contains(polygon: &Polygon, point: Point) -> bool {
    let ring = unrolled(polygon.ring());
    [-360.0, 0.0, 360.0].iter().any(|turn| plane_contains(&ring, (point.lat(), point.lon() + turn)))
}

/// The ring with continuous longitudes: a step of more than 180 degrees goes the short way, over the antimeridian. A
/// step of exactly 360 is kept, for it draws the whole world.
fn unrolled(ring: &[Point]) -> Vec<(f64, f64)> {
    let mut turn = 0.0;
    let mut last: Option<f64> = None;
    let step = |point: &Point| {
        let jump = point.lon() - last.unwrap_or(point.lon());
        if jump.abs() > 180.0 && jump.abs() < 360.0 {
            turn -= 360.0_f64.copysign(jump);
        }
        last = Some(point.lon());
        (point.lat(), point.lon() + turn)
    };
    ring.iter().map(step).collect()
}

fn plane_contains(ring: &[(f64, f64)], point: (f64, f64)) -> bool {
    let mut inside = false;
    for (from, to) in ring.iter().zip(ring.iter().skip(1)) {
        if is_on_edge(*from, *to, point) {
            return true;
        }
        let crosses = (from.0 > point.0) != (to.0 > point.0);
        if crosses && point.1 < from.1 + (point.0 - from.0) / (to.0 - from.0) * (to.1 - from.1) {
            inside = !inside;
        }
    }
    inside
}

fn is_on_edge(from: (f64, f64), to: (f64, f64), point: (f64, f64)) -> bool {
    /// Degrees squared; far below a centimetre on any edge.
    const NEGLIGIBLE: f64 = 1e-12;
    let cross = (to.0 - from.0) * (point.1 - from.1) - (to.1 - from.1) * (point.0 - from.0);
    let between = |a: f64, b: f64, x: f64| a.min(b) <= x && x <= a.max(b);
    cross.abs() <= NEGLIGIBLE && between(from.0, to.0, point.0) && between(from.1, to.1, point.1)
}

#[cfg(test)]
mod tests;
