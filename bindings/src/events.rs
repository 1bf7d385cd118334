//! What changed, told to Kotlin and Swift.

use std::sync::Arc;

use crate::id::ReportId;

/// What changed; the UI asks again. At most ten times a second, and the last change is always told.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Event {
    /// These reports.
    ReportsChanged {
        /// Their ids.
        ids: Vec<ReportId>,
    },
    /// The warnings, or how old they are.
    AlertsChanged,
    /// What the outbox is doing.
    SyncChanged,
    /// Who is logged in.
    SessionChanged,
    /// How far a report's photos are.
    MediaProgress {
        /// The report.
        report: ReportId,
        /// Bytes that the city has confirmed.
        sent: u64,
        /// Bytes in all.
        total: u64,
    },
}

/// Hears of every change.
#[uniffi::export(with_foreign)]
pub trait EventListener: Send + Sync {
    /// Called on a thread of the core's own, with no lock held: it may call back in. What it throws is dropped.
    fn on_event(&self, event: Event);
}

impl From<hues_core::Event> for Event {
    fn from(event: hues_core::Event) -> Self {
        match event {
            hues_core::Event::ReportsChanged(ids) => Self::ReportsChanged { ids },
            hues_core::Event::AlertsChanged => Self::AlertsChanged,
            hues_core::Event::SyncChanged => Self::SyncChanged,
            hues_core::Event::SessionChanged => Self::SessionChanged,
            hues_core::Event::MediaProgress { report, sent, total } => {
                Self::MediaProgress { report, sent, total }
            }
        }
    }
}

/// The platform's listener as the core sees it.
pub(crate) struct Listener(pub(crate) Arc<dyn EventListener>);

impl hues_core::EventListener for Listener {
    /// What the listener throws becomes a panic, which ends in the core: the listener misses this event and hears the next one.
    fn on_event(&self, event: hues_core::Event) {
        self.0.on_event(event.into());
    }
}
