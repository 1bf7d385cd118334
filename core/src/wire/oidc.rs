//! The identity provider over HTTP: discovery (`OpenID` Connect Discovery 1.0), tokens (RFC 6749), revocation (RFC 7009) and keys (RFC 7517). It
//! is spoken to at its configured issuer's origin and nowhere else, whatever its discovery document says.

use std::sync::{Arc, Mutex, PoisonError};

use reqwest::Url;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde::Deserialize;

use super::Trust;
use super::answer::{Answer, WireError};
use super::client::HttpClient;
use crate::account::{CodeVerifier, KeySet};
use crate::city::Login;
use crate::clock::Clock;

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// The access token of a session, as `Authorization: Bearer` carries it.
#[derive(Clone, PartialEq, Eq, Deserialize, zeroize::ZeroizeOnDrop)]
#[serde(transparent)]
pub struct AccessToken(String);

impl AccessToken {
    /// The token itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Never what it is.
impl std::fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AccessToken")
    }
}

/// What the token endpoint answers (RFC 6749 section 5.1, `OpenID` Connect Core section 3.1.3.3).
#[derive(Deserialize, zeroize::ZeroizeOnDrop)]
pub(crate) struct TokenAnswer {
    pub(crate) access_token: AccessToken,
    token_type: String,
    /// In seconds.
    pub(crate) expires_in: u64,
    pub(crate) refresh_token: Option<String>,
    pub(crate) id_token: Option<String>,
}

/// The discovery document, as far as it is used (`OpenID` Connect Discovery section 3).
#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    revocation_endpoint: Option<String>,
    jwks_uri: String,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// Where the provider is spoken to; each of its own origin.
#[derive(Clone, Debug)]
pub(crate) struct Endpoints {
    pub(crate) authorization: Url,
    token: Url,
    revocation: Option<Url>,
    keys: Url,
    /// It names itself in each redirect (RFC 9207 section 3).
    pub(crate) names_itself: bool,
}

/// An identity provider.
pub(crate) struct IdentityProvider {
    client: HttpClient,
    login: Login,
    /// As it told them in this process.
    endpoints: Mutex<Option<Endpoints>>,
}

impl IdentityProvider {
    /// `None` when the issuer is no origin that may be spoken to, the redirect no bare URL, or a root no certificate.
    pub(crate) fn new(login: &Login, trust: &Trust, clock: &Arc<dyn Clock>) -> Option<Self> {
        Url::parse(&login.redirect_uri)
            .ok()
            .filter(|url| url.query().is_none() && url.fragment().is_none())?;
        Some(Self {
            client: HttpClient::new(&login.issuer, trust, Arc::clone(clock))?,
            login: login.clone(),
            endpoints: Mutex::default(),
        })
    }

    /// How the provider is configured.
    pub(crate) fn login(&self) -> &Login {
        &self.login
    }

    /// Milliseconds that the provider's clock is ahead of the phone's, as its last answer told.
    pub(crate) fn clock_offset_ms(&self) -> i64 {
        self.client.clock_offset_ms()
    }

    /// Asks the provider where its endpoints are.
    pub(crate) async fn discover(&self) -> Result<Endpoints, WireError> {
        let url = format!("{}/.well-known/openid-configuration", self.login.issuer.trim_end_matches('/'));
        let document = self.client.send(self.client.get(&url)?).await?.json()?;
        let endpoints = self.read(document)?;
        self.remember(Some(endpoints.clone()));
        Ok(endpoints)
    }

    /// The endpoints that the issuer's own document names at its own origin.
    fn read(&self, document: Document) -> Result<Endpoints, WireError> {
        if document.issuer != self.login.issuer {
            return Err(WireError::Garbled);
        }
        Ok(Endpoints {
            authorization: self.own(&document.authorization_endpoint)?,
            token: self.own(&document.token_endpoint)?,
            revocation: document.revocation_endpoint.map(|url| self.own(&url)).transpose()?,
            keys: self.own(&document.jwks_uri)?,
            names_itself: document.authorization_response_iss_parameter_supported,
        })
    }

    /// A URL of the provider's own origin.
    fn own(&self, url: &str) -> Result<Url, WireError> {
        Url::parse(url).ok().filter(|url| self.client.is_own(url)).ok_or(WireError::Garbled)
    }

