//! Tells VPN tunnels among interfaces, by scored signs and `vpn_products.toml`.
//!
//! A name alone never makes a tunnel active: that takes a route or an address.

use super::security::name_matches;
use maillon_diagnosis::checks::vpn::{Tunnel, VpnClass};
use serde::Deserialize;

/// Points from which a tunnel may be active.
const ACTIVE_SCORE: u32 = 3;
/// Parts of descriptions of virtual adapters that are no VPN.
const NOT_VPN: [&str; 9] = [
    "hyper-v",
    "vethernet",
    "virtualbox",
    "vmware",
    "teredo",
    "isatap",
    "6to4",
    "bluetooth",
    "wi-fi direct",
];
/// Kinds of interface that carry tunnels (`IFLA_INFO_KIND` on Linux).
const TUNNEL_KINDS: [&str; 6] = ["wireguard", "tun", "xfrm", "ppp", "vti", "ipsec"];

/// Services that make tunnels of policies, without an interface of their own, by the pattern of their process.
const POLICY_SERVICES: [(&str, &str); 4] = [
    ("charon", "strongSwan"),
    ("pluto$", "Libreswan"),
    ("racoon$", "racoon"),
    ("iked$", "iked"),
];

/// A client that a filter of the system hands all traffic to, while its own adapter may be down: its process and its name. It is
/// the VPN only where no program of another one runs, for many companies have it for the web alone.
const BY_FILTER: (&str, &str) = ("zsatunnel", "Zscaler");

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VpnProduct {
    /// Product.
    pub name: String,
    /// What it is for.
    pub class: VpnClass,
    /// Lower-case parts of adapter descriptions.
    pub adapters: Vec<String>,
    /// Lower-case prefixes of interface names.
    pub interfaces: Vec<String>,
    /// Lower-case patterns of process names.
    pub processes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    product: Vec<VpnProduct>,
}

/// The table shipped with Maillon; an error names the line at fault.
pub fn vpn_products() -> Result<Vec<VpnProduct>, toml::de::Error> {
    toml::from_str(include_str!("../vpn_products.toml")).map(|table: Table| table.product)
}

/// What is known of one interface.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InterfaceFacts {
    /// Name.
    pub name: String,
    /// Description of the adapter; empty where the system has none.
    pub description: String,
    /// Kind given by the system, such as `wireguard` or `tun`.
    pub kind: Option<String>,
    /// Whether it is hardware.
    pub hardware: Option<bool>,
    /// Whether a route look-up chose it.
    pub carries_route: bool,
    /// Whether it has a routable address.
    pub has_address: bool,
    /// MTU, bytes.
    pub mtu: Option<u32>,
}

/// The service among `processes` that makes tunnels without an interface (IPsec policies, `ip-xfrm(8)`, or a filter of the
/// system): whether one is up is not for an ordinary user to read.
pub fn policy_service(table: &[VpnProduct], processes: &[String]) -> Option<&'static str> {
    let runs = |pattern: &str| processes.iter().any(|name| name_matches(name, pattern));
    let found = POLICY_SERVICES.iter().find(|(pattern, _)| runs(pattern));
    let (filter, by_filter) = BY_FILTER;
    let another = || {
        let others = table.iter().filter(|row| row.name != by_filter);
        others.flat_map(|row| &row.processes).any(|pattern| runs(pattern))
    };
    let found = found.map(|(_, name)| *name);
    found.or_else(|| (runs(filter) && !another()).then_some(by_filter))
}

/// Tunnels among the interfaces, the best supported first.
///
/// Points: route 3, kind 2, adapter description 2, address 1, interface name 1, process 1. A process counts only
/// beside a sign of the interface itself, and hardware is never a tunnel.
pub fn tunnels(table: &[VpnProduct], interfaces: &[InterfaceFacts], processes: &[String]) -> Vec<Tunnel> {
    let mut tunnels: Vec<Tunnel> = interfaces
        .iter()
        .filter_map(|one| tunnel(table, one, processes))
        .collect();
    tunnels.sort_by_key(|one| std::cmp::Reverse((one.active, one.score)));
    tunnels
}

fn tunnel(table: &[VpnProduct], facts: &InterfaceFacts, processes: &[String]) -> Option<Tunnel> {
    let (name, description) = (facts.name.to_lowercase(), facts.description.to_lowercase());
    let other = NOT_VPN
        .iter()
        .any(|part| description.contains(part) || name.starts_with(part));
    if other || facts.hardware == Some(true) {
        return None;
    }
    let kind = facts.kind.as_deref().filter(|kind| TUNNEL_KINDS.contains(kind));
    let by_product = |row: &VpnProduct| {
        let adapter = row.adapters.iter().find(|part| description.contains(part.as_str()));
        let interface = row.interfaces.iter().find(|prefix| name.starts_with(prefix.as_str()));
        let fits = |process: &&String| row.processes.iter().any(|pattern| name_matches(process, pattern));
        let process = processes.iter().find(fits).map(String::as_str);
        let mut points = 0;
        let mut signs = Vec::new();
        for (sign, worth) in [
            (adapter.map(String::as_str), 2),
            (interface.map(String::as_str), 1),
            (process, 1),
        ] {
            points += if sign.is_some() { worth } else { 0 };
            signs.extend(sign.map(str::to_owned));
        }
        let own = adapter.is_some() || interface.is_some();
        (own || (kind.is_some() && process.is_some())).then_some((points, signs))
    };
    // The first row wins a tie, hence the reversal.
    let best = table
        .iter()
        .rev()
        .filter_map(|row| Some((row, by_product(row)?)))
        .max_by_key(|(_, (points, _))| *points);
    if best.is_none() && kind.is_none() {
        return None;
    }
    let mut score = if kind.is_some() { 2 } else { 0 };
    let mut signs: Vec<String> = kind.map(str::to_owned).into_iter().collect();
    if let Some((_, (points, seen))) = &best {
        score += points;
        signs.extend(seen.iter().cloned());
    }
    score += if facts.carries_route { 3 } else { 0 } + u32::from(facts.has_address);
    signs.extend(facts.carries_route.then(|| "route".to_owned()));
    signs.extend(facts.has_address.then(|| "address".to_owned()));
    Some(Tunnel {
        interface: facts.name.clone(),
        kind: facts.kind.clone(),
        product: best.as_ref().map(|(row, _)| row.name.clone()),
        class: best.as_ref().map(|(row, _)| row.class),
        score,
        signs,
        active: score >= ACTIVE_SCORE && (facts.carries_route || facts.has_address),
        mtu: facts.mtu,
        networks: Vec::new(),
    })
}

#[cfg(test)]
#[path = "vpn_tests.rs"]
mod tests;
