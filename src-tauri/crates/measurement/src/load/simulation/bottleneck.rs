//! A shaped line: one queue that serves a packet after the other and drops at its tail, a delay, and random loss.

/// What the line does to packets. Times are seconds.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// Bits a second, all headers included.
    pub rate_bps: f64,
    /// Round trip of an empty line.
    pub rtt: f64,
    /// Longest wait in the queue.
    pub queue: f64,
    /// Share of packets lost by chance, 0 to 1.
    pub loss: f64,
}

/// The loaded direction of a line.
#[derive(Debug)]
pub struct Bottleneck {
    pub line: Line,
    free_at: f64,
    random: u64,
}

impl Bottleneck {
    pub fn new(line: Line, seed: u64) -> Self {
        Self {
            line,
            free_at: 0.0,
            random: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
        }
    }

    /// When a packet of `bytes` handed over at `now` arrives; none when it is dropped.
    pub fn pass(&mut self, now: f64, bytes: f64) -> Option<f64> {
        let begins = self.free_at.max(now);
        if begins - now > self.line.queue || self.draw() < self.line.loss {
            return None;
        }
        self.free_at = begins + bytes * 8.0 / self.line.rate_bps;
        Some(self.free_at + self.line.rtt / 2.0)
    }

    fn draw(&mut self) -> f64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random >> 11) as f64 / (1_u64 << 53) as f64
    }
}
