//! From what each interval moved to a capacity: no clock and no socket here.
//!
//! The lower bound is what the line was seen to carry; the estimate is the median of the plateau behind the warm-up.

use maillon_diagnosis::checks::bandwidth::{Capacity, Confidence};
use maillon_diagnosis::statistics::median;

/// Intervals of the moving average (MAD in draft-ietf-ippm-responsiveness-09 § 4.2).
pub const AVERAGED: usize = 4;
/// Standard deviation below which averages are stable, as a share of the last one (SDT, same place).
const STABLE: f64 = 0.05;
/// Intervals that differ by less than this share of their mean agree.
const AGREE: f64 = 0.10;
/// Standard deviation of the single intervals above which nothing is stable, as a share of their mean.
const ROUGH: f64 = 0.20;
/// The warm-up ends with the first interval that moves this share of the median of the later half.
const WARM: f64 = 0.85;
/// A shorter last interval is joined to the one before, seconds.
const SHORTEST: f64 = 0.125;

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
#[derive(Debug, Clone, Copy, Default)]
pub struct Conditions {
    /// Whether more connections were tried and moved no more.
    pub ramp_held: bool,
    /// Connections that broke while they carried the load.
    pub broken: u32,
    /// Connections that could not be opened under the load.
    pub unopened: u32,
    /// Whether the bytes are what the receiving side got, and not what was handed to the system.
    pub received: bool,
}

/// The capacity, and the end of the warm-up in milliseconds since the start of the run. None when nothing moved.
///
/// `bytes`, `connections` and `cap_reached` are left to the caller.
pub fn capacity(intervals: &[Interval], conditions: Conditions) -> Option<(Capacity, f64)> {
    let intervals = joined(intervals);
    let seconds: f64 = intervals.iter().map(|interval| interval.seconds).sum();
    let whole = average(&intervals).filter(|bps| *bps > 0.0)?;
    let plateau = plateau(&intervals);
    let rates: Vec<f64> = plateau.iter().map(Interval::bps).collect();
    let estimate = if rates.len() < 3 {
        average(plateau)?
    } else {
        median(rates.iter().copied())?
    };
    let lower = last_agreement(&rates).unwrap_or(whole).min(estimate);
    let capacity = Capacity {
        lower_bound_bps: lower,
        estimate_bps: estimate,
        confidence: confidence(&rates, conditions),
        seconds,
        intervals: intervals
            .iter()
            .map(|interval| (interval.end_ms, interval.bps()))
            .collect(),
        ..Capacity::default()
    };
    Some((capacity, plateau.first()?.start_ms()))
}

/// Whether the last averages are stable.
pub fn is_stable(rates: &[f64]) -> bool {
    if rates.len() < AVERAGED {
        return false;
    }
    let averages: Vec<f64> = rates.windows(AVERAGED).map(mean).collect();
    // With too few averages their spread says nothing yet: the intervals themselves must agree.
    let watched = if averages.len() < AVERAGED { rates } else { &averages };
    let last = &watched[watched.len() - AVERAGED..];
    deviation(last) < STABLE * watched[watched.len() - 1] && deviation(rates) < ROUGH * mean(rates)
}

fn confidence(rates: &[f64], conditions: Conditions) -> Confidence {
    if rates.len() < AVERAGED || conditions.broken > 0 {
        Confidence::Low
    } else if is_stable(rates) && conditions.ramp_held && conditions.received && conditions.unopened == 0 {
        Confidence::High
    } else {
        Confidence::Medium
    }
}

/// Goodput over all of `intervals`, bits a second.
fn average(intervals: &[Interval]) -> Option<f64> {
    let bytes: u64 = intervals.iter().map(|interval| interval.bytes).sum();
    let seconds: f64 = intervals.iter().map(|interval| interval.seconds).sum();
    (seconds > 0.0).then(|| bytes as f64 * 8.0 / seconds)
}

fn joined(intervals: &[Interval]) -> Vec<Interval> {
    let mut intervals: Vec<Interval> = intervals.iter().copied().filter(|one| one.seconds > 0.0).collect();
    if let [.., before, last] = intervals.as_mut_slice()
        && last.seconds < SHORTEST
    {
        before.seconds += last.seconds;
        before.bytes += last.bytes;
        before.end_ms = last.end_ms;
        intervals.pop();
    }
    intervals
}

/// The intervals behind the warm-up: slow start and the opening of connections are no capacity.
fn plateau(intervals: &[Interval]) -> &[Interval] {
    let later = &intervals[intervals.len() / 2..];
    let reference = median(later.iter().map(Interval::bps)).unwrap_or(0.0);
    let warm = intervals
        .iter()
        .position(|interval| interval.bps() >= WARM * reference)
        .unwrap_or(0);
    let first = if intervals.len() > 2 { warm.max(1) } else { warm };
    // One interval alone may hold what waited for a lost packet of the one before: the average of all is nearer the truth.
    if intervals.len() - first < 2 {
        intervals
    } else {
        &intervals[first..]
    }
}

