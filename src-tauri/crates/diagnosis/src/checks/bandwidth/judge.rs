//! Judges the home connection, nearest segment first, each by its own excess.

use super::{Capacity, Confidence, Dns, InterfaceKind, Observation, Target, TargetRole};
use crate::excess::{Excess, OwnLoss, silent_windows};
use crate::finding::{Code, Finding, Quantity, Support};
use crate::gap::GapReason;
use crate::judgement::Judgement;
use crate::limits::Limits;
use crate::vocabulary::{Link, Severity};

/// A signal below this explains trouble on Wi-Fi, dBm (Cisco 7925G deployment guide: voice cell edge −67 dBm).
const WEAK_SIGNAL_DBM: f64 = -67.0;

/// Frames sent again above this explain trouble on Wi-Fi, per cent (same guide: below 20 %).
const MANY_RETRIES_PERCENT: f64 = 20.0;

/// Judges what was seen.
pub fn judge(observation: &Observation, limits: &Limits) -> Judgement {
    let mut judgement = Judgement::default();
    if let Some(cut) = cut(observation) {
        judgement.add(cut);
        return judgement;
    }
    local_link(observation, limits, &mut judgement);
    line(observation, limits, &mut judgement);
    company_path(observation, limits, &mut judgement);
    capacity(observation, limits, &mut judgement);
    if let Some(dns) = &observation.dns {
        names(dns, limits, &mut judgement);
    }
    if observation
        .udp
        .as_ref()
        .is_some_and(|udp| udp.sent >= 10 && udp.received == 0)
    {
        judgement.add(Finding::information(Code::UdpBlocked));
    }
    judgement
}

/// Where connectivity ends, when it does.
fn cut(observation: &Observation) -> Option<Finding> {
    if observation.captive_portal == Some(true) {
        return Some(Finding::against(Code::CaptivePortal, Link::LocalLink, Severity::Broken));
    }
    let asked: Vec<&Target> = observation.targets.iter().filter(|target| target.sent >= 5).collect();
    let beyond: Vec<&&Target> = asked.iter().filter(|target| target.role != TargetRole::Box).collect();
    let silent = |target: &Target| target.lost == target.sent;
    let no_route = observation.path.is_none()
        && observation
            .gaps
            .iter()
            .any(|gap| gap.probe == "route" && gap.reason == GapReason::Unreachable);
    let nothing_loaded = observation.download.is_none() && observation.upload.is_none();
    let no_name = observation
        .dns
        .as_ref()
        .is_none_or(|dns| dns.system_failures == dns.system_asked);
    let all_silent = beyond.len() >= 2 && beyond.iter().all(|target| silent(target));
    let nothing_answers = all_silent && nothing_loaded && no_name;
    if !(no_route || nothing_answers) {
        return None;
    }
    let support = Support {
        samples: beyond.iter().map(|target| target.sent).sum(),
        windows_bad: 1,
        windows: 1,
        interval: None,
    };
    let box_answers = observation
        .targets
        .iter()
        .any(|target| target.role == TargetRole::Box && target.sent > target.lost);
    let (code, link) = if box_answers {
        (Code::LineCut, Link::AccessLine)
    } else {
        (Code::LocalLinkCut, Link::LocalLink)
    };
    Some(Finding::against(code, link, Severity::Broken).supported(support))
}

