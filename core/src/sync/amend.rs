//! Changes by the citizen and by the city of the same report, brought together whenever the city's document is a newer one. What is being sent
//! stays as it is; what waits begins with the newest document from then on, or waits for the citizen's choice.

use super::settle::Tried;
use super::{Engine, outcome_of};
use crate::id::{IdempotencyKey, ReportId};
use crate::outbox::{Item, ItemState, Outcome};
use crate::report::{Amendment, CONFLICT, CityReport, Content, Onto, Reason, Status};
use crate::store::{Db, StoreError};
use crate::wire::WireError;

impl CityReport {
    /// What the report says now, as far as the city tells.
    pub(crate) fn content(&self) -> Option<Content> {
        self.content.as_ref().and_then(Content::of_members)
    }
}

/// Keeps the city's document if it is newer than ours, with what follows from it; whether it was.
pub(super) fn keep(db: &Db<'_>, document: &CityReport) -> Result<bool, StoreError> {
    // No document says that, only the changes and a refusal do.
    if document.status == Status::Removed || !db.keep_city_report(document)? {
        return Ok(false);
    }
    if let Some(theirs) = document.content() {
        let mut amendments = db.amendments(document.id)?.into_iter();
        let first = amendments.find(|(item, _)| !matches!(item.state, ItemState::Parked { .. }));
        if let Some((item, amendment)) = first.filter(|(item, _)| !item.attempted) {
            bring_in_line(db, item, &amendment, &theirs, document.revision, None)?;
        }
        show(db, document.id, &theirs)?;
    }
    Ok(true)
}

/// Lets a change that waits begin with the city's newest document. One that was sent before gets a new key.
pub(crate) fn bring_in_line(
    db: &Db<'_>,
    mut item: Item,
    amendment: &Amendment,
    theirs: &Content,
    revision: i64,
    new_key: Option<IdempotencyKey>,
) -> Result<(), StoreError> {
    match amendment.onto(theirs, revision) {
        Onto::Nothing => db.delete_item(item.id),
        Onto::Conflict(_) => {
            item.state = ItemState::Parked { code: CONFLICT.to_owned() };
            db.save_item(&item)
        }
        Onto::Clean(clean) => {
            let key = match new_key {
                Some(key) => key,
                None => db.follow_up(&item)?.key(),
            };
            db.set_amendment(item.id, item.report, key, &clean)
        }
    }
}

/// Shows the citizen what the city has, with their own changes that it does not have yet.
pub(crate) fn show(db: &Db<'_>, report: ReportId, theirs: &Content) -> Result<(), StoreError> {
    let mut content = theirs.clone();
    for (_, amendment) in db.amendments(report)? {
        for part in amendment.parts() {
            content.take(part, &amendment.mine);
        }
    }
    let mut shown = db.shown(report)?;
    let before = shown.clone();
    shown.take_content(&content, &crate::report::Part::ALL);
    if shown == before { Ok(()) } else { db.set_shown(report, &shown) }
}

impl Engine {
    /// The city changed the same part since the document that a change began with, or so it says: its newest one decides.
    pub(super) async fn amend_again(&self, item: &Item) -> Result<Tried, StoreError> {
        let access = self.store.read(|db| db.access_secret(item.report))?;
        let document = match self.city.report(item.report, &access).await {
            Ok(document) => document,
            Err(error) => return Ok(Tried::nothing_but(outcome_of(error))),
        };
        let Some(theirs) = document.content() else {
            return Ok(Tried::nothing_but(outcome_of(WireError::Garbled)));
        };
        let key = IdempotencyKey::new(self.now().wall, &*self.entropy);
        let id = item.id;
        // A city that goes on saying so is asked less and less often.
        let again = Outcome::TryLater { reason: Reason::CityBusy, retry_after: None };
        Ok(Tried::new(again, move |db| {
            keep(db, &document)?;
            let of_this = db.amendments(document.id)?.into_iter().find(|(item, _)| item.id == id);
            if let Some((item, amendment)) = of_this {
                bring_in_line(db, item, &amendment, &theirs, document.revision, Some(key))?;
                show(db, document.id, &theirs)?;
            }
            Ok(())
        }))
    }
}
