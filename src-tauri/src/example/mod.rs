//! The recorded example: the observations of a made-up home with weak Wi-Fi, judged by the real judges whenever it is
//! played, so that it says what Maillon would say. It needs no network and marks its report as an example.

mod company;
mod home;
mod moment;
mod timeline;

pub use home::Radio;
pub use moment::slow_moment;
pub use timeline::{LENGTH_S, Moment, timeline};

use maillon_diagnosis::checks::bandwidth::Cost;
use maillon_diagnosis::report::{CheckResult, Checks, FORMAT_VERSION, Mode, ProfileInForce, Report, Run};
use maillon_diagnosis::verdict::judge_all;
use maillon_diagnosis::{CheckId, Limits, Status};
use maillon_measurement::Event;
use std::collections::BTreeSet;
use tokio::sync::mpsc::Sender;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// The report of the example.
pub fn report(radio: Radio) -> Report {
    let mut checks = Checks {
        bandwidth: seen(home::observation(radio)),
        machine: seen(company::machine()),
        vpn: seen(company::vpn(radio)),
        gateway: seen(company::gateway(radio)),
        security: seen(company::security()),
        server: seen(company::server(radio)),
    };
    let verdict = judge_all(&mut checks, &Limits::default());
    Report {
        format_version: FORMAT_VERSION,
        program: format!("maillon {}", env!("CARGO_PKG_VERSION")),
        run: Run {
            started_at: "2026-11-24T14:05:00+01:00".to_owned(),
            seconds: 26.4,
            mode: Mode::Standard,
            complete: true,
            example: true,
            host_name: Some("PORTABLE-EXEMPLE".to_owned()),
            user_name: Some("camille".to_owned()),
            cost: Cost {
                bytes: 21_400_000,
                seconds: 26.4,
                cpu_seconds: Some(1.9),
            },
        },
        profile: ProfileInForce {
            file: Some("exemple.toml".to_owned()),
            company: Some("Exemple SA".to_owned()),
            helpdesk: Some("support@exemple.fr".to_owned()),
            ..ProfileInForce::default()
        },
        verdict,
        checks,
        slow_moments: Vec::new(),
        redacted: Vec::new(),
    }
}

/// Plays the example; when it is stopped, the report holds what was judged until then.
pub async fn play(report: Report, events: Sender<Event>, stop: CancellationToken) -> Report {
    let start = Instant::now();
    let mut judged = BTreeSet::new();
    for moment in timeline(&report) {
        tokio::select! {
            () = stop.cancelled() => return cut_short(report, &judged),
            () = tokio::time::sleep_until(start + moment.at) => {}
        }
        if let Event::Judged { check, .. } = &moment.event {
            judged.insert(*check);
        }
        // A listener that went away changes nothing of the report.
        let _ = events.send(moment.event).await;
    }
    report
}

/// The report as it is when the run is stopped after these checks.
pub fn cut_short(mut report: Report, judged: &BTreeSet<CheckId>) -> Report {
    let checks = &mut report.checks;
    for check in CheckId::ALL.iter().filter(|check| !judged.contains(check)) {
        match check {
            CheckId::Bandwidth => checks.bandwidth = CheckResult::default(),
            CheckId::Machine => checks.machine = CheckResult::default(),
            CheckId::Vpn => checks.vpn = CheckResult::default(),
            CheckId::Gateway => checks.gateway = CheckResult::default(),
            CheckId::Security => checks.security = CheckResult::default(),
            CheckId::Server => checks.server = CheckResult::default(),
        }
    }
    report.verdict = judge_all(checks, &Limits::default());
    report.run.complete = false;
    report
}

fn seen<O>(observation: O) -> CheckResult<O> {
    CheckResult {
        status: Status::NotKnown,
        observation: Some(observation),
        findings: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use maillon_diagnosis::{Certainty, Link, Outcome};

    #[test]
    fn the_example_names_the_wifi_for_sure_and_says_that_it_is_an_example() {
        let report = report(Radio::Weak);
        assert!(report.run.example);
        assert_eq!(report.verdict.outcome, Outcome::WeakLink);
        let weak: Vec<_> = report
            .verdict
            .weak_links
            .iter()
            .map(|weak| (weak.link, weak.certainty))
            .collect();
        assert_eq!(weak, [(Link::LocalLink, Certainty::Established)]);
        assert!(!report.verdict.consequences.is_empty(), "something must follow from it");
    }

    #[tokio::test(start_paused = true)]
    async fn a_stopped_example_tells_only_what_it_had_shown() {
        let (events, mut received) = tokio::sync::mpsc::channel(1000);
        let stop = CancellationToken::new();
        let playing = tokio::spawn(play(report(Radio::Weak), events, stop.clone()));
        while let Some(event) = received.recv().await {
            if matches!(
                event,
                Event::Judged {
                    check: CheckId::Machine,
                    ..
                }
            ) {
                stop.cancel();
            }
        }
        let report = playing.await.expect("no panic");
        assert!(!report.run.complete && report.run.example);
        assert_eq!(report.checks.machine.status, Status::Good);
        assert_eq!(report.checks.bandwidth.observation, None);
        assert_eq!(report.verdict.outcome, Outcome::CannotTell);
    }

    #[test]
    fn the_same_home_with_a_strong_radio_has_nothing_abnormal() {
        let verdict = report(Radio::Strong).verdict;
        assert_eq!(verdict.outcome, Outcome::NothingAbnormal, "{:?}", verdict.weak_links);
    }
}
