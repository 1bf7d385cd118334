//! Photos that may not lie in this repository, where they lie beside it: each becomes a clean photo or a refusal with a reason.

use std::path::Path;

use super::clean;
use crate::media::{Limits, Refusal};

/// Of those that are no whole photos, the reason.
const REFUSED: [(&str, &str); 6] = [
    ("derived_empty.jpg", "empty"),
    ("derived_text_named_jpg.jpg", "not_a_photo"),
    ("derived_truncated_in_exif.jpg", "truncated"),
    ("fuzz_3x62728.jpeg", "truncated"),
    ("jpeg_height_zero.jpg", "corrupt"),
    ("phone.heic", "heic"),
];

#[test]
fn every_photo_beside_the_repository_is_cleaned_or_refused_with_its_reason() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/photos"));
    let is_long = std::env::var_os("HUES_LONG").is_some();
    let Some(entries) = std::fs::read_dir(folder).ok().filter(|_| is_long) else { return };
    let mut seen = 0;
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if matches!(path.extension().and_then(|ending| ending.to_str()), Some("md" | "json") | None) {
            continue;
        }
        let outcome = clean(&path, &Limits::default());
        let code = outcome.as_ref().map_or_else(Refusal::code, |_| "ok");
        let expected = REFUSED.iter().find(|(known, _)| *known == name).map_or("ok", |(_, code)| code);
        assert_eq!(code, expected, "{name}");
        seen += 1;
    }
    assert!(seen > 30, "{seen} photos");
}
