//! Understands what Windows says of one network adapter.
//!
//! Source: `learn.microsoft.com/windows/win32/api/iptypes/ns-iptypes-ip_adapter_addresses_lh` and
//! `…/netioapi/ns-netioapi-mib_if_row2`; types are those of `ipifcons.h`, media those of `ntddndis.h`.

use super::{part, u16_at};
use crate::host::Interface;
use maillon_diagnosis::checks::bandwidth::InterfaceKind;
use std::net::{IpAddr, Ipv6Addr};

/// `TUNNEL_TYPE_IPHTTPS`: DirectAccess.
const IPHTTPS: i32 = 5;

/// What Windows says of one adapter.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Adapter {
    /// Friendly name, such as `Wi-Fi`: the same as the alias of its interface.
    pub name: String,
    /// Description, which names the driver or the product.
    pub description: String,
    /// `IfType`.
    pub if_type: u32,
    /// `TunnelType`.
    pub tunnel_type: i32,
    /// `PhysicalMediumType`; none where `MIB_IF_ROW2` was not told.
    pub medium: Option<i32>,
    /// `InterfaceAndOperStatusFlags`; none where `MIB_IF_ROW2` was not told.
    pub flags: Option<u8>,
    /// Addresses with the length of their prefix.
    pub addresses: Vec<(IpAddr, u8)>,
    /// Routers of its default routes, in the order of the system.
    pub gateways: Vec<IpAddr>,
    /// `Mtu`, bytes.
    pub mtu: u32,
    /// `ReceiveLinkSpeed`, bits a second.
    pub link_speed_bps: u64,
    /// Whether it costs by volume; none where Windows does not say.
    pub metered: Option<bool>,
    /// Name of the RAS device that made it, such as `WAN Miniport (IKEv2)`; none for an adapter that RAS did not make.
    pub ras_device: Option<String>,
}

/// The adapter in the words of every system.
pub fn interface(adapter: &Adapter) -> Interface {
    let hardware = adapter.flags.map(is_hardware);
    let kind = kind(adapter, hardware);
    let rate = adapter.link_speed_bps;
    let is_cable = kind == InterfaceKind::Ethernet && hardware == Some(true);
    Interface {
        name: adapter.name.clone(),
        description: adapter.ras_device.as_ref().unwrap_or(&adapter.description).clone(),
        kind,
        system_kind: system_kind(adapter).map(str::to_owned),
        hardware,
        addresses: adapter.addresses.clone(),
        gateway: gateway(&adapter.gateways),
        // The loopback and some filters say 2^32 - 1.
        mtu: Some(adapter.mtu).filter(|mtu| (1..u32::MAX).contains(mtu)),
        link_rate_bps: (is_cable && (1..u64::MAX).contains(&rate)).then_some(rate as f64),
        metered: adapter.metered,
    }
}

/// Bit 0 is `HardwareInterface`, bit 2 `ConnectorPresent`: a card has both, an adapter of software lacks one.
fn is_hardware(flags: u8) -> bool {
    flags & 0b101 == 0b101
}

fn kind(adapter: &Adapter, hardware: Option<bool>) -> InterfaceKind {
    match (adapter.if_type, adapter.medium) {
        (71, _) | (_, Some(1 | 9)) => InterfaceKind::Wifi,
        (243 | 244, _) | (_, Some(8)) => InterfaceKind::Cellular,
        (23 | 53, _) => InterfaceKind::Tunnel,
        (131, _) if adapter.tunnel_type == IPHTTPS => InterfaceKind::Tunnel,
        (6, Some(10)) => InterfaceKind::Other,
        (6, _) if hardware == Some(false) => InterfaceKind::Virtual,
        (6, _) => InterfaceKind::Ethernet,
        _ => InterfaceKind::Other,
    }
}

/// The kind in the words of the table of tunnels: 23 is PPP, 53 what Wintun and its like call themselves. Many VPN
/// adapters call themselves Ethernet, and only their description tells.
fn system_kind(adapter: &Adapter) -> Option<&'static str> {
    match adapter.if_type {
        23 => Some("ppp"),
        53 => Some("tun"),
        131 if adapter.tunnel_type == IPHTTPS => Some("tun"),
        _ => None,
    }
}

fn gateway(gateways: &[IpAddr]) -> Option<IpAddr> {
    let mut real = gateways.iter().filter(|gateway| !gateway.is_unspecified());
    real.clone()
        .find(|gateway| gateway.is_ipv4())
        .or_else(|| real.next())
        .copied()
}

/// The address in a `SOCKADDR_IN` (family 2) or a `SOCKADDR_IN6` (family 23); none for another family and for one cut short.
pub fn address_of(socket_address: &[u8]) -> Option<IpAddr> {
    match u16_at(socket_address, 0)? {
        2 => part::<4>(socket_address, 4).map(IpAddr::from),
        23 => part::<16>(socket_address, 8).map(IpAddr::from),
        _ => None,
    }
}

/// Whether a connection costs by volume, by `ConnectivityCost` and the three truth values behind it in
/// `NL_NETWORK_CONNECTIVITY_HINT`: near the limit of its data, past it, roaming. Unknown while Windows has no word on the cost
/// (`learn.microsoft.com/windows/win32/api/nldef/ns-nldef-nl_network_connectivity_hint`).
pub fn is_metered(cost: u32, flags: u32) -> Option<bool> {
    match cost {
        // A modem abroad costs whatever its contract at home says.
        1 => Some(flags & 0x00ff_0000 != 0),
        2 | 3 => Some(true),
        _ => None,
    }
}

