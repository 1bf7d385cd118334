//! Uploads that the system sends while the app sleeps.

use std::collections::HashMap;
use std::time::SystemTime;

use crate::client::Client;
use crate::error::ApiError;
use crate::id::{ItemId, ReportId};
use crate::panics::guarded_async;
use crate::time::to_system;

/// The rest of a photo, for the system to send by itself.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct BackgroundUpload {
    /// Its name until the outcome is told, also after a restart of the app.
    pub id: ItemId,
    /// The report that it belongs to.
    pub report: ReportId,
    /// As `PATCH`.
    pub method: String,
    /// Where it goes; to no other origin, and redirects are not followed.
    pub url: String,
    /// By name, beside those that the system sets itself. None is a credential.
    pub headers: HashMap<String, String>,
    /// Path of the body: a file in the clear, which the core erases.
    pub body_file: String,
    /// Bytes of the body.
    pub size: u64,
    /// It is to wait for a network that does not cost by the byte: a video, or a photo whose citizen chose so.
    pub unmetered_only: bool,
    /// From then on the core sends it by itself, and the file is gone.
    pub expires_at: SystemTime,
}

/// What became of an upload that the system had.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum BackgroundOutcome {
    /// An answer came.
    Answered {
        /// The status code.
        status: u16,
        /// By name, written in whichever case.
        headers: HashMap<String, String>,
    },
    /// No answer came, in spite of all that the system tried.
    Failed,
    /// The system does not send it any more: the app, or whoever uses the phone, stopped it.
    Stopped,
}

#[uniffi::export]
impl Client {
    /// Hands photos over to the system, and tells of all that it is to send: also of what was handed over before and has no outcome yet, so that
    /// an app that was killed in between starts those now. Texts do not go so: run [`Client::sync`] first. A piece that is just on its way has some seconds to
    /// arrive. Each is told of with [`Client::report_background_upload`]; what is not, the core sends by itself once it expired.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself. A network that fails is no error: what was begun is handed over without it.
    pub async fn prepare_background_uploads(&self) -> Result<Vec<BackgroundUpload>, ApiError> {
        let uploads = guarded_async(self.core.prepare_background_uploads()).await?;
        Ok(uploads.into_iter().map(BackgroundUpload::from).collect())
    }

    /// What was handed over and has no outcome yet.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn background_uploads(&self) -> Result<Vec<BackgroundUpload>, ApiError> {
        self.call(|core| Ok(core.background_uploads()?.into_iter().map(BackgroundUpload::from).collect()))
    }

    /// The system says what became of an upload. Its file is erased, and the city is asked how much it has; a word that is wrong, late or said twice does no harm.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn report_background_upload(&self, id: ItemId, outcome: BackgroundOutcome) -> Result<(), ApiError> {
        self.call(|core| core.report_background_upload(id, &outcome.into()))
    }
}

impl From<hues_core::BackgroundUpload> for BackgroundUpload {
    fn from(upload: hues_core::BackgroundUpload) -> Self {
        Self {
            id: upload.id,
            report: upload.report,
            method: upload.method,
            url: upload.url,
            headers: upload.headers.into_iter().collect(),
            body_file: upload.body_file.to_string_lossy().into_owned(),
            size: upload.size,
            unmetered_only: upload.unmetered_only,
            expires_at: to_system(upload.expires_at),
        }
    }
}

impl From<BackgroundOutcome> for hues_core::BackgroundOutcome {
    fn from(outcome: BackgroundOutcome) -> Self {
        match outcome {
            BackgroundOutcome::Answered { status, headers } => {
                Self::Answered { status, headers: headers.into_iter().collect() }
            }
            BackgroundOutcome::Failed => Self::Failed,
            BackgroundOutcome::Stopped => Self::Stopped,
        }
    }
}
