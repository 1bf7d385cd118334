//! A phone: a data directory, a keystore, a clock, and the client on them. It can be switched off and on.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use hues_core::{
    ApiError, CityConfig, Client, Config, DraftEdit, Format, Location, LocationSource, Network, Open311,
    PhotoHint, Point, ReportId, ReportState, SyncMode, SyncOutcome,
};
use tokio::runtime::Runtime;

use crate::{FileKeyGuard, TestClock, Town, photo_in_hue};

/// The product's configuration for a city at an origin, with the warnings of one key.
///
/// # Panics
/// When the embedded city can't be read.
#[must_use]
pub fn config(data_dir: &Path, key_guard: Arc<FileKeyGuard>, origin: &str, alert_key: &str) -> Config {
    let mut city = CityConfig::embedded().expect("the embedded city");
    origin.clone_into(&mut city.server.origin);
    city.alerts.keys = vec![alert_key.to_owned()];
    if let Some(login) = &mut city.login {
        login.issuer = format!("{origin}/login");
    }
    Config { sync_mode: SyncMode::WhenAsked, ..Config::new(data_dir, city, key_guard) }
}

/// The same city spoken to by Open311: what has no service is not offered there, and there is neither a login nor a warning.
#[must_use]
pub fn by_open311(config: Config) -> Config {
    let services = [("road-damage", "001"), ("street-light", "002"), ("noise", "003")];
    let mut city = config.city;
    city.login = None;
    city.alerts.keys.clear();
    city.open311 = Some(Open311 {
        path: "/open311/v2".to_owned(),
        jurisdiction: Some(city::open311::JURISDICTION.to_owned()),
        api_key: Some(city::open311::API_KEY.to_owned()),
        format: Format::Xml,
        photos: 1,
        services: services.map(|(category, code)| (category.to_owned(), code.to_owned())).into(),
    });
    Config { city, ..config }
}

/// A phone with the app on it.
pub struct Phone {
    client: Option<Client>,
    /// The app's folder.
    pub data_dir: PathBuf,
    /// Its keystore.
    pub key_guard: Arc<FileKeyGuard>,
    /// Its clock.
    pub clock: TestClock,
    origin: String,
    alert_key: String,
    runtime: Runtime,
}

impl Phone {
    /// A new phone below `home`, for citizens of this city.
    ///
    /// # Panics
    /// When the client does not open.
    #[must_use]
    pub fn new(home: &Path, town: &Town) -> Self {
        Self::with_key_of(home, town, town)
    }

    /// The same, which believes the warnings of another city.
    ///
    /// # Panics
    /// When the client does not open.
    #[must_use]
    pub fn with_key_of(home: &Path, town: &Town, warner: &Town) -> Self {
        let mut phone = Self::switched_off(home, town, warner);
        phone.switch_on();
        phone
    }

    /// A new phone that finds the city at another origin, where something stands between them.
    ///
    /// # Panics
    /// When the client does not open.
    #[must_use]
    pub fn behind(home: &Path, town: &Town, origin: &str) -> Self {
        let mut phone = Self::switched_off(home, town, town);
        origin.clone_into(&mut phone.origin);
        phone.switch_on();
        phone
    }

    fn switched_off(home: &Path, town: &Town, warner: &Town) -> Self {
        Self {
            client: None,
            data_dir: home.join("data"),
            key_guard: Arc::new(FileKeyGuard::new(&home.join("keystore"))),
            clock: TestClock::at("2026-11-23T07:41:05+07:00"),
            origin: town.city().url(),
            alert_key: warner.city().alert_key(),
            runtime: tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime"),
        }
    }

    /// A new phone with a configuration of its own.
    ///
    /// # Panics
    /// When the client does not open.
    #[must_use]
    pub fn with(home: &Path, town: &Town, change: impl FnOnce(Config) -> Config) -> Self {
        let mut phone = Self::switched_off(home, town, town);
        let client = Client::open(change(phone.config()));
        phone.client = Some(client.expect("the client opens"));
        phone
    }

    /// A phone on this data directory with this keystore, and a configuration of its own.
    ///
    /// # Panics
    /// When the client does not open.
    #[must_use]
    pub fn at(data_dir: &Path, keystore: &Path, town: &Town, change: impl FnOnce(Config) -> Config) -> Self {
        let mut phone = Self::switched_off(data_dir, town, town);
        data_dir.clone_into(&mut phone.data_dir);
        phone.key_guard = Arc::new(FileKeyGuard::new(keystore));
        phone.client = Some(Client::open(change(phone.config())).expect("the client opens"));
        phone
    }

