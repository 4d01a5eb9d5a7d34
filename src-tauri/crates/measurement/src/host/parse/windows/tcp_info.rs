//! Understands what Windows counted on one TCP connection (`SIO_TCP_INFO`, version 0).
//!
//! Source: `learn.microsoft.com/windows/win32/api/mstcpip/ns-mstcpip-tcp_info_v0`. Whether its bytes count what was sent twice or came
//! out of order is not written there: they tell of progress, never of a rate.

use super::{u32_at, u64_at};

/// Bytes of a `TCP_INFO_v0`.
pub const LENGTH: usize = 88;

/// What is known of one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TcpInfo {
    /// `Mss`, bytes.
    pub segment: u32,
    /// `BytesInFlight`: sent and not acknowledged.
    pub unacknowledged_bytes: u32,
    /// `BytesOut`.
    pub sent_bytes: u64,
}

/// The structure; none when it is not as long as this version is.
pub fn tcp_info(bytes: &[u8]) -> Option<TcpInfo> {
    if bytes.len() != LENGTH {
        return None;
    }
    Some(TcpInfo {
        segment: u32_at(bytes, 4)?,
        unacknowledged_bytes: u32_at(bytes, 28)?,
        sent_bytes: u64_at(bytes, 48)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_lie_where_the_header_puts_them_and_another_length_is_unknown() {
        let mut bytes = vec![0; LENGTH];
        bytes[4..8].copy_from_slice(&1460_u32.to_le_bytes());
        bytes[28..32].copy_from_slice(&2920_u32.to_le_bytes());
        bytes[48..56].copy_from_slice(&4096_u64.to_le_bytes());
        let read = tcp_info(&bytes).expect("whole");
        assert_eq!(
            (read.segment, read.unacknowledged_bytes, read.sent_bytes),
            (1460, 2920, 4096)
        );
        assert_eq!(
            (tcp_info(&bytes[..84]), tcp_info(&[0; 136]), tcp_info(&[])),
            (None, None, None)
        );
    }
}
