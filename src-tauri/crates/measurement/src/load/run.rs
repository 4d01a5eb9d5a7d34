//! Loads the line in one direction, watching it every quarter of a second, and asks for small objects all along.

use super::capacity::{AVERAGED, Conditions, Interval, capacity, is_stable};
use super::flow::{Flow, Load};
use super::ledger::Ledger;
use super::line::Meter;
use super::ramp::{MOST, Ramp};
use super::responsiveness::delay;
use super::server::{NqServer, Probes};
use crate::clock::RunClock;
use crate::probes::{ProbeError, nonce};
use bytes::Bytes;
use maillon_diagnosis::checks::bandwidth::{Capacity, Direction, LoadPhase, LoadedDelay};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

const OPERATION: &str = "load";
/// Length of an interval. The draft's 5 s would leave four of them in no budget of ours.
const INTERVAL: Duration = Duration::from_millis(250);
/// Intervals between two decisions of the ramp: one second.
const STEP: usize = 4;
/// Between two probes; foreign and own ones take turns.
const PROBE_EVERY: Duration = Duration::from_millis(75);
/// Probes that may wait for their answers at once.
const PROBES_AT_ONCE: usize = 8;
/// Foreign probes before the load.
const IDLE_PROBES: usize = 5;
/// Patience for one probe, and for the opening of one connection.
const PATIENCE: Duration = Duration::from_secs(3);
/// Room for a new connection and for a foreign probe, bytes: certificates of the public web take 3 to 5 kB.
const CONNECTION: u64 = 6_000;
/// Room for a probe on a loaded connection, bytes.
const OWN_PROBE: u64 = 500;
/// A stable load lasts at least this long, so that the delay under it is known too.
const SETTLED: Duration = Duration::from_secs(4);
/// Probes under load that are enough once the load is stable.
const ENOUGH_PROBES: usize = 20;
/// Random content, bytes.
const CONTENT: usize = 64 * 1024;

/// What one direction may cost.
#[derive(Debug, Clone, Copy)]
pub struct LoadBudget {
    /// Bytes over the sockets, both directions, probes included.
    pub bytes: u64,
    /// From the first idle probe to the end.
    pub time: Duration,
}

/// One interval, as it ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LoadProgress {
    /// Its end, milliseconds since the start of the run.
    pub at_ms: f64,
    /// Direction of the load.
    pub direction: Direction,
    /// Goodput, bits a second.
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
    /// Bytes over the sockets, both directions, probes included.
    pub bytes: u64,
    /// Whether the run was cancelled: the figures hold for what was moved until then.
    pub interrupted: bool,
}

/// Loads the line between here and `server` in one `direction` until a budget is used, the figures are stable, or `stop`.
///
/// An error when no connection could be opened, and when it was cancelled before the load began.
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
        window: (budget.bytes / u64::from(MOST)).clamp(64 * 1024, 1024 * 1024) as u32,
        content: random(),
    });
    let idle = Arc::new(Probes::default());
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
    let mut running = Running::new(load, clock);
    tokio::select! {
        biased;
        () = stop.cancelled() => return Err(interrupted()),
        opened = running.open_first() => opened?,
    }
    let stopped = running.watch(deadline, &progress, stop).await;
    Ok(running.finish(&idle, stopped))
}

async fn probe_idle(load: &Load, idle: &Probes, clock: RunClock) {
    for _ in 0..IDLE_PROBES {
        if load.ledger.take_probe(CONNECTION) {
            probe_foreign(load, idle, clock).await;
        }
    }
}

/// Makes one foreign probe, for which room was taken.
async fn probe_foreign(load: &Load, probes: &Probes, clock: RunClock) {
    let meter = Meter::part_of(&load.meter);
    // A probe without an answer leaves its phases absent; the load itself reports an unreachable server.
    let _ = probes.probe_foreign(&load.server, &meter, clock, PATIENCE).await;
    load.ledger.settle(CONNECTION, meter.bytes());
}

