//! The operator's desk: pages for a browser without JavaScript, on which a person at the city sees the
//! reports come in, moves their status, replies, and publishes warnings. This file takes the forms; `page`
//! writes the HTML.

mod page;

use std::sync::Arc;

use axum::extract::{Form, Multipart, Path, State};
use axum::http::{StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Router, extract::Request};
use maud::Markup;
use rusqlite::OptionalExtension;
use serde::Deserialize;
use serde_json::Value;

use crate::casework::{self, Document, Message, Status};
use crate::login::Citizen;
use crate::problem::Problem;
use crate::sos::{self, SosStatus};
use crate::store::Transaction;
use crate::{App, Error, alert, http, removal};

/// No script, nothing from elsewhere: what a citizen wrote stays text, whatever it looks like.
const POLICY: &str = "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(list))
        .route("/operator/style.css", get(style))
        .route("/operator/reports/{id}", get(show))
        .route("/operator/reports/{id}/remove", post(remove))
        .route("/operator/reports/{id}/status", post(set_status))
        .route("/operator/reports/{id}/messages", post(reply))
        .route("/operator/messages/{id}/withdraw", post(withdraw_reply))
        .route("/operator/photos/{sha256}", get(photo))
        .route("/operator/sos", get(calls))
        .route("/operator/sos/{id}/status", post(move_call))
        .route("/operator/alerts", get(alerts).post(publish))
        .route("/operator/alerts/{sha256}/withdraw", post(withdraw))
        .layer(middleware::from_fn(sealed))
}

async fn sealed(request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    http::seal(&mut answer, POLICY);
    answer
}

/// An answer to a question of the category, in words.
struct Answer {
    question: String,
    said: String,
    is_time: bool,
}

/// A report with all that the desk shows of it.
struct Case {
    document: Document,
    /// What the phone sent.
    body: Value,
    /// Who was logged in when it was sent; `None`: a guest.
    account: Option<&'static Citizen>,
    category: String,
    /// What the citizen answered, in the order of the questions.
    answers: Vec<Answer>,
    thread: Vec<Message>,
}

