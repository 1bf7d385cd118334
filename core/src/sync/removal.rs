//! A report that the city removed, told by its changes or by the answer to whatever was asked or sent about it. In one transaction nothing of it
//! waits any more, and the citizen is told. What they wrote and photographed stays.

use super::Engine;
use crate::id::{ItemId, ReportId};
use crate::outbox::{Item, Kind, Outcome};
use crate::report::{CityReport, REMOVED, Rating, Status};
use crate::store::{Db, StoreError};

/// Whether an outcome is the city's word that it removed the report.
pub(super) fn says_removed(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Refused { code } if code == REMOVED)
}

/// The changes tell that a report was removed; what of it waited, `None` when they tell nothing new.
pub(super) fn remove_as_of(
    db: &Db<'_>,
    id: ReportId,
    revision: i64,
) -> Result<Option<Vec<ItemId>>, StoreError> {
    match db.sent(id)? {
        Some(sent) if sent.revision < revision => remove(db, id),
        Some(_) | None => Ok(None),
    }
}

/// Ends a report for good, so that no document brings it back; what of it waited. `None`: it was ended before, is none that was sent, or is damaged,
/// which must not hold up the others.
pub(super) fn remove(db: &Db<'_>, id: ReportId) -> Result<Option<Vec<ItemId>>, StoreError> {
    Ok(readable(db.whole(|db| end(db, id)))?.flatten())
}

fn end(db: &Db<'_>, id: ReportId) -> Result<Option<Vec<ItemId>>, StoreError> {
    let Some(sent) = db.sent(id)?.filter(|sent| sent.revision < i64::MAX) else { return Ok(None) };
    let items = db.items_of(id)?;
    let known = readable(db.city_report(id))?.flatten();
    let was_taken_back =
        sent.withdrawn || known.as_ref().is_some_and(|city| city.status == Status::Withdrawn);
    let mut document = CityReport::removed(id, known);
    if let Some(rating) = unsent_rating(db, &items)? {
        document.rating = Some(rating);
    }
    db.keep_city_report(&document)?;
    if was_taken_back {
        db.set_withdrawn(id)?;
    } else {
        db.set_at_rest(id)?;
        db.insert_removal_notice(id)?;
    }
    Ok(Some(items.into_iter().map(|item| item.id).collect()))
}

/// What the citizen thought of the city's work stays with what they wrote.
fn unsent_rating(db: &Db<'_>, items: &[Item]) -> Result<Option<Rating>, StoreError> {
    let Some(item) = items.iter().rev().find(|item| item.kind == Kind::Rating) else { return Ok(None) };
    Ok(readable(db.follow_up(item))?.and_then(|request| request.as_rating()))
}

/// A row that does not open keeps nothing from its end.
fn readable<T>(read: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match read {
        Err(error) if error.is_of_one_row() => Ok(None),
        read => read.map(Some),
    }
}

impl Engine {
    /// What was on its way of these is forgotten, and lies in the clear no longer; a kill before this leaves that to the next start.
    pub(super) fn put_away(&self, ended: &[ItemId]) -> Result<(), StoreError> {
        {
            let mut live = self.live();
            live.uploads.retain(|item, _| !ended.contains(item));
            live.wrong_offsets.retain(|item, _| !ended.contains(item));
        }
        ended.iter().try_for_each(|item| self.store.sealer().remove_outgoing(*item))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::entropy::SystemEntropy;
    use crate::id::IdempotencyKey;
    use crate::report::{AccessSecret, Draft, FinalisedReport};
    use crate::store::Store;
    use crate::store::tests::store;
    use crate::sync::amend::keep;

    const NOW: Timestamp = Timestamp::from_unix_ms(1_790_000_000_000);

    fn draft(store: &Store) -> ReportId {
        let id = ReportId::new(NOW, &SystemEntropy);
        let access = AccessSecret::new(&SystemEntropy);
        store.write(|db| db.insert_report(id, &Draft::default(), &access, NOW)).unwrap();
        id
    }

    /// One whose text and receipt wait.
    fn sent(store: &Store) -> ReportId {
        let id = draft(store);
        let body = FinalisedReport::restore(id, IdempotencyKey::new(NOW, &SystemEntropy), vec![1]);
        store
            .write(|db| {
                db.set_final(&body, NOW)?;
                [Kind::Report, Kind::Receipt].into_iter().try_for_each(|kind| {
                    db.insert_item(&Item::new(ItemId::new(NOW, &SystemEntropy), id, kind))
                })
            })
            .unwrap();
        id
    }

    fn document(id: ReportId, revision: i64, status: Status) -> CityReport {
        let known = CityReport::removed(id, None);
        CityReport { number: "HUE-2026-000001".into(), revision, status, timeline: Vec::new(), ..known }
    }

    #[test]
    fn a_line_of_what_is_not_here_or_still_a_draft_or_known_better_ends_nothing() {
        let (_folder, store) = store();
        let (stranger, draft, id) = (ReportId::new(NOW, &SystemEntropy), draft(&store), sent(&store));
        store.write(|db| keep(db, &document(id, 3, Status::Assigned))).unwrap();
        for (id, revision) in [(stranger, 9), (draft, 9), (id, 3)] {
            assert_eq!(store.write(|db| remove_as_of(db, id, revision)).unwrap(), None);
        }
        assert_eq!(store.items().unwrap().len(), 2);
    }

    #[test]
    fn what_was_removed_is_told_once_and_takes_no_later_document() {
        let (_folder, store) = store();
        let id = sent(&store);
        store.write(|db| keep(db, &document(id, 3, Status::Assigned))).unwrap();
        let ended = store.write(|db| remove_as_of(db, id, 4)).unwrap().unwrap();
        assert_eq!((ended.len(), store.items().unwrap().len()), (2, 0));
        assert!(!store.write(|db| keep(db, &document(id, 1_000, Status::Done))).unwrap());
        let is_unread = || store.read(|db| db.has_unread(id)).unwrap();
        assert!(is_unread());
        store.write(|db| db.mark_read(id)).unwrap();
        assert_eq!(store.write(|db| remove_as_of(db, id, 5)).unwrap(), None);
        assert_eq!(store.write(|db| remove(db, id)).unwrap(), None);
        let report = store.read(|db| db.report(id)).unwrap();
        assert!(report.is_removed() && !report.is_withdrawn() && !is_unread());
        let city = report.city.unwrap();
        assert_eq!((city.number.as_str(), city.timeline.len()), ("HUE-2026-000001", 1));
    }

    #[test]
    fn a_document_can_not_say_that_it_was_removed() {
        let (_folder, store) = store();
        let id = sent(&store);
        assert!(!store.write(|db| keep(db, &document(id, 1, Status::Removed))).unwrap());
        assert_eq!(store.items().unwrap().len(), 2);
    }

    #[test]
    fn what_was_taken_back_stays_so_without_a_word() {
        let (_folder, store) = store();
        let (here, elsewhere) = (sent(&store), sent(&store));
        store.write(|db| db.set_withdrawn(here)).unwrap();
        store.write(|db| keep(db, &document(elsewhere, 2, Status::Withdrawn))).unwrap();
        for id in [here, elsewhere] {
            store.write(|db| remove_as_of(db, id, 3)).unwrap().unwrap();
            let report = store.read(|db| db.report(id)).unwrap();
            assert!(report.is_withdrawn() && !report.is_removed());
            assert!(!store.read(|db| db.has_unread(id)).unwrap());
        }
        assert_eq!(*store.items().unwrap(), []);
    }
}
