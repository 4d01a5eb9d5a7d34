//! The edges between good, slow and broken that the figures of a load can cross.

use super::Direction;
use crate::limits::Limits;
use crate::verdict::capacity_edges_mbps;

/// The edges of one direction.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LoadBands {
    /// Of the capacity, bits a second.
    pub capacity_bps: Vec<f64>,
    /// Of the delay that the load adds, milliseconds.
    pub added_delay_ms: Vec<f64>,
}

impl LoadBands {
    /// Every edge of a use or a threshold in force.
    pub fn of(limits: &Limits, direction: Direction) -> Self {
        let row = limits.row(match direction {
            Direction::Download => "download_mbps",
            Direction::Upload => "upload_mbps",
        });
        let edges = capacity_edges_mbps(direction).into_iter().chain([row.slow, row.broken]);
        let delay = limits.row("loaded_latency_ms");
        Self {
            capacity_bps: edges.map(|mbps| mbps * 1e6).collect(),
            added_delay_ms: vec![delay.slow, delay.broken],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_need_and_threshold_is_an_edge() {
        let download = LoadBands::of(&Limits::default(), Direction::Download);
        for mbps in [10.0, 5.0, 4.0, 0.1] {
            assert!(download.capacity_bps.contains(&(mbps * 1e6)), "{mbps}: {download:?}");
        }
        assert_eq!(download.added_delay_ms, [100.0, 200.0]);
        let upload = LoadBands::of(&Limits::default(), Direction::Upload);
        assert!(upload.capacity_bps.contains(&1.5e6), "{upload:?}");
    }
}
