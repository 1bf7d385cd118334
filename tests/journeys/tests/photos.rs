//! What becomes of photos and videos between the camera and the city.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use hues_core::media::{Refusal, Region};
use hues_core::report::{Field, Problem, ProblemCode};
use hues_core::{ApiError, Network, PhotoHint, PhotoId, Point, Reason, ReportState, SendAnyway, Timestamp};
use journeys::{Phone, Town, fixture, large_photo, large_video, photo_in_hue};
use tempfile::TempDir;

fn world() -> (TempDir, Town, Phone) {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let phone = Phone::new(home.path(), &town);
    (home, town, phone)
}

fn copied(home: &Path, from: &Path) -> PathBuf {
    let to = home.join(from.file_name().unwrap());
    fs::copy(from, &to).unwrap();
    to
}

#[test]
fn a_late_photo_goes_into_its_draft_while_that_takes_photos_and_else_begins_one() {
    let (home, _town, phone) = world();
    let reports = phone.client().reports();
    let taken = || copied(home.path(), &photo_in_hue());
    let owned = || PhotoHint { owned: true, ..PhotoHint::default() };

    let draft = phone.draft("Cây đổ", &[]);
    let late = reports.add_late_photo(Some(draft), &taken(), owned()).unwrap();
    assert_eq!((late.report, reports.get(draft).unwrap().photos.len()), (draft, 1));
    assert_eq!(late.words.vi, "Ảnh vừa chụp đã vào phản ánh này.");

    for _ in 1..5 {
        reports.add_photo(draft, &taken(), owned()).unwrap();
    }
    let full = reports.add_late_photo(Some(draft), &taken(), owned()).unwrap();
    assert_eq!(
        (reports.get(draft).unwrap().photos.len(), reports.get(full.report).unwrap().photos.len()),
        (5, 1)
    );
    assert!(full.words.en.contains("takes no more photos"));

    reports.discard(draft).unwrap();
    let apart = reports.add_late_photo(Some(draft), &taken(), owned()).unwrap();
    let begun = reports.add_late_photo(None, &taken(), owned()).unwrap();
    assert_eq!(begun.words.vi, "Ảnh vừa chụp mở đầu phản ánh này.");
    assert_eq!(reports.drafts().unwrap().len(), 3);
    assert_eq!(apart.words, full.words);

    let nothing = home.path().join("empty.jpg");
    fs::write(&nothing, "").unwrap();
    let refused = reports.add_late_photo(None, &nothing, owned()).unwrap_err();
    assert_eq!(refused, ApiError::PhotoRefused { reason: Refusal::Empty });
    assert_eq!((reports.drafts().unwrap().len(), reports.discarded().unwrap().len()), (3, 1));
}

#[test]
fn a_late_video_goes_into_its_draft_and_a_second_one_begins_a_report() {
    let (home, _town, phone) = world();
    let reports = phone.client().reports();
    let recorded = || copied(home.path(), &journeys::fixture("videos/phone.mp4"));
    let owned = || PhotoHint { owned: true, ..PhotoHint::default() };

    let draft = phone.draft("Nước tràn bờ", &[]);
    let late = reports.add_late_video(Some(draft), &recorded(), owned()).unwrap();
    assert_eq!((late.report, late.words.vi.as_str()), (draft, "Video vừa quay đã vào phản ánh này."));
    assert!(reports.get(draft).unwrap().photos[0].duration_ms.is_some());
    let second = reports.add_late_video(Some(draft), &recorded(), owned()).unwrap();
    assert_ne!(second.report, draft);
    assert!(second.words.en.contains("takes no more videos"));

    let photo = copied(home.path(), &photo_in_hue());
    let refused = reports.add_late_video(None, &photo, owned()).unwrap_err();
    assert_eq!(refused, ApiError::PhotoRefused { reason: Refusal::NotAVideo });
    assert_eq!((reports.drafts().unwrap().len(), reports.discarded().unwrap().len()), (2, 0));
}

