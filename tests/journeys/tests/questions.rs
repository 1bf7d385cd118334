//! Questions of a category: the same answers are right on the phone and at the city, and a city that changes its questions loses nobody's
//! answers.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use hues_core::report::{Answer, Answers, Categories, Field, PhotoRule, ProblemCode, QuestionKind};
use hues_core::{
    ApiError, CityConfig, DraftEdit, Location, LocationSource, Point, ReportId, ReportState, Timestamp,
};
use journeys::{Phone, Town};
use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

const MADE_AT: &str = "2026-11-23T00:41:05.000Z";

fn world() -> (TempDir, Town, Phone) {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    phone.connect();
    (home, town, phone)
}

fn bundled() -> Value {
    serde_json::from_slice(&CityConfig::embedded().unwrap().categories).unwrap()
}

#[expect(clippy::unnecessary_wraps, reason = "an edit takes an answer or none")]
fn chosen(id: &str) -> Option<Answer> {
    Some(Answer::Chosen(id.into()))
}

#[expect(clippy::unnecessary_wraps, reason = "an edit takes an answer or none")]
fn typed(text: &str) -> Option<Answer> {
    Some(Answer::Typed(text.into()))
}

/// A draft that lacks nothing but answers.
fn draft(phone: &Phone, category: &str) -> ReportId {
    let reports = phone.client().reports();
    let id = reports.create().unwrap();
    let location = Location {
        point: Point::new(16.4698, 107.5786).unwrap(),
        accuracy_m: None,
        fixed_at: None,
        source: LocationSource::Pin,
        mock: false,
    };
    for edit in [
        DraftEdit::Category(category.into()),
        DraftEdit::Text("Đèn tắt".into()),
        DraftEdit::Location(Some(location)),
    ] {
        reports.edit(id, edit).unwrap();
    }
    id
}

fn answer(phone: &Phone, id: ReportId, question: &str, answer: Option<Answer>) {
    let edit = DraftEdit::Answer { question: question.into(), answer };
    phone.client().reports().edit(id, edit).unwrap();
}

fn asked(phone: &Phone, id: ReportId) -> Vec<String> {
    let view = phone.client().reports().get(id).unwrap();
    view.questions.into_iter().map(|view| view.question.id).collect()
}

#[test]
fn answers_arrive_with_the_report_and_the_desk_reads_them_in_words() {
    let (_home, town, phone) = world();
    let reports = phone.client().reports();
    let id = draft(&phone, "street-light");
    let Err(ApiError::InvalidInput { problems }) = reports.submit(id) else {
        panic!("the fault is required")
    };
    assert!(
        matches!(&problems[..], [problem] if matches!(&problem.field, Field::Answer(asked) if asked.id == "fault"))
    );
    assert_eq!(asked(&phone, id), ["fault"]);
    answer(&phone, id, "fault", chosen("off"));
    assert_eq!(asked(&phone, id), ["fault", "lamps", "pole-number", "since"]);
    answer(&phone, id, "lamps", typed("3"));
    answer(&phone, id, "since", Some(Answer::At(Timestamp::parse("2026-11-22T19:00:00+07:00").unwrap())));
    let view = reports.get(id).unwrap();
    assert_eq!(view.questions[1].answer_words.as_ref().unwrap().vi, "3 bóng");
    assert_eq!(view.questions[3].answer_words.as_ref().unwrap().vi, "hôm qua lúc 19:00");
    reports.submit(id).unwrap();
    let _ = phone.sync();
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }));
    let page = page(&town, id);
    for said in ["Đèn bị sao?", "Không sáng", "3 bóng", "19:00 22/11/2026"] {
        assert!(page.contains(said), "{said}");
    }
}

