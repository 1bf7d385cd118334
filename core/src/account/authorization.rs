//! The way through the browser: the URL that the citizen is sent to, and the redirect that comes back (RFC 6749 section 4.1, RFC 8252).
//! Anybody may send the app a redirect, so nothing of one counts before its `state` is ours.

use super::login::LoginError;
use super::session::PendingLogin;
use crate::city::Login;
use crate::wire::Url;

/// `openid` for an ID token, `offline_access` for a refresh token.
const SCOPE: &str = "openid profile offline_access";

/// Why a redirect brings no code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RedirectError {
    /// Not to our address, or with the state of another login. The login that was begun goes on.
    #[error("the redirect belongs to another login")]
    NotOurs,
    /// RFC 9207 section 2.4: another provider may have answered.
    #[error("the redirect names another issuer")]
    Issuer,
    /// Neither a code nor an error, or one of them twice (RFC 6749 section 3.1).
    #[error("the redirect can't be read")]
    Malformed,
    #[error("the citizen declined")]
    Declined,
    #[error("the provider can't reach the level that was asked for")]
    Level,
    #[error("the provider can't now")]
    Busy,
    #[error("the provider refused")]
    Refused,
}

/// Where the browser goes.
pub(super) fn url(endpoint: &Url, login: &Login, pending: &PendingLogin) -> Url {
    let mut url = endpoint.clone();
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", &login.client_id)
        .append_pair("redirect_uri", &login.redirect_uri)
        .append_pair("scope", SCOPE)
        .append_pair("state", &pending.state)
        .append_pair("nonce", &pending.nonce)
        .append_pair("code_challenge", &pending.verifier.challenge())
        .append_pair("code_challenge_method", "S256")
        .append_pair("acr_values", pending.level.acr());
    if let Some(max_age) = pending.max_age {
        url.query_pairs_mut()
            .append_pair("prompt", "login")
            .append_pair("max_age", &max_age.as_secs().to_string());
    }
    url
}

/// The authorization code of a redirect.
pub(super) fn read_redirect(
    redirect: &str,
    login: &Login,
    pending: &PendingLogin,
) -> Result<String, LoginError> {
    let redirect = Url::parse(redirect).map_err(|_| RedirectError::NotOurs)?;
    let mut address = redirect.clone();
    address.set_query(None);
    address.set_fragment(None);
    if Url::parse(&login.redirect_uri).ok() != Some(address)
        || parameter(&redirect, "state").ok().flatten().as_ref() != Some(&pending.state)
    {
        return Err(RedirectError::NotOurs.into());
    }
    match parameter(&redirect, "iss")? {
        Some(issuer) if issuer != login.issuer => return Err(RedirectError::Issuer.into()),
        None if pending.issuer_promised => return Err(RedirectError::Issuer.into()),
        _ => {}
    }
    match (parameter(&redirect, "code")?, parameter(&redirect, "error")?) {
        (Some(code), None) if !code.is_empty() => Ok(code),
        (None, Some(error)) => Err(refusal(&error).into()),
        _ => Err(RedirectError::Malformed.into()),
    }
}

/// RFC 6749 section 4.1.2.1; for the level `OpenID` Connect has an error code in a specification of its own.
fn refusal(error: &str) -> RedirectError {
    match error {
        "access_denied" => RedirectError::Declined,
        "unmet_authentication_requirements" => RedirectError::Level,
        "temporarily_unavailable" | "server_error" => RedirectError::Busy,
        _ => RedirectError::Refused,
    }
}

