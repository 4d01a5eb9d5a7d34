//! Name resolution.

use super::super::Dns;
use crate::finding::{Code, Quantity, Support};
use crate::judgement::Judgement;
use crate::limits::Limits;
use crate::vocabulary::Link;

pub(super) fn names(dns: &Dns, limits: &Limits, judgement: &mut Judgement) {
    let support = Support {
        samples: dns.system_asked,
        windows_bad: 1,
        windows: 2,
        interval: None,
    };
    if dns.system_asked >= 5 {
        let failed = 100.0 * f64::from(dns.system_failures) / f64::from(dns.system_asked);
        if dns.system_failures >= 2 {
            let against = (Code::DnsFailing, Link::AccessLine);
            judgement.hold(
                limits,
                "dns_failures_percent",
                against,
                (failed, Quantity::Percent),
                support.clone(),
            );
        }
    }
    if let Some(times) = dns.system_ms.filter(|times| times.count >= 3) {
        let against = (Code::DnsSlow, Link::AccessLine);
        judgement.hold(
            limits,
            "dns_ms",
            against,
            (times.median, Quantity::Milliseconds),
            support,
        );
    }
}
