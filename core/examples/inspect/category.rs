//! Categories: those that the app would suggest for each text, among those of the city that is compiled in.

use std::io::BufRead;

use hues_core::CityConfig;
use hues_core::report::{Categories, Suggester};
use serde::Serialize;

use super::{Inspected, print_line};

#[derive(Serialize)]
struct Suggested<'a> {
    /// Ids of categories, the likeliest first.
    suggestions: Vec<&'a str>,
}

pub(crate) fn inspect(texts: impl BufRead) -> Inspected {
    let city = CityConfig::embedded()?;
    let suggester = Suggester::read(&city.phrases)?;
    let categories = Categories::parse(&city.categories)?;
    // Not `lines()`: one line in another encoding would stop it.
    for line in texts.split(b'\n') {
        let line = line?;
        let text = String::from_utf8_lossy(&line);
        let suggestions = suggester.suggest(&text, |id| categories.get(id).is_some());
        print_line(&Suggested { suggestions })?;
    }
    Ok(())
}
