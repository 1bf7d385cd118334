//! Photos by tus 1.0.0.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use city::{City, Fault, Misbehaviour, UploadState};
use tempfile::TempDir;

use crate::phone::{Phone, Report, again, checksum, city, city_with, fixture, sha256};

/// A reported photo that is still to be uploaded.
async fn reported() -> (TempDir, City, Phone, Report, Vec<u8>) {
    let (data, city, phone) = city().await;
    let (report, photo) = report_with_photo(&phone);
    (data, city, phone, report, photo)
}

fn report_with_photo(phone: &Phone) -> (Report, Vec<u8>) {
    let photo = fixture("photos/gps_htc_desire.jpg");
    let report = Report::new("road-damage", "Ổ gà", &[&photo]);
    assert_eq!(phone.post(&report).status, 201);
    (report, photo)
}

#[tokio::test]
async fn a_photo_in_two_pieces_is_stored_with_its_digest() {
    let (_data, city, phone, report, photo) = reported().await;
    let created = phone.create(&report, &photo, &[], b"");
    assert_eq!((created.status, created.header("upload-offset")), (201, Some("0")));
    assert!(created.header("upload-expires").is_some_and(|date| date.ends_with(" GMT")));
    let location = created.header("location").unwrap();
    let middle = photo.len() / 2;
    let first = phone.patch(location, 0, &photo[..middle]).unwrap();
    assert_eq!((first.status, first.header("upload-offset")), (204, Some(middle.to_string().as_str())));
    assert_eq!(phone.offset(location), middle);
    assert_eq!(phone.attachment_states(&report), ["missing"]);
    assert_eq!(phone.patch(location, middle, &photo[middle..]).unwrap().status, 204);
    assert_eq!(phone.attachment_states(&report), ["stored"]);
    assert_eq!(phone.show(&report).header("etag"), Some("\"2\""));
    // The answer to the last piece may be lost: the phone then asks here.
    assert_eq!(phone.offset(location), photo.len());

    let state = city.state().unwrap();
    let attachment = &state.reports[0].attachments[0];
    assert_eq!(attachment.stored_sha256, Some(sha256(&photo)));
    assert_eq!(attachment.stored_size, Some(photo.len() as u64));
    let upload = &state.uploads[0];
    assert_eq!(
        (upload.patches, upload.bytes_received, upload.state),
        (2, photo.len() as u64, UploadState::Stored)
    );
}

#[tokio::test]
async fn a_creation_may_bring_the_photo_along() {
    let (_data, _city, phone, report, photo) = reported().await;
    let sum = checksum(&photo);
    let headers = [("Content-Type", "application/offset+octet-stream"), ("Upload-Checksum", sum.as_str())];
    let damaged = phone.create(&report, &photo, &headers, &photo[1..]);
    assert_eq!((damaged.status, damaged.problem()), (460, "checksum-mismatch".to_owned()));
    let answer = phone.create(&report, &photo, &headers, &photo);
    assert_eq!(answer.status, 201);
    assert_eq!(answer.header("upload-offset"), Some(photo.len().to_string().as_str()));
    assert_eq!(phone.attachment_states(&report), ["stored"]);
}

#[tokio::test]
async fn a_cut_upload_goes_on_where_it_was_also_after_a_restart() {
    let (data, city, phone, report, photo) = reported().await;
    let location = phone.upload(&report, &photo);
    city.misbehave(Misbehaviour::once("PATCH", "/v1/uploads", Fault::CutBody { after_bytes: 1000 }));
    phone.patch(&location, 0, &photo).expect_err("the connection broke");
    assert_eq!(phone.offset(&location), 1000);
    let city = again(&data, city).await;
    assert_eq!(phone.offset(&location), 1000);
    assert_eq!(phone.patch(&location, 1000, &photo[1000..]).unwrap().status, 204);
    assert_eq!(phone.attachment_states(&report), ["stored"]);
    let state = city.state().unwrap();
    assert_eq!((state.upload_creations, state.uploads[0].bytes_received), (1, photo.len() as u64));
}

