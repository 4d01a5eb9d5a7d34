//! Which interfaces are tunnels, which places lie behind them, and what leaves the computer below them.

use super::scene::{Place, Scene};
use crate::host::Interface;
use crate::host::parse::vpn::{InterfaceFacts, policy_service, tunnels, vpn_products};
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
    scene.policy_service = policy_service(processes);
    match vpn_products() {
        Ok(table) => scene.tunnels = tunnels(&table, &facts, processes),
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
