//! What goes in one request: the texts of several reports, and the question whether the city has all of them.

use std::collections::HashSet;

use super::amend::keep;
use super::fetch::FetchError;
use super::send::{Tried, not_of_the_report, received};
use super::{Engine, MomentOfLink, outcome_of};
use crate::id::{ItemId, ReportId};
use crate::outbox::{Item, Kind, Outcome};
use crate::report::{FinalisedReport, Reason};
use crate::store::StoreError;
use crate::wire::WireError;

/// Bytes of reports in one request; the city takes a MiB.
const BYTES_AT_MOST: usize = 768 * 1024;

impl Engine {
    pub(super) async fn send_together(&self, items: Vec<Item>) -> Result<(), StoreError> {
        let ids: Vec<_> = items.iter().map(|item| item.id).collect();
        let sent = match items.first().map(|item| item.kind) {
            Some(Kind::Report) => self.send_reports(items).await,
            _ => self.ask_for_receipts(items).await,
        };
        self.live().sending.retain(|sending| !ids.contains(sending));
        self.handing_over.one_ended();
        sent
    }

    async fn send_reports(&self, items: Vec<Item>) -> Result<(), StoreError> {
        let before = self.moment_of_link();
        let installation = match self.installation().await? {
            Ok(installation) => installation,
            Err(error) => return self.settle_all(items, &not_of_the_report(error), before),
        };
        let (mut items, mut reports) = self.of_one_sender(items)?;
        let Some(first) = items.first().cloned() else { return Ok(()) };
        let mut bearer = match self.bearer_for(&first, None).await? {
            Ok(bearer) => bearer,
            Err(outcome) => return self.settle_all(items, &outcome, before),
        };
        // From here on nobody can know whether the city has them, whatever happens to this process.
        let begun = self.begin_attempts(&items)?;
        items.retain(|item| begun.contains(&item.id));
        reports.retain(|report| items.iter().any(|item| item.report == report.id()));
        if items.is_empty() {
            return Ok(());
        }
        let mut answers = self.city.post_reports(&reports, &installation, bearer.as_ref()).await;
        if answers == Err(WireError::TokenRefused) && bearer.is_some() {
            bearer = match self.bearer_for(&first, bearer.as_ref()).await? {
                Ok(renewed) => renewed,
                Err(outcome) => return self.settle_all(items, &outcome, before),
            };
            answers = self.city.post_reports(&reports, &installation, bearer.as_ref()).await;
            if answers == Err(WireError::TokenRefused) {
                answers = self.city.post_reports(&reports, &installation, None).await;
            }
        }
        match answers {
            Ok(answers) => {
                for (item, answer) in items.into_iter().zip(answers) {
                    let tried = match answer {
                        Ok(document) => Tried::new(Outcome::Done, move |db| keep(db, &document).map(|_| ())),
                        Err(error) => Tried::nothing_but(outcome_of(error)),
                    };
                    self.settle_or_forget(item, tried, before)?;
                }
                Ok(())
            }
            Err(WireError::Unauthorised) => {
                self.forget_registration()?;
                self.settle_all(items, &outcome_of(WireError::Unauthorised), before)
            }
            Err(WireError::Refused { status, .. }) => {
                if matches!(status, 404 | 405) {
                    self.live().conditions.one_by_one = true;
                }
                // That it refuses all of them says nothing of each: they go again, fewer at once.
                let fewer = Outcome::TryLater { reason: Reason::CityBusy, retry_after: None };
                self.settle_all(items, &fewer, before)
            }
            Err(error) => self.settle_all(items, &outcome_of(error), before),
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
    async fn ask_for_receipts(&self, items: Vec<Item>) -> Result<(), StoreError> {
        let before = self.moment_of_link();
        match self.fetch_changes().await {
            Ok(()) => {}
            Err(FetchError::Store(error)) => return Err(error),
            Err(FetchError::Wire(error)) => return self.settle_all(items, &not_of_the_report(error), before),
        }
        let left = self.store.read(|db| db.items())?;
        let left: HashSet<ItemId> = left.into_iter().map(|item| item.id).collect();
        for item in items.into_iter().filter(|item| left.contains(&item.id)) {
            let tried = match self.city.desk() {
                Some(desk) => self.ask_for_number(&item, desk).await,
                None => self.ask_for_receipt(&item).await,
            };
            match tried {
                Err(error) if error.is_of_one_row() => self.settle_missing(item.id)?,
                tried => self.settle_or_forget(item, tried?, before)?,
            }
        }
        Ok(())
    }

    /// Reports of which the changes told that the city has all of them are delivered, without a question for each.
    pub(super) fn settle_receipts(&self) -> Result<(), StoreError> {
        let before = self.moment_of_link();
        let items = self.store.read(|db| db.items())?;
        // Something of it goes before its receipt, or it is being taken back.
        let not_yet =
            |item: &&Item| matches!(item.kind, Kind::Report | Kind::Withdrawal) || item.kind.file().is_some();
        let not_yet: HashSet<ReportId> = items.iter().filter(not_yet).map(|item| item.report).collect();
        let is_last = |item: &&Item| item.kind == Kind::Receipt && !not_yet.contains(&item.report);
        for item in items.iter().filter(is_last) {
            let read = self
                .store
                .read(|db| Ok::<_, StoreError>((db.report(item.report)?.city, db.photos(item.report)?)));
            let (city, photos) = match read {
                Ok((Some(city), photos)) => (city, photos),
                Ok((None, _)) => continue,
                // Its own turn parks it.
                Err(error) if error.is_of_one_row() => continue,
                Err(error) => return Err(error),
            };
            if city.is_receipt_for(photos.iter().map(|photo| &photo.facts.attachment)) {
                self.settle_or_forget(item.clone(), received(city), before)?;
            }
        }
        Ok(())
    }

    fn settle_all(
        &self,
        items: Vec<Item>,
        outcome: &Outcome,
        before: MomentOfLink,
    ) -> Result<(), StoreError> {
        for item in items {
            self.settle_or_forget(item, Tried::nothing_but(outcome.clone()), before)?;
        }
        Ok(())
    }

    /// One that is gone meanwhile (taken back, or settled by what the changes told) needs nothing any more.
    fn settle_or_forget(&self, item: Item, tried: Tried<'_>, before: MomentOfLink) -> Result<(), StoreError> {
        match self.settle(item, tried, before) {
            Err(StoreError::NotFound) => Ok(()),
            settled => settled,
        }
    }
}
