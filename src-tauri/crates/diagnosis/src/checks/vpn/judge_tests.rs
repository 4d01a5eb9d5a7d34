//! Tunnels that are silent, half used or asked past, and what is said of each.

use super::*;
use crate::checks::vpn::{Carried, PathMtu, RouteLookup, Tunnel, TunnelCost};
use crate::vocabulary::Status;

fn route(role: RouteRole, family: Family, in_tunnel: Option<bool>) -> RouteLookup {
    RouteLookup {
        role,
        family,
        in_tunnel,
        ..RouteLookup::default()
    }
}

fn up(routes: Vec<RouteLookup>) -> Observation {
    Observation {
        tunnels: vec![Tunnel {
            active: true,
            ..Tunnel::default()
        }],
        routes,
        ..Observation::default()
    }
}

fn codes(observation: &Observation) -> Vec<Code> {
    let judgement = judge(observation, &Limits::default());
    judgement.findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn a_tunnel_that_takes_bytes_and_gives_none_back_is_broken_and_one_at_rest_is_not() {
    let inside = |address: &str| RouteLookup {
        address: address.to_owned(),
        interface: Some("wg0".to_owned()),
        ..route(RouteRole::Company, Family::V4, Some(true))
    };
    let with = |steps: Vec<(u64, u64)>| {
        let mut seen = up(vec![inside("10.20.0.1"), inside("10.20.1.10")]);
        seen.carried = Some(Carried {
            interface: "wg0".to_owned(),
            steps,
        });
        seen
    };
    let judgement = judge(&with(vec![(900, 0); 20]), &Limits::default());
    assert_eq!(judgement.findings[0].code, Code::VpnSilent);
    assert_eq!(judgement.status(), Status::Broken);
    assert!(judgement.findings[0].support.is_reproduced());
    assert_eq!(codes(&with(vec![(0, 0); 20])), []);
    assert_eq!(codes(&with(vec![(900, 0), (900, 0), (900, 500)])), []);
    assert_eq!(codes(&with(vec![(900, 0); 4])), [], "too short to tell");
    let mut one = with(vec![(900, 0); 20]);
    one.routes.truncate(1);
    let judgement = judge(&one, &Limits::default());
    assert_eq!(judgement.findings[0].severity, Severity::Information, "it may be off");
    let mut two = with(vec![(900, 0); 20]);
    two.routes[1].interface = Some("tun1".to_owned());
    let judgement = judge(&two, &Limits::default());
    let severity = judgement.findings[0].severity;
    assert_eq!(severity, Severity::Information, "the other is behind another tunnel");
}

#[test]
fn a_lost_large_echo_is_a_fact_and_lost_data_an_accusation() {
    let with = |large_echo_lost, black_hole| {
        let mut seen = up(Vec::new());
        seen.path_mtu = vec![PathMtu {
            target: "10.20.0.1".to_owned(),
            in_tunnel: Some(true),
            large_echo_lost,
            black_hole,
            ..PathMtu::default()
        }];
        judge(&seen, &Limits::default())
    };
    let alone = with(Some(true), None);
    assert_eq!(alone.findings[0].code, Code::VpnLargeEchoLost);
    assert_eq!(alone.findings[0].severity, Severity::Information);
    let proven = with(Some(true), Some(true));
    assert_eq!(proven.findings[0].code, Code::VpnMtuBlackHole);
    assert_eq!(proven.findings[0].severity, Severity::Broken);
    assert!(with(Some(true), Some(false)).findings.is_empty(), "data passes");
    assert!(with(Some(false), Some(false)).findings.is_empty());
}

#[test]
fn ipv6_beside_a_full_tunnel_is_said_and_does_not_change_its_shape() {
    use Family::{V4, V6};
    use RouteRole::Public;
    let mut leaking = up(vec![
        route(Public, V4, Some(true)),
        route(Public, V6, Some(false)),
        route(RouteRole::Company, V4, Some(true)),
    ]);
    leaking.expected = Some(VpnExpectation::Full);
    assert_eq!(shape(&leaking), Some(Shape::Full));
    assert_eq!(codes(&leaking), [Code::VpnFamilyOutside]);
    leaking.routes[1].in_tunnel = None;
    assert_eq!(codes(&leaking), [], "no way out over IPv6");
    let split = up(vec![route(Public, V4, Some(false)), route(Public, V6, Some(false))]);
    assert_eq!(codes(&split), []);
}

#[test]
fn names_are_asked_outside_only_when_the_system_itself_denies_what_is_known_inside() {
    let asked = |server: Option<&str>, in_tunnel, answered| InternalName {
        name: "erp.corp".to_owned(),
        server: server.map(str::to_owned),
        in_tunnel,
        answered: Some(answered),
        ..InternalName::default()
    };
    let with = |resolvers: Vec<InternalName>| {
        let mut seen = up(Vec::new());
        seen.resolvers = resolvers;
        let found = judge(&seen, &Limits::default()).findings;
        let told = found.iter().map(|finding| (finding.code, finding.severity));
        told.collect::<Vec<_>>()
    };
    let outside = asked(Some("192.168.1.1"), Some(false), false);
    let inside = asked(Some("10.20.0.2"), Some(true), true);
    let split_dns = vec![asked(None, None, true), outside.clone(), inside.clone()];
    assert_eq!(with(split_dns), [], "the system asks the right one");
    let passed_by = vec![asked(None, None, false), outside.clone(), inside];
    assert_eq!(with(passed_by), [(Code::VpnDnsOutside, Severity::Broken)]);
    assert_eq!(
        with(vec![asked(None, None, false), outside.clone()]),
        [(Code::VpnDnsOutside, Severity::Information)],
        "the name may be wrong"
    );
    assert_eq!(with(vec![outside]), [], "what the system would say is not known");
}

#[test]
fn a_missing_tunnel_is_proven_by_another_way_than_that_to_the_concentrator() {
    let missing = |role| Observation {
        expected: Some(VpnExpectation::Split),
        routes: vec![route(role, Family::V4, Some(false))],
        ..Observation::default()
    };
    assert_eq!(codes(&missing(RouteRole::Company)), [Code::VpnMissing]);
    assert_eq!(codes(&missing(RouteRole::Endpoint)), []);
}

#[test]
fn no_tunnel_is_missed_in_the_office_and_a_policy_may_stand_for_one() {
    let missing = Observation {
        expected: Some(VpnExpectation::Full),
        routes: vec![route(RouteRole::Company, Family::V4, Some(false))],
        ..Observation::default()
    };
    assert_eq!(codes(&missing), [Code::VpnMissing]);
    let office = Observation {
        answers_outside: Some(true),
        ..missing.clone()
    };
    assert_eq!(codes(&office), [Code::VpnNotNeeded]);
    assert_eq!(judge(&office, &Limits::default()).status(), Status::Good);
    let silent = Observation {
        answers_outside: Some(false),
        ..missing.clone()
    };
    assert_eq!(codes(&silent), [Code::VpnMissing]);
    let policies = Observation {
        policy_service: Some("strongSwan".to_owned()),
        ..missing
    };
    assert_eq!(codes(&policies), []);
    assert_eq!(judge(&policies, &Limits::default()).status(), Status::NotKnown);
}

#[test]
fn that_one_connection_carries_the_tunnel_is_a_fact_and_what_it_does_an_accusation() {
    let mut seen = up(Vec::new());
    seen.over_tcp = Some(true);
    seen.cost = Some(TunnelCost {
        inside_sent: 100,
        added_jitter_ms: Some(12.0),
        windows_latest_ms: vec![90.0; 8],
        ..TunnelCost::default()
    });
    assert_eq!(codes(&seen), [Code::VpnOverTcp]);
    seen.cost.as_mut().expect("set").added_jitter_ms = Some(80.0);
    assert_eq!(codes(&seen), [Code::VpnJitter, Code::VpnOverTcp]);
    seen.over_tcp = Some(false);
    assert_eq!(codes(&seen), [Code::VpnJitter]);
    let cost = seen.cost.as_mut().expect("set");
    (cost.added_jitter_ms, cost.added_loaded_ms) = (None, Some(260.0));
    assert_eq!(codes(&seen), [Code::VpnLoadedLatency]);
}

#[test]
fn a_tunnel_program_at_the_end_of_its_core_is_a_fact() {
    let mut seen = up(Vec::new());
    seen.process_cpu_percent = Some(97.0);
    assert_eq!(codes(&seen), [Code::VpnCpuBound]);
    seen.process_cpu_percent = Some(40.0);
    assert_eq!(codes(&seen), []);
}
