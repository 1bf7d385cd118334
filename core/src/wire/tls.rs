//! TLS as this project wants it on every system: rustls with ring, Mozilla's roots, and the roots that an adopter or a test adds.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};

/// One more certificate authority to trust, DER.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtraRoot(pub Vec<u8>);

/// `None` when one of the extra roots is no certificate.
pub(super) fn config(extra_roots: &[ExtraRoot]) -> Option<ClientConfig> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for root in extra_roots {
        roots.add(CertificateDer::from(root.0.clone())).ok()?;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .ok()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Some(config)
}
