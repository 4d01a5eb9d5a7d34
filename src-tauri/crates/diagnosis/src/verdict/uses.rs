//! Rates what the employee does with the connection, end to end, against the needs of each use (`uses.toml`).

use super::Verdict;
use crate::checks::bandwidth::{Capacity, Target, TargetRole};
use crate::finding::Code;
use crate::report::Checks;
use crate::statistics::wilson;
use crate::vocabulary::{Link, Status, UseId};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a use needs.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Needs {
    rtt_ms: f64,
    jitter_ms: Option<f64>,
    loss_percent: f64,
    down_mbps: f64,
    up_mbps: f64,
    /// The link its service stands behind.
    end: Option<Link>,
    /// Where the figures come from.
    #[expect(dead_code, reason = "read by people, and held by a test")]
    source: String,
}

/// Past a need by this factor, the use is broken rather than slow.
const BROKEN_FACTOR: f64 = 2.0;

fn needs() -> BTreeMap<UseId, Needs> {
    toml::from_str(include_str!("uses.toml")).expect("uses.toml is held by a test")
}

/// Each use with its state, and the finding that limits it.
pub(super) fn rate(checks: &Checks, verdict: &Verdict) -> (BTreeMap<UseId, Status>, BTreeMap<UseId, Code>) {
    let mut states = BTreeMap::new();
    let mut reasons = BTreeMap::new();
    for (r#use, needs) in &needs() {
        let mut state = network(checks, needs);
        let ends_badly = needs
            .end
            .map(|link| verdict.links.get(&link).copied().unwrap_or(Status::NotKnown));
        match ends_badly {
            Some(end) if end.is_bad() => state = state.worst(end),
            Some(Status::NotKnown) if state == Status::Good => state = Status::NotKnown,
            _ => {}
        }
        if let Some(machine) = verdict.links.get(&Link::Machine).filter(|machine| machine.is_bad()) {
            state = state.worst(*machine);
        }
        if state.is_bad()
            && let Some(weak) = verdict.weak_links.first()
        {
            reasons.insert(*r#use, weak.cause);
        }
        states.insert(*r#use, state);
    }
    (states, reasons)
}

fn network(checks: &Checks, needs: &Needs) -> Status {
    let Some(seen) = &checks.bandwidth.observation else {
        return Status::NotKnown;
    };
    let role = match needs.end {
        Some(Link::Gateway) => TargetRole::Door,
        Some(Link::Server) => TargetRole::Server,
        _ => TargetRole::Anchor,
    };
    let best = seen
        .targets
        .iter()
        .filter(|target| target.role == role && target.sent > target.lost)
        .min_by(|a, b| upper(a).total_cmp(&upper(b)));
    let Some(target) = best else { return Status::NotKnown };
    let loss = wilson(target.lost, target.sent).map(|(least, _)| 100.0 * least);
    let jitter = target.rtt_ms.and_then(|rtt| Some(rtt.p95? - rtt.median));
    let falls_short =
        |need: f64, seen: &Option<Capacity>| Some(need * 1e6 / seen.as_ref()?.estimate_bps.max(f64::MIN_POSITIVE));
    let figures = [
        Some(upper(target) / needs.rtt_ms),
        loss.map(|loss| loss / needs.loss_percent),
        needs.jitter_ms.and_then(|limit| Some(jitter? / limit)),
        falls_short(needs.down_mbps, &seen.download),
        falls_short(needs.up_mbps, &seen.upload),
    ];
    let worst = figures.into_iter().flatten().fold(0.0, f64::max);
    let known = seen.download.is_some() && seen.upload.is_some();
    match worst {
        worst if worst > BROKEN_FACTOR => Status::Broken,
        worst if worst > 1.0 => Status::Slow,
        _ if known => Status::Good,
        _ => Status::NotKnown,
    }
}

fn upper(target: &Target) -> f64 {
    target.rtt_ms.map_or(f64::INFINITY, |rtt| rtt.upper())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::bandwidth::{Confidence, Observation};
    use crate::excess::tests::target;
    use crate::report::CheckResult;

    #[test]
    fn every_use_has_its_needs_with_a_source() {
        let needs = needs();
        assert!(UseId::ALL.iter().all(|one| needs.contains_key(one)));
        for (r#use, needs) in &needs {
            assert!(needs.source.len() > 8, "{use} has no source");
            assert!(needs.rtt_ms > 0.0 && needs.loss_percent > 0.0, "{use}");
        }
    }

    fn visio(lost_of_60: u32) -> Status {
        let capacity = Capacity {
            estimate_bps: 20e6,
            confidence: Confidence::High,
            ..Capacity::default()
        };
        let anchor = target(TargetRole::Anchor, 60, |n| (n >= lost_of_60).then_some(20.0));
        let seen = Observation {
            targets: vec![anchor],
            download: Some(capacity.clone()),
            upload: Some(capacity),
            ..Observation::default()
        };
        let checks = Checks {
            bandwidth: CheckResult {
                observation: Some(seen),
                ..CheckResult::default()
            },
            ..Checks::default()
        };
        network(&checks, &needs()[&UseId::Visio])
    }

    #[test]
    fn one_lost_probe_of_sixty_proves_no_loss() {
        assert_eq!(visio(1), Status::Good);
        assert_eq!(visio(12), Status::Broken);
    }
}
