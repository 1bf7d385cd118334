//! Owns the search for a ward by a name that somebody types: without marks, with mistakes, by what it was called before. Names come in with
//! the [`Gazetteer`], a text comes in, wards go out, the likeliest first. It takes the same short time whatever is typed.

mod cost;
mod query;
#[cfg(test)]
mod tests;

use serde::Serialize;

use super::former::{self, FormerUnit, FormerUnitsError};
use super::{Boundaries, Ward};
use crate::sorting::sort_by;
use crate::words::Words;
use cost::{Cost, Costs, costs};
use query::{Kind, MAX_LETTERS, Reading, readings, words};

/// The names of a city's wards, and of what they were made of.
pub struct Gazetteer {
    wards: Vec<Ward>,
    former: Vec<FormerUnit>,
    entries: Vec<Entry>,
}

/// A ward that was searched for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FoundWard {
    /// The ward as it is today.
    pub ward: Ward,
    /// The name that matched: the ward's, or that of a former unit.
    pub matched: String,
    /// The matching name in sentences, where it is another than the ward's: what it was and what it is now.
    pub note: Option<Words>,
}

/// One name under which a ward is found.
struct Entry {
    /// Its place among the wards.
    ward: usize,
    name: String,
    /// The name in lower case, with its marks.
    marked: String,
    kind: Option<Kind>,
    age: Age,
    /// The letters of the name, and of each end of it that begins with a word; the whole one first.
    ends: Vec<String>,
    /// The name's letters with its district's behind them.
    with_district: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Age {
    Today,
    Former,
    /// A district that was dissolved: each of its wards, its namesake first.
    District {
        namesake: bool,
    },
}

/// A name that is no more.
const FORMER: Cost = 2;
/// A district that is no more, where none was asked for.
const DISTRICT: Cost = 3;
/// A ward of the district that is not its namesake.
const NO_NAMESAKE: Cost = 1;
/// A name of today, where the old one was asked for.
const NOT_FORMER: Cost = 6;
/// Another kind of unit than was said.
const OTHER_KIND: Cost = 3;
/// Only the beginning of the name was typed.
const BEGINNING: Cost = 3;
/// The first words of the name were left out.
const END: Cost = 4;
/// For each so many letters one mistake is forgiven.
const LETTERS_PER_MISTAKE: usize = 3;

impl Gazetteer {
    /// The names of a city: its wards, and the table of former units, which may be empty.
    ///
    /// # Errors
    /// [`FormerUnitsError`] when the table can't be read.
    pub fn new(boundaries: &Boundaries, former_units: &str) -> Result<Self, FormerUnitsError> {
        let wards: Vec<Ward> = boundaries.wards().cloned().collect();
        let place = |code: &str| wards.iter().position(|ward| ward.code == code);
        let former = former::read(former_units, |code| place(code).is_some())?;
        let today = wards.iter().enumerate().map(|(at, ward)| Entry::new(at, &ward.name, Age::Today, None));
        let mut entries: Vec<Entry> = today.collect();
        for unit in &former {
            let Some(at) = place(&unit.ward) else { continue };
            entries.push(Entry::new(at, &unit.name, Age::Former, Some(&unit.district)));
            let namesake = name_of(&unit.district).0 == name_of(&wards[at].name).0;
            let known = |entry: &Entry| entry.ward == at && entry.name == unit.district;
            if !entries.iter().any(known) {
                entries.push(Entry::new(at, &unit.district, Age::District { namesake }, None));
            }
        }
        Ok(Self { wards, former, entries })
    }

    /// What a ward was made of.
    pub fn former_units_of<'a>(&'a self, ward: &'a str) -> impl Iterator<Item = &'a FormerUnit> {
        self.former.iter().filter(move |unit| unit.ward == ward)
    }

