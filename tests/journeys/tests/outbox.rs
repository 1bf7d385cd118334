//! What waits to reach the city, as the citizen sees it, and how they give it up.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use city::{Fault, Misbehaviour};
use hues_core::{Battery, Delivery, GivingUp, Network, Reason, ReportState, SendAnyway, WaysOn};
use journeys::{Phone, Town, photo_in_hue};
use tempfile::TempDir;

fn world() -> (TempDir, Town, Phone) {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    (home, town, phone)
}

#[test]
fn what_waits_is_told_part_by_part_and_goes_over_mobile_data_when_the_citizen_says_so() {
    let (_home, town, phone) = world();
    let (client, reports) = (phone.client(), phone.client().reports());
    client.set_photos_wait_for_unmetered(true).unwrap();
    let id = phone.draft("Ổ gà trước nhà", &[photo_in_hue()]);
    reports.submit(id).unwrap();
    let [offline] = reports.waiting().unwrap().try_into().unwrap();
    let words: Vec<_> = offline.items.iter().map(|item| item.words.en.as_str()).collect();
    assert_eq!((words[0], words[2]), ("What you wrote", "Proof that the city has all of it"));
    assert!(words[1].starts_with("Photo 1, ") && words[1].ends_with("KB"), "{words:?}");
    assert!(offline.title.vi.starts_with("Ổ gà trước nhà"), "{offline:?}");
    let discard = Some(GivingUp::Discard);
    assert_eq!(
        offline.ways,
        WaysOn { try_now: true, edit_again: true, give_up: discard, ..WaysOn::default() }
    );

    client.set_network(Network::Metered).unwrap();
    let _ = phone.sync();
    let [metered] = reports.waiting().unwrap().try_into().unwrap();
    assert!(matches!(metered.state, ReportState::SendingPhotos { .. }), "{metered:?}");
    let photo = &metered.items[0];
    assert_eq!(photo.delivery, Delivery::Waiting { reason: Reason::WaitsForUnmetered, next_try: None });
    assert_eq!(photo.sentences, [Reason::WaitsForUnmetered.words()]);
    let progress = photo.progress.clone().unwrap();
    assert!(progress.sent == 0 && progress.total > 0);
    assert!(progress.words.vi.starts_with("Đã gửi 0 KB trong "), "{progress:?}");
    assert_eq!(
        (metered.ways.send_anyway, metered.ways.edit_again),
        (Some(SendAnyway::OverMobileData), false)
    );
    assert_eq!(metered.ways.give_up, Some(GivingUp::Withdraw));
    assert_eq!(reports.get(id).unwrap().ways_on, metered.ways);

    reports.send_anyway(id, SendAnyway::OverMobileData).unwrap();
    let _ = phone.sync();
    assert_eq!(reports.waiting().unwrap(), []);
    assert_eq!(town.city().state().unwrap().reports[0].attachments.len(), 1);
    assert_eq!(reports.get(id).unwrap().ways_on.give_up, Some(GivingUp::Withdraw), "the city has it");
}

#[test]
fn photos_that_wait_for_the_charger_go_on_the_battery_when_the_citizen_says_so() {
    let (_home, town, phone) = world();
    let (client, reports) = (phone.client(), phone.client().reports());
    let id = phone.submitted("Ổ gà trước nhà");
    client.set_battery(Battery { percent: Some(9), ..Battery::default() }).unwrap();
    client.set_network(Network::Unmetered).unwrap();
    let _ = phone.sync();
    let [low] = reports.waiting().unwrap().try_into().unwrap();
    assert_eq!(low.items[0].sentences, [Reason::BatteryLow.words()]);
    assert_eq!(low.ways.send_anyway, Some(SendAnyway::OnBattery), "nothing costs mobile data here");
    assert!(!low.ways.try_now, "a try would send nothing");
    assert_eq!(reports.get(id).unwrap().ways_on, low.ways);
    reports.send_anyway(id, SendAnyway::OnBattery).unwrap();
    let _ = phone.sync();
    assert_eq!(reports.waiting().unwrap(), []);
    assert!(town.city().state().unwrap().reports[0].attachments[0].stored_sha256.is_some());
}

