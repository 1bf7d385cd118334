//! The driver. It takes the planner's step, calls the city, commits the outcome, and says what changed; which step, and what an outcome
//! means, is the planner's to say. One round sends all that can go now and fetches what is new at the city. One control task runs the rounds, one
//! after the other, so that two of them never send the same thing.

mod amend;
mod background;
mod categories;
mod control;
mod desk;
mod fetch;
mod follow_up;
mod geography;
mod installation;
mod key_change;
mod nearby;
mod removal;
mod round;
mod send;
mod settle;
mod sos;
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
pub(crate) use nearby::{NearCache, followed, known_nearby, known_report};
pub(crate) use sos::Calling;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::account::Account;
use crate::city::CityConfig;
use crate::clock::{Clock, Now, Timestamp};
use crate::entropy::{Entropy, fraction};
use crate::event::Events;
use crate::id::{ItemId, ReportId, SosId};
use crate::outbox::{self, Conditions, Item, Link, Network, Outcome, Step, Thrift};
use crate::report::Reason;
use crate::store::{Db, Setting, Store, StoreError};
use crate::wire::{City, WireError};
use crate::words::{Words, moment, year};

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
    pub(crate) near_cache: NearCache,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) events: Arc<Events>,
    pub(crate) live: Mutex<Live>,
    /// One registration of the installation at a time.
    pub(crate) registering: tokio::sync::Mutex<()>,
    /// What is being handed to the system.
    pub(crate) handing_over: HandingOver,
    /// Calls for help that begin.
    pub(crate) calling: Calling,
}

/// What is only true while the process runs.
#[derive(Default)]
pub(crate) struct Live {
    conditions: Conditions,
    /// The items that are being sent.
    sending: Vec<ItemId>,
    /// The calls for help that are being sent.
    calling: Vec<SosId>,
    /// Goes up whenever waits end, so that a try that began before that does not write its own wait over it.
    ended_waits: u64,
    /// Goes up with each failure of the link, so that what dies together is counted once.
    failed_links: u64,
    /// Uploads whose offset the city told this process, and how large their next piece may be.
    uploads: HashMap<ItemId, send::Pace>,
    /// Of which uploads the city said what is not so, and how often in a row.
    wrong_offsets: HashMap<ItemId, u32>,
    /// Drafts that the citizen had open in this process.
    open_drafts: HashSet<ReportId>,
    /// How far a new key is.
    key_change: Option<KeyChange>,
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
    /// Reports of which something still waits to reach the city, and calls for help that do.
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
        if network != before && network != Network::None {
            self.calling.begins_again();
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
        self.calling.begins_again();
        self.store.write(|db| {
            for mut item in db.items()? {
                if which(&item) {
                    outbox::end_wait(&mut item);
                    db.save_item(&item)?;
                }
            }
            db.end_sos_waits()
        })
    }

    /// When the phone tries next by itself.
    pub(crate) fn next_try(&self) -> Result<Option<Timestamp>, StoreError> {
        let now = self.now();
        let (sending, items) = self.plan_of()?;
        let (calling, calls) = self.calls_of()?;
        Ok(match outbox::next_of_all(&calls, &calling, &items, &sending, &[], &self.conditions(), now) {
            Step::Call(_) | Step::Send(_) | Step::SendTogether(_) | Step::Fetch => Some(now.wall),
            Step::WaitUntil(at) => Some(at),
            Step::Idle => None,
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