    /// Tokens for a code (RFC 6749 section 4.1.3, RFC 7636 section 4.5).
    pub(crate) async fn exchange(
        &self,
        code: &str,
        verifier: &CodeVerifier,
    ) -> Result<TokenAnswer, WireError> {
        self.ask_for_tokens(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.login.redirect_uri),
            ("code_verifier", verifier.as_str()),
            ("client_id", &self.login.client_id),
        ])
        .await
    }

    /// New tokens for a refresh token (RFC 6749 section 6).
    pub(crate) async fn refresh(&self, refresh_token: &str) -> Result<TokenAnswer, WireError> {
        self.ask_for_tokens(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token),
            ("client_id", &self.login.client_id),
        ])
        .await
    }

    /// The session of this refresh token is over (RFC 7009 section 2.1).
    pub(crate) async fn revoke(&self, refresh_token: &str) -> Result<(), WireError> {
        let Some(endpoint) = self.endpoints().await?.revocation else { return Ok(()) };
        let fields = [
            ("token", refresh_token),
            ("token_type_hint", "refresh_token"),
            ("client_id", self.login.client_id.as_str()),
        ];
        let answer = self.post(&endpoint, &fields).await?;
        if answer.status.is_success() { Ok(()) } else { Err(failure(&answer)) }
    }

    /// The provider's public keys.
    pub(crate) async fn keys(&self) -> Result<KeySet, WireError> {
        let url = self.endpoints().await?.keys;
        let answer = self.client.send(self.client.get(url.as_str())?).await?;
        // RFC 7517 section 8.5 has a media type of its own; providers answer either.
        let body = answer.expect("application/jwk-set+json").or_else(|_| answer.expect(JSON))?;
        serde_json::from_slice(body).map_err(|_| WireError::Garbled)
    }

    async fn ask_for_tokens(&self, fields: &[(&str, &str)]) -> Result<TokenAnswer, WireError> {
        let endpoint = self.endpoints().await?.token;
        let answer = self.post(&endpoint, fields).await?;
        if !answer.status.is_success() {
            return Err(failure(&answer));
        }
        let tokens: TokenAnswer = answer.json()?;
        // The type is not case-sensitive (RFC 6749 section 5.1).
        if tokens.token_type.eq_ignore_ascii_case("bearer") { Ok(tokens) } else { Err(WireError::Garbled) }
    }

    async fn post(&self, endpoint: &Url, fields: &[(&str, &str)]) -> Result<Answer, WireError> {
        let request = self
            .client
            .post(endpoint.as_str())?
            .header(CONTENT_TYPE, FORM)
            .header(ACCEPT, JSON)
            .body(form(endpoint, fields));
        let answer = self.client.send(request).await;
        if answer.as_ref().is_ok_and(|answer| answer.status.as_u16() == 404) {
            // Its endpoints moved: the next try asks where to.
            self.remember(None);
        }
        answer
    }

    async fn endpoints(&self) -> Result<Endpoints, WireError> {
        let known = self.endpoints.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match known {
            Some(endpoints) => Ok(endpoints),
            None => self.discover().await,
        }
    }

    fn remember(&self, endpoints: Option<Endpoints>) {
        *self.endpoints.lock().unwrap_or_else(PoisonError::into_inner) = endpoints;
    }
}

/// `application/x-www-form-urlencoded`, which is how a URL's query is written.
fn form(endpoint: &Url, fields: &[(&str, &str)]) -> String {
    let mut url = endpoint.clone();
    url.set_query(None);
    url.query_pairs_mut().extend_pairs(fields);
    url.query().unwrap_or_default().to_owned()
}

