//! Questions to agencies: reports about no place. They are asked offline, arrive once, are answered, rated, changed and taken back as every report is,
//! and no place of the citizen's goes with them.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use city::{Fault, Misbehaviour, Status};
use hues_core::report::{
    Answer, Categories, Category, DisclosedField, Draft, Field, LocationRule, PhotoRule, ProblemCode, Rating,
    Satisfaction, Sharing, Visibility,
};
use hues_core::{
    ApiError, Config, DraftEdit, Location, LocationSource, Network, PhotoHint, Point, ReportId, ReportState,
    Timestamp, Words,
};
use journeys::{Phone, Town, by_open311, photo_in_hue};
use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

const ASKED: &str = "Làm khai sinh cho cháu cần giấy tờ gì?";

fn world() -> (TempDir, Town, Phone) {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    (home, town, phone)
}

fn here() -> Location {
    Location {
        point: Point::new(16.4698, 107.5786).unwrap(),
        accuracy_m: Some(8.0),
        fixed_at: None,
        source: LocationSource::Gps,
        mock: false,
    }
}

fn agency(id: &str) -> DraftEdit {
    DraftEdit::Answer { question: "agency".into(), answer: Some(Answer::Chosen(id.into())) }
}

/// A question that lacks nothing, by a citizen who said where they are before they chose what it is.
fn question(phone: &Phone) -> ReportId {
    let reports = phone.client().reports();
    let id = reports.create().unwrap();
    for edit in [
        DraftEdit::Location(Some(here())),
        DraftEdit::Address(Some("Trước chợ Đông Ba".into())),
        DraftEdit::Category("question".into()),
        agency("justice"),
        DraftEdit::Text(ASKED.into()),
    ] {
        reports.edit(id, edit).unwrap();
    }
    id
}

#[test]
fn whoever_looks_and_leaves_finds_the_same_question_and_no_heap_of_them() {
    let (_home, _town, phone) = world();
    let reports = phone.client().reports();
    let first = reports.begin_question().unwrap();
    let view = reports.open_draft(first).unwrap();
    assert_eq!((view.draft.category.as_deref(), view.location_rule), (Some("question"), LocationRule::None));
    reports.put_away(first).unwrap();
    assert_eq!(reports.begin_question().unwrap(), first);
    assert_eq!(reports.recovered().unwrap(), None);
    // Once something stands there it is a question of its own.
    for edit in [DraftEdit::Text(ASKED.into()), agency("justice"), DraftEdit::Location(Some(here()))] {
        let touched = reports.begin_question().unwrap();
        reports.edit(touched, edit).unwrap();
        assert_ne!(reports.begin_question().unwrap(), touched);
    }
    let with_photo = reports.begin_question().unwrap();
    reports.add_photo(with_photo, &photo_in_hue(), PhotoHint::default()).unwrap();
    assert_ne!(reports.begin_question().unwrap(), with_photo);
    assert_eq!(reports.drafts().unwrap().len(), 5);
}

fn asked(phone: &Phone) -> ReportId {
    let id = question(phone);
    phone.client().reports().submit(id).unwrap();
    id
}

/// A question that the city has, and no network any more.
fn delivered(phone: &Phone) -> ReportId {
    let id = asked(phone);
    phone.connect();
    let _ = phone.sync();
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }), "{:?}", phone.state(id));
    phone.client().set_network(Network::None).unwrap();
    id
}

/// What the city has, as its document says.
fn at_the_city(phone: &Phone, id: ReportId) -> Value {
    phone.client().reports().get(id).unwrap().city.unwrap().content.unwrap()
}

