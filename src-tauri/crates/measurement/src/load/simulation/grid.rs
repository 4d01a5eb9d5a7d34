//! The grid of lines: rate × round trip × queue × loss, under both kinds of congestion control, in both directions.

use super::bottleneck::Line;
use super::sender::Control;
use super::stream::{CONTENT, WIRE};
use super::{Case, simulate};
use maillon_diagnosis::checks::bandwidth::{Confidence, Direction};

const RATES: [f64; 6] = [2e6, 8e6, 20e6, 50e6, 100e6, 300e6];
const RTTS: [f64; 3] = [0.005, 0.030, 0.120];
const QUEUES: [f64; 2] = [0.02, 0.2];
const LOSSES: [f64; 2] = [0.0, 0.005];
const SEEDS: std::ops::RangeInclusive<u64> = 1..=3;
/// Shares of the cap of 25 MB (standard) and of 100 MB (precise).
const STANDARD: [(Direction, u64); 2] = [(Direction::Download, 15_000_000), (Direction::Upload, 10_000_000)];
const PRECISE: [(Direction, u64); 2] = [(Direction::Download, 60_000_000), (Direction::Upload, 40_000_000)];

/// What keeps a load from filling a line, whoever measures.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Limit {
    None,
    /// The cap is less than four times what the line holds: slow start alone takes two.
    Cap,
    /// So many senders that take every loss for congestion do not fill it (Mathis et al. 1997).
    Sender,
}

fn limit(case: &Case) -> Limit {
    let line = case.line;
    let reach = 16.0 * 1.22 * 1448.0 * 8.0 / (line.rtt * line.loss.sqrt());
    if case.control == Control::Cubic && reach < 2.0 * line.rate_bps {
        Limit::Sender
    } else if (case.cap as f64) < 4.0 * line.rate_bps / 8.0 * line.rtt {
        Limit::Cap
    } else {
        Limit::None
    }
}

fn cells(control: Control, caps: [(Direction, u64); 2]) -> Vec<Case> {
    let mut all = Vec::new();
    let precise = caps == PRECISE;
    for (direction, cap) in caps {
        for rate_bps in RATES {
            for rtt in RTTS {
                for queue in QUEUES {
                    for loss in LOSSES {
                        let line = Line {
                            rate_bps,
                            rtt,
                            queue,
                            loss,
                        };
                        all.extend(SEEDS.map(|seed| Case {
                            line,
                            control,
                            direction,
                            cap,
                            precise,
                            seed,
                            failure: None,
                        }));
                    }
                }
            }
        }
    }
    all
}

/// What the line carries of content.
fn truth(line: Line) -> f64 {
    line.rate_bps * CONTENT as f64 / WIRE
}

fn hold(control: Control, caps: [(Direction, u64); 2]) {
    let (mut judged, mut close) = (0, 0);
    let mut bad = Vec::new();
    for case in cells(control, caps) {
        let outcome = simulate(case);
        let capacity = &outcome.capacity;
        let truth = truth(case.line);
        let (lower, estimate) = (capacity.lower_bound_bps / truth, capacity.estimate_bps / truth);
        let shown = || {
            format!(
                "lower {lower:.3}, estimate {estimate:.3}, {:?}, {:?}, {:?}\n{case:?}",
                capacity.confidence, outcome.ended_by, outcome.delay
            )
        };
        let off = (estimate - 1.0).abs();
        let fillable = limit(&case) == Limit::None;
        let faults = [
            (lower > 1.0, "more than the line carries"),
            (outcome.spent > case.cap * 102 / 100, "beyond the cap"),
            (estimate >= 1.05, "too high"),
            (capacity.confidence == Confidence::High && off >= 0.10, "sure and wrong"),
            (fillable && off >= 0.10, "wrong"),
        ];
        bad.extend(
            faults
                .iter()
                .filter(|(is, _)| *is)
                .map(|(_, what)| format!("{what}: {}", shown())),
        );
        judged += u32::from(fillable);
        close += u32::from(fillable && off < 0.05);
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
    assert!(
        f64::from(close) >= 0.9 * f64::from(judged),
        "{close} of {judged} within five per cent"
    );
}

#[test]
fn lines_filled_by_cubic_senders_are_read_right_in_standard() {
    hold(Control::Cubic, STANDARD);
}

#[test]
fn lines_filled_by_bbr_senders_are_read_right_in_standard() {
    hold(Control::Bbr, STANDARD);
}

#[test]
fn lines_filled_by_cubic_senders_are_read_right_in_precise() {
    hold(Control::Cubic, PRECISE);
}

#[test]
fn lines_filled_by_bbr_senders_are_read_right_in_precise() {
    hold(Control::Bbr, PRECISE);
}

#[test]
fn few_lines_are_beyond_what_a_load_can_fill() {
    let left_out = |control, caps| {
        cells(control, caps)
            .iter()
            .filter(|case| limit(case) != Limit::None)
            .count()
    };
    let all = cells(Control::Bbr, STANDARD).len();
    assert!(left_out(Control::Bbr, STANDARD) <= all / 18, "{all}");
    assert_eq!(left_out(Control::Bbr, PRECISE), 0);
    assert!(left_out(Control::Cubic, STANDARD) <= all / 5);
}

#[test]
fn ten_loads_of_one_line_agree() {
    let line = Line {
        rate_bps: 20e6,
        rtt: 0.03,
        queue: 0.1,
        loss: 0.0005,
    };
    let estimates: Vec<f64> = (1..=10)
        .map(|seed| {
            let case = Case {
                line,
                control: Control::Cubic,
                direction: Direction::Download,
                cap: 15_000_000,
                precise: false,
                seed,
                failure: None,
            };
            simulate(case).capacity.estimate_bps
        })
        .collect();
    let (low, high) = (
        estimates.iter().copied().fold(f64::INFINITY, f64::min),
        estimates.iter().copied().fold(0.0, f64::max),
    );
    assert!((high - low) / high <= 0.03, "{estimates:?}");
}
