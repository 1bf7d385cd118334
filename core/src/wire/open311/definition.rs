//! The endpoint's services as our categories: the configured ones under the names that the app brings, or all under the endpoint's own, each with what the
//! endpoint asks about it.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use ring::digest;
use serde_json::Value;

use super::list::Service;
use super::reading::{entries, is_true, text};
use super::{Open311, Open311City, Timestamp};
use crate::hex;
use crate::report::{Categories, Category, Choice, LocationRule, PhotoRule, Question, QuestionKind};
use crate::sorting::sort_by_key;
use crate::words::Words;

/// So many services are asked what they ask.
pub(super) const MOST: usize = 100;
/// What a service asks changes without a word in the list: it is asked for again after so long.
const FRESH_FOR: Duration = Duration::from_hours(24);
const SHORT_TEXT: u32 = 500;
const LONG_TEXT: u32 = 4_000;

impl Open311City {
    /// Whether a service is one of those that citizens choose from.
    pub(super) fn offers(&self, service: &str) -> bool {
        let named = &self.config.services;
        named.is_empty() || named.values().any(|code| code == service)
    }
}

/// The list that was seen last, and when what its services ask was: `GeoReport` has no validators.
pub(super) struct Seen<'a> {
    list: &'a str,
    at: Timestamp,
}

impl<'a> Seen<'a> {
    pub(super) fn parse(etag: &'a str) -> Option<Self> {
        let (list, at) = etag.split_once('@')?;
        Some(Self { list, at: Timestamp::from_unix_ms(at.parse().ok()?) })
    }

    pub(super) fn now(list: &str, now: Timestamp) -> String {
        format!("{list}@{}", now.unix_ms())
    }

    /// A clock that was set back makes nothing young again.
    pub(super) fn is_fresh(&self, list: &str, now: Timestamp) -> bool {
        self.list == list && self.at <= now && now < self.at.after(FRESH_FOR)
    }
}

/// A short digest of what was read.
pub(super) fn digest(value: &Value) -> String {
    let digest = digest::digest(&digest::SHA256, value.to_string().as_bytes());
    hex::encode(&digest.as_ref()[..8])
}

/// The categories as JSON in the shape of `GET /v1/categories`; `None`: nothing that the city offers can be reported. Its version is made of what it
/// says: the endpoint counts none.
pub(super) fn categories(
    services: &[Service],
    questions: &BTreeMap<String, Vec<Question>>,
    config: &Open311,
    bundled: &[u8],
) -> Option<Vec<u8>> {
    let bundled = Categories::parse(bundled).ok();
    let named = |id: &str| bundled.as_ref().and_then(|set| set.get(id));
    let asked = |code: &str| questions.get(code).cloned().unwrap_or_default();
    let mut ids = HashSet::new();
    let mut categories = Vec::new();
    if config.services.is_empty() {
        for Service { code, name, .. } in services.iter().filter(|service| ids.insert(&service.code)) {
            categories.push(Category {
                id: code.clone(),
                name: Words::of(name, name),
                photo: PhotoRule::Optional,
                location: LocationRule::Required,
                deadline_hours: 0,
                questions: asked(code),
            });
        }
    } else {
        let of_bundle = bundled.iter().flat_map(|set| &set.categories).map(|category| category.id.as_str());
        for id in of_bundle {
            let Some((code, known)) = config.services.get(id).zip(named(id)) else { continue };
            if services.iter().any(|service| service.code == *code) {
                let offered = Category { questions: asked(code), ..known.clone() };
                categories.extend(offered.at_a_desk());
            }
        }
    }
    if config.photos == 0 {
        for category in &mut categories {
            category.photo = PhotoRule::None;
        }
    }
    let mut set = Categories { schema_version: 0, categories };
    let written = serde_json::to_value(&set).ok()?;
    set.schema_version = u32::from_str_radix(digest(&written).get(..8)?, 16).ok()?;
    let json = serde_json::to_vec(&set).ok()?;
    Categories::parse(&json).is_ok().then_some(json)
}

/// What a service asks. What only informs (`variable` is false) asks nothing, and what nobody could answer is left out.
pub(super) fn questions(definition: &Value) -> Vec<Question> {
    let mut attributes = definition.get("attributes").cloned().map(entries).unwrap_or_default();
    let order = |attribute: &Value| text(attribute, "order").and_then(|order| order.parse::<i64>().ok());
    sort_by_key(&mut attributes, |attribute| order(attribute).unwrap_or(i64::MAX));
    let mut ids = HashSet::new();
    let informs =
        |attribute: &Value| text(attribute, "variable").is_some() && !is_true(attribute, "variable");
    attributes
        .iter()
        .filter(|attribute| !informs(attribute))
        .filter_map(question)
        .filter(|question| ids.insert(question.id.clone()))
        .collect()
}

fn question(attribute: &Value) -> Option<Question> {
    let id = text(attribute, "code")?;
    let said = text(attribute, "description").unwrap_or_else(|| id.clone());
    let hint = text(attribute, "datatype_description");
    let kind = match text(attribute, "datatype").unwrap_or_default().to_ascii_lowercase().as_str() {
        "number" => QuestionKind::Number { min: None, max: None, whole: false, unit: None },
        "datetime" => QuestionKind::Datetime { past: false },
        // Of several the citizen can say one.
        "singlevaluelist" | "multivaluelist" => QuestionKind::Choice { options: options(attribute)? },
        "text" => QuestionKind::Text { max_chars: LONG_TEXT },
        _ => QuestionKind::Text { max_chars: SHORT_TEXT },
    };
    Some(Question {
        text: Words::of(&said, &said),
        hint: hint.map(|hint| Words::of(&hint, &hint)),
        required: is_true(attribute, "required"),
        only_if: None,
        kind,
        id,
    })
}

fn options(attribute: &Value) -> Option<Vec<Choice>> {
    let mut ids = HashSet::new();
    let values = attribute.get("values").cloned().map(entries).unwrap_or_default();
    let option = |value: &Value| {
        let id = text(value, "key")?;
        let name = text(value, "name").unwrap_or_else(|| id.clone());
        Some(Choice { text: Words::of(&name, &name), id })
    };
    let options: Vec<Choice> =
        values.iter().filter_map(option).filter(|option| ids.insert(option.id.clone())).collect();
    (!options.is_empty()).then_some(options)
}
