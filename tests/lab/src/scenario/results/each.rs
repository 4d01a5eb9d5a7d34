//! The part of the table that tells of every scenario, and how it is read back.

use super::super::grade::Grade;
use super::super::rounds::alike;
use super::{Row, line};
use std::collections::BTreeMap;

/// Adds a line a scenario.
pub(super) fn each(rows: &[Row], text: &mut String) {
    line(text, "## Every scenario\n");
    line(
        text,
        "| scenario | half | broken | named | verdict | the same answer | remarks |",
    );
    line(text, "|---|---|---|---|---|---|---|");
    for row in rows {
        let half = if row.scenario.is_held_out() {
            "held out"
        } else {
            "calibration"
        };
        let truth = &row.scenario.truth;
        let hidden = truth.hidden.iter().map(|link| format!("{link} (hidden)"));
        let broken: Vec<String> = truth.weak.iter().map(ToString::to_string).chain(hidden).collect();
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
            format!("{} of {}", alike(&row.answers), row.answers.len()),
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

/// What a committed table says of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// How good its verdict was.
    pub grade: Grade,
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
        let [_, name, _, _, _, verdict, _, remarks, _] = columns.as_slice() else {
            return None;
        };
        let committed = Committed {
            grade: Grade::ALL.into_iter().find(|grade| grade.word() == *verdict)?,
            accuses_falsely: remarks.contains("accuses"),
            is_otherwise: ["rated", "told"].iter().any(|word| remarks.contains(word)),
        };
        Some(((*name).to_owned(), committed))
    })
    .collect()
}
