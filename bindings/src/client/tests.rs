use std::path::Path;
use std::pin::pin;
use std::sync::mpsc;
use std::task::{Context, Poll, Waker};

use tempfile::TempDir;

use super::*;
use crate::config::SyncMode;
use crate::events::Event;
use crate::key_guard::KeyGuardError;
use crate::place::Point;
use crate::report::DraftEdit;

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
