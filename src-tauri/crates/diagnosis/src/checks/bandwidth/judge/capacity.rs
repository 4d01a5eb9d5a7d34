//! What the line carries, and what it does to delay when it is full.

use super::super::{Capacity, Confidence, Direction, Observation, Target};
use super::segments::witnesses;
use crate::finding::{Code, Quantity, Support};
use crate::judgement::Judgement;
use crate::limits::Limits;
use crate::statistics::{SAMPLES_FOR_MEDIAN, median};
use crate::vocabulary::Link;

pub(super) fn capacity(observation: &Observation, limits: &Limits, judgement: &mut Judgement) {
    let directions = [
        (&observation.download, "download_mbps", Code::DownloadLow),
        (&observation.upload, "upload_mbps", Code::UploadLow),
    ];
    for (capacity, limit, code) in directions {
        let Some(capacity) = capacity else { continue };
        judgement.saw(Link::AccessLine, true);
        if capacity.lower_bound_bps / 1e6 >= limits.row(limit).slow || capacity.confidence == Confidence::Low {
            continue;
        }
        let megabits = capacity.estimate_bps / 1e6;
        let support = interval_support(capacity, limits.row(limit).slow);
        if let Some(found) = judgement.hold(
            limits,
            limit,
            (code, Link::AccessLine),
            (megabits, |rate| Quantity::BitsPerSecond(rate * 1e6)),
            support,
        ) {
            found.quantities.insert(
                "lower_bound".to_owned(),
                Quantity::BitsPerSecond(capacity.lower_bound_bps),
            );
        }
    }
    let loaded = [
        (Direction::Download, &observation.responsiveness.download),
        (Direction::Upload, &observation.responsiveness.upload),
    ];
    for (direction, delay) in loaded {
        let Some(delay) = delay.as_ref().filter(|delay| delay.samples >= 10) else {
            continue;
        };
        let (Some(busy), Some(idle)) = (delay.loaded_latency_ms, delay.idle_latency_ms) else {
            continue;
        };
        // The queue must stand on the line: an echo that stays quick meanwhile clears it, and the server or this
        // computer was busy.
        if queue_on_the_line(observation, direction).is_some_and(|added| added < limits.row("loaded_latency_ms").slow) {
            continue;
        }
        let against = (Code::LoadedLatency, Link::AccessLine);
        let added = (busy - idle, Quantity::Milliseconds as fn(f64) -> Quantity);
        judgement.hold(
            limits,
            "loaded_latency_ms",
            against,
            added,
            Support::once(delay.samples),
        );
    }
}

/// Delay that our load in one direction added to the witness of the line that noticed it least, milliseconds; none when
/// nobody was asked often enough meanwhile.
fn queue_on_the_line(observation: &Observation, direction: Direction) -> Option<f64> {
    let phase = observation
        .load_phases
        .iter()
        .find(|phase| phase.direction == direction)?;
    let added = |target: &Target| {
        let during = target
            .samples
            .iter()
            .filter(|sample| (phase.from_ms..=phase.to_ms).contains(&sample.at_ms));
        let answers: Vec<f64> = during.filter_map(|sample| sample.rtt_ms).collect();
        (answers.len() >= SAMPLES_FOR_MEDIAN).then(|| Some(median(answers)? - target.rtt_ms?.median))?
    };
    witnesses(observation).into_iter().filter_map(added).reduce(f64::min)
}

fn interval_support(capacity: &Capacity, limit_mbps: f64) -> Support {
    let low = capacity
        .intervals
        .iter()
        .filter(|(_, rate)| rate / 1e6 < limit_mbps)
        .count();
    Support::of(low, capacity.intervals.len())
}

#[cfg(test)]
mod tests {
    use super::super::super::{LoadPhase, LoadedDelay, TargetRole};
    use super::*;
    use crate::excess::tests::target;

    fn codes(echo_during_upload_ms: f64) -> Vec<Code> {
        let anchor = || {
            let mut anchor = target(TargetRole::Anchor, 60, |n| {
                Some(if n < 40 { 20.0 } else { echo_during_upload_ms })
            });
            for sample in &mut anchor.samples[40..] {
                sample.loaded = true;
            }
            anchor.rtt_ms = crate::statistics::Distribution::of([20.0; 40]);
            anchor
        };
        let mut seen = Observation {
            targets: vec![anchor(), anchor()],
            load_phases: vec![LoadPhase {
                direction: Direction::Upload,
                from_ms: 4000.0,
                to_ms: 6000.0,
            }],
            ..Observation::default()
        };
        seen.responsiveness.upload = Some(LoadedDelay {
            loaded_latency_ms: Some(180.0),
            idle_latency_ms: Some(20.0),
            samples: 40,
            ..LoadedDelay::default()
        });
        let mut judgement = Judgement::default();
        capacity(&seen, &Limits::default(), &mut judgement);
        judgement.findings.iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn delay_under_load_accuses_the_line_only_when_the_queue_stands_there() {
        assert_eq!(codes(190.0), [Code::LoadedLatency]);
        assert_eq!(codes(30.0), []);
    }
}
