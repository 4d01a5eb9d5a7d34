//! Who vouches for a chain of certificates: judged after the handshake, outside the clock.
//!
//! A chain that the operating system trusts and the public root list does not was signed by a private authority: a
//! company's, or that of equipment that inspects TLS.

use super::certificate::issuer;
use super::tls::{provider, server_name};
use maillon_diagnosis::checks::security::TlsCheck;
use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::{CertificateDer, UnixTime};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Certificates looked at; a chain of the public web has four at the most.
const LONGEST_CHAIN: usize = 16;

/// Whether a chain is trusted, and who signed it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TlsTrust {
    /// Whether the operating system trusts it for this host; none when it could not be asked.
    pub system_trusts: Option<bool>,
    /// Whether the public root list (Mozilla's) does.
    pub public_trusts: Option<bool>,
    /// Issuer of the last certificate of the chain.
    pub issuer: Option<String>,
}

impl TlsTrust {
    /// The line of the security check for `host`, times left out.
    pub fn check(self, host: impl Into<String>) -> TlsCheck {
        TlsCheck {
            host: host.into(),
            system_trusts: self.system_trusts,
            public_trusts: self.public_trusts,
            issuer: self.issuer,
            ..TlsCheck::default()
        }
    }
}

/// The two stores of trusted authorities. Loading reads some 150 certificates: do it once a run.
#[derive(Debug, Clone)]
pub struct TrustStores {
    system: Option<Arc<dyn ServerCertVerifier>>,
    public: Arc<dyn ServerCertVerifier>,
}

impl TrustStores {
    /// Reads both stores. Blocks for some ten milliseconds where the system keeps its store in files.
    pub fn load() -> Self {
        let system = rustls_platform_verifier::Verifier::new(provider()).ok();
        let mut roots = RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        Self {
            system: system.map(|verifier| Arc::new(verifier) as _),
            public: public_verifier(roots),
        }
    }

    /// Verifies `chain` twice for `host` at the time `now`. May block for seconds where the system fetches revocation lists.
    pub fn verify(&self, chain: &[CertificateDer<'static>], host: &str, now: SystemTime) -> TlsTrust {
        let chain = &chain[..chain.len().min(LONGEST_CHAIN)];
        let (Some((own, above)), Some(name)) = (chain.split_first(), server_name(host)) else {
            return TlsTrust::default();
        };
        let now = UnixTime::since_unix_epoch(now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO));
        let ask =
            |verifier: &Arc<dyn ServerCertVerifier>| match verifier.verify_server_cert(own, above, &name, &[], now) {
                Ok(_) => Some(true),
                Err(rustls::Error::InvalidCertificate(_)) => Some(false),
                Err(_) => None,
            };
        TlsTrust {
            system_trusts: self.system.as_ref().and_then(ask),
            public_trusts: ask(&self.public),
            issuer: chain.last().and_then(|last| issuer(last)),
        }
    }

    /// [`Self::verify`] on a thread of its own; nothing is known when `budget` runs out.
    pub async fn verify_within(&self, chain: Vec<CertificateDer<'static>>, host: &str, budget: Duration) -> TlsTrust {
        let (stores, host) = (self.clone(), host.to_owned());
        let asked = tokio::task::spawn_blocking(move || stores.verify(&chain, &host, SystemTime::now()));
        match tokio::time::timeout(budget, asked).await {
            Ok(Ok(trust)) => trust,
            Ok(Err(_)) | Err(_) => TlsTrust::default(),
        }
    }
}

fn public_verifier(roots: RootCertStore) -> Arc<dyn ServerCertVerifier> {
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider())
        .build()
        .expect("the public list is not empty")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{CertificateParams, DnType, KeyPair};

    #[test]
    fn a_self_signed_chain_is_trusted_by_nobody_and_its_issuer_is_named() {
        let mut params = CertificateParams::new(vec!["erp.example".to_owned()]).expect("a name");
        params.distinguished_name.push(DnType::CommonName, "Exemple SA");
        let key = KeyPair::generate().expect("a key");
        let chain = [params.self_signed(&key).expect("signs").der().clone()];
        let trust = TrustStores::load().verify(&chain, "erp.example", SystemTime::now());
        assert_eq!(trust.public_trusts, Some(false));
        assert_ne!(trust.system_trusts, Some(true));
        assert!(trust.issuer.expect("readable").contains("Exemple SA"));
    }

    #[test]
    fn nothing_is_known_of_no_chain_and_bytes_are_no_chain() {
        let stores = TrustStores::load();
        let none = stores.verify(&[], "erp.example", SystemTime::now());
        assert_eq!(none, TlsTrust::default());
        let bytes = [CertificateDer::from(vec![0x30, 0x82, 0xff, 0xff, 1])];
        let garbage = stores.verify(&bytes, "erp.example", SystemTime::now());
        assert_eq!((garbage.public_trusts, garbage.issuer), (Some(false), None));
    }
}
