//! Where a city takes calls for help. No login stands before it, and no registration of the installation.

use async_trait::async_trait;
use bytes::Bytes;
use reqwest::Method;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};

use super::answer::{Answer, WireError};
use super::coding::GZIP;
use super::http_city::{HttpCity, IDEMPOTENCY_KEY, JSON};
use crate::id::SosId;
use crate::report::AccessSecret;
use crate::sos::{CitySos, SosRequest};

const ACCESS: &str = "hues-sos-access";

/// A city that takes calls for help.
#[async_trait]
pub trait SosLine: Send + Sync {
    /// Hands a call over; repeating it is harmless.
    async fn raise(&self, request: &SosRequest) -> Result<CitySos, WireError>;

    /// What comes of a call.
    async fn ask(&self, id: SosId, access: &AccessSecret) -> Result<CitySos, WireError>;

    /// Takes a call back, also one that the city does not have yet; repeating it is harmless.
    async fn cancel(&self, id: SosId, access: &AccessSecret) -> Result<CitySos, WireError>;
}

impl HttpCity {
    async fn about(&self, method: Method, id: SosId, access: &AccessSecret) -> Result<CitySos, WireError> {
        let request = self.client.request(method, &format!("/v1/sos/{id}"))?;
        let request = request.header(ACCESS, access.to_header()).header(ACCEPT_ENCODING, GZIP);
        said_of(id, &self.client.send_urgently(request, Bytes::new()).await?)
    }
}

#[async_trait]
impl SosLine for HttpCity {
    async fn raise(&self, request: &SosRequest) -> Result<CitySos, WireError> {
        let http = self.client.post("/v1/sos")?.header(IDEMPOTENCY_KEY, format!("\"{}\"", request.key()));
        let body = Bytes::copy_from_slice(request.body());
        let http =
            http.header(CONTENT_TYPE, JSON).header(ACCEPT_ENCODING, GZIP).header(CONTENT_LENGTH, body.len());
        said_of(request.id(), &self.client.send_urgently(http, body).await?)
    }

    async fn ask(&self, id: SosId, access: &AccessSecret) -> Result<CitySos, WireError> {
        self.about(Method::GET, id, access).await
    }

    async fn cancel(&self, id: SosId, access: &AccessSecret) -> Result<CitySos, WireError> {
        self.about(Method::DELETE, id, access).await
    }
}

/// Whoever speaks of another call says nothing of this one.
fn said_of(id: SosId, answer: &Answer) -> Result<CitySos, WireError> {
    let city: CitySos = answer.json()?;
    if city.id == id { Ok(city) } else { Err(WireError::Garbled) }
}
