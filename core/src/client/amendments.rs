//! Changing a report that has left the draft. Like all else it is on disk when the call returns, and goes by itself.

use super::follow_ups::{is_ours_alone, item, ways_out};
use super::{AmendmentView, ConflictView, Reports};
use crate::clock::Timestamp;
use crate::error::ApiError;
use crate::id::{IdempotencyKey, ReportId};
use crate::outbox::{Item, ItemState, Kind};
use crate::report::{
    Amendment, AmendmentChoice, CONFLICT, Categories, Content, Draft, DraftEdit, Onto, Part,
};
use crate::store::{Db, StoreError, StoredReport};
use crate::sync::{Engine, bring_in_line, show};
use crate::words::Words;

impl Reports<'_> {
    /// Changes what a report says that the city has or may have; one that it can't have is edited again instead ([`Reports::edit_again`]). A
    /// change that did not leave the phone yet becomes one with this. The category stays.
    ///
    /// # Errors
    /// [`ApiError::InvalidInput`] with the rules that the report would not keep any more; [`ApiError::NotFound`] for a draft, for a report that the
    /// city has closed or that was taken back, and for another category; [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the
    /// phone itself. Nothing is changed then.
    pub fn amend(&self, id: ReportId, edits: Vec<DraftEdit>) -> Result<(), ApiError> {
        self.write(|engine, db| {
            let report = db.report(id)?;
            if !ways_out(engine, &report, &db.items_of(id)?).amend {
                return Err(ApiError::NotFound);
            }
            let in_force = engine.categories(db)?;
            let now = engine.now().wall;
            let draft = edited(engine, report.draft.clone(), edits, &in_force, now)?;
            let problems = draft.problems(db.photos(id)?.len(), &in_force, now);
            if !problems.is_empty() {
                return Err(ApiError::InvalidInput { problems });
            }
            queue(engine, db, &report, &draft, &report.draft.content(&in_force))?;
            Ok((id, ()))
        })?;
        self.wake()
    }

    /// Chooses between what the citizen and what the city made of a part. When nothing is left to choose the change goes on by itself.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when there is nothing to choose; [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn resolve(&self, id: ReportId, part: Part, choice: AmendmentChoice) -> Result<(), ApiError> {
        self.write(|engine, db| {
            let report = db.report(id)?;
            let (mut item, mut amendment) = conflicted(db, id)?.ok_or(ApiError::NotFound)?;
            let (theirs, revision) = at_the_city(&report).ok_or(ApiError::NotFound)?;
            if !conflicts(&amendment, &theirs, revision).contains(&part) {
                return Err(ApiError::NotFound);
            }
            amendment.choose(part, choice, &theirs);
            let key = IdempotencyKey::new(engine.now().wall, &*engine.entropy);
            // What was chosen is kept, also while there is more to choose.
            db.set_amendment(item.id, id, key, &amendment)?;
            item.state = ItemState::Ready;
            db.save_item(&item)?;
            bring_in_line(db, item, &amendment, &theirs, revision, Some(key))?;
            show(db, id, &theirs)?;
            Ok((id, ()))
        })?;
        self.wake()
    }

    /// Drops a change that did not leave the phone, or that the city did not take. The report is shown as the city has it.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when there is none, or the city may have it; [`ApiError::Closed`], or an error of the phone itself.
    pub fn drop_amendment(&self, id: ReportId) -> Result<(), ApiError> {
        self.write(|_, db| {
            let report = db.report(id)?;
            let ours: Vec<(Item, Amendment)> =
                db.amendments(id)?.into_iter().filter(|(item, _)| is_ours_alone(item)).collect();
            if ours.is_empty() {
                return Err(ApiError::NotFound);
            }
            for (item, _) in ours {
                db.delete_item(item.id)?;
            }
            show(db, id, &known(db, &report)?.0)?;
            Ok((id, ()))
        })
    }
}

