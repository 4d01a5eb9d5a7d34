//! Judges each server by its own time: what is left once the way to it is taken off.

use super::{Observation, Server, Visit};
use crate::constants::{FAILURES_NEEDED, VISITS_NEEDED};
use crate::finding::{Code, Finding, Quantity, Support};
use crate::gap::GapReason;
use crate::judgement::{Judgement, most_frequent};
use crate::limits::Limits;
use crate::profile::ServerUse;
use crate::statistics::median;
use crate::vocabulary::{Link, Severity};

/// Judges what was seen.
pub fn judge(observation: &Observation, limits: &Limits) -> Judgement {
    let mut judgement = Judgement::default();
    for server in &observation.servers {
        let before = judgement.findings.len();
        judge_one(server, limits, &mut judgement);
        judgement.name_from(before, &server.name);
    }
    judgement
}

fn judge_one(server: &Server, limits: &Limits, judgement: &mut Judgement) {
    let tried: Vec<&Visit> = server
        .tries
        .iter()
        .filter(|visit| visit.failure != Some(GapReason::Interrupted))
        .collect();
    if tried.len() < VISITS_NEEDED {
        return;
    }
    let failed: Vec<Code> = tried.iter().filter_map(|visit| visit.failure.map(trouble)).collect();
    let support = Support::of(failed.len(), tried.len());
    if failed.len() == tried.len() {
        let code = most_frequent(&failed).unwrap_or(Code::ServerUnreachable);
        // A server Maillon found by itself may be off for good, and one whose every handshake fails may only speak an
        // older TLS than this program or ask for a certificate of the client: facts, not accusations.
        let no_handshake = tried.iter().all(|visit| visit.failure == Some(GapReason::TlsFailed));
        let finding = if server.from_profile && !no_handshake {
            Finding::against(code, Link::Server, Severity::Broken)
        } else {
            Finding::information(code)
        };
        let finding = finding.with("figure", Quantity::Percent(100.0));
        judgement.add(finding.supported(support));
        return;
    }
    judgement.saw(Link::Server, true);
    // A name that fails now and then is the name server's trouble, not the server's.
    let unanswered = failed.iter().filter(|code| **code != Code::ServerNameUnknown).count();
    let share = 100.0 * unanswered as f64 / tried.len() as f64;
    let support = Support::of(unanswered, tried.len());
    if unanswered >= FAILURES_NEEDED {
        judgement.hold(
            limits,
            "server_errors_percent",
            (Code::ServerUnstable, Link::Server),
            (share, Quantity::Percent),
            support,
        );
    }
    let errors = tried
        .iter()
        .filter(|visit| visit.status.is_some_and(|status| status >= 500 && status != 501))
        .count();
    if errors >= FAILURES_NEEDED {
        let share = 100.0 * errors as f64 / tried.len() as f64;
        let support = Support::of(errors, tried.len());
        let against = (Code::ServerErrors, Link::Server);
        judgement.hold(
            limits,
            "server_errors_percent",
            against,
            (share, Quantity::Percent),
            support,
        );
    }
    let path = server.path_rtt_ms;
    let think = tried.iter().filter_map(|visit| visit.think_ms).collect::<Vec<_>>();
    // A way that is known from the server's own handshakes is as long as they are.
    let from_handshakes = server.path_from.as_deref() == Some("tcp");
    let connect = tried
        .iter()
        .filter(|_| !from_handshakes)
        .filter_map(|visit| Some(visit.tcp_ms? - path?))
        .collect::<Vec<_>>();
    let think_limit = match server.r#use {
        ServerUse::FileShare => "server_share_think_ms",
        ServerUse::Web | ServerUse::Database | ServerUse::Other => "server_think_ms",
    };
    for (times, limit, code) in [
        (think, think_limit, Code::ServerSlow),
        (connect, "server_connect_excess_ms", Code::ServerConnectSlow),
    ] {
        let Some(middle) = median(times.iter().copied()).filter(|_| times.len() >= VISITS_NEEDED) else {
            continue;
        };
        let slow = limits.row(limit).slow;
        let past = times.iter().filter(|time| **time > slow).count();
        let support = Support::of(past, times.len());
        judgement.hold(
            limits,
            limit,
            (code, Link::Server),
            (middle, Quantity::Milliseconds),
            support,
        );
    }
}

