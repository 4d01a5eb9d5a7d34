//! A report made to harm: figures beyond any measure, lists without end. It is told harmlessly and in time.

use crate::fixtures;
use crate::lang::Lang;
use maillon_diagnosis::checks::bandwidth::EchoSample;
use maillon_diagnosis::verdict::judge_all;
use maillon_diagnosis::{Gap, GapReason, Limits, Report};
use serde_json::Value;
use std::time::{Duration, Instant};

/// A hostile report is told within this even on a busy machine and without optimisation; what grows with the square of its
/// parts takes many times longer.
const IN_TIME: Duration = Duration::from_mins(2);

#[test]
fn figures_beyond_any_measure_are_judged_and_told_without_a_panic() {
    for report in [fixtures::healthy(), fixtures::weak_wifi(), fixtures::slow_server()] {
        for extreme in [1e308, -1e308, 1e-308, -1.0, 0.0, 4_294_967_295.0, 1e19] {
            let mut document = serde_json::to_value(&report).expect("plain data");
            spoil(&mut document, extreme);
            let mut spoilt: Report = serde_json::from_value(document).expect("only figures were changed");
            spoilt.verdict = judge_all(&mut spoilt.checks, &Limits::default());
            for lang in Lang::ALL {
                let html = crate::html(&spoilt, lang).expect("the template fits");
                let told = html + &crate::text(&spoilt, lang) + &crate::ticket(&spoilt, lang);
                let words = told.split(|letter: char| !letter.is_ascii_alphabetic());
                let strange: Vec<&str> = words
                    .filter(|word| matches!(*word, "NaN" | "inf" | "infinity"))
                    .collect();
                assert!(strange.is_empty(), "{extreme}: {strange:?}");
            }
        }
    }
}

#[test]
fn the_longest_report_that_is_read_costs_a_bounded_document_in_bounded_time() {
    let mut report = fixtures::healthy();
    let home = report.checks.bandwidth.observation.as_mut().expect("measured");
    let model = home.targets[1].clone();
    home.targets.extend((0..180).map(|n| {
        let mut target = model.clone();
        target.name = format!("198.51.100.{n}");
        target.samples = (0..1500)
            .map(|at| EchoSample {
                at_ms: f64::from(at),
                rtt_ms: Some(f64::from(at % 90)),
                loaded: at % 3 == 0,
            })
            .collect();
        target
    }));
    home.gaps = (0..4000)
        .map(|n| Gap::new("echo", format!("target {n}"), GapReason::TimedOut, "x".repeat(100)))
        .collect();
    let servers = report.checks.server.observation.as_mut().expect("measured");
    let model = servers.servers[0].clone();
    servers.servers.extend((0..190).map(|_| model.clone()));
    let sent = serde_json::to_vec(&report).expect("plain data");

    let started = Instant::now();
    let mut report = crate::read::parse(&sent).expect("within every limit");
    report.verdict = judge_all(&mut report.checks, &Limits::default());
    for lang in Lang::ALL {
        let html = crate::html(&report, lang).expect("the template fits");
        let text = crate::text(&report, lang);
        assert!(html.len() < 3_000_000, "{} bytes of HTML", html.len());
        assert!(text.len() < 1_000_000, "{} bytes of text", text.len());
    }
    assert!(started.elapsed() < IN_TIME, "{:?}", started.elapsed());
}

/// Puts a figure in place of every figure that can hold it.
fn spoil(value: &mut Value, extreme: f64) {
    match value {
        Value::Number(number) if number.is_f64() => {
            *value = serde_json::Number::from_f64(extreme).map_or(Value::Null, Value::Number);
        }
        Value::Array(values) => values.iter_mut().for_each(|value| spoil(value, extreme)),
        Value::Object(fields) => fields.values_mut().for_each(|value| spoil(value, extreme)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
