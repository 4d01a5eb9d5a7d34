//! Changes to whole sets of observations: what lies behind a place that gets worse gets worse in step, as on a real way.

use maillon_diagnosis::checks::bandwidth::{Capacity, Direction, InterfaceKind, LoadedDelay, Target, TargetRole};
use maillon_diagnosis::checks::gateway::{Door, Try};
use maillon_diagnosis::checks::server::{Server, Visit};
use maillon_diagnosis::checks::{bandwidth, gateway, machine, security, server, vpn};
use maillon_diagnosis::report::Checks;
use maillon_diagnosis::statistics::Distribution;

const SEEN: &str = "every check of a whole set was run";

pub fn bandwidth(checks: &mut Checks) -> &mut bandwidth::Observation {
    checks.bandwidth.observation.as_mut().expect(SEEN)
}

pub fn machine(checks: &mut Checks) -> &mut machine::Observation {
    checks.machine.observation.as_mut().expect(SEEN)
}

pub fn vpn(checks: &mut Checks) -> &mut vpn::Observation {
    checks.vpn.observation.as_mut().expect(SEEN)
}

pub fn gateway(checks: &mut Checks) -> &mut gateway::Observation {
    checks.gateway.observation.as_mut().expect(SEEN)
}

pub fn security(checks: &mut Checks) -> &mut security::Observation {
    checks.security.observation.as_mut().expect(SEEN)
}

pub fn server(checks: &mut Checks) -> &mut server::Observation {
    checks.server.observation.as_mut().expect(SEEN)
}

pub fn door(checks: &mut Checks) -> &mut Door {
    &mut gateway(checks).doors[0]
}

pub fn first_server(checks: &mut Checks) -> &mut Server {
    &mut server(checks).servers[0]
}

/// The way out of the computer is of this kind.
pub fn over(checks: &mut Checks, kind: InterfaceKind) {
    bandwidth(checks).path.as_mut().expect("it was recorded").kind = kind;
}

/// Changes the answers of every target at `from` or behind it, and its figures with them.
fn answers(checks: &mut Checks, from: TargetRole, change: impl Fn(usize, f64, f64) -> Option<f64>) {
    for target in bandwidth(checks)
        .targets
        .iter_mut()
        .filter(|target| target.role >= from)
    {
        for (number, sample) in target.samples.iter_mut().enumerate() {
            sample.rtt_ms = sample.rtt_ms.and_then(|rtt| change(number, sample.at_ms, rtt));
        }
        summarise(target);
    }
}

fn summarise(target: &mut Target) {
    let of = |loaded: bool| target.samples.iter().filter(move |sample| sample.loaded == loaded);
    let lost = |loaded: bool| of(loaded).filter(|sample| sample.rtt_ms.is_none()).count() as u32;
    (target.lost, target.loaded_lost) = (lost(false), lost(true));
    target.rtt_ms = Distribution::of(of(false).filter_map(|sample| sample.rtt_ms));
    target.loaded_rtt_ms = Distribution::of(of(true).filter_map(|sample| sample.rtt_ms));
}

/// Adds `ms` on the way to `from`: to every target there and behind, and to doors and servers, whose way grows as much.
pub fn delay(checks: &mut Checks, from: TargetRole, ms: f64) {
    answers(checks, from, |_, _, rtt| Some(rtt + ms));
    for door in &mut gateway(checks).doors {
        door.path_rtt_ms = door.path_rtt_ms.map(|path| path + ms);
        visits(door, |one| {
            one.tcp_ms = one.tcp_ms.map(|time| time + ms);
            one.answer_ms = one.answer_ms.map(|time| time + ms);
        });
    }
    for server in &mut server(checks).servers {
        server.path_rtt_ms = server.path_rtt_ms.map(|path| path + ms);
        for visit in &mut server.tries {
            visit.tcp_ms = visit.tcp_ms.map(|time| time + ms);
            visit.first_byte_ms = visit.first_byte_ms.map(|time| time + ms);
        }
    }
}

