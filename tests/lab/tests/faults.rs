//! Faults a teleworker meets, made in the lab and looked at by `maillon-cli` as an ordinary user.

use maillon_diagnosis::checks::gateway::Door as Seen;
use maillon_diagnosis::{Code, Finding, Link, Outcome, Report, Severity};
use maillon_lab::address::{BOX, COMPANY_RESOLVER, TSE};
use maillon_lab::program::{Finished, Program};
use maillon_lab::servers::dnsmasq;
use maillon_lab::servers::door::{Door, Service};
use maillon_lab::servers::hostile::{Hostile, Manner};
use maillon_lab::{Lab, Tunnel, profile};
use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::OnceLock;
use std::time::Duration;

/// A rule of the product: no run lasts longer, start and end of the process included.
const HARD_STOP: Duration = Duration::from_secs(45);
/// A rule of the product: without Internet it says so by then. What is added is the start of the process.
const CUT_SAID: Duration = Duration::from_secs(10 + 1);
/// Port of remote desktops.
const RDP: u16 = 3389;

fn program() -> &'static Program {
    static PROGRAM: OnceLock<Program> = OnceLock::new();
    PROGRAM.get_or_init(|| Program::build().expect("maillon-cli builds"))
}

fn check(lab: &Lab, profile: &str, more: &[&str]) -> (Finished, Report) {
    let profile = lab.profile(profile).expect("the lab's folder takes it");
    let profile = profile.display().to_string();
    let user = lab.user().expect("a home folder");
    let arguments = [&["--profile", profile.as_str()], more].concat();
    let finished = user.check(program(), &arguments).expect("maillon-cli starts");
    let report = serde_json::from_str(&finished.report);
    let report = report.unwrap_or_else(|error| panic!("{error}\n{}", finished.told()));
    (finished, report)
}

fn findings(report: &Report) -> Vec<Finding> {
    report.checks.summaries().map(|(_, _, found)| found.to_vec()).concat()
}

fn accused(report: &Report) -> BTreeSet<Link> {
    report.verdict.weak_links.iter().map(|weak| weak.link).collect()
}

fn has(report: &Report, code: Code) -> bool {
    findings(report).iter().any(|finding| finding.code == code)
}

/// What a failed assertion shows.
fn evidence(finished: &Finished, report: &Report) -> String {
    let found = findings(report);
    format!(
        "{:#?}\n{found:#?}\n{}\n{}",
        report.verdict,
        finished.told(),
        finished.report
    )
}

/// When the point `bandwidth` was first called broken.
fn said_broken(finished: &Finished) -> Option<Duration> {
    let mut lines = finished.progress.iter();
    lines
        .find(|(_, line)| line.starts_with("Home connection: Blocking"))
        .map(|(at, _)| *at)
}

/// An address of the company's network with a door of its own.
fn door_at(lab: &Lab, last: u8) -> SocketAddr {
    let corp = &lab.company.corp;
    corp.ip(&format!("address add 10.20.1.{last}/24 dev eth0"))
        .expect("an address");
    SocketAddr::from((Ipv4Addr::new(10, 20, 1, last), RDP))
}

#[test]
fn each_door_is_told_by_its_own_fault_and_visited_politely() {
    let lab = Lab::healthy(Tunnel::Split).expect("the lab stands");
    let corp = &lab.company.corp;
    let [sound, late, narrow, broken, closed] = [101, 102, 103, 104, 105].map(|last| door_at(&lab, last));
    let open = |address, think, most| {
        let think = Duration::from_millis(think);
        Door::start(corp, address, Service { think, most }).expect("a port")
    };
    let doors = [open(sound, 20, 99), open(late, 1_600, 99), open(narrow, 200, 1)];
    let _resets = Hostile::start(corp, broken, Manner::Reset).expect("a port");
    let named = [sound, late, narrow, broken, closed]
        .map(|door| format!("\"{door}\""))
        .join(", ");
    let old = format!("tse = [\"{}:{RDP}\"]", "tse.corp.test");
    let polite = format!("tse = [{named}]\nparallel_probes = 3");
    let profile = profile::header("split").replace(&old, &polite);
    assert!(profile.contains("parallel_probes"), "{TSE} is named otherwise");

    let (finished, report) = check(&lab, &profile, &[]);
    let shown = || evidence(&finished, &report);
    assert!(finished.took <= HARD_STOP, "{:?}\n{}", finished.took, shown());
    let against = |door: SocketAddr| -> Vec<(Code, Severity)> {
        let name = door.to_string();
        let about = |finding: &&Finding| {
            finding
                .quantities
                .values()
                .any(|value| format!("{value:?}").contains(&name))
        };
        let found = findings(&report);
        found
            .iter()
            .filter(about)
            .map(|finding| (finding.code, finding.severity))
            .collect()
    };
    assert_eq!(against(sound), [], "{}", shown());
    assert_eq!(
        against(late),
        [(Code::GatewayAnswerSlow, Severity::Broken)],
        "{}",
        shown()
    );
    assert_eq!(
        against(narrow),
        [(Code::GatewayParallelRefused, Severity::Slow)],
        "{}",
        shown()
    );
    assert_eq!(
        against(broken),
        [(Code::GatewayErrors, Severity::Broken)],
        "{}",
        shown()
    );
    assert_eq!(
        against(closed),
        [(Code::GatewayRefused, Severity::Broken)],
        "{}",
        shown()
    );

    let seen = &report.checks.gateway.observation.as_ref().expect("measured").doors;
    let of = |door: SocketAddr| -> &Seen { seen.iter().find(|one| one.name == door.to_string()).expect("visited") };
    assert_eq!(of(closed).tries.len(), 2, "once, and once more at the end");
    assert_eq!(of(sound).parallel.len(), 6, "two rounds of three");
    assert!(
        of(narrow).parallel.len() <= 3,
        "no second round after a refusal: {:?}",
        of(narrow).parallel
    );
    for door in &doors {
        assert!(door.most_at_once() <= 3, "{} at once", door.most_at_once());
        assert_eq!(door.unclean(), 0, "of {} visits", door.visits());
    }

    let before: Vec<u32> = doors.iter().map(Door::visits).collect();
    let (finished, report) = check(&lab, &profile, &["--only", "machine,security"]);
    let after: Vec<u32> = doors.iter().map(Door::visits).collect();
    assert_eq!(before, after, "a check that was not asked for costs no traffic");
    assert!(
        report.checks.gateway.observation.is_none(),
        "{}",
        evidence(&finished, &report)
    );
}

