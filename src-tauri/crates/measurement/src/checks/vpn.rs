//! Check 3: which tunnels there are, which way each target goes, what the tunnel costs and whether it swallows packets.

mod names;

pub(crate) use names::internal_names;

use super::gap;
use crate::host::{Host, Route};
use crate::probes::path_mtu::{self, Segments};
use crate::run::Context;
use crate::run::phase::Phase;
use crate::run::scene::{Scene, ServerPlan};
use futures_util::future::join_all;
use maillon_diagnosis::addresses::is_private;
use maillon_diagnosis::checks::bandwidth::{Target, TargetRole};
use maillon_diagnosis::checks::vpn::{Carried, Family, RouteLookup, RouteRole, Tunnel, TunnelCost};
use maillon_diagnosis::profile;
use maillon_diagnosis::{CheckId, Gap, GapReason};
use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tokio::time::MissedTickBehavior;

/// Time for the packets of every size towards one target.
const PATH_MTU_BUDGET: Duration = Duration::from_secs(6);

/// Time for the connections that settle a doubt about packet sizes: three that stall, then three that pass.
const DATA_BUDGET: Duration = Duration::from_secs(16);

/// Product, as `vpn_products.toml` calls it, and its port (IANA: openvpn).
const OPENVPN: &str = "OpenVPN";
const OPENVPN_PORT: u16 = 1194;

/// Product, as `vpn_products.toml` calls it. All it sends are datagrams (Donenfeld, "WireGuard", NDSS 2017, §5.4).
const WIREGUARD: &str = "WireGuard";

/// From one reading of the tunnel's counters to the next.
const CARRIED_EVERY: Duration = Duration::from_secs(1);

/// Notes tunnels and routes: nothing here sends a packet.
pub(crate) fn inventory<H: Host>(context: &Context<H>, scene: &Scene) {
    let lookup = |target: String, address: IpAddr, route: Option<&Route>, role: RouteRole| {
        let interface = route.and_then(|route| route.interface.clone());
        RouteLookup {
            target,
            address: address.to_string(),
            role,
            family: if address.is_ipv4() { Family::V4 } else { Family::V6 },
            in_tunnel: interface.as_deref().map(|interface| scene.is_tunnel(interface)),
            interface,
        }
    };
    let places = scene.places().flat_map(|(place, role)| {
        let ways = place.ways.iter();
        ways.map(move |(address, route)| lookup(place.host.clone(), *address, route.as_ref(), role))
    });
    let resolvers = scene.resolver_ways.iter();
    let resolvers =
        resolvers.map(|(address, route)| lookup(address.to_string(), *address, Some(route), RouteRole::Resolver));
    let routes = places.chain(resolvers).collect();
    let profile = &context.plan.profile.vpn;
    let expected = profile.expected;
    let is_guess = profile.inside.is_none() && scene.inside.is_some();
    let behind = scene.doors.len() + scene.servers.len();
    let is_blind = scene.tunnels.iter().any(|tunnel| tunnel.active) && scene.inside.is_none() && behind == 0;
    let nothing_behind = is_blind.then(|| {
        let detail = "no profile names an address behind the tunnel, and none was found by itself";
        Gap::new("vpn_cost", "", GapReason::NoTarget, detail)
    });
    context.board.vpn(|vpn| {
        vpn.inside_is_found = is_guess;
        vpn.gaps.extend(nothing_behind);
        vpn.gaps.extend(scene.tunnel_gaps.iter().cloned());
        vpn.tunnels.clone_from(&scene.tunnels);
        vpn.routes = routes;
        vpn.expected = expected;
        vpn.policy_service = scene.policy_service.map(str::to_owned);
        vpn.gaps.extend(scene.policy_service.map(|service| {
            let detail =
                "it carries traffic without an interface, and whether it does now is for administrators to read";
            Gap::new("policies", service, GapReason::NotPermitted, detail)
        }));
    });
    context.board.judge(CheckId::Vpn, false);
}

