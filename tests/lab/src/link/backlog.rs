//! How full the queue of a direction was, moment by moment: the truth of a delay under load. No clock here.

use std::time::{Duration, Instant};

/// Between two moments at which a median looks.
const EVERY: Duration = Duration::from_millis(1);

/// What a queue held, as it was after each frame.
#[derive(Debug, Clone, Default)]
pub struct Backlog {
    frames: Vec<(Instant, Instant)>,
}

impl Backlog {
    /// Notes that a frame came at `now`, and that the queue will have been served at `empty_at` when no other comes.
    pub(super) fn note(&mut self, now: Instant, empty_at: Instant) {
        self.frames.push((now, empty_at));
    }

    /// How long a frame would have waited at `moment`.
    pub fn wait_at(&self, moment: Instant) -> Duration {
        let before = self.frames.partition_point(|(at, _)| *at <= moment);
        let last = before.checked_sub(1).and_then(|last| self.frames.get(last));
        last.map_or(Duration::ZERO, |(_, empty_at)| {
            empty_at.saturating_duration_since(moment)
        })
    }

    /// Median wait over a span of time, however many frames came in each part of it. None for a span without length.
    pub fn median_wait(&self, from: Instant, to: Instant) -> Option<Duration> {
        let mut waits: Vec<Duration> = std::iter::successors(Some(from), |moment| Some(*moment + EVERY))
            .take_while(|moment| *moment < to)
            .map(|moment| self.wait_at(moment))
            .collect();
        waits.sort();
        waits.get(waits.len() / 2).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn a_queue_empties_between_frames_and_each_moment_counts_alike() {
        let start = Instant::now();
        let mut backlog = Backlog::default();
        backlog.note(start + 10 * MS, start + 30 * MS);
        backlog.note(start + 20 * MS, start + 60 * MS);
        for (moment, wait) in [(5, 0), (10, 20), (15, 15), (20, 40), (50, 10), (70, 0)] {
            assert_eq!(backlog.wait_at(start + moment * MS), wait * MS, "at {moment} ms");
        }
        // From 40 down to 1 ms, one a millisecond.
        assert_eq!(backlog.median_wait(start + 20 * MS, start + 60 * MS), Some(21 * MS));
        assert_eq!(backlog.median_wait(start, start + 120 * MS), Some(Duration::ZERO));
        assert_eq!(backlog.median_wait(start, start), None);
    }
}
