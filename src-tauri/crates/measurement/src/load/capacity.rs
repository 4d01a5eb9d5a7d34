//! From what each interval moved to a capacity: no clock and no socket here.
//!
//! The lower bound is what the line was seen to carry over several stretches in a row; the estimate is the best stretch
//! behind the warm-up, for nothing makes a line carry more than it can, while loss, slow start and others make it carry less.

use maillon_diagnosis::checks::bandwidth::{Capacity, Confidence, Degradation};
use maillon_diagnosis::statistics::median;

/// Intervals of the moving average (MAD in draft-ietf-ippm-responsiveness-09 § 4.2).
pub const AVERAGED: usize = 4;
/// Standard deviation below which averages are stable, as a share of the last one (SDT, same place).
const STABLE: f64 = 0.05;
/// Standard deviation of the single stretches above which nothing is stable, as a share of their mean.
const ROUGH: f64 = 0.20;
/// The warm-up ends with the first stretch that moves this share of the median of the later half.
const WARM: f64 = 0.85;
/// Shortest and longest window of the estimate, seconds.
const WINDOW: (f64, f64) = (0.1, 1.0);
/// Bytes that a window holds at least, so that one packet more or less is one per cent.
const WINDOW_BYTES: f64 = 150_000.0;
/// Shortest and longest stretch that can be stable, seconds.
const STRETCH: (f64, f64) = (0.2, 1.0);
/// Round trips in a stretch: congestion control takes that long to come back from a loss.
const ROUNDS: f64 = 4.0;

/// How the bytes of an interval are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counting {
    /// Packet by packet as the line delivered them, in whatever order.
    #[default]
    Delivered,
    /// As they reach the reader: what waits for a lost packet comes in one burst.
    InOrder,
    /// As they were handed to the system.
    HandedOver,
}

/// What moved in one interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Its end, milliseconds since the start of the run.
    pub end_ms: f64,
    /// Its length, above 0.
    pub seconds: f64,
    /// Bytes of content that arrived at the receiving side.
    pub bytes: u64,
}

impl Interval {
    /// Goodput, bits a second.
    pub fn bps(&self) -> f64 {
        self.bytes as f64 * 8.0 / self.seconds
    }

    fn start_ms(&self) -> f64 {
        self.end_ms - self.seconds * 1000.0
    }
}

/// What else decides how far a capacity may be trusted.
#[derive(Debug, Clone, Default)]
pub struct Conditions {
    /// Round trip of the empty line, milliseconds; none when no probe was answered.
    pub rtt_ms: Option<f64>,
    /// Whether it was seen that the line was full. Without it, what moved is a lower bound and no more.
    pub filled: bool,
    /// When a probe came out of a queue, milliseconds since the start of the run: at least then the line was full.
    pub queued_ms: Vec<f64>,
    /// How the bytes are counted.
    pub counting: Counting,
    /// What disturbed the load.
    pub degraded: Vec<Degradation>,
}

/// What the load showed.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// Carried for sure, bits a second.
    pub lower_bps: f64,
    /// Best estimate, bits a second.
    pub estimate_bps: f64,
    /// End of the warm-up, milliseconds since the start of the run.
    pub warm_ms: f64,
    /// Rates of the stretches behind the warm-up, bits a second, in their order and without overlap.
    pub stretches: Vec<f64>,
}

impl Seen {
    /// Whether the last averages are stable.
    pub fn is_stable(&self) -> bool {
        is_stable(&self.stretches)
    }
}

/// Reads the intervals; none when nothing moved.
pub fn read(intervals: &[Interval], rtt_ms: Option<f64>, counting: Counting) -> Option<Seen> {
    let total: f64 = intervals.iter().map(|interval| interval.seconds).sum();
    let whole = average(intervals).filter(|bps| *bps > 0.0)?;
    let window = (WINDOW_BYTES * 8.0 / whole).max(total / 6.0).clamp(WINDOW.0, WINDOW.1);
    let stretch = (total / 8.0)
        .max(ROUNDS * rtt_ms.unwrap_or(0.0) / 1000.0)
        .clamp(STRETCH.0, STRETCH.1);
    let sliding = sliding(intervals, window);
    if sliding.len() < 2 {
        let warm_ms = intervals.first()?.start_ms();
        return Some(Seen {
            lower_bps: whole,
            estimate_bps: whole,
            warm_ms,
            stretches: vec![whole],
        });
    }
    let reference = median(sliding[sliding.len() / 2..].iter().map(Interval::bps))?;
    let warm = sliding
        .iter()
        .position(|one| one.bps() >= WARM * reference)
        .unwrap_or(0);
    let warm_ms = sliding[warm].start_ms();
    let plateau: Vec<Interval> = intervals
        .iter()
        .copied()
        .filter(|one| one.start_ms() >= warm_ms - 0.5)
        .collect();
    let rates = |length| -> Vec<f64> { apart(&plateau, length).iter().map(Interval::bps).collect() };
    let stretches = rates(stretch);
    // A burst at the start, which some providers give, is not what the line carries.
    let late = &sliding[warm..];
    let late = &late[late.len() / 3..];
    let rates_seen = late.iter().map(Interval::bps);
    let estimate = match counting {
        Counting::Delivered => rates_seen.fold(0.0, f64::max),
        // The best window may hold a burst that waited: what half of them reach is real.
        Counting::InOrder | Counting::HandedOver => median(rates_seen)?,
    };
    let lowest = lowest_of_last(&stretches).or_else(|| lowest_of_last(&rates(window)));
    let lower = lowest
        .unwrap_or(whole)
        .min(average(&plateau).unwrap_or(whole))
        .min(estimate);
    Some(Seen {
        lower_bps: lower,
        estimate_bps: estimate,
        warm_ms,
        stretches,
    })
}

