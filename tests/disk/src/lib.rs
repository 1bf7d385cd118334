//! Every step that the core takes on the disk ([`Disk`]), whether `SQLite` takes it ([`vfs`]) or the core itself ([`DiskFiles`]). A disk can end the
//! process between two steps, refuse one, or write all of them down ([`Record`]), from which [`power_cut`] makes what a power cut would have
//! left.
//!
//! The shim around `SQLite`'s own VFS is ours: `sqlite-vfs` is bound to an `SQLite` of 2021 and `sqlite-plugin` has no shared memory, without which there
//! is no write-ahead log for several connections.

mod files;
pub mod power_cut;
mod record;
mod step;
pub mod vfs;

pub use files::DiskFiles;
pub use record::{Entry, Record};
pub use step::{Disk, Step};
