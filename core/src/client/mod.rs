//! The facade that a UI holds. [`Client::open`] takes the data directory for itself, [`Client::pause`] gives it free for a while;
//! [`Client::reports`] and [`Client::alerts`] read and write what lies on the phone, at once and without a network; [`Client::sync`] and the
//! login of [`Client::account`] wait for one. The room knows no SQL and no HTTP: it calls the rooms that do, and maps their errors.

mod account;
mod alerts;
mod amendments;
mod background;
mod camera_files;
mod changes;
mod city;
mod config;
mod directory;
mod draft_views;
mod drafts;
mod follow_ups;
mod home;
mod late_photos;
mod map_tiles;
mod media_files;
mod moments;
mod opening;
mod outbox;
mod photo_views;
mod photos;
mod places;
mod public_reports;
mod report_views;
mod reports;
mod revisions;
mod safety;
mod sos;
mod thrift;
mod tile_cache;
mod troubles;

pub use account::Account;
pub use alerts::{AlertList, AlertView, Alerts};
pub use city::{CityMap, WardOutline};
pub use config::Config;
pub use directory::put_aside;
pub use draft_views::{
    CategorySearch, DiscardedDraft, DraftSummary, NoticeView, QuestionView, Recovered, Suggestion,
};
pub use home::HomePart;
pub use late_photos::LatePhoto;
pub use map_tiles::TileMap;
pub use media_files::MediaFile;
pub use moments::MomentStep;
pub use outbox::{GivingUp, Progress, WaitingItem, WaitingReport, WaysOn, WhenUnsure};
pub use photo_views::{Likeness, PhotoHint, PhotoView};
pub use places::PlaceView;
pub use report_views::{
    AmendmentView, ConflictView, RatingView, ReportSummary, ReportTally, ReportView, ThreadEntry,
};
pub use reports::Reports;
pub use revisions::Revisions;
pub use safety::Erasure;
pub use sos::{Sos, SosView, SosWays};
pub use troubles::{Trouble, TroubleKind};

use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::clock::Timestamp;
use crate::error::ApiError;
use crate::event::Events;
use crate::outbox::{Conditions, Network};
use crate::sync::{Engine, SyncOutcome};
use crate::words::Words;

use opening::{Open, Parts};

/// The client of one citizen on one phone.
pub struct Client {
    parts: Parts,
    state: RwLock<State>,
    /// Gone once the client is closed.
    events: Mutex<Option<Arc<Events>>>,
}

enum State {
    Open(Open),
    /// Nothing is held; the next call opens again.
    Paused(Heard),
    Closed,
}

/// What the platform said while nothing is held. Hearing it opens nothing: a phone whose network comes and goes all night sleeps on.
#[derive(Clone, Copy, Debug, Default)]
struct Heard {
    conditions: Conditions,
    /// The network got better: that ends waits, once the client is open again.
    is_better: bool,
}

impl Heard {
    fn network(&mut self, network: Network) {
        self.is_better |= network > self.conditions.network;
        self.conditions.network = network;
    }
}

impl State {
    /// What the platform said of the network and the battery. It says it when it changes, and not again because the client was paused.
    fn conditions(&self) -> Conditions {
        match self {
            Self::Open(open) => {
                let Conditions { network, thrift, .. } = open.engine.conditions();
                Conditions { network, thrift, ..Conditions::default() }
            }
            Self::Paused(heard) => heard.conditions,
            Self::Closed => Conditions::default(),
        }
    }
}

impl Client {
    /// Opens the data directory, or makes it. What the last process left unfinished is taken up again; what can be read of a damaged database
    /// is saved, which [`Client::troubles`] tells of. [`ApiError::DataDamaged`] says that nothing of it can be read.
    ///
    /// # Errors
    /// [`ApiError::InUse`], [`ApiError::KeyLocked`], [`ApiError::KeyLost`], [`ApiError::NewerData`],
    /// [`ApiError::DataDamaged`], [`ApiError::StorageFull`], [`ApiError::StorageReadOnly`], [`ApiError::StorageBusy`] or
    /// [`ApiError::InvalidConfig`]; the data is untouched then.
    pub fn open(config: Config) -> Result<Self, ApiError> {
        let events = Arc::new(Events::to(config.listener.clone()));
        let parts = Parts::new(config)?;
        let open = parts.open(&events, Conditions::default())?;
        let Config { data_dir, files, clock, .. } = &parts.config;
        if let Err(error) = troubles::erase_old(data_dir, &**files, clock.now().wall) {
            // No reason to stay closed: the next start tries again.
            tracing::warn!(%error, "what was put aside long ago is still there");
        }
        Ok(Self { parts, state: RwLock::new(State::Open(open)), events: Mutex::new(Some(events)) })
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
        if self.hears_asleep(|heard| heard.network(network)) {
            return Ok(());
        }
        self.with(|open| {
            if open.engine.set_network(network) {
                open.engine.end_waits(|_| true)?;
                open.control.wake();
            }
            open.engine.events.sync_changed();
            Ok(())
        })
    }

