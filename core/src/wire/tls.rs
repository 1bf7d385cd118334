//! TLS as this project wants it on every system: rustls with ring, Mozilla's roots, the roots that an adopter or a test adds, and, where a city says so,
//! only the keys that it pinned.

use std::error::Error;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use serde::Deserialize;

use crate::clock::{Clock, Timestamp};

/// With fewer keys a lost one would lock every phone out.
const FEWEST_PINS: usize = 2;

/// One more certificate authority to trust, DER.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtraRoot(pub Vec<u8>);

/// The keys that a city's server may have, whoever vouches for them: the one in use and at least one that is kept offline (RFC 7469 section 2.5).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Pins {
    /// SHA-256 of the `SubjectPublicKeyInfo` of the server's own certificate, base64 (RFC 7469 section 2.4).
    pub sha256: Vec<String>,
    /// From then on they bind nobody any more, so that an app which is not updated is not locked out for ever.
    pub until: Timestamp,
}

/// Whom to believe that a server is the one that is meant.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// Certificate authorities beside Mozilla's.
    pub extra_roots: Vec<ExtraRoot>,
    /// The keys that the server may have; `None`: any that an authority vouches for.
    pub pins: Option<Pins>,
}

/// `None` when one of the extra roots is no certificate, or the pins are none: told before there is anything to connect to.
pub(super) fn check(trust: &Trust) -> Option<()> {
    add(&trust.extra_roots, &mut RootCertStore::empty())?;
    trust.pins.as_ref().map_or(Some(()), |pins| Pinned::read(pins).map(drop))
}

fn add(extra_roots: &[ExtraRoot], roots: &mut RootCertStore) -> Option<()> {
    extra_roots.iter().try_for_each(|root| roots.add(CertificateDer::from(root.0.clone())).ok())
}

/// A certificate that is not valid yet at the phone's time, or not any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Untimely {
    /// It begins then, as far as that was said.
    Before(Option<UnixTime>),
    /// It ended then.
    After(Option<UnixTime>),
}

impl Untimely {
    /// Whether it is not valid at another time either.
    pub(super) fn is_so_at(self, other: Timestamp) -> bool {
        let Some(other) = unix_time(other) else { return false };
        match self {
            Self::Before(begin) => begin.is_some_and(|begin| other < begin),
            Self::After(end) => end.is_some_and(|end| end < other),
        }
    }
}

/// Why a connection failed, if that is the time of the certificate.
pub(super) fn untimely(error: &(dyn Error + 'static)) -> Option<Untimely> {
    let at_fault = |error: &rustls::Error| {
        use CertificateError::{Expired, ExpiredContext, NotValidYet, NotValidYetContext};
        let rustls::Error::InvalidCertificate(reason) = error else { return None };
        match reason {
            NotValidYet => Some(Untimely::Before(None)),
            NotValidYetContext { not_before, .. } => Some(Untimely::Before(Some(*not_before))),
            Expired => Some(Untimely::After(None)),
            ExpiredContext { not_after, .. } => Some(Untimely::After(Some(*not_after))),
            _ => None,
        }
    };
    // An I/O error does not name what it holds as its source.
    let held = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    error
        .downcast_ref()
        .and_then(at_fault)
        .or_else(|| held.and_then(|held| untimely(held)))
        .or_else(|| error.source().and_then(untimely))
}

/// `None` for what [`check`] does not let pass. Certificates are valid by this clock.
pub(super) fn config(trust: &Trust, clock: &Arc<dyn Clock>) -> Option<ClientConfig> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    add(&trust.extra_roots, &mut roots)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = Verifier::new(roots, trust.pins.as_ref(), &provider, clock)?;
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .ok()?
        // Stricter than the usual one, never laxer: it asks that one first.
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    // A configuration that is handed over says itself what it speaks.
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Some(config)
}

fn unix_time(at: Timestamp) -> Option<UnixTime> {
    u64::try_from(at.unix_ms()).ok().map(|ms| UnixTime::since_unix_epoch(Duration::from_millis(ms)))
}

/// The usual check of certificates, and then that of the key.
struct Verifier {
    webpki: Arc<WebPkiServerVerifier>,
    pinned: Option<Pinned>,
    clock: Arc<dyn Clock>,
}

#[derive(Debug)]
struct Pinned {
    digests: Vec<Vec<u8>>,
    until: UnixTime,
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier").field("pinned", &self.pinned).finish_non_exhaustive()
    }
}

