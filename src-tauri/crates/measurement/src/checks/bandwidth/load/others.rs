//! Traffic of other programs on the interface that leaves the computer: just before the load, and while it runs.

use crate::host::{Host, Traffic};
use crate::load::LoadOutcome;
use crate::run::Context;
use crate::run::scene::Scene;
use maillon_diagnosis::checks::bandwidth::Direction;
use maillon_diagnosis::statistics::median;
use std::time::{Duration, Instant};

/// Steps in which the traffic is counted.
const STEPS: u32 = 5;

/// Length of a step.
const STEP: Duration = Duration::from_millis(200);

/// One of our probes on the wire, bytes: 64, and what Ethernet and a tunnel add. Its answer is as long.
const PROBE_BYTES: u64 = 64 + 14 + 60;

/// What our own load is on the wire, as a multiple of what it counts at the sockets: the headers of Ethernet, IPv6 and TCP are
/// 86 bytes to 1200 and more of content.
const ON_THE_WIRE: f64 = 1.1;

/// What others and our own small exchanges may send meanwhile and still be nobody, bits a second (judgement): announcements on
/// the local network, acknowledgements, probes that are still waited for.
const NOBODY_BPS: f64 = 100_000.0;

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
            own: (after.1 - before.1) as u64 * 2 * PROBE_BYTES,
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

/// The counters of an interface in the direction of a load, as it began.
pub(super) struct Meanwhile {
    interface: String,
    direction: Direction,
    bytes: u64,
    probes: usize,
    begun: Instant,
}

impl Meanwhile {
    /// Counts from now on; none when the counters are not readable.
    pub async fn begin<H: Host>(context: &Context<H>, interface: &str, direction: Direction) -> Option<Self> {
        let traffic = context.host.traffic(interface).await.ok()?;
        Some(Self {
            interface: interface.to_owned(),
            direction,
            bytes: bytes(&traffic, direction),
            probes: context.watch.probes_told(),
            begun: Instant::now(),
        })
    }

    /// What others moved in that direction until now, bits a second, as far as it is more than the load itself may be.
    pub async fn end<H: Host>(self, context: &Context<H>, load: &LoadOutcome) -> Option<f64> {
        let traffic = context.host.traffic(&self.interface).await.ok()?;
        let probes = context.watch.probes_told() - self.probes;
        let step = Step {
            all: bytes(&traffic, self.direction).saturating_sub(self.bytes),
            own: own_bytes(load) + probes as u64 * PROBE_BYTES,
        };
        beside_the_load(step, self.begun.elapsed())
    }
}

fn bytes(traffic: &Traffic, direction: Direction) -> u64 {
    match direction {
        Direction::Download => traffic.received_bytes,
        Direction::Upload => traffic.sent_bytes,
    }
}

/// What a load moved, both ways together, with what an upload had to send again: more than it moved in its own direction.
fn own_bytes(load: &LoadOutcome) -> u64 {
    let again = load.sent_again.unwrap_or(0.0).clamp(0.0, 0.5);
    (load.bytes as f64 / (1.0 - again)).round() as u64
}

fn beside_the_load(counted: Step, time: Duration) -> Option<f64> {
    let seconds = time.as_secs_f64();
    let of_others = counted.all as f64 - ON_THE_WIRE * counted.own as f64;
    (seconds > 0.0).then(|| (of_others * 8.0 / seconds - NOBODY_BPS).max(0.0))
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

    /// Of ten megabytes of our own in five seconds, rounded to whole bits a second.
    fn meanwhile(all: u64) -> Option<u64> {
        let counted = Step { all, own: 10_000_000 };
        Some(beside_the_load(counted, Duration::from_secs(5))?.round() as u64)
    }

    #[test]
    fn only_what_the_headers_of_our_load_cannot_be_is_of_others() {
        assert_eq!(meanwhile(10_800_000), Some(0), "headers");
        assert_eq!(meanwhile(11_050_000), Some(0), "the local network");
        assert_eq!(meanwhile(16_000_000), Some(7_900_000));
        assert_eq!(meanwhile(3_000_000), Some(0), "a counter that is behind");
        let step = Step { all: 1, own: 0 };
        assert_eq!(beside_the_load(step, Duration::ZERO), None);
    }

    #[test]
    fn what_an_upload_sends_again_is_its_own() {
        let load = LoadOutcome {
            bytes: 10_000_000,
            sent_again: Some(0.2),
            ..LoadOutcome::default()
        };
        assert_eq!(own_bytes(&load), 12_500_000);
        let traffic = Traffic {
            received_bytes: 3,
            sent_bytes: 4,
        };
        assert_eq!(bytes(&traffic, Direction::Download), 3);
        assert_eq!(bytes(&traffic, Direction::Upload), 4);
    }
}