    /// The app came to the foreground: what was paused opens again, waits end, and what can go goes.
    ///
    /// # Errors
    /// [`ApiError::Closed`], an error of [`Client::open`], or of the phone itself.
    pub fn resume(&self) -> Result<(), ApiError> {
        self.with(|open| {
            open.engine.end_waits(|_| true)?;
            open.control.wake();
            Ok(())
        })
    }

    /// The app goes to sleep: what is being sent is cut off, all is folded into the database, and no file or lock is held any more (iOS ends
    /// apps that sleep with one). The next call opens again by itself; [`Client::resume`] does it and sends.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself; the client is paused all the same.
    pub fn pause(&self) -> Result<(), ApiError> {
        self.stop_long_work();
        let mut state = self.write_state();
        if matches!(*state, State::Closed) {
            return Err(ApiError::Closed);
        }
        Self::let_go_of(&mut state)
    }

    /// Whether the client is paused; it remembers what the platform says then.
    fn hears_asleep(&self, hear: impl FnOnce(&mut Heard)) -> bool {
        match &mut *self.write_state() {
            State::Paused(heard) => {
                hear(heard);
                true
            }
            State::Open(_) | State::Closed => false,
        }
    }

    /// The lock on the state is held until all is let go, so that no call opens what is not closed yet.
    fn let_go_of(state: &mut State) -> Result<(), ApiError> {
        let heard = match state {
            State::Paused(heard) => *heard,
            State::Open(_) | State::Closed => Heard { conditions: state.conditions(), ..Heard::default() },
        };
        match std::mem::replace(state, State::Paused(heard)) {
            State::Open(open) => open.let_go(),
            State::Paused(_) | State::Closed => Ok(()),
        }
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
        self.stop_long_work();
        let state = std::mem::replace(&mut *self.write_state(), State::Closed);
        if let State::Open(open) = state
            && let Err(error) = open.let_go()
        {
            tracing::warn!(%error, "the database was not folded together; the next start does it");
        }
        // Waits for the listener to hear of the last change.
        let events = self.events.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(events);
    }

    /// Work that takes long looks whether to stop, and goes on at the next start.
    fn stop_long_work(&self) {
        if let State::Open(open) = &*self.read_state() {
            open.stop_long_work();
        }
    }

    fn read_state(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_state(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
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

    /// Works with what is open; what was paused is opened first, and what is damaged anew. What seems to be damaged is looked at.
    fn with<T>(&self, work: impl FnOnce(&Open) -> Result<T, ApiError>) -> Result<T, ApiError> {
        loop {
            match &*self.read_state() {
                State::Open(open) if open.is_damaged() => {}
                State::Open(open) => {
                    let done = work(open);
                    if matches!(done, Err(ApiError::DataDamaged)) {
                        self.parts.check(open);
                    }
                    return done;
                }
                State::Paused(_) => {}
                State::Closed => return Err(ApiError::Closed),
            }
            self.reopen()?;
        }
    }

    /// Opens what was paused, and anew what is damaged.
    fn reopen(&self) -> Result<(), ApiError> {
        let mut state = self.write_state();
        if matches!(&*state, State::Open(open) if open.is_damaged()) {
            // It can't be folded together, perhaps; what is in its log is read all the same.
            let _ = Self::let_go_of(&mut state);
        }
        if let State::Paused(heard) = *state {
            let events = self.events.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let open = self.parts.open(&events.ok_or(ApiError::Closed)?, heard.conditions)?;
            if heard.is_better {
                open.engine.end_waits(|_| true)?;
                open.control.wake();
            }
            *state = State::Open(open);
        }
        Ok(())
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.close();
    }
}
