//! A database of some hundred reports, damaged in each of its pages in turn.

use std::fs;
use std::sync::Arc;

use tempfile::TempDir;

use super::super::tests::{Plain, open, store};
use super::*;
use crate::entropy::SystemEntropy;
use crate::files::SystemFiles;
use crate::report::{AccessSecret, Draft};
use crate::store::PhotoFile;
use crate::vault::Vault;

const PAGE: usize = 4096;
const REPORTS: u32 = 160;

/// What a page of the database holds.
struct Page {
    number: u32,
    of: String,
    kind: String,
    cells: u32,
}

fn at(ms: i64) -> Timestamp {
    Timestamp::from_unix_ms(1_000 + ms)
}

fn sealer(directory: &Path) -> Sealer {
    let vault = Vault::open(directory, &Plain, &SystemEntropy, &SystemFiles).unwrap();
    Sealer::new(vault, Arc::new(SystemEntropy), Arc::new(SystemFiles), directory).unwrap()
}

fn salvage(directory: &Path) -> Result<()> {
    Store::salvage(directory, &sealer(directory), None, &SystemFiles, at(0))
}

/// Reports of different lengths: some spill over into pages of their own.
fn written() -> (TempDir, Vec<ReportId>) {
    let (folder, store) = store();
    let ids: Vec<ReportId> = (0..REPORTS).map(|n| ReportId::new(at(n.into()), &SystemEntropy)).collect();
    for (n, id) in (0_usize..).zip(&ids) {
        let draft =
            Draft { text: "Ngập ".repeat(if n % 40 == 7 { 2_000 } else { 20 }), ..Draft::default() };
        let access = AccessSecret::new(&SystemEntropy);
        store.write(|db| db.insert_report(*id, &draft, &access, at(0))).unwrap();
    }
    (folder, ids)
}

fn pages(directory: &Path) -> Vec<Page> {
    let connection = Connection::open(database(directory)).unwrap();
    let mut statement =
        connection.prepare("SELECT pageno, name, pagetype, ncell FROM dbstat ORDER BY pageno").unwrap();
    let pages = statement.query_map([], |row| {
        Ok(Page { number: row.get(0)?, of: row.get(1)?, kind: row.get(2)?, cells: row.get(3)? })
    });
    pages.unwrap().map(std::result::Result::unwrap).collect()
}

fn copy_of(directory: &Path) -> TempDir {
    let copy = TempDir::new().unwrap();
    for name in ["hues.db", "vault.key"] {
        fs::copy(directory.join(name), copy.path().join(name)).unwrap();
    }
    copy
}

fn damage(directory: &Path, page: u32) {
    let page = page as usize;
    let mut bytes = fs::read(database(directory)).unwrap();
    bytes[(page - 1) * PAGE..page * PAGE].fill(0xa5);
    fs::write(database(directory), bytes).unwrap();
}

fn reports(store: &Store) -> Vec<ReportId> {
    let mut ids: Vec<ReportId> =
        store.read(|db| db.reports(0, 1_000)).unwrap().into_iter().map(|report| report.id).collect();
    ids.sort();
    ids
}

#[test]
fn whatever_page_is_damaged_the_rows_of_all_others_are_saved() {
    let (folder, ids) = written();
    let (mut leaves, mut spilled) = (0, 0);
    for page in pages(folder.path()).iter().filter(|page| page.number != 1) {
        let copy = copy_of(folder.path());
        damage(copy.path(), page.number);
        salvage(copy.path()).unwrap();
        let store = open(copy.path()).unwrap();
        let saved = reports(&store);
        assert!(saved.iter().all(|id| ids.contains(id)));
        let told = &Store::salvaged(copy.path()).unwrap()[0];
        assert_eq!((told.reports as usize, told.at), (saved.len(), at(0)));
        let lost = REPORTS as usize - saved.len();
        match (page.of.as_str(), page.kind.as_str()) {
            ("report", "leaf") => {
                assert_eq!(lost, page.cells as usize, "page {}", page.number);
                leaves += 1;
            }
            ("report", "overflow") => {
                assert_eq!(lost, 1, "page {}", page.number);
                spilled += 1;
            }
            // The way to the rows is gone; what is left of it leads to none.
            ("report", "internal") => {}
            _ => assert_eq!(lost, 0, "page {} of {}", page.number, page.of),
        }
        assert!(store.is_sound(|| true).unwrap(), "the new one is whole");
    }
    assert!(leaves > 10 && spilled > 2, "{leaves} leaves, {spilled} spilled pages");
}

#[test]
fn several_damaged_pages_cost_their_own_rows_alone() {
    let (folder, _) = written();
    let leaves: Vec<Page> =
        pages(folder.path()).into_iter().filter(|page| page.of == "report" && page.kind == "leaf").collect();
    let damaged = [0, leaves.len() / 3, leaves.len() / 2, leaves.len() - 1].map(|at| &leaves[at]);
    for page in damaged {
        damage(folder.path(), page.number);
    }
    salvage(folder.path()).unwrap();
    let lost: u32 = damaged.iter().map(|page| page.cells).sum();
    assert_eq!(reports(&open(folder.path()).unwrap()).len(), (REPORTS - lost) as usize);
}

#[test]
fn a_database_whose_tables_are_unknown_is_left_as_it_is() {
    let (folder, _) = written();
    damage(folder.path(), 1);
    let before = fs::read(database(folder.path())).unwrap();
    assert!(matches!(salvage(folder.path()), Err(StoreError::Damaged)));
    assert_eq!(fs::read(database(folder.path())).unwrap(), before);
    assert!(Store::salvaged(folder.path()).unwrap().is_empty());
}

#[test]
fn a_cell_that_was_altered_is_found_and_costs_its_row_alone() {
    let (folder, ids) = written();
    let store = open(folder.path()).unwrap();
    assert!(store.is_sound(|| true).unwrap());
    store
        .write(|db| {
            let sql = "UPDATE report SET draft = zeroblob(100) WHERE id = ?1";
            Ok::<_, StoreError>(db.connection.execute(sql, [ids[7].to_string()])?)
        })
        .unwrap();
    assert!(!store.is_sound(|| true).unwrap(), "SQLite itself finds nothing wrong with it");
    drop(store);
    salvage(folder.path()).unwrap();
    let saved = reports(&open(folder.path()).unwrap());
    assert_eq!(saved.len(), ids.len() - 1);
    assert!(!saved.contains(&ids[7]));
}

#[test]
fn a_photo_that_no_saved_row_names_is_put_aside_and_not_removed() {
    let (folder, store) = store();
    let photo = PhotoId::new(at(0), &SystemEntropy);
    store.sealer().write_photo(photo, PhotoFile::Full, b"photo").unwrap();
    drop(store);
    salvage(folder.path()).unwrap();
    let aside = Store::salvaged(folder.path()).unwrap().remove(0).aside;
    assert!(aside.join("photos").join(format!("{photo}.full")).exists());
    assert!(aside.join("hues.db").exists());
}
