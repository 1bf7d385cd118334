//! Any bytes as the EXIF of a photo: whatever is found in it makes sense.

#![no_main]

mod file;

use hues_core::media::{Limits, read_exif};
use libfuzzer_sys::fuzz_target;

/// A grey picture of one pixel, without its data: nothing is decoded.
const PICTURE: &[u8] =
    b"\xFF\xC0\x00\x0B\x08\x00\x01\x00\x01\x01\x01\x11\x00\xFF\xDA\x00\x08\x01\x01\x00\x00\x3F\x00\x00\xFF\xD9";

fuzz_target!(|tiff: &[u8]| {
    let Ok(length) = u16::try_from(tiff.len() + 8) else { return };
    let segment = [b"\xFF\xD8\xFF\xE1", &length.to_be_bytes()[..], b"Exif\0\0", tiff, PICTURE].concat();
    let found = read_exif(file::of(&segment), &Limits::default()).expect("broken EXIF is no reason to refuse");
    if let Some(position) = found.position {
        let (lat, lon) = (position.point.lat(), position.point.lon());
        assert!(lat.abs() <= 90.0 && lon.abs() <= 180.0 && (lat, lon) != (0.0, 0.0));
        assert!(position.altitude_m.is_none_or(f64::is_finite));
        assert!(position.accuracy_m.is_none_or(|metres| metres.is_finite() && metres > 0.0));
    }
    if let Some(taken_at) = found.taken_at {
        let read: Result<hues_core::media::TakenAt, _> = taken_at.to_string().parse();
        assert_eq!(read, Ok(taken_at));
    }
});
