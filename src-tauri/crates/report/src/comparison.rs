//! Two runs side by side: each link, each key figure, and what changed. No change is told where the intervals overlap.

use crate::compose::Story;
use crate::format::foreign;
use crate::lang::Lang;
use crate::words::Words;
use maillon_diagnosis::key_figures::{Change, KeyFigure, key_figures};
use maillon_diagnosis::{Link, Report, Status};
use serde::Serialize;
use std::fmt::Write;

/// Two runs in one language.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct ComparisonView {
    /// The earlier run.
    pub before: ComparedRun,
    /// The later run.
    pub after: ComparedRun,
    /// What changed, a sentence each; one that says so when nothing did.
    pub changes: Vec<String>,
    /// The links that one of the runs measured.
    pub links: Vec<ComparedLink>,
}

/// One of two runs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct ComparedRun {
    /// Day and hour.
    pub moment: String,
    /// What it said, a sentence.
    pub headline: String,
}

/// A link in two runs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct ComparedLink {
    /// Which.
    pub link: Link,
    /// Its name.
    pub label: String,
    /// Its state in the earlier run.
    pub before: Status,
    /// The word for it.
    pub before_word: String,
    /// Its state in the later run.
    pub after: Status,
    /// The word for it.
    pub after_word: String,
    /// Its figures.
    pub figures: Vec<ComparedFigure>,
}

/// A figure in two runs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct ComparedFigure {
    /// What was measured.
    pub label: String,
    /// In the earlier run, or "not measured".
    pub before: String,
    /// In the later run, or "not measured".
    pub after: String,
    /// What may be said of the difference.
    pub change: Change,
    /// The same in words.
    pub change_words: String,
}

impl ComparisonView {
    /// An earlier and a later run.
    pub fn of(before: &Report, after: &Report, lang: Lang) -> Self {
        let words = Words::of(lang);
        let (old, new) = (key_figures(&before.checks), key_figures(&after.checks));
        let run = |report: &Report| ComparedRun {
            moment: words.moment(&report.run.started_at),
            headline: Story::of(report, lang).verdict().headline,
        };
        let links: Vec<ComparedLink> = Link::ALL
            .iter()
            .map(|link| {
                let status = |report: &Report| report.verdict.links.get(link).copied().unwrap_or(Status::NotKnown);
                let (was, is) = (status(before), status(after));
                ComparedLink {
                    link: *link,
                    label: words.link(*link),
                    before: was,
                    before_word: words.status(was),
                    after: is,
                    after_word: words.status(is),
                    figures: figures(&words, &old, &new, *link),
                }
            })
            .filter(|one| !one.figures.is_empty() || one.before != Status::NotKnown || one.after != Status::NotKnown)
            .collect();
        let mut changes: Vec<String> = links.iter().flat_map(|link| told(&words, link)).collect();
        if changes.is_empty() {
            changes.push(words.say("change-none"));
        }
        Self {
            before: run(before),
            after: run(after),
            changes,
            links,
        }
    }
}

impl ComparisonView {
    /// The same as plain text.
    pub fn text(&self, lang: Lang) -> String {
        let words = Words::of(lang);
        let mut text = String::new();
        for (id, run) in [("compare-before", &self.before), ("compare-after", &self.after)] {
            let moment = [("moment", run.moment.clone().into())];
            let _ = writeln!(text, "{}\n  {}", words.tell(id, moment), run.headline);
        }
        let _ = writeln!(text, "\n{}", words.say("compare-changes"));
        for change in &self.changes {
            let _ = writeln!(text, "- {change}");
        }
        for link in &self.links {
            let states = format!("{} → {}", link.before_word, link.after_word);
            let _ = writeln!(text, "\n{}", labelled(&words, &link.label, states));
            for figure in &link.figures {
                let values = format!("{} → {} ({})", figure.before, figure.after, figure.change_words);
                let _ = writeln!(text, "  {}", labelled(&words, &figure.label, values));
            }
        }
        text
    }
}

impl Words {
    /// A key figure with its unit.
    pub(crate) fn key_value(&self, figure: &KeyFigure) -> String {
        self.tell(
            "key-value",
            [("value", self.quantity(&figure.id.quantity(figure.value)))],
        )
    }

    /// A key figure with its name and its unit.
    pub(crate) fn key_told(&self, figure: &KeyFigure) -> String {
        let subject = [("subject", foreign(&figure.subject).into())];
        labelled(
            self,
            &self.tell(&format!("key-{}", figure.id), subject),
            self.key_value(figure),
        )
    }
}

fn labelled(words: &Words, label: &str, value: String) -> String {
    words.tell(
        "labelled",
        [("label", label.to_owned().into()), ("value", value.into())],
    )
}

fn figures(words: &Words, old: &[KeyFigure], new: &[KeyFigure], link: Link) -> Vec<ComparedFigure> {
    let same = |a: &KeyFigure, b: &KeyFigure| a.id == b.id && a.subject == b.subject;
    let gone = old.iter().filter(|was| !new.iter().any(|is| same(was, is)));
    let pairs = new.iter().map(|is| (old.iter().find(|was| same(was, is)), Some(is)));
    pairs
        .chain(gone.map(|was| (Some(was), None)))
        .filter_map(|(was, is)| {
            let one = is.or(was).filter(|one| one.id.link() == link)?;
            let change = was
                .zip(is)
                .map_or(Change::Unclear, |(was, is)| Change::between(was, is));
            let value = |figure: Option<&KeyFigure>| {
                figure.map_or_else(|| words.say("not_measured"), |figure| words.key_value(figure))
            };
            let subject = [("subject", foreign(&one.subject).into())];
            Some(ComparedFigure {
                label: words.tell(&format!("key-{}", one.id), subject),
                before: value(was),
                after: value(is),
                change,
                change_words: words.say(&format!("change-{change}")),
            })
        })
        .collect()
}

/// What changed of a link: the figures that certainly did; where none did, that it is judged otherwise.
fn told(words: &Words, link: &ComparedLink) -> Vec<String> {
    let figures = link.figures.iter();
    let certain: Vec<String> = figures
        .filter(|figure| matches!(figure.change, Change::Better | Change::Worse))
        .map(|figure| sentence(words, figure))
        .collect();
    let known = ![link.before, link.after].contains(&Status::NotKnown);
    if !certain.is_empty() || !known || link.before == link.after {
        return certain;
    }
    let variables = [
        ("link", link.label.clone().into()),
        ("before", link.before_word.to_lowercase().into()),
        ("after", link.after_word.to_lowercase().into()),
    ];
    vec![words.tell("change-state", variables)]
}

fn sentence(words: &Words, figure: &ComparedFigure) -> String {
    let variables = [
        ("label", figure.label.clone().into()),
        ("before", figure.before.clone().into()),
        ("after", figure.after.clone().into()),
        ("change", figure.change_words.clone().into()),
    ];
    words.tell("change-sentence", variables)
}

#[cfg(test)]
mod tests;
