//! What a report is made of: the draft, the state on its way, the city's document.

use std::time::SystemTime;

use hues_core::report as core;

use crate::place::Location;
use crate::question::Answer;
use crate::time::{from_system, parse, to_system};
use crate::words::Words;

/// One kind of report.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct Category {
    /// Stable id, as `road-damage`.
    pub id: String,
    /// Its name.
    pub name: Words,
    /// Whether photos are needed.
    pub photo: PhotoRule,
    /// Whether it is about a place.
    pub location: LocationRule,
    /// How long the city gives itself, in hours.
    pub deadline_hours: u32,
}

mirror! {
    /// Whether a report of a category has photos.
    PhotoRule of core::PhotoRule {
        /// At least one.
        Required,
        /// As the citizen likes.
        Optional,
        /// Not sent.
        None,
    }
}

mirror! {
    /// Whether a report of a category is about a place.
    LocationRule of core::LocationRule {
        /// A position is needed.
        Required,
        /// As the citizen likes.
        Optional,
        /// It is about none, as a question to an agency: there is nothing to choose.
        None,
    }
}

/// What a citizen has filled in so far.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct Draft {
    /// Id of the category.
    pub category: Option<String>,
    /// What happened.
    pub text: String,
    /// Where.
    pub location: Option<Location>,
    /// Code of the ward in which `location` lies; none outside the city.
    pub ward: Option<String>,
    /// The place in words ("opposite the market").
    pub address: Option<String>,
    /// Who reports; none is an anonymous report.
    pub contact: Option<Contact>,
    /// What everyone may see.
    pub sharing: Sharing,
}

/// Who the city can ask.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Contact {
    /// As the citizen writes it.
    pub name: String,
    /// As the citizen writes it.
    pub phone: String,
}

/// What of the report everyone may see; the city's staff see all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Sharing {
    /// The text.
    pub text: bool,
    /// The photos.
    pub photos: bool,
    /// The name.
    pub name: bool,
}

/// One change of a draft.
#[derive(Clone, Debug, PartialEq, uniffi::Enum)]
pub enum DraftEdit {
    /// Choose a category.
    Category {
        /// Its id.
        id: String,
    },
    /// Replace the text.
    Text {
        /// The whole text.
        text: String,
    },
    /// Set or clear the position.
    Location {
        /// None clears it.
        location: Option<Location>,
    },
    /// Set or clear the place in words.
    Address {
        /// None clears it.
        address: Option<String>,
    },
    /// Give a contact, or stay anonymous.
    Contact {
        /// None is anonymous.
        contact: Option<Contact>,
    },
    /// Choose what everyone may see.
    Sharing {
        /// The whole choice.
        sharing: Sharing,
    },
    /// Answer a question of the category.
    Answer {
        /// The question's id.
        question: String,
        /// What was entered; none takes the answer back.
        answer: Option<Answer>,
    },
}

/// Where a report is on its way.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ReportState {
    /// The citizen is still writing.
    Draft,
    /// It is final, and the city does not have it yet.
    Queued {
        /// Why it is not there.
        reason: Reason,
        /// When the phone tries next by itself; none: as soon as the reason ends.
        next_try: Option<SystemTime>,
    },
    /// The city has the text; photos are on their way.
    SendingPhotos {
        /// The city's number.
        number: String,
        /// How far they are.
        progress: PhotoProgress,
        /// Why they are not there.
        reason: Reason,
        /// When the phone tries next by itself; none: as soon as the reason ends.
        next_try: Option<SystemTime>,
    },
    /// The city has all of it, every photo's digest compared.
    Delivered {
        /// The city's number.
        number: String,
    },
    /// The citizen took it back, and the city does not know yet.
    Withdrawing {
        /// Why it does not know.
        reason: Reason,
        /// When the phone tries next by itself; none: as soon as the reason ends.
        next_try: Option<SystemTime>,
    },
    /// The citizen took it back, and the city knows.
    Withdrawn,
    /// The city removed it. What the citizen wrote is on the phone until they delete it.
    Removed,
    /// The city does not take it as it is; the citizen decides what becomes of it.
    Parked {
        /// Code of the city's problem document.
        code: String,
        /// The city's number, when it has a part of it.
        number: Option<String>,
    },
}

