//! Photos that the system sends while the app sleeps: an ordinary HTTP client sends what was handed over, without a word from the core, and the app may be
//! gone meanwhile.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use city::{Fault, Misbehaviour};
use hues_core::{
    BackgroundOutcome, BackgroundUpload, Battery, Clock as _, Config, Event, EventListener, Network, Reason,
    ReportId, ReportState, SyncMode,
};
use journeys::{Phone, Town, large_photo, photo_in_hue};
use ring::digest;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// The system's own HTTP client, which knows nothing but what it was handed.
struct System {
    http: reqwest::Client,
    runtime: Runtime,
}

impl System {
    fn new() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            http: reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build().unwrap(),
            runtime: tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap(),
        }
    }

    /// Sends a file as it was told; what came of it, as a platform tells it.
    fn send(&self, upload: &BackgroundUpload) -> BackgroundOutcome {
        self.send_bytes(upload, fs::read(&upload.body_file).unwrap())
    }

    fn send_bytes(&self, upload: &BackgroundUpload, body: Vec<u8>) -> BackgroundOutcome {
        let mut request = self.http.request(upload.method.parse().unwrap(), &upload.url).body(body);
        for (name, value) in &upload.headers {
            request = request.header(name, value);
        }
        match self.runtime.block_on(request.send()) {
            Ok(answer) => BackgroundOutcome::Answered {
                status: answer.status().as_u16(),
                headers: answer
                    .headers()
                    .iter()
                    .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
                    .collect(),
            },
            Err(_) => BackgroundOutcome::Failed,
        }
    }
}

/// A phone whose report is there but for its photos, which wait for Wi-Fi.
fn waiting_for_wifi(home: &Path, town: &Town, photos: &[std::path::PathBuf]) -> (Phone, ReportId) {
    let phone = Phone::new(home, town);
    let id = phone.draft("Ảnh gửi khi ứng dụng ngủ", photos);
    phone.client().reports().submit(id).unwrap();
    phone.client().set_photos_wait_for_unmetered(true).unwrap();
    phone.client().set_network(Network::Metered).unwrap();
    let _ = phone.sync();
    assert!(matches!(phone.state(id), ReportState::SendingPhotos { .. }), "{:?}", phone.state(id));
    (phone, id)
}

fn prepared(phone: &Phone) -> Vec<BackgroundUpload> {
    phone.wait_for(phone.client().prepare_background_uploads()).unwrap()
}

fn in_the_clear(phone: &Phone) -> usize {
    match fs::read_dir(phone.data_dir.join("outgoing")) {
        Ok(files) => files.count(),
        Err(_) => 0,
    }
}

