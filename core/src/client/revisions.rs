//! When to ask anew what follows from a draft: a number for each answer, which changes with what that answer depends on and not with every
//! keystroke.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::report::Draft;
use crate::store::StoredPhoto;

/// A number for each of the answers about a draft. As long as it is the same, so is the answer, but for what the city says meanwhile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Revisions {
    /// Of what the draft is likely about ([`crate::Reports::suggestions`]).
    pub suggestions: u64,
    /// Of the reports of others nearby, and which of them are followed.
    pub nearby: u64,
    /// Of what becomes public.
    pub disclosure: u64,
}

impl Revisions {
    pub(super) fn of(draft: &Draft, photos: &[StoredPhoto], schema_version: u32) -> Self {
        let point = draft.location.map(|location| location.point);
        let place = point.map(|point| (point.lat().to_bits(), point.lon().to_bits()));
        let photos: Vec<_> = photos.iter().map(|photo| photo.id.to_string()).collect();
        // All that is written in it; it always serialises.
        let written = serde_json::to_vec(draft).unwrap_or_default();
        Self {
            suggestions: number((&draft.category, &draft.text, place, schema_version)),
            nearby: number((&draft.category, place, &draft.ward)),
            disclosure: number((written, photos, schema_version)),
        }
    }
}

fn number(of: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}
