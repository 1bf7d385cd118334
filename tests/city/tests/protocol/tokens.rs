//! The login from its first tokens on: refreshes, keys, the end of a login, and what an account may do.

use std::time::Duration;

use city::{City, Fault, Misbehaviour};
use serde_json::{Value, json};

use crate::app::{App, Tokens, refusal};
use crate::phone::{Phone, Report, again, city, city_with, send};

#[tokio::test]
async fn a_refresh_gives_a_new_token_and_keeps_who_and_since_when() {
    let (_data, city, _phone) = city().await;
    let app = App::of(&city);
    let first = app.login();
    let second = Tokens::of(&app.refresh(&first.refresh));
    assert!(first.refresh != second.refresh && first.access != second.access);
    assert_eq!(app.me(&second.access).json()["sub"], "cong-dan-1");
    let [(first, _), (second, _)] = [&first, &second].map(|tokens| app.claims(&tokens.id));
    for same in ["iss", "sub", "aud", "acr", "auth_time"] {
        assert_eq!(first[same], second[same], "{same}");
    }
    assert_eq!(second["nonce"], Value::Null);
}

#[tokio::test]
async fn a_used_up_refresh_token_ends_its_family_and_no_other() {
    let (_data, city, _phone) = city_with(|options| options.refresh_grace = Duration::ZERO).await;
    let app = App::of(&city);
    let (first, other) = (app.login(), app.login());
    let second = Tokens::of(&app.refresh(&first.refresh));
    assert_eq!(refusal(&app.refresh(&first.refresh)), "invalid_grant");
    assert_eq!(refusal(&app.refresh(&second.refresh)), "invalid_grant");
    assert_eq!(app.me(&second.access).problem(), "token-unknown");
    Tokens::of(&app.refresh(&other.refresh));
}

#[tokio::test]
async fn a_refresh_whose_answer_was_lost_is_answered_with_the_same_successor() {
    let (data, city, _phone) = city().await;
    let app = App::of(&city);
    let first = app.login();
    city.misbehave(Misbehaviour::once("POST", "/login/token", Fault::LoseAnswer));
    let asked = [("grant_type", "refresh_token"), ("refresh_token", first.refresh.as_str())];
    app.try_tokens(&asked).expect_err("no answer");
    let second = Tokens::of(&app.refresh(&first.refresh));
    let city = again(&data, city).await;
    assert_eq!(Tokens::of(&app.refresh(&first.refresh)).refresh, second.refresh, "after a restart, too");

    let third = Tokens::of(&app.refresh(&second.refresh));
    assert_eq!(refusal(&app.refresh(&first.refresh)), "invalid_grant", "it is not the newest any more");
    assert_eq!(refusal(&app.refresh(&third.refresh)), "invalid_grant", "and that ended the family");
    assert_eq!(city.state().unwrap().login.live, 0);
}

#[tokio::test]
async fn a_login_outlives_a_restart() {
    let (data, city, _phone) = city().await;
    let app = App::of(&city);
    let (tokens, code) = (app.login(), app.code(&[]));
    let keys = app.public_keys();
    let _city = again(&data, city).await;
    assert_eq!(app.public_keys(), keys);
    assert_eq!(app.me(&tokens.access).status, 200);
    Tokens::of(&app.refresh(&tokens.refresh));
    Tokens::of(&app.redeem(&code, &[]));
}

#[tokio::test]
async fn after_a_rotation_the_app_needs_the_keys_again() {
    let (data, city, _phone) = city().await;
    let app = App::of(&city);
    let old = app.login();
    let old_kid = app.claims(&old.id).1;
    let new_kid = city.rotate_login_key().unwrap();
    let new = app.login();
    assert_eq!((app.claims(&new.id).1, app.claims(&old.id).1), (new_kid.clone(), old_kid));
    let city = again(&data, city).await;
    assert_eq!(app.claims(&app.login().id).1, new_kid);
    city.rotate_login_key().unwrap();
    assert_eq!(app.public_keys().len(), 2, "only the newest and the one before it");
    Tokens::of(&app.refresh(&new.refresh));
}

#[tokio::test]
async fn an_access_token_expires_and_the_login_goes_on() {
    let (_data, city, _phone) = city().await;
    let app = App::of(&city);
    let tokens = app.login();
    city.expire_access_tokens().unwrap();
    let answer = app.me(&tokens.access);
    assert_eq!((answer.status, answer.problem()), (401, "token-expired".to_owned()));
    assert_eq!(answer.header("www-authenticate"), Some("Bearer error=\"invalid_token\""));
    let tokens = Tokens::of(&app.refresh(&tokens.refresh));
    assert_eq!(app.me(&tokens.access).status, 200);

    city.set_access_token_life(Duration::ZERO);
    let answer = app.refresh(&tokens.refresh);
    assert_eq!(answer.json()["expires_in"], 0);
    assert_eq!(app.me(&Tokens::of(&answer).access).problem(), "token-expired");
    assert_eq!(app.me(&tokens.access).status, 200, "those from before keep their life");
}

