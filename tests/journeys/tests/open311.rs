//! A city that is spoken to by Open311 `GeoReport` v2: a report goes whole, in one request that must not be repeated blindly.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::process::{Command, Stdio};
use std::time::Duration;

use city::open311::{Conduct, Open311Request};
use city::{Fault, Misbehaviour};
use hues_core::report::{Answer, DisclosedField, Field, ProblemCode, Status, Visibility};
use hues_core::{
    ApiError, Config, DraftEdit, Format, HomePart, Network, PhotoHint, Reason, ReportId, ReportState,
    SendAnyway, WaysOut, WhenUnsure,
};
use journeys::{Phone, Town, Wreck, by_open311, large_photo, photo_in_hue};
use tempfile::TempDir;

const POST: &str = "/open311/v2/requests";

struct Story {
    home: TempDir,
    town: Town,
    phone: Phone,
}

impl Story {
    fn begin() -> Self {
        Self::with(by_open311)
    }

    fn with(change: impl FnOnce(Config) -> Config) -> Self {
        let home = TempDir::new().unwrap();
        let town = Town::start(&home.path().join("city"));
        let phone = Phone::with(home.path(), &town, change);
        phone.connect();
        Self { home, town, phone }
    }

    fn misbehave(&self, fault: Fault) {
        self.town.city().misbehave(Misbehaviour::once("POST", POST, fault));
    }

    fn requests(&self) -> Vec<Open311Request> {
        self.town.city().open311_requests().unwrap()
    }

    fn state(&self, id: ReportId) -> ReportState {
        self.phone.state(id)
    }

    /// Rounds, each after the longest wait.
    fn rounds(&self, count: u32) {
        for _ in 0..count {
            self.phone.clock.advance(Duration::from_mins(61));
            let _ = self.phone.sync();
        }
    }

    fn conduct(&self, conduct: Conduct) {
        self.town.city().set_open311(conduct);
    }

    fn sentences(&self, id: ReportId) -> String {
        let view = self.phone.client().reports().get(id).unwrap();
        view.sentences.iter().map(|words| words.en.as_str()).collect::<Vec<_>>().join(" ")
    }
}

fn is_delivered(state: &ReportState) -> bool {
    matches!(state, ReportState::Delivered { number } if !number.is_empty())
}

fn parked(state: &ReportState) -> Option<&str> {
    match state {
        ReportState::Parked { code, .. } => Some(code),
        _ => None,
    }
}

#[test]
fn a_report_goes_once_with_its_photo_and_nothing_is_promised_that_there_is_not() {
    let story = Story::begin();
    let id = story.phone.submitted("Ổ gà sâu trước chợ");
    let outcome = story.phone.sync();
    assert_eq!((outcome.waiting, outcome.unreached), (0, None));
    assert!(is_delivered(&story.state(id)), "{:?}", story.state(id));
    let requests = story.requests();
    let [request] = requests.as_slice() else { panic!("{} requests", requests.len()) };
    let view = story.phone.client().reports().get(id).unwrap();
    assert_eq!(request.media, [view.photos[0].attachment.sha256.clone()], "the very photo");
    assert_eq!(request.media_types, ["image/jpeg"]);
    assert_eq!(request.fields["service_code"], "001");
    assert!(request.fields["description"].starts_with("Ổ gà sâu trước chợ\n"));
    assert_eq!(view.ways_out, WaysOut::default(), "nothing more is heard about it");
    assert_eq!(story.sentences(id), format!("The city has the report. Number: {}.", request.number));
    assert!(
        story.phone.client().reports().picture(view.photos[0].id).is_ok(),
        "nobody confirmed the photo, so it stays"
    );
    let parts = story.phone.client().home_parts().unwrap();
    assert!(!parts.contains(&HomePart::Warnings) && !parts.contains(&HomePart::Question));
    assert!(matches!(story.phone.client().reports().begin_question(), Err(ApiError::NotFound)));
    let capabilities = story.phone.client().capabilities().unwrap();
    assert!(capabilities.always_public.is_some() && !capabilities.replies, "{capabilities:?}");
    let disclosure = story.phone.client().reports().disclosure(id).unwrap();
    let position = disclosure.fields.iter().find(|field| field.field == DisclosedField::Position).unwrap();
    assert_eq!(position.everyone, Visibility::Shown, "the list has it to the digit");
    story.rounds(3);
    assert_eq!(story.requests().len(), 1);
}

#[test]
fn json_does_as_well_and_several_reports_go_one_by_one() {
    let story = Story::with(|config| {
        let mut config = by_open311(config);
        config.city.open311.as_mut().unwrap().format = Format::Json;
        config
    });
    let ids = ["Một", "Hai", "Ba"].map(|text| story.phone.submitted(text));
    story.rounds(2);
    assert!(ids.iter().all(|id| is_delivered(&story.state(*id))));
    assert_eq!(story.requests().len(), 3);
}

