//! The example's home: a box, a fibre line, and a Wi-Fi that is weak or strong.

use maillon_diagnosis::Link;
use maillon_diagnosis::checks::bandwidth::{
    Capacity, Confidence, Cost, Direction, Dns, EachWay, EchoSample, Hop, InterfaceKind, LoadEnd, LoadPhase,
    LoadedDelay, Observation, Pacing, PathFacts, ProbeMethod, Responsiveness, Target, TargetRole, TwoWays, Udp, Wifi,
    WifiProtection,
};
use maillon_diagnosis::statistics::Distribution;

/// How good the example's Wi-Fi is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Radio {
    /// Two walls away from the box, on 2.4 GHz.
    Weak,
    /// Beside the box, on 5 GHz.
    Strong,
}

/// When the line was loaded, milliseconds since the start.
const LOAD: (f64, f64) = (9_500.0, 19_500.0);

/// End of the watch, milliseconds since the start.
const END: f64 = 24_000.0;

/// What the bandwidth check saw.
pub fn observation(radio: Radio) -> Observation {
    let rate = match radio {
        Radio::Weak => 21.0e6,
        Radio::Strong => 412.0e6,
    };
    Observation {
        path: Some(PathFacts {
            interface: "wlan0".to_owned(),
            kind: InterfaceKind::Wifi,
            mtu: Some(1500),
            link_rate_bps: Some(rate * 1.6),
            gateway: Some("192.168.1.1".to_owned()),
            box_found: None,
            ipv6: Some(true),
            metered: Some(false),
        }),
        wifi: Some(wifi(radio, rate)),
        targets: targets(radio),
        hops: (1..=4).map(hop).collect(),
        dns: Some(dns(radio)),
        captive_portal: Some(false),
        udp: Some(udp(radio)),
        each_way: Some(each_way(radio)),
        download: Some(capacity(rate, LOAD.0, 12_600_000)),
        upload: Some(capacity(rate * 0.6, LOAD.0 + 5_000.0, 8_100_000)),
        responsiveness: Responsiveness {
            download: Some(loaded(radio, 46.0)),
            upload: Some(loaded(radio, 52.0)),
        },
        other_traffic_bps: Some(180_000.0),
        nq_server: Some("https://mesure.exemple.fr".to_owned()),
        load_in_tunnel: Some(false),
        load_phases: vec![
            phase(Direction::Download, LOAD.0, LOAD.0 + 5_000.0),
            phase(Direction::Upload, LOAD.0 + 5_000.0, LOAD.1),
        ],
        cpu_during_load_percent: Some(31.0),
        cost: Cost {
            bytes: 20_900_000,
            seconds: END / 1000.0,
            cpu_seconds: Some(1.2),
        },
        gaps: Vec::new(),
    }
}

/// Round trip to a point that many milliseconds behind the box, without load: the median of its samples.
pub fn round_trip_ms(radio: Radio, behind_ms: f64) -> f64 {
    let samples = (0..95).filter_map(|n| rtt(radio, behind_ms, n, false));
    Distribution::of(samples).map_or(behind_ms, |rtt| rtt.median)
}

fn targets(radio: Radio) -> Vec<Target> {
    let place = |name: &str, role, link, behind_ms, in_tunnel| target(radio, (name, role, link), behind_ms, in_tunnel);
    vec![
        place("box", TargetRole::Box, Link::LocalLink, 0.0, false),
        place("198.51.100.1", TargetRole::FirstHop, Link::AccessLine, 4.0, false),
        place("anchor1.exemple.net", TargetRole::Anchor, Link::AccessLine, 8.0, false),
        place("anchor2.exemple.org", TargetRole::Anchor, Link::AccessLine, 9.5, false),
        place("vpn.exemple.fr", TargetRole::Edge, Link::Internet, 12.0, false),
        place("10.20.0.1", TargetRole::Inside, Link::Vpn, 15.0, true),
        place("tse1.exemple.fr", TargetRole::Door, Link::Gateway, 16.0, true),
        place("erp.exemple.fr", TargetRole::Server, Link::Server, 16.5, true),
    ]
}

