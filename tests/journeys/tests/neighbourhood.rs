//! A citizen about to report what somebody else has reported: the phone asks by the ward, points it out, and the citizen follows it; and what
//! everyone would read of a draft.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::time::Duration;

use city::{Fault, Misbehaviour, Status as CityStatus};
use hues_core::report::{
    Answer, Capabilities, DisclosedField, Naming, PersonalNumberKind, Status, Visibility,
};
use hues_core::{ApiError, Contact, DraftEdit, Location, LocationSource, Network, Point, Timestamp};
use journeys::{Phone, Town, photo_in_hue};
use tempfile::TempDir;

fn world() -> (TempDir, Town, Phone, Phone) {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let (first, second) =
        (Phone::new(&home.path().join("one"), &town), Phone::new(&home.path().join("two"), &town));
    first.connect();
    second.connect();
    (home, town, first, second)
}

fn location(lat: f64, lon: f64, source: LocationSource) -> Location {
    Location { point: Point::new(lat, lon).unwrap(), accuracy_m: None, fixed_at: None, source, mock: false }
}

#[test]
fn what_somebody_reported_is_pointed_out_followed_and_watched_to_its_end() {
    let (_home, town, neighbour, mut phone) = world();
    let theirs = neighbour.submitted("Ổ gà trước chợ");
    let _ = neighbour.sync();

    let draft = phone.draft("Ổ gà", &[]);
    assert_eq!(phone.client().reports().duplicates(draft).unwrap(), [], "nobody was asked yet");
    let found = phone.wait_for(phone.client().reports().refresh_nearby(draft)).unwrap();
    assert_eq!(found.len(), 1);
    assert!(found[0].words.vi.starts_with("Có thể đã có người phản ánh việc này"));
    assert_eq!(found[0].report.text.as_deref(), Some("Ổ gà trước chợ"));

    let reports = phone.client().reports();
    reports.follow(draft, &found[0].report.public_id).unwrap();
    reports.follow(draft, &found[0].report.public_id).unwrap();
    assert!(matches!(reports.follow(draft, "nothing"), Err(ApiError::NotFound)));
    reports.discard(draft).unwrap();
    phone.switch_off();
    phone.switch_on();
    phone.connect();
    let followed = phone.client().reports().followed().unwrap();
    assert_eq!(
        (followed.len(), followed[0].report.status, followed[0].changed),
        (1, Status::Received, false)
    );

    town.city().set_status(&theirs.to_string(), CityStatus::Done, Some("UBND phường"), None).unwrap();
    let _ = phone.sync();
    assert!(!phone.client().reports().followed().unwrap()[0].changed, "asked five minutes ago");
    phone.clock.advance(Duration::from_mins(6));
    let _ = phone.sync();
    let reports = phone.client().reports();
    let followed = reports.followed().unwrap();
    assert_eq!((followed[0].report.status, followed[0].changed), (Status::Done, true));
    assert_eq!(followed[0].words().vi, "Đã xử lý xong");
    reports.mark_followed_seen().unwrap();
    assert!(!reports.followed().unwrap()[0].changed);
    reports.unfollow(&followed[0].report.public_id).unwrap();
    assert_eq!(reports.followed().unwrap(), []);
}

#[test]
fn the_city_is_asked_by_the_ward_once_in_five_minutes_and_what_it_said_is_there_without_a_network() {
    let (_home, town, neighbour, phone) = world();
    let _ = neighbour.submitted("Ổ gà");
    let _ = neighbour.sync();
    let draft = phone.draft("Ổ gà", &[]);
    let refresh = || phone.wait_for(phone.client().reports().refresh_nearby(draft)).unwrap().len();
    assert_eq!(refresh(), 1);
    // An answer would be lost: that it is not shows that nobody asked.
    town.city().misbehave(Misbehaviour::once("GET", "/v1/reports/nearby", Fault::LoseAnswer));
    assert_eq!(refresh(), 1);
    phone.clock.advance(Duration::from_mins(6));
    assert_eq!(refresh(), 1, "the lost answer changes nothing");
    assert_eq!(refresh(), 1);
    phone.client().set_network(Network::None).unwrap();
    assert_eq!(phone.client().reports().duplicates(draft).unwrap().len(), 1);
    phone.clock.advance(Duration::from_hours(25));
    assert_eq!(phone.client().reports().duplicates(draft).unwrap(), [], "a day later it says nothing of now");
}