fn files(phone: &Phone) -> BTreeSet<String> {
    let entries = fs::read_dir(phone.data_dir.join("photos")).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn files_of(photos: &[PhotoId]) -> BTreeSet<String> {
    photos.iter().flat_map(|photo| [format!("{photo}.full"), format!("{photo}.thumb")]).collect()
}

fn face() -> Region {
    Region::new(0.4, 0.3, 0.2, 0.2).unwrap()
}

#[test]
fn a_photo_that_is_there_already_is_pointed_out_and_not_refused() {
    let (_home, _town, phone) = world();
    let id = phone.draft("Ổ gà", &[large_photo(), photo_in_hue()]);
    let reports = phone.client().reports();
    let again = reports.add_photo(id, &photo_in_hue(), PhotoHint::default()).unwrap();
    let alike = fixture("photos/orient_portrait_6.jpg");
    let alike = reports.add_photo(id, &alike, PhotoHint::default()).unwrap();
    let photos = reports.get(id).unwrap().photos;
    assert_eq!(photos[0].likeness, None);
    assert_eq!(photos[1].likeness, None);
    for (view, added, exact) in [(&photos[2], &again, true), (&photos[3], &alike, false)] {
        assert_eq!(view, added);
        let likeness = view.likeness.unwrap();
        assert_eq!((likeness.with, likeness.number, likeness.exact), (photos[1].id, 2, exact));
        assert!(likeness.words().vi.contains("ảnh số 2") && likeness.words().en.contains("photo 2"));
        assert_eq!(view.sentences, [likeness.words()]);
    }
    assert_eq!(reports.get(id).unwrap().problems, []);
    reports.remove_photo(id, photos[1].id).unwrap();
    assert_eq!(reports.get(id).unwrap().photos[1].likeness, None, "the first of them is gone");
}

#[test]
fn a_hidden_face_leaves_no_trace_on_the_phone_and_none_at_the_city() {
    let (_home, town, mut phone) = world();
    let id = phone.draft("Ổ gà", &[large_photo(), photo_in_hue()]);
    let reports = phone.client().reports();
    let before = reports.get(id).unwrap().photos;
    let shown = fs::read(phone.data_dir.join(format!("photos/{}.full", before[0].id))).unwrap();
    let looked_at = reports.picture_with_hidden(before[0].id, &[face()]).unwrap();
    assert_eq!(reports.get(id).unwrap().photos, before, "looking changes nothing");
    assert_eq!(
        reports.picture_with_hidden(before[0].id, &[]).unwrap(),
        reports.picture(before[0].id).unwrap()
    );
    let hidden = reports.hide_in_photo(id, before[0].id, &[face()]).unwrap();
    assert_eq!(reports.picture(hidden.id).unwrap(), looked_at, "what was looked at is what is kept");
    let after = reports.get(id).unwrap().photos;
    assert_eq!(after.iter().map(|photo| photo.id).collect::<Vec<_>>(), [hidden.id, before[1].id]);
    assert_ne!(hidden.attachment.sha256, before[0].attachment.sha256);
    assert_eq!((&hidden.offered, &hidden.taken_at), (&before[0].offered, &before[0].taken_at));
    assert_eq!(files(&phone), files_of(&[hidden.id, before[1].id]));
    assert_eq!(reports.thumbnail(before[0].id), Err(ApiError::NotFound));
    assert_eq!(reports.picture(hidden.id).unwrap().len() as u64, hidden.attachment.size);

    // Killed after the commit and before the old file went: the next start erases it.
    phone.switch_off();
    fs::write(phone.data_dir.join(format!("photos/{}.full", before[0].id)), shown).unwrap();
    phone.switch_on();
    assert_eq!(files(&phone), files_of(&[hidden.id, before[1].id]));

    phone.client().reports().submit(id).unwrap();
    let late = phone.client().reports().hide_in_photo(id, hidden.id, &[face()]);
    assert_eq!(late, Err(ApiError::NotFound), "what is final stays");
    phone.connect();
    let _ = phone.sync();
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }));
    let there = &town.city().state().unwrap().reports[0].attachments;
    assert_eq!(there[0].stored_sha256.as_deref(), Some(hidden.attachment.sha256.as_str()));
    assert_eq!(
        phone.client().reports().picture(hidden.id),
        Err(ApiError::NotFound),
        "only the city has it now"
    );
}

