//! A city that is spoken to by Open311 `GeoReport` v2.

use std::collections::HashMap;

/// An endpoint at the server's origin. It has no login and no warnings, so a client that is opened with one has neither.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Open311 {
    /// Its path, as `/open311/v2`.
    pub path: String,
    /// Its `jurisdiction_id`, where it serves several.
    #[uniffi(default = None)]
    pub jurisdiction: Option<String>,
    /// The key that it gave to the app.
    #[uniffi(default = None)]
    pub api_key: Option<String>,
    /// Whether it is asked to answer in JSON and not in XML.
    #[uniffi(default = false)]
    pub json: bool,
    /// How many photos of a report it keeps.
    #[uniffi(default = 1)]
    pub photos: u8,
    /// The `service_code` of each category, by its id. Empty: every service is a category.
    pub services: HashMap<String, String>,
}

impl From<Open311> for hues_core::Open311 {
    fn from(endpoint: Open311) -> Self {
        Self {
            path: endpoint.path,
            jurisdiction: endpoint.jurisdiction,
            api_key: endpoint.api_key,
            format: if endpoint.json { hues_core::Format::Json } else { hues_core::Format::Xml },
            photos: endpoint.photos.into(),
            services: endpoint.services.into_iter().collect(),
        }
    }
}
