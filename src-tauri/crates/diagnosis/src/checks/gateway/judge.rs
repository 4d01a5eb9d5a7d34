//! Judges each door by its own time: the answer minus the way to it.

use super::{Door, DoorKind, Observation, PastRun, Try};
use crate::finding::{Code, Finding, Quantity, Support};
use crate::gap::GapReason;
use crate::judgement::Judgement;
use crate::limits::Limits;
use crate::statistics::median;
use crate::vocabulary::{Link, Severity};
use std::collections::BTreeSet;

/// Days with a run in slow hours, and in calm ones, needed before hours are compared.
const DAYS_NEEDED: usize = 3;

/// The path of slow hours may be this many times as long as that of calm ones, or [`PATH_MARGIN_MS`] longer; beyond, the
/// line explains the hours as well as the door does.
const PATH_FACTOR: f64 = 1.5;
const PATH_MARGIN_MS: f64 = 10.0;

/// Visits needed before a door is accused or cleared.
const VISITS_NEEDED: usize = 3;

/// Judges what was seen.
pub fn judge(observation: &Observation, limits: &Limits) -> Judgement {
    let mut judgement = Judgement::default();
    for door in observation.doors.iter().filter(|door| !door.silent_by_design) {
        let before = judgement.findings.len();
        judge_one(door, limits, &mut judgement);
        judgement.add(peak_hours(door, &observation.history, limits));
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

/// Hours at which past runs found this door slow while the way to it was as in calm hours. Advice for the IT department:
/// it accuses nobody of today's slowness.
fn peak_hours(door: &Door, history: &[PastRun], limits: &Limits) -> Option<Finding> {
    let own = |run: &PastRun| run.own_ms.or(Some(run.connect_ms - run.path_rtt_ms?));
    let slow_limit = limits.row("gateway.answer_excess_ms").slow;
    let runs: Vec<(&PastRun, f64)> = history
        .iter()
        .filter(|run| run.door == door.name)
        .filter_map(|run| Some((run, own(run)?)))
        .collect();
    let typical = |hour: u8| median(runs.iter().filter(|(run, _)| run.hour == hour).map(|(_, own)| *own));
    let (slow, calm): (Vec<_>, Vec<_>) = runs
        .iter()
        .partition(|(run, _)| typical(run.hour).is_some_and(|own| own > slow_limit));
    let days = |runs: &[&(&PastRun, f64)]| runs.iter().map(|(run, _)| &run.day).collect::<BTreeSet<_>>().len();
    if days(&slow) < DAYS_NEEDED || days(&calm) < DAYS_NEEDED {
        return None;
    }
    let path = |runs: &[&(&PastRun, f64)]| median(runs.iter().filter_map(|(run, _)| run.path_rtt_ms));
    let (slow_path, calm_path) = (path(&slow)?, path(&calm)?);
    if slow_path > PATH_FACTOR * calm_path && slow_path > calm_path + PATH_MARGIN_MS {
        return None;
    }
    let middle = |runs: &[&(&PastRun, f64)]| median(runs.iter().map(|(_, own)| *own));
    let hours: BTreeSet<u8> = slow.iter().map(|(run, _)| run.hour).collect();
    let hours: Vec<String> = hours.iter().map(|hour| format!("{hour} h")).collect();
    Some(
        Finding::information(Code::GatewayPeakHours)
            .with("figure", Quantity::Milliseconds(middle(&slow)?))
            .with("calm", Quantity::Milliseconds(middle(&calm)?))
            .with("hours", Quantity::Text(hours.join(", "))),
    )
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

    #[test]
    fn peak_hours_need_three_days_of_each_kind_and_a_path_that_did_not_change() {
        let run = |day: u8, hour: u8, own_ms: f64, path_rtt_ms: f64| PastRun {
            day: format!("2026-11-{day}"),
            hour,
            own_ms: Some(own_ms),
            path_rtt_ms: Some(path_rtt_ms),
            door: "tse".to_owned(),
            ..PastRun::default()
        };
        let with = |history: Vec<PastRun>| {
            let mut seen = tse(21.0, 60.0);
            seen.doors[0].name = "tse".to_owned();
            seen.history = history;
            codes(&seen)
        };
        let nine = [
            run(16, 9, 1500.0, 20.0),
            run(17, 9, 1800.0, 21.0),
            run(18, 9, 1600.0, 19.0),
        ];
        let noon = [
            run(16, 12, 30.0, 20.0),
            run(17, 13, 35.0, 20.0),
            run(18, 14, 32.0, 20.0),
        ];
        assert_eq!(with([nine.clone(), noon.clone()].concat()), [Code::GatewayPeakHours]);
        assert_eq!(with([&nine[..2], &noon[..]].concat()), []);
        let same_day = nine.clone().map(|slow| PastRun {
            day: "2026-11-16".to_owned(),
            ..slow
        });
        assert_eq!(with([&same_day[..], &noon[..]].concat()), []);
        let far = nine.map(|slow| PastRun {
            path_rtt_ms: Some(200.0),
            ..slow
        });
        assert_eq!(with([&far[..], &noon[..]].concat()), []);
    }
}
