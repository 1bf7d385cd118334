//! TLS in front of the city, with certificates of the tests' own authority: it counts the connections that were made and what was agreed on in each.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, PublicKeyData, date_time_ymd,
};
use ring::digest;
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;

/// A certificate authority.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// Its own certificate, DER.
    pub(crate) fn root(&self) -> Vec<u8> {
        self.0.der().to_vec()
    }

    /// A certificate for a key and these names, valid from one year to another.
    pub(crate) fn certify(&self, key: KeyPair, names: &[&str], years: (i32, i32)) -> Identity {
        self.certify_for_days(key, names, [(years.0, 1, 1), (years.1, 1, 1)])
    }

    /// The same, valid from the beginning of one day (UTC) to that of another.
    pub(crate) fn certify_for_days(
        &self,
        key: KeyPair,
        names: &[&str],
        days: [(i32, u8, u8); 2],
    ) -> Identity {
        let mut params =
            CertificateParams::new(names.iter().map(ToString::to_string).collect::<Vec<_>>()).unwrap();
        let [from, until] = days.map(|(year, month, day)| date_time_ymd(year, month, day));
        params.not_before = from;
        params.not_after = until;
        let certificate = params.signed_by(&key, &self.0).unwrap();
        Identity { certificate: certificate.der().to_vec(), key }
    }
}

/// SHA-256 of a key, as a pin names it.
pub(crate) fn pin(key: &KeyPair) -> Vec<u8> {
    digest::digest(&digest::SHA256, &key.subject_public_key_info()).as_ref().to_vec()
}

/// What a server shows.
pub(crate) struct Identity {
    certificate: Vec<u8>,
    key: KeyPair,
}

/// What a connection agreed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Agreed {
    /// Nothing: the phone refused, or broke off.
    Refused,
    Http1,
    Http2,
}

/// A port that speaks TLS, and passes on to the city what it hears.
pub(crate) struct Line {
    port: u16,
    connections: Arc<Mutex<Vec<Agreed>>>,
    _runtime: Runtime,
}

impl Line {
    /// On an address, with the protocols that are offered.
    pub(crate) fn start(address: IpAddr, identity: &Identity, protocols: &[&str], city: u16) -> Self {
        Self::start_on(address, 0, identity, protocols, city)
    }

    /// The same on a port that an earlier one had.
    pub(crate) fn start_on(
        address: IpAddr,
        port: u16,
        identity: &Identity,
        protocols: &[&str],
        city: u16,
    ) -> Self {
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(identity.key.serialize_der()));
        let mut config =
            ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_no_client_auth()
                .with_single_cert(vec![identity.certificate.clone().into()], key)
                .unwrap();
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind((address, port))).unwrap();
        let port = listener.local_addr().unwrap().port();
        let connections = Arc::new(Mutex::default());
        let noted = Arc::clone(&connections);
        runtime.spawn(async move {
            while let Ok((tcp, _)) = listener.accept().await {
                tokio::spawn(pass(acceptor.clone(), tcp, city, Arc::clone(&noted)));
            }
        });
        Self { port, connections, _runtime: runtime }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// All connections so far.
    pub(crate) fn connections(&self) -> Vec<Agreed> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn pass(acceptor: TlsAcceptor, tcp: TcpStream, city: u16, noted: Arc<Mutex<Vec<Agreed>>>) {
    let note = |agreed| noted.lock().unwrap_or_else(PoisonError::into_inner).push(agreed);
    let Ok(mut tls) = acceptor.accept(tcp).await else { return note(Agreed::Refused) };
    note(match tls.get_ref().1.alpn_protocol() {
        Some(b"h2") => Agreed::Http2,
        _ => Agreed::Http1,
    });
    let mut onwards = TcpStream::connect(("127.0.0.1", city)).await.unwrap();
    // However it ends, it is over.
    let _ = copy_bidirectional(&mut tls, &mut onwards).await;
}
