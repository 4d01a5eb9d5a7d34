//! Maillon's own measuring point inside the company, found without a profile and measured through the tunnel.

use maillon_diagnosis::Report;
use maillon_lab::address::{COMPANY_RESOLVER, MEASURE};
use maillon_lab::program::Program;
use maillon_lab::servers::{reflector, stun};
use maillon_lab::{Lab, Tunnel, home};
use maillon_measurement::probes::stun::burst;
use std::net::SocketAddr;
use std::time::Duration;

/// Goodput of a TCP connection through WireGuard over Ethernet, per bit on the line: 1368 bytes of TLS records in a frame of 1494.
const GOODPUT: f64 = 1368.0 / 1494.0;

#[test]
fn a_reflector_announced_in_the_companys_domain_is_found_and_measured() {
    let lab = Lab::healthy(Tunnel::Split).expect("the lab stands");
    let (corp, pc) = (&lab.company.corp, &lab.home.pc);
    let program = Program::reflector().expect("maillon-reflector builds");
    let leaf = &lab.company.measure;
    let _reflector = reflector::start(corp, lab.folder(), &program, "mesure.corp.test", MEASURE, leaf).expect("starts");
    // What a VPN client writes when the tunnel comes up.
    pc.resolver_of(COMPANY_RESOLVER, "corp.test").expect("its settings");

    let cli = Program::build().expect("maillon-cli builds");
    let user = lab.user().expect("a home folder");
    let finished = user.check(&cli, &[]).expect("maillon-cli starts");
    let report: Report =
        serde_json::from_str(&finished.report).unwrap_or_else(|error| panic!("{error}\n{}", finished.told()));
    let bandwidth = report.checks.bandwidth.observation.as_ref().expect("measured");
    assert_eq!(
        bandwidth.nq_server.as_deref(),
        Some("https://mesure.corp.test"),
        "{:?}\n{}",
        bandwidth.gaps,
        finished.told()
    );
    for (capacity, told) in [(&bandwidth.download, home::DOWN_BPS), (&bandwidth.upload, home::UP_BPS)] {
        let capacity = capacity.as_ref().expect("measured");
        let ratio = capacity.estimate_bps / (told * GOODPUT);
        assert!(
            (0.85..=1.15).contains(&ratio),
            "{ratio} of what the line carries: {capacity:?}"
        );
    }

    let stun = SocketAddr::from((MEASURE, stun::PORT));
    let spacing = Duration::from_millis(20);
    let asked = pc.enter(|| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(burst(stun, 20, spacing, Duration::from_secs(3)))
    });
    let asked = asked.expect("answers");
    assert!(asked.rtts.iter().all(Option::is_some), "{asked:?}");
}
