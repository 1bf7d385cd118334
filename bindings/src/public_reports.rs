//! What everyone sees: what of a draft becomes public, and the public reports of others.

use std::time::SystemTime;

use hues_core::report as core;

use crate::client::Client;
use crate::error::ApiError;
use crate::id::ReportId;
use crate::panics::guarded_async;
use crate::place::Point;
use crate::report::Status;
use crate::time::{parse, to_system};
use crate::words::Words;

mirror! {
    /// What somebody gets to see of a field.
    Visibility of core::Visibility {
        /// As it is.
        Shown,
        /// Less exactly than it is.
        Approximate,
        /// Not at all.
        Hidden,
    }
}

mirror! {
    /// A part of a report, as the citizen thinks of it.
    DisclosedField of core::DisclosedField {
        /// What kind of thing it is about.
        Category,
        /// The answer to a question of the category.
        Answer,
        /// The text.
        Text,
        /// The photos.
        Photos,
        /// The position.
        Position,
        /// The ward.
        Ward,
        /// The place in words.
        Address,
        /// The citizen's name.
        Name,
        /// The citizen's phone number.
        Phone,
    }
}

mirror! {
    /// Who may learn the citizen's name. Anonymous is a draft without a contact; between the others decides what is shared.
    Naming of core::Naming {
        /// Nobody: the report is anonymous.
        Anonymous,
        /// The city's staff; everyone else sees the report without a name.
        StaffOnly,
        /// Everyone.
        Public,
    }
}

mirror! {
    /// What a number is.
    PersonalNumberKind of core::PersonalNumberKind {
        /// A Vietnamese phone number.
        Phone,
        /// The 12 digits of a citizen number.
        CitizenNumber,
        /// The 9 digits of an identity card of before 2016.
        OldIdNumber,
    }
}

words! { Visibility of core::Visibility }
words! { DisclosedField of core::DisclosedField }
words! { Naming of core::Naming }
words! { PersonalNumberKind of core::PersonalNumberKind }

/// What becomes public of a report.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Disclosure {
    /// Each field that holds something.
    pub fields: Vec<Disclosed>,
    /// Who may learn the name.
    pub naming: Naming,
    /// Personal numbers that everyone would read.
    pub exposed: Vec<ExposedNumber>,
}

/// What becomes of one field.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Disclosed {
    /// The field.
    pub field: DisclosedField,
    /// What it holds, as it is read.
    pub value: Words,
    /// What the city's staff see.
    pub staff: Visibility,
    /// What everyone sees.
    pub everyone: Visibility,
    /// All of it in a sentence.
    pub words: Words,
}

/// A personal number in something that everyone will read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ExposedNumber {
    /// The field that it stands in: the text or the address.
    pub field: DisclosedField,
    /// What it is.
    pub kind: PersonalNumberKind,
    /// Where it begins in that field, in UTF-16 code units.
    pub start: u32,
    /// One past its end, the same way.
    pub end: u32,
}

/// A report of somebody else, as everyone may see it.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct PublicReport {
    /// The id under which everyone may see it.
    pub public_id: String,
    /// Id of its category.
    pub category: String,
    /// Where the city's work stands.
    pub status: Status,
    /// When the city had it; none when it wrote no time that can be read.
    pub received_at: Option<SystemTime>,
    /// Since when it has its status.
    pub status_at: Option<SystemTime>,
    /// Where it is, to about 100 m.
    pub location: Point,
    /// What happened, if its author lets everyone read it.
    pub text: Option<String>,
}

/// A report that may be about what a draft is about.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct Duplicate {
    /// The report.
    pub report: PublicReport,
    /// How far it is from the draft's place, in metres.
    pub distance_m: f64,
    /// The question to the citizen: already reported, follow it?
    pub words: Words,
}

/// A public report that the citizen follows.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct FollowedReport {
    /// The report as it was last seen.
    pub report: PublicReport,
    /// Since when.
    pub followed_at: SystemTime,
    /// The status changed, and the citizen has not seen that yet.
    pub changed: bool,
    /// The city shows it no longer.
    pub gone: bool,
    /// Where it stands, in a citizen's words.
    pub words: Words,
}

