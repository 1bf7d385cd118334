//! What a citizen does about a report after the draft. Like all else it is on disk when the call returns, and goes by itself.

use super::{RatingView, Reports};
use crate::error::ApiError;
use crate::id::{IdempotencyKey, ItemId, MessageId, ReportId};
use crate::outbox::{Item, ItemState, Kind};
use crate::report::{Delivery, FollowUpRequest, Message, Problem, REMOVED, Rating, WaysOut};
use crate::store::{Db, Stage, StoreError, StoredReport};
use crate::sync::Engine;

impl Reports<'_> {
    /// Says something to the city about a report. It stands in the thread at once.
    ///
    /// # Errors
    /// [`ApiError::InvalidInput`] for a text that is empty or too long, [`ApiError::NotFound`] for a draft or a report that was taken back,
    /// [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn reply(&self, id: ReportId, text: &str) -> Result<MessageId, ApiError> {
        let message = self.write(|engine, db| {
            if !ways_out(engine, &db.report(id)?, &db.items_of(id)?).reply {
                return Err(ApiError::NotFound);
            }
            let now = engine.now().wall;
            let message = MessageId::new(now, &*engine.entropy);
            let key = IdempotencyKey::new(now, &*engine.entropy);
            let request = FollowUpRequest::message(id, message, key, text, now).map_err(invalid)?;
            db.keep_message(
                id,
                0,
                &Message {
                    id: message,
                    author: Message::CITIZEN.to_owned(),
                    agency: None,
                    text: text.trim().to_owned(),
                    sent_at: now.to_rfc3339(),
                },
            )?;
            db.insert_follow_up(&item(engine, id, Kind::Message { message }), &request)?;
            Ok((id, message))
        })?;
        self.wake()?;
        Ok(message)
    }

    /// Takes an own message out of the thread that has not left the phone, or that the city refused.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it is not there, or the city may have it; [`ApiError::Closed`], or an error of the phone itself.
    pub fn unsend(&self, id: ReportId, message: MessageId) -> Result<(), ApiError> {
        self.write(|_, db| {
            let mut items = db.items_of(id)?.into_iter();
            let item = items
                .find(|item| item.kind == Kind::Message { message } && is_ours_alone(item))
                .ok_or(ApiError::NotFound)?;
            db.delete_item(item.id)?;
            db.delete_message(message, i64::MAX)?;
            Ok((id, ()))
        })
    }

    /// Rates what the city did. A later rating takes the place of an earlier one.
    ///
    /// # Errors
    /// [`ApiError::InvalidInput`] for a comment that is too long, [`ApiError::NotFound`] when there is nothing to rate yet,
    /// [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn rate(&self, id: ReportId, rating: &Rating) -> Result<(), ApiError> {
        self.write(|engine, db| {
            if !ways_out(engine, &db.report(id)?, &db.items_of(id)?).rate {
                return Err(ApiError::NotFound);
            }
            for earlier in db.items_of(id)? {
                if earlier.kind == Kind::Rating && is_ours_alone(&earlier) {
                    db.delete_item(earlier.id)?;
                }
            }
            let key = IdempotencyKey::new(engine.now().wall, &*engine.entropy);
            let request = FollowUpRequest::rating(id, key, rating).map_err(invalid)?;
            db.insert_follow_up(&item(engine, id, Kind::Rating), &request)?;
            Ok((id, ()))
        })?;
        self.wake()
    }

    /// Takes a report back that the city has or may have. What of it still waits does not go any more; its photos leave the phone
    /// when the city knows.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] for a draft, and when the city has closed the report or it was taken back before;
    /// [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn withdraw(&self, id: ReportId) -> Result<(), ApiError> {
        let items = self.write(|engine, db| {
            let items = db.items_of(id)?;
            if !ways_out(engine, &db.report(id)?, &items).withdraw {
                return Err(ApiError::NotFound);
            }
            db.end_leases_of(id)?;
            let key = IdempotencyKey::new(engine.now().wall, &*engine.entropy);
            let request = FollowUpRequest::withdrawal(id, key);
            db.insert_follow_up(&item(engine, id, Kind::Withdrawal), &request)?;
            Ok((id, items))
        })?;
        // What the system still has of it goes no further.
        self.client.with(|open| {
            let sealer = open.engine.store.sealer();
            Ok(items.iter().try_for_each(|item| sealer.remove_outgoing(item.id))?)
        })?;
        self.wake()
    }

    /// Takes a withdrawal back that the city does not know of, or that it refused. The report goes on where it was.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when there is none, or the city may know; [`ApiError::Closed`], or an error of the phone itself.
    pub fn keep(&self, id: ReportId) -> Result<(), ApiError> {
        self.write(|_, db| {
            let mut items = db.items_of(id)?.into_iter();
            let withdrawal = items
                .find(|item| item.kind == Kind::Withdrawal && is_ours_alone(item))
                .ok_or(ApiError::NotFound)?;
            db.delete_item(withdrawal.id)?;
            Ok((id, ()))
        })?;
        self.wake()
    }
}

/// What can still be done about a report; nothing where the city hears no more about it.
pub(super) fn ways_out(engine: &Engine, report: &StoredReport, items: &[Item]) -> WaysOut {
    if engine.has_desk() {
        return WaysOut::default();
    }
    if let Some(withdrawal) = items.iter().find(|item| item.kind == Kind::Withdrawal) {
        return WaysOut { keep: is_ours_alone(withdrawal), ..WaysOut::default() };
    }
    if report.stage == Stage::Draft || report.is_withdrawn() {
        return WaysOut::default();
    }
    let ways = WaysOut::of(report.city.as_ref().map(|city| city.status));
    // What the city can't have is edited again.
    let is_here = items.iter().any(|item| item.kind == Kind::Report && is_ours_alone(item));
    WaysOut { amend: ways.amend && !is_here, ..ways }
}

/// The citizen's newest word on what the city did, and whether the city has it.
pub(super) fn rating(
    engine: &Engine,
    db: &Db<'_>,
    report: &StoredReport,
    items: &[Item],
) -> Result<Option<RatingView>, StoreError> {
    let newest = items.iter().rev().find(|item| item.kind == Kind::Rating);
    let rating = match newest {
        Some(item) => db.follow_up(item)?.as_rating(),
        None => report.city.as_ref().and_then(|city| city.rating.clone()),
    };
    let delivery = if report.is_removed() { lost_with_report() } else { engine.delivery(newest) };
    let sentences = delivery.sentences(|at| engine.moment(at));
    Ok(rating.map(|rating| RatingView { rating, delivery, sentences }))
}

/// What the city has of a report that it removed: nothing.
pub(super) fn lost_with_report() -> Delivery {
    Delivery::Parked { code: REMOVED.to_owned() }
}

/// Nobody but this phone can have it.
pub(super) fn is_ours_alone(item: &Item) -> bool {
    !item.attempted || matches!(item.state, ItemState::Parked { .. })
}

pub(super) fn item(engine: &Engine, report: ReportId, kind: Kind) -> Item {
    Item::new(ItemId::new(engine.now().wall, &*engine.entropy), report, kind)
}

fn invalid(problem: Problem) -> ApiError {
    ApiError::InvalidInput { problems: vec![problem] }
}
