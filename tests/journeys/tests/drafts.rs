//! Drafts: many at once, found again after a kill, copied, thrown away and taken back.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::time::Duration;

use hues_core::report::{Field, MAX_KEPT_TEXT_CHARS, MAX_TEXT_CHARS, Problem, ProblemCode};
use hues_core::{ApiError, DraftEdit, HomePart, MediaFile, PhotoHint, ReportState};
use journeys::{Phone, Town, photo_in_hue};
use tempfile::TempDir;

const DAY: Duration = Duration::from_hours(24);

fn world() -> (TempDir, Town, Phone) {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    (home, town, phone)
}

fn sealed_photos(phone: &Phone) -> usize {
    std::fs::read_dir(phone.data_dir.join("photos")).unwrap().count()
}

/// Bytes of the data directory.
fn kept(phone: &Phone) -> u64 {
    let files = std::fs::read_dir(&phone.data_dir).unwrap();
    files.map(|file| file.unwrap().metadata().unwrap().len()).sum()
}

#[test]
fn a_text_that_is_too_long_is_pointed_out_and_kept_and_a_pasted_file_changes_nothing() {
    let (_home, _town, phone) = world();
    let reports = phone.client().reports();
    let draft = reports.create().unwrap();
    let too_long = Problem { field: Field::Text, code: ProblemCode::TooMany };
    let is_pointed_out = || reports.get(draft).unwrap().problems.contains(&too_long);
    let edit = |text: &str| reports.edit(draft, DraftEdit::Text(text.into()));

    edit(&"ổ".repeat(MAX_TEXT_CHARS)).unwrap();
    assert!(!is_pointed_out());
    let longest = "ổ gà ".repeat(MAX_KEPT_TEXT_CHARS / 5);
    edit(&longest).unwrap();
    assert!(is_pointed_out());
    assert_eq!(reports.get(draft).unwrap().draft.text, longest, "kept to be shortened");
    assert!(
        matches!(reports.submit(draft), Err(ApiError::InvalidInput { problems }) if problems.contains(&too_long))
    );

    let before = kept(&phone);
    let refused = ApiError::InvalidInput { problems: vec![too_long.clone()] };
    for pasted in [longest.clone() + "!", "g".repeat(10_000_000)] {
        assert_eq!(edit(&pasted).unwrap_err(), refused);
        let begun = reports.create_with(vec![DraftEdit::Text(pasted)], Vec::new());
        assert_eq!(begun.unwrap_err(), refused);
    }
    assert_eq!(refused.words().en, "The text is too long. Shorten it.");
    assert_eq!(reports.get(draft).unwrap().draft.text, longest);
    assert!(kept(&phone) - before < 100_000, "nothing of it is on disk");
    edit("Ổ gà").unwrap();
    assert!(!is_pointed_out());
}

#[test]
fn a_report_begins_whole_or_not_at_all() {
    let (_home, _town, phone) = world();
    let reports = phone.client().reports();
    let photo = || MediaFile::photo(&photo_in_hue(), PhotoHint::default());
    let text = || DraftEdit::Text("Ổ gà sâu trước chợ Đông Ba".into());
    let whole = reports.create_with(vec![DraftEdit::Category("pollution".into()), text()], vec![photo(); 2]);
    let view = reports.get(whole.unwrap()).unwrap();
    assert_eq!(view.draft.category.as_deref(), Some("pollution"));
    assert_eq!((view.draft.text.as_str(), view.photos.len()), ("Ổ gà sâu trước chợ Đông Ba", 2));
    let files = sealed_photos(&phone);

    // One photo too many is found out when the others are sealed already.
    let too_many = reports.create_with(vec![text()], vec![photo(); 6]);
    assert!(matches!(too_many, Err(ApiError::InvalidInput { .. })), "{too_many:?}");
    let unasked = DraftEdit::Answer { question: "nobody-asks".into(), answer: None };
    assert_eq!(reports.create_with(vec![text(), unasked], vec![photo()]), Err(ApiError::NotFound));
    assert_eq!((reports.drafts().unwrap().len(), sealed_photos(&phone)), (1, files));
}

#[test]
fn what_was_being_written_is_named_at_the_next_start_with_when_it_was_saved() {
    let (_home, _town, mut phone) = world();
    let reports = phone.client().reports();
    let left = phone.draft("Đã cất đi", &[]);
    reports.put_away(left).unwrap();
    let cut_off = phone.draft("Ổ gà sâu trước chợ Đông Ba", &[photo_in_hue()]);
    let _nothing_in_it = reports.create().unwrap();
    assert_eq!(reports.recovered().unwrap(), None, "nothing was cut off yet");
    phone.switch_off();
    phone.clock.advance(DAY);
    phone.switch_on();

    let reports = phone.client().reports();
    let recovered = reports.recovered().unwrap().unwrap();
    assert_eq!(recovered.drafts.iter().map(|draft| draft.id).collect::<Vec<_>>(), [cut_off]);
    assert_eq!(recovered.drafts[0].photos.len(), 1);
    assert_eq!(
        recovered.words.vi,
        "Bạn đang viết dở: “Ổ gà sâu trước chợ Đông Ba”. Đã lưu hôm qua lúc 07:41."
    );
    assert_eq!(reports.drafts().unwrap().len(), 3);
    let saved_at = reports.get(cut_off).unwrap().saved_at;
    assert_eq!(reports.open_draft(cut_off).unwrap().saved_at, saved_at, "opening changes nothing");
    assert_eq!(reports.recovered().unwrap(), None);
    reports.put_away(cut_off).unwrap();
    phone.switch_off();
    phone.switch_on();
    assert_eq!(phone.client().reports().recovered().unwrap(), None);
}

