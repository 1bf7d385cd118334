//! gzip around the protocol: answers of JSON and XML for whoever asks for it, and bodies that come in it. Every answer says that they may
//! (RFC 7694). The rooms inside see neither.

use std::io::{Read as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;

use crate::misbehaviour::Trouble;
use crate::problem::Problem;
use crate::{App, http};

const GZIP: &str = "gzip";
/// The largest body that is unpacked, and no room takes a larger one of JSON.
const BODY_LIMIT: u64 = 2 << 20;
/// The largest answer that is packed.
const ANSWER_LIMIT: usize = 32 << 20;
/// What is smaller goes as it is.
const WORTH_IT: usize = 256;

/// What was packed since the city was started.
#[derive(Debug, Default)]
pub(crate) struct PackedCount {
    pub(crate) bodies: AtomicU64,
    pub(crate) answers: AtomicU64,
}

/// Stands around every request.
pub(crate) async fn speak(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let is_of_protocol = request.uri().path().starts_with("/v1/");
    let wanted = http::text_of(request.headers(), header::ACCEPT_ENCODING).is_some_and(names_gzip);
    let mut answer = match unpacked(&app, request).await {
        Ok(request) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    if is_of_protocol {
        answer.headers_mut().insert(header::ACCEPT_ENCODING, HeaderValue::from_static(GZIP));
    }
    if wanted { packed(&app, answer).await } else { answer }
}

/// The request with its body as it was before it was packed.
async fn unpacked(app: &App, request: Request) -> Result<Request, Problem> {
    let coding = http::text_of(request.headers(), header::CONTENT_ENCODING).unwrap_or("identity");
    if coding.eq_ignore_ascii_case("identity") {
        return Ok(request);
    }
    let refusal = |title| Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", title);
    if !coding.eq_ignore_ascii_case(GZIP) {
        return Err(refusal("Bodies come as they are, or in gzip"));
    }
    let (mut parts, body) = request.into_parts();
    let trouble = parts.extensions.get::<Trouble>().cloned().unwrap_or_default();
    let packed = http::take_whole(body, BODY_LIMIT, app.options.silence, &trouble).await?;
    let mut whole = Vec::new();
    if MultiGzDecoder::new(packed.as_slice()).take(BODY_LIMIT + 1).read_to_end(&mut whole).is_err() {
        return Err(refusal("The body is not in gzip"));
    }
    if whole.len() as u64 > BODY_LIMIT {
        return Err(Problem::too_large());
    }
    app.packed.bodies.fetch_add(1, Ordering::Relaxed);
    parts.headers.remove(header::CONTENT_LENGTH);
    // The line was cut already, if it was to be.
    parts.extensions.insert(trouble.without_cut());
    Ok(Request::from_parts(parts, Body::from(whole)))
}

async fn packed(app: &App, answer: Response) -> Response {
    let (mut parts, body) = answer.into_parts();
    if !is_structured(&parts.headers) || parts.headers.contains_key(header::CONTENT_ENCODING) {
        return Response::from_parts(parts, body);
    }
    let whole = axum::body::to_bytes(body, ANSWER_LIMIT).await.unwrap_or_default();
    parts.headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    let packed = match packer.write_all(&whole).and_then(|()| packer.finish()) {
        Ok(packed) if whole.len() >= WORTH_IT => packed,
        _ => return Response::from_parts(parts, Body::from(whole)),
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    app.packed.answers.fetch_add(1, Ordering::Relaxed);
    parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(GZIP));
    // The same content in other bytes: the validator is a weak one now (RFC 9110, section 8.8.1).
    let weak = http::text_of(&parts.headers, header::ETAG).and_then(|etag| format!("W/{etag}").parse().ok());
    if let Some(weak) = weak {
        parts.headers.insert(header::ETAG, weak);
    }
    Response::from_parts(parts, Body::from(packed))
}

fn is_structured(headers: &HeaderMap) -> bool {
    let media_type = http::text_of(headers, header::CONTENT_TYPE).unwrap_or_default();
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    media_type.ends_with("json") || media_type.ends_with("xml")
}

/// Whether gzip is among the codings of a header field, and not with the weight of nothing.
fn names_gzip(field: &str) -> bool {
    field.split(',').any(|entry| {
        let mut parts = entry.split(';').map(str::trim);
        let is_gzip = parts.next().is_some_and(|coding| coding.eq_ignore_ascii_case(GZIP));
        let weight = parts.find_map(|part| part.strip_prefix("q=")).and_then(|q| q.parse::<f64>().ok());
        is_gzip && weight != Some(0.0)
    })
}
