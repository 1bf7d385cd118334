//! The map under the wards' borders, where a city's adopter names one. It is an extra: whatever fails, the borders are there.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;

use super::tile_cache::{Found, TileCache};
use super::{Client, Config};
use crate::city::MapTiles;
use crate::clock::Clock;
use crate::error::ApiError;
use crate::outbox::Network;
use crate::place::{MapView, PlacedTile, Tile};
use crate::wire::{TileServer, Trust, WireError};

/// How many tiles are asked for at a time.
const AT_ONCE: usize = 4;

/// The tiles of a view, and whom to thank for them.
#[derive(Clone, Debug, PartialEq)]
pub struct TileMap {
    /// Whose map it is; to be shown whenever one of its tiles is.
    pub attribution: String,
    /// What covers the view.
    pub tiles: Vec<PlacedTile>,
}

/// The map of a client.
pub(super) struct Tiles {
    map: MapTiles,
    server: TileServer,
    clock: Arc<dyn Clock>,
    cache: Mutex<TileCache>,
    slots: Semaphore,
}

impl Client {
    /// The tiles that cover what is seen of the map; `None` where the city has no map but its borders.
    ///
    /// # Errors
    /// [`ApiError::Closed`].
    pub fn tile_map(&self, view: &MapView) -> Result<Option<TileMap>, ApiError> {
        self.with(|_| {
            let map = self.parts.tiles.as_ref().map(|tiles| &tiles.map);
            Ok(map
                .map(|map| TileMap { attribution: map.attribution.clone(), tiles: view.tiles(map.max_zoom) }))
        })
    }

    /// The picture of a tile: PNG, JPEG or WebP. `None` when it can't be had now; that is no error, and the map is drawn without it. Its server
    /// is told which tile, and nothing else of the citizen.
    ///
    /// # Errors
    /// [`ApiError::Closed`].
    pub async fn map_tile(&self, tile: Tile) -> Result<Option<Vec<u8>>, ApiError> {
        let Some(tiles) = self.parts.tiles.clone() else { return Ok(None) };
        self.run(|engine| async move {
            let is_online = engine.conditions().network != Network::None;
            Ok(tiles.picture(tile, is_online).await)
        })
        .await
    }
}

impl Tiles {
    /// The map that a city names; an error if it can't be one.
    pub(super) fn of(config: &Config) -> Result<Option<Arc<Self>>, ApiError> {
        let Some(map) = config.city.map.clone() else { return Ok(None) };
        let trust = Trust { extra_roots: config.extra_roots.clone(), pins: None };
        let server = TileServer::new(&map, &trust, Arc::clone(&config.clock))
            .ok_or_else(|| ApiError::InvalidConfig { what: "map".to_owned() })?;
        let clock = Arc::clone(&config.clock);
        Ok(Some(Arc::new(Self {
            map,
            server,
            clock,
            cache: Mutex::default(),
            slots: Semaphore::new(AT_ONCE),
        })))
    }

    /// Nobody looked at any tile.
    pub(super) fn forget(&self) {
        *self.cache() = TileCache::default();
    }

    async fn picture(&self, tile: Tile, is_online: bool) -> Option<Vec<u8>> {
        if !tile.exists(self.map.max_zoom) {
            return None;
        }
        let _slot = self.slots.acquire().await.ok()?;
        let found = self.cache().find(tile, self.now());
        let (known, etag) = match found {
            Found::Fresh(picture) => return Some(picture),
            Found::Stale(picture, etag) => (Some(picture), etag),
            Found::Nothing => (None, None),
        };
        if !is_online {
            return known;
        }
        match self.server.tile(tile, etag.as_deref()).await {
            Ok(answer) => self.cache().keep(tile, answer, self.now()),
            // An old map is better than none.
            Err(WireError::Unreachable | WireError::Untimely | WireError::Busy { .. }) => known,
            Err(_) => None,
        }
    }

    fn now(&self) -> Duration {
        self.clock.now().boot
    }

    fn cache(&self) -> MutexGuard<'_, TileCache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
