//! The TCP connections, each with a switch that cuts it: no answer, no farewell, a reset. A switch travels
//! with every request of its connection, so that a request can be the one that loses its line.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// The switch of one connection.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line(Arc<AtomicBool>);

impl Line {
    /// From now on nothing goes out on this connection and nothing more is read from it. It is closed as soon
    /// as the server next turns to it, which is when it wants to write the answer.
    pub(crate) fn cut(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// A connection that asks its switch before it carries anything.
#[derive(Debug)]
pub(crate) struct Wire {
    tcp: TcpStream,
    line: Line,
}

impl Wire {
    fn unless_cut(&self) -> io::Result<()> {
        if self.line.0.load(Ordering::SeqCst) {
            // Without lingering the close is a reset: the other side sees a broken connection, not an end.
            self.tcp.set_zero_linger()?;
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        Ok(())
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.unless_cut()?;
        Pin::new(&mut self.tcp).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.unless_cut()?;
        Pin::new(&mut self.tcp).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.unless_cut()?;
        Pin::new(&mut self.tcp).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.unless_cut()?;
        Pin::new(&mut self.tcp).poll_shutdown(cx)
    }
}

/// Takes connections on the loopback address only.
#[derive(Debug)]
pub(crate) struct Door(TcpListener);

impl Door {
    /// Port 0 picks a free one. Tokio sets `SO_REUSEADDR`, so the port of a city that just stopped can be had
    /// at once.
    pub(crate) async fn open(port: u16) -> io::Result<Self> {
        Ok(Self(TcpListener::bind(("127.0.0.1", port)).await?))
    }
}

impl Listener for Door {
    type Io = Wire;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Wire, SocketAddr) {
        let (tcp, from) = Listener::accept(&mut self.0).await;
        // Small answers should not wait for each other; where it can't be set, they only come later.
        let _ = tcp.set_nodelay(true);
        (Wire { tcp, line: Line::default() }, from)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, Door>> for Line {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        stream.io().line.clone()
    }
}
