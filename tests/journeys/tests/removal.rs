//! Reports that the city removes: the phone ends whatever of them waits, tells its citizen once, and keeps what they wrote.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fs;
use std::time::Duration;

use city::{Fault, Misbehaviour, Status};
use hues_core::report::Status as Known;
use hues_core::{
    ApiError, BackgroundOutcome, Delivery, DraftEdit, GivingUp, Network, Rating, ReportId, ReportState,
    Satisfaction,
};
use journeys::{Phone, Town, by_open311, delivered, large_photo, photo_in_hue};
use tempfile::TempDir;

fn world() -> (TempDir, Town, Phone) {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    (home, town, phone)
}

fn remove(town: &Town, id: ReportId) {
    town.city().remove(&id.to_string()).unwrap();
}

fn unavailable(method: &str, path: &str) -> Misbehaviour {
    Misbehaviour::once(method, path, Fault::Unavailable { status: 503, retry_after: None })
}

/// It is removed, nothing of it waits, and a day later nothing is tried.
#[track_caller]
fn assert_at_rest(phone: &Phone, town: &Town, id: ReportId) {
    assert_eq!(phone.state(id), ReportState::Removed);
    let reports = phone.client().reports();
    assert_eq!((reports.tally().unwrap().waiting, reports.waiting().unwrap().len()), (0, 0));
    let view = reports.get(id).unwrap();
    assert!(view.thread.iter().all(|entry| !matches!(entry.delivery, Delivery::Waiting { .. })), "{view:?}");
    assert_eq!((view.amendment, view.can_edit_again), (None, false));
    let outgoing = phone.data_dir.join("outgoing");
    assert_eq!(fs::read_dir(outgoing).map_or(0, Iterator::count), 0, "nothing lies in the clear");
    phone.connect();
    let asked = |town: &Town| {
        let there = town.city().state().unwrap();
        (there.report_posts, there.receipt_questions, there.upload_creations)
    };
    let before = asked(town);
    phone.clock.advance(Duration::from_hours(25));
    let outcome = phone.sync();
    assert_eq!((outcome.waiting, outcome.next_try, asked(town)), (0, None, before));
}

#[test]
fn a_report_removed_before_its_photos_are_there_sends_none_and_keeps_them_for_a_copy() {
    let (_home, town, mut phone) = world();
    let id = phone.draft("Ông Cam đổ rác", &[photo_in_hue(), large_photo()]);
    let reports = phone.client().reports();
    reports.submit(id).unwrap();
    phone.client().set_photos_wait_for_unmetered(true).unwrap();
    phone.client().set_network(Network::Metered).unwrap();
    let _ = phone.sync();
    let uploads = phone.wait_for(phone.client().prepare_background_uploads()).unwrap();
    assert_eq!(uploads.len(), 2);
    remove(&town, id);
    let _ = phone.sync();
    assert!(uploads.iter().all(|upload| !upload.body_file.exists()));
    assert!(phone.client().background_uploads().unwrap().is_empty());
    // What the system says of it later changes nothing.
    phone.client().report_background_upload(uploads[0].id, &BackgroundOutcome::Failed).unwrap();
    assert_at_rest(&phone, &town, id);

    let reports = phone.client().reports();
    let view = reports.get(id).unwrap();
    assert!(view.photos.iter().all(|photo| photo.full_kept), "they are nowhere else");
    assert_eq!(view.draft.text, "Ông Cam đổ rác");
    assert!(
        view.city.as_ref().is_some_and(|city| city.number.starts_with("HUE-") && city.deadline.is_none())
    );
    assert_eq!(view.city.unwrap().timeline.last().unwrap().status, Known::Removed);
    assert!(view.sentences[0].vi.contains("đã gỡ") && view.sentences.len() == 2, "{:?}", view.sentences);
    let ways = view.ways_out;
    assert!(ways.copy && !ways.reply && !ways.withdraw && !ways.amend && !ways.rate, "{ways:?}");

    // They are told once, also after a restart.
    assert!(view.has_unread);
    phone.switch_off();
    phone.switch_on();
    let reports = phone.client().reports();
    assert_eq!((reports.tally().unwrap().unread, reports.tally().unwrap().unread_removals), (0, 1));
    let line = reports.list(0, 1).unwrap().remove(0);
    assert_eq!((line.unread, line.is_removal_unread), (0, true));
    assert!(reports.get(id).unwrap().thread.is_empty(), "it is no message");
    reports.mark_read(id).unwrap();
    assert_eq!((reports.tally().unwrap().unread_removals, reports.get(id).unwrap().has_unread), (0, false));

    let copy = reports.duplicate(id).unwrap();
    reports.edit(copy, DraftEdit::Text("Có người đổ rác".into())).unwrap();
    reports.submit(copy).unwrap();
    phone.connect();
    phone.sync_until_quiet(5);
    assert!(matches!(phone.state(copy), ReportState::Delivered { .. }), "{:?}", phone.state(copy));
    let there = town.city().state().unwrap().reports;
    assert_eq!((there.len(), there[0].text.as_str(), there[0].attachments.len()), (1, "Có người đổ rác", 2));
}