/// The newest change of a report that the city does not have, and what there is to choose.
pub(super) fn amendment(
    engine: &Engine,
    db: &Db<'_>,
    report: &StoredReport,
) -> Result<Option<AmendmentView>, ApiError> {
    let amendments = db.amendments(report.id)?;
    let Some((last, _)) = amendments.last() else { return Ok(None) };
    let delivery = engine.delivery(Some(last));
    let sentences = delivery.sentences(|at| engine.moment(at));
    let can_drop = amendments.iter().any(|(item, _)| is_ours_alone(item));
    let conflicts = match (conflicted(db, report.id)?, at_the_city(report)) {
        (Some((_, amendment)), Some((theirs, revision))) => {
            let view = |part| conflict(engine, &report.draft, part, &amendment.mine, &theirs);
            conflicts(&amendment, &theirs, revision).into_iter().map(view).collect::<Result<_, _>>()?
        }
        _ => Vec::new(),
    };
    Ok(Some(AmendmentView { delivery, sentences, can_drop, conflicts }))
}

/// Queues what the citizen made of a report that said `seen` when they began. What the city changed since, they have not seen: where they changed
/// the same, they choose.
pub(super) fn queue(
    engine: &Engine,
    db: &Db<'_>,
    report: &StoredReport,
    draft: &Draft,
    seen: &Content,
) -> Result<(), ApiError> {
    let in_force = engine.categories(db)?;
    let before = report.draft.content(&in_force);
    let mine = draft.content(&in_force);
    let parts = mine.changed_from(&before);
    if parts.is_empty() {
        return Ok(());
    }
    let is_first = db.amendments(report.id)?.is_empty();
    let mut amendment = Amendment { mine, ..begun(db, report)? };
    if is_first {
        for part in before.changed_from(seen).into_iter().filter(|part| parts.contains(part)) {
            amendment.base.take(part, seen);
        }
    }
    let key = IdempotencyKey::new(engine.now().wall, &*engine.entropy);
    let item = item(engine, report.id, Kind::Amendment);
    db.insert_amendment(&item, key, &amendment)?;
    db.set_shown(report.id, draft)?;
    Ok(catch_up(db, report, item, &amendment)?)
}

fn edited(
    engine: &Engine,
    mut draft: Draft,
    edits: Vec<DraftEdit>,
    in_force: &Categories,
    now: Timestamp,
) -> Result<Draft, ApiError> {
    for edit in edits {
        match edit {
            DraftEdit::Category(_) => return Err(ApiError::NotFound),
            DraftEdit::Location(location) => {
                draft.located_at = Some(now);
                let boundaries = engine.boundaries()?;
                let ward = location.and_then(|location| boundaries.ward_at(location.point));
                draft.ward = ward.map(|ward| ward.code.clone());
            }
            _ => {}
        }
        draft.apply(edit, in_force);
    }
    Ok(draft)
}

/// What a new change begins with. Changes that are ours alone become part of it; one that the city may have comes before it.
fn begun(db: &Db<'_>, report: &StoredReport) -> Result<Amendment, ApiError> {
    let (ours, sent): (Vec<_>, Vec<_>) =
        db.amendments(report.id)?.into_iter().partition(|(item, _)| is_ours_alone(item));
    for (item, _) in &ours {
        db.delete_item(item.id)?;
    }
    if let Some((_, first)) = ours.into_iter().next() {
        return Ok(first);
    }
    if let Some((_, last)) = sent.into_iter().next_back() {
        return Ok(Amendment { base: last.mine.clone(), ..last });
    }
    let (base, base_revision) = known(db, report)?;
    Ok(Amendment { base_revision, mine: base.clone(), base })
}

/// What the city has, as far as it is known: at least what was sent first, which is its first revision.
fn known(db: &Db<'_>, report: &StoredReport) -> Result<(Content, i64), StoreError> {
    if let Some(known) = at_the_city(report) {
        return Ok(known);
    }
    let body = serde_json::from_slice(db.finalised(report.id)?.body()).map_err(|_| StoreError::Damaged)?;
    Ok((Content::of_members(&body).ok_or(StoreError::Damaged)?, 1))
}

