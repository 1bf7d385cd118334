//! The client that Kotlin and Swift hold, and what it does beside reports and warnings: sending, the network, its end.

use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use crate::config::Config;
use crate::error::ApiError;
use crate::events::EventListener;
use crate::key_guard::KeyGuard;
use crate::panics::{guarded, guarded_async};
use crate::report::Reason;
use crate::time::to_system;
use crate::troubles::Trouble;

/// The client of one citizen on one phone. Its calls may come from any thread; all but [`Client::sync`] touch the disk and belong off
/// the UI's main thread.
#[derive(uniffi::Object)]
pub struct Client {
    pub(crate) core: hues_core::Client,
}

mirror! {
    /// What the platform says about the network.
    Network of hues_core::Network {
        /// There is none.
        None,
        /// One that costs by the byte.
        Metered,
        /// One that does not.
        Unmetered,
    }
}

/// What the platform knows of the battery; what it does not say is nothing to worry about. When it is to be spared, the core decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Battery {
    /// How full it is, in percent; none: the platform can't tell, or has a line of its own.
    #[uniffi(default = None)]
    pub percent: Option<u8>,
    /// The phone is on a charger.
    #[uniffi(default = false)]
    pub is_charging: bool,
    /// The system calls it low.
    #[uniffi(default = false)]
    pub called_low: bool,
    /// The citizen has asked the system to save power.
    #[uniffi(default = false)]
    pub is_saved: bool,
}

impl From<Battery> for hues_core::Battery {
    fn from(battery: Battery) -> Self {
        let Battery { percent, is_charging, called_low, is_saved } = battery;
        Self { percent, is_charging, called_low, is_saved }
    }
}

/// How a round ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct SyncOutcome {
    /// Reports of which something still waits to reach the city, and calls for help that do.
    pub waiting: u32,
    /// When the phone tries next by itself; none: nothing to try, or not before something changes.
    pub next_try: Option<SystemTime>,
    /// Why the city could not be asked for what is new.
    pub unreached: Option<Reason>,
}

#[uniffi::export]
impl Client {
    /// Opens the data directory, or makes it. What the last process left unfinished is taken up again.
    ///
    /// # Errors
    /// [`ApiError::InUse`], [`ApiError::KeyLocked`], [`ApiError::KeyLost`], [`ApiError::NewerData`], [`ApiError::DataDamaged`],
    /// [`ApiError::StorageFull`], [`ApiError::StorageReadOnly`], [`ApiError::StorageBusy`] or [`ApiError::InvalidConfig`]; the data is
    /// untouched then.
    #[uniffi::constructor]
    pub fn open(
        config: Config,
        key_guard: Arc<dyn KeyGuard>,
        listener: Option<Arc<dyn EventListener>>,
    ) -> Result<Arc<Self>, ApiError> {
        guarded(|| {
            let core = hues_core::Client::open(config.into_core(key_guard, listener)?)?;
            Ok(Arc::new(Self { core }))
        })
    }

    /// Sends all that can go and fetches what is new. It returns when nothing more can be done now; what waits goes on waiting. Whoever
    /// stops waiting for it does not stop the round.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself. A network that fails is no error: the outcome tells of it.
    pub async fn sync(&self) -> Result<SyncOutcome, ApiError> {
        let outcome = guarded_async(self.core.sync()).await?;
        Ok(SyncOutcome {
            waiting: outcome.waiting,
            next_try: outcome.next_try.map(to_system),
            unreached: outcome.unreached.map(Reason::from),
        })
    }

