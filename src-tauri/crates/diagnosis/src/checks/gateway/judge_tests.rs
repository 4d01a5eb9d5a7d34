//! Doors that are sound, slow, refusing or ailing, and what is said of each.

use super::*;

fn tse(tcp_ms: f64, answer_ms: f64) -> Observation {
    let one = Try {
        tcp_ms: Some(tcp_ms),
        answer_ms: Some(answer_ms),
        ..Try::default()
    };
    let door = Door {
        from_profile: true,
        path_rtt_ms: Some(20.0),
        tries: vec![one; 5],
        ..Door::default()
    };
    Observation {
        doors: vec![door],
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
fn the_listeners_own_time_is_what_is_left_after_the_path() {
    assert_eq!(codes(&tse(21.0, 60.0)), []);
    assert_eq!(codes(&tse(21.0, 1500.0)), [Code::GatewayAnswerSlow]);
    assert_eq!(codes(&tse(300.0, 60.0)), [Code::GatewayConnectSlow]);
}

#[test]
fn without_a_path_no_time_accuses_the_door() {
    let mut unknown = tse(300.0, 1500.0);
    unknown.doors[0].path_rtt_ms = None;
    assert_eq!(codes(&unknown), []);
}

#[test]
fn a_way_known_from_the_doors_own_handshakes_cannot_tell_that_it_accepts_late() {
    let from_handshakes = |answer_ms: f64| {
        let mut seen = tse(300.0, answer_ms);
        (seen.doors[0].path_rtt_ms, seen.doors[0].path_from) = (Some(20.0), Some("tcp".to_owned()));
        codes(&seen)
    };
    assert_eq!(from_handshakes(400.0), []);
    assert_eq!(from_handshakes(1800.0), [Code::GatewayAnswerSlow]);
}

#[test]
fn one_packet_lost_among_those_at_once_is_no_refusal() {
    use GapReason::{Interrupted, Refused, TimedOut};
    let at_once = |failures: &[GapReason]| {
        let mut seen = tse(21.0, 60.0);
        let alike = seen.doors[0].tries[0].clone();
        let one = |place: usize| Try {
            failure: failures.get(place).copied(),
            ..alike.clone()
        };
        seen.doors[0].parallel = (0..10).map(one).collect();
        codes(&seen)
    };
    assert_eq!(at_once(&[]), []);
    assert_eq!(at_once(&[TimedOut]), []);
    assert_eq!(at_once(&[Interrupted; 3]), [], "we stopped, nobody refused");
    assert_eq!(at_once(&[TimedOut; 2]), [Code::GatewayParallelRefused]);
    assert_eq!(at_once(&[Refused]), [Code::GatewayParallelRefused]);
}

#[test]
fn a_silent_concentrator_is_not_down() {
    let mut silent = tse(1.0, 1.0);
    silent.doors[0].silent_by_design = true;
    silent.doors[0].tries = vec![Try {
        failure: Some(GapReason::TimedOut),
        ..Try::default()
    }];
    assert_eq!(codes(&silent), []);
}

#[test]
fn a_concentrator_that_takes_no_connection_is_accused_of_its_name_alone() {
    use GapReason::{NameNotFound, Refused, ResolverFailed};
    let concentrator = |failures: &[GapReason]| {
        let failures: Vec<_> = failures.iter().copied().map(Some).collect();
        let mut seen = with_failures(&failures);
        seen.doors[0].kind = DoorKind::VpnEndpoint;
        codes(&seen)
    };
    assert_eq!(concentrator(&[ResolverFailed, Refused, Refused]), []);
    assert_eq!(concentrator(&[NameNotFound; 3]), [Code::GatewayNameUnknown]);
}

fn with_failures(failures: &[Option<GapReason>]) -> Observation {
    let mut seen = tse(21.0, 60.0);
    let tries = &mut seen.doors[0].tries;
    tries.truncate(1);
    let alike = tries[0].clone();
    *tries = failures
        .iter()
        .map(|failure| Try {
            failure: *failure,
            ..alike.clone()
        })
        .collect();
    seen
}

#[test]
fn a_door_that_breaks_connections_off_or_answers_nonsense_is_told_from_one_that_refuses() {
    use GapReason::{Closed, Garbage, NameNotFound, Refused, TimedOut};
    let all = |reason| vec![Some(reason); 4];
    assert_eq!(codes(&with_failures(&all(Closed))), [Code::GatewayErrors]);
    assert_eq!(codes(&with_failures(&all(Garbage))), [Code::GatewayErrors]);
    assert_eq!(codes(&with_failures(&all(Refused))), [Code::GatewayRefused]);
    assert_eq!(codes(&with_failures(&all(NameNotFound))), [Code::GatewayNameUnknown]);
    let mixed = [Some(Refused), Some(TimedOut), Some(TimedOut)];
    assert_eq!(codes(&with_failures(&mixed)), [Code::GatewayUnreachable]);
    let now_and_then = [None, Some(Closed), None, Some(Closed), None];
    assert_eq!(codes(&with_failures(&now_and_then)), [Code::GatewayErrors]);
}

#[test]
fn one_visit_that_fails_accuses_nobody() {
    let once = judge(&with_failures(&[Some(GapReason::Refused)]), &Limits::default());
    assert_eq!(once.findings[0].severity, Severity::Information);
    let twice = judge(&with_failures(&[Some(GapReason::Refused); 2]), &Limits::default());
    assert_eq!(twice.findings[0].severity, Severity::Broken);
    let no_handshake = judge(&with_failures(&[Some(GapReason::TlsFailed); 4]), &Limits::default());
    assert_eq!(no_handshake.findings[0].severity, Severity::Information);
}

#[test]
fn an_rd_gateway_is_told_from_another_page_and_from_an_ailing_one() {
    let with_status = |status: u16| {
        let mut seen = tse(21.0, 60.0);
        seen.doors[0].http_status = Some(status);
        seen.doors[0].tries.iter_mut().for_each(|one| one.status = Some(status));
        codes(&seen)
    };
    assert_eq!(with_status(401), []);
    assert_eq!(
        with_status(200),
        [Code::GatewayWrongProtocol],
        "it asked nobody who is there"
    );
    assert_eq!(with_status(404), [Code::GatewayWrongProtocol]);
    assert_eq!(with_status(501), [Code::GatewayWrongProtocol]);
    assert_eq!(with_status(503), [Code::GatewayErrors]);
}

#[test]
fn a_refused_protocol_is_told_with_its_code_and_accuses_nobody() {
    let mut seen = tse(21.0, 60.0);
    seen.doors[0].rdp = Some(super::super::Rdp {
        negotiates: true,
        failure_code: Some(3),
        ..super::super::Rdp::default()
    });
    let judgement = judge(&seen, &Limits::default());
    assert_eq!(judgement.findings[0].code, Code::GatewayProtocolRefused);
    assert_eq!(judgement.findings[0].figure(), Some(3.0));
    assert_eq!(judgement.findings[0].severity, Severity::Information);
}

#[test]
fn files_through_the_tunnel_need_more_of_the_site() {
    let with = |file_traffic| Observation {
        sizing: Some(super::super::Sizing {
            site_uplink_mbps: 200.0,
            sessions: 60,
            file_traffic,
        }),
        ..tse(21.0, 60.0)
    };
    assert_eq!(codes(&with(false)), []);
    assert_eq!(codes(&with(true)), [Code::GatewaySizing]);
}
