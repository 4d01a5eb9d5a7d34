use super::*;
use maillon_diagnosis::checks::bandwidth::Direction;
use maillon_diagnosis::statistics::burst_ratio;

const SPACING_MS: f64 = 50.0;
const LOAD: LoadPhase = LoadPhase {
    direction: Direction::Upload,
    from_ms: 5000.0,
    to_ms: 9000.0,
};
/// When the run is over, milliseconds.
const OVER_MS: f64 = 15_000.0;

/// What a target's answer to a probe sent at a moment takes, milliseconds; without an end when it is lost.
type Rtt = fn(f64) -> f64;

/// When a probe is told, and what of it.
fn told(at_ms: f64, rtt_ms: f64) -> (f64, EchoSample) {
    let budget_ms = ms(ANSWER_BUDGET);
    let sample = EchoSample {
        at_ms,
        rtt_ms: (rtt_ms < budget_ms).then_some(rtt_ms),
        loaded: false,
    };
    (at_ms + rtt_ms.min(budget_ms), sample)
}

/// Watches targets all along a run with one load, the first of several being the box, whose own probes waited so long. Gives the watch and when the load's queue was
/// called gone.
fn run(targets: &[Rtt], longest_wait_ms: f64) -> (Watch, f64) {
    let watch = Watch::default();
    let mut all = Vec::new();
    for (number, rtt_ms) in targets.iter().enumerate() {
        let is_box = number == 0 && targets.len() > 1;
        let place = watch.add(Target {
            role: if is_box { TargetRole::Box } else { TargetRole::Anchor },
            ..Target::default()
        });
        let beats = (0..(OVER_MS / SPACING_MS) as u32).map(|beat| f64::from(beat) * SPACING_MS);
        all.extend(beats.map(|at_ms| (place, told(at_ms, rtt_ms(at_ms)))));
    }
    all.sort_by(|(_, (a, _)), (_, (b, _))| a.total_cmp(b));
    let mut gone_ms = f64::INFINITY;
    let mut is_noted = false;
    for (place, (told_ms, mut sample)) in all {
        if told_ms > LOAD.to_ms && !is_noted {
            watch.note_load(LOAD, longest_wait_ms);
            is_noted = true;
        }
        if gone_ms.is_infinite() && is_noted && watch.is_drained(told_ms) {
            gone_ms = told_ms;
        }
        // As `PhaseClock::was_loaded` tells it.
        sample.loaded = told_ms >= LOAD.from_ms && sample.at_ms <= gone_ms;
        watch.with(|targets| targets[place].samples.push(sample));
    }
    (watch, gone_ms - LOAD.to_ms)
}

/// The wait behind a queue that our load fills to two seconds.
fn queued_ms(at_ms: f64) -> f64 {
    if at_ms < LOAD.from_ms {
        0.0
    } else if at_ms <= LOAD.to_ms {
        2000.0 * (at_ms - LOAD.from_ms) / (LOAD.to_ms - LOAD.from_ms)
    } else {
        (2000.0 - (at_ms - LOAD.to_ms)).max(0.0)
    }
}

fn home_box(_: f64) -> f64 {
    2.0
}

fn anchor(at_ms: f64) -> f64 {
    let wavers = (at_ms / SPACING_MS) % 3.0;
    20.0 + wavers + queued_ms(at_ms)
}

#[test]
fn a_queue_of_two_seconds_leaves_neither_loss_nor_lateness_at_rest() {
    let (watch, drained_ms) = run(&[home_box, anchor], 1300.0);
    assert!((1900.0..2300.0).contains(&drained_ms), "{drained_ms}");
    for target in watch.targets() {
        let rest = target.rtt_ms.expect("answered");
        assert_eq!(target.lost, 0, "{target:?}");
        assert!(rest.max - rest.median <= 2.0 * WAVERING_MS, "{rest:?}");
        // Twenty a second, both ends included: what was sent later is no figure under load.
        assert_eq!(target.loaded_sent, 81);
    }
}

#[test]
fn a_line_without_a_queue_is_watched_again_at_once() {
    let (watch, drained_ms) = run(&[home_box, |_| 20.0, |_| f64::INFINITY], 2000.0);
    assert!((500.0..600.0).contains(&drained_ms), "{drained_ms}");
    assert!(watch.targets()[2].lost > 0, "one that never answers holds nobody up");
    let (_, drained_ms) = run(&[home_box, |_| f64::INFINITY], 2000.0);
    assert!(
        (4000.0..4100.0).contains(&drained_ms),
        "the box sees no queue behind it: {drained_ms}"
    );
}

#[test]
fn a_line_that_dies_under_the_load_is_not_waited_for_longer_than_its_queue_was() {
    let dies = |at_ms: f64| if at_ms > LOAD.to_ms { f64::INFINITY } else { 20.0 };
    let (watch, drained_ms) = run(&[home_box, dies], 300.0);
    assert!((600.0..700.0).contains(&drained_ms), "{drained_ms}");
    let lost = watch.targets()[1].lost;
    assert!(lost > 80, "{lost}");
}

#[test]
fn losses_in_a_row_stay_in_a_row_although_they_are_told_late() {
    let row = |at_ms: f64| {
        if (1000.0..1200.0).contains(&at_ms) {
            f64::INFINITY
        } else {
            20.0
        }
    };
    let (watch, _) = run(&[row], 60.0);
    let samples = watch.targets().remove(0).samples;
    assert!(samples.is_sorted_by(|a, b| a.at_ms < b.at_ms));
    let lost: Vec<bool> = samples.iter().map(|sample| sample.rtt_ms.is_none()).collect();
    assert!(burst_ratio(&lost).is_some_and(|ratio| ratio > 3.0));
}
