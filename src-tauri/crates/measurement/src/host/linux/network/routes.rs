//! Route look-ups (`RTM_GETROUTE`, Linux `rtnetlink(7)`), by the system's own rules for this user.

use super::ask_kernel;
use super::links::name_of;
use crate::host::{Answer, Route};
use futures_util::TryStreamExt;
use rtnetlink::packet_route::AddressFamily;
use rtnetlink::packet_route::route::{
    RouteAddress, RouteAttribute, RouteHeader, RouteMessage, RouteMetric, RouteType, RouteVia,
};
use rtnetlink::{Error, Handle};
use std::collections::HashMap;
use std::net::IpAddr;

/// Which way the system would send a packet to `to` now, policy rules included.
///
/// Where a rule or the lack of one forbids every way (unreachable, prohibit, blackhole), the answer has no interface.
pub async fn route(to: IpAddr) -> Answer<Route> {
    ask_kernel("route", |handle| look_up(handle, to)).await
}

async fn look_up(handle: Handle, to: IpAddr) -> Result<Route, Error> {
    let mut request = RouteMessage::default();
    request.header.address_family = family(to);
    request.header.destination_prefix_length = if to.is_ipv4() { 32 } else { 128 };
    request.attributes.push(RouteAttribute::Destination(to.into()));
    let answer = handle.route().get(request).execute().try_next().await;
    match answer {
        Ok(Some(message)) => understood(&handle, &message).await,
        Ok(None) => Ok(Route::default()),
        Err(Error::NetlinkError(error)) if is_no_route(error.raw_code()) => Ok(Route::default()),
        Err(error) => Err(error),
    }
}

fn family(address: IpAddr) -> AddressFamily {
    if address.is_ipv4() {
        AddressFamily::Inet
    } else {
        AddressFamily::Inet6
    }
}

/// The kernel answers a route that leads nowhere with an error of its kind; `EINVAL` is that of a blackhole.
fn is_no_route(code: i32) -> bool {
    use nix::libc::{EACCES, EHOSTUNREACH, EINVAL, ENETUNREACH};
    [EACCES, EHOSTUNREACH, EINVAL, ENETUNREACH].contains(&-code)
}

async fn understood(handle: &Handle, message: &RouteMessage) -> Result<Route, Error> {
    let leads_nowhere = [RouteType::BlackHole, RouteType::Unreachable, RouteType::Prohibit];
    let mut route = Route::default();
    if leads_nowhere.contains(&message.header.kind) {
        return Ok(route);
    }
    route.gateway = gateway(&message.attributes);
    for attribute in &message.attributes {
        if let RouteAttribute::Oif(index) = attribute {
            route.interface = name_of(handle, *index).await?;
        } else if let RouteAttribute::PrefSource(source) = attribute {
            route.source = address(source);
        } else if let RouteAttribute::Metrics(metrics) = attribute {
            route.mtu = metrics.iter().find_map(mtu);
        }
    }
    Ok(route)
}

fn mtu(metric: &RouteMetric) -> Option<u32> {
    if let RouteMetric::Mtu(mtu) = metric {
        Some(*mtu)
    } else {
        None
    }
}

pub(super) fn address(address: &RouteAddress) -> Option<IpAddr> {
    if let RouteAddress::Inet(v4) = address {
        Some(IpAddr::V4(*v4))
    } else if let RouteAddress::Inet6(v6) = address {
        Some(IpAddr::V6(*v6))
    } else {
        None
    }
}

fn gateway(attributes: &[RouteAttribute]) -> Option<IpAddr> {
    attributes.iter().find_map(|attribute| {
        if let RouteAttribute::Gateway(gateway) = attribute {
            address(gateway)
        } else if let RouteAttribute::Via(RouteVia::Inet6(gateway)) = attribute {
            Some(IpAddr::V6(*gateway))
        } else {
            None
        }
    })
}

/// Next routers of the default routes in the main table, by index of the interface; IPv4 first, then the least metric.
pub(super) async fn default_gateways(handle: &Handle) -> Result<HashMap<u32, IpAddr>, Error> {
    let mut best: HashMap<u32, (bool, u32, IpAddr)> = HashMap::new();
    for family in [AddressFamily::Inet, AddressFamily::Inet6] {
        let mut request = RouteMessage::default();
        request.header.address_family = family;
        let mut routes = std::pin::pin!(handle.route().get(request).execute());
        while let Some(route) = routes.try_next().await? {
            let header = &route.header;
            if header.table != RouteHeader::RT_TABLE_MAIN || header.destination_prefix_length != 0 {
                continue;
            }
            let priority = route.attributes.iter().find_map(|attribute| {
                if let RouteAttribute::Priority(priority) = attribute {
                    Some(*priority)
                } else {
                    None
                }
            });
            let rank = (family == AddressFamily::Inet6, priority.unwrap_or(0));
            for (index, gateway) in next_hops(&route.attributes) {
                let Some(gateway) = gateway else { continue };
                let candidate = (rank.0, rank.1, gateway);
                let known = best.entry(index).or_insert(candidate);
                *known = candidate.min(*known);
            }
        }
    }
    Ok(best
        .into_iter()
        .map(|(index, (_, _, gateway))| (index, gateway))
        .collect())
}

/// Interfaces a route leads to, by index, with the next router of each; none where the destination is on the link itself.
pub(super) fn next_hops(attributes: &[RouteAttribute]) -> Vec<(u32, Option<IpAddr>)> {
    let mut hops = Vec::new();
    let mut interface = None;
    for attribute in attributes {
        if let RouteAttribute::Oif(index) = attribute {
            interface = Some(*index);
        } else if let RouteAttribute::MultiPath(paths) = attribute {
            let of_path = paths
                .iter()
                .map(|path| (path.interface_index, gateway(&path.attributes)));
            hops.extend(of_path);
        }
    }
    hops.extend(interface.map(|index| (index, gateway(attributes))));
    hops
}
