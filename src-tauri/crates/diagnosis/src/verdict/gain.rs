//! What mending the first weak link alone would change, by the figures and limits that judged it.

use super::{Verdict, uses};
use crate::checks::bandwidth::{Capacity, Observation, Target, TargetRole};
use crate::finding::Finding;
use crate::report::Checks;
use crate::vocabulary::{Link, Status, UseId};
use serde::{Deserialize, Serialize};

/// What mending the first weak link alone would change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
pub struct Gain {
    /// The link that would be mended.
    pub link: Link,
    /// What the figure that decided would change by; none where less of it is worse, or where nothing was counted.
    #[serde(default)]
    pub less: Option<Less>,
    /// Uses that do not work well now and would, were the link no better than its limits ask.
    #[serde(default)]
    pub uses: Vec<UseId>,
}

/// By how much a figure would shrink.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
pub struct Less {
    /// Name of the limit, which tells the unit.
    pub limit: String,
    /// When the link is just within its limit and the figure was at the lower end of its interval.
    pub least: f64,
    /// When the link adds nothing any more and the figure was at the upper end of its interval.
    pub most: f64,
}

/// The gain of mending the first weak link; none without one, or when nothing can be told of it.
pub(super) fn gain(checks: &Checks, verdict: &Verdict) -> Option<Gain> {
    let weak = verdict.weak_links.first()?;
    let less = checks.gravest(weak.link, weak.cause).and_then(less);
    let (mended, without) = mended(checks, verdict, weak.link);
    let (after, _) = uses::rate(&mended, &without);
    let uses: Vec<UseId> = verdict
        .uses
        .iter()
        .filter(|(id, state)| state.is_bad() && after.get(id) == Some(&Status::Good))
        .map(|(id, _)| *id)
        .collect();
    (less.is_some() || !uses.is_empty()).then_some(Gain {
        link: weak.link,
        less,
        uses,
    })
}

fn less(finding: &Finding) -> Option<Less> {
    let limit = finding.limit.as_ref().filter(|limit| limit.broken > limit.slow)?;
    let figure = finding.figure()?;
    let (low, high) = finding.support.interval.unwrap_or((figure, figure));
    (figure > limit.slow).then(|| Less {
        limit: limit.name.clone(),
        least: (low.min(figure) - limit.slow).max(0.0),
        most: high.max(figure),
    })
}

/// The same run with one link no worse than its limits ask. What followed from it stays as it is: what that link hid is not known
/// to be sound.
fn mended(checks: &Checks, verdict: &Verdict, link: Link) -> (Checks, Verdict) {
    let mut mended = checks.clone();
    for (check, status, findings) in checks.summaries() {
        let mut findings = findings.to_vec();
        for finding in findings.iter_mut().filter(|finding| finding.link == Some(link)) {
            if let Some(seen) = &mut mended.bandwidth.observation {
                ease(seen, finding, link);
            }
            finding.accuse_nobody();
        }
        mended.set(check, status, findings);
    }
    let mut without = verdict.clone();
    without.consequences.retain(|one| one.explained_by != link);
    without.links.insert(link, Status::Good);
    (mended, without)
}

/// Takes from the figures behind a link what a finding holds against it, as far as its limit.
fn ease(seen: &mut Observation, finding: &Finding, link: Link) {
    let (Some(limit), Some(figure)) = (&finding.limit, finding.figure()) else {
        return;
    };
    let past = (figure - limit.slow).max(0.0);
    let behind = seen.targets.iter_mut().filter(|target| is_behind(target, link));
    match limit.name.as_str() {
        "local_link_wifi_rtt_ms"
        | "local_link_cable_rtt_ms"
        | "line_rtt_ms"
        | "company_path_excess_ms"
        | "vpn_added_rtt_ms" => behind.for_each(|target| shift(target, past, past)),
        "local_link_wifi_p95_ms" | "line_jitter_ms" | "vpn_jitter_ms" => {
            behind.for_each(|target| shift(target, 0.0, past));
        }
        // The loss inside a tunnel is not the tunnel's alone: `vpn_loss_percent` tells nothing of what would remain.
        "local_link_loss_percent" | "line_loss_percent" | "company_path_loss_percent" => {
            behind.for_each(|target| {
                let fewer = (f64::from(target.sent) * past / 100.0).round();
                target.lost = (f64::from(target.lost) - fewer).max(0.0) as u32;
            });
        }
        "download_mbps" => widen(&mut seen.download, limit.slow),
        "upload_mbps" => widen(&mut seen.upload, limit.slow),
        _ => {}
    }
}

fn is_behind(target: &Target, link: Link) -> bool {
    let is_inside = target.in_tunnel == Some(true);
    match link {
        Link::LocalLink | Link::AccessLine => is_inside || target.link.is_some_and(|last| last >= link),
        Link::Internet => {
            is_inside || (target.role != TargetRole::Anchor && target.link.is_some_and(|last| last >= link))
        }
        Link::Vpn => is_inside,
        Link::Machine | Link::Security | Link::Gateway | Link::Server => false,
    }
}

fn shift(target: &mut Target, median: f64, p95: f64) {
    if let Some(rtt) = &mut target.rtt_ms {
        rtt.median = (rtt.median - median).max(0.0);
        rtt.p95 = rtt.p95.map(|upper| (upper - p95).max(rtt.median));
    }
}

fn widen(capacity: &mut Option<Capacity>, least_mbps: f64) {
    if let Some(capacity) = capacity {
        capacity.estimate_bps = capacity.estimate_bps.max(least_mbps * 1e6);
    }
}

#[cfg(test)]
#[path = "gain_tests.rs"]
mod tests;
