//! Reports of others: what everyone may see of a ward, asked for by the ward and never by a position, and kept for as long as it is of use. Those
//! that the citizen follows are watched by asking for their wards again.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Engine;
use super::fetch::FetchError;
use crate::clock::Timestamp;
use crate::place::Point;
use crate::report::{FollowedReport, PublicReport, open_near};
use crate::store::{Db, Setting, StoreError};
use crate::wire::Fetched;

/// A ward that was asked for is not asked for again so soon.
const FRESH_FOR: Duration = Duration::from_mins(5);
/// What is older says nothing of what is open now.
const USEFUL_FOR: Duration = Duration::from_hours(24);
/// So many wards are kept, those asked for last.
const MAX_WARDS: usize = 8;
/// So many reports of a ward are kept, in the city's order.
const MAX_REPORTS: usize = 1_000;

/// What everyone may see of a ward.
#[derive(Clone, Serialize, Deserialize)]
struct KnownWard {
    ward: String,
    etag: Option<String>,
    asked_at: Timestamp,
    reports: Vec<PublicReport>,
}

impl KnownWard {
    /// A clock that was set back makes nothing young again.
    fn is_younger_than(&self, age: Duration, now: Timestamp) -> bool {
        self.asked_at <= now && now < self.asked_at.after(age)
    }
}

/// The reports of others, of every ward that was asked for and not too long ago: what is near may lie across a border.
pub(crate) fn known_nearby(db: &Db<'_>, now: Timestamp) -> Result<Vec<PublicReport>, StoreError> {
    Ok(useful_wards(db, now)?.into_iter().flat_map(|known| known.reports).collect())
}

/// A report of others with the code of its ward, if it is known.
pub(crate) fn known_report(
    db: &Db<'_>,
    public_id: &str,
    now: Timestamp,
) -> Result<Option<(String, PublicReport)>, StoreError> {
    let found = useful_wards(db, now)?.into_iter().find_map(|KnownWard { ward, reports, .. }| {
        let report = reports.into_iter().find(|report| report.public_id == public_id)?;
        Some((ward, report))
    });
    Ok(found)
}

fn useful_wards(db: &Db<'_>, now: Timestamp) -> Result<Vec<KnownWard>, StoreError> {
    let mut known: Vec<KnownWard> = db.setting(Setting::Nearby)?.unwrap_or_default();
    known.retain(|known| known.is_younger_than(USEFUL_FOR, now));
    Ok(known)
}

/// The reports that the citizen follows.
pub(crate) fn followed(db: &Db<'_>) -> Result<Vec<FollowedReport>, StoreError> {
    Ok(db.setting(Setting::Followed)?.unwrap_or_default())
}

fn known_ward(db: &Db<'_>, ward: &str) -> Result<Option<KnownWard>, StoreError> {
    let known: Vec<KnownWard> = db.setting(Setting::Nearby)?.unwrap_or_default();
    Ok(known.into_iter().find(|known| known.ward == ward))
}

/// The categories of the open reports round a place, by the minute in which they were read: they are asked for with every keystroke.
#[derive(Default)]
pub(crate) struct NearCache(Mutex<Option<(NearKey, Arc<[String]>)>>);

/// A place's latitude and longitude, and a minute.
type NearKey = (u64, u64, i64);

impl Engine {
    /// The categories of the open reports that the phone knows round a place, one for each report.
    pub(crate) fn categories_near(&self, db: &Db<'_>, point: Point) -> Result<Arc<[String]>, StoreError> {
        let now = self.now().wall;
        let key = (point.lat().to_bits(), point.lon().to_bits(), now.unix_ms() / 60_000);
        let mut read = self.near_cache.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, categories)) = read.as_ref().filter(|(of, _)| *of == key) {
            return Ok(Arc::clone(categories));
        }
        let known = known_nearby(db, now)?;
        let categories: Arc<[String]> =
            open_near(point, &known).map(|(report, _)| report.category.clone()).collect();
        *read = Some((key, Arc::clone(&categories)));
        Ok(categories)
    }

    /// Asks the city what is reported in a ward, unless that was done just now.
    async fn refresh_ward(&self, ward: &str) -> Result<(), FetchError> {
        if self.has_desk() {
            return Ok(());
        }
        let known = self.store.read(|db| known_ward(db, ward))?;
        if known.as_ref().is_some_and(|known| known.is_younger_than(FRESH_FOR, self.now().wall)) {
            return Ok(());
        }
        let etag = known.as_ref().and_then(|known| known.etag.as_deref());
        let asked_at = self.now().wall;
        let ward = ward.to_owned();
        let newer = match (self.city.nearby(&ward, etag).await?, known) {
            (Fetched::New { value: mut reports, etag }, _) => {
                reports.truncate(MAX_REPORTS);
                KnownWard { ward, etag, asked_at, reports }
            }
            (Fetched::NotModified, Some(known)) => KnownWard { asked_at, ..known },
            (Fetched::NotModified, None) => return Err(crate::wire::WireError::Garbled.into()),
        };
        self.store.write(|db| keep(db, newer))?;
        *self.near_cache.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.events.sync_changed();
        Ok(())
    }

    /// One ward after the other, until the network fails.
    pub(crate) async fn refresh_wards(&self, wards: &[String]) -> Result<(), FetchError> {
        for ward in wards {
            self.refresh_ward(ward).await?;
        }
        Ok(())
    }

    /// The wards of what the citizen follows.
    pub(super) async fn refresh_followed(&self) -> Result<(), FetchError> {
        let followed = self.store.read(followed)?;
        let wards: BTreeSet<String> = followed.into_iter().map(|followed| followed.ward).collect();
        self.refresh_wards(&wards.into_iter().collect::<Vec<_>>()).await
    }
}

/// Keeps what is known of a ward, and what that says of the reports that the citizen follows.
fn keep(db: &Db<'_>, newer: KnownWard) -> Result<(), StoreError> {
    let followed = followed(db)?;
    if !followed.is_empty() {
        let refreshed = |followed: FollowedReport| {
            if followed.ward == newer.ward { followed.refreshed(&newer.reports) } else { followed }
        };
        let followed: Vec<FollowedReport> = followed.into_iter().map(refreshed).collect();
        db.set_setting(Setting::Followed, &followed)?;
    }
    let mut known: Vec<KnownWard> = db.setting(Setting::Nearby)?.unwrap_or_default();
    known.retain(|known| known.ward != newer.ward);
    known.insert(0, newer);
    known.truncate(MAX_WARDS);
    db.set_setting(Setting::Nearby, &known)
}
