//! What a citizen does about a report after it is sent. Every change is on disk when its call returns, and goes by itself.

use std::time::SystemTime;

use hues_core::report as core;

use crate::client::Client;
use crate::error::ApiError;
use crate::id::{MessageId, ReportId};
use crate::report::Reason;
use crate::time::to_system;
use crate::words::Words;

/// What can still be done about a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
#[expect(clippy::struct_excessive_bools, reason = "each is a button of its own")]
pub struct WaysOut {
    /// Something can be said to the city.
    pub reply: bool,
    /// What the city did can be rated.
    pub rate: bool,
    /// It can be taken back.
    pub withdraw: bool,
    /// That it was taken back can itself be undone.
    pub keep: bool,
    /// What it says can be changed.
    pub amend: bool,
    /// What it says can be copied to a new draft: nothing else can be done with it any more.
    #[uniffi(default = false)]
    pub copy: bool,
}

mirror! {
    /// How content the citizen is with what the city did.
    Satisfaction of core::Satisfaction {
        /// It is well done.
        Satisfied,
        /// It will do.
        Acceptable,
        /// It is not done; the city takes the report up again.
        Unsatisfied,
    }
}

words! { Satisfaction of core::Satisfaction }

/// The citizen's word on what the city did.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Rating {
    /// How content.
    pub satisfaction: Satisfaction,
    /// Why.
    pub comment: Option<String>,
}

/// The rating of a report, and whether the city has it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct RatingView {
    /// The rating.
    pub rating: Rating,
    /// Whether the city has it.
    pub delivery: Delivery,
    /// What to tell the citizen of that; nothing when it has.
    pub sentences: Vec<Words>,
}

/// Whether the city has a message or a rating of the citizen's.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Delivery {
    /// It has.
    Delivered,
    /// Not yet.
    Waiting {
        /// Why not.
        reason: Reason,
        /// When the phone tries next by itself; none: as soon as the reason ends.
        next_try: Option<SystemTime>,
    },
    /// The city does not take it as it is.
    Parked {
        /// Code of the city's problem document.
        code: String,
    },
}

#[uniffi::export]
impl Client {
    /// Says something to the city about a report. It stands in the thread at once.
    ///
    /// # Errors
    /// [`ApiError::InvalidInput`] for a text that is empty or too long, [`ApiError::NotFound`] for a draft or a report that was taken back,
    /// [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn reply_to_city(&self, id: ReportId, text: String) -> Result<MessageId, ApiError> {
        self.call(|core| core.reports().reply(id, &text))
    }

    /// Takes an own message out of the thread that has not left the phone, or that the city refused.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it is not there, or the city may have it; [`ApiError::Closed`], or an error of the phone itself.
    pub fn unsend_message(&self, id: ReportId, message: MessageId) -> Result<(), ApiError> {
        self.call(|core| core.reports().unsend(id, message))
    }

    /// Rates what the city did. A later rating takes the place of an earlier one.
    ///
    /// # Errors
    /// [`ApiError::InvalidInput`] for a comment that is too long, [`ApiError::NotFound`] when there is nothing to rate yet,
    /// [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn rate_report(&self, id: ReportId, rating: Rating) -> Result<(), ApiError> {
        let rating = core::Rating { satisfaction: rating.satisfaction.into(), comment: rating.comment };
        self.call(|core| core.reports().rate(id, &rating))
    }

    /// Takes a report back that the city has or may have. What of it still waits does not go any more; its photos leave the phone
    /// when the city knows.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] for a draft, and when the city has closed the report or it was taken back before;
    /// [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn withdraw_report(&self, id: ReportId) -> Result<(), ApiError> {
        self.call(|core| core.reports().withdraw(id))
    }

    /// Takes a withdrawal back that the city does not know of, or that it refused. The report goes on where it was.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when there is none, or the city may know; [`ApiError::Closed`], or an error of the phone itself.
    pub fn keep_report(&self, id: ReportId) -> Result<(), ApiError> {
        self.call(|core| core.reports().keep(id))
    }
}

impl From<core::WaysOut> for WaysOut {
    fn from(ways: core::WaysOut) -> Self {
        let core::WaysOut { reply, rate, withdraw, keep, amend, copy } = ways;
        Self { reply, rate, withdraw, keep, amend, copy }
    }
}

impl From<core::Rating> for Rating {
    fn from(rating: core::Rating) -> Self {
        Self { satisfaction: rating.satisfaction.into(), comment: rating.comment }
    }
}

impl From<core::Delivery> for Delivery {
    fn from(delivery: core::Delivery) -> Self {
        match delivery {
            core::Delivery::Delivered => Self::Delivered,
            core::Delivery::Waiting { reason, next_try } => {
                Self::Waiting { reason: reason.into(), next_try: next_try.map(to_system) }
            }
            core::Delivery::Parked { code } => Self::Parked { code },
        }
    }
}

impl From<hues_core::RatingView> for RatingView {
    fn from(view: hues_core::RatingView) -> Self {
        Self {
            rating: view.rating.into(),
            delivery: view.delivery.into(),
            sentences: view.sentences.into_iter().map(Words::from).collect(),
        }
    }
}
