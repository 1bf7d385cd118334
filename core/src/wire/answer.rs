//! Reading an answer: is it the city's, and what does it say? Only an answer of the kind that was asked for counts; anything else came from
//! something on the way, and proves nothing.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::coding::{self, GZIP};
use crate::clock::Timestamp;
use crate::report::REMOVED;

/// The most that an answer may hold; a page of changes and the largest warning stay far below.
pub(super) const MAX_BODY: usize = 8 * 1024 * 1024;
const PROBLEM: &str = "application/problem+json";
const PROBLEM_TYPE_PREFIX: &str = "urn:hues:problem:";

/// How a request failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// No answer came: no route, no name, no TLS, cut, or silent for too long.
    #[error("the city can't be reached")]
    Unreachable,
    /// The server's certificate is not valid yet, or not any more, by the phone's clock; one of the two is wrong.
    #[error("the server's certificate is not valid at the phone's time")]
    Untimely,
    /// An answer came that is not the city's.
    #[error("something on the way answered in the city's place")]
    Portal,
    /// The city can't take it now (408, 409 `idempotency-in-progress`, 423, 425, 429, 5xx).
    #[error("the city is busy ({status})")]
    Busy {
        /// The status code.
        status: u16,
        /// How long it asks to be left alone.
        retry_after: Option<Duration>,
    },
    /// The city's answer breaks the protocol.
    #[error("the city's answer can't be read")]
    Garbled,
    /// The credential is not known (401).
    #[error("the city does not know the credential")]
    Unauthorised,
    /// The access token is not known, or not any more (401 `token-expired`, `token-unknown`).
    #[error("the city does not take the access token")]
    TokenRefused,
    /// The city refuses the request as it is.
    #[error("the city refuses it ({status} {code})")]
    Refused {
        /// The status code.
        status: u16,
        /// The last part of the problem's `type`.
        code: String,
    },
    /// This client is too old (426).
    #[error("the city needs a newer app")]
    UpdateNeeded,
    /// The upload is gone (404, 410): create it again.
    #[error("the upload is gone")]
    UploadGone,
    /// The city has another offset (409): ask for it.
    #[error("the upload is elsewhere")]
    OffsetMismatch,
    /// The piece was damaged on its way (460): send it again.
    #[error("the piece arrived damaged")]
    PieceDamaged,
    /// The cursor is of another time (410): start again without one.
    #[error("the cursor is gone")]
    CursorGone,
}

/// An answer whose body is still to be read.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

#[derive(Deserialize)]
struct Problem {
    #[serde(rename = "type")]
    kind: String,
}

impl Answer {
    /// Reads the whole answer, up to so many bytes, as long as it is never silent for longer than that.
    pub(super) async fn read(
        mut response: reqwest::Response,
        silence: Duration,
        at_most: usize,
    ) -> Result<Self, WireError> {
        let mut body = Vec::new();
        loop {
            let chunk = timeout(silence, response.chunk()).await.map_err(|_| WireError::Unreachable)?;
            let Some(chunk) = chunk.map_err(|_| WireError::Unreachable)? else { break };
            if body.len() + chunk.len() > at_most {
                return Err(WireError::Garbled);
            }
            body.extend_from_slice(&chunk);
        }
        let answer = Self { status: response.status(), headers: response.headers().clone(), body };
        answer.unpacked(at_most)
    }

    /// The answer with its body as it was before it was packed for the way, up to so many bytes.
    fn unpacked(self, at_most: usize) -> Result<Self, WireError> {
        let coding = self.header(CONTENT_ENCODING.as_str()).unwrap_or("identity");
        // What is not to be read at all, as a portal's page, is not unpacked either.
        if self.body.is_empty() || coding.eq_ignore_ascii_case("identity") || !self.is_structured() {
            return Ok(self);
        }
        if !coding.eq_ignore_ascii_case(GZIP) {
            return Err(WireError::Garbled);
        }
        let body = coding::unpack(&self.body, at_most)?;
        Ok(Self { body, ..self })
    }

    /// JSON or XML, as a city speaks and a portal does not.
    pub(super) fn is_structured(&self) -> bool {
        self.media_type().ends_with("json") || self.media_type().ends_with("xml")
    }

