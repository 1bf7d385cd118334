//! What a client is opened with.

use std::sync::Arc;

use hues_core::{ExtraRoot, ShiftedClock};

use crate::city::embedded;
use crate::events::{EventListener, Listener};
use crate::key_guard::{KeyGuard, Keystore};
use crate::map_tiles::MapTiles;
use crate::open311::Open311;

/// Where a client lives, and how it differs from the product.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Config {
    /// A folder of the client's own, kept out of backups and device transfer.
    pub data_dir: String,
    /// Another server than the embedded city's: `https`, or `http` to this very device.
    #[uniffi(default = None)]
    pub origin: Option<String>,
    /// Another login than the embedded city's: the issuer's URL.
    #[uniffi(default = None)]
    pub login_issuer: Option<String>,
    /// Another address than the embedded city's to which the browser brings a login back. A program of a desktop computer opens a port of
    /// its own for it, on this very device (RFC 8252 section 7.3).
    #[uniffi(default = None)]
    pub login_redirect: Option<String>,
    /// Other keys than the embedded city's that may sign its warnings: Ed25519, base64.
    #[uniffi(default = None)]
    pub alert_keys: Option<Vec<String>>,
    /// How the server is spoken to instead, if it speaks Open311.
    #[uniffi(default = None)]
    pub open311: Option<Open311>,
    /// Another map under the wards' borders than the embedded city's, which has none if none is configured.
    #[uniffi(default = None)]
    pub map_tiles: Option<MapTiles>,
    /// Certificate authorities beside Mozilla's, DER.
    #[uniffi(default = [])]
    pub extra_roots: Vec<Vec<u8>>,
    /// How many ms the client's wall clock is ahead of the phone's, or behind: for UI tests whose pages must look the same on any day.
    #[uniffi(default = 0)]
    pub clock_offset_ms: i64,
    /// When things are sent; the product's is `Automatic`.
    #[uniffi(default = None)]
    pub sync_mode: Option<SyncMode>,
}

mirror! {
    /// When things are sent.
    SyncMode of hues_core::SyncMode {
        /// When asked, and by themselves: after something was queued, when the network gets better, when a wait ends.
        Automatic,
        /// Only when asked: for background jobs that the platform starts, and for tests that are the clock.
        WhenAsked,
    }
}

impl Config {
    /// As the core takes it.
    pub(crate) fn into_core(
        self,
        key_guard: Arc<dyn KeyGuard>,
        listener: Option<Arc<dyn EventListener>>,
    ) -> Result<hues_core::Config, hues_core::ApiError> {
        let mut city = embedded()?;
        if let Some(origin) = self.origin {
            city.server.origin = origin;
        }
        if let (Some(login), Some(issuer)) = (&mut city.login, self.login_issuer) {
            login.issuer = issuer;
        }
        if let (Some(login), Some(redirect)) = (&mut city.login, self.login_redirect) {
            login.redirect_uri = redirect;
        }
        if let Some(keys) = self.alert_keys {
            city.alerts.keys = keys;
        }
        if let Some(endpoint) = self.open311 {
            city.open311 = Some(endpoint.into());
            city.login = None;
            city.alerts.keys.clear();
        }
        if let Some(map) = self.map_tiles {
            city.map = Some(map.into());
        }
        let mut config = hues_core::Config::new(self.data_dir, city, Arc::new(Keystore(key_guard)));
        config.listener = listener.map(|listener| Arc::new(Listener(listener)) as _);
        config.sync_mode = self.sync_mode.map_or(config.sync_mode, Into::into);
        config.extra_roots = self.extra_roots.into_iter().map(ExtraRoot).collect();
        if self.clock_offset_ms != 0 {
            config.clock = Arc::new(ShiftedClock { offset_ms: self.clock_offset_ms });
        }
        Ok(config)
    }
}
