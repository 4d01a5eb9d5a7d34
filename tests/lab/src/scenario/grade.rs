//! How good a verdict is, held against the truth.

use super::Truth;
use maillon_diagnosis::{Certainty, Code, Link, Outcome, Report, Status, UseId, Verdict};

/// A verdict in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// It says what is true: the weak link first, or that there is none, or that it cannot tell.
    Right,
    /// It cannot tell, where somebody is to blame or nothing is wrong.
    Abstained,
    /// It says that nothing is abnormal, where somebody is to blame.
    Missed,
    /// It names another link first, or is sure where nobody can be.
    Wrong,
}

impl Grade {
    /// Every grade, the best first.
    pub const ALL: [Self; 4] = [Self::Right, Self::Abstained, Self::Missed, Self::Wrong];

    /// The word of the tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Abstained => "abstained",
            Self::Missed => "missed",
            Self::Wrong => "wrong",
        }
    }
}

/// A verdict held against the truth.
#[derive(Debug, Clone, PartialEq)]
pub struct Graded {
    /// In a word.
    pub grade: Grade,
    /// Links that are named and are not to blame.
    pub falsely: Vec<(Link, Certainty)>,
    /// Weak links that are not named.
    pub missed: Vec<Link>,
    /// Uses whose rating is not as expected, with that rating.
    pub uses: Vec<(UseId, Status)>,
    /// What is not told and should be.
    pub untold: Vec<Code>,
    /// What is told and should not be.
    pub told: Vec<Code>,
}

impl Graded {
    /// Whether a use is rated otherwise than is true, or a fact told or kept back that should not be.
    pub fn is_otherwise(&self) -> bool {
        !(self.uses.is_empty() && self.untold.is_empty() && self.told.is_empty())
    }
}

/// Holds what a report says against the truth.
pub fn grade(truth: &Truth, report: &Report) -> Graded {
    let summaries = report.checks.summaries();
    let findings = || summaries.iter().flat_map(|(_, _, findings)| findings.iter());
    let is_told = |code: &Code| findings().any(|finding| finding.code == *code);
    Graded {
        untold: truth.tells.iter().copied().filter(|code| !is_told(code)).collect(),
        told: truth.never_tells.iter().copied().filter(is_told).collect(),
        ..of_verdict(truth, &report.verdict)
    }
}

/// How good an answer is, and which of the links it names are not to blame.
pub fn of_answer(truth: &Truth, outcome: Outcome, named: &[(Link, Certainty)]) -> (Grade, Vec<(Link, Certainty)>) {
    let first = named.first().map(|(link, _)| link);
    let grade = match (truth.weak.first(), first) {
        (Some(weak), Some(first)) if weak == first => Grade::Right,
        (None, None) if truth.outcome == outcome => Grade::Right,
        (Some(_) | None, None) if outcome == Outcome::CannotTell => Grade::Abstained,
        (Some(_), None) => Grade::Missed,
        (Some(_) | None, Some(_)) | (None, None) => Grade::Wrong,
    };
    let falsely = named.iter().copied().filter(|(link, _)| !truth.allows(*link));
    (grade, falsely.collect())
}

pub(super) fn of_verdict(truth: &Truth, verdict: &Verdict) -> Graded {
    let named = verdict.weak_links.iter();
    let named: Vec<_> = named.map(|weak| (weak.link, weak.certainty)).collect();
    let (grade, falsely) = of_answer(truth, verdict.outcome, &named);
    let is_named = |link: &Link| verdict.weak_links.iter().any(|weak| weak.link == *link);
    let rated = |r#use: &UseId| verdict.uses.get(r#use).copied().unwrap_or(Status::NotKnown);
    Graded {
        grade,
        falsely,
        missed: truth.weak.iter().copied().filter(|link| !is_named(link)).collect(),
        uses: truth
            .uses
            .iter()
            .map(|(r#use, expected)| (*r#use, expected, rated(r#use)))
            .filter(|(_, expected, rated)| !expected.holds(*rated))
            .map(|(r#use, _, rated)| (r#use, rated))
            .collect(),
        untold: Vec::new(),
        told: Vec::new(),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use maillon_diagnosis::verdict::WeakLink;
    use std::collections::BTreeMap;

    /// A verdict that names these links, all of them probable.
    pub(crate) fn verdict(outcome: Outcome, links: &[Link]) -> Verdict {
        let weak = |link: &Link| WeakLink {
            link: *link,
            certainty: Certainty::Probable,
            cause: Code::LineDelay,
            share: 1.0,
        };
        Verdict {
            outcome,
            weak_links: links.iter().map(weak).collect(),
            consequences: Vec::new(),
            uses: BTreeMap::new(),
            use_reasons: BTreeMap::new(),
            links: BTreeMap::new(),
            gain: None,
        }
    }

    fn truth(text: &str) -> Truth {
        toml::from_str(text).expect("a truth")
    }

    #[test]
    fn the_first_link_decides_and_others_may_be_false() {
        let truth = truth("outcome = \"weak_link\"\nweak = [\"vpn\"]\ntolerated = [\"gateway\"]");
        let graded = |links: &[Link]| {
            let graded = of_verdict(&truth, &verdict(Outcome::WeakLink, links));
            (graded.grade, graded.falsely.len())
        };
        assert_eq!(graded(&[Link::Vpn]), (Grade::Right, 0));
        assert_eq!(graded(&[Link::Vpn, Link::Gateway]), (Grade::Right, 0));
        assert_eq!(graded(&[Link::Vpn, Link::Server]), (Grade::Right, 1));
        assert_eq!(graded(&[Link::Server, Link::Vpn]), (Grade::Wrong, 1));
    }

    #[test]
    fn who_cannot_tell_abstains_and_who_calls_a_broken_chain_normal_misses() {
        let truth = truth("outcome = \"weak_link\"\nweak = [\"vpn\"]");
        let graded = |outcome| of_verdict(&truth, &verdict(outcome, &[])).grade;
        assert_eq!(graded(Outcome::CannotTell), Grade::Abstained);
        assert_eq!(graded(Outcome::NothingAbnormal), Grade::Missed);
    }

    #[test]
    fn sound_and_unknown_are_not_the_same() {
        let sound = truth("outcome = \"nothing_abnormal\"");
        let unknown = truth("outcome = \"cannot_tell\"");
        let graded = |truth: &Truth, outcome, links: &[Link]| of_verdict(truth, &verdict(outcome, links)).grade;
        assert_eq!(graded(&sound, Outcome::NothingAbnormal, &[]), Grade::Right);
        assert_eq!(graded(&sound, Outcome::CannotTell, &[]), Grade::Abstained);
        assert_eq!(graded(&sound, Outcome::WeakLink, &[Link::Vpn]), Grade::Wrong);
        assert_eq!(graded(&unknown, Outcome::CannotTell, &[]), Grade::Right);
        assert_eq!(graded(&unknown, Outcome::NothingAbnormal, &[]), Grade::Wrong);
        let touched = truth("outcome = \"cannot_tell\"\ntolerated = [\"gateway\"]");
        assert_eq!(graded(&touched, Outcome::WeakLink, &[Link::Gateway]), Grade::Wrong);
    }
}
