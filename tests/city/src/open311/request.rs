//! The requests: kept, listed, moved on.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, TimeDelta};
use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::form::Form;
use super::write::Refusal;
use super::{Conduct, Fields, field};
use crate::store::Transaction;
use crate::store::{now, rfc3339};
use crate::{Error, digest};

/// In place of what a removed request said.
const REMOVED: &str = "null";
/// The most that one answer lists.
const MOST: usize = 1_000;
/// The longest span that is listed, in days.
const SPAN_DAYS: i64 = 90;

/// A request as the endpoint has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open311Request {
    /// Its `service_request_id`.
    pub number: String,
    /// What it was given to ask for the number with.
    pub token: Option<String>,
    /// Every field of the form but the key, by its name.
    pub fields: BTreeMap<String, String>,
    /// SHA-256 of each photo, in their order.
    pub media: Vec<String>,
    /// Media type of each photo.
    pub media_types: Vec<String>,
    /// When it was taken.
    pub requested_at: String,
    /// `open`, `closed`, or what a city says beside them.
    pub status: String,
    /// Why.
    pub notes: Option<String>,
    /// Who has it.
    pub agency: Option<String>,
    /// When it changed last.
    pub updated_at: String,
    /// Whether it is listed as long as a moderator looks at new ones.
    pub is_released: bool,
}

pub(super) fn keep(db: &Transaction<'_>, form: &Form, conduct: &Conduct) -> Result<Open311Request, Error> {
    let count: u64 = db.query_row("SELECT count(*) FROM open311_requests", [], |row| row.get(0))?;
    let fields = form.fields.iter().filter(|(name, _)| name != "api_key").cloned();
    let at = rfc3339(now());
    let request = Open311Request {
        number: (638_344 + count).to_string(),
        token: conduct.gives_tokens.then(digest::unguessable).transpose()?,
        fields: fields.collect(),
        media: form.media.iter().map(|media| media.sha256.clone()).collect(),
        media_types: form.media.iter().map(|media| media.media_type.clone()).collect(),
        requested_at: at.clone(),
        status: "open".to_owned(),
        notes: None,
        agency: None,
        updated_at: at,
        is_released: !conduct.holds_back,
    };
    save(db, &request)?;
    Ok(request)
}

fn save(db: &Transaction<'_>, request: &Open311Request) -> Result<(), Error> {
    let sql =
        "INSERT INTO open311_requests VALUES (?1, ?2) ON CONFLICT(number) DO UPDATE SET body = excluded.body";
    db.execute(sql, params![request.number, serde_json::to_string(request)?])?;
    Ok(())
}

/// All of them, the oldest first.
pub(crate) fn all(db: &Transaction<'_>) -> Result<Vec<Open311Request>, Error> {
    let mut statement = db.prepare("SELECT body FROM open311_requests ORDER BY rowid")?;
    let bodies = statement.query_map([], |row| row.get::<_, String>(0))?;
    bodies
        .filter(|body| body.as_deref() != Ok(REMOVED))
        .map(|body| Ok(serde_json::from_str(&body?)?))
        .collect()
}

/// Erases what a request says. It is in no list any more, and its number is nobody else's.
pub(super) fn remove(db: &Transaction<'_>, number: &str) -> Result<(), Error> {
    let sql = "UPDATE open311_requests SET body = ?2 WHERE number = ?1 AND body <> ?2";
    if db.execute(sql, [number, REMOVED])? == 0 { Err(Error::ReportUnknown) } else { Ok(()) }
}

pub(super) fn set_status(
    db: &Transaction<'_>,
    number: &str,
    status: &str,
    notes: Option<&str>,
    agency: Option<&str>,
) -> Result<(), Error> {
    let request = all(db)?.into_iter().find(|one| one.number == number).ok_or(Error::ReportUnknown)?;
    let moved = Open311Request {
        status: status.to_owned(),
        notes: notes.map(str::to_owned),
        agency: agency.map(str::to_owned),
        updated_at: rfc3339(now()),
        ..request
    };
    save(db, &moved)
}

