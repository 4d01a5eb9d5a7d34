//! Each way by itself, by test packets that bear the times of both ends (STAMP, RFC 8762).
//!
//! The clocks of two ends never agree, so that the time of one way means nothing; how it changes means all: it tells whether the
//! way out or the way back makes wait, which round trips never can.

use super::{Direction, LoadPhase};
use crate::statistics::{Distribution, SAMPLES_FOR_MEDIAN, median};
use serde::{Deserialize, Serialize};

/// The most a clock is slewed, milliseconds a millisecond (adjtimex(2): 500 parts in a million). One that changed by more was set.
const MOST_SKEW: f64 = 500e-6;
/// Parts of the whole time: in each, the quickest round trip tells how far the clocks are apart.
const PARTS: usize = 20;
/// Parts without a load that are needed, and how far apart, as a share of the whole, for a drift to be told from chance.
const QUIET_PARTS: usize = 8;
const SPANNED: f64 = 0.5;
/// Clocks that are apart by this much more or less than their drift says, milliseconds, were not set.
const STEADY_MS: f64 = 2.0;

/// Test packets to a reflector with a clock of its own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct EachWay {
    /// The reflector asked.
    pub server: String,
    /// Every packet that came back or was waited for in vain.
    pub samples: Vec<TwoWays>,
}

/// One test packet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct TwoWays {
    /// Packets sent before it.
    pub number: u32,
    /// When it was sent, milliseconds since the start of the run.
    pub at_ms: f64,
    /// From our clock when it left to theirs when it came, milliseconds; none when it did not come back.
    pub out_ms: Option<f64>,
    /// From their clock when the answer left to ours when it came, milliseconds; none when it did not come back.
    pub back_ms: Option<f64>,
    /// Number of its answer: packets the reflector had seen before it, or ours and one where it does not count (RFC 8762 § 4.2).
    pub answer: Option<u32>,
    /// Whether our own load was on the line, or what it left queued.
    pub loaded: bool,
}

/// What one way does.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct OneWay {
    /// Packets lost on it without a load of ours, and packets sent on it meanwhile; none where the reflector does not count.
    pub lost: Option<(u32, u32)>,
    /// Time above the quickest packet without a load of ours, milliseconds.
    pub idle_ms: Option<Distribution>,
    /// Time above the median without a load while we download, milliseconds.
    pub download_ms: Option<Distribution>,
    /// The same while we upload, milliseconds.
    pub upload_ms: Option<Distribution>,
}

impl EachWay {
    /// The way out and the way back.
    pub fn ways(&self, phases: &[LoadPhase]) -> (OneWay, OneWay) {
        let (lost_out, lost_back) = self.losses().unzip();
        let times = self.times();
        let way = |lost, time: fn(&Times) -> f64| {
            let idle = || times.iter().filter(|one| !one.loaded).map(time);
            let distribution =
                |times: Vec<f64>| (times.len() >= SAMPLES_FOR_MEDIAN).then(|| Distribution::of(times))?;
            let during = |direction: Direction| {
                let usual = median(idle())?;
                let phase = phases.iter().find(|phase| phase.direction == direction)?;
                let meanwhile = |one: &&Times| (phase.from_ms..=phase.to_ms).contains(&one.at_ms);
                let above = times.iter().filter(meanwhile).map(|one| time(one) - usual);
                distribution(above.collect())
            };
            let quickest = idle().reduce(f64::min).unwrap_or_default();
            OneWay {
                lost,
                idle_ms: distribution(idle().map(|time| time - quickest).collect()),
                download_ms: during(Direction::Download),
                upload_ms: during(Direction::Upload),
            }
        };
        (way(lost_out, |one| one.out_ms), way(lost_back, |one| one.back_ms))
    }

    /// Losses on the way out and back without a load of ours, each of the packets sent on it. From one packet that came back to the
    /// next one, the reflector's count grows by what reached it; a count that came out of order tells nothing.
    fn losses(&self) -> Option<((u32, u32), (u32, u32))> {
        let mut answered: Vec<(u32, u32, bool)> = self
            .samples
            .iter()
            .filter_map(|one| Some((one.number, one.answer?, one.loaded)))
            .collect();
        answered.sort_unstable();
        let counts = answered
            .iter()
            .any(|(number, answer, _)| Some(*answer) != number.checked_add(1));
        if !counts {
            return None;
        }
        let (mut out, mut back) = ((0_u32, 0_u32), (0_u32, 0_u32));
        for pair in answered.windows(2) {
            let [(number, answer, loaded), (next_number, next_answer, next_loaded)] = *pair else {
                continue;
            };
            let sent = next_number - number;
            let reached = next_answer.saturating_sub(answer);
            if loaded || next_loaded || !(1..=sent).contains(&reached) {
                continue;
            }
            out = (out.0.saturating_add(sent - reached), out.1.saturating_add(sent));
            back = (back.0.saturating_add(reached - 1), back.1.saturating_add(reached));
        }
        (out.1 > 0).then_some((out, back))
    }