#[test]
fn what_was_reported_across_a_wards_border_is_near_and_suggests_its_category() {
    let (_home, town, neighbour, phone) = world();
    // Some 50 m from each other.
    let across = DraftEdit::Location(Some(location(16.4848, 107.5919, LocationSource::Pin)));
    let here = DraftEdit::Location(Some(location(16.4848, 107.5914, LocationSource::Pin)));
    let theirs = neighbour.draft("Ổ gà", &[photo_in_hue()]);
    neighbour.client().reports().edit(theirs, across.clone()).unwrap();
    neighbour.client().reports().submit(theirs).unwrap();
    let _ = neighbour.sync();

    let reports = phone.client().reports();
    let draft = phone.draft("Ổ gà", &[]);
    let ward = |edit: &DraftEdit| {
        reports.edit(draft, edit.clone()).unwrap();
        reports.get(draft).unwrap().draft.ward
    };
    assert_ne!(ward(&across), ward(&here));
    assert_eq!(reports.duplicates(draft).unwrap(), [], "nobody was asked yet");
    let found = phone.wait_for(reports.refresh_nearby(draft)).unwrap();
    assert_eq!(found.len(), 1, "the ward across the border was asked for, too");
    reports.follow(draft, &found[0].report.public_id).unwrap();
    town.city().set_status(&theirs.to_string(), CityStatus::Done, None, None).unwrap();
    assert_eq!(
        phone.wait_for(reports.refresh_nearby(draft)).unwrap(),
        found,
        "neither is asked for so soon again"
    );

    let other = reports.create().unwrap();
    assert_eq!(reports.suggestions(other).unwrap(), []);
    reports.edit(other, here).unwrap();
    let suggested: Vec<String> =
        reports.suggestions(other).unwrap().into_iter().map(|suggestion| suggestion.id).collect();
    assert_eq!(suggested, ["road-damage"], "by the place alone");

    phone.clock.advance(Duration::from_mins(6));
    let _ = phone.sync();
    assert!(phone.client().reports().followed().unwrap()[0].changed, "its own ward is watched");
    assert_eq!(reports.suggestions(other).unwrap(), [], "it is not open any more");
}

#[test]
fn another_category_another_place_and_an_own_report_are_no_duplicates() {
    let (_home, _town, _neighbour, phone) = world();
    let _ = phone.submitted("Ổ gà của tôi");
    let _ = phone.sync();
    let draft = phone.draft("Ổ gà", &[]);
    let refresh = || phone.wait_for(phone.client().reports().refresh_nearby(draft)).unwrap();
    assert_eq!(refresh(), [], "my own report");
    let reports = phone.client().reports();
    reports.edit(draft, DraftEdit::Location(Some(location(21.0285, 105.8542, LocationSource::Pin)))).unwrap();
    assert_eq!(refresh(), [], "outside the city");
}

#[test]
fn a_position_says_its_ward_its_doubts_and_what_lies_beyond_the_city() {
    let (_home, _town, _neighbour, phone) = world();
    let now = Timestamp::parse("2026-11-23T07:41:05+07:00").unwrap();
    let fix = Location {
        accuracy_m: Some(8.0),
        fixed_at: Some(now),
        ..location(16.4698, 107.5786, LocationSource::Gps)
    };
    let place = phone.client().place(fix).unwrap();
    assert_eq!(place.ward.unwrap().name, "Phường Phú Xuân");
    assert_eq!((place.doubts, place.outside), (vec![], None));

    let draft = phone.draft("Ổ gà", &[]);
    let reports = phone.client().reports();
    reports.edit(draft, DraftEdit::Location(Some(fix))).unwrap();
    phone.clock.advance(Duration::from_hours(3));
    assert_eq!(reports.place(draft).unwrap().unwrap().doubts, [], "it was fresh when the citizen took it");
    assert_eq!(phone.client().place(fix).unwrap().doubts.len(), 1, "now it is old");

    let beyond = phone.client().place(location(16.2073, 107.9983, LocationSource::Pin)).unwrap();
    assert_eq!(beyond.ward, None);
    assert_eq!(beyond.outside.unwrap().vi, "Vị trí này nằm ngoài Thành phố Huế, ở thành phố Đà Nẵng");
    assert_eq!(phone.client().search_wards("p tay loc cu", 3).unwrap()[0].ward.code, "19753");
}

#[test]
fn before_it_goes_a_report_says_what_everyone_will_read() {
    let (_home, _town, _neighbour, phone) = world();
    let draft = phone.draft("Gọi 0905 123 456 hoặc tổng đài 19001075", &[]);
    let reports = phone.client().reports();
    let contact = Contact { name: "Lan".into(), phone: "0905123456".into() };
    reports.edit(draft, DraftEdit::Contact(Some(contact))).unwrap();
    reports.edit(draft, DraftEdit::Category("animals".into())).unwrap();
    let bitten = Some(Answer::Chosen("yes".into()));
    reports.edit(draft, DraftEdit::Answer { question: "bitten".into(), answer: bitten }).unwrap();
    let disclosure = reports.disclosure(draft).unwrap();
    assert_eq!(disclosure.naming, Naming::StaffOnly);
    let answer = disclosure.fields.iter().find(|field| field.field == DisclosedField::Answer).unwrap();
    assert_eq!((answer.value.en.as_str(), answer.everyone), ("Yes", Visibility::Hidden));
    let ward = disclosure.fields.iter().find(|field| field.field == DisclosedField::Ward).unwrap();
    assert_eq!((ward.value.vi.as_str(), ward.everyone), ("Phường Phú Xuân", Visibility::Shown));
    let position = disclosure.fields.iter().find(|field| field.field == DisclosedField::Position).unwrap();
    assert_eq!(position.everyone, Visibility::Approximate);
    let capabilities = phone.client().capabilities().unwrap();
    assert_eq!(capabilities, Capabilities { always_public: None, replies: true }, "the citizen chooses");
    let kinds: Vec<_> = disclosure.exposed.iter().map(|exposed| exposed.number.kind).collect();
    assert_eq!(kinds, [PersonalNumberKind::Phone]);
}