/// An error of RFC 6749 section 5.2, or what any answer that is no success means.
fn failure(answer: &Answer) -> WireError {
    #[derive(Deserialize)]
    struct Refusal {
        error: String,
    }

    let status = answer.status.as_u16();
    let refusal: Option<Refusal> = (matches!(status, 400 | 401) && answer.media_type() == JSON)
        .then(|| serde_json::from_slice(&answer.body).ok())
        .flatten();
    refusal.map_or_else(|| answer.failure(), |refusal| WireError::Refused { status, code: refusal.error })
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use reqwest::header::HeaderMap;
    use serde_json::{Value, json};

    use super::*;
    use crate::clock::SystemClock;

    fn login(issuer: &str, redirect_uri: &str) -> Login {
        Login { issuer: issuer.into(), client_id: "hues".into(), redirect_uri: redirect_uri.into() }
    }

    fn provider(login: &Login) -> Option<IdentityProvider> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        IdentityProvider::new(login, &Trust::default(), &clock)
    }

    fn read(changes: &Value) -> Result<Endpoints, WireError> {
        let mut document = json!({
            "issuer": "https://id.example/login",
            "authorization_endpoint": "https://id.example/login/authorize",
            "token_endpoint": "https://id.example/login/token",
            "revocation_endpoint": "https://id.example/login/revoke",
            "jwks_uri": "https://id.example/keys",
            "authorization_response_iss_parameter_supported": true,
        });
        for (name, value) in changes.as_object().unwrap() {
            document[name] = value.clone();
        }
        let provider = provider(&login("https://id.example/login", "vn.hues:/callback")).unwrap();
        provider.read(serde_json::from_value(document).unwrap())
    }

    #[test]
    fn a_document_of_the_issuer_names_its_endpoints() {
        let endpoints = read(&json!({})).unwrap();
        assert_eq!(endpoints.token.as_str(), "https://id.example/login/token");
        assert!(endpoints.names_itself);
        assert!(read(&json!({"revocation_endpoint": null})).unwrap().revocation.is_none());
    }

    #[test]
    fn a_document_that_leads_elsewhere_is_refused() {
        for changes in [
            json!({"issuer": "https://id.example"}),
            json!({"issuer": "https://evil.example/login"}),
            json!({"authorization_endpoint": "https://evil.example/login/authorize"}),
            json!({"token_endpoint": "https://id.example:8443/login/token"}),
            json!({"token_endpoint": "http://id.example/login/token"}),
            json!({"token_endpoint": "/login/token"}),
            json!({"revocation_endpoint": "https://other.example/revoke"}),
            json!({"jwks_uri": "https://id.example.evil.example/keys"}),
        ] {
            assert_eq!(read(&changes).err(), Some(WireError::Garbled), "{changes}");
        }
    }

    #[test]
    fn an_issuer_without_tls_and_a_redirect_with_a_query_are_no_configuration() {
        assert!(provider(&login("http://id.example/login", "vn.hues:/callback")).is_none());
        assert!(provider(&login("https://id.example/login", "callback")).is_none());
        assert!(provider(&login("https://id.example/login", "vn.hues:/callback?x=y")).is_none());
        assert!(provider(&login("http://127.0.0.1:8080/login", "vn.hues:/callback")).is_some());
    }

    #[test]
    fn only_an_error_of_the_token_endpoint_refuses() {
        let answer = |status: u16, media_type: &str, body: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, media_type.parse().unwrap());
            failure(&Answer { status: StatusCode::from_u16(status).unwrap(), headers, body: body.into() })
        };
        let body = r#"{"error": "invalid_grant", "error_description": "…"}"#;
        let refused = WireError::Refused { status: 400, code: "invalid_grant".into() };
        assert_eq!(answer(400, "application/json;charset=UTF-8", body), refused);
        assert_eq!(answer(400, "text/html", body), WireError::Portal);
        assert_eq!(answer(400, "application/json", "{}"), WireError::Portal);
        assert_eq!(answer(403, "application/json", body), WireError::Portal);
        assert_eq!(answer(503, "application/json", body), WireError::Busy { status: 503, retry_after: None });
    }

    #[test]
    fn a_form_is_escaped() {
        let url = Url::parse("https://id.example/token?lang=vi").unwrap();
        let form = form(&url, &[("code", "a+b/c=&d"), ("redirect_uri", "vn.hues:/callback")]);
        assert_eq!(form, "code=a%2Bb%2Fc%3D%26d&redirect_uri=vn.hues%3A%2Fcallback");
    }

    #[test]
    fn an_access_token_does_not_show_itself() {
        let token: AccessToken = serde_json::from_str("\"secret\"").unwrap();
        assert!(!format!("{token:?}").contains("secret"));
    }
}
