//! The lab's own certificate authority.

use anyhow::{Context, Result};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CertifiedIssuer, CrlDistributionPoint,
    DnType, IsCa, KeyIdMethod, KeyPair, KeyUsagePurpose, SerialNumber,
};
use std::fs;
use std::path::{Path, PathBuf};
use time::{Duration, OffsetDateTime};

/// Where its certificates say that its list of revoked ones is. Only who serves [`Authority::revoked`] there can be asked.
const REVOKED: &str = "http://nq.lab.test/revoked.crl";

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
    /// Makes an authority, and writes its certificate to `<folder>/authority.pem` and its list of revoked ones, an empty one,
    /// beside it.
    pub fn new(folder: &Path) -> Result<Self> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "Lab Root");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        limit(&mut params, 365);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        let folder = folder.to_owned();
        fs::write(folder.join("authority.pem"), issuer.pem()).context("writing the authority's certificate")?;
        let now = OffsetDateTime::now_utc();
        let revoked = CertificateRevocationListParams {
            this_update: now - Duration::days(1),
            next_update: now + Duration::days(1),
            crl_number: SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs: Vec::new(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        let revoked = revoked.signed_by(&issuer)?;
        fs::write(Self::revoked(&folder), revoked.der()).context("writing the list of revoked certificates")?;
        Ok(Self { issuer, folder })
    }

    /// The list of revoked certificates of the authority of that folder (DER).
    pub fn revoked(folder: &Path) -> PathBuf {
        folder.join("revoked.crl")
    }

    /// The file a client has to trust.
    pub fn root(&self) -> PathBuf {
        self.folder.join("authority.pem")
    }

    /// Signs a certificate for `name`, valid for 90 days.
    pub fn leaf(&self, name: &str) -> Result<Leaf> {
        let mut params = CertificateParams::new([name.to_owned()])?;
        params.distinguished_name.push(DnType::CommonName, name);
        params.crl_distribution_points = vec![CrlDistributionPoint {
            uris: vec![REVOKED.to_owned()],
        }];
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
