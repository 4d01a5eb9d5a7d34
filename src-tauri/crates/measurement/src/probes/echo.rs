//! ICMP echo without privilege, on the datagram ICMP socket of Linux and macOS (RFC 792, RFC 4443 § 4).

use super::{ProbeError, nonce};
use socket2::{Domain, Protocol, Socket, Type};
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};
use tokio::net::UdpSocket;

const OPERATION: &str = "icmp echo";
const HEADER: usize = 8;

/// Sends one echo request to `target` and gives the time to its reply.
///
/// [`ProbeError::NotPermitted`] means that the system keeps ICMP to administrators: time a TCP connection instead.
pub async fn echo(target: IpAddr, sequence: u16, budget: Duration) -> Result<Duration, ProbeError> {
    let failed = |source| ProbeError::from_io(OPERATION, &target, source);
    let socket = open(target).map_err(failed)?;
    let token = nonce().to_be_bytes();
    let request = encode(target.is_ipv4(), sequence, token);
    let start = Instant::now();
    let exchange = async {
        socket.send(&request).await?;
        let mut buffer = [0; 512];
        loop {
            let length = socket.recv(&mut buffer).await?;
            let rtt = start.elapsed();
            if answers(&buffer[..length], target.is_ipv4(), sequence, token) {
                return Ok(rtt);
            }
        }
    };
    match tokio::time::timeout(budget, exchange).await {
        Ok(result) => result.map_err(failed),
        Err(_) => Err(ProbeError::TimedOut {
            operation: OPERATION,
            target: target.to_string(),
            budget,
        }),
    }
}

fn open(target: IpAddr) -> std::io::Result<UdpSocket> {
    let (domain, protocol) = if target.is_ipv4() {
        (Domain::IPV4, Protocol::ICMPV4)
    } else {
        (Domain::IPV6, Protocol::ICMPV6)
    };
    let socket = Socket::new(domain, Type::DGRAM, Some(protocol))?;
    socket.set_nonblocking(true)?;
    socket.connect(&SocketAddr::new(target, 0).into())?;
    UdpSocket::from_std(socket.into())
}

/// The identifier is left at zero: Linux writes the port of the socket there. The token is what tells our replies.
fn encode(v4: bool, sequence: u16, token: [u8; 8]) -> Vec<u8> {
    let mut packet = vec![if v4 { 8 } else { 128 }, 0, 0, 0, 0, 0];
    packet.extend(sequence.to_be_bytes());
    packet.extend(token);
    if v4 {
        // For ICMPv6 the system fills the checksum in (RFC 3542 § 3.1).
        let sum = checksum(&packet).to_be_bytes();
        packet[2..4].copy_from_slice(&sum);
    }
    packet
}

fn answers(packet: &[u8], v4: bool, sequence: u16, token: [u8; 8]) -> bool {
    // macOS hands the IPv4 header back first.
    let packet = match packet.first() {
        Some(first) if v4 && first >> 4 == 4 => {
            let header = usize::from(first & 0x0f) * 4;
            packet.get(header..).unwrap_or_default()
        }
        _ => packet,
    };
    packet.len() >= HEADER
        && packet[0] == if v4 { 0 } else { 129 }
        && packet[1] == 0
        && packet[6..HEADER] == sequence.to_be_bytes()
        && packet[HEADER..].starts_with(&token)
}

/// The Internet checksum (RFC 1071).
fn checksum(bytes: &[u8]) -> u16 {
    let mut sum: u32 = bytes
        .chunks(2)
        .map(|pair| u32::from(pair[0]) << 8 | u32::from(*pair.get(1).unwrap_or(&0)))
        .sum();
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !(sum as u16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use maillon_diagnosis::GapReason;
    use proptest::prelude::*;
    use std::net::Ipv4Addr;

    const TOKEN: [u8; 8] = *b"maillon!";

    fn reply(sequence: u16) -> Vec<u8> {
        let mut packet = encode(true, sequence, TOKEN);
        packet[0] = 0;
        packet
    }

    #[test]
    fn the_checksum_of_a_request_verifies() {
        let packet = encode(true, 7, TOKEN);
        assert_eq!(packet.len(), 16);
        assert_eq!(checksum(&packet), 0);
    }

    #[test]
    fn only_the_reply_to_our_request_counts() {
        assert!(answers(&reply(7), true, 7, TOKEN));
        assert!(!answers(&reply(8), true, 7, TOKEN), "another sequence");
        assert!(!answers(&reply(7), true, 7, [0; 8]), "another process");
        let request = encode(true, 7, TOKEN);
        assert!(!answers(&request, true, 7, TOKEN), "a request");
        assert!(!answers(&reply(7), false, 7, TOKEN), "another family");
    }

    #[test]
    fn an_ip_header_before_the_reply_is_skipped() {
        let mut packet = vec![0x45; 20];
        packet.extend(reply(7));
        assert!(answers(&packet, true, 7, TOKEN));
    }

    proptest! {
        #[test]
        fn any_bytes_can_be_looked_at(bytes in prop::collection::vec(any::<u8>(), 0..80), v4: bool) {
            answers(&bytes, v4, 0, TOKEN);
        }
    }

    #[tokio::test]
    async fn loopback_answers_or_the_system_forbids_it() {
        let target = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let budget = Duration::from_secs(5);
        match echo(target, 1, budget).await {
            Ok(rtt) => assert!(rtt < budget),
            Err(error) => assert_eq!(error.reason(), GapReason::NotPermitted, "{error}"),
        }
    }
}
