//! The line under load, once in each direction, while every target is still watched.

mod disturbance;
mod others;

use super::super::{address_of, gap};
use crate::Event;
use crate::defaults;
use crate::host::Host;
use crate::load::{self, LoadBudget, LoadProgress, Trust};
use crate::probes::ProbeError;
use crate::run::Context;
use crate::run::phase::Phase;
use crate::run::scene::Scene;
use disturbance::Watched;
use maillon_diagnosis::checks::bandwidth::{Direction, LoadBands};
use maillon_diagnosis::profile::WebUrl;
use maillon_diagnosis::report::Mode;
use maillon_diagnosis::{CheckId, Gap, GapReason};
use std::time::Duration;

/// Pause after a load: what is still queued drains, and belongs to the load.
const DRAIN: Duration = Duration::from_millis(500);

/// Time to find an nq server.
const CONFIGURE_BUDGET: Duration = Duration::from_secs(4);

/// A load shorter than this has no stable part to measure.
const SHORTEST_LOAD: Duration = Duration::from_secs(2);

/// Loads the line once in each direction, within the data cap, and notes what it carried. Both directions share the time
/// until `end`, since the start of the run.
pub(crate) async fn load<H: Host>(context: &Context<H>, scene: &Scene, end: Duration) {
    let own = &context.plan.profile.bandwidth.nq;
    let mut servers = defaults::unless_named(own, defaults::NQ);
    // What the company announces in its domain comes before the public ones.
    servers.splice(..0, scene.nq.iter().cloned());
    let asked = servers.first().map(ToString::to_string).unwrap_or_default();
    let note = |error: &ProbeError| {
        let gap = gap("nq", &asked, error);
        context.board.bandwidth(|bandwidth| bandwidth.gaps.push(gap));
    };
    let server = match load::configure(&servers, &Trust::default(), CONFIGURE_BUDGET).await {
        Ok(server) => server,
        Err(error) => return note(&error),
    };
    let in_tunnel = way_in_tunnel(context, scene, &servers).await;
    context
        .board
        .bandwidth(|bandwidth| bandwidth.load_in_tunnel = in_tunnel);
    let others_bps = others::others(context, scene).await;
    context
        .board
        .bandwidth(|bandwidth| bandwidth.other_traffic_bps = others_bps);
    context
        .board
        .bandwidth(|bandwidth| bandwidth.nq_server = Some(server.name()));
    let metered = scene
        .physical
        .as_ref()
        .is_some_and(|interface| interface.metered == Some(true));
    let cap = context.plan.data_cap_on(metered);
    let mut spent = 0;
    for (direction, directions_left) in [(Direction::Download, 2), (Direction::Upload, 1)] {
        let time = context.clock.left_until(end) / directions_left;
        let time = context.plan.load().min(time.saturating_sub(DRAIN));
        if time < SHORTEST_LOAD {
            let detail = format!("{} s left for the load", time.as_secs());
            let gap = Gap::new("nq", &asked, GapReason::NoBudget, detail);
            return context.board.bandwidth(|bandwidth| bandwidth.gaps.push(gap));
        }
        // The first direction may use three fifths: most homes download faster than they upload.
        let bytes = match direction {
            Direction::Download => cap * 3 / 5,
            Direction::Upload => cap.saturating_sub(spent),
        };
        let wants_figures = context.plan.mode == Mode::Precise;
        let bands = (!wants_figures).then(|| LoadBands::of(&context.plan.profile.limits(), direction));
        let budget = LoadBudget { bytes, time, bands };
        let before = spent;
        let tell = |progress: LoadProgress| {
            context.board.tell(Event::Load {
                direction,
                bps: progress.bps,
                bytes: before + progress.bytes,
            });
        };
        let watched = Watched::begin(context, scene).await;
        context.phase.enter(Phase::Load);
        let outcome = load::run(&server, direction, budget, context.clock, tell, &context.stop).await;
        let disturbances = watched.end(context, scene).await;
        tokio::time::sleep(DRAIN).await;
        match outcome {
            Ok(mut outcome) => {
                if let Some(capacity) = &mut outcome.capacity {
                    disturbances.lower(capacity);
                }
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
                    bandwidth.cpu_during_load_percent = [bandwidth.cpu_during_load_percent, disturbances.cpu_percent]
                        .into_iter()
                        .flatten()
                        .reduce(f64::max);
                });
            }
            Err(error) => note(&error),
        }
        context.board.judge(CheckId::Bandwidth, false);
    }
}

/// Whether the way to the test server goes into a tunnel: its capacity is the tunnel's then, not the line's.
async fn way_in_tunnel<H: Host>(context: &Context<H>, scene: &Scene, servers: &[WebUrl]) -> Option<bool> {
    let address = address_of(&servers.first()?.host_port()).await.ok()?;
    let route = context.host.route(address.ip()).await.ok()?;
    Some(scene.is_tunnel(route.interface.as_deref()?))
}
