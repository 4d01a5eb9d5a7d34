//! What one connection received, packets that wait for a lost one counted when they came: no clock and no socket here.

/// What the kernel counted since the connection was open.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Arrived {
    /// Content in order, bytes.
    pub in_order: u64,
    /// Packets with content, in whatever order.
    pub packets: u64,
    /// Of those, packets that came before one that was sent earlier.
    pub disordered: u64,
}

/// Content that arrived so far.
#[derive(Debug, Default)]
pub(super) struct Delivered {
    bytes: u64,
    /// Most content a packet carried on average so far, bytes.
    packet: f64,
    last: Arrived,
    /// Packets out of order when nothing was missing for the last time.
    settled: u64,
}

impl Delivered {
    /// Takes a count; gives the content that arrived, in order or waiting for what is missing, bytes.
    ///
    /// Only packets out of order can wait: a sender that fills its packets unevenly is not taken for a faster one.
    pub fn take(&mut self, seen: Arrived) -> u64 {
        if seen.packets == 0 {
            return self.bytes;
        }
        if seen.packets > self.last.packets && seen.disordered == self.last.disordered {
            self.settled = seen.disordered;
        }
        self.last = seen;
        self.packet = self.packet.max(seen.in_order as f64 / seen.packets as f64);
        let missing = (seen.packets as f64 * self.packet) as u64;
        let most = ((seen.disordered - self.settled) as f64 * self.packet) as u64;
        let waiting = missing.saturating_sub(seen.in_order).min(most);
        self.bytes = self.bytes.max(seen.in_order + waiting);
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
    fn smaller_packets_in_order_are_no_more_than_they_carry() {
        let mut delivered = Delivered::default();
        assert_eq!(delivered.take(arrived(100_000, 100, 0)), 100_000);
        assert_eq!(delivered.take(arrived(110_000, 200, 0)), 110_000);
        assert_eq!(delivered.take(arrived(120_000, 300, 3)), 123_000, "three may wait");
        assert_eq!(
            delivered.take(arrived(130_000, 400, 3)),
            130_000,
            "none is missing any more"
        );
    }
}
