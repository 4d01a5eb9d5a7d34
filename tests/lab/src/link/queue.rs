//! The queue of one direction: a bottleneck that serves one frame after the other, then a delay. No clock, no socket.

use super::Shape;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Frames under way in one direction.
#[derive(Debug)]
pub struct Queue {
    frames: VecDeque<(Instant, Vec<u8>)>,
    busy_until: Instant,
}

impl Queue {
    /// An empty queue.
    pub fn new(now: Instant) -> Self {
        Self {
            frames: VecDeque::new(),
            busy_until: now,
        }
    }

    /// Takes a frame in, or drops it (false) when it would wait longer than the shape allows.
    pub fn push(&mut self, now: Instant, frame: &[u8], shape: Shape) -> bool {
        let begins = self.busy_until.max(now);
        let leaves = match shape.rate_bps {
            None => now,
            Some(_) if begins - now > shape.queue => return false,
            Some(rate) => begins + Duration::from_secs_f64(frame.len() as f64 * 8.0 / rate),
        };
        self.busy_until = leaves;
        let due = (leaves + shape.delay).max(self.last_due().unwrap_or(now));
        self.frames.push_back((due, frame.to_vec()));
        true
    }

    /// When the next frame arrives at the other end.
    pub fn due(&self) -> Option<Instant> {
        self.frames.front().map(|(due, _)| *due)
    }

    /// The next frame, once its time has come.
    pub fn pop(&mut self, now: Instant) -> Option<Vec<u8>> {
        self.due().filter(|due| *due <= now)?;
        self.frames.pop_front().map(|(_, frame)| frame)
    }

    fn last_due(&self) -> Option<Instant> {
        self.frames.back().map(|(due, _)| *due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    /// 1250 bytes take 1 ms at 10 Mbit/s.
    const FRAME: [u8; 1250] = [0; 1250];

    fn narrow(delay: Duration, queue: Duration) -> Shape {
        Shape {
            delay,
            rate_bps: Some(10e6),
            queue,
        }
    }

    #[test]
    fn a_frame_arrives_after_its_time_on_the_wire_and_the_delay() {
        let now = Instant::now();
        let mut queue = Queue::new(now);
        assert!(queue.push(now, &FRAME, narrow(4 * MS, 20 * MS)));
        assert!(queue.push(now, &FRAME, narrow(4 * MS, 20 * MS)));
        assert_eq!(queue.pop(now + 4 * MS), None);
        assert!(queue.pop(now + 5 * MS).is_some());
        assert_eq!(queue.due(), Some(now + 6 * MS));
    }

    #[test]
    fn a_full_queue_drops_and_serves_again_once_it_has_drained() {
        let now = Instant::now();
        let mut queue = Queue::new(now);
        let shape = narrow(Duration::ZERO, 3 * MS);
        let taken = (0..10).filter(|_| queue.push(now, &FRAME, shape)).count();
        assert_eq!(taken, 4, "one is served while three milliseconds of others wait");
        assert!(queue.push(now + 2 * MS, &FRAME, shape));
    }

    #[test]
    fn a_link_without_a_rate_only_delays() {
        let now = Instant::now();
        let mut queue = Queue::new(now);
        for _ in 0..100 {
            assert!(queue.push(now, &FRAME, Shape::delay(3 * MS)));
        }
        let arrived = std::iter::from_fn(|| queue.pop(now + 3 * MS)).count();
        assert_eq!(arrived, 100);
    }

    #[test]
    fn a_shorter_delay_does_not_overtake() {
        let now = Instant::now();
        let mut queue = Queue::new(now);
        queue.push(now, &[1], Shape::delay(9 * MS));
        queue.push(now, &[2], Shape::delay(MS));
        assert_eq!(queue.pop(now + 2 * MS), None);
        assert_eq!(queue.pop(now + 9 * MS), Some(vec![1]));
    }
}
