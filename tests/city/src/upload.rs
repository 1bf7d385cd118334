//! `/v1/uploads`: tus 1.0.0 with creation, creation-with-upload, checksum, termination and expiration. This
//! file speaks HTTP and reads the headers; what an upload is and what becomes of its bytes is `photo`'s.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{Extension, Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::DateTime;

use crate::misbehaviour::Trouble;
use crate::photo::{self, PieceRefused, State as UploadState, Upload};
use crate::problem::Problem;
use crate::report::Claim;
use crate::store::Transaction;
use crate::{App, VIDEO_LIMIT, casework, http, removal, report};

/// The largest piece with a checksum, in bytes.
const PIECE_LIMIT: u64 = 8 << 20;
const PIECE_TYPE: &str = "application/offset+octet-stream";
const VERSION: &str = "1.0.0";

const TUS_RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const UPLOAD_CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
const UPLOAD_EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");
const UPLOAD_METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");

/// Every request but `OPTIONS` says which tus it speaks; another one than ours is refused.
pub(crate) fn refuse_other_tus(request: &Request) -> Option<Problem> {
    let spoken = http::text_of(request.headers(), TUS_RESUMABLE) == Some(VERSION);
    let refused = !spoken && request.method() != Method::OPTIONS;
    refused.then(|| {
        Problem::new(StatusCode::PRECONDITION_FAILED, "tus-version", "The city speaks tus 1.0.0")
            .header(HeaderName::from_static("tus-version"), VERSION)
    })
}

/// Every answer about uploads, an error too, says that it is of tus.
pub(crate) fn mark_as_tus(answer: &mut Response) {
    answer.headers_mut().insert(TUS_RESUMABLE, HeaderValue::from_static(VERSION));
}

/// `OPTIONS /v1/uploads`
pub(crate) async fn abilities() -> Response {
    let abilities = [
        ("tus-version", VERSION.to_owned()),
        ("tus-extension", "creation,creation-with-upload,checksum,termination,expiration".to_owned()),
        ("tus-checksum-algorithm", "sha256".to_owned()),
        ("tus-max-size", VIDEO_LIMIT.to_string()),
    ];
    (StatusCode::NO_CONTENT, abilities).into_response()
}

/// `POST /v1/uploads`
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Extension(trouble): Extension<Trouble>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    // It counts whatever comes of it.
    let (upload, report) = app.store.transact(|db| {
        crate::store::count(db, "upload_creations")?;
        Ok::<_, Problem>(begin(&app, db, &headers))
    })??;
    let mut offset = 0;
    if http::is_of_type(&headers, PIECE_TYPE) {
        let _claim = hold(&app, &upload.token)?;
        let taken = take_piece(&app, &upload, 0, &headers, body, &trouble).await;
        if matches!(taken, Err(PieceRefused::Damaged | PieceRefused::TooLarge)) {
            // The phone does not get the address of this upload, so nothing could ever come of it.
            photo::end(&app, &upload.token, UploadState::Terminated)?;
        }
        offset = taken?;
    }
    let location = (header::LOCATION, format!("/v1/uploads/{}", upload.token));
    let progress = [(UPLOAD_OFFSET, offset.to_string()), (UPLOAD_EXPIRES, expires(&upload))];
    if offset < upload.size || !app.options.receipt_at_once {
        return Ok((StatusCode::CREATED, [location], progress).into_response());
    }
    // Nothing of it is left to send, so the phone need not ask what the city has.
    let document = app.store.transact(|db| casework::document(db, &report))?;
    let document = document.ok_or_else(removal::gone)?;
    Ok((StatusCode::CREATED, [location], progress, Json(document)).into_response())
}

/// A new upload as its creation's headers want it, and its report.
fn begin(app: &App, db: &Transaction<'_>, headers: &HeaderMap) -> Result<(Upload, String), Problem> {
    let size = number(headers, UPLOAD_LENGTH)?;
    if size > VIDEO_LIMIT {
        return Err(Problem::too_large());
    }
    let metadata = http::text_of(headers, UPLOAD_METADATA).unwrap_or_default();
    let report = metadatum(metadata, "report").ok_or_else(|| bad("Upload-Metadata must name the report"))?;
    let sha256 = metadatum(metadata, "sha256").ok_or_else(|| bad("Upload-Metadata must name the sha256"))?;
    if removal::is_removed(db, &report, headers)? {
        return Err(removal::gone());
    }
    report::check_access(db, &report, headers)?;
    let upload = photo::begin(db, &report, &sha256, size, app.options.upload_life)?.ok_or_else(|| {
        Problem::new(StatusCode::FORBIDDEN, "attachment-unknown", "The report names no such photo")
    })?;
    Ok((upload, report))
}

