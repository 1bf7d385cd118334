//! What a UI gets to see of reports.

use super::{NoticeView, PhotoView, QuestionView, Revisions, WaysOn};
use crate::clock::Timestamp;
use crate::id::ReportId;
use crate::report::{
    CityReport, Delivery, Draft, LocationRule, Message, Part, Problem, Rating, ReportState, WaysOut,
};
use crate::words::Words;

/// How many reports are where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
    pub unread_removals: u32,
}

/// A report in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportSummary {
    /// Its id.
    pub id: ReportId,
    /// Where it is on its way.
    pub state: ReportState,
    /// The same in sentences: where it is, why it waits, when the phone tries next.
    pub sentences: Vec<Words>,
    /// Id of its category.
    pub category: Option<String>,
    /// What happened.
    pub text: String,
    /// When it was last saved.
    pub saved_at: Timestamp,
    /// Messages of the city that were not read yet.
    pub unread: u32,
    /// The city removed it, and the citizen has not seen that yet.
    pub is_removal_unread: bool,
}

/// A report with all that belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportView {
    /// Its id.
    pub id: ReportId,
    /// Where it is on its way.
    pub state: ReportState,
    /// The same in sentences: where it is, why it waits, when the phone tries next.
    pub sentences: Vec<Words>,
    /// Whether it can be taken back to a draft, see [`crate::Reports::edit_again`].
    pub can_edit_again: bool,
    /// What else can be done about it.
    pub ways_out: WaysOut,
    /// What can be done about what of it waits.
    pub ways_on: WaysOn,
    /// The citizen's word on what the city did, and whether the city has it.
    pub rating: Option<RatingView>,
    /// The citizen's newest change of it that the city does not have yet.
    pub amendment: Option<AmendmentView>,
    /// The report that this draft changes; `None` for a report of its own.
    pub change_of: Option<ReportId>,
    /// Why what it says can't be changed any more; `None` while it can, and before it is sent.
    pub why_no_change: Option<Words>,
    /// What the report says: as the citizen filled it in, with what the city changed since.
    pub draft: Draft,
    /// Whether it is about a place, by its category.
    pub location_rule: LocationRule,
    /// When that was last saved.
    pub saved_at: Timestamp,
    /// Its photos, in their order.
    pub photos: Vec<PhotoView>,
    /// What the city asks about its category as things stand, each with its answer.
    pub questions: Vec<QuestionView>,
    /// What the city changed since the draft began, until the citizen has seen it ([`crate::Reports::dismiss_notices`]).
    pub notices: Vec<NoticeView>,
    /// The rules that a draft does not keep yet.
    pub problems: Vec<Problem>,
    /// When to ask anew what follows from a draft.
    pub revisions: Revisions,
    /// What the city says of it.
    pub city: Option<CityReport>,
    /// The messages, oldest first.
    pub thread: Vec<ThreadEntry>,
    /// Something was not read yet: a message of the city's, or that it removed the report ([`crate::Reports::mark_read`]).
    pub has_unread: bool,
}

/// A message, and whether it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreadEntry {
    /// The message.
    pub message: Message,
    /// Whether the citizen has seen it.
    pub is_read: bool,
    /// Whether the city has it; what the city wrote, it has.
    pub delivery: Delivery,
    /// What to tell the citizen of that; nothing when it has.
    pub sentences: Vec<Words>,
    /// Whether it can be taken out of the thread, see [`crate::Reports::unsend`].
    pub can_unsend: bool,
}

/// A rating, and whether the city has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RatingView {
    /// The rating.
    pub rating: Rating,
    /// Whether the city has it.
    pub delivery: Delivery,
    /// What to tell the citizen of that; nothing when it has.
    pub sentences: Vec<Words>,
}

/// A change of a report, and whether the city has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmendmentView {
    /// Whether the city has it.
    pub delivery: Delivery,
    /// What to tell the citizen of that.
    pub sentences: Vec<Words>,
    /// Whether it can be dropped ([`crate::Reports::drop_amendment`]).
    pub can_drop: bool,
    /// What the city changed too: the citizen chooses, one by one ([`crate::Reports::resolve`]).
    pub conflicts: Vec<ConflictView>,
}

/// A part that the citizen and the city both changed.
#[derive(Clone, Debug, PartialEq, Eq)]
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
