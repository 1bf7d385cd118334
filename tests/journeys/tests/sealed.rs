//! What lies on the phone's disk: nothing that says who, where or what.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use city::{Fault, Misbehaviour, Status};
use hues_core::media::Region;
use hues_core::report::Answer;
use hues_core::{
    Contact, DraftEdit, Location, LocationSource, LoginLevel, Network, PhotoHint, Point, Rating, ReportId,
    ReportState, Satisfaction, SosCall,
};
use journeys::{Browser, Phone, Town, fixture, large_photo, photo_in_hue};
use rusqlite::Connection;
use rusqlite::types::Value;
use tempfile::TempDir;

fn all_bytes(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        bytes.extend(if path.is_dir() { all_bytes(&path) } else { fs::read(&path).unwrap() });
    }
    bytes
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// A text as it could lie on a disk.
fn forms(text: &str) -> [Vec<u8>; 3] {
    let utf_16: Vec<u16> = text.encode_utf16().collect();
    [
        text.as_bytes().to_vec(),
        utf_16.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
        utf_16.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
    ]
}

/// Where the second draft is.
const ELSEWHERE: (f64, f64) = (16.4015, 107.7026);
/// Where help is needed.
const ROOF: (f64, f64) = (16.4444, 107.5999);
/// What the picker said of a photo.
const HINT: (f64, f64) = (16.4321, 107.5432);

/// A citizen who has one of everything that the phone keeps.
fn citizen(home: &Path, town: &Town) -> Phone {
    let phone = Phone::new(home, town);
    phone.connect();
    let account = phone.client().account();
    let begun = phone.wait_for(account.begin_login(LoginLevel::One)).unwrap();
    phone.wait_for(account.finish_login(&Browser::of_lan().log_in(&begun.url))).unwrap();
    phone.client().alerts().watch("Nhà mạ", Point::new(16.5217, 107.5331).unwrap()).unwrap();
    let id = delivered(&phone, town);
    followed(home, &phone, town);
    stuck(&phone, town);
    drafted(home, &phone);
    called(&phone);
    queued(&phone, id);
    phone
}

/// A call for help that the city has, with what it said, and one that waits.
fn called(phone: &Phone) {
    let point = Point::new(ROOF.0, ROOF.1).unwrap();
    let source = LocationSource::Gps;
    let call = SosCall {
        location: Some(Location { point, accuracy_m: Some(37.5), fixed_at: None, source, mock: false }),
        phone: Some("0912345678".into()),
        note: Some("Cả nhà trên mái".into()),
        ..SosCall::default()
    };
    let sos = phone.client().sos();
    sos.raise(call).unwrap();
    let _ = phone.sync();
    assert_eq!(sos.list().unwrap()[0].state.name(), "received");
    phone.client().set_network(Network::None).unwrap();
    sos.raise(SosCall { note: Some("Cần thuốc tim".into()), ..SosCall::default() }).unwrap();
    phone.connect();
}

/// A report that the city has, answered and rated.
fn delivered(phone: &Phone, town: &Town) -> ReportId {
    let reports = phone.client().reports();
    let id = phone.draft("Nắp cống vỡ trước nhà", &[photo_in_hue()]);
    let contact = Contact { name: "Nguyễn Thị Lan".into(), phone: "0905123456".into() };
    reports.edit(id, DraftEdit::Contact(Some(contact))).unwrap();
    reports.edit(id, DraftEdit::Address(Some("Kiệt 12 Chi Lăng".into()))).unwrap();
    reports.submit(id).unwrap();
    let _ = phone.sync();
    town.city().reply(&id.to_string(), None, "Thành phố cảm ơn chị").unwrap();
    town.city()
        .set_status(&id.to_string(), Status::Done, Some("UBND phường"), Some("Đã thay nắp mới"))
        .unwrap();
    reports.reply(id, "Hố sâu thêm rồi").unwrap();
    let _ = phone.sync();
    let comment = Some("Thợ làm rất nhanh".into());
    reports.rate(id, &Rating { satisfaction: Satisfaction::Acceptable, comment }).unwrap();
    let _ = phone.sync();
    id
}

/// What is said about it with no network.
fn queued(phone: &Phone, id: ReportId) {
    phone.client().set_network(Network::None).unwrap();
    let reports = phone.client().reports();
    reports.reply(id, "Vẫn còn mùi hôi").unwrap();
    // Of a report that is still open.
    let open = phone.client().reports().list(0, 20).unwrap();
    let open = open.into_iter().find(|report| reports.get(report.id).unwrap().ways_out.amend).unwrap().id;
    reports.amend(open, vec![DraftEdit::Text("Xe chở đất rải sỏi cả đêm".into())]).unwrap();
    let comment = Some("Nghĩ lại thì tốt".into());
    reports.rate(id, &Rating { satisfaction: Satisfaction::Satisfied, comment }).unwrap();
    assert_eq!(reports.get(id).unwrap().thread.len(), 3);
}

