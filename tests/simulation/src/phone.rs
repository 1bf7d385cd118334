//! A phone: the real core over a real database, what its citizen did, and what they were told of it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hues_core::report::{Answer, Category, LocationRule, PhotoRule, QuestionKind, Rating, Satisfaction};
use hues_core::{
    AmendmentChoice, ApiError, BackgroundOutcome, CityConfig, Client, Config, DraftEdit, KeyGuard,
    KeyGuardError, Location, LocationSource, MessageId, Network as PlatformNetwork, PhotoHint, Point,
    ReportId, ReportState, SendAnyway, SyncMode,
};
use tokio::runtime::Runtime;

use crate::calls::Made;
use crate::fate::Fate;
use crate::network::{Network, World};
use crate::photo;
use crate::platter::PhoneDisk;
use crate::promise::Broken;
use crate::scenario::{Deed, SystemsWord, Weather};

/// So many requests in one round are no sending any more, but a loop.
const LOOP: u32 = 3_000;

/// A keystore that hides nothing: what it holds is not what is tried here.
struct PlainGuard;

impl KeyGuard for PlainGuard {
    fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>, KeyGuardError> {
        Ok(secret.to_vec())
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, KeyGuardError> {
        Ok(wrapped.to_vec())
    }

    fn erase(&self) -> Result<(), KeyGuardError> {
        Ok(())
    }
}

/// A report that the citizen sent, as they remember it.
pub(crate) struct Sent {
    pub(crate) id: ReportId,
    pub(crate) text: String,
    pub(crate) photos: usize,
    /// Whether it is about a place.
    pub(crate) about: LocationRule,
    /// Messages that were acknowledged, in their order.
    pub(crate) said: Vec<(MessageId, String)>,
    /// The process died in the middle of a change of it: either outcome is right.
    pub(crate) unsure: bool,
    /// They asked to take it back, and did not think better of it.
    pub(crate) withdrawn: bool,
}

/// A phone and its citizen.
pub(crate) struct Phone {
    client: Option<Client>,
    pub(crate) fate: Fate,
    disk: Arc<PhoneDisk>,
    world: World,
    pub(crate) folder: PathBuf,
    runtime: Runtime,
    pub(crate) sent: Vec<Sent>,
    pub(crate) made: Vec<Made>,
    said_so_far: usize,
    amended_so_far: usize,
    network: PlatformNetwork,
}

/// How a call ended.
pub(crate) enum Ended<T> {
    Told(Result<T, ApiError>),
    Died,
}

impl Phone {
    pub(crate) fn new(folder: &Path, world: &World, seed: u64) -> Result<Self, Broken> {
        let fate = Fate::new(seed);
        let mut phone = Self {
            client: None,
            disk: PhoneDisk::insert(folder, &fate),
            fate,
            world: world.clone(),
            folder: folder.to_owned(),
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map_err(|error| machine(&error))?,
            sent: Vec::new(),
            made: Vec::new(),
            said_so_far: 0,
            amended_so_far: 0,
            network: PlatformNetwork::None,
        };
        std::fs::create_dir_all(folder.with_extension("album")).map_err(|error| machine(&error))?;
        phone.open()?;
        Ok(phone)
    }

    /// Opens the client; a process that dies while it does is started again.
    fn open(&mut self) -> Result<(), Broken> {
        self.fate.may_die(true);
        let opened = catch_unwind(AssertUnwindSafe(|| Client::open(self.config())));
        self.fate.may_die(false);
        let opened = match opened {
            Ok(opened) if !self.fate.is_dead() => opened,
            opened => {
                drop(opened);
                self.lie_dead()?;
                Client::open(self.config())
            }
        };
        let client = opened.map_err(|error| Broken::new("a killed app opens again", format!("{error:?}")))?;
        client.set_network(self.network).map_err(|error| unexpected("set_network", &error))?;
        self.client = Some(client);
        Ok(())
    }

    fn config(&self) -> Config {
        let mut city = CityConfig::embedded()
            .unwrap_or_else(|_| unreachable!("the embedded city is read by its own test"));
        city.alerts.keys.clear();
        city.login = None;
        let gateway = Network { world: self.world.clone(), fate: self.fate.clone() };
        Config {
            sync_mode: SyncMode::WhenAsked,
            threads: 1,
            clock: Arc::new(self.fate.clone()),
            entropy: Arc::new(self.fate.clone()),
            gateway: Some(Arc::new(gateway)),
            files: self.disk.files(),
            database_vfs: Some(PhoneDisk::VFS.to_owned()),
            ..Config::new(&self.folder, city, Arc::new(PlainGuard))
        }
    }

