//! What goes in one request: the texts of several reports, and the question whether the city has all of them.

use std::collections::HashSet;

use super::amend::keep;
use super::fetch::FetchError;
use super::send::{not_of_the_report, received};
use super::settle::{Tried, Try, goes_before_receipt};
use super::{Engine, MomentOfLink, outcome_of};
use crate::id::{ItemId, ReportId};
use crate::outbox::{Item, Kind, Outcome};
use crate::report::{FinalisedReport, Reason};
use crate::store::StoreError;
use crate::wire::{AccessToken, Installation, WireError};

/// Bytes of reports in one request; the city takes a MiB.
const BYTES_AT_MOST: usize = 768 * 1024;

impl Engine {
    pub(super) async fn send_together(&self, items: Vec<Item>) -> Result<Vec<Try>, StoreError> {
        match items.first().map(|item| item.kind) {
            Some(Kind::Report) => self.send_reports(items).await,
            _ => self.ask_for_receipts(items).await,
        }
    }

    async fn send_reports(&self, items: Vec<Item>) -> Result<Vec<Try>, StoreError> {
        let before = self.moment_of_link();
        let (mut items, mut reports) = self.of_one_sender(items)?;
        let Some(first) = items.first().cloned() else { return Ok(Vec::new()) };
        let bearer = match self.bearer_for(&first, None).await? {
            Ok(bearer) => bearer,
            Err(outcome) => return Ok(all(items, &outcome, before)),
        };
        // From here on nobody can know whether the city has them, whatever happens to this process.
        let begun = self.begin_attempts(&items)?;
        items.retain(|item| begun.contains(&item.id));
        reports.retain(|report| items.iter().any(|item| item.report == report.id()));
        if items.is_empty() {
            return Ok(Vec::new());
        }
        let (city, reports) = (&self.city, &reports);
        let post = |sender: Installation, bearer: Option<AccessToken>| async move {
            city.post_reports(reports, &sender, bearer.as_ref()).await
        };
        let answers = match self.hand_over_for(&first, bearer, post).await? {
            Ok(answers) => answers,
            Err(outcome) => return Ok(all(items, &outcome, before)),
        };
        match answers {
            Ok(answers) => {
                let what_came_of = |(item, answer)| {
                    let tried = match answer {
                        Ok(document) => Tried::new(Outcome::Done, move |db| keep(db, &document).map(|_| ())),
                        Err(error) => Tried::nothing_but(outcome_of(error)),
                    };
                    Try { item, tried, before }
                };
                Ok(items.into_iter().zip(answers).map(what_came_of).collect())
            }
            Err(WireError::Refused { status, .. }) => {
                if matches!(status, 404 | 405) {
                    self.live().conditions.one_by_one = true;
                }
                // That it refuses all of them says nothing of each: they go again, fewer at once.
                let fewer = Outcome::TryLater { reason: Reason::CityBusy, retry_after: None };
                Ok(all(items, &fewer, before))
            }
            Err(error) => Ok(all(items, &outcome_of(error), before)),
        }
    }

    /// Those that are by the same sender as the first, with their bytes, as many as go at once. The others have their turn next.
    fn of_one_sender(&self, items: Vec<Item>) -> Result<(Vec<Item>, Vec<FinalisedReport>), StoreError> {
        let mut sender = None;
        let (mut ours, mut reports, mut bytes) = (Vec::new(), Vec::new(), 0);
        for item in items {
            let read = self
                .store
                .read(|db| Ok::<_, StoreError>((db.account_of(item.report)?, db.finalised(item.report)?)));
            let (account, report) = match read {
                Ok(read) => read,
                Err(error) if error.is_of_one_row() => {
                    self.settle_missing(item.id)?;
                    continue;
                }
                Err(error) => return Err(error),
            };
            bytes += report.body().len();
            if *sender.get_or_insert_with(|| account.clone()) != account
                || (bytes > BYTES_AT_MOST && !ours.is_empty())
            {
                continue;
            }
            ours.push(item);
            reports.push(report);
        }
        Ok((ours, reports))
    }

    /// Those that are still there; one that was taken back meanwhile does not go.
    fn begin_attempts(&self, items: &[Item]) -> Result<Vec<ItemId>, StoreError> {
        self.store.write(|db| {
            let begin = |item: &Item| match db.set_attempt_started(item.id) {
                Ok(()) => Some(Ok(item.id)),
                Err(StoreError::NotFound) => None,
                Err(error) => Some(Err(error)),
            };
            items.iter().filter_map(begin).collect()
        })
    }

    /// The changes tell of all reports at once; what they do not tell is asked for one by one.
    async fn ask_for_receipts(&self, items: Vec<Item>) -> Result<Vec<Try>, StoreError> {
        let before = self.moment_of_link();
        // The answers to the photos may have told it already.
        self.settle_receipts()?;
        let items = self.left_of(items)?;
        if items.is_empty() {
            return Ok(Vec::new());
        }
        match self.fetch_changes().await {
            Ok(()) => {}
            Err(FetchError::Store(error)) => return Err(error),
            Err(FetchError::Wire(error)) => return Ok(all(items, &not_of_the_report(error), before)),
        }
        let mut tries = Vec::new();
        for item in self.left_of(items)? {
            let tried = match self.city.desk() {
                Some(desk) => self.ask_for_number(&item, desk).await,
                None => self.ask_for_receipt(&item).await,
            };
            match tried {
                Err(error) if error.is_of_one_row() => self.settle_missing(item.id)?,
                tried => tries.push(Try { item, tried: tried?, before }),
            }
        }
        Ok(tries)
    }

    fn left_of(&self, mut items: Vec<Item>) -> Result<Vec<Item>, StoreError> {
        let left: HashSet<ItemId> = self.store.items()?.iter().map(|item| item.id).collect();
        items.retain(|item| left.contains(&item.id));
        Ok(items)
    }

    /// Reports of which the city told by itself that it has all of them are delivered, without a question for each.
    pub(super) fn settle_receipts(&self) -> Result<(), StoreError> {
        let before = self.moment_of_link();
        let items = self.store.items()?;
        let not_yet = items.iter().filter(|item| goes_before_receipt(item));
        let not_yet: HashSet<ReportId> = not_yet.map(|item| item.report).collect();
        let is_last = |item: &&Item| item.kind == Kind::Receipt && !not_yet.contains(&item.report);
        let mut tries = Vec::new();
        for item in items.iter().filter(is_last) {
            let read = self
                .store
                .read(|db| Ok::<_, StoreError>((db.city_report(item.report)?, db.photos(item.report)?)));
            let (city, photos) = match read {
                Ok((Some(city), photos)) => (city, photos),
                Ok((None, _)) => continue,
                // Its own turn parks it.
                Err(error) if error.is_of_one_row() => continue,
                Err(error) => return Err(error),
            };
            if city.is_receipt_for(photos.iter().map(|photo| &photo.facts.attachment)) {
                tries.push(Try { item: item.clone(), tried: received(city), before });
            }
        }
        self.settle_all(tries)
    }
}

/// The same came of all of them.
fn all(items: Vec<Item>, outcome: &Outcome, before: MomentOfLink) -> Vec<Try> {
    let one = |item| Try { item, tried: Tried::nothing_but(outcome.clone()), before };
    items.into_iter().map(one).collect()
}
