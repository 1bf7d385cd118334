//! Opening the data directory and letting go of it: what a client is made of, in the order in which it is taken and given back.

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use tokio::runtime::Runtime;

use super::directory::{self, DirectoryLock};
use super::map_tiles::Tiles;
use super::{Config, camera_files};
use crate::account::{Account, Ports};
use crate::error::ApiError;
use crate::event::Events;
use crate::outbox::Conditions;
use crate::store::{Sealer, Store, StoreError};
use crate::sync::{
    Bundled, Calling, CategoryCache, Control, Engine, Geography, HandingOver, Live, NearCache, start,
};
use crate::vault::Vault;
use crate::wire::{City, HttpCity, IdentityProvider, Open311City, Pins, Trust, is_same_origin};

/// How long closing waits for a call to the city to be cut off.
const SHUTDOWN: Duration = Duration::from_secs(5);

/// What a client is opened from, as often as it is.
pub(super) struct Parts {
    pub(super) config: Config,
    geography: Arc<Geography>,
    bundled: Arc<Bundled>,
    pub(super) tiles: Option<Arc<Tiles>>,
}

/// What a client holds while it is open.
pub(super) struct Open {
    pub(super) engine: Arc<Engine>,
    pub(super) control: Control,
    pub(super) runtime: Runtime,
    is_stopping: Arc<AtomicBool>,
    soundness: Arc<Soundness>,
    // Held until all else is gone.
    lock: DirectoryLock,
}

/// What is known of the database while it is open.
#[derive(Default)]
struct Soundness {
    is_checking: AtomicBool,
    is_damaged: AtomicBool,
}

impl Parts {
    pub(super) fn new(config: Config) -> Result<Self, ApiError> {
        let geography = Geography::default();
        // What is compiled in can wait until somebody asks: whoever develops with it was told of a mistake.
        if matches!(config.city.boundaries, Cow::Owned(_)) || cfg!(debug_assertions) {
            geography.of(&config.city).map_err(invalid)?;
        }
        let bundled = Bundled::default();
        if matches!(config.city.categories, Cow::Owned(_)) || cfg!(debug_assertions) {
            bundled.of(&config.city).map_err(|_| invalid("categories"))?;
        }
        let tiles = Tiles::of(&config)?;
        Ok(Self { config, geography: Arc::new(geography), bundled: Arc::new(bundled), tiles })
    }

    /// Takes the data directory.
    pub(super) fn lock(&self) -> Result<DirectoryLock, ApiError> {
        DirectoryLock::take(&self.config.data_dir, &*self.config.files)
    }

    /// Erases all that is in the data directory, which is locked and closed.
    pub(super) fn erase(&self) -> Result<(), ApiError> {
        directory::erase(&self.config.data_dir, &*self.config.key_guard, &*self.config.files)
    }

