//! What an endpoint answers, in XML or JSON, as one and the same tree. Real endpoints write numbers as texts and texts as numbers, and wrap lists or
//! not; all of that reads alike.

use serde_json::{Map, Value};

use super::super::answer::Answer;
use super::{APP_REFUSED, WireError};
use crate::alert::cap::xml::{self, Element, Node};

/// Elements that hold any number of others.
const LISTS: [&str; 5] = ["services", "service_requests", "attributes", "values", "errors"];

/// The answer as a tree, whatever its status. What is neither XML nor JSON came from something else.
pub(super) fn read(answer: &Answer) -> Result<Value, WireError> {
    match answer.media_type() {
        "application/json" => serde_json::from_slice(&answer.body).map_err(|_| WireError::Garbled),
        "text/xml" | "application/xml" => {
            xml::document(&answer.body).map(|root| tree(&root)).map_err(|_| WireError::Garbled)
        }
        _ => Err(WireError::Portal),
    }
}

fn tree(element: &Element<'_>) -> Value {
    let inner = || {
        element.content.iter().filter_map(|node| match node {
            Node::Element(inner) => Some(inner),
            Node::Text(_) => None,
        })
    };
    if LISTS.contains(&element.name.as_str()) {
        return inner().map(tree).collect();
    }
    if inner().next().is_some() {
        let fields: Map<_, _> = inner().map(|field| (field.name.clone(), tree(field))).collect();
        return Value::Object(fields);
    }
    element
        .content
        .iter()
        .map(|node| if let Node::Text(text) = node { text.as_ref() } else { "" })
        .collect::<String>()
        .into()
}

/// The entries of a list, whether it is one, is wrapped into something, or is a single entry.
pub(super) fn entries(value: Value) -> Vec<Value> {
    match value {
        Value::Array(entries) => entries,
        Value::Object(fields) => {
            let wrapped =
                fields.iter().find(|(name, value)| LISTS[..2].contains(&name.as_str()) && value.is_array());
            match wrapped.map(|(_, value)| value.clone()) {
                Some(list) => entries(list),
                None => vec![Value::Object(fields)],
            }
        }
        _ => Vec::new(),
    }
}

/// A field's text; `None` when it is missing or says nothing.
pub(super) fn text(entry: &Value, name: &str) -> Option<String> {
    let text = match entry.get(name)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(bool) => bool.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// Whether a field says "true"; so many ways of writing it were seen.
pub(super) fn is_true(entry: &Value, name: &str) -> bool {
    text(entry, name)
        .is_some_and(|text| ["true", "1", "yes"].iter().any(|yes| text.eq_ignore_ascii_case(yes)))
}

/// What a status outside 2xx means. Only an answer in the endpoint's own format refuses.
pub(super) fn failure(answer: &Answer) -> WireError {
    let status = answer.status.as_u16();
    match status {
        408 | 423 | 425 | 429 | 500..=599 => answer.failure(),
        400..=499 => match read(answer) {
            Ok(_) => {
                let code = if matches!(status, 401 | 403) { APP_REFUSED } else { "invalid-report" };
                WireError::Refused { status, code: code.to_owned() }
            }
            Err(_) => WireError::Portal,
        },
        _ => WireError::Portal,
    }
}
