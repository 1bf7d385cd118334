//! One try of one item: the report's text, the next piece of a photo, or the receipt.

use ring::digest;

use super::amend::keep;
use super::settle::Tried;
use super::{Engine, outcome_of};
use crate::account::AccountError;
use crate::hex;
use crate::id::{ItemId, PhotoId, ReportId};
use crate::outbox::{Item, Kind, LARGEST_PIECE, Outcome};
use crate::report::{CityReport, Reason};
use crate::store::{PhotoFile, StoreError, Upload};
use crate::wire::{AccessToken, Created, Installation, WireError};

const FIRST_PIECE: u64 = 256 * 1024;
/// Where each piece is cut off, smaller ones are tried: a server that compares a piece's checksum keeps none that is not whole.
const SMALLEST_PIECE: u64 = 32 * 1024;
/// A file of at most this size goes with the request that begins its upload.
const AT_ONCE: u64 = FIRST_PIECE;
/// So often in a row the city may say of an upload what is not so; after that it is begun anew.
const WRONG_OFFSETS: u32 = 3;
/// So often a report waits for its account's access token; after that it goes as a guest's.
const TRIES_WITH_LOGIN: u32 = 2;

/// How an upload goes in this process: its next piece doubles with each one that arrives.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    piece: u64,
}

impl Pace {
    pub(super) const FIRST: Self = Self { piece: FIRST_PIECE };

    /// After so many failures in a row.
    fn after(failures: u32) -> Self {
        Self { piece: (FIRST_PIECE >> failures.min(8)).max(SMALLEST_PIECE) }
    }
}

impl Engine {
    /// Tries an item.
    pub(super) async fn attempt(&self, item: &Item) -> Result<Tried, StoreError> {
        match item.kind {
            Kind::Photo { size, .. } | Kind::Video { size, .. } if item.lease.is_some() => {
                self.ask_what_came_of(item, size).await
            }
            Kind::Report => match self.city.desk() {
                Some(desk) => self.hand_in(item, desk).await,
                None => self.send_report(item).await,
            },
            Kind::Photo { photo, size } | Kind::Video { video: photo, size } => {
                self.send_photo(item, photo, size).await
            }
            Kind::Receipt => match self.city.desk() {
                Some(desk) => self.ask_for_number(item, desk).await,
                None => self.ask_for_receipt(item).await,
            },
            Kind::Message { .. } | Kind::Amendment | Kind::Rating | Kind::Withdrawal => {
                self.send_follow_up(item).await
            }
        }
    }

    async fn send_report(&self, item: &Item) -> Result<Tried, StoreError> {
        let bearer = match self.bearer_for(item, None).await? {
            Ok(bearer) => bearer,
            Err(outcome) => return Ok(Tried::nothing_but(outcome)),
        };
        // From here on nobody can know whether the city has it, whatever happens to this process.
        self.store.write(|db| db.set_attempt_started(item.id))?;
        let finalised = self.store.read(|db| db.finalised(item.report))?;
        let (city, finalised) = (&self.city, &finalised);
        let post = |sender: Installation, bearer: Option<AccessToken>| async move {
            city.post_report(finalised, &sender, bearer.as_ref()).await
        };
        Ok(match self.hand_over_for(item, bearer, post).await? {
            Ok(Ok(document)) => Tried::new(Outcome::Done, move |db| keep(db, &document).map(|_| ())),
            Ok(Err(error)) => Tried::nothing_but(outcome_of(error)),
            Err(outcome) => Tried::nothing_but(outcome),
        })
    }

    /// Hands over for the account that the report belongs to. An access token that the city refuses is renewed once; when it refuses the new one,
    /// too, it goes as a guest's. The outer error is the outcome when the token can't be renewed now.
    pub(super) async fn hand_over_for<T, F>(
        &self,
        item: &Item,
        bearer: Option<AccessToken>,
        post: impl Fn(Installation, Option<AccessToken>) -> F,
    ) -> Result<Result<Result<T, WireError>, Outcome>, StoreError>
    where
        F: Future<Output = Result<T, WireError>>,
    {
        let post = |bearer: Option<&AccessToken>| {
            let (post, bearer) = (&post, bearer.cloned());
            self.hand_over(move |sender| post(sender, bearer.clone()))
        };
        let mut answer = post(bearer.as_ref()).await?;
        if matches!(answer, Err(WireError::TokenRefused)) && bearer.is_some() {
            let renewed = match self.bearer_for(item, bearer.as_ref()).await? {
                Ok(renewed) => renewed,
                Err(outcome) => return Ok(Err(outcome)),
            };
            answer = post(renewed.as_ref()).await?;
            if matches!(answer, Err(WireError::TokenRefused)) {
                answer = post(None).await?;
            }
        }
        if matches!(answer, Err(WireError::Unauthorised)) {
            self.forget_registration()?;
        }
        Ok(Ok(answer))
    }

