//! The queue of one direction: losses, a bottleneck that serves one frame after the other, then a delay. No clock, no
//! socket.

use super::Shape;
use super::chance::Chance;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// No frame is later than this many times the mean of the jitter: a draw of the exponential distribution has no end.
const LATEST: f64 = 8.0;

/// Frames under way in one direction.
#[derive(Debug)]
pub struct Queue {
    frames: VecDeque<(Instant, Vec<u8>)>,
    busy_until: Instant,
    chance: Chance,
    loses: bool,
}

impl Queue {
    /// An empty queue whose losses and delays are drawn from `seed`.
    pub fn new(now: Instant, seed: u64) -> Self {
        Self {
            frames: VecDeque::new(),
            busy_until: now,
            chance: Chance::new(seed),
            loses: false,
        }
    }

    /// Draws from another seed from now on.
    pub fn seed(&mut self, seed: u64) {
        self.chance = Chance::new(seed);
    }

    /// Takes a frame in, or drops it (false) when it is lost, too long, or would wait longer than the shape allows.
    pub fn push(&mut self, now: Instant, frame: &[u8], shape: &Shape) -> bool {
        if shape.longest_frame.is_some_and(|longest| frame.len() > longest) || self.is_lost(shape) {
            return false;
        }
        let begins = self.busy_until.max(now);
        let leaves = match shape.rate_bps {
            None => now,
            Some(_) if begins - now > shape.queue => return false,
            Some(rate) => begins + Duration::from_secs_f64(frame.len() as f64 * 8.0 / rate),
        };
        self.busy_until = leaves;
        let late = shape.jitter.mul_f64((-(1.0 - self.chance.share()).ln()).min(LATEST));
        let due = (leaves + shape.delay + late).max(self.last_due().unwrap_or(now));
        self.frames.push_back((due, frame.to_vec()));
        true
    }

    /// When the last frame will have been served.
    pub fn busy_until(&self) -> Instant {
        self.busy_until
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

    /// Steps through the two states of Gilbert's model: one in which every frame is lost, and one in which none is.
    fn is_lost(&mut self, shape: &Shape) -> bool {
        let run = shape.loss_run.max(1.0);
        let leaves = match (self.loses, shape.loss) {
            (_, loss) if loss <= 0.0 => {
                self.loses = false;
                return false;
            }
            (_, loss) if loss >= 1.0 => return true,
            (true, loss) if run <= 1.0 => 1.0 - loss,
            (false, loss) if run <= 1.0 => loss,
            (true, _) => 1.0 / run,
            (false, loss) => (loss / (1.0 - loss) / run).min(1.0),
        };
        self.loses ^= self.chance.share() < leaves;
        self.loses
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
            ..Shape::default()
        }
    }

    #[test]
    fn a_frame_arrives_after_its_time_on_the_wire_and_the_delay() {
        let now = Instant::now();
        let mut queue = Queue::new(now, 1);
        assert!(queue.push(now, &FRAME, &narrow(4 * MS, 20 * MS)));
        assert!(queue.push(now, &FRAME, &narrow(4 * MS, 20 * MS)));
        assert_eq!(queue.pop(now + 4 * MS), None);
        assert!(queue.pop(now + 5 * MS).is_some());
        assert_eq!(queue.due(), Some(now + 6 * MS));
    }

    #[test]
    fn a_full_queue_drops_and_serves_again_once_it_has_drained() {
        let now = Instant::now();
        let mut queue = Queue::new(now, 1);
        let shape = narrow(Duration::ZERO, 3 * MS);
        let taken = (0..10).filter(|_| queue.push(now, &FRAME, &shape)).count();
        assert_eq!(taken, 4, "one is served while three milliseconds of others wait");
        assert!(queue.push(now + 2 * MS, &FRAME, &shape));
    }

    #[test]
    fn a_link_without_a_rate_only_delays() {
        let now = Instant::now();
        let mut queue = Queue::new(now, 1);
        for _ in 0..100 {
            assert!(queue.push(now, &FRAME, &Shape::delay(3 * MS)));
        }
        let arrived = std::iter::from_fn(|| queue.pop(now + 3 * MS)).count();
        assert_eq!(arrived, 100);
    }

    #[test]
    fn a_shorter_delay_does_not_overtake() {
        let now = Instant::now();
        let mut queue = Queue::new(now, 1);
        queue.push(now, &[1], &Shape::delay(9 * MS));
        queue.push(now, &[2], &Shape::delay(MS));
        assert_eq!(queue.pop(now + 2 * MS), None);
        assert_eq!(queue.pop(now + 9 * MS), Some(vec![1]));
    }

    /// Share of the frames lost, and mean length of a run of losses.
    fn losses(shape: &Shape) -> (f64, f64) {
        let now = Instant::now();
        let mut queue = Queue::new(now, 3);
        let lost: Vec<bool> = (0..40_000).map(|_| !queue.push(now, &[0], shape)).collect();
        let all = lost.iter().filter(|lost| **lost).count() as f64;
        let runs = lost.windows(2).filter(|pair| !pair[0] && pair[1]).count() as f64;
        (all / 40_000.0, all / runs)
    }

    #[test]
    fn losses_come_as_often_and_in_runs_as_long_as_told() {
        for (loss, loss_run) in [(0.01, 1.0), (0.05, 1.0), (0.2, 1.0), (0.05, 4.0), (0.1, 8.0)] {
            let (share, run) = losses(&Shape {
                loss,
                loss_run,
                ..Shape::default()
            });
            // Runs make the share vary more: their variance is about 2·run − 1 times that of independent losses.
            let tolerance = 4.0 * (loss * (1.0 - loss) * (2.0 * loss_run - 1.0) / 40_000.0).sqrt();
            assert!((share - loss).abs() < tolerance, "{share} of {loss}");
            let expected = if loss_run > 1.0 { loss_run } else { 1.0 / (1.0 - loss) };
            assert!((run / expected - 1.0).abs() < 0.15, "{run} of {expected}");
        }
    }

    #[test]
    fn a_frame_too_long_vanishes_and_the_others_pass() {
        let now = Instant::now();
        let mut queue = Queue::new(now, 1);
        let shape = Shape {
            longest_frame: Some(1000),
            ..Shape::default()
        };
        assert!(!queue.push(now, &[0; 1001], &shape));
        assert!(queue.push(now, &[0; 1000], &shape));
    }

    #[test]
    fn jitter_adds_its_mean() {
        let shape = Shape {
            jitter: 5 * MS,
            ..Shape::default()
        };
        let start = Instant::now();
        let mut queue = Queue::new(start, 1);
        let late: f64 = (0..4000)
            .map(|step| {
                let now = start + 100 * MS * step;
                queue.push(now, &[0], &shape);
                let due = queue.due().expect("it was taken");
                queue.pop(due);
                (due - now).as_secs_f64()
            })
            .sum();
        assert!((late / 4000.0 - 0.005).abs() < 0.0004, "{late}");
    }
}
