//! The delay of one link while a run goes on.

use maillon_diagnosis::statistics::median;
use std::collections::VecDeque;

/// Round trips that a link's picture shows.
pub(super) const SHOWN: usize = 48;

/// Round trips that a link's figure is made of.
const TOLD: usize = 10;

/// Least round trip that fills the height of a picture, milliseconds: the ordinary wavering of a sound link stays a flat line.
const FULL_HEIGHT_MS: f64 = 40.0;

/// The last round trips to one target of a link. Where several are watched it is the first that answers: to mix them would
/// draw a wavering that nothing has.
#[derive(Debug, Clone)]
pub(super) struct Trace {
    target: usize,
    /// The last answer, milliseconds.
    answer: Option<f64>,
    rtts_ms: VecDeque<Option<f64>>,
}

impl Trace {
    pub fn of(target: usize) -> Self {
        Self {
            target,
            answer: None,
            rtts_ms: VecDeque::new(),
        }
    }

    pub fn add(&mut self, target: usize, rtt_ms: Option<f64>) {
        if target != self.target {
            if self.answer.is_some() || rtt_ms.is_none() {
                return;
            }
            *self = Self::of(target);
        }
        self.answer = rtt_ms.or(self.answer);
        if self.rtts_ms.len() == SHOWN {
            self.rtts_ms.pop_front();
        }
        self.rtts_ms.push_back(rtt_ms);
    }

    /// The delay of the last second or so, milliseconds: a median, so that no single answer makes it flicker.
    pub fn delay_ms(&self) -> Option<f64> {
        let last = self.rtts_ms.iter().rev().take(TOLD);
        median(last.flatten().copied()).or(self.answer)
    }

    /// The last round trips as shares of the height of a picture; none where no answer came.
    ///
    /// To the thousandth: a picture shows no more, and a message above 8 KiB takes a longer way to the page.
    pub fn heights(&self) -> Vec<Option<f64>> {
        let longest = self.rtts_ms.iter().flatten().copied().fold(FULL_HEIGHT_MS, f64::max);
        let height = |rtt_ms: &Option<f64>| Some(((*rtt_ms)? / longest * 1000.0).round() / 1000.0);
        self.rtts_ms.iter().map(height).collect()
    }
}
