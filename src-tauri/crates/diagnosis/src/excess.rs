//! What a segment adds of its own: paired, interleaved samples of two nested targets, never two separate tests.

use crate::checks::bandwidth::{EchoSample, Target};
use crate::constants::PAIR_WITHIN_MS;
pub use crate::constants::WINDOW_MS;
use crate::finding::Support;
use crate::statistics::{Difference, SAMPLES_FOR_MEDIAN, median, wilson};
use std::collections::BTreeMap;

/// What lies between two nested targets.
#[derive(Debug, Clone, PartialEq)]
pub struct Excess {
    /// Paired difference of round-trip times, milliseconds.
    pub rtt: Difference,
    /// Median of each window, milliseconds.
    pub windows: Vec<f64>,
    /// Largest difference of each window, milliseconds.
    pub latest: Vec<f64>,
}

impl Excess {
    /// The excess of `far` over `near`, unloaded samples only; all of `far` when there is nothing nearer.
    pub fn between(near: Option<&Target>, far: &Target) -> Option<Self> {
        let base = near.map(answers);
        let pairs: Vec<(f64, f64)> = answers(far)
            .into_iter()
            .filter_map(|(at_ms, rtt_ms)| {
                let nearer = match &base {
                    Some(base) => nearest(base, at_ms)?,
                    None => 0.0,
                };
                Some((at_ms, rtt_ms - nearer))
            })
            .collect();
        let rtt = Difference::of(pairs.iter().map(|(_, difference)| *difference))?;
        (rtt.count as usize >= SAMPLES_FOR_MEDIAN).then(|| Self {
            rtt,
            windows: of_each_window(&pairs, |differences| median(differences.iter().copied())),
            latest: of_each_window(&pairs, |differences| differences.iter().copied().reduce(f64::max)),
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
    /// Loss at the far target minus loss at the near one, per cent.
    pub percent: f64,
    /// 95 % interval of that difference (Newcombe 1998, method 10), per cent.
    pub interval: (f64, f64),
    /// How well it is supported as the segment's own.
    pub support: Support,
}

impl OwnLoss {
    /// The loss of `far` that `near` did not see; all of it when there is nothing nearer, none when there is no more.
    pub fn between(near: Option<&Target>, far: &Target) -> Option<Self> {
        let share = |target: &Target| f64::from(target.lost.min(target.sent)) / f64::from(target.sent);
        let (low, high) = wilson(far.lost, far.sent)?;
        let (near_low, near_share, near_high) = match near.and_then(|near| Some((near, wilson(near.lost, near.sent)?)))
        {
            Some((near, (low, high))) => (low, share(near), high),
            None => (0.0, 0.0, 0.0),
        };
        let (far_share, own) = (share(far), share(far) - near_share);
        if own <= 0.0 {
            return None;
        }
        let least = own - (far_share - low).hypot(near_high - near_share);
        let most = own + (high - far_share).hypot(near_share - near_low);
        let before = near.map(losses_by_window).unwrap_or_default();
        let windows = losses_by_window(far);
        let bad = windows
            .iter()
            .filter(|(window, lost)| **lost > before.get(window).copied().unwrap_or(0.0))
            .count();
        let interval = (100.0 * least, 100.0 * most);
        let support = Support {
            samples: far.sent,
            windows_bad: count(bad),
            windows: count(windows.len()),
            interval: Some(interval),
        };
        Some(Self {
            percent: 100.0 * own,
            interval,
            support,
        })
    }
}

/// Share of the probes lost in each window.
fn losses_by_window(target: &Target) -> BTreeMap<u64, f64> {
    let share = |samples: &Vec<EchoSample>| {
        samples.iter().filter(|sample| sample.rtt_ms.is_none()).count() as f64 / samples.len() as f64
    };
    let windows = windows_of(target);
    windows
        .iter()
        .map(|(window, samples)| (*window, share(samples)))
        .collect()
}

/// Windows in which a target that answers otherwise answered nothing at all.
pub fn silent_windows(target: &Target) -> u32 {
    let silent = windows_of(target)
        .values()
        .filter(|samples| samples.len() >= 3 && samples.iter().all(|sample| sample.rtt_ms.is_none()))
        .count();
    if target.sent > target.lost { count(silent) } else { 0 }
}

/// Windows of [`silent_windows`] in which a target was asked often enough to tell.
pub fn windows_watched(target: &Target) -> u32 {
    let watched = windows_of(target).into_values().filter(|samples| samples.len() >= 3);
    count(watched.count())
}

fn idle(target: &Target) -> impl Iterator<Item = &EchoSample> {
    target.samples.iter().filter(|sample| !sample.loaded)
}

/// Time and delay of every answer without load, in the order of sending.
fn answers(target: &Target) -> Vec<(f64, f64)> {
    let mut answers: Vec<(f64, f64)> = idle(target)
        .filter_map(|sample| Some((sample.at_ms, sample.rtt_ms?)))
        .collect();
    answers.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    answers
}

/// The answer sent nearest to a moment, when it is near enough to pair.
fn nearest(answers: &[(f64, f64)], at_ms: f64) -> Option<f64> {
    let after = answers.partition_point(|(sent, _)| *sent < at_ms);
    let candidates = answers[after.saturating_sub(1)..].iter().take(2);
    candidates
        .filter(|(sent, _)| (sent - at_ms).abs() <= PAIR_WITHIN_MS)
        .min_by(|(a, _), (b, _)| (a - at_ms).abs().total_cmp(&(b - at_ms).abs()))
        .map(|(_, rtt)| *rtt)
}

fn windows_of(target: &Target) -> BTreeMap<u64, Vec<EchoSample>> {
    let mut windows: BTreeMap<u64, Vec<EchoSample>> = BTreeMap::new();
    for sample in idle(target) {
        windows
            .entry((sample.at_ms / WINDOW_MS) as u64)
            .or_default()
            .push(*sample);
    }
    windows
}

fn of_each_window(pairs: &[(f64, f64)], figure: impl Fn(&[f64]) -> Option<f64>) -> Vec<f64> {
    let mut windows: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
    for (at_ms, difference) in pairs {
        windows.entry((at_ms / WINDOW_MS) as u64).or_default().push(*difference);
    }
    windows.values().filter_map(|differences| figure(differences)).collect()
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
    fn loss_of_a_segment_is_what_it_adds() {
        let near = target(TargetRole::Box, 300, |n| (!n.is_multiple_of(33)).then_some(5.0));
        let far = target(TargetRole::Anchor, 300, |n| (!n.is_multiple_of(15)).then_some(25.0));
        let own = OwnLoss::between(Some(&near), &far).expect("more is lost further on");
        assert!((own.percent - 10.0 / 3.0).abs() < 0.1, "{own:?}");
        assert!(
            own.interval.0 < 1.0,
            "3 % against 7 % of 300 does not prove 1 %: {own:?}"
        );
    }

    #[test]
    fn a_target_that_never_answers_has_no_outage_to_show() {
        assert_eq!(silent_windows(&target(TargetRole::Anchor, 100, |_| None)), 0);
        let pause = target(TargetRole::Anchor, 100, |n| (!(40..60).contains(&n)).then_some(9.0));
        assert_eq!(silent_windows(&pause), 1);
    }
}
