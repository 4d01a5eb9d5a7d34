//! Why the verdict is what it is: for each link what speaks against it, what was explained away by what, and what keeps
//! an accusation from being established.

use super::certainty::{Doubt, doubts};
use super::decide::{judge_check, weigh};
use crate::finding::Finding;
use crate::limits::Limits;
use crate::report::Checks;
use crate::vocabulary::{CheckId, Link, Status};

/// The reasoning about one link.
#[derive(Debug, Clone, PartialEq)]
pub struct Reasons {
    /// The link.
    pub link: Link,
    /// Its state.
    pub status: Status,
    /// Whether it was measured well enough to be cleared.
    pub is_measured: bool,
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

/// The reasoning about every link, in the order of the chain.
pub fn why(checks: &Checks, limits: &Limits) -> Vec<Reasons> {
    let judgements: Vec<_> = CheckId::ALL
        .iter()
        .map(|check| judge_check(checks, *check, limits))
        .collect();
    let weighed = weigh(&judgements);
    let of = |link: &Link| Reasons {
        link: *link,
        status: weighed.links[link],
        is_measured: weighed.measured.contains(link),
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
    Link::ALL.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::bandwidth::{Observation, TargetRole};
    use crate::excess::tests::target;
    use crate::finding::Code;
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
        let of = |link: Link| all.iter().find(|reasons| reasons.link == link).expect("every link");
        let local = of(Link::LocalLink);
        assert_eq!(local.against[0].finding.code, Code::LocalLinkLoss);
        assert!(local.against[0].doubts.contains(&Doubt::NearerUnknown(Link::Machine)));
        assert_eq!(of(Link::AccessLine).explained[0].1, Link::LocalLink);
        assert!(!of(Link::Server).is_measured && of(Link::Server).status == Status::NotKnown);
    }
}
