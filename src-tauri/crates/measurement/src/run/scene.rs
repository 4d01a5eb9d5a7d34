//! Who is to be asked and which way it goes: names, addresses, routes and tunnels, before anything is timed.

use super::{announced, find, tunnels};
use crate::defaults;
use crate::host::{Answer, Host, HostError, Interface, Network, Resolver, Route, WifiReading, or_gap};
use crate::plan::Plan;
use crate::probes::names;
use futures_util::future::join_all;
use maillon_diagnosis::addresses::is_private;
use maillon_diagnosis::checks::bandwidth::InterfaceKind;
use maillon_diagnosis::checks::gateway::DoorKind;
use maillon_diagnosis::checks::security::Proxy;
use maillon_diagnosis::checks::vpn::{RouteRole, Tunnel};
use maillon_diagnosis::profile::{Anchor, ServerUse, Target, WebUrl};
use maillon_diagnosis::{CheckId, Gap, GapReason};
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Time one name may take; the run goes on without it.
pub(crate) const NAME_BUDGET: Duration = Duration::from_secs(2);

/// Where a name server of the company answers TCP too (RFC 7766 § 5).
const DNS: u16 = 53;

/// Port tried on the first address inside when it answers no echo: open or refused, it answers.
const INSIDE_PORT: u16 = 443;

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
    /// Address of an RD Gateway.
    pub(crate) url: Option<WebUrl>,
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
    /// A service that makes tunnels without an interface.
    pub(crate) policy_service: Option<&'static str>,
    /// The interface that leaves the computer, below any tunnel.
    pub(crate) physical: Option<Interface>,
    pub(crate) anchors: Vec<Place>,
    pub(crate) endpoint: Option<(Place, u16)>,
    /// First address inside the tunnel, with a port that may answer where echo does not.
    pub(crate) inside: Option<(Place, u16)>,
    /// Public addresses whose route alone is asked, to tell which family and which half of the Internet goes where.
    pub(crate) witnesses: Vec<Place>,
    pub(crate) doors: Vec<DoorPlan>,
    pub(crate) servers: Vec<ServerPlan>,
    /// Responsiveness servers the company announces in its domain; empty when the profile names its own.
    pub(crate) nq: Vec<WebUrl>,
    /// Name servers of the system, or why they are not known.
    pub(crate) resolvers: Result<Vec<Resolver>, Gap>,
    /// The interface each of them is reached through, where the system told.
    pub(crate) resolver_ways: Vec<(IpAddr, Route)>,
    /// The proxy in force, or why it is not known.
    pub(crate) proxy: Result<Option<Proxy>, Gap>,
    /// The radio of [`Self::physical`] before the run, where it is one.
    pub(crate) wifi: Option<WifiReading>,
    pub(crate) gaps: Vec<Gap>,
    /// What could not be looked at where a company was searched for.
    pub(crate) search_gaps: Vec<Gap>,
    /// What could not be looked at where tunnels were.
    pub(crate) tunnel_gaps: Vec<Gap>,
}

impl Default for Scene {
    fn default() -> Self {
        Self {
            interfaces: Vec::new(),
            tunnels: Vec::new(),
            policy_service: None,
            physical: None,
            anchors: Vec::new(),
            endpoint: None,
            inside: None,
            witnesses: Vec::new(),
            doors: Vec::new(),
            servers: Vec::new(),
            nq: Vec::new(),
            resolvers: Ok(Vec::new()),
            resolver_ways: Vec::new(),
            proxy: Ok(None),
            wifi: None,
            gaps: Vec::new(),
            search_gaps: Vec::new(),
            tunnel_gaps: Vec::new(),
        }
    }
}

impl Scene {
    /// Notes what the system did not tell. One reason is one gap, however many places it hides.
    fn note(&mut self, error: &HostError) {
        let gap = error.gap("");
        if !self.gaps.contains(&gap) {
            self.gaps.push(gap);
        }
    }

    /// Places with the reason to look up their route.
    pub(crate) fn places(&self) -> impl Iterator<Item = (&Place, RouteRole)> {
        let company = self.inside.iter().map(|(place, _)| place);
        let company = company.chain(
            self.doors
                .iter()
                .filter(|door| door.kind != DoorKind::VpnEndpoint)
                .map(|door| &door.place),
        );
        let company = company.chain(self.servers.iter().map(|server| &server.place));
        let endpoint = self.endpoint.iter().map(|(place, _)| (place, RouteRole::Endpoint));
        let public = self.anchors.iter().chain(&self.witnesses);
        let public = public.map(|place| (place, RouteRole::Public));
        public
            .chain(endpoint)
            .chain(company.map(|place| (place, RouteRole::Company)))
    }

