//! What a run that goes on looks like: figures and codes come in as events, a state in words goes out. Judges nothing.

use crate::wire::{LinkProgress, Phase, Progress, RowProgress};
use maillon_diagnosis::checks::bandwidth::Direction;
use maillon_diagnosis::{CheckId, Finding, Link, Status};
use maillon_measurement::Event;
use maillon_report::Words;
use maillon_report::view::{LinkView, RowView};
use std::collections::BTreeMap;

/// The state of a run that goes on.
#[derive(Debug, Clone, Default)]
pub struct Course {
    example: bool,
    expected_seconds: f64,
    remaining_seconds: f64,
    rows: BTreeMap<CheckId, Row>,
    /// Last round trip to each link that ever answered, milliseconds.
    answers: BTreeMap<Link, f64>,
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
            Event::Delay { link, rtt_ms } => {
                if let Some(rtt_ms) = rtt_ms {
                    self.answers.insert(link, rtt_ms);
                }
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

    fn link(&self, link: Link, words: &Words) -> LinkProgress {
        let row = self.row(link.check());
        let answer = self.answers.get(&link);
        let measured_here = matches!(link, Link::Machine | Link::Security);
        let accused = row
            .into_iter()
            .flat_map(|row| &row.findings)
            .filter(|finding| finding.link == Some(link))
            .map(|finding| Status::from(finding.severity))
            .fold(Status::NotKnown, Status::worst);
        let judged = row.is_some_and(|row| row.phase == Phase::Done);
        let seen = answer.is_some() || accused.is_bad() || (measured_here && judged);
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
                figure: answer.map(|rtt_ms| words.milliseconds(*rtt_ms)).unwrap_or_default(),
                is_weak: false,
                explanation: String::new(),
            },
            phase,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example;
    use maillon_report::Lang;

    fn link(progress: &Progress, link: Link) -> &LinkProgress {
        progress
            .chain
            .iter()
            .find(|one| one.link.id == link)
            .expect("every link is drawn")
    }

    #[test]
    fn the_example_lights_every_link_and_fills_every_row() {
        let words = Words::of(Lang::Fr);
        let mut course = Course::new(true, 12.0);
        let before = course.told(&words);
        assert!(before.chain.iter().all(|link| link.phase == Phase::Waiting));
        for moment in example::timeline(&example::report(example::Radio::Weak)) {
            course.apply(moment.event);
        }
        let after = course.told(&words);
        assert!(
            after.chain.iter().all(|link| link.phase == Phase::Done),
            "{:?}",
            after.chain
        );
        assert!(after.rows.iter().all(|row| row.phase == Phase::Done));
        assert!(link(&after, Link::LocalLink).link.status.is_bad());
        assert_eq!(link(&after, Link::Machine).link.status, Status::Good);
    }

    #[test]
    fn a_link_that_never_answered_stays_dark_even_when_its_check_is_good() {
        let mut course = Course::new(false, 30.0);
        course.apply(Event::Delay {
            link: Link::AccessLine,
            rtt_ms: Some(9.0),
        });
        course.apply(Event::Delay {
            link: Link::Internet,
            rtt_ms: None,
        });
        course.apply(Event::Judged {
            check: CheckId::Bandwidth,
            status: Status::Good,
            findings: Vec::new(),
            last: true,
        });
        let progress = course.told(&Words::of(Lang::En));
        assert_eq!(link(&progress, Link::AccessLine).link.status, Status::Good);
        let silent = link(&progress, Link::Internet);
        assert_eq!((silent.phase, silent.link.status), (Phase::Waiting, Status::NotKnown));
    }
}
