//! What the line carries, and what it does to delay when it is full.

use super::super::{Capacity, Confidence, Direction, LoadedDelay, Observation, Target, TargetRole};
use super::answering;
use super::segments::witnesses;
use crate::finding::{Code, Finding, Quantity, Support};
use crate::judgement::Judgement;
use crate::limits::Limits;
use crate::statistics::{SAMPLES_FOR_MEDIAN, median};
use crate::vocabulary::Link;

/// Traffic of others on the interface above this share of a capacity may be what fills the line.
const OTHERS_SHARE: f64 = 0.2;

pub(super) fn capacity(observation: &Observation, limits: &Limits, judgement: &mut Judgement) {
    let others = observation.other_traffic_bps.unwrap_or(0.0);
    let first = judgement.findings.len();
    for (direction, capacity, limit, code) in [
        (
            Direction::Download,
            &observation.download,
            "download_mbps",
            Code::DownloadLow,
        ),
        (Direction::Upload, &observation.upload, "upload_mbps", Code::UploadLow),
    ] {
        let Some(capacity) = capacity else { continue };
        let crowded = others > OTHERS_SHARE * capacity.estimate_bps;
        let is_the_lines = is_the_lines(observation, direction, limits);
        judgement.saw(Link::AccessLine, is_the_lines);
        carries(capacity, limits, limit, code, judgement);
        if crowded || !is_the_lines {
            accuse_nobody(judgement, first, code);
        }
        if crowded
            && !judgement
                .findings
                .iter()
                .any(|finding| finding.code == Code::OtherTraffic)
        {
            judgement.add(Finding::information(Code::OtherTraffic).with("figure", Quantity::BitsPerSecond(others)));
        }
    }
    for (direction, delay) in [
        (Direction::Download, &observation.responsiveness.download),
        (Direction::Upload, &observation.responsiveness.upload),
    ] {
        if let Some(delay) = delay.as_ref().filter(|delay| delay.samples >= PROBES_NEEDED) {
            under_load(observation, direction, delay, limits, judgement);
        }
    }
}

/// Probes under load below which nothing is said of it.
const PROBES_NEEDED: u32 = 10;

/// What carries least holds the queue: where it stood before the box, the capacity is that of the home's network. Through a
/// tunnel it is that of the whole way to the company, and the line's only when the queue stood there.
fn is_the_lines(observation: &Observation, direction: Direction, limits: &Limits) -> bool {
    let excess = limits.row("company_path_excess_ms").slow;
    let queue = queue_on_the_line(observation, direction).filter(|added| *added > excess);
    let at_home = queue.is_some_and(|queue| queue_before_the_box(observation, direction, queue));
    !at_home && (queue.is_some() || observation.load_in_tunnel != Some(true))
}

fn accuse_nobody(judgement: &mut Judgement, first: usize, code: Code) {
    let findings = judgement.findings[first..].iter_mut();
    findings
        .filter(|finding| finding.code == code)
        .for_each(Finding::accuse_nobody);
}

fn carries(capacity: &Capacity, limits: &Limits, limit: &str, code: Code, judgement: &mut Judgement) {
    let slow = limits.row(limit).slow;
    if capacity.lower_bound_bps / 1e6 >= slow || capacity.confidence == Confidence::Low {
        return;
    }
    let figure = (
        capacity.estimate_bps / 1e6,
        (|rate| Quantity::BitsPerSecond(rate * 1e6)) as fn(f64) -> Quantity,
    );
    let support = interval_support(capacity, slow);
    if let Some(found) = judgement.hold(limits, limit, (code, Link::AccessLine), figure, support) {
        let lower_bound = Quantity::BitsPerSecond(capacity.lower_bound_bps);
        found.quantities.insert("lower_bound".to_owned(), lower_bound);
    }
}

/// The queue must stand on the line: an echo that stays quick meanwhile clears it, and the server or this computer was busy.
fn under_load(
    observation: &Observation,
    direction: Direction,
    delay: &LoadedDelay,
    limits: &Limits,
    judgement: &mut Judgement,
) {
    let queue = queue_on_the_line(observation, direction);
    if queue.is_some_and(|added| added < limits.row("loaded_latency_ms").slow) {
        return;
    }
    let elsewhere = queue.is_some_and(|queue| queue_before_the_box(observation, direction, queue));
    let support = || Support::once(delay.samples);
    if let (Some(busy), Some(idle)) = (delay.loaded_latency_ms, delay.idle_latency_ms) {
        let added = (busy - idle, Quantity::Milliseconds as fn(f64) -> Quantity);
        let against = (Code::LoadedLatency, Link::AccessLine);
        if let Some(found) = judgement.hold(limits, "loaded_latency_ms", against, added, support())
            && elsewhere
        {
            found.accuse_nobody();
        }
    }
    if let Some(rpm) = delay.rpm {
        let against = (Code::ResponsivenessLow, Link::AccessLine);
        let rate = (rpm, Quantity::Rpm as fn(f64) -> Quantity);
        // The server takes part in it: whose the slowness is shows only in the queue that was seen.
        if let Some(found) = judgement.hold(limits, "responsiveness_rpm", against, rate, support())
            && (queue.is_none() || elsewhere)
        {
            found.accuse_nobody();
        }
    }
}