    /// The access token of the account that the report belongs to; `None` sends it as a guest's. Nothing waits for a login: a session that
    /// is over gives none, and neither does a provider that fails try after try.
    pub(super) async fn bearer_for(
        &self,
        item: &Item,
        refused: Option<&AccessToken>,
    ) -> Result<Result<Option<AccessToken>, Outcome>, StoreError> {
        let (Some(account), Some(owner)) = (&self.account, self.store.read(|db| db.account_of(item.report))?)
        else {
            return Ok(Ok(None));
        };
        match account.bearer_of(&owner, refused).await {
            Ok(bearer) => Ok(Ok(bearer)),
            Err(AccountError::Store(error)) => Err(error),
            Err(AccountError::Wire(_)) if item.failures >= TRIES_WITH_LOGIN => Ok(Ok(None)),
            Err(AccountError::Wire(error)) => Ok(Err(not_of_the_report(error))),
        }
    }

    async fn send_photo(&self, item: &Item, photo: PhotoId, size: u64) -> Result<Tried, StoreError> {
        let upload = self.store.read(|db| db.upload(item.id))?;
        let Some(upload) = upload else { return self.create_upload(item, photo).await };
        let pace = self.live().uploads.get(&item.id).copied();
        let (offset, pace) = match pace {
            Some(pace) => (upload.offset, pace),
            // A new process, or a try that failed: only the city knows how much it has.
            None => match self.city.upload_offset(&upload.url).await {
                // More than was known: a try that was cut off brought it forward, and whoever comes forward does not back off.
                Ok(offset) if upload.offset < offset && offset < size => {
                    return self.came_forward(item, upload, offset, Pace::after(item.failures));
                }
                Ok(offset) => (offset, Pace::after(item.failures)),
                // It knows the upload, and does not say how much it has.
                Err(WireError::Garbled) => return Ok(self.upload_failed(item, WireError::OffsetMismatch)),
                Err(error) => return Ok(self.upload_failed(item, error)),
            },
        };
        if offset > size {
            return Ok(self.upload_failed(item, WireError::UploadGone));
        }
        let end = size.min(offset + pace.piece);
        let arrived = if offset < end {
            let piece = match self.store.sealer().read_photo(photo, PhotoFile::Full, offset..end) {
                Ok(piece) => piece,
                Err(error) => return Ok(unreadable(&error)),
            };
            match self.city.upload_piece(&upload.url, offset, piece).await {
                // A server may take a part of a piece.
                Ok(arrived) if offset < arrived && arrived <= end => arrived,
                Ok(_) => return Ok(self.upload_failed(item, WireError::OffsetMismatch)),
                Err(error) => return Ok(self.upload_failed(item, error)),
            }
        } else {
            offset
        };
        self.live().wrong_offsets.remove(&item.id);
        if arrived == size {
            self.tell_progress(item.report, arrived.saturating_sub(upload.offset))?;
            return Ok(Tried::nothing_but(Outcome::Done));
        }
        self.came_forward(item, upload, arrived, Pace { piece: (pace.piece * 2).min(LARGEST_PIECE) })
    }

    fn came_forward(
        &self,
        item: &Item,
        upload: Upload,
        offset: u64,
        pace: Pace,
    ) -> Result<Tried, StoreError> {
        self.live().uploads.insert(item.id, pace);
        self.tell_progress(item.report, offset.saturating_sub(upload.offset))?;
        let (id, upload) = (item.id, Upload { offset, ..upload });
        Ok(Tried::new(Outcome::Progress, move |db| db.set_upload(id, Some(&upload))))
    }

    /// After a failure the city is asked for its offset; an upload that is gone, or whose offset is wrong each time, is created again.
    fn upload_failed(&self, item: &Item, error: WireError) -> Tried {
        let mut gone = error == WireError::UploadGone;
        if error == WireError::OffsetMismatch {
            let mut live = self.live();
            let wrong = live.wrong_offsets.entry(item.id).or_default();
            *wrong += 1;
            gone = *wrong >= WRONG_OFFSETS;
        }
        if gone {
            self.live().wrong_offsets.remove(&item.id);
        }
        let id = item.id;
        Tried::new(outcome_of(error), move |db| if gone { db.set_upload(id, None) } else { Ok(()) })
    }

