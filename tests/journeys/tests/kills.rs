//! The app's process ends at any moment by SIGKILL: nothing that it had called saved is lost, and nothing is sent twice.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::io::{BufRead, BufReader, Lines};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use city::{Fault, Misbehaviour};
use hues_core::ReportState;
use journeys::{Phone, Town, large_photo, photo_in_hue};
use tempfile::TempDir;

/// The app in a process of its own.
struct App {
    process: Child,
    said: Lines<BufReader<ChildStdout>>,
}

impl App {
    fn start(command: &str, home: &Path, town: &Town) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_citizen"))
            .arg(command)
            .args([home.join("data"), home.join("keystore")])
            .args([town.city().url(), town.city().alert_key()])
            .args([photo_in_hue(), large_photo()])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(process.stdout.take().unwrap()).lines();
        Self { process, said }
    }

    /// Reads on until a line begins so.
    fn until(&mut self, beginning: &str) -> String {
        self.said
            .by_ref()
            .map(Result::unwrap)
            .find(|line| line.starts_with(beginning))
            .unwrap_or_else(|| panic!("the app ended before it said {beginning:?}"))
    }

    /// SIGKILL; the last line of a kind that it had said by then.
    fn kill(mut self, kind: &str) -> Option<String> {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        self.said.map_while(Result::ok).filter(|line| line.starts_with(kind)).last()
    }
}

#[test]
fn every_letter_that_was_called_saved_survives_a_kill() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    for kill in 1..=10 {
        let mut app = App::start("draft", home.path(), &town);
        let mut saved = app.until("saved ");
        for _ in 0..kill * 3 {
            saved = app.until("saved ");
        }
        saved = app.kill("saved ").unwrap_or(saved);
        let phone = Phone::new(home.path(), &town);
        let newest = &phone.client().reports().list(0, 100).unwrap()[0];
        let view = phone.client().reports().get(newest.id).unwrap();
        // A letter that was written but not yet called saved may be there too.
        let typed = saved.strip_prefix("saved ").unwrap();
        assert!(view.draft.text.starts_with(typed), "{typed:?} became {:?}", view.draft.text);
        assert!(view.draft.text.chars().count() <= typed.chars().count() + 1);
        assert_eq!(view.photos.len(), 2);
        for photo in &view.photos {
            assert!(!phone.client().reports().thumbnail(photo.id).unwrap().is_empty());
        }
    }
}

#[test]
fn a_kill_in_the_middle_of_an_upload_resumes_it_and_makes_no_second_report() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let mut phone = Phone::new(home.path(), &town);
    let id = phone.draft("Giữa chừng", &[large_photo()]);
    phone.client().reports().submit(id).unwrap();
    phone.switch_off();

    // The first piece goes through, the second one stands still in the middle.
    for fault in [Fault::AnswerLate { ms: 0 }, Fault::Hold] {
        town.city().misbehave(Misbehaviour::once("PATCH", "/v1/uploads", fault));
    }
    let mut app = App::start("send", home.path(), &town);
    app.until("progress ");
    while town.city().state().unwrap().uploads[0].patches < 2 {
        std::thread::yield_now();
    }
    app.kill("progress ");
    town.city().behave();

    let mut app = App::start("send", home.path(), &town);
    let first = app.until("progress ");
    assert!(app.process.wait().unwrap().success());
    let sent: u64 = first.split(' ').nth(1).unwrap().parse().unwrap();
    assert!(sent > 256 * 1024, "it went on where it was: {first}");

    phone.switch_on();
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }), "{:?}", phone.state(id));
    let there = town.city().state().unwrap();
    assert_eq!((there.reports.len(), there.upload_creations), (1, 1), "resumed, not begun again");
    assert!(
        there.uploads[0].bytes_received < there.uploads[0].size + 512 * 1024,
        "at most one piece came twice"
    );
}