/// The worst of the last four intervals in a row that agree.
fn last_agreement(rates: &[f64]) -> Option<f64> {
    let bounds = |window: &[f64]| {
        let low = window.iter().copied().fold(f64::INFINITY, f64::min);
        let high = window.iter().copied().fold(0.0, f64::max);
        (low, high)
    };
    rates.windows(AVERAGED).rev().find_map(|window| {
        let (low, high) = bounds(window);
        (high - low <= AGREE * mean(window)).then_some(low)
    })
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
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STEADY: Conditions = Conditions {
        ramp_held: true,
        broken: 0,
        unopened: 0,
        received: true,
    };

    /// Quarter-second intervals of so many Mbit/s.
    fn line(rates_mbps: &[f64]) -> Vec<Interval> {
        rates_mbps
            .iter()
            .enumerate()
            .map(|(at, rate)| Interval {
                end_ms: 1000.0 + 250.0 * (at + 1) as f64,
                seconds: 0.25,
                bytes: (rate * 1e6 / 32.0) as u64,
            })
            .collect()
    }

    fn judged(rates_mbps: &[f64], conditions: Conditions) -> Capacity {
        capacity(&line(rates_mbps), conditions).expect("something moved").0
    }

    #[test]
    fn the_warm_up_is_no_capacity() {
        let (capacity, warm_ms) =
            capacity(&line(&[2.0, 9.0, 19.0, 20.0, 20.0, 20.0, 20.2, 19.9]), STEADY).expect("something moved");
        assert!(
            (capacity.estimate_bps - 20e6).abs() < 0.2e6,
            "{}",
            capacity.estimate_bps
        );
        assert!((19e6..=20e6).contains(&capacity.lower_bound_bps));
        assert_eq!(capacity.confidence, Confidence::High);
        assert!((warm_ms - 1500.0).abs() < 1e-6, "{warm_ms}");
    }

    #[test]
    fn what_degrades_the_conditions_degrades_the_confidence() {
        let steady = [5.0, 20.0, 20.0, 20.0, 20.0, 20.0];
        let growing = Conditions {
            ramp_held: false,
            ..STEADY
        };
        let crowded = Conditions { unopened: 1, ..STEADY };
        let broken = Conditions { broken: 1, ..STEADY };
        let handed_over = Conditions {
            received: false,
            ..STEADY
        };
        assert_eq!(judged(&steady, STEADY).confidence, Confidence::High);
        assert_eq!(judged(&steady, growing).confidence, Confidence::Medium);
        assert_eq!(judged(&steady, handed_over).confidence, Confidence::Medium);
        assert_eq!(judged(&steady, crowded).confidence, Confidence::Medium);
        assert_eq!(judged(&steady, broken).confidence, Confidence::Low);
        assert_eq!(judged(&steady[..3], STEADY).confidence, Confidence::Low);
        let shaky = [5.0, 20.0, 10.0, 25.0, 9.0, 22.0];
        assert_eq!(judged(&shaky, STEADY).confidence, Confidence::Medium);
    }

    #[test]
    fn a_burst_at_the_start_does_not_raise_the_lower_bound() {
        let boosted = judged(&[60.0, 60.0, 60.0, 60.0, 60.0, 20.0, 20.0, 20.0, 20.0, 20.0], STEADY);
        assert!(boosted.lower_bound_bps <= 20e6, "{}", boosted.lower_bound_bps);
    }

    #[test]
    fn a_sliver_at_the_end_is_part_of_the_interval_before() {
        let mut intervals = line(&[20.0, 20.0, 20.0]);
        intervals.push(Interval {
            end_ms: 1760.0,
            seconds: 0.01,
            bytes: 100_000,
        });
        let (capacity, _) = capacity(&intervals, STEADY).expect("something moved");
        assert_eq!(capacity.intervals.len(), 3);
        assert!((capacity.seconds - 0.76).abs() < 1e-9);
    }

    #[test]
    fn what_waited_for_a_lost_packet_is_no_capacity() {
        let burst = judged(&[38.0, 56.0], STEADY);
        assert!((burst.estimate_bps - 47e6).abs() < 0.1e6, "{}", burst.estimate_bps);
    }

    #[test]
    fn nothing_moved_is_no_capacity() {
        assert!(capacity(&line(&[0.0, 0.0]), STEADY).is_none());
        assert!(capacity(&[], STEADY).is_none());
    }

    proptest! {
        #[test]
        fn the_bounds_hold_for_any_line(rates in prop::collection::vec(0.0..1000.0_f64, 1..60)) {
            if let Some((capacity, warm_ms)) = capacity(&line(&rates), STEADY) {
                let best = rates.iter().copied().fold(0.0, f64::max) * 1e6;
                prop_assert!(capacity.lower_bound_bps <= capacity.estimate_bps);
                prop_assert!(capacity.estimate_bps <= best * 1.001);
                prop_assert!(warm_ms >= 1000.0 - 1e-6);
            }
        }
    }
}
