//! The disk dies or the power goes under a salvage, after each of its steps in turn: the next start has every row that can be read, and every photo
//! file is still there. So it is when a row is damaged, and when the schema is lost besides.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crash::session::{phone, scratch};
use disk::power_cut::{Fate, Platter};
use disk::{Disk, Record, Step};
use hues_core::{Client, DraftEdit, PhotoHint, TroubleKind};
use journeys::{Wreck, copy_folder, fixture};
use rusqlite::Connection;

const READABLE: u32 = 30;

/// Takes so many steps, and none any more after that.
struct Dying(AtomicUsize);

impl Disk for Dying {
    fn before(&self, _step: Step<'_>) -> io::Result<()> {
        let left = self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        left.map(|_| ()).map_err(|_| io::Error::other("the disk is dead"))
    }
}

/// What there is besides the row that does not open.
const DAMAGE: [Option<Wreck>; 2] = [None, Some(Wreck::FirstPage)];

/// Drafts, and one more with a photo whose words do not open any more.
fn damaged(data_dir: &Path, keystore: &Path, besides: Option<Wreck>) {
    let client = Client::open(phone(data_dir, keystore, None)).unwrap();
    let reports = client.reports();
    for n in 0..READABLE {
        let id = reports.create().unwrap();
        reports.edit(id, DraftEdit::Text(format!("Bản nháp {n}"))).unwrap();
    }
    let lost = reports.create().unwrap();
    reports.add_photo(lost, &fixture("photos/gps_1x1_pixel.jpg"), PhotoHint::default()).unwrap();
    client.close();
    let database = Connection::open(data_dir.join("hues.db")).unwrap();
    database.execute("UPDATE report SET draft = zeroblob(100) WHERE id = ?1", [lost.to_string()]).unwrap();
    database.close().unwrap();
    match besides {
        // It is found when the database is opened.
        Some(wreck) => wreck.strike(data_dir),
        None => fs::write(data_dir.join("damaged"), []).unwrap(),
    }
}

/// The names of the photo files, wherever they are.
fn photo_files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(photo_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "full" || ending == "thumb") {
            found.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    found.sort();
    found
}

/// What can be read is there, the citizen is told, and no photo file is gone.
fn check(data_dir: &Path, keystore: &Path, photos: &[String], what: &str) {
    let client =
        Client::open(phone(data_dir, keystore, None)).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(client.reports().list(0, 100).unwrap().len(), READABLE as usize, "{what}");
    let troubles = client.troubles().unwrap();
    let is_told = |kind| kind == TroubleKind::Salvaged { reports: READABLE };
    assert!(!troubles.is_empty() && troubles.iter().all(|trouble| is_told(trouble.kind)), "{what}");
    assert!(troubles.iter().any(|trouble| trouble.aside.join("hues.db").exists()), "{what}");
    client.close();
    assert_eq!(photo_files(data_dir), photos, "{what}");
}

/// A process has one disk.
static ONE_DISK: Mutex<()> = Mutex::new(());

#[test]
fn a_disk_that_dies_under_a_salvage_loses_nothing_that_can_be_read() {
    let _one = ONE_DISK.lock().unwrap_or_else(PoisonError::into_inner);
    for besides in DAMAGE {
        die_after_each_step(besides);
    }
}

fn die_after_each_step(besides: Option<Wreck>) {
    let home = scratch();
    let (whole, keystore) = (home.path().join("whole"), home.path().join("keystore"));
    damaged(&whole, &keystore, besides);
    let photos = photo_files(&whole);
    assert_eq!(photos.len(), 2);
    let mut deaths = 0;
    loop {
        let data_dir = home.path().join(format!("after-{deaths}"));
        copy_folder(&whole, &data_dir);
        let disk = Arc::new(Dying(AtomicUsize::new(deaths)));
        let died = Client::open(phone(&data_dir, &keystore, Some(disk))).is_err();
        check(&data_dir, &keystore, &photos, &format!("{besides:?}, after {deaths} steps"));
        fs::remove_dir_all(&data_dir).unwrap();
        if !died {
            break;
        }
        deaths += 1;
    }
    assert!(deaths > 30, "{deaths} deaths");
}

#[test]
fn a_power_cut_in_a_salvage_loses_nothing_that_can_be_read() {
    let _one = ONE_DISK.lock().unwrap_or_else(PoisonError::into_inner);
    for besides in DAMAGE {
        cut_the_power_after_each_step(besides);
    }
}

fn cut_the_power_after_each_step(besides: Option<Wreck>) {
    let home = scratch();
    let (data_dir, keystore) = (home.path().join("data"), home.path().join("keystore"));
    damaged(&data_dir, &keystore, besides);
    let photos = photo_files(&data_dir);
    let mut platter = Platter::of(&data_dir).unwrap();
    let record = Arc::new(Record::of(&data_dir));
    Client::open(phone(&data_dir, &keystore, Some(Arc::<Record>::clone(&record)))).unwrap().close();
    let entries = record.entries();
    assert!(entries.len() > 30, "{} steps", entries.len());
    let mut chance = fastrand::Rng::with_seed(5);
    let mut keeps = || chance.bool();
    for (after, entry) in entries.iter().enumerate() {
        platter.apply(entry);
        for (name, fate) in [("dropped", Fate::Dropped), ("torn", Fate::Torn(&mut keeps))] {
            let left = home.path().join("left");
            fs::create_dir(&left).unwrap();
            platter.cut(fate, &left).unwrap();
            check(&left, &keystore, &photos, &format!("{besides:?}, after step {after}, {name}"));
            fs::remove_dir_all(&left).unwrap();
        }
    }
}
