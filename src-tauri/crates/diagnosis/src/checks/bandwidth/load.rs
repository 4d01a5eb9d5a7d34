//! The line under our own load: what it carried, how late it answered, and what disturbed the test.

use crate::vocabulary::word;
use serde::{Deserialize, Serialize};

word! {
    /// How far a capacity may be trusted.
    #[derive(Default)]
    Confidence {
        /// Too few intervals, or degraded conditions.
        #[default]
        Low = "low",
        /// Enough intervals, not stable.
        Medium = "medium",
        /// Stable.
        High = "high",
    }
}

word! {
    /// What ended a load.
    #[derive(Default)]
    LoadEnd {
        /// The data cap.
        Cap = "cap",
        /// The time it was given.
        #[default]
        Time = "time",
        /// More data would have changed the figures no more.
        Stable = "stable",
        /// No more data could have changed how any use is judged.
        Decided = "decided",
        /// Every connection was lost.
        Lost = "lost",
        /// The run was stopped.
        Stopped = "stopped",
    }
}

word! {
    /// What disturbs a load, so that its figures are trusted less.
    Degradation {
        /// A connection that carried the load failed.
        ConnectionFailed = "connection_failed",
        /// A connection could not be opened while the line was loaded.
        ConnectionUnopened = "connection_unopened",
        /// This computer's processor had nothing left to give.
        ProcessorSaturated = "processor_saturated",
        /// The radio changed its access point.
        Roamed = "roamed",
        /// Others used the interface meanwhile.
        OtherTraffic = "other_traffic",
        /// Bytes are counted where they were handed over, for this system does not tell what arrived.
        HandedOver = "handed_over",
    }
}

impl Degradation {
    /// Whether the figures may be far off.
    pub fn is_grave(self) -> bool {
        matches!(self, Self::ConnectionFailed | Self::ProcessorSaturated | Self::Roamed)
    }
}

/// The capacity of the line in one direction.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Capacity {
    /// The line carries at least this, bits a second.
    pub lower_bound_bps: f64,
    /// Best estimate, bits a second.
    pub estimate_bps: f64,
    /// How far to trust the estimate.
    pub confidence: Confidence,
    /// Bytes moved.
    pub bytes: u64,
    /// Seconds under load.
    pub seconds: f64,
    /// Connections used at the end.
    pub connections: u32,
    /// Whether the data cap ended the test.
    pub cap_reached: bool,
    /// What ended the test.
    pub ended_by: LoadEnd,
    /// What disturbed the test and lowers its confidence.
    pub degraded: Vec<Degradation>,
    /// Goodput per interval, bits a second, with the time in milliseconds since the start of the run.
    pub intervals: Vec<(f64, f64)>,
}

impl Capacity {
    /// Notes what disturbed the test, and trusts it less.
    pub fn degrade(&mut self, what: Degradation) {
        if !self.degraded.contains(&what) {
            self.degraded.push(what);
        }
        if what.is_grave() {
            self.confidence = Confidence::Low;
        } else if self.confidence == Confidence::High {
            self.confidence = Confidence::Medium;
        }
    }
}

/// Delay under load, per direction.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Responsiveness {
    /// While downloading.
    pub download: Option<LoadedDelay>,
    /// While uploading.
    pub upload: Option<LoadedDelay>,
}

/// Delay under load in one direction.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct LoadedDelay {
    /// Round trips per minute.
    pub rpm: Option<f64>,
    /// Median delay under load, milliseconds, foreign probes.
    pub loaded_latency_ms: Option<f64>,
    /// Mean without the slowest twentieth of the same probes (the draft's TM95), milliseconds.
    pub loaded_tm95_ms: Option<f64>,
    /// Their 95th percentile, milliseconds, from 59 probes.
    pub loaded_p95_ms: Option<f64>,
    /// Median delay of the same probes before the load, milliseconds.
    pub idle_latency_ms: Option<f64>,
    /// The same as [`Self::loaded_tm95_ms`], before the load, milliseconds.
    pub idle_tm95_ms: Option<f64>,
    /// Round trips per minute before the load, by the foreign probes alone: no connection is loaded then.
    pub idle_rpm: Option<f64>,
    /// Median time of a request on a loaded connection, milliseconds: far above the others, the queue stands in an end host.
    pub own_latency_ms: Option<f64>,
    /// Probes behind the figures.
    pub samples: u32,
    /// Version of the formula, such as `draft-ietf-ippm-responsiveness-09`.
    pub formula: String,
}

word! {
    /// The direction of a load.
    #[derive(Default)]
    Direction {
        /// From the server to the computer.
        #[default]
        Download = "download",
        /// From the computer to the server.
        Upload = "upload",
    }
}

/// One phase of load.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
pub struct LoadPhase {
    /// Direction of the load.
    pub direction: Direction,
    /// Start, milliseconds since the start of the run.
    pub from_ms: f64,
    /// End, milliseconds since the start of the run.
    pub to_ms: f64,
}
