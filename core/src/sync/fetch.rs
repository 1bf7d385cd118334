//! What is new at the city: changes of the citizen's reports, categories, warnings. Each answer is checked before it is kept, and kept in one
//! transaction with its cursor or validator.

use std::collections::HashSet;
use std::time::Duration;

use super::Engine;
use super::amend::keep;
use super::removal::remove_as_of;
use super::send::sha256;
use crate::account::AccountError;
use crate::alert::cap;
use crate::alert::index::{IndexedAlert, KnownIndex, verify};
use crate::clock::Timestamp;
use crate::id::ItemId;
use crate::report::{Categories, CityReport, Message};
use crate::store::{Db, Setting, StoreError, StoredAlert};
use crate::wire::{Change, ChangesPage, Fetched, WireError};

/// How long a warning is kept after its end: an Update or Cancel may still name it.
const KEEP_ENDED_MS: i64 = 7 * 24 * 3600 * 1000;
/// So many pages of changes are read at once; the next round goes on.
const PAGES_AT_ONCE: usize = 1_000;
/// A warning that can't be read says nothing of its end.
const DEFAULT_LIFE: Duration = Duration::from_hours(24);

/// Why something new could not be had.
pub(crate) enum FetchError {
    Store(StoreError),
    Wire(WireError),
}

impl FetchError {
    /// How the city or the link failed; `None` when it was the phone.
    pub(super) fn on_the_wire(self) -> Option<WireError> {
        match self {
            Self::Wire(error) => Some(error),
            Self::Store(_) => None,
        }
    }
}

impl From<StoreError> for FetchError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<WireError> for FetchError {
    fn from(error: WireError) -> Self {
        Self::Wire(error)
    }
}

/// Categories from the city, with their validator.
#[derive(serde::Serialize, serde::Deserialize)]
pub(crate) struct CategoryUpdate {
    etag: Option<String>,
    pub(crate) categories: Categories,
    /// Which [`READ_AS`] wrote it.
    #[serde(default)]
    read_as: u32,
}

impl CategoryUpdate {
    /// With what the city is asked whether there is something newer; `None` asks for the whole set.
    fn validator(self) -> Option<String> {
        self.etag.filter(|_| self.read_as == READ_AS)
    }
}

/// Goes up when the library reads more of the categories than before: what it passed over then is fetched once more, whatever the validator
/// says. 1: questions; 2: rules for places.
const READ_AS: u32 = 2;

impl Engine {
    /// What is new beside the warnings, which come first: when the link dies in between, they matter most. What fails does not keep the rest from
    /// being asked for, unless nothing gets through at all.
    pub(super) async fn fetch_all_but_warnings(&self) -> Result<(), FetchError> {
        let mut first_failure = Ok(());
        for step in [Step::Changes, Step::Categories, Step::Session, Step::Followed] {
            let fetched = match step {
                Step::Changes => self.fetch_changes().await,
                Step::Categories => self.fetch_categories().await,
                Step::Session => self.confirm_session().await,
                Step::Followed => self.refresh_followed().await,
            };
            match fetched {
                Ok(()) => {}
                Err(FetchError::Wire(
                    error @ (WireError::Unreachable | WireError::Untimely | WireError::Portal),
                )) => {
                    return Err(error.into());
                }
                Err(FetchError::Wire(error)) => first_failure = first_failure.and(Err(error.into())),
                Err(error) => return Err(error),
            }
        }
        first_failure
    }

