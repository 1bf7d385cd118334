use proptest::prelude::*;

use super::*;
use crate::city::CityConfig;
use crate::report::Categories;

pub(super) fn embedded() -> (Suggester, Categories) {
    let city = CityConfig::embedded().unwrap();
    (Suggester::read(&city.phrases).unwrap(), Categories::parse(&city.categories).unwrap())
}

/// How many of the texts have their category among the suggestions, and which have not.
fn right(texts: &str) -> (usize, Vec<String>) {
    let (suggester, _) = embedded();
    let (mut right, mut wrong) = (0, Vec::new());
    for line in texts.lines() {
        let (category, text) = line.split_once('\t').unwrap();
        let suggested = suggester.suggest(text, |_| true);
        if suggested.contains(&category) {
            right += 1;
        } else {
            wrong.push(format!("{category}: {text} -> {suggested:?}"));
        }
    }
    (right, wrong)
}

#[test]
fn texts_that_were_kept_apart_have_their_category_among_the_first_three() {
    let texts = include_str!("../../../../tests/data/suggestions/evaluation.tsv");
    let all = texts.lines().count();
    assert!(all >= 200);
    let (right, wrong) = right(texts);
    println!("{right} of {all} kept apart");
    assert!(right * 100 >= all * 85, "{right} of {all}: {wrong:#?}");
}

#[test]
fn texts_for_tuning_have_their_category_among_the_first_three() {
    let texts = include_str!("../../../../tests/data/suggestions/development.tsv");
    let all = texts.lines().count();
    let (right, wrong) = right(texts);
    println!("{right} of {all} for tuning");
    assert!(right * 100 >= all * 95, "{right} of {all}: {wrong:#?}");
}

#[test]
fn marks_and_how_unicode_writes_them_do_not_matter() {
    let (suggester, _) = embedded();
    for text in ["ổ gà", "o ga", "Ổ GÀ", "o\u{302}\u{309} ga\u{300}"] {
        assert_eq!(suggester.suggest(text, |_| true).first(), Some(&"road-damage"), "{text}");
    }
    assert_eq!(suggester.suggest("rac thai", |_| true).first(), Some(&"waste"));
}

#[test]
fn each_category_has_phrases_and_each_phrase_a_category() {
    let (suggester, categories) = embedded();
    let mut with_phrases = suggester.categories.clone();
    let mut ids: Vec<String> = categories.categories.into_iter().map(|category| category.id).collect();
    with_phrases.sort_unstable();
    ids.sort_unstable();
    assert_eq!(with_phrases, ids);
}

#[test]
fn what_is_asked_is_suggested_as_a_question_beside_what_it_is_about() {
    let (suggester, _) = embedded();
    for text in
        ["cho hỏi thủ tục làm khai sinh", "cho hoi lam khai sinh can giay to gi", "xin hỏi nộp hồ sơ ở đâu"]
    {
        let suggested = suggester.suggest(text, |_| true);
        assert!(suggested.contains(&"question"), "{text}: {suggested:?}");
        assert!(suggested.contains(&"administration"), "{text}: {suggested:?}");
    }
    let lamp = suggester.suggest("đèn đường tắt cả tuần, cho hỏi khi nào sửa", |_| true);
    assert_eq!(lamp[0], "street-light");
}

#[test]
fn a_category_that_is_not_offered_is_not_suggested() {
    let (suggester, _) = embedded();
    let suggested = suggester.suggest("rác thải", |id| id != "waste");
    assert!(!suggested.contains(&"waste") && !suggested.is_empty());
}

#[test]
fn a_text_that_tells_nothing_gets_no_suggestion() {
    let (suggester, _) = embedded();
    assert!(suggester.suggest("", |_| true).is_empty());
    assert!(suggester.suggest("xyzzy 12345", |_| true).is_empty());
}

#[test]
fn what_was_reported_at_the_place_decides_where_the_text_does_not() {
    let (suggester, _) = embedded();
    let flooded = |id: &str| if id == "drainage" { 2 } else { usize::from(id == "waste") };
    let at = |text| suggester.suggest_at(text, |_| true, flooded);
    assert_eq!(at(""), ["drainage", "waste"]);
    assert_eq!(at("xyzzy 12345"), ["drainage", "waste"]);
    assert_eq!(at("đèn đường tắt cả tuần")[0], "street-light", "what is written counts more");
    assert_eq!(suggester.suggest_at("", |id| id != "drainage", flooded), ["waste"]);
    // Two categories that a text speaks for alike.
    let even = Suggester::read("[a]\nổ gà\n[b]\nổ gà\n[c]\nđèn").unwrap();
    assert_eq!(even.suggest("ổ gà", |_| true)[0], "a");
    assert_eq!(even.suggest_at("ổ gà", |_| true, |id| usize::from(id == "b"))[0], "b");
}

#[test]
fn a_long_text_with_much_beside_the_matter_gets_its_category_too() {
    let (suggester, _) = embedded();
    let text = "Thưa ủy ban, mấy hôm nay ở đầu xóm tôi có ai đó đem bao tải đựng đồ thải đổ ra sát bờ mương, ruồi nhặng bay đầy, \
                con nít đi học ngang qua ai cũng bịt mũi, tôi đã nhắc tổ trưởng nhưng chưa thấy dọn";
    assert!(suggester.suggest(text, |_| true).contains(&"waste"));
}

#[test]
fn phrases_without_a_category_are_refused() {
    assert_eq!(Suggester::read("# so\nổ gà").unwrap_err(), PhrasesError::NoCategory { line: 2 });
}

proptest! {
    #[test]
    fn any_text_gets_at_most_three_different_suggestions(text in any::<String>()) {
        let suggester = Suggester::read("[a]\nổ gà, đường\n[b]\nrác\n[c]\nđèn\n[d]\nđèn, rác").unwrap();
        let mut suggested = suggester.suggest(&text, |_| true);
        prop_assert!(suggested.len() <= MAX_SUGGESTIONS);
        suggested.sort_unstable();
        suggested.dedup();
        prop_assert!(suggested.len() <= MAX_SUGGESTIONS);
    }

    #[test]
    fn reading_any_phrases_ends_in_a_suggester_or_a_reason(phrases in "(\\[[a-z]{0,3}\\]|[a-zđổ ,#\\[\\]]{0,20}|\n){0,12}") {
        if let Ok(suggester) = Suggester::read(&phrases) {
            prop_assert!(suggester.suggest(&phrases, |_| true).len() <= MAX_SUGGESTIONS);
        }
    }
}