/// Whether a name server is one of those that Windows lists for an adapter that was given none (`fec0:0:0:ffff::1` to `::3`,
/// deprecated by RFC 3879).
pub fn is_placeholder(server: IpAddr) -> bool {
    let IpAddr::V6(server) = server else {
        return false;
    };
    (1..=3).any(|last| server == Ipv6Addr::new(0xfec0, 0, 0, 0xffff, 0, 0, 0, last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::parse::vpn::{InterfaceFacts, tunnels, vpn_products};

    fn adapter(name: &str, description: &str, if_type: u32, flags: u8) -> Adapter {
        Adapter {
            name: name.to_owned(),
            description: description.to_owned(),
            if_type,
            flags: Some(flags),
            addresses: vec![("192.168.1.20".parse().expect("an address"), 24)],
            mtu: 1500,
            link_speed_bps: 1_000_000_000,
            ..Adapter::default()
        }
    }

    #[test]
    fn a_card_a_radio_a_modem_and_a_switch_of_a_hypervisor_are_told_apart() {
        let card = interface(&adapter("Ethernet", "Intel(R) I219-LM", 6, 0b101));
        assert_eq!((card.kind, card.link_rate_bps), (InterfaceKind::Ethernet, Some(1e9)));
        let radio = interface(&adapter("Wi-Fi", "Intel(R) Wi-Fi 6E AX211", 71, 0b101));
        assert_eq!((radio.kind, radio.link_rate_bps), (InterfaceKind::Wifi, None));
        let modem = Adapter {
            medium: Some(8),
            ..adapter("Cellular", "Quectel", 6, 0b101)
        };
        assert_eq!(interface(&modem).kind, InterfaceKind::Cellular);
        let switch = interface(&adapter("vEthernet (WSL)", "Hyper-V Virtual Ethernet Adapter", 6, 0));
        assert_eq!((switch.kind, switch.hardware), (InterfaceKind::Virtual, Some(false)));
        let unknown = Adapter {
            flags: None,
            ..adapter("Ethernet", "?", 6, 0)
        };
        let unknown = interface(&unknown);
        assert_eq!(
            (unknown.kind, unknown.hardware, unknown.link_rate_bps),
            (InterfaceKind::Ethernet, None, None)
        );
    }

    #[test]
    fn company_tunnels_are_found_whatever_they_call_themselves() {
        let anyconnect = "Cisco AnyConnect Virtual Miniport Adapter for Windows x64";
        let built_in = Adapter {
            ras_device: Some("WAN Miniport (IKEv2)".to_owned()),
            ..adapter("Bureau", "Bureau", 23, 0)
        };
        let adapters = [
            adapter("Ethernet 2", anyconnect, 6, 0),
            adapter("wg", "WireGuard Tunnel", 53, 0),
            built_in,
            adapter("vEthernet (WSL)", "Hyper-V Virtual Ethernet Adapter", 6, 0),
            adapter("Ethernet", "Realtek PCIe GbE", 6, 0b101),
        ];
        let facts: Vec<InterfaceFacts> = adapters
            .iter()
            .map(interface)
            .map(|one| InterfaceFacts {
                name: one.name,
                description: one.description,
                kind: one.system_kind,
                hardware: one.hardware,
                carries_route: false,
                has_address: true,
                mtu: one.mtu,
            })
            .collect();
        let found = tunnels(&vpn_products().expect("the shipped table is valid"), &facts, &[]);
        let mut names: Vec<_> = found
            .iter()
            .filter(|one| one.active)
            .map(|one| one.interface.as_str())
            .collect();
        names.sort_unstable();
        assert_eq!(names, ["Bureau", "Ethernet 2", "wg"]);
    }

    #[test]
    fn addresses_are_read_by_their_family() {
        let v4 = [2, 0, 0, 0, 192, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(address_of(&v4), Some(IpAddr::from([192, 0, 2, 1])));
        assert_eq!(
            (address_of(&v4[..7]), address_of(&[9; 16]), address_of(&[])),
            (None, None, None)
        );
        let mut v6 = [0; 28];
        (v6[0], v6[8], v6[23]) = (23, 0xfd, 1);
        assert_eq!(address_of(&v6), Some("fd00::1".parse().expect("an address")));
    }

    #[test]
    fn a_connection_with_a_limit_or_abroad_is_metered_and_one_without_a_word_is_unknown() {
        assert_eq!(
            (is_metered(1, 0), is_metered(2, 0), is_metered(3, 0)),
            (Some(false), Some(true), Some(true))
        );
        assert_eq!(
            (is_metered(1, 0x0001_0000), is_metered(1, 0x0101)),
            (Some(true), Some(false))
        );
        assert_eq!((is_metered(0, 0x0001_0101), is_metered(9, 0)), (None, None));
        let modem = Adapter {
            metered: Some(true),
            ..adapter("Cellular", "Quectel", 243, 0b101)
        };
        assert_eq!(interface(&modem).metered, Some(true));
    }

    #[test]
    fn what_is_no_figure_is_unknown() {
        let loopback = Adapter {
            mtu: u32::MAX,
            link_speed_bps: u64::MAX,
            gateways: vec![
                "0.0.0.0".parse().expect("an address"),
                "fe80::1".parse().expect("an address"),
            ],
            ..adapter("Ethernet", "?", 6, 0b101)
        };
        let loopback = interface(&loopback);
        assert_eq!((loopback.mtu, loopback.link_rate_bps), (None, None));
        assert_eq!(loopback.gateway, Some("fe80::1".parse().expect("an address")));
        assert!(is_placeholder("fec0:0:0:ffff::2".parse().expect("an address")));
        assert!(!is_placeholder("192.168.1.1".parse().expect("an address")));
    }
}