#[test]
fn a_captive_portal_is_named_in_time_and_nothing_behind_it_is_accused() {
    let lab = Lab::healthy(Tunnel::Split).expect("the lab stands");
    let home_box = &lab.home.r#box;
    let forwards_nothing = "table ip portal { chain way { type filter hook forward priority 0; policy drop;\n}\n}\n";
    home_box.filter(forwards_nothing).expect("rules");
    let names = ["www.msftconnecttest.com", "detectportal.firefox.com"].map(|name| (name, BOX));
    let own = Ipv4Addr::new(192, 168, 1, 2);
    home_box
        .ip(&format!("address add {own}/24 dev lan"))
        .expect("an address");
    let _names = dnsmasq::start(home_box, lab.folder(), "dnsmasq-portal", own, &names, None).expect("a name server");
    let _page = Hostile::start(home_box, SocketAddr::from((BOX, 80)), Manner::Portal).expect("a port");
    lab.home.pc.resolver(own).expect("its settings");

    let (finished, report) = check(&lab, &profile::everything(), &[]);
    let shown = || evidence(&finished, &report);
    assert!(has(&report, Code::CaptivePortal), "{}", shown());
    assert_eq!(accused(&report), BTreeSet::from([Link::LocalLink]), "{}", shown());
    let said = said_broken(&finished);
    assert!(said.is_some_and(|at| at <= CUT_SAID), "{said:?}\n{}", shown());
    assert!(!has(&report, Code::TlsInspected), "{}", shown());
}

#[test]
fn a_tunnel_whose_far_end_is_gone_is_the_vpn_and_nobody_else() {
    let lab = Lab::healthy(Tunnel::Full).expect("the lab stands");
    let deaf = "table ip gone { chain in { type filter hook input priority 0; udp dport 51820 drop;\n}\n}\n";
    lab.home.edge.filter(deaf).expect("rules");
    let (finished, report) = check(&lab, &profile::everything(), &[]);
    let shown = || evidence(&finished, &report);
    assert!(has(&report, Code::VpnSilent), "{}", shown());
    assert_eq!(accused(&report), BTreeSet::from([Link::Vpn]), "{}", shown());
    assert_eq!(finished.code, Some(1), "{}", shown());
}

#[test]
fn a_tunnel_that_swallows_full_packets_is_the_vpn_and_nobody_else() {
    let lab = Lab::healthy(Tunnel::Split).expect("the lab stands");
    lab.home.edge.ip("link set corp mtu 1290").expect("a smaller link");
    let mute = "table ip mute { chain out { type filter hook output priority 0; icmp type destination-unreachable drop;\n}\n}\n";
    lab.home.edge.filter(mute).expect("rules");
    let profile = profile::everything().replace("expected = \"full\"", "expected = \"split\"");
    let (finished, report) = check(&lab, &profile, &[]);
    let shown = || evidence(&finished, &report);
    assert!(has(&report, Code::VpnMtuBlackHole), "{}", shown());
    assert_eq!(accused(&report), BTreeSet::from([Link::Vpn]), "{}", shown());
    assert!(finished.took <= HARD_STOP, "{:?}\n{}", finished.took, shown());
}

