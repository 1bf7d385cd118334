//! Real TLS with an authority of the tests' own: who is believed, in which versions of HTTP, over IPv4 and IPv6, and how many connections it takes.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod line;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hues_core::wire::{ExtraRoot, Pins};
use hues_core::{ApiError, Client, Clock as _, Config, Reason, ReportId, ReportState, Timestamp};
use journeys::{Phone, Town};
use line::{Agreed, Authority, Identity, Line, pin};
use rcgen::KeyPair;
use tempfile::TempDir;

const V4: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const V6: IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST);
const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];
/// Whatever the year is in which this runs.
const VALID: (i32, i32) = (2000, 2100);
const BOTH: [&str; 2] = ["h2", "http/1.1"];
const NO_PINS: Option<Pins> = None;

struct Scene {
    home: TempDir,
    town: Town,
    authority: Authority,
}

impl Scene {
    fn new() -> Self {
        let home = TempDir::new().unwrap();
        let town = Town::start(&home.path().join("city"));
        Self { home, town, authority: Authority::new() }
    }

    fn certify(&self, names: &[&str], years: (i32, i32)) -> Identity {
        self.authority.certify(KeyPair::generate().unwrap(), names, years)
    }

    fn line(&self, identity: &Identity) -> Line {
        Line::start(V4, identity, &BOTH, self.town.city().port())
    }

    fn config(&self, config: Config, origin: String, pins: Option<Pins>) -> Config {
        let mut config = Config { extra_roots: vec![ExtraRoot(self.authority.root())], ..config };
        config.city.server.origin = origin;
        config.city.server.pins = pins;
        config
    }

    /// A phone that trusts the authority, with a report queued and a round behind it.
    fn phone(&self, host: &str, line: &Line, pins: Option<Pins>) -> (Phone, ReportId) {
        let origin = format!("https://{host}:{}", line.port());
        let phone = Phone::with(self.home.path(), &self.town, |config| self.config(config, origin, pins));
        let id = phone.submitted("Qua TLS thật");
        phone.connect();
        phone.sync_until_quiet(3);
        (phone, id)
    }

    fn must_deliver(&self, host: &str, line: &Line, pins: Option<Pins>) {
        let (phone, id) = self.phone(host, line, pins);
        assert!(matches!(phone.state(id), ReportState::Delivered { .. }), "{:?}", phone.state(id));
        assert!(!line.connections().contains(&Agreed::Refused), "{:?}", line.connections());
    }

    /// No byte of a request goes out, and the report waits.
    fn must_refuse(&self, host: &str, line: &Line, pins: Option<Pins>) {
        let (phone, id) = self.phone(host, line, pins);
        assert!(matches!(phone.state(id), ReportState::Queued { .. }), "{:?}", phone.state(id));
        let connections = line.connections();
        assert!(!connections.is_empty() && connections.iter().all(|agreed| *agreed == Agreed::Refused));
        assert_eq!(self.town.city().state().unwrap().report_posts, 0);
    }
}

fn pins(keys: &[&KeyPair], until: &str) -> Pins {
    let sha256 = keys.iter().map(|key| STANDARD.encode(pin(key))).collect();
    Pins { sha256, until: Timestamp::parse(until).unwrap() }
}

#[test]
fn over_http_2_everything_goes_through_one_connection() {
    let scene = Scene::new();
    let line = scene.line(&scene.certify(&NAMES, VALID));
    scene.must_deliver("localhost", &line, NO_PINS);
    assert_eq!(line.connections(), [Agreed::Http2]);
}

#[test]
fn over_http_1_1_connections_are_used_again() {
    let scene = Scene::new();
    let identity = scene.certify(&NAMES, VALID);
    let line = Line::start(V4, &identity, &["http/1.1"], scene.town.city().port());
    scene.must_deliver("127.0.0.1", &line, NO_PINS);
    let connections = line.connections();
    // Two or three go side by side, and one that has just ended may come too late to be used again; the requests are many more.
    assert!(
        connections.len() <= 4 && connections.iter().all(|agreed| *agreed == Agreed::Http1),
        "{connections:?}"
    );
}

#[test]
fn a_city_on_ipv6_is_reached() {
    let scene = Scene::new();
    let line = Line::start(V6, &scene.certify(&NAMES, VALID), &BOTH, scene.town.city().port());
    scene.must_deliver("[::1]", &line, NO_PINS);
}

#[test]
fn a_certificate_of_another_authority_is_refused() {
    let scene = Scene::new();
    let stranger = Authority::new().certify(KeyPair::generate().unwrap(), &NAMES, VALID);
    scene.must_refuse("localhost", &scene.line(&stranger), NO_PINS);
}

#[test]
fn a_certificate_for_another_host_is_refused() {
    let scene = Scene::new();
    let other = scene.certify(&["city.example"], VALID);
    scene.must_refuse("localhost", &scene.line(&other), NO_PINS);
}

#[test]
fn a_certificate_that_expired_or_is_not_valid_yet_is_refused() {
    for years in [(2000, 2001), (2099, 2100)] {
        let scene = Scene::new();
        let outside = scene.certify(&NAMES, years);
        scene.must_refuse("localhost", &scene.line(&outside), NO_PINS);
    }
}