fn trouble(failure: GapReason) -> Code {
    match failure {
        GapReason::NameNotFound | GapReason::ResolverFailed => Code::ServerNameUnknown,
        GapReason::Refused => Code::ServerRefused,
        // The connection was taken, and what came over it was no answer.
        GapReason::Closed | GapReason::Garbage | GapReason::TlsFailed => Code::ServerErrors,
        GapReason::TimedOut
        | GapReason::Unreachable
        | GapReason::NotPermitted
        | GapReason::NotSupported
        | GapReason::NoTarget
        | GapReason::Interrupted
        | GapReason::NoBudget
        | GapReason::Other => Code::ServerUnreachable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(think_ms: f64) -> Observation {
        let visit = Visit {
            tcp_ms: Some(20.0),
            think_ms: Some(think_ms),
            status: Some(200),
            ..Visit::default()
        };
        let server = Server {
            name: "ERP".to_owned(),
            from_profile: true,
            tries: vec![visit; 10],
            path_rtt_ms: Some(19.0),
            ..Server::default()
        };
        Observation {
            servers: vec![server],
            gaps: Vec::new(),
        }
    }

    #[test]
    fn a_server_that_thinks_two_seconds_is_named() {
        let judgement = judge(&server(2000.0), &Limits::default());
        assert_eq!(judgement.findings.len(), 1);
        assert_eq!(judgement.findings[0].code, Code::ServerSlow);
        assert_eq!(judgement.findings[0].severity, Severity::Broken);
        assert!(judgement.findings[0].support.is_reproduced());
    }

    #[test]
    fn a_quick_server_is_sound_and_two_visits_say_nothing() {
        assert_eq!(judge(&server(80.0), &Limits::default()).status(), crate::Status::Good);
        let mut few = server(2000.0);
        few.servers[0].tries.truncate(2);
        assert_eq!(judge(&few, &Limits::default()).status(), crate::Status::NotKnown);
    }

    #[test]
    fn a_way_known_from_the_servers_own_handshakes_cannot_tell_that_it_accepts_late() {
        let mut late = server(80.0);
        late.servers[0]
            .tries
            .iter_mut()
            .for_each(|visit| visit.tcp_ms = Some(900.0));
        let judged = judge(&late, &Limits::default());
        assert_eq!(judged.findings[0].code, Code::ServerConnectSlow);
        late.servers[0].path_from = Some("tcp".to_owned());
        assert_eq!(judge(&late, &Limits::default()).findings, []);
    }

    #[test]
    fn a_share_is_held_against_its_own_limit_and_mixed_troubles_are_named_by_the_most_frequent() {
        use GapReason::{Closed, Garbage, Refused, TimedOut};
        let mut share = server(400.0);
        assert_eq!(judge(&share, &Limits::default()).findings, []);
        share.servers[0].r#use = ServerUse::FileShare;
        assert_eq!(judge(&share, &Limits::default()).findings[0].code, Code::ServerSlow);
        let failing = |reasons: &[GapReason]| {
            let mut seen = server(80.0);
            let alike = seen.servers[0].tries[0].clone();
            seen.servers[0].tries = reasons
                .iter()
                .map(|reason| Visit {
                    failure: Some(*reason),
                    ..alike.clone()
                })
                .collect();
            judge(&seen, &Limits::default()).findings[0].code
        };
        assert_eq!(failing(&[Refused, TimedOut, TimedOut]), Code::ServerUnreachable);
        assert_eq!(failing(&[Garbage, Closed, Garbage]), Code::ServerErrors);
    }
}
