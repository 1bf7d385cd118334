//! The categories that this city takes reports in, bundled, and how they are served. It knows nothing of
//! reports.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::{Deserialize, Serialize};

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

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Category {
    pub(crate) id: String,
    name: BTreeMap<String, String>,
    pub(crate) photo: PhotoRule,
    pub(crate) deadline_hours: u32,
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

/// All categories, and the bytes in which they are served.
#[derive(Debug)]
pub(crate) struct Categories {
    document: Document,
    body: String,
    etag: String,
}

impl Categories {
    pub(crate) fn bundled() -> Result<Self, Error> {
        let document: Document = serde_json::from_str(BUNDLED)?;
        let body = serde_json::to_string(&document)?;
        let etag = format!("\"{}\"", digest::sha256(body.as_bytes()));
        Ok(Self { document, body, etag })
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Category> {
        self.document.categories.iter().find(|category| category.id == id)
    }

    pub(crate) fn schema_version(&self) -> u64 {
        self.document.schema_version
    }
}

/// `GET /v1/categories`
pub(crate) async fn serve(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let Categories { body, etag, .. } = &app.categories;
    http::conditional(&headers, etag.clone(), "public, no-cache".to_owned(), "application/json", body.clone())
}
