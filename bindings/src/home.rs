//! The home page.

use crate::client::Client;
use crate::error::ApiError;

mirror! {
    /// A part of the home page.
    HomePart of hues_core::HomePart {
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
}

#[uniffi::export]
impl Client {
    /// The parts of the home page that have something to show now, from the top to the bottom.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn home_parts(&self) -> Result<Vec<HomePart>, ApiError> {
        self.call(|core| Ok(core.home_parts()?.into_iter().map(HomePart::from).collect()))
    }
}
