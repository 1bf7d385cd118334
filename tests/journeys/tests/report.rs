//! A report's way: from a draft without signal to the city's receipt, through everything that a network does to it.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::time::Duration;

use city::{Fault, Misbehaviour, Options, Status as CityStatus};
use hues_core::report::{Status, Stored};
use hues_core::{ApiError, DraftEdit, Network, PhotoHint, Reason, ReportState, ReportTally};
use journeys::{Phone, Town, large_photo, photo_in_hue};
use tempfile::TempDir;

/// A city, and a phone with no network.
fn world() -> (TempDir, Town, Phone) {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    (home, town, phone)
}

fn number(state: &ReportState) -> &str {
    match state {
        ReportState::Delivered { number } => number,
        other => panic!("not delivered: {other:?}"),
    }
}

#[test]
fn the_phone_counts_its_reports_and_says_which_can_still_be_changed() {
    let (_home, town, phone) = world();
    let reports = phone.client().reports();
    assert_eq!(reports.tally().unwrap(), ReportTally::default());

    let id = phone.submitted("Ổ gà sâu trước chợ");
    let draft = phone.draft("Đèn đường hỏng", &[]);
    assert_eq!(reports.tally().unwrap(), ReportTally { drafts: 1, waiting: 1, ..ReportTally::default() });
    assert!(reports.get(id).unwrap().can_edit_again);
    assert!(!reports.get(draft).unwrap().can_edit_again, "a draft needs no taking back");

    phone.connect();
    let _ = phone.sync();
    assert!(!reports.get(id).unwrap().can_edit_again, "the city has it");
    town.city().reply(&id.to_string(), Some("UBND phường"), "Cảm ơn bạn.").unwrap();
    let _ = phone.sync();
    assert_eq!(
        reports.tally().unwrap(),
        ReportTally { drafts: 1, delivered: 1, unread: 1, ..ReportTally::default() }
    );
    reports.mark_read(id).unwrap();
    assert_eq!(reports.tally().unwrap().unread, 0);
}

#[test]
fn a_report_drafted_without_signal_arrives_whole_when_there_is_a_network() {
    let (_home, town, mut phone) = world();
    let reports = phone.client().reports();
    let id = reports.create().unwrap();
    reports.edit(id, DraftEdit::Category("road-damage".into())).unwrap();
    reports.edit(id, DraftEdit::Text("Ổ gà sâu trước chợ".into())).unwrap();
    let near = reports.add_photo(id, &photo_in_hue(), PhotoHint::default()).unwrap();
    let large = reports.add_photo(id, &large_photo(), PhotoHint::default()).unwrap();
    reports.edit(id, DraftEdit::Location(near.offered)).unwrap();
    assert_eq!(reports.get(id).unwrap().draft.ward.as_deref(), Some("19753"));

    phone.switch_off();
    phone.switch_on();
    let reopened = phone.client().reports().get(id).unwrap();
    assert_eq!(reopened.draft.text, "Ổ gà sâu trước chợ");
    assert_eq!(reopened.photos.iter().map(|photo| photo.id).collect::<Vec<_>>(), [near.id, large.id]);
    assert_eq!(reopened.problems, []);

    phone.client().reports().submit(id).unwrap();
    assert_eq!(phone.sync().unreached, Some(Reason::NoNetwork));
    assert_eq!(phone.state(id), ReportState::Queued { reason: Reason::NoNetwork, next_try: None });
    assert_eq!(town.city().state().unwrap().report_posts, 0);

    phone.connect();
    let outcome = phone.sync();
    assert_eq!((outcome.waiting, outcome.next_try, outcome.unreached), (0, None, None));
    let view = phone.client().reports().get(id).unwrap();
    let there = town.city().state().unwrap();
    assert_eq!(there.reports.len(), 1);
    assert_eq!(number(&view.state), there.reports[0].number);
    assert_eq!(there.reports[0].text, "Ổ gà sâu trước chợ");
    for (photo, stored) in view.photos.iter().zip(&there.reports[0].attachments) {
        assert_eq!(stored.stored_sha256.as_deref(), Some(photo.attachment.sha256.as_str()));
        assert_eq!(stored.stored_size, Some(photo.attachment.size));
        assert!(!photo.full_kept, "the receipt frees the phone's room");
        assert!(!phone.client().reports().thumbnail(photo.id).unwrap().is_empty());
    }
    assert!(view.city.unwrap().attachments.iter().all(|attachment| attachment.state == Stored::Stored));
}

#[test]
fn nothing_leaves_the_phone_while_a_draft_is_not_complete() {
    let (_home, _town, phone) = world();
    let id = phone.client().reports().create().unwrap();
    let Err(ApiError::InvalidInput { problems }) = phone.client().reports().submit(id) else {
        panic!("an empty draft must not go")
    };
    assert_eq!(problems.len(), 3);
    assert_eq!(phone.state(id), ReportState::Draft);
}

