//! Warnings, which are public and lie in the clear, and the places that the citizen watches, which are sealed.

use rusqlite::params;

use super::reports::one;
use super::{Db, Result, StoreError};
use crate::alert::{WatchedPlace, cap, needed_until};
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
        Ok(self.query_row(sql, [sha256], |row| row.get(0))?)
    }

    /// Keeps a message; one that is there already stays.
    pub(crate) fn keep_alert(
        &self,
        alert: &StoredAlert,
        fetched_at: Timestamp,
        ends_at: Timestamp,
    ) -> Result<()> {
        self.execute(
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

    /// Forgets what had ended, and was fetched, before that moment; but not while something is kept that it belongs to. A Cancel that is
    /// forgotten before the longer warning that it ended would let that warning hold again.
    pub(crate) fn forget_alerts(&self, before: Timestamp) -> Result<()> {
        let sql = "SELECT EXISTS (SELECT 1 FROM alert WHERE max(ends_at, fetched_at) < ?1)";
        if !self.query_row(sql, [before.unix_ms()], |row| row.get(0))? {
            return Ok(());
        }
        let mut statement =
            self.connection.prepare_cached("SELECT id, max(ends_at, fetched_at), xml FROM alert")?;
        let rows = statement.query_map([], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, Vec<u8>>(2)?))
        })?;
        let (mut ids, mut messages) = (Vec::new(), Vec::new());
        for row in rows {
            let (id, until, xml) = row?;
            ids.push(id);
            // One that can't be read belongs to nothing.
            messages.push((cap::parse(&xml).ok(), Timestamp::from_unix_ms(until)));
        }
        let mut delete = self.connection.prepare_cached("DELETE FROM alert WHERE id = ?1")?;
        for (id, until) in ids.into_iter().zip(needed_until(&messages)) {
            if until < before {
                delete.execute([id])?;
            }
        }
        Ok(())
    }

    pub(crate) fn insert_watched_place(&self, place: &WatchedPlace) -> Result<()> {
        let row = place.id.to_string();
        self.execute(
            "INSERT INTO watched_place (id, body) VALUES (?1, ?2)",
            params![row, self.sealer.seal_json(cell(&row), place)?],
        )?;
        Ok(())
    }

    pub(crate) fn delete_watched_place(&self, id: PlaceId) -> Result<()> {
        one(self.execute("DELETE FROM watched_place WHERE id = ?1", [id.to_string()])?)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::store;

    fn cap(kind: &str, identifier: &str, references: &str) -> Vec<u8> {
        format!(
            r#"<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{identifier}</identifier>
            <sender>hue@example.vn</sender><sent>2026-11-23T07:00:00+07:00</sent><status>Actual</status>
            <msgType>{kind}</msgType><scope>Public</scope>{references}<info><category>Met</category><event>Lũ</event>
            <urgency>Immediate</urgency><severity>Severe</severity><certainty>Likely</certainty></info></alert>"#
        )
        .into_bytes()
    }

    #[test]
    fn a_cancel_stays_as_long_as_the_longer_warning_that_it_ended() {
        let (_folder, store) = store();
        let day = |day: i64| Timestamp::from_unix_ms(day * 24 * 3600 * 1000);
        let reference = "<references>hue@example.vn,long,2026-11-23T07:00:00+07:00</references>";
        let keep = |sha256: &str, xml: Vec<u8>, ends_at| {
            let alert = StoredAlert { sha256: sha256.to_owned(), xml };
            store.write(|db| db.keep_alert(&alert, day(1), ends_at)).unwrap();
        };
        keep("long", cap("Alert", "long", ""), day(30));
        keep("cancel", cap("Cancel", "cancel", reference), day(2));
        keep("gone", cap("Alert", "gone", ""), day(2));
        let kept = |before| -> Vec<String> {
            store.write(|db| db.forget_alerts(before)).unwrap();
            store.read(|db| db.alerts()).unwrap().into_iter().map(|alert| alert.sha256).collect()
        };
        assert_eq!(kept(day(10)), ["long", "cancel"]);
        assert!(kept(day(31)).is_empty(), "together they go");
    }
}
