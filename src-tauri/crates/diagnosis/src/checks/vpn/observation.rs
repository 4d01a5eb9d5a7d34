//! What the VPN check saw: tunnels, routes, MTU, cost and resolvers.

use crate::checks::bandwidth::{LoadPhase, Target, TargetRole};
use crate::excess::Excess;
use crate::gap::Gap;
use crate::profile::VpnExpectation;
use crate::statistics::{Difference, Distribution, median};
use crate::vocabulary::word;
use serde::{Deserialize, Serialize};

/// Everything the VPN check saw.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Observation {
    /// Tunnels found, the best supported first.
    pub tunnels: Vec<Tunnel>,
    /// Route look-ups.
    pub routes: Vec<RouteLookup>,
    /// A service that runs here and carries traffic without an interface of its own (IPsec policies, a filter of the system): an
    /// ordinary user cannot ask whether it does now.
    pub policy_service: Option<String>,
    /// Whether something of the company with a private address answered outside any tunnel; none when nothing was asked that
    /// way.
    pub answers_outside: Option<bool>,
    /// What the profile expects.
    pub expected: Option<VpnExpectation>,
    /// Path MTU towards the edge and the inside.
    pub path_mtu: Vec<PathMtu>,
    /// What the tunnel costs: inside minus outside, interleaved.
    pub cost: Option<TunnelCost>,
    /// Whether the address inside that is watched was found by itself, for want of one that the company names: a name server of
    /// the system that lies behind the tunnel, or what the tunnel's routes lead to. How far behind, and whether it answers
    /// every probe, is not known.
    pub inside_is_found: bool,
    /// What went into the active tunnel and what came out of it.
    pub carried: Option<Carried>,
    /// Whether one TCP connection carries everything that goes through the tunnel, and holds all of it back until what the line
    /// lost was sent again; none where the product does not tell.
    pub over_tcp: Option<bool>,
    /// Who answers the company's names.
    pub resolvers: Vec<InternalName>,
    /// Processor use of the tunnel's own process during the load, per cent of one core.
    pub process_cpu_percent: Option<f64>,
    /// What could not be measured.
    pub gaps: Vec<Gap>,
}

word! {
    /// What a VPN product is for.
    VpnClass {
        /// A company's VPN.
        Professional = "professional",
        /// A privacy VPN of a person.
        Personal = "personal",
        /// A mesh between machines.
        Mesh = "mesh",
        /// Used by companies and persons alike, such as WireGuard and OpenVPN.
        Generic = "generic",
    }
}

/// A tunnel.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Tunnel {
    /// Interface name.
    pub interface: String,
    /// Kind given by the system, such as `wireguard` or `tun`.
    pub kind: Option<String>,
    /// Product, by the table.
    pub product: Option<String>,
    /// What the product is for.
    pub class: Option<VpnClass>,
    /// Sum of the signs; active from 3 on.
    pub score: u32,
    /// The signs that were seen, in the table's words.
    pub signs: Vec<String>,
    /// Whether a route or an address proves it in use.
    pub active: bool,
    /// Interface MTU, bytes.
    pub mtu: Option<u32>,
    /// Private networks that routes lead to through it, as address and length of the prefix, the widest first; at most twelve.
    pub networks: Vec<String>,
}

word! {
    /// Why a route was looked up.
    #[derive(Default)]
    RouteRole {
        /// The public Internet.
        #[default]
        Public = "public",
        /// The company's concentrator.
        Endpoint = "endpoint",
        /// Something of the company's.
        Company = "company",
        /// A name server the system is set to ask.
        Resolver = "resolver",
    }
}

word! {
    /// IP family.
    #[derive(Default)]
    Family {
        /// IPv4.
        #[default]
        V4 = "v4",
        /// IPv6.
        V6 = "v6",
    }
}

/// The system's answer to "which way to this address?".
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct RouteLookup {
    /// Host or address as asked.
    pub target: String,
    /// Address looked up.
    pub address: String,
    /// Why.
    pub role: RouteRole,
    /// IP family.
    pub family: Family,
    /// Interface; none when there is no route.
    pub interface: Option<String>,
    /// Whether that interface is a tunnel.
    pub in_tunnel: Option<bool>,
}