/// A load under way. Dropping it closes every connection at once.
struct Running {
    load: Arc<Load>,
    clock: RunClock,
    probes: Arc<Probes>,
    ramp: Ramp,
    opening: JoinSet<Result<Flow, ProbeError>>,
    flows: Vec<Arc<Flow>>,
    moving: JoinSet<Result<(), ProbeError>>,
    asking: JoinSet<()>,
    intervals: Vec<Interval>,
    broken: u32,
    unopened: u32,
    full: bool,
    turn: usize,
    from_ms: f64,
}

impl Running {
    fn new(load: Arc<Load>, clock: RunClock) -> Self {
        Self {
            load,
            clock,
            probes: Arc::default(),
            ramp: Ramp::default(),
            opening: JoinSet::new(),
            flows: Vec::new(),
            moving: JoinSet::new(),
            asking: JoinSet::new(),
            intervals: Vec::new(),
            broken: 0,
            unopened: 0,
            full: false,
            turn: 0,
            from_ms: clock.now_ms(),
        }
    }

    /// Opens the first connections; an error when all of them fail.
    async fn open_first(&mut self) -> Result<(), ProbeError> {
        self.open(self.ramp.connections());
        let mut first = None;
        while let Some(opened) = self.opening.join_next().await {
            match opened.map_err(|error| lost(&error)).flatten() {
                Ok(flow) => {
                    self.from_ms = self.clock.now_ms();
                    self.start(flow);
                    return Ok(());
                }
                Err(error) => {
                    self.unopened += 1;
                    first = first.or(Some(error));
                }
            }
        }
        Err(first.unwrap_or_else(|| ProbeError::Interrupted {
            operation: OPERATION,
            target: self.load.server.name(),
        }))
    }

    fn open(&mut self, connections: u32) {
        for _ in 0..connections {
            if self.load.ledger.take(CONNECTION) {
                let load = Arc::clone(&self.load);
                self.opening.spawn(async move { Flow::open(&load, PATIENCE).await });
            }
        }
    }

    fn start(&mut self, flow: Flow) {
        let (flow, load) = (Arc::new(flow), Arc::clone(&self.load));
        self.flows.push(Arc::clone(&flow));
        self.moving.spawn(async move { flow.run(&load).await });
    }

