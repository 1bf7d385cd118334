//! Warnings, which are public and lie in the clear, and the places that the citizen watches, which are sealed.

use rusqlite::params;

use super::reports::one;
use super::{Db, Result, StoreError};
use crate::alert::WatchedPlace;
use crate::clock::Timestamp;
use crate::id::PlaceId;
use crate::vault::Cell;

/// A CAP message as it was fetched.
pub(crate) struct StoredAlert {
    pub(crate) sha256: String,
    pub(crate) xml: Vec<u8>,
}

fn cell(row: &str) -> Cell<'_> {
    Cell { table: "watched_place", column: "body", row }
}

impl Db<'_> {
    pub(crate) fn has_alert(&self, sha256: &str) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM alert WHERE sha256 = ?1)";
        Ok(self.connection.query_row(sql, [sha256], |row| row.get(0))?)
    }

    /// Keeps a message; one that is there already stays.
    pub(crate) fn keep_alert(
        &self,
        alert: &StoredAlert,
        fetched_at: Timestamp,
        ends_at: Timestamp,
    ) -> Result<()> {
        self.connection.execute(
            "INSERT OR IGNORE INTO alert (sha256, fetched_at, ends_at, xml) VALUES (?1, ?2, ?3, ?4)",
            params![alert.sha256, fetched_at.unix_ms(), ends_at.unix_ms(), alert.xml],
        )?;
        Ok(())
    }

    /// Every message that is kept, in the order in which they were fetched.
    pub(crate) fn alerts(&self) -> Result<Vec<StoredAlert>> {
        let mut statement = self.connection.prepare_cached("SELECT sha256, xml FROM alert ORDER BY id")?;
        let rows =
            statement.query_map([], |row| Ok(StoredAlert { sha256: row.get(0)?, xml: row.get(1)? }))?;
        rows.map(|row| Ok(row?)).collect()
    }

    /// Forgets what had ended, and was fetched, before that moment.
    pub(crate) fn forget_alerts(&self, before: Timestamp) -> Result<()> {
        let sql = "DELETE FROM alert WHERE max(ends_at, fetched_at) < ?1";
        self.connection.execute(sql, [before.unix_ms()])?;
        Ok(())
    }

    pub(crate) fn insert_watched_place(&self, place: &WatchedPlace) -> Result<()> {
        let row = place.id.to_string();
        self.connection.execute(
            "INSERT INTO watched_place (id, body) VALUES (?1, ?2)",
            params![row, self.sealer.seal_json(cell(&row), place)?],
        )?;
        Ok(())
    }

    pub(crate) fn delete_watched_place(&self, id: PlaceId) -> Result<()> {
        one(self.connection.execute("DELETE FROM watched_place WHERE id = ?1", [id.to_string()])?)
    }

    /// In the order in which they were added.
    pub(crate) fn watched_places(&self) -> Result<Vec<WatchedPlace>> {
        let mut statement =
            self.connection.prepare_cached("SELECT id, body FROM watched_place ORDER BY id")?;
        let rows =
            statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
        rows.map(|row| {
            let (id, body) = row?;
            self.sealer.open_json::<WatchedPlace>(cell(&id), &body)
        })
        .collect::<Result<Vec<_>, StoreError>>()
    }
}
