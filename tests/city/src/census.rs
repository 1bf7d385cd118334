//! What the city holds and what it was asked, counted for tests and the demo: one report or two, resumed or
//! begun again, which digests lie on the disk. It only reads.

use std::sync::atomic::Ordering;

use serde::{Deserialize, Serialize};

use crate::login::grant;
use crate::photo::State as UploadState;
use crate::store::Transaction;
use crate::tiles::TileRequest;
use crate::{App, Error, SosRecord, alert, casework, digest, sos, store};

/// The city at one moment, as `City::state` and `GET /control/state` tell it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// All reports, in the order of their numbers.
    pub reports: Vec<ReportState>,
    /// All calls for help, the newest first.
    pub sos: Vec<SosRecord>,
    /// How many times `POST /v1/sos` came, answered well or not.
    pub sos_posts: u64,
    /// All uploads that were ever created, in that order.
    pub uploads: Vec<UploadRecord>,
    /// How many installations are registered.
    pub installations: u64,
    /// How many times `POST /v1/reports` came, answered well or not.
    pub report_posts: u64,
    /// Requests with several of them.
    pub report_batches: u64,
    /// How many times a single report was asked for.
    pub receipt_questions: u64,
    /// How many times `POST /v1/uploads` came, answered well or not.
    pub upload_creations: u64,
    /// Bodies that came in gzip since the city was started.
    pub packed_bodies: u64,
    /// Answers that went out in gzip since then.
    pub packed_answers: u64,
    /// What came to the login.
    pub login: LoginState,
    /// The serial of the index of warnings; 0 before the first.
    pub alert_serial: i64,
    /// The digests of the warnings in the index.
    pub alerts: Vec<String>,
    /// All requests for tiles of the map, in their order.
    pub tiles: Vec<TileRequest>,
}

/// The login, counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginState {
    /// How many logins live: their newest refresh token is good.
    pub live: u64,
    /// How many times `POST /login/token` came, answered well or not.
    pub token_requests: u64,
    /// How many of them were refreshes.
    pub refreshes: u64,
    /// How many times `POST /login/revoke` came, answered well or not.
    pub revocations: u64,
    /// How many times the public keys were fetched.
    pub key_fetches: u64,
}

/// One report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportState {
    /// The phone's id of it.
    pub id: String,
    /// The number that people read.
    pub number: String,
    /// The category's id.
    pub category: String,
    /// `received`, `assigned`, …
    pub status: String,
    /// Counts the changes of the document.
    pub revision: i64,
    /// The `sub` of the account that it belongs to; `None`: a guest's.
    pub account: Option<String>,
    /// The citizen's words.
    pub text: String,
    /// The photos that it names.
    pub attachments: Vec<AttachmentState>,
    /// How many messages stand, the city's and the citizen's.
    pub messages: usize,
    /// What the citizen wrote in them, oldest first.
    pub heard: Vec<String>,
}

/// One photo that a report names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentState {
    /// The digest that the report named.
    pub sha256: String,
    /// The size that the report named, in bytes.
    pub size: i64,
    /// The digest of the file on the city's disk, computed now; `None` until the photo is stored.
    pub stored_sha256: Option<String>,
    /// The size of that file, in bytes.
    pub stored_size: Option<u64>,
}

/// One upload and what came for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadRecord {
    /// The report that it belongs to.
    pub report: String,
    /// The digest that it was created for.
    pub sha256: String,
    /// Bytes in all.
    pub size: u64,
    /// What became of it.
    pub state: UploadState,
    /// How many times `PATCH` came.
    pub patches: u64,
    /// Bytes of bodies that came, dropped pieces and repetitions too. Equal to `size`: each byte was sent
    /// once.
    pub bytes_received: u64,
}

pub(crate) fn take(app: &App) -> Result<State, Error> {
    app.store.transact(|db| {
        let counted = |key| -> Result<u64, Error> {
            Ok(store::meta(db, key)?.and_then(|value| value.parse().ok()).unwrap_or(0))
        };
        Ok(State {
            reports: reports(app, db)?,
            sos: sos::all(db)?,
            sos_posts: counted("sos_posts")?,
            uploads: uploads(db)?,
            installations: db.query_row("SELECT count(*) FROM installations", [], |row| row.get(0))?,
            report_posts: counted("report_posts")?,
            report_batches: counted("report_batches")?,
            receipt_questions: counted("receipt_questions")?,
            upload_creations: counted("upload_creations")?,
            packed_bodies: app.packed.bodies.load(Ordering::Relaxed),
            packed_answers: app.packed.answers.load(Ordering::Relaxed),
            login: LoginState {
                live: grant::live(db)?,
                token_requests: counted("token_requests")?,
                refreshes: counted("refreshes")?,
                revocations: counted("revocations")?,
                key_fetches: counted("key_fetches")?,
            },
            alert_serial: alert::serial(db)?,
            alerts: alert::published(db)?
                .into_iter()
                .filter(|alert| alert.listed)
                .map(|alert| alert.sha256)
                .collect(),
            tiles: app.tiles.requests(),
        })
    })
}

fn reports(app: &App, db: &Transaction<'_>) -> Result<Vec<ReportState>, Error> {
    let rows: Vec<(String, String, String, Option<String>)> = db
        .prepare("SELECT id, category, body, account FROM reports ORDER BY year, year_number")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<rusqlite::Result<_>>()?;
    rows.into_iter()
        .map(|(id, category, body, account)| {
            let document = casework::document(db, &id)?.ok_or(Error::ReportUnknown)?;
            let body: serde_json::Value = serde_json::from_str(&body)?;
            let text = body.get("text").and_then(|text| text.as_str()).unwrap_or_default().to_owned();
            let attachments = document.attachments.into_iter().map(|photo| attachment(app, photo));
            let thread = casework::thread(db, &id)?;
            let heard = thread.iter().filter(|message| message.author == "citizen");
            Ok(ReportState {
                messages: thread.len(),
                heard: heard.map(|message| message.text.clone()).collect(),
                attachments: attachments.collect::<Result<_, Error>>()?,
                number: document.number,
                status: document.status,
                revision: document.revision,
                id,
                category,
                account,
                text,
            })
        })
        .collect()
}

fn attachment(app: &App, photo: casework::Attachment) -> Result<AttachmentState, Error> {
    let mut state =
        AttachmentState { sha256: photo.sha256, size: photo.size, stored_sha256: None, stored_size: None };
    if photo.state == "stored" {
        let file = app.store.photo_file(&state.sha256);
        state.stored_size = Some(std::fs::metadata(&file)?.len());
        state.stored_sha256 = Some(digest::sha256_of_file(&file)?);
    }
    Ok(state)
}

fn uploads(db: &Transaction<'_>) -> Result<Vec<UploadRecord>, Error> {
    let rows = db
        .prepare("SELECT report, sha256, size, state, patches, bytes_received FROM uploads ORDER BY seq")?
        .query_map([], |row| {
            let state: String = row.get(3)?;
            Ok(UploadRecord {
                report: row.get(0)?,
                sha256: row.get(1)?,
                size: row.get(2)?,
                state: UploadState::read(&state),
                patches: row.get(4)?,
                bytes_received: row.get(5)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}
