//! What waits to reach the city, as a citizen sees it: report by report and part by part, with what can be done about each.

use super::Reports;
use super::amendments::is_conflict;
use super::follow_ups::ways_out;
use super::reports::can_edit_again;
use crate::error::ApiError;
use crate::id::{ItemId, ReportId};
use crate::outbox::{Item, ItemState, Kind, SendAnyway, can_be_tried, send_anyway};
use crate::report::{CLOSED, Delivery, MAY_HAVE_ARRIVED, ReportState};
use crate::store::{Db, StoreError, StoredReport};
use crate::sync::Engine;
use crate::words::{Words, bytes};

/// A report of which something waits.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitingReport {
    /// Its id.
    pub id: ReportId,
    /// What the citizen knows it by.
    pub title: Words,
    /// Where it is on its way.
    pub state: ReportState,
    /// The same in sentences.
    pub sentences: Vec<Words>,
    /// Its parts that wait, in the order in which they were made.
    pub items: Vec<WaitingItem>,
    /// What can be done.
    pub ways: WaysOn,
}

/// A part of a report that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingItem {
    /// Its id.
    pub id: ItemId,
    /// What it is.
    pub words: Words,
    /// Why it waits, or that the city does not take it.
    pub delivery: Delivery,
    /// The same in sentences.
    pub sentences: Vec<Words>,
    /// How much of it is there; only of photos and videos.
    pub progress: Option<Progress>,
}

/// How much of a file is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes that the city has confirmed.
    pub sent: u64,
    /// All of them.
    pub total: u64,
    /// The same as people read it.
    pub words: Words,
}

/// What can be done about what waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a button of its own")]
pub struct WaysOn {
    /// It can be tried at once ([`Reports::try_now`]), and that might send something.
    pub try_now: bool,
    /// Photos wait for a better network or the charger, and need not when the citizen lets it cost this ([`Reports::send_anyway`]).
    pub send_anyway: Option<SendAnyway>,
    /// It can be taken back to a draft ([`Reports::edit_again`]).
    pub edit_again: bool,
    /// How it can be given up ([`Reports::give_up`]).
    pub give_up: Option<GivingUp>,
    /// That it was given up can be undone ([`Reports::keep`]).
    pub keep: bool,
    /// Nobody knows whether the city has it, and the citizen is asked ([`Reports::decide`]).
    pub decide: bool,
}

/// What becomes of a report of which nobody knows whether the city has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenUnsure {
    /// It goes again, and may be there twice then.
    SendAgain,
    /// It is left at that.
    LeaveIt,
}

impl WhenUnsure {
    /// On a button.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::SendAgain => Words::of("Gửi lại", "Send it again"),
            Self::LeaveIt => Words::of("Để nguyên, không gửi lại", "Leave it, don't send it again"),
        }
    }
}

/// How a report is given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivingUp {
    /// Nobody else has it: it is thrown away, and for thirty days it can be taken back, as a draft or as it was.
    Discard,
    /// The city has it or may have it: it is taken back there.
    Withdraw,
}

impl GivingUp {
    /// On a button.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Discard => Words::of("Xoá phản ánh", "Delete the report"),
            Self::Withdraw => Words::of("Rút lại phản ánh", "Take the report back"),
        }
    }

    /// What it means, asked before it is done.
    #[must_use]
    pub fn question(self) -> Words {
        match self {
            Self::Discard => Words::of(
                "Xoá phản ánh này? Trong 30 ngày bạn vẫn lấy lại được.",
                "Delete this report? You can restore it for 30 days.",
            ),
            Self::Withdraw => Words::of(
                "Rút lại phản ánh này? Thành phố sẽ được báo và không xử lý nữa. Cho đến khi thành phố biết, bạn vẫn đổi ý được.",
                "Take this report back? The city will be told, and deals with it no more. Until it knows, you can change your mind.",
            ),
        }
    }
}

impl Reports<'_> {
    /// What waits to reach the city, the oldest first.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn waiting(&self) -> Result<Vec<WaitingReport>, ApiError> {
        self.read(|engine, db| {
            let mut ids: Vec<ReportId> = Vec::new();
            for item in db.items()? {
                if !ids.contains(&item.report) {
                    ids.push(item.report);
                }
            }
            Ok(ids.into_iter().map(|id| waiting(engine, db, id)).collect::<Result<_, _>>()?)
        })
    }

    /// Gives a report up that was sent or is to be sent: it is thrown away as long as nobody else can have it, or has it any more, else it is taken
    /// back at the city. Which of the two it was.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when there is no way to; [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn give_up(&self, id: ReportId) -> Result<GivingUp, ApiError> {
        let is_discarded = self.write(|engine, db| {
            let now = engine.now().wall;
            if can_edit_again(db, id)? {
                db.delete_items_of_the_text(id)?;
                db.set_draft(id, now)?;
                db.discard(id, now)?;
            } else if db.report(id)?.is_removed() {
                db.discard_removed(id, now)?;
            } else {
                return Ok((id, false));
            }
            Ok((id, true))
        })?;
        if is_discarded {
            return Ok(GivingUp::Discard);
        }
        self.withdraw(id)?;
        Ok(GivingUp::Withdraw)
    }
}

