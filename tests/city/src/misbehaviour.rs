//! What goes wrong on purpose: late, lost, cut and garbled answers, for the next requests that match. Told
//! through `City::misbehave` or `POST /control/misbehave`; carried out here around the real work, which knows
//! nothing of it but the [`Trouble`] that a request brings along.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::line::Line;
use crate::problem::Problem;
use crate::{App, store};

/// The largest answer that is held in memory to be cut in half.
const ANSWER_LIMIT: usize = 32 << 20;

/// A fault and the requests that meet it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Misbehaviour {
    /// Only requests of this method (`POST`, `PATCH`, …); `None`: of any.
    #[serde(default)]
    pub method: Option<String>,
    /// Only requests whose path begins so. Paths below `/control` never misbehave.
    #[serde(default)]
    pub path: String,
    /// For so many requests; `None`: until cleared.
    #[serde(default)]
    pub times: Option<u32>,
    /// What goes wrong.
    #[serde(flatten)]
    pub fault: Fault,
}

impl Misbehaviour {
    /// The fault for the next request of this method and path prefix.
    pub fn once(method: &str, path: &str, fault: Fault) -> Self {
        Self { method: Some(method.to_owned()), path: path.to_owned(), times: Some(1), fault }
    }
}

/// What can go wrong. In JSON the member `fault` names it, in snake case: `{"fault": "answer_late", "ms":
/// 300}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum Fault {
    /// The work is done at once, the answer goes out so many milliseconds later.
    AnswerLate {
        /// Milliseconds.
        ms: u64,
    },
    /// A new report, what the citizen does about one, a call for help, a piece of a photo or a request for tokens stands still after the city took it up, before it is done, until
    /// the misbehaviours are cleared. Other requests do not feel it.
    Hold,
    /// The TCP connection is reset after so many bytes of the request's body. What came until then is kept.
    CutBody {
        /// Bytes of the body, counted from its beginning.
        after_bytes: u64,
    },
    /// The work is done and committed, then the TCP connection is reset without an answer.
    LoseAnswer,
    /// A captive portal answers instead: `200` with HTML. The city never sees the request.
    Portal,
    /// The work is done, and of the answer's body only the first half comes, as if that were all.
    HalfAnswer,
    /// The work is done, and the answer says in its `Date` another time than the city's.
    FalseDate {
        /// So many seconds ahead, or behind.
        ahead_s: i64,
    },
    /// The city answers with a problem document instead, and does nothing.
    Refuse {
        /// The status, 404 for example.
        status: u16,
    },
    /// The work is done, and the answer says that it is in gzip, which it is not.
    FalseCoding,
    /// A server in front answers instead, without a problem document. The city never sees the request.
    Unavailable {
        /// The status, 503 for example.
        status: u16,
        /// The `Retry-After` to send: seconds or an HTTP date.
        #[serde(default)]
        retry_after: Option<String>,
    },
    /// A server in front sends the request elsewhere, with `307`. The city never sees it.
    Redirect {
        /// The URL.
        to: String,
    },
}

/// The misbehaviours that are still to come.
#[derive(Debug, Default)]
pub(crate) struct Mischief {
    waiting: Mutex<Vec<Misbehaviour>>,
    cleared: watch::Sender<()>,
}

impl Mischief {
    pub(crate) fn add(&self, misbehaviour: Misbehaviour) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(misbehaviour);
    }

    pub(crate) fn clear(&self) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.cleared.send_replace(());
    }

    /// The first that matches, and one less of it.
    fn next_for(&self, method: &Method, path: &str) -> Option<Fault> {
        if path.starts_with("/control") {
            return None;
        }
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let found = waiting.iter().position(|one| {
            one.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method.as_str()))
                && path.starts_with(&one.path)
                && one.times != Some(0)
        })?;
        let one = waiting.get_mut(found)?;
        let fault = one.fault.clone();
        if let Some(times) = &mut one.times {
            *times -= 1;
        }
        waiting.retain(|one| one.times != Some(0));
        Some(fault)
    }
}

