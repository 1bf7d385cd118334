//! The moment in which a draft becomes final. From here on the bytes that go to the city are fixed, with the key that makes
//! a repetition harmless: a [`FinalisedReport`] has no setters.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest;
use serde::{Deserialize, Serialize, Serializer};

use super::{Categories, Contact, Draft, Location, Problem, Sharing};
use crate::clock::Timestamp;
use crate::entropy::{Entropy, random};
use crate::hex;
use crate::id::{IdempotencyKey, ReportId};

/// The secret that shows a later request about a report to be its author's. The city knows only its SHA-256.
#[derive(Clone, PartialEq, Eq, zeroize::ZeroizeOnDrop)]
pub struct AccessSecret([u8; 32]);

impl AccessSecret {
    pub(crate) fn new(entropy: &dyn Entropy) -> Self {
        Self(random(entropy))
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// As a header carries it: base64url without padding.
    pub(crate) fn to_header(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What the city may know: SHA-256 in lower-case hexadecimal.
    pub(crate) fn hash(&self) -> String {
        hex::encode(digest::digest(&digest::SHA256, &self.0).as_ref())
    }
}

/// A photo as the report names it to the city.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Lower-case hexadecimal SHA-256 of the file.
    pub sha256: String,
    /// In bytes.
    pub size: u64,
    /// As `image/jpeg`.
    pub media_type: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// A report that goes to the city exactly as it is.
#[derive(Clone, PartialEq, Eq)]
pub struct FinalisedReport {
    id: ReportId,
    key: IdempotencyKey,
    body: Vec<u8>,
}

impl FinalisedReport {
    /// From the outbox, after a restart.
    pub(crate) fn restore(id: ReportId, key: IdempotencyKey, body: Vec<u8>) -> Self {
        Self { id, key, body }
    }

    /// The report's id.
    #[must_use]
    pub fn id(&self) -> ReportId {
        self.id
    }

    /// The key of its one request.
    #[must_use]
    pub fn key(&self) -> IdempotencyKey {
        self.key
    }

    /// The JSON body of `POST /v1/reports`; each try sends these bytes.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

/// What [`finalise`] needs beside the draft.
pub struct Finalising<'a> {
    /// The report's id.
    pub id: ReportId,
    /// A new key.
    pub key: IdempotencyKey,
    /// The report's access secret.
    pub access: &'a AccessSecret,
    /// The photos in their order.
    pub attachments: &'a [Attachment],
    /// The categories in force.
    pub categories: &'a Categories,
    /// When the citizen tapped "send".
    pub made_at: Timestamp,
}

/// The body of `POST /v1/reports`. To add a field to a report: put it here and in [`Draft`], and into docs/protocol.md.
#[derive(Serialize)]
struct Body<'a> {
    id: ReportId,
    category: &'a str,
    schema_version: u32,
    text: &'a str,
    answers: serde_json::Map<String, serde_json::Value>,
    location: Option<LocationBody>,
    ward: Option<&'a str>,
    address: Option<&'a str>,
    #[serde(serialize_with = "rfc3339")]
    made_at: Timestamp,
    contact: Option<&'a Contact>,
    public: Sharing,
    access_hash: String,
    attachments: &'a [Attachment],
}

/// A position as the city gets it.
#[derive(Serialize)]
pub(crate) struct LocationBody {
    lat: f64,
    lon: f64,
    accuracy_m: Option<f64>,
    fixed_at: Option<String>,
    source: super::LocationSource,
    mock: bool,
}

impl From<&Location> for LocationBody {
    fn from(location: &Location) -> Self {
        Self {
            lat: location.point.lat(),
            lon: location.point.lon(),
            accuracy_m: location.accuracy_m,
            fixed_at: location.fixed_at.map(Timestamp::to_rfc3339),
            source: location.source,
            mock: location.mock,
        }
    }
}

// serde hands over a reference.
#[expect(clippy::trivially_copy_pass_by_ref)]
fn rfc3339<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.to_rfc3339())
}

/// Makes a draft final.
///
/// # Errors
/// The [`Problem`]s that keep it from being sent; the draft goes on then.
pub fn finalise(draft: &Draft, with: &Finalising<'_>) -> Result<FinalisedReport, Vec<Problem>> {
    let problems = draft.problems(with.attachments.len(), with.categories, with.made_at);
    if !problems.is_empty() {
        return Err(problems);
    }
    let draft = draft.as_sent(with.categories);
    let answers = draft.category_in(with.categories).map(|category| draft.answers.body(category));
    let body = Body {
        id: with.id,
        category: draft.category.as_deref().unwrap_or_default(),
        schema_version: draft.version_in(with.categories),
        text: draft.text.trim(),
        answers: answers.unwrap_or_default(),
        location: draft.location.as_ref().map(LocationBody::from),
        ward: draft.ward.as_deref(),
        address: draft.address.as_deref(),
        made_at: with.made_at,
        contact: draft.contact.as_ref(),
        public: draft.sharing,
        access_hash: with.access.hash(),
        attachments: with.attachments,
    };
    // Strings, numbers and lists always serialise; a NaN can't be in a `Point`, and elsewhere becomes null.
    let body = serde_json::to_vec(&body).unwrap_or_default();
    Ok(FinalisedReport { id: with.id, key: with.key, body })
}