#[test]
fn a_phone_whose_clock_is_26_hours_off_says_so_and_sends_once_that_is_mended() {
    const RIGHT: &str = "2026-11-23T07:41:05+07:00";
    const DAYS: [(i32, u8, u8); 2] = [(2026, 11, 22), (2026, 11, 24)];
    for hours in [-26, 26] {
        let scene = Scene::new();
        let identity = scene.authority.certify_for_days(KeyPair::generate().unwrap(), &NAMES, DAYS);
        let line = scene.line(&identity);
        let origin = format!("https://localhost:{}", line.port());
        let phone =
            Phone::with(scene.home.path(), &scene.town, |config| scene.config(config, origin, NO_PINS));
        let right = Timestamp::parse(RIGHT).unwrap();
        phone.clock.set(Timestamp::from_unix_ms(right.unix_ms() + hours * 3_600_000));
        let id = phone.submitted("Đồng hồ sai");
        phone.connect();
        let outcome = phone.sync();
        assert_eq!((outcome.unreached, outcome.waiting), (Some(Reason::ClockWrong), 1), "{hours} hours");
        assert!(outcome.next_try.is_some(), "it goes on by itself");
        let state = phone.state(id);
        assert!(matches!(state, ReportState::Queued { reason: Reason::ClockWrong, .. }), "{state:?}");
        assert!(line.connections().iter().all(|agreed| *agreed == Agreed::Refused), "no byte went out");
        assert_eq!(scene.town.city().state().unwrap().installations, 0);

        phone.clock.set(right);
        phone.client().resume().unwrap();
        let _ = phone.sync();
        assert!(matches!(phone.state(id), ReportState::Delivered { .. }), "{:?}", phone.state(id));
    }
}

#[test]
fn a_certificate_that_the_city_let_expire_is_not_blamed_on_the_phones_clock() {
    let scene = Scene::new();
    let line = scene.line(&scene.certify(&NAMES, VALID));
    let (phone, id) = scene.phone("localhost", &line, NO_PINS);
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }), "{:?}", phone.state(id));
    let port = line.port();
    drop(line);
    // The phone has heard the city's time, and its own may be what it likes.
    for hours in [0, 24 * 365, -24 * 365] {
        let line =
            Line::start_on(V4, port, &scene.certify(&NAMES, (2000, 2001)), &BOTH, scene.town.city().port());
        let right = phone.clock.now().wall;
        phone.clock.set(Timestamp::from_unix_ms(right.unix_ms() + hours * 3_600_000));
        let _ = phone.submitted("Chứng chỉ hết hạn");
        phone.client().resume().unwrap();
        let outcome = phone.sync();
        assert_eq!(outcome.unreached, Some(Reason::Unreachable), "{hours} hours");
        assert!(line.connections().iter().all(|agreed| *agreed == Agreed::Refused), "no byte went out");
        phone.clock.set(right);
    }
    // One that is valid now, but not at the phone's time, is.
    let line =
        Line::start_on(V4, port, &scene.certify(&NAMES, (2020, 2100)), &BOTH, scene.town.city().port());
    phone.clock.set(Timestamp::parse("2019-11-23T07:41:05+07:00").unwrap());
    phone.client().resume().unwrap();
    assert_eq!(phone.sync().unreached, Some(Reason::ClockWrong));
    assert!(line.connections().iter().all(|agreed| *agreed == Agreed::Refused), "no byte went out");
}

#[test]
fn only_a_pinned_key_or_its_backup_is_believed_whoever_vouches_for_another() {
    let (first, backup) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let pinned = pins(&[&first, &backup], "2100-01-01T00:00:00Z");

    let scene = Scene::new();
    scene.must_refuse("localhost", &scene.line(&scene.certify(&NAMES, VALID)), Some(pinned.clone()));

    for key in [first, backup] {
        let scene = Scene::new();
        let line = scene.line(&scene.authority.certify(key, &NAMES, VALID));
        scene.must_deliver("localhost", &line, Some(pinned.clone()));
    }
}

#[test]
fn a_pinned_key_needs_a_certificate_all_the_same() {
    let (first, backup) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let pinned = pins(&[&first, &backup], "2100-01-01T00:00:00Z");
    let scene = Scene::new();
    let stranger = Authority::new().certify(first, &NAMES, VALID);
    scene.must_refuse("localhost", &scene.line(&stranger), Some(pinned));
}

#[test]
fn pins_whose_time_is_over_lock_nobody_out() {
    let (first, backup) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let over = pins(&[&first, &backup], "2020-01-01T00:00:00Z");
    let scene = Scene::new();
    scene.must_deliver("localhost", &scene.line(&scene.certify(&NAMES, VALID)), Some(over));
}

#[test]
fn a_city_that_pins_one_key_alone_is_no_configuration() {
    let scene = Scene::new();
    let key = KeyPair::generate().unwrap();
    let phone = Phone::new(scene.home.path(), &scene.town);
    let mut config = journeys::config(
        &scene.home.path().join("other"),
        phone.key_guard.clone(),
        "https://localhost",
        &scene.town.city().alert_key(),
    );
    config.city.server.pins = Some(pins(&[&key], "2100-01-01T00:00:00Z"));
    assert!(matches!(Client::open(config).err(), Some(ApiError::InvalidConfig { .. })));
}
