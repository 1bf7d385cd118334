//! Drafts as the citizen finds them again: those that are there, and those that were discarded and can still be taken back.

use rusqlite::params;

use super::reports::{Sealed, one};
use super::{Db, Result, StoreError, StoredReport};
use crate::clock::Timestamp;
use crate::id::{PhotoId, ReportId};

impl Db<'_> {
    /// Every draft that was not discarded, the one that was saved last first.
    pub(crate) fn drafts(&self) -> Result<Vec<StoredReport>> {
        let sql = format!(
            "SELECT {} FROM report WHERE stage = 'draft' AND discarded_at IS NULL ORDER BY saved_at DESC, id DESC",
            Sealed::COLUMNS
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([], Sealed::read)?;
        rows.map(|sealed| self.open_report(&sealed?)).collect()
    }

    /// Every draft that was discarded, with when; the last one first.
    pub(crate) fn discarded(&self) -> Result<Vec<(StoredReport, Timestamp)>> {
        let sql = format!(
            "SELECT {}, discarded_at FROM report WHERE discarded_at IS NOT NULL ORDER BY discarded_at DESC, id DESC",
            Sealed::COLUMNS
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows =
            statement.query_map([], |row| Ok((Sealed::read(row)?, row.get::<_, i64>("discarded_at")?)))?;
        rows.map(|row| {
            let (sealed, at) = row?;
            Ok((self.open_report(&sealed)?, Timestamp::from_unix_ms(at)))
        })
        .collect()
    }

    /// When each draft was discarded; without opening what they say.
    pub(crate) fn discarded_since(&self) -> Result<Vec<(ReportId, Timestamp)>> {
        let sql = "SELECT id, discarded_at FROM report WHERE discarded_at IS NOT NULL";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
        rows.map(|row| {
            let (id, at) = row?;
            let id = id.parse().map_err(|_| StoreError::Damaged)?;
            Ok((id, Timestamp::from_unix_ms(at)))
        })
        .collect()
    }

    /// The photos of a report, in their order; without opening what is known of them.
    pub(crate) fn photo_ids(&self, report: ReportId) -> Result<Vec<PhotoId>> {
        let sql = "SELECT id FROM photo WHERE report = ?1 ORDER BY position";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([report.to_string()], |row| row.get::<_, String>(0))?;
        rows.map(|id| id?.parse().map_err(|_| StoreError::Damaged)).collect()
    }

    /// Discards a draft.
    pub(crate) fn discard(&self, id: ReportId, now: Timestamp) -> Result<()> {
        let sql = "UPDATE report SET discarded_at = ?2
                   WHERE id = ?1 AND stage = 'draft' AND discarded_at IS NULL";
        one(self.connection.execute(sql, params![id.to_string(), now.unix_ms()])?)
    }

    /// The time of a discarded draft begins anew.
    pub(crate) fn set_discarded_at(&self, id: ReportId, at: Timestamp) -> Result<()> {
        let sql = "UPDATE report SET discarded_at = ?2 WHERE id = ?1 AND discarded_at IS NOT NULL";
        one(self.connection.execute(sql, params![id.to_string(), at.unix_ms()])?)
    }

    /// Takes a discarded draft back.
    pub(crate) fn restore(&self, id: ReportId) -> Result<()> {
        let sql = "UPDATE report SET discarded_at = NULL WHERE id = ?1 AND discarded_at IS NOT NULL";
        one(self.connection.execute(sql, [id.to_string()])?)
    }

    /// Erases a discarded draft with all that hangs on it; photo files are removed after the transaction.
    pub(crate) fn erase_discarded(&self, id: ReportId) -> Result<()> {
        let sql = "DELETE FROM report WHERE id = ?1 AND discarded_at IS NOT NULL";
        one(self.connection.execute(sql, [id.to_string()])?)?;
        self.connection.execute("DELETE FROM message WHERE report = ?1", [id.to_string()])?;
        Ok(())
    }
}
