//! Whether what is held against the tunnel holds for everything inside it: one far or careless address is not the tunnel.

use crate::checks::bandwidth::{Observation, Target, TargetRole};
use crate::checks::vpn::{TunnelCost, added_jitter, added_under_load};
use crate::finding::Code;
use crate::judgement::Judgement;
use crate::limits::Limits;
use crate::report::Checks;
use crate::statistics::{SAMPLES_FOR_MEDIAN, wilson};
use crate::vocabulary::Link;

/// Takes back what the address inside shows against the tunnel where something else inside shows the contrary, and where that
/// address is only a name server and nothing else inside shows the same.
pub(super) fn spare_what_others_pass(judgement: &mut Judgement, checks: &Checks, limits: &Limits) {
    let vpn = checks.vpn.observation.as_ref();
    let Some((seen, cost)) = vpn.and_then(|seen| Some((seen, seen.cost.as_ref()?))) else {
        return;
    };
    let nothing = Observation::default();
    let watched = checks.bandwidth.observation.as_ref().unwrap_or(&nothing);
    let accused = judgement.findings.iter_mut();
    for finding in accused.filter(|one| one.link == Some(Link::Vpn)) {
        let shows = if finding.code == Code::VpnDelay {
            delay_shown_by
        } else if finding.code == Code::VpnLoss {
            loss_shown_by
        } else if finding.code == Code::VpnJitter {
            jitter_shown_by
        } else if finding.code == Code::VpnLoadedLatency {
            queue_shown_by
        } else {
            continue;
        };
        let says: Vec<bool> = (others_inside(watched, cost))
            .filter_map(|other| shows(other, watched, cost, limits))
            .collect();
        let stands_alone = seen.inside_is_found && !says.contains(&true);
        if says.contains(&false) || stands_alone {
            finding.accuse_nobody();
            // What the addresses inside do not agree on is not called sound either.
            judgement.measured.remove(&Link::Vpn);
        }
    }
}

/// Everything else that is watched through the tunnel.
fn others_inside<'a>(watched: &'a Observation, cost: &'a TunnelCost) -> impl Iterator<Item = &'a Target> {
    let inside = watched.targets.iter().find(|target| target.name == cost.inside);
    let own_address = inside.and_then(|target| target.address.as_deref());
    let asked = watched.targets.iter().filter(|target| {
        let role = matches!(
            target.role,
            TargetRole::Inside | TargetRole::Door | TargetRole::Server | TargetRole::Anchor
        );
        role && target.in_tunnel == Some(true) && target.sent > target.lost
    });
    asked.filter(move |target| {
        let is_another_address = own_address.is_none() || target.address.as_deref() != own_address;
        target.name != cost.inside && is_another_address
    })
}

/// What the tunnel's cost is counted from.
fn edge<'a>(watched: &'a Observation, cost: &TunnelCost) -> Option<&'a Target> {
    watched.targets.iter().find(|target| target.name == cost.outside)
}

/// Whether a target shows that the tunnel is slow, or that it is not; none when it cannot tell.
fn delay_shown_by(other: &Target, watched: &Observation, cost: &TunnelCost, limits: &Limits) -> Option<bool> {
    let outside = edge(watched, cost)?;
    let is_enough = |target: &Target| (target.sent - target.lost) as usize >= SAMPLES_FOR_MEDIAN;
    if !is_enough(other) || !is_enough(outside) {
        return None;
    }
    let added = other.rtt_ms.as_ref()?.median - outside.rtt_ms.as_ref()?.median;
    Some(added > limits.row("vpn_added_rtt_ms").slow)
}

/// Whether a target shows that the tunnel loses packets, or that it surely loses fewer than the address inside seems to show;
/// none when it cannot tell.
fn loss_shown_by(other: &Target, _: &Observation, cost: &TunnelCost, limits: &Limits) -> Option<bool> {
    let (low, high) = wilson(other.lost, other.sent)?;
    let (_, outside_high) = wilson(cost.outside_lost, cost.outside_sent)?;
    let (inside_low, _) = wilson(cost.inside_lost, cost.inside_sent)?;
    if low > outside_high.max(limits.row("vpn_loss_percent").slow / 100.0) {
        Some(true)
    } else {
        (high < inside_low).then_some(false)
    }
}

/// Whether a target shows that answers through the tunnel come late now and then, or that they surely do not; none when it
/// cannot tell.
fn jitter_shown_by(other: &Target, watched: &Observation, cost: &TunnelCost, limits: &Limits) -> Option<bool> {
    let outside = edge(watched, cost)?;
    let slow = limits.row("vpn_jitter_ms").slow;
    // Where most answers come late, the latest are not far from the median, and not in time either.
    let latest = |target: &Target| target.rtt_ms?.p95;
    let is_in_time = latest(other)? - latest(outside)? < slow / 2.0;
    if added_jitter(outside, other)? > slow {
        Some(true)
    } else {
        is_in_time.then_some(false)
    }
}

/// Whether a target shows that answers wait in the tunnel under load, or that they surely do not; none when it cannot tell.
fn queue_shown_by(other: &Target, watched: &Observation, cost: &TunnelCost, limits: &Limits) -> Option<bool> {
    let outside = edge(watched, cost)?;
    let added = added_under_load(&watched.load_phases, outside, other)?;
    let slow = limits.row("vpn_loaded_latency_ms").slow;
    if added > slow {
        Some(true)
    } else {
        (added < slow / 2.0).then_some(false)
    }
}

#[cfg(test)]
#[path = "tunnel_tests.rs"]
mod tests;
