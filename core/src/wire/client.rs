//! The HTTP client: what every request carries, how long it may be silent, and what every answer tells beside itself: the clock's offset, and whether
//! bodies may be packed.

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, DATE, HeaderMap, HeaderValue};
use reqwest::{Method, RequestBuilder, Url, redirect};
use tokio::sync::Notify;
use tokio::time::timeout;

use super::answer::{Answer, MAX_BODY, WireError, http_date};
use super::tls::{self, Trust};
use super::{coding, pieces};
use crate::clock::{Clock, Timestamp, millis};

pub(super) const API_VERSION: &str = "1";
pub(super) const USER_AGENT: &str = concat!("hues-core/", env!("CARGO_PKG_VERSION"));
/// Time for a connection on a link of one second a round trip, with retransmissions.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);
/// How long the city may be silent once it has the whole request.
const SILENCE: Duration = Duration::from_mins(1);

/// A client for one origin.
pub(super) struct HttpClient {
    /// Made with the first request: it takes longer than opening the data.
    http: Mutex<Option<reqwest::Client>>,
    trust: Trust,
    origin: Url,
    clock: Arc<dyn Clock>,
    offset_ms: AtomicI64,
    heard: Mutex<Option<Heard>>,
    takes_gzip: AtomicBool,
    refuses_gzip: AtomicBool,
}

impl HttpClient {
    /// `None` when the origin is none that may be spoken to, or it can't be trusted as asked.
    pub(super) fn new(origin: &str, trust: &Trust, clock: Arc<dyn Clock>) -> Option<Self> {
        let origin = Url::parse(origin).ok().filter(is_allowed)?;
        tls::check(trust)?;
        Some(Self {
            http: Mutex::default(),
            trust: trust.clone(),
            origin,
            clock,
            offset_ms: AtomicI64::new(0),
            heard: Mutex::default(),
            takes_gzip: AtomicBool::new(false),
            refuses_gzip: AtomicBool::new(false),
        })
    }

    fn http(&self) -> Result<reqwest::Client, WireError> {
        let make = || {
            let mut headers = HeaderMap::new();
            headers.insert("hues-api-version", HeaderValue::from_static(API_VERSION));
            reqwest::Client::builder()
                .user_agent(USER_AGENT)
                .default_headers(headers)
                .redirect(redirect::Policy::none())
                .no_proxy()
                .connect_timeout(CONNECT_TIMEOUT)
                // HTTP/2 puts every request on one connection: when that is dead, it must not be used again. Asked only while a request waits.
                .http2_keep_alive_interval(SILENCE)
                .http2_keep_alive_timeout(SILENCE)
                .tls_backend_preconfigured(tls::config(&self.trust, &self.clock)?)
                .build()
                .inspect_err(|error| tracing::error!(%error, "no HTTP client can be made"))
                .ok()
        };
        let mut http = self.made();
        if http.is_none() {
            *http = make();
        }
        http.clone().ok_or(WireError::Unreachable)
    }

    fn made(&self) -> MutexGuard<'_, Option<reqwest::Client>> {
        self.http.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Requests that begin from here on go over new connections; those on their way keep theirs.
    pub(super) fn forget_connections(&self) {
        *self.made() = None;
    }

    #[cfg(test)]
    pub(super) fn has_connections(&self) -> bool {
        self.made().is_some()
    }

    pub(super) fn now(&self) -> crate::clock::Now {
        self.clock.now()
    }

    pub(super) fn get(&self, path: &str) -> Result<RequestBuilder, WireError> {
        self.request(Method::GET, path)
    }

    /// With one query parameter, escaped.
    pub(super) fn get_with(&self, path: &str, name: &str, value: &str) -> Result<RequestBuilder, WireError> {
        let mut url = self.origin.join(path).map_err(|_| WireError::Garbled)?;
        url.query_pairs_mut().append_pair(name, value);
        self.request(Method::GET, url.as_str())
    }

    pub(super) fn post(&self, path: &str) -> Result<RequestBuilder, WireError> {
        self.request(Method::POST, path)
    }

