//! Where each report is, put together from its rows, the outbox and the conditions of this moment.

use super::Engine;
use crate::id::ReportId;
use crate::outbox::{Item, ItemState, Kind, outlook};
use crate::report::{CityReport, PhotoProgress, Reason, ReportState};
use crate::store::{Db, Stage, StoreError, StoredReport};

impl Engine {
    /// The state of a report.
    pub(crate) fn report_state(&self, db: &Db<'_>, report: &StoredReport) -> Result<ReportState, StoreError> {
        let number = report.city.as_ref().map(|city| city.number.clone());
        match (report.stage, number) {
            (Stage::Draft, _) => Ok(ReportState::Draft),
            (Stage::Delivered, number) => Ok(ReportState::Delivered { number: number.unwrap_or_default() }),
            (Stage::Outgoing, number) => self.outgoing_state(db, report, number),
        }
    }

    fn outgoing_state(
        &self,
        db: &Db<'_>,
        report: &StoredReport,
        number: Option<String>,
    ) -> Result<ReportState, StoreError> {
        let items = db.items_of(report.id)?;
        if let Some(code) = items.iter().find_map(parked_code) {
            return Ok(ReportState::Parked { code });
        }
        let (conditions, now) = (self.conditions(), self.now());
        let (reason, next_try) = if items.iter().any(|item| self.is_sending(item.id)) {
            (Reason::Sending, None)
        } else {
            items
                .iter()
                .min_by_key(|item| rank(item))
                .map_or((Reason::Turn, None), |item| outlook(item, &conditions, now))
        };
        let text_is_there = !items.iter().any(|item| item.kind == Kind::Report);
        Ok(match number {
            Some(number) if text_is_there => ReportState::SendingPhotos {
                number,
                progress: progress(db, report.id, &items, report.city.as_ref())?,
                reason,
                next_try,
            },
            _ => ReportState::Queued { reason, next_try },
        })
    }

    /// How far the photos of a report are.
    pub(super) fn photo_progress(&self, report: ReportId) -> Result<PhotoProgress, StoreError> {
        self.store.read(|db| {
            let items = db.items_of(report)?;
            progress(db, report, &items, db.report(report)?.city.as_ref())
        })
    }
}

/// What goes first decides what the whole report waits for.
fn rank(item: &Item) -> u8 {
    match item.kind {
        Kind::Report => 0,
        Kind::Photo { .. } => 1,
        Kind::Receipt => 2,
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
        let waits =
            items.iter().any(|item| matches!(item.kind, Kind::Photo { photo: id, .. } if id == photo.id));
        progress.photos += 1;
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