fn target(radio: Radio, (name, role, link): (&str, TargetRole, Link), behind_ms: f64, in_tunnel: bool) -> Target {
    let steps = (END / 100.0) as u32;
    let samples: Vec<EchoSample> = (0..steps)
        .map(|n| {
            let at_ms = f64::from(n) * 100.0;
            let loaded = (LOAD.0..LOAD.1).contains(&at_ms);
            EchoSample {
                at_ms,
                rtt_ms: rtt(radio, behind_ms, n, loaded),
                loaded,
            }
        })
        .collect();
    let of = |loaded: bool| samples.iter().filter(move |sample| sample.loaded == loaded);
    let count = |loaded, lost: bool| {
        let matching = of(loaded).filter(|sample| !lost || sample.rtt_ms.is_none());
        u32::try_from(matching.count()).unwrap_or(u32::MAX)
    };
    Target {
        name: name.to_owned(),
        role,
        link: Some(link),
        address: None,
        method: Some(ProbeMethod::Icmp),
        interface: Some(if in_tunnel { "wg0" } else { "wlan0" }.to_owned()),
        in_tunnel: Some(in_tunnel),
        sent: count(false, false),
        lost: count(false, true),
        rtt_ms: Distribution::of(of(false).filter_map(|sample| sample.rtt_ms)),
        loaded_rtt_ms: Distribution::of(of(true).filter_map(|sample| sample.rtt_ms)),
        loaded_sent: count(true, false),
        loaded_lost: count(true, true),
        pacing: Some(Pacing {
            wanted_per_second: 10.0,
            sent_per_second: 9.9,
            late_ms: 0.2,
        }),
        samples: samples.clone(),
    }
}

/// Half of a round trip each way, but for the queue, which stands in the direction of the load; their clock is 40 ms ahead.
fn each_way(radio: Radio) -> EachWay {
    let mut reached = 0;
    let sample = |n: u32| {
        let at_ms = f64::from(n) * 100.0;
        let loaded = (LOAD.0..LOAD.1).contains(&at_ms);
        let quiet = rtt(radio, 12.0, n, false);
        let queue = rtt(radio, 12.0, n, loaded)
            .zip(quiet)
            .map_or(0.0, |(all, quiet)| all - quiet);
        let uploads = at_ms >= LOAD.0 + 5_000.0;
        let way = |quiet: f64, ahead: f64, waits: bool| round(quiet / 2.0 + ahead + if waits { queue } else { 0.0 });
        let before = reached;
        // Of what is lost, half had come through the way out.
        reached += u32::from(quiet.is_some() || scattered(n).is_multiple_of(2));
        TwoWays {
            number: n,
            at_ms,
            out_ms: quiet.map(|quiet| way(quiet, 40.0, uploads)),
            back_ms: quiet.map(|quiet| way(quiet, -40.0, !uploads)),
            answer: quiet.map(|_| before),
            loaded,
        }
    };
    EachWay {
        server: "mesure.exemple.fr:862".to_owned(),
        samples: (0..(END / 100.0) as u32).map(sample).collect(),
    }
}

/// The n-th answer: what happens on the radio hits every target behind it in the same tenth of a second.
fn rtt(radio: Radio, behind_ms: f64, n: u32, loaded: bool) -> Option<f64> {
    let (quiet, spread, lost_of_100) = match radio {
        Radio::Weak => (58.0, 90.0, 7),
        Radio::Strong => (2.6, 2.2, 0),
    };
    if scattered(n) % 100 < lost_of_100 {
        return None;
    }
    let share = f64::from(scattered(n + 7_000) % 1000) / 1000.0;
    let own = f64::from(scattered(n + 9_000 + behind_ms as u32) % 100) / 100.0;
    let queue = if loaded { 14.0 } else { 0.0 };
    Some(round(quiet + spread * share.powi(3) + queue + behind_ms + own))
}