#[tokio::test]
async fn when_all_logins_are_ended_only_a_new_one_helps() {
    let (_data, city, _phone) = city().await;
    let app = App::of(&city);
    let tokens = app.login();
    city.end_logins().unwrap();
    assert_eq!(app.me(&tokens.access).problem(), "token-unknown");
    assert_eq!(refusal(&app.refresh(&tokens.refresh)), "invalid_grant");
    assert_eq!(app.me(&app.login().access).status, 200);
}

#[tokio::test]
async fn logging_out_ends_the_login() {
    let (_data, city, _phone) = city().await;
    let app = App::of(&city);
    let (tokens, other) = (app.login(), app.login());
    for token in [&tokens.refresh, &tokens.refresh, "no such token"] {
        assert_eq!(app.revoke(token).status, 200);
    }
    assert_eq!(refusal(&app.refresh(&tokens.refresh)), "invalid_grant");
    assert_eq!(app.me(&tokens.access).problem(), "token-unknown");
    assert_eq!(app.revoke(&other.access).status, 200);
    assert_eq!(app.me(&other.access).problem(), "token-unknown");
    Tokens::of(&app.refresh(&other.refresh));
    assert_eq!(refusal(&app.revoke("")), "invalid_request");
}

#[tokio::test]
async fn the_token_endpoint_refuses_in_the_words_of_oauth() {
    let (_data, city, _phone) = city().await;
    let app = App::of(&city);
    let ask = |content_type: &str, body: &str| {
        let answer =
            send(app.port, "POST", "/login/token", &[("Content-Type", content_type)], body.as_bytes());
        refusal(&answer.unwrap())
    };
    let form = "application/x-www-form-urlencoded";
    let refresh = "grant_type=refresh_token&refresh_token=x";
    assert_eq!(ask("application/json", "{}"), "invalid_request");
    assert_eq!(ask(form, refresh), "invalid_client");
    assert_eq!(ask(form, &format!("{refresh}&client_id=other")), "invalid_client");
    assert_eq!(ask(form, &format!("{refresh}&client_id=hues-app&grant_type=x")), "invalid_request");
    assert_eq!(ask(form, &format!("{refresh}&client_id=hues-app")), "invalid_grant");
    assert_eq!(ask(form, "grant_type=password&client_id=hues-app"), "unsupported_grant_type");
    assert_eq!(app.get("/login/token").problem(), "method-not-allowed");
}

fn post_as(phone: &Phone, report: &Report, authorization: &str) -> (u16, Option<String>) {
    let answer = phone.try_post_with(report, &[("Authorization", authorization)]).expect("an answer");
    (answer.status, (answer.status != 201).then(|| answer.problem()))
}

fn account_of(city: &City, report: &Report) -> Option<String> {
    let reports = city.state().expect("the state").reports;
    reports.into_iter().find(|one| one.id == report.id).expect("the report").account
}

#[tokio::test]
async fn a_report_with_a_bearer_belongs_to_the_account() {
    let (_data, city, phone) = city().await;
    let app = App::of(&city);
    let bearer = format!("Bearer {}", app.login().access);
    let (own, guests) = (Report::new("noise", "Ồn", &[]), Report::new("noise", "Ồn", &[]));
    assert_eq!(post_as(&phone, &own, &bearer), (201, None));
    assert_eq!(phone.post(&guests).status, 201);
    assert_eq!(account_of(&city, &own).as_deref(), Some("cong-dan-1"));
    assert_eq!(account_of(&city, &guests), None);
    assert_eq!(phone.show(&own).status, 200, "the secret opens it all the same");
    let desk = |report: &Report| app.get(&format!("/operator/reports/{}", report.id)).text();
    assert!(desk(&own).contains("<dt>Tài khoản</dt><dd>Nguyễn Thị Lan</dd>"));
    assert!(desk(&guests).contains("<dt>Tài khoản</dt><dd>Khách, không đăng nhập</dd>"));
}

