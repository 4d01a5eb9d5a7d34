//! The bytes a load may move, handed out before they are asked for: a byte that has no room is never requested.

use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// TLS records and HTTP/2 frames around content: 36 bytes on each frame of 8 KiB, rounded up (RFC 8446 § 5.2, RFC 9113 § 4.1).
const FRAMING: f64 = 1.005;
/// What a server may send before the next credit, bytes.
const WINDOW: RangeInclusive<u64> = 64 * 1024..=4 * 1024 * 1024;
/// Share of the room that probes may use.
const PROBES: u64 = 8;

/// The room left.
#[derive(Debug)]
pub struct Ledger {
    cap: u64,
    taken: AtomicU64,
    by_probes: AtomicU64,
    exhausted: AtomicBool,
}

impl Ledger {
    /// Room for `cap` bytes.
    pub fn new(cap: u64) -> Self {
        Self {
            cap,
            taken: AtomicU64::new(0),
            by_probes: AtomicU64::new(0),
            exhausted: AtomicBool::new(false),
        }
    }

    /// Bytes handed out.
    pub fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }

    /// What a server may send at once on each of so many connections about to be opened, bytes: half of the room, so that
    /// the other half can follow as credit.
    pub fn window(&self, connections: u32) -> u32 {
        let room = self.cap.saturating_sub(self.taken());
        (room / 2 / u64::from(connections.max(1))).clamp(*WINDOW.start(), *WINDOW.end()) as u32
    }

    /// Takes room for `content` bytes and their framing; false when there is none.
    pub fn take_content(&self, content: u64) -> bool {
        let taken = self.take(framed(content));
        if !taken {
            self.exhausted.store(true, Ordering::Relaxed);
        }
        taken
    }

    /// Takes room for the first content of an answer; false when there is none, although a smaller amount may still fit.
    pub fn take_window(&self, content: u64) -> bool {
        self.take(framed(content))
    }

    /// Gives back the room of content that will never come.
    pub fn give_back_content(&self, content: u64) {
        self.taken.fetch_sub(framed(content), Ordering::Relaxed);
    }

    /// Takes room for a probe; false when the probes used their share.
    pub fn take_probe(&self, bytes: u64) -> bool {
        let share = self.cap / PROBES;
        if self.by_probes.load(Ordering::Relaxed) + bytes > share || !self.take(bytes) {
            return false;
        }
        self.by_probes.fetch_add(bytes, Ordering::Relaxed);
        true
    }

    /// Takes room for a new connection.
    pub fn take(&self, bytes: u64) -> bool {
        self.taken
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |taken| {
                taken.checked_add(bytes).filter(|sum| *sum <= self.cap)
            })
            .is_ok()
    }

    /// Counts what an exchange cost beyond the room taken for it.
    pub fn settle(&self, reserved: u64, used: u64) {
        self.taken.fetch_add(used.saturating_sub(reserved), Ordering::Relaxed);
    }

    /// Whether content was refused for want of room.
    pub fn is_exhausted(&self) -> bool {
        self.exhausted.load(Ordering::Relaxed)
    }
}

fn framed(content: u64) -> u64 {
    (content as f64 * FRAMING).ceil() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_than_the_room_is_ever_handed_out() {
        let ledger = Ledger::new(100_000);
        let content = (0..1000).take_while(|_| ledger.take_content(1000)).count();
        assert_eq!(content, 99, "framing needs room too");
        assert!(ledger.is_exhausted());
        assert!(!ledger.take(1000));
        ledger.give_back_content(5000);
        assert!(ledger.take(5000));
    }

    #[test]
    fn probes_leave_the_room_to_the_load() {
        let ledger = Ledger::new(100_000);
        let probes = (0..1000).take_while(|_| ledger.take_probe(6000)).count();
        assert_eq!(probes, 2);
        assert!(!ledger.is_exhausted(), "the load has room");
        assert!(ledger.take_content(80_000));
    }
}
