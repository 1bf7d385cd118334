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

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum TroubleKind {
    /// The data could not be opened, and the citizen started afresh beside it.
    StartedAfresh,
    /// The database was damaged. What could be read of it is in a new one.
    Salvaged {
        /// Reports that could be read, drafts among them.
        reports: u32,
    },
}

impl From<hues_core::TroubleKind> for TroubleKind {
    fn from(kind: hues_core::TroubleKind) -> Self {
        match kind {
            hues_core::TroubleKind::StartedAfresh => Self::StartedAfresh,
            hues_core::TroubleKind::Salvaged { reports } => Self::Salvaged { reports },
        }
    }
}

impl From<hues_core::Trouble> for Trouble {
    fn from(trouble: hues_core::Trouble) -> Self {
        let words = trouble.words().into();
        let hues_core::Trouble { id, at, kind, aside } = trouble;
        Self { id, at: to_system(at), kind: kind.into(), aside: aside.to_string_lossy().into_owned(), words }
    }
}
