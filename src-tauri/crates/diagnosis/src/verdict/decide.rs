//! From six judgements to one weak link: the first bad link with an excess of its own explains what lies behind it.

use super::certainty::certainty;
use super::explain::accounts_for;
use super::gain::gain;
use super::reach::{spare_what_is_found, spare_what_is_out_of_reach, spare_what_lies_beyond_a_cut};
use super::tunnel::spare_what_others_pass;
use super::uses;
use super::vantage::{is_remote, leave_out_the_home, something_answered, spare_what_loss_explains};
use super::{Consequence, Verdict, WeakLink};
use crate::checks::{bandwidth, gateway, machine, security, server, vpn};
use crate::constants::{EQUAL_SHARE, WEIGHT_CEILING};
use crate::finding::Finding;
use crate::judgement::Judgement;
use crate::limits::{Limit, Limits, Worse};
use crate::report::{CheckResult, Checks};
use crate::vocabulary::{CheckId, Link, Outcome, Severity, Status};
use std::collections::{BTreeMap, BTreeSet};

/// Judges every observation again and decides. Status, findings and verdict of the report are replaced.
pub fn judge_all(checks: &mut Checks, limits: &Limits) -> Verdict {
    let mut judgements = Vec::new();
    for check in CheckId::ALL.iter().copied() {
        let judgement = judge_check(checks, check, limits);
        checks.set(check, judgement.status(), judgement.findings.clone());
        judgements.push(judgement);
    }
    let mut verdict = decide(&judgements, limits);
    let (rated, reasons) = uses::rate(checks, &verdict);
    verdict.uses = rated;
    verdict.use_reasons = reasons;
    verdict.gain = gain(checks, &verdict);
    // A use is blocked and nothing was found to blame: that is not "nothing abnormal".
    let blocked = verdict.uses.values().any(|state| *state == Status::Broken);
    if verdict.outcome == Outcome::NothingAbnormal && blocked {
        verdict.outcome = Outcome::CannotTell;
    }
    verdict
}

/// Judges one check on what was seen of it; nothing seen gives nothing found and nothing measured.
pub fn judge_check(checks: &Checks, check: CheckId, limits: &Limits) -> Judgement {
    fn of<O>(result: &CheckResult<O>, limits: &Limits, judge: fn(&O, &Limits) -> Judgement) -> Judgement {
        let seen = result.observation.as_ref();
        seen.map(|seen| judge(seen, limits)).unwrap_or_default()
    }
    let mut judgement = match check {
        CheckId::Bandwidth if something_answered(checks) => of(&checks.bandwidth, limits, bandwidth::judge_connected),
        CheckId::Bandwidth => of(&checks.bandwidth, limits, bandwidth::judge),
        CheckId::Machine => of(&checks.machine, limits, machine::judge),
        CheckId::Vpn => of(&checks.vpn, limits, vpn::judge),
        CheckId::Gateway => of(&checks.gateway, limits, gateway::judge),
        CheckId::Security => of(&checks.security, limits, security::judge),
        CheckId::Server => of(&checks.server, limits, server::judge),
    };
    spare_what_others_pass(&mut judgement, checks, limits);
    spare_what_is_found(&mut judgement, checks);
    spare_what_loss_explains(&mut judgement, checks);
    spare_what_is_out_of_reach(&mut judgement, checks, limits);
    spare_what_lies_beyond_a_cut(&mut judgement, checks, limits);
    if is_remote(checks) {
        leave_out_the_home(&mut judgement);
    }
    judgement
}

/// Decides from judgements alone; their order does not matter.
pub fn decide(judgements: &[Judgement], limits: &Limits) -> Verdict {
    let weighed = weigh(judgements);
    let mut consequences: Vec<Consequence> = Vec::new();
    for (link, finding, explained_by) in &weighed.explained {
        let consequence = Consequence {
            link: *link,
            cause: finding.code,
            explained_by: *explained_by,
        };
        if !consequences.contains(&consequence) {
            consequences.push(consequence);
        }
    }
    let links = weighed.links;
    // Nothing gets through, and where the way ends is not known: whatever else is weak does not explain that.
    let is_cut = judgements
        .iter()
        .flat_map(|one| &one.findings)
        .any(Finding::is_cut_somewhere);
    let weak_links = if is_cut {
        Vec::new()
    } else {
        rank(&weighed.kept, &links, limits)
    };
    let outcome = if !weak_links.is_empty() {
        Outcome::WeakLink
    } else if is_cut {
        Outcome::CannotTell
    } else if links[&Link::AccessLine] == Status::Good && links[&Link::Machine] == Status::Good {
        Outcome::NothingAbnormal
    } else {
        Outcome::CannotTell
    };
    Verdict {
        outcome,
        weak_links,
        consequences,
        uses: BTreeMap::new(),
        use_reasons: BTreeMap::new(),
        links,
        gain: None,
    }
}

