//! Owns the thinning of a line for a small map, by Ramer, Douglas and Peucker: what strays from the straight line by
//! less than a tolerance is left out. Lookups never use it.

use super::borders::Vertex;

/// A micro-degree of a great circle on the sphere of the WGS 84 mean radius.
const METRES_PER_MICRO_DEGREE: f64 = 0.111_195_08;

/// The vertices that are needed to stay within `tolerance_m` metres of the line. Its ends are always among them; a
/// closed line that is smaller than the tolerance shrinks to them.
pub(super) fn simplify(line: &[Vertex], tolerance_m: f64) -> Vec<Vertex> {
    let Some(last) = line.len().checked_sub(1) else { return Vec::new() };
    let metres = in_metres(line);
    let mut needed = vec![false; line.len()];
    needed[0] = true;
    needed[last] = true;
    let mut open = vec![(0, last)];
    while let Some((from, to)) = open.pop() {
        let stray = |at: usize| (at, distance_m(metres[at], metres[from], metres[to]));
        let farthest = (from + 1..to).map(stray).max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((at, stray_m)) = farthest
            && stray_m > tolerance_m
        {
            needed[at] = true;
            open.extend([(from, at), (at, to)]);
        }
    }
    line.iter().zip(needed).filter_map(|(&vertex, needed)| needed.then_some(vertex)).collect()
}

/// East and north of the first vertex; good for lines that are short against the Earth.
fn in_metres(line: &[Vertex]) -> Vec<(f64, f64)> {
    let Some(&origin) = line.first() else { return Vec::new() };
    let shrink = (f64::from(origin.lat) / 1e6).to_radians().cos();
    line.iter()
        .map(|vertex| {
            let east = f64::from(vertex.lon - origin.lon) * METRES_PER_MICRO_DEGREE * shrink;
            (east, f64::from(vertex.lat - origin.lat) * METRES_PER_MICRO_DEGREE)
        })
        .collect()
}

/// From a point to the nearest point of the straight line between two others, which may be one and the same.
fn distance_m(point: (f64, f64), from: (f64, f64), to: (f64, f64)) -> f64 {
    let (along, away) = ((to.0 - from.0, to.1 - from.1), (point.0 - from.0, point.1 - from.1));
    let length_squared = along.0.powi(2) + along.1.powi(2);
    let share = if length_squared > 0.0 {
        ((away.0 * along.0 + away.1 * along.1) / length_squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (away.0 - share * along.0).hypot(away.1 - share * along.1)
}
