//! A name server: dnsmasq(8).

use crate::namespace::Namespace;
use crate::process::Process;
use anyhow::Result;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

/// Starts a name server at `address` that knows `names` and asks `upstream` for the others; without one they do not exist.
pub fn start(
    namespace: &Namespace,
    folder: &Path,
    name: &str,
    address: Ipv4Addr,
    names: &[(&str, Ipv4Addr)],
    upstream: Option<Ipv4Addr>,
) -> Result<Process> {
    let mut arguments: Vec<String> = names
        .iter()
        .map(|(name, address)| format!("--host-record={name},{address}"))
        .collect();
    arguments.extend(upstream.map(|server| format!("--server={server}")));
    arguments.push(format!("--listen-address={address}"));
    let fixed = [
        "--keep-in-foreground",
        "--conf-file=/dev/null",
        "--user=root",
        "--pid-file=",
        "--no-hosts",
        "--no-resolv",
        "--bind-interfaces",
        "--cache-size=0",
        // Without it a server that has no upstream refuses a name it does not know, which is no answer.
        if upstream.is_none() {
            "--address=/#/"
        } else {
            "--domain-needed"
        },
    ];
    let arguments: Vec<&str> = fixed.into_iter().chain(arguments.iter().map(String::as_str)).collect();
    let mut process = Process::start(namespace, folder, name, "dnsmasq", &arguments)?;
    process.listens(namespace, SocketAddr::from((address, 53)))?;
    Ok(process)
}
