//! The recorded runs: what was seen in each scenario, as a report that `maillon-cli explain` judges again.
//!
//! Kept is what judging needs, with four significant digits; the verdict and the findings are left out, since they are
//! made anew. What does not give the same verdict afterwards is not kept.

use super::folder;
use anyhow::{Context, Result, ensure};
use maillon_diagnosis::verdict::judge_all;
use maillon_diagnosis::{Certainty, Code, Limits, Link, Outcome, Report, Status, UseId, Verdict};
use serde_json::{Map, Number, Value};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// A recorded run is not larger, bytes: twenty probes a second to a dozen targets, for half a minute.
pub const LARGEST: usize = 250_000;

/// Where the run of a scenario is kept.
pub fn path(scenario: &str) -> PathBuf {
    folder().join("recorded").join(format!("{scenario}.json"))
}

/// The recorded run of a scenario; none when it was never recorded.
pub fn read(scenario: &str) -> Result<Option<Report>> {
    let path = path(scenario);
    if !path.exists() {
        return Ok(None);
    }
    let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    let report = serde_json::from_str(&text).with_context(|| format!("in {}", path.display()))?;
    Ok(Some(report))
}

/// Judges what a report saw, by the limits it was judged by.
pub fn judge(report: &mut Report) -> Result<()> {
    let limits = Limits::with_overrides(&report.profile.limits)?;
    report.verdict = judge_all(&mut report.checks, &limits);
    Ok(())
}

/// Keeps a run as the recorded one of a scenario.
pub fn keep(scenario: &str, report: &Report) -> Result<()> {
    let text = compact(report)?;
    ensure!(
        text.len() <= LARGEST,
        "the run of {scenario} takes {} bytes",
        text.len()
    );
    let path = path(scenario);
    fs::create_dir_all(path.parent().context("a folder")?)?;
    fs::write(&path, text).with_context(|| format!("writing {}", path.display()))
}

fn compact(report: &Report) -> Result<String> {
    let mut fresh = report.clone();
    judge(&mut fresh)?;
    let told = fresh.verdict.clone();
    fresh.verdict = nothing();
    fresh.run.host_name = None;
    fresh.run.user_name = None;
    fresh.profile.file = None;
    for (check, _, _) in report.checks.summaries() {
        fresh.checks.set(check, Status::NotKnown, Vec::new());
    }
    let value = slim(serde_json::to_value(&fresh)?);
    let text = serde_json::to_string(&value)? + "\n";
    let mut again: Report = serde_json::from_str(&text).context("the compact report")?;
    judge(&mut again)?;
    ensure!(
        essence(&again.verdict) == essence(&told),
        "made compact, the run is judged otherwise: {:?} instead of {:?}",
        again.verdict,
        told
    );
    Ok(text)
}

/// A verdict that says nothing.
pub(super) fn nothing() -> Verdict {
    Verdict {
        outcome: Outcome::CannotTell,
        weak_links: Vec::new(),
        consequences: Vec::new(),
        uses: BTreeMap::new(),
        use_reasons: BTreeMap::new(),
        links: BTreeMap::new(),
        gain: None,
    }
}

type Essence<'a> = (
    Vec<(Link, Certainty, Code)>,
    &'a BTreeMap<UseId, Status>,
    &'a BTreeMap<Link, Status>,
);

fn essence(verdict: &Verdict) -> Essence<'_> {
    let weak = verdict.weak_links.iter();
    let weak = weak.map(|weak| (weak.link, weak.certainty, weak.cause)).collect();
    (weak, &verdict.uses, &verdict.links)
}

/// Leaves out what a reader takes for granted, and digits that say nothing.
fn slim(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(name, value)| (name, slim(value)));
            let told = |(name, value): &(String, Value)| !(value.is_null() || (name == "loaded" && value == false));
            Value::Object(fields.filter(told).collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(slim).collect()),
        Value::Number(number) => Value::Number(rounded(&number)),
        text @ (Value::Null | Value::Bool(_) | Value::String(_)) => text,
    }
}

fn rounded(number: &Number) -> Number {
    let Some(figure) = number.as_f64().filter(|_| number.is_f64()) else {
        return number.clone();
    };
    // Whole milliseconds of a run are more than four digits.
    let rounded = if figure.abs() >= 1000.0 {
        figure.round()
    } else {
        format!("{figure:.3e}").parse().unwrap_or(figure)
    };
    if rounded.fract() == 0.0 && rounded.abs() < 1e15 {
        return Number::from(rounded as i64);
    }
    Number::from_f64(rounded).unwrap_or_else(|| number.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_absences_go_and_nothing_else() {
        let value = serde_json::json!({
            "a": 12.345_678, "b": null, "c": [1, 0.5, 3.0, "x", true], "at_ms": 23_456.7, "loaded": false
        });
        let told = serde_json::json!({"a": 12.35, "c": [1, 0.5, 3, "x", true], "at_ms": 23_457});
        assert_eq!(slim(value), told);
    }
}
