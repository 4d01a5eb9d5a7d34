//! Each way by itself, to a reflector of the company with a clock of its own, all along the run.

use super::super::{address_of, gap};
use crate::host::Host;
use crate::probes::{ProbeError, stamp};
use crate::run::Context;
use crate::run::phase::Phase;
use maillon_diagnosis::checks::bandwidth::{EachWay, TwoWays};
use maillon_diagnosis::profile::HostPort;
use std::time::{Duration, Instant};

/// Twenty packets a second, as every point of the way is asked.
const SPACING: Duration = Duration::from_millis(50);

/// Longest wait for an answer: one that is later than elsewhere still tells which way made it wait, and is no loss.
const ANSWER_BUDGET: Duration = Duration::from_secs(4);

/// Time without any answer after which a reflector is asked no more.
const SILENT_AFTER: Duration = Duration::from_secs(3);

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
    let target = address_of(server).await?;
    let mut exchanges = stamp::series(target, Instant::now(), SPACING, ANSWER_BUDGET)?;
    let silent = tokio::time::Instant::now() + SILENT_AFTER;
    let (mut unanswered, mut is_answered) = (Vec::new(), false);
    let mut why = None;
    loop {
        let next = if is_answered {
            exchanges.recv().await
        } else {
            tokio::time::timeout_at(silent, exchanges.recv())
                .await
                .unwrap_or_default()
        };
        let exchange = match next {
            Some(Ok(exchange)) => exchange,
            Some(Err(error)) => {
                why = Some(error);
                continue;
            }
            None => break,
        };
        if context.phase.is(Phase::Over) {
            break;
        }
        is_answered |= exchange.answer.is_some();
        unanswered.push(TwoWays {
            number: exchange.number,
            at_ms: context.clock.ms(exchange.sent),
            out_ms: exchange.answer.map(|answer| to_the_thousandth(answer.out_ms)),
            back_ms: exchange.answer.map(|answer| to_the_thousandth(answer.back_ms)),
            answer: exchange.answer.map(|answer| answer.number),
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
        }
    }
    match why {
        _ if is_answered => Ok(()),
        Some(error) => Err(ProbeError::from_io("stamp", server, error)),
        None => Err(ProbeError::TimedOut {
            operation: "stamp",
            target: server.to_string(),
            budget: SILENT_AFTER,
        }),
    }
}

/// More digits than a clock has would only make the report longer.
fn to_the_thousandth(ms: f64) -> f64 {
    (ms * 1000.0).round() / 1000.0
}
