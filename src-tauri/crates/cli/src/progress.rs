//! Progress on standard error: a bar on a terminal, one plain line a step otherwise.

use indicatif::{ProgressBar, ProgressStyle};
use maillon_diagnosis::{CheckId, Status};
use maillon_measurement::Event;
use std::collections::BTreeSet;
use std::io::{IsTerminal, stderr};
use std::time::Duration;

/// How often the bar moves by itself.
const TICK: Duration = Duration::from_millis(200);

/// Shows what happens during a run.
pub enum Progress {
    /// On a terminal.
    Bar(ProgressBar),
    /// In a file or a pipe.
    Lines(BTreeSet<CheckId>),
    /// Asked to be quiet.
    Silent,
}

impl Progress {
    /// Chooses by where standard error goes.
    pub fn new(quiet: bool) -> Self {
        if quiet {
            Self::Silent
        } else if stderr().is_terminal() {
            let bar = ProgressBar::new(0);
            // The template is fixed: a test of this file proves that it parses.
            if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
                bar.set_style(style);
            }
            bar.enable_steady_tick(TICK);
            Self::Bar(bar)
        } else {
            Self::Lines(BTreeSet::new())
        }
    }

    /// Shows one event.
    pub fn show(&mut self, event: &Event) {
        match self {
            Self::Bar(bar) => on_bar(bar, event),
            Self::Lines(done) => {
                if let Event::Measuring { check } = event
                    && done.insert(*check)
                {
                    eprintln!("{check}: …");
                } else if let Event::Judged {
                    check,
                    status,
                    last: true,
                    ..
                } = event
                {
                    eprintln!("{check}: {status}");
                }
            }
            Self::Silent => {}
        }
    }

    /// Takes the bar away.
    pub fn end(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

const TEMPLATE: &str = "{spinner} {bar:30} {msg}";

fn on_bar(bar: &ProgressBar, event: &Event) {
    match event {
        Event::Started { expected_seconds } => bar.set_length(seconds(*expected_seconds)),
        Event::Remaining { seconds: left } => {
            let length = bar.length().unwrap_or_default();
            bar.set_position(length.saturating_sub(seconds(*left)));
            bar.set_message(format!("{} s", seconds(*left)));
        }
        Event::Judged { check, status, .. } if *status != Status::NotKnown => {
            bar.set_message(format!("{check}: {status}"));
        }
        Event::Load { direction, bps, .. } => bar.set_message(format!("{direction}: {:.1} Mbit/s", bps / 1e6)),
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
}
