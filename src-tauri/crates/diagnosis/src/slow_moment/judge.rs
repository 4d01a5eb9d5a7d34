//! What a slow moment says, by the judges and limits of a run.

use super::{SlowMoment, TARGETS_AT_MOST, WatchedTarget, is_within, trigger};
use crate::checks::bandwidth::{self, InterfaceKind, PathFacts, Target, TargetRole};
use crate::checks::machine;
use crate::checks::vpn::{self, TunnelCost};
use crate::limits::Limits;
use crate::report::{CheckResult, Checks};
use crate::verdict::{Verdict, judge_all};

/// Limits that one probe a second cannot be held against: an idle radio sleeps between them, and every hundredth frame is late.
const NOT_AT_THIS_PACE: [&str; 3] = ["local_link_wifi_p95_ms", "line_jitter_ms", "line_outage_windows"];

/// Limits of the box's own answer.
const OF_THE_BOX: [&str; 2] = ["local_link_wifi_rtt_ms", "local_link_cable_rtt_ms"];

/// A box is late in the moment when its answer takes so many times its usual time, and so many milliseconds more.
const WORSE_FACTOR: f64 = 1.5;
const WORSE_MS: f64 = 10.0;

impl SlowMoment {
    /// What the moment says. Only what lies on the way is seen: neither the computer nor what a server does with its time.
    ///
    /// What never answered in all the kept minutes tells nothing; neither does the silence of a public point behind a tunnel, which
    /// may be the tunnel's; and a box that is no later than in the other minutes made no moment slow.
    pub fn judge(&self, limits: &Limits) -> (Checks, Verdict) {
        let watched = self.targets.iter().take(TARGETS_AT_MOST);
        let watched: Vec<&WatchedTarget> = watched.filter(|target| target.answered()).collect();
        let targets = watched.iter().map(|target| target.over(is_within));
        let targets: Vec<Target> = targets.filter(|target| !is_silent_in_tunnel(target)).collect();
        let mut lifted = NOT_AT_THIS_PACE.to_vec();
        if !watched.iter().any(|target| is_late_box(target)) {
            lifted.extend(OF_THE_BOX);
        }
        let vpn = TunnelCost::of(&targets, &[]).map(|cost| vpn::Observation {
            cost: Some(cost),
            inside_is_found: self.inside_is_found,
            ..vpn::Observation::default()
        });
        let path = PathFacts {
            kind: self.kind.unwrap_or(InterfaceKind::Wifi),
            ..PathFacts::default()
        };
        let bandwidth = bandwidth::Observation {
            targets,
            path: Some(path),
            ..bandwidth::Observation::default()
        };
        let machine = machine::Observation {
            remote_session: self.remote_session,
            ..machine::Observation::default()
        };
        let mut checks = Checks {
            bandwidth: seen(Some(bandwidth)),
            vpn: seen(vpn),
            machine: seen(Some(machine).filter(|machine| machine.remote_session == Some(true))),
            ..Checks::default()
        };
        let verdict = judge_all(&mut checks, &limits.lifted(&lifted));
        (checks, verdict)
    }

    /// Targets that answered much later in the moment than in the other minutes, or no more.
    pub fn fell_behind(&self) -> Vec<&WatchedTarget> {
        let targets = self.targets.iter().take(TARGETS_AT_MOST);
        targets.filter(|target| trigger::fell_behind(target)).collect()
    }
}

fn seen<O>(observation: Option<O>) -> CheckResult<O> {
    CheckResult {
        observation,
        ..CheckResult::default()
    }
}

fn is_silent_in_tunnel(target: &Target) -> bool {
    target.role == TargetRole::Anchor && target.in_tunnel == Some(true) && target.lost == target.sent
}

fn is_late_box(target: &WatchedTarget) -> bool {
    let median = |wanted: &dyn Fn(i32) -> bool| target.over(wanted).rtt_ms.map(|rtt| rtt.median);
    let usual = median(&|second| !is_within(second));
    let then = median(&is_within);
    let is_worse = |usual: f64, then: f64| then > (usual * WORSE_FACTOR).max(usual + WORSE_MS);
    // Without any other minute nothing is known to be usual.
    target.role == TargetRole::Box && usual.zip(then).is_some_and(|(usual, then)| is_worse(usual, then))
}
