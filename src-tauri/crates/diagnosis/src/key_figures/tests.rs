use super::*;
use crate::checks::bandwidth::EchoSample;
use crate::checks::gateway::{self, Door, Try};
use crate::gap::GapReason;
use crate::report::CheckResult;

fn figure(id: KeyFigureId, value: f64, interval: Option<(f64, f64)>) -> KeyFigure {
    KeyFigure {
        id,
        subject: String::new(),
        value,
        interval,
    }
}

fn target(role: TargetRole, rtt_ms: f64, lost: u32) -> Target {
    let samples = (0..40_u32).map(|n| EchoSample {
        at_ms: f64::from(n) * 100.0,
        rtt_ms: (n >= lost).then_some(rtt_ms + f64::from(n % 5) * 0.1),
        loaded: false,
    });
    Target {
        role,
        sent: 40,
        lost,
        rtt_ms: crate::statistics::Distribution::of([rtt_ms]),
        samples: samples.collect(),
        ..Target::default()
    }
}

fn home(box_rtt: f64, anchor_rtt: f64, lost: u32) -> Checks {
    let mut checks = Checks::default();
    checks.bandwidth.observation = Some(Observation {
        targets: vec![
            target(TargetRole::Box, box_rtt, lost),
            target(TargetRole::Anchor, anchor_rtt, lost),
        ],
        ..Observation::default()
    });
    checks
}

#[test]
fn intervals_that_overlap_are_no_change_and_too_little_seen_is_no_word_at_all() {
    let delay = |value, interval| figure(KeyFigureId::BoxDelay, value, interval);
    for (before, after, expected) in [
        (
            delay(85.0, Some((70.0, 99.0))),
            delay(3.0, Some((2.0, 4.0))),
            Change::Better,
        ),
        (
            delay(3.0, Some((2.0, 4.0))),
            delay(85.0, Some((70.0, 99.0))),
            Change::Worse,
        ),
        (
            delay(20.0, Some((10.0, 30.0))),
            delay(40.0, Some((29.0, 60.0))),
            Change::Same,
        ),
        (delay(3.0, None), delay(85.0, Some((70.0, 99.0))), Change::Unclear),
        // Sure, and of no use to a person.
        (delay(2.0, Some((1.9, 2.1))), delay(3.0, Some((2.9, 3.1))), Change::Same),
    ] {
        assert_eq!(Change::between(&before, &after), expected, "{before:?} {after:?}");
    }
    let rate = |value: f64| figure(KeyFigureId::Download, value, Some((0.9 * value, 1.1 * value)));
    assert_eq!(Change::between(&rate(10e6), &rate(90e6)), Change::Better);
    assert_eq!(Change::between(&rate(90e6), &rate(10e6)), Change::Worse);
}

#[test]
fn a_box_that_slows_down_changes_the_radio_and_not_the_line_behind_it() {
    let (before, after) = (
        key_figures(&home(2.0, 14.0, 0).clone()),
        key_figures(&home(80.0, 92.0, 0)),
    );
    let change = |id| {
        let of = |figures: &[KeyFigure]| figures.iter().find(|figure| figure.id == id).cloned();
        Change::between(&of(&before).expect("measured"), &of(&after).expect("measured"))
    };
    assert_eq!(change(KeyFigureId::BoxDelay), Change::Worse);
    assert_eq!(change(KeyFigureId::LineDelay), Change::Same);
    assert_eq!(change(KeyFigureId::BoxLoss), Change::Same);
}

#[test]
fn no_loss_is_a_figure_with_an_upper_end_and_what_was_not_measured_is_none() {
    let figures = key_figures(&home(2.0, 14.0, 0));
    let lost = figures
        .iter()
        .find(|figure| figure.id == KeyFigureId::LineLoss)
        .expect("measured");
    let (low, high) = lost.interval.expect("forty probes");
    assert!(lost.value.abs() < f64::EPSILON && low.abs() < f64::EPSILON && high > 5.0);
    assert!(figures.iter().all(|figure| figure.id.link() != Link::Vpn));
    assert_eq!(key_figures(&Checks::default()), []);
    assert_eq!(main_figure(&Checks::default(), Link::Machine), None);
}

#[test]
fn of_several_doors_the_slowest_stands_for_the_entrance_and_a_refusal_is_no_answer() {
    let one = |answer_ms, failure| Try {
        answer_ms: Some(answer_ms),
        failure,
        ..Try::default()
    };
    let door = |name: &str, answer_ms, failure| Door {
        name: name.to_owned(),
        tries: vec![one(answer_ms, failure); 6],
        ..Door::default()
    };
    let doors = vec![
        door("quick", 20.0, None),
        door("slow", 90.0, None),
        door("shut", 5000.0, Some(GapReason::Refused)),
    ];
    let gateway = CheckResult {
        observation: Some(gateway::Observation {
            doors,
            ..gateway::Observation::default()
        }),
        ..CheckResult::default()
    };
    let checks = Checks {
        gateway,
        ..Checks::default()
    };
    let main = main_figure(&checks, Link::Gateway).expect("two doors answered");
    assert_eq!((main.subject.as_str(), main.value), ("slow", 90.0));
}

#[test]
fn figures_that_are_none_are_passed_over() {
    let mut checks = home(2.0, 14.0, 0);
    let seen = checks.bandwidth.observation.as_mut().expect("seen");
    seen.download = Some(Capacity {
        estimate_bps: f64::INFINITY,
        confidence: Confidence::High,
        ..Capacity::default()
    });
    assert!(key_figures(&checks).iter().all(|figure| figure.value.is_finite()));
}
