//! One end of a tunnel: wireguard-go(1), which needs no kernel module.

use crate::namespace::Namespace;
use crate::process::Process;
use crate::shell;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// Prefix of the names of its interfaces.
pub const INTERFACE: &str = "wg";

/// Where every wireguard-go of the computer keeps its control socket, whatever its network namespace.
pub const CONTROL_SOCKETS: &str = "/var/run/wireguard";

/// A private key and its public half, in base64 (wg(8)).
#[derive(Debug)]
pub struct Keys {
    /// What this end keeps to itself.
    pub private: String,
    /// What the other end knows.
    pub public: String,
}

impl Keys {
    /// A new pair.
    pub fn new() -> Result<Self> {
        let private = shell::run("wg", "genkey")?.trim().to_owned();
        let public = shell::feed("wg", "pubkey", &private)?.trim().to_owned();
        Ok(Self { private, public })
    }
}

/// One end of a tunnel, until it is dropped.
#[derive(Debug)]
pub struct TunnelEnd {
    /// Its program.
    pub process: Process,
    _socket: Option<ControlSocket>,
}

impl From<Process> for TunnelEnd {
    fn from(process: Process) -> Self {
        Self { process, _socket: None }
    }
}

/// wireguard-go ends when its socket goes, and leaves it behind when it is killed.
#[derive(Debug)]
struct ControlSocket(PathBuf);

impl Drop for ControlSocket {
    fn drop(&mut self) {
        fs::remove_file(&self.0).ok();
    }
}

/// Starts a tunnel interface, set by `settings` in the syntax of wg(8), and brings it up with `address`.
pub fn start(
    namespace: &Namespace,
    folder: &Path,
    interface: &str,
    address: &str,
    settings: &str,
) -> Result<TunnelEnd> {
    let arguments = ["--foreground", interface];
    let mut process = Process::start(namespace, folder, interface, "wireguard-go", &arguments)?;
    let socket = ControlSocket(Path::new(CONTROL_SOCKETS).join(format!("{interface}.sock")));
    process.wait_until("open its control socket", || socket.0.exists())?;
    let file = folder.join(format!("{interface}.conf"));
    fs::write(&file, settings).context("writing the settings of the tunnel")?;
    shell::run("wg", &format!("setconf {interface} {}", file.display()))?;
    namespace.ip(&format!("address add {address} dev {interface}"))?;
    namespace.ip(&format!("link set {interface} up mtu 1420"))?;
    Ok(TunnelEnd {
        process,
        _socket: Some(socket),
    })
}
