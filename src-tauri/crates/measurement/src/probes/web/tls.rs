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
use rustls::{ClientConfig, DigitallySignedStruct, ProtocolVersion, SignatureScheme};
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
    /// Round trips it took: 1 for TLS 1.3, 2 for TLS 1.2 (RFC 8446 § 2, RFC 5246 § 7.3).
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
    let peer = Peer {
        chain: connection.peer_certificates().unwrap_or_default().to_vec(),
        version: if old { "1.2" } else { "1.3" },
        http2: connection.alpn_protocol() == Some(b"h2"),
    };
    let handshake = Handshake {
        elapsed,
        round_trips: if old { 2 } else { 1 },
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
