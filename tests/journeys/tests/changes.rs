//! Writing a change of a report that the city has: kept like any draft, sent as an amendment, and never over words that the citizen has not seen.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use city::Status;
use hues_core::{AmendmentChoice, ApiError, Delivery, DraftEdit, Part, ReportId, ReportView};
use journeys::{Phone, delivered};
use serde_json::json;
use tempfile::TempDir;

fn view(phone: &Phone, id: ReportId) -> ReportView {
    phone.client().reports().get(id).unwrap()
}

fn write(phone: &Phone, change: ReportId, text: &str) {
    phone.client().reports().edit(change, DraftEdit::Text(text.into())).unwrap();
}

fn online(phone: &Phone) {
    phone.connect();
    phone.sync_until_quiet(3);
}

#[test]
fn a_change_is_a_draft_until_it_is_sent_and_then_waits_with_its_report() {
    let home = TempDir::new().unwrap();
    let (_town, mut phone, id) = delivered(home.path());
    let change = phone.client().reports().begin_change(id).unwrap();
    write(&phone, change, "Ổ gà sâu hơn rồi");
    assert_eq!(view(&phone, id).draft.text, "Ổ gà trước chợ", "nothing was sent");

    phone.switch_off();
    phone.switch_on();
    let reports = phone.client().reports();
    let recovered = reports.recovered().unwrap().unwrap();
    assert_eq!(recovered.drafts.iter().map(|draft| draft.id).collect::<Vec<_>>(), [change]);
    assert_eq!(reports.begin_change(id), Ok(change), "it goes on where it stopped");
    let written = view(&phone, change);
    assert_eq!((written.change_of, written.draft.text.as_str()), (Some(id), "Ổ gà sâu hơn rồi"));
    assert_eq!((&written.problems, &written.why_no_change), (&Vec::new(), &None));
    assert!(written.sentences[0].vi.contains("chưa gửi thay đổi"), "{:?}", written.sentences);
    let category = DraftEdit::Category("flooding".into());
    assert_eq!(reports.edit(change, category), Err(ApiError::NotFound));
    let photo = reports.add_photo(change, "photo.jpg".as_ref(), hues_core::PhotoHint::default());
    assert_eq!(photo.err(), Some(ApiError::NotFound));
    assert!(reports.duplicates(change).unwrap().is_empty(), "it repeats no report");

    reports.edit(change, DraftEdit::Text(" ".into())).unwrap();
    assert!(matches!(reports.submit(change), Err(ApiError::InvalidInput { .. })));
    write(&phone, change, "Ổ gà sâu hơn rồi");
    reports.submit(change).unwrap();
    assert_eq!(reports.get(change).err(), Some(ApiError::NotFound), "the draft is gone");
    assert!(reports.discarded().unwrap().is_empty());
    let waiting = view(&phone, id);
    let amendment = waiting.amendment.unwrap();
    assert!(matches!(amendment.delivery, Delivery::Waiting { .. }) && amendment.can_drop);
    assert_eq!(waiting.draft.text, "Ổ gà sâu hơn rồi");
    online(&phone);
    let settled = view(&phone, id);
    assert_eq!(settled.amendment, None);
    assert_eq!(settled.city.unwrap().content.unwrap()["text"], "Ổ gà sâu hơn rồi");
}

#[test]
fn what_the_city_corrects_while_the_citizen_writes_is_not_written_over_unseen() {
    for (choice, expected) in
        [(AmendmentChoice::Mine, "Ổ gà sâu hơn rồi"), (AmendmentChoice::Theirs, "Hố sâu 20 cm")]
    {
        let home = TempDir::new().unwrap();
        let (town, phone, id) = delivered(home.path());
        let reports = phone.client().reports();
        let change = reports.begin_change(id).unwrap();
        write(&phone, change, "Ổ gà sâu hơn rồi");
        town.city().correct(&id.to_string(), "text", json!("Hố sâu 20 cm")).unwrap();
        town.city().correct(&id.to_string(), "address", json!("Kiệt 12")).unwrap();
        online(&phone);
        assert_eq!(view(&phone, id).draft.text, "Hố sâu 20 cm");
        // The citizen comes back to the page.
        let opened = reports.open_draft(change).unwrap().draft;
        assert_eq!(opened.text, "Ổ gà sâu hơn rồi", "what was written stays");
        assert_eq!(opened.address.as_deref(), Some("Kiệt 12"), "the rest follows the city");
        reports.submit(change).unwrap();
        let conflicts = view(&phone, id).amendment.unwrap().conflicts;
        assert_eq!(conflicts.iter().map(|conflict| conflict.part).collect::<Vec<_>>(), [Part::Text]);
        assert_eq!(conflicts[0].theirs.vi, "Hố sâu 20 cm");
        reports.resolve(id, Part::Text, choice).unwrap();
        online(&phone);
        let settled = view(&phone, id);
        assert_eq!((settled.amendment, settled.draft.text.as_str()), (None, expected));
        let there = settled.city.unwrap().content.unwrap();
        assert_eq!((&there["text"], &there["address"]), (&json!(expected), &json!("Kiệt 12")));
    }
}

#[test]
fn what_can_not_be_changed_any_more_says_why_and_what_was_written_is_kept() {
    let home = TempDir::new().unwrap();
    let (town, phone, id) = delivered(home.path());
    let reports = phone.client().reports();
    let change = reports.begin_change(id).unwrap();
    write(&phone, change, "Ổ gà sâu hơn rồi");
    town.city().set_status(&id.to_string(), Status::Done, None, None).unwrap();
    online(&phone);
    for page in [id, change] {
        assert!(view(&phone, page).why_no_change.unwrap().vi.contains("đã kết thúc xử lý"), "{page}");
    }
    assert_eq!(reports.submit(change), Err(ApiError::NotFound));
    assert_eq!(view(&phone, change).draft.text, "Ổ gà sâu hơn rồi");
    reports.discard(change).unwrap();
    assert_eq!(reports.begin_change(id), Err(ApiError::NotFound));
    reports.restore(change).unwrap();
    assert_eq!(view(&phone, change).change_of, Some(id));

    let draft = reports.create().unwrap();
    assert_eq!(view(&phone, draft).why_no_change, None);
    assert_eq!(reports.begin_change(draft), Err(ApiError::NotFound));
}

#[test]
fn a_withdrawal_that_came_too_late_took_nothing_back() {
    let home = TempDir::new().unwrap();
    let (town, phone, id) = delivered(home.path());
    phone.client().reports().withdraw(id).unwrap();
    assert!(view(&phone, id).why_no_change.unwrap().vi.contains("đã rút lại"));
    town.city().set_status(&id.to_string(), Status::Done, None, None).unwrap();
    online(&phone);
    let late = view(&phone, id);
    assert_eq!(late.state.name(), "parked");
    let why = late.why_no_change.unwrap().vi;
    assert!(why.contains("đã kết thúc xử lý"));
    assert_eq!(why.contains("nhắn"), late.ways_out.reply, "{why}");
}
