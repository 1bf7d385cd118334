//! Writing a change of a sent report. It is a draft, kept at every keystroke; sent, it becomes an amendment, and the draft is gone.

use super::Reports;
use super::amendments::queue;
use super::follow_ups::ways_out;
use crate::error::ApiError;
use crate::id::ReportId;
use crate::outbox::{Item, ItemState, Kind};
use crate::report::{AccessSecret, CLOSED, ChangeOf, Draft, Status};
use crate::store::{Db, Stage, StoreError, StoredReport};
use crate::sync::Engine;
use crate::words::Words;

impl Reports<'_> {
    /// Begins to change a report that the city has or may have, or goes on where the citizen stopped. What comes of it is a draft: edited as one,
    /// sent with [`Reports::submit`], thrown away with [`Reports::discard`]. Its category and its photos stay as they are.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] where [`super::ReportView::ways_out`] has no such way; [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of
    /// the phone itself.
    pub fn begin_change(&self, id: ReportId) -> Result<ReportId, ApiError> {
        self.write(|engine, db| {
            let is_of_it = |draft: &StoredReport| {
                draft.draft.change_of.as_ref().is_some_and(|change| change.report == id)
            };
            if let Some(begun) = db.drafts()?.into_iter().find(is_of_it) {
                return Ok((begun.id, begun.id));
            }
            let report = db.report(id)?;
            if !ways_out(engine, &report, &db.items_of(id)?).amend {
                return Err(ApiError::NotFound);
            }
            let now = engine.now().wall;
            let draft = report.draft.to_change(id, &*engine.categories(db)?);
            let change = ReportId::new(now, &*engine.entropy);
            db.insert_report(change, &draft, &AccessSecret::new(&*engine.entropy), now)?;
            engine.note_open(change);
            Ok((change, change))
        })
    }
}

/// Queues what the citizen wrote, and ends the draft in which they did; the report that is changed.
pub(super) fn submit_change(
    engine: &Engine,
    db: &Db<'_>,
    id: ReportId,
    draft: &Draft,
    change: &ChangeOf,
) -> Result<ReportId, ApiError> {
    let report = db.report(change.report)?;
    if !ways_out(engine, &report, &db.items_of(report.id)?).amend {
        return Err(ApiError::NotFound);
    }
    let in_force = engine.categories(db)?;
    let now = engine.now().wall;
    let problems = draft.problems(photos_of(db, id, draft)?, &in_force, now);
    if !problems.is_empty() {
        return Err(ApiError::InvalidInput { problems });
    }
    let parts = draft.changed_parts(&in_force);
    let mut changed = report.draft.clone();
    changed.take_content(&draft.content(&in_force), &parts);
    queue(engine, db, &report, &changed, &change.began)?;
    db.discard(id, now)?;
    db.erase_discarded(id)?;
    Ok(report.id)
}

/// The photos that go with a draft: those of the report that it changes are at the city.
pub(super) fn photos_of(db: &Db<'_>, id: ReportId, draft: &Draft) -> Result<usize, StoreError> {
    let of = draft.change_of.as_ref().map_or(id, |change| change.report);
    Ok(db.photo_ids(of)?.len())
}

/// Brings what the citizen has not changed to what the report says now; whether there was anything to do.
pub(super) fn follow(engine: &Engine, db: &Db<'_>, draft: &mut Draft) -> Result<bool, StoreError> {
    let Some(ChangeOf { report, .. }) = draft.change_of.as_ref() else { return Ok(false) };
    let in_force = engine.categories(db)?;
    match db.report(*report) {
        Ok(report) => Ok(draft.follow(&report.draft.content(&in_force), &in_force)),
        Err(StoreError::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Why what a report says can't be changed any more. It says nothing of one that can be, or that was not sent yet.
pub(super) fn why_no_change(
    engine: &Engine,
    db: &Db<'_>,
    report: &StoredReport,
) -> Result<Option<Words>, StoreError> {
    if engine.has_desk() && report.stage != Stage::Draft {
        return Ok(Some(Words::of(
            "Thành phố này không nhận sửa đổi hay tin nhắn cho phản ánh đã gửi. Nếu cần, hãy gọi tổng đài.",
            "This city takes no changes of a report that was sent, and no messages about it. Call the hotline if you need to.",
        )));
    }
    let changed = match &report.draft.change_of {
        Some(change) => match db.report(change.report) {
            Ok(changed) => changed,
            Err(StoreError::NotFound) => return Ok(Some(gone())),
            Err(error) => return Err(error),
        },
        None if report.stage == Stage::Draft => return Ok(None),
        None => return of_sent(db, report),
    };
    if changed.stage == Stage::Draft { Ok(Some(gone())) } else { of_sent(db, &changed) }
}

fn of_sent(db: &Db<'_>, report: &StoredReport) -> Result<Option<Words>, StoreError> {
    if report.is_removed() {
        return Ok(Some(Words::of(
            "Thành phố đã gỡ phản ánh này nên không sửa được nữa. Bạn có thể chép sang một phản ánh mới.",
            "The city removed this report, so it can't be changed any more. You can copy it to a new one.",
        )));
    }
    let withdrawal = db.items_of(report.id)?.into_iter().find(|item| item.kind == Kind::Withdrawal);
    let came_too_late = |item: &Item| matches!(&item.state, ItemState::Parked { code } if code == CLOSED);
    let too_late = withdrawal.as_ref().is_some_and(came_too_late);
    if withdrawal.is_some() && !too_late || report.is_withdrawn() {
        return Ok(Some(Words::of(
            "Bạn đã rút lại phản ánh này nên không sửa được nữa.",
            "You took this report back, so it can't be changed any more.",
        )));
    }
    let is_closed = |status| matches!(status, Status::Done | Status::Rejected);
    Ok(report.city.as_ref().is_some_and(|city| is_closed(city.status)).then(|| {
        // While the refused withdrawal stands there, nothing is written to the city.
        if too_late {
            Words::of(
                "Thành phố đã kết thúc xử lý phản ánh này nên không sửa được nữa.",
                "The city has closed this report, so it can't be changed any more.",
            )
        } else {
            Words::of(
                "Thành phố đã kết thúc xử lý phản ánh này nên không sửa được nữa. Bạn vẫn nhắn được cho thành phố.",
                "The city has closed this report, so it can't be changed any more. You can still write to the city.",
            )
        }
    }))
}

fn gone() -> Words {
    Words::of(
        "Phản ánh mà bạn sửa không còn ở thành phố. Hãy gửi một phản ánh mới.",
        "The report that you are changing is not with the city. Send a new one.",
    )
}

/// The state of a change that is written, in place of a draft's.
pub(super) fn unsent() -> Words {
    Words::of(
        "Thay đổi của một phản ánh đã gửi. Bạn chưa gửi thay đổi này.",
        "A change of a report that you sent. The change is not sent yet.",
    )
}