    /// Opens the data directory, or makes it, and starts what runs by itself.
    pub(super) fn open(&self, events: &Arc<Events>, conditions: Conditions) -> Result<Open, ApiError> {
        let config = &self.config;
        let city = self.city()?;
        let one_by_one = city.desk().is_some();
        let provider = self.identity_provider()?;
        let lock = self.lock()?;
        directory::go_on_erasing(&config.data_dir, &*config.key_guard, &*config.files)?;
        let store = Arc::new(self.store()?);
        let mut met_damage = unless_damaged(camera_files::erase(&store))?;
        let account = provider.map(|provider| {
            Account::new(Ports {
                provider,
                city: Arc::clone(&city),
                store: Arc::clone(&store),
                clock: Arc::clone(&config.clock),
                entropy: Arc::clone(&config.entropy),
                events: Arc::clone(events),
            })
        });
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(config.threads.max(1))
            .thread_name("hues-core")
            .enable_all()
            .build()
            .map_err(|error| ApiError::internal(&error))?;
        let engine = Arc::new(Engine {
            store,
            city,
            account,
            config: config.city.clone(),
            geography: Arc::clone(&self.geography),
            bundled: Arc::clone(&self.bundled),
            category_cache: CategoryCache::default(),
            near_cache: NearCache::default(),
            clock: Arc::clone(&config.clock),
            entropy: Arc::clone(&config.entropy),
            events: Arc::clone(events),
            live: Mutex::new(Live::under(Conditions { one_by_one, ..conditions })),
            registering: tokio::sync::Mutex::default(),
            handing_over: HandingOver::default(),
            calling: Calling::default(),
        });
        met_damage |= unless_damaged(engine.restore_thrift())?;
        met_damage |= unless_damaged(engine.settle_leases_of_the_last_process())?;
        met_damage |= unless_damaged(engine.sweep_discarded())?;
        let control = start(runtime.handle(), Arc::clone(&engine), config.sync_mode);
        let ended_uncleanly = engine.store.ended_uncleanly();
        let (is_stopping, soundness) = (Arc::default(), Arc::default());
        let open = Open { engine, control, runtime, is_stopping, soundness, lock };
        open.go_on_rotating();
        if ended_uncleanly || met_damage {
            self.check(&open);
        }
        Ok(open)
    }

    /// The store; what of a damaged one can be read is saved into a new one.
    fn store(&self) -> Result<Store, ApiError> {
        let Config { data_dir, files, database_vfs, clock, .. } = &self.config;
        Store::finish_salvage(data_dir, &**files)?;
        if Store::is_gone(data_dir) {
            return Err(ApiError::DataDamaged);
        }
        if Store::exists(data_dir) && !Vault::exists(data_dir) {
            return Err(ApiError::KeyLost);
        }
        if !Store::is_marked_damaged(data_dir) {
            match self.sound_store() {
                Err(ApiError::DataDamaged) => {}
                opened => return opened,
            }
        }
        let now = clock.now().wall;
        Store::salvage(data_dir, &self.sealer()?, database_vfs.as_deref(), &**files, now)?;
        self.sound_store()
    }

    fn sound_store(&self) -> Result<Store, ApiError> {
        Store::check_version(&self.config.data_dir)?;
        Ok(Store::open(&self.config.data_dir, self.sealer()?, self.config.database_vfs.as_deref())?)
    }

    fn sealer(&self) -> Result<Sealer, ApiError> {
        let Config { data_dir, key_guard, entropy, files, .. } = &self.config;
        let vault = Vault::open(data_dir, &**key_guard, &**entropy, &**files)?;
        Ok(Sealer::new(vault, Arc::clone(entropy), Arc::clone(files), data_dir))
    }

    /// Looks through the whole database in the background, if nothing does so already. When it is damaged, what is open is to be let go of:
    /// the next opening saves what can be saved.
    pub(super) fn check(&self, open: &Open) {
        if open.soundness.is_checking.swap(true, Ordering::AcqRel) {
            return;
        }
        let (engine, soundness) = (Arc::clone(&open.engine), Arc::clone(&open.soundness));
        let is_stopping = Arc::clone(&open.is_stopping);
        let (data_dir, files) = (self.config.data_dir.clone(), Arc::clone(&self.config.files));
        open.runtime.spawn_blocking(move || {
            let checked = engine.store.is_sound(move || !is_stopping.load(Ordering::Acquire));
            match checked.and_then(|sound| if sound { Ok(()) } else { Err(StoreError::Damaged) }) {
                Err(StoreError::Damaged) => {
                    tracing::error!("the database is damaged");
                    if let Err(error) = Store::mark_damaged(&data_dir, &*files) {
                        tracing::error!(%error, "the next start will have to find it again");
                    }
                    soundness.is_damaged.store(true, Ordering::Release);
                    engine.events.everything_changed();
                }
                Err(error) => tracing::warn!(%error, "the database could not be checked"),
                Ok(()) => {}
            }
            soundness.is_checking.store(false, Ordering::Release);
        });
    }