/// The largest packet towards a target.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct PathMtu {
    /// Target.
    pub target: String,
    /// Whether the target is reached through the tunnel.
    pub in_tunnel: Option<bool>,
    /// MTU of the interface, bytes.
    pub interface_mtu: Option<u32>,
    /// Path MTU the system learnt, bytes.
    pub path_mtu: Option<u32>,
    /// Whether large echo requests are lost while small ones are answered, three times of three each: firewalls limit echo,
    /// so that this alone proves nothing.
    pub large_echo_lost: Option<bool>,
    /// Whether full packets of data stall on a connection where small ones pass, three times of three each.
    pub black_hole: Option<bool>,
}

/// What the tunnel costs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct TunnelCost {
    /// Target inside the tunnel.
    pub inside: String,
    /// Target outside.
    pub outside: String,
    /// Round trip inside minus outside, paired, milliseconds.
    pub added_rtt_ms: Option<Difference>,
    /// Probes inside.
    pub inside_sent: u32,
    /// Of those, lost.
    pub inside_lost: u32,
    /// Probes outside.
    pub outside_sent: u32,
    /// Of those, lost.
    pub outside_lost: u32,
    /// Inside median in each window of the run, milliseconds.
    pub windows_added_ms: Vec<f64>,
    /// How much further the slowest twentieth of the answers is from the median inside than outside, milliseconds.
    pub added_jitter_ms: Option<f64>,
    /// How much longer answers waited inside than outside under our load, in the direction where they waited longer,
    /// milliseconds.
    pub added_loaded_ms: Option<f64>,
    /// Latest answer inside in each window of the run, against the one outside at that moment, milliseconds.
    pub windows_latest_ms: Vec<f64>,
}

impl TunnelCost {
    /// The cost by targets watched in the same seconds, under the load of `phases` too: one inside against the edge; none without
    /// both.
    pub fn of(targets: &[Target], phases: &[LoadPhase]) -> Option<Self> {
        let mut inside = targets.iter().filter(|target| target.role == TargetRole::Inside);
        let inside = inside.find(|target| target.in_tunnel == Some(true) && target.sent > 0)?;
        let mut edge = targets.iter().filter(|target| target.role == TargetRole::Edge);
        let edge = edge.find(|target| target.in_tunnel == Some(false) && target.sent > target.lost)?;
        let excess = Excess::between(Some(edge), inside);
        let (windows_added_ms, windows_latest_ms) = excess
            .as_ref()
            .map(|excess| (excess.windows.clone(), excess.latest.clone()))
            .unwrap_or_default();
        Some(Self {
            inside: inside.name.clone(),
            outside: edge.name.clone(),
            added_rtt_ms: excess.as_ref().map(|excess| excess.rtt),
            inside_sent: inside.sent,
            inside_lost: inside.lost,
            outside_sent: edge.sent,
            outside_lost: edge.lost,
            windows_added_ms,
            added_jitter_ms: added_jitter(edge, inside),
            added_loaded_ms: added_under_load(phases, edge, inside),
            windows_latest_ms,
        })
    }
}

/// How much further the slowest twentieth of the answers is from the median at `far` than at `near`, milliseconds.
pub fn added_jitter(near: &Target, far: &Target) -> Option<f64> {
    let spread = |target: &Target| target.rtt_ms.and_then(|rtt| Some(rtt.p95? - rtt.median));
    Some(spread(far)? - spread(near)?)
}

/// How much more the load made `far` wait than `near`, in the direction where it did most, milliseconds; none without enough
/// answers of both meanwhile.
pub fn added_under_load(phases: &[LoadPhase], near: &Target, far: &Target) -> Option<f64> {
    let middle = |answers: Vec<f64>| median(answers);
    let added = |phase: &LoadPhase| Some(far.waited(phase, middle)? - near.waited(phase, middle)?);
    phases.iter().filter_map(added).reduce(f64::max)
}

/// What the counters of a tunnel's interface say over the run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Carried {
    /// The interface.
    pub interface: String,
    /// Bytes sent into it and received out of it, second by second.
    pub steps: Vec<(u64, u64)>,
}

/// Who answers one name of the company's.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct InternalName {
    /// The name.
    pub name: String,
    /// The resolver asked; none when the system's own look-up was.
    pub server: Option<String>,
    /// Whether the resolver is reached through the tunnel.
    pub in_tunnel: Option<bool>,
    /// Whether it answered with an address.
    pub answered: Option<bool>,
    /// How long it took, milliseconds.
    pub ms: Option<Distribution>,
}