#[test]
fn a_question_asked_offline_arrives_once_is_answered_read_and_rated() {
    let (_home, town, mut phone) = world();
    let id = asked(&phone);
    phone.switch_off();
    phone.switch_on();
    phone.connect();
    town.city().misbehave(Misbehaviour::once("POST", "/v1/reports", Fault::LoseAnswer));
    phone.sync_until_quiet(5);
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }), "{:?}", phone.state(id));
    let there = town.city().state().unwrap().reports;
    assert_eq!((there.len(), there[0].category.as_str(), there[0].text.as_str()), (1, "question", ASKED));
    let content = at_the_city(&phone, id);
    for member in ["location", "ward", "address"] {
        assert_eq!(content[member], Value::Null, "{member}");
    }
    assert_eq!(content["answers"], json!({"agency": "justice"}));

    town.city().reply(&id.to_string(), Some("Sở Tư pháp"), "Cần giấy chứng sinh và căn cước.").unwrap();
    town.city().set_status(&id.to_string(), Status::Done, Some("Sở Tư pháp"), None).unwrap();
    let _ = phone.sync();
    let reports = phone.client().reports();
    assert_eq!((reports.tally().unwrap().unread, reports.list(0, 1).unwrap()[0].unread), (1, 1));
    let view = reports.get(id).unwrap();
    let [answer] = &view.thread[..] else { panic!("{:?}", view.thread) };
    assert_eq!(answer.message.agency.as_deref(), Some("Sở Tư pháp"));
    assert!(!answer.is_read);
    reports.mark_read(id).unwrap();
    assert_eq!(reports.tally().unwrap().unread, 0);

    assert!(view.ways_out.rate);
    reports.rate(id, &Rating { satisfaction: Satisfaction::Satisfied, comment: None }).unwrap();
    reports.reply(id, "Cảm ơn").unwrap();
    phone.sync_until_quiet(3);
    let _ = phone.sync();
    let rated = reports.get(id).unwrap().city.unwrap().rating.map(|rating| rating.satisfaction);
    assert_eq!(rated, Some(Satisfaction::Satisfied));
    let there = town.city().state().unwrap().reports;
    assert_eq!((there[0].status.as_str(), &there[0].heard[..]), ("done", &["Cảm ơn".to_owned()][..]));
}

#[test]
fn a_question_is_changed_and_put_to_another_agency_and_no_place_comes_with_it() {
    let (_home, town, phone) = world();
    let id = delivered(&phone);
    let reports = phone.client().reports();
    let revision = reports.get(id).unwrap().city.unwrap().revision;
    // A place by itself changes nothing: there is nothing to send.
    reports
        .amend(id, vec![DraftEdit::Location(Some(here())), DraftEdit::Address(Some("Nhà".into()))])
        .unwrap();
    assert_eq!(reports.get(id).unwrap().amendment, None);

    let change = reports.begin_change(id).unwrap();
    assert_eq!(reports.get(change).unwrap().location_rule, LocationRule::None);
    for edit in [DraftEdit::Location(Some(here())), agency("ward"), DraftEdit::Text("Khai sinh muộn?".into())]
    {
        reports.edit(change, edit).unwrap();
    }
    reports.submit(change).unwrap();
    town.city().misbehave(Misbehaviour::once("POST", "/v1/reports", Fault::LoseAnswer));
    phone.connect();
    phone.sync_until_quiet(5);
    let view = reports.get(id).unwrap();
    assert_eq!((view.amendment, view.city.unwrap().revision), (None, revision + 1), "it was done once");
    let content = at_the_city(&phone, id);
    assert_eq!(content["answers"], json!({"agency": "ward"}));
    assert_eq!((&content["text"], &content["location"]), (&json!("Khai sinh muộn?"), &Value::Null));
}

#[test]
fn what_the_agency_corrects_and_what_the_citizen_changes_come_together() {
    let (_home, town, phone) = world();
    let id = delivered(&phone);
    town.city().correct(&id.to_string(), "answers", json!({"agency": "one-stop"})).unwrap();
    phone.client().reports().amend(id, vec![DraftEdit::Text("Khai sinh muộn?".into())]).unwrap();
    phone.connect();
    phone.sync_until_quiet(5);
    let content = at_the_city(&phone, id);
    assert_eq!(content["answers"], json!({"agency": "one-stop"}));
    assert_eq!(content["text"], "Khai sinh muộn?");
}

