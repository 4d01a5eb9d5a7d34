//! The company's own measuring point: it tells the ways apart.

use maillon_diagnosis::Report;
use maillon_diagnosis::statistics::Distribution;
use maillon_lab::address::{BOX, NQ};
use maillon_lab::link::Shape;
use maillon_lab::program::Program;
use maillon_lab::servers::reflector;
use maillon_lab::{Lab, Tunnel, profile};
use std::net::SocketAddr;
use std::time::Duration;

/// The line's queues are deep in both directions, and senders fill them: a round trip that waits does not tell which one is full.
#[test]
fn which_way_makes_wait_is_told_by_a_reflector_with_a_clock() {
    let lab = Lab::healthy(Tunnel::Split).expect("the lab stands");
    let (pc, anchors) = (&lab.home.pc, &lab.home.anchors);
    let shapes = lab.home.access_line.shapes();
    let queue = Duration::from_millis(200);
    lab.home.access_line.shape(shapes.map(|shape| Shape { queue, ..shape }));
    for (end, by) in [(pc, BOX.to_string()), (anchors, "192.0.2.9".to_owned())] {
        let fills_queues = format!("route change default via {by} congctl cubic");
        end.ip(&fills_queues).expect("the route is there");
    }
    let program = Program::reflector().expect("maillon-reflector builds");
    let address = SocketAddr::from((NQ, 8443));
    let started = reflector::start(anchors, lab.folder(), program.path(), "nq.lab.test", address);
    let _reflector = started.expect("the reflector starts");

    let profile = profile::everything().replace("https://nq.lab.test/", "https://nq.lab.test:8443/");
    let profile = profile.replace("[bandwidth]", "[bandwidth]\nstamp = [\"nq.lab.test:862\"]");
    let profile = lab.profile(&profile).expect("the lab's folder takes it");
    let user = lab.user().expect("a home folder");
    let cli = Program::build().expect("maillon-cli builds");
    let arguments = ["--profile", &profile.display().to_string()];
    let finished = user.check(&cli, &arguments).expect("maillon-cli starts");
    let report: Report = serde_json::from_str(&finished.report).unwrap_or_else(|_| panic!("{}", finished.told()));

    let seen = report.checks.bandwidth.observation.expect("measured");
    let each_way = seen.each_way.unwrap_or_else(|| panic!("{}", finished.told()));
    let (out, back) = each_way.ways(&seen.load_phases);
    println!("out  {out:?}\nback {back:?}");
    let waits = |way: Option<Distribution>| way.unwrap_or_else(|| panic!("{}", finished.told())).median;
    assert!(
        waits(out.upload_ms) > 50.0 && waits(back.upload_ms) < 10.0,
        "{out:?} {back:?}"
    );
    assert!(
        waits(back.download_ms) > 20.0 && waits(out.download_ms) < 10.0,
        "{out:?} {back:?}"
    );
    assert!(
        waits(out.idle_ms) < 5.0 && waits(back.idle_ms) < 5.0,
        "{out:?} {back:?}"
    );
    let (_, sent) = out.lost.expect("the reflector counts");
    assert!(sent > 200, "twenty packets a second: {sent}");
}
