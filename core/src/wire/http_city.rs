//! The city over HTTP: each request of docs/protocol.md.

use std::sync::Arc;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LOCATION,
};
use reqwest::{Method, RequestBuilder, StatusCode};
use ring::digest;

use super::answer::{Answer, WireError};
use super::batch::{self, BatchAnswer};
use super::client::{self, HttpClient};
use super::coding::{self, GZIP};
use super::pieces;
use super::tls::Trust;
use super::{
    AccessToken, BackgroundRequest, ChangesPage, City, Created, Fetched, Installation, Me, SignedIndex,
    SosLine,
};
use crate::clock::Clock;
use crate::hex;
use crate::id::ReportId;
use crate::report::{
    AccessSecret, Attachment, CityReport, FinalisedReport, FollowUp, FollowUpRequest, PublicReport,
};

const ACCESS: &str = "hues-report-access";
const INSTALLATION: &str = "hues-installation";
pub(super) const IDEMPOTENCY_KEY: &str = "idempotency-key";
pub(super) const JSON: &str = "application/json";
const PIECE_TYPE: &str = "application/offset+octet-stream";
const TUS_VERSION: (&str, &str) = ("tus-resumable", "1.0.0");

/// What the city answers to a follow-up.
#[derive(serde::Deserialize)]
struct FollowUpAnswer {
    report: ReportId,
    #[serde(default)]
    document: Option<CityReport>,
}

/// What the city answers about a ward.
#[derive(serde::Deserialize)]
struct NearbyAnswer {
    ward: String,
    reports: Vec<serde_json::Value>,
}

/// A city's server.
pub struct HttpCity {
    pub(super) client: HttpClient,
}

impl HttpCity {
    /// A city at an origin, as `https://api.city.example`; `None` when that is no origin a root no certificate, or a pin no pin.
    #[must_use]
    pub fn new(origin: &str, trust: &Trust, clock: Arc<dyn Clock>) -> Option<Self> {
        HttpClient::new(origin, trust, clock).map(|client| Self { client })
    }

    /// Milliseconds that the city's clock is ahead of the phone's, as the last answer told.
    #[must_use]
    pub fn clock_offset_ms(&self) -> i64 {
        self.client.clock_offset_ms()
    }

    async fn conditional(&self, path: &str, etag: Option<&str>) -> Result<Fetched<Answer>, WireError> {
        self.conditionally(self.client.get(path)?, etag).await
    }

    async fn conditionally(
        &self,
        mut request: RequestBuilder,
        etag: Option<&str>,
    ) -> Result<Fetched<Answer>, WireError> {
        if let Some(etag) = etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        let answer = self.ask(request).await?;
        // A 304 without a validator that we sent makes no sense.
        if answer.status == StatusCode::NOT_MODIFIED && etag.is_some() {
            return Ok(Fetched::NotModified);
        }
        let etag = answer.header(ETAG.as_str()).map(str::to_owned);
        Ok(Fetched::New { value: answer, etag })
    }

    async fn ask_for_upload(
        &self,
        report: ReportId,
        photo: &Attachment,
        access: &AccessSecret,
        beginning: Vec<u8>,
    ) -> Result<Answer, WireError> {
        let request = self
            .client
            .post("/v1/uploads")?
            .header(TUS_VERSION.0, TUS_VERSION.1)
            .header(ACCESS, access.to_header())
            .header("upload-length", photo.size)
            .header("upload-metadata", upload_metadata(report, photo));
        if beginning.is_empty() {
            self.client.send(request.header(CONTENT_LENGTH, 0)).await
        } else {
            // Of a whole file the digest is known.
            let whole = (beginning.len() as u64 == photo.size).then(|| hex::decode(&photo.sha256)).flatten();
            self.send_bytes(request, beginning, whole).await
        }
    }

