//! Judges the tunnel: whether it is the expected one, and what it costs.

use super::{Family, InternalName, Observation, RouteLookup, RouteRole, VpnClass, cost};
use crate::constants::{SECONDS_OF_SILENCE, SILENT_ADDRESSES, SMALLEST_PATH_MTU};
use crate::finding::{Code, Finding, Quantity, Support};
use crate::judgement::Judgement;
use crate::limits::Limits;
use crate::profile::VpnExpectation;
use crate::vocabulary::{Link, Severity, word};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

word! {
    /// How much goes through the tunnel, proven by route look-ups.
    Shape {
        /// Everything.
        Full = "full",
        /// The company's traffic only.
        Split = "split",
        /// Neither.
        Idle = "idle",
    }
}

/// How much goes through the tunnel; none when the routes do not tell. Where both families have a way out, IPv4 tells:
/// an IPv6 that goes its own way is a finding of its own.
pub fn shape(observation: &Observation) -> Option<Shape> {
    let through = |role: RouteRole| -> Vec<bool> {
        let of = |family: Family| -> Vec<bool> {
            let routes = observation.routes.iter().filter(|route| route.role == role);
            let of_family = routes.filter(|route| route.family == family);
            of_family.filter_map(|route| route.in_tunnel).collect()
        };
        let v4 = of(Family::V4);
        if v4.is_empty() { of(Family::V6) } else { v4 }
    };
    let (public, company) = (through(RouteRole::Public), through(RouteRole::Company));
    let all = |routes: &[bool]| !routes.is_empty() && routes.iter().all(|inside| *inside);
    if all(&public) {
        Some(Shape::Full)
    } else if company.iter().any(|inside| *inside) {
        Some(Shape::Split)
    } else if public.is_empty() || company.is_empty() {
        None
    } else {
        Some(Shape::Idle)
    }
}

/// Judges what was seen.
pub fn judge(observation: &Observation, limits: &Limits) -> Judgement {
    let mut judgement = Judgement::default();
    expectation(observation, &mut judgement);
    let active: Vec<_> = observation.tunnels.iter().filter(|tunnel| tunnel.active).collect();
    if active.len() >= 2 {
        judgement.add(Finding::information(Code::VpnStacked));
    }
    let personal = active.iter().filter(|tunnel| tunnel.class == Some(VpnClass::Personal));
    if let Some(personal) = personal.min_by_key(|tunnel| &tunnel.interface) {
        let name = personal.product.clone().unwrap_or_else(|| personal.interface.clone());
        judgement.add(Finding::information(Code::VpnPersonal).with("name", Quantity::Text(name)));
    }
    cost::judge(observation, limits, &mut judgement);
    if observation.over_tcp == Some(true) {
        judgement.add(Finding::information(Code::VpnOverTcp));
    }
    for path in &observation.path_mtu {
        if path.in_tunnel == Some(true) && path.large_echo_lost == Some(true) && path.black_hole.is_none() {
            judgement
                .add(Finding::information(Code::VpnLargeEchoLost).with("name", Quantity::Text(path.target.clone())));
        } else if path.black_hole == Some(true) && path.in_tunnel == Some(true) {
            let support = Support {
                samples: 6,
                windows_bad: 3,
                windows: 3,
                interval: None,
            };
            judgement.add(
                Finding::against(Code::VpnMtuBlackHole, Link::Vpn, Severity::Broken)
                    .with("name", Quantity::Text(path.target.clone()))
                    .supported(support),
            );
        } else if let Some(mtu) = path
            .path_mtu
            .filter(|mtu| *mtu < SMALLEST_PATH_MTU && path.in_tunnel == Some(true))
        {
            judgement.add(Finding::information(Code::VpnMtuLow).with("figure", Quantity::Bytes(f64::from(mtu))));
        }
    }
    if !active.is_empty() {
        names(observation, &mut judgement);
        family(observation, &mut judgement);
        silent(observation, &mut judgement);
        processor(observation, limits, &mut judgement);
    }
    judgement
}

/// The system denies a name of the company. A resolver inside that knows it proves that the system asks at the wrong place;
/// where none inside could be asked, the name may as well be written wrongly.
fn names(observation: &Observation, judgement: &mut Judgement) {
    let asked_of = |name: &str, inside: bool| {
        let resolvers = observation.resolvers.iter().filter(|asked| asked.server.is_some());
        let of_name = resolvers.filter(|asked| asked.name == name && asked.in_tunnel == Some(inside));
        of_name.collect::<Vec<_>>()
    };
    let says = |resolvers: &[&InternalName], answer: bool| resolvers.iter().any(|one| one.answered == Some(answer));
    let by_system = observation.resolvers.iter().filter(|asked| asked.server.is_none());
    let denied: Vec<&str> = by_system
        .filter(|asked| asked.answered == Some(false))
        .map(|asked| asked.name.as_str())
        .collect();
    let proven = denied.iter().filter(|name| says(&asked_of(name, true), true)).count();
    let nobody_inside = |name: &&str| asked_of(name, true).is_empty() && says(&asked_of(name, false), false);
    if proven > 0 {
        let found = Finding::against(Code::VpnDnsOutside, Link::Vpn, Severity::Broken);
        judgement.add(found.supported(Support::of(proven, denied.len())));
    } else if denied.iter().any(nobody_inside) {
        judgement.add(Finding::information(Code::VpnDnsOutside));
    }
}

