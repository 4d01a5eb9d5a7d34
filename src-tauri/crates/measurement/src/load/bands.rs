//! Whether more data could still change how a capacity or a delay is judged: no clock and no socket here.

use maillon_diagnosis::checks::bandwidth::LoadBands;
use maillon_diagnosis::statistics::Difference;

/// The estimate may be off by this share on either side.
const OFF: f64 = 0.10;

/// Whether no edge of a band lies where the capacity may be.
pub fn capacity_decided(bands: &LoadBands, lower_bps: f64, estimate_bps: f64) -> bool {
    let may_be = lower_bps.min(estimate_bps * (1.0 - OFF))..=estimate_bps * (1.0 + OFF);
    let top = bands.capacity_bps.iter().copied().fold(0.0, f64::max);
    lower_bps > top || !bands.capacity_bps.iter().any(|edge| may_be.contains(edge))
}

/// Whether no edge of a band lies where the median of the delay added by the load may be.
pub fn delay_decided(bands: &LoadBands, idle_ms: f64, loaded_ms: &[f64]) -> bool {
    let added = Difference::of(loaded_ms.iter().map(|loaded| loaded - idle_ms));
    let Some((low, high)) = added.and_then(|added| added.interval) else {
        return false;
    };
    !bands.added_delay_ms.iter().any(|edge| (low..=high).contains(edge))
}