    pub(super) async fn fetch_changes(&self) -> Result<(), FetchError> {
        if let Some(desk) = self.city.desk() {
            return self.fetch_requests(desk).await;
        }
        let installation = self.installation().await??;
        let mut began_anew = false;
        let mut read = HashSet::new();
        loop {
            let cursor: Option<String> = self.store.read(|db| db.setting(Setting::ChangesCursor))?;
            let page = match self.city.changes(cursor.as_deref(), &installation).await {
                Ok(page) => page,
                // A city that knows none of its own cursors is asked again later, like one that is busy.
                Err(WireError::CursorGone) if cursor.is_some() && !began_anew => {
                    began_anew = true;
                    self.store.write(|db| db.delete_setting(Setting::ChangesCursor))?;
                    continue;
                }
                Err(WireError::Unauthorised) => {
                    self.forget_registration()?;
                    return Err(WireError::Unauthorised.into());
                }
                Err(error) => return Err(error.into()),
            };
            // A city that says "more" without moving on, in a circle, or without anything new, would hold us for ever.
            read.extend(cursor);
            let moves_on = !page.changes.is_empty() && !read.contains(&page.cursor);
            let more = page.more && moves_on && read.len() < PAGES_AT_ONCE;
            self.apply_page(&page)?;
            if !more {
                return Ok(self.settle_receipts()?);
            }
        }
    }

    fn apply_page(&self, page: &ChangesPage) -> Result<(), StoreError> {
        let (changed, ended) = self.store.write(|db| {
            let (mut changed, mut ended) = (Vec::new(), Vec::new());
            for change in &page.changes {
                changed.extend(apply_change(db, change, &mut ended)?);
            }
            db.set_setting(Setting::ChangesCursor, &page.cursor)?;
            Ok::<_, StoreError>((changed, ended))
        })?;
        self.put_away(&ended)?;
        for id in changed {
            self.events.report_changed(id);
        }
        Ok(())
    }

    async fn fetch_categories(&self) -> Result<(), FetchError> {
        let held: Option<CategoryUpdate> = self.store.read(|db| db.setting(Setting::Categories))?;
        let etag = held.and_then(CategoryUpdate::validator);
        if let Fetched::New { value, etag } = self.city.categories(etag.as_deref()).await? {
            let categories = Categories::parse(&value).map_err(|_| WireError::Garbled)?;
            let update = CategoryUpdate { etag, categories, read_as: READ_AS };
            self.store.write(|db| db.set_setting(Setting::Categories, &update))?;
            self.forget_categories();
        }
        Ok(())
    }

    /// Who is logged in, when the city has not said so yet. It can wait: that the provider is not there says nothing of the city.
    async fn confirm_session(&self) -> Result<(), FetchError> {
        let Some(account) = &self.account else { return Ok(()) };
        match account.confirm_session().await {
            Err(AccountError::Store(error)) => Err(error.into()),
            Err(AccountError::Wire(_)) | Ok(()) => Ok(()),
        }
    }

    pub(super) async fn fetch_alerts(&self) -> Result<(), FetchError> {
        if self.config.alerts.keys.is_empty() {
            return Ok(());
        }
        let known: Option<KnownIndex> = self.store.read(|db| db.setting(Setting::AlertIndex))?;
        let etag = known.as_ref().and_then(|known| known.etag.as_deref());
        match (self.city.alert_index(etag).await?, known) {
            (Fetched::NotModified, Some(known)) => {
                let checked = KnownIndex { checked_at: self.now().wall, ..known };
                self.store.write(|db| db.set_setting(Setting::AlertIndex, &checked))?;
            }
            (Fetched::NotModified, None) => return Err(WireError::Garbled.into()),
            (Fetched::New { value, etag }, known) => {
                let verified =
                    verify(&value.json, &value.signature, &self.config.alerts.keys, known.as_ref());
                let (index, valid_until) = verified.map_err(|reason| {
                    tracing::warn!(%reason, "an index of warnings was dropped");
                    WireError::Garbled
                })?;
                // One message that can't be had must not keep the later ones away.
                let mut first_failure = Ok(());
                for listed in &index.alerts {
                    match self.fetch_alert(listed).await {
                        Err(FetchError::Wire(
                            error @ (WireError::Unreachable | WireError::Untimely | WireError::Portal),
                        )) => {
                            return Err(error.into());
                        }
                        Err(FetchError::Wire(error)) => first_failure = first_failure.and(Err(error)),
                        fetched => fetched?,
                    }
                }
                self.events.alerts_changed();
                first_failure?;
                // Only now: an index whose messages are not all here must be fetched again.
                let known =
                    KnownIndex { etag, serial: index.serial, checked_at: self.now().wall, valid_until };
                self.store.write(|db| {
                    db.set_setting(Setting::AlertIndex, &known)?;
                    db.forget_alerts(Timestamp::from_unix_ms(known.checked_at.unix_ms() - KEEP_ENDED_MS))
                })?;
            }
        }
        self.events.alerts_changed();
        Ok(())
    }

