//! Check 1: the path, the radio, names, UDP and the line under load. The nested targets are watched by `run::watch`.

mod call;
mod each_way;
mod load;
mod names;

pub(crate) use call::call;
pub(crate) use each_way::each_way;
pub(crate) use load::{drain, load, overran};
pub(crate) use names::names;

use super::{address_of, gap};
use crate::defaults;
use crate::host::{Host, Neighbour, WifiReading};
use crate::probes::web::captive_portal::captive_portal;
use crate::probes::web::{self, Budgets};
use crate::probes::{ProbeError, hops};
use crate::run::Context;
use crate::run::phase::Phase;
use crate::run::scene::{Place, Scene};
use maillon_diagnosis::checks::bandwidth::{Hop, PathFacts, Target, TargetRole};
use maillon_diagnosis::checks::vpn::RouteRole;
use maillon_diagnosis::profile::WebUrl;
use maillon_diagnosis::{Gap, GapReason};
use std::net::IpAddr;
use std::time::Duration;

/// A portal answers at once; the Internet may take a moment.
const PORTAL_BUDGETS: Budgets = Budgets {
    connect: Duration::from_secs(2),
    tunnel: Duration::from_secs(2),
    tls: Duration::from_secs(2),
    first_byte: Duration::from_secs(2),
    body: Duration::from_secs(2),
    body_bytes: 4096,
};

/// From one look for the box to the next.
const NEIGHBOUR_AGAIN: Duration = Duration::from_millis(250);

/// Time for the first hops.
const HOPS_BUDGET: Duration = Duration::from_secs(3);

/// Notes the path that was found by route look-up.
pub(crate) fn path<H: Host>(context: &Context<H>, scene: &Scene) {
    let ipv6 = scene.interfaces.iter().any(|one| {
        one.gateway.is_some_and(|gateway| gateway.is_ipv6())
            || one.addresses.iter().any(|(address, _)| is_global_v6(*address))
    });
    let path = scene.physical.as_ref().map(|interface| PathFacts {
        interface: interface.name.clone(),
        kind: interface.kind,
        mtu: interface.mtu,
        link_rate_bps: interface.link_rate_bps,
        gateway: box_address(scene).map(|address| address.to_string()),
        box_found: None,
        ipv6: Some(ipv6),
        metered: interface.metered,
    });
    // Only the system's own word that there is no way out tells of a cut; a look-up that failed tells nothing.
    let mut public = scene
        .places()
        .filter(|(_, role)| *role == RouteRole::Public)
        .filter_map(|(place, _)| place.route())
        .peekable();
    let cut = public.peek().is_some() && public.all(|route| route.interface.is_none());
    let no_route = cut.then(|| {
        Gap::new(
            "route",
            "public",
            GapReason::Unreachable,
            "no way to any public address",
        )
    });
    context.board.bandwidth(|bandwidth| {
        bandwidth.path = path;
        bandwidth.gaps.extend(scene.gaps.iter().cloned().chain(no_route));
    });
}

fn is_global_v6(address: IpAddr) -> bool {
    matches!(address, IpAddr::V6(address) if address.segments()[0] & 0xe000 == 0x2000)
}

/// The home's box: next router of the interface that leaves the computer.
pub(crate) fn box_address(scene: &Scene) -> Option<IpAddr> {
    let interface = scene.physical.as_ref()?;
    let by_route = scene.places().find_map(|(place, _)| {
        let route = place.route()?;
        (route.interface.as_deref() == Some(interface.name.as_str())).then_some(route.gateway)?
    });
    interface.gateway.or(by_route)
}

/// Asks where the way ends that nothing comes back from: the box keeps silent to probes, and is or is not there. The system
/// settles it when its own entry of the box is old, within half a minute, while the probes to the box go on; waited for until
/// `latest` of the run at most.
pub(crate) async fn look_for_the_box<H: Host>(context: &Context<H>, scene: &Scene, latest: Duration) {
    let answers = |target: &Target| target.role == TargetRole::Box && target.sent > target.lost;
    let is_known = context
        .board
        .bandwidth(|seen| seen.path.as_ref().is_some_and(|path| path.box_found.is_some()));
    if is_known || context.watch.targets().iter().any(answers) {
        return;
    }
    let Some(address) = box_address(scene) else {
        return;
    };
    loop {
        let settled = match context.host.neighbour(address).await {
            Ok(Some(Neighbour::Missing)) => Some(false),
            Ok(Some(Neighbour::Confirmed(ago))) => {
                (ago.as_secs_f64() * 1000.0 < context.clock.now_ms()).then_some(true)
            }
            Ok(None) | Err(_) => None,
        };
        if let Some(found) = settled {
            return context.board.bandwidth(|seen| {
                if let Some(path) = &mut seen.path {
                    path.box_found = Some(found);
                }
            });
        }
        if context.clock.left_until(latest).is_zero() {
            return;
        }
        tokio::time::sleep(NEIGHBOUR_AGAIN).await;
    }
}