/// Delay that our load in one direction added to the witness of the line that noticed it least, milliseconds; none when
/// nobody was asked often enough meanwhile.
fn queue_on_the_line(observation: &Observation, direction: Direction) -> Option<f64> {
    let added = |target| added_by_load(observation, direction, target);
    witnesses(observation).into_iter().filter_map(added).reduce(f64::min)
}

/// Whether the box waited for half of that too: the queue then stands before it, or it was only busy forwarding.
fn queue_before_the_box(observation: &Observation, direction: Direction, queue: f64) -> bool {
    answering(observation, TargetRole::Box)
        .filter_map(|home| added_by_load(observation, direction, home))
        .any(|added| added >= queue / 2.0)
}

fn added_by_load(observation: &Observation, direction: Direction, target: &Target) -> Option<f64> {
    let phase = observation
        .load_phases
        .iter()
        .find(|phase| phase.direction == direction)?;
    let during = target
        .samples
        .iter()
        .filter(|sample| (phase.from_ms..=phase.to_ms).contains(&sample.at_ms));
    let answers: Vec<f64> = during.filter_map(|sample| sample.rtt_ms).collect();
    (answers.len() >= SAMPLES_FOR_MEDIAN).then(|| Some(median(answers)? - target.rtt_ms?.median))?
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
    use super::super::super::LoadPhase;
    use super::*;
    use crate::excess::tests::target;

    fn codes(echo_during_upload_ms: f64) -> Vec<Code> {
        found(echo_during_upload_ms, 2.0)
            .into_iter()
            .map(|(code, _)| code)
            .collect()
    }

    fn found(echo_during_upload_ms: f64, box_during_upload_ms: f64) -> Vec<(Code, Option<Link>)> {
        judged(&loaded(echo_during_upload_ms, box_during_upload_ms))
    }

    fn judged(seen: &Observation) -> Vec<(Code, Option<Link>)> {
        let mut judgement = Judgement::default();
        capacity(seen, &Limits::default(), &mut judgement);
        judgement
            .findings
            .iter()
            .map(|finding| (finding.code, finding.link))
            .collect()
    }

    fn loaded(echo_during_upload_ms: f64, box_during_upload_ms: f64) -> Observation {
        let watched = |role, idle_ms: f64, busy_ms: f64| {
            let mut anchor = target(role, 60, |n| Some(if n < 40 { idle_ms } else { busy_ms }));
            for sample in &mut anchor.samples[40..] {
                sample.loaded = true;
            }
            anchor.rtt_ms = crate::statistics::Distribution::of([idle_ms; 40]);
            anchor
        };
        let anchor = || watched(TargetRole::Anchor, 20.0, echo_during_upload_ms);
        let mut seen = Observation {
            targets: vec![watched(TargetRole::Box, 2.0, box_during_upload_ms), anchor(), anchor()],
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
        seen
    }

    #[test]
    fn a_queue_that_the_box_waits_for_too_is_not_the_lines() {
        assert_eq!(found(190.0, 20.0), [(Code::LoadedLatency, Some(Link::AccessLine))]);
        assert_eq!(found(190.0, 150.0), [(Code::LoadedLatency, None)]);
    }

    #[test]
    fn a_capacity_is_not_the_lines_when_the_box_waited_too() {
        let accused = |box_during_upload_ms| {
            let mut seen = loaded(190.0, box_during_upload_ms);
            seen.upload = Some(Capacity {
                lower_bound_bps: 0.4e6,
                estimate_bps: 0.5e6,
                confidence: Confidence::High,
                ..Capacity::default()
            });
            let found = judged(&seen);
            found.iter().find(|(code, _)| *code == Code::UploadLow)?.1
        };
        assert_eq!(accused(20.0), Some(Link::AccessLine));
        assert_eq!(accused(150.0), None);
    }

    #[test]
    fn delay_under_load_accuses_the_line_only_when_the_queue_stands_there() {
        assert_eq!(codes(190.0), [Code::LoadedLatency]);
        assert_eq!(codes(30.0), []);
    }

    fn slow_download(change: impl Fn(&mut Observation)) -> Vec<(Code, Option<Link>)> {
        let mut seen = Observation {
            download: Some(Capacity {
                lower_bound_bps: 1.9e6,
                estimate_bps: 2e6,
                confidence: Confidence::High,
                intervals: (0..8).map(|n| (f64::from(n) * 250.0, 2e6)).collect(),
                ..Capacity::default()
            }),
            ..Observation::default()
        };
        change(&mut seen);
        judged(&seen)
    }

    #[test]
    fn a_slow_line_is_accused_unless_a_tunnel_or_others_may_be_the_reason() {
        assert_eq!(slow_download(|_| {}), [(Code::DownloadLow, Some(Link::AccessLine))]);
        assert_eq!(
            slow_download(|seen| seen.load_in_tunnel = Some(true)),
            [(Code::DownloadLow, None)]
        );
        assert_eq!(
            slow_download(|seen| seen.other_traffic_bps = Some(1e6)),
            [(Code::DownloadLow, None), (Code::OtherTraffic, None)]
        );
    }
}
