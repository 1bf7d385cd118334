//! Lines that are slow, cut, reset or limited.

mod kills;

use std::process::{Command, Stdio};

use journeys::{Peer, installed, photo_in_hue};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::Scene;

/// The control of a running toxiproxy with one line in it.
struct Toxiproxy {
    api: String,
    http: reqwest::Client,
    runtime: Runtime,
}

impl Toxiproxy {
    /// Starts one with a line to a port of this machine; the origin where the line begins.
    fn start(port: u16) -> (Self, Peer, String) {
        let peer = Peer::start(|port| {
            let mut server = Command::new(installed("toxiproxy").join("server"));
            server.args(["-host", "127.0.0.1", "-port", &port.to_string()]);
            server.stdout(Stdio::null()).stderr(Stdio::null());
            server
        });
        // Only plain HTTP is spoken, but the client wants to know with what it would speak TLS; another test may have told it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let control = Self {
            api: peer.url(),
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            runtime: tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap(),
        };
        let upstream = format!("127.0.0.1:{port}");
        let line = json!({"name": "line", "listen": "127.0.0.1:0", "upstream": upstream, "enabled": true});
        let line = control.ask(reqwest::Method::POST, "/proxies", &line);
        let origin = format!("http://{}", line["listen"].as_str().unwrap());
        (control, peer, origin)
    }

    /// Adds a toxic to one direction: `upstream` is from the phone to the city.
    fn add(&self, kind: &str, stream: &str, toxicity: f64, attributes: &Value) {
        let toxic =
            json!({"type": kind, "stream": stream, "toxicity": toxicity, "attributes": attributes.clone()});
        self.ask(reqwest::Method::POST, "/proxies/line/toxics", &toxic);
    }

    /// The line is good again. Connections that are open keep what they had.
    fn heal(&self) {
        self.ask(reqwest::Method::POST, "/reset", &json!({}));
    }

    fn ask(&self, method: reqwest::Method, path: &str, body: &Value) -> Value {
        let request = self.http.request(method, format!("{}{path}", self.api)).body(body.to_string());
        self.runtime.block_on(async {
            let answer = request.send().await.unwrap();
            assert!(answer.status().is_success(), "{path}: {}", answer.status());
            serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default()
        })
    }
}

fn scene() -> (Scene, Toxiproxy) {
    let mut control = None;
    let scene = Scene::new(|_, port| {
        let (toxiproxy, peer, origin) = Toxiproxy::start(port);
        control = Some(toxiproxy);
        (peer, origin)
    });
    (scene, control.unwrap())
}

/// 50 kbit/s with a second for the round trip.
#[test]
fn a_link_of_2g_carries_a_report_with_its_photo_in_one_round() {
    let (scene, line) = scene();
    for stream in ["upstream", "downstream"] {
        line.add("latency", stream, 1.0, &json!({"latency": 500}));
        // KB/s.
        line.add("bandwidth", stream, 1.0, &json!({"rate": 6}));
    }
    let id = scene.queued(&[photo_in_hue()]);
    let _ = scene.phone.sync();
    scene.must_deliver(id, 1);
    assert_eq!(
        scene.town.city().state().unwrap().upload_creations,
        1,
        "nothing was given up for its slowness"
    );
}

#[test]
fn a_line_that_ends_every_connection_after_100_kb_carries_all_of_it_piece_by_piece() {
    let (scene, line) = scene();
    line.add("limit_data", "upstream", 1.0, &json!({"bytes": 100_000}));
    let id = scene.report();
    scene.must_deliver(id, 60);
    let there = scene.town.city().state().unwrap();
    let large = there.uploads.iter().map(|upload| upload.size).max().unwrap();
    let received: u64 = there.uploads.iter().map(|upload| upload.bytes_received).sum();
    let sizes: u64 = there.uploads.iter().map(|upload| upload.size).sum();
    assert!(large > 200_000, "it took several connections");
    assert!(received < sizes + 300_000, "what arrived did not go again: {received} of {sizes}");
}

#[test]
fn answers_that_break_off_are_no_answers() {
    let (scene, line) = scene();
    line.add("limit_data", "downstream", 1.0, &json!({"bytes": 400}));
    let id = scene.report();
    for _ in 0..6 {
        let _ = scene.phone.sync();
        scene.phone.clock.advance(std::time::Duration::from_mins(61));
    }
    line.heal();
    scene.must_deliver(id, 12);
}

#[test]
fn half_of_all_connections_are_reset() {
    let (scene, line) = scene();
    line.add("reset_peer", "upstream", 0.5, &json!({"timeout": 30}));
    let id = scene.report();
    scene.phone.sync_until_quiet(20);
    line.heal();
    scene.must_deliver(id, 12);
}

#[test]
fn packets_of_a_few_bytes_with_jitter_are_put_together() {
    let (scene, line) = scene();
    for stream in ["upstream", "downstream"] {
        line.add("slicer", stream, 1.0, &json!({"average_size": 700, "size_variation": 600, "delay": 50}));
        line.add("latency", stream, 1.0, &json!({"latency": 5, "jitter": 5}));
    }
    let id = scene.queued(&[photo_in_hue()]);
    scene.must_deliver(id, 3);
}
