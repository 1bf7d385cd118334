//! A process is killed, the next one starts on what the system still has to write, and then the power goes.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::collections::HashSet;
use std::fs;
use std::sync::Arc;

use crash::session::{phone, record, scratch, seen};
use disk::power_cut::{Fate, Platter};
use disk::{Entry, Record};
use hues_core::Client;

#[test]
fn what_the_start_after_a_kill_shows_outlives_a_power_cut() {
    let home = scratch();
    let entries = record(home.path());
    let keystore = home.path().join("keystore");
    let (mut platter, mut known) = (Platter::default(), HashSet::new());
    for (after, entry) in entries.iter().enumerate() {
        platter.apply(entry);
        let killed = scratch();
        let data = killed.path().join("data");
        fs::create_dir(&data).unwrap();
        platter.kill(&data).unwrap();
        // A log with something in it: what was committed may not have been synced.
        let log = fs::read(data.join("hues.db-wal")).unwrap_or_default();
        if log.is_empty() || !matches!(entry, Entry::Write(..)) || !known.insert(log) {
            continue;
        }
        let record = Arc::new(Record::of(&data));
        let next = Client::open(phone(&data, &keystore, Some(Arc::<Record>::clone(&record)))).unwrap();
        let shown = seen(&next).unwrap();
        let mut outlived = platter.clone();
        record.entries().iter().for_each(|entry| outlived.apply(entry));
        drop(next);
        let left = scratch();
        let data = left.path().join("data");
        fs::create_dir(&data).unwrap();
        outlived.cut(Fate::Dropped, &data).unwrap();
        let found = seen(&Client::open(phone(&data, &keystore, None)).unwrap()).unwrap();
        assert_eq!(found, shown, "killed after step {after}");
    }
    assert!(known.len() > 100, "{} kills", known.len());
}