#[tokio::test]
async fn a_report_with_a_bad_bearer_waits_for_a_good_one_or_goes_as_a_guests() {
    let (_data, city, phone) = city().await;
    let app = App::of(&city);
    let tokens = app.login();
    let bearer = format!("Bearer {}", tokens.access);
    let report = Report::new("noise", "Ồn", &[]);
    city.expire_access_tokens().unwrap();
    assert_eq!(post_as(&phone, &report, &bearer), (401, Some("token-expired".to_owned())));
    app.revoke(&tokens.refresh);
    for bad in [bearer.as_str(), "Bearer x", "Bearer", "Basic eDp5"] {
        assert_eq!(post_as(&phone, &report, bad), (401, Some("token-unknown".to_owned())), "{bad}");
    }
    assert_eq!(city.state().unwrap().reports.len(), 0);
    assert_eq!(phone.post(&report).status, 201);
    assert_eq!(account_of(&city, &report), None);
    let nobody = phone.ask("GET", "/v1/me", &[], b"");
    assert_eq!((nobody.status, nobody.problem()), (401, "token-unknown".to_owned()));
}

#[tokio::test]
async fn what_goes_wrong_on_purpose_goes_wrong_here_too() {
    let (_data, city, _phone) = city().await;
    let app = App::of(&city);
    let tokens = app.login();
    let misbehave = |fault| city.misbehave(Misbehaviour::once("POST", "/login/token", fault));
    misbehave(Fault::Unavailable { status: 503, retry_after: None });
    assert_eq!(app.refresh(&tokens.refresh).status, 503);
    misbehave(Fault::Portal);
    assert_eq!(app.refresh(&tokens.refresh).header("content-type"), Some("text/html; charset=utf-8"));
    misbehave(Fault::CutBody { after_bytes: 5 });
    app.try_tokens(&[("grant_type", "refresh_token"), ("refresh_token", &tokens.refresh)]).expect_err("cut");
    city.misbehave(Misbehaviour::once("GET", "/login/.well-known", Fault::HalfAnswer));
    let half = app.get("/login/.well-known/openid-configuration").body;
    assert!(serde_json::from_slice::<Value>(&half).is_err());
    Tokens::of(&app.refresh(&tokens.refresh));
}

#[tokio::test]
async fn two_refreshes_at_once_get_the_same_successor() {
    let (_data, city, _phone) = city().await;
    let app = App::of(&city);
    let tokens = app.login();
    city.misbehave(Misbehaviour {
        method: Some("POST".to_owned()),
        path: "/login/token".to_owned(),
        times: Some(1),
        fault: Fault::Hold,
    });
    let requests = || city.state().unwrap().login.token_requests;
    std::thread::scope(|threads| {
        let held = threads.spawn(|| Tokens::of(&app.refresh(&tokens.refresh)));
        while requests() < 2 {
            std::thread::yield_now();
        }
        let passed = Tokens::of(&app.refresh(&tokens.refresh));
        city.behave();
        assert_eq!(held.join().unwrap().refresh, passed.refresh);
    });
}

#[tokio::test]
async fn a_city_of_another_process_is_told_the_same_over_http() {
    let (_data, city, _phone) = city().await;
    let app = App::of(&city);
    let control = |path: &str, body: &str| {
        let json = [("Content-Type", "application/json")];
        send(app.port, "POST", &format!("/control/login/{path}"), &json, body.as_bytes()).unwrap()
    };
    let tokens = app.login();
    assert_eq!(control("expire", "").status, 204);
    assert_eq!(app.me(&tokens.access).problem(), "token-expired");
    assert_eq!(control("access-token-life", r#"{"seconds": 7}"#).status, 204);
    let refreshed = app.refresh(&tokens.refresh);
    assert_eq!(refreshed.json()["expires_in"], 7);
    let kid = control("rotate-key", "").json()["kid"].as_str().unwrap().to_owned();
    assert_eq!(app.claims(&app.login().id).1, kid);
    assert_eq!(control("end", "").status, 204);
    assert_eq!(refusal(&app.refresh(&Tokens::of(&refreshed).refresh)), "invalid_grant");
    app.revoke("x");
    let login = app.get("/control/state").json()["login"].clone();
    let expected =
        json!({"live": 0, "token_requests": 4, "refreshes": 2, "revocations": 1, "key_fetches": 1});
    assert_eq!(login, expected);
}

#[tokio::test]
async fn an_installation_is_known_by_its_own_header_only() {
    let (_data, city, phone) = city().await;
    let answer = send(
        city.port(),
        "GET",
        "/v1/changes",
        &[("Hues-Api-Version", "1"), ("Authorization", "Hues-Installation x")],
        b"",
    )
    .unwrap();
    assert_eq!((answer.status, answer.problem()), (401, "installation-unknown".to_owned()));
    assert_eq!(phone.changes(None).status, 200);
}
