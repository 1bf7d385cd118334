//! Owns positions: how far one can be trusted, which ward it is in, what lies beyond, the search for a ward by a name of today or of
//! before, and which tiles of a map cover a view. It knows nothing of reports, disks or networks:
//! the boundaries come in as bytes (embedded in the product), a [`Point`] comes in as degrees, a [`Ward`] goes out.
//! The bytes are made from any city's `GeoJSON` by `cargo xtask boundaries`.

mod bands;
mod borders;
mod boundaries;
mod doubt;
mod format;
mod former;
mod neighbours;
mod point;
mod search;
mod sketch;
#[cfg(test)]
mod tests;
mod tile_address;
mod tiles;

pub use boundaries::{Boundaries, Bounds, Ward};
pub use doubt::{ACCURATE_TO_M, Doubt, FRESH_FOR, MeasuredBy, Measurement, doubts};
pub use format::BoundariesError;
pub use former::{FormerUnit, FormerUnitsError};
pub use neighbours::{Neighbour, neighbour_at, outside};
pub use point::{NotAPosition, Point};
pub use search::{FoundWard, Gazetteer};
pub use tile_address::{TileAddress, check_map};
pub use tiles::{MapView, PlacedTile, Tile};
