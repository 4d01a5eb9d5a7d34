//! The networks the system has a route to (`RTM_GETROUTE` with `NLM_F_DUMP`, Linux `rtnetlink(7)`), in every table of rules.

use super::ask_kernel;
use super::links::name_of;
use super::routes::{address, next_hops};
use crate::host::facts::NETWORKS_AT_MOST;
use crate::host::{Answer, Network};
use futures_util::TryStreamExt;
use rtnetlink::packet_route::AddressFamily;
use rtnetlink::packet_route::route::{RouteAttribute, RouteMessage, RouteType};
use rtnetlink::{Error, Handle};
use std::collections::HashMap;

/// Every network with a way of its own, default routes left out.
pub async fn networks() -> Answer<Vec<Network>> {
    ask_kernel("networks", list).await
}

async fn list(handle: Handle) -> Result<Vec<Network>, Error> {
    let mut networks = Vec::new();
    let mut names = HashMap::new();
    for family in [AddressFamily::Inet, AddressFamily::Inet6] {
        let mut request = RouteMessage::default();
        request.header.address_family = family;
        let mut routes = std::pin::pin!(handle.route().get(request).execute());
        while let Some(route) = routes.try_next().await? {
            if networks.len() >= NETWORKS_AT_MOST {
                return Ok(networks);
            }
            let header = &route.header;
            let leads_out = header.kind == RouteType::Unicast && header.destination_prefix_length > 0;
            let destination = route.attributes.iter().find_map(|attribute| {
                if let RouteAttribute::Destination(to) = attribute {
                    address(to)
                } else {
                    None
                }
            });
            let Some(destination) = destination.filter(|to| leads_out && !to.is_multicast()) else {
                continue;
            };
            for (index, gateway) in next_hops(&route.attributes) {
                if let std::collections::hash_map::Entry::Vacant(unknown) = names.entry(index) {
                    unknown.insert(name_of(&handle, index).await?);
                }
                let Some(interface) = names.get(&index).cloned().flatten() else {
                    continue;
                };
                networks.push(Network {
                    address: destination,
                    prefix_length: header.destination_prefix_length,
                    interface,
                    gateway,
                });
            }
        }
    }
    Ok(networks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_kernel_tells_its_networks_to_anybody() {
        let networks = networks().await.expect("rtnetlink answers");
        assert!(networks.iter().all(|network| network.prefix_length > 0));
        assert!(networks.iter().all(|network| !network.address.is_loopback()));
    }
}
