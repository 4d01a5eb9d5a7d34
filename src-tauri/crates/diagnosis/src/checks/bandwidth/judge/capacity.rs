//! What the line carries, and what it does to delay when it is full.

use super::super::queue::STANDING_MS;
use super::super::{Capacity, Confidence, Degradation, Direction, LoadedDelay, Observation, Target, TargetRole};
use super::witnesses::{answering, witnesses};
use crate::finding::{Code, Finding, Quantity, Support};
use crate::judgement::Judgement;
use crate::limits::Limits;
use crate::statistics::median;
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
        if let Some(delay) = delay.as_ref().filter(|delay| delay.samples >= PROBES_NEEDED) {
            under_load(observation, direction, delay, limits, judgement);
        }
    }
}

/// Probes under load below which nothing is said of it.
const PROBES_NEEDED: u32 = 10;

/// Share of the queue that the box must have waited for, so that all of it stood before the box.
const ALL_OF_IT: f64 = 0.8;

/// Link that carries least: it holds the queue. None where the box waited for part of it, or where no queue stood: the rate may
/// then be that of the server that was asked, or of a tunnel.
fn bottleneck(observation: &Observation, direction: Direction) -> Option<Link> {
    let queue = queue_on_the_line(observation, direction).filter(|added| *added > STANDING_MS)?;
    if box_waited(observation, direction, ALL_OF_IT * queue) {
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

/// Quarters of a second under load below which a rate that was measured on a busy computer says nothing.
const INTERVALS_NEEDED: usize = 8;

/// Whether a rate may be far off. A processor without a moment to spare holds some answers back; where even the quickest tenth
/// of them waited, a queue stood on the way all along (RFC 8289 §3), and the rate is that of the link before which it stood.
fn is_doubtful(observation: &Observation, direction: Direction, capacity: &Capacity) -> bool {
    let mut grave = capacity.degraded.iter().filter(|what| what.is_grave()).peekable();
    let only_busy = grave.peek().is_some() && grave.all(|what| *what == Degradation::ProcessorSaturated);
    let least = |target| wait_of(observation, direction, target, quickest_tenth);
    let stood_all_along = || witnesses(observation).into_iter().filter_map(least).reduce(f64::min);
    let is_proven = only_busy
        && capacity.intervals.len() >= INTERVALS_NEEDED
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
    let added = |target| added_by_load(observation, direction, target);
    witnesses(observation).into_iter().filter_map(added).reduce(f64::min)
}

/// Whether the box waited for half of that too: the queue then stands before it, or it was only busy forwarding.
fn queue_before_the_box(observation: &Observation, direction: Direction, queue: f64) -> bool {
    box_waited(observation, direction, queue / 2.0)
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