#[test]
fn what_waits_to_be_said_ends_with_the_report_and_stays_to_be_read() {
    let home = TempDir::new().unwrap();
    let (town, phone, id) = delivered(home.path());
    town.city().set_status(&id.to_string(), Status::Done, None, None).unwrap();
    phone.connect();
    let _ = phone.sync();
    phone.client().set_network(Network::None).unwrap();
    let reports = phone.client().reports();
    reports.reply(id, "Còn gì không?").unwrap();
    reports
        .rate(id, &Rating { satisfaction: Satisfaction::Acceptable, comment: Some("Lâu".into()) })
        .unwrap();
    remove(&town, id);
    // The changes don't get through: the answer to the message tells it.
    town.city().misbehave(unavailable("GET", "/v1/changes"));
    phone.connect();
    let _ = phone.sync();
    assert_eq!(phone.state(id), ReportState::Removed);
    assert_at_rest(&phone, &town, id);
    let view = reports.get(id).unwrap();
    assert_eq!(view.thread[0].message.text, "Còn gì không?");
    assert_eq!(view.thread[0].delivery, Delivery::Parked { code: "report-removed".into() });
    assert!(view.thread[0].sentences[0].vi.contains("đã gỡ"));
    assert_eq!(view.rating.unwrap().rating.comment.as_deref(), Some("Lâu"));
    assert_eq!(reports.tally().unwrap().unread_removals, 1);
}

#[test]
fn a_change_that_waits_ends_and_what_it_says_stays() {
    let home = TempDir::new().unwrap();
    let (town, phone, id) = delivered(home.path());
    let reports = phone.client().reports();
    reports.amend(id, vec![DraftEdit::Text("Ổ gà sâu hơn".into())]).unwrap();
    let change = reports.begin_change(id).unwrap();
    remove(&town, id);
    phone.connect();
    let _ = phone.sync();
    assert_at_rest(&phone, &town, id);
    assert_eq!(reports.get(id).unwrap().draft.text, "Ổ gà sâu hơn");
    // What they still wrote is there, and says why it goes nowhere.
    let view = reports.get(change).unwrap();
    assert!(view.why_no_change.unwrap().vi.contains("đã gỡ"));
    assert!(matches!(reports.submit(change), Err(ApiError::NotFound)));
    assert_eq!(reports.drafts().unwrap().len(), 1);
}

#[test]
fn a_report_removed_after_its_answer_was_lost_goes_no_second_time() {
    let (_home, town, phone) = world();
    let id = phone.submitted("Ông Cam đổ rác");
    phone.connect();
    town.city().misbehave(Misbehaviour::once("POST", "/v1/reports", Fault::LoseAnswer));
    town.city().misbehave(unavailable("GET", "/v1/changes"));
    let _ = phone.sync();
    assert!(matches!(phone.state(id), ReportState::Queued { .. }), "{:?}", phone.state(id));
    remove(&town, id);
    phone.sync_until_quiet(5);
    assert_at_rest(&phone, &town, id);
    let view = phone.client().reports().get(id).unwrap();
    assert_eq!((view.city, view.has_unread), (None, true), "it never heard of a number");
    assert_eq!(town.city().state().unwrap().reports, []);
}