    async fn fetch_alert(&self, listed: &IndexedAlert) -> Result<(), FetchError> {
        if self.store.read(|db| db.has_alert(&listed.sha256))? {
            return Ok(());
        }
        let xml = self.city.alert_message(&listed.url).await?;
        if sha256(&xml) != listed.sha256 {
            return Err(WireError::Garbled.into());
        }
        let now = self.now().wall;
        let ends_at = cap::parse(&xml).map_or_else(
            |_| now.after(DEFAULT_LIFE),
            |message| Timestamp::from_unix_ms(message.ends().timestamp_millis()),
        );
        let alert = StoredAlert { sha256: listed.sha256.clone(), xml };
        self.store.write(|db| db.keep_alert(&alert, now, ends_at))?;
        Ok(())
    }
}

/// Applies one change; the report that it changed. What it ended goes to `ended`. What this version does not know, or can't read, is passed over: one bad entry
/// must not keep all later ones away.
fn apply_change(
    db: &Db<'_>,
    change: &Change,
    ended: &mut Vec<ItemId>,
) -> Result<Option<crate::id::ReportId>, StoreError> {
    match (change.kind.as_str(), change.deleted) {
        ("report", true) => {
            let Ok(id) = change.id.parse() else { return Ok(None) };
            let removed = remove_as_of(db, id, change.revision)?;
            Ok(removed.map(|items| {
                ended.extend(items);
                id
            }))
        }
        ("report", false) => {
            let Ok(document) = serde_json::from_value::<CityReport>(change.body.clone()) else {
                return Ok(None);
            };
            Ok(keep(db, &document)?.then_some(document.id))
        }
        ("message", true) => {
            let Ok(id) = change.id.parse() else { return Ok(None) };
            db.delete_message(id, change.revision)
        }
        ("message", false) => {
            #[derive(serde::Deserialize)]
            struct Body {
                report: crate::id::ReportId,
                author: String,
                agency: Option<String>,
                text: String,
                sent_at: String,
            }
            let (Ok(id), Ok(body)) = (change.id.parse(), serde_json::from_value::<Body>(change.body.clone()))
            else {
                return Ok(None);
            };
            let message = Message {
                id,
                author: body.author,
                agency: body.agency,
                text: body.text,
                sent_at: body.sent_at,
            };
            Ok(db.keep_message(body.report, change.revision, &message)?.then_some(body.report))
        }
        _ => Ok(None),
    }
}

#[derive(Clone, Copy)]
enum Step {
    Changes,
    Categories,
    Session,
    Followed,
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that can't go on fails")]
mod tests {
    use super::*;

    /// As a library kept it that passed over what this one reads.
    fn kept(read_as: Option<u32>) -> CategoryUpdate {
        let categories = serde_json::json!({"version": 3, "schema_version": 1, "categories": []});
        let mut kept = serde_json::json!({"etag": "\"v3\"", "categories": categories});
        if let Some(read_as) = read_as {
            kept["read_as"] = read_as.into();
        }
        serde_json::from_value(kept).unwrap()
    }

    #[test]
    fn categories_that_an_older_library_read_are_fetched_once_more() {
        assert_eq!(kept(None).validator(), None);
        assert_eq!(kept(Some(READ_AS - 1)).validator(), None);
        assert_eq!(kept(Some(READ_AS)).validator().as_deref(), Some("\"v3\""));
    }
}
