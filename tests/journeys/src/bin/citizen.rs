//! The app's process, so that it can be killed: `citizen draft|send|hand-in|full-disk DATA_DIR KEYSTORE ORIGIN ALERT_KEY [PHOTO…]`. It does what the
//! citizen does, through the public facade, and says on its output what is done, a line each.

use std::error::Error;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use hues_core::{
    ApiError, Client, Config, DraftEdit, Event, EventListener, Network, PhotoHint, ReportId, ReportState,
};
use journeys::{FileKeyGuard, by_open311, config};

type Outcome = Result<(), Box<dyn Error>>;

/// What the citizen writes, again and again.
const TEXT: &str = "Ổ gà rất sâu trước chợ Đông Ba, xe máy đã ngã hai lần. ";

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [command, data_dir, keystore, origin, alert_key, photos @ ..] = arguments.as_slice() else {
        return Err("usage: citizen COMMAND DATA_DIR KEYSTORE ORIGIN ALERT_KEY [PHOTO…]".into());
    };
    let key_guard = Arc::new(FileKeyGuard::new(Path::new(keystore)));
    let config = config(Path::new(data_dir), key_guard, origin, alert_key);
    let config = if command == "hand-in" { by_open311(config) } else { config };
    let client = Client::open(Config { listener: Some(Arc::new(Printer)), ..config })?;
    let photos: Vec<PathBuf> = photos.iter().map(PathBuf::from).collect();
    match command.as_str() {
        "draft" => draft(&client, &photos),
        "send" | "hand-in" => send(&client),
        "full-disk" => full_disk(&client, Path::new(data_dir), &photos),
        _ => Err(format!("{command} is no command").into()),
    }
}

/// Says how far the photos are.
struct Printer;

impl EventListener for Printer {
    fn on_event(&self, event: Event) {
        if let Event::MediaProgress { sent, total, .. } = event {
            say(&format!("progress {sent} {total}"));
        }
    }
}

fn say(line: &str) {
    println!("{line}");
}

/// Takes photos, accepts the position that one of them offers, and types until the process is killed.
fn draft(client: &Client, photos: &[PathBuf]) -> Outcome {
    let reports = client.reports();
    let id = reports.create()?;
    say(&format!("draft {id}"));
    reports.edit(id, DraftEdit::Category("road-damage".into()))?;
    for photo in photos {
        let photo = reports.add_photo(id, photo, PhotoHint::default())?;
        say(&format!(
            "photo {} {} {}",
            photo.attachment.width, photo.attachment.height, photo.attachment.size
        ));
        if photo.offered.is_some() {
            reports.edit(id, DraftEdit::Location(photo.offered))?;
        }
    }
    let mut typed = String::new();
    for letter in TEXT.chars().cycle() {
        typed.push(letter);
        if typed.chars().count() > 2_000 {
            typed.clear();
        }
        reports.edit(id, DraftEdit::Text(typed.clone()))?;
        say(&format!("saved {typed}"));
    }
    Ok(())
}

/// Sends what waits, with the waits that the core names, until the city has all of it.
fn send(client: &Client) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    client.set_network(Network::Unmetered)?;
    loop {
        let outcome = runtime.block_on(client.sync())?;
        for report in client.reports().list(0, 50)? {
            say(&format!("state {} {}", report.id, describe(&report.state)));
        }
        if outcome.waiting == 0 {
            return Ok(());
        }
        let wait_ms = outcome.next_try.map_or(200, |at| {
            at.since_ms(hues_core::Clock::now(&hues_core::SystemClock).wall).clamp(10, 5_000)
        });
        std::thread::sleep(Duration::from_millis(u64::try_from(wait_ms)?));
    }
}

fn describe(state: &ReportState) -> String {
    match state {
        ReportState::Delivered { number } => format!("delivered {number}"),
        ReportState::Queued { reason, .. }
        | ReportState::SendingPhotos { reason, .. }
        | ReportState::Withdrawing { reason, .. } => {
            format!("{} {}", state.name(), reason.as_str())
        }
        ReportState::Parked { code, .. } => format!("parked {code}"),
        ReportState::Draft | ReportState::Withdrawn | ReportState::Removed => state.name().to_owned(),
    }
}

/// Fills the disk under the app, and sees what is left when there is room again.
fn full_disk(client: &Client, data_dir: &Path, photos: &[PathBuf]) -> Outcome {
    let reports = client.reports();
    let id = reports.create()?;
    reports.edit(id, DraftEdit::Text("saved before".into()))?;
    let ballast = data_dir.join("ballast");
    fill(&ballast)?;
    // 200 kB, the most that a draft keeps.
    let long = "🌊".repeat(50_000);
    say(&format!("typing {}", name(reports.edit(id, DraftEdit::Text(long)).err().as_ref())));
    for photo in photos {
        let refused = reports.add_photo(id, photo, PhotoHint::default()).err();
        say(&format!("photo {}", name(refused.as_ref())));
    }
    say(&format!("kept {}", reports.get(id)?.draft.text));
    fs::remove_file(&ballast)?;
    reports.edit(id, DraftEdit::Text("saved after".into()))?;
    say(&format!("then {}", text(client, id)?));
    Ok(())
}

fn text(client: &Client, id: ReportId) -> Result<String, ApiError> {
    Ok(client.reports().get(id)?.draft.text)
}

fn fill(ballast: &Path) -> std::io::Result<()> {
    let mut file = File::create(ballast)?;
    for size in [64 * 1024, 1] {
        while file.write_all(&vec![0; size]).is_ok() {}
    }
    Ok(())
}

fn name(error: Option<&ApiError>) -> String {
    match error {
        None => "done".to_owned(),
        Some(ApiError::StorageFull) => "storage-full".to_owned(),
        Some(other) => other.to_string(),
    }
}
