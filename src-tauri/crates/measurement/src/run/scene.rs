//! Who is to be asked and which way it goes: names, addresses, routes and tunnels, before anything is timed.

use super::{announced, find};
use crate::defaults;
use crate::host::parse::vpn::{InterfaceFacts, tunnels, vpn_products};
use crate::host::{Host, Interface, Resolver, Route, WifiReading};
use crate::plan::Plan;
use crate::probes::names::system_lookup;
use futures_util::future::join_all;
use maillon_diagnosis::checks::bandwidth::InterfaceKind;
use maillon_diagnosis::checks::gateway::DoorKind;
use maillon_diagnosis::checks::vpn::{RouteRole, Tunnel};
use maillon_diagnosis::profile::{Anchor, ServerUse, Target, WebUrl};
use maillon_diagnosis::{Gap, GapReason};
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::time::Duration;

/// Time one name may take; the run goes on without it.
pub(crate) const NAME_BUDGET: Duration = Duration::from_secs(2);

/// A host and what is known of the way to it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Place {
    /// Name or address as the profile writes it.
    pub(crate) host: String,
    /// Every address with the way to it; no way where the look-up failed.
    pub(crate) ways: Vec<(IpAddr, Option<Route>)>,
    /// Whether the way to the first address goes into a tunnel; none without a route.
    pub(crate) in_tunnel: Option<bool>,
}

impl Place {
    /// First address.
    pub(crate) fn address(&self) -> Option<IpAddr> {
        self.ways.first().map(|(address, _)| *address)
    }

    /// The way to the first address.
    pub(crate) fn route(&self) -> Option<&Route> {
        self.ways.first()?.1.as_ref()
    }
}

/// A door of the company.
#[derive(Debug, Clone)]
pub(crate) struct DoorPlan {
    pub(crate) name: String,
    pub(crate) kind: DoorKind,
    pub(crate) port: u16,
    pub(crate) from_profile: bool,
    pub(crate) place: Place,
}

/// A server of the company.
#[derive(Debug, Clone)]
pub(crate) struct ServerPlan {
    pub(crate) name: String,
    pub(crate) target: Target,
    pub(crate) r#use: ServerUse,
    pub(crate) from_profile: bool,
    pub(crate) place: Place,
}

/// Everything known before the first probe.
#[derive(Debug)]
pub(crate) struct Scene {
    pub(crate) interfaces: Vec<Interface>,
    pub(crate) tunnels: Vec<Tunnel>,
    /// The interface that leaves the computer, below any tunnel.
    pub(crate) physical: Option<Interface>,
    pub(crate) anchors: Vec<Place>,
    pub(crate) endpoint: Option<(Place, u16)>,
    pub(crate) inside: Option<Place>,
    pub(crate) doors: Vec<DoorPlan>,
    pub(crate) servers: Vec<ServerPlan>,
    /// Responsiveness servers the company announces in its domain; empty when the profile names its own.
    pub(crate) nq: Vec<WebUrl>,
    /// Name servers of the system, or why they are not known.
    pub(crate) resolvers: Result<Vec<Resolver>, Gap>,
    /// The radio of [`Self::physical`] before the run, where it is one.
    pub(crate) wifi: Option<WifiReading>,
    pub(crate) gaps: Vec<Gap>,
}

impl Default for Scene {
    fn default() -> Self {
        Self {
            interfaces: Vec::new(),
            tunnels: Vec::new(),
            physical: None,
            anchors: Vec::new(),
            endpoint: None,
            inside: None,
            doors: Vec::new(),
            servers: Vec::new(),
            nq: Vec::new(),
            resolvers: Ok(Vec::new()),
            wifi: None,
            gaps: Vec::new(),
        }
    }
}

impl Scene {
    /// Places with the reason to look up their route.
    pub(crate) fn places(&self) -> impl Iterator<Item = (&Place, RouteRole)> {
        let company = self.inside.iter();
        let company = company.chain(
            self.doors
                .iter()
                .filter(|door| door.kind != DoorKind::VpnEndpoint)
                .map(|door| &door.place),
        );
        let company = company.chain(self.servers.iter().map(|server| &server.place));
        let endpoint = self.endpoint.iter().map(|(place, _)| (place, RouteRole::Endpoint));
        let public = self.anchors.iter().map(|place| (place, RouteRole::Public));
        public
            .chain(endpoint)
            .chain(company.map(|place| (place, RouteRole::Company)))
    }

    fn places_mut(&mut self) -> impl Iterator<Item = &mut Place> {
        self.anchors
            .iter_mut()
            .chain(self.endpoint.iter_mut().map(|(place, _)| place))
            .chain(self.inside.iter_mut())
            .chain(self.doors.iter_mut().map(|door| &mut door.place))
            .chain(self.servers.iter_mut().map(|server| &mut server.place))
    }

