//! The company behind its concentrator: a network of its own, the servers in it, and the tunnel to the teleworker.

use crate::address::{COMPANY_NAMES, COMPANY_RESOLVER, EDGE, ERP, FILES, INSIDE, RESOLVER, TSE};
use crate::certificate::Authority;
use crate::home::Home;
use crate::link::{End, Link, Shape};
use crate::name::LabName;
use crate::namespace::Namespace;
use crate::process::Process;
use crate::servers::origin::Origin;
use crate::servers::wireguard::TunnelEnd;
use crate::servers::{dnsmasq, nginx, samba, xrdp};
use crate::tunnel::{self, Place, Tunnel, Vpn};
use anyhow::Result;
use std::path::Path;

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
    pub fn start(
        lab: &LabName,
        home: &Home,
        folder: &Path,
        authority: &Authority,
        (tunnel, vpn): (Tunnel, Vpn),
    ) -> Result<Self> {
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
        let interface = lab.interface(vpn.prefix(), 'p');
        let ends = match tunnel {
            Tunnel::Full | Tunnel::Split => {
                home.pc.resolver(COMPANY_RESOLVER)?;
                let place = Place {
                    lab,
                    home,
                    folder,
                    authority,
                    takes_all: tunnel == Tunnel::Full,
                };
                Some(tunnel::open(place, vpn, &interface)?)
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
