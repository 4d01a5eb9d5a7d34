//! Connections that fail under load.

use super::bottleneck::Line;
use super::sender::Control;
use super::stream::{CONTENT, WIRE};
use super::{Case, Event, Outcome, World, simulate};
use maillon_diagnosis::checks::bandwidth::{Confidence, Degradation, Direction, LoadEnd};

/// Some connections fail at the same moment.
#[derive(Debug, Clone, Copy)]
pub struct Failure {
    /// When, seconds.
    pub at: f64,
    /// So many of those that were open first.
    pub streams: usize,
}

impl World {
    pub(super) fn fail(&mut self) {
        let failing = self.case.failure.map_or(0, |failure| failure.streams);
        for stream in self.streams.iter_mut().take(failing) {
            stream.failed = true;
        }
    }

    /// Whether nothing comes of an event any more.
    pub(super) fn is_of_a_failed_stream(&self, event: Event) -> bool {
        match event {
            Event::Arrives { stream, .. }
            | Event::Acknowledged { stream, .. }
            | Event::Credit { stream, .. }
            | Event::Send { stream }
            | Event::TimedOut { stream } => self.streams[stream].failed,
            Event::Ask { .. } | Event::Answered(_) | Event::Fail | Event::Probe | Event::Look => false,
        }
    }
}

fn loaded(rate_bps: f64, direction: Direction, failure: Failure) -> Outcome {
    simulate(Case {
        line: Line {
            rate_bps,
            rtt: 0.03,
            queue: 0.1,
            loss: 0.0,
        },
        control: Control::Cubic,
        direction,
        cap: 60_000_000,
        precise: true,
        seed: 1,
        failure: Some(failure),
    })
}

fn assert_trusted_less(outcome: &Outcome) {
    assert_eq!(outcome.capacity.degraded, [Degradation::ConnectionFailed]);
    assert_eq!(outcome.capacity.confidence, Confidence::Low);
}

#[test]
fn a_load_goes_on_with_the_connections_that_are_left() {
    for direction in [Direction::Download, Direction::Upload] {
        let some = Failure { at: 0.5, streams: 2 };
        let outcome = loaded(20e6, direction, some);
        let is_whole = matches!(outcome.ended_by, LoadEnd::Stable | LoadEnd::Time);
        assert!(is_whole, "{direction}: {outcome:?}");
        assert!(outcome.capacity.seconds > 1.0, "{direction}: {outcome:?}");
        let share = outcome.capacity.estimate_bps / (20e6 * CONTENT as f64 / WIRE);
        assert!((share - 1.0).abs() < 0.1, "{direction}: {share}");
        assert_trusted_less(&outcome);
    }
}

#[test]
fn a_load_whose_connections_all_failed_is_lost_and_not_at_its_cap() {
    for direction in [Direction::Download, Direction::Upload] {
        let all = Failure { at: 4.0, streams: 16 };
        let outcome = loaded(2e6, direction, all);
        assert_eq!(outcome.ended_by, LoadEnd::Lost, "{direction}: {outcome:?}");
        assert!(outcome.capacity.seconds < 4.5, "{direction}: {outcome:?}");
        assert_trusted_less(&outcome);
    }
}
