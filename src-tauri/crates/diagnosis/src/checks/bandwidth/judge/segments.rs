//! Delay and loss of each segment, nearest first, each by its own excess.

use super::super::{InterfaceKind, Observation, Target, TargetRole};
use super::radio::{explain_radio, late_frames};
use super::witnesses::{
    anchors, answering, beyond_the_box, beyond_the_edge, loses_less, median_of, outside, witnesses,
};
use crate::constants::SAMPLES_TO_CLEAR;
use crate::excess::{Excess, OwnLoss, silent_windows, windows_watched};
use crate::finding::{Code, Finding, Quantity, Support};
use crate::judgement::Judgement;
use crate::limits::Limits;
use crate::vocabulary::Link;

pub(super) fn local_link(observation: &Observation, limits: &Limits, judgement: &mut Judgement) {
    let Some(home) = answering(observation, TargetRole::Box).next() else {
        return;
    };
    let wifi = observation
        .path
        .as_ref()
        .is_some_and(|path| path.kind == InterfaceKind::Wifi);
    let limit = if wifi {
        "local_link_wifi_rtt_ms"
    } else {
        "local_link_cable_rtt_ms"
    };
    let before = judgement.findings.len();
    let beyond = witnesses(observation);
    let far_is_fine = beyond.iter().any(|target| {
        let (Some(near), Some(far)) = (&home.rtt_ms, &target.rtt_ms) else {
            return false;
        };
        far.median < near.median
    });
    if let Some(excess) = Excess::between(None, home).filter(|_| !far_is_fine) {
        judgement.saw(Link::LocalLink, true);
        let support = excess.support(limits.row(limit).slow);
        let median = excess.rtt.median;
        judgement.hold(
            limits,
            limit,
            (Code::LocalLinkDelay, Link::LocalLink),
            (median, Quantity::Milliseconds),
            support,
        );
    }
    if wifi && !far_is_fine {
        late_frames(home, &beyond, limits, judgement);
    }
    lost_at_home(observation, home, limits, judgement);
    if judgement.findings.len() > before {
        explain_radio(observation, judgement);
    }
}

/// A box that drops what is meant for itself while it forwards what is not loses nothing of the employee's. Where nobody
/// beyond it answers, that cannot be told.
fn lost_at_home(observation: &Observation, home: &Target, limits: &Limits, judgement: &mut Judgement) {
    let Some(own) = proven_loss(limits, "local_link_loss_percent", (None, home)) else {
        return;
    };
    let beyond = beyond_the_box(observation);
    if !beyond.is_empty() && (beyond.iter().all(|target| target.lost == 0) || loses_less(&beyond, &own)) {
        return;
    }
    let against = (Code::LocalLinkLoss, Link::LocalLink);
    let found = hold_loss(limits, "local_link_loss_percent", against, own, judgement);
    if let Some(found) = found.filter(|_| beyond.is_empty()) {
        found.accuse_nobody();
    }
}

pub(super) fn line(observation: &Observation, limits: &Limits, judgement: &mut Judgement) {
    let home = answering(observation, TargetRole::Box).next();
    let anchors = witnesses(observation);
    judgement.saw(
        Link::AccessLine,
        anchors
            .iter()
            .any(|anchor| anchor.sent - anchor.lost >= SAMPLES_TO_CLEAR),
    );
    let mut each: Vec<Vec<Finding>> = Vec::new();
    for anchor in &anchors {
        let mut one = Judgement::default();
        if let Some(excess) = Excess::between(home, anchor) {
            let support = excess.support(limits.row("line_rtt_ms").slow);
            let against = (Code::LineDelay, Link::AccessLine);
            one.hold(
                limits,
                "line_rtt_ms",
                against,
                (excess.rtt.median, Quantity::Milliseconds),
                support,
            );
        }
        let against = (Code::LineLoss, Link::AccessLine);
        if let Some(own) = proven_loss(limits, "line_loss_percent", (home, anchor)) {
            hold_loss(limits, "line_loss_percent", against, own, &mut one);
        }
        jitter(limits, home, anchor, &mut one);
        let outages = silent_windows(anchor).saturating_sub(home.map_or(0, silent_windows));
        let support = Support {
            samples: anchor.sent,
            windows_bad: outages,
            windows: windows_watched(anchor).max(outages),
            interval: None,
        };
        let against = (Code::LineOutages, Link::AccessLine);
        one.hold(
            limits,
            "line_outage_windows",
            against,
            (f64::from(outages), Quantity::Count),
            support,
        );
        each.push(one.findings);
    }
    let all_bad = |code: Code| {
        each.iter()
            .all(|findings| findings.iter().any(|finding| finding.code == code))
    };
    if let Some(own) = shared_loss(observation, limits, home) {
        let against = (Code::LineLoss, Link::AccessLine);
        hold_loss(limits, "line_loss_percent", against, own, judgement);
    }
    for finding in each.iter().flatten() {
        let known = judgement.findings.iter().any(|known| known.code == finding.code);
        // Whether loss is shared was told above, from more points than these.
        let shared = if finding.code == Code::LineLoss {
            known
        } else {
            each.len() >= 2 && all_bad(finding.code)
        };
        if shared {
            if !known {
                judgement.add(mildest(&each, finding.code));
            }
        } else if !judgement
            .findings
            .iter()
            .any(|known| known.code == Code::SingleAnchorBad)
        {
            judgement.add(Finding::information(Code::SingleAnchorBad));
        }
    }
}

