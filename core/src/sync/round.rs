//! One round: what the planner lets go side by side runs in tasks of its own, and what came of those that ended is committed together.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::{JoinError, JoinSet};

use super::fetch::FetchError;
use super::settle::Try;
use super::{Called, Engine, MomentOfLink, SyncOutcome, outcome_of};
use crate::id::ItemId;
use crate::outbox::{self, Conditions, Item, Network, Outcome, Step};
use crate::report::Reason;
use crate::store::StoreError;
use crate::wire::WireError;

/// With nothing to wait for by the clock, a round looks again after so long while something is on its way.
const LONG: Duration = Duration::from_mins(5);
/// A round does not look again sooner, whatever a jumping clock says.
const SHORT: Duration = Duration::from_millis(100);

/// What a task of a round came to.
pub(super) enum Done {
    /// These were tried, and this came of some of them.
    Tried { items: Vec<ItemId>, tries: Result<Vec<Try>, StoreError> },
    /// What is new at the city was asked for, or a call for help was tried.
    Fetched,
    /// The warnings; the rest is still to be fetched.
    Warned { before: MomentOfLink, warnings: Option<WireError> },
}

type Ended = Result<Result<Done, StoreError>, JoinError>;
pub(super) type Going = JoinSet<Result<Done, StoreError>>;

/// Ends a round: what of it was still on its way is not any more.
struct Over<'a>(&'a Engine);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        {
            let mut live = self.0.live();
            live.sending.clear();
            live.calling.clear();
        }
        self.0.handing_over.one_ended();
    }
}

impl Engine {
    /// Sends all that can go and fetches what is new, in the planner's order, side by side as far as it lets. `woken` tells of something new to plan.
    pub(crate) async fn round(
        self: &Arc<Self>,
        called: Called,
        woken: &Notify,
    ) -> Result<SyncOutcome, StoreError> {
        // However it ends, by an error or a panic too: whoever waits for what was on its way waits no longer.
        let _over = Over(self);
        self.begin_round(called, !self.calls_of()?.1.is_empty());
        self.rebase_waits()?;
        self.sweep_discarded()?;
        self.events.sync_changed();
        let mut going = JoinSet::new();
        loop {
            let wait = self.start_what_can_go(&mut going, &[])?;
            tokio::select! {
                biased;
                ended = going.join_next() => match ended {
                    None => break,
                    Some(first) => {
                        let mut ended = vec![first];
                        ended.extend(std::iter::from_fn(|| going.try_join_next()));
                        if !self.end(ended, &mut going)? {
                            break;
                        }
                    }
                },
                () = woken.notified() => {}
                () = tokio::time::sleep(wait.max(SHORT)) => {}
            }
        }
        self.events.sync_changed();
        Ok(SyncOutcome {
            waiting: self
                .store
                .read(|db| Ok::<_, StoreError>(db.count_waiting()? + db.count_urgent_sos()?))?,
            next_try: self.next_try()?,
            unreached: self.unreached(),
        })
    }

    /// Commits in one transaction what came of all that ended, and goes on with what follows. Whether the round goes on.
    fn end(self: &Arc<Self>, ended: Vec<Ended>, going: &mut Going) -> Result<bool, StoreError> {
        let (mut ids, mut all, mut failed) = (Vec::new(), Vec::new(), None);
        for ended in ended {
            match ended {
                Ok(Ok(Done::Tried { items, tries })) => {
                    ids.extend(items);
                    match tries {
                        Ok(tries) => all.extend(tries),
                        Err(error) => failed = Some(error),
                    }
                }
                Ok(Ok(Done::Fetched)) => {}
                Ok(Ok(Done::Warned { before, warnings })) => {
                    // Photos go beside the rest.
                    let theirs = Arc::clone(self);
                    going.spawn(
                        async move { theirs.fetch_rest(before, warnings).await.map(|()| Done::Fetched) },
                    );
                }
                Ok(Err(error)) => failed = Some(error),
                Err(died) => match died.try_into_panic() {
                    Ok(panic) => std::panic::resume_unwind(panic),
                    // Nobody ends them but the runtime, and with it this very round.
                    Err(_) => return Ok(false),
                },
            }
        }
        // The link does not stand idle while the disk writes. After a failure it waits for what follows from that.
        let got_through = |one: &Try| matches!(one.tried.outcome, Outcome::Progress | Outcome::Done);
        if failed.is_none() && !all.is_empty() && all.iter().all(got_through) {
            self.start_what_can_go(going, &ids)?;
        }
        self.settle_all(all)?;
        self.live().sending.retain(|sending| !ids.contains(sending));
        self.handing_over.one_ended();
        failed.map_or(Ok(true), Err)
    }

