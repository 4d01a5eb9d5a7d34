//! Each way by itself, to a reflector of the company with a clock of its own, all along the run.

use super::super::address_of;
use super::super::gap;
use crate::host::Host;
use crate::probes::{ProbeError, stamp};
use crate::run::Context;
use crate::run::phase::Phase;
use maillon_diagnosis::checks::bandwidth::{EachWay, TwoWays};
use maillon_diagnosis::profile::HostPort;
use std::time::{Duration, Instant};

/// Twenty packets a second, as every point of the way is asked.
const SPACING: Duration = Duration::from_millis(50);

/// Longest wait for one answer; a later one counts as lost.
const ANSWER_BUDGET: Duration = Duration::from_secs(1);

/// Packets after which a reflector that has answered none is asked no more.
const SILENT_AFTER: usize = 40;

/// Asks the first reflector of the profile that answers, until the network part is over.
pub(crate) async fn each_way<H: Host>(context: &Context<H>) {
    for server in &context.plan.profile.bandwidth.stamp {
        match ask(context, server).await {
            Ok(()) => return,
            Err(error) => {
                let gap = gap("stamp", &server.to_string(), &error);
                context.board.bandwidth(|seen| seen.gaps.push(gap));
            }
        }
    }
}

async fn ask<H: Host>(context: &Context<H>, server: &HostPort) -> Result<(), ProbeError> {
    let mut exchanges = stamp::series(address_of(server).await?, Instant::now(), SPACING, ANSWER_BUDGET)?;
    let mut unanswered = Vec::new();
    let mut is_answered = false;
    while let Some(exchange) = exchanges.recv().await {
        if context.phase.is(Phase::Over) {
            break;
        }
        is_answered |= exchange.answer.is_some();
        unanswered.push(TwoWays {
            at_ms: context.clock.ms(exchange.sent),
            out_ms: exchange.answer.map(|answer| answer.out_ms),
            back_ms: exchange.answer.map(|answer| answer.back_ms),
            reached_before: exchange.answer.and_then(|answer| answer.reached_before),
            loaded: context.phase.was_loaded(exchange.sent, Instant::now()),
        });
        if is_answered {
            let told = std::mem::take(&mut unanswered);
            context.board.bandwidth(|seen| {
                let each_way = seen.each_way.get_or_insert_with(|| EachWay {
                    server: server.to_string(),
                    samples: Vec::new(),
                });
                each_way.samples.extend(told);
            });
        } else if unanswered.len() >= SILENT_AFTER {
            break;
        }
    }
    if is_answered {
        return Ok(());
    }
    Err(ProbeError::TimedOut {
        operation: "stamp",
        target: server.to_string(),
        budget: ANSWER_BUDGET,
    })
}
