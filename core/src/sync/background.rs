//! Photos that the system sends while the app sleeps. The core creates each upload, because that takes a credential; the rest of the photo lies in
//! the clear in a file that the system sends from. Until the outcome or the end of the lease nobody else sends the photo, and after it only the city
//! knows how much it has: whatever the system told, the city is asked.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, Notify, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::send::{Pace, unreadable};
use super::settle::Tried;
use super::{Engine, outcome_of};
use crate::clock::Timestamp;
use crate::id::{ItemId, PhotoId, ReportId};
use crate::outbox::{self, After, Item, LEASE, Outcome, Wait, apply, waits_for_unmetered};
use crate::report::Reason;
use crate::store::{StoreError, Upload};
use crate::vault::VaultError;
use crate::wire::{WireError, reported_offset};

/// How long a piece that is on its way may go on before it is cut off: the system lets an app live for some seconds more when it goes to sleep.
const PATIENCE: Duration = Duration::from_secs(5);
/// Uploads that are asked for side by side.
const AT_ONCE: usize = 8;

/// The rest of a photo, for the system to send by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackgroundUpload {
    /// Its name until the outcome is told, also after a restart of the app.
    pub id: ItemId,
    /// The report that it belongs to.
    pub report: ReportId,
    /// As `PATCH`.
    pub method: String,
    /// Where it goes; to no other origin, and redirects are not followed.
    pub url: String,
    /// Names and values, beside those that the system sets itself. None is a credential.
    pub headers: Vec<(String, String)>,
    /// The body: a file in the clear, which the core erases.
    pub body_file: PathBuf,
    /// Bytes of the body.
    pub size: u64,
    /// It is to wait for a network that does not cost by the byte: a video, or a photo whose citizen chose so.
    pub unmetered_only: bool,
    /// From then on the core sends it by itself, and the file is gone.
    pub expires_at: Timestamp,
}

/// What became of an upload that the system had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BackgroundOutcome {
    /// An answer came.
    Answered {
        /// The status code.
        status: u16,
        /// Names and values.
        headers: Vec<(String, String)>,
    },
    /// No answer came, in spite of all that the system tried.
    Failed,
    /// The system does not send it any more: the app, or whoever uses the phone, stopped it.
    Stopped,
}

/// What is being handed over just now.
#[derive(Default)]
pub(crate) struct HandingOver {
    one_at_a_time: Mutex<()>,
    cut_off: watch::Sender<HashSet<ItemId>>,
    ended: Notify,
}

impl HandingOver {
    /// Returns when what is on its way of an item is to be left to the system.
    pub(super) async fn cuts_off(&self, id: ItemId) {
        let mut cut_off = self.cut_off.subscribe();
        if cut_off.wait_for(|ids| ids.contains(&id)).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Something on its way ended.
    pub(super) fn one_ended(&self) {
        self.ended.notify_waiters();
    }
}

impl Engine {
    /// Hands over what the system can send, and tells of all that it has then.
    pub(crate) async fn prepare_background_uploads(
        self: &Arc<Self>,
    ) -> Result<Vec<BackgroundUpload>, StoreError> {
        let _one_at_a_time = self.handing_over.one_at_a_time.lock().await;
        self.erase_what_is_over()?;
        let taken = self.lease_photos()?;
        self.let_pieces_end(&taken).await;
        let mut preparing = JoinSet::new();
        for item in taken {
            if preparing.len() >= AT_ONCE {
                joined(preparing.join_next().await)?;
            }
            let theirs = Arc::clone(self);
            preparing.spawn(async move { theirs.prepare(item).await });
        }
        while let Some(done) = preparing.join_next().await {
            joined(Some(done))?;
        }
        self.background_uploads()
    }

    /// What the system has, whether it knows or not.
    pub(crate) fn background_uploads(&self) -> Result<Vec<BackgroundUpload>, StoreError> {
        let (now, thrift) = (self.now(), self.conditions().thrift);
        let leased = self.store.read(|db| {
            let leased = db.items()?.into_iter().filter(|item| item.leased_until(now).is_some());
            leased.map(|item| Ok::<_, StoreError>((db.upload(item.id)?, item))).collect::<Result<Vec<_>, _>>()
        })?;
        let view = |(upload, item): (Option<Upload>, Item)| {
            let ((_, size), upload) = (item.kind.file()?, upload?);
            let request = self.city.background_request(&upload.url, upload.offset)?;
            Some(BackgroundUpload {
                id: item.id,
                report: item.report,
                method: request.method,
                url: request.url,
                headers: request.headers,
                body_file: self.store.sealer().outgoing_file(item.id)?,
                size: size.saturating_sub(upload.offset),
                unmetered_only: waits_for_unmetered(&item, thrift).is_some(),
                expires_at: item.leased_until(now)?,
            })
        };
        Ok(leased.into_iter().filter_map(view).collect())
    }