    /// A 2xx of the media type that was asked for, parsed.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T, WireError> {
        self.expect("application/json")?;
        serde_json::from_slice(&self.body).map_err(|_| WireError::Garbled)
    }

    /// A 2xx of this media type; its body.
    pub(super) fn expect(&self, media_type: &str) -> Result<&[u8], WireError> {
        if !self.status.is_success() {
            return Err(self.failure());
        }
        if self.media_type() == media_type { Ok(&self.body) } else { Err(WireError::Portal) }
    }

    /// A 2xx of an upload server.
    pub(super) fn expect_tus(&self) -> Result<(), WireError> {
        if !self.headers.contains_key("tus-resumable") {
            // A gateway in front of the city may answer for it when it is down.
            return Err(if self.status.is_server_error() { self.failure() } else { WireError::Portal });
        }
        match self.status.as_u16() {
            200..=299 => Ok(()),
            // The city's word on the report, not on an upload.
            410 if self.problem_code().is_some_and(|code| code == REMOVED) => Err(self.failure()),
            404 | 410 => Err(WireError::UploadGone),
            409 => Err(WireError::OffsetMismatch),
            460 => Err(WireError::PieceDamaged),
            _ => Err(self.failure()),
        }
    }

    /// What an upload server means that refuses a `HEAD`, whose answer has no body to say it in; `None` for all else.
    pub(super) fn refusal_without_a_body(&self) -> Option<WireError> {
        if !self.is_bare_tus() {
            return None;
        }
        match self.status.as_u16() {
            // tus 1.0, "HEAD": no such upload; by some servers "not yours any more".
            401 | 403 => Some(WireError::UploadGone),
            426 => Some(WireError::UpdateNeeded),
            400 | 402 | 405..=407 | 411..=422 | 424 | 428 | 430..=459 | 461..=499 => Some(WireError::Garbled),
            _ => None,
        }
    }

    /// Whether an upload server says it without a problem document.
    pub(super) fn is_bare_tus(&self) -> bool {
        self.headers.contains_key("tus-resumable") && self.problem_code().is_none()
    }

    /// What a status outside 2xx means.
    pub(super) fn failure(&self) -> WireError {
        match self.status.as_u16() {
            511 => WireError::Portal,
            408 | 423 | 425 | 429 | 500..=599 => self.busy(),
            _ => match self.problem_code() {
                None => WireError::Portal,
                Some(code) => self.problem(code),
            },
        }
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    fn problem(&self, code: String) -> WireError {
        match (self.status.as_u16(), code.as_str()) {
            (401, "token-expired" | "token-unknown") => WireError::TokenRefused,
            (401, _) => WireError::Unauthorised,
            (426, _) => WireError::UpdateNeeded,
            (409, "idempotency-in-progress") => self.busy(),
            (410, "cursor-gone") => WireError::CursorGone,
            (status @ 400..=499, _) => WireError::Refused { status, code },
            _ => WireError::Portal,
        }
    }

    fn busy(&self) -> WireError {
        let asked = self.headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let retry_after = asked.and_then(|asked| retry_after(asked, self.date()));
        WireError::Busy { status: self.status.as_u16(), retry_after }
    }

    fn problem_code(&self) -> Option<String> {
        if self.media_type() != PROBLEM {
            return None;
        }
        let problem: Problem = serde_json::from_slice(&self.body).ok()?;
        problem.kind.strip_prefix(PROBLEM_TYPE_PREFIX).map(str::to_owned)
    }

    pub(super) fn media_type(&self) -> &str {
        let value = self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        value.split(';').next().unwrap_or_default().trim()
    }

    /// The city's own clock (RFC 9110 section 6.6.1).
    fn date(&self) -> Option<Timestamp> {
        http_date(self.header("date")?)
    }
}

pub(super) fn http_date(text: &str) -> Option<Timestamp> {
    let since_epoch = httpdate::parse_http_date(text).ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(Timestamp::from_unix_ms(crate::clock::millis(since_epoch)))
}