/// Notes whether one TCP connection carries the tunnel, before anything of ours connects to the concentrator. Of the products
/// that are known, OpenVPN alone has no other way once it has such a connection, and WireGuard never has one.
pub(crate) async fn carrier<H: Host>(context: &Context<H>, scene: &Scene) {
    let active = || scene.tunnels.iter().filter(|tunnel| tunnel.active);
    let is_of = |tunnel: &Tunnel, product: &str| tunnel.product.as_deref() == Some(product);
    // Adapters of Wintun are made by other products too.
    let is_wireguard =
        |tunnel: &Tunnel| is_of(tunnel, WIREGUARD) && !tunnel.signs.iter().any(|sign| sign.contains("wintun"));
    if active().next().is_some() && active().all(is_wireguard) {
        return context.board.vpn(|vpn| vpn.over_tcp = Some(false));
    }
    if !active().any(|tunnel| is_of(tunnel, OPENVPN)) {
        return;
    }
    let connections = match context.host.connections().await {
        Ok(connections) => connections,
        Err(error) => {
            let gap = error.gap(OPENVPN);
            return context.board.vpn(|vpn| vpn.gaps.push(gap));
        }
    };
    let concentrator = scene.endpoint.as_ref();
    let concentrator = concentrator.and_then(|(place, port)| Some(SocketAddr::new(place.address()?, *port)));
    let over_tcp = match concentrator {
        // Without one it may still go over TCP: by a proxy, to another address of the name, or to another port.
        Some(concentrator) => connections.contains(&concentrator).then_some(true),
        None => connections.iter().any(|end| end.port() == OPENVPN_PORT).then_some(true),
    };
    context.board.vpn(|vpn| vpn.over_tcp = over_tcp);
}

/// Largest packets towards the edge and the inside, before any load. Where a large echo is lost, a server inside that
/// takes data decides: firewalls limit echo, and that alone proves nothing.
pub(crate) async fn packet_sizes<H: Host>(context: &Context<H>, scene: &Scene) {
    let edge = scene.endpoint.iter().map(|(place, _)| place);
    let inside = scene.inside.iter().map(|(place, _)| place);
    let mut asked = edge.chain(inside).collect::<Vec<_>>();
    let door = door_inside(scene);
    // Beyond the concentrator too: a network behind it may take less.
    asked.extend(door.map(|server| &server.place));
    let mut known = BTreeSet::new();
    asked.retain(|place| place.address().is_some_and(|address| known.insert(address)));
    join_all(asked.into_iter().map(async |place| {
        let Some(address) = place.address() else { return };
        let interface = place.route().and_then(|route| route.interface.as_deref());
        let interface_mtu = scene
            .interfaces
            .iter()
            .find(|one| Some(one.name.as_str()) == interface)
            .and_then(|one| one.mtu);
        let Some(interface_mtu) = interface_mtu else { return };
        let seen = path_mtu::path_mtu(address, interface_mtu, PATH_MTU_BUDGET).await;
        let mut seen = match seen {
            Ok(seen) => seen,
            Err(error) => {
                let gap = gap("path_mtu", &place.host, &error);
                return context.board.vpn(|vpn| vpn.gaps.push(gap));
            }
        };
        seen.target.clone_from(&place.host);
        seen.in_tunnel = place.in_tunnel;
        let in_doubt = seen.large_echo_lost == Some(true) && place.in_tunnel == Some(true);
        if let (true, Some(server)) = (in_doubt, door) {
            seen.black_hole = data_stalls(context, server).await;
        }
        context.board.vpn(|vpn| vpn.path_mtu.push(seen));
    }))
    .await;
    context.board.judge(CheckId::Vpn, false);
}

/// A server of the profile behind the tunnel whose port takes any bytes without harm: it answers what it does not
/// understand, as web and file servers do all day.
fn door_inside(scene: &Scene) -> Option<&ServerPlan> {
    scene.servers.iter().find(|server| {
        server.from_profile
            && server.place.in_tunnel == Some(true)
            && matches!(server.target, profile::Target::Web(_) | profile::Target::Smb(_))
    })
}

