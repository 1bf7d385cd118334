//! Changes of reports that the city has: what they began from beside their fixed bytes, and the content that the citizen sees.

use rusqlite::params;

use super::reports::one;
use super::{Db, Result};
use crate::id::{IdempotencyKey, ItemId, ReportId};
use crate::outbox::{Item, Kind};
use crate::report::{Amendment, Draft, FollowUpRequest};
use crate::vault::Cell;

fn cell(row: &str) -> Cell<'_> {
    Cell { table: "outbox", column: "amendment", row }
}

impl Db<'_> {
    /// Queues a change.
    pub(crate) fn insert_amendment(
        &self,
        item: &Item,
        key: IdempotencyKey,
        amendment: &Amendment,
    ) -> Result<()> {
        self.insert_item(item)?;
        self.set_amendment(item.id, item.report, key, amendment)
    }

    /// The change becomes another one, with the key of its request, of which no byte has left the phone.
    pub(crate) fn set_amendment(
        &self,
        id: ItemId,
        report: ReportId,
        key: IdempotencyKey,
        amendment: &Amendment,
    ) -> Result<()> {
        let row = id.to_string();
        let sealed = self.sealer.seal_json(cell(&row), amendment)?;
        one(self.execute("UPDATE outbox SET amendment = ?2 WHERE id = ?1", params![row, sealed])?)?;
        self.set_request(id, &FollowUpRequest::amendment(report, key, amendment))
    }

    /// The changes of a report that the city does not have yet, in their order.
    pub(crate) fn amendments(&self, report: ReportId) -> Result<Vec<(Item, Amendment)>> {
        let items = self.items_of(report)?.into_iter().filter(|item| item.kind == Kind::Amendment);
        items
            .map(|item| {
                let row = item.id.to_string();
                let sql = "SELECT amendment FROM outbox WHERE id = ?1";
                let sealed: Vec<u8> = self.query_row(sql, [&row], |columns| columns.get(0))?;
                Ok((item, self.sealer.open_json(cell(&row), &sealed)?))
            })
            .collect()
    }

    /// What the citizen sees of a report that is a draft no more.
    pub(crate) fn set_shown(&self, id: ReportId, shown: &Draft) -> Result<()> {
        let row = id.to_string();
        let sealed = self.sealer.seal_json(Cell { table: "report", column: "draft", row: &row }, shown)?;
        one(self.execute(
            "UPDATE report SET draft = ?2 WHERE id = ?1 AND stage <> 'draft'",
            params![row, sealed],
        )?)
    }
}
