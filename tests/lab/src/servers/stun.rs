//! A STUN server: turnserver(1) of coturn.

use crate::namespace::Namespace;
use crate::process::Process;
use anyhow::Result;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

/// Port of STUN (RFC 8489 § 18.6).
pub const PORT: u16 = 3478;

/// Starts a STUN server at `address`.
pub fn start(namespace: &Namespace, folder: &Path, address: Ipv4Addr) -> Result<Process> {
    let database = folder.join("turn.db").display().to_string();
    let pid_file = folder.join("turn.pid").display().to_string();
    let arguments = [
        "-n",
        "--stun-only",
        "--no-tls",
        "--no-dtls",
        "--no-cli",
        "--log-file=stdout",
        "--simple-log",
        &format!("--listening-ip={address}"),
        &format!("--listening-port={PORT}"),
        &format!("--userdb={database}"),
        &format!("--pidfile={pid_file}"),
    ];
    let mut process = Process::start(namespace, folder, "turnserver", "turnserver", &arguments)?;
    process.listens(namespace, SocketAddr::from((address, PORT)))?;
    Ok(process)
}
