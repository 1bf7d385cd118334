//! Owns the index of the borders: bands of equal height from south to north, each with the edges that pass through
//! it. A line due east stays in one band, so a lookup reads one band (some dozens of edges) and not the whole map.

use super::borders::{Borders, Vertex};

/// Fewer edges in a band make a lookup faster and the index larger; 32 is some 0.3 µs on a desktop.
const EDGES_PER_BAND: usize = 32;

pub(super) struct Bands {
    south: i32,
    /// Micro-degrees, at least 1.
    height: i32,
    /// Where each band's edges begin in `edges`, and at the end where the last one's end.
    starts: Vec<u32>,
    edges: Vec<u32>,
}

impl Bands {
    /// Indexes borders that lie between two latitudes.
    pub(super) fn build(borders: &Borders, south: i32, north: i32) -> Self {
        let edges = borders.vertices.len();
        let mut count = (edges / EDGES_PER_BAND).max(1);
        loop {
            let height = i32::try_from(count).map_or(1, |count| (north - south) / count + 1);
            let mut bands = Self { south, height, starts: Vec::new(), edges: Vec::new() };
            let entries: usize = borders.edges().map(|(_, a, b)| bands.crossed_by(a, b).len()).sum();
            // A map of long edges would repeat each of them in many thin bands.
            if entries <= 4 * edges || count == 1 {
                bands.fill(borders, entries);
                return bands;
            }
            count /= 2;
        }
    }

    /// A counting sort of the edges by band.
    fn fill(&mut self, borders: &Borders, entries: usize) {
        let mut sizes: Vec<u32> = Vec::new();
        for (_, a, b) in borders.edges() {
            let crossed = self.crossed_by(a, b);
            sizes.resize(sizes.len().max(crossed.end), 0);
            sizes[crossed].iter_mut().for_each(|size| *size += 1);
        }
        let mut next: Vec<u32> = sizes
            .iter()
            .scan(0, |total, size| {
                let start = *total;
                *total += size;
                Some(start)
            })
            .collect();
        self.edges = vec![0; entries];
        for (edge, a, b) in borders.edges() {
            for place in &mut next[self.crossed_by(a, b)] {
                self.edges[*place as usize] = edge;
                *place += 1;
            }
        }
        // Each band was filled up to where the next one begins.
        self.starts = std::iter::once(0).chain(next).collect();
    }

    /// The edges that a line due east at this latitude may cross.
    pub(super) fn edges_at(&self, lat: i32) -> &[u32] {
        let Ok(band) = usize::try_from((lat - self.south).div_euclid(self.height)) else { return &[] };
        match self.starts.get(band..).unwrap_or(&[]) {
            [start, end, ..] => self.edges.get(*start as usize..*end as usize).unwrap_or(&[]),
            _ => &[],
        }
    }

    /// The bands of an edge; none if it runs due east or west, because such an edge is never crossed.
    fn crossed_by(&self, a: Vertex, b: Vertex) -> std::ops::Range<usize> {
        let (south, north) = (a.lat.min(b.lat), a.lat.max(b.lat));
        if south == north {
            return 0..0;
        }
        let band = |lat: i32| usize::try_from((lat - self.south) / self.height).unwrap_or(0);
        // The northern end is not the edge's own.
        band(south)..band(north - 1) + 1
    }
}
