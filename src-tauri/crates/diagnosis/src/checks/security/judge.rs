//! Judges what protection costs. Posture is information, never a cause of slowness.

use super::super::bandwidth::WifiProtection;
use super::{Observation, TlsCheck};
use crate::constants::ROUNDS_OF_FILES;
use crate::finding::{Code, Finding, Quantity, Support};
use crate::judgement::Judgement;
use crate::limits::Limits;
use crate::statistics::{Difference, median};
use crate::vocabulary::Link;

/// Judges what was seen.
pub fn judge(observation: &Observation, limits: &Limits) -> Judgement {
    let mut judgement = Judgement::default();
    for product in &observation.products {
        let Some(used) = median(product.cpu_windows_percent.iter().copied()) else {
            continue;
        };
        judgement.saw(Link::Security, true);
        let slow = limits.row("security_cpu_percent").slow;
        let bad = product
            .cpu_windows_percent
            .iter()
            .filter(|window| **window > slow)
            .count();
        let support = Support::of(bad, product.cpu_windows_percent.len());
        let against = (Code::SecurityCpu, Link::Security);
        if let Some(found) = judgement.hold(
            limits,
            "security_cpu_percent",
            against,
            (used, Quantity::Percent),
            support,
        ) {
            found
                .quantities
                .insert("name".to_owned(), Quantity::Text(product.name.clone()));
        }
    }
    files(observation, limits, &mut judgement);
    process_start(observation, limits, &mut judgement);
    if observation
        .products
        .iter()
        .filter(|product| product.real_time == Some(true))
        .count()
        >= 2
    {
        judgement.add(Finding::information(Code::SecurityTwoActive));
    }
    let inspected = |host: &&TlsCheck| host.system_trusts == Some(true) && host.public_trusts == Some(false);
    let first = |told: &dyn Fn(&&TlsCheck) -> bool| {
        let told = observation.tls.iter().filter(told);
        told.min_by_key(|host| (host.through_proxy, &host.host))
    };
    if let Some(inspected) = first(&inspected) {
        let issuer = inspected.issuer.clone().unwrap_or_default();
        judgement.add(Finding::information(Code::TlsInspected).with("name", Quantity::Text(issuer)));
    }
    let untrusted = |host: &&TlsCheck| host.system_trusts == Some(false) && host.public_trusts == Some(false);
    if let Some(host) = first(&untrusted) {
        let issuer = host.issuer.clone().unwrap_or_default();
        judgement.add(
            Finding::information(Code::CertificateUntrusted)
                .with("name", Quantity::Text(host.host.clone()))
                .with("issuer", Quantity::Text(issuer)),
        );
    }
    if let Some(proxy) = observation
        .proxy
        .as_ref()
        .and_then(|proxy| proxy.https.clone().or(proxy.script.clone()))
    {
        judgement.add(Finding::information(Code::ProxyInUse).with("name", Quantity::Text(proxy)));
    }
    posture(observation, &mut judgement);
    judgement
}

/// Whether a product was found that may look at files and programs as they are opened.
fn watches_files(observation: &Observation) -> bool {
    observation
        .products
        .iter()
        .any(|product| product.real_time != Some(false))
}

/// A fresh file must cost much both in proportion and in milliseconds, with an interval that excludes chance.
fn files(observation: &Observation, limits: &Limits, judgement: &mut Judgement) {
    let Some(touch) = observation
        .file_touch
        .as_ref()
        .filter(|touch| touch.first_ms.len() >= ROUNDS_OF_FILES)
    else {
        return;
    };
    judgement.saw(Link::Security, true);
    let (Some(ratio), Some((low, _)), Some(added)) = (touch.ratio, touch.ratio_interval, touch.added_ms) else {
        return;
    };
    let limit = limits.row("security_file_ratio").slow;
    if ratio <= limit || low <= limit {
        return;
    }
    let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
    let rounds = count(touch.first_ms.len());
    let slow = limits.row("security_file_added_ms").slow;
    let pairs = || touch.first_ms.iter().zip(&touch.second_ms);
    let added_ms = pairs().map(|(first, second)| first - second);
    let bad = pairs()
        .filter(|(first, second)| **first > limit * **second && **first - **second > slow)
        .count();
    let support = Support {
        samples: rounds,
        windows_bad: count(bad),
        windows: rounds,
        interval: Difference::of(added_ms).and_then(|added| added.interval),
    };
    let against = (Code::SecurityFileCost, Link::Security);
    let nobody = !watches_files(observation);
    if let Some(found) = judgement.hold(
        limits,
        "security_file_added_ms",
        against,
        (added, Quantity::Milliseconds),
        support,
    ) {
        found.quantities.insert("ratio".to_owned(), Quantity::Ratio(ratio));
        if nobody {
            found.accuse_nobody();
        }
    }
}

