//! One try of a call for help: told, asked about, or taken back. It asks for no login and no registration; photos and videos that are on their
//! way leave the link to it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::round::{Done, Going};
use super::{Engine, outcome_of};
use crate::clock::Timestamp;
use crate::id::SosId;
use crate::outbox::{ItemState, Outcome, SosItem, SosStage, apply_to_sos, outlook_of_sos};
use crate::report::Reason;
use crate::sos::{CitySos, SosState, SosStatus};
use crate::store::{StoreError, StoredSos};
use crate::wire::WireError;

/// Tells what is on its way that a call begins.
pub(crate) struct Calling {
    begun: watch::Sender<u64>,
    again: watch::Sender<u64>,
}

impl Default for Calling {
    fn default() -> Self {
        Self { begun: watch::Sender::new(0), again: watch::Sender::new(0) }
    }
}

impl Calling {
    /// Returns when a call begins.
    pub(super) async fn cuts_off(&self) {
        if self.begun.subscribe().changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// The network is another, or the citizen asked: a call on its way may wait for a connection that is gone.
    pub(super) fn begins_again(&self) {
        self.again.send_modify(|times| *times = times.wrapping_add(1));
    }

    fn begins(&self) {
        self.begun.send_modify(|calls| *calls = calls.wrapping_add(1));
    }
}

impl Engine {
    /// The calls that are on their way, and all that are not over; in this order, as the items are read.
    pub(super) fn calls_of(&self) -> Result<(Vec<SosId>, Vec<SosItem>), StoreError> {
        let calling = self.live().calling.clone();
        Ok((calling, self.store.read(|db| db.sos_items())?))
    }

    pub(crate) fn is_calling(&self, id: SosId) -> bool {
        self.live().calling.contains(&id)
    }

    /// A try that is on its way is not to set a wait over what the citizen just asked for.
    pub(crate) fn hurry(&self) {
        self.live().end_waits();
        self.calling.begins_again();
    }

    /// Starts a call beside what is on its way.
    pub(super) fn start_call(self: &Arc<Self>, call: Option<SosItem>, going: &mut Going) {
        let Some(call) = call else { return };
        self.live().calling.push(call.id);
        self.events.sync_changed();
        let theirs = Arc::clone(self);
        going.spawn(async move { theirs.call(call).await.map(|()| Done::Fetched) });
    }

    /// Tries a call and commits what came of it.
    pub(super) async fn call(&self, item: SosItem) -> Result<(), StoreError> {
        let id = item.id;
        let tried = self.try_call(item).await;
        self.live().calling.retain(|calling| *calling != id);
        self.events.sync_changed();
        match tried {
            // The citizen took it back while it was about to go.
            Err(StoreError::NotFound) => Ok(()),
            Err(error) if error.is_of_one_row() => self.park_call(id),
            tried => tried,
        }
    }

    async fn try_call(&self, item: SosItem) -> Result<(), StoreError> {
        let before = self.moment_of_link();
        let Some(line) = self.city.sos() else { return self.park_call(item.id) };
        let (request, access) =
            self.store.read(|db| Ok::<_, StoreError>((db.sos_request(item.id)?, db.sos_access(item.id)?)))?;
        let mut again = self.calling.again.subscribe();
        if item.stage == SosStage::Raising {
            // From here on nobody can know whether the city has it, whatever happens to this process.
            self.store.write(|db| db.set_sos_attempt_started(item.id))?;
        }
        if item.is_urgent() {
            self.calling.begins();
        }
        let trying = async {
            match item.stage {
                SosStage::Raising => line.raise(&request).await,
                SosStage::Asking => line.ask(item.id, &access).await,
                SosStage::Cancelling => line.cancel(item.id, &access).await,
            }
        };
        let answer = tokio::select! {
            biased;
            answer = trying => answer,
            // Repeating it is harmless, and it is as due as it was.
            Ok(()) = again.changed() => return Ok(()),
        };
        let outcome = meaning(item.stage, &answer);
        self.note_link(&outcome, before);
        self.settle_call(&item, &outcome, answer.ok().as_ref(), before.waits_ended_since(&self.live()))
    }

    /// Commits what came of a try, unless the citizen took the call back meanwhile: then the city is to be told that first.
    fn settle_call(
        &self,
        tried: &SosItem,
        outcome: &Outcome,
        city: Option<&CitySos>,
        waits_ended: bool,
    ) -> Result<(), StoreError> {
        let (now, jitter) = (self.now(), self.jitter());
        self.store.write(|db| {
            let Some(there) = db.sos_item(tried.id)? else { return Ok(()) };
            if let Some(city) = city {
                db.set_sos_city(city, now.wall)?;
            }
            let known_for = db.sos_known_since(tried.id)?.map_or(0, |since| now.wall.since_ms(since));
            let known_for = Duration::from_millis(u64::try_from(known_for).unwrap_or(0));
            let after = apply_to_sos(tried.clone(), outcome, known_for, now, jitter);
            match after {
                _ if there.stage != tried.stage => Ok(()),
                Some(mut item) => {
                    if waits_ended {
                        item.end_wait();
                    }
                    db.save_sos(&item)
                }
                None => db.set_sos_over(tried.id, now.wall),
            }
        })
    }

    /// What it needs is gone or does not open, or this city takes no calls.
    fn park_call(&self, id: SosId) -> Result<(), StoreError> {
        self.store.write(|db| {
            let Some(item) = db.sos_item(id)? else { return Ok(()) };
            let state = ItemState::Parked { code: "data-missing".into() };
            db.save_sos(&SosItem { state, ..item })
        })
    }

    /// Where a call is, put together from its row and the conditions of this moment.
    pub(crate) fn sos_state(&self, sos: &StoredSos) -> SosState {
        let city = sos.city.as_ref();
        let at = city.and_then(|city| Timestamp::parse(&city.status_at));
        let note = city.and_then(|city| city.note.clone());
        let Some(item) = &sos.item else {
            return match city.map(|city| city.status) {
                Some(SosStatus::Cancelled) => SosState::Cancelled,
                Some(SosStatus::Received) | None => SosState::Received { at },
                Some(SosStatus::Seen | SosStatus::Unknown) => SosState::Seen { at, note },
                Some(SosStatus::Closed) => SosState::Closed { at, note },
            };
        };
        if let ItemState::Parked { code } = &item.state {
            return SosState::Parked { code: code.clone() };
        }
        let (reason, next_try) = if self.is_calling(sos.id) {
            (Reason::Sending, None)
        } else {
            outlook_of_sos(item, self.conditions().network, self.now())
        };
        match (item.stage, city.map(|city| city.status)) {
            (SosStage::Raising, _) => SosState::Raising { reason, next_try },
            (SosStage::Cancelling, _) => SosState::Cancelling { reason, next_try },
            (SosStage::Asking, Some(SosStatus::Received) | None) => SosState::Received { at },
            (SosStage::Asking, Some(_)) => SosState::Seen { at, note },
        }
    }
}

/// What an answer means for a call at this stage.
fn meaning(stage: SosStage, answer: &Result<CitySos, WireError>) -> Outcome {
    match answer {
        Ok(city) if city.status.is_over() || stage == SosStage::Cancelling => Outcome::Done,
        Ok(_) if stage == SosStage::Raising => Outcome::Begun,
        Ok(_) => Outcome::Progress,
        Err(error) => outcome_of(error.clone()),
    }
}