    /// What the system says of an upload. Of one that it does not have any more nothing follows.
    pub(crate) fn report_background_upload(
        &self,
        id: ItemId,
        outcome: &BackgroundOutcome,
    ) -> Result<(), StoreError> {
        let outcome = meaning(outcome);
        let (now, jitter) = (self.now(), self.jitter());
        let report = self.store.write(|db| {
            let item = db.items()?.into_iter().find(|item| item.id == id && item.lease.is_some());
            let Some(item) = item else { return Ok::<_, StoreError>(None) };
            let report = item.report;
            if let After::Keep(item) = apply(item, &outcome, now, jitter) {
                db.save_item(&item)?;
                db.set_lease(id, Some(Wait::OVER))?;
            }
            Ok(Some(report))
        })?;
        // Where the upload is only the city knows.
        self.live().uploads.remove(&id);
        self.store.sealer().remove_outgoing(id)?;
        if let Some(report) = report {
            self.events.report_changed(report);
        }
        Ok(())
    }

    /// The system does not have an item any more.
    pub(super) fn end_lease(&self, id: ItemId) -> Result<(), StoreError> {
        self.store.write(|db| match db.set_lease(id, None) {
            // The citizen took it back.
            Err(StoreError::NotFound) => Ok(()),
            ended => ended,
        })?;
        self.store.sealer().remove_outgoing(id)
    }

    /// What the system did not send in time lies in the clear no longer.
    pub(super) fn erase_what_is_over(&self) -> Result<(), StoreError> {
        let now = self.now();
        let items = self.store.items()?;
        let mut over = items.iter().filter(|item| item.is_to_be_asked_for(now));
        over.try_for_each(|item| self.store.sealer().remove_outgoing(item.id))
    }

    /// What the last process was about to hand over when it ended, the system does not have; what lies in the clear without a lease goes.
    pub(crate) fn settle_leases_of_the_last_process(&self) -> Result<(), StoreError> {
        let now = self.now();
        let items = self.store.read(|db| db.items())?;
        let mut kept = HashSet::new();
        for item in items.iter().filter(|item| item.leased_until(now).is_some()) {
            if self.store.sealer().outgoing_file(item.id).is_some() {
                kept.insert(item.id);
            } else {
                self.end_lease(item.id)?;
            }
        }
        self.store.sealer().keep_only_outgoing(&kept)
    }

    /// Asks the city what came of a photo that the system had; nothing of it is sent yet.
    pub(super) async fn ask_what_came_of(&self, item: &Item, size: u64) -> Result<Tried, StoreError> {
        self.store.sealer().remove_outgoing(item.id)?;
        let id = item.id;
        let Some(upload) = self.store.read(|db| db.upload(id))? else {
            return Ok(Tried::new(Outcome::Begun, move |db| db.set_lease(id, None)));
        };
        match self.city.upload_offset(&upload.url).await {
            Ok(offset) if offset == size => Ok(Tried::nothing_but(Outcome::Done)),
            Ok(offset) if offset < size => {
                self.live().uploads.insert(id, Pace::FIRST);
                Ok(Tried::new(Outcome::Progress, move |db| {
                    db.set_upload(id, Some(&Upload { offset, ..upload }))?;
                    db.set_lease(id, None)
                }))
            }
            Ok(_) | Err(WireError::UploadGone) => Ok(Tried::new(Outcome::Begun, move |db| {
                db.set_upload(id, None)?;
                db.set_lease(id, None)
            })),
            Err(error) => Ok(Tried::nothing_but(outcome_of(error))),
        }
    }

    /// Takes what the planner names for the system: from here on nobody else begins to send it.
    fn lease_photos(&self) -> Result<Vec<Item>, StoreError> {
        let (now, conditions) = (self.now(), self.conditions());
        let lease = Wait::of(LEASE, now);
        self.store.write(|db| {
            let items = db.items()?;
            let chosen = outbox::for_the_system(&items, &conditions, now);
            let mut taken = Vec::new();
            for item in items.into_iter().filter(|item| chosen.contains(&item.id)) {
                db.set_lease(item.id, Some(lease))?;
                taken.push(Item { lease: Some(lease), ..item });
            }
            Ok(taken)
        })
    }

    /// Waits for the pieces that are on their way, and cuts off those that take too long.
    async fn let_pieces_end(&self, taken: &[Item]) {
        let going = || taken.iter().any(|item| self.is_sending(item.id));
        let until_none_goes = async || {
            loop {
                let ended = self.handing_over.ended.notified();
                tokio::pin!(ended);
                // From here on no end is missed.
                ended.as_mut().enable();
                if !going() {
                    return;
                }
                ended.await;
            }
        };
        if timeout(PATIENCE, until_none_goes()).await.is_err() {
            self.handing_over.cut_off.send_replace(taken.iter().map(|item| item.id).collect());
            until_none_goes().await;
            self.handing_over.cut_off.send_replace(HashSet::new());
        }
    }

