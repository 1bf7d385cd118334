//! What the app says, in both languages at once: a text without its translation can't be written.

mod ask;
mod bytes;
mod caution;
mod change;
mod letters;
mod limit;
mod moment;
mod removal;

pub use ask::AskText;
pub(crate) use bytes::bytes;
pub use caution::Caution;
pub use change::ChangeText;
pub(crate) use letters::{Spelling, is_combining};
pub use limit::SystemLimit;
pub use moment::moment;
pub(crate) use moment::year;
pub use removal::RemovalText;

use serde::{Deserialize, Serialize};

/// One text in the app's languages.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Words {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

/// A language of the app.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Vietnamese, the first one.
    #[default]
    Vi,
    /// English.
    En,
}

impl Words {
    pub(crate) fn of(vi: &str, en: &str) -> Self {
        Self { vi: vi.to_owned(), en: en.to_owned() }
    }

    /// The text in one language.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Vi => &self.vi,
            Language::En => &self.en,
        }
    }
}
