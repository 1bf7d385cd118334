//! Databases of every schema that was released, made by the code of their time, open with today's and have all that was in them.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fs;
use std::path::Path;

use hues_core::{DraftEdit, ReportState, ReportSummary, TroubleKind};
use journeys::{Phone, Town, Wreck, fixture};
use tempfile::TempDir;

fn schema_of(database: &Path) -> u32 {
    let header = fs::read(database).unwrap();
    u32::from_be_bytes(header[60..64].try_into().unwrap())
}

/// The schemas of which there is a database.
fn schemas() -> Vec<u32> {
    let entries = fs::read_dir(fixture("golden")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut schemas: Vec<u32> = names.filter_map(|name| name.parse().ok()).collect();
    schemas.sort_unstable();
    schemas
}

fn copy_of(schema: u32, home: &Path) -> (std::path::PathBuf, std::path::PathBuf) {
    let golden = fixture("golden").join(schema.to_string());
    let data_dir = home.join(format!("data-{schema}"));
    fs::create_dir(&data_dir).unwrap();
    for name in ["hues.db", "vault.key"] {
        fs::copy(golden.join(name), data_dir.join(name)).unwrap();
    }
    let keystore = home.join(format!("keystore-{schema}"));
    fs::copy(golden.join("keystore"), &keystore).unwrap();
    (data_dir, keystore)
}

fn find<'a>(list: &'a [ReportSummary], text: &str) -> &'a ReportSummary {
    list.iter().find(|report| report.text == text).unwrap_or_else(|| panic!("{text} is not there"))
}

#[test]
fn a_database_of_each_released_schema_opens_with_all_that_is_in_it() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    for schema in schemas() {
        let (data_dir, keystore) = copy_of(schema, home.path());
        assert_eq!(schema_of(&data_dir.join("hues.db")), schema);
        check(&mut Phone::at(&data_dir, &keystore, &town, |config| config), schema);
    }
}

#[test]
fn all_that_is_in_it_is_saved_when_its_schema_is_lost() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    for schema in schemas() {
        for wreck in Wreck::ALL {
            for is_of_today in [true, false] {
                let home = TempDir::new_in(home.path()).unwrap();
                let (data_dir, keystore) = copy_of(schema, home.path());
                if is_of_today {
                    Phone::at(&data_dir, &keystore, &town, |config| config).switch_off();
                }
                wreck.strike(&data_dir);
                let mut phone = Phone::at(&data_dir, &keystore, &town, |config| config);
                let troubles = phone.client().troubles().unwrap();
                assert_eq!(troubles[0].kind, TroubleKind::Salvaged { reports: 3 }, "{schema}, {wreck:?}");
                check(&mut phone, schema);
            }
        }
    }
}

fn check(phone: &mut Phone, schema: u32) {
    let reports = phone.client().reports();
    let list = reports.list(0, 10).unwrap();
    assert_eq!(list.len(), 3, "schema {schema}");
    assert!(matches!(find(&list, "Đang chờ gửi").state, ReportState::Queued { .. }));

    let draft = reports.get(find(&list, "Bản nháp cũ").id).unwrap();
    assert_eq!(draft.draft.contact.as_ref().unwrap().name, "Nguyễn Thị Lan");
    assert_eq!(draft.draft.ward.as_deref(), Some("19753"));
    assert_eq!((draft.photos.len(), draft.state), (1, ReportState::Draft));
    assert_eq!(phone.client().alerts().watched_places().unwrap()[0].name, "Nhà mạ");

    let old = reports.get(find(&list, "Đã đến nơi").id).unwrap();
    if schema > 1 {
        assert!(matches!(old.state, ReportState::Delivered { .. }), "schema {schema}");
        assert_eq!(old.thread[0].message.text, "Thành phố đã xem");
        assert_eq!(phone.client().alerts().current().unwrap().alerts.len(), 1);
    }
    if schema > 2 {
        assert_eq!(old.thread[1].message.text, "Cảm ơn thành phố");
    }
    if schema > 7 {
        assert_eq!(old.draft.address.as_deref(), Some("Kiệt 12"));
        assert!(old.amendment.is_some());
    }
    let calls = phone.client().sos().list().unwrap();
    if schema > 8 {
        assert_eq!(calls[0].call.note.as_deref(), Some("Nước lên tới mái"));
        assert_eq!(calls[0].state.name(), "raising");
    } else {
        assert!(calls.is_empty());
    }
    // It is written on, too.
    reports.edit(draft.id, DraftEdit::Text("Viết tiếp".into())).unwrap();
    phone.client().rotate_key().unwrap();
    assert_eq!(phone.client().reports().get(draft.id).unwrap().draft.text, "Viết tiếp");
    phone.switch_off();
}

#[test]
fn todays_schema_has_its_golden_database() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let mut phone = Phone::new(home.path(), &town);
    phone.switch_off();
    let today = schema_of(&phone.data_dir.join("hues.db"));
    let all: Vec<u32> = (1..=today).collect();
    assert_eq!(schemas(), all, "tests/data/golden/SOURCE.md says how the next one is made");
}
