//! The categories that this city takes reports in: the bundled ones and every later edition that was published,
//! because a phone may send a report that was written by an earlier one. How they are served, and no more: it
//! knows nothing of reports.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::problem::FieldError;
use crate::question::{self, Question};
use crate::store::Store;
use crate::submission::Submission;
use crate::{App, Error, digest, http};

const BUNDLED: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/hue/categories.json"));

/// What a category wants of photos.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PhotoRule {
    Required,
    Optional,
    None,
}

/// What a category wants of a place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LocationRule {
    #[default]
    Required,
    Optional,
    None,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Category {
    pub(crate) id: String,
    name: BTreeMap<String, String>,
    pub(crate) photo: PhotoRule,
    #[serde(default)]
    pub(crate) location: LocationRule,
    pub(crate) deadline_hours: u32,
    #[serde(default)]
    pub(crate) questions: Vec<Question>,
}

impl Category {
    /// The name in the city's first language.
    pub(crate) fn name(&self) -> &str {
        self.name.get("vi").map_or(&self.id, String::as_str)
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Document {
    schema_version: u64,
    categories: Vec<Category>,
}

/// All categories of one version, and the bytes in which they are served.
#[derive(Debug)]
pub(crate) struct Edition {
    document: Document,
    body: String,
    etag: String,
}

impl Edition {
    fn read(json: &str) -> Result<Self, Error> {
        let document: Document = serde_json::from_str(json)?;
        let body = serde_json::to_string(&document)?;
        let etag = format!("\"{}\"", digest::sha256(body.as_bytes()));
        Ok(Self { document, body, etag })
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Category> {
        self.document.categories.iter().find(|category| category.id == id)
    }
}

/// Every edition so far, by its version.
#[derive(Debug)]
pub(crate) struct Categories(RwLock<BTreeMap<u64, Arc<Edition>>>);

impl Categories {
    /// The bundled edition, and those that were published since.
    pub(crate) fn open(store: &Store) -> Result<Self, Error> {
        let published: Vec<String> = store.transact(|db| {
            let mut statement = db.prepare("SELECT body FROM category_editions")?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok::<_, Error>(rows.collect::<rusqlite::Result<_>>()?)
        })?;
        let all = std::iter::once(BUNDLED).chain(published.iter().map(String::as_str));
        let editions = all.map(|json| {
            let edition = Edition::read(json)?;
            Ok((edition.document.schema_version, Arc::new(edition)))
        });
        Ok(Self(RwLock::new(editions.collect::<Result<_, Error>>()?)))
    }

    /// The edition of that version.
    pub(crate) fn edition(&self, version: u64) -> Option<Arc<Edition>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(&version).cloned()
    }

    /// The newest edition.
    pub(crate) fn newest(&self) -> Arc<Edition> {
        let editions = self.0.read().unwrap_or_else(PoisonError::into_inner);
        // The bundled one is always there.
        editions.last_key_value().map(|(_, edition)| Arc::clone(edition)).expect("an edition")
    }

    /// Publishes a newer edition.
    pub(crate) fn publish(&self, store: &Store, json: &str) -> Result<(), Error> {
        let edition = Edition::read(json).map_err(|error| Error::CategoriesInvalid(error.to_string()))?;
        let version = edition.document.schema_version;
        if version <= self.newest().document.schema_version {
            return Err(Error::CategoriesInvalid(format!("version {version} is not newer")));
        }
        store.transact(|db| {
            db.execute(
                "INSERT INTO category_editions(version, body) VALUES (?1, ?2)",
                params![version, edition.body],
            )?;
            Ok::<_, Error>(())
        })?;
        let mut editions = self.0.write().unwrap_or_else(PoisonError::into_inner);
        editions.insert(version, Arc::new(edition));
        Ok(())
    }
}

/// What the city finds wrong with the answers to a category's questions: pairs of a JSON pointer into the report
/// and a code. `categories` is the body of `GET /v1/categories`.
///
/// # Errors
/// [`Error::Json`] when these are no categories.
pub fn check_answers(
    categories: &str,
    category: &str,
    answers: &Map<String, Value>,
    made_at: &str,
) -> Result<Vec<(String, &'static str)>, Error> {
    let edition = Edition::read(categories)?;
    let questions = edition.get(category).map_or(&[][..], |category| &category.questions);
    let made_at = chrono::DateTime::parse_from_rfc3339(made_at).ok();
    let errors = question::check(questions, answers, made_at);
    Ok(errors.into_iter().map(|FieldError { pointer, code }| (pointer, code)).collect())
}

/// What the city finds wrong with a new report, as [`check_answers`]; `body` is that of `POST /v1/reports`.
///
/// # Errors
/// [`Error::Json`] when these are no categories.
pub fn check_report(categories: &str, body: &Value) -> Result<Vec<(String, &'static str)>, Error> {
    let edition = Edition::read(categories)?;
    let version = edition.document.schema_version;
    let categories = Categories(RwLock::new(BTreeMap::from([(version, Arc::new(edition))])));
    let errors = Submission::read(body, &categories).err().unwrap_or_default();
    Ok(errors.into_iter().map(|FieldError { pointer, code }| (pointer, code)).collect())
}

/// `GET /v1/categories`
pub(crate) async fn serve(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let newest = app.categories.newest();
    http::conditional(
        &headers,
        newest.etag.clone(),
        "public, no-cache".to_owned(),
        "application/json",
        newest.body.clone(),
    )
}
