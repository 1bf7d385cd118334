//! Warnings, as a UI works with them: what lies on the phone, with how old it is.

use std::cmp::Reverse;

use chrono::DateTime;

use super::Client;
use crate::alert::cap::{self, Message};
use crate::alert::index::KnownIndex;
use crate::alert::{Life, MAX_WATCHED_PLACES, WatchedPlace, lives};
use crate::clock::Timestamp;
use crate::error::ApiError;
use crate::id::PlaceId;
use crate::place::Point;
use crate::report::{Field, Problem, ProblemCode};
use crate::sorting::sort_by_key;
use crate::store::Setting;

/// The warnings on this phone.
pub struct Alerts<'a> {
    pub(super) client: &'a Client,
}

/// The warnings that hold now.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertList {
    /// When the city last confirmed the list; `None`: never.
    pub as_of: Option<Timestamp>,
    /// The list is too old to tell what is true now.
    pub is_stale: bool,
    /// Those that touch a watched place first, then the most severe.
    pub alerts: Vec<AlertView>,
}

/// A warning.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertView {
    /// SHA-256 of the message.
    pub sha256: String,
    /// What it says.
    pub message: Message,
    /// The watched places that it touches.
    pub touches: Vec<WatchedPlace>,
}

impl Alerts<'_> {
    /// The warnings that hold now, from what is on the phone.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn current(&self) -> Result<AlertList, ApiError> {
        let (now, index, stored, places) = self.client.with(|open| {
            let now = open.engine.now().wall;
            open.engine.store.read(|db| {
                let index: Option<KnownIndex> = db.setting(Setting::AlertIndex)?;
                Ok::<_, ApiError>((now, index, db.alerts()?, db.watched_places()?))
            })
        })?;
        // What can't be read was fetched all the same, so that it is not fetched again and again.
        let parsed: Vec<(String, Message)> = stored
            .into_iter()
            .filter_map(|alert| cap::parse(&alert.xml).ok().map(|message| (alert.sha256, message)))
            .collect();
        let at = DateTime::from_timestamp_millis(now.unix_ms()).unwrap_or_default();
        let current: Vec<&Message> = lives(parsed.iter().map(|(_, message)| message), at)
            .into_iter()
            .filter_map(|(message, life)| (life == Life::Current).then_some(message))
            .collect();
        let mut alerts: Vec<AlertView> = parsed
            .iter()
            .filter(|(_, message)| current.iter().any(|current| std::ptr::eq(*current, message)))
            .map(|(sha256, message)| AlertView {
                sha256: sha256.clone(),
                message: message.clone(),
                touches: places.iter().filter(|place| place.is_touched_by(message)).cloned().collect(),
            })
            .collect();
        sort_by_key(&mut alerts, |alert| (alert.touches.is_empty(), Reverse(alert.message.severity())));
        Ok(AlertList {
            as_of: index.as_ref().map(|index| index.checked_at),
            is_stale: index.is_none_or(|index| index.valid_until < now),
            alerts,
        })
    }

    /// The places that the citizen wants to be warned for, in the order in which they were added.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn watched_places(&self) -> Result<Vec<WatchedPlace>, ApiError> {
        self.client.with(|open| open.engine.store.read(|db| Ok(db.watched_places()?)))
    }

    /// Adds a place to be warned for. It never leaves the phone.
    ///
    /// # Errors
    /// [`ApiError::InvalidInput`] beyond [`MAX_WATCHED_PLACES`], [`ApiError::StorageFull`], [`ApiError::Closed`], or an error
    /// of the phone itself.
    pub fn watch(&self, name: &str, point: Point) -> Result<PlaceId, ApiError> {
        self.client.with(|open| {
            let engine = &open.engine;
            let place = WatchedPlace {
                id: PlaceId::new(engine.now().wall, &*engine.entropy),
                name: name.to_owned(),
                point,
                ward: engine.boundaries()?.ward_at(point).map(|ward| ward.code.clone()),
            };
            engine.store.write(|db| {
                if db.watched_places()?.len() >= MAX_WATCHED_PLACES {
                    let problems = vec![Problem { field: Field::Location, code: ProblemCode::TooMany }];
                    return Err(ApiError::InvalidInput { problems });
                }
                Ok(db.insert_watched_place(&place)?)
            })?;
            engine.events.alerts_changed();
            Ok(place.id)
        })
    }

    /// Forgets a place.
    ///
    /// # Errors
    /// [`ApiError::NotFound`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn unwatch(&self, id: PlaceId) -> Result<(), ApiError> {
        self.client.with(|open| {
            open.engine.store.write(|db| db.delete_watched_place(id))?;
            open.engine.events.alerts_changed();
            Ok(())
        })
    }
}
