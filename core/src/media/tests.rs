//! What the room promises of real photos.

mod colours;
mod damage;
mod exiftool;
mod formats;
mod others;

use std::path::{Path, PathBuf};

use mozjpeg::Decompress;
use serde_json::Value;

use super::size::{RGB, Size};
use super::{CleanPhoto, Limits, Refusal, clean, read_exif};

pub(super) fn photo(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/data/photos")).join(name)
}

pub(super) fn cleaned(name: &str) -> CleanPhoto {
    clean(&photo(name), &Limits::default()).unwrap_or_else(|refusal| panic!("{name}: {refusal}"))
}

/// Cleans bytes by way of a file.
pub(super) fn clean_bytes(bytes: &[u8]) -> Result<CleanPhoto, Refusal> {
    clean_bytes_within(bytes, &Limits::default())
}

fn clean_bytes_within(bytes: &[u8], limits: &Limits) -> Result<CleanPhoto, Refusal> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("photo");
    std::fs::write(&path, bytes).unwrap();
    clean(&path, limits)
}

/// The RGB pixels of a JPEG.
pub(super) fn pixels(jpeg: &[u8]) -> (Size, Vec<[u8; RGB]>) {
    let mut decoder = Decompress::new_mem(jpeg).unwrap().rgb().unwrap();
    let size =
        Size { width: decoder.width().try_into().unwrap(), height: decoder.height().try_into().unwrap() };
    (size, decoder.read_scanlines().unwrap())
}

pub(super) fn mean_difference(a: &[[u8; RGB]], b: &[[u8; RGB]]) -> f64 {
    assert_eq!(a.len(), b.len());
    let (a, b) = (a.as_flattened(), b.as_flattened());
    let sum: u64 = a.iter().zip(b).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    f64::from(u32::try_from(sum).unwrap()) / f64::from(u32::try_from(a.len()).unwrap())
}

/// The segments of a JPEG up to its picture, and that picture's data.
fn segments(jpeg: &[u8]) -> (Vec<u8>, &[u8]) {
    let mut markers = Vec::new();
    let mut rest = jpeg.strip_prefix(&[0xFF, 0xD8]).unwrap();
    loop {
        let [0xFF, marker, high, low, ..] = rest else { panic!("no marker after {markers:x?}") };
        markers.push(*marker);
        rest = &rest[2 + usize::from(u16::from_be_bytes([*high, *low]))..];
        if *marker == 0xDA {
            return (markers, rest);
        }
    }
}

/// Of the files that no decoder reads, the reason.
fn expected_refusal(name: &str) -> &'static str {
    match name {
        "derived_empty.jpg" => "empty",
        "derived_text_named_jpg.jpg" => "not_a_photo",
        "jpeg_height_zero.jpg" => "corrupt",
        "phone.heic" => "heic",
        // Neither has an end.
        "derived_truncated_in_exif.jpg" | "fuzz_3x62728.jpeg" => "truncated",
        _ => panic!("{name} is not known"),
    }
}

fn manifest() -> Vec<Value> {
    let manifest: Value = serde_json::from_slice(&std::fs::read(photo("manifest.json")).unwrap()).unwrap();
    manifest["files"].as_array().unwrap().clone()
}

#[test]
fn every_photo_that_a_decoder_reads_is_accepted_and_every_other_refused_with_its_reason() {
    for entry in manifest() {
        let name = entry["file"].as_str().unwrap();
        let outcome = clean(&photo(name), &Limits::default());
        if entry["decoder"]["decode"] == "ok" {
            let photo = outcome.unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
            assert_size(name, &entry, &photo);
            assert_found(name, &entry, &photo);
        } else {
            let refusal = outcome.expect_err(name);
            assert_eq!(refusal.code(), expected_refusal(name), "{name}");
        }
    }
}

fn assert_size(name: &str, entry: &Value, photo: &CleanPhoto) {
    let side = |index: usize| u32::try_from(entry["decoder"]["size"][index].as_u64().unwrap()).unwrap();
    let turned = entry["exif"]["orientation"].as_u64().is_some_and(|value| (5..=8).contains(&value));
    let (width, height) = if turned { (side(1), side(0)) } else { (side(0), side(1)) };
    let expected = match name {
        // Half, which the decoder gives for less than exactly 2048 would cost.
        "large_12mp_phone_gps.jpg" => (2016, 1512),
        "large_16mp_small_file.jpg" => (2048, 1536),
        _ => (width, height),
    };
    assert_eq!((photo.width, photo.height), expected, "{name}");
    let (size, _) = pixels(&photo.jpeg);
    assert_eq!((size.width, size.height), expected, "{name}: the JPEG itself");
}