#[tokio::test]
async fn a_damaged_piece_is_dropped_and_the_offset_stays() {
    let (_data, _city, phone, report, photo) = reported().await;
    let location = phone.upload(&report, &photo);
    phone.patch(&location, 0, &photo[..500]).unwrap();
    let sum = checksum(&photo[500..900]);
    let headers = [
        ("Content-Type", "application/offset+octet-stream"),
        ("Upload-Offset", "500"),
        ("Upload-Checksum", sum.as_str()),
    ];
    let answer = phone.tus("PATCH", &location, &headers, &photo[501..901]).unwrap();
    assert_eq!((answer.status, answer.problem()), (460, "checksum-mismatch".to_owned()));
    assert_eq!(phone.offset(&location), 500);
}

#[tokio::test]
async fn another_photo_than_the_named_one_is_dropped_and_stays_missing() {
    let (_data, city, phone, report, photo) = reported().await;
    let location = phone.upload(&report, &photo);
    let mut other = photo.clone();
    other[100] ^= 1;
    assert_eq!(phone.patch(&location, 0, &other).unwrap().status, 204);
    assert_eq!(phone.attachment_states(&report), ["missing"]);
    assert_eq!(phone.tus("HEAD", &location, &[], b"").unwrap().status, 410);
    assert_eq!(city.state().unwrap().uploads[0].state, UploadState::Mismatch);
    let location = phone.upload(&report, &photo);
    assert_eq!(phone.patch(&location, 0, &photo).unwrap().status, 204);
    assert_eq!(phone.attachment_states(&report), ["stored"]);
}

#[tokio::test]
async fn another_offset_is_a_conflict() {
    let (_data, _city, phone, report, photo) = reported().await;
    let location = phone.upload(&report, &photo);
    let answer = phone.patch(&location, 10, &photo[10..]).unwrap();
    assert_eq!((answer.status, answer.problem()), (409, "upload-offset".to_owned()));
    assert_eq!(phone.offset(&location), 0);
}

#[tokio::test]
async fn an_upload_is_held_by_one_request_at_a_time() {
    let (_data, city, phone, report, photo) = reported().await;
    let location = phone.upload(&report, &photo);
    let mut hold = Misbehaviour::once("PATCH", "/v1/uploads", Fault::Hold);
    hold.times = Some(2);
    city.misbehave(hold);
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::scope(|threads| {
        for _ in 0..2 {
            let (tell, phone, photo, location) = (tell.clone(), &phone, &photo, &location);
            threads.spawn(move || tell.send(phone.patch(location, 0, photo).unwrap()));
        }
        let refused = told.recv().unwrap();
        assert_eq!((refused.status, refused.problem()), (423, "upload-locked".to_owned()));
        assert_eq!(phone.tus("HEAD", &location, &[], b"").unwrap().status, 423);
        city.behave();
        assert_eq!(told.recv().unwrap().status, 204);
    });
    assert_eq!(phone.attachment_states(&report), ["stored"]);
}

#[tokio::test]
async fn an_upload_past_its_time_is_gone() {
    let (_data, city, phone) = city_with(|options| options.upload_life = Duration::ZERO).await;
    let (report, photo) = report_with_photo(&phone);
    let location = phone.upload(&report, &photo);
    assert_eq!(phone.tus("HEAD", &location, &[], b"").unwrap().status, 410);
    let answer = phone.patch(&location, 0, &photo).unwrap();
    assert_eq!((answer.status, answer.problem()), (410, "upload-gone".to_owned()));
    assert_eq!(city.state().unwrap().uploads[0].state, UploadState::Expired);
}

#[tokio::test]
async fn a_terminated_upload_is_gone() {
    let (data, _city, phone, report, photo) = reported().await;
    let location = phone.upload(&report, &photo);
    phone.patch(&location, 0, &photo[..500]).unwrap();
    assert_eq!(phone.tus("DELETE", &location, &[], b"").unwrap().status, 204);
    assert_eq!(phone.tus("HEAD", &location, &[], b"").unwrap().status, 410);
    assert_eq!(phone.tus("DELETE", &location, &[], b"").unwrap().problem(), "upload-gone");
    assert_eq!(std::fs::read_dir(data.path().join("uploads")).unwrap().count(), 0);
}

