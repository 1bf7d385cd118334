//! Any bytes as a photo: clean or refused, within the limits, and clean once more.

#![no_main]

mod file;

use hues_core::media::{Limits, clean};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // Small limits, so that a second tries many files.
    let limits = Limits { long_side: 64, max_pixels: 1 << 20, memory: 4 << 20, ..Limits::default() };
    if let Ok(photo) = clean(file::of(bytes), &limits) {
        assert!(photo.width.max(photo.height) <= 64);
        let again = clean(file::of(&photo.jpeg), &limits).expect("a clean photo is a photo");
        assert_eq!((again.width, again.height), (photo.width, photo.height));
        assert!(again.found.position.is_none() && again.found.taken_at.is_none());
    }
});
