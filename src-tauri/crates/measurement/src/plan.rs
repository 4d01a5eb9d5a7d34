//! What a run is asked to do, and the time it is given.

use maillon_diagnosis::CheckId;
use maillon_diagnosis::profile::Profile;
use maillon_diagnosis::report::Mode;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

/// No run lasts longer, whatever the network does.
pub const HARD_STOP: Duration = Duration::from_secs(45);

/// Seconds the local tests and the judging may still need when the network part ends.
pub const LOCAL_TESTS: Duration = Duration::from_secs(8);

/// What a run is asked to do.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The company's profile; the default one names nothing.
    pub profile: Profile,
    /// The file it came from.
    pub profile_file: Option<PathBuf>,
    /// How much data it may spend.
    pub mode: Mode,
    /// The checks to run; all of them when empty.
    pub only: BTreeSet<CheckId>,
}

impl Plan {
    /// Whether a check is asked for.
    pub fn wants(&self, check: CheckId) -> bool {
        self.only.is_empty() || self.only.contains(&check)
    }

    /// Bytes both load directions may move together.
    pub fn data_cap(&self) -> u64 {
        let megabytes = match self.mode {
            Mode::Light => 5,
            Mode::Standard => self.profile.bandwidth.data_cap_mb.unwrap_or(25),
            Mode::Precise => self.profile.bandwidth.data_cap_mb.unwrap_or(25).max(100),
        };
        u64::from(megabytes) * 1_000_000
    }

    /// How long the line is watched before any load: 59 samples at ten a second, and the time to start them.
    pub(crate) fn idle(&self) -> Duration {
        match self.mode {
            Mode::Light => Duration::from_secs(6),
            Mode::Standard => Duration::from_millis(8_500),
            Mode::Precise => Duration::from_secs(12),
        }
    }

    /// How long the line is watched again after the load: the second window that reproduces a fault.
    pub(crate) fn after(&self) -> Duration {
        match self.mode {
            Mode::Light => Duration::from_secs(2),
            Mode::Standard => Duration::from_secs(4),
            Mode::Precise => Duration::from_secs(6),
        }
    }

    /// Longest load in one direction.
    pub(crate) fn load(&self) -> Duration {
        match self.mode {
            Mode::Light => Duration::from_secs(4),
            Mode::Standard | Mode::Precise => Duration::from_secs(8),
        }
    }

    /// How long processor and memory are watched before anything else.
    pub(crate) fn machine_window(&self) -> Duration {
        match self.mode {
            Mode::Light => Duration::from_secs(2),
            Mode::Standard | Mode::Precise => Duration::from_secs(3),
        }
    }

    /// Seconds a run usually takes.
    pub fn expected_seconds(&self) -> f64 {
        if self.wants(CheckId::Bandwidth) {
            (self.idle() + self.after() + self.load() + LOCAL_TESTS).as_secs_f64()
        } else if self.only.iter().all(|check| *check == CheckId::Machine) {
            8.0
        } else {
            (self.idle() + self.after() + LOCAL_TESTS).as_secs_f64()
        }
    }
}