    pub(crate) fn client(&self) -> Result<&Client, Broken> {
        self.client.as_ref().ok_or_else(|| Broken::new("a killed app opens again", "it is closed"))
    }

    /// One call of the citizen's, which the process may not survive.
    pub(crate) fn call<T>(
        &mut self,
        call: impl FnOnce(&Client) -> Result<T, ApiError>,
    ) -> Result<Ended<T>, Broken> {
        let client = self.client()?;
        self.fate.may_die(true);
        let ended = catch_unwind(AssertUnwindSafe(|| call(client)));
        self.fate.may_die(false);
        if let Ok(told) = ended
            && !self.fate.is_dead()
        {
            return Ok(Ended::Told(told));
        }
        self.start_again()?;
        Ok(Ended::Died)
    }

    pub(crate) fn start_again(&mut self) -> Result<(), Broken> {
        // Whoever is dead does nothing more on the disk while it is put away.
        self.client = None;
        self.lie_dead()?;
        self.open()
    }

    /// What was not synced is lost with the power.
    fn lie_dead(&self) -> Result<(), Broken> {
        if self.fate.is_power_cut() {
            self.disk.lose_power(&mut self.fate.chance()).map_err(|error| machine(&error))?;
            self.fate.reboot();
        }
        self.fate.revive();
        Ok(())
    }

    /// The platform tells of the network, and a round runs.
    pub(crate) fn live(&mut self, weather: Weather) -> Result<(), Broken> {
        self.network = weather.network;
        if let Ended::Died = self.call(|client| client.set_network(weather.network))? {
            return Ok(());
        }
        self.sync()
    }

    /// A round, which the process may not survive.
    pub(crate) fn sync(&mut self) -> Result<(), Broken> {
        let (client, fate) = (self.client()?, &self.fate);
        fate.may_die(true);
        let told = self.runtime.block_on(async {
            tokio::select! {
                biased;
                () = fate.death() => None,
                outcome = client.sync() => Some(outcome),
            }
        });
        fate.may_die(false);
        if fate.requests() > LOOP {
            return Err(Broken::new("a round ends", format!("{} requests in one", fate.requests())));
        }
        match told {
            Some(Ok(_)) if !self.fate.is_dead() => Ok(()),
            Some(Err(error)) if !self.fate.is_dead() => Err(unexpected("sync", &error)),
            _ => self.start_again(),
        }
    }

