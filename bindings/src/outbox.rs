//! What waits to reach the city, report by report and part by part.

use crate::client::Client;
use crate::error::ApiError;
use crate::follow_ups::Delivery;
use crate::id::{ItemId, ReportId};
use crate::report::ReportState;
use crate::words::Words;

/// A report of which something waits.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
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
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
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
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Progress {
    /// Bytes that the city has confirmed.
    pub sent: u64,
    /// All of them.
    pub total: u64,
    /// The same as people read it.
    pub words: Words,
}

/// What can be done about what waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
#[expect(clippy::struct_excessive_bools, reason = "each is a button of its own")]
pub struct WaysOn {
    /// It can be tried at once, and that might send something.
    pub try_now: bool,
    /// Photos wait for a better network or the charger, and need not when the citizen lets it cost this.
    pub send_anyway: Option<SendAnyway>,
    /// It can be taken back to a draft.
    pub edit_again: bool,
    /// How it can be given up.
    pub give_up: Option<GivingUp>,
    /// That it was given up can be undone.
    pub keep: bool,
    /// Nobody knows whether the city has it, and the citizen is asked: both answers of [`WhenUnsure`] are offered.
    pub decide: bool,
}

mirror! {
    /// What it costs to send now what is held back.
    SendAnyway of hues_core::SendAnyway {
        /// Mobile data, which the citizen or the size of a video spares.
        OverMobileData,
        /// What is left in the battery.
        OnBattery,
        /// Both.
        OverMobileDataOnBattery,
    }
}

words! { SendAnyway of hues_core::SendAnyway }

mirror! {
    /// How a report is given up.
    GivingUp of hues_core::GivingUp {
        /// Nobody else has it: it is thrown away, and for thirty days it can be taken back as a draft.
        Discard,
        /// The city has it or may have it: it is taken back there.
        Withdraw,
    }
}

words! { GivingUp of hues_core::GivingUp }

mirror! {
    /// What becomes of a report of which nobody knows whether the city has it.
    WhenUnsure of hues_core::WhenUnsure {
        /// It goes again, and may be there twice then.
        SendAgain,
        /// It is left at that.
        LeaveIt,
    }
}

words! { WhenUnsure of hues_core::WhenUnsure }

#[uniffi::export]
impl GivingUp {
    /// What it means, asked before it is done.
    pub fn question(&self) -> Words {
        hues_core::GivingUp::from(*self).question().into()
    }
}

#[uniffi::export]
impl Client {
    /// What waits to reach the city, the oldest first.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn waiting_reports(&self) -> Result<Vec<WaitingReport>, ApiError> {
        self.call(|core| Ok(core.reports().waiting()?.into_iter().map(WaitingReport::from).collect()))
    }

    /// Sends now what is held back of a report, whatever the citizen chose for all reports: they let this one cost what was on the button.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn send_report_anyway(&self, id: ReportId, how: SendAnyway) -> Result<(), ApiError> {
        self.call(|core| core.reports().send_anyway(id, how.into()))
    }

    /// Gives a report up that was sent or is to be sent: it is thrown away as long as nobody else can have it, else it is taken back at the
    /// city. Which of the two it was.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when there is no way to; [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn give_up_report(&self, id: ReportId) -> Result<GivingUp, ApiError> {
        self.call(|core| Ok(core.reports().give_up(id)?.into()))
    }

    /// What the citizen says about a report of which nobody knows whether the city has it.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it is no such report; [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn decide_report(&self, id: ReportId, decision: WhenUnsure) -> Result<(), ApiError> {
        self.call(|core| core.reports().decide(id, decision.into()))
    }
}

impl From<hues_core::WaitingReport> for WaitingReport {
    fn from(report: hues_core::WaitingReport) -> Self {
        Self {
            id: report.id,
            title: report.title.into(),
            state: report.state.into(),
            sentences: report.sentences.into_iter().map(Words::from).collect(),
            items: report.items.into_iter().map(WaitingItem::from).collect(),
            ways: report.ways.into(),
        }
    }
}

impl From<hues_core::WaitingItem> for WaitingItem {
    fn from(item: hues_core::WaitingItem) -> Self {
        Self {
            id: item.id,
            words: item.words.into(),
            delivery: item.delivery.into(),
            sentences: item.sentences.into_iter().map(Words::from).collect(),
            progress: item.progress.map(|progress| {
                let hues_core::Progress { sent, total, words } = progress;
                Progress { sent, total, words: words.into() }
            }),
        }
    }
}

impl From<hues_core::WaysOn> for WaysOn {
    fn from(ways: hues_core::WaysOn) -> Self {
        let hues_core::WaysOn { try_now, send_anyway, edit_again, give_up, keep, decide } = ways;
        Self {
            try_now,
            send_anyway: send_anyway.map(SendAnyway::from),
            edit_again,
            give_up: give_up.map(GivingUp::from),
            keep,
            decide,
        }
    }
}
