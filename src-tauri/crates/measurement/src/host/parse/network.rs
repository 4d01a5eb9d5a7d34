//! Understands what Linux says of interfaces, resolvers, connections and Wi-Fi networks.

use maillon_diagnosis::checks::bandwidth::{InterfaceKind, WifiProtection};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// `IFLA_INFO_KIND` of interfaces that carry tunnels; `tun` in its Ethernet flavour depends on what it is part of.
const TUNNELS: [&str; 16] = [
    "tun",
    "wireguard",
    "ppp",
    "ipip",
    "gre",
    "gretap",
    "ip6gre",
    "ip6gretap",
    "sit",
    "ip6tnl",
    "vti",
    "vti6",
    "xfrm",
    "ipsec",
    "ovpn",
    "amt",
];
/// Kinds that stand for the cable or cables below them.
const WIRED: [&str; 5] = ["bond", "team", "vlan", "macsec", "dsa"];
/// Kinds of mobile network interfaces.
const MOBILE: [&str; 2] = ["wwan", "rmnet"];

/// What the system says of an interface, as far as it tells its kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkSigns {
    /// `IFLA_INFO_KIND`.
    pub info_kind: Option<String>,
    /// Link layer, `ARPHRD_*` of `linux/if_arp.h`.
    pub layer: u16,
    /// Whether a `tun` interface carries Ethernet frames.
    pub tap: bool,
    /// Whether it is a port of a bridge or bond.
    pub enslaved: bool,
    /// Whether there is hardware behind it.
    pub hardware: Option<bool>,
    /// Whether it has a radio (`wireless` or `phy80211` in sysfs).
    pub wireless: bool,
    /// `DEVTYPE` of its `uevent` in sysfs.
    pub device_type: Option<String>,
}

/// What an interface is made of.
pub fn interface_kind(signs: &LinkSigns) -> InterfaceKind {
    let info = signs.info_kind.as_deref();
    let is_one_of = |kinds: &[&str]| info.is_some_and(|info| kinds.contains(&info));
    let device_type = signs.device_type.as_deref();
    if signs.wireless || device_type == Some("wlan") {
        return InterfaceKind::Wifi;
    }
    if device_type == Some("wwan") || is_one_of(&MOBILE) {
        return InterfaceKind::Cellular;
    }
    if signs.tap && signs.enslaved {
        return InterfaceKind::Virtual;
    }
    if is_one_of(&TUNNELS) {
        return InterfaceKind::Tunnel;
    }
    if is_one_of(&WIRED) {
        return InterfaceKind::Ethernet;
    }
    if info.is_some() {
        return InterfaceKind::Virtual;
    }
    match (signs.layer, signs.hardware) {
        // ARPHRD_ETHER.
        (1, Some(false)) => InterfaceKind::Virtual,
        (1, _) => InterfaceKind::Ethernet,
        // ARPHRD_RAWIP on a modem.
        (519, Some(true)) => InterfaceKind::Cellular,
        // ARPHRD_PPP, TUNNEL, TUNNEL6, SIT, IPGRE, IP6GRE, RAWIP, NONE.
        (512 | 768 | 769 | 776 | 778 | 823 | 519 | 65534, _) => InterfaceKind::Tunnel,
        _ => InterfaceKind::Other,
    }
}

/// Servers of `resolv.conf(5)`, with the interface where a scope names one; `most` of them at the most.
pub fn resolv_conf(text: &str, most: usize) -> Vec<(IpAddr, Option<String>)> {
    let server = |line: &str| {
        let mut words = line.split_whitespace();
        if words.next() != Some("nameserver") {
            return None;
        }
        let (address, scope) = match words.next()?.split_once('%') {
            Some((address, scope)) => (address.to_owned(), Some(scope.to_owned())),
            None => (line.split_whitespace().nth(1)?.to_owned(), None),
        };
        Some((address.parse().ok()?, scope))
    };
    text.lines().filter_map(server).take(most).collect()
}

