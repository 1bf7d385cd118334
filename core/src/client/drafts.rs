//! The citizen's drafts: many at once, found again after the app was cut off, copied, thrown away and taken back.

use std::sync::Arc;

use super::changes::follow;
use super::reports::{change, new_draft};
use super::{CategorySearch, DiscardedDraft, DraftSummary, Recovered, ReportView, Reports, Suggestion};
use crate::clock::Timestamp;
use crate::error::ApiError;
use crate::id::{PhotoId, ReportId};
use crate::report::{
    AccessSecret, Categories, Category, Draft, DraftEdit, KEPT, LocationRule, Suggester, other, search,
};
use crate::store::{Db, PhotoFacts, Stage, StoreError, StoredReport};
use crate::sync::Engine;
use crate::words::Words;

impl Reports<'_> {
    /// Every draft, the one that was saved last first.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn drafts(&self) -> Result<Vec<DraftSummary>, ApiError> {
        self.read(|engine, db| {
            let drafts = db.drafts()?;
            Ok(drafts.iter().map(|draft| summary(engine, db, draft)).collect::<Result<_, _>>()?)
        })
    }

    /// The drafts that were open when the app was cut off, and not since; `None` when there is none with anything in it.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn recovered(&self) -> Result<Option<Recovered>, ApiError> {
        self.read(|engine, db| {
            let mut drafts = Vec::new();
            for draft in db.drafts()? {
                let was_cut_off = draft.draft.being_written && !engine.is_open_here(draft.id);
                if was_cut_off && (draft.draft.has_content() || !db.photo_ids(draft.id)?.is_empty()) {
                    drafts.push(summary(engine, db, &draft)?);
                }
            }
            Ok(Recovered::of(drafts))
        })
    }

    /// The category of questions to agencies; `None` when the city takes none.
    pub(super) fn question_category(&self) -> Result<Option<String>, ApiError> {
        self.read(|engine, db| Ok(question_category(&*engine.categories(db)?)))
    }

    /// The draft of a question to an agency: the one in which the citizen wrote nothing yet, if there is one, or a new one.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when the city takes none, [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn begin_question(&self) -> Result<ReportId, ApiError> {
        self.write(|engine, db| {
            let category = question_category(&*engine.categories(db)?).ok_or(ApiError::NotFound)?;
            for StoredReport { id, draft, .. } in db.drafts()? {
                if draft.category.as_ref() == Some(&category)
                    && draft.is_untouched_but_for_category()
                    && db.photo_ids(id)?.is_empty()
                {
                    return Ok((id, id));
                }
            }
            let (id, mut draft, now) = new_draft(engine, db)?;
            change(engine, db, &mut draft, DraftEdit::Category(category), now)?;
            db.insert_report(id, &draft, &AccessSecret::new(&*engine.entropy), now)?;
            engine.note_open(id);
            Ok((id, id))
        })
    }

    /// Opens a draft for writing. It is brought to the questions in force, and what changed is among its notices; one that changes a sent report
    /// to what that says now, where the citizen has not changed it.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it is no draft, [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn open_draft(&self, id: ReportId) -> Result<ReportView, ApiError> {
        self.write(|engine, db| {
            let StoredReport { mut draft, saved_at, stage, .. } = db.report(id)?;
            if stage != Stage::Draft {
                return Err(ApiError::NotFound);
            }
            // A sent report stays with the questions that it answered.
            let was_revised = match &draft.change_of {
                Some(_) => follow(engine, db, &mut draft)?,
                None => draft.revise(&*engine.categories(db)?),
            };
            if was_revised || !draft.being_written {
                draft.being_written = true;
                // The citizen changed nothing: the moment at which they last did stays.
                db.save_draft(id, &draft, saved_at)?;
            }
            engine.note_open(id);
            Ok((id, ()))
        })?;
        self.get(id)
    }

    /// The citizen has left the draft; it is not among those that were cut off.
    ///
    /// # Errors
    /// [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself. A report that is no draft any more is none.
    pub fn put_away(&self, id: ReportId) -> Result<(), ApiError> {
        self.write(|_, db| {
            match db.report(id) {
                Ok(StoredReport { mut draft, saved_at, stage: Stage::Draft, .. }) if draft.being_written => {
                    draft.being_written = false;
                    db.save_draft(id, &draft, saved_at)?;
                }
                Ok(_) | Err(StoreError::NotFound) => {}
                Err(error) => return Err(error.into()),
            }
            Ok((id, ()))
        })
    }

    /// The citizen has seen what changed. Answers that do not go to the city stay in the draft all the same.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it is no draft, [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn dismiss_notices(&self, id: ReportId) -> Result<(), ApiError> {
        self.write(|_, db| {
            let StoredReport { mut draft, saved_at, .. } = db.report(id)?;
            draft.notices.clear();
            db.save_draft(id, &draft, saved_at)?;
            Ok((id, ()))
        })
    }

    /// Makes another draft like this one, with copies of its photos; also of a report that the city removed, with those photos that are still whole
    /// on the phone.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it is neither, [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself. There
    /// is no second draft then.
    pub fn duplicate(&self, id: ReportId) -> Result<ReportId, ApiError> {
        let (draft, photos) = self.read(|_, db| {
            let report = db.report(id)?;
            if report.stage != Stage::Draft && !report.is_removed() {
                return Err(ApiError::NotFound);
            }
            Ok((report.draft, db.photos(id)?))
        })?;
        self.client.with(|open| {
            let engine = &open.engine;
            let mut copies: Vec<(PhotoId, PhotoFacts)> = Vec::new();
            // First the files, then the rows that name them, all in one transaction.
            let copied = (|| {
                for photo in photos.into_iter().filter(|photo| photo.full_kept) {
                    let copy = PhotoId::new(engine.now().wall, &*engine.entropy);
                    copies.push((copy, photo.facts));
                    engine.store.sealer().copy_photo(photo.id, copy)?;
                }
                engine.store.write(|db| insert_copy(engine, db, &draft, &copies))
            })();
            match copied {
                Ok(copy) => {
                    engine.events.report_changed(copy);
                    Ok(copy)
                }
                Err(error) => {
                    for (photo, _) in copies {
                        engine.remove_photo_files(photo)?;
                    }
                    Err(error.into())
                }
            }
        })
    }

    /// Throws a draft away. For thirty days it can be taken back ([`Reports::restore`]); then it is erased with its photos.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it is no draft; [`ApiError::Closed`], or an error of the phone itself.
    pub fn discard(&self, id: ReportId) -> Result<(), ApiError> {
        self.write(|engine, db| Ok((id, db.discard(id, engine.now().wall)?)))
    }

    /// The drafts that were thrown away and can be taken back, the last one first.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn discarded(&self) -> Result<Vec<DiscardedDraft>, ApiError> {
        self.client.with(|open| Ok(open.engine.sweep_discarded()?))?;
        self.read(|engine, db| {
            let categories = engine.categories(db)?;
            let discarded = db.discarded()?.into_iter().map(|(draft, at)| {
                let erased_at = at.after(KEPT);
                let said = engine.moment(erased_at);
                Ok(DiscardedDraft {
                    id: draft.id,
                    title: draft.draft.title(&categories),
                    photos: db.photo_ids(draft.id)?,
                    discarded_at: at,
                    erased_at,
                    sentence: Words {
                        vi: format!("Sẽ xoá hẳn {}.", said.vi),
                        en: format!("Will be erased {}.", said.en),
                    },
                })
            });
            discarded.collect()
        })
    }

    /// Takes a discarded draft back, as it was.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it is not there any more; [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone
    /// itself.
    pub fn restore(&self, id: ReportId) -> Result<(), ApiError> {
        self.write(|_, db| {
            db.restore(id)?;
            let StoredReport { mut draft, saved_at, stage, .. } = db.report(id)?;
            if stage == Stage::Draft {
                draft.being_written = false;
                db.save_draft(id, &draft, saved_at)?;
            }
            Ok((id, ()))
        })
    }

    /// Erases a discarded draft at once, with its photos.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it was not discarded; [`ApiError::Closed`], or an error of the phone itself.
    pub fn erase(&self, id: ReportId) -> Result<(), ApiError> {
        self.client.with(|open| Ok(open.engine.erase_discarded(id)?))
    }

    /// The categories that a text is likely about, at most three, the likeliest first. Nothing leaves the phone for that.
    ///
    /// # Errors
    /// [`ApiError::InvalidConfig`] when the city's phrases can't be read, [`ApiError::Closed`], or an error of the phone itself.
    pub fn suggest(&self, text: &str) -> Result<Vec<Suggestion>, ApiError> {
        self.read(|engine, db| {
            let categories = engine.categories(db)?;
            let suggested = suggester(engine)?.suggest(text, |id| categories.get(id).is_some());
            Ok(suggested.into_iter().filter_map(|id| categories.get(id)).map(Suggestion::of).collect())
        })
    }

    /// The categories that a draft is likely about by its text, as [`Reports::suggest`], and by what the phone knows to be reported at its place;
    /// none once the citizen has chosen one.
    ///
    /// # Errors
    /// As [`Reports::suggest`]; [`ApiError::NotFound`] when it is not there.
    pub fn suggestions(&self, id: ReportId) -> Result<Vec<Suggestion>, ApiError> {
        self.read(|engine, db| {
            let draft = db.report(id)?.draft;
            if draft.category.is_some() {
                return Ok(Vec::new());
            }
            let near = match draft.location {
                Some(location) => engine.categories_near(db, location.point)?,
                None => Arc::default(),
            };
            let categories = engine.categories(db)?;
            let suggested = suggester(engine)?.suggest_at(
                &draft.text,
                |id| categories.get(id).is_some(),
                |id| near.iter().filter(|category| *category == id).count(),
            );
            Ok(suggested.into_iter().filter_map(|id| categories.get(id)).map(Suggestion::of).collect())
        })
    }

    /// The categories that the citizen may mean who types this to find one: words of a name with marks or without, in either language, not
    /// typed to their end, or what people write about it. All of them before anything is typed.
    ///
    /// # Errors
    /// As [`Reports::suggest`].
    pub fn search_categories(&self, typed: &str) -> Result<CategorySearch, ApiError> {
        self.read(|engine, db| {
            let categories = engine.categories(db)?;
            let found = search(typed, &categories, suggester(engine)?);
            let found = found.into_iter().map(Suggestion::of).collect();
            Ok(CategorySearch::of(found, other(&categories).map(Suggestion::of)))
        })
    }
}