    /// Sends bytes of an upload with their checksum, as long as they move.
    async fn send_bytes(
        &self,
        request: RequestBuilder,
        bytes: Vec<u8>,
        sha256: Option<Vec<u8>>,
    ) -> Result<Answer, WireError> {
        let checksum = match sha256 {
            Some(sha256) => STANDARD.encode(sha256),
            None => STANDARD.encode(digest::digest(&digest::SHA256, &bytes)),
        };
        let request =
            request.header(CONTENT_TYPE, PIECE_TYPE).header("upload-checksum", format!("sha256 {checksum}"));
        self.send_while_moving(request, bytes).await
    }

    /// Sends a request whose answer is JSON or XML, which may come packed.
    pub(super) async fn ask(&self, request: RequestBuilder) -> Result<Answer, WireError> {
        self.client.send(request.header(ACCEPT_ENCODING, GZIP)).await
    }

    /// Sends JSON: packed, if it is large and the city takes that; and as it is, if the city does not after all.
    pub(super) async fn send_json(
        &self,
        request: RequestBuilder,
        json: Vec<u8>,
    ) -> Result<Answer, WireError> {
        let request = request.header(CONTENT_TYPE, JSON).header(ACCEPT_ENCODING, GZIP);
        let packed = if self.client.takes_gzip() { coding::pack(&json) } else { None };
        if let Some((packed, request)) = packed.zip(request.try_clone()) {
            let answer = self.send_while_moving(request.header(CONTENT_ENCODING, GZIP), packed).await?;
            if answer.status != StatusCode::UNSUPPORTED_MEDIA_TYPE {
                return Ok(answer);
            }
            self.client.note_refused_gzip();
        }
        self.send_while_moving(request, json).await
    }

    async fn send_while_moving(&self, request: RequestBuilder, bytes: Vec<u8>) -> Result<Answer, WireError> {
        let len = bytes.len();
        let (body, moved) = pieces::body(bytes);
        self.client.send_unhurried(request.header(CONTENT_LENGTH, len).body(body), &moved).await
    }
}

fn by(request: RequestBuilder, installation: &Installation) -> RequestBuilder {
    request.header(INSTALLATION, installation.credential())
}

fn upload_metadata(report: ReportId, photo: &Attachment) -> String {
    let ending = match photo.media_type.as_str() {
        "video/mp4" => "mp4",
        "video/quicktime" => "mov",
        _ => "jpg",
    };
    let pairs = [
        ("filename", format!("{}.{ending}", photo.sha256)),
        ("filetype", photo.media_type.clone()),
        ("sha256", photo.sha256.clone()),
        ("report", report.to_string()),
    ];
    pairs.map(|(name, value)| format!("{name} {}", STANDARD.encode(value))).join(",")
}

pub(super) fn offset_of(answer: &Answer) -> Result<u64, WireError> {
    answer.expect_tus()?;
    answer.header("upload-offset").and_then(|offset| offset.parse().ok()).ok_or(WireError::Garbled)
}

/// A damaged URL that we stored ourselves, or a `Location` of somewhere else, is an upload that is not there.
fn gone(error: WireError) -> WireError {
    if error == WireError::Garbled { WireError::UploadGone } else { error }
}

#[async_trait]
impl City for HttpCity {
    fn sos(&self) -> Option<&dyn SosLine> {
        Some(self)
    }

    async fn register(&self, installation: &Installation) -> Result<(), WireError> {
        let body = serde_json::json!({ "credential_hash": installation.hash() }).to_string();
        let request = self.client.post("/v1/installations")?.header(CONTENT_TYPE, JSON).body(body);
        self.ask(request).await?.json::<serde_json::Value>().map(|_| ())
    }

    async fn categories(&self, etag: Option<&str>) -> Result<Fetched<Vec<u8>>, WireError> {
        match self.conditional("/v1/categories", etag).await? {
            Fetched::NotModified => Ok(Fetched::NotModified),
            Fetched::New { value, etag } => Ok(Fetched::New { value: value.expect(JSON)?.to_vec(), etag }),
        }
    }

