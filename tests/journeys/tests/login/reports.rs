//! What a login means for reports: whose they are, and that none of them waits for it or is lost with it.

use city::{Fault, Misbehaviour};
use hues_core::report::Naming;
use hues_core::{ApiError, LoginFailure, LoginLevel, ReportState, Session};
use journeys::{Browser, Phone, Town, photo_in_hue};
use tempfile::TempDir;

use crate::{Home, LATER, facts, lan};

#[test]
fn a_provider_that_is_down_neither_logs_out_nor_holds_up_a_report_for_ever() {
    let home = Home::new();
    home.log_in(Browser::of_lan());
    home.phone.connect();
    home.phone.clock.advance(LATER);
    let fault = Fault::Unavailable { status: 503, retry_after: None };
    home.town.city().misbehave(Misbehaviour { method: None, path: "/login".into(), times: None, fault });
    let report = home.phone.submitted("Nơi đăng nhập hỏng");
    assert_eq!(home.phone.sync_until_quiet(3), 3, "two tries for the account, then as a guest");
    assert_eq!(home.account_of(report), None);
    assert_eq!(facts(&home.session()), lan(LoginLevel::One));
}

#[test]
fn when_the_provider_ends_the_session_reports_go_as_a_guests_and_drafts_stay() {
    let home = Home::new();
    home.log_in(Browser::of_lan());
    let draft = home.phone.draft("Còn viết dở", &[]);
    let queued = home.phone.submitted("Đang chờ gửi");
    home.town.city().end_logins().unwrap();
    home.phone.connect();
    let _ = home.phone.sync();
    assert!(matches!(home.phone.state(queued), ReportState::Delivered { .. }));
    assert_eq!(home.account_of(queued), None);
    assert_eq!(home.phone.state(draft), ReportState::Draft);
    let (name, .., needs_login_again) = facts(&home.session());
    assert_eq!((name.as_str(), needs_login_again), ("Nguyễn Thị Lan", true));
    assert_eq!(home.phone.client().account().require(LoginLevel::One), Err(ApiError::LoginRequired));
    // And in again.
    assert_eq!(facts(&home.log_in(Browser::of_lan())), lan(LoginLevel::One));
}

#[test]
fn whoever_is_logged_in_is_not_told_that_nobody_knows_them() {
    let home = Home::new();
    let naming = |id| home.phone.client().reports().disclosure(id).unwrap().naming;
    let as_a_guest = home.phone.submitted("Của khách");
    let draft = home.phone.draft("Chưa gửi", &[photo_in_hue()]);
    assert_eq!((naming(draft), naming(as_a_guest)), (Naming::Anonymous, Naming::Anonymous));
    home.log_in(Browser::of_lan());
    // What was sent before stays nobody's.
    assert_eq!((naming(draft), naming(as_a_guest)), (Naming::StaffOnly, Naming::Anonymous));
    home.phone.client().reports().submit(draft).unwrap();
    home.phone.wait_for(home.phone.client().account().logout()).unwrap();
    assert_eq!(naming(draft), Naming::StaffOnly, "it was sent in their name");
}

#[test]
fn logging_out_revokes_the_tokens_and_keeps_drafts_and_the_outbox() {
    let home = Home::new();
    home.log_in(Browser::of_lan());
    let draft = home.phone.draft("Còn viết dở", &[]);
    let queued = home.phone.submitted("Đang chờ gửi");
    assert_eq!(home.seen_by_the_provider().live, 1);
    home.phone.wait_for(home.phone.client().account().logout()).unwrap();
    assert_eq!(home.session(), Session::LoggedOut);
    let seen = home.seen_by_the_provider();
    assert_eq!((seen.revocations, seen.live), (1, 0));
    assert_eq!(home.phone.state(draft), ReportState::Draft);
    home.phone.connect();
    let _ = home.phone.sync();
    assert!(matches!(home.phone.state(queued), ReportState::Delivered { .. }));
}

#[test]
fn a_report_belongs_to_whoever_was_logged_in_when_it_was_submitted() {
    let home = Home::new();
    let guests = home.phone.submitted("Của khách");
    home.log_in(Browser::of_lan());
    let lans = home.phone.submitted("Của chị Lan");
    home.phone.wait_for(home.phone.client().account().logout()).unwrap();
    home.log_in(Browser::of_duc());
    let ducs = home.phone.submitted("Của anh Đức");
    home.phone.connect();
    let _ = home.phone.sync();
    assert_eq!(home.account_of(guests), None);
    assert_eq!(home.account_of(lans), None, "nobody else's, and she is not logged in");
    assert_eq!(home.account_of(ducs).as_deref(), Some("cong-dan-2"));
}

#[test]
fn a_city_without_a_login_says_so() {
    let folder = TempDir::new().unwrap();
    let town = Town::start(&folder.path().join("city"));
    let phone = Phone::with(folder.path(), &town, |mut config| {
        config.city.login = None;
        config
    });
    let home = Home { phone, town, folder };
    assert_eq!(home.session(), Session::LoggedOut);
    let begun = home.phone.wait_for(home.phone.client().account().begin_login(LoginLevel::One));
    assert_eq!(begun.err(), Some(ApiError::LoginFailed { reason: LoginFailure::NotOffered }));
    home.phone.connect();
    let report = home.phone.submitted("Không cần đăng nhập");
    let _ = home.phone.sync();
    assert_eq!(home.account_of(report), None);
}
