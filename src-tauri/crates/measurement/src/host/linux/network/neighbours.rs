//! Who answers on the local link (`RTM_GETNEIGH`, Linux `rtnetlink(7)`).

use super::ask_kernel;
use crate::host::{Answer, Neighbour};
use futures_util::TryStreamExt;
use rtnetlink::packet_route::neighbour::{NeighbourAddress, NeighbourAttribute, NeighbourMessage, NeighbourState};
use rtnetlink::{Error, Handle};
use std::net::IpAddr;
use std::time::Duration;

/// The neighbour of that address; none while the kernel has not settled whether it is there. The kernel counts in ticks, so
/// many a second.
pub async fn neighbour(address: IpAddr, ticks_per_second: f64) -> Answer<Option<Neighbour>> {
    ask_kernel("neighbour", |handle| look_up(handle, address, ticks_per_second)).await
}

async fn look_up(handle: Handle, address: IpAddr, ticks_per_second: f64) -> Result<Option<Neighbour>, Error> {
    let mut found = None;
    let mut known = std::pin::pin!(handle.neighbours().get().execute());
    while let Some(neighbour) = known.try_next().await? {
        if is_of(&neighbour, address) {
            found = found.or(settled(&neighbour, ticks_per_second));
        }
    }
    Ok(found)
}

fn is_of(neighbour: &NeighbourMessage, address: IpAddr) -> bool {
    neighbour.attributes.iter().any(|attribute| {
        if let NeighbourAttribute::Destination(NeighbourAddress::Inet(v4)) = attribute {
            IpAddr::V4(*v4) == address
        } else if let NeighbourAttribute::Destination(NeighbourAddress::Inet6(v6)) = attribute {
            IpAddr::V6(*v6) == address
        } else {
            false
        }
    })
}

fn settled(neighbour: &NeighbourMessage, ticks_per_second: f64) -> Option<Neighbour> {
    let state = neighbour.header.state;
    if state == NeighbourState::Failed || state == NeighbourState::Incomplete {
        return Some(Neighbour::Missing);
    }
    // An entry set by hand was confirmed by nobody.
    if state == NeighbourState::Permanent || state == NeighbourState::Noarp {
        return None;
    }
    let ticks = neighbour.attributes.iter().find_map(|attribute| {
        if let NeighbourAttribute::CacheInfo(times) = attribute {
            Some(times.confirmed)
        } else {
            None
        }
    })?;
    let ago = Duration::try_from_secs_f64(f64::from(ticks) / ticks_per_second).ok()?;
    Some(Neighbour::Confirmed(ago))
}
