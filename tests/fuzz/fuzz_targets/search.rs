//! Any text in the search for a ward: what is found is of the city, the same each time, and no more than was asked for.

#![no_main]

use std::sync::LazyLock;

use hues_core::place::{Boundaries, Gazetteer};
use libfuzzer_sys::fuzz_target;

static HUE: LazyLock<(Boundaries, Gazetteer)> = LazyLock::new(|| {
    let wards = include_bytes!("../../../data/hue/wards.bin");
    let former = include_str!("../../../data/hue/former-units.csv");
    let boundaries = Boundaries::decode(wards).expect("the city's own");
    let gazetteer = Gazetteer::new(&boundaries, former).expect("the city's own");
    (boundaries, gazetteer)
});

fuzz_target!(|bytes: &[u8]| {
    // As a keyboard or a clipboard gives it: some text, with something for what is none.
    let typed = String::from_utf8_lossy(bytes);
    let (boundaries, gazetteer) = &*HUE;
    let found = gazetteer.search(&typed, usize::MAX);
    for (at, one) in found.iter().enumerate() {
        assert_eq!(boundaries.ward(&one.ward.code), Some(&one.ward));
        assert!(!one.matched.is_empty());
        assert!(found[..at].iter().all(|before| before.ward != one.ward), "each once");
        // A name of before is told with what it is now.
        assert!(one.matched == one.ward.name || one.note.is_some());
    }
    let first = gazetteer.search(&typed, 3);
    assert_eq!(first[..], found[..found.len().min(3)]);
});
