//! Warnings, as a UI works with them: what lies on the phone, with how old it is. Of a CAP message only what is drawn crosses the border.

use std::time::SystemTime;

use hues_core::alert::{self, cap};

use crate::client::Client;
use crate::error::ApiError;
use crate::id::PlaceId;
use crate::place::Point;
use crate::time::to_system;

/// The warnings that hold now.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct AlertList {
    /// When the city last confirmed the list; none: never.
    pub as_of: Option<SystemTime>,
    /// The list is too old to tell what is true now.
    pub is_stale: bool,
    /// Those that touch a watched place first, then the most severe.
    pub alerts: Vec<AlertView>,
}

/// A warning.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct AlertView {
    /// SHA-256 of the message.
    pub sha256: String,
    /// Who made it.
    pub sender: String,
    /// When it was made.
    pub sent: SystemTime,
    /// When the last of it ends.
    pub ends: SystemTime,
    /// The highest severity of all that it says.
    pub severity: Severity,
    /// Whether the phone may sound for it.
    pub alarms: bool,
    /// What it says, in the first of the languages that were asked for and that it has; else in its own.
    pub infos: Vec<AlertInfo>,
    /// The watched places that it touches.
    pub touches: Vec<WatchedPlace>,
}

/// One hazard, or one time, of a warning.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct AlertInfo {
    /// Language tag of the texts.
    pub language: String,
    /// What it is, in words; empty when it does not say.
    pub event: String,
    /// What to do, as words of the standard.
    pub response_types: Vec<ResponseType>,
    /// When to respond.
    pub urgency: Urgency,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub certainty: Certainty,
    /// When the event is expected to begin.
    pub onset: Option<SystemTime>,
    /// When this ends.
    pub ends: SystemTime,
    /// The agency, for people.
    pub sender_name: Option<String>,
    /// A short text.
    pub headline: Option<String>,
    /// The event at length.
    pub description: Option<String>,
    /// What to do, at length.
    pub instruction: Option<String>,
    /// A page with more.
    pub web: Option<String>,
    /// Whom to ask.
    pub contact: Option<String>,
    /// Where it applies.
    pub areas: Vec<AlertArea>,
}

/// An area of a warning: all its shapes together.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct AlertArea {
    /// In words; empty when it does not say.
    pub description: String,
    /// Closed rings.
    pub polygons: Vec<Vec<Point>>,
    /// Circles.
    pub circles: Vec<AlertCircle>,
}

/// Every place within a distance of a point.
#[derive(Clone, Copy, Debug, PartialEq, uniffi::Record)]
pub struct AlertCircle {
    /// The middle.
    pub centre: Point,
    /// Kilometres; 0 is the point alone.
    pub radius_km: f64,
}

/// A place that the citizen wants to be warned for. It never leaves the phone.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct WatchedPlace {
    /// Its id.
    pub id: PlaceId,
    /// What the citizen calls it.
    pub name: String,
    /// Where it is.
    pub point: Point,
    /// Code of its ward; none outside the city.
    pub ward: Option<String>,
}

mirror! {
    /// What the audience is advised to do (CAP 1.2 section 3.2.2).
    ResponseType of cap::ResponseType {
        /// Take shelter in place.
        Shelter,
        /// Go elsewhere.
        Evacuate,
        /// Make preparations.
        Prepare,
        /// Do what was planned.
        Execute,
        /// Keep away.
        Avoid,
        /// Watch for news.
        Monitor,
        /// Assess the information (not for public warnings).
        Assess,
        /// The threat is over.
        AllClear,
        /// Nothing.
        None,
    }
}

mirror! {
    /// When to respond (CAP 1.2 section 3.2.2).
    Urgency of cap::Urgency {
        /// At once.
        Immediate,
        /// Within the next hour.
        Expected,
        /// In the near future.
        Future,
        /// No longer.
        Past,
        /// Not known.
        Unknown,
    }
}

mirror! {
    /// How bad it is, from unknown and minor to extreme (CAP 1.2 section 3.2.2).
    Severity of cap::Severity {
        /// Not known.
        Unknown,
        /// Minimal or no known threat to life or property.
        Minor,
        /// Possible threat.
        Moderate,
        /// Significant threat.
        Severe,
        /// Extraordinary threat.
        Extreme,
    }
}

