//! What a certificate says of itself, read from bytes that a stranger wrote (RFC 5280 § 4.1).

use super::tls::Peer;
use maillon_diagnosis::checks::gateway::Certificate;
use std::time::{Duration, SystemTime};
use time::{Date, OffsetDateTime};
use x509_cert::der::Decode;

/// Characters kept of a name; a certificate may hold one of many kilobytes.
const LONGEST_NAME: usize = 200;
const DAY: i64 = 24 * 60 * 60;

/// The facts of the peer's own certificate; none when it sent none, or none that can be read.
pub fn certificate(peer: &Peer, now: SystemTime) -> Option<Certificate> {
    let mut facts = read(peer.chain.first()?, now)?;
    facts.tls_version = Some(peer.version.to_owned());
    Some(facts)
}

/// The issuer of one certificate; none when it cannot be read.
pub(super) fn issuer(der: &[u8]) -> Option<String> {
    read(der, SystemTime::UNIX_EPOCH).map(|facts| facts.issuer)
}

fn read(der: &[u8], now: SystemTime) -> Option<Certificate> {
    let parsed = x509_cert::Certificate::from_der(der).ok()?;
    let facts = parsed.tbs_certificate();
    let end = facts.validity().not_after.to_unix_duration();
    let now = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
    let seconds_left = i64::try_from(end.as_secs()).ok()? - i64::try_from(now.as_secs()).ok()?;
    Some(Certificate {
        subject: bounded(&facts.subject().to_string()),
        issuer: bounded(&facts.issuer().to_string()),
        not_after: day(end)?.to_string(),
        days_left: seconds_left.div_euclid(DAY),
        self_signed: facts.subject() == facts.issuer(),
        tls_version: None,
    })
}

fn day(since_epoch: Duration) -> Option<Date> {
    let seconds = i64::try_from(since_epoch.as_secs()).ok()?;
    OffsetDateTime::from_unix_timestamp(seconds)
        .ok()
        .map(OffsetDateTime::date)
}

fn bounded(name: &str) -> String {
    name.chars()
        .filter(|letter| !letter.is_control())
        .take(LONGEST_NAME)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rcgen::{CertificateParams, DnType, Issuer, KeyPair, date_time_ymd};

    fn signed_by(common_name: &str, issuer: Option<&str>) -> Vec<u8> {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(vec!["tse1.example".to_owned()]).expect("a name");
        params.distinguished_name.push(DnType::CommonName, common_name);
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2026, 3, 10);
        let certificate = match issuer {
            None => params.self_signed(&key),
            Some(name) => {
                let mut above = CertificateParams::default();
                above.distinguished_name.push(DnType::CommonName, name);
                params.signed_by(&key, &Issuer::new(above, &key))
            }
        };
        certificate.expect("signs").der().to_vec()
    }

    fn noon(year: i32, month: u8, day: u8) -> SystemTime {
        (date_time_ymd(year, month, day) + time::Duration::hours(12)).into()
    }

    #[test]
    fn days_are_counted_down_to_and_past_the_last_one() {
        let der = signed_by("tse1", None);
        let before = read(&der, noon(2026, 3, 1)).expect("a certificate");
        assert_eq!(before.days_left, 8);
        assert_eq!(before.not_after, "2026-03-10");
        let after = read(&der, noon(2026, 3, 12)).expect("a certificate");
        assert_eq!(after.days_left, -3);
    }

    #[test]
    fn a_company_authority_is_told_from_a_self_signed_certificate() {
        let own = read(&signed_by("tse1", None), noon(2026, 1, 1)).expect("a certificate");
        assert!(own.self_signed);
        assert!(own.subject.contains("CN=tse1"), "{}", own.subject);
        let issued = read(&signed_by("tse1", Some("Exemple SA")), noon(2026, 1, 1)).expect("a certificate");
        assert!(!issued.self_signed);
        assert!(issued.issuer.contains("CN=Exemple SA"), "{}", issued.issuer);
    }

    #[test]
    fn a_name_of_many_kilobytes_is_cut() {
        let der = signed_by(&"x".repeat(30_000), None);
        let facts = read(&der, noon(2026, 1, 1)).expect("a certificate");
        assert_eq!(facts.subject.chars().count(), LONGEST_NAME);
    }

    proptest! {
        #[test]
        fn any_bytes_can_be_looked_at(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            read(&bytes, SystemTime::UNIX_EPOCH);
        }

        #[test]
        fn a_spoiled_certificate_can_be_looked_at(at in 0_usize..400, value: u8, cut in 0_usize..500) {
            let mut der = signed_by("tse1", None);
            let length = der.len();
            der[at % length] = value;
            der.truncate(cut);
            read(&der, SystemTime::UNIX_EPOCH);
        }
    }
}
