//! What a report says in the fields of `GeoReport` v2. It is read from the report's final bytes, so each try says the same.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Url;
use ring::digest;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Enclosed, Open311, Timestamp};
use crate::place::Point;
use crate::report::{Contact, FinalisedReport};

/// What stands in a report's final bytes, as far as `GeoReport` can say it.
#[derive(Deserialize)]
pub(super) struct Said {
    pub(super) category: String,
    pub(super) text: String,
    #[serde(default)]
    answers: Map<String, Value>,
    location: Option<Point>,
    address: Option<String>,
    made_at: String,
    contact: Option<Contact>,
}

impl Said {
    pub(super) fn of(report: &FinalisedReport) -> Option<Self> {
        serde_json::from_slice(report.body()).ok()
    }

    pub(super) fn point(&self) -> Option<Point> {
        self.location
    }

    pub(super) fn made_at(&self) -> Option<Timestamp> {
        Timestamp::parse(&self.made_at)
    }
}

/// What a report is found again by, as it stands at the end of its description: of its key and nothing else, so it says nothing of the citizen.
pub(super) fn mark(report: &FinalisedReport) -> String {
    const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let digest = digest::digest(&digest::SHA256, report.key().to_string().as_bytes());
    let digits = digest.as_ref().iter().take(12).map(|byte| char::from(DIGITS[usize::from(byte % 32)]));
    format!("(ref {})", digits.collect::<String>())
}

/// A moment as the standard writes it: whole seconds.
pub(super) fn w3c(at: Timestamp) -> String {
    let text = at.to_rfc3339();
    format!("{}Z", text.get(..19).unwrap_or(&text))
}

/// The fields, in the standard's order. The name goes into `first_name` as a whole: what comes first in a name differs, and the desk reads it as one.
pub(super) fn fields(
    said: &Said,
    report_mark: &str,
    service: &str,
    config: &Open311,
) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let mut field = |name: &str, value: Option<&str>| {
        let value = value.map(str::trim).filter(|value| !value.is_empty());
        fields.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    };
    field("jurisdiction_id", config.jurisdiction.as_deref());
    field("api_key", config.api_key.as_deref());
    field("service_code", Some(service));
    let degrees = |degrees: f64| format!("{degrees}");
    field("lat", said.location.map(|at| degrees(at.lat())).as_deref());
    field("long", said.location.map(|at| degrees(at.lon())).as_deref());
    field("address_string", said.address.as_deref());
    field("description", Some(&format!("{}\n\n{report_mark}", said.text)));
    field("first_name", said.contact.as_ref().map(|contact| contact.name.as_str()));
    field("phone", said.contact.as_ref().map(|contact| contact.phone.as_str()));
    for (question, answer) in &said.answers {
        let answer = answer.as_str().map_or_else(|| answer.to_string(), str::to_owned);
        field(&format!("attribute[{question}]"), Some(&answer));
    }
    fields
}

/// The body of the request and its media type: a plain form, or with photos one in parts (RFC 7578), each photo as `media`.
pub(super) fn body(
    fields: &[(String, String)],
    photos: &[Enclosed],
    report: &FinalisedReport,
) -> (String, Vec<u8>) {
    if photos.is_empty() {
        let mut url = Url::parse("http://localhost/").ok();
        let query = url.as_mut().and_then(|url| {
            url.query_pairs_mut().extend_pairs(fields);
            url.query().map(str::to_owned)
        });
        return ("application/x-www-form-urlencoded".to_owned(), query.unwrap_or_default().into_bytes());
    }
    // Of the digest of the key: it is in no photo and no text by chance.
    let digest = digest::digest(&digest::SHA256, report.key().to_string().as_bytes());
    let boundary = format!("hues-{}", URL_SAFE_NO_PAD.encode(digest));
    let mut body = Vec::with_capacity(photos.iter().map(|photo| photo.bytes.len() + 512).sum());
    let mut part = |disposition: &str, media_type: Option<&str>, content: &[u8]| {
        let kind = media_type.map(|kind| format!("Content-Type: {kind}\r\n")).unwrap_or_default();
        let head = format!("--{boundary}\r\nContent-Disposition: form-data; {disposition}\r\n{kind}\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    };
    for (name, value) in fields {
        // Ids come from the endpoint: a quote or a line break in one must not end the header.
        let name = name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
        part(&format!("name=\"{name}\""), None, value.as_bytes());
    }
    for (at, photo) in photos.iter().enumerate() {
        let disposition = format!("name=\"media\"; filename=\"photo-{}.jpg\"", at + 1);
        part(&disposition, Some(&photo.media_type), &photo.bytes);
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={boundary}"), body)
}
