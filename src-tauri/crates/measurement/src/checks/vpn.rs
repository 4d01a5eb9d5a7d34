//! Check 3: which tunnels there are, which way each target goes, what the tunnel costs and whether it swallows packets.

use super::{gap, ms};
use crate::host::{Host, Route};
use crate::probes::{names, path_mtu};
use crate::run::Context;
use crate::run::scene::Scene;
use futures_util::future::join_all;
use maillon_diagnosis::checks::bandwidth::TargetRole;
use maillon_diagnosis::checks::vpn::{Family, InternalName, PathMtu, RouteLookup, RouteRole, TunnelCost};
use maillon_diagnosis::excess::Excess;
use maillon_diagnosis::statistics::Distribution;
use maillon_diagnosis::{CheckId, GapReason};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// Time for one name query to one resolver.
const QUERY_BUDGET: Duration = Duration::from_millis(1500);

/// Time for the packets of every size towards one target.
const PATH_MTU_BUDGET: Duration = Duration::from_secs(6);

/// Company names asked, and resolvers asked for them.
const NAMES_ASKED: usize = 2;
const RESOLVERS_ASKED: usize = 4;

/// Questions of each name to each resolver.
const REPEATS: usize = 3;

/// Notes tunnels and routes: nothing here sends a packet.
pub(crate) fn inventory<H: Host>(context: &Context<H>, scene: &Scene) {
    let routes = scene
        .places()
        .flat_map(|(place, role)| {
            let lookup = move |(address, route): &(IpAddr, Option<Route>)| {
                let interface = route.as_ref().and_then(|route| route.interface.clone());
                RouteLookup {
                    target: place.host.clone(),
                    address: address.to_string(),
                    role,
                    family: if address.is_ipv4() { Family::V4 } else { Family::V6 },
                    in_tunnel: interface.as_deref().map(|interface| scene.is_tunnel(interface)),
                    interface,
                }
            };
            place.ways.iter().map(lookup)
        })
        .collect();
    let expected = context.plan.profile.vpn.expected;
    context.board.vpn(|vpn| {
        vpn.tunnels.clone_from(&scene.tunnels);
        vpn.routes = routes;
        vpn.expected = expected;
    });
    context.board.judge(CheckId::Vpn, false);
}

/// Largest packets towards the edge and the inside, before any load.
pub(crate) async fn packet_sizes<H: Host>(context: &Context<H>, scene: &Scene) {
    let edge = scene.endpoint.iter().map(|(place, _)| place);
    let mut asked = edge.chain(&scene.inside).collect::<Vec<_>>();
    if scene.inside.is_none() && scene.tunnels.iter().any(|tunnel| tunnel.active) {
        let inside = scene
            .servers
            .iter()
            .map(|server| &server.place)
            .find(|place| place.in_tunnel == Some(true));
        asked.extend(inside);
    }
    join_all(asked.into_iter().map(async |place| {
        let Some(address) = place.address() else { return };
        let interface = place.route().and_then(|route| route.interface.as_deref());
        let interface_mtu = scene
            .interfaces
            .iter()
            .find(|one| Some(one.name.as_str()) == interface)
            .and_then(|one| one.mtu);
        let Some(interface_mtu) = interface_mtu else { return };
        match path_mtu::path_mtu(address, None, interface_mtu, PATH_MTU_BUDGET).await {
            Ok(seen) => context.board.vpn(|vpn| {
                vpn.path_mtu.push(PathMtu {
                    target: place.host.clone(),
                    in_tunnel: place.in_tunnel,
                    ..seen
                });
            }),
            Err(error) => {
                let gap = gap("path_mtu", &place.host, &error);
                context.board.vpn(|vpn| vpn.gaps.push(gap));
            }
        }
    }))
    .await;
}

/// Which resolver answers the company's own names, and how fast.
pub(crate) async fn internal_names<H: Host>(context: &Context<H>, scene: &Scene) {
    let mut company: Vec<&str> = scene
        .places()
        .filter(|(place, role)| *role == RouteRole::Company && place.host.parse::<IpAddr>().is_err())
        .map(|(place, _)| place.host.as_str())
        .collect();
    company.dedup();
    company.truncate(NAMES_ASKED);
    if company.is_empty() {
        return;
    }
    let resolvers = match &scene.resolvers {
        Ok(resolvers) => resolvers,
        Err(gap) => return context.board.vpn(|vpn| vpn.gaps.push(gap.clone())),
    };
    let mut servers: Vec<IpAddr> = resolvers.iter().map(|resolver| resolver.address).collect();
    servers.dedup();
    servers.truncate(RESOLVERS_ASKED);
    for server in servers {
        let way = context.host.route(server).await.ok().and_then(|route| route.interface);
        let in_tunnel = way.as_deref().map(|interface| scene.is_tunnel(interface));
        for name in &company {
            let mut took = Vec::new();
            let mut answered = None;
            for _ in 0..REPEATS {
                match names::ask(SocketAddr::new(server, 53), name, Family::V4, QUERY_BUDGET).await {
                    Ok(answer) => {
                        took.push(ms(answer.took));
                        answered = Some(!answer.addresses.is_empty());
                    }
                    Err(error) if error.reason() == GapReason::TimedOut => break,
                    Err(_) => answered = Some(false),
                }
            }
            context.board.vpn(|vpn| {
                vpn.resolvers.push(InternalName {
                    name: (*name).to_owned(),
                    server: Some(server.to_string()),
                    in_tunnel,
                    answered,
                    ms: Distribution::of(took),
                });
            });
        }
    }
    context.board.judge(CheckId::Vpn, false);
}

/// What the tunnel costs, from the targets watched so far: inside minus edge, both interleaved.
pub(crate) fn cost<H: Host>(context: &Context<H>) {
    let targets = context.watch.targets();
    let inside = targets
        .iter()
        .find(|target| target.role == TargetRole::Inside && target.in_tunnel == Some(true) && target.sent > 0);
    let edge = targets
        .iter()
        .find(|target| target.role == TargetRole::Edge && target.in_tunnel == Some(false) && target.sent > target.lost);
    let (Some(inside), Some(edge)) = (inside, edge) else {
        return;
    };
    let excess = Excess::between(Some(edge), inside);
    let cost = TunnelCost {
        inside: inside.name.clone(),
        outside: edge.name.clone(),
        added_rtt_ms: excess.as_ref().map(|excess| excess.rtt),
        inside_sent: inside.sent,
        inside_lost: inside.lost,
        outside_sent: edge.sent,
        outside_lost: edge.lost,
        windows_added_ms: excess.map(|excess| excess.windows).unwrap_or_default(),
    };
    context.board.vpn(|vpn| vpn.cost = Some(cost));
    context.board.judge(CheckId::Vpn, false);
}
