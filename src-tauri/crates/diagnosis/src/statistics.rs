//! The few statistics the verdict rests on: order statistics, the Wilson interval, paired differences and a bootstrap.

pub use crate::constants::SAMPLES_FOR_MEDIAN;
use serde::{Deserialize, Serialize};

/// Samples needed before a 95th percentile is printed: with 59, its upper bound is finite at 95 % (order statistics).
pub const SAMPLES_FOR_P95: usize = 59;

/// A summary of samples. Percentiles only where the count earns them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Distribution {
    /// Number of samples.
    pub count: u32,
    /// Smallest.
    pub min: f64,
    /// Median.
    pub median: f64,
    /// 95th percentile, from 59 samples.
    pub p95: Option<f64>,
    /// Largest.
    pub max: f64,
}

impl Distribution {
    /// Summarises samples; none for no sample.
    pub fn of(samples: impl IntoIterator<Item = f64>) -> Option<Self> {
        let sorted = sorted(samples);
        let (min, max) = (*sorted.first()?, *sorted.last()?);
        Some(Self {
            count: u32::try_from(sorted.len()).unwrap_or(u32::MAX),
            min,
            median: quantile_sorted(&sorted, 0.5),
            p95: (sorted.len() >= SAMPLES_FOR_P95).then(|| quantile_sorted(&sorted, 0.95)),
            max,
        })
    }

    /// The 95th percentile where it is earned, else the median: an upper figure that never rests on one outlier.
    pub fn upper(&self) -> f64 {
        self.p95.unwrap_or(self.median)
    }
}

/// A difference of paired samples with its 95 % interval.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Difference {
    /// Pairs.
    pub count: u32,
    /// Median of the differences.
    pub median: f64,
    /// 95 % interval of the median (order statistics).
    pub interval: Option<(f64, f64)>,
}

impl Difference {
    /// Summarises paired differences; none for no pair.
    pub fn of(differences: impl IntoIterator<Item = f64>) -> Option<Self> {
        let sorted = sorted(differences);
        if sorted.is_empty() {
            return None;
        }
        Some(Self {
            count: u32::try_from(sorted.len()).unwrap_or(u32::MAX),
            median: quantile_sorted(&sorted, 0.5),
            interval: median_interval(&sorted),
        })
    }
}

/// Median of samples; none for no sample.
pub fn median(samples: impl IntoIterator<Item = f64>) -> Option<f64> {
    let sorted = sorted(samples);
    (!sorted.is_empty()).then(|| quantile_sorted(&sorted, 0.5))
}

/// Wilson score interval of a proportion at 95 %, both ends 0 to 1 (Wilson 1927); none for no trial.
pub fn wilson(hits: u32, trials: u32) -> Option<(f64, f64)> {
    const Z: f64 = 1.959_964;
    if trials == 0 {
        return None;
    }
    let n = f64::from(trials);
    let share = f64::from(hits.min(trials)) / n;
    let centre = share + Z * Z / (2.0 * n);
    let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    Some((((centre - half) / scale).max(0.0), ((centre + half) / scale).min(1.0)))
}

/// 95 % interval of the ratio of two medians by a seeded bootstrap: the same samples always give the same interval.
pub fn ratio_interval(above: &[f64], below: &[f64]) -> Option<(f64, f64)> {
    const ROUNDS: usize = 400;
    if above.len() < 3 || below.len() < 3 {
        return None;
    }
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = |samples: &[f64]| {
        median((0..samples.len()).map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            samples[usize::try_from(state % samples.len() as u64).unwrap_or(0)]
        }))
    };
    let ratios = sorted((0..ROUNDS).filter_map(|_| {
        let (above, below) = (draw(above)?, draw(below)?);
        (below > 0.0).then(|| above / below)
    }));
    (ratios.len() >= ROUNDS / 2).then(|| (quantile_sorted(&ratios, 0.025), quantile_sorted(&ratios, 0.975)))
}

