//! What the line carries, and what it does to delay when it is full.

use super::super::{Capacity, Confidence, Observation};
use crate::finding::{Code, Quantity, Support};
use crate::judgement::Judgement;
use crate::limits::Limits;
use crate::vocabulary::Link;

pub(super) fn capacity(observation: &Observation, limits: &Limits, judgement: &mut Judgement) {
    let directions = [
        (&observation.download, "download_mbps", Code::DownloadLow),
        (&observation.upload, "upload_mbps", Code::UploadLow),
    ];
    for (capacity, limit, code) in directions {
        let Some(capacity) = capacity else { continue };
        judgement.saw(Link::AccessLine, true);
        if capacity.lower_bound_bps / 1e6 >= limits.row(limit).slow || capacity.confidence == Confidence::Low {
            continue;
        }
        let megabits = capacity.estimate_bps / 1e6;
        let support = interval_support(capacity, limits.row(limit).slow);
        if let Some(found) = judgement.hold(
            limits,
            limit,
            (code, Link::AccessLine),
            (megabits, |rate| Quantity::BitsPerSecond(rate * 1e6)),
            support,
        ) {
            found.quantities.insert(
                "lower_bound".to_owned(),
                Quantity::BitsPerSecond(capacity.lower_bound_bps),
            );
        }
    }
    let loaded = [&observation.responsiveness.download, &observation.responsiveness.upload];
    for delay in loaded.into_iter().flatten() {
        let (Some(busy), Some(idle)) = (delay.loaded_latency_ms, delay.idle_latency_ms) else {
            continue;
        };
        let support = Support::once(delay.samples);
        if delay.samples >= 10 {
            let against = (Code::LoadedLatency, Link::AccessLine);
            judgement.hold(
                limits,
                "loaded_latency_ms",
                against,
                (busy - idle, Quantity::Milliseconds),
                support,
            );
        }
    }
}

fn interval_support(capacity: &Capacity, limit_mbps: f64) -> Support {
    let low = capacity
        .intervals
        .iter()
        .filter(|(_, rate)| rate / 1e6 < limit_mbps)
        .count();
    Support::of(low, capacity.intervals.len())
}
