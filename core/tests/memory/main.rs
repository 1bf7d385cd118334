//! What a photo costs at its worst: each is cleaned in a process of its own, whose greatest resident size the kernel says (`VmHWM`).
//! libjpeg allocates in C, so no allocator of Rust's would see all of it. The files are made here, as nasty as their formats allow.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod jpeg;
mod png;

use std::path::Path;
use std::process::Command;

use hues_core::media::{Limits, clean};
use tempfile::TempDir;

/// Names the photo to a process that cleans it.
const PHOTO: &str = "HUES_MEMORY_PHOTO";

const MIB: u64 = 1 << 20;
/// What is streamed, whatever its size.
const STREAMED: u64 = 32 * MIB;
/// What must be held whole, and the streaming of it.
const HELD: u64 = (128 + 32) * MIB;
/// What is refused by its header.
const REFUSED: u64 = 2 * MIB;

/// What became of a photo, and how much more memory the process had than before at the worst moment.
struct Cost {
    outcome: String,
    bytes: u64,
}

fn cost(photo: &Path) -> Cost {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "no_photo_takes_more_memory_than_its_kind_may", "--nocapture"])
        .env(PHOTO, photo)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&child.stdout);
    let line = told.lines().find_map(|line| line.split_once("cost ")).map(|(_, cost)| cost);
    let (outcome, bytes) = line.and_then(|line| line.split_once(' ')).unwrap_or_else(|| panic!("{child:?}"));
    Cost { outcome: outcome.to_owned(), bytes: bytes.parse().unwrap() }
}

/// The process of one photo.
fn clean_and_tell(photo: &Path) {
    let before = status("VmRSS:");
    let outcome = clean(photo, &Limits::default());
    let code = outcome.as_ref().map_or_else(hues_core::media::Refusal::code, |_| "ok");
    println!("\ncost {code} {}", status("VmHWM:").saturating_sub(before));
}

/// A line of /proc/self/status, in bytes.
fn status(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse::<u64>().unwrap() * 1024
}

/// Of a file: its name here, its bytes, what becomes of it, and the bound.
type Row = (&'static str, Vec<u8>, &'static str, u64);

fn jpegs() -> Vec<Row> {
    use jpeg::{Flat, Scans};
    let phone = Flat { width: 9280, height: 6944, ..Flat::default() };
    vec![
        ("64 megapixels", phone.bytes(), "ok", STREAMED),
        ("64 megapixels, 4:4:4", Flat { sampling: vec![0x11; 3], ..phone.clone() }.bytes(), "ok", STREAMED),
        ("64 megapixels of ink", Flat { sampling: vec![0x11; 4], ..phone.clone() }.bytes(), "ok", STREAMED),
        (
            "64 megapixels of ink with the largest profile",
            jpeg::inked(&Flat { sampling: vec![0x11; 4], ..phone.clone() }.bytes(), 26),
            "ok",
            STREAMED,
        ),
        ("64 megapixels of grey", Flat { sampling: vec![0x11], ..phone.clone() }.bytes(), "ok", STREAMED),
        ("a very wide one", Flat { width: 65_500, height: 1024, ..phone.clone() }.bytes(), "ok", STREAMED),
        ("a very tall one", Flat { width: 1024, height: 65_500, ..phone.clone() }.bytes(), "ok", STREAMED),
        (
            "more pixels",
            Flat { width: 65_500, height: 65_500, ..phone.clone() }.header(),
            "too_large",
            REFUSED,
        ),
        (
            "40 megapixels, component by component",
            Flat { width: 7680, height: 5300, scans: Scans::OneEach, ..phone.clone() }.bytes(),
            "ok",
            HELD,
        ),
        (
            "40 megapixels, progressive",
            Flat { width: 7680, height: 5300, scans: Scans::Progressive, ..phone.clone() }.bytes(),
            "ok",
            HELD,
        ),
        (
            "64 megapixels, progressive",
            Flat { scans: Scans::Progressive, ..phone.clone() }.bytes(),
            "too_large",
            REFUSED,
        ),
        (
            "64 megapixels, component by component",
            Flat { scans: Scans::OneEach, ..phone.clone() }.bytes(),
            "too_large",
            REFUSED,
        ),
        ("12 bits", Flat { precision: 12, ..phone.clone() }.bytes(), "not_a_photo", REFUSED),
        ("arithmetic coding", Flat { frame: Some(0xC9), ..phone.clone() }.bytes(), "not_a_photo", REFUSED),
        ("lossless", Flat { frame: Some(0xC3), ..phone.clone() }.bytes(), "not_a_photo", REFUSED),
        ("no height", Flat { height: 0, ..phone.clone() }.header(), "corrupt", REFUSED),
        ("half of the data", jpeg::halved(&phone.bytes()), "corrupt", STREAMED),
    ]
}

