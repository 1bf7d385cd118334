//! The home page: what stands on it now, and in which order. Each app draws the parts one below the other and decides nothing.

use super::Client;
use crate::error::ApiError;

/// A part of the home page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HomePart {
    /// The worst warning, or that there is none.
    Warnings,
    /// What was being written when the app was cut off.
    Recovered,
    /// The way to a new report.
    NewReport,
    /// The way to a question to an agency.
    Question,
    /// The citizen's reports, counted.
    MyReports,
    /// The water in the rivers and the rain.
    Rivers,
    /// A call for help.
    Sos,
    /// Numbers to call.
    Hotlines,
    /// The way to what is the citizen's own.
    Me,
}

impl HomePart {
    /// Every part, from the top to the bottom: danger first, then what the app is for, then what can be known and done beside it.
    pub const ALL: [Self; 9] = [
        Self::Warnings,
        Self::Recovered,
        Self::NewReport,
        Self::Question,
        Self::MyReports,
        Self::Rivers,
        Self::Sos,
        Self::Hotlines,
        Self::Me,
    ];
}

impl Client {
    /// The parts of the home page that have something to show now, from the top to the bottom.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn home_parts(&self) -> Result<Vec<HomePart>, ApiError> {
        let was_cut_off = self.reports().recovered()?.is_some();
        let has_desk = self.with(|open| Ok(open.engine.has_desk()))?;
        let has_hotlines = self.with(|open| Ok(!open.engine.config.hotlines.is_empty()))?;
        let takes_questions = self.reports().question_category()?.is_some();
        let has_content = |part: &HomePart| match part {
            HomePart::Recovered => was_cut_off,
            HomePart::Question => takes_questions,
            HomePart::Hotlines => has_hotlines,
            // No city publishes readings or takes calls for help yet (docs/protocol.md, the end): their place stays empty.
            HomePart::Rivers | HomePart::Sos => false,
            // A city that is spoken to by Open311 publishes none: that there are none would be a lie.
            HomePart::Warnings => !has_desk,
            HomePart::NewReport | HomePart::MyReports | HomePart::Me => true,
        };
        Ok(HomePart::ALL.into_iter().filter(has_content).collect())
    }
}
