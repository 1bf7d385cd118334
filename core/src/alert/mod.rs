//! Warnings: what a CAP message says, which messages are current, and which places they touch. Values in, values
//! out: a message's bytes, a position and a `now`; the rules here read no clock, no disk and no network. Trust in a
//! message comes from the city's signed index, so XML signatures inside it are not read.

pub mod area;
pub mod cap;
pub mod index;
pub mod life;
mod needed;
mod place;

pub use life::{Life, lives};
pub(crate) use needed::needed_until;
pub use place::{MAX_WATCHED_PLACES, WatchedPlace};
