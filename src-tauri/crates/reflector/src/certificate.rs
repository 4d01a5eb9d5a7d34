//! The certificate: the company's own, or a self-signed one that is made at the first start and kept.

use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, SerialNumber};
use rustls::crypto::CryptoProvider;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, NoServerSessionStorage, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ServerConfig, version};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, chown};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};
use time::OffsetDateTime;
use x509_cert::Certificate;
use x509_cert::der::Decode;

/// How long a self-signed certificate is valid: Apple's systems take no longer ones (support.apple.com/103769, 825 days).
const VALID: time::Duration = time::Duration::days(820);

/// Where a certificate and its key lie, both PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// The certificate, and those above it.
    pub chain: PathBuf,
    /// Its key.
    pub key: PathBuf,
}

/// Why there is no certificate to serve.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// A file holds something else.
    #[error("{path}: {detail}")]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        detail: String,
    },
    /// Only one of the two files is there.
    #[error("{present} is there and {missing} is not: restore it, or remove both for a new certificate")]
    Half {
        /// The one that is there.
        present: PathBuf,
        /// The one that is not.
        missing: PathBuf,
    },
    /// No certificate can be made for these names.
    #[error("a certificate for {names:?}: {source}")]
    Make {
        /// The names.
        names: Vec<String>,
        /// What the library says.
        source: rcgen::Error,
    },
}

impl Files {
    /// The files in `folder`, made for `names` when they are not there. `owner` is the user and group that have to read them.
    pub fn kept(folder: &Path, names: &[String], owner: Option<(u32, u32)>) -> Result<Self, CertificateError> {
        let files = Self {
            chain: folder.join("certificate.pem"),
            key: folder.join("key.pem"),
        };
        let half = |present: &Path, missing: &Path| CertificateError::Half {
            present: present.to_owned(),
            missing: missing.to_owned(),
        };
        match (files.chain.exists(), files.key.exists()) {
            (true, true) => return Ok(files),
            (true, false) => return Err(half(&files.chain, &files.key)),
            (false, true) => return Err(half(&files.key, &files.chain)),
            (false, false) => {}
        }
        let (chain, key) = self_signed(names).map_err(|source| CertificateError::Make {
            names: names.to_vec(),
            source,
        })?;
        let failed = |path: &Path| {
            let path = path.to_owned();
            |source| CertificateError::File { path, source }
        };
        fs::create_dir_all(folder).map_err(failed(folder))?;
        write_new(&files.key, &key, 0o600, owner).map_err(failed(&files.key))?;
        write_new(&files.chain, &chain, 0o644, owner).map_err(failed(&files.chain))?;
        Ok(files)
    }

    /// Reads them.
    pub fn load(&self) -> Result<Served, CertificateError> {
        let content = |path: &Path, detail: String| CertificateError::Content {
            path: path.to_owned(),
            detail,
        };
        let chain = read(&self.chain)?;
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&chain).collect();
        let chain = chain.map_err(|error| content(&self.chain, error.to_string()))?;
        let Some(own) = chain.first() else {
            return Err(content(&self.chain, "no certificate in it".to_owned()));
        };
        let expires = Certificate::from_der(own).map_err(|error| content(&self.chain, error.to_string()))?;
        let expires = expires.tbs_certificate().validity().not_after.to_unix_duration();
        let key = PrivateKeyDer::from_pem_slice(&read(&self.key)?);
        let key = key.map_err(|error| content(&self.key, error.to_string()))?;
        let key = CertifiedKey::from_der(chain, key, &ring::default_provider());
        let key = key.map_err(|error| content(&self.key, error.to_string()))?;
        Ok(Served {
            key: Arc::new(key),
            expires,
        })
    }
}

/// A certificate that can be served.
#[derive(Debug, Clone)]
pub struct Served {
    key: Arc<CertifiedKey>,
    /// End of its validity, since 1970.
    pub expires: Duration,
}

impl Served {
    /// Days until it expires, rounded down; negative when it has.
    pub fn days_left(&self) -> i64 {
        let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
        let seconds = self.expires.as_secs().cast_signed() - now.as_secs().cast_signed();
        seconds.div_euclid(86_400)
    }
}

/// The certificate in force; it can be replaced while connections come in.
#[derive(Debug)]
pub struct InForce {
    served: RwLock<Served>,
}

