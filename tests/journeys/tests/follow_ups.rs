//! What the citizen does about a report after it is sent: says something, rates, takes it back; offline, through lost answers, and once.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use city::{Fault, Misbehaviour, Status};
use hues_core::report::Message;
use hues_core::{ApiError, Delivery, Rating, Reason, ReportId, ReportState, Satisfaction, Words};
use journeys::{Phone, Town};
use tempfile::TempDir;

fn world() -> (TempDir, Town, Phone) {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    (home, town, phone)
}

/// A report that the city has whole.
fn delivered(phone: &Phone) -> ReportId {
    let id = phone.submitted("Ổ gà trước nhà");
    phone.connect();
    let _ = phone.sync();
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }), "{:?}", phone.state(id));
    id
}

fn rating(satisfaction: Satisfaction) -> Rating {
    Rating { satisfaction, comment: None }
}

fn said(sentences: &[Words], what: &str) -> bool {
    sentences.iter().any(|sentence| sentence.vi.contains(what))
}

#[test]
fn a_message_stands_in_the_thread_at_once_and_reaches_the_city_once_through_a_lost_answer() {
    let (_home, town, mut phone) = world();
    let id = delivered(&phone);
    let reports = phone.client().reports();
    phone.client().set_network(hues_core::Network::None).unwrap();
    let message = reports.reply(id, "  Hố sâu thêm rồi  ").unwrap();
    let thread = reports.get(id).unwrap().thread;
    assert_eq!((thread[0].message.id, thread[0].message.text.as_str()), (message, "Hố sâu thêm rồi"));
    assert_eq!(thread[0].delivery, Delivery::Waiting { reason: Reason::NoNetwork, next_try: None });
    assert!(thread[0].is_read, "nobody reads themselves");
    assert!(said(&reports.list(0, 1).unwrap()[0].sentences, "đang chờ gửi"));

    phone.switch_off();
    phone.switch_on();
    phone.connect();
    town.city().misbehave(Misbehaviour::once("POST", "/v1/reports/", Fault::LoseAnswer));
    phone.sync_until_quiet(5);
    let _ = phone.sync();
    let thread = phone.client().reports().get(id).unwrap().thread;
    assert_eq!(thread.len(), 1, "{thread:?}");
    assert_eq!(
        (thread[0].message.author.as_str(), &thread[0].delivery),
        (Message::CITIZEN, &Delivery::Delivered)
    );
    assert_eq!(phone.client().reports().tally().unwrap().unread, 0);
    assert_eq!(town.city().state().unwrap().reports[0].heard, ["Hố sâu thêm rồi"]);
}

#[test]
fn messages_arrive_in_the_order_in_which_they_were_written_after_their_report() {
    let (_home, town, phone) = world();
    let id = phone.submitted("Viết thêm ngay");
    let reports = phone.client().reports();
    for text in ["một", "hai", "ba"] {
        reports.reply(id, text).unwrap();
    }
    phone.connect();
    let _ = phone.sync();
    assert_eq!(town.city().state().unwrap().reports[0].heard, ["một", "hai", "ba"]);
}

#[test]
fn a_message_outlives_that_its_report_is_taken_back_to_a_draft_and_waits_for_it() {
    let (_home, town, phone) = world();
    let id = phone.submitted("Viết thêm, rồi sửa");
    let reports = phone.client().reports();
    reports.reply(id, "Nhớ mang đèn").unwrap();
    reports.edit_again(id).unwrap();
    phone.connect();
    let outcome = phone.sync();
    assert_eq!((outcome.waiting, outcome.next_try), (0, None), "a draft goes nowhere, and nothing about it");
    let thread = reports.get(id).unwrap().thread;
    assert!(matches!(thread[0].delivery, Delivery::Waiting { .. }), "{thread:?}");

    reports.submit(id).unwrap();
    let _ = phone.sync();
    let there = town.city().state().unwrap();
    assert_eq!(there.reports[0].heard, ["Nhớ mang đèn"]);
}

#[test]
fn a_message_that_has_not_left_can_be_taken_out_again_and_one_that_has_can_not() {
    let (_home, town, phone) = world();
    let id = delivered(&phone);
    let reports = phone.client().reports();
    phone.client().set_network(hues_core::Network::None).unwrap();
    let wrong = reports.reply(id, "Gửi nhầm").unwrap();
    reports.unsend(id, wrong).unwrap();
    assert!(reports.get(id).unwrap().thread.is_empty());
    phone.connect();
    let right = reports.reply(id, "Đúng rồi").unwrap();
    let _ = phone.sync();
    assert!(matches!(reports.unsend(id, right), Err(ApiError::NotFound)));
    assert_eq!(town.city().state().unwrap().reports[0].heard, ["Đúng rồi"]);
}

#[test]
fn an_empty_message_is_pointed_out_and_nothing_is_queued() {
    let (_home, _town, phone) = world();
    let id = delivered(&phone);
    let reports = phone.client().reports();
    assert!(matches!(reports.reply(id, " \n "), Err(ApiError::InvalidInput { .. })));
    assert!(reports.get(id).unwrap().thread.is_empty());
    assert_eq!(reports.tally().unwrap().waiting, 0);
}

