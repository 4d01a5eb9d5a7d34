//! Understands names of macOS, which tell what an interface is made of where nothing else is asked.
//!
//! Source: `ifconfig(8)` and `utun(4)` of macOS. Every Mac has some `utun` without an address of use: only one with an address
//! or a route is in use.

use maillon_diagnosis::checks::bandwidth::InterfaceKind;

/// What an interface is made of. `en0` and the like are Wi-Fi or cable: their name does not say which.
pub fn interface_kind(name: &str) -> InterfaceKind {
    match family(name) {
        "utun" | "ipsec" | "ppp" | "tun" | "tap" => InterfaceKind::Tunnel,
        "pdp_ip" => InterfaceKind::Cellular,
        "bridge" | "vmnet" | "vmenet" | "feth" => InterfaceKind::Virtual,
        _ => InterfaceKind::Other,
    }
}

/// The kind in the words of the table of tunnels.
pub fn system_kind(name: &str) -> Option<&'static str> {
    match family(name) {
        "utun" | "ipsec" | "tun" | "tap" => Some("tun"),
        "ppp" => Some("ppp"),
        _ => None,
    }
}

/// The name without its number.
fn family(name: &str) -> &str {
    name.trim_end_matches(|letter: char| letter.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tunnel_a_modem_and_a_hypervisor_are_told_by_their_names() {
        use InterfaceKind::{Cellular, Other, Tunnel, Virtual};
        let kinds = ["utun4", "ppp0", "pdp_ip0", "bridge100", "en0", "", "7"].map(interface_kind);
        assert_eq!(kinds, [Tunnel, Tunnel, Cellular, Virtual, Other, Other, Other]);
        assert_eq!(
            ["utun4", "ppp0", "en0"].map(system_kind),
            [Some("tun"), Some("ppp"), None]
        );
    }
}
