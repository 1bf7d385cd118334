use proptest::prelude::*;

use super::*;
use crate::city::CityConfig;
use crate::report::{Categories, LocationRule};

fn now() -> Timestamp {
    Timestamp::parse("2026-11-23T07:42:00+07:00").unwrap()
}

/// A category that asks one question of each kind, the number only if the choice is "off".
fn category() -> Category {
    serde_json::from_value(serde_json::json!({
        "id": "street-light", "name": {"vi": "Đèn", "en": "Lamp"}, "photo": "optional", "deadline_hours": 72,
        "questions": [
            {"id": "fault", "text": {"vi": "Đèn bị sao?", "en": "What is wrong?"}, "kind": "choice", "required": true,
             "options": [{"id": "off", "text": {"vi": "Tắt", "en": "Off"}},
                         {"id": "blinks", "text": {"vi": "Nhấp nháy", "en": "Blinks"}}]},
            {"id": "lamps", "text": {"vi": "Mấy bóng?", "en": "How many?"}, "kind": "number", "required": true,
             "min": 1, "max": 200, "whole": true, "unit": {"vi": "bóng", "en": "lamps"},
             "only_if": {"question": "fault", "is": ["off"]}},
            {"id": "since", "text": {"vi": "Từ khi nào?", "en": "Since when?"}, "kind": "datetime", "past": true},
            {"id": "pole", "text": {"vi": "Số trụ?", "en": "Number of the pole?"}, "kind": "text", "max_chars": 10}
        ]
    }))
    .unwrap()
}

fn answers(given: &[(&str, Answer)]) -> Answers {
    let mut answers = Answers::default();
    for (question, answer) in given {
        answers.set("street-light", question, Some(answer.clone()));
    }
    answers
}

fn codes(given: &[(&str, Answer)]) -> Vec<(String, ProblemCode)> {
    let problems = answers(given).problems(&category(), now());
    let id = |field| match field {
        Field::Answer(asked) => asked.id,
        other => panic!("{other:?}"),
    };
    problems.into_iter().map(|problem| (id(problem.field), problem.code)).collect()
}

fn chosen(id: &str) -> Answer {
    Answer::Chosen(id.into())
}

fn typed(text: &str) -> Answer {
    Answer::Typed(text.into())
}

#[test]
fn a_question_is_asked_only_if_its_condition_is_met() {
    assert_eq!(codes(&[]), [("fault".into(), ProblemCode::Required)]);
    assert_eq!(codes(&[("fault", chosen("blinks"))]), []);
    assert_eq!(codes(&[("fault", chosen("off"))]), [("lamps".into(), ProblemCode::Required)]);
}

#[test]
fn an_answer_to_what_is_not_asked_any_more_is_kept_and_does_not_go() {
    let mut answers = answers(&[("fault", chosen("off")), ("lamps", typed("3"))]);
    answers.set("street-light", "fault", Some(chosen("blinks")));
    assert_eq!(serde_json::Value::from(answers.body(&category())), serde_json::json!({"fault": "blinks"}));
    answers.set("street-light", "fault", Some(chosen("off")));
    assert_eq!(
        serde_json::Value::from(answers.body(&category())),
        serde_json::json!({"fault": "off", "lamps": 3})
    );
}

#[test]
fn each_kind_of_answer_keeps_its_rules() {
    let lamps = |text: &str| codes(&[("fault", chosen("off")), ("lamps", typed(text))]);
    let wrong = |code| vec![("lamps".to_owned(), code)];
    assert_eq!(lamps("200"), []);
    assert_eq!(lamps("201"), wrong(ProblemCode::OutOfRange));
    assert_eq!(lamps("0"), wrong(ProblemCode::OutOfRange));
    assert_eq!(lamps("1,5"), wrong(ProblemCode::Invalid));
    assert_eq!(lamps("vài"), wrong(ProblemCode::Invalid));
    assert_eq!(lamps("  "), wrong(ProblemCode::Required));
    let one = |question: &str, answer| codes(&[("fault", chosen("blinks")), (question, answer)]);
    assert_eq!(one("since", Answer::At(now())), []);
    let later = now().after(std::time::Duration::from_secs(1));
    assert_eq!(one("since", Answer::At(later)), [("since".into(), ProblemCode::OutOfRange)]);
    assert_eq!(one("pole", typed("đường 12345")), [("pole".into(), ProblemCode::TooMany)]);
    assert_eq!(one("pole", typed(" đường 1234 ")), []);
    assert_eq!(codes(&[("fault", chosen("gone"))]), [("fault".into(), ProblemCode::Unknown)]);
    assert_eq!(codes(&[("fault", typed("tắt"))]), [("fault".into(), ProblemCode::Invalid)]);
}

#[test]
fn numbers_are_read_as_they_are_written_here() {
    for (text, read) in [
        ("12", Some(12.0)),
        ("1,5", Some(1.5)),
        ("1.5", Some(1.5)),
        ("1.500", Some(1500.0)),
        ("1.250.000,75", Some(1_250_000.75)),
        ("0.500", Some(0.5)),
        ("-3", Some(-3.0)),
        ("1 000", Some(1000.0)),
        ("", None),
        ("-", None),
        (",5", None),
        ("1.5.0", None),
        ("1,5,0", None),
        ("1e3", None),
        ("½", None),
        ("٣", None),
    ] {
        assert_eq!(number(text), read, "{text}");
    }
    assert_eq!(number(&"9".repeat(400)), None);
}

