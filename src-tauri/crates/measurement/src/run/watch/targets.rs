//! The watched targets of a run, with their samples, and which of them our own load made late.

use super::ANSWER_BUDGET;
use crate::checks::ms;
use maillon_diagnosis::checks::bandwidth::{Direction, EchoSample, LoadPhase, Target, TargetRole};
use maillon_diagnosis::statistics::{Distribution, median};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Shortest and longest time that what a load left queued may take to drain. Longer than four seconds the run does not wait
/// (judgement): the box of a slow line holds one or two.
pub(crate) const LEAST_DRAIN: Duration = Duration::from_millis(500);
const MOST_DRAIN: Duration = Duration::from_secs(4);
/// A queue that grew until the load ended was longer by then than any wait that had ended: twice as long at the most when it
/// grew from the beginning.
const GROWN: f64 = 2.0;
/// An answer this much later than usual, milliseconds, waited in no queue: a radio and a busy computer waver as much, and the
/// judging tells no shorter queue.
const WAVERING_MS: f64 = 5.0;

/// Every target of the run with its samples.
#[derive(Default)]
pub(crate) struct Watch {
    targets: Mutex<Vec<Target>>,
    loads: Mutex<Vec<PastLoad>>,
    /// The load that is under way.
    running: Mutex<Option<(Direction, f64)>>,
}

/// A load of ours that is over.
#[derive(Debug, Clone, Copy)]
struct PastLoad {
    phase: LoadPhase,
    /// The longest wait of its own probes.
    longest_wait_ms: f64,
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
        let loads = self.loads();
        let mut targets = self.with(|targets| targets.clone());
        for target in &mut targets {
            summarise(target, &loads);
        }
        targets.sort_by_key(|target| target.role);
        targets
    }

    /// Notes a load that begins.
    pub(crate) fn begin_load(&self, direction: Direction, from_ms: f64) {
        *self.running() = Some((direction, from_ms));
    }

    /// Notes a load that is over, with the longest wait of its own probes.
    pub(crate) fn note_load(&self, phase: LoadPhase, longest_wait_ms: f64) {
        *self.running() = None;
        let load = PastLoad { phase, longest_wait_ms };
        self.loads.lock().unwrap_or_else(PoisonError::into_inner).push(load);
    }

    /// Notes that the load under way, if one is, was given up: what it left queued is not known, and may be as long as any.
    pub(crate) fn give_up_load(&self, to_ms: f64) {
        let running = self.running().take();
        if let Some((direction, from_ms)) = running {
            let phase = LoadPhase {
                direction,
                from_ms,
                to_ms,
            };
            self.note_load(phase, ms(MOST_DRAIN));
        }
    }

    fn running(&self) -> MutexGuard<'_, Option<(Direction, f64)>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether nothing of the last load is queued any more: every target has answered a probe sent behind it as soon as before
    /// any load, and one beyond the box is among them, or the longest queue that the waits under the load allow has had its time.
    pub(crate) fn is_drained(&self, now_ms: f64) -> bool {
        let Some(load) = self.loads().pop() else { return true };
        let since_ms = now_ms - load.phase.to_ms;
        self.with(|targets| {
            let mut longest_ms = load.longest_wait_ms;
            let (mut all_back, mut is_seen_beyond) = (true, false);
            for target in targets.iter() {
                // One that never answered tells nothing.
                let Some(usual_ms) = usual_ms(target) else { continue };
                is_seen_beyond |= target.role != TargetRole::Box;
                let meanwhile = target.samples.iter().filter(|sample| is_within(&load, sample));
                let waits = meanwhile.map(|sample| sample.rtt_ms.unwrap_or(ms(ANSWER_BUDGET)));
                longest_ms = waits.fold(longest_ms, f64::max);
                let mut behind = target.samples.iter().filter(|sample| sample.at_ms > load.phase.to_ms);
                all_back &= behind.any(|sample| sample.rtt_ms.is_some_and(|rtt_ms| rtt_ms <= usual_ms + WAVERING_MS));
            }
            let most_ms = (GROWN * longest_ms).clamp(ms(LEAST_DRAIN), ms(MOST_DRAIN));
            since_ms >= most_ms || (all_back && is_seen_beyond && since_ms >= ms(LEAST_DRAIN))
        })
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
            let mut asked = targets.iter().filter(|target| wanted(target));
            asked.find_map(|target| Some((usual_ms(target)?, target.name.clone())))
        })
    }

    fn loads(&self) -> Vec<PastLoad> {
        self.loads.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn is_within(load: &PastLoad, sample: &EchoSample) -> bool {
    (load.phase.from_ms..=load.phase.to_ms).contains(&sample.at_ms)
}

/// Median without a load, milliseconds; none before the first answer.
fn usual_ms(target: &Target) -> Option<f64> {
    let idle = target.samples.iter().filter(|sample| !sample.loaded);
    median(idle.filter_map(|sample| sample.rtt_ms))
}

/// Counts at rest what no load of ours touched, and under load what was sent while one was on the line: what was sent while its
/// queue drained is neither. A lost probe is told a second later than the others: all are put back into the order of sending.
fn summarise(target: &mut Target, loads: &[PastLoad]) {
    target.samples.sort_by(|a, b| a.at_ms.total_cmp(&b.at_ms));
    let is_meanwhile = |sample: &EchoSample| loads.iter().any(|load| is_within(load, sample));
    let idle = answers(target.samples.iter().filter(|sample| !sample.loaded));
    let loaded = answers(target.samples.iter().filter(|sample| is_meanwhile(sample)));
    let count = |samples: &[Option<f64>]| u32::try_from(samples.len()).unwrap_or(u32::MAX);
    let lost =
        |samples: &[Option<f64>]| u32::try_from(samples.iter().filter(|rtt| rtt.is_none()).count()).unwrap_or(u32::MAX);
    (target.sent, target.lost) = (count(&idle), lost(&idle));
    (target.loaded_sent, target.loaded_lost) = (count(&loaded), lost(&loaded));
    target.rtt_ms = Distribution::of(idle.into_iter().flatten());
    target.loaded_rtt_ms = Distribution::of(loaded.into_iter().flatten());
}

fn answers<'a>(samples: impl Iterator<Item = &'a EchoSample>) -> Vec<Option<f64>> {
    samples.map(|sample| sample.rtt_ms).collect()
}

#[cfg(test)]
#[path = "targets_tests.rs"]
mod tests;
