//! Why a photo or a video is refused.

use std::io;

/// Why a file did not become a photo or a video. Each has a code for programs; its text is plain English for logs and reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The file has no bytes.
    #[error("the file is empty")]
    Empty,
    /// The bytes are no JPEG, PNG or WebP, or a rare kind of one that no camera writes (lossless, arithmetic-coded).
    #[error("the file is not a JPEG, PNG or WebP photo")]
    NotAPhoto,
    /// The bytes are no MP4 or `QuickTime` video, or a rare kind of one that no camera writes (fragmented, without pictures).
    #[error("the file is not an MP4 or QuickTime video")]
    NotAVideo,
    /// The video plays longer than is sent.
    #[error("the video is too long")]
    TooLong,
    /// A HEIF photo, which the platform can convert but this room cannot.
    #[error("the photo is in HEIC format and must be converted to JPEG first")]
    Heic,
    /// The file stops before its content does.
    #[error("the file is cut short")]
    Truncated,
    /// Its data contradict themselves.
    #[error("the file is damaged")]
    Corrupt,
    /// The file, the picture or the memory that it takes to decode it exceeds the limits.
    #[error("the file is too large")]
    TooLarge,
    /// The operating system would not give the bytes.
    #[error("the file cannot be read: {0}")]
    Unreadable(io::ErrorKind),
}

impl Refusal {
    /// A stable name in `snake_case`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotAPhoto => "not_a_photo",
            Self::NotAVideo => "not_a_video",
            Self::TooLong => "too_long",
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
