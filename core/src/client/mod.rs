//! The facade that a UI holds. [`Client::open`] takes the data directory for itself; [`Client::reports`] and [`Client::alerts`] read and
//! write what lies on the phone, at once and without a network; [`Client::sync`] and the login of [`Client::account`] wait for one. The room
//! knows no SQL and no HTTP: it calls the rooms that do, and maps their errors.

mod account;
mod alerts;
mod camera_files;
mod city;
mod config;
mod directory;
mod follow_ups;
mod photo_views;
mod photos;
mod places;
mod public_reports;
mod report_views;
mod reports;
mod thrift;

pub use account::Account;
pub use alerts::{AlertList, AlertView, Alerts};
pub use city::{CityMap, WardOutline};
pub use config::Config;
pub use directory::put_aside;
pub use photo_views::{Likeness, PhotoHint, PhotoView};
pub use places::PlaceView;
pub use report_views::{RatingView, ReportSummary, ReportTally, ReportView, ThreadEntry};
pub use reports::Reports;

use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread;
use std::time::Duration;

use tokio::runtime::Runtime;

use crate::account::Ports;
use crate::clock::Timestamp;
use crate::error::ApiError;
use crate::event::Events;
use crate::outbox::Network;
use crate::place::{Boundaries, Gazetteer};
use crate::report::Categories;
use crate::store::{Sealer, Store};
use crate::sync::{Control, Engine, Live, SyncOutcome, start};
use crate::vault::Vault;
use crate::wire::{HttpCity, IdentityProvider};
use crate::words::Words;

use directory::DirectoryLock;

/// How long closing waits for a call to the city to be cut off.
const SHUTDOWN: Duration = Duration::from_secs(5);

/// The client of one citizen on one phone.
pub struct Client {
    open: RwLock<Option<Open>>,
}

/// What a client holds until it is closed.
struct Open {
    engine: Arc<Engine>,
    control: Control,
    runtime: Runtime,
    // Held until all else is gone.
    _lock: DirectoryLock,
}

impl Client {
    /// Opens the data directory, or makes it. What the last process left unfinished is taken up again.
    ///
    /// # Errors
    /// [`ApiError::InUse`], [`ApiError::KeyLocked`], [`ApiError::KeyLost`], [`ApiError::NewerData`],
    /// [`ApiError::DataDamaged`], [`ApiError::StorageFull`] or [`ApiError::InvalidConfig`]; the data is untouched then.
    pub fn open(config: Config) -> Result<Self, ApiError> {
        let invalid = |what: &str| ApiError::InvalidConfig { what: what.to_owned() };
        let boundaries = Boundaries::decode(&config.city.boundaries).map_err(|_| invalid("boundaries"))?;
        let gazetteer =
            Gazetteer::new(&boundaries, &config.city.former_units).map_err(|_| invalid("former units"))?;
        let bundled = Categories::parse(&config.city.categories).map_err(|_| invalid("categories"))?;
        let city = match config.gateway {
            Some(gateway) => gateway,
            None => Arc::new(
                HttpCity::new(&config.city.server.origin, &config.extra_roots, Arc::clone(&config.clock))
                    .ok_or_else(|| invalid("server.origin"))?,
            ),
        };
        let provider = config.city.login.as_ref().map(|login| {
            IdentityProvider::new(login, &config.extra_roots, &config.clock).ok_or_else(|| invalid("login"))
        });
        let provider = provider.transpose()?;

        let lock = DirectoryLock::take(&config.data_dir)?;
        Store::check_version(&config.data_dir)?;
        if Store::exists(&config.data_dir) && !Vault::exists(&config.data_dir) {
            return Err(ApiError::KeyLost);
        }
        let vault = Vault::open(&config.data_dir, &*config.key_guard, &*config.entropy)?;
        let sealer = Sealer::new(vault, Arc::clone(&config.entropy), &config.data_dir)?;
        let store = Arc::new(Store::open(&config.data_dir, sealer)?);
        camera_files::erase(&store)?;
        let events = Arc::new(Events::to(config.listener));
        let account = provider.map(|provider| {
            crate::account::Account::new(Ports {
                provider,
                city: Arc::clone(&city),
                store: Arc::clone(&store),
                clock: Arc::clone(&config.clock),
                entropy: Arc::clone(&config.entropy),
                events: Arc::clone(&events),
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
            config: config.city,
            boundaries,
            gazetteer,
            bundled,
            clock: config.clock,
            entropy: config.entropy,
            events,
            live: Mutex::new(Live::default()),
            registering: tokio::sync::Mutex::default(),
        });
        engine.restore_thrift()?;
        let control = start(runtime.handle(), Arc::clone(&engine), config.sync_mode);
        Ok(Self { open: RwLock::new(Some(Open { engine, control, runtime, _lock: lock })) })
    }

    /// The citizen's reports.
    #[must_use]
    pub fn reports(&self) -> Reports<'_> {
        Reports { client: self }
    }

    /// The warnings.
    #[must_use]
    pub fn alerts(&self) -> Alerts<'_> {
        Alerts { client: self }
    }

