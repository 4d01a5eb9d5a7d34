use crate::checks::bandwidth::{self, Target, TargetRole};
use crate::checks::vpn::{self, TunnelCost};
use crate::excess::tests::target;
use crate::finding::Code;
use crate::limits::Limits;
use crate::report::{CheckResult, Checks};
use crate::verdict::judge_all;
use crate::vocabulary::Link;

fn inside(name: &str, role: TargetRole, rtt: impl Fn(u32) -> Option<f64>) -> Target {
    Target {
        name: name.to_owned(),
        address: Some(format!("address of {name}")),
        in_tunnel: Some(true),
        ..target(role, 100, rtt)
    }
}

/// The tunnel as the watched addresses show it, behind an edge that answers in 20 ms.
fn named(inside_is_found: bool, watched: Vec<Target>) -> Vec<(Link, Code)> {
    let mut edge = target(TargetRole::Edge, 100, |n| Some(20.0 + f64::from(n % 3)));
    edge.name = "edge".to_owned();
    edge.in_tunnel = Some(false);
    let mut targets = watched;
    targets.push(edge);
    let cost = TunnelCost::of(&targets, &[]).expect("both were asked");
    let mut checks = Checks {
        bandwidth: CheckResult {
            observation: Some(bandwidth::Observation {
                targets,
                ..bandwidth::Observation::default()
            }),
            ..CheckResult::default()
        },
        vpn: CheckResult {
            observation: Some(vpn::Observation {
                cost: Some(cost),
                inside_is_found,
                ..vpn::Observation::default()
            }),
            ..CheckResult::default()
        },
        ..Checks::default()
    };
    let verdict = judge_all(&mut checks, &Limits::default());
    let all = verdict.weak_links.iter().map(|weak| (weak.link, weak.cause));
    all.filter(|(link, _)| *link == Link::Vpn).collect()
}

const DELAY: [(Link, Code); 1] = [(Link::Vpn, Code::VpnDelay)];
const LOSS: [(Link, Code); 1] = [(Link::Vpn, Code::VpnLoss)];

/// Answers after so long, but for every `lost`th probe.
fn answers(ms: f64, lost: Option<u32>) -> impl Fn(u32) -> Option<f64> + Copy {
    move |n| lost.is_none_or(|every| !n.is_multiple_of(every)).then_some(ms)
}

#[test]
fn a_late_address_inside_is_not_the_tunnel_when_another_answers_in_time() {
    let (late, prompt) = (answers(160.0, None), answers(24.0, None));
    let late_one = || inside("tse", TargetRole::Inside, late);
    assert_eq!(named(false, vec![late_one()]), DELAY);
    assert_eq!(
        named(false, vec![late_one(), inside("erp", TargetRole::Server, late)]),
        DELAY
    );
    assert_eq!(
        named(false, vec![late_one(), inside("erp", TargetRole::Server, prompt)]),
        []
    );
    let few = |n: u32| (n < 3).then_some(24.0);
    assert_eq!(
        named(false, vec![late_one(), inside("erp", TargetRole::Server, few)]),
        DELAY,
        "three answers tell nothing"
    );
}

#[test]
fn an_address_inside_that_loses_packets_is_not_the_tunnel_when_another_loses_none() {
    let (lossy, prompt) = (answers(24.0, Some(4)), answers(24.0, None));
    let lossy_one = || inside("tse", TargetRole::Inside, lossy);
    assert_eq!(named(false, vec![lossy_one()]), LOSS);
    assert_eq!(
        named(false, vec![lossy_one(), inside("erp", TargetRole::Server, lossy)]),
        LOSS
    );
    assert_eq!(
        named(false, vec![lossy_one(), inside("erp", TargetRole::Server, prompt)]),
        []
    );
}

#[test]
fn answers_that_come_late_now_and_then_are_the_tunnels_when_another_address_shows_them_too() {
    let stalls = |n: u32| Some(if n % 10 < 2 { 150.0 } else { 24.0 });
    let jitter = [(Link::Vpn, Code::VpnJitter)];
    let stalling = || inside("tse", TargetRole::Inside, stalls);
    assert_eq!(named(false, vec![stalling()]), jitter);
    assert_eq!(
        named(false, vec![stalling(), inside("erp", TargetRole::Server, stalls)]),
        jitter
    );
    let prompt = inside("erp", TargetRole::Server, answers(24.0, None));
    assert_eq!(named(false, vec![stalling(), prompt]), []);
    let once = |n: u32| Some(if (40..50).contains(&n) { 150.0 } else { 24.0 });
    assert_eq!(
        named(false, vec![inside("tse", TargetRole::Inside, once)]),
        [],
        "one pause is chance"
    );
}

#[test]
fn a_name_server_alone_accuses_no_tunnel() {
    for (rtt, verdict) in [(answers(160.0, None), DELAY), (answers(24.0, Some(4)), LOSS)] {
        let name_server = || inside("10.20.0.2", TargetRole::Inside, rtt);
        assert_eq!(named(true, vec![name_server()]), []);
        assert_eq!(
            named(true, vec![name_server(), inside("erp", TargetRole::Server, rtt)]),
            verdict
        );
    }
}
