//! Owns the units that the city's wards were made of: people go on saying their names for years after a reform. A table comes in, one unit a
//! line; who became what goes out. Another city may have none.

use serde::Serialize;

/// A unit of the administration that is no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FormerUnit {
    /// Its full name with its kind, such as "Phường Tây Lộc".
    pub name: String,
    /// The district that it belonged to, such as "Quận Phú Xuân".
    pub district: String,
    /// Code of the ward that it is part of now.
    pub ward: String,
}

/// The bytes are no table of former units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormerUnitsError {
    /// The first line is not `name,district,ward`.
    #[error("no table of former units")]
    NoTable,
    /// This line, counted from 1, has not three columns that say something.
    #[error("line {0} is no former unit")]
    Line(usize),
    /// This line names a ward that the city does not have.
    #[error("line {0} names an unknown ward")]
    UnknownWard(usize),
}

const HEAD: &str = "name,district,ward";

/// Reads the table: UTF-8, a head line, then a unit a line. An empty text is an empty table. `is_ward` knows the codes of the city's wards.
pub(super) fn read(table: &str, is_ward: impl Fn(&str) -> bool) -> Result<Vec<FormerUnit>, FormerUnitsError> {
    let mut lines = table.lines().enumerate();
    match lines.next() {
        None => return Ok(Vec::new()),
        Some((_, HEAD)) => {}
        Some(_) => return Err(FormerUnitsError::NoTable),
    }
    lines.map(|(line, text)| unit(line + 1, text, &is_ward)).collect()
}

fn unit(line: usize, text: &str, is_ward: impl Fn(&str) -> bool) -> Result<FormerUnit, FormerUnitsError> {
    let columns: Vec<&str> = text.split(',').map(str::trim).collect();
    let [name, district, ward] = columns[..] else { return Err(FormerUnitsError::Line(line)) };
    if name.is_empty() || district.is_empty() {
        return Err(FormerUnitsError::Line(line));
    }
    if !is_ward(ward) {
        return Err(FormerUnitsError::UnknownWard(line));
    }
    Ok(FormerUnit { name: name.to_owned(), district: district.to_owned(), ward: ward.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(table: &str) -> Result<Vec<FormerUnit>, FormerUnitsError> {
        super::read(table, |code| code == "1")
    }

    #[test]
    fn a_city_may_have_no_former_units() {
        assert_eq!(read(""), Ok(Vec::new()));
        assert_eq!(read("name,district,ward\n"), Ok(Vec::new()));
    }

    #[test]
    fn what_is_no_former_unit_is_named_by_its_line() {
        assert_eq!(read("code,name\n"), Err(FormerUnitsError::NoTable));
        assert_eq!(read("name,district,ward\nA,B,1\nA,B\n"), Err(FormerUnitsError::Line(3)));
        assert_eq!(read("name,district,ward\n,B,1\n"), Err(FormerUnitsError::Line(2)));
        assert_eq!(read("name,district,ward\nA,B,2\n"), Err(FormerUnitsError::UnknownWard(2)));
    }
}
