//! Check 4: the doors of the company. Stopwatch only: no login, one visit after the other, then a few at once, each
//! finished and closed, and no more after the first refusal.

mod rdp;
mod visit;

use crate::host::Host;
use crate::run::phase::Phase;
use crate::run::scene::{DoorPlan, Scene};
use crate::run::{Context, Pace};
use chrono::{Local, Timelike};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use maillon_diagnosis::checks::gateway::{Door, DoorKind, Sizing};
use maillon_diagnosis::profile::ServerUse;
use maillon_diagnosis::{CheckId, GapReason};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use visit::{Question, Visited, visit};

/// Visits one after the other: those before the load, and those after it.
const VISITS: u32 = 7;

/// From one visit to the next.
const SPACING: Duration = Duration::from_millis(1500);

/// Times that a few visits are made at once: a second round tells chance from a limit.
const ROUNDS: u32 = 2;

/// Notes what the profile says of the site, for the sizing advice, and past runs.
pub(crate) fn prepare<H: Host>(context: &Context<H>, scene: &Scene) {
    let profile = &context.plan.profile;
    let file_traffic = profile
        .servers
        .iter()
        .any(|server| server.r#use == ServerUse::FileShare);
    let sizing = profile
        .gateway
        .site_uplink_mbps
        .zip(profile.gateway.sessions)
        .map(|(site_uplink_mbps, sessions)| Sizing {
            site_uplink_mbps,
            sessions,
            file_traffic,
        });
    let none = "no profile names one, and none was found among the connections and saved desktops";
    let nothing_to_ask = scene.nobody(scene.doors.is_empty(), "doors", none);
    context.board.gateway(|seen| {
        seen.sizing = sizing;
        seen.history.clone_from(&context.plan.past_runs);
        seen.hour = u8::try_from(Local::now().hour()).ok();
        seen.gaps.extend(nothing_to_ask);
    });
}

/// Visits one door until the network part is over.
pub(crate) async fn watch<H: Host>(context: &Context<H>, plan: &DoorPlan) {
    let place = context.board.gateway(|seen| {
        seen.doors.push(Door {
            name: plan.name.clone(),
            kind: plan.kind,
            address: plan.place.address().map(|address| address.to_string()),
            in_tunnel: plan.place.in_tunnel,
            from_profile: plan.from_profile,
            ..Door::default()
        });
        seen.doors.len() - 1
    });
    let mut steps = Pace::new(SPACING);
    for number in 0..VISITS {
        if !steps.next(context).await {
            break;
        }
        let visited = visit(context, plan, place, Question::of(number)).await;
        let refused = visited.seen.failure == Some(GapReason::Refused);
        note(context, place, visited, false);
        if number >= 2 {
            context.board.judge(CheckId::Gateway, false);
        }
        if plan.kind == DoorKind::VpnEndpoint && silent(context, place) {
            break;
        }
        if refused {
            // Asked once more at the end, for a door may restart; never again and again.
            context.phase.reached(Phase::After).await;
            if !context.phase.is(Phase::Over) {
                let again = visit(context, plan, place, Question::Time).await;
                note(context, place, again, false);
            }
            break;
        }
    }
    if plan.kind == DoorKind::VpnEndpoint {
        return;
    }
    context.phase.reached(Phase::After).await;
    for _ in 0..ROUNDS {
        if context.phase.is(Phase::Over) || !is_sound(context, place) {
            break;
        }
        at_once(context, plan, place).await;
    }
    context.board.judge(CheckId::Gateway, false);
}

/// A concentrator that answers no TCP is most likely one that keeps silent to strangers, not one that is down. Its name
/// must resolve all the same.
fn silent<H: Host>(context: &Context<H>, place: usize) -> bool {
    context.board.gateway(|seen| {
        let door = &mut seen.doors[place];
        door.silent_by_design = door.keeps_silent();
        door.silent_by_design
    })
}

/// Whether no visit to a door has failed so far, alone or among others.
fn is_sound<H: Host>(context: &Context<H>, place: usize) -> bool {
    context.board.gateway(|seen| {
        let door = &seen.doors[place];
        !door.tries.is_empty() && door.tries.iter().chain(&door.parallel).all(|one| one.failure.is_none())
    })
}

/// A few visits at the same time. Each ends by itself and is closed; those not yet begun are left out after a refusal.
async fn at_once<H: Host>(context: &Context<H>, plan: &DoorPlan, place: usize) {
    let refused = AtomicBool::new(false);
    let one = || async {
        if refused.load(Ordering::Relaxed) {
            return None;
        }
        let visited = visit::unless(&refused, context, plan, place).await?;
        if visited.seen.failure.is_some() {
            refused.store(true, Ordering::Relaxed);
        }
        Some(visited)
    };
    let mut visits: FuturesUnordered<_> = (0..context.turnstile.at_once()).map(|_| one()).collect();
    while let Some(visited) = visits.next().await {
        if let Some(visited) = visited {
            note(context, place, visited, true);
        }
    }
}

fn note<H: Host>(context: &Context<H>, place: usize, visited: Visited, parallel: bool) {
    let address = context.board.gateway(|seen| seen.doors[place].address.clone());
    let echo = context
        .watch
        .median_rtt(|target| address.is_some() && target.address == address);
    context.board.gateway(|seen| {
        let door = &mut seen.doors[place];
        if parallel {
            door.parallel.push(visited.seen);
        } else {
            door.tries.push(visited.seen);
        }
        let handshake = door.tries.iter().filter_map(|one| one.tcp_ms).reduce(f64::min);
        // Not the first address inside: the door may stand far behind it, and distance is no fault of its own.
        let way = echo.or(handshake.map(|rtt| (rtt, "tcp".to_owned())));
        (door.path_rtt_ms, door.path_from) = way.map_or((None, None), |(rtt, from)| (Some(rtt), Some(from)));
        door.rdp = rdp::together(door.rdp.take(), visited.rdp);
        door.certificate = visited.certificate.or(door.certificate.take());
        door.http_status = visited.status.or(door.http_status);
        for gap in visited.gaps {
            if !seen.gaps.contains(&gap) {
                seen.gaps.push(gap);
            }
        }
    });
}