fn local_link(observation: &Observation, limits: &Limits, judgement: &mut Judgement) {
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
    let anchors = anchors(observation);
    let far_is_fine = anchors.iter().any(|anchor| {
        let (Some(near), Some(far)) = (&home.rtt_ms, &anchor.rtt_ms) else {
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
    // A box that drops what is meant for itself while it forwards everything loses nothing of the employee's.
    let all_is_forwarded = !anchors.is_empty() && anchors.iter().all(|anchor| anchor.lost == 0);
    if !all_is_forwarded {
        let against = (Code::LocalLinkLoss, Link::LocalLink);
        loss(limits, "local_link_loss_percent", against, (None, home), judgement);
    }
    if judgement.findings.len() > before {
        explain_radio(observation, judgement);
    }
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
    if wifi
        .frequency_mhz
        .is_some_and(|frequency| (2400..2500).contains(&frequency))
    {
        judgement.add(Finding::information(Code::WifiBand24));
    }
}

fn line(observation: &Observation, limits: &Limits, judgement: &mut Judgement) {
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
        loss(
            limits,
            "line_loss_percent",
            (Code::LineLoss, Link::AccessLine),
            (home, anchor),
            &mut one,
        );
        jitter(limits, home, anchor, &mut one);
        let outages = silent_windows(anchor).saturating_sub(home.map_or(0, silent_windows));
        let support = Support {
            samples: anchor.sent,
            windows_bad: outages,
            windows: outages.max(2),
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
    for finding in each.iter().flatten() {
        if each.len() >= 2 && all_bad(finding.code) {
            if !judgement.findings.iter().any(|known| known.code == finding.code) {
                judgement.add(finding.clone());
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

fn jitter(limits: &Limits, home: Option<&Target>, anchor: &Target, judgement: &mut Judgement) {
    let spread = |target: &Target| target.rtt_ms.and_then(|rtt| Some(rtt.p95? - rtt.median));
    let Some(far) = spread(anchor) else { return };
    let own = far - home.and_then(spread).unwrap_or(0.0);
    let support = Support {
        samples: anchor.sent,
        windows_bad: 1,
        windows: 2,
        interval: None,
    };
    judgement.hold(
        limits,
        "line_jitter_ms",
        (Code::LineJitter, Link::AccessLine),
        (own, Quantity::Milliseconds),
        support,
    );
}

fn company_path(observation: &Observation, limits: &Limits, judgement: &mut Judgement) {
    let Some(edge) = answering(observation, TargetRole::Edge).find(|edge| edge.in_tunnel != Some(true)) else {
        return;
    };
    let nearest = anchors(observation).into_iter().min_by(|a, b| {
        let median = |target: &Target| target.rtt_ms.map_or(f64::INFINITY, |rtt| rtt.median);
        median(a).total_cmp(&median(b))
    });
    let Some(anchor) = nearest.or_else(|| answering(observation, TargetRole::FirstHop).next()) else {
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

/// Loss accuses only when the lower end of its interval is past the limit.
fn loss(
    limits: &Limits,
    limit: &str,
    against: (Code, Link),
    (near, far): (Option<&Target>, &Target),
    judgement: &mut Judgement,
) {
    let Some(own) = OwnLoss::between(near, far).filter(|own| own.interval.0 > limits.row(limit).slow) else {
        return;
    };
    judgement.hold(limits, limit, against, (own.percent, Quantity::Percent), own.support);
}

fn capacity(observation: &Observation, limits: &Limits, judgement: &mut Judgement) {
    let directions = [
        (&observation.download, "download_mbps", Code::DownloadLow),
        (&observation.upload, "upload_mbps", Code::UploadLow),
    ];
    for (capacity, limit, code) in directions {
        let Some(capacity) = capacity else { continue };
        judgement.saw(Link::AccessLine, true);
        if capacity.lower_bound_bps / 1e6 >= limits.row(limit).slow || capacity.confidence == Confidence::Low {
            continue;
        }
        let megabits = capacity.estimate_bps / 1e6;
        let support = interval_support(capacity, limits.row(limit).slow);
        if let Some(found) = judgement.hold(
            limits,
            limit,
            (code, Link::AccessLine),
            (megabits, |rate| Quantity::BitsPerSecond(rate * 1e6)),
            support,
        ) {
            found.quantities.insert(
                "lower_bound".to_owned(),
                Quantity::BitsPerSecond(capacity.lower_bound_bps),
            );
        }
    }
    let loaded = [&observation.responsiveness.download, &observation.responsiveness.upload];
    for delay in loaded.into_iter().flatten() {
        let (Some(busy), Some(idle)) = (delay.loaded_latency_ms, delay.idle_latency_ms) else {
            continue;
        };
        let support = Support::once(delay.samples);
        if delay.samples >= 10 {
            let against = (Code::LoadedLatency, Link::AccessLine);
            judgement.hold(
                limits,
                "loaded_latency_ms",
                against,
                (busy - idle, Quantity::Milliseconds),
                support,
            );
        }
    }
}

fn interval_support(capacity: &Capacity, limit_mbps: f64) -> Support {
    let low = capacity
        .intervals
        .iter()
        .filter(|(_, rate)| rate / 1e6 < limit_mbps)
        .count();
    Support::of(low, capacity.intervals.len())
}

fn names(dns: &Dns, limits: &Limits, judgement: &mut Judgement) {
    let support = Support {
        samples: dns.system_asked,
        windows_bad: 1,
        windows: 2,
        interval: None,
    };
    if dns.system_asked >= 5 {
        let failed = 100.0 * f64::from(dns.system_failures) / f64::from(dns.system_asked);
        if dns.system_failures >= 2 {
            let against = (Code::DnsFailing, Link::AccessLine);
            judgement.hold(
                limits,
                "dns_failures_percent",
                against,
                (failed, Quantity::Percent),
                support.clone(),
            );
        }
    }
    if let Some(times) = dns.system_ms.filter(|times| times.count >= 3) {
        let against = (Code::DnsSlow, Link::AccessLine);
        judgement.hold(
            limits,
            "dns_ms",
            against,
            (times.median, Quantity::Milliseconds),
            support,
        );
    }
}

fn answering(observation: &Observation, role: TargetRole) -> impl Iterator<Item = &Target> {
    observation
        .targets
        .iter()
        .filter(move |target| target.role == role && target.sent > target.lost)
}

fn anchors(observation: &Observation) -> Vec<&Target> {
    answering(observation, TargetRole::Anchor)
        .filter(|anchor| anchor.in_tunnel != Some(true))
        .collect()
}

/// What speaks for the line: the anchors outside the tunnel. Where a full tunnel leaves fewer than two, the provider's
/// first hop and the company's edge, which must agree.
fn witnesses(observation: &Observation) -> Vec<&Target> {
    let mut witnesses = anchors(observation);
    if witnesses.len() < 2 {
        let outside = |role| answering(observation, role).filter(|target| target.in_tunnel != Some(true));
        witnesses.extend(outside(TargetRole::FirstHop).chain(outside(TargetRole::Edge)));
    }
    witnesses
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::excess::tests::target;

    fn home(box_rtt: f64, anchor_rtt: f64) -> Observation {
        Observation {
            targets: vec![
                target(TargetRole::Box, 100, |_| Some(box_rtt)),
                target(TargetRole::Anchor, 100, |_| Some(anchor_rtt)),
                target(TargetRole::Anchor, 100, |_| Some(anchor_rtt + 1.0)),
            ],
            ..Observation::default()
        }
    }

    fn codes(observation: &Observation) -> Vec<Code> {
        judge(observation, &Limits::default())
            .findings
            .iter()
            .map(|finding| finding.code)
            .collect()
    }

    #[test]
    fn a_sound_home_has_nothing_against_it() {
        assert_eq!(codes(&home(2.0, 15.0)), []);
    }

    #[test]
    fn a_late_box_accuses_the_local_link_and_not_the_line() {
        assert_eq!(codes(&home(80.0, 95.0)), [Code::LocalLinkDelay]);
    }

    #[test]
    fn a_box_that_answers_late_but_forwards_well_is_cleared() {
        assert_eq!(codes(&home(80.0, 15.0)), []);
    }

    #[test]
    fn both_anchors_late_accuse_the_line_one_alone_does_not() {
        assert_eq!(codes(&home(2.0, 150.0)), [Code::LineDelay]);
        let mut one = home(2.0, 15.0);
        one.targets[2] = target(TargetRole::Anchor, 100, |_| Some(150.0));
        assert_eq!(codes(&one), [Code::SingleAnchorBad]);
    }

    #[test]
    fn without_any_answer_the_cut_is_named_where_it_is() {
        let mut observation = home(2.0, 15.0);
        observation.targets[1] = target(TargetRole::Anchor, 50, |_| None);
        observation.targets[2] = target(TargetRole::Anchor, 50, |_| None);
        assert_eq!(codes(&observation), [Code::LineCut]);
        observation.targets[0] = target(TargetRole::Box, 50, |_| None);
        assert_eq!(codes(&observation), [Code::LocalLinkCut]);
    }

    #[test]
    fn under_a_full_tunnel_first_hop_and_edge_speak_for_the_line_when_they_agree() {
        let inside = |rtt: f64| {
            let mut anchor = target(TargetRole::Anchor, 100, |_| Some(rtt));
            anchor.in_tunnel = Some(true);
            anchor
        };
        let full = |hop: f64, edge: f64| Observation {
            targets: vec![
                target(TargetRole::Box, 100, |_| Some(2.0)),
                target(TargetRole::FirstHop, 100, |_| Some(hop)),
                inside(edge + 10.0),
                inside(edge + 11.0),
                target(TargetRole::Edge, 100, |_| Some(edge)),
            ],
            ..Observation::default()
        };
        assert_eq!(codes(&full(8.0, 20.0)), []);
        assert_eq!(codes(&full(150.0, 160.0)), [Code::LineDelay]);
        assert_eq!(
            codes(&full(8.0, 160.0)),
            [Code::SingleAnchorBad, Code::CompanyPathDelay]
        );
    }

    #[test]
    fn nothing_measured_is_not_good() {
        assert_eq!(
            judge(&Observation::default(), &Limits::default()).status(),
            crate::Status::NotKnown
        );
    }
}