/// The operator's page of a report.
fn page(town: &Town, id: ReportId) -> String {
    use std::io::{Read as _, Write as _};
    let mut line = std::net::TcpStream::connect(("127.0.0.1", town.city().port())).unwrap();
    let request =
        format!("GET /operator/reports/{id} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    line.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    line.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_city_that_changes_its_questions_finds_drafts_of_before_and_after() {
    let (_home, town, phone) = world();
    let reports = phone.client().reports();
    let (kept, opened) = (draft(&phone, "street-light"), draft(&phone, "street-light"));
    for id in [kept, opened] {
        answer(&phone, id, "fault", chosen("off"));
        answer(&phone, id, "lamps", typed("3"));
    }
    let mut newer = bundled();
    newer["schema_version"] = json!(2);
    let light = newer["categories"].as_array_mut().unwrap().iter_mut().find(|it| it["id"] == "street-light");
    let questions = light.unwrap()["questions"].as_array_mut().unwrap();
    questions.retain(|question| question["id"] != "lamps");
    questions
        .push(json!({"id": "street", "text": {"vi": "Đường nào?", "en": "Which street?"}, "required": true,
                          "kind": "text", "max_chars": 80}));
    town.city().publish_categories(&newer.to_string()).unwrap();
    let _ = phone.sync();

    // Whoever does not open the draft sends it as it was begun.
    assert!(asked(&phone, kept).contains(&"lamps".to_owned()));
    reports.submit(kept).unwrap();
    // Whoever opens it is told.
    let view = reports.open_draft(opened).unwrap();
    let notices: Vec<&str> = view.notices.iter().map(|notice| notice.words.en.as_str()).collect();
    assert_eq!(
        notices,
        [
            "The city asks something more: “Which street?”",
            "The city does not ask “About how many lamps?” any more. Your answer “3 lamps” is not sent; write it into the text if it matters.",
        ]
    );
    assert_eq!(view.draft.answers.get("street-light", "lamps"), typed("3").as_ref());
    assert!(matches!(reports.submit(opened), Err(ApiError::InvalidInput { .. })));
    answer(&phone, opened, "street", typed("Lê Lợi"));
    reports.dismiss_notices(opened).unwrap();
    assert!(reports.get(opened).unwrap().notices.is_empty());
    reports.submit(opened).unwrap();
    let _ = phone.sync();
    for id in [kept, opened] {
        assert!(matches!(phone.state(id), ReportState::Delivered { .. }), "{:?}", phone.state(id));
    }
}

#[test]
fn the_same_categories_are_fetched_once() {
    let (_home, _town, phone) = world();
    let _ = phone.sync();
    let before = phone.client().reports().categories().unwrap();
    let _ = phone.sync();
    assert_eq!(phone.client().reports().categories().unwrap(), before);
    assert_eq!(before, Categories::parse(&CityConfig::embedded().unwrap().categories).unwrap());
}

#[test]
fn an_answer_to_no_question_is_refused() {
    let (_home, _town, phone) = world();
    let id = draft(&phone, "street-light");
    let edit = DraftEdit::Answer { question: "depth".into(), answer: typed("3") };
    assert_eq!(phone.client().reports().edit(id, edit), Err(ApiError::NotFound));
}

/// What the phone finds wrong, in the city's words.
fn found_by_the_phone(set: &Categories, category: &str, answers: &Answers) -> Vec<(String, &'static str)> {
    let category = set.get(category).unwrap();
    let problems = answers.problems(category, Timestamp::parse(MADE_AT).unwrap());
    let code = |code| match code {
        ProblemCode::Required => "required",
        ProblemCode::Unknown => "unknown",
        ProblemCode::TooMany => "too-large",
        ProblemCode::OutOfRange => "out-of-range",
        ProblemCode::NotAllowed => "not-allowed",
        ProblemCode::Invalid => "invalid",
    };
    problems
        .into_iter()
        .map(|problem| match problem.field {
            Field::Answer(asked) => (format!("/answers/{}", asked.id), code(problem.code)),
            other => panic!("{other:?}"),
        })
        .collect()
}

/// An answer of the kind that the question wants, right or wrong.
fn any_answer(kind: &QuestionKind) -> BoxedStrategy<Option<Answer>> {
    let made_at = Timestamp::parse(MADE_AT).unwrap().unix_ms();
    let some = match kind {
        QuestionKind::Text { max_chars } => {
            let around = *max_chars as usize;
            prop_oneof![
                any::<String>(),
                (around - 1..around + 2).prop_map(|chars| "đ".repeat(chars)),
                Just("  ".to_owned())
            ]
            .prop_map(Answer::Typed)
            .boxed()
        }
        QuestionKind::Number { .. } => {
            prop_oneof!["-?[0-9]{1,12}", "[0-9]{1,4}[,.][0-9]{1,3}", "\\PC{0,4}", "[0-9]{400}"]
                .prop_map(Answer::Typed)
                .boxed()
        }
        QuestionKind::Choice { options } => {
            let ids: Vec<String> =
                options.iter().map(|option| option.id.clone()).chain(["gone".to_owned()]).collect();
            proptest::sample::select(ids).prop_map(Answer::Chosen).boxed()
        }
        QuestionKind::Datetime { .. } => {
            prop_oneof![(made_at - 5_000..made_at + 5_000), (0..4_000_000_000_000i64),]
                .prop_map(|ms| Answer::At(Timestamp::from_unix_ms(ms)))
                .boxed()
        }
    };
    prop_oneof![1 => Just(None), 4 => some.prop_map(Some)].boxed()
}

fn any_category_answered() -> impl Strategy<Value = (String, Answers)> {
    let set = Categories::parse(&CityConfig::embedded().unwrap().categories).unwrap();
    proptest::sample::select(set.categories).prop_flat_map(|category| {
        let each: Vec<_> = category.questions.iter().map(|question| any_answer(&question.kind)).collect();
        each.prop_map(move |given| {
            let mut answers = Answers::default();
            for (question, answer) in category.questions.iter().zip(given) {
                answers.set(&category.id, &question.id, answer);
            }
            (category.id.clone(), answers)
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_phone_and_the_city_find_the_same_wrong((category, answers) in any_category_answered()) {
        let json = CityConfig::embedded().unwrap().categories;
        let set = Categories::parse(&json).unwrap();
        let body = answers.body(set.get(&category).unwrap());
        let by_city = city::check_answers(std::str::from_utf8(&json).unwrap(), &category, &body, MADE_AT).unwrap();
        prop_assert_eq!(found_by_the_phone(&set, &category, &answers), by_city);
    }
}

#[test]
fn every_kind_of_question_is_among_those_that_are_compared() {
    let set = Categories::parse(&CityConfig::embedded().unwrap().categories).unwrap();
    let kinds: std::collections::HashSet<_> = set
        .categories
        .iter()
        .flat_map(|category| &category.questions)
        .map(|question| std::mem::discriminant(&question.kind))
        .collect();
    assert_eq!(kinds.len(), 4);
    assert!(set.categories.iter().any(|category| category.photo == PhotoRule::None));
}
