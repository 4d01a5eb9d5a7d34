//! Judges the home connection: where it is cut, else segment by segment, then what it carries, names and UDP.

mod capacity;
mod names;
mod radio;
mod segments;
mod witnesses;

use super::{Observation, Target, TargetRole};
use crate::constants::{DATAGRAMS_FOR_BLOCKED, SENT_FOR_SILENCE};
use crate::finding::{Code, Finding, Support};
use crate::gap::GapReason;
use crate::judgement::Judgement;
use crate::limits::Limits;
use crate::vocabulary::{Link, Severity};

/// Judges what was seen.
pub fn judge(observation: &Observation, limits: &Limits) -> Judgement {
    match cut(observation) {
        Some(cut) => {
            let mut judgement = Judgement::default();
            judgement.add(cut);
            judgement
        }
        None => judge_connected(observation, limits),
    }
}

/// The same where another check proves that the connection is not cut.
pub fn judge_connected(observation: &Observation, limits: &Limits) -> Judgement {
    let mut judgement = Judgement::default();
    segments::local_link(observation, limits, &mut judgement);
    let before = judgement.findings.len();
    segments::line(observation, limits, &mut judgement);
    segments::company_path(observation, limits, &mut judgement);
    capacity::capacity(observation, limits, &mut judgement);
    let may_be_the_home = witnesses::home_is_hidden(observation) && spare_the_line(observation, before, &mut judgement);
    if let Some(dns) = &observation.dns {
        let first = judgement.findings.len();
        names::names(dns, limits, &mut judgement);
        if may_be_the_home {
            // What makes every answer late or lost does so to names.
            judgement.findings[first..].iter_mut().for_each(Finding::accuse_nobody);
        }
    }
    if observation
        .udp
        .as_ref()
        .is_some_and(|udp| udp.sent >= DATAGRAMS_FOR_BLOCKED && udp.received == 0)
    {
        judgement.add(Finding::information(Code::UdpBlocked));
    }
    // Where only another check was asked for, its targets are all that is known here.
    let is_context = observation.path.is_none() && !witnesses::any(observation, TargetRole::Anchor);
    let is_asked_for = !is_context || observation.targets.is_empty();
    if is_asked_for && (observation.download.is_none() || observation.upload.is_none()) {
        judgement.add(Finding::information(Code::CapacityUnknown));
    }
    judgement
}

/// Takes back what is said against the line from `first` on, and tells whether that was anything: it may as well be the home's
/// own network.
fn spare_the_line(observation: &Observation, first: usize, judgement: &mut Judgement) -> bool {
    let of_the_line = |finding: &&mut Finding| finding.link == Some(Link::AccessLine);
    let mut spared = false;
    for finding in judgement.findings[first..].iter_mut().filter(of_the_line) {
        finding.accuse_nobody();
        spared = true;
    }
    if spared {
        radio::explain_radio(observation, judgement);
    }
    spared
}

/// Where connectivity ends, when it does.
fn cut(observation: &Observation) -> Option<Finding> {
    let nothing_loaded = observation.download.is_none() && observation.upload.is_none();
    // A filter that answers one page with another is no portal when everything else gets through.
    if observation.captive_portal == Some(true) && nothing_loaded {
        return Some(Finding::against(Code::CaptivePortal, Link::LocalLink, Severity::Broken));
    }
    let asked: Vec<&Target> = observation
        .targets
        .iter()
        .filter(|target| target.sent >= SENT_FOR_SILENCE)
        .collect();
    let silent = |target: &Target| target.lost == target.sent;
    // What is the company's own may be down, or behind a tunnel that is not up: only its answers tell.
    let tells = |target: &&&Target| match target.role {
        TargetRole::Box => false,
        TargetRole::FirstHop | TargetRole::Anchor | TargetRole::Edge => true,
        TargetRole::Inside | TargetRole::Door | TargetRole::Server => !silent(target),
    };
    let beyond: Vec<&&Target> = asked.iter().filter(tells).collect();
    let no_route = observation.path.is_none()
        && observation
            .gaps
            .iter()
            .any(|gap| gap.probe == "route" && gap.reason == GapReason::Unreachable);
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
    let box_found = observation.path.as_ref().and_then(|path| path.box_found);
    let (code, link) = if box_answers || box_found == Some(true) {
        (Code::LineCut, Link::AccessLine)
    } else {
        (Code::LocalLinkCut, Link::LocalLink)
    };
    let mut cut = Finding::against(code, link, Severity::Broken).supported(support);
    if code == Code::LocalLinkCut && !no_route && box_found.is_none() {
        // Many a box answers no probe: the line behind it may be what is cut. That nothing gets through is certain all the same.
        cut.link = None;
    }
    Some(cut)
}

