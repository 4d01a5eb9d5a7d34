//! Who lives where. Public addresses come from the ranges set aside for documentation (RFC 5737); names end in `.test`
//! (RFC 6761). None of them leaves the namespaces.

use std::net::Ipv4Addr;

/// The teleworker's computer.
pub const PC: Ipv4Addr = Ipv4Addr::new(192, 168, 1, 20);
/// The home's box, from inside.
pub const BOX: Ipv4Addr = Ipv4Addr::new(192, 168, 1, 1);
/// The home's public address.
pub const HOME: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 2);
/// The provider's router, from the home.
pub const ISP: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 1);
/// A public anchor.
pub const ANCHOR_ONE: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 10);
/// A public anchor of another operator.
pub const ANCHOR_TWO: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 10);
/// The public name server.
pub const RESOLVER: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 53);
/// The nq server.
pub const NQ: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 80);
/// The STUN server.
pub const STUN: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 78);
/// The company's concentrator, from the Internet.
pub const EDGE: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 66);
/// The first address inside the tunnel.
pub const INSIDE: Ipv4Addr = Ipv4Addr::new(10, 20, 0, 1);
/// The teleworker's computer, inside the tunnel.
pub const PC_INSIDE: Ipv4Addr = Ipv4Addr::new(10, 20, 200, 2);
/// The company's application server.
pub const ERP: Ipv4Addr = Ipv4Addr::new(10, 20, 1, 10);
/// The company's TSE.
pub const TSE: Ipv4Addr = Ipv4Addr::new(10, 20, 1, 20);
/// The company's file server.
pub const FILES: Ipv4Addr = Ipv4Addr::new(10, 20, 1, 30);
/// The company's name server.
pub const COMPANY_RESOLVER: Ipv4Addr = Ipv4Addr::new(10, 20, 1, 53);

/// Port of a WireGuard concentrator.
pub const WIREGUARD_PORT: u16 = 51_820;
/// Port of an OpenVPN concentrator, over UDP or TCP (IANA: openvpn).
pub const OPENVPN_PORT: u16 = 1194;

/// Names the public name server knows.
pub const PUBLIC_NAMES: [(&str, Ipv4Addr); 8] = [
    ("nq.lab.test", NQ),
    ("stun.lab.test", STUN),
    ("vpn.lab.test", EDGE),
    // What Maillon asks by default exists as it does everywhere; nothing listens there.
    ("www.msftconnecttest.com", ANCHOR_ONE),
    ("detectportal.firefox.com", ANCHOR_ONE),
    ("www.microsoft.com", ANCHOR_ONE),
    ("www.wikipedia.org", ANCHOR_TWO),
    ("www.cloudflare.com", ANCHOR_TWO),
];
/// Names only the company's name server knows.
pub const COMPANY_NAMES: [(&str, Ipv4Addr); 3] = [
    ("erp.corp.test", ERP),
    ("tse.corp.test", TSE),
    ("files.corp.test", FILES),
];
