//! Answers that are lost after the city committed, portals, and dates that are wrong.

use std::net::TcpListener;
use std::process::{Command, Stdio};

use hues_core::ReportState;
use journeys::{Peer, installed};

use super::Scene;

/// A city behind mitmproxy, which does this (tests/peers/mitmproxy/misbehave.py says what there is).
fn scene(fault: &'static str, elsewhere: &str) -> Scene {
    let elsewhere = format!("elsewhere={elsewhere}");
    Scene::new(|home, port| {
        let peer = Peer::start(|own| {
            let mut proxy = Command::new(installed("mitmproxy").join("venv/bin/mitmdump"));
            proxy.args(["--quiet", "--listen-host", "127.0.0.1", "--listen-port", &own.to_string()]);
            proxy.args(["--mode", &format!("reverse:http://127.0.0.1:{port}")]);
            proxy.arg("--scripts").arg(installed("mitmproxy").join("misbehave.py"));
            proxy.args(["--set", &format!("fault={fault}"), "--set", &elsewhere]);
            proxy.arg("--set").arg(format!("confdir={}", home.path().join("mitmproxy").display()));
            proxy.stdout(Stdio::null()).stderr(Stdio::null());
            proxy
        });
        let origin = peer.url();
        (peer, origin)
    })
}

#[test]
fn each_answer_is_lost_once_after_the_commit_and_nothing_is_there_twice() {
    let scene = scene("lost", "");
    let id = scene.report();
    scene.must_deliver(id, 20);
    let there = scene.town.city().state().unwrap();
    assert!(there.report_posts > 1, "the report went again");
}

#[test]
fn a_portal_parks_nothing_leads_nowhere_and_is_waited_out() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let scene = scene("portal", &format!("http://{}/login", elsewhere.local_addr().unwrap()));
    let id = scene.report();
    let outcome = scene.phone.sync();
    assert!(outcome.waiting > 0);
    assert!(matches!(scene.phone.state(id), ReportState::Queued { .. }), "{:?}", scene.phone.state(id));
    scene.phone.clock.advance(std::time::Duration::from_mins(61));
    scene.must_deliver(id, 20);
    let nobody = elsewhere.accept().unwrap_err();
    assert_eq!(nobody.kind(), std::io::ErrorKind::WouldBlock, "the redirect was not followed");
}

#[test]
fn dates_that_are_a_day_off_hinder_nothing() {
    for fault in ["date-ahead", "date-behind"] {
        let scene = scene(fault, "");
        let id = scene.report();
        scene.must_deliver(id, 3);
    }
}

#[test]
fn a_wait_until_a_date_is_counted_by_the_answers_own_clock() {
    let scene = scene("busy-until", "");
    let id = scene.report();
    let _ = scene.phone.sync();
    let ReportState::Queued { next_try: Some(next), .. } = scene.phone.state(id) else {
        panic!("{:?}", scene.phone.state(id));
    };
    // Ten minutes by a clock that is 26 hours ahead.
    let wait = next.since_ms(hues_core::Clock::now(&scene.phone.clock).wall);
    assert!((600_000..3_600_000).contains(&wait), "{wait}");
    scene.must_deliver(id, 20);
}
