//! Rates what the employee does with the connection, end to end, against the needs of each use (`uses.toml`).

use super::Verdict;
use super::vantage::is_remote;
use crate::checks::bandwidth::{
    CallClass, Capacity, Degradation, Direction, LoadEnd, Observation, Target, TargetRole, call,
};
use crate::checks::server::Server;
use crate::constants::BROKEN_FACTOR;
use crate::finding::{Code, Finding, Quantity};
use crate::profile::ServerUse;
use crate::report::Checks;
use crate::statistics::wilson;
use crate::vocabulary::{Link, Severity, Status, UseId};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a use needs.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Needs {
    rtt_ms: f64,
    jitter_ms: Option<f64>,
    loss_percent: f64,
    down_mbps: f64,
    up_mbps: f64,
    /// The link its service stands behind.
    end: Option<Link>,
    /// Where the figures come from.
    source: String,
}

fn needs() -> BTreeMap<UseId, Needs> {
    toml::from_str(include_str!("uses.toml")).expect("uses.toml is held by a test")
}

/// Capacities at which a use changes its state, megabits a second.
pub(crate) fn capacity_edges_mbps(direction: Direction) -> Vec<f64> {
    let wanted = |needs: &Needs| match direction {
        Direction::Download => needs.down_mbps,
        Direction::Upload => needs.up_mbps,
    };
    needs()
        .values()
        .flat_map(|needs| [wanted(needs), wanted(needs) / BROKEN_FACTOR])
        .collect()
}

