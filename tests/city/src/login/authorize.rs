//! The request that the app sends a browser with, the page that it is answered with, and the form that comes
//! back from there. A request of an unknown client, or with an address that is not the app's, is answered with
//! a page; every other answer goes to the app's address (RFC 6749, section 4.1.2.1). What is granted is
//! `grant`'s, the HTML is `page`'s.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::citizen::{Citizen, Level};
use super::grant::{self, Consent};
use super::page::{self, Said};
use super::parameters::{self, Parameters};
use super::{CLIENT_ID, SCOPES, issuer};
use crate::misbehaviour::Trouble;
use crate::problem::Problem;
use crate::{App, http};

const BODY_LIMIT: u64 = 16 << 10;
/// As the desk's pages, but forms may lead to the app: browsers hold the redirect after a form to this, too.
const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self' vn.hues: http://127.0.0.1:*; \
                      base-uri 'none'; frame-ancestors 'none'";

const UNKNOWN_CLIENT: Said =
    Said { vi: "Thành phố không biết ứng dụng này.", en: "The city does not know this app." };
const OTHER_ADDRESS: Said = Said {
    vi: "Địa chỉ trả về không phải của ứng dụng.",
    en: "The address to return to is not the app's.",
};
const UNREADABLE: Said = Said { vi: "Yêu cầu bị hỏng.", en: "The request is damaged." };
const NOBODY: Said =
    Said { vi: "Chưa đăng nhập: hãy chọn một người.", en: "Not signed in yet: choose someone." };
const WRONG_CODE: Said =
    Said { vi: "Chưa đăng nhập: mã không đúng.", en: "Not signed in yet: the code is wrong." };

/// Where the answer to a request goes.
struct ReturnAddress<'a> {
    redirect_uri: &'a str,
    state: Option<&'a str>,
    issuer: String,
}

/// A request that can be granted.
struct Request<'a> {
    challenge: &'a str,
    nonce: &'a str,
    wanted: Level,
}

impl<'a> ReturnAddress<'a> {
    fn read(asked: &'a Parameters, issuer: String) -> Result<Self, Said> {
        if asked.get("client_id") != Some(CLIENT_ID) {
            return Err(UNKNOWN_CLIENT);
        }
        let redirect_uri = asked.get("redirect_uri").filter(|uri| is_the_apps(uri)).ok_or(OTHER_ADDRESS)?;
        Ok(Self { redirect_uri, state: asked.get("state"), issuer })
    }

    /// The answer: a redirect that is always a `GET` (RFC 9700, section 4.12), with `iss` (RFC 9207).
    fn answer(&self, parameters: &[(&str, &str)]) -> Response {
        let state = self.state.map(|state| ("state", state));
        let parameters: Vec<_> =
            parameters.iter().copied().chain(state).chain([("iss", self.issuer.as_str())]).collect();
        let address = parameters::address(self.redirect_uri, &parameters);
        let headers = [(header::LOCATION, address), (header::CACHE_CONTROL, "no-store".to_owned())];
        (StatusCode::SEE_OTHER, headers).into_response()
    }

    fn refuse(&self, refusal: (&str, &str)) -> Response {
        self.answer(&[("error", refusal.0), ("error_description", refusal.1)])
    }
}

/// The app's own address, or a port that a program on this machine opened (RFC 8252, section 7.3).
fn is_the_apps(uri: &str) -> bool {
    let port = uri.strip_prefix("http://127.0.0.1:").and_then(|rest| rest.strip_suffix("/callback"));
    uri == "vn.hues:/callback"
        || port.is_some_and(|port| {
            port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse().is_ok_and(|port: u16| port > 0)
        })
}