/// Somebody else's report that the citizen follows.
fn followed(home: &Path, phone: &Phone, town: &Town) {
    let neighbour = Phone::new(&home.join("neighbour"), town);
    neighbour.connect();
    let _ = neighbour.submitted("Đèn đường tắt cả tuần");
    let _ = neighbour.sync();
    let reports = phone.client().reports();
    let draft = phone.draft("Ổ gà", &[]);
    phone.connect();
    let found = phone.wait_for(reports.refresh_nearby(draft)).unwrap();
    reports.follow(draft, &found[0].report.public_id).unwrap();
    reports.discard(draft).unwrap();
}

/// A report whose photo is half-way.
fn stuck(phone: &Phone, town: &Town) {
    let id = phone.draft("Xe chở đất làm rơi vãi", &[large_photo()]);
    phone.client().reports().submit(id).unwrap();
    let refused = Fault::Unavailable { status: 503, retry_after: None };
    town.city()
        .misbehave(Misbehaviour { times: None, ..Misbehaviour::once("PATCH", "/v1/uploads", refused) });
    let _ = phone.sync();
    assert!(matches!(phone.state(id), ReportState::SendingPhotos { .. }), "{:?}", phone.state(id));
}

/// A draft with a photo of the app's own camera, and what was typed and taken back.
fn drafted(home: &Path, phone: &Phone) {
    let reports = phone.client().reports();
    let id = reports.create().unwrap();
    reports.edit(id, DraftEdit::Text("Chữ đã xoá đi".into())).unwrap();
    reports.edit(id, DraftEdit::Text("Nước ngập tới gối".into())).unwrap();
    let point = Point::new(ELSEWHERE.0, ELSEWHERE.1).unwrap();
    let source = LocationSource::Gps;
    let location = Location { point, accuracy_m: Some(12.5), fixed_at: None, source, mock: false };
    reports.edit(id, DraftEdit::Location(Some(location))).unwrap();
    reports.edit(id, DraftEdit::Category("pollution".into())).unwrap();
    let answer = Some(Answer::Typed("Xưởng nhuộm cuối hẻm".into()));
    reports.edit(id, DraftEdit::Answer { question: "source".into(), answer }).unwrap();
    let own = home.join("chup-tu-may-anh.png");
    fs::copy(fixture("photos/gps_1x1_pixel.jpg"), &own).unwrap();
    let hint = PhotoHint { point: Point::new(HINT.0, HINT.1).ok(), owned: true, ..PhotoHint::default() };
    let photo = reports.add_photo(id, &own, hint).unwrap();
    reports.hide_in_photo(id, photo.id, &[Region::new(0.0, 0.0, 1.0, 1.0).unwrap()]).unwrap();
}

#[test]
fn no_text_name_or_position_lies_in_the_clear_in_the_data_directory() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = citizen(home.path(), &town);

    // Open, with its write-ahead log, as a thief would find it.
    let disk = all_bytes(&phone.data_dir);
    let reports = phone.client().reports().list(0, 10).unwrap();
    assert!(
        contains(&disk, reports[0].id.to_string().as_bytes()),
        "the search must be able to find something"
    );
    let there = town.city().state().unwrap();
    let own = there.reports.iter().find(|report| report.text.starts_with("Nắp cống")).unwrap();
    let mut secrets: Vec<&str> = vec![
        "Nắp cống vỡ",
        "Nguyễn Thị Lan",
        "0905123456",
        "Kiệt 12 Chi Lăng",
        "Nhà mạ",
        "Thành phố cảm ơn chị",
        "UBND phường",
        "Đã thay nắp mới",
        "Hố sâu thêm rồi",
        "Thợ làm rất nhanh",
        "Vẫn còn mùi hôi",
        "rải sỏi cả đêm",
        "Nghĩ lại thì tốt",
        "Đèn đường tắt cả tuần",
        "Xe chở đất",
        "Chữ đã xoá đi",
        "Nước ngập tới gối",
        "Xưởng nhuộm",
        "pollution",
        "chup-tu-may-anh",
        "046•••••1234",
        "road-damage",
        "19753",
        "16.4698",
        "107.5786",
        "16.5217",
        "107.5331",
        "16.4015",
        "107.7026",
        "16.4321",
        "107.5432",
        "0912345678",
        "Cả nhà trên mái",
        "Cần thuốc tim",
        "16.4444",
        "107.5999",
        "/v1/uploads/",
        "Bearer",
        "refresh_token",
    ];
    secrets.push(own.account.as_deref().unwrap());
    secrets.extend(there.reports.iter().map(|report| report.number.as_str()));
    secrets.extend(
        there.reports.iter().flat_map(|report| &report.attachments).map(|photo| photo.sha256.as_str()),
    );
    for text in secrets {
        for form in forms(text) {
            assert!(!contains(&disk, &form), "{text} lies in the clear");
        }
    }
    for degrees in [
        16.4698_f64,
        107.5786,
        16.5217,
        107.5331,
        ELSEWHERE.0,
        ELSEWHERE.1,
        HINT.0,
        HINT.1,
        12.5,
        ROOF.0,
        ROOF.1,
        37.5,
    ] {
        assert!(!contains(&disk, &degrees.to_le_bytes()), "{degrees} lies in the clear");
        assert!(!contains(&disk, &degrees.to_be_bytes()), "{degrees} lies in the clear");
    }
    // The photos: no JPEG begins anywhere in what is kept.
    assert!(!contains(&disk, &[0xff, 0xd8, 0xff]), "a photo lies in the clear");
}

