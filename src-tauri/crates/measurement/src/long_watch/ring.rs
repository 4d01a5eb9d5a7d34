//! The last minutes of each target.

use super::look::Watched;
use maillon_diagnosis::slow_moment::{Recent, WatchedTarget};
use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::Arc;

/// Seconds before now that tell whether now is slow.
const RECENT_S: u64 = 310;

/// The last minutes of each target, the nearest first.
#[derive(Debug, Default)]
pub(super) struct Ring {
    targets: Vec<Kept>,
}

#[derive(Debug)]
struct Kept {
    about: WatchedTarget,
    address: IpAddr,
    /// Seconds since the start of the watch, in order.
    seconds: VecDeque<(u64, Option<f64>)>,
}

impl Ring {
    /// Adds what was seen of a target in a second.
    pub(super) fn push(&mut self, target: &Arc<Watched>, second: u64, rtt_ms: Option<f64>) {
        self.add(target.about(), target.address(), second, rtt_ms);
    }

    fn add(&mut self, about: WatchedTarget, address: IpAddr, second: u64, rtt_ms: Option<f64>) {
        // The same address by another way is another target: what was seen before the way changed stays with the old one.
        let is_it = |kept: &Kept| {
            let (known, new) = (&kept.about, &about);
            let way = |about: &WatchedTarget| (about.role, about.in_tunnel, about.method);
            kept.address == address && way(known) == way(new)
        };
        let known = self.targets.iter().position(is_it);
        let place = known.unwrap_or_else(|| {
            let place = self.targets.partition_point(|kept| kept.about.role <= about.role);
            let kept = Kept {
                about: WatchedTarget::default(),
                address,
                seconds: VecDeque::new(),
            };
            self.targets.insert(place, kept);
            place
        });
        let kept = &mut self.targets[place];
        kept.about = about;
        // Answers come out of order by a second at the most.
        let at = kept.seconds.partition_point(|(known, _)| *known <= second);
        kept.seconds.insert(at, (second, rtt_ms));
    }

    /// Drops what is older than `second`, and targets of which nothing is left.
    pub(super) fn forget(&mut self, second: u64) {
        for kept in &mut self.targets {
            while kept.seconds.front().is_some_and(|(at, _)| *at < second) {
                kept.seconds.pop_front();
            }
        }
        self.targets.retain(|kept| !kept.seconds.is_empty());
    }

    /// The last seconds of each target that is still watched at `now`.
    pub(super) fn recent(&self, now: u64) -> Vec<Recent> {
        let from = now.saturating_sub(RECENT_S);
        let is_watched = |kept: &&Kept| kept.seconds.back().is_some_and(|(at, _)| at + 3 >= now);
        self.targets
            .iter()
            .filter(is_watched)
            .map(|kept| Recent {
                role: kept.about.role,
                rtt_ms: kept
                    .seconds
                    .iter()
                    .filter(|(at, _)| *at >= from)
                    .map(|(_, rtt)| *rtt)
                    .collect(),
            })
            .collect()
    }

    /// What was seen of each target up to so many seconds before and after `moment`.
    pub(super) fn around(&self, moment: u64, kept_s: u32) -> Vec<WatchedTarget> {
        let offset = |second: u64| i32::try_from(second.cast_signed() - moment.cast_signed()).ok();
        let cut = |kept: &Kept| WatchedTarget {
            seconds: kept
                .seconds
                .iter()
                .filter_map(|(second, rtt_ms)| Some((offset(*second)?, rtt_ms.map(tenths))))
                .filter(|(second, _)| second.unsigned_abs() <= kept_s)
                .collect(),
            ..kept.about.clone()
        };
        let targets = self.targets.iter().map(cut);
        targets.filter(|target| !target.seconds.is_empty()).collect()
    }
}

/// A tenth of a millisecond is what a probe a second can tell.
fn tenths(ms: f64) -> f64 {
    (ms * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use maillon_diagnosis::checks::bandwidth::TargetRole;

    fn ring(seconds: impl Iterator<Item = u64>) -> Ring {
        let mut ring = Ring::default();
        for second in seconds {
            for (role, last) in [(TargetRole::Anchor, 2), (TargetRole::Box, 1)] {
                let about = WatchedTarget {
                    role,
                    ..WatchedTarget::default()
                };
                ring.add(
                    about,
                    IpAddr::from([192, 0, 2, last]),
                    second,
                    Some(f64::from(last) + 0.04),
                );
            }
        }
        ring
    }

    #[test]
    fn a_moment_holds_what_came_before_and_after_and_no_more() {
        let cut = ring(0..100).around(50, 10);
        let roles: Vec<_> = cut.iter().map(|target| target.role).collect();
        assert_eq!(roles, [TargetRole::Box, TargetRole::Anchor], "nearest first");
        let seconds = &cut[0].seconds;
        assert_eq!(
            (seconds.first(), seconds.last()),
            (Some(&(-10, Some(1.0))), Some(&(10, Some(1.0))))
        );
        assert_eq!(seconds.len(), 21);
    }

    #[test]
    fn the_same_address_by_another_way_is_another_target() {
        let mut ring = Ring::default();
        for (second, in_tunnel) in [(1, true), (2, true), (3, false)] {
            let about = WatchedTarget {
                role: TargetRole::Anchor,
                in_tunnel: Some(in_tunnel),
                ..WatchedTarget::default()
            };
            ring.add(about, IpAddr::from([192, 0, 2, 1]), second, Some(300.0));
        }
        let cut = ring.around(2, 10);
        let told: Vec<_> = cut
            .iter()
            .map(|target| (target.in_tunnel, target.seconds.len()))
            .collect();
        assert_eq!(told, [(Some(true), 2), (Some(false), 1)]);
    }

    #[test]
    fn answers_out_of_order_stand_in_order() {
        let cut = ring([3, 5, 4].into_iter()).around(4, 10);
        let seconds: Vec<_> = cut[0].seconds.iter().map(|(second, _)| *second).collect();
        assert_eq!(seconds, [-1, 0, 1]);
    }

    #[test]
    fn what_is_old_is_dropped_and_a_target_that_went_away_is_not_recent() {
        let mut ring = ring(0..1000);
        ring.forget(400);
        assert_eq!(ring.around(600, 300)[0].seconds.len(), 501);
        assert_eq!(ring.recent(999).len(), 2);
        assert_eq!(ring.recent(1010).len(), 0);
        ring.forget(2000);
        assert!(ring.around(999, 300).is_empty());
    }
}