fn sha256_of(bytes: &[u8]) -> String {
    let digest = digest::digest(&digest::SHA256, bytes);
    digest.as_ref().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[track_caller]
fn assert_whole(phone: &Phone, town: &Town, id: ReportId) {
    assert!(matches!(phone.state(id), ReportState::Delivered { .. }), "{:?}", phone.state(id));
    let there = town.city().state().unwrap();
    assert_eq!(there.reports.len(), 1);
    for attachment in &there.reports[0].attachments {
        assert_eq!(attachment.stored_sha256.as_ref(), Some(&attachment.sha256));
    }
    assert_eq!(in_the_clear(phone), 0);
    assert!(phone.client().background_uploads().unwrap().is_empty());
}

#[test]
fn the_system_sends_what_it_was_handed_and_the_receipt_follows() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let (phone, id) = waiting_for_wifi(home.path(), &town, &[photo_in_hue(), large_photo()]);
    let uploads = prepared(&phone);
    assert_eq!(uploads.len(), 2);
    phone.connect();
    assert!(!phone.client().reports().get(id).unwrap().ways_on.try_now, "they go by themselves");
    phone.client().set_network(Network::Metered).unwrap();
    let photos = phone.client().reports().get(id).unwrap().photos;
    for upload in &uploads {
        assert!(upload.url.starts_with(&town.city().url()) && upload.unmetered_only);
        let names: Vec<String> = upload.headers.iter().map(|(name, _)| name.to_lowercase()).collect();
        for credential in ["hues-report-access", "hues-installation", "authorization", "cookie"] {
            assert!(!names.contains(&credential.to_owned()), "{names:?}");
        }
        let body = fs::read(&upload.body_file).unwrap();
        assert_eq!(body.len() as u64, upload.size);
        let sha256 = sha256_of(&body);
        assert!(photos.iter().any(|photo| photo.attachment.sha256 == sha256), "all of it, and nothing else");
    }
    // Nobody else sends them, and the phone wakes for nothing but the end of the lease.
    phone.client().set_network(Network::Unmetered).unwrap();
    let outcome = phone.sync();
    assert_eq!(outcome.next_try, Some(uploads[0].expires_at));
    assert_eq!(phone.client().next_wake().unwrap(), Some(uploads[0].expires_at));
    let state = phone.state(id);
    assert!(matches!(state, ReportState::SendingPhotos { reason: Reason::InBackground, .. }), "{state:?}");
    assert_eq!(town.city().state().unwrap().uploads.iter().map(|upload| upload.patches).sum::<u64>(), 0);

    let system = System::new();
    for upload in &uploads {
        let outcome = system.send(upload);
        assert!(matches!(outcome, BackgroundOutcome::Answered { status: 204, .. }), "{outcome:?}");
        phone.client().report_background_upload(upload.id, &outcome).unwrap();
        assert!(!upload.body_file.exists());
    }
    let _ = phone.sync();
    assert_whole(&phone, &town, id);
    assert_eq!(town.city().state().unwrap().upload_creations, 2);
}

#[test]
fn a_phone_that_is_nearly_full_or_nearly_empty_hands_nothing_over_until_it_is_not() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let (phone, id) = waiting_for_wifi(home.path(), &town, &[photo_in_hue()]);
    let client = phone.client();
    client.set_free_space(20_000_000).unwrap();
    assert!(prepared(&phone).is_empty() && in_the_clear(&phone) == 0);
    client.set_free_space(20_000_000_000).unwrap();
    client.set_battery(Battery { is_saved: true, ..Battery::default() }).unwrap();
    assert!(prepared(&phone).is_empty() && in_the_clear(&phone) == 0);
    let state = phone.state(id);
    assert!(
        matches!(state, ReportState::SendingPhotos { reason: Reason::WaitsForUnmeteredAndCharger, .. }),
        "{state:?}"
    );
    // What is said while nothing is held counts too.
    client.pause().unwrap();
    client.set_battery(Battery::default()).unwrap();
    assert_eq!(prepared(&phone).len(), 1);
}

#[test]
fn an_app_that_is_killed_in_between_hands_the_same_over_again_and_hears_of_the_end() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let (mut phone, id) = waiting_for_wifi(home.path(), &town, &[large_photo()]);
    let uploads = prepared(&phone);
    phone.switch_off();
    // What a kill leaves of a file that was being written, and of one whose lease it had no time to end.
    let folder = phone.data_dir.join("outgoing");
    let foreign = folder.join("01900000-0000-7000-8000-000000000001");
    let unfinished = uploads[0].body_file.with_extension("part");
    for left in [&foreign, &unfinished] {
        fs::write(left, b"plain").unwrap();
    }
    phone.switch_on();
    assert_eq!(in_the_clear(&phone), 1);
    phone.client().set_network(Network::Unmetered).unwrap();
    let _ = phone.sync();
    assert_eq!(phone.client().background_uploads().unwrap(), prepared(&phone));
    assert_eq!(prepared(&phone), uploads, "the same request, with the same file");
    let outcome = System::new().send(&uploads[0]);
    phone.switch_off();
    phone.switch_on();
    phone.connect();
    phone.client().report_background_upload(uploads[0].id, &outcome).unwrap();
    let _ = phone.sync();
    assert_whole(&phone, &town, id);
    // Told once more, by a system that does not remember.
    phone.client().report_background_upload(uploads[0].id, &outcome).unwrap();
    assert_whole(&phone, &town, id);
}

