//! One run of the checklist, from the plan to the report: inventory, watching, one load, watching again, local tests.
//!
//! Whatever the network does the run ends at [`HARD_STOP`], and a cancelled one at once, with all that was seen so far.

mod announced;
mod board;
mod find;
mod history;
pub(crate) mod phase;
pub(crate) mod scene;
mod watch;

use crate::RunClock;
use crate::checks::{bandwidth, gateway, machine, security, server, vpn};
use crate::event::Event;
use crate::host::Host;
use crate::plan::{HARD_STOP, Plan};
use board::Board;
use futures_util::future::join_all;
use maillon_diagnosis::checks::bandwidth::{Cost, Target, TargetRole};
use maillon_diagnosis::checks::gateway::DoorKind;
use maillon_diagnosis::report::{FORMAT_VERSION, ProfileInForce, Run};
use maillon_diagnosis::verdict::judge_all;
use maillon_diagnosis::{CheckId, Gap, GapReason, Link, Report};
use phase::{Phase, PhaseClock};
use scene::{Place, Scene};
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::Sender;
use tokio::time::{Interval, MissedTickBehavior};
use tokio_util::sync::CancellationToken;
use watch::{Aim, Pingers, Watch};

/// How often the live rows are judged again.
const JUDGE_EVERY: Duration = Duration::from_secs(1);

/// Time after which a line that answers nothing at all is called cut: five probes to each target, and their waits.
const CUT_KNOWN_AFTER: Duration = Duration::from_secs(7);

/// What every part of a run shares.
pub(crate) struct Context<H> {
    pub(crate) host: Arc<H>,
    pub(crate) plan: Plan,
    pub(crate) clock: RunClock,
    pub(crate) board: Board,
    pub(crate) watch: Watch,
    pub(crate) pingers: Pingers,
    pub(crate) phase: PhaseClock,
    pub(crate) stop: CancellationToken,
}

/// Even steps through the network part of a run; visits wait while our own load is on the line.
pub(crate) struct Pace(Interval);

impl Pace {
    pub(crate) fn new(spacing: Duration) -> Self {
        let mut interval = tokio::time::interval(spacing);
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self(interval)
    }

    /// Waits for the next step; false when the network part is over.
    pub(crate) async fn next<H>(&mut self, context: &Context<H>) -> bool {
        self.0.tick().await;
        context.phase.quiet().await
    }
}

/// Runs the checklist and judges it. Events are figures and codes; a slow listener loses events, never the report.
pub async fn run<H: Host>(plan: Plan, host: Arc<H>, events: Sender<Event>, stop: CancellationToken) -> Report {
    let clock = RunClock::start();
    let started_at = jiff::Zoned::now();
    let cpu_before = host.own_cpu_seconds();
    let wanted: BTreeSet<CheckId> = CheckId::ALL
        .iter()
        .copied()
        .filter(|check| plan.wants(*check))
        .collect();
    let limits = plan.profile.limits();
    let context = Context {
        host,
        clock,
        board: Board::new(limits.clone(), wanted, events),
        watch: Watch::default(),
        pingers: Pingers::open(),
        phase: PhaseClock::default(),
        stop: stop.child_token(),
        plan,
    };
    let expected_seconds = context.plan.expected_seconds();
    context.board.tell(Event::Started { expected_seconds });
    let complete = tokio::select! {
        () = stop.cancelled() => false,
        () = tokio::time::sleep(HARD_STOP) => {
            context.board.bandwidth(|seen| {
                let detail = format!("the run was stopped after {} s", HARD_STOP.as_secs());
                seen.gaps.push(Gap::new("run", "", GapReason::Interrupted, detail));
            });
            true
        }
        () = sequence(&context) => true,
    };
    // Tests that run on threads of their own end with it.
    context.stop.cancel();
    settle(&context);
    let mut checks = context.board.checks();
    let verdict = judge_all(&mut checks, &limits);
    if complete {
        history::remember(&*context.host, &checks.gateway, &started_at);
    }
    for (check, status, findings) in checks
        .summaries()
        .into_iter()
        .filter(|(check, ..)| context.plan.wants(*check))
    {
        let findings = findings.to_vec();
        context.board.tell(Event::Judged {
            check,
            status,
            findings,
            last: true,
        });
    }
    let account = context.host.account();
    let cpu_after = context.host.own_cpu_seconds();
    let cost = Cost {
        bytes: checks.bandwidth.observation.as_ref().map_or(0, |seen| seen.cost.bytes),
        seconds: clock.now_ms() / 1000.0,
        cpu_seconds: cpu_after
            .ok()
            .zip(cpu_before.ok())
            .map(|(after, before)| after - before),
    };
    if let Some(seen) = &mut checks.bandwidth.observation {
        seen.cost = cost;
    }
    let company = &context.plan.profile.company;
    Report {
        format_version: FORMAT_VERSION,
        program: concat!("maillon ", env!("CARGO_PKG_VERSION")).to_owned(),
        run: Run {
            started_at: started_at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            seconds: cost.seconds,
            mode: context.plan.mode,
            complete,
            example: false,
            host_name: account.host_name,
            user_name: account.user_name,
            cost,
        },
        profile: ProfileInForce {
            file: context
                .plan
                .profile_file
                .as_ref()
                .map(|file| file.display().to_string()),
            company: company.name.clone(),
            helpdesk: company.helpdesk.clone(),
            limits: context.plan.profile.limits.clone(),
        },
        verdict,
        checks,
        redacted: Vec::new(),
    }
}