#[test]
fn who_lets_photos_use_the_battery_is_asked_again_before_they_cost_mobile_data() {
    let (_home, town, mut phone) = world();
    phone.client().set_photos_wait_for_unmetered(true).unwrap();
    let [id, other] = ["Ổ gà trước nhà", "Ổ gà trước chợ"].map(|text| phone.submitted(text));
    let low = Battery { is_saved: true, ..Battery::default() };
    phone.client().set_battery(low).unwrap();
    phone.client().set_network(Network::Metered).unwrap();
    let _ = phone.sync();
    let offered = |phone: &Phone, id| phone.client().reports().get(id).unwrap().ways_on.send_anyway;
    assert_eq!(offered(&phone, id), Some(SendAnyway::OverMobileDataOnBattery));
    let said = |phone: &Phone| phone.client().reports().waiting().unwrap()[0].items[0].sentences.clone();
    assert_eq!(said(&phone), [Reason::WaitsForUnmeteredAndCharger.words()], "all that it waits for");
    // It was on the button a moment ago, when there was Wi-Fi.
    phone.client().reports().send_anyway(id, SendAnyway::OnBattery).unwrap();
    let _ = phone.sync();
    assert_eq!(offered(&phone, id), Some(SendAnyway::OverMobileData));
    assert_eq!(said(&phone), [Reason::WaitsForUnmetered.words()]);
    phone.switch_off();
    phone.switch_on();
    phone.client().set_battery(low).unwrap();
    phone.client().set_network(Network::Metered).unwrap();
    assert_eq!(offered(&phone, id), Some(SendAnyway::OverMobileData), "what was said is kept");
    phone.client().reports().send_anyway(id, SendAnyway::OverMobileData).unwrap();
    phone.client().reports().send_anyway(other, SendAnyway::OverMobileDataOnBattery).unwrap();
    let _ = phone.sync();
    assert_eq!(phone.client().reports().waiting().unwrap(), []);
    assert_eq!(town.city().state().unwrap().reports.len(), 2);
}

#[test]
fn a_photo_that_the_city_kept_waiting_goes_at_once_when_the_citizen_lets_it_use_the_battery() {
    let (_home, town, phone) = world();
    let (client, reports) = (phone.client(), phone.client().reports());
    let id = phone.submitted("Ổ gà trước nhà");
    let busy = Fault::Unavailable { status: 503, retry_after: Some("1800".into()) };
    town.city().misbehave(Misbehaviour::once("POST", "/v1/uploads", busy));
    client.set_network(Network::Unmetered).unwrap();
    let _ = phone.sync();
    let ways = reports.get(id).unwrap().ways_on;
    assert!(ways.try_now && ways.send_anyway.is_none(), "the city is busy, nothing is spared");
    client.set_battery(Battery { called_low: true, ..Battery::default() }).unwrap();
    let how = reports.get(id).unwrap().ways_on.send_anyway.unwrap();
    reports.send_anyway(id, how).unwrap();
    let _ = phone.sync();
    assert_eq!(reports.waiting().unwrap(), []);
}

#[test]
fn what_nobody_else_has_is_thrown_away_and_what_the_city_has_is_taken_back_there() {
    let (_home, town, phone) = world();
    let reports = phone.client().reports();
    let id = phone.submitted("Gửi nhầm");
    assert_eq!(reports.give_up(id).unwrap(), GivingUp::Discard);
    assert_eq!(reports.waiting().unwrap(), []);
    assert_eq!(reports.discarded().unwrap()[0].id, id);
    reports.restore(id).unwrap();
    assert_eq!(phone.state(id), ReportState::Draft);
    reports.submit(id).unwrap();
    phone.connect();
    let _ = phone.sync();
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }));

    phone.client().set_network(Network::None).unwrap();
    assert_eq!(reports.give_up(id).unwrap(), GivingUp::Withdraw);
    let [waiting] = reports.waiting().unwrap().try_into().unwrap();
    assert_eq!(waiting.items[0].words.en, "Taking the report back");
    assert!(waiting.ways.keep && waiting.ways.give_up.is_none());
    reports.keep(id).unwrap();
    assert_eq!(reports.waiting().unwrap(), []);
    reports.give_up(id).unwrap();
    phone.connect();
    let _ = phone.sync();
    assert_eq!(phone.state(id), ReportState::Withdrawn);
    assert!(reports.give_up(id).is_err(), "once");
    assert_eq!(town.city().state().unwrap().reports.len(), 1);
}
