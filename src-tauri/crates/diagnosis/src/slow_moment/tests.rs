use super::*;
use crate::limits::Limits;
use crate::vocabulary::Status;

fn watched(role: TargetRole, link: Link, rtt: impl Fn(i32) -> Option<f64>) -> WatchedTarget {
    WatchedTarget {
        name: format!("{role}"),
        role,
        link: Some(link),
        in_tunnel: Some(role == TargetRole::Inside),
        method: Some(ProbeMethod::Icmp),
        seconds: (-KEPT_S..=KEPT_S).map(|second| (second, rtt(second))).collect(),
    }
}

/// A home whose Wi-Fi and tunnel add so much in the slow minute.
fn moment(wifi_ms: f64, tunnel_ms: f64) -> SlowMoment {
    let late = move |second: i32, ms: f64| if second.abs() < 55 { ms } else { 0.0 };
    let wifi = move |second| 3.0 + late(second, wifi_ms);
    SlowMoment {
        targets: vec![
            watched(TargetRole::Box, Link::LocalLink, move |second| Some(wifi(second))),
            watched(TargetRole::Anchor, Link::AccessLine, move |second| {
                Some(12.0 + wifi(second))
            }),
            watched(TargetRole::Anchor, Link::AccessLine, move |second| {
                Some(13.0 + wifi(second))
            }),
            watched(TargetRole::Edge, Link::Internet, move |second| {
                Some(20.0 + wifi(second))
            }),
            watched(TargetRole::Inside, Link::Vpn, move |second| {
                Some(22.0 + wifi(second) + late(second, tunnel_ms))
            }),
        ],
        ..SlowMoment::default()
    }
}

fn named(moment: &SlowMoment) -> Vec<Link> {
    let (_, verdict) = moment.judge(&Limits::default());
    verdict.weak_links.iter().map(|weak| weak.link).collect()
}

#[test]
fn the_link_that_was_late_in_the_moment_is_named_and_only_that() {
    assert_eq!(named(&moment(240.0, 0.0)), [Link::LocalLink]);
    assert_eq!(named(&moment(0.0, 300.0)), [Link::Vpn]);
    assert_eq!(named(&moment(0.0, 0.0)), []);
}

#[test]
fn what_was_late_minutes_before_does_not_accuse() {
    let mut before = moment(0.0, 0.0);
    for target in &mut before.targets {
        for (second, rtt) in &mut target.seconds {
            if *second < -120 {
                *rtt = rtt.map(|rtt| rtt + 300.0);
            }
        }
    }
    assert_eq!(named(&before), []);
}

#[test]
fn a_line_that_was_cut_in_the_moment_is_named() {
    let mut cut = moment(0.0, 0.0);
    for target in cut.targets.iter_mut().skip(1) {
        for (second, rtt) in &mut target.seconds {
            if is_within(*second) {
                *rtt = None;
            }
        }
    }
    assert_eq!(named(&cut), [Link::AccessLine]);
}

#[test]
fn nothing_watched_accuses_nobody_and_clears_nobody() {
    let (_, verdict) = SlowMoment::default().judge(&Limits::default());
    assert_eq!(verdict.weak_links, []);
    assert!(verdict.links.values().all(|status| *status == Status::NotKnown));
}

/// A sound home whose box and public points answer so fast, whatever the second.
fn steady(box_ms: f64, anchor: impl Fn(i32) -> Option<f64> + Copy) -> SlowMoment {
    SlowMoment {
        targets: vec![
            watched(TargetRole::Box, Link::LocalLink, move |_| Some(box_ms)),
            watched(TargetRole::Anchor, Link::AccessLine, anchor),
            watched(TargetRole::Anchor, Link::AccessLine, anchor),
        ],
        ..SlowMoment::default()
    }
}

#[test]
fn a_box_that_is_no_later_than_usual_made_no_moment_slow() {
    assert_eq!(named(&steady(8.0, |_| Some(22.0))), [], "an ordinary Wi-Fi");
    assert_eq!(
        named(&steady(90.0, |_| Some(110.0))),
        [],
        "a radio that sleeps between the probes"
    );
}

#[test]
fn points_that_never_answered_do_not_cut_the_line() {
    assert_eq!(named(&steady(3.0, |_| None)), []);
}

#[test]
fn silence_behind_a_tunnel_is_not_the_lines() {
    let mut frozen = steady(3.0, |second| (!is_within(second)).then_some(20.0));
    for target in &mut frozen.targets[1..] {
        target.in_tunnel = Some(true);
    }
    assert_eq!(named(&frozen), []);
    let behind: Vec<TargetRole> = frozen.fell_behind().iter().map(|target| target.role).collect();
    assert_eq!(
        behind,
        [TargetRole::Anchor, TargetRole::Anchor],
        "that they fell silent is told all the same"
    );
}

#[test]
fn inside_a_remote_session_the_home_is_not_accused() {
    let mut remote = moment(240.0, 0.0);
    remote.remote_session = Some(true);
    assert_eq!(named(&remote), []);
}

#[test]
fn half_a_minute_of_late_answers_is_seen_though_the_median_is_not_moved() {
    let burst = steady(3.0, |second| Some(if (0..30).contains(&second) { 800.0 } else { 20.0 }));
    assert_eq!(burst.fell_behind().len(), 2);
    assert_eq!(steady(3.0, |_| Some(20.0)).fell_behind().len(), 0);
}
