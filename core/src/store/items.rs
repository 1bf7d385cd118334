//! The outbox's items in memory, because the planner looks at all of them after each step. `SQLite` itself says which rows a transaction
//! changed, so nobody can forget to.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use rusqlite::Connection;

use super::{Db, Result, Store, lock};
use crate::outbox::Item;

/// The items, once somebody asked for them, and what was changed since they were read.
#[derive(Default)]
pub(super) struct Items {
    held: Mutex<Option<Held>>,
    changed: Arc<Mutex<Changed>>,
}

/// Every item that may go, in the order in which they were made.
struct Held {
    rows: Vec<i64>,
    items: Arc<Vec<Item>>,
}

/// Rows of the open transaction.
#[derive(Default)]
struct Changed {
    items: BTreeSet<i64>,
    reports: BTreeSet<i64>,
}

impl Items {
    /// Lets `SQLite` say which rows change.
    pub(super) fn listen(&self, writer: &mut Connection) -> Result<()> {
        let changed = Arc::clone(&self.changed);
        writer.update_hook(Some(move |_, _: &str, table: &str, row| {
            let mut changed = lock(&changed);
            match table {
                "outbox" => changed.items.insert(row),
                // What was written about a report that is a draft again does not go.
                "report" => changed.reports.insert(row),
                _ => return,
            };
        }))?;
        Ok(())
    }

    /// A transaction begins.
    pub(super) fn begin(&self) {
        *lock(&self.changed) = Changed::default();
    }

    /// The transaction is on disk. What can't be read now is read anew by whoever asks next.
    pub(super) fn follow(&self, db: &Db<'_>) {
        let mut held = lock(&self.held);
        let changed = std::mem::take(&mut *lock(&self.changed));
        let Some(known) = held.as_mut() else { return };
        if known.follow(changed, db).is_err() {
            *held = None;
            return;
        }
        // All tests watch it.
        debug_assert!(db.items().is_ok_and(|items| items == *known.items), "the items in memory are others");
    }
}

impl Held {
    fn read(db: &Db<'_>) -> Result<Self> {
        let (rows, items) = db.items_by_row()?.into_iter().unzip();
        Ok(Self { rows, items: Arc::new(items) })
    }

    fn follow(&mut self, changed: Changed, db: &Db<'_>) -> Result<()> {
        let mut rows = changed.items;
        for report in changed.reports {
            rows.extend(db.item_rows_of(report)?);
        }
        if rows.is_empty() {
            return Ok(());
        }
        // Nobody else has it but for a moment, so that mostly nothing is copied.
        let items = Arc::make_mut(&mut self.items);
        for row in rows {
            match (self.rows.binary_search(&row), db.item_in_row(row)?) {
                (Ok(at), Some(item)) => items[at] = item,
                (Ok(at), None) => {
                    self.rows.remove(at);
                    items.remove(at);
                }
                (Err(at), Some(item)) => {
                    self.rows.insert(at, row);
                    items.insert(at, item);
                }
                (Err(_), None) => {}
            }
        }
        Ok(())
    }
}

impl Store {
    /// Every item that may go, in the order in which they were made, as the last transaction left them.
    pub(crate) fn items(&self) -> Result<Arc<Vec<Item>>> {
        if let Some(held) = &*lock(&self.items.held) {
            return Ok(Arc::clone(&held.items));
        }
        // With the writer in hand nothing changes meanwhile.
        self.with_writer(|writer| {
            let read = Held::read(&Db { connection: writer, sealer: &self.sealer })?;
            let items = Arc::clone(&read.items);
            *lock(&self.items.held) = Some(read);
            Ok(items)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::entropy::SystemEntropy;
    use crate::id::{IdempotencyKey, ItemId, ReportId};
    use crate::outbox::{Allowed, ItemState, Kind};
    use crate::report::{AccessSecret, Draft, FinalisedReport};
    use crate::store::StoreError;
    use crate::store::tests::store;

    const NOW: Timestamp = Timestamp::from_unix_ms(1_764_000_000_000);

    fn insert(db: &Db<'_>, report: ReportId, kind: Kind) -> Result<Item> {
        let item = Item::new(ItemId::new(NOW, &SystemEntropy), report, kind);
        db.insert_item(&item)?;
        Ok(item)
    }

    /// A report that was sent, with its text and its receipt.
    fn send(store: &Store) -> (ReportId, [Item; 2]) {
        let id = ReportId::new(NOW, &SystemEntropy);
        let sent = store.write(|db| {
            db.insert_report(id, &Draft::default(), &AccessSecret::new(&SystemEntropy), NOW)?;
            db.set_final(
                &FinalisedReport::restore(id, IdempotencyKey::new(NOW, &SystemEntropy), vec![1]),
                NOW,
            )?;
            Ok::<_, StoreError>([insert(db, id, Kind::Report)?, insert(db, id, Kind::Receipt)?])
        });
        (id, sent.unwrap())
    }

    /// What is in memory is what a new reading of the table gives.
    fn items(store: &Store) -> Vec<Item> {
        let held = store.items().unwrap();
        assert_eq!(*held, store.read(|db| db.items()).unwrap());
        held.to_vec()
    }

    #[test]
    fn what_a_transaction_changes_is_followed() {
        let (_folder, store) = store();
        assert_eq!(items(&store), []);
        let (_, [text, receipt]) = send(&store);
        let (_, others) = send(&store);
        assert_eq!(items(&store), [[text.clone(), receipt.clone()], others.clone()].concat());
        let parked = Item { state: ItemState::Parked { code: "too-large".into() }, ..receipt };
        store.write(|db| db.save_item(&parked).and_then(|()| db.delete_item(text.id))).unwrap();
        assert_eq!(items(&store), [&[parked], &others[..]].concat());
    }

    #[test]
    fn a_report_that_is_a_draft_again_takes_what_is_written_about_it_along_and_brings_it_back() {
        let (_folder, store) = store();
        let (report, sent) = send(&store);
        let (_, others) = send(&store);
        items(&store);
        store.write(|db| db.set_draft(report, NOW)).unwrap();
        assert_eq!(items(&store), others);
        let again = FinalisedReport::restore(report, IdempotencyKey::new(NOW, &SystemEntropy), vec![2]);
        store.write(|db| db.set_final(&again, NOW)).unwrap();
        assert_eq!(items(&store), [sent, others].concat());
    }

    #[test]
    fn what_is_erased_with_its_report_is_gone() {
        let (_folder, store) = store();
        let (report, _) = send(&store);
        items(&store);
        store.write(|db| db.set_draft(report, NOW)).unwrap();
        store.write(|db| db.discard(report, NOW).and_then(|()| db.erase_discarded(report))).unwrap();
        assert_eq!(items(&store), []);
        // The next one may get a row that was used.
        let (_, sent) = send(&store);
        assert_eq!(items(&store), sent);
    }

    #[test]
    fn what_is_rolled_back_did_not_happen() {
        let (_folder, store) = store();
        let (_, [text, receipt]) = send(&store);
        items(&store);
        let broken: Result<()> = store.write(|db| {
            db.delete_item(text.id)?;
            Err(StoreError::Damaged)
        });
        assert!(broken.is_err());
        let allowed = Allowed { battery: true, ..Allowed::default() };
        let half = store.write(|db| {
            let part: Result<()> = db.whole(|db| {
                db.delete_item(receipt.id)?;
                Err(StoreError::NotFound)
            });
            assert!(part.is_err());
            db.allow(text.report, allowed)
        });
        half.unwrap();
        let any = |item: Item| Item { allowed, ..item };
        assert_eq!(items(&store), [any(text), any(receipt)]);
    }
}