/// A parameter that may be there once.
fn parameter(url: &Url, name: &str) -> Result<Option<String>, RedirectError> {
    let mut values = url.query_pairs().filter(|(key, _)| key == name);
    let value = values.next().map(|(_, value)| value.into_owned());
    if values.next().is_some() { Err(RedirectError::Malformed) } else { Ok(value) }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::time::Duration;

    use super::super::session::{LoginLevel, Purpose};
    use super::*;
    use crate::entropy::SystemEntropy;

    fn login() -> Login {
        Login {
            issuer: "https://id.example/login".into(),
            client_id: "hues".into(),
            redirect_uri: "vn.hues:/callback".into(),
        }
    }

    fn pending(purpose: Purpose) -> PendingLogin {
        PendingLogin::new(LoginLevel::Two, purpose, true, Duration::ZERO, &SystemEntropy)
    }

    fn failure(redirect: &str, pending: &PendingLogin) -> RedirectError {
        match read_redirect(redirect, &login(), pending) {
            Err(LoginError::Redirect(error)) => error,
            other => panic!("{redirect}: {other:?}"),
        }
    }

    #[test]
    fn the_browser_is_asked_for_a_code_with_all_that_binds_the_answer_to_this_login() {
        let pending = pending(Purpose::LogIn);
        let endpoint = Url::parse("https://id.example/login/authorize?lang=vi").unwrap();
        let url = url(&endpoint, &login(), &pending);
        assert!(url.as_str().starts_with("https://id.example/login/authorize?lang=vi&"), "{url}");
        let asked: HashMap<String, String> = url.query_pairs().into_owned().collect();
        let challenge = pending.verifier.challenge();
        for (name, value) in [
            ("response_type", "code"),
            ("client_id", "hues"),
            ("redirect_uri", "vn.hues:/callback"),
            ("scope", "openid profile offline_access"),
            ("state", &pending.state),
            ("nonce", &pending.nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
            ("acr_values", "vneid-2"),
        ] {
            assert_eq!(asked.get(name).map(String::as_str), Some(value), "{name}");
        }
        assert!(!asked.contains_key("prompt") && !asked.contains_key("max_age"));
        assert!(!url.as_str().contains(pending.verifier.as_str()), "the verifier stays on the phone");
    }

    #[test]
    fn a_step_up_makes_the_citizen_prove_anew_who_they_are() {
        let endpoint = Url::parse("https://id.example/authorize").unwrap();
        let url = url(&endpoint, &login(), &pending(Purpose::StepUp));
        assert!(url.as_str().ends_with("&acr_values=vneid-2&prompt=login&max_age=300"), "{url}");
    }

    #[test]
    fn a_redirect_brings_its_code() {
        let pending = pending(Purpose::LogIn);
        let iss = "https%3A%2F%2Fid.example%2Flogin";
        let redirect = format!("vn.hues:/callback?code=a%2Bb%2Fc&state={}&iss={iss}", pending.state);
        assert_eq!(read_redirect(&redirect, &login(), &pending).unwrap(), "a+b/c");
    }

    #[test]
    fn a_redirect_to_somewhere_else_or_with_another_state_is_not_ours() {
        let pending = pending(Purpose::LogIn);
        let state = &pending.state;
        let iss = "https://id.example/login";
        for redirect in [
            "not a URL".to_owned(),
            format!("vn.hues:/other?code=c&state={state}&iss={iss}"),
            format!("vn.other:/callback?code=c&state={state}&iss={iss}"),
            format!("https://evil.example/callback?code=c&state={state}&iss={iss}"),
            format!("vn.hues:/callback?code=c&iss={iss}"),
            format!("vn.hues:/callback?code=c&state=&iss={iss}"),
            format!("vn.hues:/callback?code=c&state={state}x&iss={iss}"),
            format!("vn.hues:/callback?code=c&state={state}&state={state}&iss={iss}"),
            format!("vn.hues:/callback?error=access_denied&state=made-up&iss={iss}"),
        ] {
            assert_eq!(failure(&redirect, &pending), RedirectError::NotOurs, "{redirect}");
        }
    }

    #[test]
    fn an_answer_of_another_issuer_or_of_none_is_refused() {
        let pending = pending(Purpose::LogIn);
        let state = &pending.state;
        for iss in ["&iss=https://id.example", "&iss=https://evil.example/login", "&iss=", ""] {
            let redirect = format!("vn.hues:/callback?code=c&state={state}{iss}");
            assert_eq!(failure(&redirect, &pending), RedirectError::Issuer, "{iss}");
        }
        let mut unpromised = pending.clone();
        unpromised.issuer_promised = false;
        let redirect = format!("vn.hues:/callback?code=c&state={state}");
        assert!(read_redirect(&redirect, &login(), &unpromised).is_ok());
        assert_eq!(
            failure(&format!("{redirect}&iss=https://evil.example"), &unpromised),
            RedirectError::Issuer
        );
    }

    #[test]
    fn a_parameter_that_stands_there_twice_is_refused() {
        let pending = pending(Purpose::LogIn);
        let ours = format!("state={}&iss=https://id.example/login", pending.state);
        for twice in ["code=a&code=b", "code=a&error=access_denied", "code=", "x=y"] {
            let redirect = format!("vn.hues:/callback?{twice}&{ours}");
            assert_eq!(failure(&redirect, &pending), RedirectError::Malformed, "{twice}");
        }
    }

    #[test]
    fn an_error_says_what_became_of_the_login() {
        let pending = pending(Purpose::LogIn);
        for (code, expected) in [
            ("access_denied", RedirectError::Declined),
            ("unmet_authentication_requirements", RedirectError::Level),
            ("temporarily_unavailable", RedirectError::Busy),
            ("server_error", RedirectError::Busy),
            ("invalid_request", RedirectError::Refused),
        ] {
            let iss = "https://id.example/login";
            let redirect = format!("vn.hues:/callback?error={code}&state={}&iss={iss}", pending.state);
            assert_eq!(failure(&redirect, &pending), expected);
        }
    }
}
