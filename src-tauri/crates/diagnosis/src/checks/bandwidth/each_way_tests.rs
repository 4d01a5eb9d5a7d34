use super::*;

const UPLOAD: LoadPhase = LoadPhase {
    direction: Direction::Upload,
    from_ms: 5000.0,
    to_ms: 8000.0,
};

/// A time from 0 to 1 that looks drawn by lot.
fn drawn(n: u32) -> f64 {
    f64::from(n.wrapping_mul(2_654_435_761).rotate_left(11) % 1000) / 1000.0
}

/// Twenty packets a second for 15 s; their clock is far ahead and gains 100 parts in a million, the way out takes 12 ms and
/// the way back 8 ms and up to `jitter_ms` more each, and an upload adds 90 ms to the way out.
fn seen(jitter_ms: f64) -> EachWay {
    let sample = |number: u32| {
        let at_ms = f64::from(number) * 50.0;
        let ahead = 5_000_000.0 + at_ms * 100e-6;
        let loaded = (UPLOAD.from_ms..=UPLOAD.to_ms).contains(&at_ms);
        let (out, back) = (drawn(number) * jitter_ms, drawn(number + 5000) * jitter_ms);
        TwoWays {
            number,
            at_ms,
            out_ms: Some(12.0 + out + ahead + if loaded { 90.0 } else { 0.0 }),
            back_ms: Some(8.0 + back - ahead),
            answer: Some(number),
            loaded,
        }
    };
    EachWay {
        server: "mesure.exemple.fr:862".to_owned(),
        samples: (0..300).map(sample).collect(),
    }
}

fn median_of(times: Option<Distribution>) -> f64 {
    times.expect("told").median
}

#[test]
fn the_way_that_waits_is_told_whatever_the_clocks_do_and_the_radio_wavers() {
    for (jitter_ms, exact_ms) in [(0.0, 0.01), (2.0, 0.5), (30.0, 6.0)] {
        let (out, back) = seen(jitter_ms).ways(&[UPLOAD]);
        let (out_ms, back_ms) = (median_of(out.upload_ms), median_of(back.upload_ms));
        assert!((out_ms - 90.0).abs() < exact_ms, "{jitter_ms}: {out_ms}");
        assert!(back_ms.abs() < exact_ms, "{jitter_ms}: {back_ms}");
        assert!(median_of(out.idle_ms) <= jitter_ms / 2.0 + exact_ms, "{out:?}");
        assert_eq!(out.download_ms, None, "nothing was downloaded");
    }
}

#[test]
fn a_clock_that_was_set_meanwhile_tells_no_time_but_losses() {
    for jitter_ms in [0.0, 2.0] {
        let mut seen = seen(jitter_ms);
        for one in seen.samples.iter_mut().filter(|one| one.at_ms > 10_000.0) {
            one.out_ms = one.out_ms.map(|time| time + 40.0);
            one.back_ms = one.back_ms.map(|time| time - 40.0);
        }
        let (out, back) = seen.ways(&[UPLOAD]);
        assert_eq!((out.idle_ms, out.upload_ms, back.idle_ms), (None, None, None));
        assert!(out.lost.is_some());
    }
}

#[test]
fn a_few_packets_tell_no_drift_and_so_no_time() {
    let mut seen = seen(1.0);
    seen.samples.truncate(60);
    seen.samples
        .iter_mut()
        .filter(|one| one.at_ms > 500.0)
        .for_each(|one| one.loaded = true);
    let (out, _) = seen.ways(&[UPLOAD]);
    assert_eq!((out.idle_ms, out.upload_ms), (None, None));
}

#[test]
fn a_loss_is_put_on_the_way_it_happened_and_those_under_load_on_none() {
    let mut seen = seen(0.0);
    let (mut reached, mut lost) = (0, (0, 0));
    for one in &mut seen.samples {
        let (at, came) = (one.number, one.number % 10 != 3);
        one.answer = Some(reached);
        reached += u32::from(came);
        let returned = came && at % 30 != 7;
        if !returned {
            (one.out_ms, one.back_ms, one.answer) = (None, None, None);
        }
        if !(98..=162).contains(&at) && at < 299 {
            lost = (lost.0 + u32::from(!came), lost.1 + u32::from(came && !returned));
        }
    }
    let (out, back) = seen.ways(&[UPLOAD]);
    let (out, back) = (out.lost.expect("it counts"), back.lost.expect("it counts"));
    assert_eq!((out.0, back.0), lost);
    assert!(
        (230..240).contains(&out.1) && back.1 == out.1 - out.0,
        "{out:?} {back:?}"
    );
}

#[test]
fn what_the_end_of_the_run_cut_off_hides_no_loss() {
    let mut seen = seen(0.0);
    // Lost on the way out and not yet given up when the run ended.
    seen.samples.retain(|one| one.number < 290 || one.number % 2 == 0);
    for one in seen.samples.iter_mut().filter(|one| one.number >= 290) {
        one.answer = one.answer.map(|number| 290 + (number - 290) / 2);
    }
    let (out, back) = seen.ways(&[]);
    assert_eq!(
        (out.lost.expect("it counts").0, back.lost.expect("it counts").0),
        (4, 0)
    );
}

#[test]
fn a_packet_that_came_twice_or_out_of_order_and_a_new_start_invent_no_loss() {
    let mut twice = seen(0.0);
    for one in twice.samples.iter_mut().filter(|one| one.number > 20) {
        one.answer = one.answer.map(|number| number + 1);
    }
    let mut swapped = seen(0.0);
    (swapped.samples[40].answer, swapped.samples[41].answer) = (Some(41), Some(40));
    let mut anew = seen(0.0);
    for one in anew.samples.iter_mut().filter(|one| one.number >= 200) {
        one.answer = one.answer.map(|number| number - 200);
    }
    for seen in [twice, swapped, anew] {
        let (out, back) = seen.ways(&[]);
        assert_eq!(
            (out.lost.expect("it counts").0, back.lost.expect("it counts").0),
            (0, 0)
        );
    }
}

#[test]
fn a_reflector_that_does_not_count_tells_no_loss_of_one_way() {
    let mut seen = seen(0.0);
    seen.samples
        .iter_mut()
        .for_each(|one| one.answer = Some(one.number + 1));
    let (out, back) = seen.ways(&[UPLOAD]);
    assert_eq!((out.lost, back.lost), (None, None));
    assert!(out.upload_ms.is_some());
}

#[test]
fn nothing_that_came_back_tells_nothing() {
    let mut seen = seen(0.0);
    for one in &mut seen.samples {
        (one.out_ms, one.back_ms, one.answer) = (None, None, None);
    }
    assert_eq!(seen.ways(&[UPLOAD]), (OneWay::default(), OneWay::default()));
    assert_eq!(EachWay::default().ways(&[]), (OneWay::default(), OneWay::default()));
}
