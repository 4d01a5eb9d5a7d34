use crate::checks::bandwidth::{self, TargetRole};
use crate::checks::gateway::DoorKind;
use crate::checks::vpn::{InternalName, RouteLookup, RouteRole, Tunnel, VpnClass};
use crate::checks::{gateway, security, vpn};
use crate::excess::tests::target;
use crate::finding::Code;
use crate::gap::GapReason;
use crate::limits::Limits;
use crate::profile::VpnExpectation;
use crate::report::{CheckResult, Checks};
use crate::verdict::{Verdict, judge_all};
use crate::vocabulary::{Link, Outcome, Status};

fn seen<O>(observation: O) -> CheckResult<O> {
    CheckResult {
        observation: Some(observation),
        ..CheckResult::default()
    }
}

/// An entrance whose visits all fail in one way.
fn entrance(address: Option<&str>, in_tunnel: Option<bool>, failure: GapReason) -> gateway::Observation {
    let visit = gateway::Try {
        failure: Some(failure),
        ..gateway::Try::default()
    };
    let door = gateway::Door {
        name: "tse".to_owned(),
        from_profile: true,
        address: address.map(str::to_owned),
        in_tunnel,
        tries: vec![visit; 6],
        ..gateway::Door::default()
    };
    gateway::Observation {
        doors: vec![door],
        ..gateway::Observation::default()
    }
}

fn tunnel(class: VpnClass) -> vpn::Observation {
    let tunnel = Tunnel {
        interface: "tun0".to_owned(),
        class: Some(class),
        active: true,
        ..Tunnel::default()
    };
    vpn::Observation {
        tunnels: vec![tunnel],
        ..vpn::Observation::default()
    }
}

fn named(vpn: vpn::Observation, gateway: gateway::Observation, targets: Vec<bandwidth::Target>) -> Vec<(Link, Code)> {
    let verdict = judged(vpn, gateway, targets);
    verdict.weak_links.iter().map(|weak| (weak.link, weak.cause)).collect()
}

fn judged(vpn: vpn::Observation, gateway: gateway::Observation, targets: Vec<bandwidth::Target>) -> Verdict {
    let home = bandwidth::Observation {
        targets,
        ..bandwidth::Observation::default()
    };
    let mut checks = Checks {
        bandwidth: seen(home),
        vpn: seen(vpn),
        gateway: seen(gateway),
        ..Checks::default()
    };
    judge_all(&mut checks, &Limits::default())
}

fn inside(role: TargetRole, answers: bool) -> bandwidth::Target {
    let mut inside = target(role, 60, |_| answers.then_some(20.0));
    inside.in_tunnel = Some(true);
    inside
}

const UNREACHABLE: [(Link, Code); 1] = [(Link::Gateway, Code::GatewayUnreachable)];

#[test]
fn without_a_tunnel_a_private_entrance_accuses_nobody() {
    use GapReason::{NameNotFound, Refused, TimedOut};
    let off = |gateway| named(vpn::Observation::default(), gateway, Vec::new());
    assert_eq!(off(entrance(Some("10.20.1.3"), Some(false), TimedOut)), []);
    assert_eq!(
        off(entrance(Some("192.168.1.3"), Some(false), Refused)),
        [],
        "a stranger at home"
    );
    assert_eq!(
        off(entrance(None, None, NameNotFound)),
        [],
        "a name of the company's own"
    );
    assert_eq!(off(entrance(Some("203.0.113.3"), Some(false), TimedOut)), UNREACHABLE);
}

#[test]
fn a_name_asked_outside_the_tunnel_accuses_the_tunnel_or_nobody_and_never_the_entrance() {
    let asked = |server: Option<&str>, in_tunnel, answered| InternalName {
        name: "tse.corp".to_owned(),
        server: server.map(str::to_owned),
        in_tunnel,
        answered: Some(answered),
        ..InternalName::default()
    };
    let outside = asked(Some("192.168.1.1"), Some(false), false);
    let inside = asked(Some("10.20.0.2"), Some(true), true);
    let with = |resolvers: &[InternalName], gateway| {
        let mut up = tunnel(VpnClass::Professional);
        up.resolvers = [&[asked(None, None, false)], resolvers].concat();
        named(up, gateway, Vec::new())
    };
    let nameless = || entrance(None, None, GapReason::NameNotFound);
    let both = [outside.clone(), inside];
    assert_eq!(with(&both, nameless()), [(Link::Vpn, Code::VpnDnsOutside)]);
    assert_eq!(with(&[outside], nameless()), [], "the name may be wrong");
    assert_eq!(
        with(&both, gateway::Observation::default()),
        [],
        "nobody misses the name"
    );
}

#[test]
fn in_the_office_a_private_entrance_that_keeps_silent_is_named() {
    let office = vpn::Observation {
        answers_outside: Some(true),
        ..vpn::Observation::default()
    };
    let silent = entrance(Some("10.20.1.3"), Some(false), GapReason::TimedOut);
    assert_eq!(named(office, silent, Vec::new()), UNREACHABLE);
}

#[test]
fn a_tunnel_that_is_missing_is_named_and_explains_the_entrance() {
    let missing = vpn::Observation {
        expected: Some(VpnExpectation::Split),
        answers_outside: Some(false),
        routes: vec![RouteLookup {
            role: RouteRole::Company,
            in_tunnel: Some(false),
            ..RouteLookup::default()
        }],
        ..vpn::Observation::default()
    };
    let silent = entrance(Some("10.20.1.3"), Some(false), GapReason::TimedOut);
    assert_eq!(named(missing, silent, Vec::new()), [(Link::Vpn, Code::VpnMissing)]);
}

