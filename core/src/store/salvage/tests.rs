//! A database of some hundred reports, damaged in each of its pages in turn.

mod layout;
mod lost_schema;

use std::fs;
use std::sync::Arc;

use rusqlite::Connection;
use tempfile::TempDir;

use super::super::tests::{Plain, open, store};
use super::pages::PAGE;
use super::*;
use crate::alert::index::KnownIndex;
use crate::entropy::SystemEntropy;
use crate::files::SystemFiles;
use crate::id::{ItemId, ReportId};
use crate::outbox::{Item, Kind};
use crate::report::{AccessSecret, Draft};
use crate::store::{PhotoFile, Setting};
use crate::vault::Vault;

const REPORTS: u32 = 160;

/// What a page of the database holds.
struct Page {
    number: u32,
    of: String,
    kind: &'static str,
    cells: usize,
}

fn at(ms: i64) -> Timestamp {
    Timestamp::from_unix_ms(1_000 + ms)
}

fn sealer(directory: &Path) -> Sealer {
    let vault = Vault::open(directory, &Plain, &SystemEntropy, &SystemFiles).unwrap();
    Sealer::new(vault, Arc::new(SystemEntropy), Arc::new(SystemFiles), directory)
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

/// The pages of all tables and indexes, as "Database File Format", sections 1.5 and 1.6, says.
fn pages(directory: &Path) -> Vec<Page> {
    let connection = Connection::open(database(directory)).unwrap();
    let mut statement =
        connection.prepare("SELECT rootpage, name FROM sqlite_schema WHERE rootpage > 0").unwrap();
    let roots = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let schema = (1, "sqlite_schema".to_owned());
    let roots: Vec<(u32, String)> = roots.map(std::result::Result::unwrap).chain([schema]).collect();
    let bytes = fs::read(database(directory)).unwrap();
    let mut pages = Vec::new();
    for (root, of) in roots {
        let mut left = vec![root];
        while let Some(number) = left.pop() {
            let page = &bytes[(number as usize - 1) * PAGE..number as usize * PAGE];
            // The database's header stands first.
            let head = &page[if number == 1 { 100 } else { 0 }..];
            let cells = usize::from(u16::from_be_bytes([head[3], head[4]]));
            let (kind, first) = match head[0] {
                0x02 | 0x05 => ("internal", 12),
                0x0a | 0x0d => ("leaf", 8),
                other => panic!("a page of kind {other}"),
            };
            for pointer in head[first..first + 2 * cells].chunks(2) {
                let cell = &page[usize::from(u16::from_be_bytes([pointer[0], pointer[1]]))..];
                match head[0] {
                    0x02 | 0x05 => left.push(page_number(cell)),
                    0x0d => pages.extend(spilled(&bytes, cell).into_iter().map(|number| Page {
                        number,
                        of: of.clone(),
                        kind: "overflow",
                        cells: 0,
                    })),
                    _ => {}
                }
            }
            if kind == "internal" {
                left.push(page_number(&head[8..]));
            }
            pages.push(Page { number, of: of.clone(), kind, cells });
        }
    }
    pages
}

fn page_number(bytes: &[u8]) -> u32 {
    u32::from_be_bytes(bytes[..4].try_into().unwrap())
}

/// The pages over which a row spills whose cell begins here.
fn spilled(bytes: &[u8], cell: &[u8]) -> Vec<u32> {
    let (payload, rest) = varint(cell);
    let (_, rest) = varint(rest);
    let (most, least) = (PAGE - 35, (PAGE - 12) * 32 / 255 - 23);
    if payload <= most {
        return Vec::new();
    }
    let kept = least + (payload - least) % (PAGE - 4);
    let mut next = page_number(&rest[if kept <= most { kept } else { least }..]);
    let mut pages = Vec::new();
    while next != 0 {
        pages.push(next);
        next = page_number(&bytes[(next as usize - 1) * PAGE..]);
    }
    pages
}

fn varint(bytes: &[u8]) -> (usize, &[u8]) {
    let len = bytes.iter().position(|byte| byte & 0x80 == 0).unwrap() + 1;
    let value = bytes[..len].iter().fold(0, |value, byte| value << 7 | usize::from(byte & 0x7f));
    (value, &bytes[len..])
}

fn copy_of(directory: &Path) -> TempDir {
    let copy = TempDir::new().unwrap();
    for name in ["hues.db", "hues.db-wal", "vault.key"] {
        if directory.join(name).exists() {
            fs::copy(directory.join(name), copy.path().join(name)).unwrap();
        }
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
    let mut ids: Vec<ReportId> = store
        .read(|db| db.reports(crate::store::Page { offset: 0, limit: 1_000 }))
        .unwrap()
        .into_iter()
        .map(|report| report.id)
        .collect();
    ids.sort();
    ids
}

#[test]
fn whatever_page_is_damaged_the_rows_of_all_others_are_saved() {
    let (folder, ids) = written();
    let (mut leaves, mut spilled) = (0, 0);
    for page in &pages(folder.path()) {
        let copy = copy_of(folder.path());
        damage(copy.path(), page.number);
        salvage(copy.path()).unwrap();
        let store = open(copy.path()).unwrap();
        let saved = reports(&store);
        assert!(saved.iter().all(|id| ids.contains(id)));
        let told = &Store::salvaged(copy.path()).unwrap()[0];
        assert_eq!((told.reports as usize, told.at), (saved.len(), at(0)));
        let lost = REPORTS as usize - saved.len();
        match (page.of.as_str(), page.kind) {
            ("report", "leaf") => {
                assert_eq!(lost, page.cells, "page {}", page.number);
                leaves += 1;
            }
            ("report", "overflow") => {
                assert_eq!(lost, 1, "page {}", page.number);
                spilled += 1;
            }
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
    let lost: usize = damaged.iter().map(|page| page.cells).sum();
    assert_eq!(reports(&open(folder.path()).unwrap()).len(), REPORTS as usize - lost);
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
    let (folder, _) = written();
    let store = open(folder.path()).unwrap();
    let photo = PhotoId::new(at(0), &SystemEntropy);
    store.sealer().write_photo(photo, PhotoFile::Full, b"photo").unwrap();
    drop(store);
    salvage(folder.path()).unwrap();
    let aside = Store::salvaged(folder.path()).unwrap().remove(0).aside;
    assert!(aside.join("photos").join(format!("{photo}.full")).exists());
    assert!(aside.join("hues.db").exists());
}

#[test]
fn an_item_that_is_none_any_more_does_not_hide_the_others() {
    let (folder, store) = store();
    let id = ReportId::new(at(0), &SystemEntropy);
    let item = |kind| Item::new(ItemId::new(at(0), &SystemEntropy), id, kind);
    store
        .write(|db| {
            db.insert_report(id, &Draft::default(), &AccessSecret::new(&SystemEntropy), at(0))?;
            db.execute("UPDATE report SET stage = 'outgoing'", [])?;
            db.insert_item(&item(Kind::Report))?;
            db.insert_item(&item(Kind::Receipt))?;
            Ok::<_, StoreError>(db.execute("UPDATE outbox SET kind = 'rfport' WHERE kind = 'report'", [])?)
        })
        .unwrap();
    drop(store);
    salvage(folder.path()).unwrap();
    let items = open(folder.path()).unwrap().read(|db| db.items_of(id)).unwrap();
    assert_eq!(items.iter().map(|item| item.kind).collect::<Vec<_>>(), [Kind::Receipt, Kind::Report]);
}

#[test]
fn warnings_are_asked_for_again_and_older_ones_than_known_are_not_believed() {
    let (folder, store) = store();
    let index = KnownIndex { etag: Some("x".into()), serial: 7, checked_at: at(1), valid_until: at(2) };
    store.write(|db| db.set_setting(Setting::AlertIndex, &index)).unwrap();
    drop(store);
    salvage(folder.path()).unwrap();
    let known = open(folder.path()).unwrap().read(|db| db.setting(Setting::AlertIndex)).unwrap();
    assert_eq!(known, Some(KnownIndex { etag: None, ..index }));
}
