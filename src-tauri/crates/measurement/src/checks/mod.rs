//! One point of the checklist a file: which probes, in which order, into which observation. The judging half has the
//! same name in `maillon-diagnosis`.

pub(crate) mod bandwidth;
pub(crate) mod gateway;
pub(crate) mod machine;
pub(crate) mod security;
pub(crate) mod server;
pub(crate) mod vpn;

use crate::probes::ProbeError;
use crate::probes::names::system_lookup;
use crate::run::scene::NAME_BUDGET;
use maillon_diagnosis::Gap;
use maillon_diagnosis::profile::HostPort;
use std::net::SocketAddr;
use std::time::Duration;

/// Milliseconds of a duration.
pub(crate) fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// The gap that a failed probe leaves in the observation.
fn gap(probe: &str, target: &str, error: &ProbeError) -> Gap {
    Gap::new(probe, target, error.reason(), error.to_string())
}

/// First address of a host, with its port.
async fn address_of(end: &HostPort) -> Result<SocketAddr, ProbeError> {
    let (addresses, _) = system_lookup(&end.host, NAME_BUDGET).await?;
    let first = addresses.first().ok_or_else(|| ProbeError::NameNotFound {
        operation: "system lookup",
        target: end.host.clone(),
    })?;
    Ok(SocketAddr::new(*first, end.port))
}