/// Domains a `resolv.conf(5)` adds to a short name: of its last `search` or `domain` line, without dots around them.
pub fn search_list(text: &str, most: usize) -> Vec<String> {
    let line = text.lines().rev().find_map(|line| {
        let mut words = line.split_whitespace();
        ["search", "domain"].contains(&words.next()?).then_some(words)
    });
    let domains = line
        .into_iter()
        .flatten()
        .map(|domain| domain.trim_matches('.').to_ascii_lowercase());
    domains.filter(|domain| !domain.is_empty()).take(most).collect()
}

/// Whether an address is the local stub of systemd-resolved (`systemd-resolved.service(8)`).
pub fn is_resolved_stub(address: IpAddr) -> bool {
    [Ipv4Addr::new(127, 0, 0, 53), Ipv4Addr::new(127, 0, 0, 54)]
        .map(IpAddr::V4)
        .contains(&address)
}

/// Remote ends of the established connections of `/proc/net/tcp` or `tcp6` (`proc(5)`), IPv4-mapped ones as IPv4.
pub fn established(table: &str) -> Vec<SocketAddr> {
    const ESTABLISHED: &str = "01";
    let remote = |line: &str| {
        let mut words = line.split_whitespace().skip(2);
        let remote = words.next()?;
        if words.next()? != ESTABLISHED {
            return None;
        }
        let (address, port) = remote.split_once(':')?;
        let port = u16::from_str_radix(port, 16).ok()?;
        Some(SocketAddr::new(kernel_address(address)?, port))
    };
    table.lines().skip(1).filter_map(remote).collect()
}

/// An address as the kernel prints it: words of 32 bits in the byte order of the machine.
fn kernel_address(hex: &str) -> Option<IpAddr> {
    let word = |at: usize| {
        let word = u32::from_str_radix(hex.get(at..at + 8)?, 16).ok()?;
        Some(word.to_ne_bytes())
    };
    match hex.len() {
        8 => Some(IpAddr::V4(word(0)?.into())),
        32 => {
            let words = [word(0)?, word(8)?, word(16)?, word(24)?].concat();
            let bytes: [u8; 16] = words.try_into().ok()?;
            Some(IpAddr::V6(Ipv6Addr::from(bytes)).to_canonical())
        }
        _ => None,
    }
}

