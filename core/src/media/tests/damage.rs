//! Cut, bent and hostile files: each is refused or read, and nothing panics.

use std::sync::atomic::{AtomicU32, Ordering};

use super::{clean_bytes, photo};
use crate::media::{Limits, Refusal, clean};

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(photo(name)).unwrap()
}

#[test]
fn a_truncated_photo_is_refused_and_says_so() {
    for (name, step) in
        [("derived_hue_gps_o6.jpg", 997), ("progressive_cat.jpg", 499), ("gps_1x1_pixel.jpg", 7)]
    {
        let whole = bytes(name);
        for length in (3..whole.len()).step_by(step).chain([whole.len() - 2, whole.len() - 1]) {
            assert_eq!(
                clean_bytes(&whole[..length]),
                Err(Refusal::Truncated),
                "{name} cut to {length} bytes"
            );
        }
    }
    for name in ["png_256_alpha.png", "exif_in_png.png", "webp_lossy.webp", "webp_animated.webp"] {
        let whole = bytes(name);
        for length in (12..whole.len()).step_by(61).chain([whole.len() - 1]) {
            assert_eq!(
                clean_bytes(&whole[..length]),
                Err(Refusal::Truncated),
                "{name} cut to {length} bytes"
            );
        }
    }
}

#[test]
fn a_photo_whose_middle_is_missing_is_refused_though_it_has_an_end() {
    for name in ["derived_hue_gps_o6.jpg", "progressive_cat.jpg"] {
        let whole = bytes(name);
        for tenths in [6, 7, 8, 9] {
            let mut cut = whole[..whole.len() * tenths / 10].to_vec();
            cut.extend([0xFF, 0xD9]);
            assert_eq!(clean_bytes(&cut), Err(Refusal::Corrupt), "{name}, {tenths} tenths");
        }
    }
}

#[test]
fn what_phones_append_to_a_photo_is_left_alone() {
    let mut motion_photo = bytes("derived_hue_gps_o6.jpg");
    let alone = clean_bytes(&motion_photo).unwrap();
    motion_photo.extend(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\xFF\xD8\xFF\xE1");
    assert_eq!(clean_bytes(&motion_photo).unwrap(), alone);
}

static PANICS: AtomicU32 = AtomicU32::new(0);

#[test]
fn no_bent_file_makes_anything_panic() {
    // Leaving libjpeg by unwinding does not call the hook; a real panic does.
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        usual(info);
    }));
    let mut random: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut next = move |bound: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(random >> 33).unwrap() % bound
    };
    for name in [
        "gps_1x1_pixel.jpg",
        "progressive_cat.jpg",
        "gps_zero_island_o6.jpg",
        "png_256_alpha.png",
        "exif_in_png.png",
        "webp_lossy.webp",
        "webp_animated.webp",
    ] {
        let whole = bytes(name);
        for _ in 0..60 {
            let mut bent = whole.clone();
            for _ in 0..=next(4) {
                // Half of the bends hit the headers, where they hurt most.
                let reach = if next(2) == 0 { bent.len() } else { bent.len().min(700) };
                bent[next(reach)] ^= 1 << next(8);
            }
            if let Ok(photo) = clean_bytes(&bent) {
                assert!(photo.width.max(photo.height) <= 2048, "{name}");
            }
        }
    }
    assert_eq!(PANICS.load(Ordering::Relaxed), 0);
}

#[test]
fn thousands_of_scans_are_refused_before_they_are_decoded() {
    let whole = bytes("progressive_cat.jpg");
    let scan = whole.windows(2).position(|pair| pair == [0xFF, 0xDA]).unwrap();
    let header = &whole[scan..][..2 + usize::from(whole[scan + 3])];
    let mut bent = whole[..scan].to_vec();
    for _ in 0..5000 {
        bent.extend_from_slice(header);
    }
    bent.extend([0xFF, 0xD9]);
    assert_eq!(clean_bytes(&bent), Err(Refusal::Corrupt));
}

#[test]
fn what_is_no_file_or_not_there_is_unreadable() {
    let limits = Limits::default();
    assert_eq!(clean(&photo(""), &limits).unwrap_err().code(), "unreadable");
    let missing = clean(&photo("no such photo.jpg"), &limits);
    assert_eq!(missing, Err(Refusal::Unreadable(std::io::ErrorKind::NotFound)));
}

#[test]
fn refusals_have_distinct_codes_and_plain_words() {
    let all = [
        Refusal::Empty,
        Refusal::NotAPhoto,
        Refusal::NotAVideo,
        Refusal::TooLong,
        Refusal::Heic,
        Refusal::Truncated,
        Refusal::Corrupt,
        Refusal::TooLarge,
        Refusal::Unreadable(std::io::ErrorKind::PermissionDenied),
    ];
    let codes: std::collections::BTreeSet<_> = all.iter().map(Refusal::code).collect();
    assert_eq!(codes.len(), all.len());
    assert!(all.iter().all(|refusal| refusal.to_string().starts_with("the ")));
}
