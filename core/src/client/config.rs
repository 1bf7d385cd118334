//! What a client is opened with.

use std::path::PathBuf;
use std::sync::Arc;

use crate::city::CityConfig;
use crate::clock::{Clock, SystemClock};
use crate::entropy::{Entropy, SystemEntropy};
use crate::event::EventListener;
use crate::files::{Files, SystemFiles};
use crate::sync::SyncMode;
use crate::vault::KeyGuard;
use crate::wire::{City, ExtraRoot};

/// Where a client lives, and what the platform gives it.
pub struct Config {
    /// A folder of the client's own, kept out of backups and device transfer.
    pub data_dir: PathBuf,
    /// Which city.
    pub city: CityConfig,
    /// The platform's keystore.
    pub key_guard: Arc<dyn KeyGuard>,
    /// Hears of every change.
    pub listener: Option<Arc<dyn EventListener>>,
    /// When things are sent.
    pub sync_mode: SyncMode,
    /// Certificate authorities beside Mozilla's.
    pub extra_roots: Vec<ExtraRoot>,
    /// Threads for what waits for the network. With one of them everything happens in an order that a seed decides.
    pub threads: usize,
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// The randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Another way to the city than HTTP.
    pub gateway: Option<Arc<dyn City>>,
    /// The files of the data directory.
    pub files: Arc<dyn Files>,
    /// The name of another way of `SQLite` to its files (a VFS, registered by who names it) than the system's.
    pub database_vfs: Option<String>,
}

impl Config {
    /// The product's configuration: the system's clocks and randomness, automatic sending.
    #[must_use]
    pub fn new(data_dir: impl Into<PathBuf>, city: CityConfig, key_guard: Arc<dyn KeyGuard>) -> Self {
        Self {
            data_dir: data_dir.into(),
            city,
            key_guard,
            listener: None,
            sync_mode: SyncMode::Automatic,
            extra_roots: Vec::new(),
            threads: 2,
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
            gateway: None,
            files: Arc::new(SystemFiles),
            database_vfs: None,
        }
    }
}
