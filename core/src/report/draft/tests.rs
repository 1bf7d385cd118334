use super::*;
use crate::report::Category;
use crate::words::Words;

fn categories() -> Categories {
    let category = |id: &str, photo, location| Category {
        id: id.into(),
        name: Words { vi: id.into(), en: id.into() },
        photo,
        location,
        deadline_hours: 24,
        questions: Vec::new(),
    };
    Categories {
        schema_version: 1,
        categories: vec![
            category("road", PhotoRule::Required, LocationRule::Required),
            category("noise", PhotoRule::None, LocationRule::Required),
            category("idea", PhotoRule::Optional, LocationRule::Optional),
            category("question", PhotoRule::Optional, LocationRule::None),
        ],
    }
}

fn complete() -> Draft {
    let point = Point::new(16.4698, 107.5786).unwrap();
    Draft {
        category: Some("road".into()),
        text: "Ổ gà sâu".into(),
        location: Some(Location {
            point,
            accuracy_m: Some(8.0),
            fixed_at: None,
            source: LocationSource::Gps,
            mock: false,
        }),
        ..Draft::default()
    }
}

fn codes(draft: &Draft, photos: usize) -> Vec<(Field, ProblemCode)> {
    let now = Timestamp::from_unix_ms(0);
    draft.problems(photos, &categories(), now).into_iter().map(|p| (p.field, p.code)).collect()
}

#[test]
fn a_draft_of_a_version_that_knew_no_field_opens() {
    let older: Draft = serde_json::from_str("{}").unwrap();
    assert_eq!(older, Draft::default());
}

#[test]
fn a_complete_draft_has_no_problem() {
    assert_eq!(codes(&complete(), 1), []);
}

#[test]
fn an_empty_draft_names_all_that_is_missing_at_once() {
    assert_eq!(
        codes(&Draft::default(), 0),
        [
            (Field::Location, ProblemCode::Required),
            (Field::Category, ProblemCode::Required),
            (Field::Text, ProblemCode::Required),
        ]
    );
}

#[test]
fn photos_follow_the_rule_of_the_category() {
    assert_eq!(codes(&complete(), 0), [(Field::Photos, ProblemCode::Required)]);
    assert_eq!(codes(&complete(), MAX_PHOTOS + 1), [(Field::Photos, ProblemCode::TooMany)]);
    let quiet = Draft { category: Some("noise".into()), ..complete() };
    assert_eq!(codes(&quiet, 1), [(Field::Photos, ProblemCode::NotAllowed)]);
    assert_eq!(codes(&quiet, 0), []);
}

#[test]
fn a_place_follows_the_rule_of_the_category() {
    let without = |category: &str| Draft { category: Some(category.into()), location: None, ..complete() };
    assert_eq!(codes(&without("road"), 1), [(Field::Location, ProblemCode::Required)]);
    assert_eq!(codes(&without("idea"), 0), []);
    assert_eq!(codes(&without("question"), 0), []);
    assert_eq!(codes(&without("gone"), 0)[0], (Field::Location, ProblemCode::Required));
    // It was set before the category was chosen, and is nothing to be blamed for.
    let with = |category: &str| Draft { category: Some(category.into()), ..complete() };
    assert_eq!(codes(&with("question"), 0), []);
    assert_eq!(codes(&with("idea"), 0), []);
}

#[test]
fn what_is_about_no_place_goes_without_one_and_the_draft_keeps_it() {
    let placed = Draft {
        category: Some("question".into()),
        located_at: Some(Timestamp::from_unix_ms(0)),
        ward: Some("19753".into()),
        address: Some("Trước chợ".into()),
        ..complete()
    };
    let sent = placed.as_sent(&categories()).into_owned();
    assert_eq!((sent.location, sent.located_at, &sent.ward, &sent.address), (None, None, &None, &None));
    assert_eq!((&sent.text, &sent.category), (&placed.text, &placed.category));
    assert_eq!((sent.sharing, placed.sharing), (Sharing::NOTHING, Sharing::default()));
    for about_a_place in ["road", "idea"] {
        let draft = Draft { category: Some(about_a_place.into()), ..placed.clone() };
        assert_eq!(*draft.as_sent(&categories()), draft);
    }
}

#[test]
fn a_category_of_before_the_rule_wants_a_place() {
    let older =
        r#"{"id": "road", "name": {"vi": "Đường", "en": "Road"}, "photo": "none", "deadline_hours": 24}"#;
    assert_eq!(serde_json::from_str::<Category>(older).unwrap().location, LocationRule::Required);
}

#[test]
fn a_desk_is_told_a_place_or_not_asked() {
    let at_a_desk = |id: &str| categories().get(id).cloned().unwrap().at_a_desk().map(|taken| taken.location);
    assert_eq!(at_a_desk("road"), Some(LocationRule::Required));
    assert_eq!(at_a_desk("idea"), Some(LocationRule::Required));
    assert_eq!(at_a_desk("question"), None);
}

#[test]
fn a_category_that_the_city_dropped_is_pointed_out() {
    let gone = Draft { category: Some("gone".into()), ..complete() };
    assert_eq!(codes(&gone, 1), [(Field::Category, ProblemCode::Unknown)]);
}

#[test]
fn a_draft_is_known_by_how_its_text_begins_or_by_its_category() {
    let title = |draft: &Draft| draft.title(&categories()).vi;
    assert_eq!(title(&complete()), "Ổ gà sâu");
    assert_eq!(title(&Draft { text: "Cây đổ.\nChắn đường.".into(), ..complete() }), "Cây đổ");
    assert_eq!(title(&Draft { text: "\n  \n".into(), ..complete() }), "road");
    assert_eq!(title(&Draft::default()), "Phản ánh chưa có nội dung");
    let long = Draft { text: "ngập ".repeat(40), ..complete() };
    assert!(title(&long).ends_with("ngập…") && title(&long).chars().count() <= MAX_TITLE_CHARS + 1);
    let one_word = Draft { text: "đ".repeat(500), ..complete() };
    assert_eq!(title(&one_word).chars().count(), MAX_TITLE_CHARS + 1);
}

#[test]
fn a_text_counts_in_characters_not_in_bytes() {
    let long = Draft { text: "ổ".repeat(MAX_TEXT_CHARS), ..complete() };
    assert_eq!(codes(&long, 1), []);
    let longer = Draft { text: "ổ".repeat(MAX_TEXT_CHARS + 1), ..complete() };
    assert_eq!(codes(&longer, 1), [(Field::Text, ProblemCode::TooMany)]);
}

#[test]
fn a_phone_number_may_be_left_out_but_not_be_nonsense() {
    let with = |phone: &str| Draft {
        contact: Some(Contact { name: "Lan".into(), phone: phone.into() }),
        ..complete()
    };
    for fine in ["", "0905 123 456", "+84 (234) 3822-123"] {
        assert_eq!(codes(&with(fine), 1), [], "{fine}");
    }
    for nonsense in ["123", "gọi sau", "0905123456 hoặc mẹ"] {
        assert_eq!(codes(&with(nonsense), 1), [(Field::Phone, ProblemCode::Invalid)], "{nonsense}");
    }
}
