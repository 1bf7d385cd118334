//! Requests of a call for help: the phone gives up sooner, and goes on over a new connection.

use std::time::Duration;

use bytes::Bytes;
use reqwest::RequestBuilder;
use tokio::time::timeout;

use super::answer::{Answer, MAX_BODY, WireError};
use super::client::HttpClient;
use super::pieces;

/// With nothing moving for so long the try is over. Connecting and one exchange take five round trips, which a link of two seconds each makes.
pub(super) const URGENT_SILENCE: Duration = Duration::from_millis(if cfg!(test) { 250 } else { 12_000 });

/// A try that did not end well, or was dropped on its way, leaves no connection to the next one: HTTP/2 would put it on the same dead one.
struct OverIfDropped<'a>(Option<&'a HttpClient>);

impl Drop for OverIfDropped<'_> {
    fn drop(&mut self) {
        if let Some(client) = self.0 {
            client.forget_connections();
        }
    }
}

impl HttpClient {
    /// Sends a small request, with a body if it is not empty. The silence counts from the last sign that something moved: the body was asked for,
    /// so there is a connection, or the answer began.
    pub(super) async fn send_urgently(
        &self,
        request: RequestBuilder,
        body: Bytes,
    ) -> Result<Answer, WireError> {
        let mut guard = OverIfDropped(Some(self));
        let asked = self.now();
        let (stream, moved) = pieces::body(body.to_vec());
        let request = if body.is_empty() { request } else { request.body(stream) };
        let response = pieces::while_moving(request.send(), &moved, URGENT_SILENCE).await?;
        let answer = self.read(response, asked, MAX_BODY);
        let answer = timeout(URGENT_SILENCE, answer).await.unwrap_or(Err(WireError::Unreachable));
        if !matches!(answer, Err(WireError::Unreachable)) {
            guard.0 = None;
        }
        answer
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that can't go on fails")]
mod tests {
    use std::net::TcpListener;
    use std::sync::Arc;

    use reqwest::Method;

    use super::*;
    use crate::clock::{Clock as _, SystemClock};
    use crate::entropy::SystemEntropy;
    use crate::id::{IdempotencyKey, SosId};
    use crate::report::AccessSecret;
    use crate::sos::{SosCall, SosRequest};
    use crate::wire::{HttpCity, SosLine, Trust};

    /// A server that takes connections and says nothing over any.
    fn mute() -> (TcpListener, String) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        (listener, origin)
    }

    #[test]
    fn a_call_is_not_held_up_by_a_server_that_says_nothing() {
        let (_listener, origin) = mute();
        let city = HttpCity::new(&origin, &Trust::default(), Arc::new(SystemClock)).unwrap();
        let now = SystemClock.now().wall;
        let id = SosId::new(now, &SystemEntropy);
        let (key, access) = (IdempotencyKey::new(now, &SystemEntropy), AccessSecret::new(&SystemEntropy));
        let request = SosRequest::new(id, key, &access, &SosCall::default(), now);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            for what in ["raise", "ask", "cancel"] {
                let tried = async {
                    match what {
                        "raise" => city.raise(&request).await,
                        "ask" => SosLine::ask(&city, id, &access).await,
                        _ => city.cancel(id, &access).await,
                    }
                };
                // All else would wait for longer.
                let answer = timeout(pieces::STALL * 5 / 6, tried).await;
                assert_eq!(answer.ok(), Some(Err(WireError::Unreachable)), "{what}");
            }
        });
    }

    #[test]
    fn what_failed_or_was_cut_off_leaves_no_connection_behind() {
        let (_listener, origin) = mute();
        let client = HttpClient::new(&origin, &Trust::default(), Arc::new(SystemClock)).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let request = || client.request(Method::GET, "/v1/sos/1").unwrap();
            let first = request();
            assert!(client.has_connections());
            let _ = client.send_urgently(first, Bytes::new()).await;
            assert!(!client.has_connections(), "nothing came");
            let cut_off = client.send_urgently(request(), Bytes::new());
            assert!(timeout(URGENT_SILENCE / 8, cut_off).await.is_err());
            assert!(!client.has_connections(), "cut off");
        });
    }
}
