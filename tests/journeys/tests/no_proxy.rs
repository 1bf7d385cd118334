//! No request goes through a proxy that the surroundings name: neither the citizen nor the city chose it.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::io::ErrorKind;
use std::net::TcpListener;
use std::process::Command;

use hues_core::ReportState;
use journeys::{Phone, Town};
use tempfile::TempDir;

/// What programs take a proxy's address from.
const NAMES: [&str; 6] = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
/// Set in the process whose surroundings name one.
const INSIDE: &str = "HUES_NAMED_PROXY";

#[test]
fn a_report_goes_to_the_city_itself_whatever_proxy_the_surroundings_name() {
    if std::env::var_os(INSIDE).is_some() {
        return deliver();
    }
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    proxy.set_nonblocking(true).unwrap();
    let address = format!("http://{}", proxy.local_addr().unwrap());
    let mut inside = Command::new(std::env::current_exe().unwrap());
    inside.args(["--exact", "a_report_goes_to_the_city_itself_whatever_proxy_the_surroundings_name"]);
    inside
        .env(INSIDE, "1")
        .envs(NAMES.map(|name| (name, &address)))
        .env_remove("NO_PROXY")
        .env_remove("no_proxy");
    let ran = inside.output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stdout));
    assert_eq!(proxy.accept().unwrap_err().kind(), ErrorKind::WouldBlock, "nobody came to the proxy");
}

fn deliver() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    let id = phone.submitted("Không qua trung gian");
    phone.connect();
    let _ = phone.sync();
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }), "{:?}", phone.state(id));
}
