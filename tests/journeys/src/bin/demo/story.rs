//! The story, chapter by chapter. A chapter that breaks a promise ends it with an error.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use city::{City, Fault, Misbehaviour, Options, Status};
use hues_core::{
    Client, Clock as _, DraftEdit, Network, Point, ReportId, ReportState, ReportView, SystemClock,
};
use indicatif::{ProgressBar, ProgressStyle};
use journeys::{FileKeyGuard, config, large_photo, photo_in_hue};
use tokio::runtime::Runtime;

use crate::app::{App, Told};
use crate::warning::flood_warning;

const TEXT: &str = "Ổ gà rất sâu trước chợ Đông Ba, xe máy đã ngã hai lần.";

/// Everything that the story needs.
pub(crate) struct Story {
    home: PathBuf,
    city: Option<City>,
    port: u16,
    url: String,
    alert_key: String,
    runtime: Runtime,
    begun: Instant,
}

/// A promise: kept, or the story ends.
fn promise(kept: bool, what: &str) -> Told {
    if kept { Ok(()) } else { Err(what.into()) }
}

fn chapter(title: &str) {
    println!("\n{title}");
}

fn say(line: &str) {
    println!("  {line}");
}

impl Story {
    /// An empty phone and an empty city.
    pub(crate) fn begin() -> Told<Self> {
        let home = std::env::temp_dir().join(format!("hues-demo-{}", std::process::id()));
        std::fs::create_dir_all(&home)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let city = runtime.block_on(City::start(Options::new(home.join("city"))))?;
        let (port, url, alert_key) = (city.port(), city.url(), city.alert_key());
        println!("A citizen of Huế, her phone, and the city at {url}.");
        Ok(Self { home, city: Some(city), port, url, alert_key, runtime, begun: Instant::now() })
    }

    /// All chapters.
    pub(crate) fn tell(&mut self) -> Told {
        let id = self.draft_without_a_network()?;
        self.queue(id)?;
        self.send_over_a_bad_network(id)?;
        self.hear_from_the_city(id)?;
        self.be_warned()?;
        println!("\nEvery promise was kept, in {:.1} s.", self.begun.elapsed().as_secs_f64());
        Ok(())
    }

    /// The story is over; its traces go.
    pub(crate) fn end(self) -> Told {
        if let Some(city) = self.city {
            self.runtime.block_on(city.stop());
        }
        Ok(std::fs::remove_dir_all(&self.home)?)
    }

