//! One load in one direction: idle probes, the first connections, the load itself, and what it brought.

use super::content::random;
use super::engine::{Before, Engine};
use super::flow::Load;
use super::ledger::Ledger;
use super::meter::Meter;
use super::probes::{Probes, probe_foreign};
use super::running::Running;
use super::server::NqServer;
use crate::clock::RunClock;
use crate::probes::ProbeError;
use maillon_diagnosis::checks::bandwidth::{Capacity, Direction, LoadBands, LoadEnd, LoadPhase, LoadedDelay};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

pub(super) const OPERATION: &str = "load";
/// Foreign probes before the load.
const IDLE_PROBES: usize = 5;

/// What one direction may cost.
#[derive(Debug, Clone)]
pub struct LoadBudget {
    /// Bytes over the sockets, both directions, probes included.
    pub bytes: u64,
    /// From the first idle probe to the end.
    pub time: Duration,
    /// Edges of the bands a figure can fall into: the load ends as soon as none can be crossed any more. None where the
    /// figures themselves are wanted.
    pub bands: Option<LoadBands>,
}

/// What a load has done so far, told some times a second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LoadProgress {
    /// Milliseconds since the start of the run.
    pub at_ms: f64,
    /// Direction of the load.
    pub direction: Direction,
    /// Goodput just now, bits a second.
    pub bps: f64,
    /// Bytes over the sockets so far, this direction of the load only.
    pub bytes: u64,
    /// Connections that carry the load.
    pub connections: u32,
}

/// What one direction brought.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LoadOutcome {
    /// The capacity; none when nothing moved.
    pub capacity: Option<Capacity>,
    /// The delay under load; none when no probe was answered.
    pub delay: Option<LoadedDelay>,
    /// When the load began and ended, idle probes left out.
    pub phase: LoadPhase,
    /// From when on the load was warm, milliseconds since the start of the run: the delay is that of probes sent later.
    pub warm_ms: f64,
    /// Bytes over the sockets, both directions, probes included.
    pub bytes: u64,
    /// Packets of an upload that were sent again, as a share of all, 0 to 1; none of a download, and where the system does not
    /// tell.
    pub sent_again: Option<f64>,
    /// The longest that a probe beside the load waited for one answer, those still waiting at the end too, milliseconds.
    pub longest_wait_ms: f64,
    /// What ended it.
    pub ended_by: LoadEnd,
    /// Whether the run was cancelled: the figures hold for what was moved until then.
    pub interrupted: bool,
}

/// Loads the line between here and `server` in one `direction` until no more data is needed, a budget is used, or `stop`.
///
/// An error when no connection could be opened in that time, and when it was cancelled before the load began.
pub async fn run(
    server: &NqServer,
    direction: Direction,
    budget: LoadBudget,
    clock: RunClock,
    progress: impl Fn(LoadProgress) + Send + Sync,
    stop: &CancellationToken,
) -> Result<LoadOutcome, ProbeError> {
    let deadline = Instant::now() + budget.time;
    let load = Arc::new(Load {
        server: server.clone(),
        direction,
        ledger: Ledger::new(budget.bytes),
        meter: Arc::new(Meter::default()),
        content: random(),
    });
    let idle = Probes::default();
    let interrupted = || ProbeError::Interrupted {
        operation: OPERATION,
        target: server.name(),
    };
    tokio::select! {
        biased;
        () = stop.cancelled() => return Err(interrupted()),
        () = tokio::time::sleep(budget.time / 3) => {}
        () = probe_idle(&load, &idle, clock) => {}
    }
    let before = Before {
        bands: budget.bands,
        idle: idle.foreign(),
    };
    let mut running = Running::new(load, Engine::new(before, clock.now_ms()), clock);
    tokio::select! {
        biased;
        () = stop.cancelled() => return Err(interrupted()),
        () = tokio::time::sleep_until(deadline.into()) => return Err(ProbeError::TimedOut {
            operation: OPERATION,
            target: server.name(),
            budget: budget.time,
        }),
        opened = running.open_first() => opened?,
    }
    let ended_by = running.watch(deadline, &progress, stop).await;
    Ok(running.finish(ended_by))
}

async fn probe_idle(load: &Load, idle: &Probes, clock: RunClock) {
    for _ in 0..IDLE_PROBES {
        probe_foreign(load, idle, clock).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::TcpListener;

    #[tokio::test]
    async fn a_server_that_never_shakes_hands_costs_no_more_than_the_time_of_the_load() {
        let mute = TcpListener::bind("127.0.0.1:0").await.expect("loopback");
        let server = NqServer::at(mute.local_addr().expect("bound"));
        let budget = LoadBudget {
            bytes: 1_000_000,
            time: Duration::from_millis(300),
            bands: None,
        };
        let stop = CancellationToken::new();
        let outcome = run(&server, Direction::Download, budget, RunClock::start(), |_| {}, &stop).await;
        let error = outcome.expect_err("nobody answers");
        let ProbeError::TimedOut { operation, .. } = error else {
            panic!("{error}")
        };
        assert_eq!(operation, OPERATION);
    }
}
