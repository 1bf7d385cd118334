//! Positions: the ward that each of them is in, among those of the city that is compiled in.

use std::io::BufRead;

use hues_core::place::Boundaries;
use hues_core::{CityConfig, Point};
use serde::Serialize;

use super::{Inspected, print_line};

#[derive(Serialize)]
struct Found<'a> {
    /// The state's code.
    ward: Option<&'a str>,
    name: Option<&'a str>,
    /// Why there is no ward.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
}

pub(crate) fn inspect(positions: impl BufRead) -> Inspected {
    let boundaries = Boundaries::decode(&CityConfig::embedded()?.boundaries)?;
    // Not `lines()`: one line in another encoding would stop it.
    for line in positions.split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        if !line.trim().is_empty() {
            print_line(&find(&boundaries, &line))?;
        }
    }
    Ok(())
}

fn find<'a>(boundaries: &'a Boundaries, line: &str) -> Found<'a> {
    let nowhere = |reason| Found { ward: None, name: None, reason: Some(reason) };
    let Some(point) = position(line) else { return nowhere("not_a_position") };
    match boundaries.ward_at(point) {
        Some(ward) => Found { ward: Some(&ward.code), name: Some(&ward.name), reason: None },
        None => nowhere("outside_the_city"),
    }
}

fn position(line: &str) -> Option<Point> {
    let (lat, lon) = line.split_once(',')?;
    Point::new(lat.trim().parse().ok()?, lon.trim().parse().ok()?).ok()
}
