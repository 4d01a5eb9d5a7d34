//! The table of README: how often each link is named rightly, in both halves.

use super::{Row, line};
use crate::scenario::grade::Grade;
use anyhow::{Context, Result};
use maillon_diagnosis::{Link, Outcome};
use std::fs;
use std::path::{Path, PathBuf};

/// First cell of its head.
const FIRST: &str = "| broken |";

/// Where it is told.
pub fn readme() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md")
}

/// The table as Markdown: a line for each link, one for what has none, and one for all; each half with its scenarios and their grades.
pub fn by_link(rows: &[Row]) -> String {
    let mut text = String::new();
    let grades = Grade::ALL.map(Grade::word).join(" | ");
    line(
        &mut text,
        &format!("{FIRST} calibration half | {grades} | held-out half | {grades} |"),
    );
    line(
        &mut text,
        &format!("|---{}|", "|---".repeat(2 * (Grade::ALL.len() + 1))),
    );
    for link in Link::ALL {
        row(&mut text, link.id(), rows, |row| {
            row.scenario.truth.weak.first() == Some(link)
        });
    }
    row(&mut text, "nothing", rows, Row::is_sound);
    let cannot_be_told = |row: &Row| row.scenario.truth.outcome == Outcome::CannotTell;
    row(&mut text, "cannot be told", rows, cannot_be_told);
    row(&mut text, "all", rows, |_| true);
    text
}

fn row(text: &mut String, name: &str, rows: &[Row], belongs: impl Fn(&Row) -> bool) {
    let cells = [false, true].into_iter().flat_map(|held_out| {
        let chosen = rows
            .iter()
            .filter(|row| row.scenario.is_held_out() == held_out && belongs(row));
        let grades: Vec<Grade> = chosen.map(|row| row.graded.grade).collect();
        let of_grade = |wanted: Grade| grades.iter().filter(|grade| **grade == wanted).count();
        let counts: Vec<usize> = [grades.len()].into_iter().chain(Grade::ALL.map(of_grade)).collect();
        counts
    });
    let cells: Vec<String> = cells.map(|count| count.to_string()).collect();
    line(text, &format!("| {name} | {} |", cells.join(" | ")));
}

/// Puts the table where README has its last one.
///
/// # Errors
/// README cannot be read or written, or has no such table.
pub fn keep(table: &str) -> Result<()> {
    let path = readme();
    let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    let start = text.find(FIRST).context("README has no table of the bench")?;
    let length: usize = text[start..]
        .lines()
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.len() + 1)
        .sum();
    let text = format!("{}{table}{}", &text[..start], &text[start + length..]);
    fs::write(&path, text).with_context(|| format!("writing {}", path.display()))
}
