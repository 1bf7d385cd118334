//! Uploads by the system while the app sleeps: a background session of iOS, a data-sync job of Android.

use super::Client;
use crate::error::ApiError;
use crate::id::ItemId;
use crate::sync::{BackgroundOutcome, BackgroundUpload};

impl Client {
    /// Hands photos over to the system, and tells of all that it is to send: also of what was handed over before and has no outcome yet, so that
    /// an app that was killed in between starts those now. Texts do not go so: run [`Client::sync`] first. A piece that is just on its way has some seconds to
    /// arrive. Each is told of with [`Client::report_background_upload`]; what is not, the core sends by itself once the lease is over.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself. A network that fails is no error: what was begun is handed over without it.
    pub async fn prepare_background_uploads(&self) -> Result<Vec<BackgroundUpload>, ApiError> {
        let prepared =
            self.run(|engine| async move { Ok(engine.prepare_background_uploads().await?) }).await?;
        self.with(|open| {
            // The core's own timer has to know of the leases' end.
            open.control.wake();
            Ok(())
        })?;
        Ok(prepared)
    }

    /// What was handed over and has no outcome yet.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn background_uploads(&self) -> Result<Vec<BackgroundUpload>, ApiError> {
        self.with(|open| Ok(open.engine.background_uploads()?))
    }

    /// The system says what became of an upload. Its file is erased, and the city is asked how much it has; a word that is wrong, late or said twice does no harm.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn report_background_upload(&self, id: ItemId, outcome: &BackgroundOutcome) -> Result<(), ApiError> {
        self.with(|open| {
            open.engine.report_background_upload(id, outcome)?;
            open.control.wake();
            Ok(())
        })
    }
}
