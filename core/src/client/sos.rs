//! Calls for help, as a UI works with them. A call is on disk when [`Sos::raise`] returns, and goes by itself, before all else.

use super::Client;
use super::opening::Open;
use crate::clock::Timestamp;
use crate::error::ApiError;
use crate::id::{IdempotencyKey, SosId};
use crate::outbox::{ItemState, SosItem, SosStage};
use crate::report::AccessSecret;
use crate::sos::{SosCall, SosRequest, SosState};
use crate::store::{Db, StoreError, StoredSos};
use crate::sync::Engine;
use crate::words::Words;

/// Calls for help of the citizen. Get it by [`Client::sos`].
pub struct Sos<'a> {
    client: &'a Client,
}

/// A call with where it is.
#[derive(Clone, Debug, PartialEq)]
pub struct SosView {
    /// Its id.
    pub id: SosId,
    /// What the citizen said, within the bounds that the city takes.
    pub call: SosCall,
    /// When they did.
    pub raised_at: Timestamp,
    /// Where it is.
    pub state: SosState,
    /// The same in sentences, with what to do meanwhile.
    pub sentences: Vec<Words>,
    /// What can be done.
    pub ways: SosWays,
}

/// What can be done about a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SosWays {
    /// It can be taken back ([`Sos::cancel`]).
    pub cancel: bool,
    /// It can be tried at once ([`Sos::try_now`]).
    pub try_now: bool,
    /// It can be forgotten ([`Sos::dismiss`]).
    pub dismiss: bool,
}

impl Client {
    /// Calls for help.
    #[must_use]
    pub const fn sos(&self) -> Sos<'_> {
        Sos { client: self }
    }
}

impl Sos<'_> {
    /// Whether this city takes calls for help; where it does not, there are only the numbers to call.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn is_offered(&self) -> Result<bool, ApiError> {
        self.client.with(|open| Ok(open.engine.city.sos().is_some()))
    }

    /// Calls for help. Nothing in the call is refused: what is too long is cut, and a call may say nothing at all. It goes at once, over whatever
    /// network there is, and without one as soon as there is one. While one is on its way the UI shows that one: each call is one of its own.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when this city takes none; [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself. Then the
    /// citizen is to call a number.
    pub fn raise(&self, call: SosCall) -> Result<SosId, ApiError> {
        let call = call.within_bounds();
        self.client.with(|Open { engine, control, .. }| {
            if engine.city.sos().is_none() {
                return Err(ApiError::NotFound);
            }
            let now = engine.now().wall;
            let (id, key) = (SosId::new(now, &*engine.entropy), IdempotencyKey::new(now, &*engine.entropy));
            let access = AccessSecret::new(&*engine.entropy);
            let request = SosRequest::new(id, key, &access, &call, now);
            engine.store.write(|db| db.insert_sos(&request, &access, &call, now))?;
            engine.hurry();
            engine.events.sync_changed();
            control.wake();
            Ok(id)
        })
    }

    /// All calls that the phone has, the newest first. One that is over is forgotten after a day.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn list(&self) -> Result<Vec<SosView>, ApiError> {
        self.client.with(|Open { engine, .. }| {
            let calls = engine.store.read(|db| db.all_sos())?;
            Ok(calls.into_iter().map(|call| view(engine, call)).collect())
        })
    }

    /// One call.
    ///
    /// # Errors
    /// [`ApiError::NotFound`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn get(&self, id: SosId) -> Result<SosView, ApiError> {
        self.client.with(|Open { engine, .. }| Ok(view(engine, engine.store.read(|db| db.sos(id))?)))
    }

    /// Takes a call back. One that nobody else can have is gone; else the city is told.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when there is none, or it is over or taken back already; [`ApiError::Closed`], or an error of the phone itself.
    pub fn cancel(&self, id: SosId) -> Result<(), ApiError> {
        self.change(id, |db, item| {
            if item.stage == SosStage::Cancelling {
                return Err(ApiError::NotFound);
            }
            if item.stage == SosStage::Raising && (!item.attempted || is_parked(&item)) {
                return Ok(db.delete_sos(id)?);
            }
            Ok(db.save_sos(&item.at(SosStage::Cancelling))?)
        })
    }

    /// Tries a call at once, also one that the city refused.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when there is none, or it is over; [`ApiError::Closed`], or an error of the phone itself.
    pub fn try_now(&self, id: SosId) -> Result<(), ApiError> {
        self.change(id, |db, item| Ok(db.save_sos(&SosItem { state: ItemState::Ready, ..item })?))
    }

    /// Forgets a call that is over, or that the city refused.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when there is none, or it still waits for something; [`ApiError::Closed`], or an error of the phone itself.
    pub fn dismiss(&self, id: SosId) -> Result<(), ApiError> {
        self.client.with(|Open { engine, .. }| {
            engine.store.write(|db| match db.sos_item(id)? {
                Some(item) if !is_parked(&item) => Err(ApiError::NotFound),
                _ => Ok(db.delete_sos(id)?),
            })?;
            engine.events.sync_changed();
            Ok(())
        })
    }

    fn change(
        &self,
        id: SosId,
        change: impl FnOnce(&Db<'_>, SosItem) -> Result<(), ApiError>,
    ) -> Result<(), ApiError> {
        self.client.with(|Open { engine, control, .. }| {
            engine.store.write(|db| change(db, db.sos_item(id)?.ok_or(StoreError::NotFound)?))?;
            engine.hurry();
            engine.events.sync_changed();
            control.wake();
            Ok(())
        })
    }
}

fn view(engine: &Engine, call: StoredSos) -> SosView {
    let state = engine.sos_state(&call);
    let sentences = state.sentences(|at| engine.moment(at));
    let ways = call.item.as_ref().map_or(SosWays { dismiss: true, ..SosWays::default() }, |item| {
        let is_parked = is_parked(item);
        SosWays {
            cancel: item.stage != SosStage::Cancelling,
            try_now: is_parked || (item.is_urgent() && !engine.is_calling(item.id)),
            dismiss: is_parked,
        }
    });
    SosView { id: call.id, call: call.call, raised_at: call.raised_at, state, sentences, ways }
}

fn is_parked(item: &SosItem) -> bool {
    matches!(item.state, ItemState::Parked { .. })
}