#[cfg(test)]
mod tests {
    use super::super::{Capacity, PathFacts};
    use super::*;
    use crate::excess::tests::target;
    use crate::vocabulary::Status;

    fn fibre() -> Capacity {
        Capacity {
            lower_bound_bps: 300e6,
            estimate_bps: 310e6,
            ..Capacity::default()
        }
    }

    fn home(box_rtt: f64, anchor_rtt: f64) -> Observation {
        Observation {
            download: Some(fibre()),
            upload: Some(fibre()),
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
    fn a_line_whose_rate_was_not_measured_is_not_called_fast() {
        let mut unknown = home(2.0, 15.0);
        unknown.upload = None;
        assert_eq!(codes(&unknown), [Code::CapacityUnknown]);
        assert_eq!(judge(&unknown, &Limits::default()).status(), crate::Status::Good);
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
    fn loss_on_the_way_to_two_points_accuses_the_line_unless_another_clears_it() {
        let losing = |role, every: u32| target(role, 140, move |at| (every == 0 || at % every != 0).then_some(15.0));
        let watched = |anchor: u32, hop: u32| {
            let mut home = home(2.0, 15.0);
            home.targets[1] = losing(TargetRole::Anchor, 12);
            home.targets[2] = losing(TargetRole::Anchor, anchor);
            home.targets.push(losing(TargetRole::FirstHop, hop));
            codes(&home)
        };
        assert_eq!(watched(12, 12), [Code::LineLoss]);
        assert_eq!(
            watched(60, 12),
            [Code::LineLoss],
            "one point came off lightly by chance"
        );
        assert_eq!(watched(0, 0), [Code::SingleAnchorBad]);
        assert_eq!(watched(12, 0), [Code::SingleAnchorBad], "the first hop clears the line");
    }

    #[test]
    fn without_any_answer_the_cut_is_named_where_it_is() {
        let mut observation = home(2.0, 15.0);
        (observation.download, observation.upload) = (None, None);
        observation.targets[1] = target(TargetRole::Anchor, 50, |_| None);
        observation.targets[2] = target(TargetRole::Anchor, 50, |_| None);
        assert_eq!(codes(&observation), [Code::LineCut]);
        observation.targets[0] = target(TargetRole::Box, 50, |_| None);
        let named = |box_found| {
            let mut silent = observation.clone();
            silent.path = Some(PathFacts {
                box_found,
                ..PathFacts::default()
            });
            let judgement = judge(&silent, &Limits::default());
            assert_eq!(judgement.status(), Status::Broken, "that it is cut is certain");
            (judgement.findings[0].code, judgement.findings[0].link)
        };
        assert_eq!(named(Some(false)), (Code::LocalLinkCut, Some(Link::LocalLink)));
        assert_eq!(named(Some(true)), (Code::LineCut, Some(Link::AccessLine)));
        assert_eq!(
            named(None),
            (Code::LocalLinkCut, None),
            "it may be a box that spares probes"
        );
    }

    #[test]
    fn under_a_full_tunnel_first_hop_and_edge_speak_for_the_line_when_they_agree() {
        let inside = |rtt: f64| {
            let mut anchor = target(TargetRole::Anchor, 100, |_| Some(rtt));
            anchor.in_tunnel = Some(true);
            anchor
        };
        let full = |hop: f64, edge: f64| Observation {
            download: Some(fibre()),
            upload: Some(fibre()),
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