/// Burst ratio of a series of losses (ITU-T G.107 § 7.4): mean length of the runs of losses over the length that chance would
/// give them at the same share of loss. 1 and less is random; none below three losses, or when everything was lost.
pub fn burst_ratio(lost: &[bool]) -> Option<f64> {
    let losses = lost.iter().filter(|lost| **lost).count();
    if losses < 3 || losses == lost.len() {
        return None;
    }
    let begins = lost.iter().zip(std::iter::once(&false).chain(lost));
    let runs = begins.filter(|(now, before)| **now && !**before).count();
    let by_chance = 1.0 / (1.0 - losses as f64 / lost.len() as f64);
    Some(losses as f64 / runs as f64 / by_chance)
}

fn sorted(samples: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut sorted: Vec<f64> = samples.into_iter().filter(|sample| sample.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    sorted
}

fn quantile_sorted(sorted: &[f64], share: f64) -> f64 {
    let position = share * (sorted.len() - 1) as f64;
    let below = position.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (sorted[above] - sorted[below]) * (position - below as f64)
}

/// Order-statistic interval of the median: ranks n/2 ± 1.96·√n/2.
fn median_interval(sorted: &[f64]) -> Option<(f64, f64)> {
    if sorted.len() < 6 {
        return None;
    }
    let n = sorted.len() as f64;
    let reach = 1.96 * n.sqrt() / 2.0;
    let low = (n / 2.0 - reach).floor().max(0.0) as usize;
    let high = ((n / 2.0 + reach).ceil() as usize).min(sorted.len() - 1);
    Some((sorted[low], sorted[high]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_matches_the_published_figures() {
        for (hits, trials, low, high) in [
            (0, 100, 0.0, 0.037),
            (0, 300, 0.0, 0.0126),
            (3, 100, 0.010, 0.085),
            (10, 1000, 0.005, 0.018),
        ] {
            let (found_low, found_high) = wilson(hits, trials).expect("trials");
            assert!((found_low - low).abs() < 6e-4, "{hits}/{trials}: {found_low}");
            assert!((found_high - high).abs() < 6e-4, "{hits}/{trials}: {found_high}");
        }
        assert_eq!(wilson(0, 0), None);
    }

    #[test]
    fn losses_in_a_row_are_told_from_losses_by_chance() {
        let series = |pattern: &str| pattern.chars().map(|sign| sign == 'x').collect::<Vec<_>>();
        assert_eq!(burst_ratio(&series("..x..x....")), None, "two losses tell nothing");
        assert_eq!(burst_ratio(&series("xxxx")), None);
        let alone = burst_ratio(&series("x...x...x...x...")).expect("four losses");
        assert!((alone - 0.75).abs() < 1e-9, "{alone}");
        let in_a_row = burst_ratio(&series("xxxx............")).expect("four losses");
        assert!((in_a_row - 3.0).abs() < 1e-9, "{in_a_row}");
    }

    #[test]
    fn a_95th_percentile_is_earned_at_59_samples() {
        let of = |count: u32| Distribution::of((0..count).map(f64::from)).expect("samples");
        assert_eq!(of(58).p95, None);
        assert!(of(59).p95.is_some());
    }

    #[test]
    fn no_sample_is_not_zero() {
        assert_eq!(Distribution::of([]), None);
        assert_eq!(Distribution::of([f64::NAN]), None);
        assert_eq!(median([]), None);
    }

    #[test]
    fn the_bootstrap_repeats_itself_and_holds_the_ratio() {
        let above: Vec<f64> = (0..9).map(|step| 2.0 + f64::from(step) * 0.01).collect();
        let below: Vec<f64> = (0..9).map(|step| 1.0 + f64::from(step) * 0.01).collect();
        let interval = ratio_interval(&above, &below).expect("enough rounds");
        assert_eq!(Some(interval), ratio_interval(&above, &below));
        assert!(interval.0 < 1.97 && interval.1 > 1.95, "{interval:?}");
    }
}
