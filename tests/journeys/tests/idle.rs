//! How often a phone wakes, counted over virtual days.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use hues_core::{Clock as _, Config, Entropy, Network, ReportState, SyncMode};
use journeys::{Phone, Town};
use tempfile::TempDir;

/// The same chances every time.
struct Dice(AtomicU64);

impl Entropy for Dice {
    fn fill(&self, buffer: &mut [u8]) {
        for byte in buffer {
            // A linear congruential generator with Knuth's constants.
            let next = |state: u64| {
                state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407)
            };
            let state = self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |state| Some(next(state)));
            *byte = (next(state.unwrap_or_default()) >> 56) as u8;
        }
    }
}

/// Lets the platform wake the phone whenever it asks for that, for so long; how often it was.
fn wakes(phone: &Phone, span: Duration) -> u32 {
    let end = phone.clock.now().wall.after(span);
    let mut wakes = 0;
    while let Some(at) = phone.client().next_wake().unwrap() {
        if at > end {
            break;
        }
        let left = u64::try_from(at.since_ms(phone.clock.now().wall)).unwrap();
        phone.clock.advance(Duration::from_millis(left));
        let _ = phone.sync();
        wakes += 1;
    }
    wakes
}

const DAY: Duration = Duration::from_hours(24);

#[test]
fn a_phone_with_nothing_to_do_is_never_woken() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    let id = phone.submitted("Xong rồi thì nghỉ");
    phone.connect();
    let _ = phone.sync();
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }));
    let _draft = phone.draft("Bản nháp không đánh thức máy", &[]);
    for network in [Network::Unmetered, Network::Metered, Network::None] {
        phone.client().set_network(network).unwrap();
        assert_eq!(wakes(&phone, DAY * 7), 0, "{network:?}");
    }
}

#[test]
fn without_a_network_or_before_wifi_no_timer_runs() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    let _ = phone.submitted("Chờ mạng");
    let _ = phone.sync();
    assert_eq!(wakes(&phone, DAY), 0, "the platform tells when there is a network");
    phone.client().set_photos_wait_for_unmetered(true).unwrap();
    phone.client().set_network(Network::Metered).unwrap();
    let _ = phone.sync();
    assert_eq!(wakes(&phone, DAY), 0, "the platform tells when there is Wi-Fi");
}

#[test]
fn a_city_that_is_away_for_a_day_is_asked_less_than_four_times_an_hour() {
    let home = TempDir::new().unwrap();
    let mut town = Town::start(&home.path().join("city"));
    let dice = Arc::new(Dice(AtomicU64::new(11)));
    let phone = Phone::with(home.path(), &town, |config| Config {
        entropy: dice,
        sync_mode: SyncMode::WhenAsked,
        ..config
    });
    let _ = phone.submitted("Thành phố đi vắng");
    town.stop();
    phone.connect();
    let _ = phone.sync();
    let woken = wakes(&phone, DAY);
    assert!((10..96).contains(&woken), "{woken} times");
}
