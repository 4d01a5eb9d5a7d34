//! The lab's own certificate authority.

use anyhow::{Context, Result};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose};
use std::fs;
use std::path::{Path, PathBuf};
use time::{Duration, OffsetDateTime};

/// A certificate and its key, as files.
#[derive(Debug)]
pub struct Leaf {
    /// PEM, the leaf only: the root is with the client.
    pub certificate: PathBuf,
    /// PEM.
    pub key: PathBuf,
}

/// A certificate authority that lives as long as the lab.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    folder: PathBuf,
}

impl Authority {
    /// Makes an authority and writes its certificate to `<folder>/authority.pem`.
    pub fn new(folder: &Path) -> Result<Self> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "Lab Root");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        limit(&mut params, 365);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        let folder = folder.to_owned();
        fs::write(folder.join("authority.pem"), issuer.pem()).context("writing the authority's certificate")?;
        Ok(Self { issuer, folder })
    }

    /// The file a client has to trust.
    pub fn root(&self) -> PathBuf {
        self.folder.join("authority.pem")
    }

    /// Signs a certificate for `name`, valid for 90 days.
    pub fn leaf(&self, name: &str) -> Result<Leaf> {
        let mut params = CertificateParams::new([name.to_owned()])?;
        params.distinguished_name.push(DnType::CommonName, name);
        limit(&mut params, 90);
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &self.issuer)?;
        let leaf = Leaf {
            certificate: self.folder.join(format!("{name}.pem")),
            key: self.folder.join(format!("{name}.key")),
        };
        fs::write(&leaf.certificate, certificate.pem()).context("writing a certificate")?;
        fs::write(&leaf.key, key.serialize_pem()).context("writing a key")?;
        Ok(leaf)
    }
}

fn limit(params: &mut CertificateParams, days: i64) {
    let now = OffsetDateTime::now_utc();
    params.not_before = now - Duration::days(1);
    params.not_after = now + Duration::days(days);
}
