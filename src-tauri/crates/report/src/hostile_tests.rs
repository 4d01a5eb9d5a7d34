//! A report made to harm: figures beyond any measure are told harmlessly.

use crate::fixtures;
use crate::lang::Lang;
use maillon_diagnosis::verdict::judge_all;
use maillon_diagnosis::{Limits, Report};
use serde_json::Value;

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
