//! `upload-memory`: what a video of 60 MB takes in memory while it is sent, above what the app takes when nothing is to be done.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use super::delivery::Phone;
use super::report;

const BYTES: u64 = 59_000_000;
const GOAL_MIB: f64 = 8.0;

pub(crate) fn of_upload(folder: &Path, origin: &str) {
    let phone = Phone::new(&folder.join("phone"), origin);
    // A small one goes first: connections and threads are there when nothing is to be done, too.
    phone.save(&super::delivery::videos(&folder.join("album"), 1));
    phone.send();
    let video = folder.join("album/large.mp4");
    large(&folder.join("album/0.mp4"), &video);
    phone.save(&[video]);
    let idle = forget_peak();
    phone.send();
    let peak = memory("VmHWM:");
    report("upload-memory", peak - idle, GOAL_MIB, "eight MiB above idle", "MiB", 1.0);
}

/// The small one, with its empty box grown.
fn large(small: &Path, path: &Path) {
    let mut video = fs::read(small).unwrap();
    let grown = u32::try_from(BYTES - video.len() as u64).unwrap();
    video.extend_from_slice(&grown.to_be_bytes());
    video.extend_from_slice(b"free");
    fs::write(path, &video).unwrap();
    let mut file = File::options().append(true).open(path).unwrap();
    let rest = vec![0; usize::try_from(grown).unwrap() - 8];
    file.write_all(&rest).unwrap();
}

/// The peak begins anew with what is in memory now (`proc(5)`, `clear_refs`): in MiB.
pub(crate) fn forget_peak() -> f64 {
    fs::write("/proc/self/clear_refs", "5").unwrap();
    memory("VmRSS:")
}

pub(crate) fn memory(what: &str) -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(what)).unwrap();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0
}