fn pngs() -> Vec<Row> {
    use png::Flat;
    let screen = Flat { width: 8192, height: 8192, ..Flat::default() };
    let mut rows = vec![
        ("64 megapixels", screen.bytes(), "ok", STREAMED),
        (
            "a very wide one",
            Flat { width: 65_500, height: 1024, depth: 16, ..screen.clone() }.bytes(),
            "ok",
            STREAMED,
        ),
        (
            "32 megapixels, interlaced",
            Flat { width: 8000, height: 4000, interlaced: true, ..screen.clone() }.bytes(),
            "ok",
            HELD,
        ),
        (
            "64 megapixels, interlaced",
            Flat { interlaced: true, ..screen.clone() }.bytes(),
            "too_large",
            REFUSED,
        ),
        (
            "more pixels",
            Flat { width: 65_500, height: 65_500, ..screen.clone() }.header(),
            "too_large",
            REFUSED,
        ),
        (
            "sides beyond any",
            Flat { width: 0x7FFF_FFFF, height: 1, ..screen.clone() }.header(),
            "too_large",
            REFUSED,
        ),
        ("no width", Flat { width: 0, ..screen.clone() }.header(), "corrupt", REFUSED),
        (
            "rows behind the last",
            Flat { height: 16, more_rows: 20_000, ..screen.clone() }.bytes(),
            "ok",
            STREAMED,
        ),
        ("a profile of 256 MiB", png::with_profile_bomb(64), "ok", STREAMED),
        ("a text of 256 MiB", png::with_text_bomb(64), "ok", STREAMED),
    ];
    if std::env::var_os("HUES_LONG").is_some() {
        rows.push(("64 megapixels, 16 bits, alpha", Flat { depth: 16, ..screen }.bytes(), "ok", STREAMED));
    }
    rows
}

fn webps() -> Vec<Row> {
    let lossless = |side: u32| {
        let mut file = Vec::new();
        let pixels = vec![0x60; (side * side * 3) as usize];
        image_webp::WebPEncoder::new(&mut file)
            .encode(&pixels, side, side, image_webp::ColorType::Rgb8)
            .unwrap();
        file
    };
    vec![
        ("14 megapixels, lossless", lossless(3780), "ok", HELD),
        ("16 megapixels, lossless", lossless(4096), "too_large", REFUSED),
    ]
}

#[test]
fn no_photo_takes_more_memory_than_its_kind_may() {
    if let Some(photo) = std::env::var_os(PHOTO) {
        return clean_and_tell(Path::new(&photo));
    }
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("photo");
    let mut wrong = Vec::new();
    for (kind, rows) in [("JPEG", jpegs()), ("PNG", pngs()), ("WebP", webps())] {
        for (name, bytes, outcome, bound) in rows {
            std::fs::write(&file, bytes).unwrap();
            let cost = cost(&file);
            println!("{kind}, {name}: {}, {} KiB", cost.outcome, cost.bytes / 1024);
            if cost.outcome != outcome || cost.bytes > bound {
                wrong.push(format!(
                    "{kind}, {name}: {} for {outcome}, {} of {bound}",
                    cost.outcome, cost.bytes
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_photos_of_the_table_are_within_their_bounds() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/data/photos"));
    for name in ["large_12mp_phone_gps.jpg", "large_16mp_small_file.jpg", "derived_hue_gps_o6.jpg"] {
        let cost = cost(&folder.join(name));
        println!("{name}: {} KiB", cost.bytes / 1024);
        assert_eq!(cost.outcome, "ok", "{name}");
        assert!(cost.bytes <= STREAMED, "{name}: {}", cost.bytes);
    }
}
