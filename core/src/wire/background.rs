//! Uploads that the system sends while the app sleeps: the request that it gets, and what it tells of the answer.

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::answer::{Answer, WireError};

/// A request that the system can send by itself. It carries no credential: whoever knows the URL may go on with the upload, and nobody can guess it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackgroundRequest {
    /// As `PATCH`.
    pub method: String,
    /// All of it, with the origin.
    pub url: String,
    /// Names and values, beside those that the system sets itself.
    pub headers: Vec<(String, String)>,
}

/// How many bytes the city has, by the answer that the system tells of. It says so without the body.
///
/// # Errors
/// What the answer means otherwise.
pub(crate) fn reported_offset(status: u16, headers: &[(String, String)]) -> Result<u64, WireError> {
    let status = StatusCode::from_u16(status).map_err(|_| WireError::Garbled)?;
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse::<HeaderValue>()) {
            map.insert(name, value);
        }
    }
    super::http_city::offset_of(&Answer { status, headers: map, body: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reported(status: u16, headers: &[(&str, &str)]) -> Result<u64, WireError> {
        let headers: Vec<(String, String)> =
            headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        reported_offset(status, &headers)
    }

    #[test]
    fn an_answer_counts_only_with_the_mark_of_tus_however_its_headers_are_written() {
        let done = [("Tus-Resumable", "1.0.0"), ("Upload-Offset", "412034")];
        assert_eq!(reported(204, &done), Ok(412_034));
        assert_eq!(reported(204, &done[1..]), Err(WireError::Portal));
        assert_eq!(reported(204, &done[..1]), Err(WireError::Garbled));
        assert_eq!(reported(410, &done[..1]), Err(WireError::UploadGone));
        assert_eq!(reported(409, &done[..1]), Err(WireError::OffsetMismatch));
        assert!(matches!(
            reported(503, &[("Retry-After", "120")]),
            Err(WireError::Busy { status: 503, retry_after: Some(_) })
        ));
        assert_eq!(reported(7, &done), Err(WireError::Garbled));
        assert_eq!(reported(204, &[("Tus-Resumable", "1.0.0"), ("bad name", "x")]), Err(WireError::Garbled));
    }
}