/// The capacity, and the end of the warm-up in milliseconds since the start of the run. None when nothing moved.
///
/// `bytes`, `connections`, `ended_by` and `cap_reached` are left to the caller.
pub fn capacity(intervals: &[Interval], conditions: &Conditions) -> Option<(Capacity, f64)> {
    let mut seen = read(intervals, conditions.rtt_ms, conditions.counting)?;
    if !conditions.filled && conditions.counting == Counting::Delivered {
        // Not full for long, it may still have been full for a moment: what it carried then is what it can.
        let best = best_queued(intervals, &conditions.queued_ms);
        seen.estimate_bps = best.map_or(seen.estimate_bps, |best| best.max(seen.estimate_bps));
    }
    let capacity = Capacity {
        lower_bound_bps: seen.lower_bps,
        estimate_bps: seen.estimate_bps,
        confidence: confidence(&seen, conditions),
        seconds: intervals.iter().map(|interval| interval.seconds).sum(),
        intervals: told(intervals),
        degraded: conditions.degraded.clone(),
        ..Capacity::default()
    };
    Some((capacity, seen.warm_ms))
}

fn confidence(seen: &Seen, conditions: &Conditions) -> Confidence {
    let grave = conditions.degraded.iter().any(|one| one.is_grave());
    if !conditions.filled || grave || seen.stretches.len() < AVERAGED {
        Confidence::Low
    } else if seen.is_stable() && conditions.degraded.is_empty() {
        Confidence::High
    } else {
        Confidence::Medium
    }
}

/// Best of the shortest windows that end in a queue, the first third of those moments left out for a burst at the start.
fn best_queued(intervals: &[Interval], queued_ms: &[f64]) -> Option<f64> {
    let whole = average(intervals).filter(|bps| *bps > 0.0)?;
    let window = (WINDOW_BYTES * 8.0 / whole).clamp(WINDOW.0, WINDOW.1);
    let late = &queued_ms[queued_ms.len() / 3..];
    let holds = |one: &Interval| late.iter().any(|at_ms| (one.start_ms()..=one.end_ms).contains(at_ms));
    let rates = sliding(intervals, window).into_iter().filter(holds);
    rates.map(|one| one.bps()).reduce(f64::max)
}

/// Every stretch of at least `length` seconds, each one interval later than the one before.
fn sliding(intervals: &[Interval], length: f64) -> Vec<Interval> {
    let mut from = 0;
    let (mut seconds, mut bytes) = (0.0, 0);
    let mut all = Vec::new();
    for interval in intervals {
        seconds += interval.seconds;
        bytes += interval.bytes;
        while seconds - intervals[from].seconds >= length - 1e-6 {
            seconds -= intervals[from].seconds;
            bytes -= intervals[from].bytes;
            from += 1;
        }
        if seconds >= length - 1e-6 {
            all.push(Interval {
                end_ms: interval.end_ms,
                seconds,
                bytes,
            });
        }
    }
    all
}

/// Stretches of at least `length` seconds one after the other, counted from the end.
fn apart(intervals: &[Interval], length: f64) -> Vec<Interval> {
    let mut all = Vec::new();
    let mut current: Option<Interval> = None;
    for interval in intervals.iter().rev() {
        let grown = match current {
            None => *interval,
            Some(one) => Interval {
                seconds: one.seconds + interval.seconds,
                bytes: one.bytes + interval.bytes,
                ..one
            },
        };
        if grown.seconds >= length - 1e-6 {
            all.push(grown);
            current = None;
        } else {
            current = Some(grown);
        }
    }
    all.reverse();
    all
}

/// Quarter-second points for the chart.
fn told(intervals: &[Interval]) -> Vec<(f64, f64)> {
    apart(intervals, 0.25)
        .iter()
        .map(|one| (one.end_ms, one.bps()))
        .collect()
}

fn is_stable(rates: &[f64]) -> bool {
    if rates.len() < AVERAGED {
        return false;
    }
    let averages: Vec<f64> = rates.windows(AVERAGED).map(mean).collect();
    // With too few averages their spread says nothing yet: the stretches themselves must agree.
    let watched = if averages.len() < AVERAGED { rates } else { &averages };
    let last = &watched[watched.len() - AVERAGED..];
    deviation(last) < STABLE * watched[watched.len() - 1] && deviation(rates) < ROUGH * mean(rates)
}

/// Goodput over all of `intervals`, bits a second.
fn average(intervals: &[Interval]) -> Option<f64> {
    let bytes: u64 = intervals.iter().map(|interval| interval.bytes).sum();
    let seconds: f64 = intervals.iter().map(|interval| interval.seconds).sum();
    (seconds > 0.0).then(|| bytes as f64 * 8.0 / seconds)
}

/// The worst of the last four.
fn lowest_of_last(rates: &[f64]) -> Option<f64> {
    let last = rates.last_chunk::<AVERAGED>()?;
    Some(last.iter().copied().fold(f64::INFINITY, f64::min))
}

fn deviation(values: &[f64]) -> f64 {
    let center = mean(values);
    let variance = values.iter().map(|value| (value - center).powi(2)).sum::<f64>() / values.len() as f64;
    variance.sqrt()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[cfg(test)]
#[path = "capacity_tests.rs"]
mod tests;
