//! Judges each door by its own time: the answer minus the way to it.

use super::peak_hours::peak_hours;
use super::{Door, DoorKind, Observation, Try};
use crate::constants::{FAILURES_NEEDED, NOTICED_MS, VISITS_NEEDED};
use crate::finding::{Code, Finding, Quantity, Support};
use crate::gap::GapReason;
use crate::judgement::{Judgement, most_frequent};
use crate::limits::Limits;
use crate::statistics::median;
use crate::vocabulary::{Link, Severity};

/// Judges what was seen.
pub fn judge(observation: &Observation, limits: &Limits) -> Judgement {
    let mut judgement = Judgement::default();
    let is_open = |door: &&Door| !(door.silent_by_design || door.keeps_silent());
    for door in observation.doors.iter().filter(is_open) {
        let before = judgement.findings.len();
        judge_one(door, limits, &mut judgement);
        judgement.add(peak_hours(door, &observation.history, limits));
        judgement.name_from(before, &door.name);
    }
    if let Some(sizing) = &observation.sizing
        && sizing.sessions > 0
    {
        let each = sizing.site_uplink_mbps / f64::from(sizing.sessions);
        if let Some((_, used)) = limits.passed(sizing.limit(), each) {
            let advice = Finding::information(Code::GatewaySizing).with("figure", Quantity::BitsPerSecond(each * 1e6));
            judgement.add(advice.past(used));
        }
    }
    judgement
}

fn judge_one(door: &Door, limits: &Limits, judgement: &mut Judgement) {
    answers(door, judgement);
    let tries: Vec<&Try> = door
        .tries
        .iter()
        .filter(|one| one.failure != Some(GapReason::Interrupted))
        .collect();
    if tries.is_empty() {
        return;
    }
    let failed: Vec<Code> = tries.iter().filter_map(|one| trouble(one)).collect();
    if failed.len() == tries.len() {
        let code = most_frequent(&failed).unwrap_or(Code::GatewayUnreachable);
        // One visit that fails may be chance, whatever the run had time for. A door whose every handshake fails may only speak
        // an older TLS than this program or ask for a certificate of the client: a fact, not an accusation.
        let no_handshake = tries.iter().all(|one| one.failure == Some(GapReason::TlsFailed));
        let finding = if door.from_profile && tries.len() >= FAILURES_NEEDED && !no_handshake {
            Finding::against(code, Link::Gateway, Severity::Broken)
        } else {
            Finding::information(code)
        };
        judgement.add(finding.supported(Support::of(failed.len(), tries.len())));
        return;
    }
    if tries.len() < VISITS_NEEDED {
        return;
    }
    judgement.saw(Link::Gateway, true);
    let broken_off = failed.iter().filter(|code| **code == Code::GatewayErrors).count();
    // A name that fails now and then is the name server's trouble, not the door's.
    let unnamed = failed.iter().filter(|code| **code == Code::GatewayNameUnknown).count();
    let not_taken = failed.len() - broken_off - unnamed;
    for (count, code) in [(not_taken, Code::GatewayRefused), (broken_off, Code::GatewayErrors)] {
        if count < FAILURES_NEEDED {
            continue;
        }
        let share = 100.0 * count as f64 / tries.len() as f64;
        let support = Support::of(count, tries.len());
        let against = (code, Link::Gateway);
        judgement.hold(
            limits,
            "gateway.refused_percent",
            against,
            (share, Quantity::Percent),
            support,
        );
    }
    own_time(door, &tries, limits, judgement);
    at_once(door, &tries, limits, judgement);
}

/// What a door says of itself: its certificate, its protocol.
fn answers(door: &Door, judgement: &mut Judgement) {
    let certificate = door.certificate.as_ref();
    if let Some(expired) = certificate.filter(|certificate| certificate.days_left < 0) {
        let date = Quantity::Date(expired.not_after.clone());
        judgement.add(Finding::information(Code::GatewayCertificateExpired).with("date", date));
    }
    // An RD Gateway asks who is there before anything else (MS-TSGU 3.3.5.1); 5xx is its trouble, 501 somebody else's.
    let is_a_gateway = |status| status == 401 || (status >= 500 && status != 501);
    if door.http_status.is_some_and(|status| !is_a_gateway(status)) {
        judgement.add(Finding::information(Code::GatewayWrongProtocol));
    }
    if let Some(code) = door.rdp.as_ref().and_then(|rdp| rdp.failure_code) {
        let figure = Quantity::Count(f64::from(code));
        judgement.add(Finding::information(Code::GatewayProtocolRefused).with("figure", figure));
    }
}

