//! The order of a run: look around, watch, load once, watch again, local tests. A check that was not asked for costs
//! neither time nor traffic.

use super::phase::Phase;
use super::scene::{self, Scene};
use super::{Context, aims, last_words, watch};
use crate::checks::{bandwidth, gateway, machine, security, server, vpn};
use crate::event::Event;
use crate::host::Host;
use crate::plan::{LAST_VISIT, NETWORK_END, WIND_UP};
use futures_util::future::join_all;
use maillon_diagnosis::CheckId;
use std::time::Duration;

/// How often the live rows are judged again.
const JUDGE_EVERY: Duration = Duration::from_secs(1);

/// Time of watching after which a line that answers nothing at all is called cut: five probes to each target, and their
/// waits.
const CUT_KNOWN_AFTER: Duration = Duration::from_secs(7);

/// When it is called cut at the latest, since the start of the run: the product promises to say so within 10 s.
const CUT_SAID_BY: Duration = Duration::from_secs(9);

/// Time after which a tunnel that let no answer through is called silent: the first probes and their waits.
const SILENT_AFTER: Duration = Duration::from_millis(4_500);

/// Runs everything that was asked for.
pub(super) async fn sequence<H: Host>(context: &Context<H>) {
    let wants = |check| context.plan.wants(check);
    let watch_machine = async {
        // What protection costs is read from the same window.
        if wants(CheckId::Machine) || wants(CheckId::Security) {
            machine::watch(context).await;
        } else {
            machine::session(context).await;
        }
        drop(context.machine_seen.set(()));
    };
    if CheckId::ALL
        .iter()
        .any(|check| *check != CheckId::Machine && wants(*check))
    {
        tokio::join!(watch_machine, network_part(context));
    } else {
        watch_machine.await;
    }
    last_words::network(context);
    if wants(CheckId::Machine) {
        machine::disk(context).await;
        context.board.judge(CheckId::Machine, true);
    }
    if wants(CheckId::Security) {
        security::local_tests(context).await;
        context.board.judge(CheckId::Security, true);
    }
}

async fn network_part<H: Host>(context: &Context<H>) {
    context.board.begin(CheckId::Bandwidth);
    let scene = scene::look_around(&*context.host, &context.plan).await;
    let wants = |check| context.plan.wants(check);
    bandwidth::path(context, &scene);
    vpn::inventory(context, &scene);
    if wants(CheckId::Vpn) {
        vpn::carrier(context, &scene).await;
    }
    gateway::prepare(context, &scene);
    server::prepare(context, &scene);
    security::proxy(context, &scene);
    let towards = bandwidth::hops_towards(&scene).filter(|_| wants(CheckId::Bandwidth));
    let hops = async {
        let Some((towards, leave_by)) = towards else { return };
        if let Some(hop) = bandwidth::hops(context, towards, leave_by).await {
            watch::watch(context, aims::first_hop(hop, leave_by)).await;
        }
    };
    let watching = async {
        let aims = aims::aims(&context.plan, &scene);
        tokio::join!(
            join_all(aims.into_iter().map(|aim| watch::watch(context, aim))),
            hops,
            beside_a_silent_tunnel(context, &scene)
        );
    };
    let visiting = async {
        tokio::join!(
            doors(context, &scene),
            servers(context, &scene),
            vpn_probes(context, &scene),
            security_probes(context, &scene),
            bandwidth_probes(context, &scene),
        );
    };
    let conducted = async {
        conduct(context, &scene).await;
        tokio::time::sleep(WIND_UP.min(context.clock.left_until(NETWORK_END))).await;
    };
    tokio::select! {
        ((), ()) = async { tokio::join!(watching, visiting) } => {}
        () = conducted => {}
        () = judge_now_and_then(context) => {}
    }
    context.phase.enter(Phase::Over);
    settle(context);
}

/// Where nothing at all comes out of a tunnel that takes everything, one public anchor is asked below it.
async fn beside_a_silent_tunnel<H: Host>(context: &Context<H>, scene: &Scene) {
    let Some(aim) = aims::beside_the_tunnel(scene).filter(|_| context.plan.wants(CheckId::Bandwidth)) else {
        return;
    };
    tokio::time::sleep(SILENT_AFTER).await;
    if context.watch.is_silent_inside() {
        watch::watch(context, aim).await;
    }
}

