//! Judges the tunnel: whether it is the expected one, and what it costs.

use super::{Observation, RouteRole, VpnClass};
use crate::finding::{Code, Finding, Quantity, Support};
use crate::judgement::Judgement;
use crate::limits::Limits;
use crate::profile::VpnExpectation;
use crate::statistics::wilson;
use crate::vocabulary::{Link, Severity, word};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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

/// How much goes through the tunnel; none when the routes do not tell.
pub fn shape(observation: &Observation) -> Option<Shape> {
    let through = |role: RouteRole| -> Vec<bool> {
        observation
            .routes
            .iter()
            .filter(|route| route.role == role)
            .filter_map(|route| route.in_tunnel)
            .collect()
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
    if let Some(personal) = active.iter().find(|tunnel| tunnel.class == Some(VpnClass::Personal)) {
        let name = personal.product.clone().unwrap_or_else(|| personal.interface.clone());
        judgement.add(Finding::information(Code::VpnPersonal).with("name", Quantity::Text(name)));
    }
    cost(observation, limits, &mut judgement);
    for path in &observation.path_mtu {
        if path.black_hole == Some(true) && path.in_tunnel == Some(true) {
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
        } else if let Some(mtu) = path.path_mtu.filter(|mtu| *mtu < 1280 && path.in_tunnel == Some(true)) {
            judgement.add(Finding::information(Code::VpnMtuLow).with("figure", Quantity::Bytes(f64::from(mtu))));
        }
    }
    if observation
        .resolvers
        .iter()
        .any(|name| name.in_tunnel == Some(false) && name.answered == Some(false))
    {
        judgement.add(Finding::information(Code::VpnDnsOutside));
    }
    judgement
}

fn expectation(observation: &Observation, judgement: &mut Judgement) {
    let active = observation.tunnels.iter().any(|tunnel| tunnel.active);
    match observation.expected {
        Some(VpnExpectation::Full | VpnExpectation::Split) if !active => {
            // Routes must prove it: without a look-up, a tunnel Maillon does not recognise may be up.
            if observation.routes.iter().any(|route| route.in_tunnel == Some(false)) {
                let support = Support::once(1);
                judgement.saw(Link::Vpn, true);
                judgement.add(Finding::against(Code::VpnMissing, Link::Vpn, Severity::Broken).supported(support));
            }
        }
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

fn cost(observation: &Observation, limits: &Limits, judgement: &mut Judgement) {
    let Some(cost) = &observation.cost else { return };
    if let Some(added) = cost.added_rtt_ms {
        judgement.saw(Link::Vpn, added.count >= 5);
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
    let (Some((inside_low, _)), Some((_, outside_high))) = (
        wilson(cost.inside_lost, cost.inside_sent),
        wilson(cost.outside_lost, cost.outside_sent),
    ) else {
        return;
    };
    if cost.inside_lost == cost.inside_sent {
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