fn case(app: &App, db: &Transaction<'_>, id: &str) -> Result<Case, Error> {
    let (body, category, account): (String, String, Option<String>) = db
        .query_row("SELECT body, category, account FROM reports WHERE id = ?1", [id], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?
        .ok_or(Error::ReportUnknown)?;
    let body: Value = serde_json::from_str(&body)?;
    let version = body.get("schema_version").and_then(Value::as_u64);
    let edition = version.and_then(|version| app.categories.edition(version));
    let edition = edition.unwrap_or_else(|| app.categories.newest());
    let known = edition.get(&category);
    let questions = known.map_or(&[][..], |known| &known.questions);
    let answers = questions.iter().filter_map(|question| {
        let answer = body.get("answers")?.get(&question.id)?;
        Some(Answer {
            question: question.text().to_owned(),
            said: question.answer(answer),
            is_time: question.asks_for_a_time(),
        })
    });
    Ok(Case {
        document: casework::document(db, id)?.ok_or(Error::ReportUnknown)?,
        answers: answers.collect(),
        category: known.map_or_else(|| category.clone(), |known| known.name().to_owned()),
        body,
        account: account.as_deref().and_then(Citizen::find),
        thread: casework::thread(db, id)?,
    })
}

async fn list(State(app): State<Arc<App>>) -> Result<Markup, Problem> {
    let cases = app.store.transact(|db| {
        let ids: Vec<String> = db
            .prepare("SELECT id FROM reports ORDER BY year DESC, year_number DESC")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        ids.iter().map(|id| case(&app, db, id)).collect::<Result<Vec<_>, Error>>()
    })?;
    Ok(page::list(&cases))
}

async fn show(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<Markup, Problem> {
    let case = app.store.transact(|db| case(&app, db, &id))?;
    Ok(page::report(&case, None))
}

#[derive(Debug, Deserialize)]
struct Move {
    status: Status,
    agency: String,
    note: String,
}

async fn set_status(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Form(to): Form<Move>,
) -> Result<Redirect, Problem> {
    app.store.transact(|db| casework::note_status(db, &id, to.status, Some(&to.agency), Some(&to.note)))?;
    Ok(Redirect::to(&format!("/operator/reports/{id}")))
}

/// A court's order, or a private person is named in it.
async fn remove(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<Redirect, Problem> {
    removal::remove(&app, &id)?;
    Ok(Redirect::to("/"))
}

#[derive(Debug, Deserialize)]
struct Reply {
    agency: String,
    text: String,
}

async fn reply(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Form(reply): Form<Reply>,
) -> Result<Response, Problem> {
    let written = app.store.transact(|db| casework::reply(db, &id, Some(&reply.agency), &reply.text));
    match written {
        Ok(_) => Ok(Redirect::to(&format!("/operator/reports/{id}")).into_response()),
        Err(Error::ReplyEmpty) => {
            let case = app.store.transact(|db| case(&app, db, &id))?;
            let wrong = "Chưa gửi: câu trả lời còn trống.";
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page::report(&case, Some(wrong))).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn withdraw_reply(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<Redirect, Problem> {
    let report = app.store.transact(|db| {
        casework::withdraw_reply(db, &id)?;
        casework::message(db, &id)?.map(|message| message.report).ok_or(Error::MessageUnknown)
    })?;
    Ok(Redirect::to(&format!("/operator/reports/{report}")))
}

/// A photo that arrived, as the media type that its report named.
async fn photo(State(app): State<Arc<App>>, Path(sha256): Path<String>) -> Result<Response, Problem> {
    let media_type: Option<String> = app.store.transact(|db| {
        let query = "SELECT media_type FROM attachments WHERE sha256 = ?1 AND stored LIMIT 1";
        db.query_row(query, [&sha256], |row| row.get(0)).optional()
    })?;
    let media_type = media_type
        .ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "photo-unknown", "There is no such photo"))?;
    let bytes = std::fs::read(app.store.photo_file(&sha256))?;
    Ok(([(header::CONTENT_TYPE, media_type)], bytes).into_response())
}

async fn style() -> Response {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, include_str!("operator/style.css")).into_response()
}

async fn calls(State(app): State<Arc<App>>) -> Result<Markup, Problem> {
    Ok(page::calls(&app.store.transact(sos::all)?))
}

#[derive(Debug, Deserialize)]
struct MoveCall {
    status: SosStatus,
    note: String,
}

async fn move_call(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Form(to): Form<MoveCall>,
) -> Result<Redirect, Problem> {
    app.store.transact(|db| sos::move_to(db, &id, to.status, Some(&to.note)))?;
    Ok(Redirect::to("/operator/sos"))
}

async fn alerts(State(app): State<Arc<App>>) -> Result<Markup, Problem> {
    alerts_page(&app, None)
}

fn alerts_page(app: &App, wrong: Option<&str>) -> Result<Markup, Problem> {
    let (alerts, serial) =
        app.store.transact(|db| Ok::<_, Error>((alert::published(db)?, alert::serial(db)?)))?;
    Ok(page::alerts(&alerts, serial, wrong))
}

/// The form's file, or where none was chosen, its text.
async fn publish(State(app): State<Arc<App>>, mut form: Multipart) -> Result<Response, Problem> {
    let mut xml = Vec::new();
    while let Some(field) = form.next_field().await.map_err(|_| Problem::too_large())? {
        let is_file = field.name() == Some("file");
        let content = field.bytes().await.map_err(|_| Problem::too_large())?;
        if !content.is_empty() && (is_file || xml.is_empty()) {
            xml = content.to_vec();
        }
    }
    match alert::publish(&app, &xml) {
        Ok(_) => Ok(Redirect::to("/operator/alerts").into_response()),
        Err(Error::AlertInvalid(why)) => {
            let wrong = format!("Chưa phát: đây không phải bản tin CAP 1.2 hợp lệ ({why}).");
            Ok((StatusCode::UNPROCESSABLE_ENTITY, alerts_page(&app, Some(&wrong))?).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn withdraw(State(app): State<Arc<App>>, Path(sha256): Path<String>) -> Result<Redirect, Problem> {
    alert::withdraw(&app, &sha256)?;
    Ok(Redirect::to("/operator/alerts"))
}