    async fn me(&self, bearer: &AccessToken) -> Result<Me, WireError> {
        let request = self.client.get("/v1/me")?.bearer_auth(bearer.as_str());
        self.ask(request).await?.json()
    }

    async fn post_report(
        &self,
        report: &FinalisedReport,
        sender: &Installation,
        bearer: Option<&AccessToken>,
    ) -> Result<CityReport, WireError> {
        let mut request =
            self.client.post("/v1/reports")?.header(IDEMPOTENCY_KEY, format!("\"{}\"", report.key()));
        if let Some(bearer) = bearer {
            request = request.bearer_auth(bearer.as_str());
        }
        let answer = self.send_json(by(request, sender), report.body().to_vec()).await?;
        let document: CityReport = answer.json()?;
        // Whoever confirms another report confirms nothing.
        if document.id == report.id() { Ok(document) } else { Err(WireError::Garbled) }
    }

    async fn post_reports(
        &self,
        reports: &[FinalisedReport],
        sender: &Installation,
        bearer: Option<&AccessToken>,
    ) -> Result<Vec<Result<CityReport, WireError>>, WireError> {
        let mut request = self.client.post("/v1/reports:batch")?;
        if let Some(bearer) = bearer {
            request = request.bearer_auth(bearer.as_str());
        }
        let answer: BatchAnswer = self.send_json(by(request, sender), batch::body(reports)).await?.json()?;
        Ok(answer.of(reports))
    }

    async fn report(&self, id: ReportId, access: &AccessSecret) -> Result<CityReport, WireError> {
        let request = self.client.get(&format!("/v1/reports/{id}"))?.header(ACCESS, access.to_header());
        let document: CityReport = self.ask(request).await?.json()?;
        if document.id == id { Ok(document) } else { Err(WireError::Garbled) }
    }

    async fn follow_up(
        &self,
        request: &FollowUpRequest,
        access: &AccessSecret,
    ) -> Result<Option<CityReport>, WireError> {
        let report = request.report();
        let (method, path) = match request.follow_up() {
            FollowUp::Message(_) => (Method::POST, format!("/v1/reports/{report}/messages")),
            FollowUp::Amendment => (Method::POST, format!("/v1/reports/{report}/amendments")),
            FollowUp::Rating => (Method::PUT, format!("/v1/reports/{report}/rating")),
            FollowUp::Withdrawal => (Method::DELETE, format!("/v1/reports/{report}")),
        };
        let http = self
            .client
            .request(method, &path)?
            .header(IDEMPOTENCY_KEY, format!("\"{}\"", request.key()))
            .header(ACCESS, access.to_header());
        let body = request.body();
        let answer =
            if body.is_empty() { self.ask(http).await } else { self.send_json(http, body.to_vec()).await };
        let answer: FollowUpAnswer = answer?.json()?;
        if answer.report != report {
            return Err(WireError::Garbled);
        }
        Ok(answer.document.filter(|document| document.id == report))
    }

    async fn create_upload(
        &self,
        report: ReportId,
        photo: &Attachment,
        access: &AccessSecret,
        beginning: Vec<u8>,
    ) -> Result<Created, WireError> {
        let with_bytes = !beginning.is_empty();
        let mut answer = self.ask_for_upload(report, photo, access, beginning).await?;
        // A bare 400 of an upload server that knows only `creation`; the city's own would say what is wrong.
        let only_creates = answer.status == StatusCode::BAD_REQUEST && answer.is_bare_tus();
        if with_bytes && only_creates {
            answer = self.ask_for_upload(report, photo, access, Vec::new()).await?;
        }
        if !answer.status.is_success() {
            // Here 404 and 409 are the city's word on the report, not on an upload.
            return Err(if answer.status.as_u16() == 460 {
                WireError::PieceDamaged
            } else {
                answer.failure()
            });
        }
        answer.expect_tus()?;
        let url = answer.header(LOCATION.as_str()).map(str::to_owned).ok_or(WireError::Garbled)?;
        // A server that takes no bytes with the creation says nothing of an offset.
        let offset = answer.header("upload-offset").map_or(Ok(0), str::parse);
        // Other servers than the city's say nothing, or something of their own.
        let document = answer.json::<CityReport>().ok().filter(|document| document.id == report);
        Ok(Created { url, offset: offset.map_err(|_| WireError::Garbled)?, report: document.map(Box::new) })
    }

