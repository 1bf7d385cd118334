//! From the tap on "log in" through the provider's page to a session, and the many ways in which it comes to nothing.

use std::time::Duration;

use hues_core::{ApiError, LoginFailure, LoginLevel, Session};
use journeys::Browser;

use crate::{Home, LAN, facts, failed, lan};

#[test]
fn a_citizen_logs_in_and_the_app_knows_their_name_and_masked_number() {
    let home = Home::new();
    assert_eq!(home.session(), Session::LoggedOut);
    assert_eq!(home.phone.client().account().require(LoginLevel::One), Err(ApiError::LoginRequired));
    let session = home.log_in(Browser::of_lan());
    assert_eq!(facts(&session), lan(LoginLevel::One));
    assert_eq!(home.session(), session);
    let account = home.phone.client().account();
    assert_eq!(account.require(LoginLevel::One), Ok(()));
    assert_eq!(account.require(LoginLevel::Two), Err(ApiError::StrongerLoginRequired));
}

#[test]
fn an_app_that_is_killed_behind_the_browser_finishes_the_login_and_stays_logged_in() {
    let mut home = Home::new();
    let redirect = Browser::of_lan().log_in(&home.begin(LoginLevel::One));
    home.phone.switch_off();
    home.phone.switch_on();
    assert_eq!(facts(&home.finish(&redirect).unwrap()), lan(LoginLevel::One));
    home.phone.switch_off();
    home.phone.switch_on();
    assert_eq!(facts(&home.session()), lan(LoginLevel::One));
}

#[test]
fn a_redirect_of_another_login_is_refused_and_the_right_one_still_counts() {
    let home = Home::new();
    let earlier = Browser::of_duc().log_in(&home.begin(LoginLevel::One));
    let redirect = Browser::of_lan().log_in(&home.begin(LoginLevel::One));
    assert_eq!(home.finish(&earlier), failed(LoginFailure::NotOurs));
    assert_eq!(home.finish("vn.hues:/callback?code=made-up&state=made-up"), failed(LoginFailure::NotOurs));
    assert_eq!(facts(&home.finish(&redirect).unwrap()), lan(LoginLevel::One));
    assert_eq!(home.finish(&redirect), failed(LoginFailure::Expired), "once");
}

#[test]
fn a_redirect_that_is_handed_over_twice_spends_its_code_once() {
    let home = Home::new();
    let redirect = Browser::of_lan().log_in(&home.begin(LoginLevel::One));
    let account = home.phone.client().account();
    let (one, other) = home
        .phone
        .wait_for(async { tokio::join!(account.finish_login(&redirect), account.finish_login(&redirect)) });
    assert_eq!([&one, &other].into_iter().filter(|finished| finished.is_ok()).count(), 1);
    assert_eq!(facts(&home.session()), lan(LoginLevel::One));
    assert_eq!(home.seen_by_the_provider().live, 1);
}

#[test]
fn a_redirect_that_names_another_issuer_is_refused() {
    let home = Home::new();
    let redirect = Browser::of_lan().log_in(&home.begin(LoginLevel::One));
    let (rest, _) = redirect.split_once("&iss=").unwrap();
    assert_eq!(home.finish(&format!("{rest}&iss=https://evil.example")), failed(LoginFailure::Unproven));
    assert_eq!(home.finish(&redirect), failed(LoginFailure::Expired));
    assert_eq!(home.session(), Session::LoggedOut);
}

#[test]
fn a_login_that_is_cancelled_or_takes_too_long_leaves_nobody_logged_in() {
    let home = Home::new();
    let declined = Browser::of_lan().cancel(&home.begin(LoginLevel::One));
    assert_eq!(home.finish(&declined), failed(LoginFailure::Cancelled));

    let redirect = Browser::of_lan().log_in(&home.begin(LoginLevel::One));
    home.phone.client().account().cancel_login().unwrap();
    assert_eq!(home.finish(&redirect), failed(LoginFailure::Expired));

    let redirect = Browser::of_lan().log_in(&home.begin(LoginLevel::One));
    home.phone.clock.advance(Duration::from_secs(601));
    assert_eq!(home.finish(&redirect), failed(LoginFailure::Expired));
    assert_eq!(home.session(), Session::LoggedOut);
}

#[test]
fn without_a_network_a_login_waits_for_the_citizen_to_try_again() {
    let mut home = Home::new();
    let redirect = Browser::of_lan().log_in(&home.begin(LoginLevel::One));
    home.town.stop();
    assert_eq!(home.finish(&redirect), failed(LoginFailure::Unreachable));
    home.town.restart();
    assert_eq!(facts(&home.finish(&redirect).unwrap()), lan(LoginLevel::One));
}

#[test]
fn a_step_up_reaches_level_two_and_the_old_tokens_end() {
    let home = Home::new();
    home.log_in(Browser::of_lan());
    let url = home.begin(LoginLevel::Two);
    assert!(url.contains("&acr_values=vneid-2&prompt=login&max_age=300"), "{url}");
    let session = home.finish(&Browser::of_lan().log_in_surely(&url)).unwrap();
    assert_eq!(facts(&session), lan(LoginLevel::Two));
    assert_eq!(home.phone.client().account().require(LoginLevel::Two), Ok(()));
    assert_eq!(home.seen_by_the_provider().live, 1);
}

#[test]
fn a_step_up_that_brings_a_lower_level_or_somebody_else_changes_nothing() {
    let home = Home::new();
    home.log_in(Browser::of_lan());
    let lower = Browser::of_lan().log_in(&home.begin(LoginLevel::Two));
    assert_eq!(home.finish(&lower), Err(ApiError::StrongerLoginRequired));
    let other = Browser::of_duc().log_in_surely(&home.begin(LoginLevel::Two));
    assert_eq!(home.finish(&other), failed(LoginFailure::OtherPerson));
    assert_eq!(facts(&home.session()), lan(LoginLevel::One));
    assert_eq!(home.seen_by_the_provider().live, 1, "what was refused is revoked");
    home.phone.connect();
    let report = home.phone.submitted("Vẫn là chị Lan");
    let _ = home.phone.sync();
    assert_eq!(home.account_of(report).as_deref(), Some(LAN));
}

#[test]
fn keys_that_the_provider_changed_are_fetched_once_more() {
    let home = Home::new();
    home.log_in(Browser::of_lan());
    assert_eq!(home.seen_by_the_provider().key_fetches, 1);
    home.finish(&Browser::of_lan().log_in(&home.begin(LoginLevel::One))).unwrap();
    assert_eq!(home.seen_by_the_provider().key_fetches, 1, "they are known");
    home.town.city().rotate_login_key().unwrap();
    home.finish(&Browser::of_lan().log_in(&home.begin(LoginLevel::One))).unwrap();
    assert_eq!(home.seen_by_the_provider().key_fetches, 2);
}

#[test]
fn a_phone_whose_clock_is_days_wrong_logs_in_all_the_same() {
    let home = Home::new();
    home.phone.clock.advance(Duration::from_hours(100));
    assert_eq!(facts(&home.log_in(Browser::of_lan())), lan(LoginLevel::One));
}
