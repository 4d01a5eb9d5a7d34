//! When the watch calls a moment slow by itself: something beyond the box suddenly answers late or no more.

use super::{WatchedTarget, is_within};
use crate::checks::bandwidth::TargetRole;
use crate::statistics::median;

/// Seconds that must be bad.
const BAD_S: usize = 10;

/// Seconds before them that tell what is usual.
const USUAL_S: usize = 300;

/// Of those, seconds that must be known.
const USUAL_LEAST: usize = 120;

/// Answers missing of the bad seconds.
const MISSING: usize = 5;

/// A target that usually misses more than one answer in so many says nothing by missing some more.
const USUALLY_MISSED_OF: usize = 10;

/// An answer is late past so many times the usual one, and by so many milliseconds: a person feels nothing below.
const LATE_FACTOR: f64 = 3.0;
const LATE_MS: f64 = 100.0;

/// Seconds after a moment in which the watch calls no other.
pub const WAIT_S: u64 = 900;

/// The last seconds of one target, oldest first: the round trip in milliseconds, none without an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Recent {
    /// Where it stands.
    pub role: TargetRole,
    /// One entry a second.
    pub rtt_ms: Vec<Option<f64>>,
}

/// Whether the last seconds are slow against those before. The box alone proves nothing: many answer late when they are busy.
pub fn is_slow(recent: &[Recent]) -> bool {
    let beyond = recent.iter().filter(|target| target.role != TargetRole::Box);
    beyond.into_iter().any(|target| is_bad(&target.rtt_ms))
}

fn is_bad(rtt_ms: &[Option<f64>]) -> bool {
    let Some(before) = rtt_ms.len().checked_sub(BAD_S) else {
        return false;
    };
    let (usual, now) = rtt_ms.split_at(before);
    is_worse(&usual[usual.len().saturating_sub(USUAL_S)..], now)
}

/// Whether any ten seconds of the moment are bad against the other minutes.
pub(super) fn fell_behind(target: &WatchedTarget) -> bool {
    let of = |within: bool| -> Vec<Option<f64>> {
        let samples = target.over(|second| is_within(second) == within).samples;
        samples.into_iter().map(|sample| sample.rtt_ms).collect()
    };
    let usual = of(false);
    of(true).windows(BAD_S).any(|now| is_worse(&usual, now))
}

fn is_worse(usual: &[Option<f64>], now: &[Option<f64>]) -> bool {
    if usual.len() < USUAL_LEAST {
        return false;
    }
    let missing = |seconds: &[Option<f64>]| seconds.iter().filter(|rtt| rtt.is_none()).count();
    let Some(usual_ms) = median(usual.iter().flatten().copied()) else {
        return false;
    };
    let went_silent = missing(now) >= MISSING && missing(usual) * USUALLY_MISSED_OF < usual.len();
    let late = median(now.iter().flatten().copied())
        .is_some_and(|now_ms| missing(now) < MISSING && now_ms > (usual_ms * LATE_FACTOR).max(usual_ms + LATE_MS));
    went_silent || late
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recent(role: TargetRole, usual: usize, last: &[Option<f64>]) -> Recent {
        let mut rtt_ms = vec![Some(20.0); usual];
        rtt_ms.extend_from_slice(last);
        Recent { role, rtt_ms }
    }

    fn anchor(usual: usize, last: &[Option<f64>]) -> bool {
        is_slow(&[recent(TargetRole::Anchor, usual, last)])
    }

    #[test]
    fn late_or_missing_answers_are_slow_once_what_is_usual_is_known() {
        assert!(anchor(300, &[Some(200.0); 10]));
        assert!(anchor(300, &[None; 10]));
        assert!(!anchor(100, &[Some(200.0); 10]), "nothing usual is known yet");
        assert!(!anchor(300, &[Some(20.0); 10]));
    }

    #[test]
    fn a_hiccup_is_not_a_slow_moment() {
        let mut hiccup = [Some(20.0); 10];
        hiccup[3] = None;
        hiccup[4] = Some(900.0);
        assert!(!anchor(300, &hiccup));
        assert!(!anchor(300, &[Some(90.0); 10]), "a person does not feel it");
    }

    #[test]
    fn a_target_that_never_answered_and_a_busy_box_call_nothing() {
        let silent = Recent {
            role: TargetRole::Anchor,
            rtt_ms: vec![None; 310],
        };
        assert!(!is_slow(&[silent]));
        assert!(!is_slow(&[recent(TargetRole::Box, 300, &[Some(400.0); 10])]));
    }
}
