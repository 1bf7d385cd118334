//! How a session lives on, over access tokens that end, answers that are lost and a disk without room, and how it is ended.

use std::sync::{Arc, mpsc};

use city::{Fault, Misbehaviour};
use hues_core::{ApiError, Config, DraftEdit, Event, EventListener, LoginLevel, ReportState, Session};
use journeys::{Browser, Phone, Town};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::{Home, LAN, LATER, facts, lan};

#[test]
fn logging_out_while_a_refresh_is_under_way_is_done_at_once_and_stays_so() {
    let home = Home::new();
    home.log_in(Browser::of_lan());
    home.phone.clock.advance(LATER);
    home.town.city().misbehave(Misbehaviour::once("POST", "/login/token", Fault::Hold));
    let account = home.phone.client().account();
    home.phone.wait_for(async {
        let refreshed = async {
            let session = account.refresh().await.unwrap();
            assert_eq!(session, Session::LoggedOut);
        };
        let out = async {
            // The city has taken the request up, and stands still.
            while home.seen_by_the_provider().token_requests < 2 {
                tokio::task::yield_now().await;
            }
            let logout = account.logout();
            let freed = async {
                while home.session() != Session::LoggedOut {
                    tokio::task::yield_now().await;
                }
                home.town.city().behave();
            };
            tokio::join!(logout, freed).0.unwrap();
        };
        tokio::join!(refreshed, out);
    });
    assert_eq!(home.session(), Session::LoggedOut);
    assert_eq!(home.seen_by_the_provider().live, 0, "what the refresh still brought is revoked");
    let database = Connection::open(home.phone.data_dir.join("hues.db")).unwrap();
    let tokens: i64 = database
        .query_row("SELECT count(*) FROM setting WHERE name = 'tokens'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(tokens, 0, "and not kept");
}

#[test]
fn an_access_token_that_has_ended_is_renewed_before_it_is_used() {
    let home = Home::new();
    home.log_in(Browser::of_lan());
    home.phone.connect();
    let soon = home.phone.submitted("Khi mã còn hạn");
    let _ = home.phone.sync();
    assert_eq!(home.seen_by_the_provider().refreshes, 0);
    home.phone.clock.advance(LATER);
    let later = home.phone.submitted("Khi mã hết hạn");
    let _ = home.phone.sync();
    assert_eq!(home.seen_by_the_provider().refreshes, 1);
    for report in [soon, later] {
        assert_eq!(home.account_of(report).as_deref(), Some(LAN));
    }
}

#[test]
fn an_access_token_that_the_city_refuses_is_renewed_once() {
    let home = Home::new();
    home.log_in(Browser::of_lan());
    home.town.city().expire_access_tokens().unwrap();
    home.phone.connect();
    let report = home.phone.submitted("Mã bị từ chối");
    let _ = home.phone.sync();
    assert_eq!(home.account_of(report).as_deref(), Some(LAN));
    assert_eq!(home.seen_by_the_provider().refreshes, 1);
}

#[test]
fn a_lost_answer_to_a_refresh_does_not_log_out() {
    let mut home = Home::new();
    home.log_in(Browser::of_lan());
    home.phone.connect();
    home.phone.clock.advance(LATER);
    home.lose_the_answer_to("POST", "/login/token");
    let report = home.phone.submitted("Mất câu trả lời");
    let _ = home.phone.sync();
    assert!(matches!(home.phone.state(report), ReportState::Queued { .. }));
    assert_eq!(facts(&home.session()), lan(LoginLevel::One));
    // The process that asked is gone as well.
    home.phone.switch_off();
    home.phone.switch_on();
    home.phone.connect();
    home.phone.client().resume().unwrap();
    let _ = home.phone.sync();
    assert_eq!(home.account_of(report).as_deref(), Some(LAN));
    assert_eq!(facts(&home.session()), lan(LoginLevel::One));
    assert_eq!(home.seen_by_the_provider().live, 1);
}

#[test]
fn each_new_refresh_token_is_on_the_disk_before_anything_else_happens() {
    let mut home = Home::strict();
    home.log_in(Browser::of_lan());
    for refreshes in 1..=3 {
        assert_eq!(facts(&home.refresh_later().unwrap()), lan(LoginLevel::One));
        assert_eq!(home.seen_by_the_provider().refreshes, refreshes);
        home.phone.switch_off();
        home.phone.switch_on();
    }
}

#[test]
fn a_new_refresh_token_that_the_disk_does_not_take_is_kept_until_it_does() {
    let home = Home::strict();
    home.log_in(Browser::of_lan());
    let database = Connection::open(home.phone.data_dir.join("hues.db")).unwrap();
    database
        .execute_batch(
            "CREATE TRIGGER no_room BEFORE INSERT ON setting WHEN NEW.name = 'tokens'
             BEGIN SELECT RAISE(ABORT, 'no room'); END",
        )
        .unwrap();
    for _ in 0..2 {
        assert!(matches!(home.refresh_later(), Err(ApiError::Internal { .. })));
        assert_eq!(home.seen_by_the_provider().refreshes, 1, "no token is used before it is kept");
    }
    database.execute_batch("DROP TRIGGER no_room").unwrap();
    assert_eq!(facts(&home.refresh_later().unwrap()), lan(LoginLevel::One));
    assert_eq!(home.seen_by_the_provider().live, 1);
}

#[test]
fn several_who_need_a_new_access_token_at_once_make_one_refresh() {
    let home = Home::new();
    home.log_in(Browser::of_lan());
    home.phone.connect();
    home.phone.clock.advance(LATER);
    let report = home.phone.submitted("Cùng một lúc");
    let client = home.phone.client();
    let account = client.account();
    home.phone.wait_for(async {
        let (synced, ..) =
            tokio::join!(client.sync(), account.refresh(), account.refresh(), account.refresh());
        synced.unwrap()
    });
    assert_eq!(home.account_of(report).as_deref(), Some(LAN));
    assert_eq!(home.seen_by_the_provider().refreshes, 1);
}

#[test]
fn logging_out_works_without_a_network() {
    let mut home = Home::new();
    home.log_in(Browser::of_lan());
    home.town.stop();
    home.phone.wait_for(home.phone.client().account().logout()).unwrap();
    assert_eq!(home.session(), Session::LoggedOut);
    home.phone.switch_off();
    home.phone.switch_on();
    assert_eq!(home.session(), Session::LoggedOut);
}

#[test]
fn what_the_city_could_not_say_at_the_login_it_says_in_the_next_round() {
    let home = Home::new();
    home.town.city().misbehave(Misbehaviour::once("GET", "/v1/me", Fault::Portal));
    let (name, level, number, _) = facts(&home.log_in(Browser::of_lan()));
    assert_eq!((name.as_str(), level, number), ("Nguyễn Thị Lan", LoginLevel::One, None));
    home.phone.connect();
    let _ = home.phone.sync();
    assert_eq!(facts(&home.session()), lan(LoginLevel::One));
}

#[test]
fn nothing_of_a_session_lies_in_the_clear_on_the_phone() {
    let home = Home::new();
    let _ = home.begin(LoginLevel::One);
    home.log_in(Browser::of_lan());
    let report = home.phone.submitted("Ai gửi thì không ai biết");
    home.phone.client().reports().edit(report, DraftEdit::Text("x".into())).unwrap_err();
    let mut disk = Vec::new();
    for entry in std::fs::read_dir(home.folder.path().join("data")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            disk.extend(std::fs::read(path).unwrap());
        }
    }
    let contains = |text: &str| disk.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(contains("session"), "the search must be able to find something");
    for text in ["Nguyễn Thị Lan", "046•••••1234", LAN, "refresh", "verifier", "vneid-1"] {
        assert!(!contains(text), "{text} lies in the clear");
    }
}

struct Recorder(mpsc::Sender<Event>);

impl EventListener for Recorder {
    fn on_event(&self, event: Event) {
        // The test may have heard enough.
        let _ = self.0.send(event);
    }
}

#[test]
fn a_session_that_begins_and_ends_is_announced() {
    let folder = TempDir::new().unwrap();
    let town = Town::start(&folder.path().join("city"));
    let (sender, heard) = mpsc::channel();
    let listener: Arc<dyn EventListener> = Arc::new(Recorder(sender));
    let phone = Phone::with(folder.path(), &town, |config| Config { listener: Some(listener), ..config });
    let home = Home { phone, town, folder };
    home.log_in(Browser::of_lan());
    assert!(heard.iter().any(|event| event == Event::SessionChanged));
    home.phone.wait_for(home.phone.client().account().logout()).unwrap();
    assert!(heard.iter().any(|event| event == Event::SessionChanged));
}
