//! What a report can be about: the city's categories, bundled with the app and kept up to date by their `ETag`.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::Question;
use super::question::{fault_of, is_blank};
use crate::words::Words;

/// The whole set, as `GET /v1/categories` answers it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Categories {
    /// Goes up when questions change; a draft stays with the version it began with.
    pub schema_version: u32,
    /// In the city's order.
    pub categories: Vec<Category>,
}

/// One kind of report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Category {
    /// Stable id, as `road-damage`.
    pub id: String,
    /// Its name in the city's languages.
    pub name: Words,
    /// Whether photos are needed.
    pub photo: PhotoRule,
    /// Whether it is about a place; a set that does not say so means one that is.
    #[serde(default)]
    pub location: LocationRule,
    /// How long the city gives itself, in hours.
    pub deadline_hours: u32,
    /// What the city asks about it, in the order in which it is asked.
    #[serde(default)]
    pub questions: Vec<Question>,
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

/// Whether a report of a category is about a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LocationRule {
    /// A position is needed.
    #[default]
    Required,
    /// As the citizen likes.
    Optional,
    /// It is about none, as a question to an agency: no position is sent, and no place in words.
    None,
}

impl Category {
    /// As a service desk takes it, which must be told a place each time: `None` for what is about no place.
    #[must_use]
    pub fn at_a_desk(self) -> Option<Self> {
        (self.location != LocationRule::None).then_some(Self { location: LocationRule::Required, ..self })
    }
}

impl Categories {
    /// Reads the JSON of the bundle or of the city.
    ///
    /// # Errors
    /// When it is not of that shape, empty (that would leave the citizen with nothing to choose), lacks a text in a language, or asks
    /// something that nobody could answer.
    pub fn parse(json: &[u8]) -> Result<Self, serde_json::Error> {
        let set: Self = serde_json::from_slice(json)?;
        if set.categories.is_empty() {
            return Err(serde::de::Error::custom("no categories"));
        }
        let mut ids = HashSet::new();
        for category in &set.categories {
            let fault = if !ids.insert(category.id.as_str()) {
                Some("it stands twice".to_owned())
            } else if category.id.is_empty() || is_blank(&category.name) {
                Some("it has no id or no name".to_owned())
            } else {
                fault_of(&category.questions)
            };
            if let Some(fault) = fault {
                return Err(serde::de::Error::custom(format_args!("category {:?}: {fault}", category.id)));
            }
        }
        Ok(set)
    }

    /// The category of that id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.id == id)
    }
}
