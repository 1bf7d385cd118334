//! What is looked up while a citizen waits: the ward of a point, and the categories that a text suggests. Beside them stands what they may take.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use hues_core::place::Boundaries;
use hues_core::report::{Categories, Suggester};
use hues_core::{CityConfig, Point};

use super::{median, report};

/// `ward`: the median over the points of a table that begins with `lat,lon`.
pub(crate) fn wards(points: &Path) {
    let boundaries = Boundaries::decode(&CityConfig::embedded().unwrap().boundaries).unwrap();
    let table = fs::read_to_string(points).unwrap();
    let points = table.lines().skip(1).map(|line| {
        let mut fields = line.split(',').map(|field| field.parse().unwrap_or_default());
        Point::new(fields.next().unwrap(), fields.next().unwrap()).unwrap()
    });
    let took = points.map(|point| microseconds(100, || boundaries.ward_at(black_box(point))));
    report("ward", median(took.collect()), 5.0, "5 µs", "µs", 1.0);
}

/// `category`: the median over the texts of a table whose second column they are.
pub(crate) fn categories(texts: &Path) {
    let city = CityConfig::embedded().unwrap();
    let suggester = Suggester::read(&city.phrases).unwrap();
    let categories = Categories::parse(&city.categories).unwrap();
    let table = fs::read_to_string(texts).unwrap();
    let took = table.lines().map(|line| {
        let (_, text) = line.split_once('\t').unwrap();
        microseconds(5, || suggester.suggest(black_box(text), |id| categories.get(id).is_some()))
    });
    report("category", median(took.collect()), 1000.0, "a millisecond", "µs", 1.0);
}

/// What one of so many takes.
fn microseconds<T>(times: u32, work: impl Fn() -> T) -> f64 {
    let start = Instant::now();
    for _ in 0..times {
        black_box(work());
    }
    start.elapsed().as_secs_f64() * 1e6 / f64::from(times)
}
