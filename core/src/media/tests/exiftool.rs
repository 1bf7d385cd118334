//! What exiftool, which knows every maker's notes, still finds in what is sent: nothing.

use std::io::Read as _;
use std::path::Path;
use std::process::Command;

use serde_json::{Map, Value};

use super::{clean, manifest, photo};
use crate::media::{Limits, Video, VideoLimits};

/// Groups that speak of the file and of the picture's encoding.
const PLAIN: [&str; 5] = ["SourceFile", "ExifTool", "File", "JFIF", "Composite"];

/// All that it says, by group and name.
fn exiftool(file: &Path) -> Map<String, Value> {
    let told = Command::new("exiftool")
        .args([
            "-json",
            "-groupNames",
            "-unknown",
            "-duplicates",
            "-extractEmbedded3",
            "-api",
            "largefilesupport=1",
        ])
        .arg(file)
        .output()
        .expect("exiftool, which `cargo xtask setup` installs");
    let told: Value = serde_json::from_slice(&told.stdout).unwrap();
    told[0].as_object().unwrap().clone()
}

fn places(tags: &Map<String, Value>) -> Vec<&String> {
    let is_place = |name: &&String| {
        let name = name.to_lowercase();
        ["gps", "location", "latitude", "longitude", "coordinates"].iter().any(|word| name.contains(word))
    };
    tags.keys().filter(is_place).collect()
}

#[test]
fn exiftool_finds_nothing_but_the_picture_in_a_clean_photo() {
    let folder = tempfile::tempdir().unwrap();
    let mut cleaned = 0;
    let mut said_before = 0;
    for entry in manifest() {
        let name = entry["file"].as_str().unwrap();
        let Ok(photo) = clean(&photo(name), &Limits::default()) else { continue };
        said_before += places(&exiftool(&super::photo(name))).len();
        for (what, bytes) in [("photo", &photo.jpeg), ("thumbnail", &photo.thumbnail)] {
            let file = folder.path().join(format!("{what}.jpg"));
            std::fs::write(&file, bytes).unwrap();
            for (tag, value) in exiftool(&file) {
                let group = tag.split(':').next().unwrap();
                let is_picture = PLAIN.contains(&group)
                    && !places(&Map::from_iter([(tag.clone(), value.clone())])).iter().any(|_| true);
                assert!(is_picture, "{name}, {what}: {tag} = {value}");
            }
        }
        cleaned += 1;
    }
    assert!(cleaned > 20 && said_before > 20, "{cleaned} photos, {said_before} words on places");
}

#[test]
fn exiftool_finds_no_place_and_no_time_in_a_clean_video() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["phone.mp4", "apple.mov"] {
        let source = photo("../videos").join(name);
        let before = exiftool(&source);
        assert!(!places(&before).is_empty(), "{name} must have a place");
        let mut clean = Vec::new();
        Video::open(&source, &VideoLimits::default()).unwrap().read_to_end(&mut clean).unwrap();
        let file = folder.path().join(name);
        std::fs::write(&file, clean).unwrap();
        let after = exiftool(&file);
        assert_eq!(places(&after), Vec::<&String>::new(), "{name}");
        for (tag, value) in &after {
            let is_own = tag.starts_with("File:") || tag.starts_with("SourceFile");
            let is_unset = value.as_str().is_none_or(|text| text.starts_with("0000:00:00"));
            assert!(is_own || !tag.contains("Date") || is_unset, "{name}: {tag} = {value}");
            assert!(is_own || !value.to_string().contains("TestPhone"), "{name}: {tag} = {value}");
        }
        // The picture and its sound are still described as they were.
        for tag in
            ["QuickTime:Duration", "QuickTime:ImageWidth", "QuickTime:AudioFormat", "QuickTime:CompressorID"]
        {
            assert_eq!(after.get(tag), before.get(tag), "{name}: {tag}");
        }
    }
}
