//! The power goes at any moment of a wipe. Until its mark lasts, all is as it was; from then on the next start goes on with it, and never meets data without their key.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fs;
use std::path::Path;
use std::sync::Arc;

use crash::session::{phone, scratch};
use disk::power_cut::{Fate, Platter};
use disk::{Entry, Record};
use hues_core::{Client, Config, DraftEdit, KeyGuard, KeyGuardError, PhotoHint};
use journeys::{FileKeyGuard, fixture};

const DRAFTS: usize = 3;
const KEY_ERASED: &str = "the keystore's key is erased";
const WIPED: &str = "all is erased";

/// Notes when its key is gone.
struct Noting(FileKeyGuard, Arc<Record>);

impl KeyGuard for Noting {
    fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>, KeyGuardError> {
        self.0.wrap(secret)
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, KeyGuardError> {
        self.0.unwrap(wrapped)
    }

    fn erase(&self) -> Result<(), KeyGuardError> {
        self.0.erase()?;
        self.1.seen(KEY_ERASED.to_owned());
        Ok(())
    }
}

fn write(client: &Client) {
    let reports = client.reports();
    for n in 0..DRAFTS {
        let id = reports.create().unwrap();
        reports.edit(id, DraftEdit::Text(format!("Bản nháp {n}"))).unwrap();
        reports.add_photo(id, &fixture("photos/gps_1x1_pixel.jpg"), PhotoHint::default()).unwrap();
    }
}

fn photo_files(data_dir: &Path) -> usize {
    fs::read_dir(data_dir.join("photos")).map_or(0, Iterator::count)
}

/// How many drafts there are: all of them with their photos, or none and nothing of them.
fn drafts(data_dir: &Path, keystore: &Path, what: &str) -> usize {
    let client =
        Client::open(phone(data_dir, keystore, None)).unwrap_or_else(|error| panic!("{what}: {error}"));
    let drafts = client.reports().list(0, 10).unwrap().len();
    client.close();
    assert_eq!(photo_files(data_dir), 2 * drafts, "{what}");
    drafts
}

#[test]
fn a_power_cut_in_a_wipe_leaves_all_or_nothing() {
    let home = scratch();
    let (data_dir, keystore) = (home.path().join("data"), home.path().join("keystore"));
    let record = Arc::new(Record::of(&data_dir));
    let guard = Noting(FileKeyGuard::new(&keystore), Arc::clone(&record));
    let config = phone(&data_dir, &keystore, Some(Arc::<Record>::clone(&record)));
    let client = Client::open(Config { key_guard: Arc::new(guard), ..config }).unwrap();
    write(&client);
    let key = fs::read(&keystore).unwrap();
    let written = record.entries().len();
    client.wipe().unwrap();
    record.seen(WIPED.to_owned());
    client.close();

    let entries = record.entries();
    let mut platter = Platter::default();
    let mut chance = fastrand::Rng::with_seed(7);
    let mut keeps = || chance.bool();
    let (mut kept, mut is_key_erased, mut is_wiped) = (0, false, false);
    for (after, entry) in entries.iter().enumerate() {
        platter.apply(entry);
        is_key_erased |= *entry == Entry::Seen(KEY_ERASED.to_owned());
        is_wiped |= *entry == Entry::Seen(WIPED.to_owned());
        if after < written {
            continue;
        }
        for (name, fate) in [("dropped", Fate::Dropped), ("torn", Fate::Torn(&mut keeps))] {
            let what = format!("after step {after}, {name}");
            let left = scratch();
            let (data_dir, keystore) = (left.path().join("data"), left.path().join("keystore"));
            fs::create_dir(&data_dir).unwrap();
            platter.cut(fate, &data_dir).unwrap();
            if !is_key_erased {
                fs::write(&keystore, &key).unwrap();
            }
            match drafts(&data_dir, &keystore, &what) {
                0 => {}
                DRAFTS => {
                    assert!(!is_key_erased && !is_wiped, "{what}: drafts are there");
                    kept += 1;
                }
                some => panic!("{what}: {some} drafts"),
            }
        }
    }
    assert!(is_key_erased && is_wiped && kept > 0, "the cuts lie before, in and after the wipe");
    assert!(entries.len() - written > 20, "{} steps", entries.len() - written);
}
