//! The Common Alerting Protocol 1.2 (OASIS Standard, 1 July 2010): bytes in, a [`Message`] or a [`CapError`] out.
//! What can't be trusted to be the whole message is refused; a whole message that breaks the standard comes
//! through all the same and says where ([`Message::irregular`]): real feeds do, and a flood waits for no schema.

mod error;
mod irregular;
mod message;
mod read;
mod sequence;
mod shape;
#[cfg(test)]
mod tests;
mod time;
mod vocabulary;
pub(crate) mod xml;

pub use error::CapError;
pub use irregular::{Flaw, Irregularity};
pub use message::{Area, Identity, Info, Message, NamedValue, Reference};
pub use shape::{Circle, Polygon};
pub use vocabulary::{Category, Certainty, MsgType, ResponseType, Scope, Severity, Status, Urgency};
pub use xml::{MAX_BYTES, MAX_DEPTH, MAX_NODES};

/// Reads one CAP message: UTF-8 XML, at most [`MAX_BYTES`]. CAP 1.1 is read too, and is irregular.
///
/// # Errors
/// [`CapError`] when it is not well-formed XML, is cut, carries a DTD, is not a CAP alert, or lacks what identifies
/// it and says what it is (identifier, sender, sent, status, msgType; CAP 1.2 section 3.2.1).
pub fn parse(xml: &[u8]) -> Result<Message, CapError> {
    read::message(&xml::document(xml)?)
}