fn assert_found(name: &str, entry: &Value, photo: &CleanPhoto) {
    let said = |key: &str| entry["exif"][key].as_f64();
    let position = photo.found.position;
    match (said("gps_lat"), said("gps_lon")) {
        (Some(lat), Some(lon)) if (lat, lon) != (0.0, 0.0) => {
            let position = position.unwrap_or_else(|| panic!("{name}: no position"));
            assert!((position.point.lat() - lat).abs() < 1e-6, "{name}: latitude {:?}", position.point);
            assert!((position.point.lon() - lon).abs() < 1e-6, "{name}: longitude {:?}", position.point);
            // The list has altitudes without their reference.
            let altitude = position.altitude_m.map(f64::abs);
            assert!((altitude.unwrap() - said("gps_altitude").unwrap()).abs() < 1e-3, "{name}: {altitude:?}");
        }
        _ => assert_eq!(position, None, "{name}"),
    }
    if let Some(time) = entry["exif"]["datetime_original"].as_str() {
        let (date, time) = time.split_once(' ').unwrap();
        let offset = entry["exif"]["offset"].as_str().unwrap_or_default();
        let expected = format!("{}T{time}{offset}", date.replace(':', "-"));
        assert_eq!(photo.found.taken_at.map(|taken_at| taken_at.to_string()), Some(expected), "{name}");
    }
}

#[test]
fn the_metadata_can_be_read_without_decoding() {
    for name in ["derived_hue_gps_o6.jpg", "exif_in_webp_gps.webp", "exif_in_png.png"] {
        assert_eq!(read_exif(&photo(name), &Limits::default()).unwrap(), cleaned(name).found, "{name}");
    }
    assert_eq!(read_exif(&photo("phone.heic"), &Limits::default()), Err(Refusal::Heic));
}

#[test]
fn accuracy_is_what_the_receiver_estimated_and_below_the_sea_is_negative() {
    let found = cleaned("gps_1x1_pixel.jpg").found.position.unwrap();
    assert!((found.accuracy_m.unwrap() - 4.792_726).abs() < 1e-6);
    assert_eq!(cleaned("gps_west_no_orientation.jpg").found.position.unwrap().altitude_m, Some(-848.0));
}

#[test]
fn whichever_way_the_camera_was_held_the_photo_is_upright() {
    let upright = pixels(&cleaned("orient_1.jpg").thumbnail);
    for name in
        ["orient_0.jpg", "orient_2.jpg", "orient_3.jpg", "orient_4.jpg", "orient_6.jpg", "orient_8.jpg"]
    {
        let turned = pixels(&cleaned(name).thumbnail);
        assert_eq!(turned.0, upright.0, "{name}");
        // Each has its own number painted on it; a wrong turn makes a difference of more than 40.
        let difference = mean_difference(&turned.1, &upright.1);
        assert!(difference < 4.0, "{name} differs by {difference}");
    }
}

#[test]
fn nothing_but_the_picture_is_left() {
    let photo = cleaned("derived_hue_gps_o6.jpg");
    for name in
        ["derived_hue_gps_o6.jpg", "large_12mp_phone_gps.jpg", "cmyk_multi_icc.jpg", "exif_in_png.png"]
    {
        let photo = cleaned(name);
        for jpeg in [&photo.jpeg, &photo.thumbnail] {
            let (markers, data) = segments(jpeg);
            // JFIF, quantisation, frame, Huffman tables, scan.
            let plain = [0xE0, 0xDB, 0xC0, 0xC4, 0xDA];
            assert!(markers.iter().all(|marker| plain.contains(marker)), "{name}: {markers:x?}");
            assert!(data.ends_with(&[0xFF, 0xD9]), "{name}");
        }
    }
    let original = std::fs::read(super::tests::photo("derived_hue_gps_o6.jpg")).unwrap();
    for secret in ["SN-PRIVATE-0001", "Nguyen Van A", "TestPhone", "Exif", "2026:10:28"] {
        let holds = |bytes: &[u8]| bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(holds(&original), "the fixture must hold {secret}");
        assert!(!holds(&photo.jpeg) && !holds(&photo.thumbnail), "{secret} is left");
    }
}

#[test]
fn the_thumbnail_is_the_same_picture_within_its_bound() {
    for (name, width, height) in [
        ("large_12mp_phone_gps.jpg", 320, 240),
        ("orient_portrait_6.jpg", 213, 320),
        ("webp_lossy.webp", 100, 100),
        ("gps_1x1_pixel.jpg", 1, 1),
    ] {
        assert_eq!(pixels(&cleaned(name).thumbnail).0, Size { width, height }, "{name}");
    }
}

#[test]
fn the_digest_is_of_the_jpeg() {
    let photo = cleaned("webp_lossy.webp");
    assert_eq!(photo.sha256, ring::digest::digest(&ring::digest::SHA256, &photo.jpeg).as_ref());
}

#[test]
fn a_clean_photo_stays_as_it_is_when_cleaned_again() {
    let first = cleaned("large_16mp_small_file.jpg");
    let again = clean_bytes(&first.jpeg).unwrap();
    assert_eq!((again.width, again.height), (first.width, first.height));
    assert!(mean_difference(&pixels(&again.jpeg).1, &pixels(&first.jpeg).1) < 1.0);
}
