use super::super::super::{Capacity, Dns, InterfaceKind, Observation, PathFacts, Target, TargetRole};
use super::super::judge;
use crate::excess::tests::target;
use crate::finding::Code;
use crate::limits::Limits;
use crate::statistics::Distribution;

fn watched(targets: Vec<Target>) -> Observation {
    let fibre = Capacity {
        lower_bound_bps: 300e6,
        estimate_bps: 310e6,
        ..Capacity::default()
    };
    Observation {
        download: Some(fibre.clone()),
        upload: Some(fibre),
        targets,
        ..Observation::default()
    }
}

/// Loses one probe in `every`, none for 0.
fn losing(role: TargetRole, every: u32, rtt: f64) -> Target {
    target(role, 140, move |at| (every == 0 || at % every != 0).then_some(rtt))
}

fn through_the_tunnel(mut target: Target) -> Target {
    target.in_tunnel = Some(true);
    target
}

/// What is accused, without what only informs.
fn accused(observation: &Observation) -> Vec<Code> {
    let judgement = judge(observation, &Limits::default());
    let accusing = judgement.findings.iter().filter(|finding| finding.link.is_some());
    accusing.map(|finding| finding.code).collect()
}

#[test]
fn a_box_that_spares_its_own_echoes_is_cleared_by_what_it_forwards() {
    let behind = |every| {
        let anchors = [
            losing(TargetRole::Anchor, every, 15.0),
            losing(TargetRole::Anchor, every, 16.0),
        ];
        watched([vec![losing(TargetRole::Box, 6, 2.0)], anchors.to_vec()].concat())
    };
    assert_eq!(accused(&behind(0)), []);
    assert_eq!(accused(&behind(70)), [], "one loss in seventy is far from one in six");
    assert_eq!(accused(&behind(6)), [Code::LocalLinkLoss]);
}

#[test]
fn a_box_that_loses_while_nobody_beyond_it_answers_accuses_nobody() {
    let alone = watched(vec![losing(TargetRole::Box, 6, 2.0)]);
    assert_eq!(accused(&alone), []);
    let told = judge(&alone, &Limits::default());
    assert!(told.findings.iter().any(|one| one.code == Code::LocalLinkLoss));
}

#[test]
fn an_edge_that_spares_its_own_echoes_is_cleared_by_what_passes_it() {
    let company = |edge: Target, beyond: Option<Target>| {
        let mut targets = vec![
            losing(TargetRole::Box, 0, 2.0),
            losing(TargetRole::Anchor, 0, 15.0),
            losing(TargetRole::Anchor, 0, 16.0),
            edge,
        ];
        targets.extend(beyond.map(through_the_tunnel));
        accused(&watched(targets))
    };
    let lossy = || losing(TargetRole::Edge, 6, 25.0);
    let late = || losing(TargetRole::Edge, 0, 300.0);
    assert_eq!(company(lossy(), None), [Code::CompanyPathLoss]);
    assert_eq!(company(lossy(), Some(losing(TargetRole::Inside, 0, 30.0))), []);
    assert_eq!(
        company(lossy(), Some(losing(TargetRole::Inside, 6, 30.0))),
        [Code::CompanyPathLoss]
    );
    assert_eq!(company(late(), None), [Code::CompanyPathDelay]);
    assert_eq!(company(late(), Some(losing(TargetRole::Inside, 0, 30.0))), []);
    let beside = |edge: Target, every: u32, door_ms: f64| {
        let anchors = [losing(TargetRole::Anchor, 0, 15.0), losing(TargetRole::Anchor, 0, 16.0)];
        let door = losing(TargetRole::Door, every, door_ms);
        accused(&watched(
            [anchors.to_vec(), vec![losing(TargetRole::Box, 0, 2.0), edge, door]].concat(),
        ))
    };
    assert_eq!(
        beside(late(), 0, 30.0),
        [],
        "a door of the company that is reached without a tunnel"
    );
    assert_eq!(
        beside(late(), 0, 299.0),
        [Code::CompanyPathDelay],
        "as late as the edge"
    );
    assert_eq!(beside(lossy(), 0, 30.0), []);
    assert_eq!(beside(lossy(), 6, 30.0), [Code::CompanyPathLoss]);
}

#[test]
fn behind_a_box_that_answers_nothing_the_home_may_be_to_blame_so_nobody_is() {
    let late = || {
        watched(vec![
            losing(TargetRole::Anchor, 0, 200.0),
            losing(TargetRole::Anchor, 0, 201.0),
        ])
    };
    assert_eq!(accused(&late()), []);
    let told = judge(&late(), &Limits::default());
    assert!(told.findings.iter().any(|one| one.code == Code::LineDelay), "{told:?}");
    let slow_names = Dns {
        system_asked: 8,
        system_ms: Distribution::of([300.0; 8]),
        ..Dns::default()
    };
    let with_slow_names = |mut seen: Observation| {
        seen.dns = Some(slow_names.clone());
        accused(&seen)
    };
    assert_eq!(with_slow_names(late()), [], "they wait for the same");
    let quick = watched(vec![
        losing(TargetRole::Anchor, 0, 15.0),
        losing(TargetRole::Anchor, 0, 16.0),
    ]);
    assert_eq!(with_slow_names(quick), [Code::DnsSlow], "nothing of the home is late");
    let mut mobile = late();
    mobile.path = Some(PathFacts {
        kind: InterfaceKind::Cellular,
        ..PathFacts::default()
    });
    assert_eq!(
        accused(&mobile),
        [Code::LineDelay],
        "a mobile connection has no home network"
    );
}
