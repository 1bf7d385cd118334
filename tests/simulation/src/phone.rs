//! A phone: the real core over a real database, what its citizen did, and what they were told of it.

mod deeds;
mod follow_ups;
mod sleep;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hues_core::report::LocationRule;
use hues_core::{
    ApiError, CityConfig, Client, Config, KeyGuard, KeyGuardError, MessageId, Network as PlatformNetwork,
    ReportId, ReportState, SyncMode,
};
use tokio::runtime::Runtime;

use crate::calls::Made;
use crate::fate::Fate;
use crate::network::{Network, World};
use crate::platter::PhoneDisk;
use crate::promise::Broken;
use crate::scenario::Weather;

/// So many requests in one round are no sending any more, but a loop.
const LOOP: u32 = 3_000;

/// A keystore that hides nothing: what it holds is not what is tried here.
struct PlainGuard;

impl KeyGuard for PlainGuard {
    fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>, KeyGuardError> {
        Ok(secret.to_vec())
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, KeyGuardError> {
        Ok(wrapped.to_vec())
    }

    fn erase(&self) -> Result<(), KeyGuardError> {
        Ok(())
    }
}

/// A report that the citizen sent, as they remember it.
pub(crate) struct Sent {
    pub(crate) id: ReportId,
    pub(crate) text: String,
    pub(crate) photos: usize,
    /// Whether it is about a place.
    pub(crate) about: LocationRule,
    /// Messages that were acknowledged, in their order.
    pub(crate) said: Vec<(MessageId, String)>,
    /// The process died in the middle of a change of it: either outcome is right.
    pub(crate) unsure: bool,
    /// They asked to take it back, and did not think better of it.
    pub(crate) withdrawn: bool,
}

/// A phone and its citizen.
pub(crate) struct Phone {
    client: Option<Client>,
    pub(crate) fate: Fate,
    disk: Arc<PhoneDisk>,
    world: World,
    pub(crate) folder: PathBuf,
    runtime: Runtime,
    pub(crate) sent: Vec<Sent>,
    pub(crate) made: Vec<Made>,
    said_so_far: usize,
    amended_so_far: usize,
    network: PlatformNetwork,
}

/// How a call ended.
pub(crate) enum Ended<T> {
    Told(Result<T, ApiError>),
    Died,
}

impl Phone {
    pub(crate) fn new(folder: &Path, world: &World, seed: u64) -> Result<Self, Broken> {
        let fate = Fate::new(seed);
        let mut phone = Self {
            client: None,
            disk: PhoneDisk::insert(folder, &fate),
            fate,
            world: world.clone(),
            folder: folder.to_owned(),
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map_err(|error| machine(&error))?,
            sent: Vec::new(),
            made: Vec::new(),
            said_so_far: 0,
            amended_so_far: 0,
            network: PlatformNetwork::None,
        };
        std::fs::create_dir_all(folder.with_extension("album")).map_err(|error| machine(&error))?;
        phone.open()?;
        Ok(phone)
    }

    /// Opens the client; a process that dies while it does is started again.
    fn open(&mut self) -> Result<(), Broken> {
        self.fate.may_die(true);
        let opened = catch_unwind(AssertUnwindSafe(|| Client::open(self.config())));
        self.fate.may_die(false);
        let opened = match opened {
            Ok(opened) if !self.fate.is_dead() => opened,
            opened => {
                drop(opened);
                self.lie_dead()?;
                Client::open(self.config())
            }
        };
        let client = opened.map_err(|error| Broken::new("a killed app opens again", format!("{error:?}")))?;
        client.set_network(self.network).map_err(|error| unexpected("set_network", &error))?;
        self.client = Some(client);
        Ok(())
    }

    fn config(&self) -> Config {
        let mut city = CityConfig::embedded()
            .unwrap_or_else(|_| unreachable!("the embedded city is read by its own test"));
        city.alerts.keys.clear();
        city.login = None;
        let gateway = Network { world: self.world.clone(), fate: self.fate.clone() };
        Config {
            sync_mode: SyncMode::WhenAsked,
            threads: 1,
            clock: Arc::new(self.fate.clone()),
            entropy: Arc::new(self.fate.clone()),
            gateway: Some(Arc::new(gateway)),
            files: self.disk.files(),
            database_vfs: Some(PhoneDisk::VFS.to_owned()),
            ..Config::new(&self.folder, city, Arc::new(PlainGuard))
        }
    }

    pub(crate) fn client(&self) -> Result<&Client, Broken> {
        self.client.as_ref().ok_or_else(|| Broken::new("a killed app opens again", "it is closed"))
    }

    /// One call of the citizen's, which the process may not survive.
    pub(crate) fn call<T>(
        &mut self,
        call: impl FnOnce(&Client) -> Result<T, ApiError>,
    ) -> Result<Ended<T>, Broken> {
        let client = self.client()?;
        self.fate.may_die(true);
        let ended = catch_unwind(AssertUnwindSafe(|| call(client)));
        self.fate.may_die(false);
        if let Ok(told) = ended
            && !self.fate.is_dead()
        {
            return Ok(Ended::Told(told));
        }
        self.start_again()?;
        Ok(Ended::Died)
    }

    pub(crate) fn start_again(&mut self) -> Result<(), Broken> {
        // Whoever is dead does nothing more on the disk while it is put away.
        self.client = None;
        self.lie_dead()?;
        self.open()
    }

    /// What was not synced is lost with the power.
    fn lie_dead(&self) -> Result<(), Broken> {
        if self.fate.is_power_cut() {
            self.disk.lose_power(&mut self.fate.chance()).map_err(|error| machine(&error))?;
            self.fate.reboot();
        }
        self.fate.revive();
        Ok(())
    }

    /// The platform tells of the network, and a round runs.
    pub(crate) fn live(&mut self, weather: Weather) -> Result<(), Broken> {
        self.network = weather.network;
        if let Ended::Died = self.call(|client| client.set_network(weather.network))? {
            return Ok(());
        }
        self.sync()
    }

    /// A round, which the process may not survive.
    pub(crate) fn sync(&mut self) -> Result<(), Broken> {
        let (client, fate) = (self.client()?, &self.fate);
        fate.may_die(true);
        let told = self.runtime.block_on(async {
            tokio::select! {
                biased;
                () = fate.death() => None,
                outcome = client.sync() => Some(outcome),
            }
        });
        fate.may_die(false);
        if fate.requests() > LOOP {
            return Err(Broken::new("a round ends", format!("{} requests in one", fate.requests())));
        }
        match told {
            Some(Ok(_)) if !self.fate.is_dead() => Ok(()),
            Some(Err(error)) if !self.fate.is_dead() => Err(unexpected("sync", &error)),
            _ => self.start_again(),
        }
    }

    pub(crate) fn state(&self, id: ReportId) -> Result<ReportState, Broken> {
        let view = self.client()?.reports().get(id);
        view.map(|view| view.state)
            .map_err(|error| Broken::new("nothing is lost", format!("report {id}: {error:?}")))
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        self.client = None;
        self.disk.remove();
    }
}

fn machine(error: &std::io::Error) -> Broken {
    Broken::new("the machine runs the simulation", error.to_string())
}

pub(crate) fn unexpected(call: &str, error: &ApiError) -> Broken {
    Broken::new("a call of the citizen's works", format!("{call}: {error:?}"))
}