impl InForce {
    /// Serves `served` from now on.
    pub fn new(served: Served) -> Self {
        Self {
            served: RwLock::new(served),
        }
    }

    /// Replaces it for new connections.
    pub fn replace(&self, served: Served) {
        *self.served.write().unwrap_or_else(PoisonError::into_inner) = served;
    }

    /// Days until it expires, see [`Served::days_left`].
    pub fn days_left(&self) -> i64 {
        self.served.read().unwrap_or_else(PoisonError::into_inner).days_left()
    }

    /// End of its validity, since 1970.
    pub fn expires(&self) -> Duration {
        self.served.read().unwrap_or_else(PoisonError::into_inner).expires
    }
}

impl ResolvesServerCert for InForce {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let served = self.served.read().unwrap_or_else(PoisonError::into_inner);
        Some(Arc::clone(&served.key))
    }
}

/// TLS 1.2 and 1.3, HTTP/2 and HTTP/1.1. Nothing is remembered between connections: each handshake is whole, as a probe of
/// responsiveness wants it, and costs no memory afterwards.
pub fn server_config(in_force: Arc<InForce>) -> Result<ServerConfig, rustls::Error> {
    let provider: Arc<CryptoProvider> = Arc::new(ring::default_provider());
    let versions = [&version::TLS13, &version::TLS12];
    let builder = ServerConfig::builder_with_provider(provider).with_protocol_versions(&versions)?;
    let mut config = builder.with_no_client_auth().with_cert_resolver(in_force);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Ok(config)
}

fn self_signed(names: &[String]) -> Result<(String, String), rcgen::Error> {
    let mut params = CertificateParams::new(names)?;
    let common_name = names.first().map_or("maillon-reflector", String::as_str);
    params.distinguished_name.push(DnType::CommonName, common_name);
    let now = OffsetDateTime::now_utc();
    params.not_before = now - time::Duration::DAY;
    params.not_after = now + VALID;
    // Not an authority: whoever trusts it trusts this server and nobody it could sign for.
    params.is_ca = rcgen::IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.serial_number = Some(SerialNumber::from(now.unix_timestamp_nanos() as u64));
    let key = KeyPair::generate()?;
    let certificate = params.self_signed(&key)?;
    Ok((certificate.pem(), key.serialize_pem()))
}

fn write_new(path: &Path, text: &str, mode: u32, owner: Option<(u32, u32)>) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    match owner {
        Some((user, group)) => chown(path, Some(user), Some(group)),
        None => Ok(()),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, CertificateError> {
    fs::read(path).map_err(|source| CertificateError::File {
        path: path.to_owned(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn names() -> Vec<String> {
        vec!["mesure.example".to_owned(), "192.0.2.1".to_owned()]
    }

    #[test]
    fn a_certificate_is_made_once_and_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let below = folder.path().join("state");
        let made = Files::kept(&below, &names(), None).expect("made");
        let first = fs::read(&made.chain).expect("there");
        let rights = fs::metadata(&made.key).expect("there").permissions().mode();
        assert_eq!(rights & 0o777, 0o600);
        let again = Files::kept(&below, &names(), None).expect("kept");
        assert_eq!(fs::read(&again.chain).expect("there"), first);
        let served = again.load().expect("a pair");
        assert!((818..=820).contains(&served.days_left()), "{}", served.days_left());
        fs::remove_file(&made.key).expect("there");
        let half = Files::kept(&below, &names(), None).expect_err("no key");
        assert!(half.to_string().contains("key.pem"), "{half}");
    }

    #[test]
    fn a_key_that_is_not_of_the_certificate_is_refused() {
        let [one, other] = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
        let one = Files::kept(one.path(), &names(), None)
            .map(|files| (files, one))
            .expect("made");
        let other = Files::kept(other.path(), &names(), None)
            .map(|files| (files, other))
            .expect("made");
        let mixed = Files {
            chain: one.0.chain.clone(),
            key: other.0.key.clone(),
        };
        let error = mixed.load().expect_err("another key");
        assert!(matches!(error, CertificateError::Content { .. }), "{error}");
        let empty = one.1.path().join("empty.pem");
        fs::write(&empty, "nothing").expect("a file");
        let nothing = Files {
            chain: empty,
            key: one.0.key.clone(),
        };
        assert!(
            nothing
                .load()
                .expect_err("no PEM")
                .to_string()
                .contains("no certificate")
        );
    }
}
