//! Other people's programs that a test runs: where `cargo xtask test peers` installed them, started on a port of their own, ended with the test.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::Duration;

/// How many ports are tried: one that was free can be taken before the program has it.
const TRIES: u32 = 5;
/// How long to wait before the program is asked again whether it listens.
const A_MOMENT: Duration = Duration::from_millis(20);

/// The folder of a peer.
#[must_use]
pub fn installed(name: &str) -> PathBuf {
    let peers = std::env::var_os("HUES_PEERS").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/xtask/peers")),
        PathBuf::from,
    );
    peers.join(name)
}

/// A program that listens on the loopback address, killed when it is dropped.
pub struct Peer {
    process: Child,
    port: u16,
}

impl Peer {
    /// Starts it on a free port, and waits until it listens there.
    ///
    /// # Panics
    /// When it does not, as one that is not installed.
    #[must_use]
    pub fn start(command: impl Fn(u16) -> Command) -> Self {
        (0..TRIES)
            .find_map(|_| Self::try_start_on(free_port(), &command))
            .expect("the program listens; `cargo xtask test peers` installs what is missing")
    }

    /// Starts it on the port that one of them had.
    ///
    /// # Panics
    /// When it does not listen there.
    #[must_use]
    pub fn start_on(port: u16, command: impl Fn(u16) -> Command) -> Self {
        Self::try_start_on(port, &command).expect("the program listens where it did")
    }

    fn try_start_on(port: u16, command: &impl Fn(u16) -> Command) -> Option<Self> {
        let mut command = command(port);
        let program = command.get_program().to_string_lossy().into_owned();
        let process = command.spawn().unwrap_or_else(|error| panic!("{program} can't be started: {error}"));
        let mut peer = Self { process, port };
        loop {
            if peer.process.try_wait().expect("the state of a child").is_some() {
                return None;
            }
            if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
                return Some(peer);
            }
            std::thread::sleep(A_MOMENT);
        }
    }

    /// Where it listens.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its origin.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A port that nobody has at this moment.
///
/// # Panics
/// When there is none.
#[must_use]
pub fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    listener.local_addr().expect("its number").port()
}