    /// The citizen does something; what they were told is remembered, and held against what comes of it.
    pub(crate) fn act(&mut self, deed: Deed, target: usize) -> Result<(), Broken> {
        let index = target.checked_rem(self.sent.len());
        match (deed, index) {
            (Deed::Report { photos }, _) => self.report(photos, LocationRule::Required),
            (Deed::Ask { photos }, _) => self.report(photos, LocationRule::None),
            (Deed::EditAgain, Some(index)) => self.edit_again(index),
            (Deed::Amend, Some(index)) => self.amend(index),
            (Deed::Resolve { mine: Some(mine) }, _) => self.resolve_all(mine).map(|_| ()),
            (Deed::Resolve { mine: None }, Some(index)) => self.drop_amendment(index),
            (Deed::HandOver, _) => self.hand_over(),
            (Deed::SystemSends { percent, word }, _) => self.system_sends(percent, word),
            (Deed::Reply, Some(index)) => self.reply(index),
            (Deed::Unsend, Some(index)) => self.unsend(index),
            (Deed::Rate(satisfaction), Some(index)) => self.rate(index, satisfaction),
            (Deed::Withdraw, Some(index)) => self.withdraw(index),
            (Deed::Keep, Some(index)) => self.keep(index),
            (Deed::TryNow, Some(index)) => self.on(index, |client, id| client.reports().try_now(id)),
            (Deed::SendAnyway, Some(index)) => {
                let how = SendAnyway::OverMobileDataOnBattery;
                self.on(index, |client, id| client.reports().send_anyway(id, how))
            }
            (Deed::Thrift(wait), _) => {
                self.call(|client| client.set_photos_wait_for_unmetered(wait))?;
                Ok(())
            }
            (Deed::CallForHelp, _) => self.call_for_help(),
            (Deed::CancelCall, _) => self.cancel_call(),
            (Deed::Restart, _) => self.start_again(),
            (Deed::Reboot, _) => {
                self.fate.switch_off();
                self.start_again()
            }
            (Deed::ClockJump { seconds }, _) => {
                self.fate.set_clock(seconds);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn on(
        &mut self,
        index: usize,
        call: impl FnOnce(&Client, ReportId) -> Result<(), ApiError>,
    ) -> Result<(), Broken> {
        let id = self.sent[index].id;
        match self.call(|client| call(client, id))? {
            Ended::Told(Err(error)) => Err(unexpected("a harmless call", &error)),
            Ended::Told(Ok(())) | Ended::Died => Ok(()),
        }
    }

    fn report(&mut self, photos: usize, about: LocationRule) -> Result<(), Broken> {
        let text = format!("Phản ánh thứ {} của máy này", self.sent.len());
        let Ended::Told(id) = self.call(|client| client.reports().create())? else { return Ok(()) };
        let id = id.map_err(|error| unexpected("create", &error))?;
        let album = self.folder.with_extension("album");
        let files = (0..photos).map(|n| photo::write(&album, self.sent.len() * 3 + n));
        let files: Vec<PathBuf> = files.collect::<Result<_, _>>().map_err(|error| machine(&error))?;
        let written = self.call(|client| {
            let reports = client.reports();
            let categories = reports.categories()?;
            let takes_photos =
                |rule| if photos == 0 { rule != PhotoRule::Required } else { rule != PhotoRule::None };
            // The one that agencies are asked by wants to know which.
            let asks_nothing = |one: &Category| {
                about == LocationRule::None || one.questions.iter().all(|question| !question.required)
            };
            let fits =
                |one: &&Category| takes_photos(one.photo) && one.location == about && asks_nothing(one);
            let category = categories.categories.iter().find(fits);
            reports.edit(id, DraftEdit::Category(category.map(|one| one.id.clone()).unwrap_or_default()))?;
            for question in category.iter().flat_map(|one| &one.questions).filter(|one| one.required) {
                let QuestionKind::Choice { options } = &question.kind else { continue };
                let answer = options.first().map(|option| Answer::Chosen(option.id.clone()));
                reports.edit(id, DraftEdit::Answer { question: question.id.clone(), answer })?;
            }
            reports.edit(id, DraftEdit::Text(text.clone()))?;
            // Also where it is about none: the phone keeps that to itself.
            reports.edit(id, DraftEdit::Location(Some(here())))?;
            reports.edit(id, DraftEdit::Address(Some("Trước chợ".to_owned())))?;
            for file in &files {
                reports.add_photo(id, file, PhotoHint::default())?;
            }
            Ok(())
        })?;
        match written {
            Ended::Told(Ok(())) => {}
            Ended::Told(Err(error)) => return Err(unexpected("a draft", &error)),
            // It stays a draft; the citizen begins anew.
            Ended::Died => return Ok(()),
        }
        let submitted = self.call(|client| client.reports().submit(id))?;
        let sent = Sent { id, text, photos, about, said: Vec::new(), unsure: false, withdrawn: false };
        match submitted {
            Ended::Told(Ok(())) => self.sent.push(sent),
            Ended::Told(Err(error)) => return Err(unexpected("submit", &error)),
            Ended::Died => {
                if self.state(id)? != ReportState::Draft {
                    self.sent.push(sent);
                }
            }
        }
        Ok(())
    }

    /// Back to a draft, another text, and sent again; only while the city can't have it.
    fn edit_again(&mut self, index: usize) -> Result<(), Broken> {
        let id = self.sent[index].id;
        match self.call(|client| client.reports().edit_again(id))? {
            Ended::Told(Err(ApiError::NotFound)) => return Ok(()),
            Ended::Told(Err(error)) => return Err(unexpected("edit_again", &error)),
            Ended::Died if self.state(id)? != ReportState::Draft => return Ok(()),
            Ended::Told(Ok(())) | Ended::Died => {}
        }
        if self.world.city(|model| model.may_have(id)) {
            let how = format!("report {id} was taken back to a draft after it had left the phone");
            return Err(Broken::new("after its first byte a report is not edited any more", how));
        }
        // A process that dies in here leaves a draft; the citizen finds it and goes on.
        let text = format!("{}, viết lại", self.sent[index].text);
        for _ in 0..2 {
            let again = self.call(|client| {
                client.reports().edit(id, DraftEdit::Text(text.clone()))?;
                client.reports().submit(id)
            })?;
            match again {
                Ended::Told(Ok(())) => break,
                Ended::Told(Err(error)) => return Err(unexpected("submit again", &error)),
                Ended::Died if self.state(id)? != ReportState::Draft => break,
                Ended::Died => {}
            }
        }
        self.sent[index].text = text;
        Ok(())
    }

    /// Another text for what the city has or may have.
    fn amend(&mut self, index: usize) -> Result<(), Broken> {
        let id = self.sent[index].id;
        self.amended_so_far += 1;
        let text = format!("Phản ánh sửa lần {}", self.amended_so_far);
        let edits = vec![DraftEdit::Text(text.clone()), DraftEdit::Location(Some(here()))];
        match self.call(|client| client.reports().amend(id, edits))? {
            Ended::Told(Ok(())) => self.sent[index].text = text,
            Ended::Told(Err(ApiError::NotFound)) => {}
            Ended::Told(Err(error)) => return Err(unexpected("amend", &error)),
            Ended::Died => self.sent[index].text = self.shown_text(id)?,
        }
        Ok(())
    }

    /// They choose wherever there is something to choose; whether there was.
    pub(crate) fn resolve_all(&mut self, mine: bool) -> Result<bool, Broken> {
        let choice = if mine { AmendmentChoice::Mine } else { AmendmentChoice::Theirs };
        let mut chose = false;
        for index in 0..self.sent.len() {
            let id = self.sent[index].id;
            let view = self.client()?.reports().get(id).map_err(|error| unexpected("get", &error))?;
            let conflicts = view.amendment.map(|amendment| amendment.conflicts).unwrap_or_default();
            for conflict in conflicts {
                chose = true;
                match self.call(|client| client.reports().resolve(id, conflict.part, choice))? {
                    Ended::Told(Ok(())) | Ended::Died => self.sent[index].text = self.shown_text(id)?,
                    Ended::Told(Err(error)) => return Err(unexpected("resolve", &error)),
                }
            }
        }
        Ok(chose)
    }

    fn drop_amendment(&mut self, index: usize) -> Result<(), Broken> {
        let id = self.sent[index].id;
        match self.call(|client| client.reports().drop_amendment(id))? {
            Ended::Told(Ok(())) | Ended::Died => self.sent[index].text = self.shown_text(id)?,
            Ended::Told(Err(ApiError::NotFound)) => {}
            Ended::Told(Err(error)) => return Err(unexpected("drop_amendment", &error)),
        }
        Ok(())
    }

    fn shown_text(&self, id: ReportId) -> Result<String, Broken> {
        let view = self.client()?.reports().get(id);
        Ok(view.map_err(|error| unexpected("get", &error))?.draft.text)
    }

    /// The app goes to sleep; the process may not survive it.
    fn hand_over(&mut self) -> Result<(), Broken> {
        let (client, fate) = (self.client()?, &self.fate);
        // What is prepared as the app falls asleep is no round; the next one begins with the call.
        let calls = fate.calls();
        fate.set_calls(false);
        fate.may_die(true);
        let told = self.runtime.block_on(async {
            tokio::select! {
                biased;
                () = fate.death() => None,
                uploads = client.prepare_background_uploads() => Some(uploads),
            }
        });
        fate.may_die(false);
        fate.set_calls(calls);
        match told {
            Some(Ok(_)) if !self.fate.is_dead() => Ok(()),
            Some(Err(error)) if !self.fate.is_dead() => Err(unexpected("prepare_background_uploads", &error)),
            _ => self.start_again(),
        }
    }

    /// The system sends each file as far as it gets, while the app may not even run.
    fn system_sends(&mut self, percent: u8, word: SystemsWord) -> Result<(), Broken> {
        let uploads = self.client()?.background_uploads();
        for upload in uploads.map_err(|error| unexpected("background_uploads", &error))? {
            let body = std::fs::read(&upload.body_file).map_err(|error| machine(&error))?;
            let offset = upload.headers.iter().find(|(name, _)| name == "Upload-Offset");
            let offset = offset.and_then(|(_, offset)| offset.parse().ok()).unwrap_or_default();
            let sent = &body[..body.len() * usize::from(percent) / 100];
            let answer = self.world.city(|model| model.append(&upload.url, offset, sent));
            let tus = |status, offset: u64| BackgroundOutcome::Answered {
                status,
                headers: vec![
                    ("tus-resumable".to_owned(), "1.0.0".to_owned()),
                    ("upload-offset".to_owned(), offset.to_string()),
                ],
            };
            let outcome = match (word, answer) {
                (SystemsWord::Silence, _) => continue,
                (SystemsWord::Done, _) => tus(204, offset + body.len() as u64),
                (SystemsWord::Failed, _) => BackgroundOutcome::Failed,
                (SystemsWord::Stopped, _) => BackgroundOutcome::Stopped,
                (SystemsWord::Gone, _) => tus(410, 0),
                (SystemsWord::Truth, Ok(arrived)) => tus(204, arrived),
                (SystemsWord::Truth, Err(_)) => tus(409, 0),
            };
            self.call(|client| client.report_background_upload(upload.id, &outcome))?;
        }
        Ok(())
    }

    fn reply(&mut self, index: usize) -> Result<(), Broken> {
        let id = self.sent[index].id;
        self.said_so_far += 1;
        let text = format!("Lời nhắn {}", self.said_so_far);
        match self.call(|client| client.reports().reply(id, &text))? {
            Ended::Told(Ok(message)) => self.sent[index].said.push((message, text)),
            Ended::Told(Err(ApiError::NotFound)) => {}
            Ended::Told(Err(error)) => return Err(unexpected("reply", &error)),
            Ended::Died => self.sent[index].unsure = true,
        }
        Ok(())
    }

    fn unsend(&mut self, index: usize) -> Result<(), Broken> {
        let sent = &self.sent[index];
        let (id, Some((message, _))) = (sent.id, sent.said.last().cloned()) else { return Ok(()) };
        match self.call(|client| client.reports().unsend(id, message))? {
            Ended::Told(Ok(())) => {
                self.sent[index].said.pop();
            }
            Ended::Told(Err(ApiError::NotFound)) => {}
            Ended::Told(Err(error)) => return Err(unexpected("unsend", &error)),
            Ended::Died => self.sent[index].unsure = true,
        }
        Ok(())
    }

    fn rate(&mut self, index: usize, satisfaction: Satisfaction) -> Result<(), Broken> {
        let id = self.sent[index].id;
        match self.call(|client| client.reports().rate(id, &Rating { satisfaction, comment: None }))? {
            Ended::Told(Ok(()) | Err(ApiError::NotFound)) | Ended::Died => Ok(()),
            Ended::Told(Err(error)) => Err(unexpected("rate", &error)),
        }
    }

    fn withdraw(&mut self, index: usize) -> Result<(), Broken> {
        let id = self.sent[index].id;
        match self.call(|client| client.reports().withdraw(id))? {
            Ended::Told(Ok(())) => self.sent[index].withdrawn = true,
            Ended::Told(Err(ApiError::NotFound)) => {}
            Ended::Told(Err(error)) => return Err(unexpected("withdraw", &error)),
            Ended::Died => self.sent[index].withdrawn = self.is_taken_back(id)?,
        }
        Ok(())
    }

    fn keep(&mut self, index: usize) -> Result<(), Broken> {
        let id = self.sent[index].id;
        match self.call(|client| client.reports().keep(id))? {
            Ended::Told(Ok(())) => self.sent[index].withdrawn = false,
            Ended::Told(Err(ApiError::NotFound)) => {}
            Ended::Told(Err(error)) => return Err(unexpected("keep", &error)),
            Ended::Died => self.sent[index].withdrawn = self.is_taken_back(id)?,
        }
        Ok(())
    }

    fn is_taken_back(&self, id: ReportId) -> Result<bool, Broken> {
        let state = self.state(id)?;
        Ok(matches!(state, ReportState::Withdrawing { .. } | ReportState::Withdrawn)
            || matches!(state, ReportState::Parked { ref code, .. } if code == "report-closed"))
    }

    pub(crate) fn state(&self, id: ReportId) -> Result<ReportState, Broken> {
        let view = self.client()?.reports().get(id);
        view.map(|view| view.state)
            .map_err(|error| Broken::new("nothing is lost", format!("report {id}: {error:?}")))
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        self.client = None;
        self.disk.remove();
    }
}

fn machine(error: &std::io::Error) -> Broken {
    Broken::new("the machine runs the simulation", error.to_string())
}

pub(crate) fn unexpected(call: &str, error: &ApiError) -> Broken {
    Broken::new("a call of the citizen's works", format!("{call}: {error:?}"))
}

fn here() -> Location {
    Location {
        point: Point::new(16.4698, 107.5786).unwrap_or_else(|_| unreachable!("a position on Earth")),
        accuracy_m: Some(8.0),
        fixed_at: None,
        source: LocationSource::Gps,
        mock: false,
    }
}
