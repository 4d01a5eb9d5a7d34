use super::*;
use proptest::prelude::*;

fn steady() -> Conditions {
    Conditions {
        filled: true,
        rtt_ms: Some(20.0),
        ..Conditions::default()
    }
}

/// Quarter-second intervals of so many Mbit/s.
fn line(rates_mbps: &[f64]) -> Vec<Interval> {
    let interval = |(at, rate): (usize, &f64)| Interval {
        end_ms: 1000.0 + 250.0 * (at + 1) as f64,
        seconds: 0.25,
        bytes: (rate * 1e6 / 32.0) as u64,
    };
    rates_mbps.iter().enumerate().map(interval).collect()
}

fn judged(rates_mbps: &[f64], conditions: &Conditions) -> Capacity {
    capacity(&line(rates_mbps), conditions).expect("something moved").0
}

#[test]
fn the_warm_up_is_no_capacity() {
    let rates = [2.0, 9.0, 19.0, 20.0, 20.0, 20.0, 20.2, 19.9];
    let (capacity, warm_ms) = capacity(&line(&rates), &steady()).expect("something moved");
    let estimate = capacity.estimate_bps;
    assert!((estimate - 20e6).abs() < 0.3e6, "{estimate}");
    assert!((19e6..=20e6).contains(&capacity.lower_bound_bps), "{capacity:?}");
    assert_eq!(capacity.confidence, Confidence::High);
    assert!(warm_ms >= 1250.0, "{warm_ms}");
}

#[test]
fn what_degrades_the_conditions_degrades_the_confidence() {
    let rates = [5.0, 20.0, 20.0, 20.0, 20.0, 20.0, 20.0];
    let with = |degraded: &[Degradation]| Conditions {
        degraded: degraded.to_vec(),
        ..steady()
    };
    let not_full = Conditions {
        filled: false,
        ..steady()
    };
    assert_eq!(judged(&rates, &steady()).confidence, Confidence::High);
    assert_eq!(judged(&rates, &not_full).confidence, Confidence::Low);
    let failed = judged(&rates, &with(&[Degradation::ConnectionFailed]));
    assert_eq!(failed.confidence, Confidence::Low);
    assert_eq!(failed.degraded, [Degradation::ConnectionFailed]);
    let crowded = judged(&rates, &with(&[Degradation::ConnectionUnopened]));
    assert_eq!(crowded.confidence, Confidence::Medium);
    assert_eq!(judged(&rates[..3], &steady()).confidence, Confidence::Low);
    let shaky = [5.0, 20.0, 10.0, 25.0, 9.0, 22.0, 8.0, 24.0];
    assert_ne!(judged(&shaky, &steady()).confidence, Confidence::High);
}

#[test]
fn a_burst_at_the_start_raises_nothing() {
    let rates = [60.0, 60.0, 60.0, 20.0, 20.0, 20.0, 20.0, 20.0, 20.0, 20.0, 20.0, 20.0];
    let boosted = judged(&rates, &steady());
    assert!(boosted.lower_bound_bps <= 20e6, "{}", boosted.lower_bound_bps);
    assert!(boosted.estimate_bps <= 20.1e6, "{}", boosted.estimate_bps);
}

#[test]
fn a_line_that_was_full_for_a_moment_carries_what_it_carried_then() {
    let rates = [2.0, 9.0, 20.0, 12.0, 12.0, 12.0, 12.0, 12.0, 12.0, 12.0, 12.0, 12.0];
    let held_back = |queued_ms: &[f64]| Conditions {
        filled: false,
        queued_ms: queued_ms.to_vec(),
        ..steady()
    };
    let seen = judged(&rates, &held_back(&[1700.0]));
    assert!((seen.estimate_bps - 20e6).abs() < 0.1e6, "{}", seen.estimate_bps);
    assert!(seen.lower_bound_bps < 12.1e6, "{}", seen.lower_bound_bps);
    assert_eq!(seen.confidence, Confidence::Low);
    let blind = judged(&rates, &held_back(&[]));
    assert!(blind.estimate_bps < 12.1e6, "{}", blind.estimate_bps);
}

#[test]
fn a_burst_that_waited_for_a_lost_packet_is_no_capacity() {
    let rates = [5.0, 20.0, 20.0, 4.0, 36.0, 20.0, 20.0, 20.0, 4.0, 36.0, 20.0, 20.0];
    let in_order = Conditions {
        counting: Counting::InOrder,
        ..steady()
    };
    let estimate = judged(&rates, &in_order).estimate_bps;
    assert!((estimate - 20e6).abs() < 1e6, "{estimate}");
}

#[test]
fn nothing_moved_is_no_capacity() {
    assert!(capacity(&line(&[0.0, 0.0]), &steady()).is_none());
    assert!(capacity(&[], &steady()).is_none());
}

proptest! {
    #[test]
    fn the_bounds_hold_for_any_line(rates in prop::collection::vec(0.0..1000.0_f64, 1..60)) {
        if let Some((capacity, warm_ms)) = capacity(&line(&rates), &steady()) {
            let best = rates.iter().copied().fold(0.0, f64::max) * 1e6;
            prop_assert!(capacity.lower_bound_bps <= capacity.estimate_bps);
            prop_assert!(capacity.estimate_bps <= best * 1.001);
            prop_assert!(warm_ms >= 1000.0 - 1e-6);
        }
    }
}
