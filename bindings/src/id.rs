//! Identifiers: texts on the way, types of their own on both sides. A text that is no id names nothing, and the call that was given it says
//! [`ApiError::NotFound`].

pub use hues_core::{ItemId, MessageId, PhotoId, PlaceId, ReportId, SosId};

use crate::error::ApiError;

macro_rules! id {
    ($(#[$about:meta])* $name:ident) => {
        uniffi::custom_type!(
            $(#[$about])* $name,
            String,
            {
                remote,
                lower: |id| id.to_string(),
                try_lift: |text| text.parse().map_err(|_| ApiError::NotFound.into()),
            }
        );
    };
}

id!(
    /// A report, from its first keystroke on; the city keeps the same id.
    ReportId
);
id!(
    /// A photo of a report.
    PhotoId
);
id!(
    /// A message in a report's thread.
    MessageId
);
id!(
    /// Something that waits to be sent.
    ItemId
);
id!(
    /// A call for help; the city keeps the same id.
    SosId
);
id!(
    /// A place that the citizen watches for warnings.
    PlaceId
);
