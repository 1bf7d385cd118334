//! Owns positions and the question "which ward is this in?". It knows nothing of reports, disks or networks:
//! the boundaries come in as bytes (embedded in the product), a [`Point`] comes in as degrees, a [`Ward`] goes out.
//! The bytes are made from any city's `GeoJSON` by `cargo xtask boundaries`.

mod bands;
mod borders;
mod boundaries;
mod format;
mod former;
mod point;
mod search;
mod sketch;
#[cfg(test)]
mod tests;

pub use boundaries::{Boundaries, Bounds, Ward};
pub use format::BoundariesError;
pub use former::{FormerUnit, FormerUnitsError};
pub use point::{NotAPosition, Point};
pub use search::{FoundWard, Gazetteer};