/// Each use with its state, and the finding that limits it.
pub(super) fn rate(checks: &Checks, verdict: &Verdict) -> (BTreeMap<UseId, Status>, BTreeMap<UseId, Code>) {
    let mut states = BTreeMap::new();
    let mut reasons = BTreeMap::new();
    // Where the way ends is not known, and nothing gets through all the same.
    let is_cut = checks.bandwidth.findings.iter().any(Finding::is_cut_somewhere);
    for (r#use, needs) in &needs() {
        if is_cut {
            states.insert(*r#use, Status::Broken);
            reasons.insert(*r#use, Code::LocalLinkCut);
            continue;
        }
        let own = concerning(checks, *r#use);
        let found = own
            .iter()
            .filter(|finding| !is_path(finding))
            .map(|finding| Status::from(finding.severity));
        // A server of the company reaches all of this another way than the person at home.
        let network = if is_remote(checks) {
            Status::NotKnown
        } else {
            network(checks, *r#use, needs, least_lost_percent(&own))
        };
        let mut state = found.fold(network, Status::worst);
        if state == Status::Good && needs.end.is_some_and(|end| !is_known(verdict, end)) {
            state = Status::NotKnown;
        }
        if state.is_bad()
            && let Some(reason) = reason(&own, verdict)
        {
            reasons.insert(*r#use, reason);
        }
        states.insert(*r#use, state);
    }
    (states, reasons)
}

fn is_known(verdict: &Verdict, link: Link) -> bool {
    verdict
        .links
        .get(&link)
        .is_some_and(|status| *status != Status::NotKnown)
        || verdict.consequences.iter().any(|consequence| consequence.link == link)
}

/// Findings that accuse a link this use goes through, those explained away among them: the person waits all the same.
fn concerning(checks: &Checks, r#use: UseId) -> Vec<&Finding> {
    let end = match r#use {
        UseId::Tse => Some(Link::Gateway),
        UseId::FileShare | UseId::Web => Some(Link::Server),
        UseId::Visio | UseId::Voip | UseId::Mail => None,
    };
    let summaries = checks.summaries();
    let all = summaries.iter().flat_map(|(_, _, findings)| findings.iter());
    all.filter(|finding| finding.severity != Severity::Information)
        .filter(|finding| match finding.link {
            // A page asks for names all along, a call or a session once.
            Some(Link::AccessLine) if finding.code == Code::DnsSlow => r#use == UseId::Web,
            Some(Link::Machine | Link::LocalLink | Link::AccessLine) => true,
            Some(Link::Internet | Link::Vpn) => matches!(r#use, UseId::Tse | UseId::FileShare),
            Some(Link::Server) => end == Some(Link::Server) && is_for(checks, finding, r#use),
            Some(Link::Gateway) => end == Some(Link::Gateway),
            Some(Link::Security) | None => false,
        })
        .collect()
}

/// Whether a finding is about a server that serves this use.
fn is_for(checks: &Checks, finding: &Finding, r#use: UseId) -> bool {
    let Some(Quantity::Text(name)) = finding.quantities.get("name") else {
        return true;
    };
    let servers = checks.server.observation.iter().flat_map(|seen| &seen.servers);
    servers
        .filter(|server| server.name == *name)
        .any(|server| serves(server, r#use))
}

fn serves(server: &Server, r#use: UseId) -> bool {
    match server.r#use {
        ServerUse::Web => r#use == UseId::Web,
        ServerUse::FileShare => r#use == UseId::FileShare,
        ServerUse::Database | ServerUse::Other => false,
    }
}

/// Figures of the path are held against the needs of the use itself, not against the limits of the links.
fn is_path(finding: &Finding) -> bool {
    let of_the_path = matches!(
        finding.link,
        Some(Link::LocalLink | Link::AccessLine | Link::Internet | Link::Vpn)
    );
    of_the_path
        && !matches!(
            finding.code,
            Code::LineCut
                | Code::LocalLinkCut
                | Code::CaptivePortal
                | Code::VpnMissing
                | Code::VpnMtuBlackHole
                | Code::VpnSilent
                | Code::DnsSlow
                | Code::DnsFailing
        )
}

/// The named weak link that this use goes through, else the gravest finding on its way.
fn reason(own: &[&Finding], verdict: &Verdict) -> Option<Code> {
    let named = verdict.weak_links.iter().map(|weak| weak.cause);
    let named = named
        .into_iter()
        .find(|cause| own.iter().any(|finding| finding.code == *cause));
    named.or_else(|| {
        Some(
            own.iter()
                .max_by_key(|finding| (finding.severity, std::cmp::Reverse(finding.code)))?
                .code,
        )
    })
}

/// What a link of the way is found to lose at the least, percent: whatever passes there goes through it, while the point that
/// stands for the use may have come off lightly by chance.
fn least_lost_percent(own: &[&Finding]) -> f64 {
    let losses = own.iter().filter(|finding| {
        matches!(
            finding.code,
            Code::LocalLinkLoss | Code::LineLoss | Code::CompanyPathLoss | Code::VpnLoss
        )
    });
    losses
        .filter_map(|finding| Some(finding.support.interval?.0))
        .fold(0.0, f64::max)
}

fn network(checks: &Checks, r#use: UseId, needs: &Needs, least_lost: f64) -> Status {
    let Some(seen) = &checks.bandwidth.observation else {
        return Status::NotKnown;
    };
    let servers = checks.server.observation.iter().flat_map(|seen| &seen.servers);
    let addresses: Vec<_> = servers
        .filter(|server| serves(server, r#use))
        .filter_map(|server| server.address.as_deref())
        .collect();
    let is_its_own = |target: &Target| {
        let its_server = || {
            target
                .address
                .as_deref()
                .is_some_and(|address| addresses.contains(&address))
        };
        match needs.end {
            Some(Link::Gateway) => target.role == TargetRole::Door,
            Some(Link::Server) => target.role == TargetRole::Server && its_server(),
            _ => target.role == TargetRole::Anchor,
        }
    };
    // Where its own end is not known, the company's nearest point that answers stands for it.
    let is_the_companys = |target: &Target| {
        needs.end.is_some() && matches!(target.role, TargetRole::Inside | TargetRole::Door | TargetRole::Server)
    };
    let best = |wanted: &dyn Fn(&Target) -> bool| {
        let answering = seen.targets.iter().filter(|target| target.sent > target.lost);
        answering
            .filter(|target| wanted(target))
            .min_by(|a, b| upper(a).total_cmp(&upper(b)))
    };
    let best = best(&is_its_own).or_else(|| best(&is_the_companys));
    let Some(target) = best else { return Status::NotKnown };
    let loss = wilson(target.lost, target.sent).map(|(least, _)| least_lost.max(100.0 * least));
    let jitter = target.rtt_ms.and_then(|rtt| Some(rtt.p95? - rtt.median));
    let falls_short = |need: f64, seen: &Option<Capacity>| {
        let seen = seen.as_ref()?;
        let short = need * 1e6 / seen.estimate_bps.max(f64::MIN_POSITIVE);
        (short <= 1.0 || !broke_off(seen)).then_some(short)
    };
    let (down, up) = (
        falls_short(needs.down_mbps, &seen.download),
        falls_short(needs.up_mbps, &seen.upload),
    );
    let figures = [
        Some(upper(target) / needs.rtt_ms),
        loss.map(|loss| loss / needs.loss_percent),
        needs.jitter_ms.and_then(|limit| Some(jitter? / limit)),
        down,
        up,
    ];
    let worst = figures.into_iter().flatten().fold(0.0, f64::max);
    let known = down.is_some() && up.is_some();
    let state = match worst {
        worst if worst > BROKEN_FACTOR => Status::Broken,
        worst if worst > 1.0 => Status::Slow,
        _ if known => Status::Good,
        _ => Status::NotKnown,
    };
    state.worst(as_a_call(seen, r#use))
}

/// Whether connections of the load ended before it did: what they had carried by then shows that there is enough, never that
/// there is not.
fn broke_off(seen: &Capacity) -> bool {
    let lost = [Degradation::ConnectionFailed, Degradation::Roamed];
    seen.ended_by == LoadEnd::Lost || lost.iter().any(|what| seen.degraded.contains(what))
}

/// What a telephone call would be like, by the packets that passed at its pace; without any nothing is said.
fn as_a_call(seen: &Observation, r#use: UseId) -> Status {
    let proven = seen
        .udp
        .as_ref()
        .filter(|_| r#use == UseId::Voip)
        .and_then(call::proven);
    match proven {
        Some(class) if class < CallClass::Low => Status::Broken,
        Some(class) if class < CallClass::Medium => Status::Slow,
        _ => Status::NotKnown,
    }
}

fn upper(target: &Target) -> f64 {
    target.rtt_ms.map_or(f64::INFINITY, |rtt| rtt.upper())
}

#[cfg(test)]
mod tests;
