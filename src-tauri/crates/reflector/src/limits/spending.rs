//! The bytes of an hour, and the pace they may have.

use super::bucket::{Bucket, Rate};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const HOUR: Duration = Duration::from_hours(1);
/// What a refusal, a handshake and a last frame may still cost once the allowance is used, bytes.
const SLACK: u64 = 16 * 1024 * 1024;

/// What somebody may move in an hour, and how fast. Counted at the sockets, TLS included, both directions.
#[derive(Debug)]
pub struct Spending {
    start: Instant,
    /// Start of the hour, milliseconds after `start`.
    since_ms: AtomicU64,
    used: AtomicU64,
    limit: Option<u64>,
    pace: Option<(Rate, Mutex<Bucket>)>,
}

impl Spending {
    /// An untouched allowance of `limit` bytes an hour at `bytes_per_second`; none is no limit.
    pub fn new(limit: Option<u64>, bytes_per_second: Option<f64>, now: Instant) -> Self {
        let pace = bytes_per_second.map(|per_second| {
            // A fifth of a second: long enough to be smooth at the granularity of timers.
            let rate = Rate {
                per_second,
                burst: per_second / 5.0,
            };
            (rate, Mutex::new(Bucket::full(rate, now)))
        });
        Self {
            start: now,
            since_ms: AtomicU64::new(0),
            used: AtomicU64::new(0),
            limit,
            pace,
        }
    }

    /// Counts bytes that were moved, and gives the time to wait before the next.
    pub fn spend(&self, bytes: u64, now: Instant) -> Duration {
        self.renew(now);
        self.used.fetch_add(bytes, Ordering::Relaxed);
        let Some((rate, bucket)) = &self.pace else {
            return Duration::ZERO;
        };
        let mut bucket = bucket.lock().unwrap_or_else(PoisonError::into_inner);
        bucket.owe(*rate, bytes as f64, now)
    }

    /// Time until the next hour begins when the allowance is used up; none while there is some left.
    pub fn exhausted_for(&self, now: Instant) -> Option<Duration> {
        self.renew(now);
        (self.used.load(Ordering::Relaxed) >= self.limit?).then(|| HOUR.saturating_sub(self.age(now)))
    }

    /// Whether not even a refusal may be sent any more in the hour that `now` is in.
    pub fn is_overdrawn(&self, now: Instant) -> bool {
        self.renew(now);
        let most = self.limit.map(|limit| limit.saturating_add(SLACK));
        most.is_some_and(|most| self.used.load(Ordering::Relaxed) > most)
    }

    /// Whether nothing of this hour has to be remembered.
    pub fn is_forgettable(&self, now: Instant) -> bool {
        self.age(now) >= HOUR || self.used.load(Ordering::Relaxed) < self.limit.unwrap_or(u64::MAX) / 100
    }

    fn age(&self, now: Instant) -> Duration {
        let since = self.start + Duration::from_millis(self.since_ms.load(Ordering::Relaxed));
        now.saturating_duration_since(since)
    }

    fn renew(&self, now: Instant) {
        if self.age(now) >= HOUR {
            let now_ms = now.saturating_duration_since(self.start).as_millis() as u64;
            self.since_ms.store(now_ms, Ordering::Relaxed);
            self.used.store(0, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_of_an_hour_are_counted_and_come_back_with_the_next() {
        let start = Instant::now();
        let spending = Spending::new(Some(1000), None, start);
        assert_eq!(spending.spend(999, start), Duration::ZERO);
        assert_eq!(spending.exhausted_for(start), None);
        spending.spend(1, start);
        let half = start + HOUR / 2;
        assert_eq!(spending.exhausted_for(half), Some(HOUR / 2));
        assert_eq!(spending.exhausted_for(start + HOUR), None);
    }

    #[test]
    fn nobody_is_overdrawn_for_longer_than_the_hour() {
        let start = Instant::now();
        let spending = Spending::new(Some(1000), None, start);
        spending.spend(1000 + SLACK, start);
        assert!(!spending.is_overdrawn(start), "a refusal may still be sent");
        spending.spend(1, start);
        assert!(spending.is_overdrawn(start));
        assert!(spending.is_overdrawn(start + HOUR.saturating_sub(Duration::from_millis(1))));
        // Nothing else is asked in between: who is overdrawn gets as far as this question and no further.
        assert!(!spending.is_overdrawn(start + HOUR));
    }

    #[test]
    fn a_pace_is_kept_by_waiting() {
        let start = Instant::now();
        let spending = Spending::new(None, Some(1_000_000.0), start);
        assert_eq!(spending.spend(200_000, start), Duration::ZERO);
        assert_eq!(spending.spend(100_000, start), Duration::from_millis(100));
        assert_eq!(spending.exhausted_for(start), None);
    }
}