/// The order of a whole run.
async fn sequence<H: Host>(context: &Context<H>) {
    let network = context.plan.only.is_empty() || context.plan.only.iter().any(|check| *check != CheckId::Machine);
    if network {
        tokio::join!(machine::watch(context), network_part(context));
    } else {
        machine::watch(context).await;
    }
    if context.plan.wants(CheckId::Machine) {
        machine::disk(context).await;
        context.board.judge(CheckId::Machine, false);
    }
    if context.plan.wants(CheckId::Security) {
        security::local_tests(context).await;
    }
}

async fn network_part<H: Host>(context: &Context<H>) {
    context.board.begin(CheckId::Bandwidth);
    let scene = scene::look_around(&*context.host, &context.plan).await;
    bandwidth::path(context, &scene);
    vpn::inventory(context, &scene);
    gateway::prepare(context, &history::recall(&*context.host));
    let towards = bandwidth::hops_towards(&scene).filter(|_| context.plan.wants(CheckId::Bandwidth));
    let hops = async {
        let Some((towards, leave_by)) = towards else { return };
        if let Some(hop) = bandwidth::hops(context, towards, leave_by).await {
            watch::watch(context, first_hop(hop, leave_by)).await;
        }
    };
    let watching = async {
        tokio::join!(
            join_all(aims(&scene).into_iter().map(|aim| watch::watch(context, aim))),
            hops
        );
    };
    let visiting = async {
        tokio::join!(
            join_all(scene.doors.iter().map(|door| gateway::watch(context, door))),
            join_all(scene.servers.iter().map(|plan| server::watch(context, plan))),
            vpn::packet_sizes(context, &scene),
            vpn::internal_names(context, &scene),
            security::inventory(context, &scene),
            security::interception(context),
            bandwidth_probes(context, &scene),
        );
    };
    tokio::select! {
        ((), ()) = async { tokio::join!(watching, visiting) } => {}
        ((), ()) = async { tokio::join!(conduct(context, &scene), judge_now_and_then(context)) } => {}
    }
    settle(context);
}

async fn bandwidth_probes<H: Host>(context: &Context<H>, scene: &Scene) {
    if context.plan.wants(CheckId::Bandwidth) {
        tokio::join!(
            bandwidth::names(context, scene),
            bandwidth::portal(context),
            bandwidth::udp(context),
            bandwidth::radio(context, scene),
        );
    }
}

/// Moves the run from phase to phase.
async fn conduct<H: Host>(context: &Context<H>, scene: &Scene) {
    let idle = context.plan.idle();
    tokio::time::sleep(CUT_KNOWN_AFTER.min(idle)).await;
    settle(context);
    if context.board.is_cut() {
        return context.phase.enter(Phase::Over);
    }
    tokio::time::sleep(idle.saturating_sub(CUT_KNOWN_AFTER)).await;
    if context.plan.wants(CheckId::Bandwidth) {
        bandwidth::load(context, scene).await;
    }
    context.phase.enter(Phase::After);
    tokio::time::sleep(context.plan.after()).await;
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
        if context.phase.is(Phase::Over) {
            return;
        }
    }
}

/// Brings the watched targets into the observations that rest on them.
fn settle<H: Host>(context: &Context<H>) {
    let targets = context.watch.targets();
    if targets.is_empty() {
        return;
    }
    context.board.bandwidth(|seen| seen.targets = targets);
    vpn::cost(context);
}

/// The nested targets, nearest first.
fn aims(scene: &Scene) -> Vec<Aim> {
    let mut aims = Vec::new();
    if let Some(address) = bandwidth::box_address(scene) {
        let place = Place {
            host: "box".to_owned(),
            in_tunnel: Some(false),
            ..Place::default()
        };
        aims.push(aim(&place, address, TargetRole::Box, Link::LocalLink, Some(80)));
    }
    let of = |place: &Place, role, link, port| Some(aim(place, place.address()?, role, link, port));
    for anchor in &scene.anchors {
        aims.extend(of(anchor, TargetRole::Anchor, Link::AccessLine, Some(443)));
    }
    if let Some((place, port)) = &scene.endpoint
        && let Some(mut edge) = of(place, TargetRole::Edge, Link::Internet, Some(*port))
    {
        let physical = scene.physical.as_ref().map(|interface| interface.name.clone());
        edge.leave_by = physical.filter(|_| place.in_tunnel == Some(true));
        aims.push(edge);
    }
    if let Some(place) = &scene.inside {
        aims.extend(of(place, TargetRole::Inside, Link::Vpn, Some(443)));
    }
    for door in scene.doors.iter().filter(|door| door.kind != DoorKind::VpnEndpoint) {
        aims.extend(of(&door.place, TargetRole::Door, Link::Gateway, None));
    }
    for plan in &scene.servers {
        aims.extend(of(
            &plan.place,
            TargetRole::Server,
            Link::Server,
            Some(plan.target.host_port().port),
        ));
    }
    let mut known = BTreeSet::new();
    aims.retain(|aim| known.insert(aim.address));
    aims
}

fn aim(place: &Place, address: IpAddr, role: TargetRole, link: Link, port: Option<u16>) -> Aim {
    let target = Target {
        name: place.host.clone(),
        role,
        link: Some(link),
        address: Some(address.to_string()),
        interface: place.route().and_then(|route| route.interface.clone()),
        in_tunnel: place.in_tunnel,
        ..Target::default()
    };
    Aim {
        target,
        address,
        port,
        leave_by: None,
    }
}

fn first_hop(address: IpAddr, leave_by: Option<&str>) -> Aim {
    let place = Place {
        host: address.to_string(),
        in_tunnel: Some(false),
        ..Place::default()
    };
    Aim {
        leave_by: leave_by.map(str::to_owned),
        ..aim(&place, address, TargetRole::FirstHop, Link::AccessLine, None)
    }
}