/// Reads the radio again when the load is over: the difference gives the frames sent again.
pub(crate) async fn radio<H: Host>(context: &Context<H>, scene: &Scene) {
    let (Some(interface), Some(before)) = (&scene.physical, &scene.wifi) else {
        return;
    };
    context
        .board
        .bandwidth(|bandwidth| bandwidth.wifi = Some(before.wifi.clone()));
    context.phase.reached(Phase::After).await;
    let after = match context.host.wifi(&interface.name).await {
        Ok(after) => after,
        Err(error) => {
            let gap = error.gap(&interface.name);
            return context.board.bandwidth(|bandwidth| bandwidth.gaps.push(gap));
        }
    };
    let retries_percent = retries(before, &after);
    context.board.bandwidth(|bandwidth| {
        if let Some(wifi) = &mut bandwidth.wifi {
            wifi.retries_percent = retries_percent;
        }
    });
}

/// Frames sent again, per cent of the frames sent between two readings; none when nothing was sent.
fn retries(before: &WifiReading, after: &WifiReading) -> Option<f64> {
    let sent = after
        .sent_frames?
        .checked_sub(before.sent_frames?)
        .filter(|sent| *sent > 0)?;
    let again = after.retried_frames?.checked_sub(before.retried_frames?)?;
    Some(100.0 * again as f64 / sent as f64)
}

/// Asks whether a portal answers in place of the Internet. A filter may answer for one page: both must be answered by another.
pub(crate) async fn portal<H: Host>(context: &Context<H>) {
    for page in defaults::CHECK_PAGES {
        let seen = async {
            let url = WebUrl::try_from(page.url.to_owned()).map_err(|detail| ProbeError::Garbage {
                operation: "captive portal check",
                target: page.url.to_owned(),
                detail,
            })?;
            let target = web::Target::direct(url.clone(), address_of(&url.host_port()).await?);
            captive_portal(&target, page.expected, &PORTAL_BUDGETS).await
        };
        match seen.await {
            Ok(captive) => {
                context
                    .board
                    .bandwidth(|bandwidth| bandwidth.captive_portal = Some(captive));
                if !captive {
                    return;
                }
            }
            Err(error) => {
                let gap = gap("captive_portal", page.url, &error);
                context.board.bandwidth(|bandwidth| bandwidth.gaps.push(gap));
            }
        }
    }
}

/// Where the first hops are looked for, and the interface to leave by when the routes lead into a tunnel: hops inside a
/// tunnel say nothing of the line below it.
pub(crate) fn hops_towards(scene: &Scene) -> Option<(IpAddr, Option<&str>)> {
    let outside = |place: &&Place| place.in_tunnel != Some(true);
    if let Some(anchor) = scene.anchors.iter().filter(outside).find_map(Place::address) {
        return Some((anchor, None));
    }
    let (concentrator, _) = scene.endpoint.as_ref()?;
    let physical = scene.physical.as_ref().map(|interface| interface.name.as_str());
    Some((concentrator.address()?, physical))
}

/// First hops on the way out of the home; gives the first one beyond the box, to be watched like the others.
pub(crate) async fn hops<H: Host>(context: &Context<H>, towards: IpAddr, leave_by: Option<&str>) -> Option<IpAddr> {
    match hops::hops(towards, leave_by, HOPS_BUDGET).await {
        Ok(seen) => {
            let first = first_beyond_the_box(&seen);
            context.board.bandwidth(|bandwidth| bandwidth.hops = seen);
            first
        }
        Err(error) => {
            let gap = gap("hops", &towards.to_string(), &error);
            context.board.bandwidth(|bandwidth| bandwidth.gaps.push(gap));
            None
        }
    }
}

fn first_beyond_the_box(hops: &[Hop]) -> Option<IpAddr> {
    hops.iter().find(|hop| hop.ttl == 2)?.address.as_ref()?.parse().ok()
}
