//! What stands where in the file and its log, beside what `SQLite` itself makes of them.

use super::*;
use crate::store::lock;

/// The pages as `SQLite` has them once it has folded the log into the database.
fn folded(directory: &Path) -> Vec<Vec<u8>> {
    let copy = copy_of(directory);
    let connection = Connection::open(database(copy.path())).unwrap();
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    fs::read(database(copy.path())).unwrap().chunks(PAGE).map(<[u8]>::to_vec).collect()
}

fn found(directory: &Path) -> Vec<Vec<u8>> {
    let pages = Pages::open(&database(directory), &log(directory)).unwrap();
    (1..=pages.count()).map(|number| pages.get(number).unwrap()).collect()
}

fn write(store: &Store, reports: usize) {
    for _ in 0..reports {
        let id = ReportId::new(at(0), &SystemEntropy);
        let draft = Draft { text: "Ngập ".repeat(50), ..Draft::default() };
        store.write(|db| db.insert_report(id, &draft, &AccessSecret::new(&SystemEntropy), at(0))).unwrap();
    }
}

#[test]
fn a_page_has_the_size_that_sqlite_gives_it() {
    let (_folder, store) = store();
    let size: i64 = lock(&store.writer).pragma_query_value(None, "page_size", |row| row.get(0)).unwrap();
    assert_eq!(usize::try_from(size).unwrap(), PAGE);
}

#[test]
fn the_newest_of_each_page_that_was_committed_is_found() {
    let (folder, store) = store();
    write(&store, 60);
    let log_len = fs::metadata(log(folder.path())).unwrap().len();
    assert_eq!(found(folder.path()), folded(folder.path()), "all in the log");
    // The log begins anew, and older frames stand behind.
    lock(&store.writer).query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).unwrap();
    write(&store, 3);
    assert_eq!(fs::metadata(log(folder.path())).unwrap().len(), log_len);
    assert_eq!(found(folder.path()), folded(folder.path()), "a log over another one");
}

#[test]
fn what_a_log_has_behind_a_damaged_frame_does_not_count() {
    let (folder, store) = store();
    write(&store, 5);
    let whole = fs::read(log(folder.path())).unwrap();
    let mut states = Vec::new();
    for place in (0..whole.len()).step_by(2003) {
        let copy = copy_of(folder.path());
        let mut bytes = whole.clone();
        bytes[place] ^= 0x40;
        fs::write(log(copy.path()), bytes).unwrap();
        assert_eq!(found(copy.path()), folded(copy.path()), "byte {place}");
        fs::write(log(copy.path()), &whole[..place]).unwrap();
        let found = found(copy.path());
        assert_eq!(found, folded(copy.path()), "cut at byte {place}");
        states.push(found);
    }
    states.dedup();
    assert!(states.len() > 4, "{} states", states.len());
}