impl<'a> Request<'a> {
    /// The error and its description where the request can't be granted.
    fn read(asked: &'a Parameters) -> Result<Self, (&'static str, &'static str)> {
        if asked.get("request").is_some() {
            return Err(("request_not_supported", "give the parameters one by one"));
        }
        if asked.get("request_uri").is_some() {
            return Err(("request_uri_not_supported", "give the parameters one by one"));
        }
        if asked.get("response_type") != Some("code") {
            return Err(("unsupported_response_type", "response_type must be code"));
        }
        let scopes: Vec<_> = asked.words("scope").collect();
        if scopes.len() != SCOPES.len() || SCOPES.iter().any(|scope| !scopes.contains(scope)) {
            return Err(("invalid_scope", "scope must be openid profile offline_access"));
        }
        if asked.get("state").is_none() {
            return Err(("invalid_request", "state is missing"));
        }
        if asked.get("max_age").is_some_and(|seconds| seconds.parse::<u32>().is_err()) {
            return Err(("invalid_request", "max_age must be a number of seconds"));
        }
        if asked.words("prompt").any(|prompt| prompt == "none") {
            return Err(("login_required", "nobody is remembered: a login needs its page"));
        }
        // RFC 7636, section 4.4.1: without a proof there is no code.
        let challenge = asked
            .get("code_challenge")
            .filter(|_| asked.get("code_challenge_method") == Some("S256"))
            .filter(|challenge| URL_SAFE_NO_PAD.decode(challenge).is_ok_and(|hash| hash.len() == 32))
            .ok_or(("invalid_request", "a code_challenge with the method S256 is needed"))?;
        let nonce = asked.get("nonce").ok_or(("invalid_request", "nonce is missing"))?;
        // A wish, by preference (`OpenID` Connect Core 1.0, section 3.1.2.1); the ID token says what it was.
        let wanted = asked.words("acr_values").find_map(Level::read).unwrap_or(Level::One);
        Ok(Self { challenge, nonce, wanted })
    }
}

fn html(status: StatusCode, markup: maud::Markup) -> Response {
    let mut answer = (status, markup).into_response();
    http::seal(&mut answer, POLICY);
    answer
}

/// Reads the request and lets `answer` answer it, where it is one that can be granted.
fn understand(
    headers: &HeaderMap,
    query: &str,
    answer: impl FnOnce(&ReturnAddress<'_>, &Request<'_>) -> Result<Response, Problem>,
) -> Result<Response, Problem> {
    let refused = |why: Said| Ok(html(StatusCode::BAD_REQUEST, page::refused(why)));
    let Some(asked) = Parameters::read(query.as_bytes()) else { return refused(UNREADABLE) };
    let address = match ReturnAddress::read(&asked, issuer(headers)?) {
        Ok(address) => address,
        Err(why) => return refused(why),
    };
    match Request::read(&asked) {
        Ok(request) => answer(&address, &request),
        Err(refusal) => Ok(address.refuse(refusal)),
    }
}

/// `GET /login/authorize`
pub(super) async fn show(headers: HeaderMap, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let query = query.unwrap_or_default();
    understand(&headers, &query, |_, request| {
        Ok(html(StatusCode::OK, page::choose(&query, request.wanted, None)))
    })
}

/// `POST /login/authorize`: the page's form, to the address of the request it answers.
pub(super) async fn submit(
    State(app): State<Arc<App>>,
    Extension(trouble): Extension<Trouble>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    body: Body,
) -> Result<Response, Problem> {
    if !http::is_own_origin(&headers) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "forbidden", "This form is only for its own page"));
    }
    let body = http::take_whole(body, BODY_LIMIT, app.options.silence, &trouble).await?;
    let query = query.unwrap_or_default();
    understand(&headers, &query, |address, request| {
        let Some(form) = Parameters::read(&body) else {
            return Ok(html(StatusCode::BAD_REQUEST, page::refused(UNREADABLE)));
        };
        if form.get("cancel").is_some() {
            return Ok(address.refuse(("access_denied", "the citizen does not want to")));
        }
        let again = StatusCode::UNPROCESSABLE_ENTITY;
        let Some(citizen) = form.get("citizen").and_then(Citizen::find) else {
            return Ok(html(again, page::choose(&query, request.wanted, Some(NOBODY))));
        };
        let level = match (form.get("level"), form.get("otp")) {
            (Some("2"), None) => return Ok(html(StatusCode::OK, page::confirm(&query, citizen, None))),
            (Some("2"), Some(code)) if code.trim() != citizen.code => {
                return Ok(html(again, page::confirm(&query, citizen, Some(WRONG_CODE))));
            }
            (Some("2"), Some(_)) => Level::Two,
            (Some("1"), _) => Level::One,
            _ => return Ok(html(again, page::choose(&query, request.wanted, Some(UNREADABLE)))),
        };
        let (challenge, nonce, redirect_uri) = (request.challenge, request.nonce, address.redirect_uri);
        let consent = Consent { citizen, level, redirect_uri, challenge, nonce };
        let code = app.store.transact(|db| grant::issue_code(db, app.provider.code_life, &consent))?;
        Ok(address.answer(&[("code", &code)]))
    })
}
