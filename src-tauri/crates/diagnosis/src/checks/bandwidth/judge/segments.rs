//! Delay and loss of each segment, nearest first, each by its own excess.

use super::super::{InterfaceKind, Observation, Target, TargetRole};
use super::answering;
use crate::excess::{Excess, OwnLoss, silent_windows, windows_watched};
use crate::finding::{Code, Finding, Quantity, Support};
use crate::judgement::Judgement;
use crate::limits::Limits;
use crate::statistics::wilson;
use crate::vocabulary::Link;

/// A signal below this explains trouble on Wi-Fi, dBm (Cisco 7925G deployment guide: voice cell edge −67 dBm).
const WEAK_SIGNAL_DBM: f64 = -67.0;

/// Frames sent again above this explain trouble on Wi-Fi, per cent (same guide: below 20 %).
const MANY_RETRIES_PERCENT: f64 = 20.0;

/// A rate of the radio below this explains trouble on Wi-Fi, bits a second (judgement: goodput is half of it, and 12 Mbit/s
/// is what a household needs at least).
const SLOW_RATE_BPS: f64 = 24e6;

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
    // A box that drops what is meant for itself while it forwards everything loses nothing of the employee's.
    let all_is_forwarded = !beyond.is_empty() && beyond.iter().all(|target| target.lost == 0);
    if !all_is_forwarded {
        let against = (Code::LocalLinkLoss, Link::LocalLink);
        loss(limits, "local_link_loss_percent", against, (None, home), judgement);
    }
    if judgement.findings.len() > before {
        explain_radio(observation, judgement);
    }
}

/// The slowest twentieth of the answers over the radio. A box that answers itself late while what it forwards is quicker is
/// cleared.
fn late_frames(home: &Target, anchors: &[&Target], limits: &Limits, judgement: &mut Judgement) {
    let p95 = |target: &Target| target.rtt_ms.and_then(|rtt| rtt.p95);
    let Some(late) = p95(home) else { return };
    if anchors.iter().filter_map(|anchor| p95(anchor)).any(|far| far < late) {
        return;
    }
    judgement.hold(
        limits,
        "local_link_wifi_p95_ms",
        (Code::LocalLinkJitter, Link::LocalLink),
        (late, Quantity::Milliseconds),
        Support::once(home.sent),
    );
}

/// The radio explains trouble that was measured; it never convicts by itself.
fn explain_radio(observation: &Observation, judgement: &mut Judgement) {
    let Some(wifi) = &observation.wifi else { return };
    if let Some(signal) = wifi.signal_dbm.filter(|signal| *signal < WEAK_SIGNAL_DBM) {
        judgement.add(Finding::information(Code::WifiWeakSignal).with("figure", Quantity::Dbm(signal)));
    }
    if let Some(retries) = wifi.retries_percent.filter(|retries| *retries > MANY_RETRIES_PERCENT) {
        judgement.add(Finding::information(Code::WifiRetries).with("figure", Quantity::Percent(retries)));
    }
    let rates = [wifi.transmit_rate_bps, wifi.receive_rate_bps].into_iter().flatten();
    if let Some(rate) = rates.reduce(f64::min).filter(|rate| *rate < SLOW_RATE_BPS) {
        judgement.add(Finding::information(Code::WifiSlowRate).with("figure", Quantity::BitsPerSecond(rate)));
    }
    if wifi
        .frequency_mhz
        .is_some_and(|frequency| (2400..2500).contains(&frequency))
    {
        judgement.add(Finding::information(Code::WifiBand24));
    }
}

pub(super) fn line(observation: &Observation, limits: &Limits, judgement: &mut Judgement) {
    let home = answering(observation, TargetRole::Box).next();
    let anchors = witnesses(observation);
    judgement.saw(
        Link::AccessLine,
        anchors.iter().any(|anchor| anchor.sent - anchor.lost >= 5),
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
        loss(limits, "line_loss_percent", against, (home, anchor), &mut one);
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
/// interval is below what the second worst proves.
fn shared_loss(observation: &Observation, limits: &Limits, home: Option<&Target>) -> Option<OwnLoss> {
    let behind = [TargetRole::FirstHop, TargetRole::Anchor, TargetRole::Edge];
    let witnesses: Vec<&Target> = behind.into_iter().flat_map(|role| outside(observation, role)).collect();
    let mut losses: Vec<OwnLoss> = witnesses
        .iter()
        .filter_map(|target| proven_loss(limits, "line_loss_percent", (home, target)))
        .collect();
    losses.sort_by(|a, b| b.interval.0.total_cmp(&a.interval.0));
    let proven = losses.into_iter().nth(1)?;
    let contradicted = witnesses
        .iter()
        .filter_map(|target| wilson(target.lost, target.sent))
        .any(|(_, most)| 100.0 * most < proven.interval.0);
    (!contradicted).then_some(proven)
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
    judgement.saw(Link::Internet, edge.sent - edge.lost >= 5);
    if let Some(excess) = Excess::between(Some(anchor), edge) {
        let limit = "company_path_excess_ms";
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
    let against = (Code::CompanyPathLoss, Link::Internet);
    loss(
        limits,
        "company_path_loss_percent",
        against,
        (Some(anchor), edge),
        judgement,
    );
}

fn loss(
    limits: &Limits,
    limit: &str,
    against: (Code, Link),
    between: (Option<&Target>, &Target),
    judgement: &mut Judgement,
) {
    if let Some(own) = proven_loss(limits, limit, between) {
        hold_loss(limits, limit, against, own, judgement);
    }
}

/// Loss accuses only when the lower end of its interval is past the limit.
fn proven_loss(limits: &Limits, limit: &str, (near, far): (Option<&Target>, &Target)) -> Option<OwnLoss> {
    OwnLoss::between(near, far).filter(|own| own.interval.0 > limits.row(limit).slow)
}

fn hold_loss(limits: &Limits, limit: &str, against: (Code, Link), own: OwnLoss, judgement: &mut Judgement) {
    judgement.hold(limits, limit, against, (own.percent, Quantity::Percent), own.support);
}

/// The answering targets of a role that are reached outside the tunnel.
fn outside(observation: &Observation, role: TargetRole) -> impl Iterator<Item = &Target> {
    let asked = observation.outside(role);
    asked.filter(|target| target.sent > target.lost)
}

fn anchors(observation: &Observation) -> Vec<&Target> {
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
