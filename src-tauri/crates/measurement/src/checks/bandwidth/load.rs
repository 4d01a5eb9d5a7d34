//! The line under load, once in each direction, while every target is still watched.

use super::super::gap;
use crate::Event;
use crate::defaults;
use crate::host::Host;
use crate::load::{self, LoadBudget, LoadProgress, Trust};
use crate::probes::ProbeError;
use crate::run::Context;
use crate::run::phase::Phase;
use crate::run::scene::Scene;
use maillon_diagnosis::CheckId;
use maillon_diagnosis::checks::bandwidth::{Direction, LoadBands};
use maillon_diagnosis::report::Mode;
use std::time::Duration;

/// Pause after a load: what is still queued drains, and belongs to the load.
const DRAIN: Duration = Duration::from_millis(500);

/// How long the traffic of others is counted before the load.
const OTHERS_WINDOW: Duration = Duration::from_secs(1);

/// Time to find an nq server.
const CONFIGURE_BUDGET: Duration = Duration::from_secs(4);

/// Loads the line once in each direction, within the data cap, and notes what it carried.
pub(crate) async fn load<H: Host>(context: &Context<H>, scene: &Scene) {
    let own = &context.plan.profile.bandwidth.nq;
    let servers = defaults::unless_named(own, defaults::NQ);
    let asked = servers.first().map(ToString::to_string).unwrap_or_default();
    let note = |error: &ProbeError| {
        let gap = gap("nq", &asked, error);
        context.board.bandwidth(|bandwidth| bandwidth.gaps.push(gap));
    };
    let server = match load::configure(&servers, &Trust::default(), CONFIGURE_BUDGET).await {
        Ok(server) => server,
        Err(error) => return note(&error),
    };
    others(context, scene).await;
    context
        .board
        .bandwidth(|bandwidth| bandwidth.nq_server = Some(server.name()));
    let cap = context.plan.data_cap();
    let mut spent = 0;
    for direction in [Direction::Download, Direction::Upload] {
        // The first direction may use three fifths: most homes download faster than they upload.
        let bytes = match direction {
            Direction::Download => cap * 3 / 5,
            Direction::Upload => cap.saturating_sub(spent),
        };
        let budget = LoadBudget {
            bytes,
            time: context.plan.load(),
            bands: (context.plan.mode != Mode::Precise).then(|| LoadBands::of(&context.plan.profile.limits(), direction)),
        };
        let before = spent;
        let tell = |progress: LoadProgress| {
            context.board.tell(Event::Load {
                direction,
                bps: progress.bps,
                bytes: before + progress.bytes,
            });
        };
        context.phase.enter(Phase::Load);
        let outcome = load::run(&server, direction, budget, context.clock, tell, &context.stop).await;
        tokio::time::sleep(DRAIN).await;
        match outcome {
            Ok(outcome) => {
                spent += outcome.bytes;
                context.board.bandwidth(|bandwidth| {
                    let (capacity, delay) = match direction {
                        Direction::Download => (&mut bandwidth.download, &mut bandwidth.responsiveness.download),
                        Direction::Upload => (&mut bandwidth.upload, &mut bandwidth.responsiveness.upload),
                    };
                    *capacity = outcome.capacity;
                    *delay = outcome.delay;
                    bandwidth.load_phases.push(outcome.phase);
                    bandwidth.cost.bytes = spent;
                });
            }
            Err(error) => note(&error),
        }
        context.board.judge(CheckId::Bandwidth, false);
    }
}

/// Traffic of others on the interface that leaves the computer, just before the load.
async fn others<H: Host>(context: &Context<H>, scene: &Scene) {
    let Some(interface) = &scene.physical else { return };
    let Ok(before) = context.host.traffic(&interface.name).await else {
        return;
    };
    tokio::time::sleep(OTHERS_WINDOW).await;
    let Ok(after) = context.host.traffic(&interface.name).await else {
        return;
    };
    let bytes =
        after.received_bytes.saturating_sub(before.received_bytes) + after.sent_bytes.saturating_sub(before.sent_bytes);
    let bps = bytes as f64 * 8.0 / OTHERS_WINDOW.as_secs_f64();
    context
        .board
        .bandwidth(|bandwidth| bandwidth.other_traffic_bps = Some(bps));
}