#[test]
fn problems_name_the_question_and_its_bounds() {
    let answers = answers(&[("fault", chosen("off")), ("lamps", typed("999"))]);
    let words = answers.problems(&category(), now())[0].words();
    assert_eq!(words.vi, "Mấy bóng? – Hãy nhập số từ 1 đến 200 bóng.");
    assert_eq!(words.en, "How many? – Enter a number from 1 to 200 lamps.");
}

#[test]
fn the_bundled_categories_can_be_asked_and_the_required_ones_answered() {
    let set = Categories::parse(&CityConfig::embedded().unwrap().categories).unwrap();
    // The 24 that keep their ids, and behind them what is asked about no place.
    let (about_a_place, questions): (Vec<_>, Vec<_>) =
        set.categories.iter().partition(|category| category.location == LocationRule::Required);
    assert_eq!(about_a_place.len(), 24);
    assert_eq!(about_a_place.last().map(|category| category.id.as_str()), Some("other"));
    let [question] = &questions[..] else { panic!("{questions:?}") };
    assert_eq!((question.id.as_str(), question.location), ("question", LocationRule::None));
    assert!(question.questions.iter().any(|asked| asked.id == "agency" && asked.required));
    assert!(set.categories.iter().filter(|category| !category.questions.is_empty()).count() >= 10);
}

#[test]
fn a_set_that_nobody_could_answer_is_refused() {
    let mut set = serde_json::json!({"schema_version": 1, "categories": [category()]});
    assert!(Categories::parse(set.to_string().as_bytes()).is_ok());
    for (pointer, value) in [
        ("/categories/0/id", ""),
        ("/categories/0/name/en", " "),
        ("/categories/0/questions/0/id", "lamps"),
        ("/categories/0/questions/0/options/0/id", "blinks"),
        ("/categories/0/questions/0/options/0/text/vi", ""),
        ("/categories/0/questions/1/only_if/question", "since"),
        ("/categories/0/questions/1/only_if/is/0", "gone"),
        ("/categories/0/questions/1/unit/en", ""),
        ("/categories/0/questions/2/kind", "signature"),
    ] {
        let sound = set.pointer(pointer).cloned().unwrap();
        *set.pointer_mut(pointer).unwrap() = value.into();
        assert!(Categories::parse(set.to_string().as_bytes()).is_err(), "{pointer}");
        *set.pointer_mut(pointer).unwrap() = sound;
    }
    *set.pointer_mut("/categories/0/questions/1/min").unwrap() = 201.into();
    assert!(Categories::parse(set.to_string().as_bytes()).is_err());
}

fn answer() -> impl Strategy<Value = Answer> {
    prop_oneof![
        any::<String>().prop_map(Answer::Typed),
        "-?[0-9]{0,6}[.,]?[0-9]{0,4}".prop_map(Answer::Typed),
        prop_oneof![Just("off"), Just("blinks"), Just("gone")].prop_map(|id| Answer::Chosen(id.into())),
        any::<i64>().prop_map(|ms| Answer::At(Timestamp::from_unix_ms(ms))),
    ]
}

fn any_answers() -> impl Strategy<Value = Answers> {
    let question = prop_oneof![Just("fault"), Just("lamps"), Just("since"), Just("pole"), Just("gone")];
    proptest::collection::vec((question, answer()), 0..6).prop_map(|given| answers(&given))
}

proptest! {
    #[test]
    fn answers_come_back_from_the_disk_as_they_were(answers in any_answers()) {
        let json = serde_json::to_vec(&answers).unwrap();
        prop_assert_eq!(serde_json::from_slice::<Answers>(&json).unwrap(), answers);
    }

    #[test]
    fn any_answers_have_problems_or_a_body_that_says_them(answers in any_answers()) {
        let category = category();
        let problems = answers.problems(&category, now());
        let body = answers.body(&category);
        for (question, answer) in answers.asked(&category) {
            let is_there = answer.is_some_and(|answer| !answer.is_blank());
            prop_assert_eq!(body.contains_key(&question.id), is_there);
            let _ = answer.map(|answer| question.say_answer(answer, |at| crate::words::moment(at, now(), 420)));
        }
        for problem in problems {
            let words = problem.words();
            prop_assert!(!words.vi.is_empty() && !words.en.is_empty());
        }
    }

    #[test]
    fn any_categories_are_read_or_refused(
        id in "[a-z]{0,2}", other in "[a-z]{0,2}", kind in "text|number|choice|datetime|x",
        min in any::<Option<f64>>(), max in any::<Option<f64>>(), max_chars in any::<u32>(),
        options in proptest::collection::vec("[ab]{0,2}", 0..3), vi in "\\PC{0,3}",
    ) {
        let words = serde_json::json!({"vi": vi, "en": "x"});
        let options: Vec<_> = options.into_iter().map(|id| serde_json::json!({"id": id, "text": words})).collect();
        let question = |id: &str| serde_json::json!({
            "id": id, "text": words, "kind": kind, "min": min, "max": max, "max_chars": max_chars, "options": options,
            "only_if": (id == other).then(|| serde_json::json!({"question": other, "is": ["a"]})),
        });
        let set = serde_json::json!({"schema_version": 1, "categories": [
            {"id": "c", "name": words, "photo": "none", "deadline_hours": 1, "questions": [question(&id), question(&other)]},
        ]});
        if let Ok(set) = Categories::parse(set.to_string().as_bytes()) {
            let again = serde_json::to_vec(&set).unwrap();
            prop_assert_eq!(Categories::parse(&again).unwrap(), set.clone());
            let _ = Answers::default().problems(&set.categories[0], now());
        }
    }

    #[test]
    fn any_bytes_are_categories_or_refused(json in any::<Vec<u8>>()) {
        let _ = Categories::parse(&json);
    }
}
