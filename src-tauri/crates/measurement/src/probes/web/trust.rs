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
    system: Result<Arc<dyn ServerCertVerifier>, rustls::Error>,
    public: Arc<dyn ServerCertVerifier>,
}

impl TrustStores {
    /// Reads both stores. Blocks for some ten milliseconds where the system keeps its store in files.
    pub fn load() -> Self {
        let system = rustls_platform_verifier::Verifier::new(provider());
        let mut roots = RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        Self {
            system: system.map(|verifier| Arc::new(verifier) as _),
            public: public_verifier(roots),
        }
    }

    /// Verifies `chain` twice for `host`, on threads of its own: beside it others are timed, and some systems fetch revocation
    /// lists. When `budget` runs out, what the system says is not known, with the reason; the rest is.
    pub async fn verify_within(
        &self,
        chain: Vec<CertificateDer<'static>>,
        host: &str,
        budget: Duration,
    ) -> (TlsTrust, Option<ProbeError>) {
        let now = SystemTime::now();
        let (public, sent, target) = (Arc::clone(&self.public), chain.clone(), host.to_owned());
        let offline = tokio::task::spawn_blocking(move || TlsTrust {
            system_trusts: None,
            public_trusts: trusts(&public, &sent, &target, now).ok(),
            issuer: shortened(&sent).last().and_then(|last| issuer(last)),
        });
        let (offline, asked) = tokio::join!(offline, self.ask_system(chain, host, now, budget));
        let mut trust = offline.unwrap_or_default();
        match asked {
            Ok(trusts) => {
                trust.system_trusts = Some(trusts);
                (trust, None)
            }
            Err(error) => (trust, Some(error)),
        }
    }

    async fn ask_system(
        &self,
        chain: Vec<CertificateDer<'static>>,
        host: &str,
        now: SystemTime,
        budget: Duration,
    ) -> Result<bool, ProbeError> {
        let refused = |source: rustls::Error| ProbeError::Tls {
            operation: OPERATION,
            target: host.to_owned(),
            source,
        };
        let system = self.system.clone().map_err(refused)?;
        let target = host.to_owned();
        let asked = tokio::task::spawn_blocking(move || trusts(&system, &chain, &target, now));
        let answer = tokio::time::timeout(budget, asked).await;
        let answer = answer.map_err(|_| ProbeError::TimedOut {
            operation: OPERATION,
            target: host.to_owned(),
            budget,
        })?;
        // A verifier that panics has not answered either.
        let answer = answer.unwrap_or_else(|error| Err(rustls::Error::General(error.to_string())));
        answer.map_err(refused)
    }
}

fn shortened<'a>(chain: &'a [CertificateDer<'static>]) -> &'a [CertificateDer<'static>] {
    &chain[..chain.len().min(LONGEST_CHAIN)]
}

/// Whether `verifier` trusts `chain` for `host`; an error when it could not be asked.
fn trusts(
    verifier: &Arc<dyn ServerCertVerifier>,
    chain: &[CertificateDer<'static>],
    host: &str,
    now: SystemTime,
) -> Result<bool, rustls::Error> {
    let nobody = || rustls::Error::General("no certificate, or no name".to_owned());
    let (own, above) = shortened(chain).split_first().ok_or_else(nobody)?;
    let name = server_name(host).ok_or_else(nobody)?;
    let now = UnixTime::since_unix_epoch(now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO));
    match verifier.verify_server_cert(own, above, &name, &[], now) {
        Ok(_) => Ok(true),
        Err(rustls::Error::InvalidCertificate(_)) => Ok(false),
        Err(error) => Err(error),
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
    use std::sync::Mutex;
    use std::sync::mpsc::{Receiver, channel};

    fn self_signed() -> CertificateDer<'static> {
        let mut params = CertificateParams::new(vec!["erp.example".to_owned()]).expect("a name");
        params.distinguished_name.push(DnType::CommonName, "Exemple SA");
        let key = KeyPair::generate().expect("a key");
        params.self_signed(&key).expect("signs").der().clone()
    }

    async fn verified(stores: &TrustStores, chain: Vec<CertificateDer<'static>>) -> TlsTrust {
        let (trust, _) = stores
            .verify_within(chain, "erp.example", Duration::from_secs(20))
            .await;
        trust
    }

    #[tokio::test]
    async fn a_self_signed_chain_is_trusted_by_nobody_and_its_issuer_is_named() {
        let trust = verified(&TrustStores::load(), vec![self_signed()]).await;
        assert_eq!(trust.public_trusts, Some(false));
        assert_ne!(trust.system_trusts, Some(true));
        assert!(trust.issuer.expect("readable").contains("Exemple SA"));
    }

    /// A system that waits for a list of revoked certificates until the test is over.
    #[derive(Debug)]
    struct Stalled(Arc<dyn ServerCertVerifier>, Mutex<Receiver<()>>);

    impl ServerCertVerifier for Stalled {
        fn verify_server_cert(
            &self,
            own: &CertificateDer<'_>,
            above: &[CertificateDer<'_>],
            name: &ServerName<'_>,
            revocation: &[u8],
            now: UnixTime,
        ) -> Result<ServerCertVerified, rustls::Error> {
            // The end of the sender is what it waits for.
            let _ = self.1.lock().expect("nobody else").recv();
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
        stores.system = Ok(Arc::clone(&stores.public));
        let (answered, failed) = stores
            .verify_within(chain.clone(), "erp.example", Duration::from_secs(20))
            .await;
        assert!(failed.is_none(), "{failed:?}");
        assert_eq!(answered.system_trusts, Some(false));
        let (over, waiting) = channel();
        let stalled = Stalled(Arc::clone(&stores.public), Mutex::new(waiting));
        stores.system = Ok(Arc::new(stalled));
        let (trust, failed) = stores
            .verify_within(chain, "erp.example", Duration::from_millis(50))
            .await;
        drop(over);
        assert!(matches!(failed, Some(ProbeError::TimedOut { .. })), "{failed:?}");
        assert_eq!((trust.system_trusts, trust.public_trusts), (None, Some(false)));
        assert!(trust.issuer.expect("readable").contains("Exemple SA"));
    }

    #[tokio::test]
    async fn nothing_is_known_of_no_chain_and_bytes_are_no_chain() {
        let stores = TrustStores::load();
        assert_eq!(verified(&stores, Vec::new()).await, TlsTrust::default());
        let bytes = vec![CertificateDer::from(vec![0x30, 0x82, 0xff, 0xff, 1])];
        let garbage = verified(&stores, bytes).await;
        assert_eq!((garbage.public_trusts, garbage.issuer), (Some(false), None));
    }
}
