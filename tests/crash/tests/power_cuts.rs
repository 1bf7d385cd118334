//! The power goes at any moment of a drafting session. SIGKILL leaves what the system still had to write; this does not: what was not synced is gone, or is there in
//! pieces. The next start finds what the citizen had seen last, or what the call under way would have shown.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, thread};

use crash::session::{phone, record, scratch, seen};
use disk::Entry;
use disk::power_cut::{Fate, Platter};
use hues_core::{Client, DraftEdit};

/// A moment of the session: what was on the disk, and what the citizen had seen.
struct Moment<'a> {
    after: usize,
    platter: Platter,
    seen: [Option<&'a String>; 2],
}

fn moments(entries: &[Entry]) -> Vec<Moment<'_>> {
    let shown: Vec<&String> = entries
        .iter()
        .filter_map(|entry| if let Entry::Seen(what) = entry { Some(what) } else { None })
        .collect();
    let (mut platter, mut seen) = (Platter::default(), 0);
    let mut moments = Vec::new();
    for (after, entry) in entries.iter().enumerate() {
        platter.apply(entry);
        seen += usize::from(matches!(entry, Entry::Seen(_)));
        let last = seen.checked_sub(1).map(|last| shown[last]);
        moments.push(Moment { after, platter: platter.clone(), seen: [last, shown.get(seen).copied()] });
    }
    moments
}

/// Opens what the power cut left in `home/data`, and holds it to what was seen.
fn check(home: &Path, keystore: &Path, moment: &Moment<'_>, what: &str) {
    let data_dir = home.join("data");
    let client =
        Client::open(phone(&data_dir, keystore, None)).unwrap_or_else(|error| panic!("{what}: {error}"));
    let found = seen(&client).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert!(
        moment.seen.contains(&Some(&found)),
        "{what}: {found}\nis not what was seen last or came next: {:?}",
        moment.seen
    );
    let id = client.reports().create().unwrap();
    client.reports().edit(id, DraftEdit::Text("Viết tiếp".into())).unwrap();
    client.close();
    let handed_over = found.matches("(handed over").count();
    let in_the_clear = fs::read_dir(data_dir.join("outgoing")).map_or(0, Iterator::count);
    assert_eq!(in_the_clear, handed_over, "{what}: nothing lies in the clear that the system does not have");
    assert!(
        hues_core::Client::open(phone(&data_dir, keystore, None)).unwrap().troubles().unwrap().is_empty()
    );
    let database = rusqlite::Connection::open(data_dir.join("hues.db")).unwrap();
    let sound: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok", "{what}");
}

fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(contents(&path));
        } else {
            found.push((path.clone(), fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}

#[test]
fn a_power_cut_at_any_moment_leaves_what_the_citizen_saw() {
    let home = scratch();
    let entries = record(home.path());
    let moments = moments(&entries);
    // Each moment with nothing of what was not synced, and then with pieces of it.
    let tries = if std::env::var_os("HUES_LONG").is_some() { 6 } else { 1 };
    let jobs: Vec<(&Moment<'_>, u64)> =
        (0..=tries).flat_map(|seed| moments.iter().map(move |moment| (moment, seed))).collect();
    let (next, cuts, known) =
        (AtomicUsize::new(0), AtomicUsize::new(0), std::sync::Mutex::new(HashSet::new()));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((moment, seed)) = jobs.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let left = scratch();
                    let data = left.path().join("data");
                    fs::create_dir(&data).unwrap();
                    let mut chance = fastrand::Rng::with_seed(seed ^ ((moment.after as u64) << 8));
                    let mut keeps = || chance.bool();
                    let fate = if *seed == 0 { Fate::Dropped } else { Fate::Torn(&mut keeps) };
                    moment.platter.cut(fate, &data).unwrap();
                    let mut hasher = DefaultHasher::new();
                    let strip = |(path, bytes): (PathBuf, Vec<u8>)| {
                        (path.strip_prefix(&data).unwrap().to_owned(), bytes)
                    };
                    let contents: Vec<(PathBuf, Vec<u8>)> = contents(&data).into_iter().map(strip).collect();
                    (contents, moment.seen).hash(&mut hasher);
                    if !known.lock().unwrap().insert(hasher.finish()) {
                        continue;
                    }
                    cuts.fetch_add(1, Ordering::SeqCst);
                    let what = format!("after step {}, seed {seed}", moment.after);
                    check(left.path(), &home.path().join("keystore"), moment, &what);
                }
            });
        }
    });
    let cuts = cuts.into_inner();
    println!("{} steps, {cuts} power cuts", entries.len());
    assert!(cuts > 250, "{cuts} power cuts of {} steps", entries.len());
}
