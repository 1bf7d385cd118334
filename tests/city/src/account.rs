//! Whose account a request is made in: `Authorization: Bearer <access token>`. How an account is logged in to
//! is the login's; this room only asks whether its token is good, and says no in the words of the protocol.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};

use crate::login::Citizen;
use crate::login::grant::{self, BadBearer};
use crate::problem::Problem;
use crate::{App, http};

/// The account of a request, and how surely it is the citizen's.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) citizen: &'static Citizen,
    acr: String,
}

/// The account whose token the request carries; `None` for a guest's, which carries no `Authorization`.
pub(crate) fn identify(app: &App, headers: &HeaderMap) -> Result<Option<Account>, Problem> {
    if !headers.contains_key(header::AUTHORIZATION) {
        return Ok(None);
    }
    authenticate(app, headers).map(Some)
}

/// The account whose token the request carries.
fn authenticate(app: &App, headers: &HeaderMap) -> Result<Account, Problem> {
    let token = http::text_of(headers, header::AUTHORIZATION)
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer"))
        .map(|(_, token)| token.trim())
        .ok_or_else(|| refused(BadBearer::Unknown))?;
    let login = app.store.transact(|db| grant::holder(db, token))?.map_err(refused)?;
    let citizen = Citizen::find(&login.sub).ok_or_else(|| refused(BadBearer::Unknown))?;
    Ok(Account { citizen, acr: login.acr })
}

fn refused(bad: BadBearer) -> Problem {
    let (code, title) = match bad {
        BadBearer::Unknown => ("token-unknown", "The city does not know this access token"),
        BadBearer::Expired => ("token-expired", "The access token has expired"),
    };
    Problem::new(StatusCode::UNAUTHORIZED, code, title)
        .header(header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")
}

/// `GET /v1/me`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<([(header::HeaderName, &'static str); 1], Json<Value>), Problem> {
    let Account { citizen, acr } = authenticate(&app, &headers)?;
    let body = json!({"sub": citizen.sub, "name": citizen.name, "acr": acr,
                      "citizen_number": citizen.masked_number()});
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(body)))
}