#[test]
fn through_a_tunnel_an_entrance_is_accused_only_when_something_comes_back() {
    let silent = || entrance(Some("10.20.1.3"), Some(true), GapReason::TimedOut);
    let generic = || tunnel(VpnClass::Generic);
    assert_eq!(named(generic(), silent(), Vec::new()), []);
    assert_eq!(named(generic(), silent(), vec![inside(TargetRole::Inside, false)]), []);
    assert_eq!(
        named(generic(), silent(), vec![inside(TargetRole::Inside, true)]),
        UNREACHABLE
    );
    let refusing = entrance(Some("10.20.1.3"), Some(true), GapReason::Refused);
    assert_eq!(
        named(generic(), refusing, Vec::new()),
        [(Link::Gateway, Code::GatewayRefused)]
    );
}

#[test]
fn the_internet_through_a_personal_vpn_proves_no_way_to_the_company() {
    let silent = || entrance(Some("10.20.1.3"), Some(true), GapReason::TimedOut);
    let anchors = || vec![inside(TargetRole::Anchor, true)];
    assert_eq!(named(tunnel(VpnClass::Personal), silent(), anchors()), []);
    assert_eq!(named(tunnel(VpnClass::Professional), silent(), anchors()), UNREACHABLE);
    let expected = vpn::Observation {
        expected: Some(VpnExpectation::Full),
        ..tunnel(VpnClass::Generic)
    };
    assert_eq!(named(expected, silent(), anchors()), UNREACHABLE);
}

#[test]
fn an_rd_gateway_that_only_a_proxy_may_lead_to_accuses_nobody() {
    let named = |kind, proxy: Option<&str>| {
        let mut doors = entrance(Some("203.0.113.3"), Some(false), GapReason::TimedOut);
        doors.doors[0].kind = kind;
        let proxy = proxy.map(|proxy| security::Proxy {
            https: Some(proxy.to_owned()),
            ..security::Proxy::default()
        });
        let mut checks = Checks {
            gateway: seen(doors),
            security: seen(security::Observation {
                proxy,
                ..security::Observation::default()
            }),
            ..Checks::default()
        };
        let verdict = judge_all(&mut checks, &Limits::default());
        let weak = verdict.weak_links.iter().map(|weak| (weak.link, weak.cause));
        weak.collect::<Vec<_>>()
    };
    let proxy = Some("proxy.exemple.fr:3128");
    assert_eq!(named(DoorKind::RdGateway, proxy), []);
    assert_eq!(named(DoorKind::RdGateway, None), UNREACHABLE);
    assert_eq!(named(DoorKind::Tse, proxy), UNREACHABLE, "no proxy carries RDP");
}

#[test]
fn where_nothing_answers_and_nobody_knows_where_the_way_ends_no_tunnel_is_accused() {
    let silent_tunnel = || {
        let inside = |address: &str| RouteLookup {
            address: address.to_owned(),
            interface: Some("tun0".to_owned()),
            in_tunnel: Some(true),
            ..RouteLookup::default()
        };
        vpn::Observation {
            carried: Some(vpn::Carried {
                interface: "tun0".to_owned(),
                steps: vec![(900, 0); 20],
            }),
            routes: vec![inside("10.20.0.1"), inside("10.20.1.10")],
            ..tunnel(VpnClass::Professional)
        }
    };
    let home = |box_answers: bool| {
        let box_rtt = box_answers.then_some(2.0);
        vec![
            target(TargetRole::Box, 60, |_| box_rtt),
            target(TargetRole::FirstHop, 60, |_| box_rtt),
            target(TargetRole::Edge, 60, |_| box_rtt),
        ]
    };
    let doors = || entrance(Some("10.20.1.3"), Some(true), GapReason::TimedOut);
    let cut = judged(silent_tunnel(), doors(), home(false));
    assert_eq!((cut.outcome, cut.weak_links.len()), (Outcome::CannotTell, 0));
    assert_eq!(
        cut.uses.values().find(|rated| **rated != Status::Broken),
        None,
        "nothing gets through"
    );
    assert_eq!(
        named(silent_tunnel(), doors(), home(true)),
        [(Link::Vpn, Code::VpnSilent)]
    );
}

#[test]
fn that_no_vpn_is_up_is_said_where_it_would_be_the_way_and_only_there() {
    let said = |vpn: vpn::Observation, address: &str| {
        let mut checks = Checks {
            vpn: seen(vpn),
            gateway: seen(entrance(Some(address), Some(false), GapReason::TimedOut)),
            ..Checks::default()
        };
        judge_all(&mut checks, &Limits::default());
        checks.gateway.findings.iter().any(|one| one.code == Code::VpnOff)
    };
    assert!(said(vpn::Observation::default(), "10.20.1.3"));
    assert!(!said(vpn::Observation::default(), "203.0.113.3"));
    assert!(!said(tunnel(VpnClass::Generic), "10.20.1.3"), "it leads elsewhere");
    let policies = vpn::Observation {
        policy_service: Some("strongSwan".to_owned()),
        ..vpn::Observation::default()
    };
    assert!(!said(policies, "10.20.1.3"));
}
