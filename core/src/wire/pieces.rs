//! Sending a piece of an upload over a link that may carry 50 kbit/s: what counts is that bytes move, not how long the whole takes.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use reqwest::Body;
use tokio::sync::Notify;
use tokio::time::timeout;

use super::answer::WireError;

const CHUNK: usize = 32 * 1024;
/// With nothing moving for so long, the connection is dead.
pub(super) const STALL: Duration = Duration::from_secs(if cfg!(test) { 3 } else { 60 });

/// A body that tells when a chunk of it was taken.
struct Pieces {
    rest: Bytes,
    moved: Arc<Notify>,
}

impl futures_core::Stream for Pieces {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.moved.notify_one();
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let len = self.rest.len().min(CHUNK);
        Poll::Ready(Some(Ok(self.rest.split_to(len))))
    }
}

/// The body of a piece, and the signal that its bytes move.
pub(super) fn body(piece: Vec<u8>) -> (Body, Arc<Notify>) {
    let moved = Arc::new(Notify::new());
    (Body::wrap_stream(Pieces { rest: piece.into(), moved: Arc::clone(&moved) }), moved)
}

/// Waits for what is sent to be answered, as long as there is no longer `silence`: each move of its bytes begins it anew.
pub(super) async fn while_moving<T>(
    exchange: impl Future<Output = T>,
    moved: &Notify,
    silence: Duration,
) -> Result<T, WireError> {
    tokio::pin!(exchange);
    loop {
        tokio::select! {
            done = &mut exchange => return Ok(done),
            still = timeout(silence, moved.notified()) => if still.is_err() { return Err(WireError::Unreachable) },
        }
    }
}
