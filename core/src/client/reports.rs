//! Reports, as a UI works with them.

use super::amendments::amendment;
use super::changes::{photos_of, submit_change, unsent, why_no_change};
use super::follow_ups::{is_ours_alone, lost_with_report, rating, ways_out};
use super::outbox::{waits_for_a_choice, ways_on};
use super::{
    Client, NoticeView, Open, PhotoView, QuestionView, ReportSummary, ReportTally, ReportView, Revisions,
    ThreadEntry,
};
use crate::account::StoredSession;
use crate::clock::Timestamp;
use crate::error::ApiError;
use crate::id::{IdempotencyKey, ItemId, ReportId};
use crate::outbox::{Item, ItemState, Kind, SendAnyway};
use crate::report::{
    AccessSecret, Attachment, Categories, CityReport, Draft, DraftEdit, Field, Finalising, MAY_HAVE_ARRIVED,
    Notice, Problem, Question, ReportState, finalise,
};
use crate::store::{Db, Page, Setting, Stage, StoreError, StoredMessage, StoredPhoto, StoredReport};
use crate::sync::Engine;
use crate::words::Words;

/// The citizen's reports. Every change is on disk when its call returns.
pub struct Reports<'a> {
    pub(super) client: &'a Client,
}

impl Reports<'_> {
    /// The categories in force: the city's newest, or the bundled ones.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn categories(&self) -> Result<Categories, ApiError> {
        self.read(|engine, db| Ok(Categories::clone(&*engine.categories(db)?)))
    }

    /// Begins a draft.
    ///
    /// # Errors
    /// [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn create(&self) -> Result<ReportId, ApiError> {
        self.write(|engine, db| {
            let (id, draft, now) = new_draft(engine, db)?;
            db.insert_report(id, &draft, &AccessSecret::new(&*engine.entropy), now)?;
            engine.note_open(id);
            Ok((id, id))
        })
    }

    /// Changes a draft; for every keystroke. The moment at which it was saved.
    ///
    /// # Errors
    /// [`ApiError::InvalidInput`] with a text beyond [`crate::report::MAX_KEPT_TEXT_CHARS`]: what was saved before stays; [`ApiError::NotFound`]
    /// when it is no draft any more, its category has no such question, or it changes a sent report, whose category stays; [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn edit(&self, id: ReportId, edit: DraftEdit) -> Result<Timestamp, ApiError> {
        self.write(|engine, db| {
            let mut draft = db.report(id)?.draft;
            let now = engine.now().wall;
            change(engine, db, &mut draft, edit, now)?;
            engine.note_open(id);
            db.save_draft(id, &draft, now)?;
            Ok((id, now))
        })
    }

    /// Makes a draft final and queues it; from here on it goes by itself. One that changes a sent report is gone then: its change waits with the
    /// report.
    ///
    /// # Errors
    /// [`ApiError::InvalidInput`] with the rules that the draft does not keep, [`ApiError::NotFound`] when it is no draft or
    /// the report that it changes can't be changed any more, [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn submit(&self, id: ReportId) -> Result<(), ApiError> {
        self.write(|engine, db| {
            let now = engine.now().wall;
            let report = db.report(id)?;
            if let (Stage::Draft, Some(change)) = (report.stage, &report.draft.change_of) {
                let changed = submit_change(engine, db, id, &report.draft, change)?;
                engine.events.report_changed(changed);
                return Ok((id, ()));
            }
            let photos = db.photos(id)?;
            let attachments: Vec<Attachment> =
                photos.iter().map(|photo| photo.facts.attachment.clone()).collect();
            let finalised = finalise(
                &report.draft,
                &Finalising {
                    id,
                    key: IdempotencyKey::new(now, &*engine.entropy),
                    access: &db.access_secret(id)?,
                    attachments: &attachments,
                    categories: &*engine.categories(db)?,
                    made_at: now,
                },
            )
            .map_err(|problems| ApiError::InvalidInput { problems })?;
            db.set_final(&finalised, now)?;
            // Whoever is logged in now; a later login makes it nobody else's.
            let session: Option<StoredSession> = db.setting(Setting::Session)?;
            db.set_account(id, session.as_ref().map(|session| session.sub.as_str()))?;
            let item = |kind| Item::new(ItemId::new(now, &*engine.entropy), id, kind);
            // A desk takes the photos with the text.
            let (enclosed, of_photos): (u64, Vec<Kind>) = if engine.has_desk() {
                (photos.iter().map(|photo| photo.facts.attachment.size).sum(), Vec::new())
            } else {
                (0, photos.iter().map(StoredPhoto::kind).collect())
            };
            db.insert_item(&Item { enclosed, ..item(Kind::Report) })?;
            for kind in of_photos.into_iter().chain([Kind::Receipt]) {
                db.insert_item(&item(kind))?;
            }
            Ok((id, ()))
        })?;
        self.wake()
    }

    /// Takes a report back to a draft: while no byte of it has left the phone, or when the city refused it. Messages about it wait for it.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when the city may have it already; [`ApiError::Closed`], or an error of the phone itself.
    pub fn edit_again(&self, id: ReportId) -> Result<(), ApiError> {
        self.write(|engine, db| {
            if !can_edit_again(db, id)? {
                return Err(ApiError::NotFound);
            }
            db.delete_items_of_the_text(id)?;
            db.set_draft(id, engine.now().wall)?;
            Ok((id, ()))
        })
    }

    /// Tries a waiting report now, a parked one once more. What waits for the citizen's choice goes on waiting for it.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn try_now(&self, id: ReportId) -> Result<(), ApiError> {
        self.client.with(|open| Ok(open.engine.end_waits(|item| item.report == id)?))?;
        self.write(|_, db| {
            for mut item in db.items_of(id)?.into_iter().filter(|item| !waits_for_a_choice(item)) {
                item.state = ItemState::Ready;
                db.save_item(&item)?;
            }
            Ok((id, ()))
        })?;
        self.wake()
    }

    /// Sends now what is held back of a report, whatever the citizen chose for all reports: they let this one cost what
    /// [`super::WaysOn::send_anyway`] said. What it is not said to cost is spared as before.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn send_anyway(&self, id: ReportId, how: SendAnyway) -> Result<(), ApiError> {
        self.write(|_, db| Ok((id, db.allow(id, how.allows())?)))?;
        self.client.with(|open| Ok(open.engine.end_waits(|item| item.report == id)?))?;
        self.wake()
    }

    /// A page of reports: what the city does not have whole yet first, then the newest.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn list(&self, offset: u32, limit: u32) -> Result<Vec<ReportSummary>, ApiError> {
        let page = Page { offset, limit };
        self.read(|engine, db| {
            let (mut items, unread) = (db.items_of_page(page)?, db.unread(page)?);
            let summary = |report: StoredReport| {
                let items = items.remove(&report.id).unwrap_or_default();
                let state = engine.report_state(db, &report, &items)?;
                let unread = unread.get(&report.id).copied().unwrap_or_default();
                Ok(ReportSummary {
                    id: report.id,
                    sentences: sentences(engine, &report, &items, &state),
                    state,
                    category: report.draft.category,
                    text: report.draft.text,
                    saved_at: report.saved_at,
                    unread: unread.messages,
                    is_removal_unread: unread.removals > 0,
                })
            };
            db.reports(page)?.into_iter().map(summary).collect()
        })
    }

    /// How many reports are where.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn tally(&self) -> Result<ReportTally, ApiError> {
        self.read(|_, db| {
            let unread = db.all_unread()?;
            Ok(ReportTally {
                drafts: db.count_reports(Stage::Draft)?,
                waiting: db.count_waiting()?,
                delivered: db.count_reports(Stage::Delivered)?,
                unread: unread.messages,
                unread_removals: unread.removals,
            })
        })
    }

    /// A report with all that belongs to it.
    ///
    /// # Errors
    /// [`ApiError::NotFound`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn get(&self, id: ReportId) -> Result<ReportView, ApiError> {
        self.read(|engine, db| {
            let report = db.report(id)?;
            let photos = db.photos(id)?;
            let in_force = engine.categories(db)?;
            let problems = match report.stage {
                Stage::Draft => {
                    let photos = photos_of(db, id, &report.draft)?;
                    report.draft.problems(photos, &in_force, engine.now().wall)
                }
                Stage::Outgoing | Stage::Delivered => Vec::new(),
            };
            let items = db.items_of(id)?;
            let thread = db.thread(id)?.into_iter().map(|entry| {
                let StoredMessage { message, is_read, is_known_there } = entry;
                let item = items.iter().find(|item| item.kind == Kind::Message { message: message.id });
                let is_lost = report.is_removed() && !is_known_there;
                let delivery = if is_lost { lost_with_report() } else { engine.delivery(item) };
                let sentences = delivery.sentences(|at| engine.moment(at));
                let can_unsend = item.is_some_and(is_ours_alone);
                ThreadEntry { message, is_read, delivery, sentences, can_unsend }
            });
            let state = engine.report_state(db, &report, &items)?;
            let location_rule = report.draft.location_rule(&in_force);
            Ok(ReportView {
                id,
                sentences: sentences(engine, &report, &items, &state),
                state,
                ways_out: ways_out(engine, &report, &items),
                rating: rating(engine, db, &report, &items)?,
                amendment: amendment(engine, db, &report)?,
                change_of: report.draft.change_of.as_ref().map(|change| change.report),
                why_no_change: why_no_change(engine, db, &report)?,
                ways_on: ways_on(engine, db, &report, &items)?,
                can_edit_again: can_edit_again(db, id)?,
                saved_at: report.saved_at,
                location_rule,
                revisions: Revisions::of(&report.draft, &photos, in_force.schema_version),
                photos: PhotoView::of(photos),
                questions: questions(engine, &report.draft, &in_force, &problems),
                notices: notices(engine, &report.draft),
                problems,
                thread: thread.collect(),
                has_unread: db.has_unread(id)?,
                draft: report.draft.as_sent(&in_force).into_owned(),
                city: report.city.filter(CityReport::has_number),
            })
        })
    }

    /// The citizen has seen the thread, or that the city removed the report.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn mark_read(&self, id: ReportId) -> Result<(), ApiError> {
        self.write(|_, db| Ok((id, db.mark_read(id)?)))
    }

    pub(super) fn read<T>(
        &self,
        work: impl FnOnce(&Engine, &Db<'_>) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        self.client.with(|Open { engine, .. }| engine.store.read(|db| work(engine, db)))
    }

    /// One transaction that changes a report; says so when it is done.
    pub(super) fn write<T>(
        &self,
        work: impl FnOnce(&Engine, &Db<'_>) -> Result<(ReportId, T), ApiError>,
    ) -> Result<T, ApiError> {
        self.client.with(|Open { engine, .. }| {
            let (changed, value) = engine.store.write(|db| work(engine, db))?;
            engine.events.report_changed(changed);
            Ok(value)
        })
    }

    pub(super) fn wake(&self) -> Result<(), ApiError> {
        self.client.with(|open| {
            open.control.wake();
            Ok(())
        })
    }
}

/// One in which nothing is yet.
pub(super) fn new_draft(engine: &Engine, db: &Db<'_>) -> Result<(ReportId, Draft, Timestamp), ApiError> {
    let now = engine.now().wall;
    let schema_version = engine.categories(db)?.schema_version;
    let draft = Draft { schema_version, being_written: true, ..Draft::default() };
    Ok((ReportId::new(now, &*engine.entropy), draft, now))
}

/// Changes a draft, with what follows from that.
pub(super) fn change(
    engine: &Engine,
    db: &Db<'_>,
    draft: &mut Draft,
    edit: DraftEdit,
    now: Timestamp,
) -> Result<(), ApiError> {
    if let Some(problem) = edit.refusal() {
        return Err(ApiError::InvalidInput { problems: vec![problem] });
    }
    let in_force = engine.categories(db)?;
    if draft.change_of.is_some() && matches!(edit, DraftEdit::Category(_)) {
        return Err(ApiError::NotFound);
    }
    if let DraftEdit::Answer { question, .. } = &edit {
        let category = draft.category_in(&in_force).ok_or(ApiError::NotFound)?;
        category.questions.iter().find(|asked| asked.id == *question).ok_or(ApiError::NotFound)?;
    }
    if matches!(edit, DraftEdit::Location(_)) {
        draft.located_at = Some(now);
    }
    draft.apply(edit, &in_force);
    draft.being_written = true;
    let ward = match draft.location {
        Some(location) => engine.boundaries()?.ward_at(location.point),
        None => None,
    };
    draft.ward = ward.map(|ward| ward.code.clone());
    Ok(())
}

fn sentences(engine: &Engine, report: &StoredReport, items: &[Item], state: &ReportState) -> Vec<Words> {
    if report.draft.change_of.is_some() { vec![unsent()] } else { engine.sentences(items, state) }
}

/// What is asked as things stand.
fn questions(
    engine: &Engine,
    draft: &Draft,
    in_force: &Categories,
    problems: &[Problem],
) -> Vec<QuestionView> {
    let Some(category) = draft.category_in(in_force) else { return Vec::new() };
    let of = |question: &Question, problem: &Problem| match &problem.field {
        Field::Answer(asked) => asked.id == question.id,
        _ => false,
    };
    draft
        .answers
        .asked(category)
        .into_iter()
        .map(|(question, answer)| QuestionView {
            question: question.clone(),
            answer: answer.cloned(),
            answer_words: answer.map(|answer| question.say_answer(answer, |at| engine.moment(at))),
            problem: problems.iter().find(|problem| of(question, problem)).cloned(),
        })
        .collect()
}

fn notices(engine: &Engine, draft: &Draft) -> Vec<NoticeView> {
    let view = |notice: &Notice| NoticeView {
        question: notice.question().map(str::to_owned),
        words: notice.words(|at| engine.moment(at)),
    };
    draft.notices.iter().map(view).collect()
}

/// While no byte of it has left the phone, or when the city refused it.
pub(super) fn can_edit_again(db: &Db<'_>, id: ReportId) -> Result<bool, StoreError> {
    let takeable = |item: &Item| {
        item.kind == Kind::Report
            && match &item.state {
                ItemState::Parked { code } => code != MAY_HAVE_ARRIVED,
                _ => !item.attempted,
            }
    };
    let items = db.items_of(id)?;
    // The city may have barred the id already: a report that was taken back is kept first.
    let taken_back = items.iter().any(|item| item.kind == Kind::Withdrawal);
    Ok(!taken_back && items.iter().any(takeable))
}