    /// Names of the company's doors and servers.
    fn company_hosts(&self) -> BTreeSet<String> {
        let doors = self.doors.iter().map(|door| &door.place);
        let servers = self.servers.iter().map(|server| &server.place);
        let endpoint = self.endpoint.iter().map(|(place, _)| place);
        doors
            .chain(servers)
            .chain(endpoint)
            .map(|place| place.host.clone())
            .collect()
    }

    /// Whether an interface is a tunnel in use; an unknown name is not.
    pub(crate) fn is_tunnel(&self, interface: &str) -> bool {
        let by_signs = self
            .tunnels
            .iter()
            .any(|tunnel| tunnel.active && tunnel.interface == interface);
        let by_kind = self
            .interfaces
            .iter()
            .any(|one| one.name == interface && one.kind == InterfaceKind::Tunnel);
        by_signs || by_kind
    }
}

fn place(host: &str) -> Place {
    Place {
        host: host.to_owned(),
        ..Place::default()
    }
}

/// Looks around without sending anything but name queries.
pub(crate) async fn look_around<H: Host>(host: &H, plan: &Plan) -> Scene {
    let profile = &plan.profile;
    let mut scene = Scene::default();
    let (interfaces, resolvers, processes, found) = tokio::join!(
        host.interfaces(),
        host.resolvers(),
        host.process_names(),
        find::company(host, profile)
    );
    scene.resolvers = resolvers.map_err(|error| error.gap(""));
    match interfaces {
        Ok(interfaces) => scene.interfaces = interfaces,
        Err(error) => scene.gaps.push(error.gap("")),
    }
    let own: Vec<&str> = profile.bandwidth.anchors.iter().map(Anchor::as_str).collect();
    let public = [defaults::ANCHORS, defaults::ANCHORS_V6].concat();
    scene.anchors = if own.is_empty() { public } else { own }
        .into_iter()
        .map(place)
        .collect();
    scene.endpoint = profile.vpn.endpoint.as_ref().map(|door| (place(&door.host), door.port));
    scene.inside = profile.vpn.inside.as_ref().map(|anchor| place(anchor.as_str()));
    scene.doors = doors(plan);
    scene.servers = profile
        .servers
        .iter()
        .map(|server| ServerPlan {
            name: server.name.clone(),
            target: server.target.clone(),
            r#use: server.r#use,
            from_profile: true,
            place: place(&server.target.host_port().host),
        })
        .collect();
    scene.doors.extend(found.doors);
    scene.servers.extend(found.servers);
    let resolvers = scene.resolvers.clone().unwrap_or_default();
    let company = scene.company_hosts();
    let announced = announced::nq(host, profile, company, &resolvers);
    let ((), nq) = tokio::join!(locate(host, &mut scene), announced);
    scene.nq = nq;
    name_tunnels(&mut scene, &processes.unwrap_or_default());
    leave_out_neighbours(&mut scene);
    scene.physical = physical(&scene);
    if let Some(radio) = scene.physical.as_ref().filter(|one| one.kind == InterfaceKind::Wifi) {
        match host.wifi(&radio.name).await {
            Ok(reading) => scene.wifi = Some(reading),
            Err(error) => scene.gaps.push(error.gap(&radio.name)),
        }
    }
    scene
}

fn doors(plan: &Plan) -> Vec<DoorPlan> {
    let gateway = &plan.profile.gateway;
    let tse = gateway.tse.iter().map(|door| (DoorKind::Tse, door.clone()));
    let rd_gateway = gateway
        .rd_gateway
        .iter()
        .map(|url| (DoorKind::RdGateway, url.host_port()));
    let endpoint = plan
        .profile
        .vpn
        .endpoint
        .iter()
        .map(|door| (DoorKind::VpnEndpoint, door.clone()));
    tse.chain(rd_gateway)
        .chain(endpoint)
        .map(|(kind, door)| DoorPlan {
            name: door.to_string(),
            kind,
            port: door.port,
            from_profile: true,
            place: place(&door.host),
        })
        .collect()
}

/// Finds the address of every place and the way to it.
async fn locate<H: Host>(host: &H, scene: &mut Scene) {
    join_all(scene.places_mut().map(async |place| {
        // A name that does not resolve now is asked again, and noted, by the check that visits it.
        let addresses = system_lookup(&place.host, NAME_BUDGET)
            .await
            .map(|(addresses, _)| addresses);
        for address in addresses.unwrap_or_default() {
            place.ways.push((address, host.route(address).await.ok()));
        }
    }))
    .await;
}

fn name_tunnels(scene: &mut Scene, processes: &[String]) {
    let carries = |name: &str| {
        let mut routes = scene.places().filter_map(|(place, _)| place.route());
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
fn leave_out_neighbours(scene: &mut Scene) {
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
fn physical(scene: &Scene) -> Option<Interface> {
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
