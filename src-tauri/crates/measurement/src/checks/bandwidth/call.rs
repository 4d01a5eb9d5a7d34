//! Packets at the pace of a telephone call, to a STUN server: whether UDP passes, what it loses and how late it is.

use super::super::{address_of, gap, ms};
use crate::defaults;
use crate::host::Host;
use crate::probes::ProbeError;
use crate::probes::stun::{self, Burst, MOST_REQUESTS, SILENT_AFTER};
use crate::run::Context;
use maillon_diagnosis::checks::bandwidth::Udp;
use maillon_diagnosis::statistics::{Distribution, burst_ratio};
use maillon_diagnosis::{Gap, GapReason};
use std::time::{Duration, Instant};

/// The 50 packets a second of a call.
const SPACING: Duration = Duration::from_millis(20);

/// Requests to a public server, which belongs to others: one second of a call.
const PUBLIC_REQUESTS: u16 = 50;

/// Longest wait for the last answers.
const LAST_ANSWERS: Duration = Duration::from_secs(1);

/// Sends ten seconds of a call to the company's server, as far as they end before the load, else one second to a public one.
pub(crate) async fn call<H: Host>(context: &Context<H>) {
    let own = &context.plan.profile.bandwidth.stun;
    let wanted = if own.is_empty() { PUBLIC_REQUESTS } else { MOST_REQUESTS };
    let note = |gap: Gap| context.board.bandwidth(|bandwidth| bandwidth.gaps.push(gap));
    // The line is watched from now on, and then loaded.
    let quiet_until = Instant::now() + context.plan.idle();
    for server in defaults::unless_named(own, defaults::STUN) {
        let target = match address_of(&server).await {
            Ok(target) => target,
            Err(error) => {
                note(gap("stun", &server.to_string(), &error));
                continue;
            }
        };
        let requests = requests_before_the_load(wanted, quiet_until.saturating_duration_since(Instant::now()));
        if requests == 0 {
            let detail = "the load begins";
            return note(Gap::new("stun", server.to_string(), GapReason::Interrupted, detail));
        }
        let budget = SPACING * u32::from(requests) + LAST_ANSWERS;
        match stun::burst(target, requests, SPACING, budget).await {
            Ok(burst) => {
                let udp = seen(server.to_string(), &burst);
                return context.board.bandwidth(|bandwidth| bandwidth.udp = Some(udp));
            }
            Err(error) => {
                if matches!(error, ProbeError::TimedOut { .. }) {
                    let udp = Udp {
                        server: server.to_string(),
                        sent: u32::from(requests.min(requests_within(SILENT_AFTER))),
                        ..Udp::default()
                    };
                    context.board.bandwidth(|bandwidth| bandwidth.udp = Some(udp));
                }
                note(gap("stun", &server.to_string(), &error));
            }
        }
    }
}

/// So many of the wanted requests as end, with their last answers, in the time that is left.
fn requests_before_the_load(wanted: u16, left: Duration) -> u16 {
    wanted.min(requests_within(left.saturating_sub(LAST_ANSWERS)))
}

fn requests_within(time: Duration) -> u16 {
    u16::try_from(time.as_millis() / SPACING.as_millis()).unwrap_or(u16::MAX)
}

fn seen(server: String, burst: &Burst) -> Udp {
    let rtts: Vec<f64> = burst.rtts.iter().flatten().map(|rtt| ms(*rtt)).collect();
    let lost: Vec<bool> = burst.rtts.iter().map(Option::is_none).collect();
    let steps = rtts.windows(2).map(|pair| (pair[1] - pair[0]).abs());
    let jitter_ms = (rtts.len() > 1).then(|| steps.sum::<f64>() / (rtts.len() - 1) as f64);
    Udp {
        server,
        sent: u32::try_from(lost.len()).unwrap_or(u32::MAX),
        received: u32::try_from(rtts.len()).unwrap_or(u32::MAX),
        rtt_ms: Distribution::of(rtts),
        jitter_ms,
        burst_ratio: burst_ratio(&lost),
        mapped_address: burst.mapped.map(|address| address.ip().to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_and_delays_of_a_burst_are_told_apart() {
        let answer = |at: u64| (at % 10 < 8).then_some(Duration::from_millis(20 + at % 2));
        let burst = Burst {
            rtts: (0..100).map(answer).collect(),
            mapped: None,
        };
        let udp = seen("stun.exemple.fr:3478".to_owned(), &burst);
        assert_eq!((udp.sent, udp.received), (100, 80));
        assert!(udp.burst_ratio.is_some_and(|ratio| ratio > 1.5), "{udp:?}");
        assert!(
            udp.jitter_ms.is_some_and(|jitter| (0.9..=1.1).contains(&jitter)),
            "{udp:?}"
        );
    }

    #[test]
    fn ten_seconds_of_a_call_are_what_a_burst_may_hold() {
        assert_eq!(requests_within(Duration::from_secs(10)), MOST_REQUESTS);
    }

    #[test]
    fn the_time_a_silent_server_took_is_not_taken_from_the_load() {
        let within = |seconds| requests_before_the_load(MOST_REQUESTS, Duration::from_secs(seconds));
        assert_eq!((within(11), within(7), within(1)), (500, 300, 0));
        let public = requests_before_the_load(PUBLIC_REQUESTS, Duration::from_secs(7));
        assert_eq!(public, PUBLIC_REQUESTS);
    }
}
