//! `maillon-cli check`, run by an ordinary user of the teleworker's computer, against real servers.

use maillon_diagnosis::checks::vpn::RouteRole;
use maillon_diagnosis::{CheckId, Link, Outcome, Report, Status};
use maillon_lab::program::{Finished, Program};
use maillon_lab::servers::hostile::{self, Hostile, Manner};
use maillon_lab::{Lab, Tunnel, home, profile};
use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::sync::OnceLock;
use std::time::Duration;

/// A rule of the product: no run lasts longer. What is added is the start and the end of the process.
const HARD_STOP: Duration = Duration::from_secs(45 + 3);
/// A rule of the product: a cut line is said so by then. What is added is the start of the process.
const CUT_SAID: Duration = Duration::from_secs(10 + 1);
/// A rule of the product: by then all is said where computer and network answer. What is added is the start of the process.
const VERDICT: Duration = Duration::from_secs(30 + 1);
/// Goodput of a TCP connection through WireGuard over Ethernet, per bit on the line: 1368 bytes of TLS records in a frame of 1494.
const GOODPUT: f64 = 1368.0 / 1494.0;

fn program() -> &'static Program {
    static PROGRAM: OnceLock<Program> = OnceLock::new();
    PROGRAM.get_or_init(|| Program::build().expect("maillon-cli builds"))
}

fn read(finished: &Finished) -> Report {
    serde_json::from_str(&finished.report).unwrap_or_else(|error| panic!("{error}\n{}", finished.told()))
}

fn check(lab: &Lab, profile: &str) -> (Finished, Report) {
    let profile = lab.profile(profile).expect("the lab's folder takes it");
    let user = lab.user().expect("a home folder");
    let finished = user.check(program(), &["--profile", &profile.display().to_string()]);
    let finished = finished.expect("maillon-cli starts");
    let report = read(&finished);
    (finished, report)
}

fn statuses(report: &Report) -> Vec<(CheckId, Status)> {
    let summaries = report.checks.summaries();
    summaries.iter().map(|(check, status, _)| (*check, *status)).collect()
}

/// Links that are accused, alone or not.
fn accused(report: &Report) -> BTreeSet<Link> {
    report.verdict.weak_links.iter().map(|weak| weak.link).collect()
}

/// What a failed assertion shows: the verdict, every finding and every gap.
fn evidence(finished: &Finished, report: &Report) -> String {
    let findings: Vec<_> = report
        .checks
        .summaries()
        .iter()
        .flat_map(|(_, _, found)| found.to_vec())
        .collect();
    format!(
        "{:#?}\n{findings:#?}\n{}\n{}",
        report.verdict,
        finished.told(),
        finished.report
    )
}

#[test]
fn a_healthy_company_behind_a_full_tunnel_is_found_healthy() {
    let lab = Lab::healthy(Tunnel::Full).expect("the lab stands");
    let (finished, report) = check(&lab, &profile::everything());
    let shown = || evidence(&finished, &report);

    assert_eq!(finished.code, Some(0), "{}", shown());
    assert_eq!(report.verdict.outcome, Outcome::NothingAbnormal, "{}", shown());
    let all_good: Vec<_> = CheckId::ALL.iter().map(|check| (*check, Status::Good)).collect();
    assert_eq!(statuses(&report), all_good, "{}", shown());

    assert!(finished.took <= VERDICT, "{:?}\n{}", finished.took, shown());

    let schema = program().ask(&["schema", "report"]).expect("maillon-cli starts");
    let schema = serde_json::from_str(&schema).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    let instance = serde_json::from_str(&finished.report).expect("JSON");
    let errors: Vec<_> = validator
        .iter_errors(&instance)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");

    let bandwidth = report.checks.bandwidth.observation.as_ref().expect("measured");
    let download = bandwidth.download.as_ref().expect("measured");
    let upload = bandwidth.upload.as_ref().expect("measured");
    for (capacity, told) in [(download, home::DOWN_BPS), (upload, home::UP_BPS)] {
        let ratio = capacity.estimate_bps / (told * GOODPUT);
        assert!(
            (0.85..=1.15).contains(&ratio),
            "{ratio} of what the line carries\n{}",
            shown()
        );
    }
    let second = bandwidth.hops.iter().find(|hop| hop.ttl == 2).expect("asked");
    let provider = maillon_lab::address::ISP.to_string();
    assert_eq!(
        second.address,
        Some(provider),
        "the way below the tunnel: {:?}",
        bandwidth.hops
    );
    let udp = bandwidth.udp.as_ref().expect("asked");
    assert_eq!(udp.received, udp.sent, "{udp:?}");

    let vpn = report.checks.vpn.observation.as_ref().expect("measured");
    let tunnel = vpn.tunnels.iter().find(|tunnel| tunnel.active).expect("a tunnel is up");
    assert_eq!(tunnel.interface, lab.company.interface);
    for route in vpn.routes.iter().filter(|route| route.role != RouteRole::Endpoint) {
        assert_eq!(route.in_tunnel, Some(true), "{route:?}");
    }

    let gateway = report.checks.gateway.observation.as_ref().expect("measured");
    let rdp = gateway
        .doors
        .iter()
        .find_map(|door| door.rdp.as_ref())
        .expect("xrdp answers");
    assert!(rdp.negotiates, "{rdp:?}");
    let servers = &report.checks.server.observation.as_ref().expect("measured").servers;
    let dialects: Vec<_> = servers
        .iter()
        .filter_map(|server| server.smb_dialect.as_deref())
        .collect();
    assert_eq!(dialects, ["3.1.1"]);
}

