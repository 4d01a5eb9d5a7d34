//! Rates what the employee does with the connection, end to end, against the needs of each use.

use super::Verdict;
use crate::checks::bandwidth::{Target, TargetRole};
use crate::finding::Code;
use crate::report::Checks;
use crate::vocabulary::{Link, Status, UseId};
use std::collections::BTreeMap;

/// What a use needs (`research/thresholds.md` §9.1, after Microsoft Teams, G.114, RDS and AVD guidance).
struct Needs {
    r#use: UseId,
    rtt_ms: f64,
    jitter_ms: Option<f64>,
    loss_percent: f64,
    down_mbps: f64,
    up_mbps: f64,
    end: Option<Link>,
}

const NEEDS: [Needs; 6] = [
    Needs {
        r#use: UseId::Visio,
        rtt_ms: 100.0,
        jitter_ms: Some(30.0),
        loss_percent: 1.0,
        down_mbps: 4.0,
        up_mbps: 2.5,
        end: None,
    },
    Needs {
        r#use: UseId::Voip,
        rtt_ms: 150.0,
        jitter_ms: Some(30.0),
        loss_percent: 1.0,
        down_mbps: 0.1,
        up_mbps: 0.1,
        end: None,
    },
    Needs {
        r#use: UseId::Tse,
        rtt_ms: 150.0,
        jitter_ms: Some(30.0),
        loss_percent: 1.0,
        down_mbps: 3.0,
        up_mbps: 0.5,
        end: Some(Link::Gateway),
    },
    Needs {
        r#use: UseId::FileShare,
        rtt_ms: 80.0,
        jitter_ms: None,
        loss_percent: 1.0,
        down_mbps: 10.0,
        up_mbps: 5.0,
        end: Some(Link::Server),
    },
    Needs {
        r#use: UseId::Web,
        rtt_ms: 150.0,
        jitter_ms: None,
        loss_percent: 1.0,
        down_mbps: 2.0,
        up_mbps: 0.5,
        end: None,
    },
    Needs {
        r#use: UseId::Mail,
        rtt_ms: 300.0,
        jitter_ms: None,
        loss_percent: 3.0,
        down_mbps: 1.0,
        up_mbps: 0.5,
        end: None,
    },
];

/// Past a need by this factor, the use is broken rather than slow.
const BROKEN_FACTOR: f64 = 2.0;

/// Each use with its state, and the finding that limits it.
pub(super) fn rate(checks: &Checks, verdict: &Verdict) -> (BTreeMap<UseId, Status>, BTreeMap<UseId, Code>) {
    let mut states = BTreeMap::new();
    let mut reasons = BTreeMap::new();
    for needs in &NEEDS {
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
            reasons.insert(needs.r#use, weak.cause);
        }
        states.insert(needs.r#use, state);
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
    let loss = 100.0 * f64::from(target.lost) / f64::from(target.sent.max(1));
    let jitter = target.rtt_ms.and_then(|rtt| Some(rtt.p95? - rtt.median));
    let megabits =
        |capacity: &Option<crate::checks::bandwidth::Capacity>| capacity.as_ref().map(|c| c.estimate_bps / 1e6);
    let figures = [
        Some(upper(target) / needs.rtt_ms),
        Some(loss / needs.loss_percent),
        needs.jitter_ms.and_then(|limit| Some(jitter? / limit)),
        megabits(&seen.download).map(|rate| needs.down_mbps / rate.max(f64::MIN_POSITIVE)),
        megabits(&seen.upload).map(|rate| needs.up_mbps / rate.max(f64::MIN_POSITIVE)),
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
