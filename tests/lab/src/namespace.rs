//! One network namespace: a computer or a router of the lab.

use crate::name::LabName;
use crate::shell;
use anyhow::{Context, Result};
use nix::sched::{CloneFlags, setns};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::fs::{self, File};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::thread;

/// Where ip-netns(8) keeps the namespaces it knows by name.
pub const NAMED: &str = "/run/netns";
/// ip-netns(8) mounts what it finds here over `/etc` for the programs it starts.
pub const SETTINGS: &str = "/etc/netns";

/// A namespace, removed with everything that runs in it when dropped.
#[derive(Debug)]
pub struct Namespace {
    name: String,
    handle: File,
}

impl Namespace {
    /// Creates it, with its loopback up, IPv6 off and echo open to ordinary users.
    pub fn create(lab: &LabName, role: &str) -> Result<Self> {
        let name = lab.namespace(role);
        shell::run("ip", &format!("netns add {name}"))?;
        let handle = File::open(Path::new(NAMED).join(&name)).with_context(|| format!("opening {name}"))?;
        let namespace = Self { name, handle };
        namespace.ip("link set lo up")?;
        namespace.set("net/ipv4/ping_group_range", "0 2147483647")?;
        namespace.set("net/ipv6/conf/all/disable_ipv6", "1")?;
        namespace.set("net/ipv6/conf/default/disable_ipv6", "1")?;
        Ok(namespace)
    }

    /// The name ip-netns(8) knows it by.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs ip(8) in it.
    pub fn ip(&self, arguments: &str) -> Result<()> {
        shell::run("ip", &format!("-n {} {arguments}", self.name)).map(drop)
    }

    /// Lets it forward packets.
    pub fn forward(&self) -> Result<()> {
        self.set("net/ipv4/ip_forward", "1")
    }

    /// Rewrites the source of what leaves through `interface`, as a home's box does.
    pub fn masquerade(&self, interface: &str) -> Result<()> {
        let rules = format!(
            "table ip lab {{\n chain leaving {{\n type nat hook postrouting priority srcnat\n oifname \"{interface}\" masquerade\n }}\n}}\n"
        );
        self.filter(&rules)
    }

    /// Adds rules in the language of nft(8).
    pub fn filter(&self, rules: &str) -> Result<()> {
        shell::feed("ip", &format!("netns exec {} nft -f -", self.name), rules).map(drop)
    }

    /// Sets the name server its programs ask.
    pub fn resolver(&self, server: Ipv4Addr) -> Result<()> {
        self.resolvers(&[server])
    }

    /// Names several name servers; the first is asked unless it keeps silent.
    pub fn resolvers(&self, servers: &[Ipv4Addr]) -> Result<()> {
        let folder = Path::new(SETTINGS).join(&self.name);
        fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
        let list = servers.iter().map(|server| format!("nameserver {server}"));
        let list = list.collect::<Vec<_>>().join("\n") + "\n";
        fs::write(folder.join("resolv.conf"), list).context("writing resolv.conf")?;
        fs::write(folder.join("hosts"), "127.0.0.1 localhost\n").context("writing hosts")
    }

    /// Writes a setting below `/proc/sys`.
    pub fn set(&self, setting: &str, value: &str) -> Result<()> {
        let path = PathBuf::from("/proc/sys").join(setting);
        self.enter(|| fs::write(&path, value))
            .with_context(|| format!("setting {setting} to {value} in {}", self.name))
    }

    /// Does `work` in the namespace, on a thread of its own.
    ///
    /// # Panics
    /// When `work` does.
    pub fn enter<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        let inside = || {
            setns(&self.handle, CloneFlags::CLONE_NEWNET).expect("root may enter its own namespace");
            work()
        };
        thread::scope(|scope| match scope.spawn(inside).join() {
            Ok(value) => value,
            Err(panic) => std::panic::resume_unwind(panic),
        })
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        remove(&self.name);
    }
}

/// Removes a namespace and ends what runs in it. Errors are of no use here: it is gone, or another lab is removing it.
pub fn remove(name: &str) {
    let processes = shell::run("ip", &format!("netns pids {name}")).unwrap_or_default();
    for process in processes.lines().filter_map(|line| line.trim().parse().ok()) {
        kill(Pid::from_raw(process), Signal::SIGKILL).ok();
    }
    shell::run("ip", &format!("netns del {name}")).ok();
    fs::remove_dir_all(Path::new(SETTINGS).join(name)).ok();
}
