//! Any bytes as a video: refused, or clean in the same length, saying nothing, and the same when cleaned once more.

#![no_main]

mod file;

use std::io::Read as _;

use hues_core::media::{Video, VideoLimits};
use libfuzzer_sys::fuzz_target;

fn cleaned(bytes: &[u8]) -> Option<(Video, Vec<u8>)> {
    let mut video = Video::open(file::of(bytes), &VideoLimits::default()).ok()?;
    let mut clean = Vec::new();
    video.read_to_end(&mut clean).expect("the file is there");
    Some((video, clean))
}

fuzz_target!(|bytes: &[u8]| {
    let Some((video, clean)) = cleaned(bytes) else { return };
    assert_eq!(clean.len(), bytes.len());
    assert!(video.duration_ms <= 60_500 && video.width > 0 && video.height > 0);
    let (again, twice) = cleaned(&clean).expect("a clean video is a video");
    assert!(twice == clean);
    assert!(again.found.position.is_none() && again.found.taken_at.is_none());
});
