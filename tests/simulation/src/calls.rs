//! Calls for help: what the model city has of them, and what a phone and its citizen know of theirs.

use std::collections::{BTreeMap, BTreeSet};

use hues_core::sos::{CitySos, SosStatus};
use hues_core::wire::WireError;
use hues_core::{ApiError, SosCall, SosId, SosState};

use crate::model::{AT, refused};
use crate::network::World;
use crate::phone::{Ended, Phone, unexpected};
use crate::promise::Broken;

/// The calls that the city has, and those that it takes no more.
#[derive(Default)]
pub(crate) struct Calls {
    there: BTreeMap<SosId, SosStatus>,
    barred: BTreeSet<SosId>,
    /// Keys and bodies of those that were ever sent.
    sent: BTreeMap<SosId, (String, Vec<u8>)>,
}

impl Calls {
    /// A call leaves a phone; what is wrong with it.
    pub(crate) fn note_sent(&mut self, id: SosId, key: &str, body: &[u8]) -> Option<String> {
        let known = self.sent.entry(id).or_insert_with(|| (key.to_owned(), body.to_vec()));
        (known.0 != key || known.1 != body).then(|| format!("call {id}"))
    }

    pub(crate) fn post(&mut self, id: SosId) -> Result<CitySos, WireError> {
        if self.barred.contains(&id) {
            return Err(refused(410, "sos-cancelled"));
        }
        self.there.entry(id).or_insert(SosStatus::Received);
        self.document(id)
    }

    pub(crate) fn document(&self, id: SosId) -> Result<CitySos, WireError> {
        let status = *self.there.get(&id).ok_or_else(|| refused(404, "sos-unknown"))?;
        Ok(said(id, status))
    }

    pub(crate) fn cancel(&mut self, id: SosId) -> CitySos {
        match self.there.get_mut(&id) {
            Some(status) => *status = SosStatus::Cancelled,
            None => {
                self.barred.insert(id);
            }
        }
        said(id, SosStatus::Cancelled)
    }
}

fn said(id: SosId, status: SosStatus) -> CitySos {
    CitySos { id, status, received_at: Some(AT.to_owned()), status_at: AT.to_owned(), note: None }
}

/// A call that the citizen made, as they remember it.
pub(crate) struct Made {
    id: SosId,
    cancelled: bool,
}

impl Phone {
    /// The citizen calls for help; a process that dies over it has kept the call, or it is as if there had been none.
    pub(crate) fn call_for_help(&mut self) -> Result<(), Broken> {
        let told = match self.call(|client| client.sos().raise(SosCall::default()))? {
            Ended::Told(Ok(id)) => Some(id),
            Ended::Told(Err(error)) => return Err(unexpected("raise", &error)),
            Ended::Died => None,
        };
        let there = self.client()?.sos().list().map_err(|error| unexpected("list", &error))?;
        let new = there.iter().map(|view| view.id).find(|id| self.made.iter().all(|made| made.id != *id));
        if told.is_some() && told != new {
            return Err(Broken::new("nothing is lost", format!("call {told:?}")));
        }
        if let Some(id) = new {
            self.fate.set_calls(true);
            self.made.push(Made { id, cancelled: false });
        }
        Ok(())
    }

    /// They take their last call back.
    pub(crate) fn cancel_call(&mut self) -> Result<(), Broken> {
        let Some(id) = self.made.last().map(|made| made.id) else { return Ok(()) };
        if self.call_state(id)?.is_none() {
            return Ok(());
        }
        let cancelled = match self.call(|client| client.sos().cancel(id))? {
            Ended::Told(Ok(())) => true,
            Ended::Told(Err(ApiError::NotFound)) => return Ok(()),
            Ended::Told(Err(error)) => return Err(unexpected("cancel", &error)),
            Ended::Died => {
                matches!(self.call_state(id)?, None | Some(SosState::Cancelling { .. } | SosState::Cancelled))
            }
        };
        if let (true, Some(made)) = (cancelled, self.made.last_mut()) {
            made.cancelled = true;
            self.fate.set_calls(false);
        }
        Ok(())
    }

    /// `None`: it is gone from the phone.
    fn call_state(&self, id: SosId) -> Result<Option<SosState>, Broken> {
        match self.client()?.sos().get(id) {
            Ok(view) => Ok(Some(view.state)),
            Err(ApiError::NotFound) => Ok(None),
            Err(error) => Err(Broken::new("nothing is lost", format!("call {id}: {error:?}"))),
        }
    }

    /// The call that the citizen made last.
    pub(crate) fn last_call(&self) -> Option<SosId> {
        self.made.last().map(|made| made.id)
    }

    /// Whether the city does not have this call yet, as far as the phone knows.
    pub(crate) fn is_raising(&self, id: SosId) -> Result<bool, Broken> {
        Ok(matches!(self.call_state(id)?, Some(SosState::Raising { .. })))
    }

    /// Whether the city is still to be told of a call.
    pub(crate) fn is_calling(&self) -> Result<bool, Broken> {
        for made in &self.made {
            let state = self.call_state(made.id)?;
            if matches!(state, Some(SosState::Raising { .. } | SosState::Cancelling { .. })) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What has to be true of calls in the end.
    pub(crate) fn conclude_calls(&self, world: &World) -> Result<(), Broken> {
        for Made { id, cancelled } in &self.made {
            let there = world.city(|model| model.calls.there.get(id).copied());
            let here = self.call_state(*id)?;
            let is_right = if *cancelled {
                matches!(there, None | Some(SosStatus::Cancelled))
                    && matches!(here, None | Some(SosState::Cancelled))
            } else {
                // One that nobody answered for a day is over, and forgotten a day later.
                there == Some(SosStatus::Received) && matches!(here, None | Some(SosState::Received { .. }))
            };
            if !is_right {
                let how = format!("call {id}: {here:?} here, {there:?} there, taken back: {cancelled}");
                return Err(Broken::new("a call for help arrives, or is taken back there", how));
            }
        }
        Ok(())
    }
}

/// The city has no call that nobody made.
pub(crate) fn nobody_invented(world: &World, phones: &[Phone]) -> Result<(), Broken> {
    let made = |id: &SosId| phones.iter().any(|phone| phone.made.iter().any(|made| made.id == *id));
    match world.city(|model| model.calls.there.keys().copied().find(|id| !made(id))) {
        None => Ok(()),
        Some(id) => Err(Broken::new("only what was sent arrives", format!("call {id}"))),
    }
}