    /// The same phone once more, switched off.
    ///
    /// # Panics
    /// When there is no runtime to be had.
    #[must_use]
    pub fn twin_of(other: &Self) -> Self {
        Self {
            client: None,
            data_dir: other.data_dir.clone(),
            key_guard: Arc::clone(&other.key_guard),
            clock: other.clock.clone(),
            origin: other.origin.clone(),
            alert_key: other.alert_key.clone(),
            runtime: tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime"),
        }
    }

    /// Opens the client as the app would.
    ///
    /// # Errors
    /// As [`Client::open`].
    pub fn try_switch_on(&mut self) -> Result<(), ApiError> {
        self.client = Some(Client::open(self.config())?);
        Ok(())
    }

    fn config(&self) -> Config {
        let config = config(&self.data_dir, Arc::clone(&self.key_guard), &self.origin, &self.alert_key);
        Config { clock: Arc::new(self.clock.clone()), ..config }
    }

    /// Opens the client.
    ///
    /// # Panics
    /// When it does not open.
    pub fn switch_on(&mut self) {
        self.try_switch_on().expect("the client opens");
    }

    /// Closes the client.
    pub fn switch_off(&mut self) {
        self.client = None;
    }

    /// The client.
    ///
    /// # Panics
    /// While the phone is off.
    #[must_use]
    pub fn client(&self) -> &Client {
        self.client.as_ref().expect("the phone is on")
    }

    /// One round.
    ///
    /// # Panics
    /// When the phone itself fails.
    #[must_use]
    pub fn sync(&self) -> SyncOutcome {
        self.try_sync().expect("a round")
    }

    /// The same, where the phone itself may fail.
    ///
    /// # Errors
    /// As [`Client::sync`].
    pub fn try_sync(&self) -> Result<SyncOutcome, ApiError> {
        self.runtime.block_on(self.client().sync())
    }

    /// Waits for a call that waits for the network.
    pub fn wait_for<T>(&self, call: impl Future<Output = T>) -> T {
        self.runtime.block_on(call)
    }

    /// Rounds, each after the wait that the last one named, until nothing waits any more or `rounds` are over.
    ///
    /// # Panics
    /// When the phone itself fails.
    pub fn sync_until_quiet(&self, rounds: u32) -> u32 {
        for round in 1..=rounds {
            let outcome = self.sync();
            if outcome.waiting == 0 {
                return round;
            }
            self.clock.advance(Duration::from_mins(61));
        }
        rounds
    }

    /// The phone has a network.
    ///
    /// # Panics
    /// When the phone itself fails.
    pub fn connect(&self) {
        self.client().set_network(Network::Unmetered).expect("a network");
    }

    /// Where a report is.
    ///
    /// # Panics
    /// When it is not there.
    #[must_use]
    pub fn state(&self, id: ReportId) -> ReportState {
        self.client().reports().get(id).expect("the report").state
    }

    /// A complete draft about a damaged road, with these photos, pinned in Phường Phú Xuân.
    ///
    /// # Panics
    /// When the phone itself fails.
    #[must_use]
    pub fn draft(&self, text: &str, photos: &[PathBuf]) -> ReportId {
        let reports = self.client().reports();
        let id = reports.create().expect("a draft");
        for edit in [
            DraftEdit::Category("road-damage".into()),
            DraftEdit::Text(text.into()),
            DraftEdit::Location(Some(pin(16.4698, 107.5786))),
        ] {
            reports.edit(id, edit).expect("an edit");
        }
        for photo in photos {
            reports.add_photo(id, photo, PhotoHint::default()).expect("a photo");
        }
        id
    }

    /// The same, sent on its way.
    ///
    /// # Panics
    /// When the phone itself fails.
    #[must_use]
    pub fn submitted(&self, text: &str) -> ReportId {
        let id = self.draft(text, &[photo_in_hue()]);
        self.client().reports().submit(id).expect("the report is queued");
        id
    }
}

fn pin(lat: f64, lon: f64) -> Location {
    Location {
        point: Point::new(lat, lon).expect("a position"),
        accuracy_m: None,
        fixed_at: None,
        source: LocationSource::Pin,
        mock: false,
    }
}

/// A phone whose report is delivered, and which has no network now.
///
/// # Panics
/// When it is not.
#[must_use]
pub fn delivered(home: &Path) -> (Town, Phone, ReportId) {
    let town = Town::start(&home.join("city"));
    let phone = Phone::new(home, &town);
    let id = phone.submitted("Ổ gà trước chợ");
    phone.connect();
    let _ = phone.sync();
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }), "{:?}", phone.state(id));
    phone.client().set_network(Network::None).expect("an open client");
    (town, phone, id)
}
