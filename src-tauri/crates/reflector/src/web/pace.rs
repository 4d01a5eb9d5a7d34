//! How much may wait in the server itself: some milliseconds of what the connection carries.
//!
//! A small object asked for on a loaded connection waits behind what the server has handed over already. With the default
//! buffers of a system that is up to seconds, and the client would take them for the queue of its line. So the kernel is given
//! no more than 5 ms of data ahead of what it sends (draft-ietf-ippm-responsiveness-09 § 5.1.1, `TCP_NOTSENT_LOWAT`), and what
//! is encrypted at once is 2 ms of it.

use std::time::{Duration, Instant};

/// Window over which a rate is taken.
const WINDOW: Duration = Duration::from_millis(20);
const AHEAD_SECONDS: f64 = 0.005;
const QUANTUM_SECONDS: f64 = 0.002;
/// Bytes ahead: below, each packet would need a wake-up of the program; above, memory.
const AHEAD: (f64, f64) = (4096.0, 1024.0 * 1024.0);
/// A TLS record is the most, a packet the least.
const QUANTUM: (f64, f64) = (1400.0, 16_384.0);
/// Before anything is known: the first window of TCP (RFC 6928, 10 packets) is not held back.
const FIRST_AHEAD: u32 = 32 * 1024;
/// Bytes handed over at once before anything is known.
pub const FIRST_QUANTUM: usize = 16_384;

/// Bytes that may wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// In the kernel, not sent yet.
    pub ahead: u32,
    /// Encrypted at once.
    pub quantum: usize,
}

/// The rate of one connection.
#[derive(Debug)]
pub struct Pacer {
    since: Instant,
    bytes: u64,
    set: Waiting,
}

impl Pacer {
    /// A connection of unknown rate.
    pub fn new(now: Instant) -> Self {
        Self {
            since: now,
            bytes: 0,
            set: Waiting {
                ahead: FIRST_AHEAD,
                quantum: FIRST_QUANTUM,
            },
        }
    }

    /// What may wait at first.
    pub fn first() -> Waiting {
        Self::new(Instant::now()).set
    }

    /// Counts bytes the kernel took; gives what may wait when that has changed.
    pub fn took(&mut self, bytes: usize, now: Instant) -> Option<Waiting> {
        self.bytes += bytes as u64;
        let elapsed = now.saturating_duration_since(self.since);
        if elapsed < WINDOW {
            return None;
        }
        let rate = self.bytes as f64 / elapsed.as_secs_f64();
        let busy = elapsed < 10 * WINDOW;
        (self.since, self.bytes) = (now, 0);
        // A pause says nothing about the line.
        if !busy {
            return None;
        }
        let wanted = Waiting {
            ahead: (rate * AHEAD_SECONDS).clamp(AHEAD.0, AHEAD.1) as u32,
            quantum: (rate * QUANTUM_SECONDS).clamp(QUANTUM.0, QUANTUM.1) as usize,
        };
        let (old, new) = (f64::from(self.set.ahead), f64::from(wanted.ahead));
        if (new - old).abs() <= old / 4.0 {
            return None;
        }
        self.set = wanted;
        Some(wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What may wait after a second at a rate.
    fn settled(bits_per_second: f64) -> Waiting {
        let start = Instant::now();
        let mut pacer = Pacer::new(start);
        let step = bits_per_second / 8.0 / 1000.0;
        let changes = (1..=1000).filter_map(|ms| pacer.took(step as usize, start + Duration::from_millis(ms)));
        changes.last().unwrap_or(Pacer::first())
    }

    #[test]
    fn what_waits_is_some_milliseconds_of_the_rate() {
        let slow = settled(10e6);
        assert!((5000..8000).contains(&slow.ahead), "{slow:?}");
        assert!((1400..3000).contains(&slow.quantum), "{slow:?}");
        let fast = settled(1e9);
        assert!((500_000..800_000).contains(&fast.ahead), "{fast:?}");
        assert_eq!(fast.quantum, 16_384);
        let crawling = settled(100e3);
        assert_eq!((crawling.ahead, crawling.quantum), (4096, 1400));
    }

    #[test]
    fn a_pause_changes_nothing() {
        let start = Instant::now();
        let mut pacer = Pacer::new(start);
        assert_eq!(pacer.took(1000, start + Duration::from_secs(5)), None);
    }
}