fn at_the_city(report: &StoredReport) -> Option<(Content, i64)> {
    let city = report.city.as_ref()?;
    Some((city.content()?, city.revision))
}

/// A change that is made of one that began earlier begins with what the city has now, if nothing is before it.
fn catch_up(db: &Db<'_>, report: &StoredReport, item: Item, amendment: &Amendment) -> Result<(), StoreError> {
    let is_first = db.amendments(report.id)?.first().is_some_and(|(first, _)| first.id == item.id);
    match at_the_city(report).filter(|_| is_first) {
        Some((theirs, revision)) => bring_in_line(db, item, amendment, &theirs, revision, None),
        None => Ok(()),
    }
}

fn conflicted(db: &Db<'_>, id: ReportId) -> Result<Option<(Item, Amendment)>, StoreError> {
    Ok(db.amendments(id)?.into_iter().find(|(item, _)| is_conflict(item)))
}

/// It waits for what the citizen chooses.
pub(super) fn is_conflict(item: &Item) -> bool {
    matches!(&item.state, ItemState::Parked { code } if code == CONFLICT)
}

fn conflicts(amendment: &Amendment, theirs: &Content, revision: i64) -> Vec<Part> {
    match amendment.onto(theirs, revision) {
        Onto::Conflict(parts) => parts,
        Onto::Nothing | Onto::Clean(_) => Vec::new(),
    }
}

fn conflict(
    engine: &Engine,
    draft: &Draft,
    part: Part,
    mine: &Content,
    theirs: &Content,
) -> Result<ConflictView, ApiError> {
    let said = |content: &Content| {
        let mut draft = draft.clone();
        draft.take_content(content, &[part]);
        say(engine, &draft, part)
    };
    Ok(ConflictView { part, name: part.words(), mine: said(mine)?, theirs: said(theirs)? })
}

/// A part as the citizen reads it.
fn say(engine: &Engine, draft: &Draft, part: Part) -> Result<Words, ApiError> {
    let none = || Words::of("Để trống", "Left empty");
    let text = |text: &str| if text.is_empty() { none() } else { Words::of(text, text) };
    Ok(match part {
        Part::Text => text(draft.text.trim()),
        Part::Address => text(draft.address.as_deref().unwrap_or_default()),
        Part::Contact => match &draft.contact {
            Some(contact) => text(format!("{} {}", contact.name, contact.phone).trim()),
            None => Words::of("Ẩn danh", "Anonymous"),
        },
        Part::Place => match draft.location {
            Some(location) => {
                let (lat, lon) = (location.point.lat(), location.point.lon());
                let ward = engine.boundaries()?.ward_at(location.point).map(|ward| ward.name.clone());
                let ward = ward.map(|name| format!("{name}, ")).unwrap_or_default();
                text(&format!("{ward}{lat:.5}, {lon:.5}"))
            }
            None => none(),
        },
        Part::Sharing => {
            let sharing = draft.sharing;
            let all = [
                (sharing.text, Words::of("Nội dung", "The text")),
                (sharing.photos, Words::of("Ảnh", "The photos")),
                (sharing.name, Words::of("Tên", "The name")),
            ];
            let public = all.into_iter().filter(|(is_public, _)| *is_public).map(|(_, words)| words);
            joined(public).unwrap_or_else(|| Words::of("Không có gì", "Nothing"))
        }
        Part::Answers => {
            let Some(category) = &draft.pinned else { return Ok(none()) };
            let asked = draft.answers.asked(category).into_iter();
            let answers = asked.filter_map(|(question, answer)| {
                let answer = question.say_answer(answer?, |at| engine.moment(at));
                Some(Words {
                    vi: format!("{} {}", question.text.vi, answer.vi),
                    en: format!("{} {}", question.text.en, answer.en),
                })
            });
            joined(answers).unwrap_or_else(none)
        }
    })
}

fn joined(words: impl Iterator<Item = Words>) -> Option<Words> {
    words.reduce(|all, next| Words {
        vi: format!("{}; {}", all.vi, next.vi),
        en: format!("{}; {}", all.en, next.en),
    })
}
