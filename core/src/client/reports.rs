//! Reports, as a UI works with them.

use super::follow_ups::{rating, ways_out};
use super::photos::remove_files;
use super::{Client, Open, PhotoView, ReportSummary, ReportTally, ReportView, ThreadEntry};
use crate::account::StoredSession;
use crate::clock::Timestamp;
use crate::error::ApiError;
use crate::id::{IdempotencyKey, ItemId, ReportId};
use crate::outbox::{Item, ItemState, Kind};
use crate::report::{AccessSecret, Attachment, Categories, Draft, DraftEdit, Finalising, finalise};
use crate::store::{Db, Setting, Stage, StoreError, StoredReport};
use crate::sync::{CategoryUpdate, Engine};

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
        self.read(|engine, db| Ok(categories(engine, db)?))
    }

    /// Begins a draft.
    ///
    /// # Errors
    /// [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn create(&self) -> Result<ReportId, ApiError> {
        self.write(|engine, db| {
            let now = engine.now().wall;
            let id = ReportId::new(now, &*engine.entropy);
            let draft = Draft { schema_version: categories(engine, db)?.schema_version, ..Draft::default() };
            db.insert_report(id, &draft, &AccessSecret::new(&*engine.entropy), now)?;
            Ok((id, id))
        })
    }

    /// Changes a draft; for every keystroke. The moment at which it was saved.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it is no draft any more, [`ApiError::StorageFull`], [`ApiError::Closed`], or an error
    /// of the phone itself.
    pub fn edit(&self, id: ReportId, edit: DraftEdit) -> Result<Timestamp, ApiError> {
        self.write(|engine, db| {
            let mut draft = db.report(id)?.draft;
            let now = engine.now().wall;
            if matches!(edit, DraftEdit::Location(_)) {
                draft.located_at = Some(now);
            }
            draft.apply(edit);
            let point = draft.location.map(|location| location.point);
            draft.ward =
                point.and_then(|point| engine.boundaries.ward_at(point)).map(|ward| ward.code.clone());
            db.save_draft(id, &draft, now)?;
            Ok((id, now))
        })
    }

    /// Makes a draft final and queues it; from here on it goes by itself.
    ///
    /// # Errors
    /// [`ApiError::InvalidInput`] with the rules that the draft does not keep, [`ApiError::NotFound`] when it is no draft,
    /// [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn submit(&self, id: ReportId) -> Result<(), ApiError> {
        self.write(|engine, db| {
            let now = engine.now().wall;
            let report = db.report(id)?;
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
                    categories: &categories(engine, db)?,
                    made_at: now,
                },
            )
            .map_err(|problems| ApiError::InvalidInput { problems })?;
            db.set_final(&finalised, now)?;
            // Whoever is logged in now; a later login makes it nobody else's.
            let session: Option<StoredSession> = db.setting(Setting::Session)?;
            db.set_account(id, session.as_ref().map(|session| session.sub.as_str()))?;
            let of_photos =
                photos.iter().map(|photo| Kind::Photo { photo: photo.id, size: photo.facts.attachment.size });
            for kind in [Kind::Report].into_iter().chain(of_photos).chain([Kind::Receipt]) {
                db.insert_item(&Item::new(ItemId::new(now, &*engine.entropy), id, kind))?;
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

    /// Erases a draft with its photos.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it is no draft; [`ApiError::Closed`], or an error of the phone itself.
    pub fn discard(&self, id: ReportId) -> Result<(), ApiError> {
        let photos = self.write(|_, db| {
            if db.report(id)?.stage != Stage::Draft {
                return Err(ApiError::NotFound);
            }
            let photos = db.photos(id)?;
            db.delete_report(id)?;
            Ok((id, photos))
        })?;
        self.client.with(|open| photos.iter().try_for_each(|photo| remove_files(&open.engine, photo.id)))
    }

    /// Tries a waiting report now, a parked one once more.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn try_now(&self, id: ReportId) -> Result<(), ApiError> {
        self.client.with(|open| Ok(open.engine.end_waits(|item| item.report == id)?))?;
        self.write(|_, db| {
            for mut item in db.items_of(id)? {
                item.state = ItemState::Ready;
                db.save_item(&item)?;
            }
            Ok((id, ()))
        })?;
        self.wake()
    }

    /// Sends the photos of a report over whatever network there is, whatever the citizen chose for all reports.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn use_any_network(&self, id: ReportId) -> Result<(), ApiError> {
        self.write(|_, db| Ok((id, db.use_any_network(id)?)))?;
        self.wake()
    }

    /// A page of reports: what the city does not have whole yet first, then the newest.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn list(&self, offset: u32, limit: u32) -> Result<Vec<ReportSummary>, ApiError> {
        self.read(|engine, db| {
            let summary = |report: StoredReport| {
                let items = db.items_of(report.id)?;
                let state = engine.report_state(db, &report, &items)?;
                Ok(ReportSummary {
                    id: report.id,
                    sentences: engine.sentences(&items, &state),
                    state,
                    category: report.draft.category,
                    text: report.draft.text,
                    saved_at: report.saved_at,
                    unread: db.count_unread(report.id)?,
                })
            };
            db.reports(offset, limit)?.into_iter().map(summary).collect()
        })
    }

    /// How many reports are where.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn tally(&self) -> Result<ReportTally, ApiError> {
        self.read(|_, db| {
            Ok(ReportTally {
                drafts: db.count_reports(Stage::Draft)?,
                waiting: db.count_waiting()?,
                delivered: db.count_reports(Stage::Delivered)?,
                unread: db.count_all_unread()?,
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
            let problems = match report.stage {
                Stage::Draft => report.draft.problems(photos.len(), &categories(engine, db)?),
                Stage::Outgoing | Stage::Delivered => Vec::new(),
            };
            let items = db.items_of(id)?;
            let thread = db.thread(id)?.into_iter().map(|(message, is_read)| {
                let item = items.iter().find(|item| item.kind == Kind::Message { message: message.id });
                let delivery = engine.delivery(item);
                let sentences = delivery.sentences(|at| engine.moment(at));
                ThreadEntry { message, is_read, delivery, sentences }
            });
            let state = engine.report_state(db, &report, &items)?;
            Ok(ReportView {
                id,
                sentences: engine.sentences(&items, &state),
                state,
                ways_out: ways_out(&report, &items),
                rating: rating(engine, db, &report, &items)?,
                can_edit_again: can_edit_again(db, id)?,
                saved_at: report.saved_at,
                photos: PhotoView::of(photos),
                problems,
                thread: thread.collect(),
                draft: report.draft,
                city: report.city,
            })
        })
    }

    /// The citizen has seen the thread.
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

pub(super) fn categories(engine: &Engine, db: &Db<'_>) -> Result<Categories, StoreError> {
    let update: Option<CategoryUpdate> = db.setting(Setting::Categories)?;
    Ok(update.map_or_else(|| engine.bundled.clone(), |update| update.categories))
}

/// While no byte of it has left the phone, or when the city refused it.
fn can_edit_again(db: &Db<'_>, id: ReportId) -> Result<bool, StoreError> {
    let takeable = |item: &Item| {
        item.kind == Kind::Report && (!item.attempted || matches!(item.state, ItemState::Parked { .. }))
    };
    let items = db.items_of(id)?;
    // The city may have barred the id already: a report that was taken back is kept first.
    let taken_back = items.iter().any(|item| item.kind == Kind::Withdrawal);
    Ok(!taken_back && items.iter().any(takeable))
}
