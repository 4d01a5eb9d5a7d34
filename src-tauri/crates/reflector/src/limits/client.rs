//! Who counts as one client.

use std::fmt::{self, Display, Formatter};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An IPv4 address, or the /64 an IPv6 address is in: what one home or one machine has to itself (RFC 6177 § 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Client {
    /// One address.
    V4(Ipv4Addr),
    /// The upper half of one.
    V6(u64),
}

impl From<IpAddr> for Client {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address),
            IpAddr::V6(address) => Self::V6((address.to_bits() >> 64) as u64),
        }
    }
}

impl Client {
    /// The /48 of an IPv6 client, the most that one site is given (RFC 6177 § 2): whoever has it has 65,536 clients.
    pub fn site(self) -> Option<u64> {
        match self {
            Self::V4(_) => None,
            Self::V6(upper) => Some(upper >> 16),
        }
    }

    /// The network around it: /24 or /48.
    pub fn network(self) -> String {
        match self {
            Self::V4(address) => format!("{}/24", Ipv4Addr::from_bits(address.to_bits() & !0xff)),
            Self::V6(upper) => format!("{}/48", Ipv6Addr::from_bits(u128::from(upper & !0xffff) << 64)),
        }
    }
}

impl Display for Client {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::V4(address) => address.fmt(formatter),
            Self::V6(upper) => write!(formatter, "{}/64", Ipv6Addr::from_bits(u128::from(*upper) << 64)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(text: &str) -> Client {
        text.parse::<IpAddr>().expect("an address").into()
    }

    #[test]
    fn a_home_is_one_client_whatever_address_it_takes() {
        assert_eq!(client("2001:db8:1:2::1"), client("2001:db8:1:2:ffff::9"));
        assert_ne!(client("2001:db8:1:2::1"), client("2001:db8:1:3::1"));
        assert_eq!(client("::ffff:192.0.2.1"), client("192.0.2.1"));
        assert_ne!(client("192.0.2.1"), client("192.0.2.2"));
    }

    #[test]
    fn a_site_is_every_client_of_its_48() {
        assert_eq!(client("2001:db8:1:2::1").site(), client("2001:db8:1:ffff::1").site());
        assert_ne!(client("2001:db8:1:2::1").site(), client("2001:db8:2:2::1").site());
        assert_eq!(client("192.0.2.1").site(), None);
    }

    #[test]
    fn a_network_names_nobody() {
        assert_eq!(client("192.0.2.77").network(), "192.0.2.0/24");
        assert_eq!(client("2001:db8:1:2::1").network(), "2001:db8:1::/48");
        assert_eq!(client("2001:db8:1:2::1").to_string(), "2001:db8:1:2::/64");
    }
}
