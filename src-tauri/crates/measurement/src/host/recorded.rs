//! A computer that was recorded: it answers from a file, on any system, without a network and without waiting.

use super::{
    Account, Answer, Host, HostError, Interface, MachineWindow, Neighbour, Network, PostureReading, Resolver, Route,
    SavedDesktop, Traffic, WifiReading,
};
use maillon_diagnosis::GapReason;
use maillon_diagnosis::addresses::lies_in;
use maillon_diagnosis::checks::bandwidth::InterfaceKind;
use maillon_diagnosis::checks::{machine, security};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// An answer on file; what the file leaves out was not recorded.
type Recorded<T> = Option<Answer<T>>;

/// Everything a computer answered once.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Recording {
    /// Who ran Maillon, and where.
    pub account: Account,
    /// Interfaces that were up.
    pub interfaces: Recorded<Vec<Interface>>,
    /// Ways by network; the longest prefix answers, as in a routing table.
    pub routes: Vec<RecordedRoute>,
    /// Networks with a route of their own.
    pub networks: Recorded<Vec<Network>>,
    /// The neighbours that were settled.
    pub neighbours: BTreeMap<IpAddr, Neighbour>,
    /// Readings of the counters by interface, in the order they are given; the last one stays.
    pub traffic: BTreeMap<String, Vec<Answer<Traffic>>>,
    /// Readings of the radio by interface, likewise.
    pub wifi: BTreeMap<String, Vec<Answer<WifiReading>>>,
    /// DNS servers in force.
    pub resolvers: Recorded<Vec<Resolver>>,
    /// Domains added to a short name.
    pub search_domains: Recorded<Vec<String>>,
    /// Remote ends of established connections.
    pub connections: Recorded<Vec<SocketAddr>>,
    /// Remote desktops the user saved.
    pub saved_desktops: Recorded<Vec<SavedDesktop>>,
    /// Names of the processes.
    pub process_names: Recorded<Vec<String>>,
    /// The machine over its window.
    pub machine: Recorded<MachineWindow>,
    /// The disk of the user's own folder.
    pub disk: Recorded<machine::Disk>,
    /// The proxy in force.
    pub proxy: Recorded<Option<security::Proxy>>,
    /// Risks of telework.
    pub posture: Recorded<PostureReading>,
    /// Processor seconds used by Maillon.
    pub own_cpu_seconds: Recorded<f64>,
}

/// The way to one network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedRoute {
    /// Address of the network, or of the one host that was asked about.
    pub to: IpAddr,
    /// Length of its prefix, bits.
    pub prefix: u8,
    /// The way.
    pub answer: Answer<Route>,
}

impl RecordedRoute {
    fn holds(&self, address: IpAddr) -> bool {
        lies_in(address, self.to, self.prefix)
    }
}

/// Asks `host` everything once, and twice what is counted: before and after the machine's `window`.
pub async fn record(host: &impl Host, targets: &[IpAddr], window: Duration) -> Recording {
    let interfaces = host.interfaces().await;
    let names: Vec<(String, InterfaceKind)> = interfaces
        .iter()
        .flatten()
        .map(|interface| (interface.name.clone(), interface.kind))
        .collect();
    let mut recording = Recording {
        account: host.account(),
        interfaces: Some(interfaces),
        networks: Some(host.networks().await),
        resolvers: Some(host.resolvers().await),
        search_domains: Some(host.search_domains().await),
        connections: Some(host.connections().await),
        saved_desktops: Some(host.saved_desktops().await),
        process_names: Some(host.process_names().await),
        proxy: Some(host.proxy().await),
        posture: Some(host.posture().await),
        ..Recording::default()
    };
    for target in targets {
        recording.routes.push(RecordedRoute {
            to: *target,
            prefix: if target.is_ipv4() { 32 } else { 128 },
            answer: host.route(*target).await,
        });
    }
    count(host, &names, &mut recording).await;
    recording.machine = Some(host.machine(window).await);
    count(host, &names, &mut recording).await;
    recording.disk = match host.own_folder() {
        Ok(folder) => Some(host.disk(&folder).await),
        Err(error) => Some(Err(error)),
    };
    recording.own_cpu_seconds = Some(host.own_cpu_seconds());
    recording
}

