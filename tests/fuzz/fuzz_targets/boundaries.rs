//! Any bytes as a city's boundaries, and any position in them.

#![no_main]

use hues_core::Point;
use hues_core::place::Boundaries;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (f64, f64, &[u8])| {
    let (lat, lon, bytes) = input;
    let Ok(point) = Point::new(lat, lon) else {
        assert!(!((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)));
        return;
    };
    assert!(point.distance_m(point) == 0.0);
    if let Ok(boundaries) = Boundaries::decode(bytes) {
        let _ = boundaries.ward_at(point);
    }
});
