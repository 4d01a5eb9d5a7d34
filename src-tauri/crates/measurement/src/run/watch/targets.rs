//! The watched targets of a run, with their samples.

use maillon_diagnosis::checks::bandwidth::Target;
use maillon_diagnosis::statistics::{Distribution, median};
use std::sync::{Mutex, PoisonError};

/// Every target of the run with its samples.
#[derive(Default)]
pub(crate) struct Watch {
    targets: Mutex<Vec<Target>>,
}

impl Watch {
    pub(super) fn with<T>(&self, change: impl FnOnce(&mut Vec<Target>) -> T) -> T {
        change(&mut self.targets.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Adds a target; its place is its handle.
    pub(crate) fn add(&self, target: Target) -> usize {
        self.with(|targets| {
            targets.push(target);
            targets.len() - 1
        })
    }

    /// The targets with their figures, in the order of the chain.
    pub(crate) fn targets(&self) -> Vec<Target> {
        let mut targets = self.with(|targets| targets.clone());
        for target in &mut targets {
            summarise(target);
        }
        targets.sort_by_key(|target| target.role);
        targets
    }

    /// Whether targets behind a tunnel were asked and none of them has ever answered.
    pub(crate) fn is_silent_inside(&self) -> bool {
        let targets = self.targets();
        let inside = targets.iter().filter(|target| target.in_tunnel == Some(true));
        let asked: Vec<_> = inside.filter(|target| target.sent > 0).collect();
        !asked.is_empty() && asked.iter().all(|target| target.lost == target.sent)
    }

    /// Whether any target is reached through a tunnel.
    pub(crate) fn is_anyone_inside(&self) -> bool {
        self.with(|targets| targets.iter().any(|target| target.in_tunnel == Some(true)))
    }

    /// Probes of all targets told so far.
    pub(crate) fn probes_told(&self) -> usize {
        self.with(|targets| targets.iter().map(|target| target.samples.len()).sum())
    }

    /// Median unloaded round trip to the first target that satisfies `wanted`, milliseconds.
    pub(crate) fn median_rtt(&self, wanted: impl Fn(&Target) -> bool) -> Option<(f64, String)> {
        self.with(|targets| {
            targets.iter().filter(|target| wanted(target)).find_map(|target| {
                let idle = target.samples.iter().filter(|sample| !sample.loaded);
                Some((median(idle.filter_map(|sample| sample.rtt_ms))?, target.name.clone()))
            })
        })
    }
}

fn summarise(target: &mut Target) {
    let of = |loaded: bool| -> Vec<Option<f64>> {
        let samples = target.samples.iter().filter(|sample| sample.loaded == loaded);
        samples.map(|sample| sample.rtt_ms).collect()
    };
    let count = |samples: &[Option<f64>]| u32::try_from(samples.len()).unwrap_or(u32::MAX);
    let lost =
        |samples: &[Option<f64>]| u32::try_from(samples.iter().filter(|rtt| rtt.is_none()).count()).unwrap_or(u32::MAX);
    let (idle, loaded) = (of(false), of(true));
    (target.sent, target.lost) = (count(&idle), lost(&idle));
    (target.loaded_sent, target.loaded_lost) = (count(&loaded), lost(&loaded));
    target.rtt_ms = Distribution::of(idle.into_iter().flatten());
    target.loaded_rtt_ms = Distribution::of(loaded.into_iter().flatten());
}
