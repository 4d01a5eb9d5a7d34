//! Whole runs in a home of namespaces.

use crate::common::{BOX, PC, as_user, at_home};
use maillon_diagnosis::profile::Profile;
use maillon_diagnosis::report::Mode;
use maillon_diagnosis::{CheckId, Code, Link, Report};
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
/// A promise of the product.
const CUT_SAID_BY: Duration = Duration::from_secs(10);
/// Half a minute is all it may take where the system must first doubt its own entry.
const CUT_SETTLED_BY: Duration = Duration::from_secs(36);

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

/// A run of the first check alone at a home where nothing beyond the box answers.
async fn cut_off(by: Duration) -> Report {
    let anchors = "[bandwidth]\nanchors = [\"198.51.100.2\", \"203.0.113.9\"]\n";
    let plan = Plan {
        profile: toml::from_str(anchors).expect("a profile"),
        only: [CheckId::Bandwidth].into(),
        ..Plan::default()
    };
    let (events, _told) = mpsc::channel(64);
    let begun = Instant::now();
    let report = Box::pin(run(plan, Arc::new(LinuxHost::new()), events, CancellationToken::new())).await;
    assert!(begun.elapsed() < by, "{:?}", begun.elapsed());
    report
}

fn accused(report: &Report) -> Vec<(Link, Code)> {
    let weak = report.verdict.weak_links.iter();
    weak.map(|weak| (weak.link, weak.cause)).collect()
}

#[test]
fn behind_a_box_that_keeps_silent_and_is_there_the_line_is_cut() {
    at_home(
        "run::behind_a_box_that_keeps_silent_and_is_there_the_line_is_cut",
        |home| {
            home.allow_echo();
            home.on_box("echo 0 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv4/icmp_echo_ignore_all");
            let report = as_user(cut_off(CUT_SAID_BY));
            assert_eq!(accused(&report), [(Link::AccessLine, Code::LineCut)]);
        },
    );
}

#[test]
fn a_box_that_is_not_there_leaves_the_local_link_cut() {
    at_home("run::a_box_that_is_not_there_leaves_the_local_link_cut", |home| {
        home.allow_echo();
        home.on_box("ip addr flush dev lan");
        let report = as_user(cut_off(CUT_SAID_BY));
        assert_eq!(accused(&report), [(Link::LocalLink, Code::LocalLinkCut)]);
    });
}

#[test]
fn a_box_that_was_there_before_the_run_and_is_gone_is_found_missing_in_the_end() {
    at_home(
        "run::a_box_that_was_there_before_the_run_and_is_gone_is_found_missing_in_the_end",
        |home| {
            home.allow_echo();
            // So that the system doubts its entry within the time of a test.
            home.here("echo 3000 > /proc/sys/net/ipv4/neigh/eth0/base_reachable_time_ms");
            let socket = std::net::UdpSocket::bind((PC, 0)).expect("an address of this computer");
            socket.send_to(b"hello", (BOX, 9)).expect("the box is found");
            std::thread::sleep(Duration::from_millis(200));
            home.on_box("ip addr flush dev lan");
            let report = as_user(cut_off(CUT_SETTLED_BY));
            assert_eq!(accused(&report), [(Link::LocalLink, Code::LocalLinkCut)]);
        },
    );
}

/// Stands for a proxy: answers every request with a page, until the test ends.
fn proxy() -> std::net::SocketAddr {
    answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
}

/// A server on loopback that answers every request in the same way, until the test ends.
fn answering(answer: &'static str) -> std::net::SocketAddr {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback");
    let address = listener.local_addr().expect("bound");
    std::thread::spawn(move || {
        for mut visitor in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let mut request = [0; 4096];
                while visitor.read(&mut request).is_ok_and(|read| read > 0) {
                    if visitor.write_all(answer.as_bytes()).is_err() {
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

#[test]
fn a_proxy_that_finds_no_way_to_a_page_says_nothing_of_its_server() {
    at_home(
        "run::a_proxy_that_finds_no_way_to_a_page_says_nothing_of_its_server",
        |_| {
            let proxy = answering("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
            as_user(async {
                let server = "[[server]]\nname = \"ERP\"\ntarget = \"http://10.20.1.9/\"\n";
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
                let erp = &report.checks.server.observation.as_ref().expect("measured").servers[0];
                assert!(
                    erp.tries
                        .iter()
                        .all(|visit| visit.status.is_none() && visit.failure.is_some())
                );
                assert_eq!(accused(&report), []);
            });
        },
    );
}

#[test]
fn an_entrance_that_only_the_missing_tunnel_reaches_is_not_accused_even_when_it_alone_is_asked_for() {
    at_home(
        "run::an_entrance_that_only_the_missing_tunnel_reaches_is_not_accused_even_when_it_alone_is_asked_for",
        |_| {
            as_user(async {
                let plan = Plan {
                    profile: toml::from_str("[gateway]\ntse = [\"10.20.1.3:3389\"]\n").expect("a profile"),
                    only: [CheckId::Gateway].into(),
                    mode: Mode::Light,
                    ..Plan::default()
                };
                let (events, _told) = mpsc::channel(64);
                let report = Box::pin(run(plan, Arc::new(LinuxHost::new()), events, CancellationToken::new())).await;
                let seen = report.checks.gateway.observation.expect("measured");
                assert!(seen.doors[0].tries.iter().all(|one| one.failure.is_some()), "{seen:?}");
                let vpn = report.checks.vpn.observation.expect("the entrance is judged by it");
                assert!(
                    vpn.routes.iter().any(|route| route.in_tunnel == Some(false)),
                    "{:?}",
                    vpn.routes
                );
                assert!(report.verdict.weak_links.is_empty(), "{:?}", report.verdict);
                let told = |finding: &maillon_diagnosis::Finding| finding.code == Code::VpnOff;
                assert!(report.checks.gateway.findings.iter().any(told));
            });
        },
    );
}