#[test]
fn home_has_its_parts_in_one_order_and_what_was_cut_off_below_the_warnings() {
    let (_home, _town, mut phone) = world();
    let usual = [
        HomePart::Warnings,
        HomePart::NewReport,
        HomePart::Question,
        HomePart::MyReports,
        HomePart::Hotlines,
        HomePart::Me,
    ];
    assert_eq!(phone.client().home_parts().unwrap(), usual);
    let draft = phone.draft("Ổ gà sâu trước chợ Đông Ba", &[]);
    phone.switch_off();
    phone.switch_on();
    let parts = phone.client().home_parts().unwrap();
    assert_eq!(parts[..2], [HomePart::Warnings, HomePart::Recovered]);
    assert_eq!(parts[2..], usual[1..]);
    phone.client().reports().open_draft(draft).unwrap();
    assert_eq!(phone.client().home_parts().unwrap(), usual);
}

#[test]
fn a_copy_has_its_own_photos_and_goes_its_own_way() {
    let (_home, town, phone) = world();
    phone.connect();
    let reports = phone.client().reports();
    let first = phone.draft("Rác trước cổng", &[photo_in_hue()]);
    let copy = reports.duplicate(first).unwrap();
    let (one, other) = (reports.get(first).unwrap(), reports.get(copy).unwrap());
    assert_eq!((&one.draft.text, &one.draft.location), (&other.draft.text, &other.draft.location));
    assert_eq!(one.photos[0].attachment, other.photos[0].attachment);
    assert_ne!(one.photos[0].id, other.photos[0].id);
    reports.remove_photo(first, one.photos[0].id).unwrap();
    assert!(!reports.thumbnail(other.photos[0].id).unwrap().is_empty());
    reports.submit(copy).unwrap();
    let _ = phone.sync();
    assert!(matches!(phone.state(copy), ReportState::Delivered { .. }));
    assert_eq!(town.city().state().unwrap().reports.len(), 1);
    assert_eq!(reports.duplicate(copy), Err(ApiError::NotFound), "it is no draft any more");
}

#[test]
fn a_discarded_draft_can_be_taken_back_for_thirty_days() {
    let (_home, _town, mut phone) = world();
    let id = phone.draft("Nhỡ tay xoá", &[photo_in_hue()]);
    let reports = phone.client().reports();
    reports.discard(id).unwrap();
    assert!(matches!(reports.get(id), Err(ApiError::NotFound)));
    assert!(reports.drafts().unwrap().is_empty() && reports.list(0, 10).unwrap().is_empty());
    assert_eq!(reports.tally().unwrap().drafts, 0);
    assert_eq!(reports.edit(id, DraftEdit::Text("?".into())), Err(ApiError::NotFound));
    assert!(matches!(reports.add_photo(id, &photo_in_hue(), PhotoHint::default()), Err(ApiError::NotFound)));
    assert_eq!(reports.submit(id), Err(ApiError::NotFound));
    assert_eq!(reports.discard(id), Err(ApiError::NotFound));
    phone.clock.advance(29 * DAY);
    phone.switch_off();
    phone.switch_on();

    let reports = phone.client().reports();
    let discarded = reports.discarded().unwrap();
    assert_eq!(discarded[0].title.vi, "Nhỡ tay xoá");
    assert_eq!(discarded[0].sentence.vi, "Sẽ xoá hẳn ngày mai lúc 07:41.");
    reports.restore(id).unwrap();
    let back = reports.get(id).unwrap();
    assert_eq!((back.draft.text.as_str(), back.photos.len()), ("Nhỡ tay xoá", 1));
    assert!(!reports.thumbnail(back.photos[0].id).unwrap().is_empty());
    assert!(reports.discarded().unwrap().is_empty());
    assert_eq!(reports.restore(id), Err(ApiError::NotFound));
}

#[test]
fn after_thirty_days_a_discarded_draft_is_erased_with_its_photos() {
    let (_home, _town, mut phone) = world();
    let id = phone.draft("Xoá thật", &[photo_in_hue()]);
    let kept = phone.draft("Giữ lại", &[photo_in_hue()]);
    phone.client().reports().discard(id).unwrap();
    assert_eq!(sealed_photos(&phone), 4);
    phone.clock.advance(30 * DAY);
    phone.switch_off();
    phone.switch_on();
    assert_eq!(sealed_photos(&phone), 2);
    assert_eq!(phone.client().reports().restore(id), Err(ApiError::NotFound));
    assert_eq!(phone.state(kept), ReportState::Draft);
}

#[test]
fn a_round_erases_what_is_due_while_the_app_stays_open() {
    let (_home, _town, phone) = world();
    phone.connect();
    let id = phone.draft("Xoá thật", &[photo_in_hue()]);
    phone.client().reports().discard(id).unwrap();
    phone.clock.advance(30 * DAY);
    let _ = phone.sync();
    assert_eq!(sealed_photos(&phone), 0);
}

#[test]
fn a_discarded_draft_can_be_erased_at_once_and_no_other() {
    let (_home, _town, phone) = world();
    let id = phone.draft("Không để lại gì", &[photo_in_hue()]);
    let reports = phone.client().reports();
    assert_eq!(reports.erase(id), Err(ApiError::NotFound));
    reports.discard(id).unwrap();
    reports.erase(id).unwrap();
    assert_eq!((sealed_photos(&phone), reports.discarded().unwrap().len()), (0, 0));
}

#[test]
fn a_category_is_suggested_in_words() {
    let (_home, _town, phone) = world();
    let suggested = phone.client().reports().suggest("o ga sau truoc kiet 5").unwrap();
    assert_eq!(
        (suggested[0].id.as_str(), suggested[0].name.en.as_str()),
        ("road-damage", "Damaged road or pavement")
    );
    assert!(phone.client().reports().suggest("").unwrap().is_empty());
}
