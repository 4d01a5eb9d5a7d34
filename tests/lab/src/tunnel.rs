//! The tunnel from the teleworker's computer to the company's edge: what it takes, which VPN makes it, and its two ends.

use crate::address::{BOX, EDGE, INSIDE, OPENVPN_PORT, PC_INSIDE, WIREGUARD_PORT};
use crate::certificate::Authority;
use crate::home::Home;
use crate::name::LabName;
use crate::servers::openvpn::{self, Carrier};
use crate::servers::wireguard::{self, Keys, TunnelEnd};
use anyhow::Result;
use serde::Deserialize;
use std::path::Path;

/// What the teleworker's VPN takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tunnel {
    /// Everything, as the VPN's own tools set it up.
    Full,
    /// The company's network only.
    Split,
    /// There is none, nor is one wanted: the company's servers stand in the Internet.
    None,
    /// The company wants one, and it is not up: its servers cannot be reached and their names are not known.
    Down,
}

/// Which VPN makes the tunnel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vpn {
    /// WireGuard.
    #[default]
    Wireguard,
    /// OpenVPN over UDP.
    OpenvpnUdp,
    /// OpenVPN over TCP, where small packets do not wait for others (`tcp-nodelay`).
    OpenvpnTcp,
    /// OpenVPN over TCP as it is when nothing else is set: a small packet waits until the one before was acknowledged (RFC 896).
    OpenvpnTcpUnset,
}

impl Vpn {
    /// Port of its concentrator.
    pub const fn port(self) -> u16 {
        match self {
            Self::Wireguard => WIREGUARD_PORT,
            Self::OpenvpnUdp | Self::OpenvpnTcp | Self::OpenvpnTcpUnset => OPENVPN_PORT,
        }
    }

    /// Prefix of the names of its interfaces.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Wireguard => wireguard::INTERFACE,
            Self::OpenvpnUdp | Self::OpenvpnTcp | Self::OpenvpnTcpUnset => openvpn::INTERFACE,
        }
    }
}

/// The place of a tunnel that is being opened.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The lab.
    pub lab: &'a LabName,
    /// The computer, and the edge.
    pub home: &'a Home,
    /// Where settings and logs are kept.
    pub folder: &'a Path,
    /// Signs what the ends prove themselves with.
    pub authority: &'a Authority,
    /// Whether everything goes through it, not the company's network only.
    pub takes_all: bool,
}

/// Opens the tunnel, at the computer's end through `interface`; gives the computer's end first.
pub fn open(place: Place<'_>, vpn: Vpn, interface: &str) -> Result<[TunnelEnd; 2]> {
    match vpn {
        Vpn::Wireguard => open_wireguard(place, interface),
        Vpn::OpenvpnUdp => open_openvpn(place, interface, Carrier::Udp),
        Vpn::OpenvpnTcp => open_openvpn(place, interface, Carrier::Tcp),
        Vpn::OpenvpnTcpUnset => open_openvpn(place, interface, Carrier::WaitingTcp),
    }
}

/// As wg-quick(8) sets it up: everything by policy routing, or a route to the company's network.
fn open_wireguard(place: Place<'_>, interface: &str) -> Result<[TunnelEnd; 2]> {
    let Place { home, folder, .. } = place;
    let (here, there) = (Keys::new()?, Keys::new()?);
    let concentrator = format!(
        "[Interface]\nPrivateKey = {}\nListenPort = {WIREGUARD_PORT}\n[Peer]\nPublicKey = {}\nAllowedIPs = {PC_INSIDE}/32\n",
        there.private, here.public
    );
    let allowed = if place.takes_all { "0.0.0.0/0" } else { "10.20.0.0/16" };
    let client = format!(
        "[Interface]\nPrivateKey = {}\nFwMark = {WIREGUARD_PORT}\n[Peer]\nPublicKey = {}\nEndpoint = {EDGE}:{WIREGUARD_PORT}\nAllowedIPs = {allowed}\nPersistentKeepalive = 25\n",
        here.private, there.public
    );
    let edge = place.lab.interface(wireguard::INTERFACE, 'e');
    let far = wireguard::start(&home.edge, folder, &edge, &format!("{INSIDE}/32"), &concentrator)?;
    home.edge.ip(&format!("route add {PC_INSIDE}/32 dev {edge}"))?;
    let near = wireguard::start(&home.pc, folder, interface, &format!("{PC_INSIDE}/32"), &client)?;
    if place.takes_all {
        home.pc
            .ip(&format!("route add default dev {interface} table {WIREGUARD_PORT}"))?;
        home.pc
            .ip(&format!("rule add not fwmark {WIREGUARD_PORT} table {WIREGUARD_PORT}"))?;
        home.pc.ip("rule add table main suppress_prefixlength 0")?;
    } else {
        home.pc.ip(&format!("route add 10.20.0.0/16 dev {interface}"))?;
    }
    Ok([near, far])
}

/// As `redirect-gateway def1` of openvpn(8) sets it up: everything by two halves of the Internet, and a route of its own to the
/// concentrator; the company's network has one in any case.
fn open_openvpn(place: Place<'_>, interface: &str, carrier: Carrier) -> Result<[TunnelEnd; 2]> {
    let Place { home, folder, .. } = place;
    let [there, here] = ["vpn.lab.test", "teleworker.lab.test"].map(|name| place.authority.leaf(name));
    let (there, here) = (there?, here?);
    let root = place.authority.root();
    let edge = place.lab.interface(openvpn::INTERFACE, 'e');
    let far = openvpn::concentrator(&home.edge, folder, &edge, carrier, (&root, &there))?;
    let near = openvpn::client(&home.pc, folder, interface, carrier, (&root, &here))?;
    if place.takes_all {
        home.pc.ip(&format!("route add {EDGE}/32 via {BOX}"))?;
        for half in ["0.0.0.0/1", "128.0.0.0/1"] {
            home.pc.ip(&format!("route add {half} dev {interface}"))?;
        }
    }
    Ok([near.into(), far.into()])
}
