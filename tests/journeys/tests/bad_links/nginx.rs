//! A proxy that takes each request in whole before the city sees a byte of it, as nginx does unless it is told otherwise.

use std::fs;
use std::process::{Command, Stdio};

use hues_core::PhotoHint;
use journeys::{Peer, large_video, photo_in_hue};

use super::Scene;

/// All its defaults, but one process, and its files in a folder of the test's own.
const CONFIGURATION: &str = "
daemon off;
master_process off;
pid FOLDER/pid;
error_log FOLDER/error.log;
events {}
http {
    access_log off;
    client_body_temp_path FOLDER/body;
    proxy_temp_path FOLDER/proxy;
    fastcgi_temp_path FOLDER/fastcgi;
    uwsgi_temp_path FOLDER/uwsgi;
    scgi_temp_path FOLDER/scgi;
    server {
        listen 127.0.0.1:OWN;
        location / {
            proxy_pass http://127.0.0.1:CITY;
        }
    }
}
";

fn scene() -> Scene {
    Scene::new(|home, city| {
        let folder = home.path().join("nginx");
        fs::create_dir(&folder).unwrap();
        let peer = Peer::start(|own| {
            let written = CONFIGURATION
                .replace("FOLDER", &folder.display().to_string())
                .replace("OWN", &own.to_string())
                .replace("CITY", &city.to_string());
            fs::write(folder.join("nginx.conf"), written).unwrap();
            // Where Debian puts it, which is not on every user's PATH.
            let mut nginx = Command::new("/usr/sbin/nginx");
            nginx.arg("-e").arg(folder.join("error.log")).arg("-c").arg(folder.join("nginx.conf"));
            nginx.stdout(Stdio::null()).stderr(Stdio::null());
            nginx
        });
        let origin = peer.url();
        (peer, origin)
    })
}

#[test]
fn a_proxy_that_buffers_passes_everything_on() {
    let scene = scene();
    let id = scene.report();
    scene.must_deliver(id, 3);
}

#[test]
fn a_video_goes_in_pieces_that_a_proxy_takes_by_its_defaults() {
    let scene = scene();
    let reports = scene.phone.client().reports();
    let id = scene.phone.draft("Nước ngập", &[photo_in_hue()]);
    reports.add_video(id, &large_video(scene.home.path()), PhotoHint::default()).unwrap();
    reports.submit(id).unwrap();
    scene.phone.connect();
    scene.must_deliver(id, 1);
}

#[test]
fn a_gateway_whose_city_is_down_is_waited_out() {
    let mut scene = scene();
    let id = scene.report();
    scene.town.stop();
    let outcome = scene.phone.sync();
    assert!(outcome.waiting > 0);
    scene.town.restart();
    scene.phone.clock.advance(std::time::Duration::from_mins(61));
    scene.must_deliver(id, 6);
}
