//! Changing a report that the city has: offline, once, and brought together with what the city changes meanwhile.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use city::{Fault, Misbehaviour, Status};
use hues_core::{
    AmendmentChoice, ApiError, Contact, Delivery, DraftEdit, Network, Part, ReportId, ReportState,
    ReportView, Sharing,
};
use journeys::{Phone, Town, delivered};
use serde_json::{Value, json};
use tempfile::TempDir;

fn view(phone: &Phone, id: ReportId) -> ReportView {
    phone.client().reports().get(id).unwrap()
}

fn amend(phone: &Phone, id: ReportId, edit: DraftEdit) {
    phone.client().reports().amend(id, vec![edit]).unwrap();
}

fn text(text: &str) -> DraftEdit {
    DraftEdit::Text(text.into())
}

fn address(address: &str) -> DraftEdit {
    DraftEdit::Address(Some(address.into()))
}

/// What the city has, as its document says.
fn at_the_city(phone: &Phone, id: ReportId) -> Value {
    view(phone, id).city.unwrap().content.unwrap()
}

fn online(phone: &Phone) {
    phone.connect();
    let _ = phone.sync();
}

#[test]
fn a_change_is_seen_at_once_and_reaches_the_city_once() {
    let home = TempDir::new().unwrap();
    let (town, phone, id) = delivered(home.path());
    let contact = Contact { name: "Lan".into(), phone: "0905123456".into() };
    let edits = vec![
        text("Ổ gà sâu hơn rồi"),
        DraftEdit::Contact(Some(contact.clone())),
        DraftEdit::Sharing(Sharing { text: false, photos: true, name: false }),
    ];
    phone.client().reports().amend(id, edits).unwrap();
    let before = view(&phone, id);
    assert_eq!(
        (before.draft.text.as_str(), before.draft.contact.as_ref()),
        ("Ổ gà sâu hơn rồi", Some(&contact))
    );
    assert!(matches!(before.amendment.unwrap().delivery, Delivery::Waiting { .. }));
    let revision = before.city.unwrap().revision;

    // The first answer is lost after the city did it.
    town.city().misbehave(Misbehaviour::once("POST", "/v1/reports", Fault::LoseAnswer));
    online(&phone);
    assert!(view(&phone, id).amendment.is_some(), "nobody knows yet");
    phone.sync_until_quiet(3);
    let after = view(&phone, id);
    assert_eq!(after.amendment, None);
    assert_eq!(after.city.unwrap().revision, revision + 1, "it was done once");
    let there = at_the_city(&phone, id);
    assert_eq!(there["text"], "Ổ gà sâu hơn rồi");
    assert_eq!(there["contact"], json!({"name": "Lan", "phone": "0905123456"}));
    assert_eq!(there["public"]["text"], false);
    assert_eq!(town.city().state().unwrap().reports[0].text, "Ổ gà sâu hơn rồi");
}

#[test]
fn changes_of_different_parts_come_together() {
    let home = TempDir::new().unwrap();
    let (town, phone, id) = delivered(home.path());
    amend(&phone, id, text("Ổ gà sâu hơn rồi"));
    town.city().correct(&id.to_string(), "address", json!("Trước chợ Đông Ba")).unwrap();
    online(&phone);
    let view = view(&phone, id);
    assert_eq!(view.amendment, None);
    assert_eq!(view.draft.text, "Ổ gà sâu hơn rồi");
    assert_eq!(view.draft.address.as_deref(), Some("Trước chợ Đông Ba"), "the city's own change is shown");
    let there = at_the_city(&phone, id);
    assert_eq!(
        (&there["text"], &there["address"]),
        (&json!("Ổ gà sâu hơn rồi"), &json!("Trước chợ Đông Ba"))
    );
}

#[test]
fn the_same_part_changed_on_both_sides_is_the_citizens_to_choose() {
    for (choice, expected) in
        [(AmendmentChoice::Mine, "Ổ gà sâu hơn rồi"), (AmendmentChoice::Theirs, "Hố sâu 20 cm")]
    {
        let home = TempDir::new().unwrap();
        let (town, phone, id) = delivered(home.path());
        phone.client().reports().amend(id, vec![text("Ổ gà sâu hơn rồi"), address("Kiệt 12")]).unwrap();
        assert!(view(&phone, id).ways_on.try_now, "it only waits for a network");
        town.city().correct(&id.to_string(), "text", json!("Hố sâu 20 cm")).unwrap();
        online(&phone);
        phone.sync_until_quiet(1);
        let parked = view(&phone, id);
        assert!(!parked.ways_on.try_now, "it waits for a choice, and would come back as it is");
        let amendment = parked.amendment.unwrap();
        assert_eq!(amendment.delivery, Delivery::Parked { code: "amendment-conflict".into() });
        assert_eq!(amendment.conflicts.len(), 1);
        let conflict = &amendment.conflicts[0];
        assert_eq!((conflict.part, conflict.name.vi.as_str()), (Part::Text, "Nội dung"));
        assert_eq!(
            (conflict.mine.vi.as_str(), conflict.theirs.vi.as_str()),
            ("Ổ gà sâu hơn rồi", "Hố sâu 20 cm")
        );
        assert_eq!(parked.draft.text, "Ổ gà sâu hơn rồi", "what the citizen wrote is not gone");
        assert!(parked.sentences.iter().any(|words| words.vi.contains("chọn")), "{:?}", parked.sentences);
        assert!(matches!(parked.state, ReportState::Delivered { .. }), "the report itself is there");
        assert_eq!(at_the_city(&phone, id)["address"], Value::Null, "all of a change or nothing of it");

        let other = phone.client().reports().resolve(id, Part::Address, choice);
        assert_eq!(other, Err(ApiError::NotFound), "there is nothing to choose");
        phone.client().reports().resolve(id, Part::Text, choice).unwrap();
        phone.sync_until_quiet(3);
        let there = at_the_city(&phone, id);
        assert_eq!((&there["text"], &there["address"]), (&json!(expected), &json!("Kiệt 12")));
        let settled = view(&phone, id);
        assert_eq!((settled.amendment, settled.draft.text.as_str()), (None, expected));
    }
}