/// What went wrong with a visit; none when nothing did.
fn trouble(one: &Try) -> Option<Code> {
    let ailing = one.status.is_some_and(|status| status >= 500 && status != 501);
    let Some(failure) = one.failure else {
        return ailing.then_some(Code::GatewayErrors);
    };
    Some(match failure {
        GapReason::NameNotFound | GapReason::ResolverFailed => Code::GatewayNameUnknown,
        GapReason::Refused => Code::GatewayRefused,
        GapReason::Closed | GapReason::Garbage | GapReason::TlsFailed => Code::GatewayErrors,
        GapReason::TimedOut
        | GapReason::Unreachable
        | GapReason::NotPermitted
        | GapReason::NotSupported
        | GapReason::NoTarget
        | GapReason::Interrupted
        | GapReason::NoBudget
        | GapReason::Other => Code::GatewayUnreachable,
    })
}

fn own_time(door: &Door, tries: &[&Try], limits: &Limits, judgement: &mut Judgement) {
    let Some(path) = door.path_rtt_ms else { return };
    let handshakes = || tries.iter().filter_map(|one| one.tcp_ms);
    // A way that is known from the door's own handshakes is as long as they are: how late it accepts cannot be told from it.
    let from_handshakes = door.path_from.as_deref() == Some("tcp");
    let connect: Vec<f64> = handshakes()
        .map(|took| took - path)
        .filter(|_| !from_handshakes)
        .collect();
    let path = median(handshakes()).filter(|_| from_handshakes).unwrap_or(path);
    let answer: Vec<f64> = tries.iter().filter_map(|one| Some(one.answer_ms? - path)).collect();
    for (times, limit, code) in [
        (connect, "gateway.connect_excess_ms", Code::GatewayConnectSlow),
        (answer, "gateway.answer_excess_ms", Code::GatewayAnswerSlow),
    ] {
        let Some(middle) = median(times.iter().copied()).filter(|_| times.len() >= VISITS_NEEDED) else {
            continue;
        };
        let slow = limits.row(limit).slow;
        let bad = times.iter().filter(|time| **time > slow).count();
        let support = Support::of(bad, times.len());
        judgement.hold(
            limits,
            limit,
            (code, Link::Gateway),
            (middle, Quantity::Milliseconds),
            support,
        );
    }
}

fn at_once(door: &Door, tries: &[&Try], limits: &Limits, judgement: &mut Judgement) {
    let failed = door.parallel.iter().filter_map(|one| one.failure);
    let (refused, silent): (Vec<_>, Vec<_>) = failed
        .filter(|failure| {
            !matches!(
                failure,
                GapReason::NameNotFound | GapReason::ResolverFailed | GapReason::Interrupted
            )
        })
        .partition(|failure| matches!(failure, GapReason::Refused | GapReason::Closed));
    // One packet lost is chance; nobody says no by chance.
    let is_proven = !refused.is_empty() || silent.len() >= FAILURES_NEEDED;
    let refused = refused.len() + silent.len();
    if is_proven && tries.iter().all(|one| one.failure.is_none()) {
        let support = Support::of(refused, door.parallel.len());
        let severity = Severity::Slow;
        judgement.add(Finding::against(Code::GatewayParallelRefused, Link::Gateway, severity).supported(support));
    }
    if door.kind == DoorKind::VpnEndpoint {
        return;
    }
    let time = |one: &Try| Some(one.tcp_ms? + one.answer_ms?);
    let alone = median(tries.iter().filter_map(|one| time(one)));
    let together = median(door.parallel.iter().filter_map(time));
    let (Some(alone), Some(together)) = (alone, together) else {
        return;
    };
    if alone > 0.0 && together - alone > NOTICED_MS {
        // Seconds apart and right after our own load: it was never seen twice.
        let support = Support::once(u32::try_from(door.parallel.len()).unwrap_or(u32::MAX));
        let against = (Code::GatewayParallelSlow, Link::Gateway);
        judgement.hold(
            limits,
            "gateway.parallel_ratio",
            against,
            (together / alone, Quantity::Ratio),
            support,
        );
    }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
