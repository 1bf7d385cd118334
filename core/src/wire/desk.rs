//! A city that takes a report whole, in one request without a key: whoever repeats it makes a second report. So a request of which nobody knows
//! whether it arrived is searched for before another one goes. Such a city confirms no digests and hears nothing more about a report.

use async_trait::async_trait;

use super::WireError;
use crate::report::{DeskRequest, FinalisedReport};

/// A photo that goes with its report.
pub struct Enclosed {
    /// As `image/jpeg`.
    pub media_type: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// What the desk gave for a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandedIn {
    /// Its number.
    Number {
        /// The number.
        number: String,
        /// What the city says to the citizen with it.
        notice: Option<String>,
    },
    /// Something to ask for the number with, later.
    Token(String),
}

/// A report that was not taken, as far as anybody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotHandedIn {
    /// How it failed.
    pub error: WireError,
    /// The city may have it all the same.
    pub may_have_arrived: bool,
}

/// What a search for a report came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Search {
    /// It is there.
    Found(Box<DeskRequest>),
    /// Something is there that may be it.
    Perhaps,
    /// Nothing like it is listed. That proves nothing: a city may list late, or not all.
    NotListed,
}

/// The city's service desk.
#[async_trait]
pub trait ServiceDesk: Send + Sync {
    /// How many photos of a report it keeps; it takes no videos.
    fn photos_at_most(&self) -> usize;

    /// Hands a report over with its photos. **Not to be repeated blindly.**
    async fn hand_in(&self, report: &FinalisedReport, photos: Vec<Enclosed>)
    -> Result<HandedIn, NotHandedIn>;

    /// Looks for a report that may have arrived.
    async fn search(&self, report: &FinalisedReport) -> Result<Search, WireError>;

    /// The number for a token; `None`: not yet.
    async fn number_of(&self, token: &str) -> Result<Option<String>, WireError>;

    /// What the city says of these numbers; those that it does not list are left out.
    async fn requests(&self, numbers: &[String]) -> Result<Vec<DeskRequest>, WireError>;
}