#[test]
fn a_conflict_that_the_phone_can_see_is_not_sent() {
    let home = TempDir::new().unwrap();
    let (town, phone, id) = delivered(home.path());
    amend(&phone, id, text("Ổ gà sâu hơn rồi"));
    town.city().correct(&id.to_string(), "text", json!("Hố sâu 20 cm")).unwrap();
    // The way to the city is closed for changes alone: the phone hears of the correction first.
    let refused = Fault::Unavailable { status: 503, retry_after: None };
    let path = format!("/v1/reports/{id}/amendments");
    town.city().misbehave(Misbehaviour::once("POST", &path, refused));
    online(&phone);
    // It was tried, so it is sent again as it was; the city says what there is to say.
    phone.clock.advance(std::time::Duration::from_mins(61));
    let _ = phone.sync();
    assert_eq!(view(&phone, id).amendment.unwrap().conflicts.len(), 1);
    phone.client().reports().try_now(id).unwrap();
    let _ = phone.sync();
    assert_eq!(
        view(&phone, id).amendment.unwrap().conflicts.len(),
        1,
        "it waits for a choice, not for a try"
    );

    // Another one, which nobody sent yet, is held against what is known at once.
    phone.client().reports().drop_amendment(id).unwrap();
    assert_eq!(view(&phone, id).draft.text, "Hố sâu 20 cm");
    phone.client().set_network(Network::None).unwrap();
    amend(&phone, id, text("Hố sâu 25 cm"));
    online(&phone);
    assert_eq!(at_the_city(&phone, id)["text"], "Hố sâu 25 cm");
}

#[test]
fn changes_that_did_not_leave_are_one_and_a_later_one_waits_for_one_that_did() {
    let home = TempDir::new().unwrap();
    let (town, phone, id) = delivered(home.path());
    amend(&phone, id, text("Một"));
    amend(&phone, id, address("Kiệt 12"));
    amend(&phone, id, text("Hai"));
    let revision = view(&phone, id).city.unwrap().revision;
    town.city().misbehave(Misbehaviour::once("POST", "/v1/reports", Fault::LoseAnswer));
    online(&phone);
    phone.client().set_network(Network::None).unwrap();
    // Nobody knows of the first one; the second changes the same.
    amend(&phone, id, text("Ba"));
    assert_eq!(phone.client().reports().drop_amendment(id), Ok(()), "the second one is ours alone");
    assert_eq!(view(&phone, id).draft.text, "Hai");
    assert_eq!(phone.client().reports().drop_amendment(id), Err(ApiError::NotFound));
    amend(&phone, id, text("Ba"));
    phone.connect();
    phone.sync_until_quiet(3);
    let there = at_the_city(&phone, id);
    assert_eq!((&there["text"], &there["address"]), (&json!("Ba"), &json!("Kiệt 12")));
    let view = view(&phone, id);
    assert_eq!((view.amendment, view.city.unwrap().revision), (None, revision + 2));
}

#[test]
fn what_the_city_may_have_is_amended_and_what_it_can_not_have_is_edited() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    let reports = phone.client().reports();
    let id = phone.submitted("Chưa gửi");
    assert_eq!(reports.amend(id, vec![text("Sửa")]), Err(ApiError::NotFound));
    assert!(!view(&phone, id).ways_out.amend && view(&phone, id).can_edit_again);

    // Its first byte left, and no answer came.
    town.city().misbehave(Misbehaviour::once("POST", "/v1/reports", Fault::LoseAnswer));
    online(&phone);
    assert!(view(&phone, id).ways_out.amend && !view(&phone, id).can_edit_again);
    amend(&phone, id, text("Sửa khi chưa rõ"));
    assert_eq!(view(&phone, id).draft.text, "Sửa khi chưa rõ");
    phone.sync_until_quiet(3);
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }));
    assert_eq!(at_the_city(&phone, id)["text"], "Sửa khi chưa rõ");
    assert_eq!(town.city().state().unwrap().reports.len(), 1);

    let too_long = "ổ".repeat(5_001);
    assert!(matches!(reports.amend(id, vec![text(&too_long)]), Err(ApiError::InvalidInput { .. })));
    let category = DraftEdit::Category("flooding".into());
    assert_eq!(reports.amend(id, vec![category]), Err(ApiError::NotFound));
    reports.amend(id, vec![text(" Sửa khi chưa rõ ")]).unwrap();
    assert_eq!(view(&phone, id).amendment, None, "that is no change");

    town.city().set_status(&id.to_string(), Status::Done, None, None).unwrap();
    amend(&phone, id, text("Quá muộn"));
    let _ = phone.sync();
    let parked = view(&phone, id);
    assert_eq!(parked.amendment.unwrap().delivery, Delivery::Parked { code: "report-closed".into() });
    reports.drop_amendment(id).unwrap();
    assert_eq!(view(&phone, id).draft.text, "Sửa khi chưa rõ");
    assert_eq!(reports.amend(id, vec![text("Đã đóng")]), Err(ApiError::NotFound));
}
