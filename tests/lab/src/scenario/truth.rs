//! The verdict that is true of a scenario.

use anyhow::{Result, ensure};
use maillon_diagnosis::{Code, Link, Outcome, Status, UseId};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a perfect verdict says.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Truth {
    /// What the run says.
    pub outcome: Outcome,
    /// The weak links, the most important first.
    #[serde(default)]
    pub weak: Vec<Link>,
    /// Links that are broken too, and that nobody can see behind those: naming one is an accusation without evidence.
    #[serde(default)]
    pub hidden: Vec<Link>,
    /// Links that may be named too, because what is broken touches them. No other may be.
    #[serde(default)]
    pub tolerated: Vec<Link>,
    /// What has to be told as well, by the code of its finding.
    #[serde(default)]
    pub tells: Vec<Code>,
    /// What must not be told.
    #[serde(default)]
    pub never_tells: Vec<Code>,
    /// How each use named here fares.
    #[serde(default)]
    pub uses: BTreeMap<UseId, Expected>,
}

/// The states a use may be rated with.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Expected {
    /// This one.
    One(Status),
    /// Any of these.
    Any(Vec<Status>),
}

impl Expected {
    /// Whether a rating is as expected.
    pub fn holds(&self, status: Status) -> bool {
        match self {
            Self::One(expected) => *expected == status,
            Self::Any(expected) => expected.contains(&status),
        }
    }
}

impl Truth {
    /// Fails when it contradicts itself.
    pub fn check(&self) -> Result<()> {
        ensure!(
            (self.outcome == Outcome::WeakLink) != self.weak.is_empty(),
            "a weak link is named, and only then, when the outcome is `weak_link`"
        );
        let mut links: Vec<&Link> = [&self.weak, &self.hidden, &self.tolerated]
            .into_iter()
            .flatten()
            .collect();
        let told = links.len();
        links.sort();
        links.dedup();
        ensure!(told == links.len(), "a link is weak, hidden or tolerated, once");
        ensure!(
            self.hidden.is_empty() || !self.weak.is_empty(),
            "a link is hidden by a weak one"
        );
        Ok(())
    }

    /// Links that are broken, whether or not they can be seen.
    pub fn faults(&self) -> usize {
        self.weak.len() + self.hidden.len()
    }

    /// Whether naming this link accuses nobody wrongly.
    pub fn allows(&self, link: Link) -> bool {
        self.weak.contains(&link) || self.tolerated.contains(&link)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_truth_that_contradicts_itself_is_none() {
        let truth = |text: &str| toml::from_str::<Truth>(text).expect("a truth");
        let hides = truth("outcome = \"weak_link\"\nweak = [\"access_line\"]\nhidden = [\"server\"]");
        assert!(hides.check().is_ok());
        assert_eq!(hides.faults(), 2);
        assert!(!hides.allows(Link::Server), "nobody can see it");
        for wrong in [
            "outcome = \"weak_link\"",
            "outcome = \"nothing_abnormal\"\nweak = [\"vpn\"]",
            "outcome = \"nothing_abnormal\"\nhidden = [\"vpn\"]",
            "outcome = \"weak_link\"\nweak = [\"vpn\"]\ntolerated = [\"vpn\"]",
            "outcome = \"weak_link\"\nweak = [\"vpn\"]\nhidden = [\"vpn\"]",
        ] {
            assert!(truth(wrong).check().is_err(), "{wrong}");
        }
    }
}
