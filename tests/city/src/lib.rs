//! A city's server, as docs/protocol.md says it must be, for the demo and the tests. It is an independent
//! reading of that page: it shares no code with the client. It listens on the loopback address only, keeps
//! its state in one directory that outlives a kill, and can be told to misbehave.
//!
//! ```no_run
//! # async fn example() -> Result<(), city::Error> {
//! use city::{City, Fault, Misbehaviour, Options};
//!
//! let city = City::start(Options::new("city-data")).await?;
//! city.misbehave(Misbehaviour::once("POST", "/v1/reports", Fault::LoseAnswer));
//! // … a phone reports at city.url() …
//! assert_eq!(city.state()?.reports.len(), 1);
//! city.stop().await;
//! # Ok(())
//! # }
//! ```

mod account;
mod alert;
mod amendment;
mod cap;
mod casework;
mod category;
mod census;
mod changes;
mod coding;
mod control;
mod digest;
mod follow_up;
mod http;
mod installation;
mod keyfile;
mod line;
mod login;
mod misbehaviour;
mod nearby;
pub mod open311;
mod operator;
mod photo;
mod problem;
mod question;
mod removal;
mod report;
mod router;
mod sos;
mod store;
mod submission;
mod tiles;
mod upload;
mod witness;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use tokio::runtime::Runtime;

use crate::alert::Signer;
use crate::category::Categories;
use crate::coding::PackedCount;
use crate::line::{Door, Line};
use crate::login::{Provider, grant};
use crate::misbehaviour::Mischief;
use crate::open311::Desk;
use crate::report::Claims;
use crate::store::Store;
use crate::tiles::TileSwitch;

pub use crate::casework::Status;
pub use crate::category::{check_answers, check_report};
pub use crate::census::{AttachmentState, LoginState, ReportState, State, UploadRecord};
pub use crate::misbehaviour::{Fault, Misbehaviour};
pub use crate::photo::State as UploadState;
pub use crate::sos::{SosRecord, SosStatus};
pub use crate::store::set_clock_offset;
pub use crate::tiles::{TileRequest, Tiles};
pub use crate::witness::{Exchange, Witness};

/// A report's text or a message, in characters, as the client counts them.
const TEXT_LIMIT: usize = 5_000;
/// The largest photo, in bytes.
pub(crate) const PHOTO_LIMIT: u64 = 16 << 20;

/// The largest video, in bytes.
pub(crate) const VIDEO_LIMIT: u64 = 60_000_000;

/// How long `City::stop` waits for work that was begun.
const STOP_WAIT: Duration = Duration::from_secs(10);

/// How a city is run.
#[derive(Debug, Clone)]
pub struct Options {
    /// The directory of its state; made if it is not there. One city at a time.
    pub data: PathBuf,
    /// The port on 127.0.0.1; 0 picks a free one.
    pub port: u16,
    /// How many changes a page holds.
    pub page_size: usize,
    /// How many reports a batch may hold.
    pub batch_size: usize,
    /// How long an upload can be continued after its creation. Zero: it is gone at once.
    pub upload_life: Duration,
    /// How long an index of warnings is valid after it was signed.
    pub index_validity: Duration,
    /// How long caches may keep the index without asking.
    pub index_max_age: Duration,
    /// How long a code of the login can be exchanged for tokens. Zero: it is too late at once.
    pub code_life: Duration,
    /// How long an access token is good, in whole seconds. Zero: it is expired at once.
    pub access_token_life: Duration,
    /// How long the newest used-up refresh token is answered again. Zero: never.
    pub refresh_grace: Duration,
    /// How long a request's body may be silent before the city gives it up.
    pub silence: Duration,
    /// Whether a report makes the installation known that hands it over. If not, it has to be registered before.
    pub registers_with_report: bool,
    /// Whether the answer to an upload that came whole says what the city has of the report, as tus by itself does not.
    pub receipt_at_once: bool,
    /// Is told of every request and its answer.
    pub witness: Option<Witness>,
}

impl Options {
    /// A free port, and what a real city might choose for the rest.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            port: 0,
            page_size: 100,
            batch_size: 100,
            upload_life: Duration::from_hours(7 * 24),
            index_validity: Duration::from_hours(6),
            index_max_age: Duration::ZERO,
            code_life: Duration::from_mins(1),
            access_token_life: Duration::from_mins(5),
            refresh_grace: Duration::from_mins(1),
            silence: Duration::from_secs(30),
            registers_with_report: true,
            receipt_at_once: true,
            witness: None,
        }
    }
}