    pub(super) fn places_mut(&mut self) -> impl Iterator<Item = &mut Place> {
        self.anchors
            .iter_mut()
            .chain(&mut self.witnesses)
            .chain(self.endpoint.iter_mut().map(|(place, _)| place))
            .chain(self.inside.iter_mut().map(|(place, _)| place))
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

    /// Why there is nobody to ask, where there `is` nobody: none was found, or it could not be looked.
    pub(crate) fn nobody(&self, is: bool, what: &str, none: &str) -> Vec<Gap> {
        if !is {
            Vec::new()
        } else if self.search_gaps.is_empty() {
            vec![Gap::new(what, "", GapReason::NoTarget, none)]
        } else {
            self.search_gaps.clone()
        }
    }

    /// Whether a resolver is reached through a tunnel; none when the system did not tell its route.
    pub(crate) fn resolver_in_tunnel(&self, resolver: IpAddr) -> Option<bool> {
        let (_, route) = self.resolver_ways.iter().find(|(address, _)| *address == resolver)?;
        Some(self.is_tunnel(route.interface.as_deref()?))
    }
}

fn place(host: &str) -> Place {
    Place {
        host: host.to_owned(),
        ..Place::default()
    }
}

/// Looks around without sending anything but name queries, and only for the checks that were asked for.
pub(crate) async fn look_around<H: Host>(host: &H, plan: &Plan) -> Scene {
    let profile = &plan.profile;
    let mut scene = Scene::default();
    let doors_asked = plan.wants(CheckId::Gateway) || plan.wants(CheckId::Vpn);
    let servers_asked = plan.wants(CheckId::Server) || plan.wants(CheckId::Vpn);
    let (interfaces, networks, resolvers, processes, proxy, found) = tokio::join!(
        host.interfaces(),
        host.networks(),
        host.resolvers(),
        host.process_names(),
        host.proxy(),
        find::company(host, profile)
    );
    scene.resolvers = resolvers.map_err(|error| error.gap(""));
    scene.proxy = proxy.map_err(|error| error.gap(""));
    scene.interfaces = or_gap(interfaces, &mut scene.gaps);
    scene.search_gaps = found.gaps;
    let own: Vec<&str> = profile.bandwidth.anchors.iter().map(Anchor::as_str).collect();
    let public = [defaults::ANCHORS, defaults::ANCHORS_V6].concat();
    scene.anchors = if own.is_empty() { public } else { own }
        .into_iter()
        .map(place)
        .collect();
    if plan.wants(CheckId::Vpn) || plan.wants(CheckId::Security) {
        let asked = |address: &&&str| scene.anchors.iter().all(|anchor| anchor.host != **address);
        let asked = defaults::ROUTE_WITNESSES.iter().filter(asked);
        let witnesses = asked.map(|address| place(address)).collect();
        scene.witnesses = witnesses;
    }
    let endpoint = profile.vpn.endpoint.as_ref();
    scene.endpoint = endpoint.map(|door| (place(&door.host), door.port));
    let inside = profile.vpn.inside.as_ref();
    scene.inside = inside.map(|anchor| (place(anchor.as_str()), INSIDE_PORT));
    if doors_asked {
        scene.doors = doors(plan);
        scene.doors.extend(found.doors);
    }
    if servers_asked {
        let named = profile.servers.iter().map(|server| ServerPlan {
            name: server.name.clone(),
            target: server.target.clone(),
            r#use: server.r#use,
            from_profile: true,
            place: place(&server.target.host_port().host),
        });
        scene.servers = named.chain(found.servers).collect();
    }
    let servers = scene.resolvers.clone().unwrap_or_default();
    let company = scene.company_hosts();
    let mut untold = Vec::new();
    let announced = async {
        if plan.wants(CheckId::Bandwidth) {
            announced::nq(host, profile, company, &servers, &mut untold).await
        } else {
            Vec::new()
        }
    };
    let ((), nq) = tokio::join!(locate(host, &mut scene), announced);
    scene.nq = nq;
    scene.gaps.extend(untold);
    // A family without a way out goes nowhere beside a tunnel.
    let leads_somewhere = |place: &Place| place.route().is_some_and(|route| route.interface.is_some());
    scene.witnesses.retain(leads_somewhere);
    let processes = or_gap(processes, &mut scene.tunnel_gaps);
    tunnels::name(&mut scene, &processes);
    tunnels::leave_out_neighbours(&mut scene);
    let networks = or_gap(networks, &mut scene.gaps);
    tunnels::note_networks(&mut scene, &networks);
    if scene.inside.is_none() {
        scene.inside = if let Some(place) = resolver_inside(&scene) {
            Some((place, DNS))
        } else {
            let place = behind_the_routes(host, &scene, &networks).await;
            let place = place.map_err(|error| scene.note(&error)).ok().flatten();
            place.map(|place| (place, INSIDE_PORT))
        };
    }
    scene.physical = tunnels::physical(&scene);
    if let Some(radio) = scene.physical.as_ref().filter(|one| one.kind == InterfaceKind::Wifi) {
        match host.wifi(&radio.name).await {
            Ok(reading) => scene.wifi = Some(reading),
            Err(error) => scene.gaps.push(error.gap(&radio.name)),
        }
    }
    scene
}

/// Without a profile, the company's name server behind a tunnel is the nearest known address inside.
fn resolver_inside(scene: &Scene) -> Option<Place> {
    let (address, route) = scene
        .resolver_ways
        .iter()
        .find(|(address, _)| is_private(*address) && scene.resolver_in_tunnel(*address) == Some(true))?;
    Some(Place {
        host: address.to_string(),
        ways: vec![(*address, Some(route.clone()))],
        in_tunnel: Some(true),
    })
}

/// Else an address that the routes of the tunnel give away, when the system would indeed send there through a tunnel.
async fn behind_the_routes<H: Host>(host: &H, scene: &Scene, networks: &[Network]) -> Answer<Option<Place>> {
    let Some(address) = tunnels::address_behind(scene, networks) else {
        return Ok(None);
    };
    let route = host.route(address).await?;
    let in_tunnel = route.interface.as_deref().is_some_and(|name| scene.is_tunnel(name));
    Ok(in_tunnel.then(|| Place {
        host: address.to_string(),
        ways: vec![(address, Some(route))],
        in_tunnel: Some(true),
    }))
}

fn doors(plan: &Plan) -> Vec<DoorPlan> {
    let gateway = &plan.profile.gateway;
    let tse = gateway.tse.iter().map(|door| (DoorKind::Tse, door.clone(), None));
    let rd_gateway = gateway
        .rd_gateway
        .iter()
        .map(|url| (DoorKind::RdGateway, url.host_port(), Some(url.clone())));
    let endpoint = plan
        .profile
        .vpn
        .endpoint
        .iter()
        .map(|door| (DoorKind::VpnEndpoint, door.clone(), None));
    tse.chain(rd_gateway)
        .chain(endpoint)
        .map(|(kind, door, url)| DoorPlan {
            name: door.to_string(),
            kind,
            port: door.port,
            from_profile: true,
            url,
            place: place(&door.host),
        })
        .collect()
}

/// Finds the address of every place and the way to it.
async fn locate<H: Host>(host: &H, scene: &mut Scene) {
    let resolvers = scene.resolvers.clone().unwrap_or_default();
    let untold = Mutex::new(Vec::new());
    let way = async |address: IpAddr| {
        let told = host.route(address).await;
        told.map_err(|error| untold.lock().unwrap_or_else(PoisonError::into_inner).push(error))
            .ok()
    };
    let ways = resolvers
        .iter()
        .map(async |resolver| Some((resolver.address, way(resolver.address).await?)));
    scene.resolver_ways = join_all(ways).await.into_iter().flatten().collect();
    join_all(scene.places_mut().map(async |place| {
        // A name that does not resolve now is asked again, and noted, by the check that visits it.
        let addresses = names::addresses_of(&place.host, NAME_BUDGET).await;
        for address in addresses.unwrap_or_default() {
            place.ways.push((address, way(address).await));
        }
    }))
    .await;
    for error in untold.into_inner().unwrap_or_else(PoisonError::into_inner) {
        scene.note(&error);
    }
}
