//! What the journeys have in common: a phone's keystore made of a file, a clock that a test moves, a phone with its data directory, and
//! a city that answers it. Everything goes through the public facade of `hues-core` and real HTTP over loopback.

mod browser;
mod clock;
mod dying_files;
mod gateway;
mod key_guard;
mod peer;
mod phone;
mod town;
mod wreck;

use std::fs;
use std::path::{Path, PathBuf};

pub use browser::Browser;
pub use clock::TestClock;
pub use dying_files::DyingFiles;
pub use gateway::{Call, Gateway};
pub use key_guard::{FileKeyGuard, Keystore};
pub use peer::{Peer, free_port, installed};
pub use phone::{Phone, by_open311, config, delivered};
pub use town::Town;
pub use wreck::Wreck;

/// A file of `tests/data`.
#[must_use]
pub fn fixture(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../data")).join(name)
}

/// A phone photo of 12 megapixels with a position (in Stockholm: no photo was taken in Huế).
#[must_use]
pub fn large_photo() -> PathBuf {
    fixture("photos/large_12mp_phone_gps.jpg")
}

/// A photo with a made-up position in Phường Phú Xuân, ward 19753.
#[must_use]
pub fn photo_in_hue() -> PathBuf {
    fixture("photos/derived_hue_gps_o6.jpg")
}

/// A short video made 24 MB long by a free box behind it, in a file of this folder.
///
/// # Panics
/// When it can't be written.
#[must_use]
pub fn large_video(folder: &Path) -> PathBuf {
    const FREE: u32 = 24_000_000;
    let mut bytes = fs::read(fixture("videos/phone.mp4")).expect("the video");
    let len = bytes.len() + FREE as usize;
    bytes.extend(FREE.to_be_bytes());
    bytes.extend(b"free");
    bytes.resize(len, 0);
    let file = folder.join("large.mp4");
    fs::write(&file, &bytes).expect("a file");
    file
}

/// Copies a folder with all that is in it, as it is on the disk at this moment.
///
/// # Panics
/// When that can't be done.
pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}
