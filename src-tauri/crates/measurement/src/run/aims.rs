//! Which nested targets are watched, nearest first. A check that was not asked for costs no packet.

use super::scene::{Place, Scene};
use super::watch::Aim;
use crate::checks::bandwidth;
use crate::plan::Plan;
use maillon_diagnosis::checks::bandwidth::{Target, TargetRole};
use maillon_diagnosis::checks::gateway::DoorKind;
use maillon_diagnosis::{CheckId, Link};
use std::collections::BTreeSet;
use std::net::IpAddr;

/// Checks whose judging rests on a target of this role.
fn serves(role: TargetRole) -> &'static [CheckId] {
    match role {
        TargetRole::Box | TargetRole::FirstHop | TargetRole::Anchor => &[CheckId::Bandwidth],
        TargetRole::Edge => &[CheckId::Bandwidth, CheckId::Vpn],
        TargetRole::Inside => &[CheckId::Vpn, CheckId::Gateway],
        TargetRole::Door => &[CheckId::Gateway],
        TargetRole::Server => &[CheckId::Server],
    }
}

/// The nested targets of the checks that were asked for.
pub(crate) fn aims(plan: &Plan, scene: &Scene) -> Vec<Aim> {
    let mut aims = Vec::new();
    if let Some(address) = bandwidth::box_address(scene) {
        let place = Place {
            host: "box".to_owned(),
            in_tunnel: Some(false),
            ..Place::default()
        };
        aims.push(aim(&place, address, TargetRole::Box, Link::LocalLink, Some(80)));
    }
    let of = |place: &Place, role, link, port| Some(aim(place, place.address()?, role, link, port));
    for anchor in &scene.anchors {
        aims.extend(of(anchor, TargetRole::Anchor, Link::AccessLine, Some(443)));
    }
    if let Some((place, port)) = &scene.endpoint
        && let Some(mut edge) = of(place, TargetRole::Edge, Link::Internet, Some(*port))
    {
        let physical = scene.physical.as_ref().map(|interface| interface.name.clone());
        edge.leave_by = physical.filter(|_| place.in_tunnel == Some(true));
        aims.push(edge);
    }
    if let Some((place, port)) = &scene.inside {
        aims.extend(of(place, TargetRole::Inside, Link::Vpn, Some(*port)));
    }
    for door in scene.doors.iter().filter(|door| door.kind != DoorKind::VpnEndpoint) {
        aims.extend(of(&door.place, TargetRole::Door, Link::Gateway, None));
    }
    for server in &scene.servers {
        let port = server.target.host_port().port;
        aims.extend(of(&server.place, TargetRole::Server, Link::Server, Some(port)));
    }
    aims.retain(|aim| serves(aim.target.role).iter().any(|check| plan.wants(*check)));
    let mut known = BTreeSet::new();
    aims.retain(|aim| known.insert(aim.address));
    aims
}

fn aim(place: &Place, address: IpAddr, role: TargetRole, link: Link, port: Option<u16>) -> Aim {
    let target = Target {
        name: place.host.clone(),
        role,
        link: Some(link),
        address: Some(address.to_string()),
        interface: place.route().and_then(|route| route.interface.clone()),
        in_tunnel: place.in_tunnel,
        ..Target::default()
    };
    Aim {
        target,
        address,
        port,
        leave_by: None,
    }
}

/// A public anchor below a tunnel that takes everything: asked only where nothing comes out of that tunnel, to tell
/// whether the tunnel or the line below it is cut.
pub(super) fn beside_the_tunnel(scene: &Scene) -> Option<Aim> {
    let below = scene.physical.as_ref()?.name.clone();
    let anchor = scene.anchors.iter().find(|anchor| anchor.in_tunnel == Some(true))?;
    let aim = aim(anchor, anchor.address()?, TargetRole::Anchor, Link::AccessLine, None);
    Some(Aim {
        leave_by: Some(below),
        ..aim
    })
}

/// The first hop beyond the box.
pub(super) fn first_hop(address: IpAddr, leave_by: Option<&str>) -> Aim {
    let place = Place {
        host: address.to_string(),
        in_tunnel: Some(false),
        ..Place::default()
    };
    Aim {
        leave_by: leave_by.map(str::to_owned),
        ..aim(&place, address, TargetRole::FirstHop, Link::AccessLine, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::scene::DoorPlan;

    fn place(address: &str) -> Place {
        Place {
            host: address.to_owned(),
            ways: vec![(address.parse().expect("an address"), None)],
            ..Place::default()
        }
    }

    fn roles(only: &[CheckId]) -> Vec<TargetRole> {
        let door = DoorPlan {
            name: "tse".to_owned(),
            kind: DoorKind::Tse,
            port: 3389,
            from_profile: true,
            url: None,
            place: place("10.20.1.3"),
        };
        let scene = Scene {
            anchors: vec![place("198.51.100.10")],
            endpoint: Some((place("192.0.2.66"), 51820)),
            inside: Some((place("10.20.0.1"), 443)),
            doors: vec![door],
            ..Scene::default()
        };
        let plan = Plan {
            only: only.iter().copied().collect(),
            ..Plan::default()
        };
        aims(&plan, &scene).iter().map(|aim| aim.target.role).collect()
    }

    #[test]
    fn a_check_that_was_not_asked_for_has_nobody_watched() {
        use TargetRole::{Anchor, Door, Edge, Inside};
        assert_eq!(roles(&[]), [Anchor, Edge, Inside, Door]);
        assert_eq!(roles(&[CheckId::Bandwidth]), [Anchor, Edge]);
        assert_eq!(roles(&[CheckId::Vpn]), [Edge, Inside]);
        assert_eq!(roles(&[CheckId::Gateway]), [Inside, Door]);
        assert_eq!(roles(&[CheckId::Security]), []);
    }
}
