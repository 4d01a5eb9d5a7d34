//! Check 6: each server of the company, visited at least ten times over the run, its own time apart from the way to it.

mod visit;

use crate::host::Host;
use crate::run::scene::{Scene, ServerPlan};
use crate::run::{Context, Pace};
use maillon_diagnosis::checks::server::{Server, Visit};
use maillon_diagnosis::{CheckId, Gap, GapReason};
use std::time::Duration;
use visit::{Ways, one};

/// Visits of each lane in a run.
const VISITS: u32 = 9;

/// From one visit of a lane to the next.
const SPACING: Duration = Duration::from_millis(1400);

/// Refusals, and nothing else, after which a server is left alone.
const REFUSALS: usize = 4;

/// Lanes of one server, each waiting for its own answers: so a server that needs 2 s for each still gets its ten visits.
const LANES: u32 = 2;

/// Says so when there is nobody to visit.
pub(crate) fn prepare<H: Host>(context: &Context<H>, scene: &Scene) {
    let none = "no profile names one, and none was found among the connections in use";
    let gaps = scene.nobody(scene.servers.is_empty(), "servers", none);
    context.board.server(|seen| seen.gaps.extend(gaps));
}

/// Visits one server until the network part is over.
pub(crate) async fn watch<H: Host>(context: &Context<H>, scene: &Scene, plan: &ServerPlan) {
    let place = context.board.server(|seen| {
        seen.servers.push(Server {
            name: plan.name.clone(),
            target: plan.target.to_string(),
            r#use: plan.r#use,
            address: plan.place.address().map(|address| address.to_string()),
            in_tunnel: plan.place.in_tunnel,
            from_profile: plan.from_profile,
            ..Server::default()
        });
        seen.servers.len() - 1
    });
    let ways = Ways::new(scene);
    let lanes = (0..LANES).map(|number| lane(context, plan, &ways, place, number));
    futures_util::future::join_all(lanes).await;
}

async fn lane<H: Host>(context: &Context<H>, plan: &ServerPlan, ways: &Ways, place: usize, number: u32) {
    tokio::time::sleep(SPACING * number / LANES).await;
    let mut kept = None;
    let mut steps = Pace::new(SPACING);
    for visit_number in 0..VISITS {
        let waited = tokio::time::Instant::now();
        if !steps.next(context).await {
            break;
        }
        if waited.elapsed() > 2 * SPACING {
            // Our own load lay between: a server closes what is idle that long.
            kept = None;
        }
        let visited = one(context, plan, ways, visit_number, &mut kept).await;
        context.board.server(|seen| {
            let server = &mut seen.servers[place];
            server.tries.push(visited.visit);
            server.smb_dialect = visited.dialect.or(server.smb_dialect.take());
            server.through_proxy |= visited.through_proxy;
            if let Some(address) = visited.address {
                server.address = Some(address.to_string());
            }
            for gap in visited.gaps {
                let alike =
                    |known: &Gap| known.probe == gap.probe && known.target == gap.target && known.reason == gap.reason;
                if !seen.gaps.iter().any(alike) {
                    seen.gaps.push(gap);
                }
            }
        });
        settle(context, place);
        if visit_number >= 2 {
            context.board.judge(CheckId::Server, false);
        }
        if refuses(context, place) {
            break;
        }
    }
    if let Some(kept) = kept {
        kept.close().await;
    }
}

/// Whether a server has only ever refused: it is not asked any more than is needed to know it.
fn refuses<H: Host>(context: &Context<H>, place: usize) -> bool {
    context.board.server(|seen| {
        let tries = &seen.servers[place].tries;
        let refused = |visit: &Visit| visit.failure == Some(GapReason::Refused);
        tries.len() >= REFUSALS && tries.iter().all(refused)
    })
}

/// Takes the way to the server off every answer: its own echo where it has one, else its fastest TCP handshake, which
/// the system answers before the program behind it is asked. Through a proxy the way is the whole tunnel it opened.
fn settle<H: Host>(context: &Context<H>, place: usize) {
    let address = context.board.server(|seen| seen.servers[place].address.clone());
    let echo = context
        .watch
        .median_rtt(|target| address.is_some() && target.address == address);
    context.board.server(|seen| {
        let server = &mut seen.servers[place];
        let fastest = |time: fn(&Visit) -> Option<f64>| server.tries.iter().filter_map(time).reduce(f64::min);
        let way = if server.through_proxy {
            fastest(|visit| visit.tunnel_ms).map(|rtt| (rtt, "proxy".to_owned()))
        } else {
            echo.or_else(|| fastest(|visit| visit.tcp_ms).map(|rtt| (rtt, "tcp".to_owned())))
        };
        (server.path_rtt_ms, server.path_from) = way.unzip();
        let path = server.path_rtt_ms;
        for visit in &mut server.tries {
            visit.think_ms = visit
                .first_byte_ms
                .zip(path)
                .map(|(first, path)| (first - path).max(0.0));
        }
    });
}
