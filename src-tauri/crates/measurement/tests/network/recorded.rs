//! Whole runs on recorded computers, in a home of their own: the recording tells of the computer, loopback stands for the
//! company.

use crate::common::{as_user, at_home};
use maillon_diagnosis::report::Mode;
use maillon_diagnosis::{CheckId, Code, Finding, Link, Outcome, Report, Status};
use maillon_measurement::host::Route;
use maillon_measurement::host::recorded::{RecordedHost, RecordedRoute, Recording};
use maillon_measurement::{Event, Plan, run};
use std::net::{IpAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

const LAPTOP: &str = include_str!("../hosts/laptop-wifi-wireguard.json");
const WITHOUT_NETWORK: &str = include_str!("../hosts/laptop-without-network.json");

/// A rule of the product.
const CANCEL: Duration = Duration::from_millis(150);

/// More than a run tells.
const EVENTS: usize = 4096;

/// The recorded laptop, whose tunnel leads to one address of loopback; the concentrator has another.
fn laptop() -> Recording {
    let mut recording: Recording = serde_json::from_str(LAPTOP).expect("a recording");
    for (to, interface) in [([127, 0, 0, 1], "wg-exemple"), ([127, 0, 0, 2], "wlp2s0")] {
        let route = Route {
            interface: Some(interface.to_owned()),
            ..Route::default()
        };
        recording.routes.push(RecordedRoute {
            to: IpAddr::from(to),
            prefix: 32,
            answer: Ok(route),
        });
    }
    recording
}

/// What is asked of the laptop; `concentrator` listens as long as the test lasts.
fn plan(concentrator: &TcpListener) -> Plan {
    let port = concentrator.local_addr().expect("bound").port();
    let profile = format!("[vpn]\nexpected = \"split\"\ninside = \"127.0.0.1\"\nendpoint = \"127.0.0.2:{port}\"\n");
    Plan {
        profile: toml::from_str(&profile).expect("a profile"),
        mode: Mode::Light,
        only: [CheckId::Machine, CheckId::Vpn, CheckId::Security].into(),
        ..Plan::default()
    }
}

fn concentrator() -> TcpListener {
    TcpListener::bind("127.0.0.2:0").expect("loopback")
}

/// Runs `plan` on `recording`; `stops_at` says after which event it is cancelled. Gives the report, what was told, and the time
/// from the cancelling to the report.
async fn told(
    plan: Plan,
    recording: Recording,
    folder: Option<PathBuf>,
    mut stops_at: impl FnMut(&Event) -> bool,
) -> (Report, Vec<Event>, Option<Duration>) {
    let (events, mut listening) = mpsc::channel(EVENTS);
    let stop = CancellationToken::new();
    let host = Arc::new(RecordedHost::new(recording, folder));
    let listened = async {
        let (mut heard, mut stopped) = (Vec::new(), None);
        while let Some(event) = listening.recv().await {
            if stopped.is_none() && stops_at(&event) {
                stop.cancel();
                stopped = Some(Instant::now());
            }
            heard.push(event);
        }
        (heard, stopped)
    };
    let measured = async {
        let report = Box::pin(run(plan, host, events, stop.clone())).await;
        (report, Instant::now())
    };
    let ((report, ended), (heard, stopped)) = tokio::join!(measured, listened);
    (report, heard, stopped.map(|at| ended.duration_since(at)))
}

/// Last words in the order they were told.
fn last_words(told: &[Event]) -> Vec<(CheckId, Status, Vec<Finding>)> {
    let last = |event: &Event| match event {
        Event::Judged {
            check,
            status,
            findings,
            last: true,
        } => Some((*check, *status, findings.clone())),
        Event::Started { .. }
        | Event::Measuring { .. }
        | Event::Judged { .. }
        | Event::Delay { .. }
        | Event::Load { .. }
        | Event::Remaining { .. } => None,
    };
    told.iter().filter_map(last).collect()
}

/// Each of `checks` tells its last word once, says nothing behind it, and says what the report says.
fn assert_last_words(report: &Report, told: &[Event], checks: &[CheckId]) {
    let last = last_words(told);
    let mut ended: Vec<CheckId> = last.iter().map(|(check, ..)| *check).collect();
    ended.sort_unstable();
    assert_eq!(ended, checks);
    for (check, status, findings) in last {
        let words = told
            .iter()
            .filter(|event| matches!(event, Event::Judged { check: its, .. } if *its == check));
        let behind = words.skip_while(|event| !matches!(event, Event::Judged { last: true, .. }));
        assert_eq!(behind.count(), 1, "{check} speaks behind its last word");
        let summaries = report.checks.summaries();
        let (_, stored, kept) = summaries.iter().find(|(its, ..)| *its == check).expect("one of six");
        assert_eq!((status, findings.as_slice()), (*stored, *kept), "{check}");
    }
}

fn codes(findings: &[Finding]) -> Vec<Code> {
    findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn a_laptop_behind_a_tunnel_is_measured_and_judged() {
    at_home("recorded::a_laptop_behind_a_tunnel_is_measured_and_judged", |home| {
        home.allow_echo();
        as_user(async {
            let folder = tempfile::tempdir().expect("a folder");
            let concentrator = concentrator();
            let own = Some(folder.path().to_owned());
            let (report, told, _) = told(plan(&concentrator), laptop(), own, |_| false).await;
            assert!(report.run.complete);
            assert_last_words(&report, &told, &[CheckId::Machine, CheckId::Vpn, CheckId::Security]);
            let order: Vec<CheckId> = last_words(&told).iter().map(|(check, ..)| *check).collect();
            assert_eq!(order, [CheckId::Vpn, CheckId::Machine, CheckId::Security]);

            let vpn = report.checks.vpn.observation.expect("measured");
            assert_eq!(vpn.tunnels[0].interface, "wg-exemple");
            let cost = vpn.cost.expect("both ends answer");
            assert!(cost.inside_sent >= 40 && cost.inside_lost == 0, "{cost:?}");
            assert_eq!(report.checks.vpn.status, Status::Good);
            assert_eq!(report.verdict.links[&Link::Vpn], Status::Good);

            let machine = report.checks.machine.observation.expect("recorded");
            assert!(machine.disk.expect("tested").write_ms.is_some());
            assert!(codes(&report.checks.machine.findings).contains(&Code::RebootPending));
            let security = report.checks.security.observation.expect("recorded");
            assert!(security.file_touch.is_some() && security.process_start_ms.is_some());
            assert_eq!(security.tls, [], "nobody is reached from here");
            assert!(
                security.gaps.iter().any(|gap| gap.probe == "tls"),
                "{:?}",
                security.gaps
            );
            assert!(codes(&report.checks.security.findings).contains(&Code::SecurityTwoActive));
            let left: Vec<_> = folder.path().read_dir().expect("still there").collect();
            assert!(left.is_empty(), "{left:?}");
        });
    });
}

#[test]
fn a_cancelled_run_tells_every_last_word_and_keeps_what_it_saw() {
    at_home(
        "recorded::a_cancelled_run_tells_every_last_word_and_keeps_what_it_saw",
        |home| {
            home.allow_echo();
            as_user(async {
                let concentrator = concentrator();
                let mut delays = 0;
                let some_way = |event: &Event| {
                    delays += usize::from(matches!(event, Event::Delay { .. }));
                    delays == 20
                };
                let (report, told, took) = told(plan(&concentrator), laptop(), None, some_way).await;
                let took = took.expect("it was cancelled");
                assert!(took <= CANCEL, "{took:?}");
                assert!(!report.run.complete);
                assert_last_words(&report, &told, &[CheckId::Machine, CheckId::Vpn, CheckId::Security]);
                let cost = report.checks.vpn.observation.expect("kept").cost.expect("kept");
                assert!(cost.inside_sent > 0 && cost.outside_sent > 0, "{cost:?}");
                assert!(report.checks.machine.observation.expect("kept").disk.is_none());
                assert!(codes(&report.checks.security.findings).contains(&Code::SecurityTwoActive));
            });
        },
    );
}

#[test]
fn a_computer_without_a_network_is_told_so_and_nobody_beyond_is_accused() {
    at_home(
        "recorded::a_computer_without_a_network_is_told_so_and_nobody_beyond_is_accused",
        |home| {
            home.here("ip link set eth0 down");
            as_user(async {
                let recording = serde_json::from_str(WITHOUT_NETWORK).expect("a recording");
                let plan = Plan {
                    mode: Mode::Light,
                    ..Plan::default()
                };
                let (report, told, _) = told(plan, recording, None, |_| false).await;
                assert_last_words(&report, &told, CheckId::ALL);
                let order: Vec<CheckId> = last_words(&told).iter().map(|(check, ..)| *check).collect();
                let place = |check| order.iter().position(|its| *its == check);
                // Nobody to visit and no tunnel: said at once. The cut is said before the local tests.
                for early in [CheckId::Gateway, CheckId::Server, CheckId::Vpn] {
                    assert!(place(early) < place(CheckId::Bandwidth), "{order:?}");
                }
                assert!(place(CheckId::Bandwidth) < place(CheckId::Machine), "{order:?}");
                assert_eq!(report.verdict.outcome, Outcome::WeakLink);
                let accused: Vec<_> = report
                    .verdict
                    .weak_links
                    .iter()
                    .map(|weak| (weak.link, weak.cause))
                    .collect();
                assert_eq!(accused, [(Link::LocalLink, Code::LocalLinkCut)]);
                let unseen = [Link::AccessLine, Link::Internet, Link::Vpn, Link::Gateway, Link::Server];
                for link in unseen {
                    assert_eq!(report.verdict.links[&link], Status::NotKnown, "{link}");
                }
            });
        },
    );
}
