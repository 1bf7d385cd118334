use std::path::Path;
use std::pin::pin;
use std::sync::mpsc;
use std::task::{Context, Poll, Waker};

use tempfile::TempDir;

use super::*;
use crate::config::SyncMode;
use crate::error::{Field, Problem, ProblemCode};
use crate::events::Event;
use crate::key_guard::KeyGuardError;
use crate::place::Point;
use crate::question::{Answer, QuestionKind};
use crate::report::{DraftEdit, LocationRule};

/// A keystore that hands back what it is given.
struct Open;

impl KeyGuard for Open {
    fn wrap(&self, secret: Vec<u8>) -> Result<Vec<u8>, KeyGuardError> {
        Ok(secret)
    }

    fn unwrap(&self, wrapped: Vec<u8>) -> Result<Vec<u8>, KeyGuardError> {
        Ok(wrapped)
    }

    fn erase(&self) -> Result<(), KeyGuardError> {
        Ok(())
    }
}

/// One with a bug.
struct Broken;

impl KeyGuard for Broken {
    fn wrap(&self, _: Vec<u8>) -> Result<Vec<u8>, KeyGuardError> {
        panic!("a bug in the keystore")
    }

    fn unwrap(&self, _: Vec<u8>) -> Result<Vec<u8>, KeyGuardError> {
        panic!("a bug in the keystore")
    }

    fn erase(&self) -> Result<(), KeyGuardError> {
        panic!("a bug in the keystore")
    }
}

/// Tells on, and fails each time.
struct Failing(mpsc::Sender<Event>);

impl EventListener for Failing {
    fn on_event(&self, event: Event) {
        self.0.send(event).unwrap();
        panic!("a bug in the listener")
    }
}

fn config(home: &Path) -> Config {
    Config {
        data_dir: home.join("data").to_string_lossy().into_owned(),
        origin: Some("http://127.0.0.1:1".into()),
        login_issuer: None,
        login_redirect: None,
        alert_keys: None,
        extra_roots: Vec::new(),
        sync_mode: Some(SyncMode::WhenAsked),
        clock_offset_ms: 0,
        open311: None,
        map_tiles: None,
    }
}

fn open(home: &Path) -> Arc<Client> {
    Client::open(config(home), Arc::new(Open), None).unwrap()
}

#[test]
fn a_panic_in_the_keystore_is_an_incident_and_the_directory_stays_usable() {
    let home = TempDir::new().unwrap();
    for _ in 0..2 {
        let error = Client::open(config(home.path()), Arc::new(Broken), None).err().unwrap();
        let ApiError::Internal { incident } = &error else { panic!("{error:?}") };
        assert_eq!(incident.len(), 16);
        assert!(error.words().en.contains(incident) && error.words().vi.contains(incident));
    }
    let client = open(home.path());
    let id = client.create_report().unwrap();
    client.shut_down().unwrap();

    assert!(matches!(
        Client::open(config(home.path()), Arc::new(Broken), None),
        Err(ApiError::Internal { .. })
    ));
    assert_eq!(open(home.path()).report(id).unwrap().id, id);
}

#[test]
fn a_panic_in_a_call_is_an_incident_and_the_client_goes_on() {
    let home = TempDir::new().unwrap();
    let client = open(home.path());
    let id = client.create_report().unwrap();
    let error = client.call(|_| -> Result<(), _> { panic!("a bug in the core") }).unwrap_err();
    assert!(matches!(error, ApiError::Internal { .. }));
    client.edit_report(id, DraftEdit::Text { text: "Ổ gà".into() }).unwrap();
    assert_eq!(client.report(id).unwrap().draft.text, "Ổ gà");
}

#[test]
fn a_panic_in_a_call_that_waits_is_an_incident_too() {
    let waiting = guarded_async(async { panic!("a bug in the core") });
    let polled: Poll<Result<(), ApiError>> = pin!(waiting).poll(&mut Context::from_waker(Waker::noop()));
    assert!(matches!(polled, Poll::Ready(Err(ApiError::Internal { .. }))));
}

#[test]
fn a_listener_that_fails_hears_the_next_event() {
    let home = TempDir::new().unwrap();
    let (tell, heard) = mpsc::channel();
    let client = Client::open(config(home.path()), Arc::new(Open), Some(Arc::new(Failing(tell)))).unwrap();
    for _ in 0..2 {
        let id = client.create_report().unwrap();
        assert_eq!(heard.recv().unwrap(), Event::ReportsChanged { ids: vec![id] });
    }
}

#[test]
fn a_position_that_is_none_is_the_inputs_fault() {
    let home = TempDir::new().unwrap();
    let client = open(home.path());
    let error = client.watch_place("nhà".into(), Point { lat: 91.0, lon: 107.0 }).unwrap_err();
    assert!(matches!(&error, ApiError::InvalidInput { problems } if problems.len() == 1));
    assert!(client.watched_places().unwrap().is_empty());
}

fn answer(client: &Client, id: crate::id::ReportId, question: &str, answer: Answer) {
    let edit = DraftEdit::Answer { question: question.into(), answer: Some(answer) };
    client.edit_report(id, edit).unwrap();
}