/// `HEAD /v1/uploads/{token}`
pub(crate) async fn ask(State(app): State<Arc<App>>, Path(token): Path<String>) -> Result<Response, Problem> {
    // Asking holds nothing: it must never be what keeps a piece away.
    if app.running.are_held(&claim_name(&token)) {
        return Err(locked());
    }
    let upload = find(&app, &token)?;
    let headers = [
        (UPLOAD_OFFSET, photo::offset(&app, &upload)?.to_string()),
        (UPLOAD_LENGTH, upload.size.to_string()),
        (UPLOAD_EXPIRES, expires(&upload)),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((StatusCode::OK, headers).into_response())
}

/// `PATCH /v1/uploads/{token}`
pub(crate) async fn append(
    State(app): State<Arc<App>>,
    Path(token): Path<String>,
    Extension(trouble): Extension<Trouble>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let _claim = hold(&app, &token)?;
    let upload = find(&app, &token)?;
    photo::count_patch(&app, &token)?;
    if !http::is_of_type(&headers, PIECE_TYPE) {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported-media-type",
            "A piece must be application/offset+octet-stream",
        ));
    }
    let offset = photo::offset(&app, &upload)?;
    if number(&headers, UPLOAD_OFFSET)? != offset {
        return Err(Problem::new(StatusCode::CONFLICT, "upload-offset", "The upload is at another offset"));
    }
    trouble.stand_still().await;
    let offset = take_piece(&app, &upload, offset, &headers, body, &trouble).await?;
    let progress = [(UPLOAD_OFFSET, offset.to_string()), (UPLOAD_EXPIRES, expires(&upload))];
    Ok((StatusCode::NO_CONTENT, progress).into_response())
}

/// `DELETE /v1/uploads/{token}`
pub(crate) async fn terminate(
    State(app): State<Arc<App>>,
    Path(token): Path<String>,
) -> Result<StatusCode, Problem> {
    let _claim = hold(&app, &token)?;
    let upload = find(&app, &token)?;
    photo::end(&app, &upload.token, UploadState::Terminated)?;
    Ok(StatusCode::NO_CONTENT)
}

impl From<PieceRefused> for Problem {
    fn from(refused: PieceRefused) -> Self {
        match refused {
            PieceRefused::Damaged => {
                // 460 is tus's own status, unknown to the registry of HTTP.
                let status = StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST);
                Self::new(status, "checksum-mismatch", "The piece was damaged on the way")
            }
            PieceRefused::TooLarge => Self::too_large(),
            PieceRefused::Interrupted => http::Broken::Interrupted.into(),
            PieceRefused::NotKept(error) => error.into(),
        }
    }
}

/// Keeps other requests away from an upload until the claim is dropped.
fn hold(app: &App, token: &str) -> Result<Claim, Problem> {
    app.running.claim(vec![claim_name(token)]).ok_or_else(locked)
}

fn claim_name(token: &str) -> String {
    format!("upload {token}")
}

fn locked() -> Problem {
    Problem::new(StatusCode::LOCKED, "upload-locked", "Another request holds this upload")
        .header(header::RETRY_AFTER, "1")
}

/// An upload that can still be asked for; everything that ended is `410`.
fn find(app: &App, token: &str) -> Result<Upload, Problem> {
    let upload = photo::find(app, token)?
        .ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "upload-unknown", "There is no such upload"))?;
    match upload.state {
        UploadState::Open | UploadState::Stored => Ok(upload),
        UploadState::Mismatch | UploadState::Terminated | UploadState::Expired => {
            Err(Problem::new(StatusCode::GONE, "upload-gone", "This upload is gone"))
        }
    }
}

async fn take_piece(
    app: &App,
    upload: &Upload,
    offset: u64,
    headers: &HeaderMap,
    body: Body,
    trouble: &Trouble,
) -> Result<u64, PieceRefused> {
    let checksum = match http::text_of(headers, UPLOAD_CHECKSUM) {
        None => None,
        // A checksum that can't be read can't be met: the piece is damaged.
        Some(value) => Some(
            value
                .strip_prefix("sha256 ")
                .and_then(|digest| STANDARD.decode(digest.trim()).ok())
                .ok_or(PieceRefused::Damaged)?,
        ),
    };
    // A piece that is cut keeps what came; only one with a checksum is dropped as a whole, and sent again.
    let rest = upload.size - offset;
    let limit = if checksum.is_some() { PIECE_LIMIT.min(rest) } else { rest };
    photo::append(app, upload, offset, limit, checksum, body, trouble).await
}

fn number(headers: &HeaderMap, name: HeaderName) -> Result<u64, Problem> {
    let detail = format!("{name} must be a number of bytes");
    http::text_of(headers, name).and_then(|value| value.parse().ok()).ok_or_else(|| bad(detail))
}

fn bad(detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "invalid-upload", "The upload's headers are missing or wrong")
        .detail(detail)
}

/// One value of `Upload-Metadata`: pairs of a name and base64, between commas.
fn metadatum(metadata: &str, name: &str) -> Option<String> {
    let (_, value) =
        metadata.split(',').filter_map(|pair| pair.trim().split_once(' ')).find(|(key, _)| *key == name)?;
    String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()
}

/// An HTTP date (RFC 9110, section 5.6.7).
fn expires(upload: &Upload) -> String {
    let time = DateTime::from_timestamp(upload.expires_at, 0).unwrap_or_default();
    time.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[cfg(test)]
mod tests {
    use super::metadatum;

    #[test]
    fn metadata_is_found_by_its_whole_name() {
        let metadata = "filename YS5qcGc=, sha256 YWJj,report MQ==,empty";
        assert_eq!(metadatum(metadata, "sha256").as_deref(), Some("abc"));
        assert_eq!(metadatum(metadata, "report").as_deref(), Some("1"));
        assert_eq!(metadatum(metadata, "sha"), None);
        assert_eq!(metadatum("report !", "report"), None);
    }
}
