//! What everyone sees, as a UI works with it: what of a draft becomes public, and the public reports of others: possible duplicates, and
//! those that the citizen follows.

use std::sync::Arc;

use super::changes::photos_of;
use super::{Open, Reports};
use crate::account::StoredSession;
use crate::error::ApiError;
use crate::id::ReportId;
use crate::report::{
    Categories, Disclosing, Disclosure, Draft, Duplicate, FollowedReport, LocationRule, SAME_PLACE_M,
    Sharing, Visibility, disclosure, duplicates,
};
use crate::store::{Db, Setting, Stage, StoredReport};
use crate::sync::{Engine, FetchError, followed, known_nearby, known_report};

/// Followed reports, at most; the one that was followed first makes room.
const MAX_FOLLOWED: usize = 100;

/// The ward in which there may be reports like a draft. One that is sent already repeats none, and one about no place is like none.
fn to_look_in(draft: &Draft, in_force: &Categories) -> Option<String> {
    draft.as_sent(in_force).ward.clone().filter(|_| draft.change_of.is_none())
}

/// That ward, and those across a border which is so near that the same thing may be reported from there.
fn to_ask_for(engine: &Engine, db: &Db<'_>, draft: &Draft) -> Result<Vec<String>, ApiError> {
    let Some(own) = to_look_in(draft, &*engine.categories(db)?) else { return Ok(Vec::new()) };
    let near = match &draft.location {
        Some(location) => engine.boundaries()?.wards_near(location.point, SAME_PLACE_M),
        None => Vec::new(),
    };
    let others = near.into_iter().map(|ward| ward.code.clone()).filter(|code| *code != own);
    Ok(std::iter::once(own.clone()).chain(others).collect())
}

/// Whether the city learns whose it is: by the session that it was sent with, or that a draft would be.
fn goes_under_an_account(db: &Db<'_>, report: &StoredReport) -> Result<bool, ApiError> {
    match &report.draft.change_of {
        Some(change) => return Ok(db.account_of(change.report)?.is_some()),
        None if report.stage != Stage::Draft => return Ok(db.account_of(report.id)?.is_some()),
        None => {}
    }
    let session: Option<StoredSession> = db.setting(Setting::Session)?;
    Ok(session.is_some())
}