/// Whether full packets of data stall at `server` where small ones pass, three times of three each; none when it takes no
/// connection.
async fn data_stalls<H: Host>(context: &Context<H>, server: &ServerPlan) -> Option<bool> {
    let address = server.place.address()?;
    let door = SocketAddr::new(address, server.target.host_port().port);
    let tries = async {
        for segments in [Segments::Full, Segments::Small] {
            for _ in 0..path_mtu::TRIES {
                let pass = context.turnstile.enter(address).await;
                let passed = path_mtu::data_passes(door, segments).await?;
                drop(pass);
                match (segments, passed) {
                    (Segments::Full, true) => return Some(false),
                    (Segments::Small, false) => return None,
                    (Segments::Full, false) | (Segments::Small, true) => {}
                }
            }
        }
        Some(true)
    };
    tokio::time::timeout(DATA_BUDGET, tries).await.ok().flatten()
}

/// What goes into the tunnel and what comes out of it, by the counters of its interface, step by step.
pub(crate) async fn carried<H: Host>(context: &Context<H>, scene: &Scene) {
    let Some(tunnel) = scene.tunnels.iter().find(|tunnel| tunnel.active) else {
        return;
    };
    let mut before = match context.host.traffic(&tunnel.interface).await {
        Ok(traffic) => traffic,
        Err(error) => {
            let gap = error.gap(&tunnel.interface);
            return context.board.vpn(|vpn| vpn.gaps.push(gap));
        }
    };
    let mut steps = tokio::time::interval(CARRIED_EVERY);
    steps.set_missed_tick_behavior(MissedTickBehavior::Delay);
    steps.tick().await;
    while !context.phase.is(Phase::Over) {
        steps.tick().await;
        let Ok(now) = context.host.traffic(&tunnel.interface).await else {
            return;
        };
        let sent = now.sent_bytes.saturating_sub(before.sent_bytes);
        let received = now.received_bytes.saturating_sub(before.received_bytes);
        before = now;
        context.board.vpn(|vpn| {
            let carried = vpn.carried.get_or_insert_with(|| Carried {
                interface: tunnel.interface.clone(),
                ..Carried::default()
            });
            carried.steps.push((sent, received));
        });
    }
}

/// Whether watching the targets and the load adds to what is known of the tunnel: one is in use, or something of the company
/// with a private address stands outside any.
pub(crate) fn is_watched(scene: &Scene) -> bool {
    let of_the_company = scene.places().filter(|(_, role)| *role == RouteRole::Company);
    let mut beside = of_the_company.filter(|(place, _)| place.in_tunnel == Some(false));
    scene.inside.is_some()
        || scene.tunnels.iter().any(|tunnel| tunnel.active)
        || beside.any(|(place, _)| place.address().is_some_and(is_private))
}

/// Whether something of the company with a private address answers outside any tunnel.
pub(crate) fn outside<H: Host>(context: &Context<H>) {
    let targets = context.watch.targets();
    let of_the_company = |target: &&Target| {
        matches!(target.role, TargetRole::Inside | TargetRole::Door | TargetRole::Server)
            && target.in_tunnel == Some(false)
    };
    let is_private = |target: &&Target| {
        let address = target.address.as_deref().and_then(|address| address.parse().ok());
        address.is_some_and(is_private)
    };
    let asked = targets.iter().filter(of_the_company).filter(is_private);
    let mut asked = asked.filter(|target| target.sent > 0).peekable();
    if asked.peek().is_none() {
        return;
    }
    let answers = asked.any(|target| target.sent > target.lost);
    context.board.vpn(|vpn| vpn.answers_outside = Some(answers));
}

/// What the tunnel costs, from the targets watched so far: inside minus edge, both interleaved.
pub(crate) fn cost<H: Host>(context: &Context<H>) {
    let phases = context.board.bandwidth(|seen| seen.load_phases.clone());
    let Some(cost) = TunnelCost::of(&context.watch.targets(), &phases) else {
        return;
    };
    context.board.vpn(|vpn| vpn.cost = Some(cost));
    context.board.judge(CheckId::Vpn, false);
}
