//! The map under the wards' borders, where a city's adopter names one.

use hues_core::place as core;

use crate::client::Client;
use crate::error::ApiError;
use crate::panics::guarded_async;
use crate::place::Point;

/// A map made of tiles, and whom to thank for it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct MapTiles {
    /// As `https://tiles.example/{z}/{x}/{y}.png`; plain `http` only to this very device.
    pub tiles: String,
    /// Whose map it is, as its licence wants it said.
    pub attribution: String,
    /// The finest zoom that there is, 1 to 22.
    pub max_zoom: u8,
}

/// What is seen of a map.
#[derive(Clone, Copy, Debug, PartialEq, uniffi::Record)]
pub struct MapView {
    /// In the middle.
    pub centre: Point,
    /// Metres for a point of the screen: a dp, a pt.
    pub metres_per_point: f64,
    /// In points.
    pub width: f64,
    /// In points.
    pub height: f64,
}

/// The tiles of a view, and whom to thank for them.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct TileMap {
    /// Whose map it is; to be shown whenever one of its tiles is.
    pub attribution: String,
    /// What covers the view.
    pub tiles: Vec<PlacedTile>,
}

/// A tile and the rectangle that it covers.
#[derive(Clone, Copy, Debug, PartialEq, uniffi::Record)]
pub struct PlacedTile {
    /// Which one.
    pub tile: Tile,
    /// Its north-western corner.
    pub north_west: Point,
    /// Its south-eastern one.
    pub south_east: Point,
}

/// One tile of the world's map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Tile {
    /// How often the world was halved.
    pub zoom: u8,
    /// From the west.
    pub x: u32,
    /// From the north.
    pub y: u32,
}

#[uniffi::export]
impl Client {
    /// The tiles that cover what is seen of the map; none where the city has no map but its borders.
    ///
    /// # Errors
    /// [`ApiError::InvalidInput`] for a position that is none, or [`ApiError::Closed`].
    pub fn tile_map(&self, view: MapView) -> Result<Option<TileMap>, ApiError> {
        self.call(|core| Ok(core.tile_map(&view.try_into()?)?.map(TileMap::from)))
    }

    /// The picture of a tile: PNG, JPEG or WebP. None when it can't be had now; that is no error, and the map is drawn without it. Its server is
    /// told which tile, and nothing else of the citizen.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub async fn map_tile(&self, tile: Tile) -> Result<Option<Vec<u8>>, ApiError> {
        guarded_async(self.core.map_tile(tile.into())).await
    }
}

impl TryFrom<MapView> for core::MapView {
    type Error = hues_core::ApiError;

    fn try_from(view: MapView) -> Result<Self, Self::Error> {
        let MapView { centre, metres_per_point, width, height } = view;
        Ok(Self { centre: centre.try_into()?, metres_per_point, width, height })
    }
}

impl From<hues_core::TileMap> for TileMap {
    fn from(map: hues_core::TileMap) -> Self {
        let placed = |placed: core::PlacedTile| PlacedTile {
            tile: Tile { zoom: placed.tile.zoom, x: placed.tile.x, y: placed.tile.y },
            north_west: placed.north_west.into(),
            south_east: placed.south_east.into(),
        };
        Self { attribution: map.attribution, tiles: map.tiles.into_iter().map(placed).collect() }
    }
}

impl From<Tile> for core::Tile {
    fn from(tile: Tile) -> Self {
        let Tile { zoom, x, y } = tile;
        Self { zoom, x, y }
    }
}

impl From<MapTiles> for hues_core::MapTiles {
    fn from(map: MapTiles) -> Self {
        let MapTiles { tiles, attribution, max_zoom } = map;
        Self { tiles, attribution, max_zoom }
    }
}
