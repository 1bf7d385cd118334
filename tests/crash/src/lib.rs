//! The core seen from beneath: every statement that it has `SQLite` run ([`statements`]), and every step that it takes on the disk ([`Disk`]), whether
//! `SQLite` takes it ([`vfs`]) or the core itself ([`DiskFiles`]). A disk can end the process between two steps, refuse one, or write all of
//! them down ([`Record`]), from which [`power_cut`] makes what a power cut would have left.
//!
//! The shim around `SQLite`'s own VFS is ours: `sqlite-vfs` is bound to an `SQLite` of 2021 and `sqlite-plugin` has no shared memory, without which there
//! is no write-ahead log for several connections.

mod disk;
mod files;
mod post_office;
pub mod power_cut;
mod record;
pub mod session;
pub mod statements;
pub mod vfs;

pub use disk::{Disk, Step};
pub use files::DiskFiles;
pub use record::{Entry, Record};
