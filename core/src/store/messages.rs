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

/// What the citizen has not seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Unread {
    /// Messages of the city.
    pub(crate) messages: u32,
    /// Notices that it removed a report.
    pub(crate) removals: u32,
}

/// A message as it lies in the store.
pub(crate) struct StoredMessage {
    pub(crate) message: Message,
    pub(crate) is_read: bool,
    /// The city spoke of it.
    pub(crate) is_known_there: bool,
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

    /// The report whose thread lost it with this revision; `None` when it was not there, or is newer.
    pub(crate) fn delete_message(&self, id: MessageId, revision: i64) -> Result<Option<ReportId>> {
        let sql = "DELETE FROM message WHERE id = ?1 AND report <> ?1 AND revision < ?2 RETURNING report";
        let report: Option<String> =
            self.query_row(sql, params![id.to_string(), revision], |row| row.get(0)).optional()?;
        report.map(|report| report.parse().map_err(|_| StoreError::Damaged)).transpose()
    }

    /// The thread of a report in the order in which the phone learnt of it (clocks differ).
    pub(crate) fn thread(&self, report: ReportId) -> Result<Vec<StoredMessage>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, body, is_read, revision FROM message WHERE report = ?1 AND id <> ?1 ORDER BY rowid",
        )?;
        let rows = statement.query_map([report.to_string()], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?, row.get(2)?, row.get::<_, i64>(3)?))
        })?;
        rows.map(|row| {
            let (id, body, is_read, revision) = row?;
            let message = self.sealer.open_json(cell(&id), &body)?;
            Ok(StoredMessage { message, is_read, is_known_there: revision > 0 })
        })
        .collect()
    }

    /// What is unread of each report of a page; of one that is not named, nothing.
    pub(crate) fn unread(&self, page: Page) -> Result<HashMap<ReportId, Unread>> {
        let sql = format!(
            "SELECT report, sum(id <> report), sum(id = report) FROM message
             WHERE is_read = 0 AND report IN (SELECT id FROM report {}) GROUP BY report",
            Page::CLAUSE
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([page.limit, page.offset], |row| {
            Ok((row.get::<_, String>(0)?, Unread { messages: row.get(1)?, removals: row.get(2)? }))
        })?;
        rows.map(|row| {
            let (report, unread) = row?;
            Ok((report.parse().map_err(|_| StoreError::Damaged)?, unread))
        })
        .collect()
    }

    /// What is unread of all reports.
    pub(crate) fn all_unread(&self) -> Result<Unread> {
        let sql = "SELECT coalesce(sum(id <> report), 0), coalesce(sum(id = report), 0) FROM message WHERE is_read = 0";
        Ok(self.query_row(sql, [], |row| Ok(Unread { messages: row.get(0)?, removals: row.get(1)? }))?)
    }

    pub(crate) fn mark_read(&self, report: ReportId) -> Result<()> {
        self.execute("UPDATE message SET is_read = 1 WHERE report = ?1", [report.to_string()])?;
        Ok(())
    }
}