/// What starting a program costs beyond starting a thread, which no protection looks at.
fn process_start(observation: &Observation, limits: &Limits, judgement: &mut Judgement) {
    let (Some(process), Some(thread)) = (observation.process_start_ms, observation.thread_start_ms) else {
        return;
    };
    if (process.count as usize) < ROUNDS_OF_FILES {
        return;
    }
    judgement.saw(Link::Security, true);
    let added = (process.median - thread.median).max(0.0);
    let against = (Code::SecurityProcessCost, Link::Security);
    // One series of starts has no windows that could reproduce it: it makes probable at most.
    let support = Support::once(process.count);
    let nobody = !watches_files(observation);
    if let Some(found) = judgement.hold(
        limits,
        "security_process_start_ms",
        against,
        (added, Quantity::Milliseconds),
        support,
    ) && nobody
    {
        found.accuse_nobody();
    }
}

fn posture(observation: &Observation, judgement: &mut Judgement) {
    let posture = &observation.posture;
    let facts = [
        (
            matches!(posture.wifi, Some(WifiProtection::Open | WifiProtection::Wep)),
            Code::WifiNotProtected,
        ),
        (posture.managed == Some(false), Code::MachineNotManaged),
        (posture.disk_encrypted == Some(false), Code::DiskNotEncrypted),
        (posture.firewall_on == Some(false), Code::FirewallOff),
        (posture.outside_tunnel == Some(true), Code::TrafficOutsideTunnel),
    ];
    for (_, code) in facts.into_iter().filter(|(holds, _)| *holds) {
        judgement.add(Finding::information(code));
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FileTouch, Product};
    use super::*;
    use crate::statistics::Distribution;
    use crate::vocabulary::Severity;

    fn starts(process_ms: f64, products: Vec<Product>) -> Observation {
        Observation {
            process_start_ms: Distribution::of([process_ms; 10]),
            thread_start_ms: Distribution::of([0.1; 10]),
            products,
            ..Observation::default()
        }
    }

    #[test]
    fn a_certificate_nobody_trusts_is_told_with_its_site_and_accuses_nobody() {
        let host = |system_trusts, public_trusts| TlsCheck {
            host: "www.mozilla.org".to_owned(),
            system_trusts,
            public_trusts,
            ..TlsCheck::default()
        };
        let codes = |host| {
            let seen = Observation {
                tls: vec![host],
                ..Observation::default()
            };
            let judged = judge(&seen, &Limits::default());
            assert!(judged.findings.iter().all(|finding| finding.link.is_none()));
            judged.findings.iter().map(|finding| finding.code).collect::<Vec<_>>()
        };
        assert_eq!(codes(host(Some(false), Some(false))), [Code::CertificateUntrusted]);
        assert_eq!(codes(host(Some(true), Some(false))), [Code::TlsInspected]);
        assert_eq!(codes(host(None, Some(false))), []);
        assert_eq!(codes(host(Some(false), Some(true))), []);
    }

    #[test]
    fn how_sure_the_cost_of_files_is_follows_from_its_milliseconds() {
        let interval = |first: f64, second: f64| {
            let first_ms: Vec<f64> = (0..14).map(|round| first + 0.02 * f64::from(round)).collect();
            let seen = Observation {
                file_touch: Some(FileTouch {
                    files: 8,
                    ratio: Some(first / second),
                    ratio_interval: Some((0.9 * first / second, 1.1 * first / second)),
                    added_ms: Some(first + 0.13 - second),
                    second_ms: vec![second; first_ms.len()],
                    first_ms,
                    ..FileTouch::default()
                }),
                ..Observation::default()
            };
            let judged = judge(&seen, &Limits::default());
            judged.findings[0].support.interval.expect("fourteen rounds")
        };
        let (low, high) = interval(6.0, 0.9);
        assert!(low > 5.0 && high < 5.5, "{low} to {high} ms, at a ratio of 7");
        let (low, _) = interval(80.0, 20.0);
        assert!(low > 50.0, "{low} ms, at a ratio of 4");
    }

    #[test]
    fn slow_starts_accuse_protection_only_where_there_is_some() {
        let product = Product {
            name: "ESET".to_owned(),
            ..Product::default()
        };
        let judged = |seen: &Observation| judge(seen, &Limits::default());
        assert!(judged(&starts(8.0, vec![product.clone()])).findings.is_empty());
        let with = judged(&starts(700.0, vec![product]));
        assert_eq!(with.findings[0].code, Code::SecurityProcessCost);
        assert_eq!(with.findings[0].severity, Severity::Slow);
        let without = judged(&starts(700.0, Vec::new()));
        assert_eq!(without.findings[0].severity, Severity::Information);
        assert_eq!(without.findings[0].link, None);
    }
}
