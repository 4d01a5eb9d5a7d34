//! Whether a load filled the line: no clock and no socket here.
//!
//! Senders that take every loss for congestion stay below a line that loses packets by chance, as steadily as a full line
//! would keep them (Mathis et al. 1997, DOI 10.1145/263932.264023). So a steady rate proves nothing by itself.

use super::responsiveness::Foreign;
use maillon_diagnosis::statistics::{Difference, median};

/// A queue that delays by more than this, milliseconds, stands: the tick of a radio and of a busy computer stay below.
const STANDING_MS: f64 = 3.0;
/// A connection that takes this much longer, milliseconds, may have been asked for twice.
const RESENT_MS: f64 = 900.0;
/// Packets lost below this share hold nobody back: sixteen senders over 30 ms reach 240 Mbit/s with it (same source).
const LITTLE_LOSS: f64 = 0.001;

/// Whether the line was seen full: a queue stood before it, or more connections moved no more (`flat`) although next to
/// nothing was lost. `loaded` are the probes behind the warm-up, `lost` the share of packets lost, 0 to 1.
pub fn is_filled(idle: &[Foreign], loaded: &[Foreign], flat: bool, lost: Option<f64>) -> bool {
    has_queue(idle, loaded) || flat && lost.is_some_and(|share| share < LITTLE_LOSS)
}

/// When probes came out of a queue, milliseconds since the start of the run, in their order.
pub fn queued_ms(idle: &[Foreign], probes: &[Foreign]) -> Vec<f64> {
    let Some(idle_ms) = median(idle.iter().filter_map(|probe| probe.tcp_ms)) else {
        return Vec::new();
    };
    let ended = probes.iter().filter_map(|probe| Some((probe.at_ms, probe.tcp_ms?)));
    // A lost packet is sent again after a second (RFC 6298): that probe was late without a queue.
    let queued = ended.filter(|(_, tcp_ms)| (STANDING_MS..RESENT_MS).contains(&(tcp_ms - idle_ms)));
    queued.map(|(at_ms, tcp_ms)| at_ms + tcp_ms).collect()
}

/// Whether most probes waited under load, more than chance explains.
fn has_queue(idle: &[Foreign], loaded: &[Foreign]) -> bool {
    let Some(idle_ms) = median(idle.iter().filter_map(Foreign::delay_ms)) else {
        return false;
    };
    let added = Difference::of(
        loaded
            .iter()
            .filter_map(Foreign::delay_ms)
            .map(|loaded_ms| loaded_ms - idle_ms),
    );
    added
        .and_then(|added| added.interval)
        .is_some_and(|(low, _)| low >= STANDING_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn probes(delays_ms: &[f64]) -> Vec<Foreign> {
        let probe = |delay: &f64| Foreign {
            tcp_ms: Some(*delay),
            ..Foreign::default()
        };
        delays_ms.iter().map(probe).collect()
    }

    #[test]
    fn a_queue_fills_whatever_was_lost() {
        let idle = probes(&[20.0, 21.0, 20.0, 60.0, 20.0]);
        let busy = probes(&[30.0, 38.0, 21.0, 35.0, 29.0, 33.0, 40.0, 36.0, 32.0, 31.0]);
        assert!(is_filled(&idle, &busy, false, Some(0.02)));
        assert!(is_filled(&idle, &busy, false, None));
        let few = &busy[..3];
        assert!(!is_filled(&idle, few, false, None), "three probes prove nothing");
    }

    #[test]
    fn a_probe_tells_when_it_came_out_of_a_queue() {
        let idle = probes(&[20.0; 5]);
        let mut busy = probes(&[20.5, 33.0, 1020.0]);
        for (probe, at_ms) in busy.iter_mut().zip([100.0, 200.0, 300.0]) {
            probe.at_ms = at_ms;
        }
        assert_eq!(queued_ms(&idle, &busy), [233.0]);
        assert!(queued_ms(&[], &busy).is_empty(), "nothing to compare with");
    }

    #[test]
    fn without_a_queue_only_a_clean_line_that_carries_no_more_is_full() {
        let idle = probes(&[20.0; 5]);
        let busy = probes(&[20.5; 12]);
        assert!(is_filled(&idle, &busy, true, Some(0.0)));
        assert!(
            !is_filled(&idle, &busy, true, Some(0.005)),
            "loss may hold the senders back"
        );
        assert!(!is_filled(&idle, &busy, true, None), "so may loss that nobody counted");
        assert!(
            !is_filled(&idle, &busy, false, Some(0.0)),
            "more connections were not tried"
        );
    }
}
