//! A token bucket.

use std::time::{Duration, Instant};

/// How fast a bucket fills and how much it holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Tokens a second.
    pub per_second: f64,
    /// Tokens it holds.
    pub burst: f64,
}

impl Rate {
    /// A rate whose bucket holds two seconds of it.
    pub fn per_second(tokens: u32) -> Self {
        Self {
            per_second: f64::from(tokens),
            burst: 2.0 * f64::from(tokens),
        }
    }
}

/// Tokens that come at a steady rate.
#[derive(Debug, Clone, Copy)]
pub struct Bucket {
    tokens: f64,
    at: Instant,
}

impl Bucket {
    /// A full one.
    pub fn full(rate: Rate, now: Instant) -> Self {
        Self {
            tokens: rate.burst,
            at: now,
        }
    }

    /// Takes one token; false when there is none.
    pub fn take(&mut self, rate: Rate, now: Instant) -> bool {
        self.fill(rate, now);
        let taken = self.tokens >= 1.0;
        if taken {
            self.tokens -= 1.0;
        }
        taken
    }

    /// Takes tokens for what has happened already, and gives the time until the debt is paid.
    pub fn owe(&mut self, rate: Rate, tokens: f64, now: Instant) -> Duration {
        self.fill(rate, now);
        self.tokens -= tokens;
        Duration::from_secs_f64((-self.tokens / rate.per_second).max(0.0))
    }

    fn fill(&mut self, rate: Rate, now: Instant) {
        let since = now.saturating_duration_since(self.at).as_secs_f64();
        self.tokens = (self.tokens + since * rate.per_second).min(rate.burst);
        self.at = self.at.max(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_let_through_and_then_the_rate() {
        let (rate, start) = (Rate::per_second(10), Instant::now());
        let mut bucket = Bucket::full(rate, start);
        assert_eq!((0..100).filter(|_| bucket.take(rate, start)).count(), 20);
        let later = start + Duration::from_secs(1);
        assert_eq!((0..100).filter(|_| bucket.take(rate, later)).count(), 10);
        assert!(!bucket.take(rate, start), "time never runs backwards");
    }

    #[test]
    fn a_debt_is_told_as_time() {
        let (rate, start) = (Rate::per_second(1000), Instant::now());
        let mut bucket = Bucket::full(rate, start);
        assert_eq!(bucket.owe(rate, 2000.0, start), Duration::ZERO);
        assert_eq!(bucket.owe(rate, 500.0, start), Duration::from_millis(500));
        assert_eq!(bucket.owe(rate, 0.0, start + Duration::from_secs(1)), Duration::ZERO);
    }
}