/// The columns that docs/security.md says lie in the clear. A name without a table is of the table named before it; `*` is each column.
fn documented() -> BTreeSet<(String, String)> {
    let security = fs::read_to_string(fixture("../../docs/security.md")).unwrap();
    let listed = security.split("## What lies in the clear").nth(1).unwrap();
    let rows =
        listed.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let mut columns = BTreeSet::new();
    for row in rows {
        let mut table = None;
        for name in row.split('|').nth(1).unwrap().split('`').skip(1).step_by(2) {
            match name.split_once('.') {
                Some((of, column)) => {
                    table = Some(of);
                    columns.insert((of.to_owned(), column.to_owned()));
                }
                None => columns.extend(table.map(|of| (of.to_owned(), name.to_owned()))),
            }
        }
    }
    columns
}

/// Format version 1 and the number of the key, before a nonce and a tag.
fn is_sealed(value: &Value) -> bool {
    matches!(value, Value::Blob(bytes) if bytes.starts_with(&[1, 0, 0, 0, 1]) && bytes.len() >= 5 + 12 + 16)
}

#[test]
fn every_column_is_sealed_or_said_to_lie_in_the_clear() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    town.city().publish_alert(&fs::read(fixture("cap/hue_flood_warning.xml")).unwrap()).unwrap();
    let mut phone = citizen(home.path(), &town);
    phone.switch_off();
    let database = Connection::open(phone.data_dir.join("hues.db")).unwrap();
    let names = |sql: &str, of: &[&str]| -> Vec<String> {
        let mut statement = database.prepare(sql).unwrap();
        let names = statement.query_map(rusqlite::params_from_iter(of), |row| row.get(0)).unwrap();
        names.map(Result::unwrap).collect()
    };
    let mut documented = documented();
    let mut sealed = Vec::new();
    for table in names("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", &[]) {
        if documented.remove(&(table.clone(), "*".to_owned())) {
            continue;
        }
        for column in names("SELECT name FROM pragma_table_info(?1)", &[&table]) {
            let mut statement = database
                .prepare(&format!("SELECT {column} FROM {table} WHERE {column} IS NOT NULL"))
                .unwrap();
            let values = statement.query_map([], |row| row.get(0)).unwrap();
            let values: Vec<Value> = values.map(Result::unwrap).collect();
            let is_documented = documented.remove(&(table.clone(), column.clone()));
            assert!(
                !values.is_empty() || is_documented,
                "{table}.{column}: the citizen of this test is to have one"
            );
            if is_documented {
                assert!(
                    !values.iter().any(is_sealed),
                    "{table}.{column} is sealed, and said to lie in the clear"
                );
            } else {
                assert!(
                    values.iter().all(is_sealed),
                    "{table}.{column} lies in the clear, and docs/security.md does not say so"
                );
                sealed.push(format!("{table}.{column}"));
            }
        }
    }
    // That is a file.
    documented.remove(&("vault".to_owned(), "key".to_owned()));
    assert!(documented.is_empty(), "docs/security.md names what is not there: {documented:?}");
    assert!(sealed.len() > 10, "{sealed:?}");
}

#[test]
fn a_photo_that_was_altered_or_swapped_on_the_disk_does_not_open() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    let id = phone.draft("Ảnh bị đổi", &[photo_in_hue(), photo_in_hue()]);
    let photos = phone.client().reports().get(id).unwrap().photos;
    let file = |n: usize| phone.data_dir.join("photos").join(format!("{}.thumb", photos[n].id));
    let second = fs::read(file(1)).unwrap();
    fs::write(file(0), &second).unwrap();
    assert!(phone.client().reports().thumbnail(photos[0].id).is_err(), "swapped");
    let mut altered = second.clone();
    altered[second.len() / 2] ^= 1;
    fs::write(file(1), &altered).unwrap();
    assert!(phone.client().reports().thumbnail(photos[1].id).is_err(), "altered");
    fs::write(file(1), &second[..second.len() - 1]).unwrap();
    assert!(phone.client().reports().thumbnail(photos[1].id).is_err(), "cut");
    fs::write(file(1), &second).unwrap();
    assert!(phone.client().reports().thumbnail(photos[1].id).is_ok());
}
