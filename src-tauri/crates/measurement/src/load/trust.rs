//! Which servers may be loaded: those whose certificate the system trusts, or an authority the caller names.

use crate::probes::web::tls::{self, Alpn};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use rustls_platform_verifier::Verifier;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

/// Authorities trusted beside those of the system.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    extra: Vec<CertificateDer<'static>>,
}

/// Why a file of authorities is of no use.
#[derive(Debug, thiserror::Error)]
#[error("not a PEM file of certificates: {0}")]
pub struct NotPem(String);

impl Trust {
    /// Trusts the certificates of a PEM file too.
    pub fn with_pem(pem: &[u8]) -> Result<Self, NotPem> {
        let extra: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
        let extra = extra.map_err(|error| NotPem(error.to_string()))?;
        if extra.is_empty() {
            return Err(NotPem("no certificate in it".to_owned()));
        }
        Ok(Self { extra })
    }

    /// A client for HTTP/2 that verifies every server.
    pub(super) fn client(&self) -> Result<ClientConfig, rustls::Error> {
        // With roots of one's own Windows needs an engine of one's own, even where there are none.
        let platform = if self.extra.is_empty() {
            Verifier::new(tls::provider())?
        } else {
            Verifier::new_with_extra_roots(self.extra.iter().cloned(), tls::provider())?
        };
        let verifier = Remembering {
            platform: Arc::new(platform),
            verified: Mutex::default(),
        };
        Ok(tls::config(Alpn::Http2, Arc::new(verifier)))
    }
}

/// Verifies a chain once for a name and remembers it: the probes under load then time the line, not the verifier.
#[derive(Debug)]
struct Remembering {
    platform: Arc<dyn ServerCertVerifier>,
    verified: Mutex<HashSet<Vec<u8>>>,
}

impl Remembering {
    fn key(own: &CertificateDer<'_>, above: &[CertificateDer<'_>], name: &ServerName<'_>) -> Vec<u8> {
        let mut key = name.to_str().into_owned().into_bytes();
        for certificate in std::iter::once(own).chain(above) {
            key.extend((certificate.len() as u64).to_be_bytes());
            key.extend(certificate.as_ref());
        }
        key
    }
}

impl ServerCertVerifier for Remembering {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        above: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let key = Self::key(own, above, name);
        let known = |verified: &HashSet<Vec<u8>>| verified.contains(&key);
        if known(&self.verified.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(ServerCertVerified::assertion());
        }
        let verified = self.platform.verify_server_cert(own, above, name, ocsp, now)?;
        self.verified.lock().unwrap_or_else(PoisonError::into_inner).insert(key);
        Ok(verified)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.platform.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.platform.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.platform.supported_verify_schemes()
    }
}