#[test]
fn a_lost_answer_is_found_by_looking_and_nothing_goes_twice() {
    for conduct in [Conduct::default(), Conduct { cuts_texts: Some(18), ..Conduct::default() }] {
        let story = Story::begin();
        story.conduct(conduct);
        story.misbehave(Fault::LoseAnswer);
        let id = story.phone.submitted("Ổ gà sâu trước chợ");
        let _ = story.phone.sync();
        assert!(matches!(story.state(id), ReportState::Queued { .. }), "{:?}", story.state(id));
        assert_eq!(story.requests().len(), 1, "it arrived");
        story.phone.clock.advance(Duration::from_mins(61));
        let _ = story.phone.sync();
        assert!(is_delivered(&story.state(id)), "{:?}", story.state(id));
        assert_eq!(story.requests().len(), 1);
    }
}

#[test]
fn what_can_not_be_found_is_asked_and_sent_again_when_the_citizen_says_so() {
    let story = Story::begin();
    story.misbehave(Fault::LoseAnswer);
    story.conduct(Conduct { holds_back: true, ..Conduct::default() });
    let id = story.phone.submitted("Ổ gà sâu trước chợ");
    story.rounds(2);
    assert!(
        matches!(story.state(id), ReportState::Queued { reason: Reason::LookingForIt, .. }),
        "{:?}",
        story.state(id)
    );
    story.rounds(4);
    assert_eq!(parked(&story.state(id)), Some("may-have-arrived"));
    assert!(
        story.sentences(id).starts_with("It is not sure that the city has this report"),
        "{}",
        story.sentences(id)
    );
    let reports = story.phone.client().reports();
    let ways = reports.get(id).unwrap().ways_on;
    assert!(ways.decide && !ways.edit_again && !ways.try_now && ways.give_up.is_none(), "{ways:?}");
    assert_eq!(reports.edit_again(id), Err(ApiError::NotFound), "that would make a second one unasked");
    // Trying it once more only looks.
    reports.try_now(id).unwrap();
    story.rounds(2);
    assert_eq!(parked(&story.state(id)), Some("may-have-arrived"));
    assert_eq!(story.requests().len(), 1);

    reports.decide(id, WhenUnsure::SendAgain).unwrap();
    let _ = story.phone.sync();
    assert!(is_delivered(&story.state(id)), "{:?}", story.state(id));
    let requests = story.requests();
    assert_eq!(requests.len(), 2, "the citizen wanted it");
    assert_eq!(requests[0].fields, requests[1].fields);
    assert_eq!(reports.decide(id, WhenUnsure::SendAgain), Err(ApiError::NotFound), "once");
}

#[test]
fn what_can_not_be_found_is_left_when_the_citizen_says_so() {
    let story = Story::begin();
    story.misbehave(Fault::LoseAnswer);
    story.conduct(Conduct { lists_nothing: true, ..Conduct::default() });
    let id = story.phone.submitted("Ổ gà sâu trước chợ");
    story.rounds(2);
    assert_eq!(parked(&story.state(id)), Some("may-have-arrived"), "who lists nothing is not asked again");
    story.phone.client().reports().decide(id, WhenUnsure::LeaveIt).unwrap();
    assert_eq!(story.sentences(id), "The city may have it. You chose to leave it at that.");
    story.rounds(3);
    assert_eq!(story.phone.sync().waiting, 0);
    assert_eq!(story.requests().len(), 1);
}

#[test]
fn a_withheld_text_at_the_same_place_is_asked_about_at_once() {
    let story = Story::begin();
    story.misbehave(Fault::LoseAnswer);
    story.conduct(Conduct { withholds_texts: true, ..Conduct::default() });
    let id = story.phone.submitted("Ổ gà sâu trước chợ");
    story.rounds(2);
    assert_eq!(parked(&story.state(id)), Some("may-have-arrived"));
}

#[test]
fn what_surely_did_not_arrive_goes_again_by_itself() {
    let mut story = Story::begin();
    story.misbehave(Fault::Unavailable { status: 503, retry_after: None });
    let id = story.phone.submitted("Ổ gà sâu trước chợ");
    let _ = story.phone.sync();
    assert!(story.phone.client().reports().get(id).unwrap().can_edit_again, "the city does not have it");
    story.town.stop();
    story.rounds(1);
    assert!(story.phone.client().reports().get(id).unwrap().can_edit_again, "there was no connection");
    story.town.restart();
    story.rounds(1);
    assert!(is_delivered(&story.state(id)), "{:?}", story.state(id));
    assert_eq!(story.requests().len(), 1);
}

