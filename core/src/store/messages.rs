//! Messages of the reports' threads.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, params};

use super::{Db, Page, Result, StoreError};
use crate::id::{MessageId, ReportId};
use crate::report::Message;
use crate::vault::Cell;

fn cell(row: &str) -> Cell<'_> {
    Cell { table: "message", column: "body", row }
}

impl Db<'_> {
    /// Keeps a message if it is newer than what we have of it, and of a report that is here; whether it was. A changed message of the city's is unread again; the
    /// citizen's own is never unread.
    pub(crate) fn keep_message(&self, report: ReportId, revision: i64, message: &Message) -> Result<bool> {
        let row = message.id.to_string();
        let changed = self.execute(
            "INSERT INTO message (id, report, revision, body, is_read)
             SELECT ?1, id, ?3, ?4, ?5 FROM report WHERE id = ?2
             ON CONFLICT (id) DO UPDATE
             SET revision = excluded.revision, body = excluded.body, is_read = excluded.is_read
             WHERE revision < excluded.revision",
            params![
                row,
                report.to_string(),
                revision,
                self.sealer.seal_json(cell(&row), message)?,
                message.author == Message::CITIZEN
            ],
        )?;
        Ok(changed > 0)
    }

    /// The report whose thread lost it; `None` when it was not there.
    pub(crate) fn delete_message(&self, id: MessageId) -> Result<Option<ReportId>> {
        let sql = "DELETE FROM message WHERE id = ?1 RETURNING report";
        let report: Option<String> = self.query_row(sql, [id.to_string()], |row| row.get(0)).optional()?;
        report.map(|report| report.parse().map_err(|_| StoreError::Damaged)).transpose()
    }

    /// The thread of a report in the order in which the phone learnt of it (clocks differ), each with whether it was read.
    pub(crate) fn thread(&self, report: ReportId) -> Result<Vec<(Message, bool)>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, body, is_read FROM message WHERE report = ?1 ORDER BY rowid")?;
        let rows = statement.query_map([report.to_string()], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?, row.get::<_, bool>(2)?))
        })?;
        rows.map(|row| {
            let (id, body, is_read) = row?;
            Ok((self.sealer.open_json(cell(&id), &body)?, is_read))
        })
        .collect()
    }

    /// How many messages of each report of a page are unread; of one that is not named, none.
    pub(crate) fn count_unread(&self, page: Page) -> Result<HashMap<ReportId, u32>> {
        let sql = format!(
            "SELECT report, count(*) FROM message
             WHERE is_read = 0 AND report IN (SELECT id FROM report {}) GROUP BY report",
            Page::CLAUSE
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([page.limit, page.offset], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, u32>(1)?))
        })?;
        rows.map(|row| {
            let (report, unread) = row?;
            Ok((report.parse().map_err(|_| StoreError::Damaged)?, unread))
        })
        .collect()
    }

    pub(crate) fn count_all_unread(&self) -> Result<u32> {
        let sql = "SELECT count(*) FROM message WHERE is_read = 0";
        Ok(self.query_row(sql, [], |row| row.get(0))?)
    }

    pub(crate) fn mark_read(&self, report: ReportId) -> Result<()> {
        self.execute("UPDATE message SET is_read = 1 WHERE report = ?1", [report.to_string()])?;
        Ok(())
    }
}
