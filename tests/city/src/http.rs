//! Small pieces of HTTP that several rooms speak: headers as text, entity tags, and a request body that is
//! taken in within a limit, frame by frame.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::misbehaviour::Trouble;
use crate::problem::Problem;

/// A header as text, when it is there once and readable.
pub(crate) fn text_of(headers: &HeaderMap, name: impl Into<HeaderName>) -> Option<&str> {
    let mut values = headers.get_all(name.into()).iter();
    let first = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(first.trim())
}

/// Whether the body is said to be of this media type; parameters do not matter.
pub(crate) fn is_of_type(headers: &HeaderMap, media_type: &str) -> bool {
    text_of(headers, header::CONTENT_TYPE)
        .and_then(|value| value.split(';').next())
        .is_some_and(|value| value.trim().eq_ignore_ascii_case(media_type))
}

/// Whether the asker already holds what `etag` names (RFC 9110, section 13.1.2).
pub(crate) fn already_held(headers: &HeaderMap, etag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|held| held == "*" || held.strip_prefix("W/").unwrap_or(held) == etag)
}

/// `200` with the body and its entity tag, or `304` for one who holds it.
pub(crate) fn conditional(
    headers: &HeaderMap,
    etag: String,
    cache_control: String,
    media_type: &'static str,
    body: impl Into<Body>,
) -> Response {
    let held = already_held(headers, &etag);
    let common = [(header::ETAG, etag), (header::CACHE_CONTROL, cache_control)];
    if held {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    (common, [(header::CONTENT_TYPE, media_type)], body.into()).into_response()
}

/// Whether no other site's page asks: a browser names the page's origin, programs name none.
pub(crate) fn is_own_origin(headers: &HeaderMap) -> bool {
    let host = text_of(headers, header::HOST).unwrap_or_default();
    headers
        .get(header::ORIGIN)
        .is_none_or(|origin| origin.to_str().is_ok_and(|origin| origin == format!("http://{host}")))
}

/// The headers of every page for a browser. The policy says what the page may load and where its forms lead.
pub(crate) fn seal(answer: &mut Response, policy: &'static str) {
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

/// Why a body did not come to its end.
#[derive(Debug)]
pub(crate) enum Broken {
    /// The connection went away, or was silent for too long.
    Interrupted,
    /// There is more than the limit; what came beyond it was thrown away.
    TooLarge,
    /// The part that takes the bytes could not keep them.
    NotKept(std::io::Error),
}

impl From<Broken> for Problem {
    fn from(broken: Broken) -> Self {
        match broken {
            // Nobody is likely to be there to read it. 408 is tried again.
            Broken::Interrupted => {
                Problem::new(StatusCode::REQUEST_TIMEOUT, "interrupted", "The body did not come to its end")
            }
            Broken::TooLarge => Problem::too_large(),
            Broken::NotKept(error) => error.into(),
        }
    }
}

/// Hands each piece of the body to `take` as it comes. `trouble` may cut it short, as a bad network would.
pub(crate) async fn take_in(
    mut body: Body,
    limit: u64,
    silence: Duration,
    trouble: &Trouble,
    mut take: impl FnMut(&Bytes) -> std::io::Result<()>,
) -> Result<(), Broken> {
    let mut taken = 0_u64;
    loop {
        let frame = tokio::time::timeout(silence, poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)));
        let frame = match frame.await {
            Ok(Some(Ok(frame))) => frame,
            Ok(None) => break,
            Ok(Some(Err(_))) | Err(_) => return Err(Broken::Interrupted),
        };
        let Ok(mut piece) = frame.into_data() else { continue };
        let cut =
            trouble.cut_after().map(|after| after.saturating_sub(taken)).filter(|left| *left <= size(&piece));
        if let Some(left) = cut {
            piece.truncate(usize::try_from(left).unwrap_or(usize::MAX));
        }
        taken += size(&piece);
        // Beyond the limit the body is read to its end all the same: closing on a sender loses the answer.
        if taken <= limit {
            take(&piece).map_err(Broken::NotKept)?;
        }
        if cut.is_some() {
            trouble.cut_the_line();
            return Err(Broken::Interrupted);
        }
    }
    if taken > limit { Err(Broken::TooLarge) } else { Ok(()) }
}

/// The whole body, in memory.
pub(crate) async fn take_whole(
    body: Body,
    limit: u64,
    silence: Duration,
    trouble: &Trouble,
) -> Result<Vec<u8>, Broken> {
    let mut whole = Vec::new();
    take_in(body, limit, silence, trouble, |piece| {
        whole.extend_from_slice(piece);
        Ok(())
    })
    .await?;
    Ok(whole)
}

fn size(piece: &Bytes) -> u64 {
    piece.len() as u64
}
