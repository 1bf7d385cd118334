//! Which tiles of a map cover what is seen, and where each lies (Web Mercator, EPSG:3857, in tiles of 256 points). Pure values: who fetches
//! and who draws them is not known here.

use std::f64::consts::PI;

use super::Point;

/// The Earth's equator in metres, as Web Mercator has it.
const EQUATOR_M: f64 = 2.0 * PI * 6_378_137.0;
/// How many points wide a tile is drawn.
const TILE_POINTS: f64 = 256.0;
/// Beyond it Web Mercator has no tiles.
const MAX_LATITUDE: f64 = 85.051_128_78;
/// No map is finer.
const MAX_ZOOM: u8 = 22;
/// A view never asks for more.
const MAX_TILES: u32 = 64;

/// One tile of the world's map: 2^zoom by 2^zoom of them cover it, counted from the north-west.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tile {
    /// How often the world was halved.
    pub zoom: u8,
    /// From the west.
    pub x: u32,
    /// From the north.
    pub y: u32,
}

impl Tile {
    /// Whether there is such a tile.
    #[must_use]
    pub fn exists(self, max_zoom: u8) -> bool {
        let count = 1_u32 << self.zoom.min(MAX_ZOOM);
        self.zoom <= max_zoom.min(MAX_ZOOM) && self.x < count && self.y < count
    }
}

/// A tile and the rectangle that it covers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlacedTile {
    /// Which one.
    pub tile: Tile,
    /// Its north-western corner.
    pub north_west: Point,
    /// Its south-eastern one.
    pub south_east: Point,
}

/// What is seen of a map: what is in the middle, how many metres a point of the screen is there, and how many points it is wide and high.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MapView {
    /// In the middle.
    pub centre: Point,
    /// Metres for a point of the screen.
    pub metres_per_point: f64,
    /// In points.
    pub width: f64,
    /// In points.
    pub height: f64,
}

impl MapView {
    /// The tiles that cover it, row by row from the north-west, in the zoom whose points are nearest to the screen's. None for a view that is
    /// none.
    #[must_use]
    pub fn tiles(&self, max_zoom: u8) -> Vec<PlacedTile> {
        let sizes = [self.metres_per_point, self.width, self.height];
        let latitude = self.centre.lat();
        if sizes.iter().any(|size| !size.is_finite() || *size <= 0.0) || latitude.abs() > MAX_LATITUDE {
            return Vec::new();
        }
        let mercator_m = self.metres_per_point / latitude.to_radians().cos();
        let ideal = (EQUATOR_M / (TILE_POINTS * mercator_m)).log2().round();
        let finest = f64::from(max_zoom.min(MAX_ZOOM));
        let mut zoom = u8::try_from(whole(ideal.clamp(0.0, finest))).unwrap_or(MAX_ZOOM);
        loop {
            let (west, north, east, south) = self.edges(zoom, mercator_m);
            if zoom > 0 && (east - west + 1).saturating_mul(south - north + 1) > MAX_TILES {
                zoom -= 1;
                continue;
            }
            let rows = north..=south;
            return rows
                .flat_map(|y| (west..=east).filter_map(move |x| placed(Tile { zoom, x, y })))
                .collect();
        }
    }

    /// The outermost tiles that are seen: west, north, east, south.
    fn edges(&self, zoom: u8, mercator_m: f64) -> (u32, u32, u32, u32) {
        let count = f64::from(1_u32 << zoom);
        let (x, y) = in_tiles(self.centre, count);
        let tile_m = EQUATOR_M / count;
        let (reach_x, reach_y) =
            (self.width / 2.0 * mercator_m / tile_m, self.height / 2.0 * mercator_m / tile_m);
        let tile = |at: f64| whole(at.floor().clamp(0.0, count - 1.0));
        // An edge that lies on a tile's own does not show the next one.
        let last = |at: f64| whole((at.ceil() - 1.0).clamp(0.0, count - 1.0));
        (tile(x - reach_x), tile(y - reach_y), last(x + reach_x), last(y + reach_y))
    }
}