impl Reports<'_> {
    /// Field by field what the city's staff and what everyone will see of a report, and the personal numbers in it that everyone would read.
    ///
    /// # Errors
    /// [`ApiError::NotFound`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn disclosure(&self, id: ReportId) -> Result<Disclosure, ApiError> {
        self.read(|engine, db| {
            let categories = engine.categories(db)?;
            let report = db.report(id)?;
            let mut draft = report.draft.as_sent(&categories).into_owned();
            let mut position = Visibility::Approximate;
            if engine.has_desk() {
                // It knows no choice: what is reported is read by everyone, its place to the digit, and who reports it is not.
                position = Visibility::Shown;
                draft.sharing = Sharing { text: true, photos: true, name: false };
            }
            let hotlines: Vec<&str> =
                engine.config.hotlines.iter().map(|hotline| hotline.number.as_str()).collect();
            let boundaries = engine.boundaries()?;
            let ward = draft.ward.as_deref().and_then(|code| boundaries.ward(code));
            let category = draft.category_in(&categories);
            let asked = category.map(|category| draft.answers.asked(category)).unwrap_or_default();
            let answered = asked.into_iter().filter_map(|(question, answer)| {
                let answer = answer.filter(|answer| !answer.is_blank())?;
                Some((question.text.clone(), question.say_answer(answer, |at| engine.moment(at))))
            });
            let answers: Vec<_> = answered.collect();
            let with = Disclosing {
                photos: photos_of(db, id, &draft)?,
                category: category.map(|known| &known.name),
                has_account: goes_under_an_account(db, &report)?,
                is_listed: draft.location_rule(&categories) != LocationRule::None,
                answers: &answers,
                ward: ward.map(|ward| ward.name.as_str()),
                position,
                hotlines: &hotlines,
                this_year: engine.this_year(),
            };
            Ok(disclosure(&draft, &with))
        })
    }

    /// Open reports of others that may be about what the draft is about, as far as the phone knows. [`Reports::refresh_nearby`] asks the city.
    ///
    /// # Errors
    /// [`ApiError::NotFound`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn duplicates(&self, id: ReportId) -> Result<Vec<Duplicate>, ApiError> {
        self.read(|engine, db| {
            let draft = db.report(id)?.draft;
            if to_look_in(&draft, &*engine.categories(db)?).is_none() {
                return Ok(Vec::new());
            }
            let known = known_nearby(db, engine.now().wall)?;
            // Most drafts are the first of their kind; only for the others all own reports are read.
            let found = duplicates(&draft, &known, &[]);
            Ok(if found.is_empty() { found } else { duplicates(&draft, &known, &db.own_public_ids()?) })
        })
    }

    /// Asks the city what is reported in the draft's ward and in those that begin within 250 m of its position, each unless that was done in
    /// the last five minutes; then [`Reports::duplicates`]. The city learns the wards and not the position. A network that fails is no error:
    /// what is known stays.
    ///
    /// # Errors
    /// [`ApiError::NotFound`], [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub async fn refresh_nearby(&self, id: ReportId) -> Result<Vec<Duplicate>, ApiError> {
        let wards = self.read(|engine, db| to_ask_for(engine, db, &db.report(id)?.draft))?;
        let ask = async move |engine: Arc<Engine>| match engine.refresh_wards(&wards).await {
            Ok(()) | Err(FetchError::Wire(_)) => Ok(()),
            Err(FetchError::Store(error)) => Err(ApiError::from(error)),
        };
        self.client.run(ask).await?;
        self.duplicates(id)
    }

    /// Follows a report of others that a draft would repeat: its status is watched from now on. The city does not learn who follows.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when the phone knows no such report, [`ApiError::StorageFull`], [`ApiError::Closed`], or an
    /// error of the phone itself.
    pub fn follow(&self, id: ReportId, public_id: &str) -> Result<(), ApiError> {
        self.change_followed(|engine, db, followed| {
            let now = engine.now().wall;
            db.report(id)?;
            let (ward, report) = known_report(db, public_id, now)?.ok_or(ApiError::NotFound)?;
            if !followed.iter().any(|followed| followed.report.public_id == public_id) {
                followed.insert(
                    0,
                    FollowedReport { report, ward, followed_at: now, changed: false, gone: false },
                );
                followed.truncate(MAX_FOLLOWED);
            }
            Ok(())
        })
    }

    /// Follows a report no longer.
    ///
    /// # Errors
    /// [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn unfollow(&self, public_id: &str) -> Result<(), ApiError> {
        self.change_followed(|_, _, followed| {
            followed.retain(|followed| followed.report.public_id != public_id);
            Ok(())
        })
    }

    /// The citizen has seen what changed about the reports that they follow.
    ///
    /// # Errors
    /// [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn mark_followed_seen(&self) -> Result<(), ApiError> {
        self.change_followed(|_, _, followed| {
            for report in followed {
                report.changed = false;
            }
            Ok(())
        })
    }

    /// The reports of others that the citizen follows, the latest first, as they were when the phone last asked.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn followed(&self) -> Result<Vec<FollowedReport>, ApiError> {
        self.read(|_, db| Ok(followed(db)?))
    }

    fn change_followed(
        &self,
        change: impl FnOnce(&Engine, &Db<'_>, &mut Vec<FollowedReport>) -> Result<(), ApiError>,
    ) -> Result<(), ApiError> {
        self.client.with(|Open { engine, .. }| {
            engine.store.write(|db| {
                let mut reports = followed(db)?;
                change(engine, db, &mut reports)?;
                Ok::<_, ApiError>(db.set_setting(Setting::Followed, &reports)?)
            })?;
            engine.events.sync_changed();
            Ok(())
        })
    }
}
