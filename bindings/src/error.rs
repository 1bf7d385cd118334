//! The one error that Kotlin and Swift see.

use std::fmt;
use std::io::ErrorKind;

use hues_core::{media, report};

use crate::account::LoginFailure;
use crate::words::Words;

/// Why a call failed.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Error)]
pub enum ApiError {
    /// The input breaks these rules.
    InvalidInput {
        /// Each with its field.
        problems: Vec<Problem>,
    },
    /// The file is no photo that can be sent; the draft is as it was.
    PhotoRefused {
        /// Why.
        reason: Refusal,
    },
    /// There is no such report, photo, message or place, or it is past the point where this can be done to it.
    NotFound,
    /// The phone has no room left; what was saved before is still there.
    StorageFull,
    /// The system does not let the app write; what was saved before is still there.
    StorageReadOnly,
    /// Something else on the phone holds the data just now; trying again helps.
    StorageBusy,
    /// The keystore is locked until the phone is unlocked for the first time; nothing is lost.
    KeyLocked,
    /// The key is gone for good. The data stays untouched until it is put aside.
    KeyLost,
    /// The data can't be read. It stays untouched until it is put aside.
    DataDamaged,
    /// The data was written by a newer version of the app; it stays untouched.
    NewerData {
        /// The version of the data.
        found: u32,
        /// The newest version that this library knows.
        known: u32,
    },
    /// Another client uses the data directory.
    InUse,
    /// The client was closed.
    Closed,
    /// This needs a login.
    LoginRequired,
    /// This needs a login of a higher level.
    StrongerLoginRequired,
    /// Nobody was logged in.
    LoginFailed {
        /// Why.
        reason: LoginFailure,
    },
    /// The configuration can't be used.
    InvalidConfig {
        /// Which part of it.
        what: String,
    },
    /// A fault of this library; the log names it by the incident id.
    Internal {
        /// Names the line in the log.
        incident: String,
    },
}

/// Why a file did not become a photo or a video.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Refusal {
    /// The file has no bytes.
    Empty,
    /// The bytes are no JPEG, PNG or WebP, or a rare kind of one that no camera writes.
    NotAPhoto,
    /// The bytes are no MP4 or `QuickTime` video, or a rare kind of one that no camera writes.
    NotAVideo,
    /// The video plays longer than a minute.
    TooLong,
    /// A HEIF photo: the platform converts it, then it is welcome.
    Heic,
    /// The file stops before the photo does.
    Truncated,
    /// The photo's data contradict themselves.
    Corrupt,
    /// The file, the picture or the memory that it takes to decode it exceeds the limits.
    TooLarge,
    /// The operating system would not give the bytes.
    Unreadable,
}

/// A rule that the input does not keep.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Problem {
    /// Where.
    pub field: Field,
    /// What.
    pub code: ProblemCode,
    /// For [`Field::Answer`]: to which question.
    #[uniffi(default = None)]
    pub question: Option<AskedQuestion>,
}

/// The part of a draft that a problem belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Field {
    /// The category.
    Category,
    /// The text.
    Text,
    /// The position.
    Location,
    /// The photos.
    Photos,
    /// The contact's phone.
    Phone,
    /// The answer to a question of the category; [`Problem::question`] says which.
    Answer,
}

/// A question, as a problem names it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct AskedQuestion {
    /// Its id within the category.
    pub id: String,
    /// The question itself.
    pub text: Words,
    /// The bounds of a number.
    pub bounds: Option<Words>,
}

mirror! {
    /// What is wrong with a field.
    ProblemCode of report::ProblemCode {
        /// It is missing.
        Required,
        /// It names something that is not there any more.
        Unknown,
        /// It is longer, or more, than allowed.
        TooMany,
        /// It is less or more than the bounds allow, or lies in the future.
        OutOfRange,
        /// This category takes none.
        NotAllowed,
        /// It can't be what it should be.
        Invalid,
    }
}

words! { ApiError of hues_core::ApiError }
words! { Refusal of hues_core::ApiError }
words! { Problem of report::Problem }

#[uniffi::export]
impl Problem {
    /// It in a citizen's words, to stand beside the field: what is wrong with an answer stands below its question.
    pub fn words_beside(&self) -> Words {
        report::Problem::from(self.clone()).words_beside().into()
    }
}

#[uniffi::export]
impl Refusal {
    /// A stable name in `snake_case`, for tests and reports of the app's own.
    pub fn code(&self) -> String {
        media::Refusal::from(*self).code().to_owned()
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hues_core::ApiError::from(self.clone()).fmt(f)
    }
}

impl std::error::Error for ApiError {}

