//! The login up to its first tokens: discovery, the page and its form, codes.

use std::time::Duration;

use serde_json::json;

use crate::app::{App, FORM, STATE, Tokens, VERIFIER, form, refusal, request, returned};
use crate::phone::{city, city_with, send};

const LAN: (&str, &str) = ("citizen", "cong-dan-1");
const LOOPBACK: &str = "http://127.0.0.1:49152/callback";

#[tokio::test]
async fn the_provider_says_of_itself_where_everything_is() {
    let (_data, city, _phone) = city().await;
    let app = App::of(&city);
    let answer = app.get("/login/.well-known/openid-configuration");
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
    let document = answer.json();
    assert_eq!(document["issuer"], city.issuer());
    for (name, path) in [
        ("authorization_endpoint", "authorize"),
        ("token_endpoint", "token"),
        ("revocation_endpoint", "revoke"),
        ("jwks_uri", "jwks.json"),
    ] {
        assert_eq!(document[name], format!("{}/{path}", app.issuer()));
    }
    assert_eq!(document["authorization_response_iss_parameter_supported"], true);
    assert_eq!(document["code_challenge_methods_supported"], json!(["S256"]));
    assert_eq!(document["id_token_signing_alg_values_supported"], json!(["ES256"]));
}

#[tokio::test]
async fn a_login_says_who_it_is_how_sure_and_since_when() {
    let (_data, city, _phone) = city().await;
    let app = App::of(&city);
    let before = chrono::Utc::now().timestamp();
    let (address, answer) = returned(&app.press(&[], &[LAN, ("level", "1")]));
    let after = chrono::Utc::now().timestamp();
    assert_eq!(address, "vn.hues:/callback");
    assert_eq!((answer["state"].as_str(), answer["iss"].as_str()), (STATE, app.issuer().as_str()));
    let answer = app.redeem(&answer["code"], &[]);
    assert_eq!(answer.json()["expires_in"], 300);
    let tokens = Tokens::of(&answer);
    let (claims, _) = app.claims(&tokens.id);
    let expected = json!({
        "iss": app.issuer(), "sub": "cong-dan-1", "aud": "hues-app", "nonce": "nonce-1", "acr": "vneid-1",
        "name": "Nguyễn Thị Lan", "iat": claims["iat"], "exp": claims["exp"], "auth_time": claims["auth_time"]});
    assert_eq!(claims, expected);
    let time = |name: &str| claims[name].as_i64().unwrap();
    assert!((before..=after).contains(&time("auth_time")));
    assert!(time("auth_time") <= time("iat") && time("iat") < time("exp"));

    let me = app.me(&tokens.access);
    let expected = json!({"sub": "cong-dan-1", "name": "Nguyễn Thị Lan", "acr": "vneid-1",
                          "citizen_number": "046•••••1234"});
    assert_eq!((me.status, me.json()), (200, expected));
}

#[tokio::test]
async fn the_second_level_needs_the_code() {
    let (_data, city, _phone) = city().await;
    let app = App::of(&city);
    let wish = [("acr_values", "vneid-2"), ("max_age", "0"), ("prompt", "login")];
    let asked = app.press(&wish, &[LAN, ("level", "2")]);
    assert_eq!(asked.status, 200);
    assert!(asked.text().contains("name=\"otp\"") && asked.text().contains("482913"));
    let wrong = app.press(&wish, &[LAN, ("level", "2"), ("otp", "482914")]);
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("role=\"alert\""));
    let (_, answer) = returned(&app.press(&wish, &[LAN, ("level", "2"), ("otp", "482913")]));
    let tokens = Tokens::of(&app.redeem(&answer["code"], &[]));
    assert_eq!(app.claims(&tokens.id).0["acr"], "vneid-2");
    assert_eq!(app.me(&tokens.access).json()["acr"], "vneid-2");
}

