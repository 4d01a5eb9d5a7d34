//! The seam to the operating system.
//!
//! Asking (`linux`, `macos`, `windows`) is apart from understanding (`parse`), so that captured text tests every parser on every system.
//! Checks ask through [`Host`] only; a recorded implementation answers from a file, so that every captured computer becomes a test.

mod asking;
pub mod busy;
mod facts;
#[cfg(target_os = "linux")]
pub mod linux;
#[cfg(target_os = "macos")]
pub mod macos;
pub mod parse;
pub mod recorded;
pub mod tcp;
#[cfg(windows)]
pub mod windows;

#[cfg(windows)]
pub use self::windows::WindowsHost as ThisComputer;
#[cfg(target_os = "linux")]
pub use linux::LinuxHost as ThisComputer;
#[cfg(target_os = "macos")]
pub use macos::MacHost as ThisComputer;

pub use facts::{
    Account, HostError, Interface, MachineWindow, Neighbour, Network, PostureReading, Resolver, Route, SavedDesktop,
    Traffic, WifiReading,
};

use maillon_diagnosis::Gap;
use maillon_diagnosis::checks::{machine, security};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// An answer of the system, or why there is none.
pub type Answer<T> = Result<T, HostError>;

/// What was answered; where nothing was, nothing, and why among the `gaps`.
pub(crate) fn or_gap<T: Default>(answer: Answer<T>, gaps: &mut Vec<Gap>) -> T {
    answer.unwrap_or_else(|error| {
        gaps.push(error.gap(""));
        T::default()
    })
}

/// Questions an ordinary user may put to the operating system. No answer is ever replaced by a zero.
///
/// Every method keeps to a budget of 2 s of its own, apart from [`Host::machine`], which takes its window.
pub trait Host: Send + Sync + 'static {
    /// Who runs Maillon, and where.
    fn account(&self) -> Account;

    /// The user's own folder, in which bounded disk tests may write.
    fn own_folder(&self) -> Answer<PathBuf>;

    /// Interfaces that are up, loopback left out.
    fn interfaces(&self) -> impl Future<Output = Answer<Vec<Interface>>> + Send;

    /// Which way the system would send a packet to `to` now. Sends nothing.
    fn route(&self, to: IpAddr) -> impl Future<Output = Answer<Route>> + Send;

    /// Networks the system has a route of its own to, default routes left out. They tell what may lie behind a tunnel; which way
    /// something goes is for [`Host::route`] to say.
    fn networks(&self) -> impl Future<Output = Answer<Vec<Network>>> + Send;

    /// Whether the neighbour of that address was found on its link; none while the system has not settled it. Sends nothing.
    fn neighbour(&self, address: IpAddr) -> impl Future<Output = Answer<Option<Neighbour>>> + Send;

    /// Counters of one interface.
    fn traffic(&self, interface: &str) -> impl Future<Output = Answer<Traffic>> + Send;

    /// The radio of one interface.
    fn wifi(&self, interface: &str) -> impl Future<Output = Answer<WifiReading>> + Send;

    /// DNS servers in force, the stub resolved to what it asks where that can be known.
    fn resolvers(&self) -> impl Future<Output = Answer<Vec<Resolver>>> + Send;

    /// Domains the system adds to a short name, as the network and the tunnel handed them out.
    fn search_domains(&self) -> impl Future<Output = Answer<Vec<String>>> + Send;

    /// Remote ends of established TCP connections.
    fn connections(&self) -> impl Future<Output = Answer<Vec<SocketAddr>>> + Send;

    /// Remote desktops the user saved (`.rdp`, Remmina).
    fn saved_desktops(&self) -> impl Future<Output = Answer<Vec<SavedDesktop>>> + Send;

    /// Names of the processes that run now.
    fn process_names(&self) -> impl Future<Output = Answer<Vec<String>>> + Send;

    /// Watches processor, memory and processes for `window`, and reads what does not change.
    fn machine(&self, window: Duration) -> impl Future<Output = Answer<MachineWindow>> + Send;

    /// The disk that holds `folder`, without its latency.
    fn disk(&self, folder: &std::path::Path) -> impl Future<Output = Answer<machine::Disk>> + Send;

    /// The proxy in force for https.
    fn proxy(&self) -> impl Future<Output = Answer<Option<security::Proxy>>> + Send;

    /// Risks of telework, as far as they can be read without rights; `wifi` and `outside_tunnel` are for the checks.
    fn posture(&self) -> impl Future<Output = Answer<PostureReading>> + Send;

    /// Processor seconds used by Maillon itself.
    fn own_cpu_seconds(&self) -> Answer<f64>;
}