/// Which requests are asked for.
#[derive(Debug, Default)]
pub(super) struct Filter {
    numbers: Vec<String>,
    services: Vec<String>,
    statuses: Vec<String>,
    between: Option<(DateTime<FixedOffset>, DateTime<FixedOffset>)>,
    page: usize,
    page_size: Option<usize>,
}

impl Filter {
    pub(super) fn of(query: &Fields, now: DateTime<FixedOffset>) -> Result<Self, Refusal> {
        let list = |name| field(query, name).map(|list| list.split(',').map(str::to_owned).collect());
        let date = |name: &str| match field(query, name) {
            None => Ok(None),
            Some(text) => DateTime::parse_from_rfc3339(text)
                .map(Some)
                .map_err(|_| Refusal::new(400, "A date can't be read")),
        };
        let span = TimeDelta::days(SPAN_DAYS);
        let end = date("end_date")?.unwrap_or(now);
        let start = date("start_date")?.unwrap_or(end - span);
        if end - start > span {
            return Err(Refusal::new(400, "The dates are too far from each other"));
        }
        let count = |name| field(query, name).and_then(|text| text.parse().ok());
        let numbers: Vec<String> = list("service_request_id").unwrap_or_default();
        Ok(Self {
            services: list("service_code").unwrap_or_default(),
            statuses: list("status").unwrap_or_default(),
            // Who names numbers gets them, whatever else they say.
            between: numbers.is_empty().then_some((start, end)),
            numbers,
            page: count("page").unwrap_or(1),
            page_size: count("page_size"),
        })
    }

    fn takes(&self, request: &Open311Request) -> bool {
        if !self.numbers.is_empty() {
            return self.numbers.contains(&request.number);
        }
        let at = DateTime::parse_from_rfc3339(&request.requested_at).ok();
        let service = request.fields.get("service_code");
        (self.services.is_empty() || service.is_some_and(|code| self.services.contains(code)))
            && (self.statuses.is_empty() || self.statuses.contains(&request.status))
            && self.between.zip(at).is_none_or(|((start, end), at)| start <= at && at <= end)
    }
}

/// The list, the newest first.
pub(super) fn listed(all: Vec<Open311Request>, filter: &Filter, conduct: &Conduct) -> Value {
    let size = filter.page_size.unwrap_or(MOST).clamp(1, MOST);
    let is_listed = |one: &Open311Request| (one.is_released || !conduct.holds_back) && filter.takes(one);
    let skipped = size * filter.page.saturating_sub(1);
    all.into_iter()
        .rev()
        .filter(is_listed)
        .skip(skipped)
        .take(size)
        .map(|one| document(&one, conduct))
        .collect()
}

fn document(request: &Open311Request, conduct: &Conduct) -> Value {
    let said = |name: &str| request.fields.get(name);
    let number = |name: &str| said(name).and_then(|text| text.parse::<f64>().ok());
    let service = conduct.services.iter().find(|service| Some(&service.code) == said("service_code"));
    let cut = |text: &String| text.chars().take(conduct.cuts_texts.unwrap_or(usize::MAX)).collect::<String>();
    json!({
        "service_request_id": request.number, "status": request.status, "status_notes": request.notes,
        "service_code": said("service_code"), "service_name": service.map(|service| &service.name),
        "description": if conduct.withholds_texts { None } else { said("description").map(cut) },
        "agency_responsible": request.agency, "service_notice": null,
        "requested_datetime": request.requested_at, "updated_datetime": request.updated_at, "expected_datetime": null,
        "address": said("address_string"), "lat": number("lat"), "long": number("long"),
        "media_url": request.media.first().map(|sha256| format!("https://media.hue.example/{sha256}.jpg"))
    })
}