#[test]
fn only_what_is_closed_can_be_rated_and_who_is_not_content_sees_it_taken_up_again() {
    let (_home, town, phone) = world();
    let id = delivered(&phone);
    let reports = phone.client().reports();
    assert!(!reports.get(id).unwrap().ways_out.rate);
    assert!(matches!(reports.rate(id, &rating(Satisfaction::Satisfied)), Err(ApiError::NotFound)));

    town.city().set_status(&id.to_string(), Status::Done, None, None).unwrap();
    let _ = phone.sync();
    assert!(reports.get(id).unwrap().ways_out.rate);
    phone.client().set_network(hues_core::Network::None).unwrap();
    reports.rate(id, &rating(Satisfaction::Satisfied)).unwrap();
    // They think again before it is sent: only the last word goes.
    let last = Rating { comment: Some("Vẫn còn hố".into()), ..rating(Satisfaction::Unsatisfied) };
    reports.rate(id, &last).unwrap();
    let waiting = Delivery::Waiting { reason: Reason::NoNetwork, next_try: None };
    let view = reports.get(id).unwrap().rating.unwrap();
    assert_eq!((&view.rating, &view.delivery), (&last, &waiting));
    assert!(said(&view.sentences, "Đang chờ gửi"));

    phone.connect();
    let _ = phone.sync();
    let view = reports.get(id).unwrap();
    let rated = view.rating.unwrap();
    assert_eq!((rated.rating, rated.delivery), (last, Delivery::Delivered));
    assert_eq!(view.city.unwrap().status, hues_core::report::Status::InProgress);
    assert!(!view.ways_out.rate);
}

#[test]
fn a_report_that_is_taken_back_is_withdrawn_at_the_city_and_its_photos_leave_the_phone() {
    let (_home, town, phone) = world();
    let id = delivered(&phone);
    let reports = phone.client().reports();
    phone.client().set_network(hues_core::Network::None).unwrap();
    reports.withdraw(id).unwrap();
    assert!(matches!(phone.state(id), ReportState::Withdrawing { reason: Reason::NoNetwork, .. }));
    assert!(matches!(reports.withdraw(id), Err(ApiError::NotFound)), "once is enough");
    assert!(matches!(reports.reply(id, "Còn gì không?"), Err(ApiError::NotFound)));
    phone.connect();
    town.city().misbehave(Misbehaviour::once("DELETE", "/v1/reports/", Fault::LoseAnswer));
    phone.sync_until_quiet(5);
    assert_eq!(phone.state(id), ReportState::Withdrawn);
    assert_eq!(town.city().state().unwrap().reports[0].status, "withdrawn");
    assert!(reports.get(id).unwrap().photos.iter().all(|photo| !photo.full_kept));
}

#[test]
fn a_report_taken_back_before_the_city_answered_never_comes_into_being() {
    let (_home, town, phone) = world();
    let id = phone.submitted("Gửi rồi nghĩ lại");
    phone.connect();
    town.city().misbehave(Misbehaviour::once("POST", "/v1/reports", Fault::Portal));
    let _ = phone.sync();
    let reports = phone.client().reports();
    assert!(!reports.get(id).unwrap().can_edit_again, "a byte of it has left the phone");
    assert!(reports.get(id).unwrap().ways_out.withdraw);
    reports.withdraw(id).unwrap();
    phone.sync_until_quiet(5);
    assert_eq!(phone.state(id), ReportState::Withdrawn);
    assert_eq!(town.city().state().unwrap().reports.len(), 0);
}

#[test]
fn a_withdrawal_that_comes_too_late_says_so_and_the_report_stays_as_the_city_closed_it() {
    let (_home, town, phone) = world();
    let id = delivered(&phone);
    town.city().set_status(&id.to_string(), Status::Done, None, None).unwrap();
    // The phone has not heard of it yet.
    let reports = phone.client().reports();
    reports.withdraw(id).unwrap();
    let _ = phone.sync();
    let ReportState::Parked { code, number } = phone.state(id) else { panic!("{:?}", phone.state(id)) };
    assert_eq!(code, "report-closed");
    assert!(number.is_some_and(|number| number.starts_with("HUE-")), "the city has it under a number");
    let view = reports.get(id).unwrap();
    assert!(said(&view.sentences, "đã kết thúc"), "{:?}", view.sentences);
    assert!(view.ways_out.keep && !view.ways_on.try_now, "the city would refuse it each time");

    reports.keep(id).unwrap();
    let view = reports.get(id).unwrap();
    assert!(matches!(view.state, ReportState::Delivered { .. }), "{:?}", view.state);
    assert!(view.ways_out.rate && !view.ways_out.withdraw && !view.ways_out.keep);
    assert_eq!(reports.tally().unwrap().waiting, 0);
}

#[test]
fn a_report_that_is_being_taken_back_is_not_edited() {
    let (_home, _town, phone) = world();
    let id = phone.submitted("Rút lại rồi sửa");
    let reports = phone.client().reports();
    assert!(reports.get(id).unwrap().can_edit_again);
    reports.withdraw(id).unwrap();
    assert!(!reports.get(id).unwrap().can_edit_again);
    assert!(matches!(reports.edit_again(id), Err(ApiError::NotFound)));
    reports.keep(id).unwrap();
    reports.edit_again(id).unwrap();
}

#[test]
fn a_report_taken_back_by_mistake_is_kept_while_the_phone_has_told_nobody() {
    let (_home, town, phone) = world();
    let id = delivered(&phone);
    let reports = phone.client().reports();
    phone.client().set_network(hues_core::Network::None).unwrap();
    reports.withdraw(id).unwrap();
    reports.keep(id).unwrap();
    phone.connect();
    let _ = phone.sync();
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }));
    assert_eq!(town.city().state().unwrap().reports[0].status, "received");
}