    /// Starts all that can go now, while `ended` are still to be committed; how long nothing else can.
    fn start_what_can_go(
        self: &Arc<Self>,
        going: &mut Going,
        ended: &[ItemId],
    ) -> Result<Duration, StoreError> {
        let (mut sending, items) = self.plan_of()?;
        let (mut calling, calls) = self.calls_of()?;
        loop {
            let now = self.now();
            let conditions = self.conditions();
            let step = outbox::next_of_all(&calls, &calling, &items, &sending, ended, &conditions, now);
            let (starting, together) = match step {
                Step::Call(id) => {
                    calling.push(id);
                    self.start_call(calls.iter().find(|call| call.id == id).cloned(), going);
                    continue;
                }
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
            let mut started: Vec<Item> =
                items.iter().filter(|item| starting.contains(&item.id)).cloned().collect();
            for item in &started {
                self.events.report_changed(item.report);
            }
            let theirs = Arc::clone(self);
            let items = starting.clone();
            going.spawn(async move {
                let tries = match started.len() {
                    1 if !together => theirs.send(started.remove(0)).await,
                    _ => theirs.send_together(started).await,
                };
                Ok(Done::Tried { items, tries })
            });
            sending.extend(starting);
        }
    }

    /// What is on its way, and what there is. In this order: an item that ends in between is then not read any more, instead of being taken for
    /// one that can go.
    pub(super) fn plan_of(&self) -> Result<(Vec<ItemId>, Arc<Vec<Item>>), StoreError> {
        let sending = self.live().sending.clone();
        Ok((sending, self.store.items()?))
    }

    fn begin_round(&self, called: Called, has_calls: bool) {
        let now = self.now();
        let mut live = self.live();
        // Whatever an earlier round was doing when it broke off.
        live.sending.clear();
        live.calling.clear();
        let fetch = live.conditions.fetch.broken_off();
        live.conditions.fetch = match called {
            // Such rounds come every few seconds.
            Called::ByItself if has_calls => fetch.begun_unless_fresh(now),
            Called::ByItself => fetch.begun(),
            Called::Asked => fetch.asked(),
        };
    }

    /// Why the city could not be asked for what is new; `None` when it was.
    fn unreached(&self) -> Option<Reason> {
        let Conditions { network, link, fetch, .. } = self.conditions();
        if network == Network::None { Some(Reason::NoNetwork) } else { fetch.failure().or(link.failure()) }
    }

    /// Tries an item, unless it is to be left to the system.
    async fn send(&self, item: Item) -> Result<Vec<Try>, StoreError> {
        let (id, before) = (item.id, self.moment_of_link());
        let tried = tokio::select! {
            tried = self.attempt(&item) => tried,
            () = self.handing_over.cuts_off(id) => return Ok(Vec::new()),
            () = self.calling.cuts_off(), if item.kind.file().is_some() => {
                // Nobody knows how much of it has arrived.
                self.live().uploads.remove(&id);
                return Ok(Vec::new());
            }
        };
        match tried {
            Ok(tried) => Ok(vec![Try { item, tried, before }]),
            Err(error) if error.is_of_one_row() => self.settle_missing(id).map(|()| Vec::new()),
            Err(error) => Err(error),
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
                Ok(Done::Fetched)
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
            db.tidy_sos(now)
        })
    }
}
