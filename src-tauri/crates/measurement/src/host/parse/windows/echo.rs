//! Understands the reply buffers of `IcmpSendEcho2Ex` and `Icmp6SendEcho2`.
//!
//! Source: `learn.microsoft.com/windows/win32/api/icmpapi/nf-icmpapi-icmpsendecho2ex`, `…/ipexport/ns-ipexport-icmp_echo_reply`.
//! The first 16 bytes of an IPv4 reply are the same in its 32-bit and its 64-bit form.

use super::{part, u16_at, u32_at};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What became of an echo request (`IP_STATUS` of `ipexport.h`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EchoStatus {
    /// The target replied.
    Answered,
    /// The time to live ended at a router.
    HopLimit,
    /// It is larger than what comes next and may not be cut.
    TooBig,
    /// Nothing came in time.
    TimedOut,
    /// A router or this computer says that the target cannot be reached.
    Unreachable,
    /// Anything else, by its number.
    Other(u32),
}

/// One reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EchoReply {
    /// What became of the request.
    pub status: EchoStatus,
    /// Who said so: the target, or a router on the way.
    pub from: Option<IpAddr>,
}

/// The meaning of an `IP_STATUS`.
pub fn status(code: u32) -> EchoStatus {
    match code {
        0 => EchoStatus::Answered,
        11_002..=11_005 | 11_018 | 11_040 => EchoStatus::Unreachable,
        11_009 => EchoStatus::TooBig,
        11_010 => EchoStatus::TimedOut,
        11_013 => EchoStatus::HopLimit,
        other => EchoStatus::Other(other),
    }
}

/// An `ICMP_ECHO_REPLY`; none when it is too short.
pub fn reply_v4(bytes: &[u8]) -> Option<EchoReply> {
    // RoundTripTime, DataSize and Reserved close the part that both forms share.
    u16_at(bytes, 14)?;
    Some(EchoReply {
        status: status(u32_at(bytes, 4)?),
        from: Some(Ipv4Addr::from(part::<4>(bytes, 0)?).into()),
    })
}

/// An `ICMPV6_ECHO_REPLY_LH`: an `IPV6_ADDRESS_EX` of 26 packed bytes, padded to 28, then the status.
pub fn reply_v6(bytes: &[u8]) -> Option<EchoReply> {
    u32_at(bytes, 32)?;
    Some(EchoReply {
        status: status(u32_at(bytes, 28)?),
        from: Some(Ipv6Addr::from(part::<16>(bytes, 6)?).into()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_reply_a_router_and_a_packet_too_big_are_told_apart() {
        let reply = |code: u32| {
            let mut bytes = vec![192, 168, 1, 1];
            bytes.extend(code.to_le_bytes());
            bytes.extend([3, 0, 0, 0, 56, 0, 0, 0]);
            bytes.resize(40, 0);
            reply_v4(&bytes).expect("long enough")
        };
        assert_eq!(reply(0).status, EchoStatus::Answered);
        assert_eq!(reply(11_013).status, EchoStatus::HopLimit);
        assert_eq!(reply(11_013).from, Some(IpAddr::from([192, 168, 1, 1])));
        assert_eq!(reply(11_009).status, EchoStatus::TooBig);
        assert_eq!(reply(11_003).status, EchoStatus::Unreachable);
        assert_eq!(reply(11_050).status, EchoStatus::Other(11_050));
        assert_eq!(reply_v4(&[0; 15]), None);
    }

    #[test]
    fn the_address_of_a_v6_reply_is_found_between_packed_fields() {
        let mut bytes = vec![0; 36];
        let from: Ipv6Addr = "2001:db8::1".parse().expect("an address");
        bytes[6..22].copy_from_slice(&from.octets());
        bytes[28..32].copy_from_slice(&11_013_u32.to_le_bytes());
        let reply = reply_v6(&bytes).expect("long enough");
        assert_eq!(
            (reply.status, reply.from),
            (EchoStatus::HopLimit, Some(IpAddr::V6(from)))
        );
        assert_eq!(reply_v6(&bytes[..35]), None);
    }

    proptest! {
        #[test]
        fn no_bytes_are_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = (reply_v4(&bytes), reply_v6(&bytes));
        }
    }
}
