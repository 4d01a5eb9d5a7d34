use crate::checks::bandwidth::{self, Target, TargetRole};
use crate::checks::vpn::{self, TunnelCost};
use crate::excess::Excess;
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
    let cost = TunnelCost {
        inside: watched[0].name.clone(),
        outside: edge.name.clone(),
        added_rtt_ms: Excess::between(Some(&edge), &watched[0]).map(|excess| excess.rtt),
        windows_added_ms: Excess::between(Some(&edge), &watched[0]).map_or(Vec::new(), |excess| excess.windows),
        inside_sent: watched[0].sent,
        inside_lost: watched[0].lost,
        outside_sent: edge.sent,
        outside_lost: edge.lost,
    };
    let mut targets = watched;
    targets.push(edge);
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