    async fn upload_offset(&self, url: &str) -> Result<u64, WireError> {
        let request = self.client.request(Method::HEAD, url).map_err(gone)?;
        let answer = self.client.send(request.header(TUS_VERSION.0, TUS_VERSION.1)).await?;
        if let Some(error) = answer.refusal_without_a_body() {
            return Err(error);
        }
        offset_of(&answer)
    }

    async fn upload_piece(&self, url: &str, offset: u64, piece: Vec<u8>) -> Result<u64, WireError> {
        let request = self
            .client
            .request(Method::PATCH, url)
            .map_err(gone)?
            .header(TUS_VERSION.0, TUS_VERSION.1)
            .header("upload-offset", offset);
        offset_of(&self.send_bytes(request, piece, None).await?)
    }

    fn background_request(&self, url: &str, offset: u64) -> Option<BackgroundRequest> {
        let headers = [
            ("Content-Type", PIECE_TYPE.to_owned()),
            ("Tus-Resumable", TUS_VERSION.1.to_owned()),
            ("Upload-Offset", offset.to_string()),
            ("Hues-Api-Version", client::API_VERSION.to_owned()),
            ("User-Agent", client::USER_AGENT.to_owned()),
        ];
        Some(BackgroundRequest {
            method: Method::PATCH.to_string(),
            url: self.client.own_url(url)?.to_string(),
            headers: headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        })
    }

    async fn nearby(&self, ward: &str, etag: Option<&str>) -> Result<Fetched<Vec<PublicReport>>, WireError> {
        let request = self.client.get_with("/v1/reports/nearby", "ward", ward)?;
        Ok(match self.conditionally(request, etag).await? {
            Fetched::NotModified => Fetched::NotModified,
            Fetched::New { value, etag } => {
                let NearbyAnswer { ward: theirs, reports } = value.json()?;
                // What is about another ward would be kept as this one's.
                if theirs != ward {
                    return Err(WireError::Garbled);
                }
                // One that this version can't read, such as of a new status, must not hide the others.
                let read = |report| serde_json::from_value(report).ok();
                Fetched::New { value: reports.into_iter().filter_map(read).collect(), etag }
            }
        })
    }

    async fn changes(&self, cursor: Option<&str>, reader: &Installation) -> Result<ChangesPage, WireError> {
        let request = match cursor {
            None => self.client.get("/v1/changes")?,
            Some(cursor) => self.client.get_with("/v1/changes", "cursor", cursor)?,
        };
        self.ask(by(request, reader)).await?.json()
    }

    async fn alert_index(&self, etag: Option<&str>) -> Result<Fetched<SignedIndex>, WireError> {
        match self.conditional("/v1/alerts/index.json", etag).await? {
            Fetched::NotModified => Ok(Fetched::NotModified),
            Fetched::New { value, etag } => {
                let json = value.expect(JSON)?.to_vec();
                let signature = self.client.send(self.client.get("/v1/alerts/index.json.sig")?).await?;
                let signature = signature.expect("text/plain")?;
                let signature = STANDARD.decode(signature.trim_ascii()).map_err(|_| WireError::Garbled)?;
                Ok(Fetched::New { value: SignedIndex { json, signature }, etag })
            }
        }
    }

    async fn alert_message(&self, url: &str) -> Result<Vec<u8>, WireError> {
        let answer = self.ask(self.client.get(url)?).await?;
        Ok(answer.expect("application/cap+xml")?.to_vec())
    }
}
