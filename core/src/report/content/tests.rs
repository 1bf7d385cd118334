use proptest::prelude::*;

use super::*;
use crate::entropy::SystemEntropy;
use crate::id::{IdempotencyKey, ReportId};
use crate::report::{AccessSecret, DraftEdit, Finalising, LocationSource, Sharing, finalise};

/// Contents that often have parts in common.
fn content() -> impl Strategy<Value = Content> {
    prop::collection::vec(0_u8..4, Part::ALL.len()).prop_map(|values| {
        let part = |(part, value): (Part, u8)| (part, json!({"is": value}));
        Content(Part::ALL.into_iter().zip(values).map(part).collect())
    })
}

proptest! {
    #[test]
    fn who_changed_a_part_alone_has_their_way(base in content(), mine in content(), theirs in content()) {
        let merged = merge(&base, &mine, &theirs);
        for part in Part::ALL {
            let (base, mine, other) = (base.part(part), mine.part(part), theirs.part(part));
            let result = merged.content.part(part);
            let both_changed = mine != base && other != base && mine != other;
            prop_assert_eq!(merged.conflicts.contains(&part), both_changed);
            // No edit is lost silently: it is there, or a conflict says that it was not taken.
            prop_assert!(mine == base || result == mine);
            prop_assert!(other == base || result == other || merged.conflicts.contains(&part));
            prop_assert!([mine, other].contains(&result), "nothing is invented");
        }
    }

    #[test]
    fn without_a_conflict_it_is_the_same_from_either_side(base in content(), mine in content(), theirs in content()) {
        let (here, there) = (merge(&base, &mine, &theirs), merge(&base, &theirs, &mine));
        prop_assert_eq!(&here.conflicts, &there.conflicts);
        for part in Part::ALL {
            if !here.conflicts.contains(&part) {
                prop_assert_eq!(here.content.part(part), there.content.part(part));
            }
        }
    }

    #[test]
    fn merging_again_changes_nothing(base in content(), mine in content(), theirs in content()) {
        let once = merge(&base, &mine, &theirs);
        prop_assert_eq!(merge(&base, &once.content, &theirs), once.clone());
        // What was brought onto theirs is a change of theirs, and only of what is mine.
        let again = merge(&theirs, &once.content, &theirs);
        prop_assert_eq!(again, Merged { content: once.content, conflicts: Vec::new() });
        prop_assert_eq!(merge(&base, &base, &theirs).content, theirs.clone());
        prop_assert_eq!(merge(&base, &mine, &base).content, mine.clone());
        prop_assert_eq!(merge(&base, &mine, &mine), Merged { content: mine, conflicts: Vec::new() });
    }
}

fn categories() -> Categories {
    let json = include_bytes!("../../../../data/hue/categories.json");
    Categories::parse(json).unwrap()
}

fn draft() -> Draft {
    let categories = categories();
    let mut draft = Draft::default();
    let edits = [
        DraftEdit::Category("road-damage".into()),
        DraftEdit::Text("  Ổ gà sâu ".into()),
        DraftEdit::Location(Some(Location {
            point: Point::new(16.4698, 107.5786).unwrap(),
            accuracy_m: Some(12.5),
            fixed_at: Some(Timestamp::from_unix_ms(1_790_000_000_000)),
            source: LocationSource::Gps,
            mock: false,
        })),
        DraftEdit::Address(Some("Trước chợ".into())),
        DraftEdit::Contact(Some(Contact { name: "Lan".into(), phone: "0905123456".into() })),
        DraftEdit::Sharing(Sharing { text: true, photos: false, name: false }),
    ];
    for edit in edits {
        draft.apply(edit, &categories);
    }
    let questions = draft.pinned.clone().unwrap().questions;
    for question in questions {
        let answer = match &question.kind {
            QuestionKind::Text { .. } => Answer::Typed("Bên trái".into()),
            QuestionKind::Number { .. } => Answer::Typed("12".into()),
            QuestionKind::Choice { options } => Answer::Chosen(options[0].id.clone()),
            QuestionKind::Datetime { .. } => Answer::At(Timestamp::from_unix_ms(1_789_000_000_000)),
        };
        draft.answers.set("road-damage", &question.id, Some(answer));
    }
    draft.ward = Some("19753".into());
    draft
}