    pub(super) async fn create_upload(&self, item: &Item, photo: PhotoId) -> Result<Tried, StoreError> {
        let (access, facts) = self
            .store
            .read(|db| Ok::<_, StoreError>((db.access_secret(item.report)?, db.photo(photo)?.facts)))?;
        let size = facts.attachment.size;
        let beginning = if size <= AT_ONCE && item.lease.is_none() {
            match self.store.sealer().read_photo(photo, PhotoFile::Full, 0..size) {
                Ok(whole) => whole,
                Err(error) => return Ok(unreadable(&error)),
            }
        } else {
            Vec::new()
        };
        match self.city.create_upload(item.report, &facts.attachment, &access, beginning).await {
            Ok(Created { offset, report, .. }) if offset == size => {
                self.tell_progress(item.report, size)?;
                Ok(Tried::arrived(report))
            }
            Ok(Created { url, offset, .. }) => {
                self.live().uploads.insert(item.id, Pace::FIRST);
                let (id, upload) = (item.id, Upload { url, offset });
                Ok(Tried::new(Outcome::Begun, move |db| db.set_upload(id, Some(&upload))))
            }
            // It was damaged on its way, and nothing was begun.
            Err(WireError::PieceDamaged) => {
                Ok(Tried::nothing_but(Outcome::TryLater { reason: Reason::Damaged, retry_after: None }))
            }
            Err(error) => Ok(Tried::nothing_but(outcome_of(error))),
        }
    }

    pub(super) async fn ask_for_receipt(&self, item: &Item) -> Result<Tried, StoreError> {
        let report = item.report;
        let (access, photos, known) = self.store.read(|db| {
            Ok::<_, StoreError>((db.access_secret(report)?, db.photos(report)?, db.city_report(report)?))
        })?;
        // The changes may have told it already, for many reports at once, and so may the answer to the last photo.
        if let Some(known) = known
            && known.is_receipt_for(photos.iter().map(|photo| &photo.facts.attachment))
        {
            return Ok(received(known));
        }
        let document = match self.city.report(report, &access).await {
            Ok(document) => document,
            Err(error) => return Ok(Tried::nothing_but(outcome_of(error))),
        };
        if document.is_receipt_for(photos.iter().map(|photo| &photo.facts.attachment)) {
            return Ok(received(document));
        }
        let now = self.now().wall;
        let missing: Vec<Item> = photos
            .iter()
            .filter(|photo| !document.has(&photo.facts.attachment))
            .map(|photo| Item::new(ItemId::new(now, &*self.entropy), report, photo.kind()))
            .collect();
        let again = Outcome::TryLater { reason: Reason::Damaged, retry_after: None };
        Ok(Tried::new(again, move |db| {
            keep(db, &document)?;
            missing.iter().try_for_each(|item| db.insert_item(item))
        }))
    }

    fn tell_progress(&self, report: ReportId, just_arrived: u64) -> Result<(), StoreError> {
        if !self.events.are_heard() {
            return Ok(());
        }
        let progress = self.photo_progress(report)?;
        self.events.media_progress(report, progress.bytes_sent + just_arrived, progress.bytes);
        Ok(())
    }
}

/// The city has all of it.
pub(super) fn received(document: CityReport) -> Tried {
    Tried::new(Outcome::Done, move |db| {
        keep(db, &document)?;
        db.set_delivered(document.id)?;
        db.forget_full_photos(document.id)
    })
}

/// What the identity provider says, or the city of this installation, is no word on the report: it never parks one.
pub(super) fn not_of_the_report(error: WireError) -> Outcome {
    match error {
        WireError::Refused { .. } => Outcome::TryLater { reason: Reason::CityBusy, retry_after: None },
        error => outcome_of(error),
    }
}

/// The phone's own file does not open: no try will change that, so the citizen is told.
pub(super) fn unreadable(error: &StoreError) -> Tried {
    tracing::error!(%error, "a sealed photo does not open");
    Tried::nothing_but(Outcome::Refused { code: "photo-unreadable".into() })
}

/// SHA-256 in lower-case hexadecimal, as the wire writes it.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex::encode(digest::digest(&digest::SHA256, bytes).as_ref())
}
