//! How this city says no: RFC 9457 problem documents with the codes of docs/protocol.md, and the one place
//! where an inner error becomes an answer. It knows nothing of what was asked.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::Error;

/// One field that is missing or wrong: a JSON pointer (RFC 6901) into the request's body, and what is wrong
/// there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct FieldError {
    pub(crate) pointer: String,
    pub(crate) code: &'static str,
}

/// A problem document and the status and headers it travels with.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    code: &'static str,
    title: &'static str,
    detail: Option<String>,
    errors: Vec<FieldError>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

#[derive(Serialize)]
struct Document {
    r#type: String,
    title: &'static str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
}

impl Document {
    fn of(problem: &Problem) -> Self {
        Self {
            r#type: format!("urn:hues:problem:{}", problem.code),
            title: problem.title,
            status: problem.status(),
            detail: problem.detail.clone(),
            errors: problem.errors.clone(),
        }
    }
}

impl Problem {
    pub(crate) fn new(status: StatusCode, code: &'static str, title: &'static str) -> Self {
        Self { status, code, title, detail: None, errors: Vec::new(), headers: Vec::new() }
    }

    pub(crate) fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// The problem document.
    pub(crate) fn document(&self) -> serde_json::Value {
        serde_json::to_value(Document::of(self)).unwrap_or_default()
    }

    pub(crate) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    pub(crate) fn errors(mut self, errors: Vec<FieldError>) -> Self {
        self.errors = errors;
        self
    }

    pub(crate) fn header(mut self, name: HeaderName, value: &'static str) -> Self {
        self.headers.push((name, HeaderValue::from_static(value)));
        self
    }

    pub(crate) fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The body is larger than the city takes")
    }

    /// The same answer for a wrong secret and for no such report, so that nobody can tell which it was.
    pub(crate) fn report_unknown() -> Self {
        Self::new(StatusCode::NOT_FOUND, "report-unknown", "There is no such report")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let document = Document::of(&self);
        let mut response = (self.status, Json(document)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.extend(self.headers);
        response
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::ReportUnknown => Self::report_unknown(),
            Error::SosUnknown => Self::new(StatusCode::NOT_FOUND, "sos-unknown", "There is no such call"),
            Error::MessageUnknown => {
                Self::new(StatusCode::NOT_FOUND, "message-unknown", "There is no such message")
            }
            Error::AlertUnknown => {
                Self::new(StatusCode::NOT_FOUND, "alert-unknown", "There is no such warning")
            }
            Error::AlertInvalid(why) => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "invalid-alert",
                "This is not a CAP message that can be published",
            )
            .detail(why),
            Error::CategoriesInvalid(why) => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "invalid-categories",
                "These are no newer categories",
            )
            .detail(why),
            Error::ReplyEmpty => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "reply-empty", "A reply needs a text")
            }
            inner => {
                // The operator of a test server reads this; no citizen's data is in these errors.
                eprintln!("city: {inner}");
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "The city made a mistake")
            }
        }
    }
}

impl From<rusqlite::Error> for Problem {
    fn from(error: rusqlite::Error) -> Self {
        Error::from(error).into()
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        Error::from(error).into()
    }
}

/// What a path outside the protocol gets.
pub(crate) async fn no_such_path() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not-found", "There is nothing at this address")
}

/// What a path of the protocol gets that is asked with another method.
pub(crate) async fn no_such_method() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method-not-allowed",
        "This address does not take that method",
    )
}
