//! Both ends of an OpenVPN tunnel: openvpn(8) in user space, over UDP or over TCP, with certificates.

use crate::address::{EDGE, INSIDE, OPENVPN_PORT, PC_INSIDE};
use crate::certificate::Leaf;
use crate::namespace::Namespace;
use crate::process::Process;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// Prefix of the names of its interfaces.
pub const INTERFACE: &str = "tun";

/// What openvpn(8) says when an end is ready for packets.
const UP: &str = "Initialization Sequence Completed";
/// Last address that the concentrator may give: it wants two of them at the least.
const LAST_INSIDE: &str = "10.20.200.9";

/// What carries the packets of the tunnel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    /// One datagram a packet.
    Udp,
    /// One connection for all of them, which holds all back until a lost segment was sent again.
    Tcp,
    /// The same, in which a small packet also waits until the one before was acknowledged.
    WaitingTcp,
}

impl Carrier {
    const fn words(self) -> [&'static str; 2] {
        match self {
            Self::Udp => ["udp4", "udp4"],
            Self::Tcp | Self::WaitingTcp => ["tcp4-server", "tcp4-client"],
        }
    }
}

/// Starts the concentrator at the company's edge, and waits until it takes visitors.
pub fn concentrator(
    namespace: &Namespace,
    folder: &Path,
    interface: &str,
    carrier: Carrier,
    proof: (&Path, &Leaf),
) -> Result<Process> {
    let [protocol, _] = carrier.words();
    let at_once = if carrier == Carrier::Tcp { "tcp-nodelay\n" } else { "" };
    let settings = format!(
        "mode server\ntls-server\nproto {protocol}\nlocal {EDGE}\nport {OPENVPN_PORT}\ndh none\nkeepalive 10 60\n\
         topology subnet\npush \"topology subnet\"\nifconfig {INSIDE} 255.255.0.0\n\
         ifconfig-pool {PC_INSIDE} {LAST_INSIDE} 255.255.0.0\n{at_once}"
    );
    start(namespace, folder, interface, &settings, proof)
}

/// Starts the computer's end, and waits until it carries packets; its address and the way to the company's network come from the concentrator.
pub fn client(
    namespace: &Namespace,
    folder: &Path,
    interface: &str,
    carrier: Carrier,
    proof: (&Path, &Leaf),
) -> Result<Process> {
    let [_, protocol] = carrier.words();
    let settings = format!("client\nproto {protocol}\nremote {EDGE} {OPENVPN_PORT}\nnobind\n");
    start(namespace, folder, interface, &settings, proof)
}

fn start(
    namespace: &Namespace,
    folder: &Path,
    interface: &str,
    settings: &str,
    (root, leaf): (&Path, &Leaf),
) -> Result<Process> {
    let settings = format!(
        "{settings}dev {interface}\ndev-type tun\ndisable-dco\nca {root}\ncert {certificate}\nkey {key}\nverb 3\n",
        root = root.display(),
        certificate = leaf.certificate.display(),
        key = leaf.key.display(),
    );
    let file = folder.join(format!("{interface}.ovpn"));
    fs::write(&file, settings).context("writing the settings of the tunnel")?;
    let config = file.display().to_string();
    let mut process = Process::start(namespace, folder, interface, "openvpn", &["--config", &config])?;
    let log = folder.join(format!("{interface}.log"));
    let is_ready = || fs::read_to_string(&log).unwrap_or_default().contains(UP);
    process.wait_until("open its end of the tunnel", is_ready)?;
    Ok(process)
}
