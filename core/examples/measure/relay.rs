//! A slow way to a server: all connections share one link of 10 Mbit/s in each direction, half a round trip of 200 ms long. toxiproxy would give every
//! connection a link of its own, and so favour whoever opens more of them.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

const BYTES_A_SECOND: f64 = 10_000_000.0 / 8.0;
const HALF: Duration = Duration::from_millis(100);
/// What a packet carries, with its headers on the way.
const PACKET: usize = 1_448;
const HEADERS: f64 = 52.0;
/// So long a queue stands before the link; a sender waits that wants more of it.
const QUEUE: Duration = Duration::from_millis(200);

/// One direction.
struct Link {
    free_at: Instant,
    carried: f64,
}

pub(crate) struct Relay {
    pub(crate) origin: String,
    up: Arc<Mutex<Link>>,
}

impl Relay {
    pub(crate) const ROUND_TRIP_MS: f64 = 200.0;

    pub(crate) fn start(origin: &str) -> Self {
        let server = origin.strip_prefix("http://").unwrap().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let link = || Arc::new(Mutex::new(Link { free_at: Instant::now(), carried: 0.0 }));
        let (up, down) = (link(), link());
        let to_server = Arc::clone(&up);
        thread::spawn(move || {
            for phone in listener.incoming().flatten() {
                let (server, up, down) = (server.clone(), Arc::clone(&to_server), Arc::clone(&down));
                thread::spawn(move || {
                    // The handshake's round trip, which the listener has already answered.
                    thread::sleep(2 * HALF);
                    let server = TcpStream::connect(server).unwrap();
                    let (from, into) = (phone.try_clone().unwrap(), server.try_clone().unwrap());
                    carry(from, into, up);
                    carry(server, phone, down);
                });
            }
        });
        Self { origin, up }
    }

    /// How long the link was busy with what was sent up.
    pub(crate) fn milliseconds_of_bytes(&self) -> f64 {
        self.up.lock().unwrap().carried / BYTES_A_SECOND * 1000.0
    }
}

fn carry(mut from: TcpStream, mut into: TcpStream, link: Arc<Mutex<Link>>) {
    let _ = into.set_nodelay(true);
    let (on_its_way, arrives) = sync_channel::<(Instant, Vec<u8>)>(4_096);
    thread::spawn(move || {
        let mut packet = [0; PACKET];
        while let Ok(len @ 1..) = from.read(&mut packet) {
            let sent_at = {
                let mut link = link.lock().unwrap();
                let bytes = f64::from(u32::try_from(len).unwrap()) + HEADERS;
                link.carried += bytes;
                link.free_at =
                    link.free_at.max(Instant::now()) + Duration::from_secs_f64(bytes / BYTES_A_SECOND);
                link.free_at
            };
            if on_its_way.send((sent_at + HALF, packet[..len].to_vec())).is_err() {
                break;
            }
            thread::sleep(sent_at.saturating_duration_since(Instant::now() + QUEUE));
        }
    });
    thread::spawn(move || {
        for (at, packet) in arrives {
            thread::sleep(at.saturating_duration_since(Instant::now()));
            if into.write_all(&packet).is_err() {
                break;
            }
        }
        let _ = into.shutdown(Shutdown::Write);
    });
}
