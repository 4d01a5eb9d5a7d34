//! The company behind its concentrator: a network of its own, the servers in it, and the tunnel to the teleworker.

use crate::address::{
    COMPANY_NAMES, COMPANY_RESOLVER, EDGE, ERP, FILES, INSIDE, PC_INSIDE, RESOLVER, TSE, WIREGUARD_PORT,
};
use crate::certificate::Authority;
use crate::home::Home;
use crate::link::{End, Link, Shape};
use crate::name::LabName;
use crate::namespace::Namespace;
use crate::process::Process;
use crate::servers::origin::Origin;
use crate::servers::wireguard::{self, Keys, TunnelEnd};
use crate::servers::{dnsmasq, nginx, samba, xrdp};
use anyhow::Result;
use serde::Deserialize;
use std::path::Path;

/// What the teleworker's VPN takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tunnel {
    /// Everything, by policy routing as wg-quick(8) sets it up.
    Full,
    /// The company's network only.
    Split,
    /// There is none, nor is one wanted: the company's servers stand in the Internet.
    None,
    /// The company wants one, and it is not up: its servers cannot be reached and their names are not known.
    Down,
}

/// The company's side, and the tunnel at both ends.
#[derive(Debug)]
pub struct Company {
    /// The ends of the tunnel, the computer's first; none where there is no tunnel.
    pub tunnel: Option<[TunnelEnd; 2]>,
    _servers: Vec<Process>,
    /// The TSE: xrdp(8), until a test puts something else in its place.
    pub tse: Option<Process>,
    /// The network between the edge and the servers.
    pub network: Link,
    /// The application server, until a test takes it away.
    pub web: Option<Process>,
    /// What stands behind the application server.
    pub application: Origin,
    /// Name of the tunnel's interface on the computer.
    pub interface: String,
    /// The network the servers are in.
    pub corp: Namespace,
}

impl Company {
    /// Lays it out behind the edge of `home`, opens the tunnel, and waits until every server answers.
    pub fn start(lab: &LabName, home: &Home, folder: &Path, authority: &Authority, tunnel: Tunnel) -> Result<Self> {
        let corp = Namespace::create(lab, "corp")?;
        let outer = End {
            namespace: &home.edge,
            interface: "corp",
            address: "10.20.1.1/24",
        };
        let inner = End {
            namespace: &corp,
            interface: "eth0",
            address: &format!("{COMPANY_RESOLVER}/24"),
        };
        let network = Link::lay(&home.wires, 4, [outer, inner], [Shape::default(); 2])?;
        corp.ip("route add default via 10.20.1.1")?;
        for address in [ERP, TSE, FILES] {
            corp.ip(&format!("address add {address}/24 dev eth0"))?;
        }
        home.edge.masquerade("wan")?;
        let application = Origin::start(&corp)?;
        let [erp, tse] = ["erp.corp.test", "tse.corp.test"].map(|name| authority.leaf(name));
        let (erp, tse) = (erp?, tse?);
        let upstream = Some(RESOLVER);
        let servers = vec![
            dnsmasq::start(
                &corp,
                folder,
                "dnsmasq-company",
                COMPANY_RESOLVER,
                &COMPANY_NAMES,
                upstream,
            )?,
            samba::start(&corp, folder, FILES)?,
        ];
        let web = nginx::application(&corp, folder, "erp.corp.test", ERP, &erp, application.address())?;
        let tse = xrdp::start(&corp, folder, TSE, &tse)?;
        let interface = lab.interface('p');
        let ends = match tunnel {
            Tunnel::Full | Tunnel::Split => {
                home.pc.resolver(COMPANY_RESOLVER)?;
                Some(open(lab, home, folder, &interface, tunnel)?)
            }
            Tunnel::None => {
                home.isp.ip(&format!("route add 10.20.0.0/16 via {EDGE}"))?;
                home.edge.ip(&format!("address add {INSIDE}/32 dev lo"))?;
                None
            }
            Tunnel::Down => None,
        };
        Ok(Self {
            tunnel: ends,
            _servers: servers,
            tse: Some(tse),
            web: Some(web),
            network,
            application,
            interface,
            corp,
        })
    }
}

fn open(lab: &LabName, home: &Home, folder: &Path, interface: &str, tunnel: Tunnel) -> Result<[TunnelEnd; 2]> {
    let (here, there) = (Keys::new()?, Keys::new()?);
    let concentrator = format!(
        "[Interface]\nPrivateKey = {}\nListenPort = {WIREGUARD_PORT}\n[Peer]\nPublicKey = {}\nAllowedIPs = {PC_INSIDE}/32\n",
        there.private, here.public
    );
    let allowed = match tunnel {
        Tunnel::Full => "0.0.0.0/0",
        Tunnel::Split | Tunnel::None | Tunnel::Down => "10.20.0.0/16",
    };
    let client = format!(
        "[Interface]\nPrivateKey = {}\nFwMark = {WIREGUARD_PORT}\n[Peer]\nPublicKey = {}\nEndpoint = {EDGE}:{WIREGUARD_PORT}\nAllowedIPs = {allowed}\nPersistentKeepalive = 25\n",
        here.private, there.public
    );
    let edge = lab.interface('e');
    let far = wireguard::start(&home.edge, folder, &edge, &format!("{INSIDE}/32"), &concentrator)?;
    home.edge.ip(&format!("route add {PC_INSIDE}/32 dev {edge}"))?;
    let near = wireguard::start(&home.pc, folder, interface, &format!("{PC_INSIDE}/32"), &client)?;
    match tunnel {
        Tunnel::Split | Tunnel::None | Tunnel::Down => {
            home.pc.ip(&format!("route add 10.20.0.0/16 dev {interface}"))?;
        }
        Tunnel::Full => {
            home.pc
                .ip(&format!("route add default dev {interface} table {WIREGUARD_PORT}"))?;
            home.pc
                .ip(&format!("rule add not fwmark {WIREGUARD_PORT} table {WIREGUARD_PORT}"))?;
            home.pc.ip("rule add table main suppress_prefixlength 0")?;
        }
    }
    Ok([near, far])
}
