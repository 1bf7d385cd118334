//! Thins borders once they are cut into arcs, so that neighbours keep one common border: what strays from a straight line by little is left out
//! (Ramer, Douglas and Peucker), and what stays moves to a coarser grid. Together that moves no border by 0.75 m. Nothing may cross afterwards.

use std::collections::HashMap;

use super::geojson::Vertex;

/// How far a vertex that is left out may stray, in metres.
const TOLERANCE_M: f64 = 0.4;

/// Micro-degrees between the lines of the grid: no vertex moves further than 0.32 m.
pub(crate) const GRID: i32 = 4;

/// A micro-degree of a great circle on the sphere of the WGS 84 mean radius.
const METRES_PER_MICRO_DEGREE: f64 = 0.111_195_08;

/// Micro-degrees across a cell in which edges are looked for that cross.
const CELL: i32 = 2000;

pub(crate) fn thin(arcs: &mut [Vec<Vertex>]) -> Result<(), String> {
    for arc in arcs.iter_mut() {
        *arc = on_grid(&simplified(arc));
    }
    refuse_crossings(arcs)
}

/// The vertices that are needed; the ends always are.
fn simplified(arc: &[Vertex]) -> Vec<Vertex> {
    let Some(last) = arc.len().checked_sub(1) else { return Vec::new() };
    let metres = in_metres(arc);
    let mut needed = vec![false; arc.len()];
    needed[0] = true;
    needed[last] = true;
    let mut open = vec![(0, last)];
    while let Some((from, to)) = open.pop() {
        let stray = |at: usize| (at, distance_m(metres[at], metres[from], metres[to]));
        let farthest = (from + 1..to).map(stray).max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((at, stray_m)) = farthest
            && stray_m > TOLERANCE_M
        {
            needed[at] = true;
            open.extend([(from, at), (at, to)]);
        }
    }
    arc.iter().zip(needed).filter_map(|(&vertex, needed)| needed.then_some(vertex)).collect()
}

/// East and north of the first vertex; good for lines that are short against the Earth.
fn in_metres(arc: &[Vertex]) -> Vec<(f64, f64)> {
    let Some(&origin) = arc.first() else { return Vec::new() };
    let shrink = (f64::from(origin.lat) / 1e6).to_radians().cos();
    let flat = |vertex: &Vertex| {
        let east = f64::from(vertex.lon - origin.lon) * METRES_PER_MICRO_DEGREE * shrink;
        (east, f64::from(vertex.lat - origin.lat) * METRES_PER_MICRO_DEGREE)
    };
    arc.iter().map(flat).collect()
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

/// Vertices that come to lie on the one before are one; an arc keeps both its ends.
fn on_grid(arc: &[Vertex]) -> Vec<Vertex> {
    let nearest = |coordinate: i32| (coordinate + GRID / 2).div_euclid(GRID) * GRID;
    let mut moved: Vec<Vertex> =
        arc.iter().map(|vertex| Vertex { lon: nearest(vertex.lon), lat: nearest(vertex.lat) }).collect();
    let end = moved.last().copied();
    moved.dedup();
    if moved.len() < 2 {
        moved.extend(end);
    }
    moved
}

/// Two edges meet in a common corner or not at all: otherwise a position would be in two wards there, or in none.
fn refuse_crossings(arcs: &[Vec<Vertex>]) -> Result<(), String> {
    let mut cells: HashMap<(i32, i32), Vec<[Vertex; 2]>> = HashMap::new();
    for &[from, to] in arcs.iter().flat_map(|arc| arc.array_windows()) {
        for place in cells_of(from, to) {
            cells.entry(place).or_default().push([from, to]);
        }
    }
    let mut cells: Vec<_> = cells.into_iter().collect();
    cells.sort_unstable();
    for (_, edges) in cells {
        for (place, first) in edges.iter().enumerate() {
            if edges[..place].iter().any(|second| cross(*first, *second)) {
                let [Vertex { lon, lat }, _] = *first;
                let (lon, lat) = (f64::from(lon) / 1e6, f64::from(lat) / 1e6);
                return Err(format!("borders cross near [{lon}, {lat}]"));
            }
        }
    }
    Ok(())
}

fn cells_of(a: Vertex, b: Vertex) -> impl Iterator<Item = (i32, i32)> {
    let between = |a: i32, b: i32| a.min(b).div_euclid(CELL)..=a.max(b).div_euclid(CELL);
    between(a.lon, b.lon).flat_map(move |lon| between(a.lat, b.lat).map(move |lat| (lon, lat)))
}

/// Whether two edges without a common corner have a point in common.
fn cross([a, b]: [Vertex; 2], [c, d]: [Vertex; 2]) -> bool {
    let has_common_corner = [a, b].iter().any(|corner| [c, d].contains(corner));
    let overlap = |a: i32, b: i32, c: i32, d: i32| a.min(b) <= c.max(d) && c.min(d) <= a.max(b);
    !has_common_corner
        && overlap(a.lon, b.lon, c.lon, d.lon)
        && overlap(a.lat, b.lat, c.lat, d.lat)
        && side(a, b, c) * side(a, b, d) <= 0
        && side(c, d, a) * side(c, d, b) <= 0
}

/// 1 where `point` lies left of the line from `a` to `b`, -1 on its right, 0 on it.
fn side(a: Vertex, b: Vertex, point: Vertex) -> i64 {
    let across = |from: i32, to: i32| i64::from(to) - i64::from(from);
    (across(a.lon, b.lon) * across(a.lat, point.lat) - across(a.lat, b.lat) * across(a.lon, point.lon))
        .signum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(corners: &[(i32, i32)]) -> Vec<Vertex> {
        corners.iter().map(|&(lon, lat)| Vertex { lon, lat }).collect()
    }

    #[test]
    fn what_strays_by_less_than_the_tolerance_is_left_out() {
        let mut arcs = [line(&[(0, 0), (400, 2), (800, -2), (1200, 0), (1600, 12), (2000, 0)])];
        thin(&mut arcs).unwrap();
        assert_eq!(arcs[0], line(&[(0, 0), (1200, 0), (1600, 12), (2000, 0)]));
    }

    #[test]
    fn vertices_move_to_the_nearest_of_the_grid_and_ends_stay_two() {
        let mut arcs = [line(&[(-3, 5), (101, 49), (7, 7)]), line(&[(41, 41), (42, 41)])];
        thin(&mut arcs).unwrap();
        assert_eq!(arcs, [line(&[(-4, 4), (100, 48), (8, 8)]), line(&[(40, 40), (44, 40)])]);
        assert_eq!(on_grid(&line(&[(41, 41), (41, 41)])), line(&[(40, 40), (40, 40)]));
    }

    #[test]
    fn edges_that_cross_or_touch_are_refused_and_those_with_a_common_corner_are_not() {
        let refused =
            |second: &[(i32, i32)]| thin(&mut [line(&[(0, 0), (8000, 8000)]), line(second)]).is_err();
        assert!(refused(&[(0, 8000), (8000, 0)]));
        assert!(refused(&[(4000, 4000), (8000, 0)]));
        assert!(!refused(&[(8000, 8000), (8000, 0)]));
        assert!(!refused(&[(4, 0), (8000, 7996)]));
    }
}