    /// Who is logged in.
    #[must_use]
    pub fn account(&self) -> Account<'_> {
        Account { client: self }
    }

    /// Sends all that can go and fetches what is new. It returns when nothing more can be done now; what waits goes on waiting.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself. A network that fails is no error: the outcome tells of it.
    pub async fn sync(&self) -> Result<SyncOutcome, ApiError> {
        let outcome = self.with(|open| Ok(open.control.round()))?;
        match outcome.await {
            Ok(outcome) => outcome,
            Err(_) => Err(ApiError::Closed),
        }
    }

    /// The platform says what network there is. A better one ends the waits for the network.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn set_network(&self, network: Network) -> Result<(), ApiError> {
        self.with(|open| {
            if open.engine.set_network(network) {
                open.engine.end_waits(|_| true)?;
                open.control.wake();
            }
            open.engine.events.sync_changed();
            Ok(())
        })
    }

    /// The app came to the foreground: waits end, and what can go goes.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn resume(&self) -> Result<(), ApiError> {
        self.with(|open| {
            open.engine.end_waits(|_| true)?;
            open.control.wake();
            Ok(())
        })
    }

    /// When the platform should wake the app for a [`Client::sync`]; `None`: nothing waits for a time.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn next_wake(&self) -> Result<Option<Timestamp>, ApiError> {
        self.with(|open| Ok(open.engine.next_try()?))
    }

    /// A moment as people in this city say it now: `lúc 14:05`, `hôm qua lúc 14:05`.
    ///
    /// # Errors
    /// [`ApiError::Closed`].
    pub fn moment(&self, at: Timestamp) -> Result<Words, ApiError> {
        self.with(|open| Ok(open.engine.moment(at)))
    }

    /// Closes the client and gives the data directory free. What is being sent is cut off; nothing is lost by that. Later calls
    /// fail with [`ApiError::Closed`].
    pub fn close(&self) {
        let open = self.open.write().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(Open { engine, control, runtime, _lock: lock }) = open {
            drop(control);
            // The tasks let go of the engine, and with it of the database, before somebody else may take the directory. On a thread of its own,
            // because a caller that is itself a task may not wait for a runtime.
            let stopped = thread::spawn(move || runtime.shutdown_timeout(SHUTDOWN));
            if stopped.join().is_err() {
                tracing::error!("the tasks did not end in time");
            }
            drop(engine);
            drop(lock);
        }
    }

    /// Does the work on the client's own runtime, where it goes on when the caller stops waiting.
    pub(crate) async fn run<T, F>(&self, work: impl FnOnce(Arc<Engine>) -> F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, ApiError>> + Send + 'static,
    {
        let task = self.with(|open| Ok(open.runtime.spawn(work(Arc::clone(&open.engine)))))?;
        match task.await {
            Ok(done) => done,
            Err(died) if died.is_panic() => Err(ApiError::internal(&died)),
            Err(_) => Err(ApiError::Closed),
        }
    }

    fn with<T>(&self, work: impl FnOnce(&Open) -> Result<T, ApiError>) -> Result<T, ApiError> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        work(open.as_ref().ok_or(ApiError::Closed)?)
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.close();
    }
}
