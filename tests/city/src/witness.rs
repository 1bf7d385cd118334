//! Who sees every request of the protocol and what was answered to it, so that both can be held to a description of the protocol. What goes
//! wrong on purpose is not seen: it happens farther outside.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use futures_core::Stream;

use crate::{App, http};

/// The largest answer that is looked into.
const ANSWER_LIMIT: usize = 32 << 20;

/// A request and its answer. Bodies are kept where they are JSON.
#[derive(Debug)]
pub struct Exchange {
    /// `GET`, `POST`, …
    pub method: Method,
    /// Without the query.
    pub path: String,
    /// The query, as it was written.
    pub query: Option<String>,
    /// The header fields of the request.
    pub asked: HeaderMap,
    /// Its body.
    pub asked_body: Option<Vec<u8>>,
    /// The status.
    pub status: u16,
    /// The header fields of the answer.
    pub answered: HeaderMap,
    /// Its body.
    pub answered_body: Option<Vec<u8>>,
}

/// Is told of every [`Exchange`] before the answer goes out.
#[derive(Clone)]
pub struct Witness(Arc<dyn Fn(&Exchange) + Send + Sync>);

impl Witness {
    /// One that does this.
    pub fn new(told: impl Fn(&Exchange) + Send + Sync + 'static) -> Self {
        Self(Arc::new(told))
    }
}

impl fmt::Debug for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Witness")
    }
}

/// Stands around every request.
pub(crate) async fn watch(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let Some(witness) = &app.options.witness else { return next.run(request).await };
    let (parts, body) = request.into_parts();
    let (method, path) = (parts.method.clone(), parts.uri.path().to_owned());
    let (query, asked) = (parts.uri.query().map(str::to_owned), parts.headers.clone());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let is_json = http::is_of_type(&asked, "application/json");
    let body = if is_json {
        Body::from_stream(Copied { body: body.into_data_stream(), seen: Arc::clone(&seen) })
    } else {
        body
    };
    let (answer, body) = next.run(Request::from_parts(parts, body)).await.into_parts();
    let says =
        answer.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (body, answered_body) = if says.ends_with("json") {
        let whole = axum::body::to_bytes(body, ANSWER_LIMIT).await.unwrap_or_default();
        (Body::from(whole.clone()), Some(whole.to_vec()))
    } else {
        (body, None)
    };
    let asked_body =
        is_json.then(|| std::mem::take(&mut *seen.lock().unwrap_or_else(PoisonError::into_inner)));
    let (status, answered) = (answer.status.as_u16(), answer.headers.clone());
    (witness.0)(&Exchange { method, path, query, asked, asked_body, status, answered, answered_body });
    Response::from_parts(answer, body)
}

/// A body whose bytes are kept as they pass.
struct Copied {
    body: BodyDataStream,
    seen: Arc<Mutex<Vec<u8>>>,
}

impl Stream for Copied {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = Pin::new(&mut self.body).poll_next(cx);
        if let Poll::Ready(Some(Ok(bytes))) = &next {
            self.seen.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        }
        next
    }
}
