//! Name resolution.

use super::super::Dns;
use crate::constants::{EXISTING_NAMES, NAMES_ASKED, NAMES_FAILED, NAMES_TIMED};
use crate::finding::{Code, Quantity, Support};
use crate::judgement::Judgement;
use crate::limits::Limits;
use crate::vocabulary::Link;

/// Names are told against the line only when they are asked outside the tunnel: inside, the company's servers answer, and
/// which part of the way is late cannot be told.
pub(super) fn names(dns: &Dns, limits: &Limits, judgement: &mut Judgement) {
    let first = judgement.findings.len();
    let support = Support::once(dns.system_asked);
    let against = (Code::DnsFailing, Link::AccessLine);
    let none_is_found = dns.existing_asked >= EXISTING_NAMES && dns.existing_failures == dns.existing_asked;
    if none_is_found {
        // A resolver that is quick to deny every name there is serves nobody.
        let support = Support::once(dns.existing_asked);
        let all = (100.0, Quantity::Percent as fn(f64) -> Quantity);
        judgement.hold(limits, "dns_failures_percent", against, all, support);
    } else if dns.system_asked >= NAMES_ASKED {
        let failed = 100.0 * f64::from(dns.system_failures) / f64::from(dns.system_asked);
        if dns.system_failures >= NAMES_FAILED {
            judgement.hold(
                limits,
                "dns_failures_percent",
                against,
                (failed, Quantity::Percent),
                support.clone(),
            );
        }
    }
    if let Some(times) = dns.system_ms.filter(|times| times.count >= NAMES_TIMED) {
        let against = (Code::DnsSlow, Link::AccessLine);
        judgement.hold(
            limits,
            "dns_ms",
            against,
            (times.median, Quantity::Milliseconds),
            support,
        );
    }
    if dns.in_tunnel == Some(true) {
        for finding in &mut judgement.findings[first..] {
            finding.accuse_nobody();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Distribution;
    use crate::vocabulary::Severity;

    fn found(dns: &Dns) -> Vec<(Code, Severity)> {
        let mut judgement = Judgement::default();
        names(dns, &Limits::default(), &mut judgement);
        judgement
            .findings
            .iter()
            .map(|finding| (finding.code, finding.severity))
            .collect()
    }

    #[test]
    fn a_resolver_that_denies_every_public_name_is_named_one_blocked_name_is_not() {
        let judged = |existing_failures| {
            found(&Dns {
                system_asked: 8,
                system_ms: Distribution::of([2.0; 8]),
                existing_asked: 5,
                existing_failures,
                ..Dns::default()
            })
        };
        assert_eq!(judged(5), [(Code::DnsFailing, Severity::Broken)]);
        assert_eq!(judged(1), []);
    }

    #[test]
    fn names_asked_through_the_tunnel_accuse_nobody() {
        let judged = |in_tunnel| {
            found(&Dns {
                system_asked: 8,
                system_ms: Distribution::of([900.0; 8]),
                in_tunnel,
                ..Dns::default()
            })
        };
        assert_eq!(judged(Some(false)), [(Code::DnsSlow, Severity::Slow)]);
        assert_eq!(judged(Some(true)), [(Code::DnsSlow, Severity::Information)]);
    }
}
