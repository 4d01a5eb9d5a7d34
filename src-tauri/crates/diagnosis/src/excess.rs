//! What a segment adds of its own: paired, interleaved samples of two nested targets, never two separate tests.

use crate::checks::bandwidth::{EchoSample, Target};
use crate::finding::Support;
use crate::statistics::{Difference, SAMPLES_FOR_MEDIAN, median, wilson};

/// Length of a window, milliseconds. A fault counts as reproduced when it shows in separate windows.
pub const WINDOW_MS: f64 = 2000.0;

/// Two samples pair when they were sent this close together, milliseconds.
const PAIR_WITHIN_MS: f64 = 500.0;

/// What lies between two nested targets.
#[derive(Debug, Clone, PartialEq)]
pub struct Excess {
    /// Paired difference of round-trip times, milliseconds.
    pub rtt: Difference,
    /// Median of each window, milliseconds.
    pub windows: Vec<f64>,
}

impl Excess {
    /// The excess of `far` over `near`, unloaded samples only; all of `far` when there is nothing nearer.
    pub fn between(near: Option<&Target>, far: &Target) -> Option<Self> {
        let pairs: Vec<(f64, f64)> = idle(far)
            .filter_map(|sample| {
                let base = match near {
                    Some(near) => nearest_rtt(near, sample.at_ms)?,
                    None => 0.0,
                };
                Some((sample.at_ms, sample.rtt_ms? - base))
            })
            .collect();
        let rtt = Difference::of(pairs.iter().map(|(_, difference)| *difference))?;
        (rtt.count as usize >= SAMPLES_FOR_MEDIAN).then(|| Self {
            rtt,
            windows: window_medians(&pairs),
        })
    }

    /// How well "the excess is past `limit`" is supported.
    pub fn support(&self, limit: f64) -> Support {
        Support {
            samples: self.rtt.count,
            windows_bad: count(self.windows.iter().filter(|window| **window > limit).count()),
            windows: count(self.windows.len()),
            interval: self.rtt.interval,
        }
    }
}

/// Loss of the segment between two nested targets.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnLoss {
    /// Loss seen at the far target, per cent.
    pub percent: f64,
    /// 95 % Wilson interval of it, per cent.
    pub interval: (f64, f64),
    /// How well it is supported as the segment's own.
    pub support: Support,
}

impl OwnLoss {
    /// The loss of `far` that `near` did not see; none when the nearer target loses as much.
    pub fn between(near: Option<&Target>, far: &Target) -> Option<Self> {
        let (low, high) = wilson(far.lost, far.sent)?;
        let percent = 100.0 * f64::from(far.lost) / f64::from(far.sent);
        let near_percent = near
            .filter(|near| near.sent > 0)
            .map_or(0.0, |near| 100.0 * f64::from(near.lost) / f64::from(near.sent));
        if percent <= 2.0 * near_percent {
            return None;
        }
        let windows = windows_of(far);
        let bad = windows
            .iter()
            .filter(|samples| samples.iter().any(|sample| sample.rtt_ms.is_none()))
            .count();
        let interval = (100.0 * low, 100.0 * high);
        let support = Support {
            samples: far.sent,
            windows_bad: count(bad),
            windows: count(windows.len()),
            interval: Some(interval),
        };
        Some(Self {
            percent,
            interval,
            support,
        })
    }
}

/// Windows in which a target that answers otherwise answered nothing at all.
pub fn silent_windows(target: &Target) -> u32 {
    let silent = windows_of(target)
        .iter()
        .filter(|samples| samples.len() >= 3 && samples.iter().all(|sample| sample.rtt_ms.is_none()))
        .count();
    if target.sent > target.lost { count(silent) } else { 0 }
}

fn idle(target: &Target) -> impl Iterator<Item = &EchoSample> {
    target.samples.iter().filter(|sample| !sample.loaded)
}

fn nearest_rtt(target: &Target, at_ms: f64) -> Option<f64> {
    idle(target)
        .filter(|sample| (sample.at_ms - at_ms).abs() <= PAIR_WITHIN_MS && sample.rtt_ms.is_some())
        .min_by(|a, b| (a.at_ms - at_ms).abs().total_cmp(&(b.at_ms - at_ms).abs()))
        .and_then(|sample| sample.rtt_ms)
}

fn windows_of(target: &Target) -> Vec<Vec<EchoSample>> {
    let mut windows: std::collections::BTreeMap<u64, Vec<EchoSample>> = std::collections::BTreeMap::new();
    for sample in idle(target) {
        windows
            .entry((sample.at_ms / WINDOW_MS) as u64)
            .or_default()
            .push(*sample);
    }
    windows.into_values().collect()
}

fn window_medians(pairs: &[(f64, f64)]) -> Vec<f64> {
    let mut windows: std::collections::BTreeMap<u64, Vec<f64>> = std::collections::BTreeMap::new();
    for (at_ms, difference) in pairs {
        windows.entry((at_ms / WINDOW_MS) as u64).or_default().push(*difference);
    }
    windows.into_values().filter_map(median).collect()
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::checks::bandwidth::TargetRole;
    use crate::statistics::Distribution;

    /// A target probed every 100 ms; `rtt` gives the answer to the n-th probe.
    pub(crate) fn target(role: TargetRole, probes: u32, rtt: impl Fn(u32) -> Option<f64>) -> Target {
        let samples: Vec<EchoSample> = (0..probes)
            .map(|n| EchoSample {
                at_ms: f64::from(n) * 100.0,
                rtt_ms: rtt(n),
                loaded: false,
            })
            .collect();
        let lost = count(samples.iter().filter(|sample| sample.rtt_ms.is_none()).count());
        let rtt_ms = Distribution::of(samples.iter().filter_map(|sample| sample.rtt_ms));
        Target {
            role,
            sent: probes,
            lost,
            rtt_ms,
            samples,
            ..Target::default()
        }
    }

    #[test]
    fn the_excess_of_a_segment_leaves_out_what_lies_before_it() {
        let near = target(TargetRole::Box, 100, |n| Some(5.0 + f64::from(n % 3)));
        let far = target(TargetRole::Anchor, 100, |n| Some(25.0 + f64::from(n % 3)));
        let excess = Excess::between(Some(&near), &far).expect("paired");
        assert!((excess.rtt.median - 20.0).abs() < 0.01, "{excess:?}");
        assert!(excess.support(10.0).is_reproduced());
        assert!(!excess.support(30.0).is_reproduced());
    }

    #[test]
    fn loss_already_seen_nearer_is_not_the_segments_own() {
        let lossy = |n: u32| (!n.is_multiple_of(10)).then_some(5.0);
        let near = target(TargetRole::Box, 200, lossy);
        let far = target(TargetRole::Anchor, 200, lossy);
        assert_eq!(OwnLoss::between(Some(&near), &far), None);
        assert!(OwnLoss::between(None, &far).is_some());
    }

    #[test]
    fn a_target_that_never_answers_has_no_outage_to_show() {
        assert_eq!(silent_windows(&target(TargetRole::Anchor, 100, |_| None)), 0);
        let pause = target(TargetRole::Anchor, 100, |n| (!(40..60).contains(&n)).then_some(9.0));
        assert_eq!(silent_windows(&pause), 1);
    }
}