/// How a network is protected, by its privacy bit and its elements (IEEE 802.11-2020 § 9.4.1.4 and § 9.4.2).
pub fn protection(privacy: bool, elements: &[u8]) -> WifiProtection {
    /// Robust security network: WPA2, WPA3, OWE.
    const RSN: u8 = 48;
    const VENDOR: u8 = 221;
    /// The first WPA, an element of Microsoft's.
    const WPA: [u8; 4] = [0x00, 0x50, 0xf2, 0x01];
    let mut rest = elements;
    while let [id, length, after @ ..] = rest {
        let Some((body, next)) = after.split_at_checked(usize::from(*length)) else {
            break;
        };
        if *id == RSN || (*id == VENDOR && body.starts_with(&WPA)) {
            return WifiProtection::Protected;
        }
        rest = next;
    }
    if privacy {
        WifiProtection::Wep
    } else {
        WifiProtection::Open
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kind(info: Option<&str>, layer: u16, hardware: Option<bool>) -> InterfaceKind {
        interface_kind(&LinkSigns {
            info_kind: info.map(str::to_owned),
            layer,
            hardware,
            ..LinkSigns::default()
        })
    }

    #[test]
    fn interfaces_are_told_apart() {
        assert_eq!(kind(None, 1, Some(true)), InterfaceKind::Ethernet);
        assert_eq!(kind(Some("wireguard"), 65534, Some(false)), InterfaceKind::Tunnel);
        assert_eq!(kind(Some("tun"), 65534, Some(false)), InterfaceKind::Tunnel);
        assert_eq!(kind(None, 65534, Some(false)), InterfaceKind::Tunnel);
        assert_eq!(kind(Some("bridge"), 1, Some(false)), InterfaceKind::Virtual);
        assert_eq!(kind(Some("veth"), 1, None), InterfaceKind::Virtual);
        assert_eq!(kind(Some("vlan"), 1, Some(false)), InterfaceKind::Ethernet);
        assert_eq!(kind(None, 519, Some(true)), InterfaceKind::Cellular);
        assert_eq!(kind(None, 32, None), InterfaceKind::Other, "InfiniBand");
        let signs = LinkSigns {
            layer: 1,
            wireless: true,
            hardware: Some(true),
            ..LinkSigns::default()
        };
        assert_eq!(interface_kind(&signs), InterfaceKind::Wifi);
        let machine = LinkSigns {
            info_kind: Some("tun".to_owned()),
            tap: true,
            enslaved: true,
            layer: 1,
            ..LinkSigns::default()
        };
        assert_eq!(
            interface_kind(&machine),
            InterfaceKind::Virtual,
            "a port of a virtual machine"
        );
        let openvpn = LinkSigns {
            enslaved: false,
            ..machine
        };
        assert_eq!(interface_kind(&openvpn), InterfaceKind::Tunnel);
    }

    #[test]
    fn servers_are_read_with_their_scope() {
        let text = "# made by hand\nsearch example.com\nnameserver 192.0.2.1\noptions edns0\n\
            nameserver fe80::1%eth0\nnameserver nonsense\nnameserver 2001:db8::1\n";
        let servers = resolv_conf(text, 3);
        let texts: Vec<_> = servers.iter().map(|(address, _)| address.to_string()).collect();
        assert_eq!(texts, ["192.0.2.1", "fe80::1", "2001:db8::1"]);
        assert_eq!(servers[1].1.as_deref(), Some("eth0"));
        assert_eq!(resolv_conf(text, 1).len(), 1);
        assert!(is_resolved_stub(IpAddr::from([127, 0, 0, 53])) && !is_resolved_stub(servers[0].0));
    }

    #[test]
    fn the_last_list_of_domains_is_the_one_in_force() {
        let text = "domain old.example\nnameserver 192.0.2.1\nsearch Corp.Example. . lab.example third.example\n";
        assert_eq!(search_list(text, 2), ["corp.example", "lab.example"]);
        assert_eq!(search_list("domain corp.example\n", 6), ["corp.example"]);
        assert_eq!(search_list("search .\n# search no.example\n", 6), [""; 0]);
    }

    // Captured on Linux 6.18, little-endian.
    #[cfg(target_endian = "little")]
    #[test]
    fn only_established_connections_are_listed() {
        let v4 = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n   \
            0: 0100007F:0CEA 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0\n   \
            1: 0A0200C0:D431 076433C6:0D3D 01 00000000:00000000 02:000A 00000000  1000\n";
        assert_eq!(established(v4), [SocketAddr::from(([198, 51, 100, 7], 3389))]);
        let v6 = "  sl  local_address                         remote_address                        st\n   \
            0: 0000000000000000FFFF00000A0200C0:D431 0000000000000000FFFF0000076433C6:01BB 01 0\n   \
            1: B80D0120000000000000000010000000:D432 B80D0120000000000000000002000000:01BB 01 0\n   \
            2: B80D0120000000000000000010000000:D432 B80D01200000:01BB 01 0\n";
        let found: Vec<_> = established(v6).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["198.51.100.7:443", "[2001:db8::2]:443"]);
    }

    #[test]
    fn protection_is_read_from_a_beacon() {
        // SSID "abc", supported rates, then RSN with CCMP and a pre-shared key.
        let named = [0, 3, b'a', b'b', b'c', 1, 2, 0x82, 0x84];
        let rsn = [
            48, 20, 1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 2, 0, 0,
        ];
        let wpa = [221, 6, 0x00, 0x50, 0xf2, 0x01, 1, 0];
        assert_eq!(
            protection(true, &[&named[..], &rsn].concat()),
            WifiProtection::Protected
        );
        assert_eq!(
            protection(true, &[&named[..], &wpa].concat()),
            WifiProtection::Protected
        );
        assert_eq!(protection(true, &named), WifiProtection::Wep);
        assert_eq!(protection(false, &named), WifiProtection::Open);
    }

    proptest! {
        #[test]
        fn any_input_can_be_looked_at(bytes in prop::collection::vec(any::<u8>(), 0..64), text in ".{0,200}") {
            protection(true, &bytes);
            established(&text);
            resolv_conf(&text, 3);
        }
    }
}
