//! What a load showed: the rate it found, and the delay while the line was full.

use super::{Table, list, megabits, rpm};
use crate::words::Words;
use maillon_diagnosis::checks::bandwidth::{Capacity, LoadedDelay};

pub(super) fn load(table: &mut Table<'_>, direction: &str, capacity: Option<&Capacity>, delay: Option<&LoadedDelay>) {
    let words = table.words;
    let told = capacity.map(|capacity| {
        let variables = [
            ("estimate", words.rate(capacity.estimate_bps).into()),
            ("least", words.rate(capacity.lower_bound_bps).into()),
            (
                "confidence",
                words.say(&format!("confidence-{}", capacity.confidence)).into(),
            ),
            // A line that was not seen full may carry more.
            ("sure", capacity.confidence.id().into()),
            ("bytes", words.bytes(capacity.bytes as f64).into()),
            ("time", words.seconds(capacity.seconds).into()),
        ];
        let id = if capacity.cap_reached {
            "value-capacity-capped"
        } else {
            "value-capacity"
        };
        let told = words.tell(id, variables);
        let disturbed = capacity
            .degraded
            .iter()
            .map(|what| words.say(&format!("disturbed-{what}")));
        match list(disturbed) {
            None => told,
            Some(what) => words.tell("value-disturbed", [("told", told.into()), ("what", what.into())]),
        }
    });
    let estimate = capacity.map(|capacity| capacity.estimate_bps / 1e6);
    table.held_as(
        direction,
        estimate,
        megabits,
        &format!("{direction}_mbps"),
        "capacity",
        told,
    );
    let added = delay.and_then(|delay| Some(delay.loaded_latency_ms? - delay.idle_latency_ms?));
    let told = added
        .zip(delay)
        .map(|(added, delay)| full_and_at_rest(words, added, delay));
    table.held_as(
        &format!("loaded-{direction}"),
        added,
        Words::milliseconds,
        "loaded_latency_ms",
        "loaded",
        told,
    );
    if let Some(delay) = delay {
        let told = delay.rpm.zip(delay.idle_rpm).map(|(loaded, idle)| {
            let variables = [("loaded", rpm(words, loaded).into()), ("idle", rpm(words, idle).into())];
            words.tell("value-rpm", variables)
        });
        let id = format!("rpm-{direction}");
        table.held_as(&id, delay.rpm, rpm, "responsiveness_rpm", "rpm", told);
    }
}

/// What a load added to the delay, and the delays it was drawn from.
fn full_and_at_rest(words: &Words, added: f64, delay: &LoadedDelay) -> String {
    let parts = |parts: &[(&str, Option<f64>)]| {
        let known = parts.iter().filter_map(|(id, time)| Some((id, (*time)?)));
        let told = known.map(|(id, time)| words.tell(id, [("time", words.milliseconds(time).into())]));
        list(told).unwrap_or_default()
    };
    let full = parts(&[
        ("delay-middle", delay.loaded_latency_ms),
        ("delay-tm95", delay.loaded_tm95_ms),
        ("delay-p95", delay.loaded_p95_ms),
    ]);
    let idle = parts(&[
        ("delay-middle", delay.idle_latency_ms),
        ("delay-tm95", delay.idle_tm95_ms),
    ]);
    let variables = [
        ("added", words.milliseconds(added).into()),
        ("full", full.into()),
        ("idle", idle.into()),
    ];
    words.tell("value-loaded", variables)
}