/// What a request brings along to the one who does the work: the switch of its line, and the fault it meets
/// there.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trouble {
    line: Line,
    cut_after: Option<u64>,
    held: Option<watch::Receiver<()>>,
}

impl Trouble {
    /// After how many bytes of the body the line is to be cut.
    pub(crate) fn cut_after(&self) -> Option<u64> {
        self.cut_after
    }

    /// The same for a body that came whole.
    pub(crate) fn without_cut(self) -> Self {
        Self { cut_after: None, ..self }
    }

    pub(crate) fn cut_the_line(&self) {
        self.line.cut();
    }

    /// Waits while the request is held.
    pub(crate) async fn stand_still(&self) {
        if let Some(mut held) = self.held.clone() {
            // An error says that the city is closing: nothing holds the request any more.
            let _ = held.changed().await;
        }
    }
}

/// Stands around every request and does to it what the next misbehaviour says.
pub(crate) async fn interfere(
    State(app): State<Arc<App>>,
    ConnectInfo(line): ConnectInfo<Line>,
    mut request: Request,
    next: Next,
) -> Response {
    let fault = app.mischief.next_for(request.method(), request.uri().path());
    let mut trouble = Trouble { line: line.clone(), ..Trouble::default() };
    match &fault {
        Some(Fault::CutBody { after_bytes }) => trouble.cut_after = Some(*after_bytes),
        Some(Fault::Hold) => trouble.held = Some(app.mischief.cleared.subscribe()),
        Some(Fault::Portal) => return portal(),
        Some(Fault::Unavailable { status, retry_after }) => {
            return unavailable(*status, retry_after.as_deref());
        }
        Some(Fault::Refuse { status }) => {
            let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::NOT_FOUND);
            return Problem::new(status, "refused", "The city was told to refuse it").into_response();
        }
        Some(Fault::FalseCoding) => {
            request.headers_mut().remove(header::ACCEPT_ENCODING);
        }
        Some(Fault::Redirect { to }) => return Redirect::temporary(to).into_response(),
        _ => {}
    }
    request.extensions_mut().insert(trouble);
    let answer = next.run(request).await;
    match fault {
        Some(Fault::AnswerLate { ms }) => tokio::time::sleep(Duration::from_millis(ms)).await,
        Some(Fault::LoseAnswer) => line.cut(),
        Some(Fault::HalfAnswer) => return half_of(answer).await,
        Some(Fault::FalseCoding) => return said_to_be_packed(answer),
        Some(Fault::FalseDate { ahead_s }) => return at_another_time(answer, ahead_s),
        _ => {}
    }
    answer
}

fn said_to_be_packed(mut answer: Response) -> Response {
    answer.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    answer
}

fn at_another_time(mut answer: Response, ahead_s: i64) -> Response {
    let time = TimeDelta::try_seconds(ahead_s).and_then(|ahead| store::now().checked_add_signed(ahead));
    if let Some(date) = time.and_then(|time| store::http_date(time).parse().ok()) {
        answer.headers_mut().insert(header::DATE, date);
    }
    answer
}

fn portal() -> Response {
    const PAGE: &str =
        "<!doctype html><html><head><title>Free Wi-Fi</title></head><body>Please log in.</body></html>";
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], PAGE).into_response()
}

fn unavailable(status: u16, retry_after: Option<&str>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    let mut answer = (status, "unavailable\n").into_response();
    if let Some(value) = retry_after.and_then(|text| text.parse().ok()) {
        answer.headers_mut().insert(header::RETRY_AFTER, value);
    }
    answer
}

async fn half_of(answer: Response) -> Response {
    let (mut parts, body) = answer.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    let whole = axum::body::to_bytes(body, ANSWER_LIMIT).await.unwrap_or_default();
    Response::from_parts(parts, Body::from(whole.slice(..whole.len() / 2)))
}
