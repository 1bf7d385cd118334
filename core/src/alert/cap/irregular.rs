//! Where an accepted message breaks the standard, and how.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// One way in which an accepted message breaks CAP 1.2.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Irregularity {
    /// The element that it is about, by its name in CAP. For [`Flaw::Unexpected`] the element around it.
    pub element: Cow<'static, str>,
    /// What is wrong with it.
    pub flaw: Flaw,
}

/// What is wrong with an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flaw {
    /// The message is CAP 1.1.
    Version,
    /// It stands after an element that it should precede (the schema's sequence).
    Order,
    /// It is required here, and is not there.
    Missing,
    /// It stands there more than once, and may not. Texts are joined by a line break, else the first one counts.
    Repeated,
    /// It is required to say something, and is empty.
    Empty,
    /// An element, attribute or text in it has no place in the standard. Text is kept, the rest is passed over.
    Unexpected,
    /// It is none of the standard's words, or not spelt as they are.
    Word,
    /// It is a time, but not written as CAP 3.3.2 has it. It counts when it can be understood.
    Time,
    /// It has spaces, commas, `<` or `&` in it (CAP 3.2.1), or whitespace around it.
    Characters,
    /// It is no language tag (RFC 3066). It is kept as it is.
    Language,
    /// It is not a number.
    Number,
    /// It has an entry that is not `sender,identifier,sent` (CAP 3.2.1). That entry is passed over.
    Reference,
    /// The polygon's last point is not its first (CAP 3.2.4). It was closed.
    OpenRing,
    /// The coordinates are not written as CAP 3.2.4 has them, but can be understood.
    Coordinates,
    /// The shape can't be drawn: too few points, or not on Earth. It was dropped, its area was not.
    Shape,
    /// The message would have expired before it was sent. The default of 24 hours counts instead.
    ExpiresBeforeSent,
}
