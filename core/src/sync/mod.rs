//! The driver. It takes the planner's step, calls the city, commits the outcome, and says what changed; which step, and what an outcome
//! means, is the planner's to say. One round sends all that can go now, then fetches what is new at the city. One
//! control task runs the rounds, one after the other, so that two of them never send the same thing.

mod control;
mod fetch;
mod follow_up;
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
use crate::store::{Store, StoreError};
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
    /// Goes up whenever waits end, so that a try that began before that does not write its own wait over it.
    ended_waits: u64,
    /// Uploads whose offset the city told this process, and how large their next piece may be.
    uploads: HashMap<ItemId, send::Pace>,
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
            live.end_waits();
        }
        better
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
        let items = self.store.read(|db| db.items())?;
        Ok(match outbox::next(&items, &self.conditions(), now) {
            Step::Send(_) | Step::Fetch => Some(now.wall),
            Step::WaitUntil(at) => Some(at),
            Step::Idle => None,
        })
    }

    /// Sends all that can go and fetches what is new, in the planner's order.
    pub(crate) async fn round(&self, called: Called) -> Result<SyncOutcome, StoreError> {
        {
            let mut live = self.live();
            // Whatever an earlier round was sending when it broke off.
            live.sending = None;
            let fetch = live.conditions.fetch;
            live.conditions.fetch = match called {
                Called::ByItself => fetch.begun(),
                Called::Asked => fetch.asked(),
            };
        }
        self.rebase_waits()?;
        self.events.sync_changed();
        loop {
            let items = self.store.read(|db| db.items())?;
            match outbox::next(&items, &self.conditions(), self.now()) {
                Step::Send(id) => match items.into_iter().find(|item| item.id == id) {
                    Some(item) => self.send(item).await?,
                    None => break,
                },
                Step::Fetch => self.fetch().await?,
                Step::WaitUntil(_) | Step::Idle => break,
            }
        }
        self.events.sync_changed();
        Ok(SyncOutcome {
            waiting: self.store.read(|db| db.count_waiting())?,
            next_try: self.next_try()?,
            unreached: self.unreached(),
        })
    }

    /// Why the city could not be asked for what is new; `None` when it was.
    fn unreached(&self) -> Option<Reason> {
        let Conditions { network, link, fetch } = self.conditions();
        if network == Network::None { Some(Reason::NoNetwork) } else { fetch.failure().or(link.failure()) }
    }

    async fn send(&self, item: Item) -> Result<(), StoreError> {
        let id = item.id;
        self.live().sending = Some(id);
        self.events.report_changed(item.report);
        let tried = self.attempt(item).await;
        self.live().sending = None;
        match tried {
            Err(
                StoreError::NotFound
                | StoreError::Damaged
                | StoreError::Vault(crate::vault::VaultError::Damaged),
            ) => self.settle_missing(id),
            tried => tried,
        }
    }

    async fn fetch(&self) -> Result<(), StoreError> {
        let before = self.ended_waits();
        let outcome = match self.fetch_all().await {
            Ok(()) => Outcome::Done,
            Err(fetch::FetchError::Store(error)) => return Err(error),
            Err(fetch::FetchError::Wire(error)) => outcome_of(error),
        };
        let (now, jitter) = (self.now(), self.jitter());
        self.note_link(&outcome, before);
        let mut live = self.live();
        let after = live.conditions.fetch.after(&outcome, now, jitter);
        live.conditions.fetch = if live.ended_waits == before { after } else { after.without_wait() };
        Ok(())
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

    /// What a try says about the link, unless the waits ended after it had begun (`before`): then it speaks of a network that is gone.
    fn note_link(&self, outcome: &Outcome, before: u64) {
        let (now, jitter) = (self.now(), self.jitter());
        let mut live = self.live();
        let after = live.conditions.link.after(outcome, now, jitter);
        live.conditions.link = if live.ended_waits == before { after } else { Link::default() };
    }

    fn ended_waits(&self) -> u64 {
        self.live().ended_waits
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
