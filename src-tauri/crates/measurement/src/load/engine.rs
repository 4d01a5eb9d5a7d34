//! The thinking of a load in one direction: when to add connections, how often to probe, when to stop, and what was seen.
//! No clock and no socket: whoever moves the bytes tells what arrived, and when.

use super::bands::{capacity_decided, delay_decided};
use super::capacity::{self, Conditions, Counting, Interval, Seen};
use super::filled::{is_filled, queued_ms};
use super::flows::Flows;
use super::ramp::Ramp;
use super::responsiveness::{Foreign, delay};
use maillon_diagnosis::checks::bandwidth::{Capacity, Degradation, LoadBands, LoadEnd, LoadedDelay};
use maillon_diagnosis::statistics::median;

/// Between two looks at what arrived, milliseconds.
pub const LOOK_EVERY_MS: f64 = 25.0;
/// Round trips a step of the ramp lasts: slow start reaches the capacity of a long line in seven.
const STEP_ROUNDS: f64 = 8.0;
/// Shortest and longest step, milliseconds.
const STEP_MS: (f64, f64) = (150.0, 1000.0);
/// Share of the capacity that probes may take (PTC in draft-ietf-ippm-responsiveness-09 § 4.2 is 5 %).
const PROBES_SHARE: f64 = 0.03;
/// Bytes of a foreign and of an own probe, averaged (same place: 5000 and 1000).
const PROBE_BYTES: f64 = 3000.0;
/// Shortest and longest time between two probes, milliseconds.
const PROBE_MS: (f64, f64) = (33.0, 400.0);
/// Foreign probes on the full line before its delay is known.
const ENOUGH_PROBES: usize = 12;
/// A median of the later half of the probes that differs less from that of the earlier half shows no growing queue.
const DELAY_STABLE: (f64, f64) = (0.10, 3.0);
/// What is known before the load begins.
#[derive(Debug, Clone, Default)]
pub struct Before {
    /// Edges of the bands that a figure can fall into: the load ends once none can be crossed any more. None for a load
    /// that shall tell the figures themselves.
    pub bands: Option<LoadBands>,
    /// Foreign probes on the empty line.
    pub idle: Vec<Foreign>,
}

/// What the mover of the bytes sees.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look {
    /// Milliseconds since the start of the run.
    pub at_ms: f64,
    /// Content that arrived since the start of the load, all connections, bytes.
    pub arrived: u64,
    /// How it is counted.
    pub counting: Counting,
    /// Packets that were lost or came out of order, as a share of all, 0 to 1; none where the system does not tell.
    pub lost: Option<f64>,
    /// Its connections.
    pub flows: Flows,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Go on with so many connections more.
    Go(u32),
    /// End the load.
    Stop(LoadEnd),
}

/// What a load brought.
#[derive(Debug)]
pub struct Found {
    /// The capacity; its `bytes` and `cap_reached` are left to the caller.
    pub capacity: Option<Capacity>,
    /// The delay under load.
    pub delay: Option<LoadedDelay>,
    /// From when on the load was warm, milliseconds since the start of the run.
    pub warm_ms: f64,
}

/// The state of a load.
#[derive(Debug)]
pub struct Engine {
    before: Before,
    ramp: Ramp,
    from_ms: f64,
    step_ms: f64,
    last: Option<(f64, u64)>,
    intervals: Vec<Interval>,
    /// Intervals before the first connection had nothing left to move.
    full_load: Option<usize>,
    foreign: Vec<Foreign>,
    own: Vec<(f64, f64)>,
    degraded: Vec<Degradation>,
    counting: Counting,
    lost: Option<f64>,
}

impl Engine {
    /// Knows what was seen on the empty line, at `now_ms`.
    pub fn new(before: Before, now_ms: f64) -> Self {
        Self {
            ramp: Ramp::new(round_trip(&before.idle)),
            from_ms: now_ms,
            step_ms: now_ms,
            last: None,
            intervals: Vec::new(),
            full_load: None,
            foreign: Vec::new(),
            own: Vec::new(),
            before,
            degraded: Vec::new(),
            counting: Counting::default(),
            lost: None,
        }
    }

    /// Begins at `now_ms`, when the first connection is open.
    pub fn begin(&mut self, now_ms: f64) {
        (self.from_ms, self.step_ms) = (now_ms, now_ms);
    }

    /// Takes a look at the load.
    pub fn look(&mut self, look: Look) -> Order {
        let (at_ms, arrived) = self
            .last
            .replace((look.at_ms, look.arrived))
            .unwrap_or((self.from_ms, 0));
        let seconds = (look.at_ms - at_ms) / 1000.0;
        (self.counting, self.lost) = (look.counting, look.lost);
        if look.counting == Counting::HandedOver {
            self.degrade(Degradation::HandedOver);
        }
        if look.flows.failed > 0 {
            self.degrade(Degradation::ConnectionFailed);
        }
        if look.flows.idle > 0 {
            self.full_load.get_or_insert(self.intervals.len());
        }
        if seconds > 0.0 {
            self.intervals.push(Interval {
                end_ms: look.at_ms,
                seconds,
                bytes: look.arrived.saturating_sub(arrived),
            });
        }
        if look.flows.are_lost() {
            return Order::Stop(LoadEnd::Lost);
        }
        let Some(seen) = capacity::read(&self.intervals, self.rtt_ms(), self.counting) else {
            return Order::Go(0);
        };
        if look.flows.have_used_up_the_cap() {
            return Order::Stop(LoadEnd::Cap);
        }
        if look.flows.opening > 0 {
            return Order::Go(0);
        }
        if !self.ramp.is_held() {
            return Order::Go(self.step(look.at_ms));
        }
        self.end(&seen).map_or(Order::Go(0), Order::Stop)
    }