/// What the line surely has: the finding of the anchor that shows least of it.
fn mildest(each: &[Vec<Finding>], code: Code) -> Option<Finding> {
    let shown = each.iter().flatten().filter(|finding| finding.code == code);
    let figure = |finding: &Finding| finding.figure().unwrap_or_default();
    let support = |finding: &Finding| (finding.support.windows_bad, finding.support.samples);
    shown
        .min_by(|a, b| figure(a).total_cmp(&figure(b)).then(support(a).cmp(&support(b))))
        .cloned()
}

/// The loss that the line must have: proven on the way to two points behind it and contradicted by none. Each echo is a
/// draw of its own, so a point may come off lightly by chance; it clears the line only when even the upper end of its
/// interval, or of all the others together, is below what the second worst proves. A router may spare its own echoes: it is no
/// witness against the line where an anchor lost nothing.
fn shared_loss(observation: &Observation, limits: &Limits, home: Option<&Target>) -> Option<OwnLoss> {
    let behind = [TargetRole::FirstHop, TargetRole::Anchor, TargetRole::Edge];
    let witnesses: Vec<&Target> = behind.into_iter().flat_map(|role| outside(observation, role)).collect();
    let an_anchor_lost_nothing = anchors(observation).iter().any(|anchor| anchor.lost == 0);
    let accuses = |target: &Target| target.role != TargetRole::FirstHop || !an_anchor_lost_nothing;
    let mut losses: Vec<(&Target, OwnLoss)> = witnesses
        .iter()
        .filter(|target| accuses(target))
        .filter_map(|target| Some((*target, proven_loss(limits, "line_loss_percent", (home, target))?)))
        .collect();
    losses.sort_by(|(_, a), (_, b)| b.interval.0.total_cmp(&a.interval.0));
    let [(worst, _), (second, proven), ..] = losses.as_slice() else {
        return None;
    };
    let others: Vec<&Target> = witnesses
        .into_iter()
        .filter(|target| !std::ptr::eq(*target, *worst) && !std::ptr::eq(*target, *second))
        .collect();
    (!loses_less(&others, proven)).then(|| proven.clone())
}

fn jitter(limits: &Limits, home: Option<&Target>, anchor: &Target, judgement: &mut Judgement) {
    let spread = |target: &Target| target.rtt_ms.and_then(|rtt| Some(rtt.p95? - rtt.median));
    let Some(far) = spread(anchor) else { return };
    let own = far - home.and_then(spread).unwrap_or(0.0);
    // One percentile of the whole run: it was never seen twice.
    let support = Support::once(anchor.sent);
    judgement.hold(
        limits,
        "line_jitter_ms",
        (Code::LineJitter, Link::AccessLine),
        (own, Quantity::Milliseconds),
        support,
    );
}

pub(super) fn company_path(observation: &Observation, limits: &Limits, judgement: &mut Judgement) {
    let Some(edge) = outside(observation, TargetRole::Edge).next() else {
        return;
    };
    let Some(anchor) = observation.behind_the_line() else {
        return;
    };
    judgement.saw(Link::Internet, edge.sent - edge.lost >= SAMPLES_TO_CLEAR);
    let beyond = beyond_the_edge(observation);
    let limit = "company_path_excess_ms";
    // Through the tunnel nothing is quicker than the edge itself; a door that is reached without one has a way of its own.
    let is_quick = |target: &&&Target| {
        if target.in_tunnel == Some(true) {
            return median_of(target) < median_of(edge);
        }
        let own = Excess::between(Some(anchor), target);
        own.is_some_and(|own| own.rtt.median < limits.row(limit).slow)
    };
    let quick_beyond = beyond.iter().find(is_quick);
    if let Some(excess) = Excess::between(Some(anchor), edge).filter(|_| quick_beyond.is_none()) {
        let support = excess.support(limits.row(limit).slow);
        let against = (Code::CompanyPathDelay, Link::Internet);
        judgement.hold(
            limits,
            limit,
            against,
            (excess.rtt.median, Quantity::Milliseconds),
            support,
        );
    }
    let own = proven_loss(limits, "company_path_loss_percent", (Some(anchor), edge));
    // An edge that spares its own echoes loses nothing of what passes it.
    if let Some(own) = own.filter(|own| !loses_less(&beyond, own)) {
        let against = (Code::CompanyPathLoss, Link::Internet);
        hold_loss(limits, "company_path_loss_percent", against, own, judgement);
    }
}

/// Loss accuses only when the lower end of its interval is past the limit.
fn proven_loss(limits: &Limits, limit: &str, (near, far): (Option<&Target>, &Target)) -> Option<OwnLoss> {
    OwnLoss::between(near, far).filter(|own| own.interval.0 > limits.row(limit).slow)
}

fn hold_loss<'a>(
    limits: &Limits,
    limit: &str,
    against: (Code, Link),
    own: OwnLoss,
    judgement: &'a mut Judgement,
) -> Option<&'a mut Finding> {
    judgement.hold(limits, limit, against, (own.percent, Quantity::Percent), own.support)
}
