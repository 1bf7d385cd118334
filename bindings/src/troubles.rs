//! What went wrong with the phone's data.

use std::time::SystemTime;

use crate::time::to_system;
use crate::words::Words;

/// Something that went wrong with the phone's data, told until it is dismissed.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Trouble {
    /// Names it for [`crate::client::Client::dismiss_trouble`].
    pub id: String,
    /// When it was noticed.
    pub at: SystemTime,
    /// What it was.
    pub kind: TroubleKind,
    /// What was put aside because of it.
    pub aside: String,
    /// What happened, in a citizen's words, and what is left.
    pub words: Words,
}

mirror! {
    /// What went wrong.
    TroubleKind of hues_core::TroubleKind {
        /// The data could not be opened, and the citizen started afresh beside it.
        StartedAfresh,
    }
}

impl From<hues_core::Trouble> for Trouble {
    fn from(trouble: hues_core::Trouble) -> Self {
        let words = trouble.words().into();
        let hues_core::Trouble { id, at, kind, aside } = trouble;
        Self { id, at: to_system(at), kind: kind.into(), aside: aside.to_string_lossy().into_owned(), words }
    }
}
