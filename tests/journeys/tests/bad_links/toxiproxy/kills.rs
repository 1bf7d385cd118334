//! SIGKILL at random moments, over a slow line that is cut now and then.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use hues_core::{ReportId, ReportState};
use journeys::{large_photo, photo_in_hue};
use serde_json::json;

use super::Toxiproxy;
use crate::{Scene, must_hold};

/// How often the app is killed.
const KILLS: usize = 100;
/// The same in the long run.
const KILLS_LONG: usize = 300;
/// A report is killed so often at most; then it is left to arrive.
const OF_ONE_REPORT: usize = 12;
/// The app is killed at any moment of this time after its start: it is over with one report in about half of it.
const MOMENTS_MS: u64 = 700;

#[test]
fn every_report_arrives_once_and_whole_though_the_app_is_killed_at_random_moments() {
    let kills_meant = if std::env::var_os("HUES_LONG").is_some() { KILLS_LONG } else { KILLS };
    let mut random = fastrand::Rng::new();
    let mut line = None;
    let mut origin = String::new();
    let mut scene = Scene::new(|_, port| {
        let (control, peer, beginning) = Toxiproxy::start(port);
        origin.clone_from(&beginning);
        line = Some(control);
        (peer, beginning)
    });
    let line = line.unwrap();
    for stream in ["upstream", "downstream"] {
        line.add("latency", stream, 1.0, &json!({"latency": 10, "jitter": 10}));
        line.add("bandwidth", stream, 1.0, &json!({"rate": 4_000}));
    }
    line.add("limit_data", "upstream", 0.1, &json!({"bytes": 300_000}));
    let mut ids = Vec::new();
    let mut kills = 0;
    while kills < kills_meant {
        let photos =
            if random.u8(..3) > 0 { vec![photo_in_hue()] } else { vec![photo_in_hue(), large_photo()] };
        ids.push(scene.queued(&photos));
        scene.phone.switch_off();
        for _ in 0..OF_ONE_REPORT {
            let mut app = app(&scene, &origin);
            std::thread::sleep(Duration::from_millis(random.u64(..MOMENTS_MS)));
            if app.try_wait().unwrap().is_some() {
                break;
            }
            app.kill().unwrap();
            app.wait().unwrap();
            kills += 1;
        }
        assert!(app(&scene, &origin).wait().unwrap().success());
        scene.phone.switch_on();
        must_be_delivered(&scene, &ids);
    }
    must_hold(&scene.town, &ids);
}

fn must_be_delivered(scene: &Scene, ids: &[ReportId]) {
    for id in ids {
        let state = scene.phone.state(*id);
        assert!(matches!(state, ReportState::Delivered { .. }), "{state:?}");
    }
}

/// The app in a process of its own; it ends by itself when nothing waits any more.
fn app(scene: &Scene, origin: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_citizen"))
        .arg("send")
        .args([scene.home.path().join("data"), scene.home.path().join("keystore")])
        .args([origin, &scene.town.city().alert_key()])
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}
