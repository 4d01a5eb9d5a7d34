//! Who vouches for a chain of certificates: judged after the handshake, outside the clock.
//!
//! A chain that the operating system trusts and the public root list does not was signed by a private authority: a
//! company's, or that of equipment that inspects TLS.

use super::certificate::issuer;
use super::tls::{provider, server_name};
use crate::probes::ProbeError;
use maillon_diagnosis::checks::security::TlsCheck;
use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::{CertificateDer, UnixTime};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

const OPERATION: &str = "tls_trust";

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
        TlsTrust {
            system_trusts: self.system.as_ref().and_then(|system| trusts(system, chain, host, now)),
            ..self.verify_offline(chain, host, now)
        }
    }

    /// What no other computer has to be asked for: the public list, and who signed.
    fn verify_offline(&self, chain: &[CertificateDer<'static>], host: &str, now: SystemTime) -> TlsTrust {
        TlsTrust {
            system_trusts: None,
            public_trusts: trusts(&self.public, chain, host, now),
            issuer: shortened(chain).last().and_then(|last| issuer(last)),
        }
    }

    /// [`Self::verify`] on a thread of its own. When `budget` runs out, what the system says is not known, with the reason; the
    /// rest is.
    pub async fn verify_within(
        &self,
        chain: Vec<CertificateDer<'static>>,
        host: &str,
        budget: Duration,
    ) -> (TlsTrust, Option<ProbeError>) {
        let now = SystemTime::now();
        let offline = self.verify_offline(&chain, host, now);
        let Some(system) = self.system.clone() else {
            return (offline, None);
        };
        let target = host.to_owned();
        let asked = tokio::task::spawn_blocking(move || trusts(&system, &chain, &target, now));
        let failed = match tokio::time::timeout(budget, asked).await {
            Ok(Ok(system_trusts)) => {
                let trust = TlsTrust {
                    system_trusts,
                    ..offline
                };
                return (trust, None);
            }
            Ok(Err(error)) => ProbeError::Garbage {
                operation: OPERATION,
                target: host.to_owned(),
                detail: error.to_string(),
            },
            Err(_) => ProbeError::TimedOut {
                operation: OPERATION,
                target: host.to_owned(),
                budget,
            },
        };
        (offline, Some(failed))
    }
}

fn shortened<'a>(chain: &'a [CertificateDer<'static>]) -> &'a [CertificateDer<'static>] {
    &chain[..chain.len().min(LONGEST_CHAIN)]
}

/// Whether `verifier` trusts `chain` for `host`; none when it could not be asked.
fn trusts(
    verifier: &Arc<dyn ServerCertVerifier>,
    chain: &[CertificateDer<'static>],
    host: &str,
    now: SystemTime,
) -> Option<bool> {
    let (own, above) = shortened(chain).split_first()?;
    let now = UnixTime::since_unix_epoch(now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO));
    match verifier.verify_server_cert(own, above, &server_name(host)?, &[], now) {
        Ok(_) => Some(true),
        Err(rustls::Error::InvalidCertificate(_)) => Some(false),
        Err(_) => None,
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
    use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified};
    use rustls::pki_types::ServerName;
    use rustls::{DigitallySignedStruct, SignatureScheme};

    fn self_signed() -> CertificateDer<'static> {
        let mut params = CertificateParams::new(vec!["erp.example".to_owned()]).expect("a name");
        params.distinguished_name.push(DnType::CommonName, "Exemple SA");
        let key = KeyPair::generate().expect("a key");
        params.self_signed(&key).expect("signs").der().clone()
    }

    #[test]
    fn a_self_signed_chain_is_trusted_by_nobody_and_its_issuer_is_named() {
        let chain = [self_signed()];
        let trust = TrustStores::load().verify(&chain, "erp.example", SystemTime::now());
        assert_eq!(trust.public_trusts, Some(false));
        assert_ne!(trust.system_trusts, Some(true));
        assert!(trust.issuer.expect("readable").contains("Exemple SA"));
    }

    /// A system that waits for a list of revoked certificates.
    #[derive(Debug)]
    struct Stalled(Arc<dyn ServerCertVerifier>);

    impl ServerCertVerifier for Stalled {
        fn verify_server_cert(
            &self,
            own: &CertificateDer<'_>,
            above: &[CertificateDer<'_>],
            name: &ServerName<'_>,
            revocation: &[u8],
            now: UnixTime,
        ) -> Result<ServerCertVerified, rustls::Error> {
            std::thread::sleep(Duration::from_secs(1));
            self.0.verify_server_cert(own, above, name, revocation, now)
        }

        fn verify_tls12_signature(
            &self,
            message: &[u8],
            own: &CertificateDer<'_>,
            signed: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, rustls::Error> {
            self.0.verify_tls12_signature(message, own, signed)
        }

        fn verify_tls13_signature(
            &self,
            message: &[u8],
            own: &CertificateDer<'_>,
            signed: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, rustls::Error> {
            self.0.verify_tls13_signature(message, own, signed)
        }

        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            self.0.supported_verify_schemes()
        }
    }

    #[tokio::test]
    async fn a_system_that_does_not_answer_hides_nothing_else() {
        let chain = vec![self_signed()];
        let mut stores = TrustStores::load();
        let (answered, failed) = stores
            .verify_within(chain.clone(), "erp.example", Duration::from_secs(20))
            .await;
        assert!(
            failed.is_none() && answered.system_trusts.is_some(),
            "{answered:?} {failed:?}"
        );
        stores.system = stores.system.map(|system| Arc::new(Stalled(system)) as _);
        let (trust, failed) = stores
            .verify_within(chain, "erp.example", Duration::from_millis(50))
            .await;
        assert!(matches!(failed, Some(ProbeError::TimedOut { .. })), "{failed:?}");
        assert_eq!((trust.system_trusts, trust.public_trusts), (None, Some(false)));
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