#[test]
fn a_slow_application_is_the_server_and_nobody_else() {
    let lab = Lab::healthy(Tunnel::Full).expect("the lab stands");
    lab.company.application.think(Duration::from_secs(2));
    let (finished, report) = check(&lab, &profile::everything());
    let shown = || evidence(&finished, &report);
    assert_eq!(finished.code, Some(1), "{}", shown());
    assert_eq!(accused(&report), BTreeSet::from([Link::Server]), "{}", shown());
}

#[test]
fn a_cut_line_is_said_at_once_and_where() {
    let lab = Lab::healthy(Tunnel::Full).expect("the lab stands");
    lab.home.access_line.cut();
    let (finished, report) = check(&lab, &profile::everything());
    let shown = || evidence(&finished, &report);
    assert_eq!(finished.code, Some(1), "{}", shown());
    assert_eq!(accused(&report), BTreeSet::from([Link::AccessLine]), "{}", shown());
    let said = finished
        .progress
        .iter()
        .find(|(_, line)| line.starts_with("Home connection: Blocking"));
    let said = said.map(|(at, _)| *at);
    assert!(said.is_some_and(|at| at <= CUT_SAID), "{said:?}\n{}", shown());
    assert!(finished.took <= HARD_STOP, "{}", shown());
}

/// Addresses of the company's network that the hostile servers take.
fn hostile_address(last: u8, port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::new(10, 20, 1, last), port))
}

#[test]
fn hostile_servers_become_gaps_and_the_run_ends() {
    let lab = Lab::healthy(Tunnel::Split).expect("the lab stands");
    let corp = &lab.company.corp;
    let mut servers = Vec::new();
    let mut profile = profile::header("split").replace("tse.corp.test:3389", "10.20.1.101:3389");
    let targets = [
        (101, 3389, Manner::Hang, None),
        (102, 443, Manner::Garbage, Some("https://10.20.1.102/")),
        (103, 445, Manner::Reset, Some("smb://10.20.1.103")),
        (104, 80, Manner::Endless, Some("http://10.20.1.104/")),
        (105, 445, Manner::Garbage, Some("smb://10.20.1.105")),
        (106, 80, Manner::Hang, Some("http://10.20.1.106/")),
    ];
    for (last, port, manner, target) in targets {
        corp.ip(&format!("address add 10.20.1.{last}/24 dev eth0"))
            .expect("an address");
        servers.push(Hostile::start(corp, hostile_address(last, port), manner).expect("a port"));
        if let Some(target) = target {
            let table = "[[server]]\nname = ";
            profile = format!("{profile}{table}\"{manner:?} {last}\"\ntarget = \"{target}\"\n");
        }
    }
    // The company's name server does not answer any more: its place is taken by one that only listens.
    corp.ip("address add 10.20.1.153/24 dev eth0").expect("an address");
    let _mute = hostile::silent(corp, hostile_address(153, 53)).expect("a port");
    lab.home
        .pc
        .resolver(Ipv4Addr::new(10, 20, 1, 153))
        .expect("its settings");

    let (finished, report) = check(&lab, &profile);
    let shown = || evidence(&finished, &report);
    assert!(finished.took <= HARD_STOP, "{:?}\n{}", finished.took, shown());
    assert!(matches!(finished.code, Some(1 | 2)), "{}", shown());
    let at_home = [
        Link::Machine,
        Link::LocalLink,
        Link::AccessLine,
        Link::Internet,
        Link::Security,
    ];
    let wrongly: Vec<_> = accused(&report)
        .into_iter()
        .filter(|link| at_home.contains(link))
        .collect();
    assert_eq!(wrongly, [], "{}", shown());
    let seen = &report.checks.server.observation.as_ref().expect("measured").servers;
    assert_eq!(seen.len(), targets.len() - 1, "{}", shown());
    for server in seen.iter().filter(|server| !server.name.starts_with("Endless")) {
        let failed = server.tries.iter().all(|visit| visit.failure.is_some());
        assert!(
            failed && !server.tries.is_empty(),
            "{}: {:?}",
            server.name,
            server.tries
        );
    }
    assert!(
        report
            .checks
            .bandwidth
            .observation
            .as_ref()
            .expect("measured")
            .download
            .is_none()
    );
}

#[test]
fn without_a_profile_the_company_is_found() {
    let lab = Lab::healthy(Tunnel::Split).expect("the lab stands");
    let user = lab.user().expect("a home folder");
    user.keep(
        "Desktop/office.rdp",
        "screen mode id:i:2\r\nfull address:s:tse.corp.test\r\n",
    )
    .expect("a file");
    let work = [(maillon_lab::address::ERP, 443), (maillon_lab::address::FILES, 445)];
    let connections: Vec<_> = work
        .iter()
        .map(|end| {
            lab.home
                .pc
                .enter(|| TcpStream::connect(SocketAddr::from(*end)).expect("answers"))
        })
        .collect();
    let finished = user.check(program(), &[]).expect("maillon-cli starts");
    drop(connections);
    let report = read(&finished);
    let shown = || evidence(&finished, &report);
    assert!(finished.took <= HARD_STOP, "{}", shown());
    let vpn = report.checks.vpn.observation.as_ref().expect("measured");
    assert!(vpn.tunnels.iter().any(|tunnel| tunnel.active), "{}", shown());
    let gateway = report.checks.gateway.observation.as_ref().expect("measured");
    let door = gateway.doors.iter().find(|door| door.name.contains("tse.corp.test"));
    assert!(
        door.is_some_and(|door| !door.from_profile && door.rdp.is_some()),
        "{}",
        shown()
    );
    let servers = &report.checks.server.observation.as_ref().expect("measured").servers;
    let found: BTreeSet<_> = servers.iter().filter_map(|server| server.address.clone()).collect();
    let told = work.map(|(address, _)| address.to_string()).into();
    assert_eq!(found, told, "{}", shown());
}
