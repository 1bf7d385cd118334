//! What the standard leaves to an endpoint, and how real ones break it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::service::{self, Service};

/// How the endpoint behaves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Conduct {
    /// What can be reported.
    pub services: Vec<Service>,
    /// Who posts gets a token and asks for the number with it.
    pub gives_tokens: bool,
    /// Tokens have no number yet.
    pub is_slow: bool,
    /// `GET requests` is refused.
    pub lists_nothing: bool,
    /// New requests are listed only from the next change of conduct on, as if they waited for a moderator.
    pub holds_back: bool,
    /// Descriptions are listed without their text.
    pub withholds_texts: bool,
    /// Descriptions are kept up to so many characters.
    pub cuts_texts: Option<usize>,
    /// What is said to who posts.
    pub notice: Option<String>,
    /// Another media type than the answer's own.
    pub media_type: Option<String>,
}

impl Default for Conduct {
    fn default() -> Self {
        Self {
            services: service::examples(),
            gives_tokens: false,
            is_slow: false,
            lists_nothing: false,
            holds_back: false,
            withholds_texts: false,
            cuts_texts: None,
            notice: None,
            media_type: None,
        }
    }
}

/// The switch.
#[derive(Debug, Default)]
pub(crate) struct Desk(Mutex<Conduct>);

impl Desk {
    pub(crate) fn set(&self, conduct: Conduct) {
        *self.lock() = conduct;
    }

    pub(super) fn conduct(&self) -> Conduct {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Conduct> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