#[test]
fn an_upload_that_is_cut_goes_on_where_it_was() {
    let (_home, town, phone) = world();
    let id = phone.draft("Đèn hỏng", &[large_photo()]);
    phone.client().reports().submit(id).unwrap();
    for after_bytes in [100_000, 30_000] {
        town.city().misbehave(Misbehaviour::once("PATCH", "/v1/uploads", Fault::CutBody { after_bytes }));
    }
    phone.connect();
    let outcome = phone.sync();
    assert_eq!(outcome.waiting, 1);
    assert!(outcome.next_try.is_some());
    let ReportState::SendingPhotos { reason, next_try, .. } = phone.state(id) else {
        panic!("{:?}", phone.state(id))
    };
    assert_eq!(reason, Reason::Unreachable);
    assert_eq!(next_try, outcome.next_try);

    phone.sync_until_quiet(5);
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }), "{:?}", phone.state(id));
    let there = town.city().state().unwrap();
    assert_eq!(there.upload_creations, 1);
    // Each byte came once: what had arrived before each cut was kept.
    assert_eq!(there.uploads[0].bytes_received, there.uploads[0].size);
}

#[test]
fn an_answer_lost_after_the_commit_makes_no_second_report() {
    let (_home, town, phone) = world();
    let id = phone.submitted("Ngập nước");
    town.city().misbehave(Misbehaviour::once("POST", "/v1/reports", Fault::LoseAnswer));
    phone.connect();
    assert_eq!(phone.sync().waiting, 1);
    phone.sync_until_quiet(5);
    let there = town.city().state().unwrap();
    assert_eq!(there.reports.len(), 1);
    assert_eq!(there.report_posts, 2);
    assert_eq!(number(&phone.state(id)), there.reports[0].number);
}

#[test]
fn each_answer_of_the_way_can_be_lost_and_nothing_is_doubled() {
    for (method, path) in [
        ("POST", "/v1/installations"),
        ("POST", "/v1/uploads"),
        ("PATCH", "/v1/uploads"),
        ("GET", "/v1/reports"),
    ] {
        // A city that wants its phones registered before has an answer more to lose.
        let home = TempDir::new().unwrap();
        let before = path == "/v1/installations";
        let town = if before {
            Town::start_with(&home.path().join("city"), |options| Options {
                registers_with_report: false,
                ..options
            })
        } else {
            Town::start(&home.path().join("city"))
        };
        let phone = Phone::new(home.path(), &town);
        // A small photo goes with the creation of its upload and brings the receipt along, a large one goes piece by piece.
        let photo = if method == "POST" { photo_in_hue() } else { large_photo() };
        let id = phone.draft("Rác thải", &[photo]);
        phone.client().reports().submit(id).unwrap();
        town.city().misbehave(Misbehaviour::once(method, path, Fault::LoseAnswer));
        if method == "GET" {
            // The changes would tell of the receipt too.
            let busy = Fault::Unavailable { status: 503, retry_after: None };
            town.city()
                .misbehave(Misbehaviour { times: None, ..Misbehaviour::once("GET", "/v1/changes", busy) });
        }
        phone.connect();
        assert_eq!(phone.sync().waiting, 1, "{method} {path}");
        phone.sync_until_quiet(5);
        let there = town.city().state().unwrap();
        assert_eq!(there.reports.len(), 1, "{method} {path}");
        assert_eq!(number(&phone.state(id)), there.reports[0].number, "{method} {path}");
    }
}

#[test]
fn a_captive_portal_is_no_success_and_no_refusal() {
    let (_home, town, phone) = world();
    let id = phone.submitted("Tiếng ồn");
    let everywhere = Misbehaviour { method: None, path: String::new(), times: None, fault: Fault::Portal };
    town.city().misbehave(everywhere);
    phone.connect();
    assert_eq!(phone.sync().unreached, Some(Reason::Portal));
    assert!(matches!(phone.state(id), ReportState::Queued { reason: Reason::Portal, next_try: Some(_) }));
    town.city().behave();
    phone.sync_until_quiet(5);
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }));
}

#[test]
fn a_garbled_answer_is_a_failed_try() {
    let (_home, town, phone) = world();
    let id = phone.submitted("Cây đổ");
    town.city().misbehave(Misbehaviour::once("POST", "/v1/reports", Fault::HalfAnswer));
    phone.connect();
    let _ = phone.sync();
    assert!(matches!(phone.state(id), ReportState::Queued { reason: Reason::Garbled, next_try: Some(_) }));
    phone.sync_until_quiet(5);
    assert_eq!(town.city().state().unwrap().reports.len(), 1);
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }));
}

#[test]
fn a_busy_city_is_left_alone_as_long_as_it_asks() {
    let (_home, town, phone) = world();
    let id = phone.submitted("Mất nước");
    let busy = Fault::Unavailable { status: 503, retry_after: Some("600".into()) };
    town.city().misbehave(Misbehaviour::once("POST", "/v1/reports", busy));
    phone.connect();
    let _ = phone.sync();
    phone.clock.advance(Duration::from_secs(599));
    let _ = phone.sync();
    assert!(matches!(phone.state(id), ReportState::Queued { reason: Reason::CityBusy, next_try: Some(_) }));
    assert_eq!(town.city().state().unwrap().report_posts, 0, "the server in front answered");
    phone.clock.advance(Duration::from_secs(2));
    let _ = phone.sync();
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }));
}