    /// The city goes on in a process of its own.
    pub(crate) fn keep(mut self, program: Option<&Path>) -> Told {
        let program = program.ok_or("--keep needs --city PROGRAM")?;
        if let Some(city) = self.city.take() {
            self.runtime.block_on(city.stop());
        }
        let city = Command::new(program)
            .args(["--port", &self.port.to_string(), "--data"])
            .arg(self.home.join("city"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        println!("\nThe city goes on. Its operator page, with this report and its photos: {}/", self.url);
        println!("To end it: kill {}. Its data: {}", city.id(), self.home.join("city").display());
        Ok(())
    }

    fn city(&self) -> Told<&City> {
        Ok(self.city.as_ref().ok_or("the city is gone")?)
    }

    fn phone(&self) -> Told<Client> {
        let key_guard = Arc::new(FileKeyGuard::new(&self.home.join("keystore")));
        Ok(Client::open(config(&self.home.join("data"), key_guard, &self.url, &self.alert_key))?)
    }

    fn draft_without_a_network(&self) -> Told<ReportId> {
        chapter("1. No network. She drafts a report with two photos.");
        let photos = [large_photo(), photo_in_hue()];
        let mut app = App::start("draft", &self.home, self.city()?, &photos)?;
        let id: ReportId = app.until("draft ")?.parse()?;
        for photo in &photos {
            let begun = Instant::now();
            let made = app.until("photo ")?;
            let [width, height, size] = numbers(&made)?;
            say(&format!(
                "{} ({} KB) -> {width} x {height}, {} KB, no metadata, sealed on disk, in {} ms",
                photo.file_name().unwrap_or_default().to_string_lossy(),
                std::fs::metadata(photo)?.len() / 1024,
                size / 1024,
                begun.elapsed().as_millis()
            ));
        }
        let begun = Instant::now();
        let mut saved = String::new();
        let letters: u32 = 200;
        for _ in 0..letters {
            saved = app.until("saved ")?;
        }
        say(&format!(
            "{letters} letters typed, each saved before the next, {:.1} ms a letter",
            begun.elapsed().as_secs_f64() * 1000.0 / f64::from(letters)
        ));
        if let Some(last) = app.kill("saved ")? {
            saved = last;
        }
        say("SIGKILL: the process is gone in the middle of a word.");
        let view = self.phone()?.reports().get(id)?;
        promise(view.draft.text.starts_with(&saved), "a saved letter was lost")?;
        promise(view.photos.len() == photos.len(), "a saved photo was lost")?;
        say(&format!(
            "Opened again: {} letters and {} photos are there; nothing that was saved is lost.",
            view.draft.text.chars().count(),
            view.photos.len()
        ));
        Ok(id)
    }

    fn queue(&self, id: ReportId) -> Told {
        chapter("2. She sends it, still without a network.");
        let phone = self.phone()?;
        phone.reports().edit(id, DraftEdit::Text(TEXT.into()))?;
        phone.reports().submit(id)?;
        let view = phone.reports().get(id)?;
        promise(
            view.draft.ward.as_deref() == Some("19753"),
            "the ward of the photo's position was not found",
        )?;
        say(&format!(
            "Ward {} by the photo's own position; found on the phone.",
            view.draft.ward.unwrap_or_default()
        ));
        let ReportState::Queued { reason, .. } = &view.state else {
            return Err("the report is not queued".into());
        };
        say(&format!("{} {}", view.state.words().vi, reason.words().vi));
        say(&format!("({} {})", view.state.words().en, reason.words().en));
        Ok(())
    }

    fn send_over_a_bad_network(&self, id: ReportId) -> Told {
        chapter("3. A network, and a bad one.");
        let city = self.city()?;
        // The text's answer is lost after the city committed it; the first piece of a photo is cut; a later piece stands still.
        city.misbehave(Misbehaviour::once("POST", "/v1/reports", Fault::LoseAnswer));
        for fault in [Fault::CutBody { after_bytes: 50_000 }, Fault::AnswerLate { ms: 0 }, Fault::Hold] {
            city.misbehave(Misbehaviour::once("PATCH", "/v1/uploads", fault));
        }
        let bar = progress_bar();
        let mut app = App::start("send", &self.home, city, &[])?;
        let before = self.upload_until_it_stands_still(&mut app, &bar)?;
        app.kill("progress ")?;
        bar.abandon();
        say(&format!(
            "The text arrived and its answer was lost; a photo was cut after 50 KB; SIGKILL at {} KB.",
            before / 1024
        ));

        city.behave();
        let bar = progress_bar();
        let mut app = App::start("send", &self.home, city, &[])?;
        let mut resumed_at = None;
        let mut number = None;
        while let Some(line) = app.next_line()? {
            if let Some(progress) = line.strip_prefix("progress ") {
                let [sent, total] = numbers(progress)?;
                resumed_at.get_or_insert(sent);
                bar.set_length(total);
                bar.set_position(sent);
            } else if let Some((_, delivered)) = line.split_once(" delivered ") {
                number = Some(delivered.to_owned());
            }
        }
        promise(app.end()?.success(), "the app failed while sending")?;
        bar.finish();
        promise(resumed_at.is_some_and(|at| at > before), "the upload began anew")?;
        let number = number.ok_or("there is no receipt")?;
        say(&format!("Started again: it went on behind byte {before}, and here is the receipt: {number}."));
        self.check_receipt(id, &number)
    }

    /// The bytes that the city had confirmed when a piece stood still.
    fn upload_until_it_stands_still(&self, app: &mut App, bar: &ProgressBar) -> Told<u64> {
        let [sent, total] = numbers(&app.until("progress ")?)?;
        bar.set_length(total);
        bar.set_position(sent);
        let patches = |city: &City| {
            city.state().map(|state| state.uploads.iter().map(|upload| upload.patches).sum::<u64>())
        };
        let begun = Instant::now();
        while patches(self.city()?)? < 3 {
            promise(begun.elapsed() < Duration::from_secs(30), "the upload stopped by itself")?;
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(sent)
    }

    fn check_receipt(&self, id: ReportId, number: &str) -> Told {
        let view = self.phone()?.reports().get(id)?;
        let there = self.city()?.state()?;
        promise(there.reports.len() == 1, "there is not exactly one report at the city")?;
        promise(there.reports[0].number == number, "the numbers differ")?;
        let stored: Vec<_> =
            there.reports[0].attachments.iter().filter_map(|one| one.stored_sha256.as_ref()).collect();
        let ours: Vec<_> = view.photos.iter().map(|photo| &photo.attachment.sha256).collect();
        promise(stored == ours, "a photo's digest differs")?;
        promise(
            view.photos.iter().all(|photo| !photo.full_kept),
            "the phone still keeps the full-size photos",
        )?;
        let (sent, size): (u64, u64) = there
            .uploads
            .iter()
            .fold((0, 0), |sums, upload| (sums.0 + upload.bytes_received, sums.1 + upload.size));
        promise(there.uploads.len() == 2, "an upload was begun anew")?;
        say(&format!(
            "At the city: 1 report, asked {} times; {} photos with equal SHA-256; {} KB came for {} KB of photos.",
            there.report_posts,
            stored.len(),
            sent / 1024,
            size / 1024
        ));
        Ok(())
    }

    fn hear_from_the_city(&self, id: ReportId) -> Told {
        chapter("4. The city answers.");
        let (city, at_the_city) = (self.city()?, id.to_string());
        let agency = Some("Phòng Quản lý đô thị");
        city.set_status(&at_the_city, Status::InProgress, agency, Some("Đã cử tổ sửa đường"))?;
        city.reply(&at_the_city, agency, "Cảm ơn bạn. Chiều nay chúng tôi vá ổ gà này.")?;
        let view = self.online(|phone| Ok(phone.reports().get(id)?))?;
        let (status, reply) = last_words(&view).ok_or("the city's answer did not come back")?;
        say(&format!("{} — {}: «{}»", status, reply.0, reply.1));
        Ok(())
    }

    fn be_warned(&mut self) -> Told {
        chapter("5. A flood warning, and then no city at all.");
        let home = Point::new(16.4698, 107.5786)?;
        self.phone()?.alerts().watch("Nhà", home)?;
        self.city()?.publish_alert(&flood_warning(SystemClock.now().wall)?)?;
        self.online(|_| Ok(()))?;
        if let Some(city) = self.city.take() {
            self.runtime.block_on(city.stop());
        }
        let list = self.phone()?.alerts().current()?;
        let alert = list.alerts.first().ok_or("the warning is gone with the city")?;
        promise(alert.touches.len() == 1, "the warning was not matched to her home")?;
        let info = alert.message.infos_in(&["vi", "en"]);
        let headline = info.first().and_then(|info| info.headline.clone()).unwrap_or_default();
        say(&format!("The city is gone. On the phone, without a network: «{headline}»"));
        say(&format!(
            "Severity {}, touches «{}», as of {}.",
            alert.message.severity().as_str(),
            alert.touches[0].name,
            list.as_of.ok_or("nobody knows how old the warning is")?.to_rfc3339()
        ));
        let options = Options { port: self.port, ..Options::new(self.home.join("city")) };
        self.city = Some(self.runtime.block_on(City::start(options))?);
        Ok(())
    }

    fn online<T>(&self, look: impl FnOnce(&Client) -> Told<T>) -> Told<T> {
        let phone = self.phone()?;
        phone.set_network(Network::Metered)?;
        let outcome = self.runtime.block_on(phone.sync())?;
        promise(outcome.unreached.is_none(), "the city was not reached")?;
        look(&phone)
    }
}

fn last_words(view: &ReportView) -> Option<(String, (String, String))> {
    let status = view.city.as_ref()?.status.words().vi;
    let message = &view.thread.last()?.message;
    Some((status, (message.agency.clone().unwrap_or_default(), message.text.clone())))
}

fn numbers<const N: usize>(line: &str) -> Told<[u64; N]> {
    let numbers: Vec<u64> = line.split(' ').map(str::parse).collect::<Result<_, _>>()?;
    numbers.try_into().map_err(|_| format!("{line:?} is not what was expected").into())
}

fn progress_bar() -> ProgressBar {
    let style = ProgressStyle::with_template("  photos {bar:40} {bytes}/{total_bytes}");
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
