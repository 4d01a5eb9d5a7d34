use super::*;
use crate::checks::bandwidth::Confidence;
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

fn connection(seen: Observation) -> Checks {
    Checks {
        bandwidth: CheckResult {
            observation: Some(seen),
            ..CheckResult::default()
        },
        ..Checks::default()
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
    network(&connection(seen), UseId::Visio, &needs()[&UseId::Visio], 0.0)
}

#[test]
fn one_lost_probe_of_sixty_proves_no_loss() {
    assert_eq!(visio(1), Status::Good);
    assert_eq!(visio(12), Status::Broken);
}

#[test]
fn a_load_that_broke_off_shows_that_there_is_enough_and_never_that_there_is_not() {
    let rated = |mbps: f64, degraded: &[Degradation], ended_by: LoadEnd| {
        let capacity = Capacity {
            estimate_bps: mbps * 1e6,
            degraded: degraded.to_vec(),
            ended_by,
            ..Capacity::default()
        };
        let seen = Observation {
            targets: vec![target(TargetRole::Anchor, 60, |_| Some(20.0))],
            download: Some(capacity.clone()),
            upload: Some(capacity),
            ..Observation::default()
        };
        network(&connection(seen), UseId::Visio, &needs()[&UseId::Visio], 0.0)
    };
    assert_eq!(rated(1.0, &[], LoadEnd::Time), Status::Broken);
    assert_eq!(
        rated(1.0, &[Degradation::ConnectionFailed], LoadEnd::Time),
        Status::NotKnown
    );
    assert_eq!(rated(1.0, &[], LoadEnd::Lost), Status::NotKnown);
    assert_eq!(
        rated(9.0, &[Degradation::ConnectionFailed], LoadEnd::Time),
        Status::Good
    );
}

#[test]
fn what_the_wifi_loses_is_lost_to_a_meeting_even_where_one_public_point_came_off_lightly() {
    let losing = |role, every: u32| target(role, 160, move |n| (n % every != 0).then_some(15.0));
    let capacity = Capacity {
        estimate_bps: 300e6,
        lower_bound_bps: 290e6,
        confidence: Confidence::High,
        ..Capacity::default()
    };
    let seen = Observation {
        targets: vec![
            losing(TargetRole::Box, 11),
            losing(TargetRole::Anchor, 40),
            losing(TargetRole::Anchor, 13),
        ],
        download: Some(capacity.clone()),
        upload: Some(capacity),
        ..Observation::default()
    };
    let uses = judged(&connection(seen));
    assert_eq!(uses[&UseId::Visio], Status::Broken);
    assert_eq!(uses[&UseId::Voip], Status::Broken);
}

fn judged(checks: &Checks) -> BTreeMap<UseId, Status> {
    let mut checks = checks.clone();
    crate::verdict::judge_all(&mut checks, &crate::Limits::default()).uses
}

#[test]
fn a_slow_application_is_felt_by_those_who_use_it() {
    let visit = crate::checks::server::Visit {
        tcp_ms: Some(20.0),
        think_ms: Some(3000.0),
        status: Some(200),
        ..crate::checks::server::Visit::default()
    };
    let erp = Server {
        name: "ERP".to_owned(),
        r#use: ServerUse::Web,
        from_profile: true,
        path_rtt_ms: Some(20.0),
        tries: vec![visit; 10],
        ..Server::default()
    };
    let seen = crate::checks::server::Observation {
        servers: vec![erp],
        ..crate::checks::server::Observation::default()
    };
    let checks = Checks {
        server: CheckResult {
            observation: Some(seen),
            ..CheckResult::default()
        },
        ..Checks::default()
    };
    let uses = judged(&checks);
    assert_eq!(uses[&UseId::Web], Status::Broken);
    assert_eq!(uses[&UseId::FileShare], Status::NotKnown);
}

#[test]
fn nothing_opens_where_no_name_resolves() {
    let seen = Observation {
        targets: vec![
            target(TargetRole::Anchor, 50, |_| Some(15.0)),
            target(TargetRole::Anchor, 50, |_| Some(15.0)),
        ],
        dns: Some(crate::checks::bandwidth::Dns {
            existing_asked: 5,
            existing_failures: 5,
            ..crate::checks::bandwidth::Dns::default()
        }),
        ..Observation::default()
    };
    assert!(
        judged(&connection(seen))
            .values()
            .all(|status| *status == Status::Broken)
    );
}

#[test]
fn nothing_works_on_a_cut_line() {
    let seen = Observation {
        targets: vec![
            target(TargetRole::Box, 50, |_| Some(2.0)),
            target(TargetRole::Anchor, 50, |_| None),
            target(TargetRole::Anchor, 50, |_| None),
        ],
        ..Observation::default()
    };
    assert!(
        judged(&connection(seen))
            .values()
            .all(|status| *status == Status::Broken)
    );
}
