//! The lines of the benchmark.

use anyhow::{Context, Result, bail};
use maillon_diagnosis::checks::bandwidth::Direction;
use maillon_lab::link::Shape;
use std::fmt;
use std::time::Duration;

const RATES_MBPS: [f64; 6] = [2.0, 8.0, 20.0, 50.0, 100.0, 300.0];
const RTTS_MS: [u64; 3] = [5, 30, 120];
/// A short queue, and that of a bloated box.
const QUEUES_MS: [u64; 2] = [20, 200];
const LOSSES: [f64; 2] = [0.0, 0.005];
/// What the other links of the lab add to a round trip.
const AROUND: Duration = Duration::from_micros(2_600);
/// Content of a full frame: 1448 bytes of TCP less TLS and HTTP/2, of 1514 with the Ethernet header.
const CONTENT: f64 = 1443.0 / 1514.0;
/// Rate of the direction that is not measured, bits a second: acknowledgements never wait.
const OTHER_WAY_BPS: f64 = 1e9;

/// One line, loaded in one direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// Rate, Mbit/s, Ethernet headers included.
    pub mbps: f64,
    /// Round trip of the empty line, milliseconds.
    pub rtt_ms: u64,
    /// Longest wait in the queue, milliseconds.
    pub queue_ms: u64,
    /// Share of frames lost by chance, 0 to 1.
    pub loss: f64,
    /// What is loaded.
    pub direction: Direction,
}

/// Every line of the grid, in both directions.
pub fn grid() -> Vec<Cell> {
    let mut all = Vec::new();
    for direction in [Direction::Download, Direction::Upload] {
        for mbps in RATES_MBPS {
            for rtt_ms in RTTS_MS {
                for queue_ms in QUEUES_MS {
                    all.extend(LOSSES.map(|loss| Cell {
                        mbps,
                        rtt_ms,
                        queue_ms,
                        loss,
                        direction,
                    }));
                }
            }
        }
    }
    all
}

/// Lines of usual homes.
pub fn usual() -> Vec<Cell> {
    let cell = |direction, mbps| Cell {
        mbps,
        rtt_ms: 30,
        queue_ms: 200,
        loss: 0.0,
        direction,
    };
    vec![
        cell(Direction::Download, 20.0),
        cell(Direction::Download, 100.0),
        cell(Direction::Upload, 8.0),
    ]
}

/// Lines that are as fast in both directions.
pub fn usual_both_ways() -> Vec<Cell> {
    let cell = |mbps| Cell {
        mbps,
        rtt_ms: 30,
        queue_ms: 200,
        loss: 0.0,
        direction: Direction::Download,
    };
    [8.0, 20.0, 100.0, 300.0].map(cell).to_vec()
}

impl Cell {
    /// The line of these words: direction, Mbit/s, round trip and queue in milliseconds, loss in per cent.
    pub fn of(words: &[&str]) -> Result<Self> {
        let [direction, mbps, rtt_ms, queue_ms, loss] = *words else {
            bail!("direction, Mbit/s, RTT ms, queue ms, loss %")
        };
        Ok(Self {
            direction: Direction::from_id(direction).context("download or upload")?,
            mbps: mbps.parse()?,
            rtt_ms: rtt_ms.parse()?,
            queue_ms: queue_ms.parse()?,
            loss: loss.parse::<f64>()? / 100.0,
        })
    }

    /// The same line, loaded upwards.
    pub fn upwards(&self) -> Self {
        Self {
            direction: Direction::Upload,
            ..*self
        }
    }

    /// Content that the line carries, bits a second.
    pub fn truth_bps(&self) -> f64 {
        self.mbps * 1e6 * CONTENT
    }

    /// Bytes that a load of it may move: its direction's part of the cap of a run.
    pub fn cap(&self, precise: bool) -> u64 {
        let run = if precise { 100_000_000 } else { 25_000_000 };
        match self.direction {
            Direction::Download => run * 3 / 5,
            Direction::Upload => run * 2 / 5,
        }
    }

    /// Which of the two directions of [`Self::shapes`] is loaded.
    pub fn loaded_side(&self) -> usize {
        match self.direction {
            Direction::Download => 1,
            Direction::Upload => 0,
        }
    }

    /// The access line of the lab: what the box sends, and what it receives.
    pub fn shapes(&self) -> [Shape; 2] {
        let narrow = Shape {
            delay: Duration::from_millis(self.rtt_ms).saturating_sub(AROUND) / 2,
            rate_bps: Some(self.mbps * 1e6),
            queue: Duration::from_millis(self.queue_ms),
            loss: self.loss,
            ..Shape::default()
        };
        let wide = Shape {
            rate_bps: Some(OTHER_WAY_BPS),
            loss: 0.0,
            ..narrow
        };
        match self.direction {
            Direction::Download => [wide, narrow],
            Direction::Upload => [narrow, wide],
        }
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            mbps,
            rtt_ms,
            queue_ms,
            direction,
            ..
        } = self;
        let loss = self.loss * 100.0;
        write!(to, "{direction} | {mbps} | {rtt_ms} | {queue_ms} | {loss}")
    }
}