impl From<hues_core::ApiError> for ApiError {
    fn from(error: hues_core::ApiError) -> Self {
        use hues_core::ApiError as Core;
        match error {
            Core::InvalidInput { problems } => {
                Self::InvalidInput { problems: problems.into_iter().map(Problem::from).collect() }
            }
            Core::PhotoRefused { reason } => Self::PhotoRefused { reason: reason.into() },
            Core::NotFound => Self::NotFound,
            Core::StorageFull => Self::StorageFull,
            Core::StorageReadOnly => Self::StorageReadOnly,
            Core::StorageBusy => Self::StorageBusy,
            Core::KeyLocked => Self::KeyLocked,
            Core::KeyLost => Self::KeyLost,
            Core::DataDamaged => Self::DataDamaged,
            Core::NewerData { found, known } => Self::NewerData { found, known },
            Core::InUse => Self::InUse,
            Core::Closed => Self::Closed,
            Core::LoginRequired => Self::LoginRequired,
            Core::StrongerLoginRequired => Self::StrongerLoginRequired,
            Core::LoginFailed { reason } => Self::LoginFailed { reason: reason.into() },
            Core::InvalidConfig { what } => Self::InvalidConfig { what },
            Core::Internal { incident } => Self::Internal { incident },
        }
    }
}

impl From<ApiError> for hues_core::ApiError {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::InvalidInput { problems } => {
                Self::InvalidInput { problems: problems.into_iter().map(report::Problem::from).collect() }
            }
            ApiError::PhotoRefused { reason } => Self::PhotoRefused { reason: reason.into() },
            ApiError::NotFound => Self::NotFound,
            ApiError::StorageFull => Self::StorageFull,
            ApiError::StorageReadOnly => Self::StorageReadOnly,
            ApiError::StorageBusy => Self::StorageBusy,
            ApiError::KeyLocked => Self::KeyLocked,
            ApiError::KeyLost => Self::KeyLost,
            ApiError::DataDamaged => Self::DataDamaged,
            ApiError::NewerData { found, known } => Self::NewerData { found, known },
            ApiError::InUse => Self::InUse,
            ApiError::Closed => Self::Closed,
            ApiError::LoginRequired => Self::LoginRequired,
            ApiError::StrongerLoginRequired => Self::StrongerLoginRequired,
            ApiError::LoginFailed { reason } => Self::LoginFailed { reason: reason.into() },
            ApiError::InvalidConfig { what } => Self::InvalidConfig { what },
            ApiError::Internal { incident } => Self::Internal { incident },
        }
    }
}

impl From<media::Refusal> for Refusal {
    fn from(refusal: media::Refusal) -> Self {
        match refusal {
            media::Refusal::Empty => Self::Empty,
            media::Refusal::NotAPhoto => Self::NotAPhoto,
            media::Refusal::NotAVideo => Self::NotAVideo,
            media::Refusal::TooLong => Self::TooLong,
            media::Refusal::Heic => Self::Heic,
            media::Refusal::Truncated => Self::Truncated,
            media::Refusal::Corrupt => Self::Corrupt,
            media::Refusal::TooLarge => Self::TooLarge,
            media::Refusal::Unreadable(_) => Self::Unreadable,
        }
    }
}

impl From<Refusal> for media::Refusal {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Empty => Self::Empty,
            Refusal::NotAPhoto => Self::NotAPhoto,
            Refusal::NotAVideo => Self::NotAVideo,
            Refusal::TooLong => Self::TooLong,
            Refusal::Heic => Self::Heic,
            Refusal::Truncated => Self::Truncated,
            Refusal::Corrupt => Self::Corrupt,
            Refusal::TooLarge => Self::TooLarge,
            // Which way the system refused is in no text.
            Refusal::Unreadable => Self::Unreadable(ErrorKind::Other),
        }
    }
}

impl From<Refusal> for hues_core::ApiError {
    fn from(refusal: Refusal) -> Self {
        media::Refusal::from(refusal).into()
    }
}

impl From<report::Problem> for Problem {
    fn from(problem: report::Problem) -> Self {
        use report::Field as Core;
        let code = problem.code.into();
        let (field, question) = match problem.field {
            Core::Category => (Field::Category, None),
            Core::Text => (Field::Text, None),
            Core::Location => (Field::Location, None),
            Core::Photos => (Field::Photos, None),
            Core::Phone => (Field::Phone, None),
            Core::Answer(asked) => {
                let report::Asked { id, text, bounds } = *asked;
                let asked = AskedQuestion { id, text: text.into(), bounds: bounds.map(Words::from) };
                (Field::Answer, Some(asked))
            }
        };
        Self { field, code, question }
    }
}

impl From<Problem> for report::Problem {
    fn from(problem: Problem) -> Self {
        let field = match problem.field {
            Field::Category => report::Field::Category,
            Field::Text => report::Field::Text,
            Field::Location => report::Field::Location,
            Field::Photos => report::Field::Photos,
            Field::Phone => report::Field::Phone,
            Field::Answer => {
                // The core never makes one without its question; a UI that does gets the general words.
                let nothing = || Words { vi: String::new(), en: String::new() };
                let asked = problem.question.unwrap_or_else(|| AskedQuestion {
                    id: String::new(),
                    text: nothing(),
                    bounds: None,
                });
                report::Field::Answer(Box::new(report::Asked {
                    id: asked.id,
                    text: asked.text.into(),
                    bounds: asked.bounds.map(Into::into),
                }))
            }
        };
        Self { field, code: problem.code.into() }
    }
}
