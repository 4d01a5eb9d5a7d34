//! Where the queue of our own load stands: of the nested targets, the first whose answers wait behind it.

use super::{Direction, LoadPhase, Observation, Target, TargetRole};
use crate::Link;
use crate::constants::{QUEUE_ON_ONE_SEGMENT, STANDING_MS};
use crate::statistics::median;
use crate::vocabulary::word;
use serde::{Deserialize, Serialize};

word! {
    /// What holds a queue: that which sends into the segment it stands on.
    QueueHolder {
        /// This computer, or what repeats its radio or cable on the way to the box.
        ComputerSide = "computer_side",
        /// The box, or what repeats it on the way to this computer.
        BoxSide = "box_side",
        /// The home's box, which sends into the line.
        Box = "box",
        /// The provider, at the other end of the line.
        Provider = "provider",
    }
}

/// The queue of a load in one direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StandingQueue {
    /// The direction of the load.
    pub direction: Direction,
    /// The segment it stands on.
    pub link: Link,
    /// What this segment adds under load to what it takes at rest, milliseconds.
    pub added_ms: f64,
    /// What holds it; none where the near end of the segment was not seen.
    pub holder: Option<QueueHolder>,
}

/// The queues that our own load made stand; none of a direction in which none is seen, or no segment holds most of it.
pub fn standing_queues(seen: &Observation) -> Vec<StandingQueue> {
    let phases = seen.load_phases.iter();
    phases.filter_map(|phase| standing_queue(seen, phase)).collect()
}

fn standing_queue(seen: &Observation, phase: &LoadPhase) -> Option<StandingQueue> {
    let outside = [
        TargetRole::Box,
        TargetRole::FirstHop,
        TargetRole::Anchor,
        TargetRole::Edge,
    ];
    let mut targets: Vec<&Target> = outside.iter().filter_map(|role| seen.nearest(*role)).collect();
    if seen.load_in_tunnel == Some(true) {
        let inside = |target: &&Target| target.in_tunnel == Some(true) && target.role == TargetRole::Inside;
        targets.extend(seen.targets.iter().find(inside));
    }
    let (mut before, mut whole) = (0.0_f64, 0.0_f64);
    let mut most: Option<(Link, f64)> = None;
    let mut is_box_seen = false;
    for target in targets {
        let Some((link, waits)) = target.link.zip(target.waited(phase, median)) else {
            continue;
        };
        is_box_seen |= target.role == TargetRole::Box;
        let own = waits - before;
        if most.is_none_or(|(_, so_far)| own > so_far) {
            most = Some((link, own));
        }
        (before, whole) = (before.max(waits), whole.max(waits));
    }
    let (link, added_ms) = most?;
    (added_ms >= STANDING_MS && added_ms >= QUEUE_ON_ONE_SEGMENT * whole).then_some(StandingQueue {
        direction: phase.direction,
        link,
        added_ms,
        holder: holder(link, phase.direction, is_box_seen),
    })
}

/// A queue stands before the narrow place: at the end of a segment that sends into it.
fn holder(link: Link, direction: Direction, is_box_seen: bool) -> Option<QueueHolder> {
    match (link, direction) {
        (Link::LocalLink, Direction::Upload) => Some(QueueHolder::ComputerSide),
        (Link::LocalLink, Direction::Download) => Some(QueueHolder::BoxSide),
        // Where the box keeps silent, the radio before it is in the same segment.
        (Link::AccessLine, Direction::Upload) => is_box_seen.then_some(QueueHolder::Box),
        (Link::AccessLine, Direction::Download) => is_box_seen.then_some(QueueHolder::Provider),
        // Behind the ends of these, more than one thing may make wait.
        (Link::Machine | Link::Internet | Link::Vpn | Link::Gateway | Link::Security | Link::Server, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::bandwidth::EchoSample;
    use crate::statistics::Distribution;

    const PHASE: LoadPhase = LoadPhase {
        direction: Direction::Upload,
        from_ms: 1000.0,
        to_ms: 3000.0,
    };

    fn target(role: TargetRole, link: Link, idle_ms: f64, loaded_ms: f64) -> Target {
        let samples = (0..80).map(|n| {
            let at_ms = f64::from(n) * 50.0;
            let loaded = (PHASE.from_ms..=PHASE.to_ms).contains(&at_ms);
            EchoSample {
                at_ms,
                rtt_ms: Some(if loaded { loaded_ms } else { idle_ms }),
                loaded,
            }
        });
        Target {
            role,
            link: Some(link),
            sent: 40,
            rtt_ms: Distribution::of([idle_ms; 9]),
            samples: samples.collect(),
            ..Target::default()
        }
    }

    fn seen(targets: Vec<Target>) -> Observation {
        Observation {
            targets,
            load_phases: vec![PHASE],
            ..Observation::default()
        }
    }

    #[test]
    fn the_queue_stands_where_the_wait_begins() {
        let line = seen(vec![
            target(TargetRole::Box, Link::LocalLink, 2.0, 3.0),
            target(TargetRole::Anchor, Link::AccessLine, 20.0, 180.0),
            target(TargetRole::Edge, Link::Internet, 25.0, 187.0),
        ]);
        let [queue] = standing_queues(&line)[..] else {
            panic!("one queue")
        };
        assert_eq!((queue.link, queue.direction), (Link::AccessLine, Direction::Upload));
        assert!((queue.added_ms - 159.0).abs() < 1e-9, "{queue:?}");
        assert_eq!(queue.holder, Some(QueueHolder::Box), "it sends into the line");
        let silent_box = seen(vec![target(TargetRole::Anchor, Link::AccessLine, 20.0, 180.0)]);
        assert_eq!(standing_queues(&silent_box)[0].holder, None);
        let mut silent_under_load = line;
        silent_under_load.targets[0].samples.retain(|sample| !sample.loaded);
        assert_eq!(standing_queues(&silent_under_load)[0].holder, None);
        let radio = seen(vec![
            target(TargetRole::Box, Link::LocalLink, 2.0, 90.0),
            target(TargetRole::Anchor, Link::AccessLine, 20.0, 110.0),
        ]);
        let queue = standing_queues(&radio)[0];
        assert_eq!(
            (queue.link, queue.holder),
            (Link::LocalLink, Some(QueueHolder::ComputerSide))
        );
    }

    #[test]
    fn no_queue_is_told_where_none_stands_or_it_is_spread() {
        let short = seen(vec![target(TargetRole::Anchor, Link::AccessLine, 20.0, 23.0)]);
        assert_eq!(standing_queues(&short), []);
        let spread = seen(vec![
            target(TargetRole::Box, Link::LocalLink, 2.0, 32.0),
            target(TargetRole::Anchor, Link::AccessLine, 20.0, 85.0),
            target(TargetRole::Edge, Link::Internet, 25.0, 125.0),
        ]);
        assert_eq!(standing_queues(&spread), []);
    }

    #[test]
    fn a_queue_in_the_tunnel_needs_a_load_that_goes_through_it() {
        let mut inside = target(TargetRole::Inside, Link::Vpn, 30.0, 260.0);
        inside.in_tunnel = Some(true);
        let mut home = seen(vec![target(TargetRole::Box, Link::LocalLink, 2.0, 3.0), inside]);
        assert_eq!(standing_queues(&home), []);
        home.load_in_tunnel = Some(true);
        assert_eq!(standing_queues(&home)[0].link, Link::Vpn);
    }
}
