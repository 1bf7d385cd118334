//! Reports, as a UI works with them. Every change is on disk when its call returns.

use std::time::SystemTime;

use crate::amendments::AmendmentView;
use crate::client::Client;
use crate::error::{ApiError, Problem};
use crate::follow_ups::{Delivery, RatingView, WaysOut};
use crate::id::{MessageId, ReportId};
use crate::outbox::WaysOn;
use crate::photos::PhotoView;
use crate::question::{Notice, QuestionView};
use crate::report::{Category, CityReport, Draft, DraftEdit, LocationRule, ReportState};
use crate::time::{parse, to_system};
use crate::words::Words;

/// How many reports are where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ReportTally {
    /// The citizen is still writing them.
    pub drafts: u32,
    /// Something of them waits to reach the city.
    pub waiting: u32,
    /// The city has all of them.
    pub delivered: u32,
    /// Messages of the city that were not read yet, in all reports.
    pub unread: u32,
    /// Reports that the city removed, as the citizen has not seen yet.
    #[uniffi(default = 0)]
    pub unread_removals: u32,
}

/// A report in a list.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct ReportSummary {
    /// Its id.
    pub id: ReportId,
    /// Where it is on its way.
    pub state: ReportState,
    /// What to tell the citizen of that: the state, its reason and the next try.
    pub sentences: Vec<Words>,
    /// Id of its category.
    pub category: Option<String>,
    /// What happened.
    pub text: String,
    /// When it was last saved.
    pub saved_at: SystemTime,
    /// Messages of the city that were not read yet.
    pub unread: u32,
    /// The city removed it, and the citizen has not seen that yet.
    #[uniffi(default = false)]
    pub is_removal_unread: bool,
}

/// A report with all that belongs to it.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct ReportView {
    /// Its id.
    pub id: ReportId,
    /// Where it is on its way.
    pub state: ReportState,
    /// What to tell the citizen of that: the state, its reason and the next try.
    pub sentences: Vec<Words>,
    /// Whether it can be taken back to a draft.
    pub can_edit_again: bool,
    /// What the citizen filled in.
    pub draft: Draft,
    /// Whether it is about a place, by its category.
    pub location_rule: LocationRule,
    /// When that was last saved.
    pub saved_at: SystemTime,
    /// Its photos, in their order.
    pub photos: Vec<PhotoView>,
    /// What the city asks about its category as things stand, each with its answer.
    pub questions: Vec<QuestionView>,
    /// What the city changed since the draft began, until it is dismissed.
    pub notices: Vec<Notice>,
    /// The rules that a draft does not keep yet.
    pub problems: Vec<Problem>,
    /// When to ask anew what follows from a draft.
    pub revisions: Revisions,
    /// What the city says of it.
    pub city: Option<CityReport>,
    /// The messages, oldest first.
    pub thread: Vec<Message>,
    /// Something was not read yet: a message of the city's, or that it removed the report.
    pub has_unread: bool,
    /// What else can be done about it.
    pub ways_out: WaysOut,
    /// What can be done about what of it waits.
    pub ways_on: WaysOn,
    /// The citizen's word on what the city did.
    pub rating: Option<RatingView>,
    /// The citizen's newest change of it that the city does not have yet.
    pub amendment: Option<AmendmentView>,
    /// The report that this draft changes; none for a report of its own.
    pub change_of: Option<ReportId>,
    /// Why what it says can't be changed any more; none while it can, and before it is sent.
    pub why_no_change: Option<Words>,
}

/// A number for each of the answers about a draft. As long as it is the same, so is the answer, but for what the city says meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Revisions {
    /// Of what the text is likely about.
    pub suggestions: u64,
    /// Of the reports of others nearby, and which of them are followed.
    pub nearby: u64,
    /// Of what becomes public.
    pub disclosure: u64,
}

/// A message of a report's thread.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// `city` or `citizen`.
    pub author: String,
    /// The agency that speaks for the city.
    pub agency: Option<String>,
    /// What it says.
    pub text: String,
    /// When it was sent; none when the city wrote no time that can be read.
    pub sent_at: Option<SystemTime>,
    /// Whether the citizen has seen it.
    pub is_read: bool,
    /// Whether the city has it; what the city wrote, it has.
    pub delivery: Delivery,
    /// What to tell the citizen of that; nothing when it has.
    pub sentences: Vec<Words>,
    /// Whether it can be taken out of the thread.
    pub can_unsend: bool,
}