impl Verifier {
    fn new(
        roots: RootCertStore,
        pins: Option<&Pins>,
        provider: &Arc<CryptoProvider>,
        clock: &Arc<dyn Clock>,
    ) -> Option<Self> {
        let webpki =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider)).build();
        let pinned = match pins {
            None => None,
            Some(pins) => Some(Pinned::read(pins)?),
        };
        Some(Self { webpki: webpki.ok()?, pinned, clock: Arc::clone(clock) })
    }
}

impl Pinned {
    /// `None` when one of them is no SHA-256 in base64, or they are too few.
    fn read(pins: &Pins) -> Option<Self> {
        let digests: Option<Vec<Vec<u8>>> =
            pins.sha256.iter().map(|pin| STANDARD.decode(pin).ok().filter(|pin| pin.len() == 32)).collect();
        let digests = digests.filter(|digests| digests.len() >= FEWEST_PINS)?;
        Some(Self { digests, until: unix_time(pins.until)? })
    }

    /// Only the server's own certificate counts: whoever sends a chain can put anything else into it.
    fn check(&self, certificate: &CertificateDer<'_>, now: UnixTime) -> Result<(), rustls::Error> {
        if now >= self.until {
            return Ok(());
        }
        let key = ParsedCertificate::try_from(certificate)?.subject_public_key_info();
        let digest = digest::digest(&digest::SHA256, &key);
        if self.digests.iter().any(|pin| pin == digest.as_ref()) {
            Ok(())
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let now = unix_time(self.clock.now().wall).ok_or(CertificateError::NotValidYet)?;
        let verified =
            self.webpki.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)?;
        if let Some(pinned) = &self.pinned {
            pinned.check(end_entity, now)?;
        }
        Ok(verified)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.webpki.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.webpki.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.webpki.supported_verify_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;

    fn pins(sha256: &[&str]) -> Trust {
        let sha256 = sha256.iter().map(|pin| (*pin).to_owned()).collect();
        let until = Timestamp::parse("2030-01-01T00:00:00Z").unwrap();
        Trust { pins: Some(Pins { sha256, until }), ..Trust::default() }
    }

    fn config(trust: &Trust) -> Option<ClientConfig> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        super::config(trust, &clock)
    }

    #[test]
    fn a_certificate_out_of_its_time_is_found_however_deep_the_error_lies() {
        let failed = |reason: CertificateError| io::Error::other(rustls::Error::InvalidCertificate(reason));
        assert_eq!(untimely(&failed(CertificateError::Expired)), Some(Untimely::After(None)));
        let deep = io::Error::other(failed(CertificateError::NotValidYet));
        assert_eq!(untimely(&deep), Some(Untimely::Before(None)));
        assert_eq!(untimely(&failed(CertificateError::UnknownIssuer)), None);
        assert_eq!(untimely(&io::Error::other("reset")), None);
    }

    #[test]
    fn a_certificate_out_of_the_citys_time_too_is_not_the_phones_fault() {
        let at = |text: &str| Timestamp::parse(text).unwrap();
        let time = |text: &str| unix_time(at(text));
        let expired = Untimely::After(time("2026-11-24T00:00:00Z"));
        assert!(
            expired.is_so_at(at("2026-11-25T00:00:00Z")) && !expired.is_so_at(at("2026-11-23T00:00:00Z"))
        );
        let early = Untimely::Before(time("2026-11-24T00:00:00Z"));
        assert!(early.is_so_at(at("2026-11-23T00:00:00Z")) && !early.is_so_at(at("2026-11-25T00:00:00Z")));
        assert!(!Untimely::After(None).is_so_at(at("2026-11-25T00:00:00Z")), "nobody said when it ended");
    }

    #[test]
    fn pins_without_a_backup_or_that_are_no_digests_are_no_configuration() {
        let (one, other) = (STANDARD.encode([1; 32]), STANDARD.encode([2; 32]));
        assert!(config(&pins(&[&one, &other])).is_some());
        assert!(config(&pins(&[&one])).is_none());
        assert!(config(&pins(&[])).is_none());
        assert!(config(&pins(&[&one, "nonsense"])).is_none());
        assert!(config(&pins(&[&one, &STANDARD.encode([2; 20])])).is_none());
    }
}
