//! What an address says of itself.

use std::net::{IpAddr, Ipv4Addr};

/// Whether `address` belongs to a private network and is never routed on the Internet: RFC 1918, RFC 4193 (ULA),
/// RFC 6598 (behind a provider's NAT), link-local (RFC 3927, RFC 4291) and loopback.
pub fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.is_private() || v4.is_link_local() || v4.is_loopback() || is_shared(v4),
        IpAddr::V6(v6) => v6.is_unique_local() || v6.is_unicast_link_local() || v6.is_loopback(),
    }
}

/// Whether `address` lies in the network of `network` whose prefix is so many bits long; never across families.
pub fn lies_in(address: IpAddr, network: IpAddr, prefix_length: u8) -> bool {
    let same = |a: u128, b: u128, bits: u32| {
        let hidden = bits.saturating_sub(prefix_length.into());
        a.checked_shr(hidden).unwrap_or(0) == b.checked_shr(hidden).unwrap_or(0)
    };
    match (network, address) {
        (IpAddr::V4(a), IpAddr::V4(b)) => same(u32::from(a).into(), u32::from(b).into(), u32::BITS),
        (IpAddr::V6(a), IpAddr::V6(b)) => same(a.into(), b.into(), u128::BITS),
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
    }
}

/// Whether `address` is of `100.64.0.0/10`, used between a provider's NAT and its customers (RFC 6598).
fn is_shared(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    first == 100 && second & 0xc0 == 64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_networks_are_told_from_the_internet() {
        let private = [
            "10.1.2.3",
            "172.31.255.1",
            "192.168.1.1",
            "100.64.0.1",
            "100.127.255.254",
            "169.254.7.7",
            "fd12::1",
            "fe80::1",
            "::1",
            "::ffff:10.0.0.1",
        ];
        let public = [
            "172.32.0.1",
            "100.63.0.1",
            "100.128.0.1",
            "9.9.9.9",
            "2620:fe::9",
            "::ffff:9.9.9.9",
        ];
        for (texts, expected) in [(&private[..], true), (&public[..], false)] {
            for text in texts {
                let address: IpAddr = text.parse().expect("an address");
                assert_eq!(is_private(address), expected, "{text}");
            }
        }
    }
}