#[uniffi::export]
impl Client {
    /// The categories in force: the city's newest, or the bundled ones.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn categories(&self) -> Result<Vec<Category>, ApiError> {
        self.call(|core| {
            Ok(core.reports().categories()?.categories.into_iter().map(Category::from).collect())
        })
    }

    /// Begins a draft.
    ///
    /// # Errors
    /// [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn create_report(&self) -> Result<ReportId, ApiError> {
        self.call(|core| core.reports().create())
    }

    /// Changes a draft; for every keystroke. The moment at which it was saved.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it is no draft any more, [`ApiError::InvalidInput`] for a position that is none
    /// and for a text of more than 50,000 characters: what was saved before stays; [`ApiError::StorageFull`], [`ApiError::Closed`], or an error
    /// of the phone itself.
    pub fn edit_report(&self, id: ReportId, edit: DraftEdit) -> Result<SystemTime, ApiError> {
        self.call(|core| Ok(to_system(core.reports().edit(id, edit.try_into()?)?)))
    }

    /// Makes a draft final and queues it; from here on it goes by itself.
    ///
    /// # Errors
    /// [`ApiError::InvalidInput`] with the rules that the draft does not keep, [`ApiError::NotFound`] when it is no draft,
    /// [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn submit_report(&self, id: ReportId) -> Result<(), ApiError> {
        self.call(|core| core.reports().submit(id))
    }

    /// Takes a report back to a draft: while no byte of it has left the phone, or when the city refused it.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when the city may have it already; [`ApiError::Closed`], or an error of the phone itself.
    pub fn edit_report_again(&self, id: ReportId) -> Result<(), ApiError> {
        self.call(|core| core.reports().edit_again(id))
    }

    /// Tries a waiting report now, a parked one once more.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn try_report_now(&self, id: ReportId) -> Result<(), ApiError> {
        self.call(|core| core.reports().try_now(id))
    }

    /// A page of reports: what the city does not have whole yet first, then the newest.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn reports(&self, offset: u32, limit: u32) -> Result<Vec<ReportSummary>, ApiError> {
        self.call(|core| {
            Ok(core.reports().list(offset, limit)?.into_iter().map(ReportSummary::from).collect())
        })
    }

    /// How many reports are where.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn report_tally(&self) -> Result<ReportTally, ApiError> {
        self.call(|core| {
            let hues_core::ReportTally { drafts, waiting, delivered, unread, unread_removals } =
                core.reports().tally()?;
            Ok(ReportTally { drafts, waiting, delivered, unread, unread_removals })
        })
    }

    /// A report with all that belongs to it.
    ///
    /// # Errors
    /// [`ApiError::NotFound`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn report(&self, id: ReportId) -> Result<ReportView, ApiError> {
        self.call(|core| Ok(core.reports().get(id)?.into()))
    }

    /// The citizen has seen the thread, or that the city removed the report.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn mark_report_read(&self, id: ReportId) -> Result<(), ApiError> {
        self.call(|core| core.reports().mark_read(id))
    }
}

impl From<hues_core::ReportSummary> for ReportSummary {
    fn from(report: hues_core::ReportSummary) -> Self {
        Self {
            id: report.id,
            state: report.state.into(),
            sentences: report.sentences.into_iter().map(Words::from).collect(),
            category: report.category,
            text: report.text,
            saved_at: to_system(report.saved_at),
            unread: report.unread,
            is_removal_unread: report.is_removal_unread,
        }
    }
}

impl From<hues_core::ReportView> for ReportView {
    fn from(report: hues_core::ReportView) -> Self {
        Self {
            id: report.id,
            state: report.state.into(),
            sentences: report.sentences.into_iter().map(Words::from).collect(),
            can_edit_again: report.can_edit_again,
            draft: report.draft.into(),
            location_rule: report.location_rule.into(),
            saved_at: to_system(report.saved_at),
            photos: report.photos.into_iter().map(PhotoView::from).collect(),
            questions: report.questions.into_iter().map(QuestionView::from).collect(),
            notices: report.notices.into_iter().map(Notice::from).collect(),
            revisions: Revisions {
                suggestions: report.revisions.suggestions,
                nearby: report.revisions.nearby,
                disclosure: report.revisions.disclosure,
            },
            problems: report.problems.into_iter().map(Problem::from).collect(),
            city: report.city.map(CityReport::from),
            thread: report.thread.into_iter().map(Message::from).collect(),
            has_unread: report.has_unread,
            ways_out: report.ways_out.into(),
            ways_on: report.ways_on.into(),
            rating: report.rating.map(RatingView::from),
            amendment: report.amendment.map(AmendmentView::from),
            change_of: report.change_of,
            why_no_change: report.why_no_change.map(Words::from),
        }
    }
}

impl From<hues_core::ThreadEntry> for Message {
    fn from(entry: hues_core::ThreadEntry) -> Self {
        let message = entry.message;
        Self {
            id: message.id,
            author: message.author,
            agency: message.agency,
            text: message.text,
            sent_at: parse(&message.sent_at),
            is_read: entry.is_read,
            delivery: entry.delivery.into(),
            sentences: entry.sentences.into_iter().map(Words::from).collect(),
            can_unsend: entry.can_unsend,
        }
    }
}