#[test]
fn of_several_sent_together_only_the_removed_one_ends() {
    let (_home, town, phone) = world();
    let ids = ["một", "hai", "ba"].map(|text| phone.submitted(text));
    phone.connect();
    town.city().misbehave(Misbehaviour::once("POST", "/v1/reports:batch", Fault::LoseAnswer));
    let _ = phone.sync();
    remove(&town, ids[1]);
    phone.sync_until_quiet(8);
    assert!(matches!(phone.state(ids[0]), ReportState::Delivered { .. }), "{:?}", phone.state(ids[0]));
    assert!(matches!(phone.state(ids[2]), ReportState::Delivered { .. }), "{:?}", phone.state(ids[2]));
    assert_at_rest(&phone, &town, ids[1]);
}

#[test]
fn a_feed_from_the_beginning_keeps_it_removed_and_tells_it_once() {
    let home = TempDir::new().unwrap();
    let (town, phone, id) = delivered(home.path());
    let reports = phone.client().reports();
    remove(&town, id);
    phone.connect();
    let _ = phone.sync();
    reports.mark_read(id).unwrap();
    town.city().forget_cursors().unwrap();
    let other = phone.submitted("Khác");
    phone.sync_until_quiet(5);
    assert!(matches!(phone.state(other), ReportState::Delivered { .. }));
    assert_at_rest(&phone, &town, id);
    assert_eq!(reports.tally().unwrap().unread_removals, 0);
}

#[test]
fn a_report_removed_while_its_receipt_is_asked_for_ends_too() {
    let (_home, town, phone) = world();
    let id = phone.submitted("Ông Cam đổ rác");
    phone.connect();
    town.city().misbehave(unavailable("POST", "/v1/uploads"));
    let _ = phone.sync();
    assert!(matches!(phone.state(id), ReportState::SendingPhotos { .. }), "{:?}", phone.state(id));
    remove(&town, id);
    town.city().misbehave(unavailable("GET", "/v1/changes"));
    phone.clock.advance(Duration::from_mins(61));
    let _ = phone.sync();
    assert_eq!(phone.state(id), ReportState::Removed, "the upload is refused");
    assert_at_rest(&phone, &town, id);
}

#[test]
fn what_was_taken_back_stays_taken_back() {
    let home = TempDir::new().unwrap();
    let (town, phone, id) = delivered(home.path());
    let reports = phone.client().reports();
    reports.withdraw(id).unwrap();
    remove(&town, id);
    phone.connect();
    phone.sync_until_quiet(3);
    let _ = phone.sync();
    assert_eq!(phone.state(id), ReportState::Withdrawn);
    assert_eq!((reports.tally().unwrap().unread_removals, reports.tally().unwrap().waiting), (0, 0));
}

#[test]
fn a_removed_report_is_thrown_away_and_taken_back_as_it_was() {
    let home = TempDir::new().unwrap();
    let (town, phone, id) = delivered(home.path());
    remove(&town, id);
    phone.connect();
    let _ = phone.sync();
    let reports = phone.client().reports();
    assert_eq!(reports.get(id).unwrap().ways_on.give_up, Some(GivingUp::Discard));
    assert_eq!(reports.give_up(id).unwrap(), GivingUp::Discard);
    assert_eq!((reports.list(0, 9).unwrap().len(), reports.tally().unwrap().unread_removals), (0, 0));
    town.city().forget_cursors().unwrap();
    let _ = phone.sync();
    reports.restore(id).unwrap();
    assert_at_rest(&phone, &town, id);
    reports.give_up(id).unwrap();
    reports.erase(id).unwrap();
    town.city().forget_cursors().unwrap();
    let _ = phone.sync();
    assert!(matches!(reports.get(id), Err(ApiError::NotFound)), "a line of what is not here is passed over");
}

#[test]
fn a_desk_that_removes_a_request_lists_it_no_more_and_the_phone_keeps_what_it_heard() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::with(home.path(), &town, by_open311);
    let id = phone.submitted("Ổ gà trước chợ");
    phone.connect();
    let _ = phone.sync();
    let ReportState::Delivered { number } = phone.state(id) else { panic!("{:?}", phone.state(id)) };
    town.city().remove_open311(&number).unwrap();
    phone.clock.advance(Duration::from_hours(25));
    let outcome = phone.sync();
    assert_eq!((outcome.waiting, outcome.next_try, outcome.unreached), (0, None, None));
    assert_eq!(phone.state(id), ReportState::Delivered { number });
    assert_eq!(town.city().open311_requests().unwrap(), []);
}