#[test]
fn a_question_is_edited_before_it_left_and_taken_back_after() {
    let (_home, town, phone) = world();
    let reports = phone.client().reports();
    let id = asked(&phone);
    reports.edit_again(id).unwrap();
    reports.edit(id, DraftEdit::Text("Khai sinh muộn?".into())).unwrap();
    reports.submit(id).unwrap();
    phone.connect();
    let _ = phone.sync();
    assert_eq!(town.city().state().unwrap().reports[0].text, "Khai sinh muộn?");
    phone.client().set_network(Network::None).unwrap();
    reports.withdraw(id).unwrap();
    town.city().misbehave(Misbehaviour::once("DELETE", "/v1/reports", Fault::LoseAnswer));
    phone.connect();
    phone.sync_until_quiet(5);
    assert_eq!(phone.state(id), ReportState::Withdrawn);
    let there = town.city().state().unwrap().reports;
    assert_eq!((there.len(), there[0].status.as_str()), (1, "withdrawn"));
}

#[test]
fn an_agency_must_be_chosen_and_a_photo_may_come_along() {
    let (_home, town, phone) = world();
    let reports = phone.client().reports();
    let id = question(&phone);
    reports.edit(id, DraftEdit::Answer { question: "agency".into(), answer: None }).unwrap();
    let Err(ApiError::InvalidInput { problems }) = reports.submit(id) else { panic!("no agency is named") };
    assert!(matches!(&problems[..], [problem] if problem.code == ProblemCode::Required
        && matches!(&problem.field, Field::Answer(asked) if asked.id == "agency")));
    reports.edit(id, agency("justice")).unwrap();
    // A photo of a form says where it was taken; that stays here, too.
    reports.add_photo(id, &photo_in_hue(), PhotoHint::default()).unwrap();
    reports.submit(id).unwrap();
    phone.connect();
    phone.sync_until_quiet(3);
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }), "{:?}", phone.state(id));
    assert!(town.city().state().unwrap().reports[0].attachments[0].stored_sha256.is_some());
}

#[test]
fn no_place_is_shown_of_a_question_and_another_category_finds_it_again() {
    let (_home, _town, phone) = world();
    let reports = phone.client().reports();
    let id = question(&phone);
    let places = |id| {
        let view = reports.get(id).unwrap();
        let shown = reports.disclosure(id).unwrap().fields.into_iter().filter(|shown| {
            let field = shown.field;
            matches!(field, DisclosedField::Position | DisclosedField::Ward | DisclosedField::Address)
        });
        (view.location_rule, view.draft.location, reports.place(id).unwrap().is_some(), shown.count())
    };
    assert_eq!(places(id), (LocationRule::None, None, false, 0));
    assert_eq!(reports.get(id).unwrap().problems, []);
    let read_by_everyone = |id| {
        let fields = reports.disclosure(id).unwrap().fields.into_iter();
        fields.filter(|shown| shown.everyone != Visibility::Hidden).count()
    };
    assert_eq!((reports.get(id).unwrap().draft.sharing, read_by_everyone(id)), (Sharing::NOTHING, 0));
    reports.edit(id, DraftEdit::Category("other".into())).unwrap();
    assert_eq!(places(id), (LocationRule::Required, Some(here()), true, 3));
    // As are the citizen's choices of who reads what.
    assert_eq!((reports.get(id).unwrap().draft.sharing, read_by_everyone(id)), (Sharing::default(), 5));
}

