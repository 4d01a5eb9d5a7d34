//! Which targets speak for a place on the way, and what they prove together.

use super::super::{InterfaceKind, Observation, Target, TargetRole};
use crate::excess::OwnLoss;
use crate::statistics::wilson;

/// The targets of a role that answer at all.
pub(super) fn answering(observation: &Observation, role: TargetRole) -> impl Iterator<Item = &Target> {
    let answering = observation.targets.iter().filter(|target| target.sent > target.lost);
    answering.filter(move |target| target.role == role)
}

/// Whether any target of a role is watched.
pub(super) fn any(observation: &Observation, role: TargetRole) -> bool {
    observation.targets.iter().any(|target| target.role == role)
}

/// The answering targets of a role that are reached outside the tunnel.
pub(super) fn outside(observation: &Observation, role: TargetRole) -> impl Iterator<Item = &Target> {
    let asked = observation.outside(role);
    asked.filter(|target| target.sent > target.lost)
}

pub(super) fn anchors(observation: &Observation) -> Vec<&Target> {
    outside(observation, TargetRole::Anchor).collect()
}

/// What speaks for the line: the anchors outside the tunnel. Where a full tunnel leaves fewer than two, the provider's
/// first hop and the company's edge, which must agree.
pub(super) fn witnesses(observation: &Observation) -> Vec<&Target> {
    let mut witnesses = anchors(observation);
    if witnesses.len() < 2 {
        witnesses.extend(outside(observation, TargetRole::FirstHop));
        witnesses.extend(outside(observation, TargetRole::Edge));
    }
    witnesses
}

/// What answers from beyond the box: outside any tunnel where something does, for a tunnel may hide what is lost below it.
pub(super) fn beyond_the_box(observation: &Observation) -> Vec<&Target> {
    let beyond = |target: &&Target| target.role != TargetRole::Box && target.sent > target.lost;
    let (inside, outside): (Vec<_>, Vec<_>) = observation
        .targets
        .iter()
        .filter(beyond)
        .partition(|target| target.in_tunnel == Some(true));
    if outside.is_empty() { inside } else { outside }
}

/// What answers from beyond the company's edge: through the tunnel, or a door of the company that is reached without one.
pub(super) fn beyond_the_edge(observation: &Observation) -> Vec<&Target> {
    let is_beyond = |target: &&Target| target.in_tunnel == Some(true) || target.role == TargetRole::Door;
    let answering = observation.targets.iter().filter(|target| target.sent > target.lost);
    answering.filter(is_beyond).collect()
}

/// Median round trip, milliseconds; infinite where there is none.
pub(super) fn median_of(target: &Target) -> f64 {
    target.rtt_ms.map_or(f64::INFINITY, |rtt| rtt.median)
}

/// Whether one of these points, or all of them together, surely lose less than was proven elsewhere.
pub(super) fn loses_less(points: &[&Target], proven: &OwnLoss) -> bool {
    let below = |lost, sent| wilson(lost, sent).is_some_and(|(_, most)| 100.0 * most < proven.interval.0);
    let all = |count: fn(&Target) -> u32| points.iter().map(|target| count(target)).fold(0, u32::saturating_add);
    points.iter().any(|target| below(target.lost, target.sent)) || below(all(|one| one.lost), all(|one| one.sent))
}

/// Whether what is seen behind the box may as well be the home's own network: the box answers nothing, and there is one. A
/// mobile connection has none.
pub(super) fn home_is_hidden(observation: &Observation) -> bool {
    let mobile = observation
        .path
        .as_ref()
        .is_some_and(|path| path.kind == InterfaceKind::Cellular);
    !mobile && answering(observation, TargetRole::Box).next().is_none()
}

#[cfg(test)]
#[path = "witnesses_tests.rs"]
mod tests;
