//! The driver. It takes the planner's step, calls the city, commits the outcome, and says what changed; which step, and what an outcome
//! means, is the planner's to say. One round sends all that can go now, then fetches what is new at the city. One
//! control task runs the rounds, one after the other, so that two of them never send the same thing.

mod control;
mod fetch;
mod send;
mod state;

pub use control::SyncMode;
pub(crate) use control::{Control, start};
pub(crate) use fetch::CategoryUpdate;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::account::Account;
use crate::city::CityConfig;
use crate::clock::{Clock, Now, Timestamp};
use crate::entropy::{Entropy, fraction};
use crate::event::Events;
use crate::id::ItemId;
use crate::outbox::{self, Conditions, Item, Link, Network, Outcome, Step};
use crate::place::Boundaries;
use crate::report::{Categories, Reason};
use crate::store::{Stage, Store, StoreError};
use crate::wire::{City, WireError};
use crate::words::{Words, moment};

/// What the core is made of, once the data directory is open.
pub(crate) struct Engine {
    pub(crate) store: Arc<Store>,
    pub(crate) city: Arc<dyn City>,
    /// `None`: the city has no login.
    pub(crate) account: Option<Account>,
    pub(crate) config: CityConfig,
    pub(crate) boundaries: Boundaries,
    pub(crate) bundled: Categories,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) events: Arc<Events>,
    pub(crate) live: Mutex<Live>,
}

/// What is only true while the process runs.
#[derive(Default)]
pub(crate) struct Live {
    conditions: Conditions,
    /// The item that is being sent.
    sending: Option<ItemId>,
    /// Uploads whose offset the city told this process, and how large their next piece may be.
    uploads: HashMap<ItemId, send::Pace>,
}

/// How a round ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyncOutcome {
    /// Reports that the city does not have whole yet.
    pub waiting: u32,
    /// When the phone tries next by itself; `None`: nothing to try, or not before something changes.
    pub next_try: Option<Timestamp>,
    /// Why the city could not be asked for what is new.
    pub unreached: Option<Reason>,
}

impl Engine {
    pub(crate) fn now(&self) -> Now {
        self.clock.now()
    }

    pub(crate) fn live(&self) -> MutexGuard<'_, Live> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn conditions(&self) -> Conditions {
        self.live().conditions
    }

    pub(crate) fn is_sending(&self, item: ItemId) -> bool {
        self.live().sending == Some(item)
    }

    /// The platform says what network there is; whether it got better.
    pub(crate) fn set_network(&self, network: Network) -> bool {
        let mut live = self.live();
        let before = std::mem::replace(&mut live.conditions.network, network);
        let better = network > before;
        if better {
            live.conditions.link = Link::default();
        }
        better
    }

    /// Ends every wait, of the link and of the items.
    pub(crate) fn end_waits(&self, which: impl Fn(&Item) -> bool) -> Result<(), StoreError> {
        self.live().conditions.link = Link::default();
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
        let items = self.store.read(|db| db.items())?;
        Ok(match outbox::next(&items, &self.conditions(), now) {
            Step::Send(_) => Some(now.wall),
            Step::WaitUntil(at) => Some(at),
            Step::Idle => None,
        })
    }

    /// Sends all that can go, then fetches what is new.
    pub(crate) async fn round(&self) -> Result<SyncOutcome, StoreError> {
        // Whatever an earlier round was sending when it broke off.
        self.live().sending = None;
        self.rebase_waits()?;
        self.events.sync_changed();
        self.send_all().await?;
        let fetched = match self.conditions().network {
            Network::None => Err(Reason::NoNetwork),
            Network::Metered | Network::Unmetered => match self.fetch_all().await {
                Ok(()) => Ok(()),
                Err(fetch::FetchError::Store(error)) => return Err(error),
                Err(fetch::FetchError::Wire(error)) => Err(reason_of(&error)),
            },
        };
        self.events.sync_changed();
        Ok(SyncOutcome {
            waiting: self.store.read(|db| db.count_reports(Stage::Outgoing))?,
            next_try: self.next_try()?,
            unreached: fetched.err(),
        })
    }

    async fn send_all(&self) -> Result<(), StoreError> {
        loop {
            let items = self.store.read(|db| db.items())?;
            let Step::Send(id) = outbox::next(&items, &self.conditions(), self.now()) else { return Ok(()) };
            let Some(item) = items.into_iter().find(|item| item.id == id) else { return Ok(()) };
            self.live().sending = Some(id);
            self.events.report_changed(item.report);
            let tried = self.attempt(item).await;
            self.live().sending = None;
            match tried {
                Err(
                    StoreError::NotFound
                    | StoreError::Damaged
                    | StoreError::Vault(crate::vault::VaultError::Damaged),
                ) => {
                    self.settle_missing(id)?;
                }
                tried => tried?,
            }
        }
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
        }
        self.store.write(|db| {
            for mut item in db.items()? {
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

    /// A moment as it is said now.
    pub(crate) fn moment(&self, at: Timestamp) -> Words {
        moment(at, self.now().wall, self.config.utc_offset_minutes)
    }

    pub(crate) fn jitter(&self) -> f64 {
        fraction(&*self.entropy)
    }

    fn note_link(&self, outcome: &Outcome) {
        let (now, jitter) = (self.now(), self.jitter());
        let mut live = self.live();
        live.conditions.link = live.conditions.link.after(outcome, now, jitter);
    }
}

/// What a failure on the wire means for an item.
fn outcome_of(error: WireError) -> Outcome {
    match error {
        WireError::Unreachable | WireError::Portal => Outcome::LinkFailed(reason_of(&error)),
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