#[test]
fn what_is_about_no_place_is_like_no_report_of_others_and_in_no_list_of_theirs() {
    let (home, town, phone) = world();
    let neighbour = Phone::new(&home.path().join("neighbour"), &town);
    neighbour.connect();
    let _ = neighbour.submitted("Ổ gà");
    let theirs = asked(&neighbour);
    let _ = neighbour.sync();
    assert!(matches!(neighbour.state(theirs), ReportState::Delivered { .. }));

    phone.connect();
    let nearby = |id| phone.wait_for(phone.client().reports().refresh_nearby(id)).unwrap().len();
    // Who asks the city loses the answer: that the question does not, shows that nobody asked.
    town.city().misbehave(Misbehaviour::once("GET", "/v1/reports/nearby", Fault::LoseAnswer));
    let mine = question(&phone);
    assert_eq!(nearby(mine), 0);
    let hole = phone.draft("Ổ gà", &[]);
    assert_eq!(nearby(hole), 0, "this is the answer that is lost");
    assert_eq!(nearby(hole), 1);
    assert_eq!(phone.client().reports().duplicates(mine).unwrap(), []);
}

#[test]
fn a_desk_must_be_told_a_place_so_it_is_asked_nothing() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let with_a_service = |config: Config| {
        let mut config = by_open311(config);
        config.city.open311.as_mut().unwrap().services.insert("question".into(), "001".into());
        config
    };
    let phone = Phone::with(home.path(), &town, with_a_service);
    let offers = || phone.client().reports().categories().unwrap().get("question").is_some();
    assert!(!offers());
    phone.connect();
    let _ = phone.sync();
    assert!(!offers());
    assert!(phone.client().reports().categories().unwrap().get("road-damage").is_some());
}

/// A category for each rule.
fn of_each_rule() -> Categories {
    let category = |(id, location): (&str, LocationRule)| Category {
        id: id.into(),
        name: Words { vi: id.into(), en: id.into() },
        photo: PhotoRule::Optional,
        location,
        deadline_hours: 24,
        questions: Vec::new(),
    };
    let rules = [
        ("hole", LocationRule::Required),
        ("idea", LocationRule::Optional),
        ("question", LocationRule::None),
    ];
    Categories { schema_version: 1, categories: rules.into_iter().map(category).collect() }
}

fn any_place() -> impl Strategy<Value = Option<Location>> {
    let source =
        prop_oneof![Just(LocationSource::Gps), Just(LocationSource::Photo), Just(LocationSource::Pin)];
    let place = (-90.0..=90.0, -180.0..=180.0, any::<Option<u16>>(), source, any::<bool>());
    let place = place.prop_map(|(lat, lon, accuracy_m, source, mock)| Location {
        point: Point::new(lat, lon).unwrap(),
        accuracy_m: accuracy_m.map(f64::from),
        fixed_at: None,
        source,
        mock,
    });
    prop::option::of(place)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn the_phone_and_the_city_agree_on_what_needs_a_place(
        category in prop::sample::select(vec!["hole", "idea", "question"]), location in any_place(),
        ward in prop::option::of("[0-9]{5}"), address in prop::option::of("\\PC{0,20}"),
    ) {
        let set = of_each_rule();
        let draft = Draft {
            category: Some(category.into()), text: ASKED.into(), location, ward, address, ..Draft::default()
        };
        let by_phone: Vec<(String, &str)> = draft
            .problems(0, &set, Timestamp::from_unix_ms(0))
            .into_iter()
            .map(|problem| match (problem.field, problem.code) {
                (Field::Location, ProblemCode::Required) => ("/location".to_owned(), "required"),
                other => panic!("{other:?}"),
            })
            .collect();
        let mut body = json!({
            "id": "0199f3c2-7a10-7cc3-98a1-0b5f3f1d2e4b", "category": category, "schema_version": 1,
            "made_at": "2026-11-23T00:41:05.000Z", "access_hash": "0".repeat(64), "attachments": [],
        });
        let members = draft.content(&set).members(&hues_core::Part::ALL);
        body.as_object_mut().unwrap().extend(members);
        let categories = serde_json::to_string(&set).unwrap();
        prop_assert_eq!(city::check_report(&categories, &body).unwrap(), by_phone);
    }
}
