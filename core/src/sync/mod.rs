//! The driver. It takes the planner's step, calls the city, commits the outcome, and says what changed; which step, and what an outcome
//! means, is the planner's to say. One round sends all that can go now and fetches what is new at the city; what the planner lets go side by side
//! runs in tasks of its own. One control task runs the rounds, one after the other, so that two of them never send the same thing.

mod amend;
mod background;
mod categories;
mod control;
mod desk;
mod fetch;
mod follow_up;
mod geography;
mod key_change;
mod nearby;
mod send;
mod state;
mod sweep;
mod together;

pub(crate) use amend::{bring_in_line, show};
pub(crate) use background::HandingOver;
pub use background::{BackgroundOutcome, BackgroundUpload};
pub(crate) use categories::{Bundled, CategoryCache};
pub use control::SyncMode;
pub(crate) use control::{Control, start};
pub(crate) use fetch::{CategoryUpdate, FetchError};
pub(crate) use geography::Geography;
pub use key_change::KeyChange;
pub(crate) use nearby::{followed, known_nearby};

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::account::Account;
use crate::city::CityConfig;
use crate::clock::{Clock, Now, Timestamp};
use crate::entropy::{Entropy, fraction};
use crate::event::Events;
use crate::id::{ItemId, ReportId};
use crate::outbox::{self, Conditions, Item, Link, Network, Outcome, Step, Thrift};
use crate::report::Reason;
use crate::store::{Db, Setting, Store, StoreError};
use crate::wire::{City, WireError};
use crate::words::{Words, moment, year};

/// With nothing to wait for by the clock, a round looks again after so long while something is on its way.
const LONG: Duration = Duration::from_mins(5);
/// A round does not look again sooner, whatever a jumping clock says.
const SHORT: Duration = Duration::from_millis(100);

/// What the core is made of, once the data directory is open.
pub(crate) struct Engine {
    pub(crate) store: Arc<Store>,
    pub(crate) city: Arc<dyn City>,
    /// `None`: the city has no login.
    pub(crate) account: Option<Account>,
    pub(crate) config: CityConfig,
    pub(crate) geography: Arc<Geography>,
    pub(crate) bundled: Arc<Bundled>,
    pub(crate) category_cache: CategoryCache,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) events: Arc<Events>,
    pub(crate) live: Mutex<Live>,
    /// One registration of the installation at a time.
    pub(crate) registering: tokio::sync::Mutex<()>,
    /// What is being handed to the system.
    pub(crate) handing_over: HandingOver,
}

/// What is only true while the process runs.
#[derive(Default)]
pub(crate) struct Live {
    conditions: Conditions,
    /// The items that are being sent.
    sending: Vec<ItemId>,
    /// Goes up whenever waits end, so that a try that began before that does not write its own wait over it.
    ended_waits: u64,
    /// Goes up with each failure of the link, so that what dies together is counted once.
    failed_links: u64,
    /// Uploads whose offset the city told this process, and how large their next piece may be.
    uploads: HashMap<ItemId, send::Pace>,
    /// Drafts that the citizen had open in this process.
    open_drafts: HashSet<ReportId>,
    /// How far a new key is.
    key_change: Option<KeyChange>,
}

/// What a task of a round came to.
enum Done {
    /// What there was to send or to fetch.
    Sent,
    /// The warnings; the rest is still to be fetched.
    Warned { before: MomentOfLink, warnings: Option<WireError> },
}

/// Why a round runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Called {
    /// A wait is over, or something changed.
    ByItself,
    /// Somebody asked for it, and wants to know.
    Asked,
}

/// How a round ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyncOutcome {
    /// Reports of which something still waits to reach the city.
    pub waiting: u32,
    /// When the phone tries next by itself; `None`: nothing to try, or not before something changes.
    pub next_try: Option<Timestamp>,
    /// Why the city could not be asked for what is new.
    pub unreached: Option<Reason>,
}

impl Live {
    pub(crate) fn under(conditions: Conditions) -> Self {
        Self { conditions, ..Self::default() }
    }
}

impl Engine {
    pub(crate) fn now(&self) -> Now {
        self.clock.now()
    }

    pub(crate) fn live(&self) -> MutexGuard<'_, Live> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The citizen has this draft open.
    pub(crate) fn note_open(&self, draft: ReportId) {
        self.live().open_drafts.insert(draft);
    }

    /// Whether the citizen had this draft open since the app was started.
    pub(crate) fn is_open_here(&self, draft: ReportId) -> bool {
        self.live().open_drafts.contains(&draft)
    }

