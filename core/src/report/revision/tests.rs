use serde_json::{Value, json};

use super::*;
use crate::report::DraftEdit;

fn set(version: u32, questions: &Value) -> Categories {
    let road = json!({
        "id": "road", "name": {"vi": "Đường", "en": "Road"}, "photo": "optional", "deadline_hours": 24, "questions": questions
    });
    let set = json!({"schema_version": version, "categories": [road]});
    Categories::parse(set.to_string().as_bytes()).unwrap()
}

fn number(id: &str, text: &str) -> Value {
    json!({"id": id, "text": {"vi": text, "en": text}, "kind": "number"})
}

fn draft(in_force: &Categories, answers: &[(&str, &str)]) -> Draft {
    let mut draft = Draft::default();
    draft.apply(DraftEdit::Category("road".into()), in_force);
    for (question, text) in answers {
        let answer = Some(Answer::Typed((*text).into()));
        draft.apply(DraftEdit::Answer { question: (*question).into(), answer }, in_force);
    }
    draft
}

fn said(draft: &Draft) -> Vec<String> {
    let say = |_| Words::of("hôm qua", "yesterday");
    draft.notices.iter().map(|notice| notice.words(say).en).collect()
}

#[test]
fn a_draft_keeps_the_questions_that_it_began_with_until_it_is_opened() {
    let first = set(1, &json!([number("depth", "Depth?")]));
    let second = set(2, &json!([number("width", "Width?")]));
    let mut draft = draft(&first, &[("depth", "12")]);
    assert_eq!(draft.category_in(&second).unwrap().questions[0].id, "depth");
    assert_eq!(draft.version_in(&second), 1);
    assert!(draft.revise(&second));
    assert_eq!(draft.category_in(&second).unwrap().questions[0].id, "width");
    assert_eq!(draft.version_in(&second), 2);
    assert!(!draft.revise(&second), "once");
}

#[test]
fn what_changed_is_pointed_out_and_no_answer_is_dropped() {
    let depth = number("depth", "Depth?");
    let first = set(1, &json!([depth, number("width", "Width?"), number("length", "Length?")]));
    let second = set(2, &json!([depth, number("width", "How wide?"), number("since", "Since?")]));
    let mut draft = draft(&first, &[("depth", "1"), ("width", "2"), ("length", "3")]);
    draft.revise(&second);
    assert_eq!(
        said(&draft),
        [
            "This question has changed: “How wide?”. You answered “2”; please check it.",
            "The city asks something more: “Since?”",
            "The city does not ask “Length?” any more. Your answer “3” is not sent; write it into the text if it matters.",
        ]
    );
    assert_eq!(draft.notices[0].question(), Some("width"));
    for (question, text) in [("depth", "1"), ("width", "2"), ("length", "3")] {
        assert_eq!(draft.answers.get("road", question), Some(&Answer::Typed(text.into())));
    }
}

#[test]
fn a_category_that_is_gone_takes_nothing_with_it() {
    let first = set(1, &json!([number("depth", "Depth?")]));
    let mut second = set(2, &json!([]));
    second.categories[0].id = "path".into();
    let mut draft = draft(&first, &[("depth", "1")]);
    assert!(draft.revise(&second));
    assert!(said(&draft)[0].contains("“Road”"));
    assert!(draft.category_in(&second).is_none());
    assert!(!draft.revise(&second));
    let third = set(3, &json!([number("depth", "Depth?")]));
    draft.revise(&third);
    assert_eq!(
        draft.answers.asked(draft.category_in(&third).unwrap())[0].1,
        Some(&Answer::Typed("1".into()))
    );
}

#[test]
fn a_draft_from_before_there_were_questions_goes_by_those_in_force() {
    let in_force = set(3, &json!([number("depth", "Depth?")]));
    let mut old: Draft = serde_json::from_str(r#"{"category": "road", "schema_version": 1}"#).unwrap();
    assert_eq!(old.version_in(&in_force), 3);
    assert!(old.revise(&in_force));
    assert_eq!(said(&old), ["The city asks something more: “Depth?”"]);
}

#[test]
fn a_photo_rule_that_changed_is_pointed_out() {
    let first = set(1, &json!([]));
    let mut second = set(2, &json!([]));
    second.categories[0].photo = PhotoRule::Required;
    let mut draft = draft(&first, &[]);
    draft.revise(&second);
    assert_eq!(said(&draft), ["This kind of report now needs at least one photo."]);
}

#[test]
fn a_place_rule_that_changed_is_pointed_out() {
    let first = set(1, &json!([]));
    let told = |rule| {
        let mut second = set(2, &json!([]));
        second.categories[0].location = rule;
        let mut draft = draft(&first, &[]);
        draft.revise(&second);
        said(&draft)
    };
    assert!(told(LocationRule::Required).is_empty());
    assert_eq!(told(LocationRule::Optional), ["This kind of report now goes with or without a place."]);
    assert_eq!(
        told(LocationRule::None),
        ["This kind of report takes no place any more. The one that you chose is not sent."]
    );
}

#[test]
fn choosing_another_category_takes_the_newest_questions_and_choosing_the_same_none() {
    let first = set(1, &json!([number("depth", "Depth?")]));
    let second = set(2, &json!([number("width", "Width?")]));
    let mut draft = draft(&first, &[]);
    draft.apply(DraftEdit::Category("road".into()), &second);
    assert_eq!(draft.version_in(&second), 1);
    draft.apply(DraftEdit::Category("other".into()), &second);
    draft.apply(DraftEdit::Category("road".into()), &second);
    assert_eq!(draft.version_in(&second), 2);
}

#[test]
fn notices_come_back_from_the_disk() {
    let first = set(1, &json!([number("depth", "Depth?")]));
    let mut draft = draft(&first, &[("depth", "1")]);
    draft.revise(&set(2, &json!([])));
    let again: Draft = serde_json::from_slice(&serde_json::to_vec(&draft).unwrap()).unwrap();
    assert_eq!(again, draft);
}
