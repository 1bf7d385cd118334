//! Why a message is refused. Nothing of the message's text is in here.

use super::xml::{MAX_BYTES, MAX_DEPTH, MAX_NODES};

/// Why bytes are not taken as a CAP message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CapError {
    /// More than [`MAX_BYTES`], or more than [`MAX_NODES`] elements and texts.
    #[error("larger than {MAX_BYTES} bytes or {MAX_NODES} elements")]
    TooLarge,
    /// Elements nested more than [`MAX_DEPTH`] deep.
    #[error("elements nested more than {MAX_DEPTH} deep")]
    TooDeep,
    /// A document type declaration. It is never read, so no entity that it declares exists.
    #[error("it carries a document type declaration")]
    Dtd,
    /// The end is missing.
    #[error("it is cut: the end is missing")]
    Truncated,
    /// Not well-formed XML 1.0 in UTF-8, with namespaces.
    #[error("not well-formed XML: {0}")]
    NotXml(&'static str),
    /// The root is not an `alert` of CAP 1.2 or 1.1.
    #[error("not a CAP alert")]
    NotCap,
    /// No identifier (CAP 3.2.1).
    #[error("no identifier")]
    MissingIdentifier,
    /// No sender (CAP 3.2.1).
    #[error("no sender")]
    MissingSender,
    /// No time of sending (CAP 3.2.1).
    #[error("no time of sending")]
    MissingSent,
    /// The time of sending is not a moment: no date and time, or no time zone (CAP 3.2.1, 3.3.2).
    #[error("unreadable time of sending")]
    UnreadableSent,
    /// No status, or none of the standard's words (CAP 3.2.1): a test can't be told from a warning.
    #[error("no known status")]
    UnknownStatus,
    /// No msgType, or none of the standard's words (CAP 3.2.1): a cancellation can't be told from a warning.
    #[error("no known message type")]
    UnknownMsgType,
}

impl CapError {
    /// The reason as one word for logs, databases and tables of texts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::TooDeep => "too_deep",
            Self::Dtd => "dtd",
            Self::Truncated => "truncated",
            Self::NotXml(_) => "not_xml",
            Self::NotCap => "not_cap",
            Self::MissingIdentifier => "missing_identifier",
            Self::MissingSender => "missing_sender",
            Self::MissingSent => "missing_sent",
            Self::UnreadableSent => "unreadable_sent",
            Self::UnknownStatus => "unknown_status",
            Self::UnknownMsgType => "unknown_msg_type",
        }
    }
}
