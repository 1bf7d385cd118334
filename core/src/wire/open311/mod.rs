//! A city whose server speaks Open311 `GeoReport` v2 (<https://wiki.open311.org/GeoReport_v2>) and not docs/protocol.md. It takes reports as a
//! [`ServiceDesk`]; what the protocol has beside that, `GeoReport` has not, and nothing here pretends: such calls are refused as not offered, and
//! the rooms above do not make them.

mod definition;
mod form;
mod list;
mod reading;
mod search;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use reqwest::Url;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE};
use serde_json::Value;

use super::answer::{Answer, WireError};
use super::client::{HttpClient, Unanswered};
use super::desk::{Enclosed, HandedIn, NotHandedIn, Search, ServiceDesk};
use super::tls::Trust;
use super::{AccessToken, ChangesPage, City, Created, Fetched, Installation, Me, SignedIndex, pieces};
use crate::city::{CityConfig, Format, Open311};
use crate::clock::{Clock, Timestamp};
use crate::id::ReportId;
use crate::report::{
    APP_REFUSED, AccessSecret, Attachment, CityReport, DeskRequest, FinalisedReport, FollowUpRequest,
    MAX_PHOTOS, PublicReport, SERVICE_GONE,
};
use form::Said;
use reading::{entries, failure, read, text};

/// Requests that are asked for at once, as long as their numbers fit into a URL.
const NUMBERS_AT_ONCE: usize = 50;
/// Pages of a list that are looked through; a server that knows no pages gives all on the first.
const PAGES: u32 = 10;
const PAGE_SIZE: &str = "100";

/// An endpoint of `GeoReport` v2.
pub struct Open311City {
    client: HttpClient,
    endpoint: Url,
    config: Open311,
    /// The categories that came with the app, as the citizens know them.
    bundled: Cow<'static, [u8]>,
    clock: Arc<dyn Clock>,
}

impl Open311City {
    /// The endpoint that the city is configured with; `None` when there is none, or its origin, its path or what vouches for it is not what it should be.
    #[must_use]
    pub fn new(city: &CityConfig, trust: &Trust, clock: Arc<dyn Clock>) -> Option<Self> {
        let config = city.open311.clone()?;
        let client = HttpClient::new(&city.server.origin, trust, Arc::clone(&clock))?;
        let endpoint = client.own_url(&config.path)?;
        Some(Self { client, endpoint, config, bundled: city.categories.clone(), clock })
    }

    /// The URL of a resource, in the configured format.
    fn url(&self, resource: &[&str]) -> Url {
        let mut url = self.endpoint.clone();
        if let (Ok(mut segments), Some((last, folders))) = (url.path_segments_mut(), resource.split_last()) {
            segments.pop_if_empty().extend(folders).push(&format!("{last}.{}", self.extension()));
        }
        url
    }

    fn extension(&self) -> &'static str {
        match self.config.format {
            Format::Xml => "xml",
            Format::Json => "json",
        }
    }

    async fn get(&self, resource: &[&str], query: &[(&str, &str)]) -> Result<Value, WireError> {
        let mut url = self.url(resource);
        let jurisdiction = self.config.jurisdiction.iter().map(|id| ("jurisdiction_id", id.as_str()));
        let query: Vec<_> = jurisdiction.chain(query.iter().copied()).collect();
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let request = self.client.get(url.as_str())?;
        let answer = self.client.send(request).await?;
        if answer.status.is_success() { read(&answer) } else { Err(failure(&answer)) }
    }

    /// The service that takes a report of this category.
    fn service_of<'a>(&'a self, category: &'a str) -> Option<&'a str> {
        if self.config.services.is_empty() {
            Some(category)
        } else {
            self.config.services.get(category).map(String::as_str)
        }
    }

    async fn post(&self, content_type: &str, body: Vec<u8>) -> Result<Answer, NotHandedIn> {
        let not_sent = |error| NotHandedIn { error, may_have_arrived: false };
        let request = self.client.post(self.url(&["requests"]).as_str()).map_err(not_sent)?;
        let len = body.len();
        let (body, moved) = pieces::body(body);
        let request = request.header(CONTENT_TYPE, content_type).header(CONTENT_LENGTH, len).body(body);
        let sent = self.client.send_once(request, &moved).await;
        sent.map_err(|Unanswered { error, may_have_arrived }| NotHandedIn { error, may_have_arrived })
    }

    /// What a refusal means: whether it is the service that is gone.
    async fn refusal(&self, answer: &Answer, service: &str) -> WireError {
        let error = failure(answer);
        let WireError::Refused { status, .. } = error else { return error };
        if matches!(status, 400 | 404)
            && let Ok(services) = self.get(&["services"], &[]).await
            && !list::services(services).iter().any(|listed| listed.code == service)
        {
            return WireError::Refused { status, code: SERVICE_GONE.to_owned() };
        }
        error
    }
}

/// What `GeoReport` has no words for.
fn not_offered<T>() -> Result<T, WireError> {
    Err(WireError::Refused { status: 404, code: "not-offered".to_owned() })
}

#[async_trait]
impl ServiceDesk for Open311City {
    fn photos_at_most(&self) -> usize {
        self.config.photos.min(MAX_PHOTOS)
    }

