//! Events say what changed, not how; the UI asks again. They are gathered and handed over at most ten times a second, on a thread of
//! their own with no lock held, so that a listener may call back in. The last change is always announced.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::Duration;

use crate::id::ReportId;

/// What changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// These reports.
    ReportsChanged(Vec<ReportId>),
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
pub trait EventListener: Send + Sync {
    /// Called on a thread of the core's own.
    fn on_event(&self, event: Event);
}

const PAUSE: Duration = Duration::from_millis(100);
/// How long closing waits for the listener to hear of the last change.
const LAST_WORDS: Duration = Duration::from_secs(1);

#[derive(Default)]
struct Pending {
    reports: BTreeSet<ReportId>,
    alerts: bool,
    sync: bool,
    session: bool,
    progress: BTreeMap<ReportId, (u64, u64)>,
    life: Life,
}

/// How far the end of it all is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Life {
    #[default]
    Open,
    /// Nothing more will be added.
    Closed,
    /// The listener has heard of everything.
    Announced,
}

impl Pending {
    fn is_empty(&self) -> bool {
        self.reports.is_empty() && !self.alerts && !self.sync && !self.session && self.progress.is_empty()
    }

    fn take(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        let progress = std::mem::take(&mut self.progress);
        events.extend(progress.into_iter().map(|(report, (sent, total))| Event::MediaProgress {
            report,
            sent,
            total,
        }));
        let reports = std::mem::take(&mut self.reports);
        if !reports.is_empty() {
            events.push(Event::ReportsChanged(reports.into_iter().collect()));
        }
        if std::mem::take(&mut self.alerts) {
            events.push(Event::AlertsChanged);
        }
        if std::mem::take(&mut self.sync) {
            events.push(Event::SyncChanged);
        }
        if std::mem::take(&mut self.session) {
            events.push(Event::SessionChanged);
        }
        events
    }
}

#[derive(Default)]
struct Shared {
    pending: Mutex<Pending>,
    changed: Condvar,
}

impl Shared {
    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where the core says what changed.
pub(crate) struct Events {
    shared: Arc<Shared>,
    listener: Option<ThreadId>,
}

impl Events {
    /// With no listener nothing is gathered.
    pub(crate) fn to(listener: Option<Arc<dyn EventListener>>) -> Self {
        let shared = Arc::new(Shared::default());
        let thread = listener.and_then(|listener| {
            let theirs = Arc::clone(&shared);
            let started = thread::Builder::new().name("hues-events".into());
            started.spawn(move || hand_over(&theirs, &*listener)).ok()
        });
        if thread.is_none() {
            shared.pending().life = Life::Closed;
        }
        Self { shared, listener: thread.map(|thread| thread.thread().id()) }
    }

    /// Whether anybody listens: what is gathered for nobody costs all the same.
    pub(crate) fn are_heard(&self) -> bool {
        self.listener.is_some()
    }

    pub(crate) fn report_changed(&self, id: ReportId) {
        self.add(|pending| {
            pending.reports.insert(id);
        });
    }

    pub(crate) fn alerts_changed(&self) {
        self.add(|pending| pending.alerts = true);
    }

    pub(crate) fn sync_changed(&self) {
        self.add(|pending| pending.sync = true);
    }

    pub(crate) fn session_changed(&self) {
        self.add(|pending| pending.session = true);
    }

    /// Nothing that was known holds any more.
    pub(crate) fn everything_changed(&self) {
        self.add(|pending| {
            pending.alerts = true;
            pending.sync = true;
            pending.session = true;
        });
    }

    pub(crate) fn media_progress(&self, report: ReportId, sent: u64, total: u64) {
        self.add(|pending| {
            pending.progress.insert(report, (sent, total));
        });
    }

    fn add(&self, change: impl FnOnce(&mut Pending)) {
        let mut pending = self.shared.pending();
        if pending.life == Life::Open {
            change(&mut pending);
            self.shared.changed.notify_all();
        }
    }
}

impl Drop for Events {
    /// Waits for the last change to be announced, but not for a listener that itself waits for whoever closes.
    fn drop(&mut self) {
        let mut pending = self.shared.pending();
        pending.life = Life::Closed;
        self.shared.changed.notify_all();
        let is_listener = self.listener == Some(thread::current().id());
        if self.listener.is_some() && !is_listener {
            let wait = |pending: &mut Pending| pending.life != Life::Announced;
            pending = match self.shared.changed.wait_timeout_while(pending, LAST_WORDS, wait) {
                Ok((pending, _)) => pending,
                Err(poisoned) => poisoned.into_inner().0,
            };
        }
        drop(pending);
    }
}

fn hand_over(shared: &Shared, listener: &dyn EventListener) {
    loop {
        let mut pending = shared.pending();
        while pending.is_empty() && pending.life == Life::Open {
            pending = shared.changed.wait(pending).unwrap_or_else(PoisonError::into_inner);
        }
        let closed = pending.life == Life::Closed;
        let events = pending.take();
        drop(pending);
        for event in events {
            // A listener that panics must not keep later changes from being announced.
            let heard = catch_unwind(AssertUnwindSafe(|| listener.on_event(event)));
            if heard.is_err() {
                tracing::error!("the event listener panicked");
            }
        }
        let mut pending = shared.pending();
        if closed {
            pending.life = Life::Announced;
            shared.changed.notify_all();
            return;
        }
        // Ends at once when the core closes.
        let pause = shared.changed.wait_timeout_while(pending, PAUSE, |pending| pending.life == Life::Open);
        drop(pause);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;
    use crate::clock::Timestamp;
    use crate::entropy::SystemEntropy;

    struct Recorder(mpsc::Sender<Event>);

    impl EventListener for Recorder {
        fn on_event(&self, event: Event) {
            self.0.send(event).unwrap();
        }
    }

    struct Fragile(mpsc::Sender<Event>);

    impl EventListener for Fragile {
        fn on_event(&self, event: Event) {
            let first = event == Event::AlertsChanged;
            self.0.send(event).unwrap();
            assert!(!first, "a fault of the listener, on purpose");
        }
    }

    #[test]
    fn a_listener_that_panics_hears_of_the_next_change_all_the_same() {
        let (sender, receiver) = mpsc::channel();
        let events = Events::to(Some(Arc::new(Fragile(sender))));
        events.alerts_changed();
        assert_eq!(receiver.recv(), Ok(Event::AlertsChanged));
        events.sync_changed();
        assert_eq!(receiver.recv(), Ok(Event::SyncChanged));
    }

    #[test]
    fn ten_thousand_changes_arrive_as_a_few_events_and_the_last_one_is_announced() {
        let (sender, receiver) = mpsc::channel();
        let events = Events::to(Some(Arc::new(Recorder(sender))));
        let report = ReportId::new(Timestamp::from_unix_ms(1), &SystemEntropy);
        for sent in 0..=10_000 {
            events.media_progress(report, sent, 10_000);
            events.report_changed(report);
        }
        drop(events);
        let heard: Vec<Event> = receiver.iter().collect();
        assert!(heard.len() < 100, "{} events", heard.len());
        let last = heard.iter().rev().find(|event| matches!(event, Event::MediaProgress { .. }));
        assert_eq!(last, Some(&Event::MediaProgress { report, sent: 10_000, total: 10_000 }));
        assert!(heard.contains(&Event::ReportsChanged(vec![report])));
    }
}
