//! The published boundaries, asked directly: even-odd over all rings of each ward, in floating point, with nothing in
//! common with the code under test.

use serde_json::Value;

use super::{Point, fixture};

pub(super) struct Published {
    codes: Vec<String>,
    /// All edges, by the latitudes they touch.
    rows: Vec<Vec<Edge>>,
}

/// The ward it belongs to, and its ends: longitude, latitude.
type Edge = (usize, [f64; 2], [f64; 2]);

const ROWS_PER_DEGREE: f64 = 1000.0;

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a northern city")]
fn row(lat: f64) -> usize {
    (lat * ROWS_PER_DEGREE).max(0.0) as usize
}

impl Published {
    pub(super) fn read() -> Self {
        let json: Value = serde_json::from_str(&fixture("hue_wards_full.geojson")).unwrap();
        let mut published = Self { codes: Vec::new(), rows: vec![Vec::new(); row(20.0)] };
        for (ward, feature) in json["features"].as_array().unwrap().iter().enumerate() {
            published.codes.push(feature["properties"]["code"].as_str().unwrap().to_owned());
            let polygons: Vec<Vec<Vec<[f64; 2]>>> =
                serde_json::from_value(feature["geometry"]["coordinates"].clone()).unwrap();
            for &[a, b] in polygons.iter().flatten().flat_map(|ring| ring.array_windows()) {
                for edges in &mut published.rows[row(a[1].min(b[1]))..=row(a[1].max(b[1]))] {
                    edges.push((ward, a, b));
                }
            }
        }
        published
    }

    pub(super) fn code_at(&self, point: Point) -> Option<&str> {
        let (x, y) = (point.lon(), point.lat());
        let mut crossings = vec![0; self.codes.len()];
        for (ward, a, b) in &self.rows[row(y)] {
            if (a[1] > y) != (b[1] > y) && x < a[0] + (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) {
                crossings[*ward] += 1;
            }
        }
        let inside = crossings.iter().position(|count| count % 2 == 1)?;
        Some(&self.codes[inside])
    }

    pub(super) fn metres_to_border(&self, point: Point) -> f64 {
        let scale = 111_195.0;
        let shrink = point.lat().to_radians().cos();
        let metres = |it: &[f64; 2]| ((it[0] - point.lon()) * scale * shrink, (it[1] - point.lat()) * scale);
        let near = row(point.lat() - 0.001)..=row(point.lat() + 0.001);
        let distance = |a: &[f64; 2], b: &[f64; 2]| {
            let ((ax, ay), (bx, by)) = (metres(a), metres(b));
            let (dx, dy) = (bx - ax, by - ay);
            let length = (dx * dx + dy * dy).max(f64::MIN_POSITIVE);
            let share = (-(ax * dx + ay * dy) / length).clamp(0.0, 1.0);
            (ax + share * dx).hypot(ay + share * dy)
        };
        let edges = self.rows[near].iter().flatten();
        edges.map(|(_, a, b)| distance(a, b)).fold(f64::INFINITY, f64::min)
    }

    /// A vertex of the borders, chosen by a random number.
    pub(super) fn vertex(&self, number: u64) -> Option<[f64; 2]> {
        let filled: Vec<_> =
            self.rows[row(15.9)..row(16.8)].iter().filter(|edges| !edges.is_empty()).collect();
        let edges = filled.get(usize::try_from(number >> 32).ok()? % filled.len())?;
        Some(edges[usize::try_from(number & 0xffff_ffff).ok()? % edges.len()].1)
    }
}
