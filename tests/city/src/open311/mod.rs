//! A second server on the same port: Open311 `GeoReport` v2 (<https://wiki.open311.org/GeoReport_v2>) below `/open311/v2`, for a client that
//! reports to a city without docs/protocol.md. Written from the standard: XML and JSON, errors as a list, tokens, filters and their
//! defaults. It takes photos as parts named `media`, and pages by `page` and `page_size`, as several cities do beside the standard. What the
//! standard leaves open, and how real endpoints break it, is a switch ([`Conduct`]).

mod conduct;
mod form;
pub(crate) mod request;
mod service;
mod write;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Extension, Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde_json::{Value, json};

pub use conduct::Conduct;
pub(crate) use conduct::Desk;
pub use request::Open311Request;
pub use service::{Attribute, Service};

use crate::misbehaviour::Trouble;
use crate::{App, Error};
use request::Filter;
use write::{Format, Refusal};

/// The jurisdiction that is served.
pub const JURISDICTION: &str = "hue.example";
/// The key that is taken.
pub const API_KEY: &str = "0123456789abcdef";

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/open311/v2/{file}", get(list).post(take))
        .route("/open311/v2/{kind}/{file}", get(one))
        // Photos come in the form, whose limit is its own.
        .layer(DefaultBodyLimit::disable())
}

/// A query or a form: names and values in their order.
type Fields = Vec<(String, String)>;

fn field<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    let found = fields.iter().find(|(field, _)| field == name);
    found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
}

async fn list(
    State(app): State<Arc<App>>,
    Path(file): Path<String>,
    Query(query): Query<Fields>,
) -> Response {
    answer(&app, &file, |name| match name {
        "discovery" => Ok(discovery()),
        "services" => for_us(&query).map(|()| ("services", service::list(&app.desk.conduct().services))),
        "requests" => {
            for_us(&query)?;
            let conduct = app.desk.conduct();
            if conduct.lists_nothing {
                return Err(Refusal::new(403, "This endpoint does not list requests"));
            }
            let filter = Filter::of(&query, crate::store::now())?;
            let all = app.store.transact(request::all)?;
            Ok(("service_requests", request::listed(all, &filter, &conduct)))
        }
        _ => Err(Refusal::new(404, "No such resource")),
    })
}

async fn one(
    State(app): State<Arc<App>>,
    Path((kind, file)): Path<(String, String)>,
    Query(query): Query<Fields>,
) -> Response {
    answer(&app, &file, |name| {
        for_us(&query)?;
        let conduct = app.desk.conduct();
        match kind.as_str() {
            "services" => service::definition(&conduct.services, name),
            "requests" => {
                let all = app.store.transact(request::all)?;
                let found: Vec<_> = all.into_iter().filter(|one| one.number == name).collect();
                if found.is_empty() {
                    return Err(Refusal::new(404, "service_request_id was not found"));
                }
                Ok(("service_requests", request::listed(found, &Filter::default(), &conduct)))
            }
            "tokens" => {
                let all = app.store.transact(request::all)?;
                let found = all.into_iter().find(|one| one.token.as_deref() == Some(name));
                let found = found.ok_or_else(|| Refusal::new(404, "token was not found"))?;
                let number = if conduct.is_slow { Value::Null } else { json!(found.number) };
                Ok(("service_requests", json!([{ "service_request_id": number, "token": name }])))
            }
            _ => Err(Refusal::new(404, "No such resource")),
        }
    })
}

async fn take(
    State(app): State<Arc<App>>,
    Path(file): Path<String>,
    Extension(trouble): Extension<Trouble>,
    posted: Request,
) -> Response {
    let form = form::read(posted, &app, &trouble).await;
    trouble.stand_still().await;
    answer(&app, &file, |name| {
        if name != "requests" {
            return Err(Refusal::new(404, "No such resource"));
        }
        let form = form?;
        if field(&form.fields, "api_key") != Some(API_KEY) {
            return Err(Refusal::new(403, "api_key was missing or not valid"));
        }
        for_us(&form.fields)?;
        let conduct = app.desk.conduct();
        let service = field(&form.fields, "service_code")
            .ok_or_else(|| Refusal::new(400, "service_code was not provided"))?;
        let service = service::known(&conduct.services, service)?;
        service::check(service, &form.fields)?;
        let taken = app.store.transact(|db| request::keep(db, &form, &conduct))?;
        let given = match taken.token {
            Some(token) => json!({ "token": token }),
            None => {
                json!({ "service_request_id": taken.number, "service_notice": conduct.notice, "account_id": null })
            }
        };
        Ok(("service_requests", json!([given])))
    })
}

/// Writes what the work came to in the format that the file's name asks for.
fn answer(
    app: &App,
    file: &str,
    work: impl FnOnce(&str) -> Result<(&'static str, Value), Refusal>,
) -> Response {
    let (name, format) = match file.rsplit_once('.') {
        Some((name, "xml")) => (name, Format::Xml),
        Some((name, "json")) => (name, Format::Json),
        _ => ("", Format::Xml),
    };
    let media_type = app.desk.conduct().media_type;
    match work(name) {
        Ok((root, value)) => write::answer(StatusCode::OK, format, root, &value, media_type.as_deref()),
        Err(refusal) => write::refusal(&refusal, format, media_type.as_deref()),
    }
}

fn for_us(fields: &Fields) -> Result<(), Refusal> {
    match field(fields, "jurisdiction_id") {
        Some(JURISDICTION) => Ok(()),
        Some(_) => Err(Refusal::new(404, "jurisdiction_id was not found")),
        None => Err(Refusal::new(400, "jurisdiction_id was not provided")),
    }
}

/// Where the endpoint is and what it speaks (Service Discovery).
fn discovery() -> (&'static str, Value) {
    let endpoint = json!({
        "specification": "http://wiki.open311.org/GeoReport_v2", "url": "/open311/v2", "type": "test",
        "formats": ["text/xml", "application/json"]
    });
    ("discovery", json!({ "max_size": 16_777_216, "endpoints": [endpoint] }))
}

impl crate::City {
    /// How the Open311 endpoint behaves from now on.
    pub fn set_open311(&self, conduct: Conduct) {
        self.app.desk.set(conduct);
    }

    /// What was posted to the Open311 endpoint, the oldest first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub fn open311_requests(&self) -> Result<Vec<Open311Request>, Error> {
        self.app.store.transact(request::all)
    }

    /// Removes a request: what it said is erased, and nothing lists it any more.
    ///
    /// # Errors
    /// [`Error::ReportUnknown`].
    pub fn remove_open311(&self, number: &str) -> Result<(), Error> {
        self.app.store.transact(|db| request::remove(db, number))?;
        self.app.store.fold_log()
    }

    /// Moves the status of a request.
    ///
    /// # Errors
    /// [`Error::ReportUnknown`].
    pub fn set_open311_status(
        &self,
        number: &str,
        status: &str,
        notes: Option<&str>,
        agency: Option<&str>,
    ) -> Result<(), Error> {
        self.app.store.transact(|db| request::set_status(db, number, status, notes, agency))
    }
}
