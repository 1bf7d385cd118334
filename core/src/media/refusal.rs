//! Why a photo is refused.

use std::io;

/// Why a file did not become a photo. Each has a code for programs; its text is plain English for logs and reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The file has no bytes.
    #[error("the file is empty")]
    Empty,
    /// The bytes are no JPEG, PNG or WebP, or a rare kind of one that no camera writes (lossless, arithmetic-coded).
    #[error("the file is not a JPEG, PNG or WebP photo")]
    NotAPhoto,
    /// A HEIF photo, which the platform can convert but this room cannot.
    #[error("the photo is in HEIC format and must be converted to JPEG first")]
    Heic,
    /// The file stops before the photo does.
    #[error("the photo is cut short")]
    Truncated,
    /// The photo's data contradict themselves.
    #[error("the photo is damaged")]
    Corrupt,
    /// The file, the picture or the memory that it takes to decode it exceeds the limits.
    #[error("the photo is too large")]
    TooLarge,
    /// The operating system would not give the bytes.
    #[error("the photo cannot be read: {0}")]
    Unreadable(io::ErrorKind),
}

impl Refusal {
    /// A stable name in `snake_case`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotAPhoto => "not_a_photo",
            Self::Heic => "heic",
            Self::Truncated => "truncated",
            Self::Corrupt => "corrupt",
            Self::TooLarge => "too_large",
            Self::Unreadable(_) => "unreadable",
        }
    }
}

impl From<io::Error> for Refusal {
    /// A file that ends where more was promised is cut short; decoders report nonsense as `InvalidData` or the like.
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Truncated,
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => Self::Corrupt,
            kind => Self::Unreadable(kind),
        }
    }
}