/// One IP family takes the tunnel to the public Internet and the other goes beside it.
fn family(observation: &Observation, judgement: &mut Judgement) {
    let ways = |family: Family| -> Vec<bool> {
        let public = observation
            .routes
            .iter()
            .filter(|route| route.role == RouteRole::Public);
        let of_family = public.filter(|route| route.family == family);
        of_family.filter_map(|route| route.in_tunnel).collect()
    };
    let (v4, v6) = (ways(Family::V4), ways(Family::V6));
    let inside = |ways: &[bool]| !ways.is_empty() && ways.iter().all(|inside| *inside);
    let outside = |ways: &[bool]| !ways.is_empty() && ways.iter().all(|inside| !*inside);
    if (inside(&v4) && outside(&v6)) || (outside(&v4) && inside(&v6)) {
        judgement.add(Finding::information(Code::VpnFamilyOutside));
    }
}

/// A tunnel that is up, takes bytes all along and never gives one back: its far end is gone.
fn silent(observation: &Observation, judgement: &mut Judgement) {
    let Some(carried) = &observation.carried else { return };
    let asked: Vec<_> = carried.steps.iter().filter(|(sent, _)| *sent > 0).collect();
    let received: u64 = carried.steps.iter().map(|(_, received)| received).sum();
    if received > 0 || asked.len() < SECONDS_OF_SILENCE {
        return;
    }
    let mut silence = Finding::against(Code::VpnSilent, Link::Vpn, Severity::Broken)
        .with("name", Quantity::Text(carried.interface.clone()))
        .supported(Support::of(asked.len(), asked.len()));
    let its_own = |route: &&RouteLookup| route.interface.as_deref() == Some(carried.interface.as_str());
    let inside = observation.routes.iter().filter(its_own);
    let inside: BTreeSet<&str> = inside.map(|route| route.address.as_str()).collect();
    if inside.len() < SILENT_ADDRESSES {
        // The one machine asked may be off.
        silence.accuse_nobody();
    } else {
        judgement.saw(Link::Vpn, true);
    }
    judgement.add(silence);
}

/// A program that encrypts on one core cannot do more than that core.
fn processor(observation: &Observation, limits: &Limits, judgement: &mut Judgement) {
    let Some(used) = observation.process_cpu_percent else {
        return;
    };
    if let Some((_, used_limit)) = limits.passed("vpn_process_cpu_percent", used) {
        // It explains a slow tunnel; the figures of the line tell whether there is one.
        let fact = Finding::information(Code::VpnCpuBound).with("figure", Quantity::Percent(used));
        judgement.add(fact.past(used_limit));
    }
}

fn expectation(observation: &Observation, judgement: &mut Judgement) {
    let active = observation.tunnels.iter().any(|tunnel| tunnel.active);
    match observation.expected {
        Some(VpnExpectation::Full | VpnExpectation::Split) if !active => missing(observation, judgement),
        Some(VpnExpectation::None) if active => judgement.add(Finding::information(Code::VpnNotExpected)),
        Some(expected @ (VpnExpectation::Full | VpnExpectation::Split)) => match (shape(observation), expected) {
            (Some(Shape::Full), VpnExpectation::Split) | (Some(Shape::Split), VpnExpectation::Full) => {
                judgement.add(Finding::information(Code::VpnShapeUnexpected));
            }
            (Some(Shape::Idle), _) => judgement.add(Finding::information(Code::VpnIdle)),
            _ => {}
        },
        Some(VpnExpectation::None) | None => {}
    }
}

/// No tunnel is seen where one is expected. Routes must prove it: without a look-up, a tunnel Maillon does not recognise
/// may be up.
fn missing(observation: &Observation, judgement: &mut Judgement) {
    if observation.answers_outside == Some(true) {
        // In the office, or through a tunnel that needs no interface.
        judgement.saw(Link::Vpn, true);
        return judgement.add(Finding::information(Code::VpnNotNeeded));
    }
    if observation.policy_service.is_some() {
        return;
    }
    // The way to the concentrator itself is outside whatever is up, and the home's own name server is no sign either.
    let telling = |route: &&RouteLookup| matches!(route.role, RouteRole::Public | RouteRole::Company);
    let mut ways = observation.routes.iter().filter(telling);
    if ways.any(|route| route.in_tunnel == Some(false)) {
        let support = Support::once(1);
        judgement.saw(Link::Vpn, true);
        judgement.add(Finding::against(Code::VpnMissing, Link::Vpn, Severity::Broken).supported(support));
    }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
