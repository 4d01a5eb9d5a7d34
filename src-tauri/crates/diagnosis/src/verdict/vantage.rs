//! From where a run saw: what answered it proves that the line carries, and inside a remote session nothing of the home is
//! seen.

use super::explain::is_expected_of;
use crate::addresses::is_private;
use crate::checks::bandwidth::{Target, TargetRole};
use crate::constants::LOST_NEEDED;
use crate::finding::{Finding, Quantity};
use crate::judgement::Judgement;
use crate::report::Checks;
use crate::statistics::wilson;
use crate::vocabulary::Link;

/// The links between a person at home and the company: what a computer in the company's rooms has in their place is another
/// network.
const OF_THE_HOME: [Link; 4] = [Link::LocalLink, Link::AccessLine, Link::Internet, Link::Vpn];

/// Whether the run went inside a remote session, on a server of the company.
pub(super) fn is_remote(checks: &Checks) -> bool {
    let machine = checks.machine.observation.as_ref();
    machine.is_some_and(|machine| machine.remote_session == Some(true))
}

/// Takes out what is said against or for the links of the home; the findings stay as facts.
pub(super) fn leave_out_the_home(judgement: &mut Judgement) {
    judgement.measured.retain(|link, _| !OF_THE_HOME.contains(link));
    let of_the_home = judgement.findings.iter_mut();
    of_the_home
        .filter(|finding| finding.link.is_none_or(|link| OF_THE_HOME.contains(&link)))
        .for_each(Finding::accuse_nobody);
}

/// Takes back what is said against a door or a server for visits that failed, when the way to it loses so many packets that as
/// many failures are to be expected. Where the loss is the line's or the tunnel's own, that has a finding; this is for loss
/// of which only the far end is seen, such as under a full tunnel whose edge does not answer.
pub(super) fn spare_what_loss_explains(judgement: &mut Judgement, checks: &Checks) {
    let spared = |finding: &&mut Finding| {
        let lost = name_of(finding).and_then(|name| lost_on_the_way(checks, name));
        lost.is_some_and(|lost| is_expected_of(lost, finding))
    };
    let of_the_company = judgement.findings.iter_mut();
    let of_the_company = of_the_company.filter(|one| matches!(one.link, Some(Link::Gateway | Link::Server)));
    for finding in of_the_company.filter(spared) {
        // What fails that often is not called sound either.
        if let Some(link) = finding.link {
            judgement.measured.remove(&link);
        }
        finding.accuse_nobody();
    }
}

/// Name of the door or the server that a finding is about.
pub(super) fn name_of(finding: &Finding) -> Option<&str> {
    let Some(Quantity::Text(name)) = finding.quantities.get("name") else {
        return None;
    };
    Some(name)
}

/// Packets that a way inside the tunnel may lose at the most, 0 to 1: by the point on it, other than the door or the server
/// of this name itself, that lost least; none unless even that lost some.
fn lost_on_the_way(checks: &Checks, name: &str) -> Option<f64> {
    let doors = checks.gateway.observation.iter().flat_map(|seen| &seen.doors);
    let doors = doors.map(|door| (&door.name, &door.address, door.in_tunnel));
    let servers = checks.server.observation.iter().flat_map(|seen| &seen.servers);
    let servers = servers.map(|server| (&server.name, &server.address, server.in_tunnel));
    let (_, own_address, in_tunnel) = doors.chain(servers).find(|(known, ..)| *known == name)?;
    // Where the name did not resolve at first, the way was never looked up.
    if in_tunnel == Some(false) {
        return None;
    }
    let targets = checks.bandwidth.observation.iter().flat_map(|seen| &seen.targets);
    let on_the_way = targets.filter(|target| {
        let role = matches!(target.role, TargetRole::Inside | TargetRole::Door | TargetRole::Server);
        role && target.in_tunnel == Some(true) && target.address != *own_address && target.sent > target.lost
    });
    let least = on_the_way.min_by(|a, b| share(a).total_cmp(&share(b)))?;
    (least.lost >= LOST_NEEDED)
        .then(|| wilson(least.lost, least.sent))?
        .map(|(_, most)| most)
}

fn share(target: &Target) -> f64 {
    f64::from(target.lost) / f64::from(target.sent.max(1))
}

