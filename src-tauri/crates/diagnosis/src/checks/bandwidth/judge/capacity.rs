//! What the line carries, and what it does to delay when it is full.

use super::super::{Capacity, Confidence, Degradation, Direction, LoadedDelay, Observation, Target, TargetRole};
use super::witnesses::{answering, witnesses};
use crate::constants::{
    INTERVALS_WHEN_BUSY, PROBES_UNDER_LOAD, QUEUE_BEFORE_THE_BOX, QUEUE_MAYBE_BEFORE_THE_BOX, STANDING_MS,
};
use crate::finding::{Code, Finding, Quantity, Support};
use crate::judgement::Judgement;
use crate::limits::Limits;
use crate::statistics::median;
use crate::vocabulary::Link;

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
        let crowded = capacity.degraded.contains(&Degradation::OtherTraffic);
        let bottleneck = bottleneck(observation, direction);
        judgement.saw(Link::AccessLine, bottleneck == Some(Link::AccessLine));
        let code = if bottleneck == Some(Link::LocalLink) {
            Code::LocalLinkRateLow
        } else {
            code
        };
        let against = (code, bottleneck.unwrap_or(Link::AccessLine));
        if !is_doubtful(observation, direction, capacity) {
            carries(capacity, limits, limit, against, judgement);
        }
        if crowded || bottleneck.is_none() {
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
        if let Some(delay) = delay.as_ref().filter(|delay| delay.samples >= PROBES_UNDER_LOAD) {
            under_load(observation, direction, delay, limits, judgement);
        }
    }
}

/// Link that carries least: it holds the queue. None where the box waited for part of it, or where no queue stood: the rate may
/// then be that of the server that was asked, or of a tunnel.
fn bottleneck(observation: &Observation, direction: Direction) -> Option<Link> {
    let queue = queue_on_the_line(observation, direction).filter(|added| *added > STANDING_MS)?;
    if box_waited(observation, direction, QUEUE_BEFORE_THE_BOX * queue) {
        Some(Link::LocalLink)
    } else if queue_before_the_box(observation, direction, queue) {
        None
    } else {
        Some(Link::AccessLine)
    }
}

fn accuse_nobody(judgement: &mut Judgement, first: usize, code: Code) {
    let findings = judgement.findings[first..].iter_mut();
    findings
        .filter(|finding| finding.code == code)
        .for_each(Finding::accuse_nobody);
}

/// Whether a rate may be far off. A processor without a moment to spare holds some answers back; where even the quickest tenth
/// of them waited, a queue stood on the way all along (RFC 8289 §3), and the rate is that of the link before which it stood.
fn is_doubtful(observation: &Observation, direction: Direction, capacity: &Capacity) -> bool {
    let mut grave = capacity.degraded.iter().filter(|what| what.is_grave()).peekable();
    let only_busy = grave.peek().is_some() && grave.all(|what| *what == Degradation::ProcessorSaturated);
    let stood_all_along = || wait_on_the_line(observation, direction, quickest_tenth);
    let is_proven = only_busy
        && capacity.intervals.len() >= INTERVALS_WHEN_BUSY
        && stood_all_along().is_some_and(|waited| waited > STANDING_MS);
    capacity.confidence == Confidence::Low && !is_proven
}

fn quickest_tenth(mut answers: Vec<f64>) -> Option<f64> {
    answers.sort_by(f64::total_cmp);
    answers.get(answers.len() / 10).copied()
}

fn carries(capacity: &Capacity, limits: &Limits, limit: &str, against: (Code, Link), judgement: &mut Judgement) {
    let slow = limits.row(limit).slow;
    if capacity.lower_bound_bps / 1e6 >= slow {
        return;
    }
    let figure = (
        capacity.estimate_bps / 1e6,
        (|rate| Quantity::BitsPerSecond(rate * 1e6)) as fn(f64) -> Quantity,
    );
    let support = interval_support(capacity, slow);
    if let Some(found) = judgement.hold(limits, limit, against, figure, support) {
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
    // The server takes part in both figures: whose the slowness is shows only in the queue that was seen.
    let elsewhere = queue.is_none_or(|queue| queue_before_the_box(observation, direction, queue));
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
        if let Some(found) = judgement.hold(limits, "responsiveness_rpm", against, rate, support())
            && elsewhere
        {
            found.accuse_nobody();
        }
    }
}

/// Delay that our load in one direction added to the witness of the line that noticed it least, milliseconds; none when
/// nobody was asked often enough meanwhile.
fn queue_on_the_line(observation: &Observation, direction: Direction) -> Option<f64> {
    wait_on_the_line(observation, direction, median)
}

/// The same by another figure of the answers than their median. The company's edge alone is no witness: what it waits for may
/// stand on the company's own line.
fn wait_on_the_line(
    observation: &Observation,
    direction: Direction,
    figure: fn(Vec<f64>) -> Option<f64>,
) -> Option<f64> {
    let waits = witnesses(observation).into_iter();
    let waits = waits.filter_map(|target| Some((target.role, wait_of(observation, direction, target, figure)?)));
    let waits: Vec<(TargetRole, f64)> = waits.collect();
    let is_seen_apart = waits.iter().any(|(role, _)| *role != TargetRole::Edge);
    let waits = waits.into_iter().filter(|_| is_seen_apart);
    waits.map(|(_, waited)| waited).reduce(f64::min)
}

/// Whether the box waited for half of that too: the queue then stands before it, or it was only busy forwarding.
fn queue_before_the_box(observation: &Observation, direction: Direction, queue: f64) -> bool {
    box_waited(observation, direction, QUEUE_MAYBE_BEFORE_THE_BOX * queue)
}

/// Whether the box's own answers waited at least so long under our load, milliseconds.
fn box_waited(observation: &Observation, direction: Direction, at_least: f64) -> bool {
    answering(observation, TargetRole::Box)
        .filter_map(|home| added_by_load(observation, direction, home))
        .any(|added| added >= at_least)
}

fn added_by_load(observation: &Observation, direction: Direction, target: &Target) -> Option<f64> {
    wait_of(observation, direction, target, median)
}

/// The same by another figure of the answers than their median.
fn wait_of(
    observation: &Observation,
    direction: Direction,
    target: &Target,
    figure: fn(Vec<f64>) -> Option<f64>,
) -> Option<f64> {
    let phase = observation
        .load_phases
        .iter()
        .find(|phase| phase.direction == direction)?;
    target.waited(phase, figure)
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
#[path = "capacity_tests.rs"]
mod tests;
