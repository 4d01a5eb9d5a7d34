//! One run of the checklist, from the plan to the report: inventory, watching, one load, watching again, local tests.
//!
//! Whatever the network does the run ends at [`HARD_STOP`], and a cancelled one at once, with all that was seen so far.

pub(crate) mod aims;
mod announced;
mod board;
mod find;
mod last_words;
pub(crate) mod phase;
pub(crate) mod scene;
mod sequence;
mod tunnels;
pub(crate) mod turnstile;
pub(crate) mod watch;

use crate::RunClock;
use crate::clock::{self, COARSEST, now_rfc3339};
use crate::event::Event;
use crate::host::Host;
use crate::plan::{HARD_STOP, Plan};
use board::Board;
use maillon_diagnosis::checks::bandwidth::{Cost, Target};
use maillon_diagnosis::report::Checks;
use maillon_diagnosis::report::{FORMAT_VERSION, ProfileInForce, Run};
use maillon_diagnosis::verdict::judge_all;
use maillon_diagnosis::{CheckId, Gap, GapReason, Report};
use phase::PhaseClock;
use sequence::{sequence, settle};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::SetOnce;
use tokio::sync::mpsc::Sender;
use tokio::time::{Interval, MissedTickBehavior};
use tokio_util::sync::CancellationToken;
use turnstile::Turnstile;
use watch::{Pingers, Watch};

/// What every part of a run shares.
pub(crate) struct Context<H> {
    pub(crate) host: Arc<H>,
    pub(crate) plan: Plan,
    pub(crate) clock: RunClock,
    pub(crate) board: Board,
    pub(crate) watch: Watch,
    pub(crate) pingers: Pingers,
    pub(crate) phase: PhaseClock,
    pub(crate) turnstile: Turnstile,
    /// Set once the machine has been watched, or is not to be.
    pub(crate) machine_seen: SetOnce<()>,
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
    let started_at = now_rfc3339();
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
        turnstile: Turnstile::new(plan.profile.gateway.parallel_probes),
        machine_seen: SetOnce::new(),
        stop: stop.child_token(),
        plan,
    };
    if let Some(gap) = coarse_clock() {
        context.board.bandwidth(|seen| seen.gaps.push(gap));
    }
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
    for check in CheckId::ALL {
        context.board.judge(*check, true);
    }
    let account = context.host.account();
    let cpu_after = context.host.own_cpu_seconds();
    let cost = Cost {
        bytes: bytes_counted(&checks),
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
            started_at,
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
        slow_moments: Vec::new(),
        redacted: Vec::new(),
    }
}

/// What is to be said where the clock is too coarse for short delays.
fn coarse_clock() -> Option<Gap> {
    let step = clock::step();
    if step.is_some_and(|step| step <= COARSEST) {
        return None;
    }
    let detail = step.map_or_else(
        || "it does not move".to_owned(),
        |step| format!("it moves by {} µs", step.as_micros()),
    );
    Some(Gap::new("clock", "", GapReason::Other, detail))
}

/// An echo or its answer with its headers, bytes; the packets of a TCP connect are as small.
const PROBE_BYTES: u64 = 64;

/// Bytes of the load and of the pages read from servers, and of the probes of nested targets at their usual size. Names,
/// handshakes and visits to doors, some kilobytes each, are not counted.
fn bytes_counted(checks: &Checks) -> u64 {
    let load = checks.bandwidth.observation.as_ref().map_or(0, |seen| seen.cost.bytes);
    let targets = checks.bandwidth.observation.iter().flat_map(|seen| &seen.targets);
    let packets = |target: &Target| {
        let answered = target.samples.iter().filter(|sample| sample.rtt_ms.is_some());
        (target.samples.len() + answered.count()) as u64
    };
    let probes = targets.map(|target| packets(target) * PROBE_BYTES);
    let servers = checks.server.observation.iter().flat_map(|seen| &seen.servers);
    let pages = servers.flat_map(|server| &server.tries).map(|visit| visit.bytes);
    pages.chain(probes).fold(load, u64::saturating_add)
}
