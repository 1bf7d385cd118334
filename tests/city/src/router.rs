//! Which path is whose, and what stands around all of them: misbehaviour outermost, then gzip, then the version of the
//! protocol, then the guard of the pages that a browser may ask for.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::problem::{self, Problem};
use crate::{
    App, account, alert, category, changes, coding, control, follow_up, http, installation, login,
    misbehaviour, nearby, open311, operator, report, sos, store, tiles, upload, witness,
};

const API_VERSION: &str = "1";
/// The largest form or control request, in bytes. The bodies of the protocol have limits of their own.
const FORM_LIMIT: usize = 1 << 20;

pub(crate) fn routes(app: Arc<App>) -> Router {
    let uploads = Router::new()
        .route("/v1/uploads", post(upload::create).options(upload::abilities))
        .route(
            "/v1/uploads/{token}",
            axum::routing::patch(upload::append).head(upload::ask).delete(upload::terminate),
        )
        .method_not_allowed_fallback(problem::no_such_method);
    let protocol = Router::new()
        .route("/v1/installations", post(installation::take))
        .route("/v1/categories", get(category::serve))
        .route("/v1/me", get(account::show))
        .route("/v1/reports", post(report::take))
        .route("/v1/reports:batch", post(report::take_batch))
        .route("/v1/reports/nearby", get(nearby::serve))
        .route("/v1/reports/{id}", get(report::show).delete(follow_up::withdraw))
        .route("/v1/reports/{id}/messages", post(follow_up::say))
        .route("/v1/reports/{id}/amendments", post(follow_up::amend))
        .route("/v1/reports/{id}/rating", axum::routing::put(follow_up::rate))
        .route("/v1/sos", post(sos::take))
        .route("/v1/sos/{id}", get(sos::show).delete(sos::cancel))
        .route("/v1/changes", get(changes::serve))
        .route("/v1/alerts/index.json", get(alert::serve_index))
        .route("/v1/alerts/index.json.sig", get(alert::serve_signature))
        .route("/v1/alerts/messages/{sha256}", get(alert::serve_message))
        .method_not_allowed_fallback(problem::no_such_method);
    let pages = operator::routes().merge(control::routes()).layer(middleware::from_fn(only_this_machine));
    Router::new()
        .merge(protocol)
        .merge(uploads)
        .merge(login::routes())
        .merge(open311::routes())
        .route("/tiles/{zoom}/{x}/{file}", get(tiles::serve))
        .merge(pages)
        .fallback(problem::no_such_path)
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .layer(middleware::from_fn(speak_the_protocol))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), witness::watch))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), coding::speak))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), misbehaviour::interfere))
        .with_state(app)
}

/// Everything under `/v1` speaks this version, and everything under `/v1/uploads` speaks tus; errors too.
async fn speak_the_protocol(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_upload = path == "/v1/uploads" || path.starts_with("/v1/uploads/");
    let version = http::text_of(request.headers(), HeaderName::from_static("hues-api-version"));
    // A call for help is taken from any version of the app.
    let is_sos = path == "/v1/sos" || path.starts_with("/v1/sos/");
    let refusal = if path.starts_with("/v1/") && !is_sos && version != Some(API_VERSION) {
        Some(Problem::new(StatusCode::UPGRADE_REQUIRED, "update-needed", "The city speaks another version"))
    } else if is_upload {
        upload::refuse_other_tus(&request)
    } else {
        None
    };
    let mut answer = match refusal {
        Some(problem) => problem.into_response(),
        None => next.run(request).await,
    };
    if is_upload {
        upload::mark_as_tus(&mut answer);
    }
    if let Ok(date) = store::http_date(store::now()).parse() {
        answer.headers_mut().entry(header::DATE).or_insert(date);
    }
    answer
}

/// The pages and the controls are for this machine. Without a login, that means: asked for by its own name,
/// and not by a page of another origin in the operator's browser.
async fn only_this_machine(request: Request, next: Next) -> Response {
    let host = http::text_of(request.headers(), header::HOST).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if matches!(name, "127.0.0.1" | "localhost") && http::is_own_origin(request.headers()) {
        return next.run(request).await;
    }
    Problem::new(
        StatusCode::FORBIDDEN,
        "forbidden",
        "This page is only for the machine that the city runs on",
    )
    .into_response()
}
