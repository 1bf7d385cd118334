//! Owns the map of one city's wards and answers which of them has a position. It refuses to know which city it is:
//! everything comes from the bytes.

use serde::Serialize;

use super::bands::Bands;
use super::borders::{ArcUse, Borders, Direction, Vertex};
use super::format::{self, BoundariesError};
use super::{Point, sketch};

/// The smallest unit of the city's administration, such as a ward or a commune.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ward {
    /// The state's code, such as "19753".
    pub code: String,
    /// The full name with its kind, such as "Phường Phú Xuân".
    pub name: String,
}

/// The corners of the smallest box that holds every ward.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bounds {
    /// The corner of least latitude and least longitude.
    pub south_west: Point,
    /// The corner of greatest latitude and greatest longitude.
    pub north_east: Point,
}

/// The boundaries of all wards of a city, ready to be asked.
pub struct Boundaries {
    wards: Vec<Ward>,
    borders: Borders,
    rings: Vec<Vec<Vec<ArcUse>>>,
    bands: Bands,
    bounds: Bounds,
}

impl Boundaries {
    /// Reads what `cargo xtask boundaries` wrote.
    ///
    /// # Errors
    /// [`BoundariesError`] when the bytes are something else, of another version, cut short or damaged.
    pub fn decode(bytes: &[u8]) -> Result<Self, BoundariesError> {
        let format::Contents { wards, borders, rings } = format::read(bytes)?;
        let first = *borders.vertices.first().ok_or(BoundariesError::Damaged("no borders"))?;
        let (south_west, north_east) = borders.vertices.iter().fold((first, first), |(low, high), vertex| {
            let low = Vertex { lon: low.lon.min(vertex.lon), lat: low.lat.min(vertex.lat) };
            let high = Vertex { lon: high.lon.max(vertex.lon), lat: high.lat.max(vertex.lat) };
            (low, high)
        });
        let bands = Bands::build(&borders, south_west.lat, north_east.lat);
        let corner =
            |vertex: Vertex| vertex.point().map_err(|_| BoundariesError::Damaged("a vertex off Earth"));
        let bounds = Bounds { south_west: corner(south_west)?, north_east: corner(north_east)? };
        Ok(Self { wards, borders, rings, bands, bounds })
    }

    /// All wards, ascending by code.
    pub fn wards(&self) -> impl Iterator<Item = &Ward> {
        self.wards.iter()
    }

    /// The ward with this code.
    pub fn ward(&self, code: &str) -> Option<&Ward> {
        self.wards.get(self.place_of(code)?)
    }

    /// The ward that has the position; none when it lies outside the city. The position is first moved to the map's
    /// grid, by at most 0.08 m; from there on the answer is exact, and no position is in two wards.
    pub fn ward_at(&self, point: Point) -> Option<&Ward> {
        let here = Vertex::nearest(point);
        let mut crossed_oddly: Vec<u16> = Vec::with_capacity(8);
        for &edge in self.bands.edges_at(here.lat) {
            if self.borders.crosses_east_of(edge, here) {
                for ward in self.borders.wards_beside(edge) {
                    match crossed_oddly.iter().position(|&other| other == ward) {
                        Some(place) => {
                            crossed_oddly.swap_remove(place);
                        }
                        None => crossed_oddly.push(ward),
                    }
                }
            }
        }
        // More than one is left only where the city's own boundaries overlap.
        let ward = crossed_oddly.into_iter().min()?;
        self.wards.get(usize::from(ward))
    }

    /// The wards that have a place no further than so many metres from a position: its own first, the others ascending by code. It looks at
    /// every border, in less than a millisecond.
    pub fn wards_near(&self, point: Point, metres: f64) -> Vec<&Ward> {
        let own = self.ward_at(point);
        let near = self.borders.wards_within(point, metres);
        let others = near.into_iter().filter_map(|ward| self.wards.get(usize::from(ward)));
        own.into_iter().chain(others.filter(|ward| Some(*ward) != own)).collect()
    }

    /// The border of a ward, to the metre and beyond: closed rings whose last point is the first again. Parts and
    /// holes alike are rings; filled by the even-odd rule they give the ward.
    pub fn outline(&self, code: &str) -> Option<Vec<Vec<Point>>> {
        self.rings_of(code, <[Vertex]>::to_vec)
    }

    /// The outline with no more points than a map needs that shows nothing below `tolerance_m` metres, say half a
    /// pixel. Neighbours keep one common border.
    pub fn sketch(&self, code: &str, tolerance_m: f64) -> Option<Vec<Vec<Point>>> {
        self.rings_of(code, |arc| sketch::simplify(arc, tolerance_m))
    }

    /// The smallest box that holds every ward.
    pub fn bounds(&self) -> Bounds {
        self.bounds
    }

    fn place_of(&self, code: &str) -> Option<usize> {
        self.wards.binary_search_by(|ward| ward.code.as_str().cmp(code)).ok()
    }

    fn rings_of(&self, code: &str, draw: impl Fn(&[Vertex]) -> Vec<Vertex>) -> Option<Vec<Vec<Point>>> {
        let rings = self.rings.get(self.place_of(code)?)?;
        Some(rings.iter().map(|ring| self.ring_points(ring, &draw)).collect())
    }

    fn ring_points(&self, ring: &[ArcUse], draw: impl Fn(&[Vertex]) -> Vec<Vertex>) -> Vec<Point> {
        let mut points = Vec::new();
        for step in ring {
            let mut vertices = draw(self.borders.arc_vertices(step.arc));
            if step.direction == Direction::Reversed {
                vertices.reverse();
            }
            // An arc begins where the one before it ended.
            points.pop();
            points.extend(vertices.into_iter().filter_map(|vertex| vertex.point().ok()));
        }
        points
    }
}
