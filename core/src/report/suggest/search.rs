//! Finds categories by what somebody types while they look for one. The words of a category's name count, in either language, with their marks
//! or without, and not typed to their end; after these comes what the text is likely about.

use super::Suggester;
use crate::report::{Categories, Category};
use crate::words::Spelling;

/// The id of the category for whatever fits none; a city need not have one.
const OTHER: &str = "other";

/// The categories that a text may mean: those whose names have each of its words, in the city's order, then those that it is likely about. All of
/// them for a text without words.
#[must_use]
pub fn search<'a>(typed: &str, categories: &'a Categories, suggester: &Suggester) -> Vec<&'a Category> {
    let asked = words(typed);
    let named = |category: &&Category| {
        let name: Vec<String> =
            [&category.name.vi, &category.name.en].into_iter().flat_map(|name| words(name)).collect();
        asked.iter().all(|word| name.iter().any(|of_name| of_name.starts_with(word.as_str())))
    };
    let mut found: Vec<&Category> = categories.categories.iter().filter(named).collect();
    let likely = suggester.suggest(typed, |id| !found.iter().any(|known| known.id == id));
    let likely: Vec<&Category> = likely.into_iter().filter_map(|id| categories.get(id)).collect();
    found.extend(likely);
    found
}

/// The category for whatever fits none.
#[must_use]
pub fn other(categories: &Categories) -> Option<&Category> {
    categories.get(OTHER)
}

/// In lower case and without marks.
fn words(text: &str) -> Vec<String> {
    text.split(|letter: char| !letter.is_alphanumeric() && !crate::words::is_combining(letter))
        .filter(|word| !word.is_empty())
        .map(|word| Spelling::of(word).plain)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::suggest::tests::embedded;

    fn found(typed: &str) -> Vec<String> {
        let (suggester, categories) = embedded();
        search(typed, &categories, &suggester).into_iter().map(|category| category.id.clone()).collect()
    }

    #[test]
    fn a_name_is_found_with_marks_and_without_in_both_languages_before_it_is_typed_whole() {
        for typed in [
            "Đèn chiếu sáng",
            "den chieu sang",
            "đèn",
            "DEN CH",
            "chiếu",
            "street li",
            "de\u{300}n chie\u{302}\u{301}u",
        ] {
            assert_eq!(found(typed).first().map(String::as_str), Some("street-light"), "{typed}");
        }
    }

    #[test]
    fn what_stands_in_no_name_is_found_by_what_people_write_about_it() {
        for typed in ["ổ gà", "o ga"] {
            assert_eq!(found(typed).first().map(String::as_str), Some("road-damage"), "{typed}");
        }
    }

    #[test]
    fn each_category_is_found_by_its_own_name_once() {
        let (_, all) = embedded();
        for category in &all.categories {
            for name in [&category.name.vi, &category.name.en] {
                let ids = found(name);
                assert_eq!(ids.iter().filter(|id| **id == category.id).count(), 1, "{name}: {ids:?}");
            }
        }
        assert_eq!(found(" ,").len(), all.categories.len());
        assert!(other(&all).is_some());
    }

    #[test]
    fn nonsense_finds_nothing() {
        assert_eq!(found("xyzzy qwrt"), Vec::<String>::new());
    }
}
