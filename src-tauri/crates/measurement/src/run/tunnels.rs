//! Which interfaces are tunnels, which places lie behind them, and what leaves the computer below them.

use super::scene::{Place, Scene};
use crate::host::parse::vpn::{InterfaceFacts, policy_service, tunnels, vpn_products};
use crate::host::{Interface, Network};
use maillon_diagnosis::addresses::{is_private, lies_in};
use maillon_diagnosis::checks::vpn::RouteRole;
use maillon_diagnosis::{Gap, GapReason};
use std::net::IpAddr;

/// Names the tunnels by their signs, and says of each place whether its way goes into one.
pub(super) fn name(scene: &mut Scene, processes: &[String]) {
    let carries = |name: &str| {
        let places = scene.places().filter_map(|(place, _)| place.route());
        let mut routes = places.chain(scene.resolver_ways.iter().map(|(_, route)| route));
        routes.any(|route| route.interface.as_deref() == Some(name))
    };
    let facts: Vec<InterfaceFacts> = scene
        .interfaces
        .iter()
        .map(|one| InterfaceFacts {
            name: one.name.clone(),
            description: one.description.clone(),
            kind: one.system_kind.clone(),
            hardware: one.hardware,
            carries_route: carries(&one.name),
            has_address: one.addresses.iter().any(|(address, _)| is_routable(*address)),
            mtu: one.mtu,
        })
        .collect();
    match vpn_products() {
        Ok(table) => {
            scene.tunnels = tunnels(&table, &facts, processes);
            let is_seen = scene.tunnels.iter().any(|tunnel| tunnel.active);
            scene.policy_service = policy_service(&table, processes).filter(|_| !is_seen);
        }
        Err(error) => scene
            .gaps
            .push(Gap::new("vpn_products", "", GapReason::Other, error.to_string())),
    }
    let ways: Vec<Option<bool>> = scene
        .places()
        .map(|(place, _)| Some(scene.is_tunnel(place.route()?.interface.as_deref()?)))
        .collect();
    let known: Vec<(String, Option<bool>)> = scene.places().map(|(place, _)| place.host.clone()).zip(ways).collect();
    for place in scene.places_mut() {
        place.in_tunnel = known
            .iter()
            .find(|(host, _)| *host == place.host)
            .and_then(|(_, way)| *way);
    }
}

fn is_routable(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !address.is_link_local() && !address.is_loopback(),
        IpAddr::V6(address) => !address.is_unicast_link_local() && !address.is_loopback(),
    }
}

/// Networks of a tunnel told in a report; who has more has a list of his own.
const NETWORKS_TOLD: usize = 12;

/// Notes the private networks that lie behind each active tunnel, the widest first. Its own transfer network is not the company's.
pub(super) fn note_networks(scene: &mut Scene, networks: &[Network]) {
    let behind: Vec<Vec<String>> = scene
        .tunnels
        .iter()
        .map(|tunnel| {
            let mut behind = behind(scene, &tunnel.interface, networks);
            behind.sort_by_key(|network| (network.prefix_length, network.address));
            let mut told: Vec<String> = behind
                .iter()
                .map(|network| format!("{}/{}", network.address, network.prefix_length))
                .collect();
            told.dedup();
            told.truncate(NETWORKS_TOLD);
            told
        })
        .collect();
    for (tunnel, networks) in scene.tunnels.iter_mut().zip(behind) {
        tunnel.networks = networks;
    }
}

/// The address inside that the routes of the active tunnels give away: the router behind the tunnel, else the one address a
/// route was made for.
pub(super) fn address_behind(scene: &Scene, networks: &[Network]) -> Option<IpAddr> {
    let behind: Vec<&Network> = scene
        .tunnels
        .iter()
        .flat_map(|tunnel| behind(scene, &tunnel.interface, networks))
        .collect();
    let router = behind.iter().find_map(|network| network.gateway);
    let single = |network: &&&Network| network.prefix_length == if network.address.is_ipv4() { 32 } else { 128 };
    router
        .filter(|router| is_private(*router) && is_routable(*router))
        .or_else(|| behind.iter().find(single).map(|network| network.address))
}

fn behind<'a>(scene: &Scene, interface: &str, networks: &'a [Network]) -> Vec<&'a Network> {
    let is_active = scene
        .tunnels
        .iter()
        .any(|tunnel| tunnel.active && tunnel.interface == interface);
    let own = scene.interfaces.iter().filter(|one| one.name == interface);
    let own: Vec<IpAddr> = own
        .flat_map(|one| one.addresses.iter().map(|(address, _)| *address))
        .collect();
    let is_behind = |network: &&Network| {
        let is_transfer = network.gateway.is_none() && own.iter().any(|address| holds(network, *address));
        let is_private = is_private(network.address) && is_routable(network.address);
        network.interface == interface && is_private && !is_transfer && !is_broadcast(network, networks)
    };
    networks.iter().filter(|_| is_active).filter(is_behind).collect()
}

/// Windows lists the broadcast address of each network as one of its own.
fn is_broadcast(network: &Network, networks: &[Network]) -> bool {
    let IpAddr::V4(address) = network.address else {
        return false;
    };
    let is_of = |other: &Network| {
        let hidden = u32::MAX.checked_shr(other.prefix_length.into()).unwrap_or(0);
        other.interface == network.interface
            && other.prefix_length < 31
            && holds(other, network.address)
            && u32::from(address) & hidden == hidden
    };
    network.prefix_length == 32 && networks.iter().any(is_of)
}

fn holds(network: &Network, address: IpAddr) -> bool {
    lies_in(address, network.address, network.prefix_length)
}

/// What was found without a profile and stands on the home's own network is a neighbour, not the company's.
pub(super) fn leave_out_neighbours(scene: &mut Scene) {
    let is_company = |place: &Place, from_profile: bool| {
        let beyond = place.route().is_some_and(|route| route.gateway.is_some());
        from_profile || place.in_tunnel == Some(true) || beyond
    };
    scene.doors.retain(|door| is_company(&door.place, door.from_profile));
    scene
        .servers
        .retain(|server| is_company(&server.place, server.from_profile));
}

/// The interface that leaves the computer: of the route to the concentrator or to an anchor when that is no tunnel,
/// else the hardware that holds a default route of its own.
pub(super) fn physical(scene: &Scene) -> Option<Interface> {
    let by_route = scene
        .places()
        .filter(|(_, role)| *role != RouteRole::Company)
        .filter_map(|(place, _)| place.route()?.interface.clone())
        .find(|name| !scene.is_tunnel(name));
    let by_gateway = || {
        let mut candidates = scene.interfaces.iter().filter(|one| !scene.is_tunnel(&one.name));
        candidates.find(|one| one.gateway.is_some()).map(|one| one.name.clone())
    };
    let name = by_route.or_else(by_gateway)?;
    scene.interfaces.iter().find(|one| one.name == name).cloned()
}

#[cfg(test)]
#[path = "tunnels_tests.rs"]
mod tests;
