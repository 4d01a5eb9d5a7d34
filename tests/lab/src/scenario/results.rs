//! The table of results: every recorded run judged by the verdict engine as it is now.

use super::grade::{Grade, Graded, grade};
use super::{Scenario, recorded};
use anyhow::Result;
use maillon_diagnosis::{Certainty, Link, Verdict};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

/// One scenario with what was said of its recorded run.
#[derive(Debug)]
pub struct Row {
    /// The scenario.
    pub scenario: Scenario,
    /// The verdict.
    pub verdict: Verdict,
    /// How good it is.
    pub graded: Graded,
    /// Length of the run, seconds.
    pub seconds: f64,
    /// What it moved, bytes.
    pub bytes: u64,
}

/// Judges every recorded run; scenarios that were never recorded are left out.
pub fn judge_recorded(scenarios: Vec<Scenario>) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for scenario in scenarios {
        let Some(mut report) = recorded::read(&scenario.name)? else {
            continue;
        };
        recorded::judge(&mut report)?;
        rows.push(Row {
            graded: grade(&scenario.truth, &report),
            verdict: report.verdict,
            seconds: report.run.seconds,
            bytes: report.run.cost.bytes,
            scenario,
        });
    }
    Ok(rows)
}

/// Where the table is kept.
pub fn path() -> PathBuf {
    super::folder().join("RESULTS.md")
}

/// The table as Markdown.
pub fn table(rows: &[Row]) -> String {
    let mut text = String::from(
        "# Results of the bench\n\nWritten by `cargo xtask lab`; `cargo xtask lab --judge` judges the recorded runs again. A verdict is right when the\nlink it names first is the one that is broken, or when it says that nothing is, or that it cannot tell, where that is\ntrue. A link that is named and not to blame is a false accusation, whatever else is right.\n\n",
    );
    sums(rows, &mut text);
    matrix(rows, &mut text);
    each(rows, &mut text);
    text
}

/// Whether a row counts for a line of the table.
type Belongs = fn(&Row) -> bool;

fn sums(rows: &[Row], text: &mut String) {
    text.push_str("| | scenarios | right | abstained | wrong | false accusations | of them established | uses rated otherwise |\n|---|---|---|---|---|---|---|---|\n");
    let kinds: [(&str, Belongs); 7] = [
        ("all", |_| true),
        ("calibration half", |row| !row.scenario.is_held_out()),
        ("held-out half", |row| row.scenario.is_held_out()),
        ("one fault", |row| row.scenario.truth.weak.len() == 1),
        ("two faults", |row| row.scenario.truth.weak.len() > 1),
        ("sound", |row| is_sound(row)),
        ("cannot be told", |row| {
            row.scenario.truth.weak.is_empty() && !is_sound(row)
        }),
    ];
    for (name, belongs) in kinds {
        let chosen: Vec<&Row> = rows.iter().filter(|row| belongs(row)).collect();
        let graded = |grade| chosen.iter().filter(|row| row.graded.grade == grade).count();
        let falsely = chosen.iter().flat_map(|row| &row.graded.falsely);
        let established = falsely
            .clone()
            .filter(|(_, certainty)| *certainty == Certainty::Established);
        let uses: usize = chosen.iter().map(|row| row.graded.uses.len()).sum();
        let counts = [
            chosen.len(),
            graded(Grade::Right),
            graded(Grade::Abstained),
            graded(Grade::Wrong),
            falsely.count(),
            established.count(),
            uses,
        ];
        let counts: Vec<String> = counts.iter().map(ToString::to_string).collect();
        line(text, &format!("| {name} | {} |", counts.join(" | ")));
    }
    let (seconds, bytes): (f64, u64) = rows.iter().fold((0.0, 0), |(seconds, bytes), row| {
        (seconds + row.seconds, bytes + row.bytes)
    });
    let runs = rows.len().max(1) as f64;
    line(
        text,
        &format!(
            "\nA run took {:.1} s and moved {:.1} MB on average.\n",
            seconds / runs,
            bytes as f64 / runs / 1e6
        ),
    );
}

