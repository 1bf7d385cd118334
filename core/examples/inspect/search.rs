//! Names: the wards that they may mean, among those of the city that is compiled in.

use std::io::BufRead;

use hues_core::CityConfig;
use hues_core::place::{Boundaries, FoundWard, Gazetteer};
use serde::Serialize;

use super::{Inspected, print_line};

/// As many as a phone shows without scrolling.
const LIMIT: usize = 8;

#[derive(Serialize)]
struct Found<'a> {
    results: Vec<Result<'a>>,
}

#[derive(Serialize)]
struct Result<'a> {
    /// The state's code.
    ward: &'a str,
    name: &'a str,
    /// The name that was found, of today or of before.
    matched: &'a str,
}

pub(crate) fn inspect(queries: impl BufRead) -> Inspected {
    let city = CityConfig::embedded()?;
    let gazetteer = Gazetteer::new(&Boundaries::decode(&city.boundaries)?, &city.former_units)?;
    for line in queries.split(b'\n') {
        let found = gazetteer.search(&String::from_utf8_lossy(&line?), LIMIT);
        let results = found.iter().map(|found: &FoundWard| Result {
            ward: &found.ward.code,
            name: &found.ward.name,
            matched: &found.matched,
        });
        print_line(&Found { results: results.collect() })?;
    }
    Ok(())
}
