//! A citizen's report: the draft, the rules that it must keep, the moment in which it becomes final, and what the city makes of it.
//! Pure values and functions: the room knows no disk and no network, and gets the time as a value.
//!
//! A report flows [`Draft`] -> [`finalise`] -> [`FinalisedReport`] (in the outbox) -> [`CityReport`] (the city's document) -> receipt. What the
//! citizen does about it afterwards is a [`FollowUpRequest`].

mod amendment;
mod answer;
mod capabilities;
mod category;
mod change;
mod city_report;
mod content;
mod desk_request;
mod discarded;
mod disclosure;
mod draft;
mod finalised;
mod follow_up;
mod personal_number;
mod problem;
mod public_report;
mod question;
mod removed;
mod revision;
mod state;
mod suggest;

pub use amendment::{Amendment, CLOSED, CONFLICT, Choice as AmendmentChoice, Onto};
pub use answer::{Answer, Answers};
pub use capabilities::Capabilities;
pub use category::{Categories, Category, LocationRule, PhotoRule};
pub use change::ChangeOf;
pub use city_report::{CityAttachment, CityReport, Message, Status, StatusChange, Stored};
pub use content::{Content, Merged, Part, merge};
pub use desk_request::{APP_REFUSED, DeskRequest, MAY_HAVE_ARRIVED, SERVICE_GONE};
pub use discarded::{KEPT, Sweep, sweep};
pub use disclosure::{
    Disclosed, DisclosedField, Disclosing, Disclosure, ExposedNumber, Naming, PUBLIC_DECIMALS, Visibility,
    disclosure,
};
pub use draft::{
    Contact, Draft, DraftEdit, Location, LocationSource, MAX_KEPT_TEXT_CHARS, MAX_PHOTOS, MAX_TEXT_CHARS,
    Sharing,
};
pub(crate) use finalised::LocationBody;
pub use finalised::{AccessSecret, Attachment, FinalisedReport, Finalising, finalise};
pub use follow_up::{FollowUp, FollowUpRequest, Rating, Satisfaction, WaysOut};
pub use personal_number::{PersonalNumber, PersonalNumberKind, personal_numbers};
pub use problem::{Asked, Field, Problem, ProblemCode};
pub use public_report::{Duplicate, FollowedReport, PublicReport, SAME_PLACE_M, duplicates, open_near};
pub use question::{Choice, Condition, Question, QuestionKind};
pub use removed::REMOVED;
pub use revision::Notice;
pub(crate) use state::next_try_words;
pub use state::{Delivery, PhotoProgress, Reason, ReportState};
pub use suggest::{MAX_SUGGESTIONS, PhrasesError, Suggester, other, search};