#[test]
fn a_draft_brings_its_questions_with_every_word_that_a_screen_says() {
    let home = TempDir::new().unwrap();
    let client = open(home.path());
    let id = client.create_report().unwrap();
    client.edit_report(id, DraftEdit::Category { id: "street-light".into() }).unwrap();
    let fault = &client.report(id).unwrap().questions[0];
    assert_eq!((fault.question.duty.vi.as_str(), fault.answer.as_ref()), ("Bắt buộc", None));
    let QuestionKind::Choice { options } = &fault.question.kind else { panic!("{fault:?}") };
    answer(&client, id, "fault", Answer::Chosen { id: options[0].id.clone() });
    answer(&client, id, "lamps", Answer::Typed { text: "0".into() });
    let picked = std::time::SystemTime::UNIX_EPOCH;
    answer(&client, id, "since", Answer::At { moment: picked });

    let view = client.report(id).unwrap();
    assert_eq!(view.questions[0].answer_words.as_ref(), Some(&options[0].text));
    let lamps = &view.questions[1];
    assert_eq!(lamps.question.bounds.as_ref().unwrap().vi, "từ 1 đến 500 bóng");
    let problem = lamps.problem.clone().unwrap();
    assert_eq!((problem.field, problem.code), (Field::Answer, ProblemCode::OutOfRange));
    assert_eq!(problem.words().vi, "Khoảng mấy bóng? – Hãy nhập số từ 1 đến 500 bóng.");
    assert_eq!(problem.question.as_ref().unwrap().id, "lamps");
    assert!(view.problems.contains(&problem));
    assert_eq!(Problem::from(hues_core::report::Problem::from(problem.clone())), problem);
    assert_eq!(view.questions[3].answer, Some(Answer::At { moment: picked }));
}

#[test]
fn a_question_to_an_agency_says_that_it_is_about_no_place() {
    let home = TempDir::new().unwrap();
    let client = open(home.path());
    let id = client.create_report().unwrap();
    assert_eq!(client.report(id).unwrap().location_rule, LocationRule::Required);
    client.edit_report(id, DraftEdit::Category { id: "question".into() }).unwrap();
    let view = client.report(id).unwrap();
    assert_eq!(view.location_rule, LocationRule::None);
    assert!(view.problems.iter().all(|problem| problem.field != Field::Location));
    let known = client.categories().unwrap();
    let rule = |id: &str| known.iter().find(|known| known.id == id).map(|known| known.location);
    assert_eq!((rule("question"), rule("other")), (Some(LocationRule::None), Some(LocationRule::Required)));
}

#[test]
fn drafts_are_found_again_copied_discarded_and_taken_back() {
    let home = TempDir::new().unwrap();
    let client = open(home.path());
    let id = client.create_report().unwrap();
    client.edit_report(id, DraftEdit::Text { text: "Rác trước cổng".into() }).unwrap();
    client.shut_down().unwrap();

    let client = open(home.path());
    let recovered = client.recovered_drafts().unwrap().unwrap();
    assert_eq!(recovered.drafts[0].id, id);
    assert!(recovered.words.vi.contains("“Rác trước cổng”"));
    assert_eq!(client.open_draft(id).unwrap().notices, []);
    client.put_draft_away(id).unwrap();
    client.dismiss_notices(id).unwrap();
    assert_eq!(client.recovered_drafts().unwrap(), None);
    let copy = client.duplicate_draft(id).unwrap();
    assert_eq!(client.drafts().unwrap().len(), 2);
    client.discard_report(id).unwrap();
    client.discard_report(copy).unwrap();
    assert_eq!(client.discarded_drafts().unwrap().len(), 2);
    client.restore_draft(id).unwrap();
    client.erase_draft(copy).unwrap();
    assert_eq!(client.drafts().unwrap()[0].title.vi, "Rác trước cổng");
    assert_eq!(client.suggest_categories("rac truoc cong".into()).unwrap()[0].id, "waste");
}

#[test]
fn a_closed_client_says_so() {
    let home = TempDir::new().unwrap();
    let client = open(home.path());
    client.shut_down().unwrap();
    client.shut_down().unwrap();
    assert_eq!(client.create_report().unwrap_err(), ApiError::Closed);
}

#[test]
fn every_error_says_the_same_here_as_in_the_core() {
    let errors = [
        hues_core::ApiError::NotFound,
        hues_core::ApiError::StorageFull,
        hues_core::ApiError::StorageReadOnly,
        hues_core::ApiError::StorageBusy,
        hues_core::ApiError::KeyLocked,
        hues_core::ApiError::KeyLost,
        hues_core::ApiError::DataDamaged,
        hues_core::ApiError::NewerData { found: 9, known: 1 },
        hues_core::ApiError::InUse,
        hues_core::ApiError::Closed,
        hues_core::ApiError::InvalidConfig { what: "server.origin".into() },
        hues_core::ApiError::Internal { incident: "0123456789abcdef".into() },
        hues_core::ApiError::PhotoRefused { reason: hues_core::media::Refusal::Heic },
    ];
    for theirs in errors {
        let ours = ApiError::from(theirs.clone());
        assert_eq!((ours.words(), ours.to_string()), (theirs.words().into(), theirs.to_string()));
        assert_eq!(hues_core::ApiError::from(ours), theirs);
    }
}
