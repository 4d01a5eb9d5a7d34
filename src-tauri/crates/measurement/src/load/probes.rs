//! The probes of a load: on connections of their own, and on those that carry it.

use super::asker::Asker;
use super::flow::Load;
use super::line::{Line, Phase};
use super::meter::Meter;
use super::responsiveness::Foreign;
use super::server::{NqServer, SMALL_WINDOW};
use crate::clock::RunClock;
use crate::probes::ProbeError;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Longest small object, bytes: the draft says 1, Cloudflare sends 10.
const LONGEST_SMALL: usize = 1024;
/// Patience for one probe, and for the opening of one connection.
pub(super) const PATIENCE: Duration = Duration::from_secs(3);
/// Room for a new connection and for a foreign probe, bytes: certificates of the public web take 3 to 5 kB.
pub(super) const OPENING: u64 = 6_000;
/// Room for a probe on a loaded connection, bytes.
pub(super) const OWN_PROBE: u64 = 500;

/// Makes one foreign probe, when the ledger has room for it.
pub(super) async fn probe_foreign(load: &Load, probes: &Probes, clock: RunClock) {
    if !load.ledger.take_probe(OPENING) {
        return;
    }
    let meter = Meter::part_of(&load.meter);
    // A probe without an answer leaves its phases absent; the load itself reports an unreachable server.
    let _ = probes.probe_foreign(&load.server, &meter, clock, PATIENCE).await;
    load.ledger.settle(OPENING, meter.bytes());
}

/// Probes whose phases are noted as they end, so that one which is still waiting at the end of a load counts too.
#[derive(Debug, Default)]
pub(super) struct Probes {
    foreign: Mutex<Vec<Foreign>>,
    own: Mutex<Vec<(f64, f64)>>,
}

impl Probes {
    /// Foreign probes so far, those still waiting too.
    pub fn foreign(&self) -> Vec<Foreign> {
        self.foreign.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Starts and times of own probes so far, milliseconds.
    pub fn own(&self) -> Vec<(f64, f64)> {
        self.own.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The longest that a foreign probe waited for one answer, those still waiting at `now_ms` too, milliseconds. Own probes wait
    /// besides for what stands before them in this computer, which is gone with the load.
    pub fn longest_wait_ms(&self, now_ms: f64) -> f64 {
        let waited = |probe: &Foreign| {
            let ended = [probe.tcp_ms, probe.tls_ms, probe.http_ms];
            let waited_ms: f64 = ended.iter().flatten().sum();
            let still = probe
                .http_ms
                .is_none()
                .then(|| (now_ms - probe.at_ms - waited_ms).min(ms(PATIENCE)));
            let waits = ended.into_iter().chain([still]);
            waits.flatten().fold(0.0, f64::max)
        };
        self.foreign().iter().map(waited).fold(0.0, f64::max)
    }

    fn note(&self, at: usize, change: impl FnOnce(&mut Foreign)) {
        let mut probes = self.foreign.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(probe) = probes.get_mut(at) {
            change(probe);
        }
    }

    fn begin(&self, at_ms: f64) -> usize {
        let mut probes = self.foreign.lock().unwrap_or_else(PoisonError::into_inner);
        probes.push(Foreign {
            at_ms,
            ..Foreign::default()
        });
        probes.len() - 1
    }

    /// Makes one foreign probe: a new connection and the small object.
    pub async fn probe_foreign(
        &self,
        server: &NqServer,
        meter: &Arc<Meter>,
        clock: RunClock,
        budget: Duration,
    ) -> Result<(), ProbeError> {
        let at = self.begin(clock.now_ms());
        let note = |phase: Phase<'_>| match phase {
            Phase::Tcp(time, _) => self.note(at, |probe| probe.tcp_ms = Some(ms(time))),
            Phase::Tls(time) => self.note(at, |probe| probe.tls_ms = Some(ms(time))),
        };
        let line = Line::open(server, SMALL_WINDOW, meter, budget, note).await?;
        let answer = line.asker().get(&server.config.small, LONGEST_SMALL, budget).await?;
        self.note(at, |probe| probe.http_ms = Some(ms(answer.elapsed)));
        Ok(())
    }

    /// Makes one probe on a loaded connection.
    pub async fn probe_own(
        &self,
        server: &NqServer,
        mut asker: Asker,
        clock: RunClock,
        budget: Duration,
    ) -> Result<(), ProbeError> {
        let at_ms = clock.now_ms();
        let answer = asker.get(&server.config.small, LONGEST_SMALL, budget).await?;
        let mut probes = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        probes.push((at_ms, ms(answer.elapsed)));
        Ok(())
    }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn longest_wait_ms(probes: &[Foreign]) -> f64 {
        let probes = Probes {
            foreign: Mutex::new(probes.to_vec()),
            ..Probes::default()
        };
        probes.longest_wait_ms(5000.0)
    }

    #[test]
    fn a_probe_that_still_waits_has_waited_at_least_so_long() {
        let answered = Foreign {
            at_ms: 1000.0,
            tcp_ms: Some(40.0),
            tls_ms: Some(650.0),
            http_ms: Some(50.0),
        };
        let stuck = Foreign {
            at_ms: 3600.0,
            http_ms: None,
            ..answered
        };
        let waits = |at_ms| Foreign {
            at_ms,
            ..Foreign::default()
        };
        assert!((longest_wait_ms(&[answered]) - 650.0).abs() < 1e-9);
        assert!((longest_wait_ms(&[answered, waits(3600.0)]) - 1400.0).abs() < 1e-9);
        assert!(
            (longest_wait_ms(&[stuck]) - 710.0).abs() < 1e-9,
            "for the page, after 690 ms"
        );
        assert!(
            (longest_wait_ms(&[waits(500.0)]) - 3000.0).abs() < 1e-9,
            "it was given up"
        );
        assert!(longest_wait_ms(&[]).abs() < 1e-9);
    }
}