async fn count(host: &impl Host, names: &[(String, InterfaceKind)], recording: &mut Recording) {
    for (name, kind) in names {
        let traffic = host.traffic(name).await;
        recording.traffic.entry(name.clone()).or_default().push(traffic);
        if *kind == InterfaceKind::Wifi {
            let wifi = host.wifi(name).await;
            recording.wifi.entry(name.clone()).or_default().push(wifi);
        }
    }
}

/// Answers from a [`Recording`].
#[derive(Debug)]
pub struct RecordedHost {
    recording: Recording,
    own_folder: Option<PathBuf>,
    /// How many readings of each question were given.
    given: Mutex<BTreeMap<(&'static str, String), usize>>,
}

impl RecordedHost {
    /// Answers from `recording`; disk tests write in `own_folder`, or are a gap without one.
    pub fn new(recording: Recording, own_folder: Option<PathBuf>) -> Self {
        Self {
            recording,
            own_folder,
            given: Mutex::default(),
        }
    }

    /// The next reading of an interface, the last one again when all were given.
    fn next<T: Clone>(
        &self,
        question: &'static str,
        readings: &BTreeMap<String, Vec<Answer<T>>>,
        name: &str,
    ) -> Answer<T> {
        let readings = readings.get(name).map(Vec::as_slice).unwrap_or_default();
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        let count = given.entry((question, name.to_owned())).or_default();
        let reading = readings.get(*count).or(readings.last()).cloned();
        *count += 1;
        answer(question, reading)
    }
}

fn answer<T>(question: &str, recorded: Recorded<T>) -> Answer<T> {
    recorded.unwrap_or_else(|| Err(HostError::new(question, GapReason::NotSupported, "not recorded")))
}

impl Host for RecordedHost {
    fn account(&self) -> Account {
        self.recording.account.clone()
    }

    fn own_folder(&self) -> Answer<PathBuf> {
        answer("own_folder", self.own_folder.clone().map(Ok))
    }

    async fn interfaces(&self) -> Answer<Vec<Interface>> {
        answer("interfaces", self.recording.interfaces.clone())
    }

    async fn route(&self, to: IpAddr) -> Answer<Route> {
        let holding = self.recording.routes.iter().filter(|route| route.holds(to));
        let nearest = holding.max_by_key(|route| route.prefix);
        answer("route", nearest.map(|route| route.answer.clone()))
    }

    async fn networks(&self) -> Answer<Vec<Network>> {
        answer("networks", self.recording.networks.clone())
    }

    async fn neighbour(&self, address: IpAddr) -> Answer<Option<Neighbour>> {
        Ok(self.recording.neighbours.get(&address).copied())
    }

    async fn traffic(&self, interface: &str) -> Answer<Traffic> {
        self.next("traffic", &self.recording.traffic, interface)
    }

    async fn wifi(&self, interface: &str) -> Answer<WifiReading> {
        self.next("wifi", &self.recording.wifi, interface)
    }

    async fn resolvers(&self) -> Answer<Vec<Resolver>> {
        answer("resolvers", self.recording.resolvers.clone())
    }

    async fn search_domains(&self) -> Answer<Vec<String>> {
        answer("search_domains", self.recording.search_domains.clone())
    }

    async fn connections(&self) -> Answer<Vec<SocketAddr>> {
        answer("connections", self.recording.connections.clone())
    }

    async fn saved_desktops(&self) -> Answer<Vec<SavedDesktop>> {
        answer("saved_desktops", self.recording.saved_desktops.clone())
    }

    async fn process_names(&self) -> Answer<Vec<String>> {
        answer("process_names", self.recording.process_names.clone())
    }

    async fn machine(&self, _window: Duration) -> Answer<MachineWindow> {
        answer("machine", self.recording.machine.clone())
    }

    async fn disk(&self, _folder: &Path) -> Answer<machine::Disk> {
        answer("disk", self.recording.disk.clone())
    }

    async fn proxy(&self) -> Answer<Option<security::Proxy>> {
        answer("proxy", self.recording.proxy.clone())
    }

    async fn posture(&self) -> Answer<PostureReading> {
        answer("posture", self.recording.posture.clone())
    }

    fn own_cpu_seconds(&self) -> Answer<f64> {
        answer("own_cpu_seconds", self.recording.own_cpu_seconds.clone())
    }
}