#[tokio::test]
async fn a_wish_for_the_second_level_may_be_answered_with_the_first() {
    let (_data, city, _phone) = city().await;
    let app = App::of(&city);
    let button =
        |answer: &str, value: &str| answer.find(&format!("name=\"level\" value=\"{value}\"")).unwrap();
    let page = app.open(&[("acr_values", "vneid-2")]).text();
    assert!(button(&page, "2") < button(&page, "1"), "what is wished for comes first");
    let page = app.open(&[("acr_values", "other vneid-1")]).text();
    assert!(button(&page, "1") < button(&page, "2"));
    let tokens = Tokens::of(&app.redeem(&app.code(&[("acr_values", "vneid-2")]), &[]));
    assert_eq!(app.claims(&tokens.id).0["acr"], "vneid-1", "and the ID token says so");
}

#[tokio::test]
async fn the_page_works_without_a_script_and_says_what_it_is_in_two_languages() {
    let (_data, city, _phone) = city().await;
    let app = App::of(&city);
    let answer = app.open(&[("state", "\"><script>alert(1)</script>")]);
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'") && policy.contains("form-action 'self' vn.hues:"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let page = answer.text();
    assert!(!page.contains("<script") && page.contains("<html lang=\"vi\">") && page.contains("lang=\"en\""));
    assert_eq!(page.matches("type=\"radio\" name=\"citizen\"").count(), 4);
    assert!(page.contains("046•••••1234") && !page.contains("046185001234"));
    assert_eq!(app.get("/login/style.css").header("content-type"), Some("text/css; charset=utf-8"));

    for fields in [&[("level", "1")][..], &[("citizen", "nobody"), ("level", "1")], &[LAN, ("level", "3")]] {
        let answer = app.press(&[], fields);
        assert_eq!(answer.status, 422, "{fields:?}");
        assert!(answer.text().contains("role=\"alert\""));
    }
    let foreign = [FORM, ("Origin", "http://elsewhere.example")];
    let path = format!("/login/authorize?{}", request(&[]));
    let answer = send(app.port, "POST", &path, &foreign, form(&[LAN, ("level", "1")]).as_bytes()).unwrap();
    assert_eq!((answer.status, answer.problem()), (403, "forbidden".to_owned()));
}

#[tokio::test]
async fn who_cancels_is_sent_back_without_a_code() {
    let (_data, city, _phone) = city().await;
    let app = App::of(&city);
    let (address, answer) = returned(&app.press(&[("redirect_uri", LOOPBACK)], &[("cancel", "1")]));
    assert_eq!((address.as_str(), answer["error"].as_str()), (LOOPBACK, "access_denied"));
    assert_eq!((answer["state"].as_str(), answer["iss"].as_str()), (STATE, app.issuer().as_str()));
    assert!(!answer.contains_key("code"));
}

#[tokio::test]
async fn a_strange_client_or_address_gets_a_page_and_never_a_redirect() {
    let (_data, city, _phone) = city().await;
    let app = App::of(&city);
    let strange = [
        ("client_id", ""),
        ("client_id", "other"),
        ("redirect_uri", ""),
        ("redirect_uri", "vn.hues:/callback/"),
        ("redirect_uri", "vn.hues:/callback?x=1"),
        ("redirect_uri", "https://elsewhere.example/callback"),
        ("redirect_uri", "http://127.0.0.1/callback"),
        ("redirect_uri", "http://127.0.0.1:0/callback"),
        ("redirect_uri", "http://127.0.0.1:+80/callback"),
        ("redirect_uri", "http://127.0.0.1:65536/callback"),
        ("redirect_uri", "http://127.0.0.1:80/other"),
        ("redirect_uri", "http://127.0.0.1:80@elsewhere.example:80/callback"),
        ("redirect_uri", "http://localhost:80/callback"),
    ];
    for change in strange {
        for answer in [app.open(&[change]), app.press(&[change], &[LAN, ("level", "1")])] {
            assert_eq!((answer.status, answer.header("location")), (400, None), "{change:?}");
            assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
        }
    }
    let twice = app.get(&format!("/login/authorize?{}&client_id=hues-app", request(&[])));
    assert_eq!((twice.status, twice.header("location")), (400, None));
}

