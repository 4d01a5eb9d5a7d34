use super::*;
use crate::finding::{Quantity, Support};
use crate::vocabulary::Severity;

#[test]
fn a_full_line_does_not_excuse_a_tunnel_that_is_late_while_the_line_is_idle() {
    assert!(!explains(Code::UploadLow, Code::VpnDelay));
    assert!(!explains(Code::LoadedLatency, Code::ServerConnectSlow));
    assert!(explains(Code::LineLoss, Code::VpnDelay));
}

/// So many of so many visits failed while so many per cent of the packets were lost, at the most.
fn excused(code: Code, failed: usize, visits: usize, loss_percent: f64) -> bool {
    let lost = Support {
        interval: Some((loss_percent / 2.0, loss_percent)),
        ..Support::of(5, 5)
    };
    let cause = Finding::against(Code::LineLoss, Link::AccessLine, Severity::Slow).supported(lost);
    let effect = Finding::against(code, Link::Gateway, Severity::Broken).supported(Support::of(failed, visits));
    accounts_for(&cause, &effect)
}

#[test]
fn loss_excuses_as_many_failures_as_it_lets_expect_and_no_more() {
    assert!(excused(Code::DnsFailing, 2, 8, 8.0));
    assert!(!excused(Code::DnsFailing, 6, 8, 8.0));
    assert!(excused(Code::GatewayRefused, 2, 6, 8.0));
    assert!(!excused(Code::GatewayRefused, 6, 6, 8.0));
    assert!(excused(Code::GatewayParallelSlow, 0, 4, 8.0));
    assert!(!excused(Code::GatewayParallelSlow, 0, 4, 2.0));
    assert!(
        !excused(Code::ServerSlow, 2, 6, 8.0),
        "how long an answer takes is no count of failures"
    );
}

#[test]
fn loss_on_the_line_explains_a_tunnel_that_is_late_now_and_then_however_late_it_is() {
    let cause = Finding::against(Code::LineLoss, Link::AccessLine, Severity::Slow);
    let against_the_vpn = |code| Finding::against(code, Link::Vpn, Severity::Broken);
    assert!(accounts_for(&cause, &against_the_vpn(Code::VpnJitter)));
    assert!(accounts_for(&cause, &against_the_vpn(Code::VpnLoadedLatency)));
    assert!(!accounts_for(&cause, &against_the_vpn(Code::VpnDelay)));
    let starved = against_the_vpn(Code::VpnLoadedLatency).with(CARRIED_BY_DATAGRAMS, Quantity::Count(1.0));
    assert!(!accounts_for(&cause, &starved), "datagrams do not wait for one another");
    let late = Finding::against(Code::VpnDelay, Link::Vpn, Severity::Slow);
    assert!(accounts_for(&cause, &late), "it may be one TCP connection");
    assert!(!accounts_for(
        &cause,
        &late.with(CARRIED_BY_DATAGRAMS, Quantity::Count(1.0))
    ));
}

#[test]
fn a_steady_delay_of_the_tunnel_excuses_no_answer_that_is_late_beyond_it() {
    let broken = |code, link| Finding::against(code, link, Severity::Broken);
    let slow_server = broken(Code::ServerSlow, Link::Server);
    assert!(!accounts_for(&broken(Code::VpnDelay, Link::Vpn), &slow_server));
    for code in [Code::VpnLoss, Code::VpnJitter] {
        assert!(accounts_for(&broken(code, Link::Vpn), &slow_server), "{code}");
    }
}

#[test]
fn an_entrance_that_is_shut_explains_servers_that_do_not_answer() {
    let shut = |code, link| Finding::against(code, link, Severity::Broken).supported(Support::of(6, 6));
    let server = shut(Code::ServerUnreachable, Link::Server);
    assert!(accounts_for(&shut(Code::GatewayUnreachable, Link::Gateway), &server));
    assert!(!accounts_for(&shut(Code::GatewayRefused, Link::Gateway), &server));
}

#[test]
fn what_fails_altogether_is_excused_by_what_lets_nothing_through_alone() {
    let all_fail = |code| Finding::against(code, Link::Gateway, Severity::Broken).supported(Support::of(6, 6));
    let late = |ms: f64| {
        let cause = Finding::against(Code::LineDelay, Link::AccessLine, Severity::Broken);
        cause.with("figure", Quantity::Milliseconds(ms))
    };
    let cut = Finding::against(Code::LineCut, Link::AccessLine, Severity::Broken);
    let busy = Finding::against(Code::CpuSaturated, Link::Machine, Severity::Broken);
    for code in [Code::GatewayUnreachable, Code::ServerUnreachable, Code::GatewayRefused] {
        assert!(accounts_for(&cut, &all_fail(code)));
        assert!(!accounts_for(&late(120.0), &all_fail(code)), "{code}");
        assert!(!accounts_for(&busy, &all_fail(code)), "{code}");
    }
    assert!(accounts_for(&late(3000.0), &all_fail(Code::GatewayUnreachable)));
    assert!(
        !accounts_for(&late(3000.0), &all_fail(Code::GatewayRefused)),
        "a no came back"
    );
    let most_fail = Finding::against(Code::GatewayRefused, Link::Gateway, Severity::Broken);
    assert!(accounts_for(&late(120.0), &most_fail.supported(Support::of(3, 6))));
}

#[test]
fn a_slow_disk_does_not_excuse_the_network() {
    assert!(!explains(Code::DiskSlow, Code::LineDelay));
    assert!(explains(Code::DiskSlow, Code::SecurityFileCost));
    assert!(explains(Code::CpuSaturated, Code::LineDelay));
}

#[test]
fn a_black_hole_explains_answers_that_never_come() {
    assert!(explains(Code::VpnMtuBlackHole, Code::GatewayAnswerSlow));
    assert!(!explains(Code::LineDelay, Code::ServerSlow));
}