    /// The times of both ways with the drift of the clocks taken out; empty where it is not known, or a clock was set meanwhile.
    fn times(&self) -> Vec<Times> {
        let mut times: Vec<Times> = self.samples.iter().filter_map(Times::of).collect();
        times.sort_by(|a, b| a.at_ms.total_cmp(&b.at_ms));
        let Some(clocks) = Clocks::of(&times) else {
            return Vec::new();
        };
        for one in &mut times {
            let drift = clocks.drift_ms(one.at_ms);
            one.out_ms -= drift;
            one.back_ms += drift;
        }
        times
    }
}

/// The two times of a packet that came back.
#[derive(Debug, Clone, Copy)]
struct Times {
    at_ms: f64,
    out_ms: f64,
    back_ms: f64,
    loaded: bool,
}

impl Times {
    fn of(sample: &TwoWays) -> Option<Self> {
        let (out_ms, back_ms) = sample.out_ms.zip(sample.back_ms)?;
        let is_a_time = out_ms.is_finite() && back_ms.is_finite() && sample.at_ms.is_finite();
        is_a_time.then_some(Self {
            at_ms: sample.at_ms,
            out_ms,
            back_ms,
            loaded: sample.loaded,
        })
    }

    fn round_trip(&self) -> f64 {
        self.out_ms + self.back_ms
    }

    /// How far their clock is ahead, with both ways taken as equal; the same error at both ends of a difference.
    fn clock_ahead(&self) -> f64 {
        (self.out_ms - self.back_ms) / 2.0
    }
}

/// How the clocks of both ends drift apart.
#[derive(Debug, Clone, Copy)]
struct Clocks {
    from_ms: f64,
    skew: f64,
}

impl Clocks {
    /// Of times in their order; none when the quickest packets do not tell, or tell that a clock was set.
    fn of(times: &[Times]) -> Option<Self> {
        let (begin, whole) = (times.first()?.at_ms, times.last()?.at_ms - times.first()?.at_ms);
        let mut quickest: [Option<&Times>; PARTS] = [None; PARTS];
        for one in times.iter().filter(|one| !one.loaded) {
            let part = ((one.at_ms - begin) / whole * PARTS as f64) as usize;
            let best = &mut quickest[part.min(PARTS - 1)];
            if best.is_none_or(|best| one.round_trip() < best.round_trip()) {
                *best = Some(one);
            }
        }
        let quick: Vec<&Times> = quickest.into_iter().flatten().collect();
        if quick.len() < QUIET_PARTS || quick.last()?.at_ms - quick.first()?.at_ms < SPANNED * whole {
            return None;
        }
        let trips = || times.iter().filter(|one| !one.loaded).map(Times::round_trip);
        let wavers = median(trips())? - trips().reduce(f64::min)?;
        let part = quick.len() / 4;
        let middle = |part: &[&Times]| {
            let at_ms = median(part.iter().map(|one| one.at_ms))?;
            Some((at_ms, median(part.iter().map(|one| one.clock_ahead()))?))
        };
        let (from_ms, ahead) = middle(&quick[..part])?;
        let (to_ms, ahead_then) = middle(&quick[quick.len() - part..])?;
        let length = to_ms - from_ms;
        let clocks = Self {
            from_ms,
            // Where answers waver by more than any clock drifts meanwhile, they tell of no drift.
            skew: if wavers > MOST_SKEW * length {
                0.0
            } else {
                (ahead_then - ahead) / length
            },
        };
        let usual = median(quick.iter().map(|one| one.clock_ahead() - clocks.drift_ms(one.at_ms)))?;
        // One that waited on one way looks as if the clocks were further apart by half of the wait.
        let steady = STEADY_MS.max(wavers);
        let is_steady = |one: &&Times| (one.clock_ahead() - usual - clocks.drift_ms(one.at_ms)).abs() <= steady;
        (clocks.skew.abs() <= MOST_SKEW && quick.iter().all(is_steady)).then_some(clocks)
    }

    fn drift_ms(&self, at_ms: f64) -> f64 {
        self.skew * (at_ms - self.from_ms)
    }
}

#[cfg(test)]
#[path = "each_way_tests.rs"]
mod tests;
