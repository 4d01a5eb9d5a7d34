//! Interfaces and their counters, which way an address takes, and the name servers of programs that read `resolv.conf`.

use crate::host::parse::macos::{interface_kind, system_kind};
use crate::host::parse::network::{resolv_conf, search_list};
use crate::host::{Answer, HostError, Interface, Resolver, Route, Traffic};
use crate::probes::addresses::source_towards;
use maillon_diagnosis::GapReason;
use std::net::IpAddr;
use sysinfo::Networks;

/// Name servers and domains read at most (`resolver(5)`).
const MOST_SERVERS: usize = 3;
const MOST_DOMAINS: usize = 6;

const RESOLV_CONF: &str = "/etc/resolv.conf";

fn networks(question: &str) -> Answer<Networks> {
    Networks::new_with_refreshed_list()
        .map_err(|error| HostError::new(question, GapReason::NotSupported, &format!("{error:?}")))
}

/// Interfaces with an address, loopback left out. Neither their router nor what the radio does is known.
pub(super) fn interfaces() -> Answer<Vec<Interface>> {
    let networks = networks("interfaces")?;
    let named = networks
        .iter()
        .filter_map(|(name, data)| Some((name.to_str()?.to_owned(), data)));
    let with_addresses = named.map(|(name, data)| {
        let addresses = data.ip_networks().iter().map(|network| (network.addr, network.prefix));
        Interface {
            kind: interface_kind(&name),
            system_kind: system_kind(&name).map(str::to_owned),
            addresses: addresses.collect(),
            mtu: u32::try_from(data.mtu()).ok().filter(|mtu| *mtu > 0),
            name,
            ..Interface::default()
        }
    });
    let of_use = |one: &Interface| one.addresses.iter().any(|(address, _)| !address.is_loopback());
    Ok(with_addresses.filter(of_use).collect())
}

/// The interface that holds the address the system would send from.
pub(super) fn route(to: IpAddr) -> Answer<Route> {
    let Ok(source) = source_towards(to) else {
        return Ok(Route::default());
    };
    let holds = |one: &Interface| one.addresses.iter().any(|(address, _)| *address == source);
    let interface = interfaces()?.into_iter().find(holds);
    Ok(Route {
        interface: interface.map(|one| one.name),
        source: Some(source),
        ..Route::default()
    })
}

/// Bytes that went through an interface since it came up.
pub(super) fn traffic(interface: &str) -> Answer<Traffic> {
    let networks = networks("traffic")?;
    let data = networks.iter().find(|(name, _)| name.to_str() == Some(interface));
    let (_, data) = data.ok_or_else(|| HostError::new("traffic", GapReason::NotSupported, "no such interface"))?;
    Ok(Traffic {
        received_bytes: data.total_received(),
        sent_bytes: data.total_transmitted(),
    })
}

/// The servers most programs ask; those of a VPN for its own domains are not among them.
pub(super) fn resolvers() -> Answer<Vec<Resolver>> {
    let servers = resolv_conf(&text("resolvers")?, MOST_SERVERS).into_iter();
    let resolvers = servers.map(|(address, interface)| Resolver::for_all(address, interface));
    Ok(resolvers.collect())
}

/// Domains added to a short name.
pub(super) fn search_domains() -> Answer<Vec<String>> {
    Ok(search_list(&text("search_domains")?, MOST_DOMAINS))
}

fn text(question: &str) -> Answer<String> {
    std::fs::read_to_string(RESOLV_CONF)
        .map_err(|error| HostError::new(question, GapReason::NotSupported, &format!("{RESOLV_CONF}: {error}")))
}