#[test]
fn an_outcome_that_nobody_tells_of_is_found_out_when_the_lease_is_over() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let (phone, id) = waiting_for_wifi(home.path(), &town, &[photo_in_hue(), large_photo()]);
    let uploads = prepared(&phone);
    // One of them arrived, half of the other did.
    let system = System::new();
    let (half, whole) = (&uploads[1], &uploads[0]);
    let _ = system.send(whole);
    let body = fs::read(&half.body_file).unwrap();
    let _ = system.send_bytes(half, body[..body.len() / 2].to_vec());
    phone.connect();
    let _ = phone.sync();
    assert!(matches!(phone.state(id), ReportState::SendingPhotos { .. }));
    let left = uploads[0].expires_at.since_ms(phone.clock.now().wall);
    phone.clock.advance(Duration::from_millis(u64::try_from(left).unwrap()));
    let _ = phone.sync();
    assert_whole(&phone, &town, id);
    let there = town.city().state().unwrap();
    let received: u64 = there.uploads.iter().map(|upload| upload.bytes_received).sum();
    let sizes: u64 = there.uploads.iter().map(|upload| upload.size).sum();
    assert_eq!((received, there.upload_creations), (sizes, 2), "no byte went twice");
}

#[test]
fn a_wrong_word_of_the_system_loses_nothing() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let (phone, id) = waiting_for_wifi(home.path(), &town, &[photo_in_hue()]);
    let tus = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let done = vec![tus("Tus-Resumable", "1.0.0"), tus("Upload-Offset", "999999999")];
    let words = [
        // Nothing of it was sent.
        BackgroundOutcome::Answered { status: 204, headers: done.clone() },
        BackgroundOutcome::Answered { status: 200, headers: vec![tus("Content-Type", "text/html")] },
        BackgroundOutcome::Answered { status: 410, headers: done.clone() },
        BackgroundOutcome::Answered { status: 403, headers: done },
        BackgroundOutcome::Answered { status: 0, headers: Vec::new() },
        BackgroundOutcome::Failed,
        BackgroundOutcome::Stopped,
    ];
    for word in words {
        phone.client().set_network(Network::None).unwrap();
        let uploads = prepared(&phone);
        assert_eq!(uploads.len(), 1, "before {word:?}");
        phone.client().report_background_upload(uploads[0].id, &word).unwrap();
        assert_eq!(in_the_clear(&phone), 0);
        phone.client().set_network(Network::Metered).unwrap();
        let _ = phone.sync();
        let state = phone.state(id);
        assert!(matches!(state, ReportState::SendingPhotos { .. }), "after {word:?}: {state:?}");
        phone.clock.advance(Duration::from_mins(61));
    }
    phone.connect();
    phone.sync_until_quiet(5);
    assert_whole(&phone, &town, id);
}

#[test]
fn an_offset_that_moved_in_between_is_a_conflict_that_heals_itself() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let (phone, id) = waiting_for_wifi(home.path(), &town, &[large_photo()]);
    let uploads = prepared(&phone);
    let system = System::new();
    let body = fs::read(&uploads[0].body_file).unwrap();
    let first = system.send_bytes(&uploads[0], body[..100_000].to_vec());
    assert!(matches!(first, BackgroundOutcome::Answered { status: 204, .. }));
    let conflict = system.send(&uploads[0]);
    // A client that is still sending when the answer comes may see the connection end instead.
    let is_conflict =
        matches!(conflict, BackgroundOutcome::Answered { status: 409, .. } | BackgroundOutcome::Failed);
    assert!(is_conflict, "{conflict:?}");
    phone.client().report_background_upload(uploads[0].id, &conflict).unwrap();

    // Handed over again it is only the rest.
    let again = prepared(&phone);
    assert_eq!(again[0].size, uploads[0].size - 100_000);
    assert_eq!(fs::read(&again[0].body_file).unwrap(), body[100_000..]);
    let outcome = system.send(&again[0]);
    phone.client().report_background_upload(again[0].id, &outcome).unwrap();
    let _ = phone.sync();
    assert_whole(&phone, &town, id);
}