mirror! {
    /// How sure it is (CAP 1.2 section 3.2.2).
    Certainty of cap::Certainty {
        /// It has happened or is happening.
        Observed,
        /// More likely than not.
        Likely,
        /// Possible, but not likely.
        Possible,
        /// Not expected.
        Unlikely,
        /// Not known.
        Unknown,
    }
}

words! { Severity of cap::Severity }

#[uniffi::export]
impl Client {
    /// The warnings that hold now, from what is on the phone, in the first of these languages that each has (as `vi`, `en`).
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn alerts(&self, languages: Vec<String>) -> Result<AlertList, ApiError> {
        self.call(|core| {
            let languages: Vec<&str> = languages.iter().map(String::as_str).collect();
            let list = core.alerts().current()?;
            Ok(AlertList {
                as_of: list.as_of.map(to_system),
                is_stale: list.is_stale,
                alerts: list.alerts.into_iter().map(|alert| view(alert, &languages)).collect(),
            })
        })
    }

    /// The places that the citizen wants to be warned for, in the order in which they were added.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn watched_places(&self) -> Result<Vec<WatchedPlace>, ApiError> {
        self.call(|core| Ok(core.alerts().watched_places()?.into_iter().map(WatchedPlace::from).collect()))
    }

    /// Adds a place to be warned for. It never leaves the phone.
    ///
    /// # Errors
    /// [`ApiError::InvalidInput`] beyond ten places or for a position that is none, [`ApiError::StorageFull`], [`ApiError::Closed`], or an
    /// error of the phone itself.
    pub fn watch_place(&self, name: String, point: Point) -> Result<PlaceId, ApiError> {
        self.call(|core| core.alerts().watch(&name, point.try_into()?))
    }

    /// Forgets a place.
    ///
    /// # Errors
    /// [`ApiError::NotFound`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn unwatch_place(&self, id: PlaceId) -> Result<(), ApiError> {
        self.call(|core| core.alerts().unwatch(id))
    }
}

fn view(alert: hues_core::AlertView, languages: &[&str]) -> AlertView {
    let message = alert.message;
    AlertView {
        sha256: alert.sha256,
        sent: message.sent.into(),
        ends: message.ends().into(),
        severity: message.severity().into(),
        alarms: message.alarms(),
        infos: message.infos_in(languages).into_iter().map(|said| info(&message, said)).collect(),
        touches: alert.touches.into_iter().map(WatchedPlace::from).collect(),
        sender: message.sender,
    }
}

fn info(message: &cap::Message, info: &cap::Info) -> AlertInfo {
    AlertInfo {
        language: info.language.clone(),
        event: info.event.clone(),
        response_types: info.response_types.iter().copied().map(ResponseType::from).collect(),
        urgency: info.urgency.into(),
        severity: info.severity.into(),
        certainty: info.certainty.into(),
        onset: info.onset.map(SystemTime::from),
        ends: message.expires(info).into(),
        sender_name: info.sender_name.clone(),
        headline: info.headline.clone(),
        description: info.description.clone(),
        instruction: info.instruction.clone(),
        web: info.web.clone(),
        contact: info.contact.clone(),
        areas: info.areas.iter().map(AlertArea::from).collect(),
    }
}

impl From<&cap::Area> for AlertArea {
    fn from(area: &cap::Area) -> Self {
        let ring = |polygon: &cap::Polygon| polygon.ring().iter().copied().map(Point::from).collect();
        let circle =
            |circle: &cap::Circle| AlertCircle { centre: circle.centre.into(), radius_km: circle.radius_km };
        Self {
            description: area.description.clone(),
            polygons: area.polygons.iter().map(ring).collect(),
            circles: area.circles.iter().map(circle).collect(),
        }
    }
}

impl From<alert::WatchedPlace> for WatchedPlace {
    fn from(place: alert::WatchedPlace) -> Self {
        Self { id: place.id, name: place.name, point: place.point.into(), ward: place.ward }
    }
}
