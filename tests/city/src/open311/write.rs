//! Writing an answer as XML or JSON. One tree makes both.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::Error;

/// What the name's ending asked for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Format {
    Xml,
    Json,
}

/// What is wrong with a request.
#[derive(Debug)]
pub(super) struct Refusal {
    status: u16,
    description: String,
}

impl Refusal {
    pub(super) fn new(status: u16, description: &str) -> Self {
        Self { status, description: description.to_owned() }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self { status: 500, description: error.to_string() }
    }
}

/// The list of errors, which has one.
pub(super) fn refusal(refusal: &Refusal, format: Format, media_type: Option<&str>) -> Response {
    let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let errors = json!([{ "code": refusal.status, "description": refusal.description }]);
    answer(status, format, "errors", &errors, media_type)
}

/// A value below this root; JSON has none.
pub(super) fn answer(
    status: StatusCode,
    format: Format,
    root: &str,
    value: &Value,
    media_type: Option<&str>,
) -> Response {
    let (own_type, body) = match format {
        Format::Json => ("application/json; charset=utf-8", value.to_string()),
        Format::Xml => {
            let mut xml = r#"<?xml version="1.0" encoding="utf-8"?>"#.to_owned();
            element(&mut xml, root, value);
            ("text/xml; charset=utf-8", xml)
        }
    };
    (status, [(header::CONTENT_TYPE, media_type.unwrap_or(own_type))], body).into_response()
}

fn element(xml: &mut String, name: &str, value: &Value) {
    xml.extend(["<", name, ">"]);
    match value {
        Value::Null => {}
        Value::Array(entries) => {
            let of_list = match name {
                "services" => "service",
                "attributes" => "attribute",
                "values" => "value",
                "errors" => "error",
                "endpoints" => "endpoint",
                "formats" => "format",
                _ => "request",
            };
            for entry in entries {
                element(xml, of_list, entry);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                element(xml, name, field);
            }
        }
        Value::String(text) => xml.push_str(&escaped(text)),
        other => xml.push_str(&other.to_string()),
    }
    xml.extend(["</", name, ">"]);
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