#[test]
fn a_city_that_starts_anew_in_the_middle_takes_the_rest() {
    let (_home, mut town, phone) = world();
    let id = phone.draft("Hố ga mất nắp", &[large_photo(), photo_in_hue()]);
    phone.client().reports().submit(id).unwrap();
    town.city().misbehave(Misbehaviour::once("PATCH", "/v1/uploads", Fault::CutBody { after_bytes: 60_000 }));
    phone.connect();
    let _ = phone.sync();
    town.stop();
    phone.clock.advance(Duration::from_hours(2));
    assert_eq!(phone.sync().unreached, Some(Reason::Unreachable));
    town.restart();
    phone.sync_until_quiet(5);
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }));
    assert_eq!(town.city().state().unwrap().reports.len(), 1);
}

#[test]
fn a_better_network_and_a_tap_end_the_wait() {
    let (_home, town, phone) = world();
    let id = phone.submitted("Biển báo gãy");
    town.city().misbehave(Misbehaviour::once("POST", "/v1/reports", Fault::Portal));
    phone.client().set_network(Network::Metered).unwrap();
    let _ = phone.sync();
    assert!(matches!(phone.state(id), ReportState::Queued { .. }));
    phone.connect();
    let _ = phone.sync();
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }));

    let second = phone.submitted("Chó thả rông");
    town.city().misbehave(Misbehaviour::once("POST", "/v1/reports", Fault::Portal));
    let _ = phone.sync();
    phone.client().reports().try_now(second).unwrap();
    let _ = phone.sync();
    assert!(matches!(phone.state(second), ReportState::Delivered { .. }));
}

#[test]
fn a_report_can_be_taken_back_until_its_first_byte_leaves() {
    let (_home, town, phone) = world();
    let id = phone.submitted("Chưa viết xong");
    phone.client().reports().edit_again(id).unwrap();
    assert_eq!(phone.state(id), ReportState::Draft);
    phone.client().reports().edit(id, DraftEdit::Text("Viết xong rồi".into())).unwrap();
    phone.client().reports().submit(id).unwrap();

    town.city().misbehave(Misbehaviour::once("POST", "/v1/reports", Fault::LoseAnswer));
    phone.connect();
    let _ = phone.sync();
    assert_eq!(phone.client().reports().edit_again(id), Err(ApiError::NotFound), "the city may have it");
    phone.sync_until_quiet(5);
    assert_eq!(town.city().state().unwrap().reports[0].text, "Viết xong rồi");
}

#[test]
fn what_the_city_does_comes_back() {
    let (_home, town, phone) = world();
    let id = phone.submitted("Đèn đường không sáng");
    phone.connect();
    let _ = phone.sync();
    let at_the_city = id.to_string();
    let agency = Some("Phòng Quản lý đô thị");
    town.city().set_status(&at_the_city, CityStatus::InProgress, agency, Some("Đã cử thợ")).unwrap();
    town.city().reply(&at_the_city, agency, "Chiều nay sẽ thay bóng.").unwrap();
    assert_eq!(phone.sync().unreached, None);

    let view = phone.client().reports().get(id).unwrap();
    let document = view.city.unwrap();
    assert_eq!(document.status, Status::InProgress);
    assert_eq!(document.timeline.last().unwrap().note.as_deref(), Some("Đã cử thợ"));
    assert_eq!(view.thread.len(), 1);
    assert_eq!(view.thread[0].message.text, "Chiều nay sẽ thay bóng.");
    assert!(!view.thread[0].is_read);
    assert_eq!(phone.client().reports().list(0, 10).unwrap()[0].unread, 1);
    phone.client().reports().mark_read(id).unwrap();
    assert_eq!(phone.client().reports().list(0, 10).unwrap()[0].unread, 0);

    // A cursor of another time: all is fetched again, what was read stays read.
    town.city().forget_cursors().unwrap();
    town.city().reply(&at_the_city, agency, "Đã thay xong.").unwrap();
    assert_eq!(phone.sync().unreached, None);
    let thread = phone.client().reports().get(id).unwrap().thread;
    assert_eq!(thread.iter().map(|entry| entry.is_read).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn one_report_that_fails_does_not_hold_up_another() {
    let (_home, town, phone) = world();
    let stuck = phone.submitted("Bị giữ lại");
    let busy = Fault::Unavailable { status: 503, retry_after: None };
    town.city().misbehave(Misbehaviour::once("POST", "/v1/reports", busy));
    phone.connect();
    let _ = phone.sync();
    let fine = phone.submitted("Đi trước");
    let _ = phone.sync();
    let states = [phone.state(stuck), phone.state(fine)];
    let as_meant = matches!(states, [ReportState::Queued { .. }, ReportState::Delivered { .. }]);
    assert!(as_meant, "{states:?}");
}
