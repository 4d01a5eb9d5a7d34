//! Progress on standard error: a bar on a terminal, one plain line a step otherwise.

use crate::streams;
use indicatif::{ProgressBar, ProgressStyle};
use maillon_diagnosis::{CheckId, Status};
use maillon_measurement::Event;
use maillon_report::{Lang, Words};
use std::collections::BTreeSet;
use std::io::{IsTerminal, stderr};
use std::time::Duration;

/// How often the bar moves by itself.
const TICK: Duration = Duration::from_millis(200);

/// Shows what happens during a run.
pub struct Progress {
    words: Words,
    shown: Shown,
}

enum Shown {
    /// On a terminal.
    Bar(ProgressBar),
    /// In a file or a pipe.
    Lines(BTreeSet<CheckId>),
    /// Asked to be quiet.
    Nothing,
}

impl Progress {
    /// Chooses by where standard error goes.
    pub fn new(quiet: bool, lang: Lang) -> Self {
        let shown = if quiet {
            Shown::Nothing
        } else if stderr().is_terminal() {
            let bar = ProgressBar::new(0);
            // The template is fixed: a test of this file proves that it parses.
            if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
                bar.set_style(style);
            }
            bar.enable_steady_tick(TICK);
            Shown::Bar(bar)
        } else {
            Shown::Lines(BTreeSet::new())
        };
        Self {
            words: Words::of(lang),
            shown,
        }
    }

    /// Shows one event.
    pub fn show(&mut self, event: &Event) {
        match &mut self.shown {
            Shown::Bar(bar) => on_bar(bar, event, &self.words),
            Shown::Lines(begun) => {
                if let Some(line) = line(begun, event, &self.words) {
                    streams::note(&line);
                }
            }
            Shown::Nothing => {}
        }
    }

    /// Takes the bar away.
    pub fn end(&self) {
        if let Shown::Bar(bar) = &self.shown {
            bar.finish_and_clear();
        }
    }
}

/// The line of an event that begins or ends a check.
fn line(begun: &mut BTreeSet<CheckId>, event: &Event, words: &Words) -> Option<String> {
    match event {
        Event::Measuring { check } => {
            let label = words.say(&format!("check-{check}"));
            begun
                .insert(*check)
                .then(|| words.tell("live-measuring", [("label", label.into())]))
        }
        Event::Judged {
            check,
            status,
            last: true,
            ..
        } => Some(judged(*check, *status, words)),
        Event::Started { .. }
        | Event::Judged { .. }
        | Event::Delay { .. }
        | Event::Load { .. }
        | Event::Remaining { .. } => None,
    }
}

fn judged(check: CheckId, status: Status, words: &Words) -> String {
    let label = words.say(&format!("check-{check}"));
    let value = words.say(&format!("status-{status}"));
    words.tell("labelled", [("label", label.into()), ("value", value.into())])
}

const TEMPLATE: &str = "{spinner} {bar:30} {msg}";

fn on_bar(bar: &ProgressBar, event: &Event, words: &Words) {
    match event {
        Event::Started { expected_seconds } => bar.set_length(seconds(*expected_seconds)),
        Event::Remaining { seconds: left } => {
            let length = bar.length().unwrap_or_default();
            bar.set_position(length.saturating_sub(seconds(*left)));
            let left = seconds(*left) as f64;
            bar.set_message(words.tell("live-remaining", [("seconds", left.into())]));
        }
        Event::Judged { check, status, .. } if *status != Status::NotKnown => {
            bar.set_message(judged(*check, *status, words));
        }
        Event::Load { direction, bps, .. } => {
            let direction = words.say(&format!("direction-{direction}"));
            let variables = [("direction", direction.into()), ("rate", words.rate(*bps).into())];
            bar.set_message(words.tell("live-load", variables));
        }
        Event::Measuring { .. } | Event::Judged { .. } | Event::Delay { .. } => {}
    }
}

fn seconds(seconds: f64) -> u64 {
    seconds.max(0.0).round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_of_the_bar_parses() {
        ProgressStyle::with_template(TEMPLATE).expect("a template");
    }

    #[test]
    fn a_check_is_told_once_when_it_begins_and_once_when_it_is_judged() {
        let words = Words::of(Lang::Fr);
        let mut begun = BTreeSet::new();
        let check = CheckId::Machine;
        let judged = |last| Event::Judged {
            check,
            status: Status::Good,
            findings: Vec::new(),
            last,
        };
        let events = [
            Event::Measuring { check },
            Event::Measuring { check },
            judged(false),
            judged(true),
        ];
        let lines: Vec<String> = events
            .iter()
            .filter_map(|event| line(&mut begun, event, &words))
            .collect();
        assert_eq!(
            lines,
            ["Mesure en cours\u{202f}: Ordinateur.", "Ordinateur\u{202f}: Bon"]
        );
    }
}
