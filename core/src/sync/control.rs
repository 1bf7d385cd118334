//! The control task: one loop that runs a round when somebody asks for one and, in automatic mode, when something changed or a wait ends.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::yield_now;

use super::{Called, Engine, SyncOutcome};
use crate::error::ApiError;

/// When rounds run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SyncMode {
    /// When asked, and by themselves: after something was queued, when the network gets better, when a wait ends.
    #[default]
    Automatic,
    /// Only when asked: for background jobs that the platform starts, and for tests that are the clock.
    WhenAsked,
}

/// A round that the phone itself broke off (a full disk, a fault of ours) is tried again by itself.
const AFTER_A_FAULT: Duration = Duration::from_mins(1);

type Answer = oneshot::Sender<Result<SyncOutcome, ApiError>>;

/// How the client speaks to the control task.
pub(crate) struct Control {
    orders: mpsc::UnboundedSender<Answer>,
    wake: Arc<Notify>,
}

impl Control {
    /// Asks for a round; its outcome comes through the receiver. Whoever asks while a round runs gets the next one.
    pub(crate) fn round(&self) -> oneshot::Receiver<Result<SyncOutcome, ApiError>> {
        let (answer, outcome) = oneshot::channel();
        // When the task is gone the receiver says so.
        let _ = self.orders.send(answer);
        outcome
    }

    /// Something changed that may let an item go.
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }
}

/// Starts the control task; it ends when the `Control` is dropped.
pub(crate) fn start(runtime: &tokio::runtime::Handle, engine: Arc<Engine>, mode: SyncMode) -> Control {
    let (orders, inbox) = mpsc::unbounded_channel();
    let wake = Arc::new(Notify::new());
    runtime.spawn(run(engine, inbox, Arc::clone(&wake), mode));
    Control { orders, wake }
}

async fn run(
    engine: Arc<Engine>,
    mut inbox: mpsc::UnboundedReceiver<Answer>,
    wake: Arc<Notify>,
    mode: SyncMode,
) {
    let mut wait = None;
    loop {
        let mut askers = Vec::new();
        tokio::select! {
            order = inbox.recv() => match order {
                Some(asker) => askers.push(asker),
                None => return,
            },
            () = wake.notified(), if mode == SyncMode::Automatic => {}
            () = sleep(wait), if mode == SyncMode::Automatic && wait.is_some() => {}
        }
        while let Ok(asker) = inbox.try_recv() {
            askers.push(asker);
        }
        // To the end of the runtime's queue. One that is asked for while the last one's answer is still being given would otherwise find the queue in
        // another state than one that wakes the runtime, and start its tasks in another order: a seed of the simulation has one.
        yield_now().await;
        let called = if askers.is_empty() { Called::ByItself } else { Called::Asked };
        let outcome = round(&engine, called, &wake).await;
        wait = match &outcome {
            Ok(outcome) => outcome.next_try.map(|at| {
                let wait_ms = at.since_ms(engine.now().wall);
                Duration::from_millis(u64::try_from(wait_ms).unwrap_or(0))
            }),
            Err(_) => Some(AFTER_A_FAULT),
        };
        for asker in askers {
            // Whoever does not wait any more does not need the answer.
            let _ = asker.send(outcome.clone());
        }
    }
}

/// A round in a task of its own: should it panic, the next one runs all the same.
async fn round(engine: &Arc<Engine>, called: Called, wake: &Arc<Notify>) -> Result<SyncOutcome, ApiError> {
    let (theirs, wake) = (Arc::clone(engine), Arc::clone(wake));
    match tokio::spawn(async move { theirs.round(called, &wake).await }).await {
        Ok(outcome) => Ok(outcome?),
        Err(died) => Err(ApiError::internal(&died)),
    }
}

async fn sleep(wait: Option<Duration>) {
    tokio::time::sleep(wait.unwrap_or_default()).await;
}
