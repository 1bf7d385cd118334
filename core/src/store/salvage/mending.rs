//! Making a whole of the rows that were saved: what belongs to nothing goes, and what may be missing is asked for or sent again.

use crate::alert::index::KnownIndex;
use crate::clock::Timestamp;
use crate::id::{ItemId, ReportId};
use crate::outbox::{Item, Kind};
use crate::store::{Db, Result, Setting, StoreError};

pub(super) fn mend(db: &Db<'_>, now: Timestamp) -> Result<()> {
    remove_what_belongs_to_nothing(db)?;
    remove_what_is_no_item(db)?;
    queue_again(db, now)?;
    ask_the_city_again(db)
}

fn remove_what_belongs_to_nothing(db: &Db<'_>) -> Result<()> {
    db.connection.execute_batch(
        "DELETE FROM photo WHERE report NOT IN (SELECT id FROM report);
         DELETE FROM outbox WHERE report NOT IN (SELECT id FROM report)
             OR (photo IS NOT NULL AND photo NOT IN (SELECT id FROM photo));
         DELETE FROM message WHERE report NOT IN (SELECT id FROM report);",
    )?;
    Ok(())
}

/// Little of the outbox is sealed: a row can be damaged in what the table takes as well.
fn remove_what_is_no_item(db: &Db<'_>) -> Result<()> {
    let mut rows = db.connection.prepare("SELECT rowid FROM outbox")?;
    let rows = rows.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    for row in rows {
        if matches!(db.item_in_row(row), Err(StoreError::Damaged)) {
            db.execute("DELETE FROM outbox WHERE rowid = ?1", [row])?;
        }
    }
    Ok(())
}

/// What may be missing in the outbox of an outgoing report goes once more. The city may have it already, and answers the same bytes under the
/// same key as it did before. Photos that it does not have are found out with the receipt.
fn queue_again(db: &Db<'_>, now: Timestamp) -> Result<()> {
    for report in db.outgoing()? {
        let items = db.items_of(report)?;
        let item = |kind| items.iter().find(|item| item.kind == kind);
        let receipt = item(Kind::Receipt);
        let has_token = receipt.is_some_and(|receipt| matches!(db.token(receipt.id), Ok(Some(_))));
        let is_there = has_token || item(Kind::Report).is_some() || db.city_report(report)?.is_some();
        for kind in [(!is_there).then_some(Kind::Report), receipt.is_none().then_some(Kind::Receipt)] {
            let Some(kind) = kind else { continue };
            let item = Item::new(ItemId::new(now, db.sealer.entropy()), report, kind);
            db.insert_item(&item)?;
            db.set_attempt_started(item.id)?;
        }
    }
    Ok(())
}

/// What was lost of the city's is asked for again.
fn ask_the_city_again(db: &Db<'_>) -> Result<()> {
    db.delete_setting(Setting::ChangesCursor)?;
    if let Some(known) = db.setting::<KnownIndex>(Setting::AlertIndex)? {
        // It stays known, so that the city can't go back behind it.
        db.set_setting(Setting::AlertIndex, &KnownIndex { etag: None, ..known })?;
    }
    Ok(())
}

impl Db<'_> {
    /// The reports that are on their way.
    fn outgoing(&self) -> Result<Vec<ReportId>> {
        let mut statement =
            self.connection.prepare("SELECT id FROM report WHERE stage = 'outgoing' ORDER BY id")?;
        let ids = statement.query_map([], |row| row.get::<_, String>(0))?;
        ids.map(|id| id?.parse().map_err(|_| StoreError::Damaged)).collect()
    }
}
