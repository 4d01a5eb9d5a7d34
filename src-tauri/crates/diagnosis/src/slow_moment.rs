//! A moment that was slow: what the long watch saw of each nested target around it, and which link that accuses.

mod trigger;

pub use trigger::{Recent, WAIT_S, is_slow};

use crate::checks::bandwidth::{self, EchoSample, ProbeMethod, Target, TargetRole};
use crate::checks::vpn::{self, TunnelCost};
use crate::limits::Limits;
use crate::report::{CheckResult, Checks};
use crate::statistics::Distribution;
use crate::verdict::{Verdict, judge_all};
use crate::vocabulary::{Link, word};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Seconds kept before and after a moment.
pub const KEPT_S: i32 = 300;

/// Seconds before and after a moment that count as the moment itself: people press late and troubles last.
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
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(default)]
pub struct SlowMoment {
    /// When, RFC 3339 with the local offset.
    pub at: String,
    /// Who called it slow.
    pub called_by: CalledBy,
    /// The nested targets, nearest first.
    pub targets: Vec<WatchedTarget>,
}

/// Targets of a moment that are judged; a watch has fewer.
const TARGETS_AT_MOST: usize = 8;

/// What was seen of one target around a moment, one probe a second.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
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
    /// The target over those of its seconds that `wanted` takes, as a run would have seen it. A list that is longer than any watch
    /// makes comes from elsewhere, and is cut.
    pub fn over(&self, wanted: impl Fn(i32) -> bool) -> Target {
        let seconds = self.seconds.iter().take(2 * KEPT_S.unsigned_abs() as usize + 2);
        let seconds = seconds.filter(|(second, _)| second.unsigned_abs() <= KEPT_S.unsigned_abs() && wanted(*second));
        let samples: Vec<EchoSample> = seconds
            .map(|(second, rtt_ms)| EchoSample {
                at_ms: f64::from(*second) * 1000.0,
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
    second.unsigned_abs() <= SLOW_S.unsigned_abs()
}

impl SlowMoment {
    /// What the moment says, by the same judges and limits as a run. Only what lies on the way is seen: neither the computer nor
    /// what a server does with its time.
    pub fn judge(&self, limits: &Limits) -> (Checks, Verdict) {
        let targets: Vec<Target> = self
            .targets
            .iter()
            .take(TARGETS_AT_MOST)
            .map(|target| target.over(is_within))
            .collect();
        let cost = TunnelCost::of(&targets);
        let mut checks = Checks {
            bandwidth: CheckResult {
                observation: Some(bandwidth::Observation {
                    targets,
                    ..bandwidth::Observation::default()
                }),
                ..CheckResult::default()
            },
            vpn: CheckResult {
                observation: cost.map(|cost| vpn::Observation {
                    cost: Some(cost),
                    ..vpn::Observation::default()
                }),
                ..CheckResult::default()
            },
            ..Checks::default()
        };
        let verdict = judge_all(&mut checks, limits);
        (checks, verdict)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Status;

    fn watched(role: TargetRole, link: Link, rtt: impl Fn(i32) -> Option<f64>) -> WatchedTarget {
        WatchedTarget {
            name: format!("{role}"),
            role,
            link: Some(link),
            in_tunnel: Some(role == TargetRole::Inside),
            method: Some(ProbeMethod::Icmp),
            seconds: (-KEPT_S..=KEPT_S).map(|second| (second, rtt(second))).collect(),
        }
    }

    /// A home whose Wi-Fi and tunnel add so much in the slow minute.
    fn moment(wifi_ms: f64, tunnel_ms: f64) -> SlowMoment {
        let late = move |second: i32, ms: f64| if second.abs() < 55 { ms } else { 0.0 };
        let wifi = move |second| 3.0 + late(second, wifi_ms);
        SlowMoment {
            targets: vec![
                watched(TargetRole::Box, Link::LocalLink, move |second| Some(wifi(second))),
                watched(TargetRole::Anchor, Link::AccessLine, move |second| {
                    Some(12.0 + wifi(second))
                }),
                watched(TargetRole::Anchor, Link::AccessLine, move |second| {
                    Some(13.0 + wifi(second))
                }),
                watched(TargetRole::Edge, Link::Internet, move |second| {
                    Some(20.0 + wifi(second))
                }),
                watched(TargetRole::Inside, Link::Vpn, move |second| {
                    Some(22.0 + wifi(second) + late(second, tunnel_ms))
                }),
            ],
            ..SlowMoment::default()
        }
    }

    fn named(moment: &SlowMoment) -> Vec<Link> {
        let (_, verdict) = moment.judge(&Limits::default());
        verdict.weak_links.iter().map(|weak| weak.link).collect()
    }

    #[test]
    fn the_link_that_was_late_in_the_moment_is_named_and_only_that() {
        assert_eq!(named(&moment(240.0, 0.0)), [Link::LocalLink]);
        assert_eq!(named(&moment(0.0, 300.0)), [Link::Vpn]);
        assert_eq!(named(&moment(0.0, 0.0)), []);
    }

    #[test]
    fn what_was_late_minutes_before_does_not_accuse() {
        let mut before = moment(0.0, 0.0);
        for target in &mut before.targets {
            for (second, rtt) in &mut target.seconds {
                if *second < -120 {
                    *rtt = rtt.map(|rtt| rtt + 300.0);
                }
            }
        }
        assert_eq!(named(&before), []);
    }

    #[test]
    fn a_line_that_was_cut_in_the_moment_is_named() {
        let mut cut = moment(0.0, 0.0);
        for target in cut.targets.iter_mut().skip(1) {
            for (second, rtt) in &mut target.seconds {
                if is_within(*second) {
                    *rtt = None;
                }
            }
        }
        assert_eq!(named(&cut), [Link::AccessLine]);
    }

    #[test]
    fn nothing_watched_accuses_nobody_and_clears_nobody() {
        let (_, verdict) = SlowMoment::default().judge(&Limits::default());
        assert_eq!(verdict.weak_links, []);
        assert!(verdict.links.values().all(|status| *status == Status::NotKnown));
    }
}
