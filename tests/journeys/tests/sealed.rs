//! What lies on the phone's disk: nothing that says who, where or what.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fs;
use std::path::Path;

use hues_core::{Contact, DraftEdit, PhotoHint, Point};
use journeys::{Phone, Town, photo_in_hue};
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

#[test]
fn no_text_name_or_position_lies_in_the_clear_in_the_data_directory() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    let reports = phone.client().reports();
    let id = phone.draft("Nắp cống vỡ trước nhà", &[]);
    let contact = Contact { name: "Nguyễn Thị Lan".into(), phone: "0905123456".into() };
    reports.edit(id, DraftEdit::Contact(Some(contact))).unwrap();
    reports.edit(id, DraftEdit::Address(Some("Kiệt 12 Chi Lăng".into()))).unwrap();
    reports.add_photo(id, &photo_in_hue(), PhotoHint::default()).unwrap();
    phone.client().alerts().watch("Nhà mạ", Point::new(16.5217, 107.5331).unwrap()).unwrap();
    let access_to_photo = reports.get(id).unwrap().photos[0].attachment.sha256.clone();
    reports.submit(id).unwrap();
    phone.connect();
    let _ = phone.sync();
    town.city().reply(&id.to_string(), None, "Thành phố cảm ơn chị").unwrap();
    let _ = phone.sync();
    assert_eq!(reports.get(id).unwrap().thread.len(), 1);

    // Open, with its write-ahead log, as a thief would find it.
    let disk = all_bytes(&phone.data_dir);
    assert!(contains(&disk, id.to_string().as_bytes()), "the search must be able to find something");
    let number = town.city().state().unwrap().reports[0].number.clone();
    for text in [
        "Nắp cống vỡ",
        "Nguyễn Thị Lan",
        "0905123456",
        "Kiệt 12 Chi Lăng",
        "Nhà mạ",
        "Thành phố cảm ơn chị",
        "road-damage",
        "19753",
        "16.4698",
        "107.5786",
        "16.5217",
        "107.5331",
        number.as_str(),
        access_to_photo.as_str(),
    ] {
        for form in forms(text) {
            assert!(!contains(&disk, &form), "{text} lies in the clear");
        }
    }
    for degrees in [16.4698_f64, 107.5786, 16.5217, 107.5331] {
        assert!(!contains(&disk, &degrees.to_le_bytes()), "{degrees} lies in the clear");
        assert!(!contains(&disk, &degrees.to_be_bytes()), "{degrees} lies in the clear");
    }
    // The photos: no JPEG begins anywhere in what is kept.
    assert!(!contains(&disk, &[0xff, 0xd8, 0xff]), "a photo lies in the clear");
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
