//! Questions put to macOS, by safe libraries and as an ordinary user. Compiled for one, never run on one.
//!
//! What is not asked is an error that says so. Least of all is the cost of processes told: an ordinary user reads 0 for those of
//! the system, among them whatever protects the computer.

mod machine;
mod network;

use super::asking::{make_own_folder, on_a_thread};
use super::{
    Account, Answer, Host, HostError, Interface, MachineWindow, Neighbour, Network, PostureReading, Resolver, Route,
    SavedDesktop, Traffic, WifiReading,
};
use crate::host::parse::proxy::of_environment;
use maillon_diagnosis::GapReason;
use maillon_diagnosis::checks::{machine as machine_check, security};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;
use sysinfo::System;

/// This computer, asked as an ordinary user.
#[derive(Debug, Clone, Default)]
pub struct MacHost;

impl MacHost {
    /// The running system.
    pub fn new() -> Self {
        Self
    }
}

impl Host for MacHost {
    fn account(&self) -> Account {
        Account {
            host_name: System::host_name().ok().filter(|name| !name.is_empty()),
            user_name: std::env::var("USER").ok().filter(|name| !name.is_empty()),
        }
    }

    fn own_folder(&self) -> Answer<PathBuf> {
        let home = std::env::var_os("HOME")
            .map(PathBuf::from)
            .filter(|home| home.is_absolute());
        make_own_folder(home.map(|home| home.join("Library/Caches/Maillon")), "HOME")
    }

    async fn interfaces(&self) -> Answer<Vec<Interface>> {
        on_a_thread("interfaces", network::interfaces).await
    }

    async fn route(&self, to: IpAddr) -> Answer<Route> {
        on_a_thread("route", move || network::route(to)).await
    }

    async fn networks(&self) -> Answer<Vec<Network>> {
        not_asked("networks")
    }

    async fn neighbour(&self, _address: IpAddr) -> Answer<Option<Neighbour>> {
        not_asked("neighbour")
    }

    async fn traffic(&self, interface: &str) -> Answer<Traffic> {
        let interface = interface.to_owned();
        on_a_thread("traffic", move || network::traffic(&interface)).await
    }

    async fn wifi(&self, _interface: &str) -> Answer<WifiReading> {
        not_asked("wifi")
    }

    async fn resolvers(&self) -> Answer<Vec<Resolver>> {
        on_a_thread("resolvers", network::resolvers).await
    }

    async fn search_domains(&self) -> Answer<Vec<String>> {
        on_a_thread("search_domains", network::search_domains).await
    }

    async fn connections(&self) -> Answer<Vec<SocketAddr>> {
        not_asked("connections")
    }

    async fn saved_desktops(&self) -> Answer<Vec<SavedDesktop>> {
        not_asked("saved_desktops")
    }

    async fn process_names(&self) -> Answer<Vec<String>> {
        on_a_thread("process_names", machine::process_names).await
    }

    async fn machine(&self, window: Duration) -> Answer<MachineWindow> {
        machine::machine(window).await
    }

    async fn disk(&self, folder: &Path) -> Answer<machine_check::Disk> {
        let folder = folder.to_owned();
        on_a_thread("disk", move || machine::disk(&folder)).await
    }

    /// Only the environment is read: the settings of the system are not.
    async fn proxy(&self) -> Answer<Option<security::Proxy>> {
        let variables: Vec<(String, String)> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        let value = |wanted: &str| {
            let found = variables.iter().find(|(name, _)| name == wanted);
            found.map(|(_, value)| value.as_str())
        };
        of_environment(value).map_or_else(|| not_asked("proxy"), |proxy| Ok(Some(proxy)))
    }

    async fn posture(&self) -> Answer<PostureReading> {
        not_asked("posture")
    }

    fn own_cpu_seconds(&self) -> Answer<f64> {
        machine::own_cpu_seconds()
    }
}

fn not_asked<T>(question: &str) -> Answer<T> {
    Err(HostError::new(
        question,
        GapReason::NotSupported,
        "not asked on macOS yet",
    ))
}
