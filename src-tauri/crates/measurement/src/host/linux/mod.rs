//! Questions put to Linux, all answered by files any user may read and by the system's own services.
//!
//! Every reader takes the root of the file system, `/` outside tests.

mod account;
mod bus;
mod desktops;
mod disk;
mod environment;
pub mod machine;
pub mod network;
mod posture;
mod power_profile;
mod protection;
mod proxy;
mod session;
pub mod system;
mod watch;

pub use environment::Environment;

use super::asking::{BUDGET, bytes_up_to, on_a_thread};
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
#[derive(Debug, Clone)]
pub struct LinuxHost {
    root: PathBuf,
    environment: Environment,
}

impl LinuxHost {
    /// The running system.
    pub fn new() -> Self {
        Self::at("/", Environment::of_this_program())
    }

    /// A system whose files lie below `root`, with the environment its user would have.
    pub fn at(root: impl Into<PathBuf>, environment: Environment) -> Self {
        Self {
            root: root.into(),
            environment,
        }
    }

    /// Puts a question that reads files. On its own thread, so that a dead network drive holds up nothing but its answer.
    async fn ask<T, Q>(&self, question: &'static str, read: Q) -> Answer<T>
    where
        T: Send + 'static,
        Q: FnOnce(&Path, &Environment) -> Answer<T> + Send + 'static,
    {
        let host = self.clone();
        on_a_thread(question, move || read(&host.root, &host.environment)).await
    }
}

impl Default for LinuxHost {
    fn default() -> Self {
        Self::new()
    }
}

impl Host for LinuxHost {
    fn account(&self) -> Account {
        account::account(&self.root, &self.environment)
    }

    fn own_folder(&self) -> Answer<PathBuf> {
        account::own_folder(&self.environment)
    }

    async fn interfaces(&self) -> Answer<Vec<Interface>> {
        network::interfaces(&self.root).await
    }

    async fn route(&self, to: IpAddr) -> Answer<Route> {
        network::route(to).await
    }

    async fn networks(&self) -> Answer<Vec<Network>> {
        network::networks().await
    }

    async fn neighbour(&self, address: IpAddr) -> Answer<Option<Neighbour>> {
        let Some(units) = machine::units(&self.root) else {
            let detail = "the kernel does not tell its clock ticks";
            return Err(HostError::new("neighbour", GapReason::NotSupported, detail));
        };
        network::neighbour(address, units.ticks_per_second).await
    }

    async fn traffic(&self, interface: &str) -> Answer<Traffic> {
        network::traffic(interface).await
    }

    async fn wifi(&self, interface: &str) -> Answer<WifiReading> {
        network::wifi(interface).await
    }

    async fn resolvers(&self) -> Answer<Vec<Resolver>> {
        network::resolvers(&self.root).await
    }

    async fn search_domains(&self) -> Answer<Vec<String>> {
        let read = |root: &Path, _: &Environment| network::search_domains(root);
        self.ask("search_domains", read).await
    }

    async fn connections(&self) -> Answer<Vec<SocketAddr>> {
        network::connections(&self.root).await
    }

    async fn saved_desktops(&self) -> Answer<Vec<SavedDesktop>> {
        let read = |_: &Path, environment: &Environment| desktops::saved_desktops(environment);
        self.ask("saved_desktops", read).await
    }

    async fn process_names(&self) -> Answer<Vec<String>> {
        self.ask("process_names", |root, _| account::process_names(root)).await
    }

    async fn machine(&self, window: Duration) -> Answer<MachineWindow> {
        watch::machine(self, window).await
    }

    async fn disk(&self, folder: &Path) -> Answer<machine_check::Disk> {
        let folder = folder.to_owned();
        self.ask("disk", move |root, _| disk::disk(root, &folder)).await
    }

    async fn proxy(&self) -> Answer<Option<security::Proxy>> {
        self.ask("proxy", proxy::proxy).await
    }

    async fn posture(&self) -> Answer<PostureReading> {
        self.ask("posture", posture::posture).await.map(PostureReading::from)
    }

    fn own_cpu_seconds(&self) -> Answer<f64> {
        let used = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
        Ok(used.tv_sec as f64 + used.tv_nsec as f64 / 1e9)
    }
}

/// Text of a file below `root`, without the blanks around it; none when it cannot be read.
pub(crate) fn text(root: &Path, path: &str) -> Option<String> {
    let bytes = std::fs::read(root.join(path)).ok()?;
    Some(String::from_utf8_lossy(&bytes).trim().to_owned())
}

/// Text of a file somebody else may have written, like [`bytes_up_to`].
pub(crate) fn text_up_to(path: &Path, most: u64) -> Option<String> {
    Some(String::from_utf8_lossy(&bytes_up_to(path, most)?).into_owned())
}

/// A number in a file below `root`.
pub(crate) fn number(root: &Path, path: &str) -> Option<u64> {
    text(root, path)?.parse().ok()
}

/// Names in a folder below `root`, sorted; none when it cannot be listed.
pub(crate) fn names(root: &Path, path: &str) -> Option<Vec<String>> {
    let entries = std::fs::read_dir(root.join(path)).ok()?;
    let mut names: Vec<String> = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    Some(names)
}

#[cfg(test)]
pub(crate) mod test_files;
