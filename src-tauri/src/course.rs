//! What a run that goes on looks like: figures and codes come in as events, a state in words goes out. Judges nothing.

mod trace;

use crate::wire::{LinkProgress, Phase, Progress, RowProgress};
use maillon_diagnosis::checks::bandwidth::Direction;
use maillon_diagnosis::{CheckId, Finding, Link, Status};
use maillon_measurement::Event;
use maillon_report::Words;
use maillon_report::view::{LinkView, RowView};
use std::collections::BTreeMap;
use trace::Trace;

/// The state of a run that goes on.
#[derive(Debug, Clone, Default)]
pub struct Course {
    example: bool,
    expected_seconds: f64,
    remaining_seconds: f64,
    rows: BTreeMap<CheckId, Row>,
    traces: BTreeMap<Link, Trace>,
    load: Option<(Direction, f64)>,
}

#[derive(Debug, Clone)]
struct Row {
    phase: Phase,
    status: Status,
    findings: Vec<Finding>,
}

impl Course {
    /// A run that has not begun.
    pub fn new(example: bool, expected_seconds: f64) -> Self {
        Self {
            example,
            expected_seconds,
            remaining_seconds: expected_seconds,
            ..Self::default()
        }
    }

    /// Takes in what happened.
    pub fn apply(&mut self, event: Event) {
        match event {
            Event::Started { expected_seconds } => {
                self.expected_seconds = expected_seconds;
                self.remaining_seconds = expected_seconds;
            }
            Event::Measuring { check } => {
                self.rows.entry(check).or_insert(Row {
                    phase: Phase::Measuring,
                    status: Status::NotKnown,
                    findings: Vec::new(),
                });
            }
            Event::Judged {
                check,
                status,
                findings,
                last,
            } => {
                let phase = if last { Phase::Done } else { Phase::Measuring };
                self.rows.insert(
                    check,
                    Row {
                        phase,
                        status,
                        findings,
                    },
                );
            }
            // What is lost while we fill the line ourselves says nothing of the link.
            Event::Delay {
                rtt_ms: None,
                loaded: true,
                ..
            } => {}
            Event::Delay {
                target, link, rtt_ms, ..
            } => {
                self.traces
                    .entry(link)
                    .or_insert_with(|| Trace::of(target))
                    .add(target, rtt_ms);
            }
            Event::Load { direction, bps, .. } => self.load = Some((direction, bps)),
            Event::Remaining { seconds } => self.remaining_seconds = seconds,
        }
    }

    /// The state in words.
    pub fn told(&self, words: &Words) -> Progress {
        let loading = self.row(CheckId::Bandwidth).is_none_or(|row| row.phase != Phase::Done);
        Progress {
            example: self.example,
            expected_seconds: self.expected_seconds,
            remaining_seconds: self.remaining_seconds.max(0.0).ceil() as u32,
            chain: Link::ALL.iter().map(|link| self.link(*link, words)).collect(),
            rows: CheckId::ALL.iter().map(|check| self.row_told(*check, words)).collect(),
            now: self
                .load
                .filter(|_| loading)
                .map(|(direction, bps)| words.live_load(direction, bps))
                .unwrap_or_default(),
        }
    }

    fn row(&self, check: CheckId) -> Option<&Row> {
        self.rows.get(&check)
    }

    fn row_told(&self, check: CheckId, words: &Words) -> RowProgress {
        let row = self.row(check);
        let findings = row.map(|row| row.findings.as_slice()).unwrap_or_default();
        RowProgress {
            row: RowView::with(words, check, row.map_or(Status::NotKnown, |row| row.status), findings),
            phase: row.map_or(Phase::Waiting, |row| row.phase),
        }
    }

    /// What a link on the way adds of its own where the one before it answers too, else the delay up to it.
    fn figure(&self, link: Link, delay_ms: f64, words: &Words) -> String {
        let before = match link {
            Link::AccessLine => Some(Link::LocalLink),
            Link::Internet => Some(Link::AccessLine),
            Link::Vpn => Some(Link::Internet),
            Link::Machine | Link::LocalLink | Link::Gateway | Link::Security | Link::Server => None,
        };
        let before = before.and_then(|link| self.traces.get(&link)?.delay_ms());
        match before {
            Some(before) => words.added(delay_ms - before),
            None => words.milliseconds(delay_ms),
        }
    }

    fn link(&self, link: Link, words: &Words) -> LinkProgress {
        let row = self.row(link.check());
        let trace = self.traces.get(&link);
        let delay = trace.and_then(Trace::delay_ms);
        let measured_here = matches!(link, Link::Machine | Link::Security);
        let accused = row
            .into_iter()
            .flat_map(|row| &row.findings)
            .filter(|finding| finding.link == Some(link))
            .map(|finding| Status::from(finding.severity))
            .fold(Status::NotKnown, Status::worst);
        let judged = row.is_some_and(|row| row.phase == Phase::Done);
        let seen = delay.is_some() || accused.is_bad() || (measured_here && judged);
        let phase = match row {
            _ if seen => Phase::Done,
            Some(row) if row.phase == Phase::Measuring => Phase::Measuring,
            Some(_) | None => Phase::Waiting,
        };
        let status = match row {
            Some(row) if judged && seen && accused == Status::NotKnown && row.status == Status::Good => Status::Good,
            Some(_) | None => accused,
        };
        LinkProgress {
            link: LinkView {
                id: link,
                label: words.link(link),
                status,
                status_word: words.status(status),
                figure: delay.map(|delay| self.figure(link, delay, words)).unwrap_or_default(),
                is_weak: false,
                explanation: words.what_is(link),
                capacity: None,
                figures: Vec::new(),
            },
            phase,
            trace: trace.map(Trace::heights).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests;