    /// Watches the load to its end; true when `stop` ended it.
    async fn watch(
        &mut self,
        deadline: Instant,
        progress: &(impl Fn(LoadProgress) + Sync),
        stop: &CancellationToken,
    ) -> bool {
        let mut ticks = tokio::time::interval(INTERVAL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ticks.tick().await;
        let mut probing = tokio::time::interval(PROBE_EVERY);
        probing.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let begun = Instant::now();
        let mut last = (begun, 0);
        let stopped = loop {
            tokio::select! {
                biased;
                () = stop.cancelled() => break true,
                () = tokio::time::sleep_until(deadline.into()) => break false,
                Some(moved) = self.moving.join_next() => {
                    if moved.map_err(|error| lost(&error)).flatten().is_err() {
                        self.broken += 1;
                    } else {
                        self.full |= self.load.ledger.is_exhausted() || self.moving.is_empty();
                    }
                    if self.full || (self.moving.is_empty() && self.opening.is_empty()) {
                        break false;
                    }
                }
                Some(opened) = self.opening.join_next() => match opened.map_err(|error| lost(&error)).flatten() {
                    Ok(flow) => self.start(flow),
                    Err(_) => self.unopened += 1,
                },
                _ = ticks.tick() => {
                    last = self.note_interval(last, progress);
                    self.full |= self.is_dry();
                    if self.full || self.is_settled(begun) {
                        break false;
                    }
                }
                _ = probing.tick() => self.probe(),
                Some(_) = self.asking.join_next() => {}
            }
        };
        self.note_interval(last, progress);
        stopped
    }

    fn note_interval(&mut self, last: (Instant, u64), progress: &(impl Fn(LoadProgress) + Sync)) -> (Instant, u64) {
        let now = Instant::now();
        let arrived: u64 = self.flows.iter().map(|flow| flow.arrived(self.load.direction).0).sum();
        let seconds = (now - last.0).as_secs_f64();
        if seconds > 0.0 {
            let interval = Interval {
                end_ms: self.clock.ms(now),
                seconds,
                bytes: arrived.saturating_sub(last.1),
            };
            progress(LoadProgress {
                at_ms: interval.end_ms,
                direction: self.load.direction,
                bps: interval.bps(),
                bytes: self.load.meter.bytes(),
                connections: self.moving.len() as u32,
            });
            self.intervals.push(interval);
            if self.intervals.len().is_multiple_of(STEP) {
                self.step();
            }
        }
        (now, arrived)
    }

    fn step(&mut self) {
        // The later half of the step: the earlier one holds the slow start of what the last step added.
        let later = &self.intervals[self.intervals.len() - STEP / 2..];
        let bps = later.iter().map(Interval::bps).sum::<f64>() / later.len() as f64;
        let more = self.ramp.step(bps);
        self.open(more);
    }

    /// Whether the room is used up and nothing comes any more; that last interval is no measurement then.
    fn is_dry(&mut self) -> bool {
        let dry = self.load.ledger.is_exhausted() && self.intervals.last().is_some_and(|last| last.bytes == 0);
        if dry {
            self.intervals.pop();
        }
        dry
    }

    /// Whether more load would change nothing.
    fn is_settled(&self, begun: Instant) -> bool {
        let rates: Vec<f64> = self.intervals.iter().skip(STEP).map(Interval::bps).collect();
        let probes = self.probes.foreign(self.from_ms).len() + self.probes.own(self.from_ms).len();
        begun.elapsed() >= SETTLED
            && self.ramp.is_held()
            && self.opening.is_empty()
            && rates.len() >= 2 * AVERAGED
            && is_stable(&rates)
            && probes >= ENOUGH_PROBES
    }

    fn probe(&mut self) {
        if self.asking.len() >= PROBES_AT_ONCE {
            return;
        }
        let (load, probes, clock) = (Arc::clone(&self.load), Arc::clone(&self.probes), self.clock);
        self.turn += 1;
        if self.turn.is_multiple_of(2) {
            if load.ledger.take_probe(CONNECTION) {
                self.asking
                    .spawn(async move { probe_foreign(&load, &probes, clock).await });
            }
        } else if !self.flows.is_empty() && load.ledger.take_probe(OWN_PROBE) {
            let asker = self.flows[self.turn / 2 % self.flows.len()].asker();
            self.asking.spawn(async move {
                let _ = probes.probe_own(&load.server, asker, clock, PATIENCE).await;
            });
        }
    }

    fn finish(self, idle: &Probes, interrupted: bool) -> LoadOutcome {
        let to_ms = self.intervals.last().map_or(self.from_ms, |interval| interval.end_ms);
        let direction = self.load.direction;
        let bytes = self.load.meter.bytes();
        let conditions = Conditions {
            ramp_held: self.ramp.is_held(),
            broken: self.broken,
            unopened: self.unopened,
            received: self.flows.iter().all(|flow| flow.arrived(direction).1),
        };
        let judged = capacity(&self.intervals, conditions);
        let warm_ms = judged.as_ref().map_or(self.from_ms, |(_, warm_ms)| *warm_ms);
        let capacity = judged.map(|(capacity, _)| Capacity {
            bytes,
            connections: self.flows.len() as u32,
            cap_reached: self.full,
            ..capacity
        });
        let phase = LoadPhase {
            direction,
            from_ms: self.from_ms,
            to_ms,
        };
        let own = self.probes.own(warm_ms);
        LoadOutcome {
            delay: delay(&idle.foreign(0.0), &self.probes.foreign(warm_ms), &own),
            capacity,
            phase,
            bytes,
            interrupted,
        }
    }
}

fn lost(error: &tokio::task::JoinError) -> ProbeError {
    ProbeError::Garbage {
        operation: OPERATION,
        target: "connection".to_owned(),
        detail: error.to_string(),
    }
}

/// Bytes nothing on the way can compress, by the generator xorshift64 (Marsaglia 2003).
fn random() -> Bytes {
    let mut state = nonce() | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    std::iter::repeat_with(&mut next).take(CONTENT / 8).flatten().collect()
}
