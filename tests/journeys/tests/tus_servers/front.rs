//! The front of a city whose photos go to somebody else's upload server: one origin, behind which uploads are passed on to that server and all else
//! to the city. Of a photo that lies whole and undamaged in the server's folder it says `stored` in the report document, as such a city would. On the
//! way it does the harm that a test asks for.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::Response;
use futures_core::Stream;
use ring::digest;
use serde_json::Value;
use tokio::runtime::Runtime;

/// More than any body of these tests.
const WHOLE: usize = 32 << 20;

/// What happens to one request on its way to the upload server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    /// It is passed on.
    Pass,
    /// One bit of its body changes, its checksum stays.
    Damage,
    /// After so many bytes of its body the connection ends on both sides.
    Cut(usize),
    /// It is passed on, and then somebody ends the upload.
    Terminate,
}

/// A request to the upload server, and what it answered; no status: it was cut off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Exchange {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) status: Option<u16>,
}

struct Inner {
    http: reqwest::Client,
    city: String,
    uploads: String,
    /// Where the upload server keeps what it took.
    folder: PathBuf,
    deeds: Mutex<VecDeque<(Method, Deed)>>,
    seen: Mutex<Vec<Exchange>>,
}

/// A front that answers; it ends when it is dropped.
pub(crate) struct Front {
    inner: Arc<Inner>,
    url: String,
    _runtime: Runtime,
}

impl Front {
    pub(crate) fn start(city: &str, uploads: &str, folder: &Path) -> Self {
        // Plain HTTP here, but the client wants to know with what it would speak TLS; another test may have told it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let inner = Arc::new(Inner {
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            city: city.to_owned(),
            uploads: uploads.to_owned(),
            folder: folder.to_owned(),
            deeds: Mutex::default(),
            seen: Mutex::default(),
        });
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let routes = axum::Router::new().fallback(pass).with_state(Arc::clone(&inner));
        runtime.spawn(async move { axum::serve(listener, routes).await });
        Self { inner, url, _runtime: runtime }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The next requests of this method meet these deeds, in this order; those after them pass.
    pub(crate) fn meet(&self, method: &Method, deeds: &[Deed]) {
        let mut waiting = lock(&self.inner.deeds);
        waiting.extend(deeds.iter().map(|deed| (method.clone(), *deed)));
    }

    /// Everything that was asked of the upload server.
    pub(crate) fn seen(&self) -> Vec<Exchange> {
        lock(&self.inner.seen).clone()
    }

    /// How many requests of a method the upload server saw.
    pub(crate) fn count(&self, method: &Method) -> usize {
        lock(&self.inner.seen).iter().filter(|exchange| exchange.method == *method).count()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn pass(State(front): State<Arc<Inner>>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    // What the city answers is read here, too.
    parts.headers.remove(header::ACCEPT_ENCODING);
    let path = parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    if !path.starts_with("/v1/uploads") {
        let answer = ask(&front, &front.city, &path, &parts.method, &parts.headers, stream(body)).await;
        let is_document = parts.method == Method::GET && path.starts_with("/v1/reports/");
        return if is_document { with_what_is_stored(answer, &front.folder).await } else { answer };
    }
    let deed = front.next_deed(&parts.method);
    let body = match deed {
        Deed::Damage => damaged(to_bytes(body, WHOLE).await.unwrap_or_default()),
        Deed::Cut(after) => cut(&to_bytes(body, WHOLE).await.unwrap_or_default(), after),
        Deed::Pass | Deed::Terminate => stream(body),
    };
    let answer = ask(&front, &front.uploads, &path, &parts.method, &parts.headers, body).await;
    if deed == Deed::Terminate {
        let resumable = HeaderMap::from_iter([("tus-resumable".parse().unwrap(), "1.0.0".parse().unwrap())]);
        let ended = ask(&front, &front.uploads, &path, &Method::DELETE, &resumable, "".into()).await;
        assert_eq!(ended.status(), StatusCode::NO_CONTENT);
    }
    let was_cut = matches!(deed, Deed::Cut(_));
    let status = (!was_cut).then_some(answer.status().as_u16());
    lock(&front.seen).push(Exchange { method: parts.method, path, status });
    if was_cut { Response::new(Body::from_stream(Chunks([Err(lost())].into()))) } else { answer }
}

impl Inner {
    fn next_deed(&self, method: &Method) -> Deed {
        let mut waiting = lock(&self.deeds);
        let found = waiting.iter().position(|(meant, _)| meant == method);
        found.and_then(|at| waiting.remove(at)).map_or(Deed::Pass, |(_, deed)| deed)
    }
}

/// Asks one of the two; `502` when it does not answer.
async fn ask(
    front: &Inner,
    origin: &str,
    path: &str,
    method: &Method,
    headers: &HeaderMap,
    body: reqwest::Body,
) -> Response {
    let request = front.http.request(method.clone(), format!("{origin}{path}")).headers(headers.clone());
    let mut answer = match request.body(body).send().await {
        Err(_) => Response::builder().status(StatusCode::BAD_GATEWAY).body(Body::empty()).unwrap(),
        Ok(answer) => {
            let (status, headers) = (answer.status(), answer.headers().clone());
            let mut passed = Response::new(Body::from_stream(answer.bytes_stream()));
            *passed.status_mut() = status;
            *passed.headers_mut() = headers;
            passed
        }
    };
    for of_one_connection in [header::CONNECTION, header::TRANSFER_ENCODING, header::CONTENT_LENGTH] {
        answer.headers_mut().remove(of_one_connection);
    }
    answer
}

/// The report document, with the photos that the upload server holds.
async fn with_what_is_stored(answer: Response, folder: &Path) -> Response {
    let (parts, body) = answer.into_parts();
    let body = to_bytes(body, WHOLE).await.unwrap_or_default();
    let Ok(mut document) = serde_json::from_slice::<Value>(&body) else {
        return Response::from_parts(parts, body.into());
    };
    for attachment in document["attachments"].as_array_mut().into_iter().flatten() {
        if holds(folder, attachment["sha256"].as_str().unwrap_or_default()) {
            attachment["state"] = "stored".into();
        }
    }
    Response::from_parts(parts, document.to_string().into())
}

/// Whether a file below a folder has this digest.
pub(crate) fn holds(folder: &Path, sha256: &str) -> bool {
    fs::read_dir(folder).into_iter().flatten().map_while(Result::ok).any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            return holds(&path, sha256);
        }
        // It may have gone since it was listed.
        fs::read(&path).is_ok_and(|bytes| hex(digest::digest(&digest::SHA256, &bytes).as_ref()) == sha256)
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

fn stream(body: Body) -> reqwest::Body {
    reqwest::Body::wrap_stream(body.into_data_stream())
}

fn damaged(body: Bytes) -> reqwest::Body {
    let mut body = Vec::from(body);
    let middle = body.len() / 2;
    body[middle] ^= 1;
    body.into()
}

/// A body that breaks off.
fn cut(body: &Bytes, after: usize) -> reqwest::Body {
    reqwest::Body::wrap_stream(Chunks([Ok(body.slice(..after.min(body.len()))), Err(lost())].into()))
}

fn lost() -> std::io::Error {
    std::io::ErrorKind::ConnectionReset.into()
}

struct Chunks(VecDeque<std::io::Result<Bytes>>);

impl Stream for Chunks {
    type Item = std::io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front())
    }
}