#[tokio::test]
async fn an_upload_nobody_created_is_unknown() {
    let (_data, _city, phone) = city().await;
    let answer = phone.tus("DELETE", "/v1/uploads/AAAAAAAAAAAAAAAAAAAAAAAA", &[], b"").unwrap();
    assert_eq!((answer.status, answer.problem()), (404, "upload-unknown".to_owned()));
}

#[tokio::test]
async fn only_photos_that_the_report_names_are_taken() {
    let (_data, _city, phone, report, photo) = reported().await;
    let answer = phone.create(&report, &photo[1..], &[], b"");
    assert_eq!((answer.status, answer.problem()), (403, "attachment-unknown".to_owned()));
    let stranger = Report { access: Report::new("noise", "", &[]).access, ..report };
    let answer = phone.create(&stranger, &photo, &[], b"");
    assert_eq!((answer.status, answer.problem()), (404, "report-unknown".to_owned()));
}

#[tokio::test]
async fn too_large_a_file_or_piece_is_refused() {
    let (_data, _city, phone, report, photo) = reported().await;
    let metadata =
        format!("sha256 {},report {}", STANDARD.encode(sha256(&photo)), STANDARD.encode(&report.id));
    let headers = [
        ("Hues-Report-Access", report.access.as_str()),
        ("Upload-Length", "60000001"),
        ("Upload-Metadata", metadata.as_str()),
    ];
    let answer = phone.tus("POST", "/v1/uploads", &headers, b"").unwrap();
    assert_eq!((answer.status, answer.problem()), (413, "too-large".to_owned()));

    let location = phone.upload(&report, &photo);
    let more_than_said = [photo.as_slice(), b"!"].concat();
    assert_eq!(phone.patch(&location, 0, &more_than_said).unwrap().problem(), "too-large");
    assert_eq!(phone.offset(&location), 0);

    let large = vec![7; (8 << 20) + 1];
    let report = Report::new("road-damage", "", &[&large]);
    phone.post(&report);
    let location = phone.upload(&report, &large);
    assert_eq!(phone.patch(&location, 0, &large).unwrap().problem(), "too-large");
    assert_eq!(phone.offset(&location), 0);
    let (piece, rest) = large.split_at(8 << 20);
    assert_eq!(phone.patch(&location, 0, piece).unwrap().status, 204);
    assert_eq!(phone.patch(&location, piece.len(), rest).unwrap().status, 204);
    assert_eq!(phone.attachment_states(&report), ["stored"]);
}

#[tokio::test]
async fn without_a_checksum_a_piece_may_be_all_that_is_left() {
    let (_data, _city, phone) = city().await;
    let large = vec![9; (8 << 20) + 1];
    let report = Report::new("road-damage", "", &[&large]);
    phone.post(&report);
    let location = phone.upload(&report, &large);
    let headers = |offset| [("Content-Type", "application/offset+octet-stream"), ("Upload-Offset", offset)];
    let more_than_said = [large.as_slice(), b"!"].concat();
    let answer = phone.tus("PATCH", &location, &headers("0"), &more_than_said).unwrap();
    assert_eq!(answer.problem(), "too-large");
    assert_eq!(phone.tus("PATCH", &location, &headers("0"), &large).unwrap().status, 204);
    assert_eq!(phone.attachment_states(&report), ["stored"]);
}

#[tokio::test]
async fn another_tus_is_refused_and_ours_says_what_it_can() {
    let (_data, _city, phone) = city().await;
    let answer = phone.ask("POST", "/v1/uploads", &[("Tus-Resumable", "0.2.2")], b"");
    assert_eq!((answer.status, answer.header("tus-version")), (412, Some("1.0.0")));
    let answer = phone.tus("OPTIONS", "/v1/uploads", &[], b"").unwrap();
    assert_eq!((answer.status, answer.header("tus-max-size")), (204, Some("60000000")));
    let extensions = answer.header("tus-extension").unwrap();
    assert_eq!(extensions, "creation,creation-with-upload,checksum,termination,expiration");
    assert_eq!(answer.header("tus-checksum-algorithm"), Some("sha256"));
}
