//! The example's run as it went: the same events as a real run, each at its time.

use maillon_diagnosis::checks::bandwidth::Direction;
use maillon_diagnosis::{CheckId, Report};
use maillon_measurement::Event;
use std::time::Duration;

/// Seconds the example takes to play: shorter than the run it tells, long enough to be followed.
pub const LENGTH_S: f64 = 12.0;

/// Milliseconds between two figures.
const STEP_MS: u64 = 250;

/// Figures told of a target.
const FIGURES: u64 = 36;

/// One event at its time.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// Time since the start.
    pub at: Duration,
    /// What happened.
    pub event: Event,
}

/// When each check begins and is judged, milliseconds.
const COURSE: [(CheckId, u64, u64); 6] = [
    (CheckId::Machine, 300, 2_600),
    (CheckId::Security, 700, 4_400),
    (CheckId::Vpn, 2_700, 6_200),
    (CheckId::Gateway, 4_500, 8_400),
    (CheckId::Server, 5_200, 9_600),
    (CheckId::Bandwidth, 1_000, 11_400),
];

/// When each direction is loaded, milliseconds.
const LOADS: [(Direction, u64, u64); 2] = [(Direction::Download, 6_400, 8_600), (Direction::Upload, 8_600, 10_800)];

/// Everything that happens, in order.
pub fn timeline(report: &Report) -> Vec<Moment> {
    let mut moments = vec![Moment {
        at: Duration::ZERO,
        event: Event::Started {
            expected_seconds: LENGTH_S,
        },
    }];
    let mut add = |ms: u64, event: Event| {
        let at = Duration::from_millis(ms);
        moments.push(Moment { at, event });
    };
    for (check, begins, ends) in COURSE {
        add(begins, Event::Measuring { check });
        for (_, status, findings) in report.checks.summaries().into_iter().filter(|(id, ..)| *id == check) {
            let findings = findings.to_vec();
            let last = true;
            add(
                ends,
                Event::Judged {
                    check,
                    status,
                    findings,
                    last,
                },
            );
        }
    }
    for second in 0..LENGTH_S as u32 {
        let seconds = LENGTH_S - f64::from(second);
        add(u64::from(second) * 1000 + 1, Event::Remaining { seconds });
    }
    delays(report, &mut add);
    loads(report, &mut add);
    moments.sort_by_key(|moment| moment.at);
    moments
}

fn delays(report: &Report, add: &mut impl FnMut(u64, Event)) {
    let Some(seen) = &report.checks.bandwidth.observation else {
        return;
    };
    for (place, seen) in seen.targets.iter().enumerate() {
        let Some(link) = seen.link else { continue };
        for (step, sample) in (0..FIGURES).zip(&seen.samples) {
            let at = 1_100 + 350 * place as u64 + STEP_MS * step;
            let (target, rtt_ms, loaded) = (place, sample.rtt_ms, sample.loaded);
            let delay = Event::Delay {
                target,
                link,
                rtt_ms,
                loaded,
            };
            add(at, delay);
        }
    }
}

fn loads(report: &Report, add: &mut impl FnMut(u64, Event)) {
    let Some(seen) = &report.checks.bandwidth.observation else {
        return;
    };
    let mut bytes = 0;
    for (direction, from, to) in LOADS {
        let capacity = match direction {
            Direction::Download => &seen.download,
            Direction::Upload => &seen.upload,
        };
        let Some(capacity) = capacity else { continue };
        let steps = (to - from) / STEP_MS;
        for step in 0..steps {
            bytes += capacity.bytes / steps;
            let ramp = ((step + 1) as f64 / 4.0).min(1.0);
            let bps = ramp
                * capacity
                    .intervals
                    .get(step as usize)
                    .map_or(capacity.estimate_bps, |it| it.1);
            let at = from + step * STEP_MS;
            add(at, Event::Load { direction, bps, bytes });
        }
    }
}