/// What can go wrong inside the city.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] rusqlite::Error),
    /// A file or the network failed.
    #[error("a file or the network failed: {0}")]
    Io(#[from] std::io::Error),
    /// Something that the city wrote can't be read as JSON.
    #[error("what the city wrote is not readable: {0}")]
    Json(#[from] serde_json::Error),
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    Randomness,
    /// The file of the alert key holds no Ed25519 key.
    #[error("the alert key can't be read")]
    AlertKey,
    /// A file of the login's keys holds no such key.
    #[error("the login's key can't be read")]
    LoginKey,
    /// There is no report of this id.
    #[error("there is no such report")]
    ReportUnknown,
    /// There is no call for help of this id.
    #[error("there is no such call for help")]
    SosUnknown,
    /// There is no message of this id, or it was withdrawn.
    #[error("there is no such message")]
    MessageUnknown,
    /// A reply without words.
    #[error("a reply needs a text")]
    ReplyEmpty,
    /// What was to be published are no categories, or none of a newer version.
    #[error("these are no newer categories: {0}")]
    CategoriesInvalid(String),
    /// There is no warning of this digest in the index.
    #[error("there is no such warning")]
    AlertUnknown,
    /// The message can't be published.
    #[error("this is not a CAP message that can be published: {0}")]
    AlertInvalid(String),
}

/// What every request of a city works with.
#[derive(Debug)]
pub(crate) struct App {
    options: Options,
    store: Store,
    categories: Categories,
    signer: Signer,
    provider: Provider,
    /// What requests are working on just now: reports by key and id, uploads by name.
    running: Claims,
    mischief: Mischief,
    tiles: TileSwitch,
    packed: PackedCount,
    desk: Desk,
}

/// A running city. Dropping it stops it, too, without waiting.
#[derive(Debug)]
pub struct City {
    app: Arc<App>,
    port: u16,
    /// Its own threads: stopping them takes every connection along, as the end of a process would. `None`
    /// once stopped.
    runtime: Option<Runtime>,
}

impl City {
    /// Opens the data directory and takes requests from then on.
    ///
    /// # Errors
    /// [`Error::Io`] when the directory or the port can't be had, [`Error::Database`] when the database can't
    /// be opened, [`Error::AlertKey`] or [`Error::LoginKey`] when a key in the directory is damaged.
    pub async fn start(options: Options) -> Result<Self, Error> {
        let store = Store::open(&options.data)?;
        let signer = Signer::open(&options.data)?;
        let provider = Provider::open(&options)?;
        let categories = Categories::open(&store)?;
        let (running, mischief) = (Claims::default(), Mischief::default());
        let port = options.port;
        let (tiles, desk) = (TileSwitch::default(), Desk::default());
        let packed = PackedCount::default();
        let app =
            App { options, store, categories, signer, provider, running, mischief, tiles, packed, desk };
        let app = Arc::new(app);
        photo::recover(&app)?;

        let runtime = tokio::runtime::Builder::new_multi_thread()
            .thread_name("city")
            .worker_threads(2)
            .enable_all()
            .build()?;
        let mut city = Self { app, port, runtime: Some(runtime) };
        let door = city.on_own_threads(Door::open(port)).await?;
        city.port = door.local_addr()?.port();
        let service = router::routes(Arc::clone(&city.app)).into_make_service_with_connect_info::<Line>();
        if let Some(runtime) = &city.runtime {
            runtime.spawn(async move { axum::serve(door, service).await });
        }
        Ok(city)
    }

    async fn on_own_threads(
        &self,
        opening: impl Future<Output = std::io::Result<Door>> + Send + 'static,
    ) -> std::io::Result<Door> {
        match &self.runtime {
            Some(runtime) => runtime.spawn(opening).await.map_err(std::io::Error::other)?,
            None => Err(std::io::ErrorKind::NotConnected.into()),
        }
    }

    /// The origin, without a slash at its end: `http://127.0.0.1:8080`.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The issuer of the login.
    pub fn issuer(&self) -> String {
        format!("{}/login", self.url())
    }

    /// The Ed25519 public key of the index of warnings, base64.
    pub fn alert_key(&self) -> String {
        self.app.signer.public_key()
    }

    /// From now on the requests that match meet this fault. Several wait in their order.
    pub fn misbehave(&self, misbehaviour: Misbehaviour) {
        self.app.mischief.add(misbehaviour);
    }

    /// Forgets all misbehaviours and lets go of what [`Fault::Hold`] holds.
    pub fn behave(&self) {
        self.app.mischief.clear();
    }

    /// What who asks for a tile of the map below `/tiles` gets from now on.
    pub fn serve_tiles(&self, tiles: Tiles) {
        self.app.tiles.set(tiles);
    }

    /// What the city holds and what it was asked.
    ///
    /// # Errors
    /// [`Error::Database`], or [`Error::Io`] when a stored photo can't be read.
    pub fn state(&self) -> Result<State, Error> {
        census::take(&self.app)
    }

    /// Moves the status of a report.
    ///
    /// # Errors
    /// [`Error::ReportUnknown`].
    pub fn set_status(
        &self,
        report: &str,
        status: Status,
        agency: Option<&str>,
        note: Option<&str>,
    ) -> Result<(), Error> {
        self.app.store.transact(|db| casework::note_status(db, report, status, agency, note))
    }

    /// Removes a report: all of it is erased, and the feed says that it is deleted.
    ///
    /// # Errors
    /// [`Error::ReportUnknown`], [`Error::Io`] when a file of it can't be erased.
    pub fn remove(&self, report: &str) -> Result<(), Error> {
        removal::remove(&self.app, report)
    }

    /// Writes a reply to a report; returns the id of the message.
    ///
    /// # Errors
    /// [`Error::ReportUnknown`], [`Error::ReplyEmpty`].
    pub fn reply(&self, report: &str, agency: Option<&str>, text: &str) -> Result<String, Error> {
        self.app.store.transact(|db| casework::reply(db, report, agency, text))
    }

    /// Moves a call for help.
    ///
    /// # Errors
    /// [`Error::SosUnknown`].
    pub fn move_sos(&self, id: &str, status: SosStatus, note: Option<&str>) -> Result<(), Error> {
        self.app.store.transact(|db| sos::move_to(db, id, status, note))
    }

    /// The staff correct a member of a report: `text`, `answers`, `location`, `ward`, `address`, `contact` or `public`.
    ///
    /// # Errors
    /// [`Error::ReportUnknown`].
    pub fn correct(&self, report: &str, member: &str, value: serde_json::Value) -> Result<(), Error> {
        self.app.store.transact(|db| amendment::correct(db, report, member, value))
    }

    /// Takes a reply back; the feed then says that the message is deleted.
    ///
    /// # Errors
    /// [`Error::MessageUnknown`].
    pub fn withdraw_reply(&self, message: &str) -> Result<(), Error> {
        self.app.store.transact(|db| casework::withdraw_reply(db, message))
    }

    /// Makes every cursor of the changes feed unknown, as a restored backup would.
    ///
    /// # Errors
    /// [`Error::Database`], [`Error::Randomness`].
    pub fn forget_cursors(&self) -> Result<(), Error> {
        self.app.store.transact(store::new_epoch).map(|_| ())
    }

    /// Publishes newer categories: JSON as `GET /v1/categories` answers it, with a higher `schema_version`. Reports
    /// of earlier versions are taken by the rules of theirs.
    ///
    /// # Errors
    /// [`Error::CategoriesInvalid`], [`Error::Database`].
    pub fn publish_categories(&self, json: &str) -> Result<(), Error> {
        self.app.categories.publish(&self.app.store, json)
    }

    /// Publishes a CAP 1.2 message and lists it in the index; returns its SHA-256.
    ///
    /// # Errors
    /// [`Error::AlertInvalid`].
    pub fn publish_alert(&self, xml: &[u8]) -> Result<String, Error> {
        alert::publish(&self.app, xml)
    }

    /// Takes a message out of the index. It stays at its address.
    ///
    /// # Errors
    /// [`Error::AlertUnknown`].
    pub fn withdraw_alert(&self, sha256: &str) -> Result<(), Error> {
        alert::withdraw(&self.app, sha256)
    }

    /// Ends every login: the next refresh is an `invalid_grant`, and no access token is known any more.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub fn end_logins(&self) -> Result<(), Error> {
        self.app.store.transact(grant::end_all)
    }

    /// Every access token is expired from now on, whatever the phone was told of its life. The logins live.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub fn expire_access_tokens(&self) -> Result<(), Error> {
        self.app.store.transact(grant::expire_access_tokens)
    }

    /// The access tokens from now on live so long, in whole seconds, until the city stops.
    pub fn set_access_token_life(&self, life: Duration) {
        self.app.provider.set_access_token_life(life);
    }

    /// Makes a new key for ID tokens; returns its `kid`. The one before stays among the public keys.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Randomness`].
    pub fn rotate_login_key(&self) -> Result<String, Error> {
        self.app.provider.rotate_key()
    }

    /// Closes every connection and frees the port, at once: answers that are on their way are lost, as in a
    /// crash.
    pub async fn stop(mut self) {
        let Some(runtime) = self.runtime.take() else { return };
        // A runtime must not be waited for on a thread of another one.
        let stopping = tokio::task::spawn_blocking(move || runtime.shutdown_timeout(STOP_WAIT));
        // It fails only with the runtime that it runs on.
        let _ = stopping.await;
    }
}

impl Drop for City {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
