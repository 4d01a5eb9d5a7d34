//! The line under load, once in each direction, while every target is still watched.

mod disturbance;
mod others;

use super::super::gap;
use crate::Event;
use crate::defaults;
use crate::host::Host;
use crate::load::{self, LoadBudget, LoadProgress, NqServer, Trust};
use crate::probes::ProbeError;
use crate::run::Context;
use crate::run::phase::Phase;
use crate::run::scene::Scene;
use crate::run::watch::LEAST_DRAIN;
use disturbance::Watched;
use maillon_diagnosis::checks::bandwidth::{Direction, LoadBands, LoadEnd, Observation};
use maillon_diagnosis::profile::WebUrl;
use maillon_diagnosis::report::Mode;
use maillon_diagnosis::{CheckId, Gap, GapReason};
use std::time::Duration;

/// From one look at the queue of a load that is over to the next.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Time to find an nq server.
const CONFIGURE_BUDGET: Duration = Duration::from_secs(4);

/// Time for what is read of the system between two loads.
const BETWEEN: Duration = Duration::from_millis(250);

/// A load shorter than this has no stable part to measure.
const SHORTEST_LOAD: Duration = Duration::from_secs(2);

/// Loads the line once in each direction, within the data cap, and notes what it carried. Both directions share the time
/// until `end`, since the start of the run.
pub(crate) async fn load<H: Host>(context: &Context<H>, scene: &Scene, end: Duration) {
    let Some(server) = find(context, scene).await else {
        return;
    };
    let name = server.name();
    let note = |gap: Gap| context.board.bandwidth(|bandwidth| bandwidth.gaps.push(gap));
    let leaves_by = leaves_by(&*context.host, &server).await;
    context.board.bandwidth(|bandwidth| {
        bandwidth.load_in_tunnel = leaves_by.as_deref().map(|interface| scene.is_tunnel(interface));
        bandwidth.nq_server = Some(name.clone());
    });
    let others_bps = others::others(context, scene).await;
    context
        .board
        .bandwidth(|bandwidth| bandwidth.other_traffic_bps = others_bps);
    // Below a tunnel, or on an interface that the load does not take, what is not the load's cannot be told.
    let physical = scene.physical.as_ref().map(|interface| interface.name.as_str());
    let counted = physical.filter(|interface| leaves_by.as_deref() == Some(*interface));
    let metered = scene
        .physical
        .as_ref()
        .is_some_and(|interface| interface.metered == Some(true));
    let cap = context.plan.data_cap_on(metered);
    let mut spent = 0;
    for (direction, directions_left) in [(Direction::Download, 2), (Direction::Upload, 1)] {
        // The second load finds the line as empty as the first one did, as long as time is left for it.
        drain(context, end.saturating_sub(SHORTEST_LOAD + LEAST_DRAIN + BETWEEN)).await;
        let time = context.clock.left_until(end) / directions_left;
        let time = context.plan.load().min(time.saturating_sub(LEAST_DRAIN));
        if time < SHORTEST_LOAD {
            let detail = format!("{} s left for the load", time.as_secs());
            return note(Gap::new("nq", &name, GapReason::NoBudget, detail));
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
        let watched = Watched::begin(context, scene, direction, counted).await;
        context.phase.enter(Phase::Load);
        context.watch.begin_load(direction, context.clock.now_ms());
        let outcome = load::run(&server, direction, budget, context.clock, tell, &context.stop).await;
        if let Ok(outcome) = &outcome {
            context.watch.note_load(outcome.phase, outcome.longest_wait_ms);
        }
        let disturbances = watched.end(context, scene, outcome.as_ref().ok(), others_bps).await;
        match outcome {
            Ok(mut outcome) => {
                match &mut outcome.capacity {
                    Some(capacity) => disturbances.lower(capacity),
                    None => note(nothing_moved(&name, direction, outcome.ended_by)),
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
                    let most = |known: Option<f64>, now: Option<f64>| known.into_iter().chain(now).reduce(f64::max);
                    bandwidth.cpu_during_load_percent =
                        most(bandwidth.cpu_during_load_percent, disturbances.cpu_percent);
                    bandwidth.other_traffic_bps = most(bandwidth.other_traffic_bps, disturbances.others_bps);
                });
            }
            Err(error) => note(gap("nq", &name, &error)),
        }
        context.board.judge(CheckId::Bandwidth, false);
    }
}