/// How far the photos of a report are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PhotoProgress {
    /// Photos and videos that are whole at the city.
    pub photos_sent: u32,
    /// All photos and videos of the report.
    pub photos: u32,
    /// How many of them are videos.
    #[uniffi(default = 0)]
    pub videos: u32,
    /// Bytes that the city has confirmed.
    pub bytes_sent: u64,
    /// Bytes of all photos and videos.
    pub bytes: u64,
}

mirror! {
    /// Why something waits.
    Reason of core::Reason {
        /// It will go in its turn.
        Turn,
        /// It is being sent now.
        Sending,
        /// The phone has no network.
        NoNetwork,
        /// The network does not carry us to the city.
        Unreachable,
        /// The city's certificate is not valid at the phone's date and time, which seem to be wrong.
        ClockWrong,
        /// Something between us and the city answers in its place: a login page of a Wi-Fi, a proxy.
        Portal,
        /// The city is busy, or fails.
        CityBusy,
        /// The city's answer could not be read.
        Garbled,
        /// A photo arrived damaged and goes again.
        Damaged,
        /// This app is too old for the city.
        UpdateNeeded,
        /// The citizen wants photos to wait for a network that does not cost by the byte.
        WaitsForUnmetered,
        /// Videos wait for a network that does not cost by the byte.
        VideoWaitsForUnmetered,
        /// Photos wait for both: such a network, as the citizen wants, and the charger.
        WaitsForUnmeteredAndCharger,
        /// A video waits for both.
        VideoWaitsForUnmeteredAndCharger,
        /// The battery is low, or the citizen saves it.
        BatteryLow,
        /// There is little room left on the phone, so that nothing is handed to the system: it goes while the app is open.
        StorageLow,
        /// The system has it, and sends it while the app sleeps.
        InBackground,
        /// It may have arrived, and the phone looks for it at the city.
        LookingForIt,
        /// The city has it and gives its number later.
        AwaitsNumber,
    }
}

/// What the city says about a report.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CityReport {
    /// The id under which everyone may see it.
    pub public_id: String,
    /// The number that a person can read out on the phone.
    pub number: String,
    /// Where the city's work stands.
    pub status: Status,
    /// When the city had it; none when it wrote no time that can be read.
    pub received_at: Option<SystemTime>,
    /// Until when the city means to have dealt with it.
    pub deadline: Option<SystemTime>,
    /// Every status so far, oldest first.
    pub timeline: Vec<StatusChange>,
}

/// One step of the timeline.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct StatusChange {
    /// The new status.
    pub status: Status,
    /// Since when; none when the city wrote no time that can be read.
    pub at: Option<SystemTime>,
    /// Who changed it.
    pub agency: Option<String>,
    /// What they say to it.
    pub note: Option<String>,
}

mirror! {
    /// Where the city's work on a report stands.
    Status of core::Status {
        /// It arrived.
        Received,
        /// An agency has it.
        Assigned,
        /// Somebody works on it.
        InProgress,
        /// Dealt with.
        Done,
        /// The city will not deal with it, and says why.
        Rejected,
        /// The citizen took it back.
        Withdrawn,
        /// The city removed it, for good.
        Removed,
    }
}

words! { ReportState of core::ReportState }
words! { Reason of core::Reason }
words! { Status of core::Status }

#[uniffi::export]
impl ReportState {
    /// Its name, for UI tests and logs.
    pub fn name(&self) -> String {
        core::ReportState::from(self.clone()).name().to_owned()
    }
}

impl From<core::Category> for Category {
    fn from(category: core::Category) -> Self {
        Self {
            id: category.id,
            name: category.name.into(),
            photo: category.photo.into(),
            location: category.location.into(),
            deadline_hours: category.deadline_hours,
        }
    }
}

impl From<core::Draft> for Draft {
    fn from(draft: core::Draft) -> Self {
        Self {
            category: draft.category,
            text: draft.text,
            location: draft.location.map(Location::from),
            ward: draft.ward,
            address: draft.address,
            contact: draft.contact.map(Contact::from),
            sharing: draft.sharing.into(),
        }
    }
}

impl From<core::Contact> for Contact {
    fn from(contact: core::Contact) -> Self {
        Self { name: contact.name, phone: contact.phone }
    }
}