#[test]
fn a_vpn_that_is_not_connected_is_missed_at_home_and_not_in_the_office() {
    let lab = Lab::healthy(Tunnel::Split).expect("the lab stands");
    let down = format!("link set {} down", lab.company.interface);
    lab.home.pc.ip(&down).expect("a tunnel");
    lab.home.pc.resolver(BOX).expect("its settings");
    let profile = profile::everything().replace("expected = \"full\"", "expected = \"split\"");
    let (finished, report) = check(&lab, &profile, &["--mode", "light"]);
    let shown = || evidence(&finished, &report);
    assert!(has(&report, Code::VpnMissing), "{}", shown());
    assert_eq!(accused(&report), BTreeSet::from([Link::Vpn]), "{}", shown());

    // The office: the company's network is there without a tunnel.
    lab.home
        .r#box
        .ip("route add 10.20.0.0/16 via 192.0.2.1")
        .expect("a route");
    lab.home
        .isp
        .ip("route add 10.20.0.0/16 via 192.0.2.66")
        .expect("a route");
    lab.home.pc.resolver(COMPANY_RESOLVER).expect("its settings");
    let (finished, report) = check(&lab, &profile, &["--mode", "light"]);
    let shown = || evidence(&finished, &report);
    assert!(has(&report, Code::VpnNotNeeded), "{}", shown());
    assert_eq!(accused(&report), BTreeSet::new(), "{}", shown());
}

/// The links accused when the cable is pulled, which is said in time whatever is known of the box.
fn accused_of_a_pulled_cable(lab: &Lab) -> BTreeSet<Link> {
    lab.home.local_link.cut();
    let (finished, report) = check(lab, &profile::everything(), &[]);
    let shown = || evidence(&finished, &report);
    assert!(has(&report, Code::LocalLinkCut), "{}", shown());
    let said = said_broken(&finished);
    assert!(said.is_some_and(|at| at <= CUT_SAID), "{said:?}\n{}", shown());
    assert!(finished.took <= HARD_STOP, "{:?}\n{}", finished.took, shown());
    accused(&report)
}

#[test]
fn a_pulled_cable_is_said_in_time_and_where() {
    let lab = Lab::healthy(Tunnel::Split).expect("the lab stands");
    // Pulled for longer than the system takes its word for the box.
    lab.home.pc.ip("neighbour flush dev eth0").expect("forgotten");
    assert_eq!(accused_of_a_pulled_cable(&lab), BTreeSet::from([Link::LocalLink]));
}

#[test]
fn a_cable_pulled_a_moment_ago_is_said_in_time_and_nothing_else_is_accused() {
    let lab = Lab::healthy(Tunnel::Split).expect("the lab stands");
    let accused = accused_of_a_pulled_cable(&lab);
    assert!(accused.is_subset(&BTreeSet::from([Link::LocalLink])), "{accused:?}");
}

#[test]
fn a_test_server_that_hangs_is_a_gap_and_nobody_is_accused() {
    let lab = Lab::healthy(Tunnel::Split).expect("the lab stands");
    let mute = Ipv4Addr::new(198, 51, 100, 81);
    let anchors = &lab.home.anchors;
    anchors
        .ip(&format!("address add {mute}/32 dev lo"))
        .expect("an address");
    let _server = Hostile::start(anchors, SocketAddr::from((mute, 443)), Manner::Hang).expect("a port");
    let profile = profile::everything()
        .replace("expected = \"full\"", "expected = \"split\"")
        .replace("https://nq.lab.test/", &format!("https://{mute}/"));
    let (finished, report) = check(&lab, &profile, &[]);
    let shown = || evidence(&finished, &report);
    assert!(finished.took <= HARD_STOP, "{:?}\n{}", finished.took, shown());
    assert_eq!(accused(&report), BTreeSet::new(), "{}", shown());
    let bandwidth = report.checks.bandwidth.observation.as_ref().expect("measured");
    assert!(
        bandwidth.download.is_none() && bandwidth.upload.is_none(),
        "{}",
        shown()
    );
    assert!(bandwidth.gaps.iter().any(|gap| gap.probe == "nq"), "{}", shown());
}

#[test]
fn the_longest_mode_with_a_slow_server_ends_in_time_and_whole() {
    let lab = Lab::healthy(Tunnel::Full).expect("the lab stands");
    lab.company.application.think(Duration::from_secs(2));
    let (finished, report) = check(&lab, &profile::everything(), &["--mode", "precise"]);
    let shown = || evidence(&finished, &report);
    assert!(finished.took <= HARD_STOP, "{:?}\n{}", finished.took, shown());
    assert_eq!(report.verdict.outcome, Outcome::WeakLink, "{}", shown());
    assert_eq!(accused(&report), BTreeSet::from([Link::Server]), "{}", shown());
    let server = &report.checks.server.observation.as_ref().expect("measured").servers;
    let slow = server.iter().find(|server| server.name == "ERP").expect("visited");
    assert!(slow.tries.len() >= 10, "{} visits", slow.tries.len());
    let machine = report.checks.machine.observation.as_ref().expect("measured");
    let disk = machine.disk.as_ref().expect("tested");
    assert!(disk.write_ms.is_some(), "the local tests had their time: {}", shown());
    let bandwidth = report.checks.bandwidth.observation.as_ref().expect("measured");
    assert!(bandwidth.cpu_during_load_percent.is_some(), "{}", shown());
    assert_eq!(bandwidth.load_in_tunnel, Some(true), "{}", shown());
}
