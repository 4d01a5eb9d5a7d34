use super::*;
use crate::finding::{Finding, Quantity, Support};
use crate::judgement::Judgement;
use crate::limits::Limits;
use crate::vocabulary::Severity;
use proptest::prelude::*;

fn accuse(code: Code, link: Link, severity: Severity) -> Judgement {
    let support = Support {
        samples: 100,
        windows_bad: 5,
        windows: 5,
        interval: None,
    };
    let mut judgement = Judgement::default();
    judgement.saw(link, true);
    judgement.add(
        Finding::against(code, link, severity)
            .with("figure", Quantity::Milliseconds(50.0))
            .supported(support),
    );
    judgement
}

fn sound(links: &[Link]) -> Judgement {
    let mut judgement = Judgement::default();
    for link in links {
        judgement.saw(*link, true);
    }
    judgement
}

fn weak(judgements: &[Judgement]) -> Vec<(Link, Certainty)> {
    decide(judgements, &Limits::default())
        .weak_links
        .iter()
        .map(|weak| (weak.link, weak.certainty))
        .collect()
}

#[test]
fn a_bad_wifi_explains_what_lies_behind_it() {
    let judgements = [
        sound(Link::ALL),
        accuse(Code::LocalLinkLoss, Link::LocalLink, Severity::Broken),
        accuse(Code::VpnDelay, Link::Vpn, Severity::Slow),
        accuse(Code::ServerConnectSlow, Link::Server, Severity::Slow),
    ];
    let verdict = decide(&judgements, &Limits::default());
    assert_eq!(weak(&judgements), [(Link::LocalLink, Certainty::Established)]);
    assert_eq!(verdict.consequences.len(), 2);
    assert!(
        verdict
            .consequences
            .iter()
            .all(|consequence| consequence.explained_by == Link::LocalLink)
    );
}

#[test]
fn a_bad_wifi_does_not_excuse_a_server_that_thinks_too_long() {
    let judgements = [
        sound(Link::ALL),
        accuse(Code::LocalLinkLoss, Link::LocalLink, Severity::Slow),
        accuse(Code::ServerSlow, Link::Server, Severity::Broken),
    ];
    let named: Vec<Link> = weak(&judgements).iter().map(|(link, _)| *link).collect();
    assert!(
        named.contains(&Link::LocalLink) && named.contains(&Link::Server),
        "{named:?}"
    );
}

#[test]
fn an_unknown_link_upstream_leaves_the_accusation_probable() {
    let judgements = [
        sound(&[Link::Machine]),
        accuse(Code::VpnDelay, Link::Vpn, Severity::Broken),
    ];
    assert_eq!(weak(&judgements), [(Link::Vpn, Certainty::Probable)]);
}

#[test]
fn nothing_measured_cannot_tell_and_enough_measured_is_nothing_abnormal() {
    let outcome = |judgements: &[Judgement]| decide(judgements, &Limits::default()).outcome;
    assert_eq!(outcome(&[]), Outcome::CannotTell);
    assert_eq!(outcome(&[sound(&[Link::Machine])]), Outcome::CannotTell);
    assert_eq!(
        outcome(&[sound(&[Link::Machine, Link::AccessLine])]),
        Outcome::NothingAbnormal
    );
}

#[test]
fn of_two_equal_findings_the_better_supported_one_speaks() {
    let mut doubtful = accuse(Code::GatewayAnswerSlow, Link::Gateway, Severity::Slow);
    doubtful.findings[0].support = Support::default();
    let sure = accuse(Code::GatewayAnswerSlow, Link::Gateway, Severity::Slow);
    let sound = sound(Link::ALL);
    let expected = [(Link::Gateway, Certainty::Established)];
    assert_eq!(weak(&[doubtful.clone(), sure.clone(), sound.clone()]), expected);
    assert_eq!(weak(&[sound, sure, doubtful]), expected);
}

#[test]
fn an_interval_that_reaches_below_the_limit_leaves_the_accusation_probable() {
    let with = |low: f64| {
        let limits = Limits::default();
        let mut judgement = sound(Link::ALL);
        let support = Support {
            samples: 100,
            windows_bad: 5,
            windows: 5,
            interval: Some((low, 90.0)),
        };
        let against = (Code::VpnDelay, Link::Vpn);
        judgement.hold(
            &limits,
            "vpn_added_rtt_ms",
            against,
            (60.0, Quantity::Milliseconds),
            support,
        );
        weak(&[judgement])
    };
    assert_eq!(with(40.0), [(Link::Vpn, Certainty::Established)]);
    assert_eq!(with(10.0), [(Link::Vpn, Certainty::Probable)]);
}