    /// The platform says what network there is. A better one ends the waits for the network.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn set_network(&self, network: Network) -> Result<(), ApiError> {
        self.call(|core| core.set_network(network.into()))
    }

    /// Whether photos wait for a network that does not cost by the byte. At first they do not.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn photos_wait_for_unmetered(&self) -> Result<bool, ApiError> {
        self.call(hues_core::Client::photos_wait_for_unmetered)
    }

    /// The citizen chooses; what waits or may go follows at once. Texts and warnings never wait.
    ///
    /// # Errors
    /// [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn set_photos_wait_for_unmetered(&self, wait: bool) -> Result<(), ApiError> {
        self.call(|core| core.set_photos_wait_for_unmetered(wait))
    }

    /// Whether videos wait for a network that does not cost by the byte. At first they do.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn videos_wait_for_unmetered(&self) -> Result<bool, ApiError> {
        self.call(hues_core::Client::videos_wait_for_unmetered)
    }

    /// The citizen chooses for videos; what waits or may go follows at once.
    ///
    /// # Errors
    /// [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn set_videos_wait_for_unmetered(&self, wait: bool) -> Result<(), ApiError> {
        self.call(|core| core.set_videos_wait_for_unmetered(wait))
    }

    /// The platform says what it knows of the battery; while that is to be spared, photos and videos wait.
    ///
    /// # Errors
    /// [`ApiError::Closed`].
    pub fn set_battery(&self, battery: Battery) -> Result<(), ApiError> {
        self.call(|core| core.set_battery(battery.into()))
    }

    /// The platform says how many bytes the app may still write; when they are few, nothing is copied for the system to send while the app
    /// sleeps.
    ///
    /// # Errors
    /// [`ApiError::Closed`].
    pub fn set_free_space(&self, bytes: u64) -> Result<(), ApiError> {
        self.call(|core| core.set_free_space(bytes))
    }

    /// The app came to the foreground: what was paused opens again, waits end, and what can go goes.
    ///
    /// # Errors
    /// [`ApiError::Closed`], an error of [`Client::open`], or of the phone itself.
    pub fn resume(&self) -> Result<(), ApiError> {
        self.call(hues_core::Client::resume)
    }

    /// The app goes to sleep: what is being sent is cut off, all is folded into the database, and no file or lock is held any more (iOS
    /// ends apps that sleep with one). The next call opens again by itself; [`Client::resume`] does it and sends.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself; the client is paused all the same.
    pub fn pause(&self) -> Result<(), ApiError> {
        self.call(hues_core::Client::pause)
    }

    /// What went wrong with the phone's data and was not dismissed yet, the oldest first.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn troubles(&self) -> Result<Vec<Trouble>, ApiError> {
        self.call(|core| Ok(core.troubles()?.into_iter().map(Trouble::from).collect()))
    }

    /// The citizen has seen it. What was put aside is erased at the first start more than 30 days after it happened.
    ///
    /// # Errors
    /// [`ApiError::NotFound`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn dismiss_trouble(&self, id: &str) -> Result<(), ApiError> {
        self.call(|core| core.dismiss_trouble(id))
    }

    /// When the platform should wake the app for a [`Client::sync`]; none: nothing waits for a time.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn next_wake(&self) -> Result<Option<SystemTime>, ApiError> {
        self.call(|core| Ok(core.next_wake()?.map(to_system)))
    }

    /// Ends the client and gives the data directory free. What is being sent is cut off; nothing is lost by that. Later calls
    /// fail with [`ApiError::Closed`]. (Kotlin's `close` frees the handle; this ends what is behind it.)
    ///
    /// # Errors
    /// [`ApiError::Internal`] only.
    pub fn shut_down(&self) -> Result<(), ApiError> {
        self.call(|core| {
            core.close();
            Ok(())
        })
    }
}

impl Client {
    /// One call of the core.
    pub(crate) fn call<T>(
        &self,
        work: impl FnOnce(&hues_core::Client) -> Result<T, hues_core::ApiError>,
    ) -> Result<T, ApiError> {
        guarded(|| work(&self.core))
    }
}

/// Puts a data directory aside, untouched, so that the citizen can start afresh after [`ApiError::KeyLost`] or
/// [`ApiError::DataDamaged`]. Its new path.
///
/// # Errors
/// [`ApiError::InUse`] while a client has it open, [`ApiError::StorageFull`], or an internal error.
#[uniffi::export]
pub fn put_aside(data_dir: String) -> Result<String, ApiError> {
    guarded(|| Ok(hues_core::put_aside(Path::new(&data_dir))?.to_string_lossy().into_owned()))
}

#[cfg(test)]
mod tests;
