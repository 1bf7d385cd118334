//! The phone's memory wears out: a page of the database is not what was written. What can be read is saved, the citizen is told, and what was
//! on its way to the city still arrives once.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use city::{Fault, Misbehaviour};
use hues_core::{ApiError, DraftEdit, Network, ReportId, ReportState, Trouble, TroubleKind};
use journeys::{Keystore, Phone, Town, Wreck, copy_folder, photo_in_hue};
use tempfile::TempDir;

/// Kinds of a table's pages.
const LEAF: u8 = 0x0d;
const INNER: u8 = 0x05;

fn world() -> (TempDir, Town, Phone) {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    (home, town, phone)
}

/// Spoils the first leaf of a table; how many rows were on it.
fn spoil(data_dir: &Path, table: &str) -> u16 {
    let file = data_dir.join("hues.db");
    let connection = rusqlite::Connection::open(&file).unwrap();
    let sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?1";
    let mut page: u32 = connection.query_row(sql, [table], |row| row.get(0)).unwrap();
    drop(connection);
    let mut bytes = fs::read(&file).unwrap();
    // "Database File Format", section 1.6: a page begins with its kind, an inner one leads to others by the first four bytes of each cell.
    let size = usize::from(u16::from_be_bytes([bytes[16], bytes[17]]));
    loop {
        let of_page = (page as usize - 1) * size..page as usize * size;
        let bytes_of_page = &mut bytes[of_page];
        let number = |at: usize| u16::from_be_bytes([bytes_of_page[at], bytes_of_page[at + 1]]);
        if bytes_of_page[0] == LEAF {
            let rows = number(3);
            bytes_of_page.fill(0xa5);
            fs::write(&file, bytes).unwrap();
            return rows;
        }
        assert_eq!(bytes_of_page[0], INNER);
        let cell = usize::from(number(12));
        page = u32::from_be_bytes(bytes_of_page[cell..cell + 4].try_into().unwrap());
    }
}

/// The last process was killed: it left its log.
fn end_uncleanly(data_dir: &Path) {
    fs::write(data_dir.join("hues.db-wal"), []).unwrap();
}

/// Goes on until the core tells of a trouble.
fn told(phone: &Phone) -> Trouble {
    loop {
        if let Some(trouble) = phone.client().troubles().unwrap().pop() {
            return trouble;
        }
        thread::yield_now();
    }
}

#[test]
fn damage_is_found_after_an_unclean_end_and_what_can_be_read_is_saved_and_told() {
    let (_home, town, mut phone) = world();
    for n in 0..60 {
        let _ = phone.draft(&format!("Bản nháp {n}: {}", "ngập ".repeat(40)), &[]);
    }
    let kept = phone.draft("Có ảnh", &[photo_in_hue()]);
    let sent = phone.submitted("Đang gửi");
    phone.switch_off();
    let lost = u32::from(spoil(&phone.data_dir, "report"));
    end_uncleanly(&phone.data_dir);

    phone.switch_on();
    let trouble = told(&phone);
    assert!(lost > 0 && lost < 60);
    assert_eq!(trouble.kind, TroubleKind::Salvaged { reports: 62 - lost });
    assert!(trouble.words().vi.contains(&format!("cứu được {} báo cáo", 62 - lost)));
    assert!(trouble.aside.join("hues.db").exists(), "the damaged one is put aside");
    let reports = phone.client().reports();
    assert_eq!(reports.list(0, 100).unwrap().len(), (62 - lost) as usize);
    let photo = reports.get(kept).unwrap().photos[0].id;
    assert!(!reports.picture(photo).unwrap().is_empty());
    reports.edit(kept, DraftEdit::Text("Viết tiếp".into())).unwrap();
    phone.connect();
    let _ = phone.sync_until_quiet(5);
    assert!(matches!(phone.state(sent), ReportState::Delivered { .. }));
    assert_eq!(town.city().state().unwrap().reports.len(), 1);

    phone.switch_off();
    phone.switch_on();
    assert_eq!(phone.client().troubles().unwrap(), std::slice::from_ref(&trouble), "told until it was seen");
    phone.client().dismiss_trouble(&trouble.id).unwrap();
    assert!(phone.client().troubles().unwrap().is_empty());
    for (days, is_kept) in [(29, true), (2, false)] {
        phone.switch_off();
        phone.clock.advance(Duration::from_hours(24 * days));
        phone.switch_on();
        assert_eq!(trouble.aside.exists(), is_kept);
        assert!(phone.client().troubles().unwrap().is_empty());
    }
    assert_eq!(phone.client().reports().get(kept).unwrap().draft.text, "Viết tiếp");
}

#[test]
fn whatever_page_is_damaged_the_app_opens_with_the_rows_of_all_others() {
    let (home, town, mut phone) = world();
    for n in 0..8 {
        let _ = phone.draft(&format!("Bản nháp {n}: {}", "ngập ".repeat(80)), &[]);
    }
    phone.switch_off();
    let whole = fs::read(phone.data_dir.join("hues.db")).unwrap();
    let size = usize::from(u16::from_be_bytes([whole[16], whole[17]]));
    for page in 0..whole.len() / size {
        let data_dir = home.path().join(format!("page-{page}"));
        copy_folder(&phone.data_dir, &data_dir);
        let mut bytes = whole.clone();
        bytes[page * size..(page + 1) * size].fill(0);
        fs::write(data_dir.join("hues.db"), bytes).unwrap();
        end_uncleanly(&data_dir);
        let damaged = Phone::at(&data_dir, &home.path().join("keystore"), &town, |config| config);
        let drafts = loop {
            match damaged.client().reports().list(0, 100) {
                Ok(drafts) => break drafts.len(),
                Err(error) => assert_eq!(error, ApiError::DataDamaged, "page {page}"),
            }
            thread::yield_now();
        };
        assert!(drafts >= 4, "page {page}: {drafts} drafts");
    }
}

