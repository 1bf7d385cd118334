//! What a report can be about: the city's categories, bundled with the app and kept up to date by their `ETag`.

use serde::{Deserialize, Serialize};

use crate::words::Words;

/// The whole set, as `GET /v1/categories` answers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Categories {
    /// Goes up when questions change; a draft stays with the version it began with.
    pub schema_version: u32,
    /// In the city's order.
    pub categories: Vec<Category>,
}

/// One kind of report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// Stable id, as `road-damage`.
    pub id: String,
    /// Its name in the city's languages.
    pub name: Words,
    /// Whether photos are needed.
    pub photo: PhotoRule,
    /// How long the city gives itself, in hours.
    pub deadline_hours: u32,
}

/// Whether a report of a category has photos.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoRule {
    /// At least one.
    Required,
    /// As the citizen likes.
    Optional,
    /// Not sent.
    None,
}

impl Categories {
    /// Reads the JSON of the bundle or of the city.
    ///
    /// # Errors
    /// When it is not of that shape, or empty: an empty set would leave the citizen with nothing to choose.
    pub fn parse(json: &[u8]) -> Result<Self, serde_json::Error> {
        let set: Self = serde_json::from_slice(json)?;
        if set.categories.is_empty() {
            return Err(serde::de::Error::custom("no categories"));
        }
        Ok(set)
    }

    /// The category of that id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.id == id)
    }
}
