//! The home, its provider, and what of the Internet a run asks.

use crate::address::{
    ANCHOR_ONE, ANCHOR_TWO, BOX, COMPANY_NAMES, EDGE, HOME, ISP, NQ, PC, PUBLIC_NAMES, RESOLVER, STUN,
};
use crate::certificate::Authority;
use crate::link::{End, Link, Shape};
use crate::name::LabName;
use crate::namespace::Namespace;
use crate::process::Process;
use crate::servers::origin::Origin;
use crate::servers::{dnsmasq, nginx, stun};
use crate::tunnel::Tunnel;
use anyhow::Result;
use maillon_measurement::defaults;
use std::path::Path;
use std::time::Duration;

/// The access line of a healthy home, bits a second, Ethernet headers included: what the box receives.
pub const DOWN_BPS: f64 = 50e6;
/// The same, what the box sends.
pub const UP_BPS: f64 = 10e6;

/// Half the round trip between the computer and the box.
const LOCAL: Duration = Duration::from_micros(300);
/// Half the round trip between the box and the provider.
const ACCESS: Duration = Duration::from_millis(4);
/// Half the round trip between the provider and the anchors.
const ANCHORS: Duration = Duration::from_millis(1);
/// Half the round trip between the provider and the company.
const EDGE_DELAY: Duration = Duration::from_millis(2);
/// A short queue, as active queue management leaves it: a full line does not ruin a healthy home.
const QUEUE: Duration = Duration::from_millis(20);

/// The namespaces outside the company, their links and their servers.
#[derive(Debug)]
pub struct Home {
    // In this order they are dropped: what runs in a namespace goes before it.
    _servers: Vec<Process>,
    _origin: Origin,
    /// Computer and box.
    pub local_link: Link,
    /// Box and provider.
    pub access_line: Link,
    /// Provider and anchors.
    pub anchor_line: Link,
    /// Provider and company.
    pub company_line: Link,
    /// The teleworker's computer.
    pub pc: Namespace,
    /// The home's box.
    pub r#box: Namespace,
    /// The provider.
    pub isp: Namespace,
    /// Public addresses and servers.
    pub anchors: Namespace,
    /// The company's edge.
    pub edge: Namespace,
    /// Where the emulated links are relayed.
    pub wires: Namespace,
}

impl Home {
    /// Lays it out and waits until its servers answer.
    pub fn start(lab: &LabName, folder: &Path, authority: &Authority, tunnel: Tunnel) -> Result<Self> {
        let [wires, pc, home_box, isp, anchors, edge] =
            ["wires", "pc", "box", "isp", "anchors", "edge"].map(|role| Namespace::create(lab, role));
        let (wires, pc, home_box, isp, anchors, edge) = (wires?, pc?, home_box?, isp?, anchors?, edge?);
        let local_link = Link::lay(
            &wires,
            0,
            [
                end(&pc, "eth0", &format!("{PC}/24")),
                end(&home_box, "lan", &format!("{BOX}/24")),
            ],
            [Shape::delay(LOCAL); 2],
        )?;
        let access_line = Link::lay(
            &wires,
            1,
            [
                end(&home_box, "wan", &format!("{HOME}/30")),
                end(&isp, "home", &format!("{ISP}/30")),
            ],
            [UP_BPS, DOWN_BPS].map(access),
        )?;
        let anchor_line = Link::lay(
            &wires,
            2,
            [
                end(&isp, "anchors", "192.0.2.9/30"),
                end(&anchors, "wan", "192.0.2.10/30"),
            ],
            [Shape::delay(ANCHORS); 2],
        )?;
        let company_line = Link::lay(
            &wires,
            3,
            [
                end(&isp, "company", "192.0.2.65/30"),
                end(&edge, "wan", &format!("{EDGE}/30")),
            ],
            [Shape::delay(EDGE_DELAY); 2],
        )?;
        for router in [&home_box, &isp, &edge] {
            router.forward()?;
        }
        pc.ip(&format!("route add default via {BOX}"))?;
        home_box.ip(&format!("route add default via {ISP}"))?;
        home_box.masquerade("wan")?;
        anchors.ip("route add default via 192.0.2.9")?;
        edge.ip("route add default via 192.0.2.65")?;
        for network in ["198.51.100.0/24", "203.0.113.0/24"] {
            isp.ip(&format!("route add {network} via 192.0.2.10"))?;
        }
        for address in [ANCHOR_ONE, ANCHOR_TWO, RESOLVER, NQ, STUN] {
            anchors.ip(&format!("address add {address}/32 dev lo"))?;
        }
        pc.resolver(BOX)?;
        let origin = Origin::start(&anchors)?;
        let leaf = authority.leaf("nq.lab.test")?;
        let public_names = match tunnel {
            Tunnel::None => [&PUBLIC_NAMES[..], &COMPANY_NAMES].concat(),
            Tunnel::Full | Tunnel::Split | Tunnel::Down => PUBLIC_NAMES.to_vec(),
        };
        let servers = vec![
            dnsmasq::start(&anchors, folder, "dnsmasq-public", RESOLVER, &public_names, None)?,
            dnsmasq::start(&home_box, folder, "dnsmasq-box", BOX, &[], Some(RESOLVER))?,
            nginx::nq(&anchors, folder, "nq.lab.test", NQ, &leaf, origin.address())?,
            stun::start(&anchors, folder, STUN)?,
        ];
        Ok(Self {
            _servers: servers,
            _origin: origin,
            local_link,
            access_line,
            anchor_line,
            company_line,
            pc,
            r#box: home_box,
            isp,
            anchors,
            edge,
            wires,
        })
    }
}

impl Home {
    /// Gives the public anchors of the defaults their addresses, for runs without a profile.
    pub fn know_defaults(&self) -> Result<()> {
        self.isp.ip("route add default via 192.0.2.10")?;
        for anchor in defaults::ANCHORS {
            self.anchors.ip(&format!("address add {anchor}/32 dev lo"))?;
        }
        Ok(())
    }
}

fn end<'a>(namespace: &'a Namespace, interface: &'a str, address: &'a str) -> End<'a> {
    End {
        namespace,
        interface,
        address,
    }
}

fn access(rate_bps: f64) -> Shape {
    Shape {
        delay: ACCESS,
        rate_bps: Some(rate_bps),
        queue: QUEUE,
        ..Shape::default()
    }
}