    /// Adds no connection any more: there is no room under the cap for what it would move.
    pub fn hold(&mut self) {
        self.ramp.hold();
    }

    /// Takes every probe so far: foreign ones, those still waiting too, and the starts and times of own ones, milliseconds.
    pub fn probed(&mut self, foreign: Vec<Foreign>, own: Vec<(f64, f64)>) {
        self.foreign = foreign;
        self.own = own;
    }

    /// Notes what disturbs the load.
    pub fn degrade(&mut self, what: Degradation) {
        if !self.degraded.contains(&what) {
            self.degraded.push(what);
        }
    }

    /// Time to the next probe, milliseconds.
    pub fn probe_spacing_ms(&self) -> f64 {
        let recent = &self.intervals[self.intervals.len().saturating_sub(10)..];
        let bytes: u64 = recent.iter().map(|one| one.bytes).sum();
        let seconds: f64 = recent.iter().map(|one| one.seconds).sum();
        let spacing = PROBE_BYTES * seconds * 1000.0 / (bytes as f64 * PROBES_SHARE);
        if spacing.is_finite() {
            spacing.clamp(PROBE_MS.0, PROBE_MS.1)
        } else {
            PROBE_MS.1 / 4.0
        }
    }

    /// Connections wanted now.
    pub fn connections(&self) -> u32 {
        self.ramp.connections()
    }

    /// Goodput of the last interval, bits a second.
    pub fn bps(&self) -> f64 {
        self.intervals.last().map_or(0.0, Interval::bps)
    }

    /// What was seen.
    pub fn finish(mut self, ended_by: LoadEnd) -> Found {
        // What a part of the connections moved is not what the line carries.
        if let Some(full_load) = self.full_load.filter(|intervals| *intervals > 0) {
            self.intervals.truncate(full_load);
        }
        let seen = capacity::read(&self.intervals, self.rtt_ms(), self.counting);
        let warm_ms = seen.map_or(self.from_ms, |seen| seen.warm_ms);
        let loaded: Vec<Foreign> = self
            .foreign
            .iter()
            .copied()
            .filter(|probe| probe.at_ms >= warm_ms)
            .collect();
        let own: Vec<f64> = self
            .own
            .iter()
            .filter(|(at_ms, _)| *at_ms >= warm_ms)
            .map(|(_, ms)| *ms)
            .collect();
        let conditions = Conditions {
            rtt_ms: self.rtt_ms(),
            filled: is_filled(&self.before.idle, &loaded, self.ramp.is_flat(), self.lost),
            queued_ms: queued_ms(&self.before.idle, &self.foreign),
            counting: self.counting,
            degraded: self.degraded,
        };
        let capacity = capacity::capacity(&self.intervals, &conditions);
        Found {
            capacity: capacity.map(|(capacity, _)| Capacity { ended_by, ..capacity }),
            delay: delay(&self.before.idle, &loaded, &own),
            warm_ms,
        }
    }

    fn rtt_ms(&self) -> Option<f64> {
        round_trip(&self.before.idle)
    }

    fn step(&mut self, now_ms: f64) -> u32 {
        let length = (STEP_ROUNDS * self.rtt_ms().unwrap_or(60.0)).clamp(STEP_MS.0, STEP_MS.1);
        if now_ms - self.step_ms < length {
            return 0;
        }
        // The later half: the earlier one holds the slow start of what the last step added.
        let later = self.intervals.iter().filter(|one| one.end_ms > now_ms - length / 2.0);
        let (bytes, seconds) = later.fold((0, 0.0), |(bytes, seconds), one| {
            (bytes + one.bytes, seconds + one.seconds)
        });
        self.step_ms = now_ms;
        self.ramp.step(bytes as f64 * 8.0 / seconds)
    }

    fn end(&self, seen: &Seen) -> Option<LoadEnd> {
        let delays: Vec<f64> = self
            .foreign
            .iter()
            .filter(|probe| probe.at_ms >= seen.warm_ms)
            .filter_map(Foreign::delay_ms)
            .collect();
        if delays.len() < ENOUGH_PROBES || seen.stretches.len() < capacity::AVERAGED {
            return None;
        }
        let (early, late) = delays.split_at(delays.len() / 2);
        let (early, late) = (median(early.iter().copied())?, median(late.iter().copied())?);
        if (late - early).abs() > (DELAY_STABLE.0 * late).max(DELAY_STABLE.1) {
            return None;
        }
        if seen.is_stable() {
            return Some(LoadEnd::Stable);
        }
        let idle = median(self.before.idle.iter().filter_map(Foreign::delay_ms))?;
        let bands = self.before.bands.as_ref()?;
        (capacity_decided(bands, seen.lower_bps, seen.estimate_bps) && delay_decided(bands, idle, &delays))
            .then_some(LoadEnd::Decided)
    }
}

/// Round trip of the empty line, milliseconds.
pub fn round_trip(idle: &[Foreign]) -> Option<f64> {
    idle.iter().filter_map(|probe| probe.tcp_ms).reduce(f64::min)
}
