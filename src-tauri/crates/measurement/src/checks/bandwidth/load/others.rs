//! Traffic of other programs on the interface that leaves the computer, just before the load.

use crate::host::Host;
use crate::run::Context;
use crate::run::scene::Scene;
use maillon_diagnosis::statistics::median;
use std::time::Duration;

/// Steps in which the traffic is counted.
const STEPS: u32 = 5;

/// Length of a step.
const STEP: Duration = Duration::from_millis(200);

/// One of our probes and its answer on the wire, bytes: 64 each, and what Ethernet and a tunnel add.
const PROBE_BYTES: u64 = 2 * (64 + 14 + 60);

/// Bytes of one step, all in all and by our own probes.
#[derive(Debug, Clone, Copy)]
struct Step {
    all: u64,
    own: u64,
}

/// What others send and receive, bits a second; none when the counters are not readable.
pub async fn others<H: Host>(context: &Context<H>, scene: &Scene) -> Option<f64> {
    let interface = scene.physical.as_ref()?;
    let read = async || {
        let traffic = context.host.traffic(&interface.name).await.ok()?;
        Some((traffic.received_bytes + traffic.sent_bytes, context.watch.probes_told()))
    };
    let mut steps = Vec::new();
    let mut before = read().await?;
    for _ in 0..STEPS {
        tokio::time::sleep(STEP).await;
        let after = read().await?;
        steps.push(Step {
            all: after.0.saturating_sub(before.0),
            own: (after.1 - before.1) as u64 * PROBE_BYTES,
        });
        before = after;
    }
    Some(rate(&steps))
}

/// Bits a second of others: the middle step, for our own visits to doors and servers come in bursts.
fn rate(steps: &[Step]) -> f64 {
    let others = |step: &Step| step.all.saturating_sub(step.own) as f64;
    // Our probes never pause: a step without a byte is a counter that is brought up to date more seldom.
    let seldom = steps.iter().any(|step| step.all == 0);
    let bytes = if seldom {
        let all: u64 = steps.iter().map(|step| step.all).sum();
        let own: u64 = steps.iter().map(|step| step.own).sum();
        all.saturating_sub(own) as f64 / steps.len() as f64
    } else {
        median(steps.iter().map(others)).unwrap_or(0.0)
    };
    bytes * 8.0 / STEP.as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rounded to whole bits a second.
    fn of(bytes: [u64; 5]) -> u64 {
        rate(&bytes.map(|all| Step { all, own: 1000 })).round() as u64
    }

    #[test]
    fn a_steady_stream_is_seen_and_one_visit_of_ours_is_not() {
        assert_eq!(of([26_000; 5]), 1_000_000);
        assert_eq!(of([1000, 31_000, 1000, 1000, 1000]), 0);
    }

    #[test]
    fn counters_that_move_once_a_second_are_read_over_the_whole_second() {
        assert_eq!(of([0, 0, 130_000, 0, 0]), 1_000_000);
    }
}