/// What stands against each link once what nearer links explain is taken away.
#[derive(Debug)]
pub(super) struct Weighed<'a> {
    /// Findings that stand.
    pub(super) kept: BTreeMap<Link, Vec<&'a Finding>>,
    /// Findings that do not, each with its link and the nearer one that explains it.
    pub(super) explained: Vec<(Link, &'a Finding, Link)>,
    /// Links measured well enough to be cleared.
    pub(super) measured: BTreeSet<Link>,
    /// State of every link.
    pub(super) links: BTreeMap<Link, Status>,
}

/// Walks from the computer to the servers and takes away what a nearer link explains.
pub(super) fn weigh(judgements: &[Judgement]) -> Weighed<'_> {
    let measured: BTreeSet<Link> = judgements
        .iter()
        .flat_map(|judgement| &judgement.measured)
        .filter(|(_, enough)| **enough)
        .map(|(link, _)| *link)
        .collect();
    let mut accusations: Vec<(Link, &Finding)> = judgements
        .iter()
        .flat_map(|judgement| &judgement.findings)
        .filter(|finding| finding.severity != Severity::Information)
        .filter_map(|finding| Some((finding.link?, finding)))
        .collect();
    accusations.sort_by(|(link_a, a), (link_b, b)| (link_a, b.severity, a.code).cmp(&(link_b, a.severity, b.code)));

    let mut kept: BTreeMap<Link, Vec<&Finding>> = BTreeMap::new();
    let mut explained: Vec<(Link, &Finding, Link)> = Vec::new();
    for (link, finding) in accusations {
        let explanation = kept
            .iter()
            .find(|(upstream, causes)| **upstream < link && causes.iter().any(|cause| accounts_for(cause, finding)));
        match explanation {
            Some((upstream, _)) => explained.push((link, finding, *upstream)),
            None => kept.entry(link).or_default().push(finding),
        }
    }

    let links = Link::ALL
        .iter()
        .map(|link| {
            // What a nearer link hides is not known to be sound.
            let hidden = explained.iter().any(|(hidden, _, _)| hidden == link);
            let sound = if measured.contains(link) && !hidden {
                Status::Good
            } else {
                Status::NotKnown
            };
            let state = kept
                .get(link)
                .into_iter()
                .flatten()
                .map(|finding| finding.severity.into());
            (*link, state.fold(sound, Status::worst))
        })
        .collect();
    Weighed {
        kept,
        explained,
        measured,
        links,
    }
}

fn rank(kept: &BTreeMap<Link, Vec<&Finding>>, links: &BTreeMap<Link, Status>, limits: &Limits) -> Vec<WeakLink> {
    let mut weak: Vec<WeakLink> = kept
        .iter()
        .filter_map(|(link, findings)| {
            let candidates = findings.iter().map(|finding| {
                let weak = WeakLink {
                    link: *link,
                    certainty: certainty(*link, finding, links),
                    cause: finding.code,
                    share: weight(finding, limits),
                };
                (finding.severity, weak)
            });
            // Every field that reaches the verdict takes part, so that the order of the findings cannot matter.
            let gravest = candidates.max_by(|(severity_a, a), (severity_b, b)| {
                (severity_a.cmp(severity_b))
                    .then(a.share.total_cmp(&b.share))
                    .then(b.certainty.cmp(&a.certainty))
                    .then(b.cause.cmp(&a.cause))
            });
            gravest.map(|(_, weak)| weak)
        })
        .collect();
    let total: f64 = weak.iter().map(|link| link.share).sum();
    for link in &mut weak {
        link.share /= total;
    }
    weak.sort_by(|a, b| {
        let lesser = |link: &WeakLink| link.share < EQUAL_SHARE;
        lesser(a).cmp(&lesser(b)).then(a.link.cmp(&b.link))
    });
    weak
}

/// How many times past its first limit a finding is.
fn weight(finding: &Finding, limits: &Limits) -> f64 {
    let floor = if finding.severity == Severity::Broken { 2.0 } else { 1.0 };
    let (Some(limit), Some(figure)) = (&finding.limit, finding.figure()) else {
        return floor;
    };
    let row: &Limit = limits.row(&limit.name);
    let times = match row.worse {
        Worse::Higher => figure / limit.slow.max(f64::MIN_POSITIVE),
        Worse::Lower => limit.slow / figure.max(f64::MIN_POSITIVE),
    };
    times.clamp(floor, WEIGHT_CEILING)
}
