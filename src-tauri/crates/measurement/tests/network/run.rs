//! Whole runs in a home of namespaces.

use crate::common::{as_user, at_home};
use maillon_diagnosis::CheckId;
use maillon_diagnosis::profile::Profile;
use maillon_measurement::host::linux::LinuxHost;
use maillon_measurement::{Plan, run};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// A rule of the product.
const CANCEL: Duration = Duration::from_millis(150);
/// By then every target has been asked.
const SOME_WAY: Duration = Duration::from_secs(3);

#[test]
fn a_cancelled_run_ends_at_once_with_all_it_saw() {
    at_home("run::a_cancelled_run_ends_at_once_with_all_it_saw", |home| {
        home.allow_echo();
        as_user(async {
            let profile: Profile = toml::from_str("[bandwidth]\nanchors = [\"198.51.100.2\"]\n").expect("a profile");
            let plan = Plan {
                profile,
                ..Plan::default()
            };
            let (events, _told) = mpsc::channel(64);
            let stop = CancellationToken::new();
            let cancelled = async {
                tokio::time::sleep(SOME_WAY).await;
                let at = Instant::now();
                stop.cancel();
                at
            };
            let (report, at) = tokio::join!(
                Box::pin(run(plan, Arc::new(LinuxHost::new()), events, stop.clone())),
                cancelled
            );
            assert!(at.elapsed() <= CANCEL, "{:?}", at.elapsed());
            assert!(!report.run.complete);
            let seen = report.checks.bandwidth.observation.expect("kept");
            assert!(seen.targets.iter().all(|target| target.sent > 0), "{:?}", seen.targets);
            assert!(seen.targets.len() >= 2, "{:?}", seen.targets);
        });
    });
}

#[test]
fn a_check_that_was_not_asked_for_watches_nobody() {
    at_home("run::a_check_that_was_not_asked_for_watches_nobody", |_| {
        as_user(async {
            let plan = Plan {
                only: [CheckId::Machine].into(),
                ..Plan::default()
            };
            let (events, _told) = mpsc::channel(64);
            let report = Box::pin(run(plan, Arc::new(LinuxHost::new()), events, CancellationToken::new())).await;
            assert!(report.run.complete);
            assert!(report.checks.machine.observation.is_some());
            for observed in [
                report.checks.bandwidth.observation.is_some(),
                report.checks.vpn.observation.is_some(),
                report.checks.gateway.observation.is_some(),
                report.checks.security.observation.is_some(),
                report.checks.server.observation.is_some(),
            ] {
                assert!(!observed);
            }
        });
    });
}
