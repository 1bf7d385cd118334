//! What the citizen still does about a report: its requests in the outbox, their own messages in the thread, and whether they took it back.

use rusqlite::params;

use super::reports::one;
use super::{Db, Result, StoreError};
use crate::id::{ItemId, ReportId};
use crate::outbox::{Item, Kind};
use crate::report::{FollowUp, FollowUpRequest};
use crate::vault::Cell;

fn cell(row: &str) -> Cell<'_> {
    Cell { table: "outbox", column: "body", row }
}

impl Db<'_> {
    /// Queues a follow-up with its fixed bytes.
    pub(crate) fn insert_follow_up(&self, item: &Item, request: &FollowUpRequest) -> Result<()> {
        self.insert_item(item)?;
        self.set_request(item.id, request)
    }

    /// The bytes of an item's request, and its key; from here on none of them has left the phone.
    pub(super) fn set_request(&self, id: ItemId, request: &FollowUpRequest) -> Result<()> {
        let row = id.to_string();
        let body = self.sealer.seal(cell(&row), request.body())?;
        let sql = "UPDATE outbox SET idempotency_key = ?2, body = ?3, attempt_started = 0 WHERE id = ?1";
        one(self.execute(sql, params![row, request.key().to_string(), body])?)
    }

    /// The bytes that go to the city.
    pub(crate) fn follow_up(&self, item: &Item) -> Result<FollowUpRequest> {
        let follow_up = match item.kind {
            Kind::Message { message } => FollowUp::Message(message),
            Kind::Rating => FollowUp::Rating,
            Kind::Amendment => FollowUp::Amendment,
            Kind::Withdrawal => FollowUp::Withdrawal,
            Kind::Report | Kind::Photo { .. } | Kind::Video { .. } | Kind::Receipt => {
                return Err(StoreError::NotFound);
            }
        };
        let (key, body) = self.request_of(item.id)?;
        Ok(FollowUpRequest::restore(item.report, follow_up, key, body))
    }

    fn request_of(&self, id: ItemId) -> Result<(crate::id::IdempotencyKey, Vec<u8>)> {
        let row = id.to_string();
        let sql = "SELECT idempotency_key, body FROM outbox WHERE id = ?1";
        let (key, body): (Option<String>, Option<Vec<u8>>) =
            self.query_row(sql, [&row], |columns| Ok((columns.get(0)?, columns.get(1)?)))?;
        let (Some(key), Some(body)) = (key, body) else { return Err(StoreError::Damaged) };
        Ok((key.parse().map_err(|_| StoreError::Damaged)?, self.sealer.open(cell(&row), &body)?))
    }

    /// The city knows that the report was taken back: nothing of it waits any more.
    pub(crate) fn set_withdrawn(&self, id: ReportId) -> Result<()> {
        self.delete_items_of(id)?;
        let sql = "UPDATE report SET withdrawn = 1, stage = 'delivered' WHERE id = ?1";
        one(self.execute(sql, [id.to_string()])?)
    }
}