#[test]
fn a_link_whose_trouble_is_explained_is_not_called_sound() {
    let judgements = [
        sound(Link::ALL),
        accuse(Code::LocalLinkLoss, Link::LocalLink, Severity::Broken),
        accuse(Code::LineDelay, Link::AccessLine, Severity::Broken),
    ];
    let verdict = decide(&judgements, &Limits::default());
    assert_eq!(verdict.links[&Link::AccessLine], Status::NotKnown);
}

fn any_judgement() -> impl Strategy<Value = Judgement> {
    let finding = (0..Code::ALL.len(), 0..Link::ALL.len(), 0..3_usize, 0..30_u32, 0..6_u32);
    (
        proptest::collection::vec(finding, 0..5),
        proptest::collection::vec(any::<bool>(), 8),
    )
        .prop_map(|(findings, measured)| {
            let mut judgement = Judgement::default();
            for (link, enough) in Link::ALL.iter().zip(measured) {
                judgement.saw(*link, enough);
            }
            for (code, link, severity, samples, windows_bad) in findings {
                let support = Support {
                    samples,
                    windows_bad,
                    windows: 6,
                    interval: None,
                };
                let finding = Finding::against(Code::ALL[code], Link::ALL[link], Severity::ALL[severity]);
                judgement.add(finding.supported(support));
            }
            judgement
        })
}

proptest! {
    #[test]
    fn the_order_of_the_checks_changes_nothing(judgements in proptest::collection::vec(any_judgement(), 0..6)) {
        let mut reversed = judgements.clone();
        reversed.reverse();
        prop_assert_eq!(decide(&judgements, &Limits::default()), decide(&reversed, &Limits::default()));
    }

    #[test]
    fn a_link_without_a_finding_is_never_accused(judgements in proptest::collection::vec(any_judgement(), 0..6)) {
        for weak in decide(&judgements, &Limits::default()).weak_links {
            let accused = judgements
                .iter()
                .flat_map(|judgement| &judgement.findings)
                .any(|finding| finding.link == Some(weak.link) && finding.severity != Severity::Information);
            prop_assert!(accused, "{:?}", weak);
        }
    }
}

#[test]
fn a_use_that_is_blocked_without_a_link_to_blame_is_never_called_nothing_abnormal() {
    use crate::checks::bandwidth::{Capacity, TargetRole};
    use crate::checks::{bandwidth, machine};
    use crate::excess::tests::target;
    use crate::report::{CheckResult, Checks};
    let fibre = Some(Capacity {
        lower_bound_bps: 300e6,
        estimate_bps: 310e6,
        ..Capacity::default()
    });
    let checks = |lost: u32| {
        let line = bandwidth::Observation {
            targets: vec![
                target(TargetRole::Box, 100, |_| Some(2.0)),
                target(TargetRole::Anchor, 100, |n| (n % 100 >= lost).then_some(14.0)),
                target(TargetRole::Anchor, 100, |_| Some(15.0)),
                target(TargetRole::Anchor, 100, |_| Some(16.0)),
            ],
            download: fibre.clone(),
            upload: fibre.clone(),
            ..bandwidth::Observation::default()
        };
        let computer = machine::Observation {
            cpu: Some(machine::Cpu {
                logical_cores: 4,
                busy_percent: vec![9.0; 5],
                ..machine::Cpu::default()
            }),
            memory: Some(machine::Memory {
                total_bytes: 16_000_000_000,
                available_bytes: 9_000_000_000,
                ..machine::Memory::default()
            }),
            ..machine::Observation::default()
        };
        Checks {
            bandwidth: CheckResult {
                observation: Some(line),
                ..CheckResult::default()
            },
            machine: CheckResult {
                observation: Some(computer),
                ..CheckResult::default()
            },
            ..Checks::default()
        }
    };
    let sound = judge_all(&mut checks(0), &Limits::default());
    assert_eq!(sound.outcome, Outcome::NothingAbnormal, "{:?}", sound.links);
    let verdict = judge_all(&mut checks(40), &Limits::default());
    assert_eq!(verdict.weak_links, []);
    assert_eq!(verdict.uses[&UseId::Visio], Status::Broken);
    assert_eq!(verdict.outcome, Outcome::CannotTell);
}