impl From<core::Sharing> for Sharing {
    fn from(sharing: core::Sharing) -> Self {
        Self { text: sharing.text, photos: sharing.photos, name: sharing.name }
    }
}

impl TryFrom<DraftEdit> for core::DraftEdit {
    type Error = hues_core::ApiError;

    fn try_from(edit: DraftEdit) -> Result<Self, Self::Error> {
        Ok(match edit {
            DraftEdit::Category { id } => Self::Category(id),
            DraftEdit::Text { text } => Self::Text(text),
            DraftEdit::Location { location } => Self::Location(location.map(TryInto::try_into).transpose()?),
            DraftEdit::Address { address } => Self::Address(address),
            DraftEdit::Contact { contact } => Self::Contact(
                contact.map(|contact| core::Contact { name: contact.name, phone: contact.phone }),
            ),
            DraftEdit::Answer { question, answer } => {
                Self::Answer { question, answer: answer.map(core::Answer::from) }
            }
            DraftEdit::Sharing { sharing } => Self::Sharing(core::Sharing {
                text: sharing.text,
                photos: sharing.photos,
                name: sharing.name,
            }),
        })
    }
}

impl From<core::ReportState> for ReportState {
    fn from(state: core::ReportState) -> Self {
        use hues_core::ReportState as Core;
        match state {
            Core::Draft => Self::Draft,
            Core::Queued { reason, next_try } => {
                Self::Queued { reason: reason.into(), next_try: next_try.map(to_system) }
            }
            Core::SendingPhotos { number, progress, reason, next_try } => Self::SendingPhotos {
                number,
                progress: progress.into(),
                reason: reason.into(),
                next_try: next_try.map(to_system),
            },
            Core::Delivered { number } => Self::Delivered { number },
            Core::Withdrawing { reason, next_try } => {
                Self::Withdrawing { reason: reason.into(), next_try: next_try.map(to_system) }
            }
            Core::Withdrawn => Self::Withdrawn,
            Core::Removed => Self::Removed,
            Core::Parked { code, number } => Self::Parked { code, number },
        }
    }
}

impl From<ReportState> for core::ReportState {
    fn from(state: ReportState) -> Self {
        match state {
            ReportState::Draft => Self::Draft,
            ReportState::Queued { reason, next_try } => {
                Self::Queued { reason: reason.into(), next_try: next_try.map(from_system) }
            }
            ReportState::SendingPhotos { number, progress, reason, next_try } => Self::SendingPhotos {
                number,
                progress: progress.into(),
                reason: reason.into(),
                next_try: next_try.map(from_system),
            },
            ReportState::Delivered { number } => Self::Delivered { number },
            ReportState::Withdrawing { reason, next_try } => {
                Self::Withdrawing { reason: reason.into(), next_try: next_try.map(from_system) }
            }
            ReportState::Withdrawn => Self::Withdrawn,
            ReportState::Removed => Self::Removed,
            ReportState::Parked { code, number } => Self::Parked { code, number },
        }
    }
}

impl From<core::PhotoProgress> for PhotoProgress {
    fn from(progress: core::PhotoProgress) -> Self {
        let core::PhotoProgress { photos_sent, photos, videos, bytes_sent, bytes } = progress;
        Self { photos_sent, photos, videos, bytes_sent, bytes }
    }
}

impl From<PhotoProgress> for core::PhotoProgress {
    fn from(progress: PhotoProgress) -> Self {
        let PhotoProgress { photos_sent, photos, videos, bytes_sent, bytes } = progress;
        Self { photos_sent, photos, videos, bytes_sent, bytes }
    }
}

impl From<core::CityReport> for CityReport {
    fn from(report: core::CityReport) -> Self {
        Self {
            public_id: report.public_id,
            number: report.number,
            status: report.status.into(),
            received_at: parse(&report.received_at),
            deadline: report.deadline.as_deref().and_then(parse),
            timeline: report.timeline.into_iter().map(StatusChange::from).collect(),
        }
    }
}

impl From<core::StatusChange> for StatusChange {
    fn from(change: core::StatusChange) -> Self {
        Self { status: change.status.into(), at: parse(&change.at), agency: change.agency, note: change.note }
    }
}
