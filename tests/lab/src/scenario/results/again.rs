//! The part of the table that tells of every run, not of the recorded ones alone.

use super::super::rounds::{Answer, alike, tally};
use super::{Belongs, Row, grades, heads, line};
use maillon_diagnosis::Link;
use std::collections::BTreeMap;

/// Adds it: how good the answers of every run are, which scenarios answer otherwise in another run, and what played them.
pub(super) fn again(rows: &[Row], text: &mut String) {
    line(text, "## Played again\n");
    line(
        text,
        "Every run of a scenario, the recorded one among them; each draws its losses and delays anew. The recorded run is\njudged by the verdict engine as it is now, the others were by that of the source that played them. *The same* is the\nsame outcome with the same link named first, in two runs or more. Beside that, a run may leave a weak link unnamed that comes\nsecond, or rate a use otherwise.\n",
    );
    line(
        text,
        &format!(
            "| | runs | {} | a weak link not named | uses or facts otherwise | scenarios that say the same in every run |",
            heads()
        ),
    );
    line(text, "|---|---|---|---|---|---|---|---|---|---|---|");
    let kinds: [(&str, Belongs); 5] = [
        ("all", |_| true),
        ("calibration half", |row| !row.scenario.is_held_out()),
        ("held-out half", |row| row.scenario.is_held_out()),
        ("borderline", |row| row.scenario.borderline),
        ("not borderline", |row| !row.scenario.borderline),
    ];
    for (name, belongs) in kinds {
        let chosen = || rows.iter().filter(|row| belongs(row));
        let graded: Vec<_> = chosen()
            .flat_map(|row| row.answers.iter().map(|answer| answer.grade(&row.scenario.truth)))
            .collect();
        let graded: Vec<_> = graded
            .iter()
            .map(|(grade, falsely)| (*grade, falsely.as_slice()))
            .collect();
        let answers = || chosen().flat_map(|row| row.answers.iter().map(move |answer| (row, answer)));
        let unnamed = answers().filter(|(row, answer)| leaves_unnamed(row, answer)).count();
        let unlike = answers().filter(|(_, answer)| answer.otherwise).count();
        let repeated = chosen().filter(|row| row.answers.len() > 1).count();
        let differ = chosen().filter(|row| differs(row)).count();
        let cells = grades(&graded).join(" | ");
        line(
            text,
            &format!(
                "| {name} | {} | {cells} | {unnamed} | {unlike} | {} of {repeated} |",
                graded.len(),
                repeated - differ
            ),
        );
    }
    otherwise(rows, text);
    builds(rows, text);
}

fn leaves_unnamed(row: &Row, answer: &Answer) -> bool {
    let is_named = |link: &Link| answer.named.iter().any(|(named, _)| named == link);
    !row.scenario.truth.weak.iter().all(is_named)
}

fn differs(row: &Row) -> bool {
    alike(&row.answers) < row.answers.len()
}

/// What is not near a limit and answers otherwise all the same.
fn otherwise(rows: &[Row], text: &mut String) {
    let differing = rows.iter().filter(|row| !row.scenario.borderline && differs(row));
    let told: Vec<String> = differing
        .map(|row| {
            let tally = tally(&row.answers);
            let answers: Vec<String> = tally
                .iter()
                .map(|(answer, times)| format!("{times} × {answer}"))
                .collect();
            format!("- {}: {}", row.scenario.name, answers.join(", "))
        })
        .collect();
    if told.is_empty() {
        line(
            text,
            "\nNo scenario that is not borderline answers otherwise in another run.\n",
        );
    } else {
        line(
            text,
            &format!(
                "\nNot borderline, and not the same in every run:\n\n{}\n",
                told.join("\n")
            ),
        );
    }
}

/// Which sources played how many of the runs.
fn builds(rows: &[Row], text: &mut String) {
    let mut runs: BTreeMap<&str, usize> = BTreeMap::new();
    for answer in rows.iter().flat_map(|row| &row.answers) {
        *runs.entry(&answer.build).or_default() += 1;
    }
    let told: Vec<String> = runs
        .iter()
        .map(|(build, runs)| {
            if build.is_empty() {
                format!("a source that was not noted ({runs} runs)")
            } else {
                format!("`{build}` ({runs} runs)")
            }
        })
        .collect();
    if !told.is_empty() {
        let sources = told.join(", ");
        line(
            text,
            &format!("Played by {sources}; `+` is a commit with changes that were not part of it.\n"),
        );
    }
}
