//! A city that takes reports whole and knows no keys ([`ServiceDesk`]). A report that may have arrived never goes again by itself: it is looked for
//! first, and where it is not found the citizen decides. What the city says of reports comes from asking for their numbers.

use std::collections::HashMap;

use super::fetch::FetchError;
use super::send::unreadable;
use super::settle::Tried;
use super::{Engine, outcome_of};
use crate::id::ReportId;
use crate::outbox::{Item, Kind, Outcome};
use crate::report::{CityReport, DeskRequest, MAY_HAVE_ARRIVED, Reason, Status};
use crate::sorting::sort_by;
use crate::store::{Db, PhotoFile, StoreError};
use crate::wire::{Enclosed, HandedIn, NotHandedIn, Search, ServiceDesk, WireError};

/// So often a report is looked for: a city may list it a little later.
const SEARCHES: u32 = 4;

impl Engine {
    /// Whether the city takes reports whole.
    pub(crate) fn has_desk(&self) -> bool {
        self.city.desk().is_some()
    }

    /// How many photos a report may have, and whether a video may be among them; `None`: as many as the protocol lets.
    pub(crate) fn photos_at_most(&self) -> Option<usize> {
        self.city.desk().map(ServiceDesk::photos_at_most)
    }

    pub(super) async fn hand_in(&self, item: &Item, desk: &dyn ServiceDesk) -> Result<Tried, StoreError> {
        let (report, photos) = self
            .store
            .read(|db| Ok::<_, StoreError>((db.finalised(item.report)?, db.photos(item.report)?)))?;
        let id = item.report;
        if item.attempted {
            let searched = desk.search(&report).await;
            return Ok(self.searched(item, searched));
        }
        let mut enclosed = Vec::new();
        for photo in photos {
            let size = photo.facts.attachment.size;
            match self.store.sealer().read_photo(photo.id, PhotoFile::Full, 0..size) {
                Ok(bytes) => {
                    enclosed.push(Enclosed { media_type: photo.facts.attachment.media_type, bytes });
                }
                Err(error) => return Ok(unreadable(&error)),
            }
        }
        // From here on nobody can know whether the city has it, whatever happens to this process.
        self.store.write(|db| db.set_attempt_started(item.id))?;
        let now = self.city_time();
        Ok(match desk.hand_in(&report, enclosed).await {
            Ok(HandedIn::Number { number, notice }) => {
                let request = DeskRequest { notes: notice, ..DeskRequest::new(number) };
                Tried::new(Outcome::Done, move |db| taken(db, id, &request, &now))
            }
            Ok(HandedIn::Token(token)) => Tried::new(Outcome::Done, move |db| db.set_token_of(id, &token)),
            Err(NotHandedIn { error, may_have_arrived: true }) => Tried::nothing_but(outcome_of(error)),
            Err(NotHandedIn { error, may_have_arrived: false }) => {
                let item = item.id;
                Tried::new(outcome_of(error), move |db| db.set_attempt_over(item))
            }
        })
    }

    /// What follows for a report that was looked for.
    fn searched(&self, item: &Item, searched: Result<Search, WireError>) -> Tried {
        let ask = || Tried::nothing_but(Outcome::Refused { code: MAY_HAVE_ARRIVED.to_owned() });
        let is_last = item.failures >= SEARCHES;
        match searched {
            Ok(Search::Found(request)) => {
                let (id, now) = (item.report, self.city_time());
                Tried::new(Outcome::Done, move |db| taken(db, id, &request, &now))
            }
            Ok(Search::NotListed) if !is_last => {
                Tried::nothing_but(Outcome::TryLater { reason: Reason::LookingForIt, retry_after: None })
            }
            Ok(Search::Perhaps | Search::NotListed) | Err(WireError::Refused { .. }) => ask(),
            // Nothing gets through: that says nothing of the search.
            Err(error @ (WireError::Unreachable | WireError::Untimely | WireError::Portal)) => {
                Tried::nothing_but(outcome_of(error))
            }
            Err(_) if is_last => ask(),
            Err(error) => Tried::nothing_but(outcome_of(error)),
        }
    }

    /// The city took the report and gives its number later.
    pub(super) async fn ask_for_number(
        &self,
        item: &Item,
        desk: &dyn ServiceDesk,
    ) -> Result<Tried, StoreError> {
        let Some(token) = self.store.read(|db| db.token(item.id))? else {
            return Ok(Tried::nothing_but(Outcome::Refused { code: "data-missing".to_owned() }));
        };
        let later = || Outcome::TryLater { reason: Reason::AwaitsNumber, retry_after: None };
        Ok(match desk.number_of(&token).await {
            Ok(Some(number)) => {
                let (id, request, now) = (item.report, DeskRequest::new(number), self.city_time());
                Tried::new(Outcome::Done, move |db| {
                    keep(db, id, &request, &now)?;
                    db.set_delivered(id)
                })
            }
            // Whatever it refuses here, it has the report.
            Ok(None) | Err(WireError::Refused { .. }) => Tried::nothing_but(later()),
            Err(error) => Tried::nothing_but(outcome_of(error)),
        })
    }

    /// What the city says of the reports that it has not closed.
    pub(super) async fn fetch_requests(&self, desk: &dyn ServiceDesk) -> Result<(), FetchError> {
        let open: HashMap<String, ReportId> = self
            .store
            .read(|db| db.city_reports())?
            .into_iter()
            .filter(|report| {
                !matches!(
                    report.status,
                    Status::Done | Status::Rejected | Status::Withdrawn | Status::Removed
                )
            })
            .map(|report| (report.number, report.id))
            .collect();
        if open.is_empty() {
            return Ok(());
        }
        let mut numbers: Vec<String> = open.keys().cloned().collect();
        sort_by(&mut numbers, Ord::cmp);
        let listed = match desk.requests(&numbers).await {
            // It does not list them, not yet or not at all: that is no fault of today.
            Err(WireError::Refused { .. }) => return Ok(()),
            listed => listed?,
        };
        let now = self.city_time();
        for request in listed {
            let Some(id) = open.get(&request.number).copied() else { continue };
            if self.store.write(|db| keep(db, id, &request, &now))? {
                self.events.report_changed(id);
            }
        }
        Ok(())
    }

    fn city_time(&self) -> String {
        self.now().wall.to_rfc3339()
    }
}

/// The city has the report: nothing of it waits any more. No digest was confirmed, so its photos stay on the phone.
fn taken(db: &Db<'_>, id: ReportId, request: &DeskRequest, now: &str) -> Result<(), StoreError> {
    keep(db, id, request, now)?;
    for item in db.items_of(id)?.into_iter().filter(|item| item.kind == Kind::Receipt) {
        db.delete_item(item.id)?;
    }
    db.set_delivered(id)
}

/// Keeps what is new in what the city says; whether anything was.
fn keep(db: &Db<'_>, id: ReportId, request: &DeskRequest, now: &str) -> Result<bool, StoreError> {
    let known: Option<CityReport> = db.city_report(id)?;
    match request.document(id, known.as_ref(), now) {
        Some(document) => db.keep_city_report(&document),
        None => Ok(false),
    }
}
