//! The rows of one table of a damaged database, as many as can be read: from both ends of the table up to a page that is damaged, then one by one
//! what lies between, by the row numbers in between and by those that the table's indexes still name.

use std::collections::BTreeSet;

use rusqlite::types::Value;
use rusqlite::{Connection, ErrorCode, Row, params_from_iter};

use super::super::sealed_columns::SEALED_TABLES;
use super::super::{Db, Result, StoreError};

/// Row numbers that are tried one by one behind a damaged page; more would take minutes.
const MOST_TRIED: i64 = 20_000;

/// A table that both databases have, with the columns that both have.
pub(super) struct Table {
    name: String,
    columns: Vec<String>,
}

struct Found {
    rowid: i64,
    values: Vec<Value>,
}

impl Table {
    /// The names of a database's own tables.
    pub(super) fn all(connection: &Connection) -> Result<Vec<String>> {
        let sql =
            r"SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'";
        let mut statement = connection.prepare(sql)?;
        let names = statement.query_map([], |row| row.get(0))?;
        Ok(names.collect::<rusqlite::Result<_>>()?)
    }

    /// `None` when the damaged database has no such table.
    pub(super) fn new(name: &str, from: &Connection, to: &Connection) -> Result<Option<Self>> {
        let old = columns(from, name)?;
        let columns: Vec<String> =
            columns(to, name)?.into_iter().filter(|column| old.contains(column)).collect();
        Ok((!columns.is_empty()).then(|| Self { name: name.to_owned(), columns }))
    }

    /// Saves the rows into the table of the same name; whether all of them could be read.
    pub(super) fn save(&self, from: &Connection, to: &Db<'_>) -> Result<bool> {
        let mut saved = BTreeSet::new();
        let (mut highest, mut lowest) = (i64::MIN, i64::MAX);
        let is_whole = self.read_while_it_goes(from, "ASC", |found| {
            highest = found.rowid;
            saved.insert(found.rowid);
            self.insert(to, found)?;
            Ok(true)
        })?;
        if is_whole {
            return Ok(true);
        }
        self.read_while_it_goes(from, "DESC", |found| {
            lowest = found.rowid;
            let is_new = saved.insert(found.rowid);
            if is_new {
                self.insert(to, found)?;
            }
            Ok(is_new)
        })?;
        let mut left = self.named_by_indexes(from)?;
        let first = if highest == i64::MIN { left.first().copied().unwrap_or(1) } else { highest };
        let last = if lowest == i64::MAX { first.saturating_add(MOST_TRIED) } else { lowest };
        left.extend(first..=last.min(first.saturating_add(MOST_TRIED)));
        for rowid in left.difference(&saved) {
            if let Some(found) = self.read_one(from, *rowid)? {
                self.insert(to, found)?;
            }
        }
        Ok(false)
    }

    /// Reads rows in this order until one can't be read or `take` says that it is enough; whether all were read.
    fn read_while_it_goes(
        &self,
        from: &Connection,
        order: &str,
        mut take: impl FnMut(Found) -> Result<bool>,
    ) -> Result<bool> {
        let sql = format!("SELECT {} FROM {} ORDER BY rowid {order}", self.list(), self.name);
        let Some(mut statement) = readable(from.prepare(&sql))? else { return Ok(false) };
        let Some(mut rows) = readable(statement.query([]))? else { return Ok(false) };
        loop {
            let Some(row) = readable(rows.next())? else { return Ok(false) };
            let Some(row) = row else { return Ok(true) };
            let Some(found) = readable(self.found(row))? else { return Ok(false) };
            if !take(found)? {
                return Ok(false);
            }
        }
    }

    fn read_one(&self, from: &Connection, rowid: i64) -> Result<Option<Found>> {
        let sql = format!("SELECT {} FROM {} WHERE rowid = ?1", self.list(), self.name);
        let Some(mut statement) = readable(from.prepare_cached(&sql))? else { return Ok(None) };
        let Some(mut rows) = readable(statement.query([rowid]))? else { return Ok(None) };
        let Some(Some(row)) = readable(rows.next())? else { return Ok(None) };
        readable(self.found(row))
    }