/// How many tiles east and south of the map's corner a position is.
fn in_tiles(point: Point, count: f64) -> (f64, f64) {
    let latitude = point.lat().to_radians();
    let x = (point.lon() + 180.0) / 360.0 * count;
    let y = (1.0 - latitude.tan().asinh() / PI) / 2.0 * count;
    (x, y)
}

fn placed(tile: Tile) -> Option<PlacedTile> {
    let count = f64::from(1_u32 << tile.zoom);
    let corner = |x: u32, y: u32| {
        let lat = (PI * (1.0 - 2.0 * f64::from(y) / count)).sinh().atan().to_degrees();
        Point::new(lat, f64::from(x) / count * 360.0 - 180.0).ok()
    };
    let (north_west, south_east) = (corner(tile.x, tile.y)?, corner(tile.x + 1, tile.y + 1)?);
    Some(PlacedTile { tile, north_west, south_east })
}

/// Of a number that is whole and not below zero.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "its bounds were looked at before"
)]
fn whole(number: f64) -> u32 {
    number as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(metres_per_point: f64) -> MapView {
        let centre = Point::new(16.4698, 107.5786).unwrap();
        MapView { centre, metres_per_point, width: 360.0, height: 480.0 }
    }

    #[test]
    fn the_tile_of_a_place_is_the_one_that_everybody_else_computes() {
        // As in the OpenStreetMap wiki's formula (Slippy map tilenames), worked out by hand in another language.
        let middle = view(1.0).tiles(19);
        assert_eq!(middle[0].tile.zoom, 17);
        let holds = |placed: &&PlacedTile| {
            let (lat, lon) = (16.4698, 107.5786);
            placed.south_east.lat() <= lat
                && lat < placed.north_west.lat()
                && placed.north_west.lon() <= lon
                && lon < placed.south_east.lon()
        };
        let under_the_pin: Vec<_> = middle.iter().filter(holds).map(|placed| placed.tile).collect();
        assert_eq!(under_the_pin, [Tile { zoom: 17, x: 104_704, y: 59_455 }]);
    }

    #[test]
    fn the_tiles_cover_the_view_without_a_gap_and_without_one_too_many() {
        for metres_per_point in [0.1, 0.5, 3.0, 40.0, 700.0, 90_000.0] {
            let seen = view(metres_per_point);
            let tiles = seen.tiles(19);
            assert!(!tiles.is_empty() && tiles.len() <= MAX_TILES as usize, "{metres_per_point}");
            let first = tiles.first().unwrap();
            let last = tiles.last().unwrap();
            let (columns, rows) = (last.tile.x - first.tile.x + 1, last.tile.y - first.tile.y + 1);
            assert_eq!(tiles.len(), (columns * rows) as usize);
            for pair in tiles.windows(2).filter(|pair| pair[0].tile.y == pair[1].tile.y) {
                assert!((pair[0].south_east.lon() - pair[1].north_west.lon()).abs() < 1e-9);
            }
            // A row or column that is not seen at all would be one more than fits beside the tile's size.
            let tile_m = EQUATOR_M / f64::from(1_u32 << first.tile.zoom) * 16.4698_f64.to_radians().cos();
            assert!(f64::from(columns - 1) * tile_m <= seen.width * metres_per_point + tile_m);
        }
    }

    #[test]
    fn no_zoom_is_beyond_what_the_map_has_and_a_view_that_is_none_has_no_tiles() {
        assert!(view(0.1).tiles(12).iter().all(|placed| placed.tile.zoom == 12));
        for wrong in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(view(wrong).tiles(19), []);
        }
        let pole = MapView { centre: Point::new(89.9, 0.0).unwrap(), ..view(1.0) };
        assert_eq!(pole.tiles(19), []);
    }
}
