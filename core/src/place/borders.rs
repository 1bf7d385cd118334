//! Owns the lines of the map: every stretch of border once, even where two wards share it. Two neighbours are
//! therefore tested against the very same numbers, and no point can fall between them or into both.

use super::{NotAPosition, Point};

/// A corner of a border on the map's grid of one micro-degree (0.11 m of latitude).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Vertex {
    pub(super) lon: i32,
    pub(super) lat: i32,
}

const MICRO_DEGREES: f64 = 1e6;

impl Vertex {
    /// The corner of the grid nearest to a position, at most 0.08 m from it.
    #[expect(clippy::cast_possible_truncation, reason = "180 million micro-degrees fit")]
    pub(super) fn nearest(point: Point) -> Self {
        Self {
            lon: (point.lon() * MICRO_DEGREES).round() as i32,
            lat: (point.lat() * MICRO_DEGREES).round() as i32,
        }
    }

    pub(super) fn point(self) -> Result<Point, NotAPosition> {
        Point::new(f64::from(self.lat) / MICRO_DEGREES, f64::from(self.lon) / MICRO_DEGREES)
    }
}

/// A stretch of border between two places where borders meet, or a whole ring where none meet.
pub(super) struct Arc {
    /// Where its vertices begin and end (one past the last) among all vertices; never fewer than two.
    pub(super) start: u32,
    pub(super) end: u32,
    /// The wards on its two sides, by their place in the table of wards; none where the city ends.
    pub(super) wards: [Option<u16>; 2],
}

/// An arc as part of a ring, walked forwards or backwards.
#[derive(Clone, Copy)]
pub(super) struct ArcUse {
    pub(super) arc: u32,
    pub(super) direction: Direction,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    AsStored,
    Reversed,
}

/// All arcs, their vertices in one row of memory.
pub(super) struct Borders {
    pub(super) vertices: Vec<Vertex>,
    pub(super) arcs: Vec<Arc>,
}

impl Borders {
    /// The edges of all arcs; an edge is named by the place of its first vertex.
    pub(super) fn edges(&self) -> impl Iterator<Item = (u32, Vertex, Vertex)> {
        self.arcs.iter().flat_map(|arc| {
            (arc.start..).zip(self.vertices_of(arc).array_windows()).map(|(edge, &[a, b])| (edge, a, b))
        })
    }

    /// Whether a line due east from `here` crosses the edge. An edge owns its southern end and not its northern
    /// one, and a point on the edge counts as east of it; so of all wards that meet in a point, exactly one has it.
    pub(super) fn crosses_east_of(&self, edge: u32, here: Vertex) -> bool {
        let first = edge as usize;
        let Some(&[a, b]) = self.vertices.get(first..first + 2) else { return false };
        if (a.lat > here.lat) == (b.lat > here.lat) {
            return false;
        }
        let (south, north) = if a.lat < b.lat { (a, b) } else { (b, a) };
        // Exact: each difference is below 2^29, so each product is below 2^58.
        let across = |from: i32, to: i32| i64::from(to) - i64::from(from);
        across(south.lon, north.lon) * across(south.lat, here.lat)
            > across(south.lat, north.lat) * across(south.lon, here.lon)
    }

    /// The wards on the two sides of an edge.
    pub(super) fn wards_beside(&self, edge: u32) -> impl Iterator<Item = u16> {
        let arc = self.arcs.get(self.arcs.partition_point(|arc| arc.end <= edge));
        arc.into_iter().flat_map(|arc| arc.wards).flatten()
    }

    /// The wards with a border no further than so many metres from a position, ascending.
    pub(super) fn wards_within(&self, point: Point, metres: f64) -> Vec<u16> {
        let is_near = |arc: &&Arc| {
            self.vertices_of(arc).array_windows().any(|&[a, b]| distance_m(point, a, b) <= metres)
        };
        let mut wards: Vec<u16> =
            self.arcs.iter().filter(is_near).flat_map(|arc| arc.wards).flatten().collect();
        wards.sort_unstable();
        wards.dedup();
        wards
    }

    pub(super) fn arc_vertices(&self, arc: u32) -> &[Vertex] {
        self.arcs.get(arc as usize).map_or(&[], |arc| self.vertices_of(arc))
    }

    fn vertices_of(&self, arc: &Arc) -> &[Vertex] {
        self.vertices.get(arc.start as usize..arc.end as usize).unwrap_or(&[])
    }
}

/// From a position to an edge, on the plane that touches the Earth there: good to a hundredth for some kilometres.
fn distance_m(point: Point, a: Vertex, b: Vertex) -> f64 {
    const METRES_PER_DEGREE: f64 = 111_195.0;
    let east = METRES_PER_DEGREE * point.lat().to_radians().cos();
    let on_plane = |vertex: Vertex| {
        let degrees = |micro: i32| f64::from(micro) / MICRO_DEGREES;
        ((degrees(vertex.lon) - point.lon()) * east, (degrees(vertex.lat) - point.lat()) * METRES_PER_DEGREE)
    };
    let (from, to) = (on_plane(a), on_plane(b));
    let along = (to.0 - from.0, to.1 - from.1);
    let length = along.0 * along.0 + along.1 * along.1;
    let share = -(from.0 * along.0 + from.1 * along.1) / length;
    // Of an edge without a length, its end.
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    (from.0 + share * along.0).hypot(from.1 + share * along.1)
}
