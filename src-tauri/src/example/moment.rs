//! A made-up slow moment, for the page's tests and pictures: the Wi-Fi answers late for two minutes.

use maillon_diagnosis::Link;
use maillon_diagnosis::checks::bandwidth::{InterfaceKind, ProbeMethod, TargetRole};
use maillon_diagnosis::slow_moment::{CalledBy, KEPT_S, SlowMoment, WatchedTarget};

/// A moment of the same morning as the example.
pub fn slow_moment() -> SlowMoment {
    let watched = |name: &str, role, link, usual: f64| WatchedTarget {
        name: name.to_owned(),
        role,
        link: Some(link),
        in_tunnel: Some(role == TargetRole::Inside),
        method: Some(ProbeMethod::Icmp),
        seconds: (-KEPT_S..=KEPT_S)
            .map(|second| (second, answer(second, usual)))
            .collect(),
    };
    SlowMoment {
        at: "2026-11-24T09:12:00+01:00".to_owned(),
        called_by: CalledBy::Person,
        kind: Some(InterfaceKind::Wifi),
        inside_is_found: false,
        remote_session: Some(false),
        targets: vec![
            watched("box", TargetRole::Box, Link::LocalLink, 3.4),
            watched("198.51.100.80", TargetRole::Anchor, Link::AccessLine, 14.2),
            watched("198.51.100.81", TargetRole::Anchor, Link::AccessLine, 15.1),
            watched("203.0.113.20", TargetRole::Edge, Link::Internet, 19.6),
            watched("10.20.0.1", TargetRole::Inside, Link::Vpn, 24.8),
        ],
    }
}

/// The same unrest for every target, since all of them are behind the Wi-Fi.
fn answer(second: i32, usual: f64) -> Option<f64> {
    let unrest = f64::from((second * 7919).rem_euclid(97)) / 97.0;
    let is_late = (-70..80).contains(&second);
    if is_late && second.rem_euclid(13) == 0 {
        return None;
    }
    let late = if is_late { 140.0 + 160.0 * unrest } else { 2.0 * unrest };
    Some(((usual + late) * 10.0).round() / 10.0)
}
