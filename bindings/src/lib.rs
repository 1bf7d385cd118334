//! The face that hues-core shows to Kotlin and Swift, made by `UniFFI`'s macros. It owns the shapes that cross the border and their
//! translation, and no rule: every answer is the core's. Values come in owned and go out as copies; photos cross as file paths, times as
//! the platform's own type, and every state, reason and error can say itself in the citizen's languages, so that a UI has no texts of its
//! own.
//!
//! All of it is one object, [`Client`], and the values that its methods take and give. Local calls are plain functions, short but not for a
//! UI's main thread; [`Client::sync`] and few others wait for the network and are asynchronous. A panic in any of them becomes
//! [`ApiError::Internal`], and the client goes on.

#![deny(missing_docs)]

#[macro_use]
mod mirror;

mod account;
mod alerts;
mod amendments;
mod background;
mod city;
mod client;
mod config;
mod drafts;
mod error;
mod events;
mod follow_ups;
mod home;
mod id;
mod key_guard;
mod map_tiles;
mod open311;
mod outbox;
mod panics;
mod photos;
mod place;
mod places;
mod public_reports;
mod question;
mod report;
mod reports;
mod safety;
mod sos;
mod time;
mod troubles;
mod words;

pub use account::{LoginFailure, LoginLevel, LoginRequest, Session};
pub use alerts::{
    AlertArea, AlertCircle, AlertInfo, AlertList, AlertView, Certainty, ResponseType, Severity, Urgency,
    WatchedPlace,
};
pub use amendments::{AmendmentChoice, AmendmentView, ConflictView, Part};
pub use background::{BackgroundOutcome, BackgroundUpload};
pub use city::{Capabilities, CityInfo, CityMap, Hotline, Ward, WardOutline, embedded_city};
pub use client::{Battery, Client, Network, SyncOutcome, put_aside};
pub use config::{Config, SyncMode};
pub use drafts::{CategorySearch, DiscardedDraft, DraftSummary, Recovered, Suggestion};
pub use error::{ApiError, AskedQuestion, Field, Problem, ProblemCode, Refusal};
pub use events::{Event, EventListener};
pub use follow_ups::{Delivery, Rating, RatingView, Satisfaction, WaysOut};
pub use home::HomePart;
pub use id::{ItemId, MessageId, PhotoId, PlaceId, ReportId, SosId};
pub use key_guard::{KeyGuard, KeyGuardError};
pub use map_tiles::{MapTiles, MapView, PlacedTile, Tile, TileMap};
pub use open311::Open311;
pub use outbox::{GivingUp, Progress, WaitingItem, WaitingReport, WaysOn, WhenUnsure};
pub use photos::{
    LatePhoto, Likeness, Nudge, PhotoHint, PhotoView, Region, VideoLimits, region_between,
    region_in_the_middle, video_limits,
};
pub use place::{Location, LocationSource, Point};
pub use places::{DoubtKind, FoundWard, PlaceDoubt, PlaceFacts};
pub use public_reports::{
    Disclosed, DisclosedField, Disclosure, Duplicate, ExposedNumber, FollowedReport, Naming,
    PersonalNumberKind, PublicReport, Visibility,
};
pub use question::{Answer, Choice, MomentStep, Notice, Question, QuestionKind, QuestionView};
pub use report::{
    Category, CityReport, Contact, Draft, DraftEdit, LocationRule, PhotoProgress, PhotoRule, Reason,
    ReportState, Sharing, Status, StatusChange,
};
pub use reports::{Message, ReportSummary, ReportTally, ReportView, Revisions};
pub use safety::{Erasure, KeyChange};
pub use sos::{Need, SosCall, SosState, SosView, SosWays};
pub use troubles::{Trouble, TroubleKind};
pub use words::{AskText, Caution, ChangeText, Language, RemovalText, SystemLimit, Words};

// Features of a workspace are united: this library must never be built beside one that asks for bugs.
hues_core::refuse_planted_bugs!();

uniffi::setup_scaffolding!();
