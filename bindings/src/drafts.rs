//! Drafts, as a UI finds them again.

use std::time::SystemTime;

use crate::client::Client;
use crate::error::ApiError;
use crate::id::{PhotoId, ReportId};
use crate::reports::ReportView;
use crate::time::to_system;
use crate::words::Words;

/// A draft in a list.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DraftSummary {
    /// Its id.
    pub id: ReportId,
    /// What the citizen knows it by.
    pub title: Words,
    /// Its photos, in their order.
    pub photos: Vec<PhotoId>,
    /// When it was last saved.
    pub saved_at: SystemTime,
    /// The same in words.
    pub sentence: Words,
}

/// A draft that was thrown away and can be taken back.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DiscardedDraft {
    /// Its id.
    pub id: ReportId,
    /// What the citizen knew it by.
    pub title: Words,
    /// Its photos, in their order.
    pub photos: Vec<PhotoId>,
    /// When it was thrown away.
    pub discarded_at: SystemTime,
    /// When it is erased.
    pub erased_at: SystemTime,
    /// The same in words.
    pub sentence: Words,
}

/// Drafts that were open when the app was cut off.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Recovered {
    /// At least one, the one that was saved last first.
    pub drafts: Vec<DraftSummary>,
    /// Names them, and says when each was last saved.
    pub words: Words,
}

/// A category that a text is likely about.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Suggestion {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Words,
}

/// What comes of a search for a category.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CategorySearch {
    /// The likeliest first.
    pub found: Vec<Suggestion>,
    /// Nothing was found: the category for whatever fits none, if the city has one.
    pub way_out: Option<Suggestion>,
    /// Nothing was found: that, and what the citizen can do.
    pub words: Option<Words>,
}

#[uniffi::export]
impl Client {
    /// Every draft, the one that was saved last first.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn drafts(&self) -> Result<Vec<DraftSummary>, ApiError> {
        self.call(|core| Ok(core.reports().drafts()?.into_iter().map(DraftSummary::from).collect()))
    }

    /// The drafts that were open when the app was cut off, and not since; none when there is none with anything in it.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn recovered_drafts(&self) -> Result<Option<Recovered>, ApiError> {
        self.call(|core| {
            Ok(core.reports().recovered()?.map(|recovered| Recovered {
                drafts: recovered.drafts.into_iter().map(DraftSummary::from).collect(),
                words: recovered.words.into(),
            }))
        })
    }

    /// The draft of a question to an agency: the one in which the citizen wrote nothing yet, if there is one, or a new one.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when the city takes none, [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn begin_question(&self) -> Result<ReportId, ApiError> {
        self.call(|core| core.reports().begin_question())
    }

    /// Opens a draft for writing. It is brought to the questions in force, and what changed is among its notices.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it is no draft, [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn open_draft(&self, id: ReportId) -> Result<ReportView, ApiError> {
        self.call(|core| Ok(core.reports().open_draft(id)?.into()))
    }

    /// The citizen has left the draft; it is not among those that were cut off.
    ///
    /// # Errors
    /// [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn put_draft_away(&self, id: ReportId) -> Result<(), ApiError> {
        self.call(|core| core.reports().put_away(id))
    }

    /// The citizen has seen what the city changed.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it is no draft, [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn dismiss_notices(&self, id: ReportId) -> Result<(), ApiError> {
        self.call(|core| core.reports().dismiss_notices(id))
    }

    /// Makes another draft like this one, with copies of its photos; also of a report that the city removed, with those photos that are still whole
    /// on the phone.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it is neither, [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn duplicate_draft(&self, id: ReportId) -> Result<ReportId, ApiError> {
        self.call(|core| core.reports().duplicate(id))
    }

    /// Throws a draft away. For thirty days it can be taken back; then it is erased with its photos.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it is no draft; [`ApiError::Closed`], or an error of the phone itself.
    pub fn discard_report(&self, id: ReportId) -> Result<(), ApiError> {
        self.call(|core| core.reports().discard(id))
    }

    /// The drafts that were thrown away and can be taken back, the last one first.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn discarded_drafts(&self) -> Result<Vec<DiscardedDraft>, ApiError> {
        self.call(|core| Ok(core.reports().discarded()?.into_iter().map(DiscardedDraft::from).collect()))
    }

    /// Takes a discarded draft back, as it was.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it is not there any more; [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone
    /// itself.
    pub fn restore_draft(&self, id: ReportId) -> Result<(), ApiError> {
        self.call(|core| core.reports().restore(id))
    }

    /// Erases a discarded draft at once, with its photos.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it was not discarded; [`ApiError::Closed`], or an error of the phone itself.
    pub fn erase_draft(&self, id: ReportId) -> Result<(), ApiError> {
        self.call(|core| core.reports().erase(id))
    }

    /// The categories that a text is likely about, at most three, the likeliest first. Nothing leaves the phone for that.
    ///
    /// # Errors
    /// [`ApiError::InvalidConfig`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn suggest_categories(&self, text: String) -> Result<Vec<Suggestion>, ApiError> {
        self.call(|core| Ok(core.reports().suggest(&text)?.into_iter().map(Suggestion::from).collect()))
    }

    /// The categories that the text of a draft is likely about; none once the citizen has chosen one.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it is not there, [`ApiError::InvalidConfig`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn draft_suggestions(&self, id: ReportId) -> Result<Vec<Suggestion>, ApiError> {
        self.call(|core| Ok(core.reports().suggestions(id)?.into_iter().map(Suggestion::from).collect()))
    }

    /// The categories that the citizen may mean who types this to find one: words of a name with marks or without, in either language, not
    /// typed to their end, or what people write about it. All of them before anything is typed.
    ///
    /// # Errors
    /// [`ApiError::InvalidConfig`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn search_categories(&self, typed: String) -> Result<CategorySearch, ApiError> {
        self.call(|core| {
            let search = core.reports().search_categories(&typed)?;
            Ok(CategorySearch {
                found: search.found.into_iter().map(Suggestion::from).collect(),
                way_out: search.way_out.map(Suggestion::from),
                words: search.words.map(Words::from),
            })
        })
    }
}

impl From<hues_core::Suggestion> for Suggestion {
    fn from(suggestion: hues_core::Suggestion) -> Self {
        Self { id: suggestion.id, name: suggestion.name.into() }
    }
}

impl From<hues_core::DraftSummary> for DraftSummary {
    fn from(draft: hues_core::DraftSummary) -> Self {
        Self {
            id: draft.id,
            title: draft.title.into(),
            photos: draft.photos,
            saved_at: to_system(draft.saved_at),
            sentence: draft.sentence.into(),
        }
    }
}

impl From<hues_core::DiscardedDraft> for DiscardedDraft {
    fn from(draft: hues_core::DiscardedDraft) -> Self {
        Self {
            id: draft.id,
            title: draft.title.into(),
            photos: draft.photos,
            discarded_at: to_system(draft.discarded_at),
            erased_at: to_system(draft.erased_at),
            sentence: draft.sentence.into(),
        }
    }
}