    async fn hand_in(
        &self,
        report: &FinalisedReport,
        photos: Vec<Enclosed>,
    ) -> Result<HandedIn, NotHandedIn> {
        let refused = |code: &str| NotHandedIn {
            error: WireError::Refused { status: 404, code: code.to_owned() },
            may_have_arrived: false,
        };
        let said = Said::of(report).ok_or_else(|| refused("data-missing"))?;
        let service = self.service_of(&said.category).ok_or_else(|| refused(SERVICE_GONE))?;
        let fields = form::fields(&said, &form::mark(report), service, &self.config);
        let (content_type, body) = form::body(&fields, &photos, report);
        let answer = self.post(&content_type, body).await?;
        if !answer.status.is_success() {
            // Whoever says that it is to come later, or that something is wrong with it, has not taken it; whoever fails may have done so before.
            let may_have_arrived = !matches!(answer.status.as_u16(), 400..=499 | 503);
            return Err(NotHandedIn { error: self.refusal(&answer, service).await, may_have_arrived });
        }
        let taken = |error| NotHandedIn { error, may_have_arrived: true };
        let listed = entries(read(&answer).map_err(taken)?);
        let given = listed.first().and_then(|entry| {
            let number = text(entry, "service_request_id")
                .map(|number| HandedIn::Number { number, notice: text(entry, "service_notice") });
            number.or_else(|| text(entry, "token").map(HandedIn::Token))
        });
        given.ok_or(taken(WireError::Garbled))
    }

    async fn search(&self, report: &FinalisedReport) -> Result<Search, WireError> {
        let Some(said) = Said::of(report) else { return Ok(Search::NotListed) };
        let Some(service) = self.service_of(&said.category) else { return Ok(Search::NotListed) };
        let start = search::start(said.made_at(), self.clock.now().wall);
        let mut seen = BTreeMap::new();
        let mut best = Search::NotListed;
        for page in 1..=PAGES {
            let page = page.to_string();
            let query = [
                ("service_code", service),
                ("start_date", start.as_str()),
                ("page_size", PAGE_SIZE),
                ("page", page.as_str()),
            ];
            let before = seen.len();
            for request in list::requests(self.get(&["requests"], &query).await?) {
                if seen.insert(request.number.clone(), ()).is_none() {
                    best = search::better(best, &said, report, request);
                }
            }
            if matches!(best, Search::Found(_)) || seen.len() == before {
                break;
            }
        }
        Ok(best)
    }

    async fn number_of(&self, token: &str) -> Result<Option<String>, WireError> {
        match self.get(&["tokens", token], &[]).await {
            Ok(answer) => Ok(entries(answer).first().and_then(|entry| text(entry, "service_request_id"))),
            // Some know a token only when there is a number for it.
            Err(WireError::Refused { status: 404, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn requests(&self, numbers: &[String]) -> Result<Vec<DeskRequest>, WireError> {
        if let [number] = numbers {
            return self.get(&["requests", number], &[]).await.map(list::requests);
        }
        let mut all = Vec::new();
        for some in numbers.chunks(NUMBERS_AT_ONCE) {
            let some = some.join(",");
            all.extend(list::requests(self.get(&["requests"], &[("service_request_id", &some)]).await?));
        }
        Ok(all)
    }
}

#[async_trait]
impl City for Open311City {
    fn desk(&self) -> Option<&dyn ServiceDesk> {
        Some(self)
    }

    /// Nobody keeps a list of phones.
    async fn register(&self, _: &Installation) -> Result<(), WireError> {
        Ok(())
    }

    async fn categories(&self, etag: Option<&str>) -> Result<Fetched<Vec<u8>>, WireError> {
        let now = self.clock.now().wall;
        let services = self.get(&["services"], &[]).await?;
        let etag = etag.and_then(definition::Seen::parse);
        let listed = definition::digest(&services);
        if etag.is_some_and(|seen| seen.is_fresh(&listed, now)) {
            return Ok(Fetched::NotModified);
        }
        let mut definitions = BTreeMap::new();
        let services = list::services(services);
        for service in services.iter().filter(|service| service.is_defined && self.offers(&service.code)) {
            if definitions.len() == definition::MOST {
                break;
            }
            match self.get(&["services", &service.code], &[]).await {
                Ok(asked) => _ = definitions.insert(service.code.clone(), definition::questions(&asked)),
                Err(WireError::Refused { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        let set = definition::categories(&services, &definitions, &self.config, &self.bundled);
        let value = set.ok_or(WireError::Garbled)?;
        Ok(Fetched::New { value, etag: Some(definition::Seen::now(&listed, now)) })
    }

    async fn me(&self, _: &AccessToken) -> Result<Me, WireError> {
        not_offered()
    }

    async fn post_report(
        &self,
        _: &FinalisedReport,
        _: &Installation,
        _: Option<&AccessToken>,
    ) -> Result<CityReport, WireError> {
        not_offered()
    }

    async fn report(&self, _: ReportId, _: &AccessSecret) -> Result<CityReport, WireError> {
        not_offered()
    }

    async fn follow_up(
        &self,
        _: &FollowUpRequest,
        _: &AccessSecret,
    ) -> Result<Option<CityReport>, WireError> {
        not_offered()
    }

    async fn create_upload(
        &self,
        _: ReportId,
        _: &Attachment,
        _: &AccessSecret,
        _: Vec<u8>,
    ) -> Result<Created, WireError> {
        not_offered()
    }

    async fn upload_offset(&self, _: &str) -> Result<u64, WireError> {
        not_offered()
    }

    async fn upload_piece(&self, _: &str, _: u64, _: Vec<u8>) -> Result<u64, WireError> {
        not_offered()
    }

    async fn nearby(&self, _: &str, _: Option<&str>) -> Result<Fetched<Vec<PublicReport>>, WireError> {
        not_offered()
    }

    async fn changes(&self, _: Option<&str>, _: &Installation) -> Result<ChangesPage, WireError> {
        not_offered()
    }

    async fn alert_index(&self, _: Option<&str>) -> Result<Fetched<SignedIndex>, WireError> {
        not_offered()
    }

    async fn alert_message(&self, _: &str) -> Result<Vec<u8>, WireError> {
        not_offered()
    }
}

#[cfg(test)]
mod tests;
