//! Where a city takes calls for help. No login stands before it, and no registration of the installation.

use async_trait::async_trait;
use reqwest::Method;

use super::answer::{Answer, WireError};
use super::http_city::{HttpCity, IDEMPOTENCY_KEY};
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
        said_of(id, &HttpCity::ask(self, request.header(ACCESS, access.to_header())).await?)
    }
}

#[async_trait]
impl SosLine for HttpCity {
    async fn raise(&self, request: &SosRequest) -> Result<CitySos, WireError> {
        let http = self.client.post("/v1/sos")?.header(IDEMPOTENCY_KEY, format!("\"{}\"", request.key()));
        said_of(request.id(), &self.send_json(http, request.body().to_vec()).await?)
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
