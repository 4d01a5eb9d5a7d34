//! Judges each door by its own time: the answer minus the way to it.

use super::{Door, DoorKind, Observation, Try};
use crate::finding::{Code, Finding, Quantity, Support};
use crate::gap::GapReason;
use crate::judgement::Judgement;
use crate::limits::Limits;
use crate::statistics::median;
use crate::vocabulary::{Link, Severity};

/// Visits needed before a door is accused or cleared.
const VISITS_NEEDED: usize = 3;

/// Judges what was seen.
pub fn judge(observation: &Observation, limits: &Limits) -> Judgement {
    let mut judgement = Judgement::default();
    for door in observation.doors.iter().filter(|door| !door.silent_by_design) {
        let before = judgement.findings.len();
        judge_one(door, limits, &mut judgement);
        judgement.name_from(before, &door.name);
    }
    if let Some(sizing) = &observation.sizing
        && sizing.sessions > 0
    {
        let each = sizing.site_uplink_mbps / f64::from(sizing.sessions);
        if limits.status("gateway.session_mbps", each).is_bad() {
            judgement
                .add(Finding::information(Code::GatewaySizing).with("figure", Quantity::BitsPerSecond(each * 1e6)));
        }
    }
    judgement
}

fn judge_one(door: &Door, limits: &Limits, judgement: &mut Judgement) {
    if let Some(certificate) = door
        .certificate
        .as_ref()
        .filter(|certificate| certificate.days_left < 0)
    {
        let date = Quantity::Date(certificate.not_after.clone());
        judgement.add(Finding::information(Code::GatewayCertificateExpired).with("date", date));
    }
    let tries: Vec<&Try> = door
        .tries
        .iter()
        .filter(|one| one.failure != Some(GapReason::Interrupted))
        .collect();
    if tries.is_empty() {
        return;
    }
    let failed: Vec<GapReason> = tries.iter().filter_map(|one| one.failure).collect();
    let support = Support::of(failed.len(), tries.len());
    if failed.len() == tries.len() {
        let code = match failed[0] {
            GapReason::NameNotFound | GapReason::ResolverFailed => Code::GatewayNameUnknown,
            GapReason::Refused => Code::GatewayRefused,
            GapReason::Garbage => Code::GatewayWrongProtocol,
            GapReason::TimedOut
            | GapReason::Unreachable
            | GapReason::Closed
            | GapReason::TlsFailed
            | GapReason::NotPermitted
            | GapReason::NotSupported
            | GapReason::NoTarget
            | GapReason::Interrupted
            | GapReason::NoBudget
            | GapReason::Other => Code::GatewayUnreachable,
        };
        let accuse = door.from_profile && code != Code::GatewayWrongProtocol;
        let finding = if accuse {
            Finding::against(code, Link::Gateway, Severity::Broken)
        } else {
            Finding::information(code)
        };
        judgement.add(finding.supported(support));
        return;
    }
    if tries.len() < VISITS_NEEDED {
        return;
    }
    judgement.saw(Link::Gateway, true);
    if failed.len() >= 2 {
        let share = 100.0 * failed.len() as f64 / tries.len() as f64;
        let against = (Code::GatewayRefused, Link::Gateway);
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

fn own_time(door: &Door, tries: &[&Try], limits: &Limits, judgement: &mut Judgement) {
    let Some(path) = door.path_rtt_ms else { return };
    let connect: Vec<f64> = tries.iter().filter_map(|one| Some(one.tcp_ms? - path)).collect();
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
    let refused = door.parallel.iter().filter(|one| one.failure.is_some()).count();
    if refused > 0 && tries.iter().all(|one| one.failure.is_none()) {
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
    // Below a tenth of a second nobody notices, whatever the ratio (Nielsen).
    if alone > 0.0 && together - alone > 100.0 {
        let support = Support::of(door.parallel.len(), door.parallel.len());
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
mod tests {
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
    fn a_silent_concentrator_is_not_down() {
        let mut silent = tse(1.0, 1.0);
        silent.doors[0].silent_by_design = true;
        silent.doors[0].tries = vec![Try {
            failure: Some(GapReason::TimedOut),
            ..Try::default()
        }];
        assert_eq!(codes(&silent), []);
    }
}
