//! The table of results: every recorded run judged by the verdict engine as it is now.

mod again;
pub mod by_link;
mod each;
mod matrix;

pub use each::{Committed, committed};

use super::grade::{Grade, Graded, grade};
use super::rounds::{Answer, Rounds};
use super::{Scenario, recorded};
use anyhow::Result;
use maillon_diagnosis::{Certainty, Link, Outcome, Verdict};
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
    /// What each round answered.
    pub answers: Vec<Answer>,
}

impl Row {
    /// Whether nothing is broken in it.
    pub fn is_sound(&self) -> bool {
        self.scenario.truth.outcome == Outcome::NothingAbnormal
    }
}

/// Judges every recorded run; scenarios that were never recorded are left out.
pub fn judge_recorded(scenarios: Vec<Scenario>, rounds: &Rounds) -> Result<Vec<Row>> {
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
            answers: rounds.of(&scenario.name).to_vec(),
            scenario,
        });
    }
    Ok(rows)
}

/// Where the table is kept.
pub fn path() -> PathBuf {
    super::folder().join("RESULTS.md")
}

const INTRODUCTION: &str = "# Results of the bench

Written by `cargo xtask lab`; `cargo xtask lab --judge` judges the recorded runs again. A verdict is right when the
link it names first is the one that is broken, or when it says that nothing is, or that it cannot tell, where that is
true. It has abstained when it cannot tell, and one can; it has missed when it calls a chain normal in which a link is
broken. A link that is named and not to blame is a false accusation, whatever else is right.

One fault is one broken link, by the truth of the scenario, whatever its name is; several are more of them, those among
them that nobody can see behind the first. Of the computer, what a scenario does not break or use up (processor, memory,
disk) is not judged in it, since the lab's own computer is not the teleworker's: false accusations of the computer are
tested only where its limits are judged.
";

/// The table as Markdown.
pub fn table(rows: &[Row]) -> String {
    let mut text = String::new();
    line(&mut text, INTRODUCTION);
    sums(rows, &mut text);
    again::again(rows, &mut text);
    matrix::matrix(rows, &mut text);
    each::each(rows, &mut text);
    text
}

/// Whether a row counts for a line of the table.
type Belongs = fn(&Row) -> bool;

/// The heads of the columns that [`grades`] fills.
fn heads() -> String {
    let grades = Grade::ALL.map(Grade::word).join(" | ");
    format!("{grades} | false accusations | of them established")
}

/// How many answers got each grade, how many accusations in them are false, and how many of those are called established.
fn grades(graded: &[(Grade, &[(Link, Certainty)])]) -> Vec<String> {
    let of_grade = |wanted: Grade| graded.iter().filter(|(grade, _)| *grade == wanted).count();
    let falsely = || graded.iter().flat_map(|(_, falsely)| falsely.iter());
    let established = falsely().filter(|(_, certainty)| *certainty == Certainty::Established);
    let counts = Grade::ALL.map(of_grade).into_iter();
    counts
        .chain([falsely().count(), established.count()])
        .map(|count| count.to_string())
        .collect()
}

fn sums(rows: &[Row], text: &mut String) {
    line(text, &format!("| | scenarios | {} | uses rated otherwise |", heads()));
    line(text, "|---|---|---|---|---|---|---|---|---|");
    let kinds: [(&str, Belongs); 7] = [
        ("all", |_| true),
        ("calibration half", |row| !row.scenario.is_held_out()),
        ("held-out half", |row| row.scenario.is_held_out()),
        ("one fault", |row| row.scenario.truth.faults() == 1),
        ("several faults", |row| row.scenario.truth.faults() > 1),
        ("sound", Row::is_sound),
        ("cannot be told", |row| {
            row.scenario.truth.outcome == Outcome::CannotTell
        }),
    ];
    for (name, belongs) in kinds {
        let chosen: Vec<&Row> = rows.iter().filter(|row| belongs(row)).collect();
        let graded: Vec<_> = chosen
            .iter()
            .map(|row| (row.graded.grade, row.graded.falsely.as_slice()))
            .collect();
        let uses: usize = chosen.iter().map(|row| row.graded.uses.len()).sum();
        let cells = grades(&graded).join(" | ");
        line(text, &format!("| {name} | {} | {cells} | {uses} |", chosen.len()));
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

fn line(text: &mut String, line: &str) {
    // Writing to a string cannot fail.
    writeln!(text, "{line}").ok();
}

#[cfg(test)]
mod tests;
