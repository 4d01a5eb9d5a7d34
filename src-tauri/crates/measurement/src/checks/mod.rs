//! One point of the checklist a file: which probes, in which order, into which observation. The judging half has the
//! same name in `maillon-diagnosis`.

pub(crate) mod bandwidth;
pub(crate) mod gateway;
pub(crate) mod machine;
pub(crate) mod security;
pub(crate) mod server;
pub(crate) mod vpn;

use crate::probes::ProbeError;
use maillon_diagnosis::Gap;
use std::time::Duration;

/// Milliseconds of a duration.
pub(crate) fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// The gap that a failed probe leaves in the observation.
fn gap(probe: &str, target: &str, error: &ProbeError) -> Gap {
    Gap::new(probe, target, error.reason(), error.to_string())
}