    /// Makes one photo ready for the system, or ends its lease.
    async fn prepare(&self, item: Item) -> Result<(), StoreError> {
        let Some((photo, size)) = item.kind.file() else { return Ok(()) };
        let id = item.id;
        let ready = match self.place(&item, photo, size).await {
            Ok(Some(upload)) => self.write_rest(&item, photo, upload.offset..size),
            Ok(None) => Ok(false),
            Err(error) => Err(error),
        };
        self.live().uploads.remove(&id);
        match ready {
            Ok(true) => {
                self.events.report_changed(item.report);
                Ok(())
            }
            Ok(false) | Err(StoreError::NotFound) => self.end_lease(id),
            Err(error) => self.end_lease(id).and(Err(error)),
        }
    }

    /// Where the upload of a photo is and how far; `None` when it can't go now, or is there. It is created if there is none.
    async fn place(&self, item: &Item, photo: PhotoId, size: u64) -> Result<Option<Upload>, StoreError> {
        let before = self.moment_of_link();
        if let Some(upload) = self.store.read(|db| db.upload(item.id))? {
            let offset = match self.city.upload_offset(&upload.url).await {
                Ok(offset) => Ok(offset),
                // The system may get through later; then the city says whether it is still there.
                Err(WireError::Unreachable | WireError::Untimely | WireError::Portal) => Ok(upload.offset),
                Err(error) => Err(error),
            };
            match offset {
                Ok(offset) if offset == size => {
                    self.settle(item.clone(), Tried::nothing_but(Outcome::Done), before)?;
                    return Ok(None);
                }
                Ok(offset) if offset < size => {
                    let upload = Upload { offset, ..upload };
                    self.store.write(|db| db.set_upload(item.id, Some(&upload)))?;
                    return Ok(Some(upload));
                }
                Ok(_) | Err(WireError::UploadGone) => {
                    self.store.write(|db| db.set_upload(item.id, None))?;
                }
                Err(error) => {
                    self.settle(item.clone(), Tried::nothing_but(outcome_of(error)), before)?;
                    return Ok(None);
                }
            }
        }
        let created = self.create_upload(item, photo).await?;
        let is_begun = created.outcome == Outcome::Begun;
        self.settle(item.clone(), created, before)?;
        if is_begun { self.store.read(|db| db.upload(item.id)) } else { Ok(None) }
    }

    /// Writes what the city does not have for the system to read; whether it is there.
    fn write_rest(
        &self,
        item: &Item,
        photo: PhotoId,
        range: std::ops::Range<u64>,
    ) -> Result<bool, StoreError> {
        match self.store.sealer().write_outgoing(item.id, photo, range) {
            Ok(()) => {}
            Err(StoreError::Full) => {
                tracing::warn!("no room for the system to send from");
                return Ok(false);
            }
            Err(error @ (StoreError::Io(_) | StoreError::Vault(VaultError::Damaged))) => {
                self.settle(item.clone(), unreadable(&error), self.moment_of_link())?;
                return Ok(false);
            }
            Err(error) => return Err(error),
        }
        // The citizen may have taken the report back meanwhile.
        let items = self.store.read(|db| db.items_of(item.report))?;
        Ok(items.iter().any(|one| one.id == item.id && one.lease.is_some()))
    }
}

/// What the system's word makes of an item. It may be wrong, so it neither removes nor parks one, and says nothing of the link.
fn meaning(outcome: &BackgroundOutcome) -> Outcome {
    let unreachable = Outcome::TryLater { reason: Reason::Unreachable, retry_after: None };
    match outcome {
        BackgroundOutcome::Stopped => Outcome::Begun,
        BackgroundOutcome::Failed => unreachable,
        BackgroundOutcome::Answered { status, headers } => match reported_offset(*status, headers) {
            Ok(_) => Outcome::Progress,
            Err(WireError::UploadGone | WireError::OffsetMismatch) => Outcome::Begun,
            Err(error) => match outcome_of(error) {
                Outcome::LinkFailed(reason) => Outcome::TryLater { reason, retry_after: None },
                later @ Outcome::TryLater { .. } => later,
                _ => unreachable,
            },
        },
    }
}

fn joined(done: Option<Result<Result<(), StoreError>, tokio::task::JoinError>>) -> Result<(), StoreError> {
    match done {
        None => Ok(()),
        Some(Ok(done)) => done,
        Some(Err(died)) => match died.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // Nobody ends them but the runtime.
            Err(_) => Ok(()),
        },
    }
}