/// Whether a door, a server or a public site beyond the home answered as it should: then the connection is not cut, whatever
/// keeps silent, and no portal stands in the way.
pub(super) fn something_answered(checks: &Checks) -> bool {
    let is_beyond = |address: Option<&str>, in_tunnel: Option<bool>| {
        let address = address.and_then(|address| address.parse().ok());
        in_tunnel == Some(true) || address.is_some_and(|address| !is_private(address))
    };
    let doors = checks.gateway.observation.iter().flat_map(|seen| &seen.doors);
    let servers = checks.server.observation.iter().flat_map(|seen| &seen.servers);
    let door_opened = doors
        .filter(|door| is_beyond(door.address.as_deref(), door.in_tunnel))
        .flat_map(|door| &door.tries)
        .any(|one| one.failure.is_none() && one.answer_ms.is_some());
    let server_answered = servers
        .filter(|server| server.through_proxy || is_beyond(server.address.as_deref(), server.in_tunnel))
        .flat_map(|server| &server.tries)
        .any(|visit| visit.failure.is_none() && visit.first_byte_ms.is_some());
    // A portal has no certificate of a site that is not its own.
    let sites = checks.security.observation.iter().flat_map(|seen| &seen.tls);
    let site_proven = sites.into_iter().any(|site| site.public_trusts == Some(true));
    door_opened || server_answered || site_proven
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::{bandwidth, gateway, machine, server, vpn};
    use crate::excess::tests::target;
    use crate::finding::Code;
    use crate::limits::Limits;
    use crate::profile::VpnExpectation;
    use crate::report::CheckResult;
    use crate::verdict::judge_all;
    use crate::vocabulary::Outcome;

    fn seen<O>(observation: O) -> CheckResult<O> {
        CheckResult {
            observation: Some(observation),
            ..CheckResult::default()
        }
    }

    fn silent_line() -> bandwidth::Observation {
        bandwidth::Observation {
            targets: vec![
                target(TargetRole::Box, 50, |_| Some(2.0)),
                target(TargetRole::Anchor, 50, |_| None),
                target(TargetRole::Anchor, 50, |_| None),
            ],
            ..bandwidth::Observation::default()
        }
    }

    /// A web server visited five times, as `change` makes it.
    fn visited(change: impl Fn(&mut server::Server)) -> server::Observation {
        let visit = server::Visit {
            first_byte_ms: Some(40.0),
            status: Some(200),
            ..server::Visit::default()
        };
        let mut one = server::Server {
            name: "ERP".to_owned(),
            address: Some("192.168.1.20".to_owned()),
            tries: vec![visit; 5],
            ..server::Server::default()
        };
        change(&mut one);
        server::Observation {
            servers: vec![one],
            ..server::Observation::default()
        }
    }

    fn cut(change: impl Fn(&mut server::Server)) -> bool {
        let mut checks = Checks {
            bandwidth: seen(silent_line()),
            server: seen(visited(change)),
            ..Checks::default()
        };
        let verdict = judge_all(&mut checks, &Limits::default());
        verdict.weak_links.iter().any(|weak| weak.cause == Code::LineCut)
    }

    #[test]
    fn a_line_over_which_a_server_answers_is_not_cut() {
        assert!(cut(|_| {}), "a disk at home answers on a cut line too");
        assert!(!cut(|server| server.in_tunnel = Some(true)));
        assert!(!cut(|server| server.through_proxy = true));
        assert!(!cut(|server| server.address = Some("203.0.113.7".to_owned())));
        assert!(cut(|server| {
            server.through_proxy = true;
            let failed = Some(crate::gap::GapReason::Closed);
            server.tries.iter_mut().for_each(|visit| visit.failure = failed);
        }));
    }

    #[test]
    fn visits_that_fail_no_more_than_the_loss_on_their_way_lets_expect_accuse_nobody() {
        let judged = |lost: u32, failed: usize| {
            let mut inside = target(TargetRole::Inside, 165, |n| (n >= lost).then_some(18.0));
            inside.in_tunnel = Some(true);
            let visit = |number: usize| gateway::Try {
                tcp_ms: Some(19.0),
                answer_ms: Some(24.0),
                failure: (number < failed).then_some(crate::gap::GapReason::TimedOut),
                ..gateway::Try::default()
            };
            let door = gateway::Door {
                name: "tse".to_owned(),
                address: Some("10.20.1.20".to_owned()),
                from_profile: true,
                in_tunnel: Some(true),
                path_rtt_ms: Some(19.0),
                tries: (0..7).map(visit).collect(),
                ..gateway::Door::default()
            };
            let mut checks = Checks {
                bandwidth: seen(bandwidth::Observation {
                    targets: vec![inside],
                    ..bandwidth::Observation::default()
                }),
                gateway: seen(gateway::Observation {
                    doors: vec![door],
                    ..gateway::Observation::default()
                }),
                ..Checks::default()
            };
            let verdict = judge_all(&mut checks, &Limits::default());
            (!verdict.weak_links.is_empty(), verdict.links[&Link::Gateway])
        };
        assert_eq!(judged(8, 4), (false, crate::Status::NotKnown));
        assert!(judged(0, 4).0, "nothing is lost on the way");
        assert!(judged(8, 7).0, "so little loss does not fail every visit");
    }

    #[test]
    fn inside_a_remote_session_no_link_of_the_home_is_accused_or_cleared() {
        let judged = |remote_session, far_ms: f64| {
            let mut checks = Checks {
                bandwidth: seen(bandwidth::Observation {
                    targets: vec![
                        target(TargetRole::Box, 100, |_| Some(2.0)),
                        target(TargetRole::Anchor, 100, |_| Some(far_ms)),
                        target(TargetRole::Anchor, 100, |_| Some(far_ms + 1.0)),
                    ],
                    ..bandwidth::Observation::default()
                }),
                machine: seen(machine::Observation {
                    remote_session,
                    ..machine::Observation::default()
                }),
                vpn: seen(vpn::Observation {
                    expected: Some(VpnExpectation::Full),
                    routes: vec![vpn::RouteLookup {
                        in_tunnel: Some(false),
                        ..vpn::RouteLookup::default()
                    }],
                    ..vpn::Observation::default()
                }),
                ..Checks::default()
            };
            let verdict = judge_all(&mut checks, &Limits::default());
            let weak: Vec<Link> = verdict.weak_links.iter().map(|weak| weak.link).collect();
            (weak, verdict)
        };
        assert_eq!(judged(Some(false), 400.0).0, [Link::AccessLine]);
        assert_eq!(judged(Some(false), 15.0).0, [Link::Vpn]);
        for far_ms in [15.0, 400.0] {
            let (weak, verdict) = judged(Some(true), far_ms);
            assert_eq!((weak, verdict.outcome), (vec![], Outcome::CannotTell));
            let known = |link: &&Link| verdict.links[link] != crate::Status::NotKnown;
            assert_eq!(OF_THE_HOME.iter().find(known), None);
            let rated = verdict.uses.values().find(|rated| **rated != crate::Status::NotKnown);
            assert_eq!(rated, None);
        }
    }
}