    fn city(&self) -> Result<Arc<dyn City>, ApiError> {
        let Config { gateway, city, clock, .. } = &self.config;
        if let Some(gateway) = gateway {
            return Ok(Arc::clone(gateway));
        }
        if city.open311.is_some() {
            // What it does not have is not to be promised.
            let promises_more = city.login.is_some() || !city.alerts.keys.is_empty();
            let trust = self.trust(city.server.pins.clone());
            let desk = Open311City::new(city, &trust, Arc::clone(clock)).filter(|_| !promises_more);
            return Ok(Arc::new(desk.ok_or_else(|| invalid("open311"))?));
        }
        let http =
            HttpCity::new(&city.server.origin, &self.trust(city.server.pins.clone()), Arc::clone(clock));
        Ok(Arc::new(http.ok_or_else(|| invalid("server"))?))
    }

    fn trust(&self, pins: Option<Pins>) -> Trust {
        Trust { extra_roots: self.config.extra_roots.clone(), pins }
    }

    fn identity_provider(&self) -> Result<Option<IdentityProvider>, ApiError> {
        let Config { city, clock, .. } = &self.config;
        // The pins are of the city's server, which may be its provider too.
        let provider = city.login.as_ref().map(|login| {
            let pins =
                city.server.pins.clone().filter(|_| is_same_origin(&login.issuer, &city.server.origin));
            IdentityProvider::new(login, &self.trust(pins), clock).ok_or_else(|| invalid("login"))
        });
        provider.transpose()
    }
}

impl Open {
    /// A new key that was taking over when the last process ended goes on doing so, while the citizen goes on too.
    fn go_on_rotating(&self) {
        if !self.engine.store.is_rotating() {
            return;
        }
        let (engine, is_stopping) = (Arc::clone(&self.engine), Arc::clone(&self.is_stopping));
        self.runtime.spawn_blocking(move || {
            if let Err(error) = engine.finish_rotation(&is_stopping) {
                tracing::warn!(%error, "the new key has not taken over yet; the next start goes on");
            }
        });
    }

    pub(super) fn is_damaged(&self) -> bool {
        self.soundness.is_damaged.load(Ordering::Acquire)
    }

    /// Seals with the new key what the old one had sealed, until that is done or all is to stop.
    pub(super) fn finish_rotation(&self) -> Result<(), StoreError> {
        self.engine.finish_rotation(&self.is_stopping)
    }

    pub(super) fn stop_long_work(&self) {
        self.is_stopping.store(true, Ordering::Release);
    }

    /// Stops what runs, folds the database together, closes it, and gives the data directory free.
    pub(super) fn let_go(self) -> Result<(), ApiError> {
        let (lock, folded) = self.let_go_but_lock();
        drop(lock);
        folded
    }

    /// The same, with the data directory still locked.
    pub(super) fn let_go_but_lock(self) -> (DirectoryLock, Result<(), ApiError>) {
        let Self { engine, control, runtime, lock, .. } = self;
        drop(control);
        // The tasks let go of the engine, and with it of the database, before somebody else may take the directory. On a thread of its own,
        // because a caller that is itself a task may not wait for a runtime.
        let stopped = thread::spawn(move || runtime.shutdown_timeout(SHUTDOWN));
        if stopped.join().is_err() {
            tracing::error!("the tasks did not end in time");
        }
        let folded = engine.store.checkpoint().map_err(ApiError::from);
        drop(engine);
        (lock, folded)
    }
}

/// Whether something at the start met damage: what can be read is saved later, and all is opened anew.
fn unless_damaged(done: Result<(), StoreError>) -> Result<bool, StoreError> {
    match done {
        Err(StoreError::Damaged) => Ok(true),
        done => done.map(|()| false),
    }
}

fn invalid(what: &str) -> ApiError {
    ApiError::InvalidConfig { what: what.to_owned() }
}