#[test]
fn a_drafts_content_is_what_its_body_says() {
    let (draft, categories) = (draft(), categories());
    let now = Timestamp::from_unix_ms(1_790_000_100_000);
    let photo = crate::report::Attachment {
        sha256: "0".repeat(64),
        size: 1,
        media_type: "image/jpeg".into(),
        width: 1,
        height: 1,
    };
    let finalised = finalise(
        &draft,
        &Finalising {
            id: ReportId::new(now, &SystemEntropy),
            key: IdempotencyKey::new(now, &SystemEntropy),
            access: &AccessSecret::new(&SystemEntropy),
            attachments: &[photo],
            categories: &categories,
            made_at: now,
        },
    )
    .unwrap_or_else(|problems| panic!("{problems:?}"));
    let body: Value = serde_json::from_slice(finalised.body()).unwrap();
    assert!(Content::of_members(&body).unwrap().changed_from(&draft.content(&categories)).is_empty());
}

#[test]
fn what_is_about_no_place_has_none_in_its_body_and_in_what_can_be_changed() {
    let categories = categories();
    let mut question = draft();
    question.apply(DraftEdit::Category("question".into()), &categories);
    question.apply(
        DraftEdit::Answer { question: "agency".into(), answer: Some(Answer::Chosen("ward".into())) },
        &categories,
    );
    assert!(question.location.is_some() && question.ward.is_some() && question.address.is_some());
    let place = json!({"location": null, "ward": null, "address": null});
    let members = question.content(&categories).members(&[Part::Place, Part::Address]);
    assert_eq!(Value::Object(members), place);
    // The citizen moves the pin of what has none: nothing is changed by that.
    let moved = Draft { location: None, ward: None, address: None, ..question.clone() };
    assert!(moved.content(&categories).changed_from(&question.content(&categories)).is_empty());

    let now = Timestamp::from_unix_ms(1_790_000_100_000);
    let with = Finalising {
        id: ReportId::new(now, &SystemEntropy),
        key: IdempotencyKey::new(now, &SystemEntropy),
        access: &AccessSecret::new(&SystemEntropy),
        attachments: &[],
        categories: &categories,
        made_at: now,
    };
    let finalised = finalise(&question, &with).unwrap_or_else(|problems| panic!("{problems:?}"));
    let body: Value = serde_json::from_slice(finalised.body()).unwrap();
    for (name, null) in place.as_object().unwrap() {
        assert_eq!(&body[name], null, "{name}");
    }
    assert_eq!(body["answers"], json!({"agency": "ward"}));
}

#[test]
fn what_the_city_says_is_read_back_into_a_draft() {
    let (full, categories) = (draft(), categories());
    let mut other =
        Draft { category: full.category.clone(), pinned: full.pinned.clone(), ..Draft::default() };
    let content = full.content(&categories);
    // Through JSON, as it comes.
    let content = Content::of_members(&Value::Object(content.members(&Part::ALL))).unwrap();
    other.take_content(&content, &Part::ALL);
    assert!(other.content(&categories).changed_from(&content).is_empty());
    assert_eq!((other.text.as_str(), other.location), ("Ổ gà sâu", full.location));
    assert_eq!((other.contact, other.sharing, other.ward), (full.contact, full.sharing, full.ward));

    let nothing = Content::of_members(&json!({"text": 5, "location": "here", "public": []})).unwrap();
    let mut same = draft();
    same.take_content(&nothing, &[Part::Text, Part::Place, Part::Sharing]);
    assert_eq!(same, draft(), "what can't be read changes nothing");
    same.take_content(&nothing, &[Part::Address, Part::Contact]);
    assert_eq!((same.address, same.contact), (None, None));
}

#[test]
fn a_fraction_comes_back_as_it_was_meant() {
    let kind = QuestionKind::Number { min: None, max: None, whole: false, unit: None };
    let answer = read_answer(&kind, &json!(1.25));
    assert_eq!(answer, Some(Answer::Typed("1,25".into())), "1.250 would be a thousand and more");
}

#[test]
fn a_last_digit_is_no_change() {
    let place = |lat: f64| json!({"location": {"lat": lat, "lon": 107.0}, "ward": null});
    assert!(is_same(&place(16.4698 + 4.0 * f64::EPSILON), &place(16.4698)));
    assert!(!is_same(&place(16.4699), &place(16.4698)));
}