/// Waits until nothing of our load is queued any more, so that no probe and no visit is late by it; until `latest` since the
/// start of the run at the most.
pub(crate) async fn drain<H: Host>(context: &Context<H>, latest: Duration) {
    while !context.watch.is_drained(context.clock.now_ms()) && !context.clock.left_until(latest).is_zero() {
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

/// Notes that the load was given up while it was under way.
pub(crate) fn overran(seen: &mut Observation) {
    let server = seen.nq_server.clone().unwrap_or_default();
    let detail = "its time was over before it ended";
    seen.gaps.push(Gap::new("nq", server, GapReason::Interrupted, detail));
}

/// Finds a server that answers. Each one that does not is noted: the company's own may say something else than the one that
/// stands in for it.
async fn find<H: Host>(context: &Context<H>, scene: &Scene) -> Option<NqServer> {
    let own = &context.plan.profile.bandwidth.nq;
    let mut servers = defaults::unless_named(own, defaults::NQ);
    // What the company announces in its domain comes before the public ones.
    servers.splice(..0, scene.nq.iter().cloned());
    let note = |server: &str, error: &ProbeError| {
        let gap = gap("nq", server, error);
        context.board.bandwidth(|bandwidth| bandwidth.gaps.push(gap));
    };
    let failed = |server: &WebUrl, error: ProbeError| note(&server.to_string(), &error);
    let found = load::find(&servers, &Trust::default(), CONFIGURE_BUDGET, failed).await;
    found.unwrap_or_else(|error| {
        note("", &error);
        None
    })
}

/// The interface by which the system sends to the address that is loaded, whatever host stands in the configuration; none when
/// it does not tell. The capacity is the tunnel's where that is one.
async fn leaves_by<H: Host>(host: &H, server: &NqServer) -> Option<String> {
    host.route(server.address.ip()).await.ok()?.interface
}

/// Why a load that moved nothing did not.
fn nothing_moved(server: &str, direction: Direction, ended_by: LoadEnd) -> Gap {
    let reason = match ended_by {
        LoadEnd::Lost => GapReason::Closed,
        LoadEnd::Cap => GapReason::NoBudget,
        LoadEnd::Stopped => GapReason::Interrupted,
        LoadEnd::Time | LoadEnd::Stable | LoadEnd::Decided => GapReason::TimedOut,
    };
    Gap::new("nq", server, reason, format!("{direction}: nothing moved"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::Route;
    use crate::host::recorded::{RecordedHost, RecordedRoute, Recording};

    #[tokio::test]
    async fn the_way_is_that_of_the_address_that_is_loaded() {
        let route = |to: &str, interface: &str| RecordedRoute {
            to: to.parse().expect("an address"),
            prefix: 24,
            answer: Ok(Route {
                interface: Some(interface.to_owned()),
                ..Route::default()
            }),
        };
        let recording = Recording {
            routes: vec![route("192.0.2.0", "eth0"), route("10.20.0.0", "wg0")],
            ..Recording::default()
        };
        let host = RecordedHost::new(recording, None);
        for (address, interface) in [("192.0.2.7:443", "eth0"), ("10.20.0.9:443", "wg0")] {
            let server = NqServer::at(address.parse().expect("an address"));
            assert_eq!(leaves_by(&host, &server).await.as_deref(), Some(interface));
        }
        let unknown = NqServer::at("203.0.113.1:443".parse().expect("an address"));
        assert_eq!(leaves_by(&host, &unknown).await, None);
    }

    #[test]
    fn a_load_that_brought_nothing_is_a_gap() {
        let mut seen = Observation {
            nq_server: Some("https://mesure.exemple.fr".to_owned()),
            ..Observation::default()
        };
        overran(&mut seen);
        seen.gaps.push(nothing_moved(
            "https://mesure.exemple.fr",
            Direction::Upload,
            LoadEnd::Lost,
        ));
        let told: Vec<_> = seen.gaps.iter().map(|gap| (gap.probe.as_str(), gap.reason)).collect();
        assert_eq!(told, [("nq", GapReason::Interrupted), ("nq", GapReason::Closed)]);
        assert!(seen.gaps.iter().all(|gap| gap.target == "https://mesure.exemple.fr"));
    }
}
