//! Which table a row belongs to that was found without one: what is sealed in it opens as that table's and this row's alone, and what is not must
//! be what the table takes.

use rusqlite::types::Value;
use rusqlite::{Connection, ErrorCode, params_from_iter};

use super::super::schema;
use super::super::sealed_columns::{SEALED_TABLES, SealedTable};
use super::super::{Db, Result};
use super::records::Record;

/// A table of the new database.
pub(super) struct Table {
    name: String,
    /// `None`: only another name of the row number.
    columns: Vec<Option<String>>,
    sealed: Option<&'static SealedTable>,
}

/// What came of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// It is of another table, or damaged.
    No,
    /// It was saved, though nothing of it is sealed.
    Unproved,
    /// It was saved, and what is sealed in it opens.
    Proved,
}

impl Table {
    pub(super) fn all(connection: &Connection) -> Result<Vec<Self>> {
        let sql =
            r"SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'";
        let mut statement = connection.prepare(sql)?;
        let names = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        names.into_iter().map(|name| Self::new(name, connection)).collect()
    }

    fn new(name: String, connection: &Connection) -> Result<Self> {
        let sql = "SELECT iif(pk = 1 AND type = 'INTEGER', NULL, name) FROM pragma_table_info(?1)";
        let mut statement = connection.prepare(sql)?;
        let columns = statement.query_map([&name], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        let sealed = SEALED_TABLES.iter().find(|table| table.name == name);
        Ok(Self { name, columns, sealed })
    }

    /// Saves a row if it is one of this table. A row from before the table's last columns were added has none of them.
    pub(super) fn take(&self, db: &Db<'_>, record: &Record) -> Result<Taken> {
        let Some(opened) = self.opened(db, &record.values) else { return Ok(Taken::No) };
        if record.values.len() > self.columns.len() {
            return if opened > 0 { Err(schema::newer()) } else { Ok(Taken::No) };
        }
        let rowid = Value::Integer(record.rowid);
        let (mut names, mut values) = ("rowid".to_owned(), vec![&rowid]);
        for (column, value) in self.columns.iter().zip(&record.values) {
            match column {
                Some(column) => {
                    names = format!("{names}, {column}");
                    values.push(value);
                }
                // It stands in the row number alone.
                None if *value == Value::Null => {}
                None => return Ok(Taken::No),
            }
        }
        let places = vec!["?"; values.len()].join(", ");
        let sql = format!("INSERT INTO {} ({names}) VALUES ({places})", self.name);
        match db.connection.prepare_cached(&sql)?.execute(params_from_iter(values)) {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => Ok(Taken::No),
            inserted => Ok(inserted.map(|_| if opened > 0 { Taken::Proved } else { Taken::Unproved })?),
        }
    }

    /// How many cells are sealed, all of which open; `None` when one does not.
    fn opened(&self, db: &Db<'_>, values: &[Value]) -> Option<usize> {
        let Some(table) = self.sealed else { return Some(0) };
        let value = |column: &str| {
            let at = self.columns.iter().position(|own| own.as_deref() == Some(column))?;
            values.get(at)
        };
        let Some(Value::Text(row)) = value(table.id) else { return None };
        let mut opened = 0;
        for column in table.columns {
            match value(column) {
                Some(Value::Blob(sealed)) => {
                    db.sealer.open(table.cell(column, row), sealed).ok()?;
                    opened += 1;
                }
                Some(Value::Null) | None => {}
                Some(_) => return None,
            }
        }
        Some(opened)
    }
}
