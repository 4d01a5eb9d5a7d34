//! How sure an accusation is, and what keeps it from being established (`research/thresholds.md` §10.2 and §10.3).

use super::explain::could_explain;
use crate::constants::{SAMPLES_FOR_ESTABLISHED, VISITS_FOR_ESTABLISHED};
use crate::finding::Finding;
use crate::vocabulary::{Certainty, Link, Status};
use std::collections::BTreeMap;

/// What keeps an accusation from being established.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// The figure was past its limit in too few separate windows.
    NotReproduced,
    /// There are fewer samples than so many.
    FewSamples(u32),
    /// The interval of the figure reaches back below its limit.
    IntervalReachesBack,
    /// A nearer link, which could explain it, is not known.
    NearerUnknown(Link),
}

/// Established needs a reproduced figure, enough samples, an interval that lies past the limit where one was drawn, and
/// nothing unknown that could explain it.
pub(super) fn certainty(link: Link, finding: &Finding, links: &BTreeMap<Link, Status>) -> Certainty {
    if doubts(link, finding, links).is_empty() {
        Certainty::Established
    } else {
        Certainty::Probable
    }
}

/// Everything that keeps an accusation from being established.
pub(super) fn doubts(link: Link, finding: &Finding, links: &BTreeMap<Link, Status>) -> Vec<Doubt> {
    let support = &finding.support;
    let enough = match link {
        Link::Gateway | Link::Server | Link::Security | Link::Machine => VISITS_FOR_ESTABLISHED,
        Link::LocalLink | Link::AccessLine | Link::Internet | Link::Vpn => SAMPLES_FOR_ESTABLISHED,
    };
    let mut doubts = Vec::new();
    if !support.is_reproduced() {
        doubts.push(Doubt::NotReproduced);
    }
    if support.samples < enough {
        doubts.push(Doubt::FewSamples(enough));
    }
    if !interval_is_past(finding) {
        doubts.push(Doubt::IntervalReachesBack);
    }
    let unknown = links
        .iter()
        .filter(|(upstream, status)| **upstream < link && **status == Status::NotKnown)
        .filter(|(upstream, _)| **upstream != Link::Security && could_explain(**upstream, finding.code));
    doubts.extend(unknown.map(|(upstream, _)| Doubt::NearerUnknown(*upstream)));
    doubts
}

/// Whether the whole interval of a figure lies past its first limit; true where no interval was drawn.
fn interval_is_past(finding: &Finding) -> bool {
    let (Some((low, high)), Some(limit)) = (finding.support.interval, &finding.limit) else {
        return true;
    };
    if limit.slow <= limit.broken {
        low > limit.slow
    } else {
        high < limit.slow
    }
}
