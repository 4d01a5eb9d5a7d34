//! Whole runs in a home of namespaces.

use crate::common::{as_user, at_home};
use maillon_diagnosis::CheckId;
use maillon_diagnosis::profile::Profile;
use maillon_diagnosis::report::Mode;
use maillon_measurement::host::linux::{Environment, LinuxHost};
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

/// Stands for a proxy: answers every request with a page, until the test ends.
fn proxy() -> std::net::SocketAddr {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback");
    let address = listener.local_addr().expect("bound");
    std::thread::spawn(move || {
        for mut visitor in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let mut request = [0; 4096];
                while visitor.read(&mut request).is_ok_and(|read| read > 0) {
                    let page = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
                    if visitor.write_all(page.as_bytes()).is_err() {
                        break;
                    }
                }
            });
        }
    });
    address
}

#[test]
fn a_server_that_only_the_proxy_reaches_is_reached_and_not_accused() {
    at_home(
        "run::a_server_that_only_the_proxy_reaches_is_reached_and_not_accused",
        |_| {
            let proxy = proxy();
            as_user(async {
                let server = "[[server]]\nname = \"ERP\"\ntarget = \"http://203.0.113.99/\"\n";
                let plan = Plan {
                    profile: toml::from_str(server).expect("a profile"),
                    only: [CheckId::Server].into(),
                    mode: Mode::Light,
                    ..Plan::default()
                };
                let proxied = Environment::from_iter([("https_proxy", format!("http://{proxy}"))]);
                let host = LinuxHost::at("/", proxied);
                let (events, _told) = mpsc::channel(64);
                let report = Box::pin(run(plan, Arc::new(host), events, CancellationToken::new())).await;
                let seen = report.checks.server.observation.expect("measured");
                let erp = &seen.servers[0];
                assert!(erp.through_proxy, "{erp:?}");
                assert!(erp.tries.iter().any(|visit| visit.status == Some(200)), "{erp:?}");
                assert!(erp.tries.iter().all(|visit| visit.failure.is_none()), "{erp:?}");
                assert!(
                    report.checks.server.findings.is_empty(),
                    "{:?}",
                    report.checks.server.findings
                );
            });
        },
    );
}
