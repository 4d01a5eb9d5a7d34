//! What a run is asked to do, and the time it is given.

use maillon_diagnosis::CheckId;
use maillon_diagnosis::checks::gateway::PastRun;
use maillon_diagnosis::profile::Profile;
use maillon_diagnosis::report::Mode;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

/// No run lasts longer, whatever the network and the disk do: one second is left of the 45 s for the judging and for
/// writing the report.
pub const HARD_STOP: Duration = Duration::from_secs(44);

/// When no visit or probe begins any more, since the start of the run.
pub(crate) const LAST_VISIT: Duration = Duration::from_secs(34);

/// When the network part is over: visits under way have had the time to end and to close cleanly. What remains is for the
/// local tests, each of which may take its whole budget and a grace of one second.
pub(crate) const NETWORK_END: Duration = Duration::from_millis(35_500);

/// Longest time that visits under way at the end get to close.
pub(crate) const WIND_UP: Duration = Duration::from_millis(1_500);

/// Bytes a load may move on a metered connection, unless the precise mode was chosen: as in the light mode.
const METERED_CAP: u64 = 5_000_000;

/// Seconds the local tests usually take.
const LOCAL_TESTS: Duration = Duration::from_secs(4);

/// Seconds for finding the test server and for letting the queues drain, in a usual run.
const AROUND_THE_LOAD: Duration = Duration::from_millis(2_500);

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
    /// What earlier runs of this computer saw of the company's doors.
    pub past_runs: Vec<PastRun>,
}

impl Plan {
    /// Whether a check is asked for.
    pub fn wants(&self, check: CheckId) -> bool {
        self.only.is_empty() || self.only.contains(&check)
    }

    /// The same run in another mode.
    #[must_use]
    pub fn in_mode(&self, mode: Mode) -> Self {
        Self { mode, ..self.clone() }
    }

    /// Bytes both load directions may move together. A company's own cap holds in every mode.
    pub fn data_cap(&self) -> u64 {
        let own = self.profile.bandwidth.data_cap_mb;
        let megabytes = match self.mode {
            Mode::Light => own.unwrap_or(5).min(5),
            Mode::Standard => own.unwrap_or(25),
            Mode::Precise => own.unwrap_or(100),
        };
        u64::from(megabytes) * 1_000_000
    }

    /// The same on a connection that the system calls metered: what is not asked for by name costs as little as can be.
    pub(crate) fn data_cap_on(&self, metered: bool) -> u64 {
        let cap = self.data_cap();
        if metered && self.mode == Mode::Standard {
            cap.min(METERED_CAP)
        } else {
            cap
        }
    }

    /// How long the line is watched before any load: 59 samples at ten a second, and the time to start them; but in the
    /// light mode, the ten seconds of a call and the second its last answers may take.
    pub(crate) fn idle(&self) -> Duration {
        match self.mode {
            Mode::Light => Duration::from_secs(6),
            Mode::Standard => Duration::from_secs(11),
            Mode::Precise => Duration::from_secs(12),
        }
    }

    /// How long the line is watched again after the load: the second window that reproduces a fault.
    pub(crate) fn after(&self) -> Duration {
        match self.mode {
            Mode::Light => Duration::from_secs(2),
            Mode::Standard => Duration::from_secs(4),
            Mode::Precise => Duration::from_secs(5),
        }
    }

    /// Longest load in one direction.
    pub(crate) fn load(&self) -> Duration {
        match self.mode {
            Mode::Light => Duration::from_secs(4),
            Mode::Standard | Mode::Precise => Duration::from_secs(8),
        }
    }

    /// How long processor and memory are watched before anything else: the first light comes within 3 s, reading included.
    pub(crate) fn machine_window(&self) -> Duration {
        match self.mode {
            Mode::Light => Duration::from_secs(2),
            Mode::Standard | Mode::Precise => Duration::from_millis(2_600),
        }
    }

    /// Whether any check asked for watches the network over time.
    pub(crate) fn watches(&self) -> bool {
        [CheckId::Bandwidth, CheckId::Vpn, CheckId::Gateway, CheckId::Server]
            .into_iter()
            .any(|check| self.wants(check))
    }

    /// Seconds a run usually takes.
    pub fn expected_seconds(&self) -> f64 {
        let mut expected = self.machine_window();
        if self.watches() {
            expected = self.idle() + self.after();
        }
        if self.wants(CheckId::Bandwidth) {
            // A stable line ends each direction early, a fast one uses up the data cap.
            expected += self.load() * 3 / 2 + AROUND_THE_LOAD;
        }
        if self.wants(CheckId::Machine) || self.wants(CheckId::Security) {
            expected += LOCAL_TESTS;
        }
        expected.min(HARD_STOP).as_secs_f64()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_network_part_leaves_the_local_tests_their_whole_budgets() {
        use crate::checks::{machine::DISK_BUDGET, security::LOCAL_BUDGET};
        use crate::probes::stoppable::GRACE;
        let local = DISK_BUDGET + 2 * LOCAL_BUDGET + 3 * GRACE;
        assert!(NETWORK_END + local <= HARD_STOP + Duration::from_millis(500));
        assert!(HARD_STOP < Duration::from_secs(45));
    }

    #[test]
    fn the_first_light_comes_within_three_seconds() {
        let reading = Duration::from_millis(400);
        for mode in [Mode::Light, Mode::Standard, Mode::Precise] {
            let plan = Plan {
                mode,
                ..Plan::default()
            };
            assert!(plan.machine_window() + reading <= Duration::from_secs(3), "{mode}");
        }
    }

    #[test]
    fn every_mode_leaves_the_load_some_seconds_before_the_end() {
        for mode in [Mode::Light, Mode::Standard, Mode::Precise] {
            let plan = Plan {
                mode,
                ..Plan::default()
            };
            let left = LAST_VISIT.saturating_sub(plan.idle() + plan.after());
            assert!(left >= Duration::from_secs(12), "{mode}: {left:?}");
            assert!(plan.expected_seconds() <= 45.0);
        }
    }

    #[test]
    fn a_metered_connection_is_spared_unless_precision_was_asked_for() {
        let cap = |mode, metered| {
            Plan {
                mode,
                ..Plan::default()
            }
            .data_cap_on(metered)
        };
        assert_eq!(cap(Mode::Standard, false), 25_000_000);
        assert_eq!(cap(Mode::Standard, true), 5_000_000);
        assert_eq!(cap(Mode::Precise, true), 100_000_000);
    }

    #[test]
    fn a_run_of_few_checks_is_expected_to_be_short() {
        let only = |checks: &[CheckId]| {
            Plan {
                only: checks.iter().copied().collect(),
                ..Plan::default()
            }
            .expected_seconds()
        };
        assert!(only(&[CheckId::Machine]) < only(&[CheckId::Gateway]));
        assert!(only(&[CheckId::Gateway]) < only(&[CheckId::Bandwidth]));
    }
}