#[uniffi::export]
impl Client {
    /// Field by field what the city's staff and what everyone will see of a report, and the personal numbers in it that everyone would read.
    ///
    /// # Errors
    /// [`ApiError::NotFound`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn disclosure(&self, id: ReportId) -> Result<Disclosure, ApiError> {
        self.call(|core| Ok(core.reports().disclosure(id)?.into()))
    }

    /// Open reports of others that may be about what the draft is about, as far as the phone knows.
    ///
    /// # Errors
    /// [`ApiError::NotFound`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn duplicates(&self, id: ReportId) -> Result<Vec<Duplicate>, ApiError> {
        self.call(|core| Ok(core.reports().duplicates(id)?.into_iter().map(Duplicate::from).collect()))
    }

    /// Asks the city what is reported in the draft's ward, unless that was done just now; then [`Client::duplicates`]. The city learns the ward
    /// and not the position. A network that fails is no error: what is known stays.
    ///
    /// # Errors
    /// [`ApiError::NotFound`], [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub async fn refresh_nearby(&self, id: ReportId) -> Result<Vec<Duplicate>, ApiError> {
        let found = guarded_async(async { self.core.reports().refresh_nearby(id).await }).await?;
        Ok(found.into_iter().map(Duplicate::from).collect())
    }

    /// Follows a report of others that a draft would repeat: its status is watched from now on. The city does not learn who follows.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when the phone knows no such report in the draft's ward, [`ApiError::StorageFull`], [`ApiError::Closed`], or an
    /// error of the phone itself.
    pub fn follow_report(&self, id: ReportId, public_id: String) -> Result<(), ApiError> {
        self.call(|core| core.reports().follow(id, &public_id))
    }

    /// Follows a report no longer.
    ///
    /// # Errors
    /// [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn unfollow_report(&self, public_id: String) -> Result<(), ApiError> {
        self.call(|core| core.reports().unfollow(&public_id))
    }

    /// The reports of others that the citizen follows, the latest first, as they were when the phone last asked.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn followed_reports(&self) -> Result<Vec<FollowedReport>, ApiError> {
        self.call(|core| Ok(core.reports().followed()?.into_iter().map(FollowedReport::from).collect()))
    }

    /// The citizen has seen what changed about the reports that they follow.
    ///
    /// # Errors
    /// [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn mark_followed_seen(&self) -> Result<(), ApiError> {
        self.call(|core| core.reports().mark_followed_seen())
    }
}

impl From<core::Disclosure> for Disclosure {
    fn from(disclosure: core::Disclosure) -> Self {
        Self {
            fields: disclosure.fields.into_iter().map(Disclosed::from).collect(),
            naming: disclosure.naming.into(),
            exposed: disclosure.exposed.into_iter().map(ExposedNumber::from).collect(),
        }
    }
}

impl From<core::Disclosed> for Disclosed {
    fn from(disclosed: core::Disclosed) -> Self {
        Self {
            field: disclosed.field.into(),
            value: disclosed.value.into(),
            staff: disclosed.staff.into(),
            everyone: disclosed.everyone.into(),
            words: disclosed.words.into(),
        }
    }
}

impl From<core::ExposedNumber> for ExposedNumber {
    fn from(exposed: core::ExposedNumber) -> Self {
        let core::PersonalNumber { kind, start, end } = exposed.number;
        Self { field: exposed.field.into(), kind: kind.into(), start, end }
    }
}

impl From<core::PublicReport> for PublicReport {
    fn from(report: core::PublicReport) -> Self {
        Self {
            public_id: report.public_id,
            category: report.category,
            status: report.status.into(),
            received_at: parse(&report.received_at),
            status_at: parse(&report.status_at),
            location: report.location.into(),
            text: report.text,
        }
    }
}

impl From<core::Duplicate> for Duplicate {
    fn from(duplicate: core::Duplicate) -> Self {
        Self {
            report: duplicate.report.into(),
            distance_m: duplicate.distance_m,
            words: duplicate.words.into(),
        }
    }
}

impl From<core::FollowedReport> for FollowedReport {
    fn from(followed: core::FollowedReport) -> Self {
        Self {
            words: followed.words().into(),
            followed_at: to_system(followed.followed_at),
            changed: followed.changed,
            gone: followed.gone,
            report: followed.report.into(),
        }
    }
}
