//! A load under way: opens what the engine orders, shows it what arrived, and stops when it says so.

use super::asker::Asker;
use super::capacity::Counting;
use super::engine::{Engine, Found, LOOK_EVERY_MS, Look, Order};
use super::flow::{Flow, Load};
use super::flows::{FlowState, Flows};
use super::probes::{OPENING, OWN_PROBE, PATIENCE, Probes, probe_foreign};
use super::run::{LoadOutcome, LoadProgress, OPERATION};
use crate::clock::RunClock;
use crate::probes::ProbeError;
use maillon_diagnosis::checks::bandwidth::{Capacity, Degradation, Direction, LoadEnd, LoadPhase};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

/// Probes that may wait for their answers at once.
const PROBES_AT_ONCE: usize = 16;
/// A further connection with less room for its answer, bytes, would have nothing left to move before it is up to speed.
const LEAST_WINDOW: u32 = 128 * 1024;
/// Looks between two reports of progress.
const TELL_ONE_IN: u32 = 8;

/// A load under way. Dropping it closes every connection at once.
pub(super) struct Running {
    load: Arc<Load>,
    engine: Engine,
    clock: RunClock,
    probes: Arc<Probes>,
    opening: JoinSet<Result<Flow, ProbeError>>,
    flows: Vec<Arc<Flow>>,
    moving: JoinSet<()>,
    asking: JoinSet<()>,
    turn: usize,
    looks: u32,
    from_ms: f64,
}

impl Running {
    pub fn new(load: Arc<Load>, engine: Engine, clock: RunClock) -> Self {
        Self {
            load,
            engine,
            clock,
            probes: Arc::default(),
            opening: JoinSet::new(),
            flows: Vec::new(),
            moving: JoinSet::new(),
            asking: JoinSet::new(),
            turn: 0,
            looks: 0,
            from_ms: clock.now_ms(),
        }
    }