#[test]
fn what_the_picker_knew_is_offered_where_the_file_says_nothing() {
    let (_home, _town, phone) = world();
    let id = phone.draft("Ổ gà", &[]);
    let hint = PhotoHint {
        point: Some(Point::new(16.4637, 107.5909).unwrap()),
        accuracy_m: Some(12.0),
        altitude_m: Some(7.5),
        taken_at: Timestamp::parse("2026-10-28T07:41:05+07:00"),
        owned: false,
    };
    let reports = phone.client().reports();
    let silent = reports.add_photo(id, &fixture("photos/progressive_cat.jpg"), hint).unwrap();
    let offered = silent.offered.unwrap();
    assert_eq!(
        (offered.point.lat(), offered.accuracy_m, silent.altitude_m),
        (16.4637, Some(12.0), Some(7.5))
    );
    assert_eq!(offered.fixed_at, hint.taken_at);
    let telling = reports.add_photo(id, &photo_in_hue(), hint).unwrap();
    assert_ne!(telling.offered.unwrap().point, offered.point, "the file's own word comes first");
    assert_eq!(reports.get(id).unwrap().draft.location.unwrap().source, hues_core::LocationSource::Pin);
    let nowhere = PhotoHint { point: Some(Point::new(0.0, 0.0).unwrap()), ..PhotoHint::default() };
    let view = reports.add_photo(id, &fixture("photos/progressive_cat.jpg"), nowhere).unwrap();
    assert_eq!(view.offered, None);
}

#[test]
fn the_cameras_own_file_is_erased_once_ours_is_safe_and_no_sooner() {
    let (home, _town, phone) = world();
    let id = phone.draft("Ổ gà", &[]);
    let owned = PhotoHint { owned: true, ..PhotoHint::default() };
    let reports = phone.client().reports();
    let (photo, video) =
        (copied(home.path(), &photo_in_hue()), copied(home.path(), &fixture("videos/phone.mp4")));
    let broken = home.path().join("broken.jpg");
    fs::write(&broken, &fs::read(&photo).unwrap()[..9000]).unwrap();
    let refused = reports.add_photo(id, &broken, owned).unwrap_err();
    assert_eq!(refused, ApiError::PhotoRefused { reason: Refusal::Truncated });
    assert!(broken.exists(), "the citizen may still want it");
    let added = reports.add_photo(id, &photo, owned).unwrap();
    reports.add_video(id, &video, owned).unwrap();
    assert!(!photo.exists() && !video.exists());
    assert!(!reports.picture(added.id).unwrap().is_empty());
    let gallery = copied(home.path(), &large_photo());
    reports.add_photo(id, &gallery, PhotoHint::default()).unwrap();
    assert!(gallery.exists(), "the gallery is the citizen's");
}

#[test]
fn a_video_arrives_whole_and_says_nothing_of_where_it_was_taken() {
    let (home, town, phone) = world();
    let id = phone.draft("Nước ngập", &[photo_in_hue()]);
    let reports = phone.client().reports();
    let video = reports.add_video(id, &fixture("videos/phone.mp4"), PhotoHint::default()).unwrap();
    assert_eq!((video.attachment.media_type.as_str(), video.attachment.size), ("video/mp4", 16_898));
    assert_eq!((video.attachment.width, video.attachment.height), (320, 240));
    assert!((1_100..1_400).contains(&video.duration_ms.unwrap()), "{video:?}");
    let offered = video.offered.unwrap();
    assert!((offered.point.lat() - 16.4637).abs() < 1e-4 && (offered.point.lon() - 107.5909).abs() < 1e-4);
    assert_eq!(reports.thumbnail(video.id), Err(ApiError::NotFound));
    assert_eq!(reports.hide_in_photo(id, video.id, &[face()]), Err(ApiError::NotFound));
    let second = reports.add_video(id, &fixture("videos/apple.mov"), PhotoHint::default());
    let problem = Problem { field: Field::Photos, code: ProblemCode::TooMany };
    assert_eq!(second, Err(ApiError::InvalidInput { problems: vec![problem] }));

    reports.submit(id).unwrap();
    phone.connect();
    let _ = phone.sync();
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }));
    let there = &town.city().state().unwrap().reports[0].attachments[1];
    assert_eq!(there.stored_sha256.as_deref(), Some(video.attachment.sha256.as_str()));
    assert!(!holds(&home.path().join("city"), b"TestPhone") && holds(&fixture("videos"), b"TestPhone"));
}