#[tokio::test]
async fn a_request_that_can_not_be_granted_is_answered_to_the_app() {
    let (_data, city, _phone) = city().await;
    let app = App::of(&city);
    let cases: [(&str, &str, &str); 14] = [
        ("response_type", "", "unsupported_response_type"),
        ("response_type", "token", "unsupported_response_type"),
        ("scope", "openid", "invalid_scope"),
        ("scope", "profile offline_access email", "invalid_scope"),
        ("nonce", "", "invalid_request"),
        ("code_challenge", "", "invalid_request"),
        ("code_challenge", "short", "invalid_request"),
        ("code_challenge_method", "", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("max_age", "-1", "invalid_request"),
        ("max_age", "soon", "invalid_request"),
        ("prompt", "none", "login_required"),
        ("request", "a.b.c", "request_not_supported"),
        ("request_uri", "https://elsewhere.example", "request_uri_not_supported"),
    ];
    for (name, value, error) in cases {
        for answer in [app.open(&[(name, value)]), app.press(&[(name, value)], &[LAN, ("level", "1")])] {
            let (address, answer) = returned(&answer);
            assert_eq!((address.as_str(), answer["error"].as_str()), ("vn.hues:/callback", error), "{name}");
            assert_eq!((answer["state"].as_str(), answer["iss"].as_str()), (STATE, app.issuer().as_str()));
            assert!(!answer.contains_key("code"));
        }
    }
    let (_, answer) = returned(&app.open(&[("state", "")]));
    assert_eq!((answer["error"].as_str(), answer.get("state")), ("invalid_request", None));
}

#[tokio::test]
async fn nobody_is_remembered_each_login_shows_the_page() {
    let (_data, city, _phone) = city().await;
    let app = App::of(&city);
    app.login();
    for wish in [&[("max_age", "0")][..], &[("max_age", "3600")], &[("prompt", "login")], &[]] {
        let answer = app.open(wish);
        assert_eq!(
            (answer.status, answer.header("location"), answer.header("set-cookie")),
            (200, None, None)
        );
    }
}

#[tokio::test]
async fn a_program_of_this_machine_logs_in_on_any_port() {
    let (_data, city, _phone) = city().await;
    let app = App::of(&city);
    let code = app.code(&[("redirect_uri", LOOPBACK)]);
    Tokens::of(&app.redeem(&code, &[("redirect_uri", LOOPBACK)]));
}

#[tokio::test]
async fn a_code_is_worth_nothing_without_its_verifier_and_its_address() {
    let (_data, city, _phone) = city().await;
    let app = App::of(&city);
    let other_verifier = VERIFIER.replace('d', "e");
    for changes in [
        &[("code_verifier", other_verifier.as_str())][..],
        &[("redirect_uri", LOOPBACK)],
        &[("code", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")],
    ] {
        let code = app.code(&[]);
        assert_eq!(refusal(&app.redeem(&code, changes)), "invalid_grant", "{changes:?}");
    }
    for missing in ["code", "code_verifier", "redirect_uri", "grant_type"] {
        let code = app.code(&[]);
        assert_eq!(refusal(&app.redeem(&code, &[(missing, "")])), "invalid_request", "{missing}");
    }
    let code = app.code(&[]);
    assert_eq!(refusal(&app.redeem(&code, &[("code_verifier", &other_verifier)])), "invalid_grant");
    assert_eq!(refusal(&app.redeem(&code, &[])), "invalid_grant", "a try uses it up");
}

#[tokio::test]
async fn a_code_used_twice_ends_what_came_of_it() {
    let (_data, city, _phone) = city().await;
    let app = App::of(&city);
    let other = app.login();
    let code = app.code(&[]);
    let tokens = Tokens::of(&app.redeem(&code, &[]));
    assert_eq!(app.me(&tokens.access).status, 200);
    assert_eq!(refusal(&app.redeem(&code, &[])), "invalid_grant");
    assert_eq!(app.me(&tokens.access).problem(), "token-unknown");
    assert_eq!(refusal(&app.refresh(&tokens.refresh)), "invalid_grant");
    assert_eq!(app.me(&other.access).status, 200, "another login lives on");
    assert_eq!(city.state().unwrap().login.live, 1);
}

#[tokio::test]
async fn a_code_that_is_too_old_is_refused() {
    let (_data, city, _phone) = city_with(|options| options.code_life = Duration::ZERO).await;
    let app = App::of(&city);
    assert_eq!(refusal(&app.redeem(&app.code(&[]), &[])), "invalid_grant");
}
