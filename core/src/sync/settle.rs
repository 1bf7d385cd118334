//! What came of tries is committed: each item as the rules leave it, and with it what the city said. Whatever happens is on disk before the
//! next step.

use super::amend::keep;
use super::removal::{remove, says_removed};
use super::{Engine, MomentOfLink};
use crate::id::{ItemId, PhotoId};
use crate::outbox::{self, After, Item, ItemState, Kind, Outcome};
use crate::report::CityReport;
use crate::store::{Db, PhotoFile, StoreError};

/// What is left to do, at the city or here, when the outcome is committed.
type Commit = Box<dyn FnOnce(&Db<'_>) -> Result<(), StoreError> + Send>;

/// The outcome of a try, and what it changes beside the item.
pub(super) struct Tried {
    pub(super) outcome: Outcome,
    commit: Commit,
    /// What the city says that it has of the report.
    document: Option<Box<CityReport>>,
}

impl Tried {
    pub(super) fn new(
        outcome: Outcome,
        commit: impl FnOnce(&Db<'_>) -> Result<(), StoreError> + Send + 'static,
    ) -> Self {
        Self { outcome, commit: Box::new(commit), document: None }
    }

    /// A file is there, and perhaps the city said what it has by now.
    pub(super) fn arrived(document: Option<Box<CityReport>>) -> Self {
        Self { document, ..Self::nothing_but(Outcome::Done) }
    }

    pub(super) fn nothing_but(outcome: Outcome) -> Self {
        Self::new(outcome, |_| Ok(()))
    }
}

/// An item that was tried.
pub(super) struct Try {
    pub(super) item: Item,
    pub(super) tried: Tried,
    /// What the link was like when the try began.
    pub(super) before: MomentOfLink,
}

/// What the phone needs no more once the transaction is on disk.
#[derive(Default)]
struct Over {
    /// Their full size.
    photos: Vec<PhotoId>,
    /// Items of reports that the city removed.
    items: Vec<ItemId>,
}

impl Engine {
    /// Commits what came of a try.
    pub(super) fn settle(&self, item: Item, tried: Tried, before: MomentOfLink) -> Result<(), StoreError> {
        self.settle_all(vec![Try { item, tried, before }])
    }

    /// Commits what came of several, in one transaction. What is gone meanwhile (taken back, or settled by what the changes told) needs nothing any more.
    pub(super) fn settle_all(&self, tries: Vec<Try>) -> Result<(), StoreError> {
        if tries.is_empty() {
            return Ok(());
        }
        let mut reports = Vec::new();
        #[cfg(feature = "planted-bugs")]
        let mut arrived = Vec::new();
        for Try { item, tried, before } in &tries {
            self.note_link(&tried.outcome, *before);
            if !matches!(tried.outcome, Outcome::Begun | Outcome::Progress | Outcome::Done) {
                self.live().uploads.remove(&item.id);
            }
            #[cfg(feature = "planted-bugs")]
            if tried.outcome == Outcome::Done && item.kind.file().is_some() {
                arrived.push(item.report);
            }
            reports.push(item.report);
        }
        let over = self.store.write(|db| {
            let mut over = Over::default();
            for one in tries {
                if says_removed(&one.tried.outcome)
                    && let Some(items) = remove(db, one.item.report)?
                {
                    over.items.extend(items);
                } else {
                    over.photos.extend(self.commit(db, one)?);
                }
            }
            Ok::<_, StoreError>(over)
        })?;
        #[cfg(feature = "planted-bugs")]
        if crate::plant::is_planted(crate::plant::Plant::DeleteBeforeReceipt) {
            for report in arrived {
                let of_report =
                    |db: &Db<'_>| db.forget_full_photos(report).and_then(|()| db.photo_ids(report));
                self.remove_full_photos(self.store.write(of_report)?)?;
            }
        }
        self.remove_full_photos(over.photos)?;
        self.put_away(&over.items)?;
        for report in reports {
            self.events.report_changed(report);
        }
        Ok(())
    }

    /// One that needs what is gone, or does not open, must not hold up the others. Returns the photos of a report that the city has all of now,
    /// or that is withdrawn.
    fn commit(&self, db: &Db<'_>, Try { item, tried, before }: Try) -> Result<Vec<PhotoId>, StoreError> {
        let (id, report) = (item.id, item.report);
        // A desk confirms no digests.
        let is_over = tried.outcome == Outcome::Done
            && matches!(item.kind, Kind::Receipt | Kind::Withdrawal)
            && !self.has_desk();
        let mut after = outbox::apply(item, &tried.outcome, self.now(), self.jitter());
        let committed = db.whole(|db| {
            match &mut after {
                After::Keep(item) => {
                    // Asked here, where no wait can end in between.
                    if before.waits_ended_since(&self.live()) {
                        outbox::end_wait(item);
                    }
                    db.save_item(item)?;
                }
                After::Remove => db.delete_item(id)?,
            }
            (tried.commit)(db)?;
            match tried.document {
                Some(document) => keep_and_deliver(db, &document),
                None if is_over => db.photo_ids(report),
                None => Ok(Vec::new()),
            }
        });
        match committed {
            Err(error) if error.is_of_one_row() => park_if_there(db, id).map(|()| Vec::new()),
            committed => committed,
        }
    }

    /// The citizen took the item back while it was about to go; or, if it is still there, what it needs is gone or does not open. It must
    /// not hold up the others.
    pub(super) fn settle_missing(&self, id: ItemId) -> Result<(), StoreError> {
        self.store.write(|db| park_if_there(db, id))
    }

    /// The rows forgot the files already; one that a kill leaves behind goes at the next start.
    fn remove_full_photos(&self, photos: Vec<PhotoId>) -> Result<(), StoreError> {
        for photo in photos {
            self.store.sealer().remove_photo(photo, PhotoFile::Full)?;
        }
        Ok(())
    }
}

/// Whether an item of a report has its turn before the receipt.
pub(super) fn goes_before_receipt(item: &Item) -> bool {
    matches!(item.kind, Kind::Report | Kind::Withdrawal) || item.kind.file().is_some()
}

/// Keeps what the city has. If that is the receipt, nobody needs to ask for it, and these are the photos that are not needed any more.
fn keep_and_deliver(db: &Db<'_>, document: &CityReport) -> Result<Vec<PhotoId>, StoreError> {
    keep(db, document)?;
    let items = db.items_of(document.id)?;
    let Some(receipt) = items.iter().find(|item| item.kind == Kind::Receipt) else { return Ok(Vec::new()) };
    if items.iter().any(goes_before_receipt) {
        return Ok(Vec::new());
    }
    let photos = match db.photos(document.id) {
        Ok(photos) if document.is_receipt_for(photos.iter().map(|photo| &photo.facts.attachment)) => photos,
        Ok(_) => return Ok(Vec::new()),
        // Its own turn parks it.
        Err(error) if error.is_of_one_row() => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    db.delete_item(receipt.id)?;
    db.set_delivered(document.id)?;
    db.forget_full_photos(document.id)?;
    Ok(photos.into_iter().map(|photo| photo.id).collect())
}

fn park_if_there(db: &Db<'_>, id: ItemId) -> Result<(), StoreError> {
    let Some(mut item) = db.items()?.into_iter().find(|item| item.id == id) else { return Ok(()) };
    item.state = ItemState::Parked { code: "data-missing".into() };
    db.save_item(&item)
}
