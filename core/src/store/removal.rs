//! What becomes of a report's rows when the city removes it. That it did is unread until the citizen opens the report: a notice lies among the
//! messages, under the report's own id, and is none of the thread.

use rusqlite::{OptionalExtension, params};

use super::reports::one;
use super::{Db, Result};
use crate::clock::Timestamp;
use crate::id::ReportId;
use crate::vault::Cell;

/// A report that left the phone, or may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sent {
    /// Of what the phone knows of it; 0 before the first answer.
    pub(crate) revision: i64,
    /// The citizen took it back, and the city knows.
    pub(crate) withdrawn: bool,
}

impl Db<'_> {
    /// A report that left the phone or may have; `None` for a draft, and for one that is not here.
    pub(crate) fn sent(&self, id: ReportId) -> Result<Option<Sent>> {
        let sql = "SELECT revision, withdrawn FROM report
                   WHERE id = ?1 AND stage <> 'draft' AND discarded_at IS NULL";
        let read = self.query_row(sql, [id.to_string()], |row| {
            Ok(Sent { revision: row.get(0)?, withdrawn: row.get(1)? })
        });
        Ok(read.optional()?)
    }

    /// Nothing of a report goes any more, and nothing of it is asked for.
    pub(crate) fn set_at_rest(&self, id: ReportId) -> Result<()> {
        self.delete_items_of(id)?;
        self.set_delivered(id)
    }

    /// The citizen is to see that the city removed a report.
    pub(crate) fn insert_removal_notice(&self, report: ReportId) -> Result<()> {
        let row = report.to_string();
        let body = self.sealer.seal(Cell { table: "message", column: "body", row: &row }, b"null")?;
        let sql = "INSERT INTO message (id, report, revision, body, is_read) VALUES (?1, ?1, 0, ?2, 0)
                   ON CONFLICT (id) DO NOTHING";
        self.execute(sql, params![row, body])?;
        Ok(())
    }

    /// Whether something of a report is unread: a message of the city's, or that it removed the report.
    pub(crate) fn has_unread(&self, report: ReportId) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM message WHERE report = ?1 AND is_read = 0)";
        Ok(self.query_row(sql, [report.to_string()], |row| row.get(0))?)
    }

    /// Throws a report away that the city removed. It can be taken back as a draft can.
    pub(crate) fn discard_removed(&self, id: ReportId, now: Timestamp) -> Result<()> {
        self.mark_read(id)?;
        let sql = "UPDATE report SET discarded_at = ?2 WHERE id = ?1 AND discarded_at IS NULL";
        one(self.execute(sql, params![id.to_string(), now.unix_ms()])?)
    }
}
