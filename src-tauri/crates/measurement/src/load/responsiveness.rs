//! Round trips per minute and delay under load (draft-ietf-ippm-responsiveness-09 § 4.3): no clock and no socket here.

use maillon_diagnosis::checks::bandwidth::LoadedDelay;
use maillon_diagnosis::statistics::{Distribution, median};

/// The version whose formula is used, printed beside every figure: earlier ones average times where this one averages rates.
pub const FORMULA: &str = "draft-ietf-ippm-responsiveness-09";
/// Share of the worst samples left out (TMP, single-sided).
const TRIMMED: f64 = 0.05;

/// A probe on a connection of its own; a phase that did not end is absent.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Foreign {
    /// Its start, milliseconds since the start of the run.
    pub at_ms: f64,
    /// TCP connect, milliseconds.
    pub tcp_ms: Option<f64>,
    /// TLS handshake, milliseconds a round trip.
    pub tls_ms: Option<f64>,
    /// From request to the end of the small object, milliseconds.
    pub http_ms: Option<f64>,
}

impl Foreign {
    /// Mean of the phases that ended, milliseconds: one round trip.
    pub fn delay_ms(&self) -> Option<f64> {
        mean(&[self.tcp_ms, self.tls_ms, self.http_ms])
    }
}

/// The delay under load: `idle` and `loaded` are foreign probes before and during it, `own_ms` the times of the requests on
/// loaded connections. None when no probe was answered under load.
pub fn delay(idle: &[Foreign], loaded: &[Foreign], own_ms: &[f64]) -> Option<LoadedDelay> {
    let delays: Vec<f64> = loaded.iter().filter_map(Foreign::delay_ms).collect();
    if delays.is_empty() && own_ms.is_empty() {
        return None;
    }
    Some(LoadedDelay {
        rpm: rpm(loaded, own_ms),
        samples: u32::try_from(delays.len() + own_ms.len()).unwrap_or(u32::MAX),
        loaded_tm95_ms: trimmed_mean(delays.clone()),
        loaded_p95_ms: Distribution::of(delays.iter().copied()).and_then(|all| all.p95),
        own_latency_ms: median(own_ms.iter().copied()),
        loaded_latency_ms: median(delays),
        idle_latency_ms: median(idle.iter().filter_map(Foreign::delay_ms)),
        idle_tm95_ms: trimmed_mean(idle.iter().filter_map(Foreign::delay_ms).collect()),
        idle_rpm: foreign_rate(idle),
        formula: FORMULA.to_owned(),
    })
}

/// `(F + L) / 2`, with F and L the rates a minute of foreign and of own probes. None without both.
fn rpm(foreign: &[Foreign], own_ms: &[f64]) -> Option<f64> {
    let own = trimmed_mean(own_ms.to_vec())?;
    Some(f64::midpoint(foreign_rate(foreign)?, 60_000.0 / own))
}

/// The rate a minute of foreign probes.
fn foreign_rate(foreign: &[Foreign]) -> Option<f64> {
    let phase = |of: fn(&Foreign) -> Option<f64>| trimmed_mean(foreign.iter().filter_map(of).collect());
    let tcp = phase(|probe| probe.tcp_ms)?;
    let http = phase(|probe| probe.http_ms)?;
    let round_trip = mean(&[Some(tcp), phase(|probe| probe.tls_ms), Some(http)])?;
    Some(60_000.0 / round_trip)
}

fn trimmed_mean(mut samples: Vec<f64>) -> Option<f64> {
    samples.sort_by(f64::total_cmp);
    let dropped = (samples.len() as f64 * TRIMMED) as usize;
    samples.truncate(samples.len() - dropped);
    let sum: f64 = samples.iter().sum();
    (sum > 0.0).then(|| sum / samples.len() as f64)
}

fn mean(values: &[Option<f64>]) -> Option<f64> {
    let known: Vec<f64> = values.iter().copied().flatten().collect();
    (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn probe(tcp: f64, tls: f64, http: f64) -> Foreign {
        Foreign {
            at_ms: 0.0,
            tcp_ms: Some(tcp),
            tls_ms: Some(tls),
            http_ms: Some(http),
        }
    }

    #[test]
    fn rates_are_averaged_and_not_times() {
        // F = 20 ms and L = 200 ms give 1650 with this version and 545 with those up to -03.
        let delay = delay(&[probe(9.0, 9.0, 12.0)], &[probe(20.0, 18.0, 22.0)], &[200.0]).expect("answered");
        assert!((delay.rpm.expect("both kinds") - 1650.0).abs() < 1e-6);
        assert_eq!(
            (delay.idle_latency_ms, delay.loaded_latency_ms),
            (Some(10.0), Some(20.0))
        );
        assert_eq!((delay.idle_rpm, delay.idle_tm95_ms), (Some(6000.0), Some(10.0)));
        assert_eq!((delay.samples, delay.formula.as_str()), (2, FORMULA));
    }

    #[test]
    fn the_worst_twentieth_is_left_out_of_the_rate() {
        let mut own = vec![50.0; 19];
        own.push(5000.0);
        let loaded = [probe(50.0, 50.0, 50.0)];
        let rate = delay(&[], &loaded, &own)
            .and_then(|delay| delay.rpm)
            .expect("both kinds");
        assert!((rate - 1200.0).abs() < 1e-6, "{rate}");
    }

    #[test]
    fn what_was_not_measured_is_absent_and_never_zero() {
        let loaded = [probe(20.0, 20.0, 20.0)];
        let without_own = delay(&[], &loaded, &[]).expect("answered");
        assert_eq!((without_own.rpm, without_own.idle_latency_ms), (None, None));
        assert_eq!(delay(&loaded, &[], &[]), None);
        let begun = Foreign {
            tcp_ms: Some(900.0),
            ..Foreign::default()
        };
        let stuck = delay(&[], &[begun], &[]).expect("a phase ended");
        assert_eq!((stuck.loaded_latency_ms, stuck.rpm), (Some(900.0), None));
    }
}
