//! TLS handshakes whose time holds no certificate verification.
//!
//! A chain is accepted unseen and kept; [`super::trust`] judges it after the clock has stopped, because a verifier may fetch
//! revocation lists for seconds. What the handshake itself signs is still checked, so the chain is that of the peer.
//!
//! Nothing secret ever crosses such a connection: only requests without credentials, cookies or bodies.

use crate::probes::ProbeError;
use rustls::client::Resumption;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, HandshakeKind, ProtocolVersion, SignatureScheme};
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

const OPERATION: &str = "tls handshake";

/// The application protocols a client offers (RFC 7301).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alpn {
    /// None: the port does not speak HTTP.
    None,
    /// HTTP/1.1.
    Http1,
    /// HTTP/2.
    Http2,
    /// HTTP/2, else HTTP/1.1.
    Either,
}

impl Alpn {
    fn protocols(self) -> Vec<Vec<u8>> {
        let (h2, http1) = (b"h2".to_vec(), b"http/1.1".to_vec());
        match self {
            Self::None => vec![],
            Self::Http1 => vec![http1],
            Self::Http2 => vec![h2],
            Self::Either => vec![h2, http1],
        }
    }
}

/// Who answered a handshake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// Its certificates as sent, its own first; not verified. The library bounds them to 64 KiB.
    pub chain: Vec<CertificateDer<'static>>,
    /// TLS version, `1.2` or `1.3`.
    pub version: &'static str,
    /// Whether it chose HTTP/2.
    pub http2: bool,
}

/// A completed handshake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handshake {
    /// From the first byte sent to the completed handshake.
    pub elapsed: Duration,
    /// Round trips it took: 2 for TLS 1.2 (RFC 5246 § 7.3); 1 for TLS 1.3 (RFC 8446 § 2), or 2 where the server took none of the
    /// key shares that were sent and asked for another one (§ 4.1.4).
    pub round_trips: u32,
    /// Who answered.
    pub peer: Peer,
}

/// Makes a handshake over an open connection, such as that of an RDP listener that chose TLS.
///
/// `host` is the name the certificate should bear; an IP address is never sent as a server name (RFC 6066 § 3).
pub async fn tls_over(
    stream: TcpStream,
    host: &str,
    alpn: Alpn,
    budget: Duration,
) -> Result<(TlsStream<TcpStream>, Handshake), ProbeError> {
    let address = stream
        .peer_addr()
        .map_err(|source| ProbeError::from_io(OPERATION, host, source))?;
    handshake(stream, config(alpn, unverified()), host, address.ip(), budget).await
}

/// Makes a handshake over any stream. `address` stands in for a `host` that is no valid server name.
pub(crate) async fn handshake<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    config: ClientConfig,
    host: &str,
    address: IpAddr,
    budget: Duration,
) -> Result<(TlsStream<S>, Handshake), ProbeError> {
    let name = server_name(host).unwrap_or_else(|| ServerName::IpAddress(address.into()));
    let start = Instant::now();
    let connecting = TlsConnector::from(Arc::new(config)).connect(name, stream);
    let result = tokio::time::timeout(budget, connecting).await;
    let elapsed = start.elapsed();
    let stream = match result {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => return Err(tls_error(OPERATION, host, error)),
        Err(_) => {
            return Err(ProbeError::TimedOut {
                operation: OPERATION,
                target: host.to_owned(),
                budget,
            });
        }
    };
    let connection = stream.get_ref().1;
    let old = connection.protocol_version() == Some(ProtocolVersion::TLSv1_2);
    let asked_again = connection.handshake_kind() == Some(HandshakeKind::FullWithHelloRetryRequest);
    let peer = Peer {
        chain: connection.peer_certificates().unwrap_or_default().to_vec(),
        version: if old { "1.2" } else { "1.3" },
        http2: connection.alpn_protocol() == Some(b"h2"),
    };
    let handshake = Handshake {
        elapsed,
        round_trips: if old || asked_again { 2 } else { 1 },
        peer,
    };
    Ok((stream, handshake))
}

/// A client that never resumes a session, so that every handshake is a whole one.
pub(crate) fn config(alpn: Alpn, verifier: Arc<dyn ServerCertVerifier>) -> ClientConfig {
    let mut config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .expect("ring does TLS 1.2 and 1.3")
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    config.alpn_protocols = alpn.protocols();
    config.resumption = Resumption::disabled();
    config
}

/// The cryptography used everywhere.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// The name to ask a certificate for; none for what is neither a DNS name nor an address.
pub(crate) fn server_name(host: &str) -> Option<ServerName<'static>> {
    ServerName::try_from(host.trim_matches(['[', ']']).to_owned()).ok()
}

/// Tells an error of TLS from one of the connection below.
pub(crate) fn tls_error(operation: &'static str, target: &str, source: io::Error) -> ProbeError {
    match source.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(error) => ProbeError::Tls {
            operation,
            target: target.to_owned(),
            source: error.clone(),
        },
        None => ProbeError::from_io(operation, target, source),
    }
}

/// Accepts any chain: see the head of this file.
fn unverified() -> Arc<dyn ServerCertVerifier> {
    Arc::new(Unverified { provider: provider() })
}

#[derive(Debug)]
struct Unverified {
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Unverified {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(
            message,
            certificate,
            signed,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(
            message,
            certificate,
            signed,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{CertificateParams, KeyPair};
    use rustls::crypto::SupportedKxGroup;
    use rustls::crypto::ring::kx_group::{SECP384R1, X25519};
    use rustls::pki_types::PrivateKeyDer;
    use rustls::version::{TLS12, TLS13};
    use rustls::{ServerConfig, SupportedProtocolVersion};
    use tokio::net::TcpListener;
    use tokio_rustls::TlsAcceptor;

    /// Round trips of a handshake with a server that speaks one version and knows one group of keys.
    async fn round_trips(version: &'static SupportedProtocolVersion, group: &'static dyn SupportedKxGroup) -> u32 {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
        let chain = vec![params.self_signed(&key).expect("signs").der().clone()];
        let mut known = CryptoProvider::clone(&provider());
        known.kx_groups = vec![group];
        let config = ServerConfig::builder_with_provider(Arc::new(known))
            .with_protocol_versions(&[version])
            .expect("ring does both")
            .with_no_client_auth()
            .with_single_cert(chain, PrivateKeyDer::from(key))
            .expect("a key and its certificate");
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback");
        let address = listener.local_addr().expect("bound");
        let serve = async {
            let (stream, _) = listener.accept().await.expect("a client");
            acceptor.accept(stream).await.expect("shakes hands")
        };
        let ask = async {
            let stream = TcpStream::connect(address).await.expect("listening");
            let shaken = tls_over(stream, "localhost", Alpn::None, Duration::from_secs(5)).await;
            shaken.expect("shakes hands")
        };
        let (_served, (_open, handshake)) = tokio::join!(serve, ask);
        handshake.round_trips
    }

    #[tokio::test]
    async fn a_server_that_asks_for_another_key_share_costs_a_round_trip_more() {
        assert_eq!(round_trips(&TLS13, X25519).await, 1);
        assert_eq!(round_trips(&TLS13, SECP384R1).await, 2);
        assert_eq!(round_trips(&TLS12, X25519).await, 2);
    }
}
