//! What a check says of its observation.

use crate::finding::{Code, Finding};
use crate::vocabulary::{Link, Severity, Status};
use std::collections::BTreeMap;

/// The result of judging one observation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Judgement {
    /// What was found.
    pub findings: Vec<Finding>,
    /// Links for which enough was measured to call them sound when nothing accuses them.
    pub measured: BTreeMap<Link, bool>,
}

impl Judgement {
    /// Adds a finding; none is nothing.
    pub fn add(&mut self, finding: impl Into<Option<Finding>>) {
        self.findings.extend(finding.into());
    }

    /// Names whom the findings from `first` on are about.
    pub(crate) fn name_from(&mut self, first: usize, name: &str) {
        for finding in &mut self.findings[first..] {
            finding
                .quantities
                .insert("name".to_owned(), crate::finding::Quantity::Text(name.to_owned()));
        }
    }

    /// Notes whether a link was measured well enough to be cleared. Several notes add up: one is enough.
    pub fn saw(&mut self, link: Link, enough: bool) {
        *self.measured.entry(link).or_default() |= enough;
    }

    /// The state of the check: its gravest finding, else good if anything was measured, else not known.
    pub fn status(&self) -> Status {
        let measured = if self.measured.values().any(|enough| *enough) {
            Status::Good
        } else {
            Status::NotKnown
        };
        self.findings
            .iter()
            .filter(|finding| finding.severity != Severity::Information)
            .fold(measured, |status, finding| status.worst(finding.severity.into()))
    }
}

impl Judgement {
    /// Adds a finding when a figure is past its limit. The figure is kept under the name `figure`.
    pub(crate) fn hold(
        &mut self,
        limits: &crate::limits::Limits,
        limit: &str,
        (code, link): (Code, Link),
        (figure, quantity): (f64, fn(f64) -> crate::finding::Quantity),
        support: crate::finding::Support,
    ) -> Option<&mut Finding> {
        let (severity, used) = limits.passed(limit, figure)?;
        self.findings.push(
            Finding::against(code, link, severity)
                .with("figure", quantity(figure))
                .past(used)
                .supported(support),
        );
        self.findings.last_mut()
    }
}

/// The trouble met most often; the first of the vocabulary among equals, none without trouble.
pub(crate) fn most_frequent(codes: &[Code]) -> Option<Code> {
    let count = |code: Code| codes.iter().filter(|other| **other == code).count();
    codes
        .iter()
        .copied()
        .max_by_key(|code| (count(*code), std::cmp::Reverse(*code)))
}