    /// The wards that may be meant, the likeliest first, each once, at most `limit`; none when nothing is near.
    pub fn search(&self, typed: &str, limit: usize) -> Vec<FoundWard> {
        let readings = readings(typed);
        let marked: String = typed.chars().take(MAX_LETTERS).flat_map(char::to_lowercase).collect();
        let mut found: Vec<(Cost, bool, usize)> = (0..)
            .zip(&self.entries)
            .filter_map(|(at, entry)| {
                let cost = readings.iter().filter_map(|reading| entry.cost(reading)).min()?;
                // Hương Vân and Hương Văn are the same until the marks are looked at.
                Some((cost, !marked.contains(&entry.marked), at))
            })
            .collect();
        sort_by(&mut found, Ord::cmp);
        let mut shown = vec![false; self.wards.len()];
        found.retain(|&(.., at)| !std::mem::replace(&mut shown[self.entries[at].ward], true));
        found.into_iter().take(limit).map(|(.., at)| self.found(&self.entries[at])).collect()
    }

    fn found(&self, entry: &Entry) -> FoundWard {
        let ward = self.wards[entry.ward].clone();
        let note = (entry.age != Age::Today).then(|| Words {
            vi: format!("{} cũ, nay thuộc {}", entry.name, ward.name),
            en: format!("formerly {}, now in {}", entry.name, ward.name),
        });
        FoundWard { ward, matched: entry.name.clone(), note }
    }
}

impl Entry {
    fn new(ward: usize, name: &str, age: Age, district: Option<&str>) -> Self {
        let (words, kind) = name_of(name);
        let ends: Vec<String> = (0..words.len()).map(|first| words[first..].concat()).collect();
        let with_district = district.map(|district| words.concat() + &name_of(district).0.concat());
        let marked = name.to_lowercase();
        Self { ward, name: name.to_owned(), marked, kind, age, ends, with_district }
    }

    /// What it costs to take the reading for this name; none when that is out of the question.
    fn cost(&self, reading: &Reading) -> Option<Cost> {
        let typed = reading.name.as_bytes();
        let forgiven = 10 * Cost::try_from(typed.len() / LETTERS_PER_MISTAKE).unwrap_or(0);
        let whole = |name: &String| {
            let Costs { whole, beginning } = costs(typed, name.as_bytes());
            let left = Cost::try_from(name.len().saturating_sub(typed.len())).unwrap_or(0);
            // Mistakes in a beginning of few letters make it the beginning of anything.
            let beginning =
                (beginning * 4 <= forgiven * 3).then_some(beginning + BEGINNING + left.min(12) / 4);
            let whole = (whole <= forgiven).then_some(whole);
            whole.into_iter().chain(beginning).min()
        };
        let (first, ends) = self.ends.split_first()?;
        let end = |name: &String| {
            whole(name).filter(|cost| name.len() > 2 && cost * 2 <= forgiven).map(|cost| cost + END)
        };
        let with_district = self.with_district.as_ref().and_then(whole);
        let name = whole(first).into_iter().chain(ends.iter().filter_map(end)).chain(with_district).min()?;
        Some(name + reading.price + self.unlikeliness(reading))
    }

    /// What speaks against it beside its letters.
    fn unlikeliness(&self, reading: &Reading) -> Cost {
        let age = match (self.age, reading.former) {
            (Age::Today, false) | (Age::Former, true) => 0,
            (Age::Today, true) => NOT_FORMER,
            (Age::Former, false) => FORMER,
            (Age::District { namesake }, _) => {
                let asked = matches!(reading.kind, Some(Kind::District | Kind::AnyTown));
                let district = if asked { 0 } else { DISTRICT };
                district + if namesake { 0 } else { NO_NAMESAKE }
            }
        };
        let kind = match (reading.kind, self.kind) {
            (Some(said), Some(kind)) if !said.may_be(kind) => OTHER_KIND,
            _ => 0,
        };
        age + kind
    }
}

/// The words of a unit's name without its kind, and the kind.
fn name_of(full: &str) -> (Vec<String>, Option<Kind>) {
    let all = words(full);
    match query::without_kind(&all) {
        Some((rest, kind)) => (rest.to_vec(), Some(kind)),
        None => (all, None),
    }
}