async fn doors<H: Host>(context: &Context<H>, scene: &Scene) {
    if context.plan.wants(CheckId::Gateway) {
        join_all(scene.doors.iter().map(|door| gateway::watch(context, door))).await;
        last_words::visited(context, CheckId::Gateway);
    }
}

async fn servers<H: Host>(context: &Context<H>, scene: &Scene) {
    if context.plan.wants(CheckId::Server) {
        join_all(scene.servers.iter().map(|plan| server::watch(context, scene, plan))).await;
        last_words::visited(context, CheckId::Server);
    }
}

async fn vpn_probes<H: Host>(context: &Context<H>, scene: &Scene) {
    if context.plan.wants(CheckId::Vpn) {
        tokio::join!(
            vpn::packet_sizes(context, scene),
            vpn::internal_names(context, scene),
            vpn::carried(context, scene),
        );
        last_words::tunnel(context, scene).await;
    }
}

async fn security_probes<H: Host>(context: &Context<H>, scene: &Scene) {
    if context.plan.wants(CheckId::Security) {
        tokio::join!(
            security::inventory(context, scene),
            security::interception(context, scene)
        );
    }
}

async fn bandwidth_probes<H: Host>(context: &Context<H>, scene: &Scene) {
    if context.plan.wants(CheckId::Bandwidth) {
        tokio::join!(
            bandwidth::names(context, scene),
            bandwidth::portal(context),
            bandwidth::call(context),
            bandwidth::each_way(context),
            bandwidth::radio(context, scene),
            machine::during_load(context, scene),
        );
    }
}

/// Moves the run from phase to phase, so that the network part is over by its named end whatever happens.
async fn conduct<H: Host>(context: &Context<H>, scene: &Scene) {
    let wait = |time: Duration, latest: Duration| tokio::time::sleep(time.min(context.clock.left_until(latest)));
    if !context.plan.watches() {
        // The probes end by themselves, or here.
        wait(LAST_VISIT, LAST_VISIT).await;
        return context.phase.enter(Phase::Over);
    }
    let idle = context.plan.idle();
    let first_look = CUT_KNOWN_AFTER.min(idle);
    let begun = tokio::time::Instant::now();
    wait(first_look, CUT_SAID_BY).await;
    settle(context);
    if context.board.is_cut() {
        bandwidth::look_for_the_box(context, scene, CUT_SAID_BY).await;
        // That it was cut stays true whatever comes: it is said now, and where as far as that is known.
        context.board.judge(CheckId::Bandwidth, true);
        bandwidth::look_for_the_box(context, scene, LAST_VISIT).await;
        return context.phase.enter(Phase::Over);
    }
    let after_the_load = LAST_VISIT.saturating_sub(context.plan.after());
    wait(idle.saturating_sub(begun.elapsed()), after_the_load).await;
    if context.plan.wants(CheckId::Bandwidth) {
        let load = bandwidth::load(context, scene, after_the_load);
        // The load keeps to its own budgets; this is for what they do not cover.
        let in_time = tokio::time::timeout(context.clock.left_until(after_the_load), load).await;
        if in_time.is_err() {
            context.watch.give_up_load(context.clock.now_ms());
            context.board.bandwidth(bandwidth::overran);
        }
        bandwidth::drain(context, LAST_VISIT).await;
    }
    context.phase.enter(Phase::After);
    wait(context.plan.after(), LAST_VISIT).await;
    context.phase.enter(Phase::Over);
}

/// Judges what is known once a second, so that the rows fill in as results come.
async fn judge_now_and_then<H: Host>(context: &Context<H>) {
    let mut tick = tokio::time::interval(JUDGE_EVERY);
    loop {
        tick.tick().await;
        settle(context);
        context.board.judge(CheckId::Bandwidth, false);
        let elapsed = context.clock.now_ms() / 1000.0;
        let seconds = (context.plan.expected_seconds() - elapsed).max(1.0);
        context.board.tell(Event::Remaining { seconds });
    }
}

/// Brings the watched targets into the observations that rest on them.
pub(super) fn settle<H: Host>(context: &Context<H>) {
    let targets = context.watch.targets();
    if targets.is_empty() {
        return;
    }
    context.board.bandwidth(|seen| seen.targets = targets);
    vpn::outside(context);
    vpn::cost(context);
}
