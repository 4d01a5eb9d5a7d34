//! The confusion matrix.

use super::{Row, line};
use maillon_diagnosis::{Link, Outcome};
use std::collections::BTreeMap;

/// What stands for nobody: that nothing is abnormal, and that it cannot be told.
const NOBODY: [Outcome; 2] = [Outcome::NothingAbnormal, Outcome::CannotTell];

/// Adds it: rows are what is broken, columns what is named first.
pub(super) fn matrix(rows: &[Row], text: &mut String) {
    let links = Link::ALL.iter().map(|link| link.id());
    let names: Vec<&str> = links.chain(NOBODY.map(Outcome::id)).collect();
    line(text, "## What is broken, and what is named first\n");
    line(text, &format!("| broken | {} |", names.join(" | ")));
    line(text, &format!("|---{}|", "|---".repeat(names.len())));
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for row in rows {
        let truth = &row.scenario.truth;
        let broken = truth.weak.first().map_or(truth.outcome.id(), |link| link.id());
        let first = row.verdict.weak_links.first();
        let accused = first.map_or(row.verdict.outcome.id(), |weak| weak.link.id());
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
