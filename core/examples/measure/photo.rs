//! What a photo costs, beside those who do the like.
//!
//! - `photo`: cleaning it, in this process, beside libjpeg-turbo's decoding alone, at the same half size.
//! - `photo-process`: CPU of a whole process that cleans it, beside `vipsthumbnail` making one picture of 2048 pixels.
//! - `photo-peak`: how much more memory than before that process had at the worst moment, beside what old phones can give.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;
use std::process::Command;

use hues_core::media::{Limits, clean};

use super::{median, milliseconds, report};

const ROUNDS: usize = 15;
/// Runs of a process together, because the kernel counts CPU in hundredths of a second.
const TOGETHER: u32 = 5;
const MIB: f64 = 1024.0 * 1024.0;

pub(crate) fn measure(photo: &str) {
    in_process(photo);
    whole_process(photo);
}

/// In a process of its own: prints how many bytes more it took at its worst moment.
pub(crate) fn once(photo: &str) {
    let before = memory("VmRSS:");
    clean(Path::new(photo), &Limits::default()).unwrap();
    println!("{}", memory("VmHWM:").saturating_sub(before));
}

fn in_process(photo: &str) {
    let (mut ours, mut peer) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(milliseconds(|| drop(clean(Path::new(photo), &Limits::default()).unwrap())));
        peer.push(milliseconds(|| drop(half_size(photo))));
    }
    report("photo", median(ours), median(peer), "libjpeg-turbo at half size", "ms", 1.25);
}

/// As libjpeg-turbo decodes it, with its fast settings for chroma as ours.
fn half_size(photo: &str) -> Vec<[u8; 3]> {
    let file = BufReader::with_capacity(1 << 16, File::open(photo).unwrap());
    let mut decoder = mozjpeg::Decompress::new_reader(file).unwrap();
    decoder.scale(4);
    decoder.rgb().unwrap().read_scanlines().unwrap()
}

fn whole_process(photo: &str) {
    let own = std::env::current_exe().unwrap();
    let folder = std::env::temp_dir();
    let thumbnail = folder.join(format!("hues-measure-{}.jpg", std::process::id()));
    let (mut ours, mut peer) = (Vec::new(), Vec::new());
    let mut peak: f64 = 0.0;
    for _ in 0..ROUNDS / 3 {
        let cpu = children_cpu();
        for _ in 0..TOGETHER {
            let told = Command::new(&own).args(["photo-once", photo]).output().unwrap();
            let bytes: f64 = String::from_utf8_lossy(&told.stdout).trim().parse().unwrap();
            peak = peak.max(bytes / MIB);
        }
        ours.push((children_cpu() - cpu) / f64::from(TOGETHER));
        let cpu = children_cpu();
        for _ in 0..TOGETHER {
            let mut vips = Command::new("vipsthumbnail");
            vips.args([photo, "--size", "2048x2048", "-o"]).arg(&thumbnail);
            assert!(vips.status().expect("vipsthumbnail, of libvips-tools").success());
        }
        peer.push((children_cpu() - cpu) / f64::from(TOGETHER));
    }
    let _ = fs::remove_file(thumbnail);
    report("photo-process", median(ours), median(peer), "vipsthumbnail", "ms", 0.35);
    report("photo-peak", peak, 32.0, "32 MiB", "MiB", 1.0);
}

/// A line of /proc/self/status, in bytes.
fn memory(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse::<u64>().unwrap() * 1024
}

/// CPU of the processes that ended so far, in milliseconds: `proc_pid_stat(5)`, fields 16 and 17, in hundredths of a second.
fn children_cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let (_, fields) = stat.rsplit_once(") ").unwrap();
    let ticks: f64 = fields.split(' ').skip(13).take(2).map(|field| field.parse::<f64>().unwrap()).sum();
    ticks * 10.0
}
