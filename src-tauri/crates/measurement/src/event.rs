//! What happens during a run, as it happens: figures and codes only, the words are for `maillon-report`.

use maillon_diagnosis::checks::bandwidth::Direction;
use maillon_diagnosis::{CheckId, Finding, Link, Status};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The run began.
    Started {
        /// Seconds a run of this mode usually takes.
        expected_seconds: f64,
    },
    /// A check is being measured.
    Measuring {
        /// The check.
        check: CheckId,
    },
    /// A check was judged on what is known so far; it may come again with more.
    Judged {
        /// The check.
        check: CheckId,
        /// State of the point.
        status: Status,
        /// What was found.
        findings: Vec<Finding>,
        /// Whether this is the check's last word in this run.
        last: bool,
    },
    /// A nested target was asked.
    Delay {
        /// Which, by its place among those watched.
        target: usize,
        /// The last link on the way to it.
        link: Link,
        /// Round-trip time, milliseconds; none when no answer came.
        rtt_ms: Option<f64>,
        /// Whether our own load was on the line.
        loaded: bool,
    },
    /// Our own load on the line.
    Load {
        /// Its direction.
        direction: Direction,
        /// Goodput of the last interval, bits a second.
        bps: f64,
        /// Bytes moved so far by the load, both directions.
        bytes: u64,
    },
    /// The time still expected.
    Remaining {
        /// Seconds.
        seconds: f64,
    },
}
