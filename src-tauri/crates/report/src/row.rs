//! One point of the checklist as a row: buildable from its state and its findings alone, as a live page needs it.

use crate::lang::Lang;
use crate::view::{FindingView, RowView};
use crate::words::Words;
use maillon_diagnosis::{CheckId, Code, Finding, Link, Severity, Status};

impl RowView {
    /// A row in a language.
    pub fn of(check: CheckId, status: Status, findings: &[Finding], lang: Lang) -> Self {
        Self::with(&Words::of(lang), check, status, findings)
    }

    /// A row with words loaded before.
    pub fn with(words: &Words, check: CheckId, status: Status, findings: &[Finding]) -> Self {
        let mut sorted: Vec<&Finding> = findings.iter().collect();
        sorted.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        let findings: Vec<FindingView> = sorted
            .iter()
            .map(|finding| FindingView::with(words, finding, sorted.iter().copied()))
            .collect();
        let gravest = findings
            .iter()
            .find(|finding| finding.severity != Severity::Information);
        let summary = match (status, gravest) {
            (Status::Slow | Status::Broken, Some(finding)) => finding.text.clone(),
            (Status::Good, _) if is_without_rate(&sorted) => words.say("good-bandwidth-without-rate"),
            (Status::Good, _) => words.say(&format!("good-{check}")),
            (Status::NotKnown | Status::Slow | Status::Broken, _) => words.say(&format!("not_known-{check}")),
        };
        Self {
            id: check,
            title: words.say(&format!("check-{check}")),
            question: words.say(&format!("question-{check}")),
            status,
            status_word: words.status(status),
            summary,
            findings,
        }
    }
}

/// A line whose rate nobody measured may be called stable, not fast.
fn is_without_rate(findings: &[&Finding]) -> bool {
    findings.iter().any(|finding| finding.code == Code::CapacityUnknown)
}

/// The finding whose advice helps against `finding`. A restart in the midst of an update makes things worse, and a disk that it
/// keeps busy is not worn out: what is held against the computer waits for its end.
pub(crate) fn advising<'a>(finding: &'a Finding, mut all: impl Iterator<Item = &'a Finding>) -> &'a Finding {
    let updating = all.find(|one| one.code == Code::UpdateRunning);
    updating
        .filter(|_| finding.link == Some(Link::Machine))
        .unwrap_or(finding)
}

impl FindingView {
    /// A finding among others, in words.
    fn with<'a>(words: &Words, finding: &'a Finding, all: impl Iterator<Item = &'a Finding>) -> Self {
        Self {
            severity: finding.severity,
            text: words.finding(finding),
            meaning: words.meaning(finding),
            advice: words.advice(advising(finding, all)),
        }
    }
}

impl Words {
    /// The word for a state.
    pub fn status(&self, status: Status) -> String {
        self.say(&format!("status-{status}"))
    }

    /// What to do about a finding, a sentence.
    pub(crate) fn advice(&self, finding: &Finding) -> Option<String> {
        self.about(&format!("advice-{}", finding.code), finding)
    }

    /// What a fact that accuses nobody means, a sentence: what accuses is explained by the verdict.
    fn meaning(&self, finding: &Finding) -> Option<String> {
        let is_fact = finding.severity == Severity::Information;
        is_fact.then(|| self.tell("meaning", [("why", self.why(finding).into())]))
    }

    /// What a finding means, within a sentence.
    pub fn why(&self, finding: &Finding) -> String {
        let id = format!("why-{}", finding.code);
        self.about(&id, finding).unwrap_or(id)
    }

    /// What was found, a sentence.
    pub fn finding(&self, finding: &Finding) -> String {
        let id = format!("finding-{}", finding.code);
        self.about(&id, finding).unwrap_or(id)
    }
}
