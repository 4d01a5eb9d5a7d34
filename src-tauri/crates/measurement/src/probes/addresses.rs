//! The address from which the system would reach another. Sends nothing.

use super::ProbeError;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

const OPERATION: &str = "source address";

/// The local address from which the system would send to `target` now, by connecting a UDP socket.
///
/// Follows the route look-up with its policy rules, so it works the same on every system.
pub fn source_towards(target: IpAddr) -> Result<IpAddr, ProbeError> {
    let ask = || -> io::Result<IpAddr> {
        let socket = UdpSocket::bind(any_towards(target))?;
        // Any port but 0 will do: nothing is sent.
        socket.connect(SocketAddr::new(target, 53))?;
        Ok(socket.local_addr()?.ip())
    };
    ask().map_err(|source| ProbeError::from_io(OPERATION, &target, source))
}

/// What a socket towards `target` binds to when the system shall choose address and port.
pub(super) fn any_towards(target: IpAddr) -> SocketAddr {
    let any = if target.is_ipv4() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED)
    } else {
        IpAddr::V6(Ipv6Addr::UNSPECIFIED)
    };
    SocketAddr::new(any, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_reached_from_itself() {
        let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
        assert_eq!(source_towards(address).expect("loopback is up"), address);
    }
}
