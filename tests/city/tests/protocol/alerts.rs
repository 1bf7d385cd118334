//! The signed index of warnings.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use city::{City, Error};
use ring::signature::{ED25519, UnparsedPublicKey};
use serde_json::Value;

use crate::phone::{Phone, again, city, city_with, fixture, sha256};

/// The index, after its signature was verified with the city's key.
fn verified(city: &City, phone: &Phone) -> Value {
    let index = phone.ask("GET", "/v1/alerts/index.json", &[], b"");
    assert_eq!((index.status, index.header("content-type")), (200, Some("application/json")));
    assert!(index.header("cache-control").is_some());
    let signature = phone.ask("GET", "/v1/alerts/index.json.sig", &[], b"");
    assert_eq!((signature.status, signature.header("content-type")), (200, Some("text/plain")));
    let signature = STANDARD.decode(signature.body).expect("base64");
    let key = STANDARD.decode(city.alert_key()).expect("base64");
    UnparsedPublicKey::new(&ED25519, key).verify(&index.body, &signature).expect("the city's signature");
    index.json()
}

#[tokio::test]
async fn a_published_message_is_in_the_signed_index_and_at_its_digest() {
    let (_data, city, phone) = city().await;
    let xml = fixture("cap/valid/oasis_a2_thunderstorm.xml");
    let digest = city.publish_alert(&xml).unwrap();
    let index = verified(&city, &phone);
    let entry = &index["alerts"][0];
    assert_eq!(digest, sha256(&xml));
    assert_eq!(entry["sha256"], digest);
    assert_eq!(entry["identifier"], "KSTO1055887203");
    assert_eq!(entry["sender"], "KSTO@NWS.NOAA.GOV");
    assert_eq!(entry["sent"], "2003-06-17T14:57:00-07:00");
    assert_eq!(entry["expires"], "2003-06-17T16:00:00-07:00");
    let message = phone.ask("GET", entry["url"].as_str().unwrap(), &[], b"");
    assert_eq!((message.status, message.header("content-type")), (200, Some("application/cap+xml")));
    assert!(message.header("cache-control").unwrap().contains("immutable"));
    assert_eq!(message.body, xml);
}

#[tokio::test]
async fn the_serial_only_grows_also_after_a_restart() {
    let (data, city, phone) = city().await;
    let key = city.alert_key();
    let serial = |city: &City| verified(city, &phone)["serial"].as_i64().unwrap();
    let mut serials = vec![serial(&city)];
    let digest = city.publish_alert(&fixture("cap/valid/kazakhstan.xml")).unwrap();
    serials.push(serial(&city));
    let city = again(&data, city).await;
    assert_eq!(city.alert_key(), key);
    assert_eq!(serial(&city), serials[1]);
    city.withdraw_alert(&digest).unwrap();
    serials.push(serial(&city));
    assert!(serials.is_sorted_by(|one, next| one < next), "{serials:?}");
}

#[tokio::test]
async fn a_withdrawn_message_leaves_the_index_and_stays_at_its_address() {
    let (_data, city, phone) = city().await;
    let digest = city.publish_alert(&fixture("cap/valid/ipaws_cancel_no_info.xml")).unwrap();
    city.withdraw_alert(&digest).unwrap();
    assert_eq!(verified(&city, &phone)["alerts"], Value::Array(Vec::new()));
    assert_eq!(phone.ask("GET", &format!("/v1/alerts/messages/{digest}"), &[], b"").status, 200);
    assert!(matches!(city.withdraw_alert(&digest), Err(Error::AlertUnknown)));
    city.publish_alert(&fixture("cap/valid/ipaws_cancel_no_info.xml")).unwrap();
    assert_eq!(verified(&city, &phone)["alerts"][0]["sha256"], digest);
}

#[tokio::test]
async fn an_index_that_is_held_is_not_sent_again() {
    let (_data, city, phone) = city_with(|options| options.index_max_age = Duration::from_mins(1)).await;
    let first = phone.ask("GET", "/v1/alerts/index.json", &[], b"");
    assert_eq!(first.header("cache-control"), Some("public, max-age=60, must-revalidate"));
    let held = [("If-None-Match", first.header("etag").unwrap())];
    assert_eq!(phone.ask("GET", "/v1/alerts/index.json", &held, b"").status, 304);
    city.publish_alert(&fixture("cap/valid/kazakhstan.xml")).unwrap();
    assert_eq!(phone.ask("GET", "/v1/alerts/index.json", &held, b"").status, 200);
}

#[tokio::test]
async fn an_index_past_half_its_life_is_signed_anew() {
    let (_data, city, phone) = city_with(|options| options.index_validity = Duration::ZERO).await;
    let (first, second) = (verified_serial(&city, &phone), verified_serial(&city, &phone));
    assert!(first < second);
}

/// The serial of an index that is so short-lived that its signature is already of the next one.
fn verified_serial(city: &City, phone: &Phone) -> i64 {
    let index = phone.ask("GET", "/v1/alerts/index.json", &[], b"").json();
    assert_eq!(index["signed_at"], index["valid_until"]);
    assert_eq!(index["serial"], city.state().expect("a state").alert_serial);
    index["serial"].as_i64().expect("a serial")
}

#[tokio::test]
async fn every_valid_message_of_the_fixtures_can_be_published() {
    let (_data, city, phone) = city().await;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/cap/valid");
    let mut count = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        city.publish_alert(&std::fs::read(&path).unwrap())
            .unwrap_or_else(|error| panic!("{path:?}: {error}"));
        count += 1;
    }
    assert!(count > 10);
    assert_eq!(verified(&city, &phone)["alerts"].as_array().unwrap().len(), count);
}

#[tokio::test]
async fn what_is_no_message_is_not_published() {
    let (_data, city, phone) = city().await;
    for name in [
        "invalid/xxe_external_entity",
        "invalid/derived_entity_expansion",
        "invalid/not_cap_is_an_xsd",
        "other/cap11_minimal",
    ] {
        let refused = city.publish_alert(&fixture(&format!("cap/{name}.xml")));
        assert!(matches!(refused, Err(Error::AlertInvalid(_))), "{name}");
    }
    assert_eq!(verified(&city, &phone)["alerts"], Value::Array(Vec::new()));
}