/// Seconds, or a date (RFC 9110 section 10.2.3). A date counts from the answer's own `Date`, because the phone's clock may be wrong.
fn retry_after(asked: &str, date: Option<Timestamp>) -> Option<Duration> {
    if let Ok(seconds) = asked.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let wait_ms = http_date(asked.trim())?.since_ms(date?);
    Some(Duration::from_millis(u64::try_from(wait_ms).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Answer {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        Answer { status: StatusCode::from_u16(status).unwrap(), headers: map, body: body.into() }
    }

    const JSON: (&str, &str) = ("content-type", "application/json; charset=utf-8");
    const HTML: (&str, &str) = ("content-type", "text/html");
    const PROBLEM_TYPE: (&str, &str) = ("content-type", PROBLEM);
    const TUS: (&str, &str) = ("tus-resumable", "1.0.0");

    #[test]
    fn a_portals_html_is_no_success_whatever_its_status() {
        for status in [200, 201, 302, 403, 404, 511] {
            let portal = answer(status, &[HTML], "<html>log in</html>");
            assert_eq!(portal.json::<serde_json::Value>().unwrap_err(), WireError::Portal, "{status}");
            let upload = answer(status, &[HTML], "<html>log in</html>").expect_tus();
            assert_eq!(upload.unwrap_err(), WireError::Portal, "{status}");
        }
    }

    #[test]
    fn only_a_problem_document_refuses() {
        let body = r#"{"type":"urn:hues:problem:invalid-report","title":"no"}"#;
        let refused = answer(422, &[PROBLEM_TYPE], body).failure();
        assert_eq!(refused, WireError::Refused { status: 422, code: "invalid-report".into() });
        assert_eq!(answer(422, &[JSON], body).failure(), WireError::Portal);
        assert_eq!(answer(422, &[PROBLEM_TYPE], "{").failure(), WireError::Portal);
    }

    #[test]
    fn a_garbled_success_is_a_failure() {
        let cut = answer(200, &[JSON], r#"{"id": "0197"#);
        assert_eq!(cut.json::<serde_json::Value>().unwrap_err(), WireError::Garbled);
    }

    #[test]
    fn what_came_packed_is_read_as_it_was() {
        let packed = |headers: &[(&'static str, &str)], body: Vec<u8>| {
            Answer { body, ..answer(200, headers, "") }.unpacked(10_000)
        };
        let text = format!(r#"{{"text": "{}"}}"#, "ngập ".repeat(300));
        let body = coding::pack(text.as_bytes()).unwrap();
        let gzip = ("content-encoding", "gzip");
        assert_eq!(packed(&[JSON, gzip], body.clone()).unwrap().body, text.as_bytes());
        let cap = ("content-type", "application/cap+xml");
        assert_eq!(packed(&[cap, ("content-encoding", "GZIP")], body.clone()).unwrap().body, text.as_bytes());
        assert_eq!(packed(&[JSON], text.clone().into_bytes()).unwrap().body, text.as_bytes());

        let garbled = |result: Result<Answer, WireError>| result.err() == Some(WireError::Garbled);
        assert!(garbled(packed(&[JSON, gzip], coding::pack(&[b' '; 10_001]).unwrap())), "a bomb");
        assert!(garbled(packed(&[JSON, gzip], body[..body.len() / 2].to_vec())), "cut off");
        assert!(garbled(packed(&[PROBLEM_TYPE, gzip], text.clone().into_bytes())), "not packed at all");
        assert!(garbled(packed(&[JSON, ("content-encoding", "br")], body.clone())));
        let portal = packed(&[HTML, gzip], b"no gzip".to_vec()).unwrap();
        assert_eq!(portal.expect("application/json"), Err(WireError::Portal));
    }

    #[test]
    fn busy_is_busy_with_or_without_a_document() {
        for status in [408, 423, 425, 429, 500, 502, 503, 504] {
            let busy = answer(status, &[HTML], "").failure();
            assert_eq!(busy, WireError::Busy { status, retry_after: None });
        }
    }

    #[test]
    fn retry_after_is_read_as_seconds_and_as_a_date() {
        let seconds = answer(503, &[("retry-after", "120")], "").failure();
        assert_eq!(seconds, WireError::Busy { status: 503, retry_after: Some(Duration::from_mins(2)) });
        let date = answer(
            503,
            &[("date", "Mon, 23 Nov 2026 07:00:00 GMT"), ("retry-after", "Mon, 23 Nov 2026 07:05:00 GMT")],
            "",
        );
        let five_minutes = Some(Duration::from_mins(5));
        assert_eq!(date.failure(), WireError::Busy { status: 503, retry_after: five_minutes });
    }

    #[test]
    fn an_upload_server_that_refuses_to_say_how_far_it_is_is_no_portal() {
        for (status, expected) in [
            (200, None),
            (403, Some(WireError::UploadGone)),
            (404, None),
            (412, Some(WireError::Garbled)),
            (423, None),
            (426, Some(WireError::UpdateNeeded)),
            (503, None),
        ] {
            assert_eq!(answer(status, &[TUS], "").refusal_without_a_body(), expected, "{status}");
            assert_eq!(answer(status, &[HTML], "").refusal_without_a_body(), None, "{status}");
        }
    }

    #[test]
    fn uploads_have_their_own_meanings() {
        for (status, expected) in [
            (404, WireError::UploadGone),
            (410, WireError::UploadGone),
            (409, WireError::OffsetMismatch),
            (460, WireError::PieceDamaged),
        ] {
            assert_eq!(answer(status, &[TUS], "").expect_tus().unwrap_err(), expected);
        }
        let removed = r#"{"type":"urn:hues:problem:report-removed","title":"no"}"#;
        let refused = answer(410, &[TUS, PROBLEM_TYPE], removed).expect_tus().unwrap_err();
        assert_eq!(refused, WireError::Refused { status: 410, code: "report-removed".into() });
        assert_eq!(answer(204, &[TUS], "").expect_tus(), Ok(()));
        assert_eq!(answer(204, &[], "").expect_tus().unwrap_err(), WireError::Portal);
        assert!(answer(400, &[TUS], "").is_bare_tus());
        assert!(!answer(400, &[HTML], "").is_bare_tus());
        assert!(
            !answer(400, &[TUS, PROBLEM_TYPE], r#"{"type":"urn:hues:problem:invalid-upload"}"#).is_bare_tus()
        );
    }
}