#[test]
fn a_video_waits_for_wifi_while_the_rest_of_its_report_goes_and_need_not_wait() {
    let (_home, town, mut phone) = world();
    let with_video = |phone: &Phone, text: &str| {
        let id = phone.draft(text, &[photo_in_hue()]);
        let reports = phone.client().reports();
        let video = reports.add_video(id, &fixture("videos/phone.mp4"), PhotoHint::default()).unwrap();
        assert_eq!(video.sentences[0].vi, "Video dài 2 giây, 17 KB.");
        reports.submit(id).unwrap();
        id
    };
    let (first, second) = (with_video(&phone, "Nước ngập"), with_video(&phone, "Nước vẫn ngập"));
    assert!(phone.client().videos_wait_for_unmetered().unwrap(), "at first");
    phone.client().set_network(Network::Metered).unwrap();
    let outcome = phone.sync();
    assert_eq!((outcome.waiting, outcome.next_try), (2, None), "no timer can bring Wi-Fi");
    let state = phone.state(first);
    assert!(matches!(state, ReportState::SendingPhotos { reason: Reason::VideoWaitsForUnmetered, .. }));
    assert!(state.words().en.ends_with("1 of 2 photos and videos sent."), "{state:?}");
    let [waiting, _] = phone.client().reports().waiting().unwrap().try_into().unwrap();
    assert_eq!(waiting.items[0].words.en, "Video, 17 KB");
    assert_eq!(waiting.items[0].sentences, [Reason::VideoWaitsForUnmetered.words()]);
    let how = waiting.ways.send_anyway.unwrap();
    assert_eq!(how, SendAnyway::OverMobileData);

    phone.client().reports().send_anyway(first, how).unwrap();
    let _ = phone.sync();
    assert!(matches!(phone.state(first), ReportState::Delivered { .. }));
    assert!(
        matches!(phone.state(second), ReportState::SendingPhotos { .. }),
        "it was said of the first alone"
    );

    phone.client().set_videos_wait_for_unmetered(false).unwrap();
    phone.switch_off();
    phone.switch_on();
    assert!(!phone.client().videos_wait_for_unmetered().unwrap());
    phone.client().set_network(Network::Metered).unwrap();
    let _ = phone.sync();
    assert!(matches!(phone.state(second), ReportState::Delivered { .. }), "they pay for it");
    assert_eq!(town.city().state().unwrap().reports.len(), 2);
}

/// Whether a file below a folder holds these bytes.
fn holds(folder: &Path, secret: &[u8]) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            holds(&path, secret)
        } else {
            fs::read(&path).unwrap().windows(secret.len()).any(|window| window == secret)
        }
    })
}

#[test]
fn a_large_video_goes_in_large_pieces() {
    let (home, town, phone) = world();
    let id = phone.draft("Nước ngập", &[photo_in_hue()]);
    let file = large_video(home.path());
    let video = phone.client().reports().add_video(id, &file, PhotoHint::default()).unwrap();
    assert_eq!(video.attachment.size, fs::metadata(&file).unwrap().len());
    phone.client().reports().submit(id).unwrap();
    phone.connect();
    let _ = phone.sync();
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }));
    let state = town.city().state().unwrap();
    let upload = state.uploads.iter().find(|upload| upload.size == video.attachment.size).unwrap();
    assert_eq!(upload.bytes_received, upload.size, "each byte was sent once");
    // 256 KiB, doubling up to a MiB.
    assert!((24..=26).contains(&upload.patches), "{} pieces", upload.patches);
}

#[test]
fn what_is_no_video_of_up_to_a_minute_is_refused_and_the_draft_stays_as_it_was() {
    let (home, _town, phone) = world();
    let id = phone.draft("Nước ngập", &[photo_in_hue()]);
    let reports = phone.client().reports();
    let before = reports.get(id).unwrap();
    let video = fs::read(fixture("videos/phone.mp4")).unwrap();
    // The header's duration, in thousandths.
    let at = video.windows(4).position(|name| name == b"mvhd").unwrap() + 20;
    let mut long = video.clone();
    long[at..at + 4].copy_from_slice(&61_000_u32.to_be_bytes());
    let made = |name: &str, bytes: &[u8]| {
        let path = home.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let huge = made("huge.mp4", &video);
    fs::OpenOptions::new().write(true).open(&huge).unwrap().set_len(60_000_001).unwrap();
    for (file, reason) in [
        (made("long.mp4", &long), Refusal::TooLong),
        (made("cut.mp4", &video[..video.len() / 2]), Refusal::Truncated),
        (made("empty.mp4", &[]), Refusal::Empty),
        (huge, Refusal::TooLarge),
        (photo_in_hue(), Refusal::NotAVideo),
        (fixture("photos/phone.heic"), Refusal::NotAVideo),
    ] {
        let refused = reports.add_video(id, &file, PhotoHint::default()).unwrap_err();
        assert_eq!(refused, ApiError::PhotoRefused { reason }, "{}", file.display());
        assert!(!refused.words().vi.is_empty() && !refused.words().en.is_empty());
    }
    assert_eq!(reports.get(id).unwrap(), before);
    assert_eq!(files(&phone), files_of(&[before.photos[0].id]));
}