    /// Opens the first connections and waits for one; an error when all of them fail.
    pub async fn open_first(&mut self) -> Result<(), ProbeError> {
        self.open(self.engine.connections());
        let mut first = None;
        while let Some(opened) = self.opening.join_next().await {
            match opened.map_err(|error| lost(&error)).flatten() {
                Ok(flow) => {
                    self.from_ms = self.clock.now_ms();
                    self.engine.begin(self.from_ms);
                    self.start(flow);
                    return Ok(());
                }
                Err(error) => {
                    self.engine.degrade(Degradation::ConnectionUnopened);
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
        let window = self.load.ledger.window(connections);
        for _ in 0..connections {
            if self.load.ledger.take(OPENING) {
                let load = Arc::clone(&self.load);
                self.opening
                    .spawn(async move { Flow::open(&load, window, PATIENCE).await });
            }
        }
    }

    fn start(&mut self, flow: Flow) {
        let (flow, load) = (Arc::new(flow), Arc::clone(&self.load));
        self.flows.push(Arc::clone(&flow));
        self.moving.spawn(async move { flow.run(&load).await });
    }

    /// Watches the load to its end.
    pub async fn watch(
        &mut self,
        deadline: Instant,
        progress: &(impl Fn(LoadProgress) + Sync),
        stop: &CancellationToken,
    ) -> LoadEnd {
        let mut ticks = tokio::time::interval(Duration::from_secs_f64(LOOK_EVERY_MS / 1000.0));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ticks.tick().await;
        let mut next_probe = Instant::now();
        loop {
            tokio::select! {
                biased;
                () = stop.cancelled() => return LoadEnd::Stopped,
                () = tokio::time::sleep_until(deadline.into()) => return LoadEnd::Time,
                Some(moved) = self.moving.join_next() => {
                    if moved.is_err() {
                        self.engine.degrade(Degradation::ConnectionFailed);
                    }
                    if self.moving.is_empty() && self.opening.is_empty() {
                        self.look(progress);
                        return self.ended();
                    }
                }
                Some(opened) = self.opening.join_next() => match opened.map_err(|error| lost(&error)).flatten() {
                    Ok(flow) => self.start(flow),
                    Err(_) => self.engine.degrade(Degradation::ConnectionUnopened),
                },
                _ = ticks.tick() => match self.look(progress) {
                    Order::Stop(end) => return end,
                    Order::Go(more) if self.load.ledger.window(more) < LEAST_WINDOW => self.engine.hold(),
                    Order::Go(more) => self.open(more),
                },
                () = tokio::time::sleep_until(next_probe.into()) => {
                    self.probe();
                    next_probe = Instant::now() + Duration::from_secs_f64(self.engine.probe_spacing_ms() / 1000.0);
                }
                Some(_) = self.asking.join_next() => {}
            }
        }
    }

    /// What ended a load none of whose connections moves any more.
    fn ended(&self) -> LoadEnd {
        let is_idle = |flow: &Arc<Flow>| flow.state() == FlowState::Idle;
        if self.flows.iter().any(is_idle) {
            LoadEnd::Cap
        } else {
            LoadEnd::Lost
        }
    }

    fn look(&mut self, progress: &(impl Fn(LoadProgress) + Sync)) -> Order {
        let direction = self.load.direction;
        let seen: Vec<(u64, Counting)> = self.flows.iter().map(|flow| flow.arrived(direction)).collect();
        let look = Look {
            at_ms: self.clock.now_ms(),
            arrived: seen.iter().map(|(bytes, _)| bytes).sum(),
            counting: seen.iter().map(|(_, counting)| *counting).max().unwrap_or_default(),
            lost: self.lost(),
            flows: Flows::count(self.opening.len() as u32, self.flows.iter().map(|flow| flow.state())),
        };
        self.engine.probed(self.probes.foreign(), self.probes.own());
        let order = self.engine.look(look);
        let tells = self.looks.is_multiple_of(TELL_ONE_IN);
        self.looks += 1;
        if tells {
            progress(LoadProgress {
                at_ms: look.at_ms,
                direction,
                bps: self.engine.bps(),
                bytes: self.load.meter.bytes(),
                connections: self.moving.len() as u32,
            });
        }
        order
    }

    fn lost(&self) -> Option<f64> {
        let counts: Option<Vec<(u64, u64)>> = self.flows.iter().map(|flow| flow.lost(self.load.direction)).collect();
        let (lost, all) = counts?
            .into_iter()
            .fold((0, 0), |(lost, all), (one, of)| (lost + one, all + of));
        (all > 0).then(|| lost as f64 / all as f64)
    }

    fn probe(&mut self) {
        if self.asking.len() >= PROBES_AT_ONCE {
            return;
        }
        let (load, probes, clock) = (Arc::clone(&self.load), Arc::clone(&self.probes), self.clock);
        self.turn += 1;
        if self.turn.is_multiple_of(2) {
            self.asking
                .spawn(async move { probe_foreign(&load, &probes, clock).await });
        } else if let Some(asker) = self.next_asker().filter(|_| load.ledger.take_probe(OWN_PROBE)) {
            self.asking.spawn(async move {
                let _ = probes.probe_own(&load.server, asker, clock, PATIENCE).await;
            });
        }
    }

    /// The connections that have not failed, in turn.
    fn next_asker(&self) -> Option<Asker> {
        let left = self.flows.iter().filter(|flow| flow.state() != FlowState::Failed);
        let left: Vec<&Arc<Flow>> = left.collect();
        Some(left.get((self.turn / 2).checked_rem(left.len())?)?.asker())
    }

    /// What the load brought.
    pub fn finish(mut self, ended_by: LoadEnd) -> LoadOutcome {
        let bytes = self.load.meter.bytes();
        self.engine.probed(self.probes.foreign(), self.probes.own());
        let phase = LoadPhase {
            direction: self.load.direction,
            from_ms: self.from_ms,
            to_ms: self.clock.now_ms(),
        };
        let sent_again = match self.load.direction {
            Direction::Download => None,
            Direction::Upload => self.lost(),
        };
        let longest_wait_ms = self.probes.longest_wait_ms(phase.to_ms);
        let Found {
            capacity,
            delay,
            warm_ms,
        } = self.engine.finish(ended_by);
        let capacity = capacity.map(|capacity| Capacity {
            bytes,
            connections: self.flows.len() as u32,
            cap_reached: ended_by == LoadEnd::Cap,
            ..capacity
        });
        LoadOutcome {
            capacity,
            delay,
            phase,
            warm_ms,
            bytes,
            sent_again,
            longest_wait_ms,
            ended_by,
            interrupted: ended_by == LoadEnd::Stopped,
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
