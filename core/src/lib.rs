//! The client core of a city's citizen app.
//!
//! A report of a broken street, drafted with photos and a position without any signal, arrives once and whole when there is a network; what the
//! city does about it comes back; warnings are there with no network at all, with how old they are. One [`Client`] is all a UI holds:
//!
//! ```no_run
//! use std::sync::Arc;
//! use hues_core::{CityConfig, Client, Config, DraftEdit, KeyGuard, Network, PhotoHint};
//!
//! # async fn story(keystore: Arc<dyn KeyGuard>) -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::open(Config::new("/data/hues", CityConfig::embedded()?, keystore))?;
//! let id = client.reports().create()?;
//! client.reports().edit(id, DraftEdit::Category("road-damage".into()))?;
//! client.reports().edit(id, DraftEdit::Text("Ổ gà sâu trước chợ".into()))?;
//! let photo = client.reports().add_photo(id, "photo.jpg".as_ref(), PhotoHint::default())?;
//! client.reports().edit(id, DraftEdit::Location(photo.offered))?;
//! client.reports().submit(id)?;
//! client.set_network(Network::Metered)?;
//! client.sync().await?;
//! println!("{}", client.reports().get(id)?.state.words().vi);
//! # Ok(())
//! # }
//! ```
//!
//! The rooms, in the order in which a report flows: [`report`] (what it is), [`place`] (where), [`media`] (its photos), [`vault`] (sealed on
//! disk), `store` (kept), [`outbox`] (what goes next), [`wire`] (to the city), `sync` (the driver), `account` (the login), [`sos`] (a call for help), and [`alert`] (warnings). The functional ones
//! are public, for support and for adopters; `docs/adr` tells why things are as they are.

#![deny(missing_docs)]

mod account;
pub mod alert;
mod city;
mod client;
mod clock;
mod entropy;
mod error;
mod event;
mod files;
mod hex;
mod id;
pub mod media;
pub mod outbox;
pub mod place;
#[cfg(feature = "planted-bugs")]
mod plant;
pub mod report;
mod sorting;
pub mod sos;
mod store;
mod sync;
pub mod vault;
pub mod wire;
mod words;

/// Ends the build of whatever says it where bugs were planted in this crate, see the feature `planted-bugs`; nothing elsewhere.
#[cfg(feature = "planted-bugs")]
#[macro_export]
macro_rules! refuse_planted_bugs {
    () => {
        compile_error!("hues-core was built with planted bugs");
    };
}

/// Ends the build of whatever says it where bugs were planted in this crate, see the feature `planted-bugs`; nothing elsewhere.
#[cfg(not(feature = "planted-bugs"))]
#[macro_export]
macro_rules! refuse_planted_bugs {
    () => {};
}

pub use account::{LoginFailure, LoginLevel, LoginRequest, MaskedCitizenNumber, Session};
pub use city::{Accent, AlertKeys, CityConfig, Format, Hotline, Login, MapTiles, Open311, Server};
pub use client::{
    Account, AlertList, AlertView, Alerts, AmendmentView, CategorySearch, CityMap, Client, Config,
    ConflictView, DiscardedDraft, DraftSummary, Erasure, GivingUp, HomePart, LatePhoto, Likeness, MediaFile,
    MomentStep, NoticeView, PhotoHint, PhotoView, PlaceView, Progress, QuestionView, RatingView, Recovered,
    ReportSummary, ReportTally, ReportView, Reports, Revisions, Sos, SosView, SosWays, Suggestion,
    ThreadEntry, TileMap, Trouble, TroubleKind, WaitingItem, WaitingReport, WardOutline, WaysOn, WhenUnsure,
    put_aside,
};
pub use clock::{Clock, Now, ShiftedClock, SystemClock, Timestamp};
pub use entropy::{Entropy, SystemEntropy};
pub use error::ApiError;
pub use event::{Event, EventListener};
pub use files::{Files, NewFile, SystemFiles};
pub use id::{IdempotencyKey, ItemId, MessageId, PhotoId, PlaceId, ReportId, SosId};
pub use outbox::{Battery, Network, SendAnyway};
pub use place::Point;
pub use report::{
    AmendmentChoice, Categories, Contact, Delivery, DraftEdit, Location, LocationSource, Part, Rating,
    Reason, ReportState, Satisfaction, Sharing, WaysOut,
};
pub use sos::{Need, SosCall, SosState};
pub use sync::{BackgroundOutcome, BackgroundUpload, KeyChange, SyncMode, SyncOutcome};
pub use vault::{KeyGuard, KeyGuardError};
pub use wire::ExtraRoot;
pub use words::{AskText, Caution, ChangeText, Language, RemovalText, SystemLimit, Words, moment};