fn suggester(engine: &Engine) -> Result<&Suggester, ApiError> {
    engine.suggester().map_err(|_| ApiError::InvalidConfig { what: "phrases".to_owned() })
}

fn question_category(categories: &Categories) -> Option<String> {
    let about_no_place = |category: &&Category| category.location == LocationRule::None;
    categories.categories.iter().find(about_no_place).map(|category| category.id.clone())
}

fn summary(engine: &Engine, db: &Db<'_>, draft: &StoredReport) -> Result<DraftSummary, StoreError> {
    let saved = engine.moment(draft.saved_at);
    Ok(DraftSummary {
        id: draft.id,
        title: draft.draft.title(&*engine.categories(db)?),
        photos: db.photo_ids(draft.id)?,
        saved_at: draft.saved_at,
        sentence: Words { vi: format!("Đã lưu {}.", saved.vi), en: format!("Saved {}.", saved.en) },
    })
}

fn insert_copy(
    engine: &Engine,
    db: &Db<'_>,
    draft: &Draft,
    photos: &[(PhotoId, PhotoFacts)],
) -> Result<ReportId, StoreError> {
    let now: Timestamp = engine.now().wall;
    let id = ReportId::new(now, &*engine.entropy);
    let draft = Draft { being_written: false, change_of: None, ..draft.clone() };
    db.insert_report(id, &draft, &AccessSecret::new(&*engine.entropy), now)?;
    for (photo, facts) in photos {
        db.insert_photo(id, *photo, facts)?;
    }
    Ok(id)
}