#[test]
fn a_piece_that_hangs_is_cut_off_and_the_system_gets_the_rest() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let (sender, heard) = mpsc::channel();
    let phone = Phone::with(home.path(), &town, |config| Config {
        sync_mode: SyncMode::Automatic,
        listener: Some(Arc::new(Recorder(sender))),
        ..config
    });
    let id = phone.draft("Đang gửi thì ngủ", &[large_photo()]);
    // The first piece goes through, the second one stands still.
    for fault in [Fault::AnswerLate { ms: 0 }, Fault::Hold] {
        town.city().misbehave(Misbehaviour::once("PATCH", "/v1/uploads", fault));
    }
    phone.client().reports().submit(id).unwrap();
    phone.connect();
    let progress = |event: &Event| matches!(event, Event::MediaProgress { sent, .. } if *sent > 0);
    assert!(std::iter::from_fn(|| heard.recv_timeout(PATIENCE).ok()).any(|event| progress(&event)));
    while town.city().state().unwrap().uploads[0].patches < 2 {
        std::thread::yield_now();
    }
    let uploads = prepared(&phone);
    town.city().behave();
    // The city may have been busy with the cut piece; then it is handed over the next time.
    let uploads = if uploads.is_empty() {
        phone.client().reports().try_now(id).unwrap();
        prepared(&phone)
    } else {
        uploads
    };
    let size = phone.client().reports().get(id).unwrap().photos[0].attachment.size;
    for upload in &uploads {
        assert!(upload.size < size, "what had arrived is not sent again");
        let outcome = System::new().send(upload);
        phone.client().report_background_upload(upload.id, &outcome).unwrap();
    }
    let events = || std::iter::from_fn(|| heard.recv_timeout(PATIENCE).ok());
    let delivered = || matches!(phone.state(id), ReportState::Delivered { .. });
    assert!(delivered() || events().any(|_| delivered()), "{:?}", phone.state(id));
    assert_whole(&phone, &town, id);
}

#[test]
fn what_is_taken_back_or_erased_lies_in_the_clear_no_longer() {
    let home = TempDir::new().unwrap();
    let town = Town::start(&home.path().join("city"));
    let (mut phone, id) = waiting_for_wifi(home.path(), &town, &[photo_in_hue()]);
    let uploads = prepared(&phone);
    phone.client().rotate_key().unwrap();
    assert_eq!(prepared(&phone), uploads, "a new key changes nothing of it");
    phone.client().reports().withdraw(id).unwrap();
    assert_eq!(in_the_clear(&phone), 0);
    assert!(prepared(&phone).is_empty(), "what is being taken back is not handed over");
    phone.client().reports().keep(id).unwrap();
    assert_eq!(prepared(&phone).len(), 1);
    phone.client().wipe().unwrap();
    assert_eq!(in_the_clear(&phone), 0);
    assert!(phone.client().background_uploads().unwrap().is_empty());

    let (second, _) = waiting_for_wifi(&home.path().join("second"), &town, &[photo_in_hue()]);
    assert_eq!(prepared(&second).len(), 1);
    second.client().close();
    let aside = hues_core::put_aside(&second.data_dir).unwrap();
    assert!(aside.join("photos").exists() && !aside.join("outgoing").exists());
    phone.switch_off();
}

/// How long a test waits for an event that must come; only a failure takes so long.
const PATIENCE: Duration = Duration::from_mins(1);

struct Recorder(mpsc::Sender<Event>);

impl EventListener for Recorder {
    fn on_event(&self, event: Event) {
        // The test may have heard enough.
        let _ = self.0.send(event);
    }
}