    /// A request to a path or URL of the city's own origin; any other is never sent.
    pub(super) fn request(&self, method: Method, path_or_url: &str) -> Result<RequestBuilder, WireError> {
        let url = self.own_url(path_or_url).ok_or(WireError::Garbled)?;
        Ok(self.http()?.request(method, url))
    }

    /// A path or URL of the city's own origin, as a whole URL.
    pub(super) fn own_url(&self, path_or_url: &str) -> Option<Url> {
        self.origin.join(path_or_url).ok().filter(|url| self.is_own(url))
    }

    /// Whether a URL is of the origin that is spoken to.
    pub(super) fn is_own(&self, url: &Url) -> bool {
        url.origin() == self.origin.origin()
    }

    /// Sends a small request and reads the answer, as long as something comes: a long answer over a slow link is no silence.
    pub(super) async fn send(&self, request: RequestBuilder) -> Result<Answer, WireError> {
        self.send_for(request, MAX_BODY).await
    }

    /// The same for an answer of at most so many bytes.
    pub(super) async fn send_for(
        &self,
        request: RequestBuilder,
        at_most: usize,
    ) -> Result<Answer, WireError> {
        let asked = self.clock.now();
        let response = timeout(SILENCE, request.send()).await.map_err(|_| WireError::Unreachable)?;
        self.read(response, asked, at_most).await
    }

    /// The same without a limit for the request, as long as `moved` tells that its bytes move.
    pub(super) async fn send_unhurried(
        &self,
        request: RequestBuilder,
        moved: &Notify,
    ) -> Result<Answer, WireError> {
        let asked = self.clock.now();
        let response = pieces::while_moving(request.send(), moved, pieces::STALL).await?;
        self.read(response, asked, MAX_BODY).await
    }

    /// The same for a request that must not go twice unasked: a failure tells whether the city may have it.
    pub(super) async fn send_once(
        &self,
        request: RequestBuilder,
        moved: &Notify,
    ) -> Result<Answer, Unanswered> {
        let asked = self.clock.now();
        let sent = pieces::while_moving(request.send(), moved, pieces::STALL).await;
        let sent = sent.map_err(|error| Unanswered { error, may_have_arrived: true })?;
        let response = sent.map_err(|error| Unanswered {
            error: self.unreached(&error),
            may_have_arrived: !error.is_connect(),
        })?;
        let answered = self.read(Ok(response), asked, MAX_BODY).await;
        answered.map_err(|error| Unanswered { error, may_have_arrived: true })
    }

    pub(super) async fn read(
        &self,
        response: reqwest::Result<reqwest::Response>,
        asked: crate::clock::Now,
        at_most: usize,
    ) -> Result<Answer, WireError> {
        let answer =
            Answer::read(response.map_err(|error| self.unreached(&error))?, SILENCE, at_most).await?;
        self.note_date(&answer, asked);
        self.note_codings(&answer);
        Ok(answer)
    }

    /// Whether the server said that it takes bodies in gzip, and did not refuse one.
    pub(super) fn takes_gzip(&self) -> bool {
        self.takes_gzip.load(Ordering::Relaxed) && !self.refuses_gzip.load(Ordering::Relaxed)
    }

    /// It, or something on the way, refused one; nothing is packed any more.
    pub(super) fn note_refused_gzip(&self) {
        self.refuses_gzip.store(true, Ordering::Relaxed);
    }

    /// What the city takes (RFC 7694). Nobody else's word counts: a body that the city can't unpack is one that it refuses.
    fn note_codings(&self, answer: &Answer) {
        if let Some(codings) = answer.header(ACCEPT_ENCODING.as_str()).filter(|_| answer.is_structured()) {
            self.takes_gzip.store(coding::names_gzip(codings), Ordering::Relaxed);
        }
    }

    /// Milliseconds that the city's clock is ahead of the phone's, as the last answer told.
    pub(super) fn clock_offset_ms(&self) -> i64 {
        self.offset_ms.load(Ordering::Relaxed)
    }

