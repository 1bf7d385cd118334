//! Which columns are sealed: the one list for whatever goes through all of them, such as a change of the key.

use rusqlite::{OptionalExtension as _, params};

use super::{Db, Result};
use crate::vault::Cell;

/// The sealed columns of a table.
pub(super) struct SealedTable {
    pub(super) name: &'static str,
    /// The column that names a row in its cells.
    pub(super) id: &'static str,
    pub(super) columns: &'static [&'static str],
}

pub(super) const SEALED_TABLES: &[SealedTable] = &[
    SealedTable { name: "report", id: "id", columns: &["draft", "access", "body", "city", "account"] },
    SealedTable { name: "photo", id: "id", columns: &["facts"] },
    SealedTable { name: "outbox", id: "id", columns: &["upload_url", "body", "amendment"] },
    SealedTable { name: "sos", id: "id", columns: &["said", "access", "body", "city"] },
    SealedTable { name: "message", id: "id", columns: &["body"] },
    SealedTable { name: "setting", id: "name", columns: &["value"] },
    SealedTable { name: "watched_place", id: "id", columns: &["body"] },
];

impl SealedTable {
    pub(super) fn cell<'a>(&self, column: &'static str, row: &'a str) -> Cell<'a> {
        Cell { table: self.name, column, row }
    }
}

impl Db<'_> {
    /// Seals the cells of up to `limit` rows behind a row with the key of today; the last row that was looked at, `None` behind the last one.
    pub(super) fn seal_rows_anew(&self, table: &SealedTable, after: i64, limit: u32) -> Result<Option<i64>> {
        self.each_cell(table, after, limit, |column, rowid, row, sealed| {
            if let Some(anew) = self.sealer.seal_anew(table.cell(column, row), sealed)? {
                let update = format!("UPDATE {} SET {column} = ?2 WHERE rowid = ?1", table.name);
                self.connection.prepare_cached(&update)?.execute(params![rowid, anew])?;
            }
            Ok(())
        })
    }

    /// Opens the cells of up to `limit` rows behind a row; the last row that was looked at, `None` behind the last one.
    ///
    /// # Errors
    /// The vault's for the first cell that does not open.
    pub(super) fn open_rows(&self, table: &SealedTable, after: i64, limit: u32) -> Result<Option<i64>> {
        self.each_cell(table, after, limit, |column, _, row, sealed| {
            self.sealer.open(table.cell(column, row), sealed).map(|_| ())
        })
    }

    fn each_cell(
        &self,
        table: &SealedTable,
        after: i64,
        limit: u32,
        mut work: impl FnMut(&'static str, i64, &str, &[u8]) -> Result<()>,
    ) -> Result<Option<i64>> {
        let SealedTable { name, id, columns } = table;
        let sql = format!("SELECT rowid, {id} FROM {name} WHERE rowid > ?1 ORDER BY rowid LIMIT ?2");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params![after, limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let rows: Vec<(i64, String)> = rows.collect::<rusqlite::Result<_>>()?;
        for (rowid, row) in &rows {
            for column in *columns {
                let select = format!("SELECT {column} FROM {name} WHERE rowid = ?1");
                let mut select = self.connection.prepare_cached(&select)?;
                let sealed: Option<Option<Vec<u8>>> =
                    select.query_row([rowid], |row| row.get(0)).optional()?;
                if let Some(sealed) = sealed.flatten() {
                    work(column, *rowid, row, &sealed)?;
                }
            }
        }
        Ok(rows.last().map(|(rowid, _)| *rowid))
    }
}
