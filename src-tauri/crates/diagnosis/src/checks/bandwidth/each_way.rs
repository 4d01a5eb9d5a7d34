//! Each way by itself, by test packets that bear the times of both ends (STAMP, RFC 8762).
//!
//! The clocks of two ends never agree, so that the time of one way means nothing; how it changes means all: it tells whether the
//! way out or the way back makes wait, which round trips never can.

use super::{Direction, LoadPhase};
use crate::statistics::{Distribution, SAMPLES_FOR_MEDIAN};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most a clock is slewed, milliseconds a millisecond (adjtimex(2): 500 parts in a million). One that changed by more was set.
const MOST_SKEW: f64 = 500e-6;
/// Round trips that are longer than the quickest by no more, milliseconds, waited nowhere.
const SAME_WAY_MS: f64 = 1.0;

/// Test packets to a reflector with a clock of its own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(default)]
pub struct EachWay {
    /// The reflector asked.
    pub server: String,
    /// Every packet that came back or was waited for in vain.
    pub samples: Vec<TwoWays>,
}

/// One test packet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(default)]
pub struct TwoWays {
    /// When it was sent, milliseconds since the start of the run.
    pub at_ms: f64,
    /// From our clock when it left to theirs when it came, milliseconds; none when it did not come back.
    pub out_ms: Option<f64>,
    /// From their clock when the answer left to ours when it came, milliseconds; none when it did not come back.
    pub back_ms: Option<f64>,
    /// Packets the reflector had seen before this one; none where it does not count.
    pub reached_before: Option<u32>,
    /// Whether our own load was on the line.
    pub loaded: bool,
}