#[test]
fn a_page_of_something_else_and_a_wrong_media_type_are_no_answer_and_are_looked_behind() {
    let story = Story::begin();
    story.misbehave(Fault::Portal);
    let id = story.phone.submitted("Một");
    story.rounds(6);
    assert_eq!(parked(&story.state(id)), Some("may-have-arrived"), "nobody can know what the page hid");
    assert_eq!(story.requests().len(), 0);
    story.phone.client().reports().decide(id, WhenUnsure::SendAgain).unwrap();
    story.conduct(Conduct { media_type: Some("text/html".into()), ..Conduct::default() });
    let _ = story.phone.sync();
    assert_eq!(story.requests().len(), 1, "it arrived");
    assert!(matches!(story.state(id), ReportState::Queued { .. }), "but who knows: {:?}", story.state(id));
    story.conduct(Conduct::default());
    story.phone.clock.advance(Duration::from_mins(61));
    let _ = story.phone.sync();
    assert!(is_delivered(&story.state(id)), "{:?}", story.state(id));
    assert_eq!(story.requests().len(), 1);
}

#[test]
fn a_token_is_asked_about_until_there_is_a_number_also_after_a_restart() {
    ask_about_a_token(None);
}

#[test]
fn a_report_that_awaits_its_number_when_the_schema_is_lost_does_not_go_again() {
    ask_about_a_token(Some(Wreck::FirstPage));
}

fn ask_about_a_token(wreck: Option<Wreck>) {
    let story = Story::begin();
    story.conduct(Conduct { gives_tokens: true, is_slow: true, ..Conduct::default() });
    let id = story.phone.submitted("Ổ gà sâu trước chợ");
    story.rounds(3);
    assert!(
        matches!(story.state(id), ReportState::Queued { reason: Reason::AwaitsNumber, .. }),
        "{:?}",
        story.state(id)
    );
    assert!(story.sentences(id).starts_with("Sent, without a number yet."), "{}", story.sentences(id));
    let Story { home, town, phone } = story;
    let data_dir = phone.data_dir.clone();
    drop(phone);
    if let Some(wreck) = wreck {
        wreck.strike(&data_dir);
    }
    let again = Phone::at(&data_dir, &home.path().join("keystore"), &town, by_open311);
    assert_eq!(again.client().troubles().unwrap().len(), usize::from(wreck.is_some()));
    town.city().set_open311(Conduct { gives_tokens: true, ..Conduct::default() });
    again.connect();
    let _ = again.sync();
    assert!(is_delivered(&again.state(id)), "{:?}", again.state(id));
    assert_eq!(town.city().open311_requests().unwrap().len(), 1);
}

#[test]
fn what_the_city_does_comes_back_into_the_timeline() {
    let story = Story::begin();
    let ids = ["Một", "Hai"].map(|text| story.phone.submitted(text));
    story.rounds(2);
    let number = |id| match story.state(id) {
        ReportState::Delivered { number } => number,
        other => panic!("{other:?}"),
    };
    let city = story.town.city();
    city.set_open311_status(&number(ids[0]), "investigating", None, Some("Hạ tầng")).unwrap();
    city.set_open311_status(&number(ids[1]), "closed", Some("Đã vá"), None).unwrap();
    story.rounds(1);
    let timeline = |id| story.phone.client().reports().get(id).unwrap().city.unwrap().timeline;
    let (first, second) = (timeline(ids[0]), timeline(ids[1]));
    assert_eq!((first.len(), second.len()), (2, 2));
    assert_eq!((first[1].status, first[1].agency.as_deref()), (Status::InProgress, Some("Hạ tầng")));
    assert_eq!((second[1].status, second[1].note.as_deref()), (Status::Done, Some("Đã vá")));
    story.rounds(2);
    assert_eq!(timeline(ids[0]).len(), 2, "the same is nothing new");
}

#[test]
fn what_the_city_asks_must_be_answered_and_goes_along() {
    let story = Story::begin();
    let _ = story.phone.sync();
    let reports = story.phone.client().reports();
    let offered: Vec<String> =
        reports.categories().unwrap().categories.into_iter().map(|one| one.id).collect();
    assert_eq!(offered, ["road-damage", "street-light", "noise"]);
    let id = story.phone.draft("Đèn tắt", &[photo_in_hue()]);
    reports.edit(id, DraftEdit::Category("street-light".into())).unwrap();
    let Err(ApiError::InvalidInput { problems }) = reports.submit(id) else { panic!("it asks something") };
    assert!(problems.iter().any(|one| matches!(&one.field, Field::Answer(asked) if asked.id == "POLE")));
    let answer = Some(Answer::Typed("Cột 12".into()));
    reports.edit(id, DraftEdit::Answer { question: "POLE".into(), answer }).unwrap();
    reports.submit(id).unwrap();
    let _ = story.phone.sync();
    assert!(is_delivered(&story.state(id)), "{:?}", story.state(id));
    assert_eq!(story.requests()[0].fields["attribute[POLE]"], "Cột 12");
}