#[test]
fn a_sound_database_is_left_alone_after_an_unclean_end() {
    let (_home, _town, mut phone) = world();
    let id = phone.draft("Vẫn nguyên", &[]);
    phone.switch_off();
    end_uncleanly(&phone.data_dir);
    phone.switch_on();
    // Closing waits for what looks through it.
    phone.switch_off();
    phone.switch_on();
    assert!(phone.client().troubles().unwrap().is_empty());
    assert_eq!(phone.client().reports().get(id).unwrap().draft.text, "Vẫn nguyên");
}

/// Sends the text of a report, and not its photo.
fn send_half(town: &Town, phone: &Phone, id: ReportId) {
    phone.connect();
    let refused = Fault::Unavailable { status: 503, retry_after: None };
    town.city().misbehave(Misbehaviour { times: None, ..Misbehaviour::once("POST", "/v1/uploads", refused) });
    let _ = phone.sync();
    assert_eq!(town.city().state().unwrap().reports.len(), 1);
    assert!(matches!(phone.state(id), ReportState::SendingPhotos { .. }));
}

#[test]
fn what_was_on_its_way_when_the_outbox_was_damaged_arrives_once() {
    let (_home, town, mut phone) = world();
    let id = phone.submitted("Hộp thư hỏng");
    send_half(&town, &phone, id);
    phone.switch_off();
    spoil(&phone.data_dir, "outbox");

    // Nothing looks through the database after a clean end; the first call that meets the damage makes it be looked through.
    phone.switch_on();
    assert_eq!(phone.client().reports().get(id).err(), Some(ApiError::DataDamaged));
    assert!(matches!(told(&phone).kind, TroubleKind::Salvaged { reports: 1 }));
    town.city().behave();
    phone.connect();
    let _ = phone.sync_until_quiet(5);
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }), "{:?}", phone.state(id));
    let there = town.city().state().unwrap();
    assert_eq!((there.reports.len(), there.uploads.len()), (1, 1));
}

#[test]
fn without_the_schema_drafts_come_back_and_what_was_on_its_way_arrives_once() {
    for wreck in Wreck::ALL {
        for has_log in [false, true] {
            lose_the_schema(wreck, has_log);
        }
    }
}

fn lose_the_schema(wreck: Wreck, has_log: bool) {
    let (home, town, mut phone) = world();
    for n in 0..30 {
        let _ = phone.draft(&format!("Bản nháp {n}: {}", "ngập ".repeat(40)), &[]);
    }
    let draft = phone.draft("Có ảnh", &[photo_in_hue()]);
    let sent = phone.submitted("Gửi dở");
    send_half(&town, &phone, sent);
    phone.client().set_network(Network::None).unwrap();
    let waiting = phone.submitted("Chưa gửi");
    phone.switch_off();
    phone.switch_on();
    phone.client().reports().edit(draft, DraftEdit::Text("Có ảnh và chữ".into())).unwrap();
    if !has_log {
        phone.switch_off();
    }
    let data_dir = home.path().join("wrecked");
    copy_folder(&phone.data_dir, &data_dir);
    assert_eq!(data_dir.join("hues.db-wal").exists(), has_log);
    wreck.strike(&data_dir);
    phone.switch_off();
    town.city().behave();

    let phone = Phone::at(&data_dir, &home.path().join("keystore"), &town, |config| config);
    let trouble = told(&phone);
    assert_eq!(trouble.kind, TroubleKind::Salvaged { reports: 33 }, "{wreck:?}, log: {has_log}");
    assert!(trouble.aside.join("hues.db").exists());
    let reports = phone.client().reports();
    assert_eq!(reports.list(0, 100).unwrap().len(), 33);
    let view = reports.get(draft).unwrap();
    assert_eq!(view.draft.text, "Có ảnh và chữ");
    assert!(!reports.picture(view.photos[0].id).unwrap().is_empty());
    phone.connect();
    let _ = phone.sync_until_quiet(5);
    for id in [sent, waiting] {
        assert!(matches!(phone.state(id), ReportState::Delivered { .. }), "{:?}", phone.state(id));
    }
    let there = town.city().state().unwrap();
    assert_eq!((there.reports.len(), there.uploads.len()), (2, 2), "{wreck:?}, log: {has_log}");
}

#[test]
fn a_key_that_is_locked_or_lost_is_told_before_the_schema_is_missed() {
    let (_home, _town, mut phone) = world();
    let id = phone.draft("Còn nguyên", &[]);
    phone.switch_off();
    Wreck::FirstPage.strike(&phone.data_dir);
    let before = fs::read(phone.data_dir.join("hues.db")).unwrap();
    for (keystore, error) in [(Keystore::Locked, ApiError::KeyLocked), (Keystore::Lost, ApiError::KeyLost)] {
        phone.key_guard.set(keystore);
        assert_eq!(phone.try_switch_on(), Err(error));
        assert_eq!(fs::read(phone.data_dir.join("hues.db")).unwrap(), before);
    }
    phone.key_guard.set(Keystore::Open);
    phone.switch_on();
    assert_eq!(phone.client().reports().get(id).unwrap().draft.text, "Còn nguyên");
}