fn is_sound(row: &Row) -> bool {
    row.scenario.truth.outcome == maillon_diagnosis::Outcome::NothingAbnormal
}

/// Rows are what is broken, columns what is named first.
fn matrix(rows: &[Row], text: &mut String) {
    let names: Vec<&str> = Link::ALL.iter().map(|link| link.id()).chain(["nobody"]).collect();
    line(text, "## What is broken, and what is named first\n");
    line(text, &format!("| broken | {} |", names.join(" | ")));
    line(text, &format!("|---{}|", "|---".repeat(names.len())));
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for row in rows {
        let broken = row.scenario.truth.weak.first().map_or("nobody", |link| link.id());
        let accused = row.verdict.weak_links.first().map_or("nobody", |weak| weak.link.id());
        *counts.entry((broken, accused)).or_default() += 1;
    }
    for broken in &names {
        let cells: Vec<String> = names
            .iter()
            .map(|named| {
                counts
                    .get(&(*broken, *named))
                    .map_or_else(String::new, ToString::to_string)
            })
            .collect();
        line(text, &format!("| {broken} | {} |", cells.join(" | ")));
    }
    text.push('\n');
}

fn each(rows: &[Row], text: &mut String) {
    line(text, "## Every scenario\n");
    line(text, "| scenario | half | broken | named | verdict | remarks |");
    line(text, "|---|---|---|---|---|---|");
    for row in rows {
        let half = if row.scenario.is_held_out() {
            "held out"
        } else {
            "calibration"
        };
        let broken: Vec<&str> = row.scenario.truth.weak.iter().map(|link| link.id()).collect();
        let named: Vec<String> = row
            .verdict
            .weak_links
            .iter()
            .map(|weak| format!("{} ({}, {})", weak.link, weak.certainty, weak.cause))
            .collect();
        let columns = [
            row.scenario.name.clone(),
            half.to_owned(),
            broken.join(", "),
            named.join(", "),
            row.graded.grade.word().to_owned(),
            remarks(row),
        ];
        line(text, &format!("| {} |", columns.join(" | ")));
    }
}

fn remarks(row: &Row) -> String {
    let falsely = row.graded.falsely.iter().map(|(link, _)| format!("accuses {link}"));
    let uses = row
        .graded
        .uses
        .iter()
        .map(|(r#use, status)| format!("{use} rated {status}"));
    let missed = row.graded.missed.iter().map(|link| format!("{link} not named"));
    let untold = row.graded.untold.iter().map(|code| format!("{code} not told"));
    let told = row.graded.told.iter().map(|code| format!("{code} told"));
    let borderline = row.scenario.borderline.then(|| "borderline".to_owned());
    let all: Vec<String> = falsely
        .chain(missed)
        .chain(uses)
        .chain(untold)
        .chain(told)
        .chain(borderline)
        .collect();
    all.join("; ")
}

fn line(text: &mut String, line: &str) {
    // Writing to a string cannot fail.
    writeln!(text, "{line}").ok();
}

/// What a committed table says of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// Whether its verdict was right.
    pub is_right: bool,
    /// Whether somebody was accused wrongly.
    pub accuses_falsely: bool,
    /// Whether a use was rated otherwise, or a fact told or not told that should not be.
    pub is_otherwise: bool,
}

/// Reads a table back.
pub fn committed(table: &str) -> BTreeMap<String, Committed> {
    let rows = table.split("## Every scenario").nth(1).unwrap_or_default().lines();
    rows.filter_map(|row| {
        let columns: Vec<&str> = row.split('|').map(str::trim).collect();
        let [_, name, _, _, _, verdict, remarks, _] = columns.as_slice() else {
            return None;
        };
        let committed = Committed {
            is_right: *verdict == Grade::Right.word(),
            accuses_falsely: remarks.contains("accuses"),
            is_otherwise: ["rated", "told"].iter().any(|word| remarks.contains(word)),
        };
        Some(((*name).to_owned(), committed))
    })
    .collect()
}
