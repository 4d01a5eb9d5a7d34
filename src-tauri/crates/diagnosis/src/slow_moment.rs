//! A moment that was slow: what the long watch saw of each nested target around it, and which link that accuses.

mod judge;
mod trigger;

pub use trigger::{Recent, WAIT_S, is_slow};

use crate::checks::bandwidth::{EchoSample, InterfaceKind, ProbeMethod, Target, TargetRole};
use crate::statistics::Distribution;
use crate::vocabulary::{Link, word};
use serde::{Deserialize, Serialize};

/// Seconds kept before and after a moment.
pub const KEPT_S: i32 = 300;

/// Seconds before a moment that count as the moment itself: people press some seconds after it began.
pub const SLOW_BEFORE_S: i32 = 30;

/// Seconds after a moment that count as the moment itself: troubles last.
pub const SLOW_S: i32 = 60;

/// Moments a report takes at the most.
pub const MOMENTS_AT_MOST: usize = 3;

word! {
    /// Who called a moment slow.
    #[derive(Default)]
    CalledBy {
        /// The person in front of the computer.
        #[default]
        Person = "person",
        /// The watch itself, because answers came late or not at all.
        Watch = "watch",
    }
}

/// A moment that was slow.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct SlowMoment {
    /// When, RFC 3339 with the local offset.
    pub at: String,
    /// Who called it slow.
    pub called_by: CalledBy,
    /// What the local link was made of; none when that was not known.
    pub kind: Option<InterfaceKind>,
    /// Whether the address inside the tunnel was found by itself, for want of one that the company names.
    pub inside_is_found: bool,
    /// Whether the watch went on inside a remote session (RDP, TSE).
    pub remote_session: Option<bool>,
    /// The nested targets, nearest first.
    pub targets: Vec<WatchedTarget>,
}

/// Targets of a moment that are judged and told; a watch has fewer.
pub const TARGETS_AT_MOST: usize = 8;

/// What was seen of one target around a moment, one probe a second.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct WatchedTarget {
    /// What the page calls it.
    pub name: String,
    /// Where it stands.
    pub role: TargetRole,
    /// The last link on the way to it.
    pub link: Option<Link>,
    /// Whether it is reached through a tunnel.
    pub in_tunnel: Option<bool>,
    /// How it was asked.
    pub method: Option<ProbeMethod>,
    /// Seconds from the moment, negative before it, with the round trip in milliseconds; none when no answer came.
    pub seconds: Vec<(i32, Option<f64>)>,
}

impl WatchedTarget {
    /// Whether it answered at all.
    pub fn answered(&self) -> bool {
        self.seconds.iter().any(|(_, rtt)| rtt.is_some())
    }

    /// The target over those of its seconds that `wanted` takes, as a run would have seen it, in milliseconds since [`KEPT_S`] before
    /// the moment. A list that is longer than any watch makes comes from elsewhere, and is cut.
    pub fn over(&self, wanted: impl Fn(i32) -> bool) -> Target {
        let seconds = self.seconds.iter().take(2 * KEPT_S.unsigned_abs() as usize + 2);
        let seconds = seconds.filter(|(second, _)| second.unsigned_abs() <= KEPT_S.unsigned_abs() && wanted(*second));
        let samples: Vec<EchoSample> = seconds
            .map(|(second, rtt_ms)| EchoSample {
                at_ms: f64::from(*second + KEPT_S) * 1000.0,
                rtt_ms: *rtt_ms,
                loaded: false,
            })
            .collect();
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Target {
            name: self.name.clone(),
            role: self.role,
            link: self.link,
            method: self.method,
            in_tunnel: self.in_tunnel,
            sent: count(samples.len()),
            lost: count(samples.iter().filter(|sample| sample.rtt_ms.is_none()).count()),
            rtt_ms: Distribution::of(samples.iter().filter_map(|sample| sample.rtt_ms)),
            samples,
            ..Target::default()
        }
    }
}

/// Whether a second belongs to the slow moment itself.
pub const fn is_within(second: i32) -> bool {
    -SLOW_BEFORE_S <= second && second <= SLOW_S
}

#[cfg(test)]
#[path = "slow_moment/tests.rs"]
mod tests;
