//! Where each report is, put together from its rows, the outbox and the conditions of this moment.

use super::Engine;
use crate::clock::Timestamp;
use crate::id::ReportId;
use crate::outbox::{Item, ItemState, Kind, outlook};
use crate::report::{CONFLICT, CityReport, Delivery, PhotoProgress, Reason, ReportState};
use crate::store::{Db, Stage, StoreError, StoredReport};
use crate::words::Words;

impl Engine {
    /// The state of a report with these items.
    pub(crate) fn report_state(
        &self,
        db: &Db<'_>,
        report: &StoredReport,
        items: &[Item],
    ) -> Result<ReportState, StoreError> {
        let number = report.city.as_ref().map(|city| city.number.clone());
        if let Some(withdrawal) = items.iter().find(|item| item.kind == Kind::Withdrawal) {
            return Ok(match self.delivery(Some(withdrawal)) {
                Delivery::Delivered => ReportState::Withdrawn,
                Delivery::Waiting { reason, next_try } => ReportState::Withdrawing { reason, next_try },
                Delivery::Parked { code } => ReportState::Parked { code, number },
            });
        }
        if report.is_withdrawn() {
            return Ok(ReportState::Withdrawn);
        }
        if report.is_removed() {
            return Ok(ReportState::Removed);
        }
        match (report.stage, number) {
            (Stage::Draft, _) => Ok(ReportState::Draft),
            (Stage::Delivered, number) => Ok(ReportState::Delivered { number: number.unwrap_or_default() }),
            (Stage::Outgoing, number) => self.outgoing_state(db, report, items, number),
        }
    }

    /// All that a citizen wants to know of a report in a list: its state, and that something said about it still waits.
    pub(crate) fn sentences(&self, items: &[Item], state: &ReportState) -> Vec<Words> {
        let mut sentences = state.sentences(|at| self.moment(at));
        if let (ReportState::Delivered { number }, true) = (state, self.has_desk())
            && let (Some(first), false) = (sentences.first_mut(), number.is_empty())
        {
            // It confirms no photos.
            *first = Words {
                vi: format!("Thành phố đã nhận phản ánh. Số: {number}."),
                en: format!("The city has the report. Number: {number}."),
            };
        }
        let follow_up =
            |item: &Item| matches!(item.kind, Kind::Message { .. } | Kind::Amendment | Kind::Rating);
        let is_conflict = |item: &Item| parked_code(item).is_some_and(|code| code == CONFLICT);
        if items.iter().any(is_conflict) {
            sentences.push(Words::of(
                "Bạn và thành phố cùng sửa một chỗ. Hãy chọn giữ bên nào.",
                "You and the city changed the same thing. Choose which one to keep.",
            ));
        } else if items.iter().any(|item| item.kind == Kind::Amendment && parked_code(item).is_some()) {
            sentences.push(Words::of(
                "Thành phố không nhận thay đổi của bạn.",
                "The city does not take your change.",
            ));
        } else if items.iter().any(|item| follow_up(item) && parked_code(item).is_some()) {
            sentences.push(Words::of(
                "Thành phố không nhận một điều bạn viết thêm.",
                "The city does not take something that you added.",
            ));
        } else if items.iter().any(|item| item.kind == Kind::Amendment) {
            sentences.push(Words::of("Thay đổi của bạn đang chờ gửi.", "Your change is waiting to be sent."));
        } else if items.iter().any(follow_up) {
            sentences
                .push(Words::of("Điều bạn viết thêm đang chờ gửi.", "What you added is waiting to be sent."));
        }
        sentences
    }

    /// Whether the city has what an item carries; what is not in the outbox any more, it has.
    pub(crate) fn delivery(&self, item: Option<&Item>) -> Delivery {
        let Some(item) = item else { return Delivery::Delivered };
        if let Some(code) = parked_code(item) {
            return Delivery::Parked { code };
        }
        let (reason, next_try) = self.item_outlook(item);
        Delivery::Waiting { reason, next_try }
    }

    fn outgoing_state(
        &self,
        db: &Db<'_>,
        report: &StoredReport,
        items: &[Item],
        number: Option<String>,
    ) -> Result<ReportState, StoreError> {
        let own = || items.iter().filter(|item| rank(item).is_some());
        if let Some(code) = own().find_map(parked_code) {
            return Ok(ReportState::Parked { code, number });
        }
        let (reason, next_try) = if own().any(|item| self.is_sending(item.id)) {
            (Reason::Sending, None)
        } else {
            let first = own().min_by_key(|item| rank(item));
            first.map_or((Reason::Turn, None), |item| self.item_outlook(item))
        };
        let text_is_there = !own().any(|item| item.kind == Kind::Report);
        Ok(match number {
            Some(number) if text_is_there => ReportState::SendingPhotos {
                number,
                progress: progress(db, report.id, items, report.city.as_ref())?,
                reason,
                next_try,
            },
            _ => ReportState::Queued { reason, next_try },
        })
    }

    fn item_outlook(&self, item: &Item) -> (Reason, Option<Timestamp>) {
        if self.is_sending(item.id) {
            return (Reason::Sending, None);
        }
        outlook(item, &self.conditions(), self.now())
    }

    /// How far the photos of a report are.
    pub(super) fn photo_progress(&self, report: ReportId) -> Result<PhotoProgress, StoreError> {
        self.store.read(|db| {
            let items = db.items_of(report)?;
            progress(db, report, &items, db.city_report(report)?.as_ref())
        })
    }
}

/// What of the report itself goes first decides what all of it waits for; what is said about it later has no rank.
fn rank(item: &Item) -> Option<u8> {
    match item.kind {
        Kind::Report => Some(0),
        Kind::Photo { .. } => Some(1),
        Kind::Video { .. } => Some(2),
        Kind::Receipt => Some(3),
        Kind::Message { .. } | Kind::Amendment | Kind::Rating | Kind::Withdrawal => None,
    }
}

fn parked_code(item: &Item) -> Option<String> {
    match &item.state {
        ItemState::Parked { code } => Some(code.clone()),
        ItemState::Ready | ItemState::Waiting { .. } => None,
    }
}

/// A photo is sent when it has left the outbox, or when the city says that it has it.
fn progress(
    db: &Db<'_>,
    report: ReportId,
    items: &[Item],
    city: Option<&CityReport>,
) -> Result<PhotoProgress, StoreError> {
    let on_their_way = db.uploaded_bytes(report)?;
    let mut progress = PhotoProgress::default();
    for photo in db.photos(report)? {
        let attachment = &photo.facts.attachment;
        let waits = items.iter().any(|item| item.kind.file().is_some_and(|(id, _)| id == photo.id));
        progress.photos += 1;
        progress.videos += u32::from(photo.is_video());
        progress.bytes += attachment.size;
        if !waits || city.is_some_and(|city| city.has(attachment)) {
            progress.photos_sent += 1;
            progress.bytes_sent += attachment.size;
        } else {
            progress.bytes_sent += on_their_way.get(&photo.id).copied().unwrap_or(0).min(attachment.size);
        }
    }
    Ok(progress)
}
