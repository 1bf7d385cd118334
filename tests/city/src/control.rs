//! `/control`: the test's hand on a city that runs in another process. What it can do is what [`crate::City`]
//! can do; it is not part of the protocol.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::casework::Status;
use crate::login::grant;
use crate::misbehaviour::Misbehaviour;
use crate::open311::{self, Conduct, Open311Request};
use crate::problem::Problem;
use crate::sos::{self, SosStatus};
use crate::tiles::Tiles;
use crate::{App, alert, amendment, casework, census, removal, store};

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/control/misbehave", post(misbehave).delete(behave))
        .route("/control/state", get(state))
        .route("/control/tiles", post(serve_tiles))
        .route("/control/open311", get(open311_requests).post(set_open311))
        .route("/control/epoch", post(forget_cursors))
        .route("/control/categories", post(publish_categories))
        .route("/control/alerts", post(publish_alert))
        .route("/control/alerts/{sha256}", delete(withdraw_alert))
        .route("/control/reports/{id}", delete(remove))
        .route("/control/reports/{id}/status", post(set_status))
        .route("/control/reports/{id}/content", post(correct))
        .route("/control/reports/{id}/messages", post(reply))
        .route("/control/sos/{id}/status", post(move_sos))
        .route("/control/messages/{id}", delete(withdraw_reply))
        .route("/control/login/end", post(end_logins))
        .route("/control/login/expire", post(expire_access_tokens))
        .route("/control/login/access-token-life", post(set_access_token_life))
        .route("/control/login/rotate-key", post(rotate_login_key))
}

async fn misbehave(State(app): State<Arc<App>>, Json(misbehaviour): Json<Misbehaviour>) -> StatusCode {
    app.mischief.add(misbehaviour);
    StatusCode::NO_CONTENT
}

async fn behave(State(app): State<Arc<App>>) -> StatusCode {
    app.mischief.clear();
    StatusCode::NO_CONTENT
}

async fn state(State(app): State<Arc<App>>) -> Result<Json<census::State>, Problem> {
    Ok(Json(census::take(&app)?))
}

async fn serve_tiles(State(app): State<Arc<App>>, Json(tiles): Json<Tiles>) -> StatusCode {
    app.tiles.set(tiles);
    StatusCode::NO_CONTENT
}

async fn open311_requests(State(app): State<Arc<App>>) -> Result<Json<Vec<Open311Request>>, Problem> {
    Ok(Json(app.store.transact(open311::request::all)?))
}

async fn set_open311(State(app): State<Arc<App>>, Json(conduct): Json<Conduct>) -> StatusCode {
    app.desk.set(conduct);
    StatusCode::NO_CONTENT
}

async fn forget_cursors(State(app): State<Arc<App>>) -> Result<StatusCode, Problem> {
    app.store.transact(store::new_epoch)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn publish_categories(State(app): State<Arc<App>>, json: String) -> Result<StatusCode, Problem> {
    app.categories.publish(&app.store, &json)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn publish_alert(
    State(app): State<Arc<App>>,
    xml: Bytes,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let sha256 = alert::publish(&app, &xml)?;
    Ok((StatusCode::CREATED, Json(json!({ "sha256": sha256 }))))
}

async fn withdraw_alert(
    State(app): State<Arc<App>>,
    Path(sha256): Path<String>,
) -> Result<StatusCode, Problem> {
    alert::withdraw(&app, &sha256)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    removal::remove(&app, &id)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize)]
struct Move {
    status: Status,
    agency: Option<String>,
    note: Option<String>,
}

async fn set_status(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Json(to): Json<Move>,
) -> Result<StatusCode, Problem> {
    app.store
        .transact(|db| casework::note_status(db, &id, to.status, to.agency.as_deref(), to.note.as_deref()))?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize)]
struct MoveSos {
    status: SosStatus,
    note: Option<String>,
}

async fn move_sos(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Json(to): Json<MoveSos>,
) -> Result<StatusCode, Problem> {
    app.store.transact(|db| sos::move_to(db, &id, to.status, to.note.as_deref()))?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize)]
struct Reply {
    agency: Option<String>,
    text: String,
}

async fn reply(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Json(reply): Json<Reply>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let id = app.store.transact(|db| casework::reply(db, &id, reply.agency.as_deref(), &reply.text))?;
    Ok((StatusCode::CREATED, Json(json!({ "id": id }))))
}

/// The staff correct members of a report.
async fn correct(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Json(members): Json<serde_json::Map<String, Value>>,
) -> Result<StatusCode, Problem> {
    app.store.transact(|db| {
        members.into_iter().try_for_each(|(member, value)| amendment::correct(db, &id, &member, value))
    })?;
    Ok(StatusCode::NO_CONTENT)
}

async fn withdraw_reply(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    app.store.transact(|db| casework::withdraw_reply(db, &id))?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end_logins(State(app): State<Arc<App>>) -> Result<StatusCode, Problem> {
    app.store.transact(grant::end_all)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn expire_access_tokens(State(app): State<Arc<App>>) -> Result<StatusCode, Problem> {
    app.store.transact(grant::expire_access_tokens)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize)]
struct AccessTokenLife {
    seconds: u64,
}

async fn set_access_token_life(
    State(app): State<Arc<App>>,
    Json(life): Json<AccessTokenLife>,
) -> Result<StatusCode, Problem> {
    app.provider.set_access_token_life(Duration::from_secs(life.seconds));
    Ok(StatusCode::NO_CONTENT)
}

async fn rotate_login_key(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    Ok(Json(json!({ "kid": app.provider.rotate_key()? })))
}
