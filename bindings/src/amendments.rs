//! Changing a report that has left the draft. Every change is on disk when its call returns, and goes by itself.

use hues_core::report as core;

use crate::client::Client;
use crate::error::ApiError;
use crate::follow_ups::Delivery;
use crate::id::ReportId;
use crate::report::DraftEdit;
use crate::words::Words;

mirror! {
    /// A part of a report that is changed as a whole.
    Part of core::Part {
        /// What happened.
        Text,
        /// The answers to the category's questions.
        Answers,
        /// The position, with its ward.
        Place,
        /// The place in words.
        Address,
        /// Who reports.
        Contact,
        /// What everyone may see.
        Sharing,
    }
}

words! { Part of core::Part }

mirror! {
    /// Whose version of a part counts.
    AmendmentChoice of core::AmendmentChoice {
        /// The citizen's.
        Mine,
        /// The city's.
        Theirs,
    }
}

words! { AmendmentChoice of core::AmendmentChoice }

/// A change of a report, and whether the city has it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct AmendmentView {
    /// Whether the city has it.
    pub delivery: Delivery,
    /// What to tell the citizen of that.
    pub sentences: Vec<Words>,
    /// Whether it can be dropped.
    pub can_drop: bool,
    /// What the city changed too: the citizen chooses, one by one ([`Client::resolve_amendment`]).
    pub conflicts: Vec<ConflictView>,
}

/// A part that the citizen and the city both changed.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ConflictView {
    /// Which.
    pub part: Part,
    /// Its name.
    pub name: Words,
    /// What the citizen made of it.
    pub mine: Words,
    /// What the city made of it.
    pub theirs: Words,
}

#[uniffi::export]
impl Client {
    /// Begins to change a report that the city has or may have, or goes on where the citizen stopped. What comes of it is a draft: edited as one,
    /// sent with [`Client::submit_report`], thrown away with [`Client::discard_report`]. Its category and its photos stay as they are.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] where the report has no such way; [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn begin_change(&self, id: ReportId) -> Result<ReportId, ApiError> {
        self.call(|core| core.reports().begin_change(id))
    }

    /// Changes what a report says that the city has or may have; one that it can't have is edited again instead. A change that did not leave the
    /// phone yet becomes one with this. The category stays.
    ///
    /// # Errors
    /// [`ApiError::InvalidInput`] with the rules that the report would not keep any more; [`ApiError::NotFound`] for a draft, for a report that the
    /// city has closed or that was taken back, and for another category; [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the
    /// phone itself. Nothing is changed then.
    pub fn amend_report(&self, id: ReportId, edits: Vec<DraftEdit>) -> Result<(), ApiError> {
        let edits = edits.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?;
        self.call(|core| core.reports().amend(id, edits))
    }

    /// Chooses between what the citizen and what the city made of a part. When nothing is left to choose the change goes on by itself.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when there is nothing to choose; [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn resolve_amendment(
        &self,
        id: ReportId,
        part: Part,
        choice: AmendmentChoice,
    ) -> Result<(), ApiError> {
        self.call(|core| core.reports().resolve(id, part.into(), choice.into()))
    }

    /// Drops a change that did not leave the phone, or that the city did not take. The report is shown as the city has it.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when there is none, or the city may have it; [`ApiError::Closed`], or an error of the phone itself.
    pub fn drop_amendment(&self, id: ReportId) -> Result<(), ApiError> {
        self.call(|core| core.reports().drop_amendment(id))
    }
}

impl From<hues_core::AmendmentView> for AmendmentView {
    fn from(view: hues_core::AmendmentView) -> Self {
        let conflict = |conflict: hues_core::ConflictView| ConflictView {
            part: conflict.part.into(),
            name: conflict.name.into(),
            mine: conflict.mine.into(),
            theirs: conflict.theirs.into(),
        };
        Self {
            delivery: view.delivery.into(),
            sentences: view.sentences.into_iter().map(Words::from).collect(),
            can_drop: view.can_drop,
            conflicts: view.conflicts.into_iter().map(conflict).collect(),
        }
    }
}
