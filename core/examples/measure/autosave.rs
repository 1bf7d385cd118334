//! `autosave`: what is typed, on disk when the call returns, beside appending as many bytes to a plain file and syncing it.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use hues_core::report::DraftEdit;

use super::{client, median, milliseconds, report};

const ROUNDS: usize = 400;

pub(crate) fn measure(folder: &Path) {
    let client = client(&folder.join("data"));
    let id = client.reports().create().unwrap();
    let save = |number: usize| {
        let text = format!("Ổ gà sâu trước chợ Đông Ba, hai người đã ngã xe {number}");
        client.reports().edit(id, DraftEdit::Text(text)).unwrap();
    };
    let before = written();
    (0..ROUNDS).for_each(save);
    let bytes = vec![0xA5; (written() - before) / ROUNDS];
    let mut plain = File::create(folder.join("plain")).unwrap();
    let (mut ours, mut peer) = (Vec::new(), Vec::new());
    for number in 0..ROUNDS {
        ours.push(milliseconds(|| save(number)));
        peer.push(milliseconds(|| {
            plain.write_all(&bytes).unwrap();
            plain.sync_data().unwrap();
        }));
    }
    report("autosave", median(ours), median(peer), "as many bytes appended and synced", "ms", 1.4);
}

/// Bytes that this process has handed to writes: `proc(5)`, io.
fn written() -> usize {
    let io = fs::read_to_string("/proc/self/io").unwrap();
    io.lines().find_map(|line| line.strip_prefix("wchar: ")).unwrap().parse().unwrap()
}
