//! What the run as a whole says: which link is weak, how sure, and what follows from it.

mod certainty;
mod decide;
mod explain;
mod gain;
mod reach;
mod tunnel;
mod uses;
mod vantage;
mod why;

pub use certainty::Doubt;
pub use decide::{decide, judge_all, judge_check};
pub use gain::{Gain, Less};
pub(crate) use uses::capacity_edges_mbps;
pub use why::{Accusation, Reasons, Why, why};

use crate::finding::Code;
use crate::vocabulary::{Certainty, Link, Outcome, Status, UseId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The verdict of one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
pub struct Verdict {
    /// What the run says.
    pub outcome: Outcome,
    /// The weak links, most important first.
    pub weak_links: Vec<WeakLink>,
    /// What follows from a weak link and is not to blame itself.
    pub consequences: Vec<Consequence>,
    /// How each use fares.
    pub uses: BTreeMap<UseId, Status>,
    /// The finding that limits a use.
    #[serde(default)]
    pub use_reasons: BTreeMap<UseId, Code>,
    /// The state of every link.
    #[serde(default)]
    pub links: BTreeMap<Link, Status>,
    /// What mending the first weak link alone would change.
    #[serde(default)]
    pub gain: Option<Gain>,
}

/// One weak link.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
pub struct WeakLink {
    /// The link.
    pub link: Link,
    /// How sure.
    pub certainty: Certainty,
    /// The finding that decided.
    pub cause: Code,
    /// Its share of the trouble, 0 to 1.
    pub share: f64,
}

/// A finding explained by a weak link nearer to the computer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
pub struct Consequence {
    /// The link that seems slow.
    pub link: Link,
    /// What was found there.
    pub cause: Code,
    /// The weak link that explains it.
    pub explained_by: Link,
}

#[cfg(test)]
mod tests;