    /// The city stamped its answer about the middle of the round trip.
    fn note_date(&self, answer: &Answer, asked: crate::clock::Now) {
        let date = answer.headers.get(DATE).and_then(|date| date.to_str().ok()).and_then(http_date);
        if let Some(date) = date {
            let round_trip = self.clock.now().boot.saturating_sub(asked.boot);
            let middle = asked.wall.unix_ms() + millis(round_trip) / 2;
            // `Date` has whole seconds: its moment lies half a second after it on average.
            self.offset_ms.store(date.unix_ms() + 500 - middle, Ordering::Relaxed);
            let heard = Heard { date, boot: asked.boot };
            *self.heard.lock().unwrap_or_else(PoisonError::into_inner) = Some(heard);
        }
    }

    /// The city's time, if it was heard; what happens to the phone's wall clock does not touch it.
    fn city_time(&self) -> Option<Timestamp> {
        let heard = (*self.heard.lock().unwrap_or_else(PoisonError::into_inner))?;
        Some(heard.date.after(self.clock.now().boot.saturating_sub(heard.boot)))
    }

    /// Why no answer came. A certificate that is not valid at the city's own time either is no fault of the phone's clock.
    fn unreached(&self, error: &reqwest::Error) -> WireError {
        match tls::untimely(error) {
            Some(untimely) if !self.city_time().is_some_and(|now| untimely.is_so_at(now)) => {
                WireError::Untimely
            }
            _ => WireError::Unreachable,
        }
    }
}

/// When the city said what time it is.
#[derive(Clone, Copy)]
struct Heard {
    date: Timestamp,
    boot: Duration,
}

/// Why a request that must not go twice unasked got no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unanswered {
    pub(super) error: WireError,
    /// The city may have it all the same; it has not when there was never a connection.
    pub(super) may_have_arrived: bool,
}

/// Whether two URLs are spoken to at the same place.
pub(crate) fn is_same_origin(one: &str, other: &str) -> bool {
    let origin = |url| Url::parse(url).ok().map(|url| url.origin());
    origin(one).is_some_and(|one| Some(one) == origin(other))
}

/// TLS, or this very device.
fn is_allowed(origin: &Url) -> bool {
    let host = origin.host_str().unwrap_or_default();
    let address: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
    let is_loopback = host == "localhost" || address.is_some_and(|address| address.is_loopback());
    match origin.scheme() {
        "https" => origin.has_host(),
        "http" => is_loopback,
        _ => false,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that can't go on fails")]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    use super::*;
    use crate::clock::SystemClock;

    fn is_spoken_to(origin: &str) -> bool {
        HttpClient::new(origin, &Trust::default(), Arc::new(SystemClock)).is_some()
    }

    #[test]
    fn a_host_is_named_as_dns_names_it() {
        assert!(is_spoken_to("https://api.hue-s.example"));
        assert!(is_spoken_to("https://xn--hu-07s.example"));
        assert!(!is_spoken_to("https://hu\u{1ebf}.example"));
    }

    /// A server that answers at once, and so slowly that the whole takes longer than a dead connection is waited for.
    fn slow_city() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            let (mut line, _) = listener.accept().unwrap();
            let _ = line.read(&mut [0; 4096]).unwrap();
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n\"";
            line.write_all(head.as_bytes()).unwrap();
            for _ in 0..8 {
                std::thread::sleep(pieces::STALL / 4);
                line.write_all(b"x").unwrap();
            }
            line.write_all(b"\"").unwrap();
        });
        origin
    }

    #[test]
    fn an_answer_is_read_as_long_as_it_comes() {
        let client = HttpClient::new(&slow_city(), &Trust::default(), Arc::new(SystemClock)).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let answer = runtime.block_on(async {
            let (body, moved) = pieces::body(b"a report".to_vec());
            client.send_unhurried(client.post("/v1/reports").unwrap().body(body), &moved).await
        });
        assert_eq!(answer.unwrap().body, b"\"xxxxxxxx\"");
    }
}