/// What one way does.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct OneWay {
    /// Packets lost on it and packets that were sent on it; none where the reflector does not count, or nothing came back.
    pub lost: Option<(u32, u32)>,
    /// Time above the quickest packet without a load of ours, milliseconds.
    pub idle_ms: Option<Distribution>,
    /// The same while we download, milliseconds.
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
            let quickest = times.iter().filter(|one| !one.loaded).map(time).reduce(f64::min);
            let above = |among: &dyn Fn(&Times) -> bool| {
                let quickest = quickest?;
                let among: Vec<f64> = times
                    .iter()
                    .filter(|one| among(one))
                    .map(|one| time(one) - quickest)
                    .collect();
                (among.len() >= SAMPLES_FOR_MEDIAN).then(|| Distribution::of(among))?
            };
            let during = |direction: Direction| {
                let phase = phases.iter().find(|phase| phase.direction == direction)?;
                above(&|one| (phase.from_ms..=phase.to_ms).contains(&one.at_ms))
            };
            OneWay {
                lost,
                idle_ms: above(&|one| !one.loaded),
                download_ms: during(Direction::Download),
                upload_ms: during(Direction::Upload),
            }
        };
        (way(lost_out, |one| one.out_ms), way(lost_back, |one| one.back_ms))
    }

    /// Losses on the way out and back, each of the packets sent on it, up to the last one that came back: of those behind it
    /// nobody knows where they are.
    fn losses(&self) -> Option<((u32, u32), (u32, u32))> {
        let answered = self.samples.iter().filter(|one| one.out_ms.is_some());
        let last = answered.clone().max_by_key(|one| one.reached_before)?;
        let reached = last.reached_before?.saturating_add(1);
        let until = |one: &&TwoWays| one.at_ms <= last.at_ms;
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let sent = count(self.samples.iter().filter(until).count());
        let returned = count(answered.filter(until).count());
        let reached = reached.clamp(returned, sent);
        Some(((sent - reached, sent), (reached - returned, reached)))
    }

    /// The times of both ways with the drift of the clocks taken out; empty where a clock was set meanwhile.
    fn times(&self) -> Vec<Times> {
        let mut times: Vec<Times> = self.samples.iter().filter_map(Times::of).collect();
        times.sort_by(|a, b| a.at_ms.total_cmp(&b.at_ms));
        let idle = || times.iter().filter(|one| !one.loaded);
        let Some(shortest) = idle().map(Times::round_trip).reduce(f64::min) else {
            return times;
        };
        // What was quick both ways tells how far their clock is ahead, by half of the difference at the most.
        let quick: Vec<&Times> = idle()
            .filter(|one| one.round_trip() - shortest <= SAME_WAY_MS)
            .collect();
        let (Some(first), Some(last)) = (quick.first(), quick.last()) else {
            return times;
        };
        let begin = first.at_ms;
        let drift = |from: &Times, to: &Times| to.clock_ahead() - from.clock_ahead();
        let skew = if last.at_ms > begin {
            drift(first, last) / (last.at_ms - begin)
        } else {
            0.0
        };
        let is_steady = |one: &&Times| (drift(first, one) - skew * (one.at_ms - begin)).abs() <= SAME_WAY_MS;
        if skew.abs() > MOST_SKEW || !quick.iter().all(is_steady) {
            return Vec::new();
        }
        for one in &mut times {
            let drift = skew * (one.at_ms - begin);
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
        (out_ms.is_finite() && back_ms.is_finite()).then_some(Self {
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

#[cfg(test)]
mod tests {
    use super::*;

    const UPLOAD: LoadPhase = LoadPhase {
        direction: Direction::Upload,
        from_ms: 5000.0,
        to_ms: 8000.0,
    };

    /// Twenty packets a second for 15 s; their clock is far ahead and gains 100 parts in a million, the way out takes 12 ms and
    /// the way back 8 ms, and an upload adds 90 ms to the way out.
    fn seen() -> EachWay {
        let sample = |at: u32| {
            let at_ms = f64::from(at) * 50.0;
            let ahead = 5_000_000.0 + at_ms * 100e-6;
            let loaded = (UPLOAD.from_ms..=UPLOAD.to_ms).contains(&at_ms);
            TwoWays {
                at_ms,
                out_ms: Some(12.0 + ahead + if loaded { 90.0 } else { 0.0 }),
                back_ms: Some(8.0 - ahead),
                reached_before: Some(at),
                loaded,
            }
        };
        EachWay {
            server: "mesure.exemple.fr:862".to_owned(),
            samples: (0..300).map(sample).collect(),
        }
    }

    #[test]
    fn the_way_that_waits_is_told_whatever_the_clocks_do() {
        let (out, back) = seen().ways(&[UPLOAD]);
        let waited = out.upload_ms.expect("an upload");
        assert!((waited.median - 90.0).abs() < 0.01, "{waited:?}");
        assert!(out.idle_ms.expect("idle").max < 0.01);
        assert!(back.upload_ms.expect("an upload").max < 0.01);
        assert_eq!(out.download_ms, None, "nothing was downloaded");
        assert_eq!((out.lost, back.lost), (Some((0, 300)), Some((0, 300))));
    }

    #[test]
    fn a_clock_that_was_set_meanwhile_tells_no_time_but_losses() {
        let mut seen = seen();
        for one in seen.samples.iter_mut().filter(|one| one.at_ms > 10_000.0) {
            one.out_ms = one.out_ms.map(|time| time + 40.0);
            one.back_ms = one.back_ms.map(|time| time - 40.0);
        }
        let (out, back) = seen.ways(&[UPLOAD]);
        assert_eq!((out.idle_ms, out.upload_ms, back.idle_ms), (None, None, None));
        assert_eq!(out.lost, Some((0, 300)));
    }

    #[test]
    fn a_loss_is_put_on_the_way_it_happened_and_the_last_ones_on_none() {
        let mut seen = seen();
        let (mut reached, mut back) = (0, 0);
        for (at, one) in seen.samples.iter_mut().enumerate() {
            let came = at % 10 != 3;
            one.reached_before = Some(reached);
            reached += u32::from(came);
            if !came || at % 30 == 7 || at >= 280 {
                (one.out_ms, one.back_ms, one.reached_before) = (None, None, None);
            } else {
                back += 1;
            }
        }
        let (out, way_back) = seen.ways(&[]);
        assert_eq!(out.lost, Some((28, 280)));
        assert_eq!(way_back.lost, Some((252 - back, 252)));
    }

    #[test]
    fn a_reflector_that_does_not_count_tells_no_loss_of_one_way() {
        let mut seen = seen();
        seen.samples.iter_mut().for_each(|one| one.reached_before = None);
        let (out, back) = seen.ways(&[UPLOAD]);
        assert_eq!((out.lost, back.lost), (None, None));
        assert!(out.upload_ms.is_some());
    }

    #[test]
    fn nothing_that_came_back_tells_nothing() {
        let mut seen = seen();
        seen.samples
            .iter_mut()
            .for_each(|one| (one.out_ms, one.back_ms, one.reached_before) = (None, None, None));
        assert_eq!(seen.ways(&[UPLOAD]), (OneWay::default(), OneWay::default()));
    }
}