    /// The row numbers that the table's indexes name, as far as they can be read.
    fn named_by_indexes(&self, from: &Connection) -> Result<BTreeSet<i64>> {
        let sql = "SELECT name FROM pragma_index_list(?1) WHERE partial = 0";
        let mut statement = from.prepare(sql)?;
        let indexes = statement.query_map([&self.name], |row| row.get(0))?;
        let indexes: Vec<String> = indexes.collect::<rusqlite::Result<_>>()?;
        let mut named = BTreeSet::new();
        for (index, order) in indexes.iter().flat_map(|index| [(index, "ASC"), (index, "DESC")]) {
            let Some(column) = first_column(from, index)? else { continue };
            let sql = format!("SELECT rowid FROM {} INDEXED BY {index} ORDER BY {column} {order}", self.name);
            let Some(mut statement) = readable(from.prepare(&sql))? else { continue };
            let Some(mut rows) = readable(statement.query([]))? else { continue };
            while let Some(Some(row)) = readable(rows.next())? {
                named.insert(row.get(0)?);
            }
        }
        Ok(named)
    }

    /// Saves a row, unless it is not what it says: its sealed cells do not open, or the new table would not have it.
    fn insert(&self, to: &Db<'_>, found: Found) -> Result<()> {
        if !self.opens(to, &found) {
            return Ok(());
        }
        let places: Vec<String> = (1..=self.columns.len() + 1).map(|place| format!("?{place}")).collect();
        let sql = format!("INSERT INTO {} ({}) VALUES ({})", self.name, self.list(), places.join(", "));
        let values = std::iter::once(Value::Integer(found.rowid)).chain(found.values);
        match to.connection.prepare_cached(&sql)?.execute(params_from_iter(values)) {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => Ok(()),
            inserted => Ok(inserted.map(|_| ())?),
        }
    }

    fn opens(&self, to: &Db<'_>, found: &Found) -> bool {
        let Some(table) = SEALED_TABLES.iter().find(|table| table.name == self.name) else { return true };
        let value = |column: &str| {
            let at = self.columns.iter().position(|own| own == column)?;
            found.values.get(at)
        };
        let Some(Value::Text(row)) = value(table.id) else { return false };
        table.columns.iter().all(|column| match value(column) {
            Some(Value::Blob(sealed)) => to.sealer.open(table.cell(column, row), sealed).is_ok(),
            Some(Value::Null) | None => true,
            Some(_) => false,
        })
    }

    fn list(&self) -> String {
        format!("rowid, {}", self.columns.join(", "))
    }

    fn found(&self, row: &Row<'_>) -> rusqlite::Result<Found> {
        let values = (1..=self.columns.len()).map(|at| row.get(at));
        Ok(Found { rowid: row.get(0)?, values: values.collect::<rusqlite::Result<_>>()? })
    }
}

/// The columns of a table; one that is only another name of the row number is left out.
fn columns(connection: &Connection, table: &str) -> Result<Vec<String>> {
    let sql = "SELECT name FROM pragma_table_info(?1) WHERE NOT (pk = 1 AND type = 'INTEGER')";
    let mut statement = connection.prepare(sql)?;
    let names = statement.query_map([table], |row| row.get(0))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}

fn first_column(connection: &Connection, index: &str) -> Result<Option<String>> {
    let sql = "SELECT name FROM pragma_index_info(?1) WHERE seqno = 0";
    Ok(connection.query_row(sql, [index], |row| row.get(0))?)
}

/// `None` where the damage is in the way; other errors stay errors.
fn readable<T>(read: rusqlite::Result<T>) -> Result<Option<T>> {
    match read {
        Ok(read) => Ok(Some(read)),
        // A column of a kind that it can't be, or text that is none.
        Err(
            rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::Utf8Error(..),
        ) => Ok(None),
        // Flash memory that wears out is reported as a failing read.
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure) => Ok(None),
        Err(error) => match error.into() {
            StoreError::Damaged => Ok(None),
            other => Err(other),
        },
    }
}