/// A whole number that looks drawn by lot and is the same at every call (Knuth's multiplicative hash).
fn scattered(n: u32) -> u32 {
    n.wrapping_mul(2_654_435_761)
        .rotate_left(15)
        .wrapping_mul(2_246_822_519)
        >> 8
}

fn round(ms: f64) -> f64 {
    (ms * 10.0).round() / 10.0
}

fn wifi(radio: Radio, rate: f64) -> Wifi {
    let (frequency, signal, retries) = match radio {
        Radio::Weak => (2437, -79.0, 34.0),
        Radio::Strong => (5240, -48.0, 2.0),
    };
    Wifi {
        ssid: Some("Livebox-EXEMPLE".to_owned()),
        frequency_mhz: Some(frequency),
        signal_dbm: Some(signal),
        transmit_rate_bps: Some(rate * 1.6),
        receive_rate_bps: Some(rate * 1.9),
        retries_percent: Some(retries),
        protection: Some(WifiProtection::Protected),
    }
}

fn hop(ttl: u8) -> Hop {
    let address = match ttl {
        1 => Some("192.168.1.1".to_owned()),
        3 => None,
        ttl => Some(format!("198.51.100.{ttl}")),
    };
    Hop {
        ttl,
        rtt_ms: address.is_some().then(|| 2.0 + 2.5 * f64::from(ttl)),
        address,
    }
}

fn dns(radio: Radio) -> Dns {
    let base = round_trip_ms(radio, 6.0);
    let times = Distribution::of((0..6).map(|n| round(base + 6.0 * f64::from(n))));
    Dns {
        servers: vec!["192.168.1.1".to_owned()],
        system_ms: times,
        system_asked: 6,
        named_server: Some("198.51.100.53".to_owned()),
        named_ms: times,
        named_asked: 6,
        in_tunnel: Some(false),
        ..Dns::default()
    }
}

fn udp(radio: Radio) -> Udp {
    let base = round_trip_ms(radio, 9.0);
    Udp {
        server: "stun.exemple.fr:3478".to_owned(),
        sent: 500,
        received: if radio == Radio::Weak { 463 } else { 500 },
        rtt_ms: Distribution::of((0..463).map(|n| round(base + f64::from(n % 5)))),
        jitter_ms: Some(if radio == Radio::Weak { 22.0 } else { 1.1 }),
        burst_ratio: (radio == Radio::Weak).then_some(2.6),
        mapped_address: Some("203.0.113.7:51002".to_owned()),
    }
}

fn capacity(rate: f64, from_ms: f64, bytes: u64) -> Capacity {
    let intervals = (0..10_u32).map(|n| {
        let wobble = f64::from(scattered(n) % 100) / 1000.0;
        (from_ms + 500.0 * f64::from(n), rate * (0.93 + wobble))
    });
    Capacity {
        lower_bound_bps: rate * 0.9,
        estimate_bps: rate,
        confidence: Confidence::Medium,
        bytes,
        seconds: 5.0,
        connections: 4,
        cap_reached: false,
        intervals: intervals.collect(),
        ended_by: LoadEnd::Stable,
        degraded: Vec::new(),
    }
}

fn loaded(radio: Radio, added_ms: f64) -> LoadedDelay {
    let idle = round_trip_ms(radio, 8.0);
    LoadedDelay {
        rpm: Some((60_000.0 / (idle + added_ms)).round()),
        loaded_latency_ms: Some(round(idle + added_ms)),
        loaded_tm95_ms: Some(round(idle + 1.1 * added_ms)),
        idle_latency_ms: Some(idle),
        idle_tm95_ms: Some(idle),
        idle_rpm: Some((60_000.0 / idle).round()),
        samples: 48,
        formula: "draft-ietf-ippm-responsiveness-09".to_owned(),
        ..LoadedDelay::default()
    }
}

fn phase(direction: Direction, from_ms: f64, to_ms: f64) -> LoadPhase {
    LoadPhase {
        direction,
        from_ms,
        to_ms,
    }
}