#[test]
fn a_kind_of_report_that_is_gone_is_said_and_can_be_changed() {
    let story = Story::begin();
    let id = story.phone.submitted("Ổ gà sâu trước chợ");
    let services = Conduct::default().services.into_iter().filter(|service| service.code != "001").collect();
    story.conduct(Conduct { services, ..Conduct::default() });
    let _ = story.phone.sync();
    assert_eq!(parked(&story.state(id)), Some("service-gone"));
    assert!(story.sentences(id).starts_with("The city no longer takes this kind of report."));
    assert_eq!(story.requests().len(), 0);
    let reports = story.phone.client().reports();
    reports.edit_again(id).unwrap();
    let problems = reports.open_draft(id).unwrap().problems;
    assert!(
        problems.iter().any(|one| (&one.field, one.code) == (&Field::Category, ProblemCode::Unknown)),
        "{problems:?}"
    );
    reports.edit(id, DraftEdit::Category("street-light".into())).unwrap();
    let answer = Some(Answer::Typed("Cột 12".into()));
    reports.edit(id, DraftEdit::Answer { question: "POLE".into(), answer }).unwrap();
    reports.submit(id).unwrap();
    let _ = story.phone.sync();
    assert!(is_delivered(&story.state(id)), "{:?}", story.state(id));
}

#[test]
fn it_takes_as_many_photos_as_it_keeps_and_they_wait_for_wifi_with_their_text() {
    let story = Story::begin();
    let id = story.phone.draft("Ổ gà", &[photo_in_hue()]);
    let reports = story.phone.client().reports();
    let second = reports.add_photo(id, &large_photo(), PhotoHint::default());
    let Err(ApiError::InvalidInput { problems }) = second else { panic!("{second:?}") };
    assert_eq!((&problems[0].field, problems[0].code), (&Field::Photos, ProblemCode::OutOfRange));
    story.phone.client().set_photos_wait_for_unmetered(true).unwrap();
    story.phone.client().set_network(Network::Metered).unwrap();
    reports.submit(id).unwrap();
    let _ = story.phone.sync();
    assert!(
        matches!(story.state(id), ReportState::Queued { reason: Reason::WaitsForUnmetered, .. }),
        "{:?}",
        story.state(id)
    );
    let how = reports.get(id).unwrap().ways_on.send_anyway.unwrap();
    assert_eq!(how, SendAnyway::OverMobileData);
    reports.send_anyway(id, how).unwrap();
    let _ = story.phone.sync();
    assert!(is_delivered(&story.state(id)), "{:?}", story.state(id));
}

#[test]
fn a_kill_between_the_request_and_its_answer_makes_no_second_report() {
    let mut story = Story::begin();
    let id = story.phone.submitted("Ổ gà sâu trước chợ");
    story.phone.switch_off();
    // It is taken, and the answer is far away.
    story.misbehave(Fault::AnswerLate { ms: 600_000 });
    let app = || {
        Command::new(env!("CARGO_BIN_EXE_citizen"))
            .arg("hand-in")
            .args([story.home.path().join("data"), story.home.path().join("keystore")])
            .args([story.town.city().url(), story.town.city().alert_key()])
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    };
    let mut first = app();
    while story.requests().is_empty() {
        std::thread::yield_now();
    }
    first.kill().unwrap();
    first.wait().unwrap();
    assert!(app().wait().unwrap().success());
    let keystore = story.home.path().join("keystore");
    let phone = Phone::at(&story.phone.data_dir, &keystore, &story.town, by_open311);
    assert!(is_delivered(&phone.state(id)), "{:?}", phone.state(id));
    assert_eq!(story.requests().len(), 1);
}

#[test]
fn a_city_that_promises_more_than_open311_has_does_not_open() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let mut phone = Phone::with(home.path(), &town, by_open311);
    phone.switch_off();
    let keys = vec![town.city().alert_key()];
    let data_dir = home.path().join("other");
    let with_warnings =
        by_open311(journeys::config(&data_dir, phone.key_guard.clone(), &town.city().url(), ""));
    let city = hues_core::CityConfig { alerts: hues_core::AlertKeys { keys }, ..with_warnings.city };
    let opened = hues_core::Client::open(Config {
        city,
        ..Config::new(&data_dir, hues_core::CityConfig::embedded().unwrap(), phone.key_guard.clone())
    });
    assert!(matches!(opened.err(), Some(ApiError::InvalidConfig { what }) if what == "open311"));
}
