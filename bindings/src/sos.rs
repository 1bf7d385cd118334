//! Calls for help.

use std::time::SystemTime;

use crate::client::Client;
use crate::error::ApiError;
use crate::id::SosId;
use crate::place::Location;
use crate::report::Reason;
use crate::time::to_system;
use crate::words::Words;

mirror! {
    /// What is needed.
    Need of hues_core::Need {
        /// To be brought out of the water, or away from another danger.
        Evacuation,
        /// A doctor, or medicine.
        Medical,
        /// Food or drinking water.
        FoodWater,
        /// Something else, as the note says.
        Other,
    }
}

words! { Need of hues_core::Need }

/// A call for help. All of it may be left out, and nothing in it is refused: what is too long is cut.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct SosCall {
    /// Where help is needed.
    #[uniffi(default = None)]
    pub location: Option<Location>,
    /// How many people need it.
    #[uniffi(default = None)]
    pub people: Option<u16>,
    /// What is needed.
    #[uniffi(default = [])]
    pub needs: Vec<Need>,
    /// A number at which the citizen can be called.
    #[uniffi(default = None)]
    pub phone: Option<String>,
    /// In their own words.
    #[uniffi(default = None)]
    pub note: Option<String>,
    /// What is left in the phone's battery, in percent.
    #[uniffi(default = None)]
    pub battery: Option<u8>,
}

/// Where a call for help is.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum SosState {
    /// The city does not have it yet, as far as anybody knows.
    Raising {
        /// Why not.
        reason: Reason,
        /// When the phone tries next by itself; none: as soon as the reason ends.
        next_try: Option<SystemTime>,
    },
    /// The city's server has it; nobody has read it yet.
    Received {
        /// Since when, by the city's clock.
        at: Option<SystemTime>,
    },
    /// A person has read it.
    Seen {
        /// Since when, by the city's clock.
        at: Option<SystemTime>,
        /// What they say.
        note: Option<String>,
    },
    /// The city has dealt with it.
    Closed {
        /// Since when, by the city's clock.
        at: Option<SystemTime>,
        /// What it says.
        note: Option<String>,
    },
    /// The citizen took it back, and the city does not know yet.
    Cancelling {
        /// Why it does not know.
        reason: Reason,
        /// When the phone tries next by itself; none: as soon as the reason ends.
        next_try: Option<SystemTime>,
    },
    /// The citizen took it back, and the city knows.
    Cancelled,
    /// The city does not take it.
    Parked {
        /// Code of the city's problem document.
        code: String,
    },
}

/// What can be done about a call for help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct SosWays {
    /// It can be taken back.
    pub cancel: bool,
    /// It can be tried at once.
    pub try_now: bool,
    /// It can be forgotten.
    pub dismiss: bool,
}

/// A call for help with where it is.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct SosView {
    /// Its id.
    pub id: SosId,
    /// What the citizen said, within the bounds that the city takes.
    pub call: SosCall,
    /// When they did.
    pub raised_at: SystemTime,
    /// Where it is.
    pub state: SosState,
    /// The same in sentences, with what to do meanwhile.
    pub sentences: Vec<Words>,
    /// What can be done.
    pub ways: SosWays,
}

#[uniffi::export]
impl Client {
    /// Whether this city takes calls for help; where it does not, there are only the numbers to call.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn is_sos_offered(&self) -> Result<bool, ApiError> {
        self.call(|core| core.sos().is_offered())
    }

    /// Calls for help. It goes at once and before all else, over whatever network there is, and without one as soon as there is one. What comes of
    /// it is told as [`crate::Event::SyncChanged`]. While one is on its way the UI shows that one: each call is one of its own.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when this city takes none; [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself. Then the
    /// citizen is to call a number.
    pub fn raise_sos(&self, call: SosCall) -> Result<SosId, ApiError> {
        self.call(|core| core.sos().raise(call.into()))
    }

    /// All calls for help that the phone has, the newest first. One that is over is forgotten after a day.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn sos_list(&self) -> Result<Vec<SosView>, ApiError> {
        self.call(|core| Ok(core.sos().list()?.into_iter().map(SosView::from).collect()))
    }

    /// One call for help.
    ///
    /// # Errors
    /// [`ApiError::NotFound`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn sos(&self, id: SosId) -> Result<SosView, ApiError> {
        self.call(|core| Ok(core.sos().get(id)?.into()))
    }

    /// Takes a call for help back. One that nobody else can have is gone; else the city is told.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when there is none, or it is over or taken back already; [`ApiError::Closed`], or an error of the phone itself.
    pub fn cancel_sos(&self, id: SosId) -> Result<(), ApiError> {
        self.call(|core| core.sos().cancel(id))
    }

    /// Tries a call for help at once, also one that the city refused.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when there is none, or it is over; [`ApiError::Closed`], or an error of the phone itself.
    pub fn try_sos_now(&self, id: SosId) -> Result<(), ApiError> {
        self.call(|core| core.sos().try_now(id))
    }

    /// Forgets a call for help that is over, or that the city refused.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when there is none, or it still waits for something; [`ApiError::Closed`], or an error of the phone itself.
    pub fn dismiss_sos(&self, id: SosId) -> Result<(), ApiError> {
        self.call(|core| core.sos().dismiss(id))
    }
}

impl From<SosCall> for hues_core::SosCall {
    /// Two numbers that are no position are left out: nothing keeps a call from going.
    fn from(call: SosCall) -> Self {
        let SosCall { location, people, needs, phone, note, battery } = call;
        let location = location.and_then(|location| location.try_into().ok());
        let needs = needs.into_iter().map(hues_core::Need::from).collect();
        Self { location, people, needs, phone, note, battery }
    }
}

impl From<hues_core::SosCall> for SosCall {
    fn from(call: hues_core::SosCall) -> Self {
        let hues_core::SosCall { location, people, needs, phone, note, battery } = call;
        let needs = needs.into_iter().map(Need::from).collect();
        Self { location: location.map(Location::from), people, needs, phone, note, battery }
    }
}

impl From<hues_core::SosState> for SosState {
    fn from(state: hues_core::SosState) -> Self {
        use hues_core::SosState as Core;

        match state {
            Core::Raising { reason, next_try } => {
                Self::Raising { reason: reason.into(), next_try: next_try.map(to_system) }
            }
            Core::Received { at } => Self::Received { at: at.map(to_system) },
            Core::Seen { at, note } => Self::Seen { at: at.map(to_system), note },
            Core::Closed { at, note } => Self::Closed { at: at.map(to_system), note },
            Core::Cancelling { reason, next_try } => {
                Self::Cancelling { reason: reason.into(), next_try: next_try.map(to_system) }
            }
            Core::Cancelled => Self::Cancelled,
            Core::Parked { code } => Self::Parked { code },
        }
    }
}

impl From<hues_core::SosView> for SosView {
    fn from(view: hues_core::SosView) -> Self {
        let hues_core::SosView { id, call, raised_at, state, sentences, ways } = view;
        let hues_core::SosWays { cancel, try_now, dismiss } = ways;
        Self {
            id,
            call: call.into(),
            raised_at: to_system(raised_at),
            state: state.into(),
            sentences: sentences.into_iter().map(Words::from).collect(),
            ways: SosWays { cancel, try_now, dismiss },
        }
    }
}