    pub(crate) fn conditions(&self) -> Conditions {
        self.live().conditions
    }

    pub(crate) fn is_sending(&self, item: ItemId) -> bool {
        self.live().sending.contains(&item)
    }

    /// The platform says what network there is; whether it got better.
    pub(crate) fn set_network(&self, network: Network) -> bool {
        let mut live = self.live();
        let before = std::mem::replace(&mut live.conditions.network, network);
        let better = network > before;
        if better {
            live.end_waits();
        }
        better
    }

    /// What the citizen chose before the last end of the process.
    pub(crate) fn restore_thrift(&self) -> Result<(), StoreError> {
        let chosen = |db: &Db<'_>| -> Result<(Option<bool>, Option<bool>), StoreError> {
            Ok((db.setting(Setting::PhotosWaitForUnmetered)?, db.setting(Setting::VideosWaitForUnmetered)?))
        };
        let (photos, videos) = self.store.read(chosen)?;
        let mut live = self.live();
        let thrift = &mut live.conditions.thrift;
        let at_first = Thrift::default();
        thrift.photos_wait_for_unmetered = photos.unwrap_or(at_first.photos_wait_for_unmetered);
        thrift.videos_wait_for_unmetered = videos.unwrap_or(at_first.videos_wait_for_unmetered);
        Ok(())
    }

    /// What to be sparing with changes, and with it what waits for what.
    pub(crate) fn change_thrift(&self, change: impl FnOnce(&mut Thrift)) {
        change(&mut self.live().conditions.thrift);
        self.events.sync_changed();
    }

    /// Ends every wait, of the link and of the items.
    pub(crate) fn end_waits(&self, which: impl Fn(&Item) -> bool) -> Result<(), StoreError> {
        self.live().end_waits();
        self.store.write(|db| {
            for mut item in db.items()? {
                if which(&item) {
                    outbox::end_wait(&mut item);
                    db.save_item(&item)?;
                }
            }
            Ok(())
        })
    }

    /// When the phone tries next by itself.
    pub(crate) fn next_try(&self) -> Result<Option<Timestamp>, StoreError> {
        let now = self.now();
        let (sending, items) = self.plan_of()?;
        Ok(match outbox::next(&items, &sending, &self.conditions(), now) {
            Step::Send(_) | Step::SendTogether(_) | Step::Fetch => Some(now.wall),
            Step::WaitUntil(at) => Some(at),
            Step::Idle => None,
        })
    }

    /// Sends all that can go and fetches what is new, in the planner's order, side by side as far as it lets. `woken` tells of something new to plan.
    pub(crate) async fn round(
        self: &Arc<Self>,
        called: Called,
        woken: &Notify,
    ) -> Result<SyncOutcome, StoreError> {
        self.begin_round(called);
        self.rebase_waits()?;
        self.sweep_discarded()?;
        self.events.sync_changed();
        let mut going = JoinSet::new();
        loop {
            let wait = self.start_what_can_go(&mut going)?;
            tokio::select! {
                biased;
                done = going.join_next() => match done {
                    None => break,
                    Some(Ok(done)) => {
                        if let Done::Warned { before, warnings } = done? {
                            // Photos go beside the rest.
                            let theirs = Arc::clone(self);
                            going.spawn(async move {
                                theirs.fetch_rest(before, warnings).await.map(|()| Done::Sent)
                            });
                        }
                    }
                    Some(Err(died)) => match died.try_into_panic() {
                        Ok(panic) => std::panic::resume_unwind(panic),
                        // Nobody ends them but the runtime, and with it this very round.
                        Err(_) => break,
                    },
                },
                () = woken.notified() => {}
                () = tokio::time::sleep(wait.max(SHORT)) => {}
            }
        }
        self.events.sync_changed();
        Ok(SyncOutcome {
            waiting: self.store.read(|db| db.count_waiting())?,
            next_try: self.next_try()?,
            unreached: self.unreached(),
        })
    }

    /// Starts all that can go now; how long nothing else can.
    fn start_what_can_go(
        self: &Arc<Self>,
        going: &mut JoinSet<Result<Done, StoreError>>,
    ) -> Result<Duration, StoreError> {
        let (mut sending, items) = self.plan_of()?;
        loop {
            let now = self.now();
            let (starting, together) = match outbox::next(&items, &sending, &self.conditions(), now) {
                Step::Send(id) => (vec![id], false),
                Step::SendTogether(ids) => (ids, true),
                Step::Fetch => {
                    {
                        let mut live = self.live();
                        live.conditions.fetch = live.conditions.fetch.started();
                    }
                    let theirs = Arc::clone(self);
                    going.spawn(async move { theirs.fetch_warnings().await });
                    continue;
                }
                Step::WaitUntil(at) => {
                    return Ok(u64::try_from(at.since_ms(now.wall)).map_or(LONG, Duration::from_millis));
                }
                Step::Idle => return Ok(LONG),
            };
            self.live().sending.extend(&starting);
            let started: Vec<Item> =
                items.iter().filter(|item| starting.contains(&item.id)).cloned().collect();
            for item in &started {
                self.events.report_changed(item.report);
            }
            let theirs = Arc::clone(self);
            going.spawn(async move {
                if together {
                    theirs.send_together(started).await?;
                } else {
                    for item in started {
                        theirs.send(item).await?;
                    }
                }
                Ok(Done::Sent)
            });
            sending.extend(starting);
        }
    }

    /// What is on its way, and what there is. In this order: an item that ends in between is then not read any more, instead of being taken for
    /// one that can go.
    fn plan_of(&self) -> Result<(Vec<ItemId>, Vec<Item>), StoreError> {
        let sending = self.live().sending.clone();
        Ok((sending, self.store.read(|db| db.items())?))
    }

    fn begin_round(&self, called: Called) {
        let mut live = self.live();
        // Whatever an earlier round was doing when it broke off.
        live.sending.clear();
        let fetch = live.conditions.fetch.broken_off();
        live.conditions.fetch = match called {
            Called::ByItself => fetch.begun(),
            Called::Asked => fetch.asked(),
        };
    }

    /// Why the city could not be asked for what is new; `None` when it was.
    fn unreached(&self) -> Option<Reason> {
        let Conditions { network, link, fetch, .. } = self.conditions();
        if network == Network::None { Some(Reason::NoNetwork) } else { fetch.failure().or(link.failure()) }
    }

    async fn send(&self, item: Item) -> Result<(), StoreError> {
        let id = item.id;
        let tried = tokio::select! {
            tried = self.attempt(item) => tried,
            () = self.handing_over.cuts_off(id) => Ok(()),
        };
        self.live().sending.retain(|sending| *sending != id);
        self.handing_over.one_ended();
        match tried {
            Err(error) if error.is_of_one_row() => self.settle_missing(id),
            tried => tried,
        }
    }

    /// The first part of fetching what is new: the warnings, with the link for themselves.
    async fn fetch_warnings(&self) -> Result<Done, StoreError> {
        let before = self.moment_of_link();
        match self.fetch_alerts().await {
            Err(FetchError::Store(error)) => Err(error),
            Err(FetchError::Wire(
                error @ (WireError::Unreachable | WireError::Untimely | WireError::Portal),
            )) => {
                self.note_fetch(&outcome_of(error), before);
                Ok(Done::Sent)
            }
            fetched => {
                let mut live = self.live();
                live.conditions.fetch = live.conditions.fetch.warned();
                let warnings = fetched.err().and_then(FetchError::on_the_wire);
                Ok(Done::Warned { before, warnings })
            }
        }
    }

    /// All else that is new; `warnings` is how the first part failed.
    async fn fetch_rest(&self, before: MomentOfLink, warnings: Option<WireError>) -> Result<(), StoreError> {
        let outcome = match (self.fetch_all_but_warnings().await, warnings) {
            (Ok(()), None) => Outcome::Done,
            (Err(FetchError::Store(error)), _) => return Err(error),
            (Ok(()), Some(error)) | (Err(FetchError::Wire(error)), _) => outcome_of(error),
        };
        self.note_fetch(&outcome, before);
        Ok(())
    }

    fn note_fetch(&self, outcome: &Outcome, before: MomentOfLink) {
        let (now, jitter) = (self.now(), self.jitter());
        self.note_link(outcome, before);
        let mut live = self.live();
        let after = live.conditions.fetch.after(outcome, now, jitter);
        live.conditions.fetch = if before.waits_ended_since(&live) { after.without_wait() } else { after };
    }

    /// The citizen took the item back while it was about to go; or, if it is still there, what it needs is gone or does not open. It must
    /// not hold up the others.
    fn settle_missing(&self, id: ItemId) -> Result<(), StoreError> {
        self.store.write(|db| {
            let Some(mut item) = db.items()?.into_iter().find(|item| item.id == id) else { return Ok(()) };
            item.state = outbox::ItemState::Parked { code: "data-missing".into() };
            db.save_item(&item)
        })
    }

    /// After a reboot or a jump of the clock the stored waits are set by today's clock, so that they end.
    fn rebase_waits(&self) -> Result<(), StoreError> {
        let now = self.now();
        {
            let mut live = self.live();
            live.conditions.link = live.conditions.link.rebased(now);
            live.conditions.fetch = live.conditions.fetch.rebased(now);
        }
        self.erase_what_is_over()?;
        self.store.write(|db| {
            for mut item in db.items()? {
                if let Some(lease) = item.lease.filter(|lease| lease.pending(now).is_some()) {
                    let rebased = lease.rebased(now, outbox::MAX_WAIT);
                    if rebased != lease {
                        db.set_lease(item.id, Some(rebased))?;
                    }
                }
                if let outbox::ItemState::Waiting { wait, .. } = &mut item.state {
                    let rebased = wait.rebased(now, outbox::MAX_WAIT);
                    if rebased != *wait {
                        *wait = rebased;
                        db.save_item(&item)?;
                    }
                }
            }
            Ok(())
        })
    }

    /// The year on the city's calendar.
    pub(crate) fn this_year(&self) -> i32 {
        year(self.now().wall, self.config.utc_offset_minutes)
    }

    /// A moment as it is said now.
    pub(crate) fn moment(&self, at: Timestamp) -> Words {
        moment(at, self.now().wall, self.config.utc_offset_minutes)
    }

    pub(crate) fn jitter(&self) -> f64 {
        fraction(&*self.entropy)
    }

    /// What a try says about the link, unless it speaks of a network that is gone since, or of a failure that others told of already.
    fn note_link(&self, outcome: &Outcome, before: MomentOfLink) {
        let (now, jitter) = (self.now(), self.jitter());
        let mut live = self.live();
        let failed = matches!(outcome, Outcome::LinkFailed(_));
        if failed && (before.waits_ended_since(&live) || before.failed_links != live.failed_links) {
            return;
        }
        live.failed_links += u64::from(failed);
        live.conditions.link = live.conditions.link.after(outcome, now, jitter);
    }

    fn moment_of_link(&self) -> MomentOfLink {
        let live = self.live();
        MomentOfLink { ended_waits: live.ended_waits, failed_links: live.failed_links }
    }
}

