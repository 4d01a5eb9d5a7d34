//! Why the verdict is what it is: for each link its figures, what speaks against it, what was explained away by what, and what
//! keeps an accusation from being established; then what was seen and is told against nobody.

use super::certainty::{Doubt, doubts};
use super::decide::{judge_check, weigh};
use super::explain::is_fact;
use crate::finding::Finding;
use crate::key_figures::{KeyFigure, key_figures};
use crate::limits::Limits;
use crate::report::Checks;
use crate::vocabulary::{CheckId, Link, Severity, Status};

/// How a verdict was reached.
#[derive(Debug, Clone, PartialEq)]
pub struct Why {
    /// The reasoning about every link, in the order of the chain.
    pub links: Vec<Reasons>,
    /// What is past a limit and told against nobody: whose it is cannot be told, or something else clears the link.
    pub spared: Vec<Finding>,
    /// Nothing gets through, and where the way ends is not known: no link is named then, whatever stands against one.
    pub is_cut_somewhere: bool,
}

/// The reasoning about one link.
#[derive(Debug, Clone, PartialEq)]
pub struct Reasons {
    /// The link.
    pub link: Link,
    /// Its state.
    pub status: Status,
    /// Whether it was measured well enough to be cleared.
    pub is_measured: bool,
    /// Its figures.
    pub figures: Vec<KeyFigure>,
    /// What speaks against it and stands.
    pub against: Vec<Accusation>,
    /// What would speak against it and is explained by a nearer link.
    pub explained: Vec<(Finding, Link)>,
}

/// One finding that stands against a link.
#[derive(Debug, Clone, PartialEq)]
pub struct Accusation {
    /// What was found.
    pub finding: Finding,
    /// What keeps it from being established; nothing when it is.
    pub doubts: Vec<Doubt>,
}

/// How the verdict on what was seen is reached.
pub fn why(checks: &Checks, limits: &Limits) -> Why {
    let judgements: Vec<_> = CheckId::ALL
        .iter()
        .map(|check| judge_check(checks, *check, limits))
        .collect();
    let weighed = weigh(&judgements);
    let figures = key_figures(checks);
    let of = |link: &Link| Reasons {
        link: *link,
        status: weighed.links[link],
        is_measured: weighed.measured.contains(link),
        figures: figures
            .iter()
            .filter(|figure| figure.id.link() == *link)
            .cloned()
            .collect(),
        against: weighed
            .kept
            .get(link)
            .into_iter()
            .flatten()
            .map(|finding| Accusation {
                finding: (*finding).clone(),
                doubts: doubts(*link, finding, &weighed.links),
            })
            .collect(),
        explained: weighed
            .explained
            .iter()
            .filter(|(explained, _, _)| explained == link)
            .map(|(_, finding, by)| ((*finding).clone(), *by))
            .collect(),
    };
    let findings = || judgements.iter().flat_map(|judgement| &judgement.findings);
    let is_spared = |finding: &&Finding| {
        finding.severity == Severity::Information && finding.limit.is_some() && !is_fact(finding.code)
    };
    Why {
        links: Link::ALL.iter().map(of).collect(),
        spared: findings().filter(is_spared).cloned().collect(),
        is_cut_somewhere: findings().any(Finding::is_cut_somewhere),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::bandwidth::{Observation, TargetRole};
    use crate::excess::tests::target;
    use crate::finding::Code;
    use crate::key_figures::KeyFigureId;
    use crate::report::CheckResult;

    #[test]
    fn each_link_is_told_by_what_stands_against_it_what_is_explained_and_what_is_not_known() {
        let targets = vec![
            target(TargetRole::Box, 200, |n| (n % 10 != 0).then_some(2.0)),
            target(TargetRole::Anchor, 200, |n| (n % 10 != 0).then_some(300.0)),
            target(TargetRole::Anchor, 200, |n| (n % 10 != 0).then_some(301.0)),
        ];
        let observation = Some(Observation {
            targets,
            ..Observation::default()
        });
        let checks = Checks {
            bandwidth: CheckResult {
                observation,
                ..CheckResult::default()
            },
            ..Checks::default()
        };
        let all = why(&checks, &Limits::default());
        assert!(!all.is_cut_somewhere);
        let of = |link: Link| {
            all.links
                .iter()
                .find(|reasons| reasons.link == link)
                .expect("every link")
        };
        let local = of(Link::LocalLink);
        assert_eq!(local.against[0].finding.code, Code::LocalLinkLoss);
        assert!(local.against[0].doubts.contains(&Doubt::NearerUnknown(Link::Machine)));
        assert_eq!(of(Link::AccessLine).explained[0].1, Link::LocalLink);
        assert!(!of(Link::Server).is_measured && of(Link::Server).status == Status::NotKnown);
        let ids = |link: Link| of(link).figures.iter().map(|figure| figure.id).collect::<Vec<_>>();
        assert_eq!(ids(Link::LocalLink), [KeyFigureId::BoxDelay, KeyFigureId::BoxLoss]);
        assert_eq!(ids(Link::Server), []);
    }

    #[test]
    fn what_accuses_nobody_is_told_apart_and_so_is_a_cut_whose_place_is_not_known() {
        let of = |targets| {
            let observation = Observation {
                targets,
                ..Observation::default()
            };
            let bandwidth = CheckResult {
                observation: Some(observation),
                ..CheckResult::default()
            };
            let checks = Checks {
                bandwidth,
                ..Checks::default()
            };
            why(&checks, &Limits::default())
        };
        let late = || target(TargetRole::Anchor, 200, |_| Some(300.0));
        let hidden = of(vec![late(), late()]);
        let codes: Vec<Code> = hidden.spared.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, [Code::LineDelay], "the box is silent: it may be the home");
        let silent = || target(TargetRole::Anchor, 50, |_| None);
        assert!(of(vec![silent(), silent()]).is_cut_somewhere);
    }
}
