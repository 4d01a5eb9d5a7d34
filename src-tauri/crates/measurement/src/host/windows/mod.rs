//! Questions put to Windows 10 and 11 through its own interfaces, all of them open to an ordinary user.
//!
//! Asking is here, and small; what the answers mean is told by [`parse::windows`](super::parse::windows) on every system. A function
//! that an older Windows lacks is looked up when it is needed.

mod account;
mod desktops;
mod disk;
pub(crate) mod library;
mod machine;
mod network;
mod posture;
mod protection;
mod proxy;
mod registry;
mod system;
mod thermal;
mod volume;
mod watch;

pub(crate) use machine::processor_now;
pub(crate) use network::{source_leaving_by, tcp_info};

use super::asking::on_a_thread;
use super::{
    Account, Answer, Host, HostError, Interface, MachineWindow, Neighbour, Network, PostureReading, Resolver, Route,
    SavedDesktop, Traffic, WifiReading,
};
use maillon_diagnosis::GapReason;
use maillon_diagnosis::checks::{machine as machine_check, security};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// This computer, asked as an ordinary user.
#[derive(Debug, Clone, Default)]
pub struct WindowsHost;

impl WindowsHost {
    /// The running system.
    pub fn new() -> Self {
        Self
    }
}

impl Host for WindowsHost {
    fn account(&self) -> Account {
        account::account()
    }

    fn own_folder(&self) -> Answer<PathBuf> {
        account::own_folder()
    }

    async fn interfaces(&self) -> Answer<Vec<Interface>> {
        on_a_thread("interfaces", network::interfaces).await
    }

    async fn route(&self, to: IpAddr) -> Answer<Route> {
        on_a_thread("route", move || network::route(to)).await
    }

    async fn networks(&self) -> Answer<Vec<Network>> {
        on_a_thread("networks", network::networks).await
    }

    async fn neighbour(&self, address: IpAddr) -> Answer<Option<Neighbour>> {
        on_a_thread("neighbour", move || network::neighbour(address)).await
    }

    async fn traffic(&self, interface: &str) -> Answer<Traffic> {
        let interface = interface.to_owned();
        on_a_thread("traffic", move || network::traffic(&interface)).await
    }

    async fn wifi(&self, interface: &str) -> Answer<WifiReading> {
        let interface = interface.to_owned();
        on_a_thread("wifi", move || network::wifi(&interface)).await
    }

    async fn resolvers(&self) -> Answer<Vec<Resolver>> {
        on_a_thread("resolvers", network::resolvers).await
    }

    async fn search_domains(&self) -> Answer<Vec<String>> {
        on_a_thread("search_domains", network::search_domains).await
    }

    async fn connections(&self) -> Answer<Vec<SocketAddr>> {
        on_a_thread("connections", network::connections).await
    }

    async fn saved_desktops(&self) -> Answer<Vec<SavedDesktop>> {
        on_a_thread("saved_desktops", desktops::saved_desktops).await
    }

    async fn process_names(&self) -> Answer<Vec<String>> {
        on_a_thread("process_names", || {
            let names: Vec<String> = machine::running().into_iter().map(|process| process.name).collect();
            if names.is_empty() {
                let detail = "NtQuerySystemInformation tells of no process";
                return Err(HostError::new("process_names", GapReason::NotPermitted, detail));
            }
            Ok(names)
        })
        .await
    }

    async fn machine(&self, window: Duration) -> Answer<MachineWindow> {
        watch::machine(window).await
    }

    async fn disk(&self, folder: &Path) -> Answer<machine_check::Disk> {
        let folder = folder.to_owned();
        on_a_thread("disk", move || disk::disk(&folder)).await
    }

    async fn proxy(&self) -> Answer<Option<security::Proxy>> {
        proxy::proxy().await
    }

    async fn posture(&self) -> Answer<PostureReading> {
        let firewalls = on_a_thread("security_center", protection::firewalls);
        let encrypted = on_a_thread("encryption", || volume::encrypted(&account::own_folder()?));
        let (posture, firewalls, encrypted) =
            tokio::join!(on_a_thread("posture", posture::posture), firewalls, encrypted);
        posture.map(|posture| posture::with(posture, firewalls, encrypted))
    }

    fn own_cpu_seconds(&self) -> Answer<f64> {
        account::own_cpu_seconds()
    }
}

#[cfg(test)]
mod tests;