/// Adds `ms` to one answer in ten of every target at `from` and behind.
pub fn spikes(checks: &mut Checks, from: TargetRole, ms: f64) {
    answers(checks, from, |number, _, rtt| {
        Some(if number % 10 == 3 { rtt + ms } else { rtt })
    });
}

/// Loses this share of the answers of every target at `from` and behind: those lost at a share are lost at a greater one.
pub fn loss(checks: &mut Checks, from: TargetRole, share: f64) {
    // Multiples of the golden ratio spread evenly over the unit interval.
    let drawn = |number: usize| ((number + 1) as f64 * 0.618_033_988_749_895).fract();
    answers(checks, from, |number, _, rtt| (drawn(number) >= share).then_some(rtt));
}

/// Loses all answers of the line in so many of the first windows of two seconds.
pub fn outages(checks: &mut Checks, windows: f64) {
    let until = windows.floor() * 2000.0;
    answers(checks, TargetRole::FirstHop, |_, at_ms, rtt| {
        (at_ms >= until).then_some(rtt)
    });
}

/// Lets a queue of `ms` stand on the line under the load of one direction.
pub fn queue(checks: &mut Checks, direction: Direction, ms: f64) {
    let phases = &bandwidth(checks).load_phases;
    let phase = *phases
        .iter()
        .find(|phase| phase.direction == direction)
        .expect("it was loaded");
    answers(checks, TargetRole::FirstHop, |_, at_ms, rtt| {
        let during = (phase.from_ms..=phase.to_ms).contains(&at_ms);
        Some(if during { rtt + ms } else { rtt })
    });
    if let Some(delay) = loaded(checks, direction) {
        delay.loaded_latency_ms = delay.idle_latency_ms.map(|idle| idle + ms);
    }
}

/// What was seen of the delay under load.
pub fn loaded(checks: &mut Checks, direction: Direction) -> Option<&mut LoadedDelay> {
    let seen = &mut bandwidth(checks).responsiveness;
    match direction {
        Direction::Download => seen.download.as_mut(),
        Direction::Upload => seen.upload.as_mut(),
    }
}

/// The line carries so much in one direction, and its queue shows that it was full.
pub fn carries(checks: &mut Checks, direction: Direction, mbps: f64) {
    queue(checks, direction, 20.0);
    let seen = bandwidth(checks);
    let capacity: &mut Option<Capacity> = match direction {
        Direction::Download => &mut seen.download,
        Direction::Upload => &mut seen.upload,
    };
    let capacity = capacity.as_mut().expect("it was recorded");
    (capacity.lower_bound_bps, capacity.estimate_bps) = (mbps * 1e6, mbps * 1e6);
    capacity.intervals.iter_mut().for_each(|(_, rate)| *rate = mbps * 1e6);
    seen.other_traffic_bps = None;
}

/// A distribution whose every sample is `ms`.
pub fn all(ms: f64, count: usize) -> Option<Distribution> {
    Distribution::of(std::iter::repeat_n(ms, count))
}

fn visits(door: &mut Door, change: impl FnMut(&mut Try)) {
    door.tries.iter_mut().chain(&mut door.parallel).for_each(change);
}

/// Changes the first of a list, a share of it.
pub fn part<T>(list: &mut [T], share: f64, change: impl FnMut(&mut T)) {
    let count = (list.len() as f64 * share).round() as usize;
    list.iter_mut().take(count).for_each(change);
}

/// Adds `ms` to what every visit to the first server took to answer.
pub fn thinks(server: &mut Server, ms: f64) {
    for Visit {
        first_byte_ms,
        think_ms,
        ..
    } in &mut server.tries
    {
        (*first_byte_ms, *think_ms) = (first_byte_ms.map(|time| time + ms), think_ms.map(|time| time + ms));
    }
}
