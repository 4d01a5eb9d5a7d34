//! What a run that goes on looks like: figures and codes come in as events, a state in words goes out. Judges nothing.

use crate::wire::{LinkProgress, Phase, Progress, RowProgress};
use maillon_diagnosis::checks::bandwidth::Direction;
use maillon_diagnosis::{CheckId, Finding, Link, Status};
use maillon_measurement::Event;
use maillon_report::Words;
use maillon_report::view::{LinkView, RowView};
use std::collections::{BTreeMap, VecDeque};

/// Round trips that a link's picture shows.
const SHOWN: usize = 48;

/// Least round trip that fills the height of a picture, milliseconds: the ordinary wavering of a sound link stays a flat line.
const FULL_HEIGHT_MS: f64 = 40.0;

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

/// The last round trips to one target of a link. Where several are watched it is the first that answers: to mix them would
/// draw a wavering that nothing has.
#[derive(Debug, Clone)]
struct Trace {
    target: usize,
    /// The last answer, milliseconds.
    answer: Option<f64>,
    rtts_ms: VecDeque<Option<f64>>,
}

impl Trace {
    fn of(target: usize) -> Self {
        Self {
            target,
            answer: None,
            rtts_ms: VecDeque::new(),
        }
    }

    fn add(&mut self, target: usize, rtt_ms: Option<f64>) {
        if target != self.target {
            if self.answer.is_some() || rtt_ms.is_none() {
                return;
            }
            *self = Self::of(target);
        }
        self.answer = rtt_ms.or(self.answer);
        if self.rtts_ms.len() == SHOWN {
            self.rtts_ms.pop_front();
        }
        self.rtts_ms.push_back(rtt_ms);
    }

    fn heights(&self) -> Vec<Option<f64>> {
        let longest = self.rtts_ms.iter().flatten().copied().fold(FULL_HEIGHT_MS, f64::max);
        self.rtts_ms.iter().map(|rtt_ms| Some((*rtt_ms)? / longest)).collect()
    }
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

    fn link(&self, link: Link, words: &Words) -> LinkProgress {
        let row = self.row(link.check());
        let trace = self.traces.get(&link);
        let answer = trace.and_then(|trace| trace.answer);
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
                figure: answer.map(|rtt_ms| words.milliseconds(rtt_ms)).unwrap_or_default(),
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
            target: 0,
            link: Link::AccessLine,
            rtt_ms: Some(9.0),
            loaded: false,
        });
        course.apply(Event::Delay {
            target: 1,
            link: Link::Internet,
            rtt_ms: None,
            loaded: false,
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

    #[test]
    fn a_link_draws_one_target_the_first_that_answers_and_leaves_gaps() {
        let mut course = Course::new(false, 30.0);
        for (target, rtt_ms) in [
            (0, None),
            (1, Some(20.0)),
            (0, None),
            (2, Some(500.0)),
            (1, None),
            (1, Some(80.0)),
        ] {
            course.apply(Event::Delay {
                target,
                link: Link::AccessLine,
                rtt_ms,
                loaded: false,
            });
        }
        for rtt_ms in [None, None] {
            course.apply(Event::Delay {
                target: 1,
                link: Link::AccessLine,
                rtt_ms,
                loaded: true,
            });
        }
        let progress = course.told(&Words::of(Lang::En));
        let line = link(&progress, Link::AccessLine);
        assert_eq!(line.trace, [Some(0.25), None, Some(1.0)]);
        assert_eq!(line.link.figure, "80\u{a0}ms");
        assert!(link(&progress, Link::Vpn).trace.is_empty());
    }

    #[test]
    fn a_long_run_draws_its_end_and_a_steady_short_delay_stays_low() {
        let mut course = Course::new(false, 30.0);
        for step in 0..999 {
            course.apply(Event::Delay {
                target: 0,
                link: Link::LocalLink,
                rtt_ms: Some(1.0 + f64::from(step % 3)),
                loaded: false,
            });
        }
        let progress = course.told(&Words::of(Lang::En));
        let trace = &link(&progress, Link::LocalLink).trace;
        assert_eq!(trace.len(), SHOWN);
        assert!(trace.iter().flatten().all(|height| *height < 0.1), "{trace:?}");
        course.apply(Event::Delay {
            target: 0,
            link: Link::LocalLink,
            rtt_ms: None,
            loaded: false,
        });
        let progress = course.told(&Words::of(Lang::En));
        let trace = &link(&progress, Link::LocalLink).trace;
        assert_eq!((trace.len(), trace.last()), (SHOWN, Some(&None)), "the last is drawn");
    }
}
