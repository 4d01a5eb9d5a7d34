//! What one connection moves, and whether that is worth a place others wait for.
//!
//! Each byte pays for some time of the place, and no more than [`WINDOW`] can be paid in advance: who once moved much and then
//! nothing has paid for so long and no longer.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Least rate of a connection while every place is taken, bytes a second in both directions together: 16 kbit/s. The 16
/// connections a run has at the most (draft-ietf-ippm-responsiveness-09 § 4.2) still carry it on a line of 256 kbit/s.
pub const LEAST_RATE: u64 = 2000;
/// Time that is paid in advance at the most: a mobile line may stall for five seconds, and what was lost meanwhile is sent again at
/// one, three and seven times the retransmission timeout (RFC 6298 § 5.5). Its 40 kB are more than the 16 KiB, one TLS record,
/// that a slow connection hands to the kernel at once.
pub const WINDOW: Duration = Duration::from_secs(20);

/// How long the place of a connection is paid for. Times are microseconds after `start`.
#[derive(Debug)]
pub struct Flow {
    start: Instant,
    paid_us: AtomicU64,
    given_up: AtomicBool,
}

impl Flow {
    /// A connection that begins: the first window is free.
    pub fn new(now: Instant) -> Self {
        Self {
            start: now,
            paid_us: AtomicU64::new(micros(WINDOW)),
            given_up: AtomicBool::new(false),
        }
    }

    /// Counts bytes of either direction; `pause`, for which the server itself then makes the connection wait, costs it nothing.
    /// Only the task of the connection calls this.
    pub fn moved(&self, bytes: u64, pause: Duration, now: Instant) {
        let (now, pause) = (self.us(now), micros(pause));
        let paid = self.paid_us.load(Ordering::Relaxed).max(now);
        let paid = paid + pause + bytes * (1_000_000 / LEAST_RATE);
        self.paid_us
            .store(paid.min(now + pause + micros(WINDOW)), Ordering::Relaxed);
    }

    /// Since when the place is not paid for; none while it is.
    pub fn unpaid_since(&self, now: Instant) -> Option<Instant> {
        let paid = self.paid_us.load(Ordering::Relaxed);
        (self.us(now) >= paid).then(|| self.start + Duration::from_micros(paid))
    }

    /// Notes that the place is given to somebody else.
    pub fn give_up(&self) {
        self.given_up.store(true, Ordering::Relaxed);
    }

    /// Whether it was.
    pub fn is_given_up(&self) -> bool {
        self.given_up.load(Ordering::Relaxed)
    }

    fn us(&self, now: Instant) -> u64 {
        micros(now.saturating_duration_since(self.start))
    }
}

fn micros(time: Duration) -> u64 {
    time.as_micros() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seconds of 600 in which a place is not paid for, when so many bytes move every so many seconds.
    fn unpaid_seconds(bytes: u64, every: u64) -> usize {
        let start = Instant::now();
        let flow = Flow::new(start);
        let unpaid = (0..600_u64).filter(|second| {
            let now = start + Duration::from_secs(*second);
            if second.is_multiple_of(every) {
                flow.moved(bytes, Duration::ZERO, now);
            }
            flow.unpaid_since(now).is_some()
        });
        unpaid.count()
    }

    #[test]
    fn the_least_rate_pays_for_a_place_and_half_of_it_does_not() {
        assert_eq!(unpaid_seconds(LEAST_RATE + 1, 1), 0);
        assert_eq!(unpaid_seconds(9 * LEAST_RATE + 1, 9), 0);
        let half = unpaid_seconds(5 * LEAST_RATE, 10);
        assert!((250..300).contains(&half), "{half}");
    }

    #[test]
    fn nothing_is_paid_for_longer_than_the_window() {
        let trickle = unpaid_seconds(3000, 25);
        assert!(trickle > 500, "{trickle}");
        let gulps = unpaid_seconds(10_000_000, 50);
        assert!(gulps > 300, "{gulps}");
    }

    #[test]
    fn a_line_of_two_megabits_that_stalls_keeps_its_sixteen_places() {
        let start = Instant::now();
        let flow = Flow::new(start);
        let one_of_sixteen = 2_000_000 / 8 / 16;
        for second in 0..60 {
            let now = start + Duration::from_secs(second);
            // Nine seconds without a byte, and three with.
            if second % 12 >= 9 {
                flow.moved(one_of_sixteen, Duration::ZERO, now);
            }
            assert_eq!(flow.unpaid_since(now), None, "second {second}");
        }
    }

    #[test]
    fn what_the_server_holds_back_is_nobodys_fault() {
        let start = Instant::now();
        let flow = Flow::new(start);
        let pause = Duration::from_mins(1);
        flow.moved(1, pause, start);
        let end = start + pause + WINDOW;
        let just_before = start + pause + WINDOW.saturating_sub(Duration::from_millis(1));
        assert_eq!(flow.unpaid_since(just_before), None);
        assert_eq!(flow.unpaid_since(end), Some(end));
    }
}
