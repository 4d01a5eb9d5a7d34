//! What one connection received, packets that wait for a lost one counted when they came: no clock and no socket here.

use std::collections::VecDeque;

/// Packets in order, one after the other, that show that nothing is missing any more: a lost row is rarely longer.
const CALM: u64 = 8;
/// Looks after which nothing waits any more: a second, by when what was lost has come again.
const LONGEST_WAIT: usize = 40;
/// Packets that are taken for full before any was seen: those of a handshake are few and small.
const FULL_BEFORE: f64 = 64.0;

/// What the kernel counted since the connection was open.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Arrived {
    /// Content in order, bytes.
    pub in_order: u64,
    /// Packets with content, in whatever order.
    pub packets: u64,
    /// Of those, packets that came before one that was sent earlier.
    pub disordered: u64,
    /// Most content a packet carries as far as it is known yet, bytes.
    pub packet: f64,
}

/// Content that arrived so far.
#[derive(Debug, Default)]
pub(super) struct Delivered {
    bytes: u64,
    last: Arrived,
    /// Content behind a lost packet.
    waiting: f64,
    /// Packets since the last one out of order.
    calm: u64,
    /// Packets out of order before those that may still wait, and the counts of the last looks.
    settled: u64,
    recent: VecDeque<u64>,
    /// Content of the packets that came in order, and what they had room for.
    filled: (f64, f64),
}

impl Delivered {
    /// Takes a count; gives the content that arrived, in order or waiting for what is missing, bytes.
    ///
    /// What waits came out of order, in packets that are as full as the others: neither a sender that fills them by half nor one
    /// that sends a packet twice is taken for a faster one.
    pub fn take(&mut self, seen: Arrived) -> u64 {
        let packet = seen.packet.max(self.last.packet);
        let packets = seen.packets.saturating_sub(self.last.packets);
        let disordered = seen.disordered.saturating_sub(self.last.disordered).min(packets);
        let brought = seen.in_order.saturating_sub(self.last.in_order) as f64;
        self.last = Arrived { packet, ..seen };
        let room = (packets - disordered) as f64 * packet;
        if disordered == 0 {
            self.calm += packets;
            if brought > 0.0 && brought <= room {
                self.filled = (self.filled.0 + brought, self.filled.1 + room);
            }
        } else {
            self.calm = 0;
        }
        self.recent.push_back(seen.disordered);
        if self.recent.len() > LONGEST_WAIT {
            let before = self.recent.pop_front().unwrap_or_default();
            self.settled = self.settled.max(before);
        }
        if self.calm >= CALM {
            (self.waiting, self.settled) = (0.0, seen.disordered);
        } else {
            let before = FULL_BEFORE * packet;
            let full = (self.filled.0 + before) / (self.filled.1 + before).max(1.0);
            let released = (brought - room * full).max(0.0);
            let most = (seen.disordered - self.settled) as f64 * packet;
            self.waiting = (self.waiting + disordered as f64 * packet * full - released).clamp(0.0, most);
        }
        self.bytes = self.bytes.max(seen.in_order + self.waiting as u64);
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrived(in_order: u64, packets: u64, disordered: u64) -> Arrived {
        Arrived {
            in_order,
            packets,
            disordered,
            packet: 1000.0,
        }
    }

    #[test]
    fn packets_that_wait_for_a_lost_one_count_when_they_come() {
        let mut delivered = Delivered::default();
        assert_eq!(delivered.take(arrived(100_000, 100, 0)), 100_000);
        assert_eq!(delivered.take(arrived(100_000, 150, 50)), 150_000);
        assert_eq!(delivered.take(arrived(151_000, 151, 50)), 151_000);
        assert_eq!(delivered.take(arrived(201_000, 201, 50)), 201_000);
    }

    #[test]
    fn a_loss_among_the_first_packets_hides_nothing_although_they_were_small() {
        let mut delivered = Delivered::default();
        let handshake = Arrived {
            packet: 536.0,
            ..arrived(3_000, 6, 0)
        };
        assert_eq!(delivered.take(handshake), 3_000);
        assert!((26_800..=27_000).contains(&delivered.take(arrived(7_000, 30, 20))));
        assert!((56_500..=57_000).contains(&delivered.take(arrived(7_000, 60, 50))));
        assert_eq!(delivered.take(arrived(58_000, 61, 50)), 58_000);
    }

    #[test]
    fn lost_packets_in_a_row_that_come_again_are_not_taken_for_calm() {
        let mut delivered = Delivered::default();
        delivered.take(arrived(100_000, 100, 0));
        assert_eq!(delivered.take(arrived(100_000, 140, 40)), 140_000);
        assert_eq!(delivered.take(arrived(103_000, 143, 40)), 143_000, "three of five");
        assert_eq!(delivered.take(arrived(103_000, 153, 50)), 153_000);
        assert_eq!(delivered.take(arrived(155_000, 155, 50)), 155_000);
    }

    #[test]
    fn a_packet_that_had_come_before_brings_nothing() {
        let mut delivered = Delivered::default();
        delivered.take(arrived(100_000, 100, 0));
        assert_eq!(delivered.take(arrived(100_000, 104, 0)), 100_000);
        assert_eq!(delivered.take(arrived(100_000, 114, 10)), 110_000);
        assert_eq!(delivered.take(arrived(120_000, 124, 10)), 120_000);
        // Three sent twice in each look while others are lost, and never calm: the rate stays that of the content.
        let mut seen = arrived(120_000, 124, 10);
        let mut told = Vec::new();
        for _ in 0..200 {
            seen = arrived(seen.in_order + 10_000, seen.packets + 13, seen.disordered + 4);
            told.push(delivered.take(seen));
        }
        assert_eq!(told[199] - told[99], 1_000_000);
    }

    #[test]
    fn smaller_packets_in_order_are_no_more_than_they_carry() {
        let mut delivered = Delivered::default();
        assert_eq!(delivered.take(arrived(100_000, 100, 0)), 100_000);
        assert_eq!(delivered.take(arrived(110_000, 200, 0)), 110_000);
        let told = delivered.take(arrived(120_000, 300, 3));
        assert!((120_001..=123_000).contains(&told), "three may wait: {told}");
        assert_eq!(
            delivered.take(arrived(130_000, 400, 3)),
            130_000,
            "none is missing any more"
        );
    }

    #[test]
    fn smaller_packets_are_no_more_than_they_carry_whether_in_order_or_not() {
        let mut delivered = Delivered::default();
        assert_eq!(delivered.take(arrived(100_000, 100, 0)), 100_000);
        assert_eq!(delivered.take(arrived(150_000, 200, 0)), 150_000);
        // Ten in a hundred overtake a lost one, which then comes again: all the time, without a calm moment.
        let mut seen = arrived(150_000, 200, 0);
        let mut told = Vec::new();
        for _ in 0..100 {
            seen = arrived(seen.in_order + 45_000, seen.packets + 100, seen.disordered + 10);
            delivered.take(seen);
            seen = arrived(seen.in_order + 5_500, seen.packets + 1, seen.disordered);
            told.push(delivered.take(seen));
        }
        // What was full before is believed for a second at the most.
        let counted = |from: usize, to: usize| told[to] - told[from];
        assert_eq!(counted(74, 99), 25 * 50_500);
        assert!(counted(0, 99) <= 99 * 54_500, "{told:?}");
    }
}
