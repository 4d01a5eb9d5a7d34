//! What the tunnel costs: delay, lateness, a queue of its own, loss.

use super::{Observation, TunnelCost};
use crate::constants::{SAMPLES_TO_CLEAR, WINDOWS_OF_JITTER};
use crate::finding::{Code, Finding, Quantity, Support};
use crate::judgement::Judgement;
use crate::limits::Limits;
use crate::statistics::wilson;
use crate::vocabulary::Link;

/// Marks what is said of a tunnel that is known not to go over TCP: in such a one nothing waits for a packet that was lost.
pub(crate) const CARRIED_BY_DATAGRAMS: &str = "datagrams";

/// Judges what the tunnel adds to the way without it.
pub(super) fn judge(observation: &Observation, limits: &Limits, judgement: &mut Judgement) {
    let Some(cost) = &observation.cost else { return };
    let first = judgement.findings.len();
    costs(cost, limits, judgement);
    if observation.over_tcp == Some(false) {
        for finding in &mut judgement.findings[first..] {
            finding
                .quantities
                .insert(CARRIED_BY_DATAGRAMS.to_owned(), Quantity::Count(1.0));
        }
    }
}

fn costs(cost: &TunnelCost, limits: &Limits, judgement: &mut Judgement) {
    if let Some(added) = cost.added_rtt_ms {
        judgement.saw(Link::Vpn, added.count >= SAMPLES_TO_CLEAR);
        let slow = limits.row("vpn_added_rtt_ms").slow;
        let bad = cost.windows_added_ms.iter().filter(|window| **window > slow).count();
        let support = Support {
            samples: added.count,
            windows_bad: u32::try_from(bad).unwrap_or(u32::MAX),
            windows: u32::try_from(cost.windows_added_ms.len()).unwrap_or(u32::MAX),
            interval: added.interval,
        };
        if added.interval.is_some_and(|(low, _)| low > 0.0) {
            let against = (Code::VpnDelay, Link::Vpn);
            judgement.hold(
                limits,
                "vpn_added_rtt_ms",
                against,
                (added.median, Quantity::Milliseconds),
                support,
            );
        }
    }
    jitter(cost, limits, judgement);
    under_load(cost, limits, judgement);
    let (Some((inside_low, _)), Some((_, outside_high))) = (
        wilson(cost.inside_lost, cost.inside_sent),
        wilson(cost.outside_lost, cost.outside_sent),
    ) else {
        return;
    };
    if cost.inside_lost == cost.inside_sent {
        // A tunnel that gives nothing back at all has a finding of its own.
        judgement.add(Finding::information(Code::VpnInsideSilent));
    } else if inside_low > outside_high.max(limits.row("vpn_loss_percent").slow / 100.0) {
        let percent = 100.0 * f64::from(cost.inside_lost) / f64::from(cost.inside_sent);
        let support = Support::once(cost.inside_sent);
        let against = (Code::VpnLoss, Link::Vpn);
        judgement.hold(
            limits,
            "vpn_loss_percent",
            against,
            (percent, Quantity::Percent),
            support,
        );
    }
}

/// Answers inside that come late now and then, while those outside do not.
fn jitter(cost: &TunnelCost, limits: &Limits, judgement: &mut Judgement) {
    let Some(added) = cost.added_jitter_ms else { return };
    let slow = limits.row("vpn_jitter_ms").slow;
    let late = cost.windows_latest_ms.iter().filter(|latest| **latest > slow).count();
    if late < WINDOWS_OF_JITTER {
        return;
    }
    let support = Support {
        samples: cost.inside_sent.saturating_sub(cost.inside_lost),
        ..Support::of(late, cost.windows_latest_ms.len())
    };
    let against = (Code::VpnJitter, Link::Vpn);
    judgement.hold(
        limits,
        "vpn_jitter_ms",
        against,
        (added, Quantity::Milliseconds),
        support,
    );
}

/// A queue that answers inside wait in and those outside do not stands in the tunnel.
fn under_load(cost: &TunnelCost, limits: &Limits, judgement: &mut Judgement) {
    let Some(added) = cost.added_loaded_ms else { return };
    let support = Support::once(cost.inside_sent.saturating_sub(cost.inside_lost));
    let against = (Code::VpnLoadedLatency, Link::Vpn);
    judgement.hold(
        limits,
        "vpn_loaded_latency_ms",
        against,
        (added, Quantity::Milliseconds),
        support,
    );
}