/// What the link was like when a try began.
#[derive(Clone, Copy)]
pub(super) struct MomentOfLink {
    ended_waits: u64,
    failed_links: u64,
}

impl MomentOfLink {
    /// Whether the network got better, or the citizen asked, after the try had begun.
    fn waits_ended_since(self, live: &Live) -> bool {
        self.ended_waits != live.ended_waits
    }
}

impl Live {
    fn end_waits(&mut self) {
        self.conditions.link = Link::default();
        self.conditions.fetch = self.conditions.fetch.without_wait();
        self.ended_waits += 1;
    }
}

/// What a failure on the wire means for an item.
fn outcome_of(error: WireError) -> Outcome {
    match error {
        WireError::Unreachable | WireError::Untimely | WireError::Portal => {
            Outcome::LinkFailed(reason_of(&error))
        }
        WireError::Busy { retry_after, .. } => Outcome::TryLater { reason: Reason::CityBusy, retry_after },
        WireError::Refused { code, .. } => Outcome::Refused { code },
        WireError::Garbled
        | WireError::Unauthorised
        | WireError::TokenRefused
        | WireError::UpdateNeeded
        | WireError::UploadGone
        | WireError::OffsetMismatch
        | WireError::PieceDamaged
        | WireError::CursorGone => Outcome::TryLater { reason: reason_of(&error), retry_after: None },
    }
}

fn reason_of(error: &WireError) -> Reason {
    match error {
        WireError::Unreachable => Reason::Unreachable,
        WireError::Untimely => Reason::ClockWrong,
        WireError::Portal => Reason::Portal,
        WireError::Garbled => Reason::Garbled,
        WireError::UpdateNeeded => Reason::UpdateNeeded,
        WireError::UploadGone | WireError::OffsetMismatch | WireError::PieceDamaged => Reason::Damaged,
        WireError::Busy { .. }
        | WireError::Unauthorised
        | WireError::TokenRefused
        | WireError::Refused { .. }
        | WireError::CursorGone => Reason::CityBusy,
    }
}
