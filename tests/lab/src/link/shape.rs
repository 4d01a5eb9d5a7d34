//! How one direction of a link treats its frames, and which of them it treats apart.

use std::net::Ipv4Addr;
use std::time::Duration;

/// How frames are treated.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Shape {
    /// Time a frame is under way.
    pub delay: Duration,
    /// Mean of what is added to it, exponentially distributed. Frames keep their order: one that is late holds up those
    /// behind it, as a radio does that sends again.
    pub jitter: Duration,
    /// Bits a second, Ethernet headers included; none for a link that never makes a frame wait.
    pub rate_bps: Option<f64>,
    /// Longest wait in the queue: a frame that would wait longer is dropped.
    pub queue: Duration,
    /// Share of the frames that vanish, 0 to 1.
    pub loss: f64,
    /// Mean number of frames that vanish in a row (two-state model of Gilbert 1960); 0 and 1 are independent losses.
    pub loss_run: f64,
    /// Longer frames vanish without a word, bytes with the Ethernet header.
    pub longest_frame: Option<usize>,
}

impl Shape {
    /// A link that only delays.
    pub fn delay(delay: Duration) -> Self {
        Self {
            delay,
            ..Self::default()
        }
    }
}

/// Frames that are treated apart: every part that is given must match, a port at either end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Apart {
    /// Number of the IP protocol, such as 6 for TCP and 17 for UDP.
    pub protocol: Option<u8>,
    /// A port at either end.
    pub port: Option<u16>,
    /// An address at either end.
    pub address: Option<Ipv4Addr>,
}

const ETHERNET: usize = 14;
const ETHERTYPE_IPV4: [u8; 2] = [0x08, 0x00];

impl Apart {
    /// Whether an Ethernet frame is one of these.
    pub fn takes(&self, frame: &[u8]) -> bool {
        if frame.get(12..14) != Some(&ETHERTYPE_IPV4[..]) {
            return false;
        }
        let Some(packet) = frame.get(ETHERNET..).filter(|packet| packet.len() >= 20) else {
            return false;
        };
        let address_at = |at: usize| Ipv4Addr::new(packet[at], packet[at + 1], packet[at + 2], packet[at + 3]);
        let ports = packet.get(usize::from(packet[0] & 0x0f) * 4..).unwrap_or_default();
        let port_at = |at: usize| Some(u16::from_be_bytes([*ports.get(at)?, *ports.get(at + 1)?]));
        self.protocol.is_none_or(|protocol| packet[9] == protocol)
            && self
                .address
                .is_none_or(|address| [address_at(12), address_at(16)].contains(&address))
            && self
                .port
                .is_none_or(|port| [port_at(0), port_at(2)].contains(&Some(port)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(protocol: u8, from: [u8; 4], to: [u8; 4], ports: [u16; 2]) -> Vec<u8> {
        let mut frame = vec![0; ETHERNET + 28];
        frame[12..14].copy_from_slice(&ETHERTYPE_IPV4);
        frame[14] = 0x45;
        frame[23] = protocol;
        frame[26..30].copy_from_slice(&from);
        frame[30..34].copy_from_slice(&to);
        frame[34..36].copy_from_slice(&ports[0].to_be_bytes());
        frame[36..38].copy_from_slice(&ports[1].to_be_bytes());
        frame
    }

    #[test]
    fn frames_are_told_by_protocol_port_and_address_of_either_end() {
        let rdp = frame(6, [10, 20, 1, 20], [10, 20, 200, 2], [3389, 40_000]);
        let apart = Apart {
            protocol: Some(6),
            port: Some(3389),
            address: Some(Ipv4Addr::new(10, 20, 1, 20)),
        };
        assert!(apart.takes(&rdp));
        assert!(Apart::default().takes(&rdp));
        for other in [
            Apart {
                protocol: Some(17),
                ..apart
            },
            Apart {
                port: Some(443),
                ..apart
            },
            Apart {
                address: Some(Ipv4Addr::new(10, 20, 1, 30)),
                ..apart
            },
        ] {
            assert!(!other.takes(&rdp), "{other:?}");
        }
        assert!(!Apart::default().takes(&[0; 60]), "no IPv4");
        assert!(!apart.takes(&rdp[..20]), "cut short");
    }
}