impl Reports<'_> {
    /// What the citizen says about a report of which nobody knows whether the city has it.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it is no such report; [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn decide(&self, id: ReportId, decision: WhenUnsure) -> Result<(), ApiError> {
        self.write(|_, db| {
            let item = db.items_of(id)?.into_iter().find(is_unsure).ok_or(ApiError::NotFound)?;
            match decision {
                WhenUnsure::SendAgain => {
                    db.save_item(&Item { state: ItemState::Ready, failures: 0, ..item.clone() })?;
                    db.set_attempt_over(item.id)?;
                }
                WhenUnsure::LeaveIt => {
                    db.delete_items_of(id)?;
                    db.set_delivered(id)?;
                }
            }
            Ok((id, ()))
        })?;
        self.wake()
    }
}

/// Nobody knows whether the city has it.
/// No try of it would help before the citizen has chosen.
pub(super) fn waits_for_a_choice(item: &Item) -> bool {
    is_unsure(item) || is_conflict(item)
}

/// The city would refuse it each time.
fn is_too_late(item: &Item) -> bool {
    matches!(&item.state, ItemState::Parked { code } if code == CLOSED)
}

fn is_unsure(item: &Item) -> bool {
    matches!(&item.state, ItemState::Parked { code } if code == MAY_HAVE_ARRIVED)
}

fn waiting(engine: &Engine, db: &Db<'_>, id: ReportId) -> Result<WaitingReport, StoreError> {
    let report = db.report(id)?;
    let items = db.items_of(id)?;
    let state = engine.report_state(db, &report, &items)?;
    let parts: Result<_, StoreError> = items.iter().map(|item| part(engine, db, item)).collect();
    Ok(WaitingReport {
        id,
        title: report.draft.title(&*engine.categories(db)?),
        sentences: engine.sentences(&items, &state),
        state,
        items: parts?,
        ways: ways_on(engine, db, &report, &items)?,
    })
}

/// What can be done about a report with these items.
pub(super) fn ways_on(
    engine: &Engine,
    db: &Db<'_>,
    report: &StoredReport,
    items: &[Item],
) -> Result<WaysOn, StoreError> {
    let out = ways_out(engine, report, items);
    let decide = items.iter().any(is_unsure);
    let edit_again = can_edit_again(db, report.id)?;
    let (conditions, now) = (engine.conditions(), engine.now());
    // What waits for a choice does not go before it.
    let helps = |item: &Item| {
        !is_conflict(item)
            && !is_too_late(item)
            && !engine.is_sending(item.id)
            && can_be_tried(item, items, &conditions, now)
    };
    Ok(WaysOn {
        try_now: !decide && items.iter().any(helps),
        send_anyway: send_anyway(items, &conditions),
        edit_again,
        give_up: if edit_again || report.is_removed() {
            Some(GivingUp::Discard)
        } else if out.withdraw {
            Some(GivingUp::Withdraw)
        } else {
            None
        },
        keep: out.keep,
        decide,
    })
}

fn part(engine: &Engine, db: &Db<'_>, item: &Item) -> Result<WaitingItem, StoreError> {
    let delivery = engine.delivery(Some(item));
    let mut sentences = delivery.sentences(|at| engine.moment(at));
    if !matches!(item.state, ItemState::Parked { .. }) && sentences.len() > 1 {
        // That it waits is what the page is about.
        sentences.remove(0);
    }
    Ok(WaitingItem {
        id: item.id,
        words: named(db, item)?,
        delivery,
        sentences,
        progress: progress(db, item)?,
    })
}

fn named(db: &Db<'_>, item: &Item) -> Result<Words, StoreError> {
    Ok(match item.kind {
        Kind::Report => Words::of("Nội dung phản ánh", "What you wrote"),
        Kind::Photo { photo, size } => {
            let photos = db.photos(item.report)?;
            let number = photos.iter().position(|one| one.id == photo).map_or(0, |at| at + 1);
            let size = bytes(size);
            Words { vi: format!("Ảnh {number}, {}", size.vi), en: format!("Photo {number}, {}", size.en) }
        }
        Kind::Video { size, .. } => {
            let size = bytes(size);
            Words { vi: format!("Video, {}", size.vi), en: format!("Video, {}", size.en) }
        }
        Kind::Receipt => Words::of("Xác nhận thành phố đã nhận đủ", "Proof that the city has all of it"),
        Kind::Message { message } => {
            let thread = db.thread(item.report)?;
            let message = thread.into_iter().find(|one| one.message.id == message);
            let text = message.map(|one| one.message.text);
            let text = text.unwrap_or_default();
            Words { vi: format!("Tin nhắn: {text}"), en: format!("Message: {text}") }
        }
        Kind::Amendment => Words::of("Điều bạn sửa trong phản ánh", "What you changed in the report"),
        Kind::Rating => Words::of("Đánh giá của bạn", "Your rating"),
        Kind::Withdrawal => Words::of("Rút lại phản ánh", "Taking the report back"),
    })
}

fn progress(db: &Db<'_>, item: &Item) -> Result<Option<Progress>, StoreError> {
    let Some((photo, total)) = item.kind.file() else { return Ok(None) };
    let sent = db.uploaded_bytes(item.report)?.get(&photo).copied().unwrap_or(0).min(total);
    let (there, all) = (bytes(sent), bytes(total));
    let words = Words {
        vi: format!("Đã gửi {} trong {}.", there.vi, all.vi),
        en: format!("{} of {} sent.", there.en, all.en),
    };
    Ok(Some(Progress { sent, total, words }))
}
