//! A call that goes to the city exactly as it is.

use serde::Serialize;

use super::{Need, SosCall};
use crate::clock::Timestamp;
use crate::id::{IdempotencyKey, SosId};
use crate::report::{AccessSecret, LocationBody};

/// A call whose bytes are fixed, with the key that makes a repetition harmless.
#[derive(Clone, PartialEq, Eq)]
pub struct SosRequest {
    id: SosId,
    key: IdempotencyKey,
    body: Vec<u8>,
}

/// The body of `POST /v1/sos`.
#[derive(Serialize)]
struct Body<'a> {
    id: SosId,
    access_hash: String,
    raised_at: String,
    location: Option<LocationBody>,
    people: Option<u16>,
    needs: &'a [Need],
    phone: Option<&'a str>,
    note: Option<&'a str>,
    battery: Option<u8>,
}

impl SosRequest {
    /// The call as it goes out; whoever has the secret may ask about it and take it back.
    pub(crate) fn new(
        id: SosId,
        key: IdempotencyKey,
        access: &AccessSecret,
        call: &SosCall,
        raised_at: Timestamp,
    ) -> Self {
        let body = Body {
            id,
            access_hash: access.hash(),
            raised_at: raised_at.to_rfc3339(),
            location: call.location.as_ref().map(LocationBody::from),
            people: call.people,
            needs: &call.needs,
            phone: call.phone.as_deref(),
            note: call.note.as_deref(),
            battery: call.battery,
        };
        // Strings and numbers always serialise.
        Self { id, key, body: serde_json::to_vec(&body).unwrap_or_default() }
    }

    /// From the database, after a restart.
    pub(crate) fn restore(id: SosId, key: IdempotencyKey, body: Vec<u8>) -> Self {
        Self { id, key, body }
    }

    /// The call's id.
    #[must_use]
    pub fn id(&self) -> SosId {
        self.id
    }

    /// The key of its one request.
    #[must_use]
    pub fn key(&self) -> IdempotencyKey {
        self.key
    }

    /// The JSON body; each try sends these bytes.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}
