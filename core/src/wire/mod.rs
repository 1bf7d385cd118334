//! The only room that speaks HTTP (docs/protocol.md). [`City`] is what the rest of the core knows of a city; [`HttpCity`] is the city of the
//! product, [`Open311City`] one whose server speaks `GeoReport` v2, and tests put in their own. `oidc` speaks to the identity provider. A request's answer is a value or a [`WireError`] that says what kind of failure it was; what follows
//! from it is the outbox's to decide. The room knows no SQL and no policy.

mod answer;
mod background;
mod batch;
mod client;
mod coding;
mod desk;
mod http_city;
mod oidc;
mod open311;
mod pieces;
mod sos;
mod tiles;
mod tls;
mod urgent;

pub use answer::WireError;
pub use background::BackgroundRequest;
pub use desk::{Enclosed, HandedIn, NotHandedIn, Search, ServiceDesk};
pub use http_city::HttpCity;
pub use oidc::AccessToken;
pub use open311::Open311City;
pub use sos::SosLine;
pub use tls::{ExtraRoot, Pins, Trust};

pub(crate) use background::reported_offset;
pub(crate) use client::is_same_origin;
pub(crate) use oidc::{IdentityProvider, TokenAnswer};
pub(crate) use reqwest::Url;
pub(crate) use tiles::{TileAnswer, TileServer};

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest;
use serde::{Deserialize, Serialize};

use crate::account::MaskedCitizenNumber;
use crate::entropy::{Entropy, random};
use crate::hex;
use crate::id::ReportId;
use crate::report::{AccessSecret, Attachment, CityReport, FinalisedReport, FollowUpRequest, PublicReport};

/// A value that can be asked for again with its validator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched<T> {
    /// It is still what we have (304).
    NotModified,
    /// A new one.
    New {
        /// The value.
        value: T,
        /// Its `ETag`, to ask with the next time.
        etag: Option<String>,
    },
}

/// One page of `GET /v1/changes`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ChangesPage {
    /// In the order in which they happened.
    pub changes: Vec<Change>,
    /// Where to go on.
    pub cursor: String,
    /// Whether there is more now.
    pub more: bool,
}

/// One thing that changed at the city.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Change {
    /// What kind of thing: `report`, `message`; others are passed over.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Goes up with each change of the thing.
    pub revision: i64,
    /// It is gone.
    #[serde(default)]
    pub deleted: bool,
    /// What it is now.
    #[serde(default)]
    pub body: serde_json::Value,
}

/// Who the citizen is, as `GET /v1/me` answers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Me {
    /// The identity provider's name for them.
    pub sub: String,
    /// Their name.
    pub name: String,
    /// Their citizen number, masked by the city.
    #[serde(default)]
    pub citizen_number: Option<MaskedCitizenNumber>,
}

/// The index of warnings as it was signed, with its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIndex {
    /// The exact bytes of `index.json`.
    pub json: Vec<u8>,
    /// The Ed25519 signature over them.
    pub signature: Vec<u8>,
}

/// The credential of this installation; the city knows it by its hash.
#[derive(Clone, Serialize, Deserialize, zeroize::ZeroizeOnDrop)]
pub struct Installation {
    credential: String,
}

impl Installation {
    pub(crate) fn new(entropy: &dyn Entropy) -> Self {
        Self { credential: URL_SAFE_NO_PAD.encode(random::<32>(entropy)) }
    }

    /// As the header carries it: base64url without padding.
    #[must_use]
    pub fn credential(&self) -> &str {
        &self.credential
    }

    /// What the city may know: SHA-256 of the secret in lower-case hexadecimal.
    #[must_use]
    pub fn hash(&self) -> String {
        let secret = URL_SAFE_NO_PAD.decode(&self.credential).unwrap_or_default();
        hex::encode(digest::digest(&digest::SHA256, &secret).as_ref())
    }
}

/// An upload that was begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created {
    /// Where the rest goes.
    pub url: String,
    /// How many bytes the city has.
    pub offset: u64,
    /// The report as the city has it with all of them, when it says so at once.
    pub report: Option<Box<CityReport>>,
}

/// A city, as the client sees it.
#[async_trait]
pub trait City: Send + Sync {
    /// What the city is instead, if it takes reports whole and knows no keys: then reports go by that alone, and much else does not exist.
    fn desk(&self) -> Option<&dyn ServiceDesk> {
        None
    }

    /// Where it takes calls for help; `None`: it does not.
    fn sos(&self) -> Option<&dyn SosLine> {
        None
    }

    /// Makes the installation known.
    async fn register(&self, installation: &Installation) -> Result<(), WireError>;

    /// The categories, as JSON.
    async fn categories(&self, etag: Option<&str>) -> Result<Fetched<Vec<u8>>, WireError>;

    /// Who the citizen is whose access token this is.
    async fn me(&self, bearer: &AccessToken) -> Result<Me, WireError>;

    /// Hands over a report's text; repeating it is harmless. With a bearer it belongs to the account, without one it is a guest's.
    async fn post_report(
        &self,
        report: &FinalisedReport,
        by: &Installation,
        bearer: Option<&AccessToken>,
    ) -> Result<CityReport, WireError>;

    /// Hands over several reports' texts at once, all by the same sender; what became of each, in their order.
    async fn post_reports(
        &self,
        reports: &[FinalisedReport],
        by: &Installation,
        bearer: Option<&AccessToken>,
    ) -> Result<Vec<Result<CityReport, WireError>>, WireError> {
        let mut answers = Vec::with_capacity(reports.len());
        for report in reports {
            match self.post_report(report, by, bearer).await {
                // It is a word on who sends, and not on this report.
                Err(error @ (WireError::Unauthorised | WireError::TokenRefused)) => return Err(error),
                answer => answers.push(answer),
            }
        }
        Ok(answers)
    }

    /// What the city has of a report.
    async fn report(&self, id: ReportId, access: &AccessSecret) -> Result<CityReport, WireError>;

    /// Hands over a message, a rating or a withdrawal; repeating it is harmless. What the report is then, where the city says.
    async fn follow_up(
        &self,
        request: &FollowUpRequest,
        access: &AccessSecret,
    ) -> Result<Option<CityReport>, WireError>;

    /// Begins the upload of a photo, with the first bytes of it or none.
    async fn create_upload(
        &self,
        report: ReportId,
        photo: &Attachment,
        access: &AccessSecret,
        beginning: Vec<u8>,
    ) -> Result<Created, WireError>;

    /// How many bytes of an upload the city has.
    async fn upload_offset(&self, url: &str) -> Result<u64, WireError>;

    /// Sends a piece of an upload from `offset` on; how many bytes the city has then.
    async fn upload_piece(&self, url: &str, offset: u64, piece: Vec<u8>) -> Result<u64, WireError>;

    /// The request with which the system itself can send the rest of an upload, without a credential; `None`: this city's uploads can't go so.
    fn background_request(&self, url: &str, offset: u64) -> Option<BackgroundRequest> {
        let _ = (url, offset);
        None
    }

    /// The reports of a ward that everyone may see.
    async fn nearby(&self, ward: &str, etag: Option<&str>) -> Result<Fetched<Vec<PublicReport>>, WireError>;

    /// What changed since the cursor.
    async fn changes(&self, cursor: Option<&str>, by: &Installation) -> Result<ChangesPage, WireError>;

    /// The index of warnings.
    async fn alert_index(&self, etag: Option<&str>) -> Result<Fetched<SignedIndex>, WireError>;

    /// The warning at a URL of the index.
    async fn alert_message(&self, url: &str) -> Result<Vec<u8>, WireError>;
}
