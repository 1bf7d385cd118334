//! `recovery`: what a phone with 10,000 reports costs when its process was killed, and when its database is damaged. A first page of 50 is read
//! each time, as an app does.

use std::fs;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::process::{Command, exit};

use hues_core::report::DraftEdit;

use super::memory::{forget_peak, memory};
use super::opening::{PAGE, fill};
use super::{client, median, milliseconds, report};

const ROUNDS: usize = 7;
/// Changes that are in the log, and not in the database, when the process is killed.
const CHANGES: u32 = 500;
/// Of this many pages one is damaged.
const PAGES_EACH: u32 = 50;
const PAGE_BYTES: u64 = 4096;

pub(crate) fn measure(folder: &Path) {
    let data = folder.join("data");
    fill(&data);
    let (mut clean, mut killed) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        clean.push(opened(&data));
        let myself = std::env::current_exe().unwrap();
        let status = Command::new(myself).arg("killed").arg(&data).status().unwrap();
        assert!(!status.success() && data.join("hues.db-wal").metadata().unwrap().len() > 0);
        killed.push(opened(&data));
    }
    report("opening-after-kill", median(killed), median(clean), "the same after a clean end", "ms", 2.0);
    damage(&data);
    let before = forget_peak();
    report("salvage", opened(&data), 3000.0, "three seconds", "ms", 1.0);
    report("salvage-peak", memory("VmHWM:") - before, 32.0, "32 MiB", "MiB", 1.0);
    let client = client(&data);
    for trouble in client.troubles().unwrap() {
        eprintln!("{}", trouble.words().en);
    }
}

/// Changes reports, and ends as if it were killed.
pub(crate) fn change_and_end(data: &Path) {
    let client = client(data);
    for view in client.reports().list(0, CHANGES).unwrap() {
        client.reports().edit(view.id, DraftEdit::Text("Ổ gà sâu, đã đổi".into())).unwrap();
    }
    exit(1);
}

fn opened(data: &Path) -> f64 {
    let mut opened = None;
    let time = milliseconds(|| {
        let client = client(data);
        assert_eq!(client.reports().list(0, PAGE).unwrap().len(), PAGE as usize);
        opened = Some(client);
    });
    drop(opened);
    time
}

/// Damages pages all over the database, and says so as the check of an earlier start would.
fn damage(data: &Path) {
    let mut database = fs::File::options().write(true).open(data.join("hues.db")).unwrap();
    let pages = u32::try_from(database.metadata().unwrap().len() / PAGE_BYTES).unwrap();
    for page in (1..).map(|number| number * PAGES_EACH).take_while(|page| *page < pages) {
        database.seek(SeekFrom::Start(u64::from(page) * PAGE_BYTES)).unwrap();
        database.write_all(&[0x5A; 4096]).unwrap();
    }
    fs::write(data.join("damaged"), b"").unwrap();
}
