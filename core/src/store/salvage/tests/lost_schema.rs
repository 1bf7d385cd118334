//! Damage that leaves `SQLite` nothing to begin with.

use super::*;
use crate::entropy::Entropy;

/// Reports in the database, and more in its log.
fn with_log() -> (TempDir, Vec<ReportId>) {
    let (folder, mut ids) = written();
    let store = open(folder.path()).unwrap();
    for _ in 0..20 {
        let id = ReportId::new(at(1_000), &SystemEntropy);
        let access = AccessSecret::new(&SystemEntropy);
        store.write(|db| db.insert_report(id, &Draft::default(), &access, at(0))).unwrap();
        ids.push(id);
    }
    ids.sort();
    // Closing it would fold the log.
    (copy_of(folder.path()), ids)
}

fn change(directory: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(database(directory)).unwrap();
    change(&mut bytes);
    fs::write(database(directory), bytes).unwrap();
}

fn saved(directory: &Path) -> Vec<ReportId> {
    salvage(directory).unwrap();
    let store = open(directory).unwrap();
    assert!(store.is_sound(|| true).unwrap());
    reports(&store)
}

/// Spoils each page that is no leaf of a table of rows: the schema, what leads to the rows, and the indexes.
fn spoil_all_but_rows(directory: &Path) {
    for page in pages(directory) {
        let is_needed = page.kind == "overflow"
            || (page.kind == "leaf" && SEALED_TABLES.iter().any(|table| table.name == page.of));
        if !is_needed {
            damage(directory, page.number);
        }
    }
}

#[test]
fn rows_are_saved_without_the_schema() {
    for (folder, ids) in [written(), with_log()] {
        let copy = copy_of(folder.path());
        change(copy.path(), |bytes| bytes[..PAGE].fill(0));
        assert_eq!(saved(copy.path()), ids, "no first page");

        let copy = copy_of(folder.path());
        change(copy.path(), |bytes| bytes[..100].fill(0));
        assert_eq!(saved(copy.path()), ids, "no header");

        let copy = copy_of(folder.path());
        change(copy.path(), |bytes| bytes[16..18].fill(0xff));
        assert_eq!(saved(copy.path()), ids, "a wrong page size");
    }
}

#[test]
fn what_was_deleted_does_not_come_back() {
    let (folder, ids) = written();
    let store = open(folder.path()).unwrap();
    let kept = &ids[..ids.len() / 4];
    // Whole pages become free.
    for id in &ids[kept.len()..] {
        let sql = "DELETE FROM report WHERE id = ?1";
        store.write(|db| Ok::<_, StoreError>(db.execute(sql, [id.to_string()])?)).unwrap();
    }
    let with_log = copy_of(folder.path());
    drop(store);
    for copy in [with_log, folder] {
        change(copy.path(), |bytes| bytes[..100].fill(0));
        assert_eq!(saved(copy.path()), kept);
    }
}

#[test]
fn the_leaves_are_enough() {
    let (folder, ids) = written();
    spoil_all_but_rows(folder.path());
    assert_eq!(saved(folder.path()), ids);
}

#[test]
fn of_a_file_that_was_cut_the_rest_is_saved() {
    let (folder, ids) = written();
    let leaves = pages(folder.path()).into_iter().filter(|page| page.of == "report" && page.kind == "leaf");
    let (mut kept, mut there) = (0, 0);
    change(folder.path(), |bytes| {
        bytes[..PAGE].fill(0);
        kept = bytes.len() / PAGE * 3 / 4;
        bytes.truncate(kept * PAGE + 100);
    });
    for leaf in leaves.filter(|leaf| leaf.number as usize <= kept) {
        there += leaf.cells;
    }
    let saved = saved(folder.path());
    assert!(saved.iter().all(|id| ids.contains(id)));
    // What spills over the end is lost.
    assert!(
        there < ids.len() && saved.len() + 4 >= there && saved.len() <= there,
        "{} of {there}",
        saved.len()
    );
}

#[test]
fn what_only_the_log_has_is_saved_when_the_database_is_empty_or_gone() {
    let (folder, store) = store();
    let id = ReportId::new(at(0), &SystemEntropy);
    store
        .write(|db| db.insert_report(id, &Draft::default(), &AccessSecret::new(&SystemEntropy), at(0)))
        .unwrap();
    for is_there in [true, false] {
        let copy = copy_of(folder.path());
        if is_there {
            fs::write(database(copy.path()), []).unwrap();
        } else {
            fs::remove_file(database(copy.path())).unwrap();
        }
        assert!(Store::exists(copy.path()));
        assert!(matches!(Store::check_version(copy.path()), Err(StoreError::Damaged)));
        assert_eq!(saved(copy.path()), [id]);
    }
}

fn is_left_as_it_is(directory: &Path) -> StoreError {
    let before = fs::read(database(directory)).unwrap();
    let refusal = salvage(directory).unwrap_err();
    assert_eq!(fs::read(database(directory)).unwrap(), before);
    assert!(Store::salvaged(directory).unwrap().is_empty());
    refusal
}

#[test]
fn a_database_of_which_nothing_opens_is_left_as_it_is() {
    let (folder, _) = written();
    let copy = copy_of(folder.path());
    change(copy.path(), |bytes| SystemEntropy.fill(bytes));
    assert!(matches!(is_left_as_it_is(copy.path()), StoreError::Damaged));
    // With the key of somebody else.
    let (other, _) = store();
    fs::copy(other.path().join("vault.key"), folder.path().join("vault.key")).unwrap();
    assert!(matches!(is_left_as_it_is(folder.path()), StoreError::Damaged));
}

#[test]
fn a_newer_database_is_not_salvaged_whether_its_header_says_so_or_its_rows() {
    let (folder, _) = written();
    let connection = Connection::open(database(folder.path())).unwrap();
    connection.execute_batch("PRAGMA user_version = 99").unwrap();
    assert!(matches!(is_left_as_it_is(folder.path()), StoreError::Newer { found: 99, .. }));
    connection
        .execute_batch(
            "ALTER TABLE report ADD COLUMN later TEXT; UPDATE report SET later = 'x' WHERE rowid = 7",
        )
        .unwrap();
    connection.close().unwrap();
    change(folder.path(), |bytes| bytes[..PAGE].fill(0));
    assert!(matches!(is_left_as_it_is(folder.path()), StoreError::Newer { .. }));
}

#[test]
fn whatever_bytes_are_wrong_no_row_is_saved_that_is_not_what_it_was() {
    let (folder, ids) = with_log();
    // Knuth's MMIX generator.
    let mut state = 7_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    for _ in 0..30 {
        let copy = copy_of(folder.path());
        change(copy.path(), |bytes| {
            bytes[..PAGE].fill(0);
            for _ in 0..=random(2_000) {
                let place = random(bytes.len());
                bytes[place] = random(256).to_le_bytes()[0];
            }
        });
        let saved = saved(copy.path());
        assert!(saved.iter().all(|id| ids.contains(id)));
        assert!(saved.len() > 20, "{} reports", saved.len());
    }
}
