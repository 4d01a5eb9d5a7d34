//! Check 6: each server of the company, visited at least ten times over the run, its own time apart from the way to it.

use super::{gap, ms};
use crate::host::Host;
use crate::probes::names::system_lookup;
use crate::probes::tcp_connect::{Connect, tcp_connect};
use crate::probes::web::tls::Alpn;
use crate::probes::web::visit::{Open, Visited, visit, visit_again};
use crate::probes::web::{self, Budgets};
use crate::probes::{ProbeError, smb2};
use crate::run::scene::{NAME_BUDGET, ServerPlan};
use crate::run::{Context, Pace};
use maillon_diagnosis::checks::server::{Server, Visit};
use maillon_diagnosis::profile::Target;
use maillon_diagnosis::{CheckId, Gap};
use std::net::SocketAddr;
use std::time::Duration;

/// Visits to one server in a run.
const VISITS: u32 = 12;

/// From one visit to the next.
const SPACING: Duration = Duration::from_millis(900);

/// An answer later than 6 s is broken by any limit, and waiting longer would take the whole run.
const BUDGETS: Budgets = Budgets {
    connect: Duration::from_secs(3),
    tunnel: Duration::from_secs(3),
    tls: Duration::from_secs(3),
    first_byte: Duration::from_secs(6),
    body: Duration::from_secs(2),
    body_bytes: 256 * 1024,
};

/// Visits one server until the network part is over.
pub(crate) async fn watch<H: Host>(context: &Context<H>, plan: &ServerPlan) {
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
    let mut kept = None;
    let mut steps = Pace::new(SPACING);
    for number in 0..VISITS {
        if !steps.next(context).await {
            break;
        }
        let at_ms = context.clock.now_ms();
        let (visit, gap) = one(plan, number, &mut kept).await;
        context.board.server(|seen| {
            let server = &mut seen.servers[place];
            server.tries.push(Visit { at_ms, ..visit.visit });
            server.smb_dialect = visit.dialect.or(server.smb_dialect.take());
            if let Some(gap) = gap
                && !seen
                    .gaps
                    .iter()
                    .any(|known| known.probe == gap.probe && known.target == gap.target && known.reason == gap.reason)
            {
                seen.gaps.push(gap);
            }
        });
        settle(context, plan, place);
        if number >= 2 {
            context.board.judge(CheckId::Server, false);
        }
    }
}

#[derive(Default)]
struct Answer {
    visit: Visit,
    dialect: Option<String>,
}

impl Answer {
    fn failed(mut self, plan: &ServerPlan, probe: &str, error: &ProbeError) -> (Self, Option<Gap>) {
        self.visit.failure = Some(error.reason());
        (self, Some(gap(probe, &plan.target.to_string(), error)))
    }
}

/// One visit: name, then the door, then the question of its protocol. Every second visit to a web server uses the
/// connection of the one before.
async fn one(plan: &ServerPlan, number: u32, kept: &mut Option<Open>) -> (Answer, Option<Gap>) {
    if let Some(open) = kept.take().filter(|_| number % 2 == 1) {
        return web(Answer::default(), plan, visit_again(open, &BUDGETS).await, kept);
    }
    let mut answer = Answer::default();
    let end = plan.target.host_port();
    let address = match system_lookup(&end.host, NAME_BUDGET).await {
        Ok((addresses, took)) => {
            answer.visit.dns_ms = Some(ms(took));
            addresses.first().map(|address| SocketAddr::new(*address, end.port))
        }
        Err(error) => return answer.failed(plan, "system_lookup", &error),
    };
    let Some(address) = address else {
        let error = ProbeError::NameNotFound {
            operation: "system lookup",
            target: end.host,
        };
        return answer.failed(plan, "system_lookup", &error);
    };
    if let Target::Web(url) = &plan.target {
        let target = web::Target::direct(url.clone(), address);
        let visited = visit(&target, Alpn::Either, &BUDGETS).await;
        return web(answer, plan, visited, kept);
    }
    let mut stream = match tcp_connect(address, None, BUDGETS.connect).await {
        Ok(Connect::Connected { rtt, stream }) => {
            answer.visit.tcp_ms = Some(ms(rtt));
            stream
        }
        Ok(Connect::Refused { .. }) => return answer.failed(plan, "tcp_connect", &refused(address)),
        Err(error) => return answer.failed(plan, "tcp_connect", &error),
    };
    if matches!(plan.target, Target::Smb(_)) {
        match smb2::ask(&mut stream, BUDGETS.first_byte).await {
            Ok((dialect, took)) => {
                answer.visit.first_byte_ms = Some(ms(took));
                answer.dialect = Some(dialect.to_string());
            }
            Err(error) => return answer.failed(plan, "smb2", &error),
        }
    }
    (answer, None)
}

fn refused(address: SocketAddr) -> ProbeError {
    ProbeError::from_io("tcp connect", &address, std::io::ErrorKind::ConnectionRefused.into())
}

fn web(mut answer: Answer, plan: &ServerPlan, visited: Visited, kept: &mut Option<Open>) -> (Answer, Option<Gap>) {
    *kept = visited.open;
    answer.visit = Visit {
        dns_ms: answer.visit.dns_ms,
        ..visited.visit
    };
    match visited.error {
        Some(error) => answer.failed(plan, "web", &error),
        None => (answer, None),
    }
}

/// Takes the way to the server off every answer: its own echo where it has one, else its fastest TCP handshake, which
/// the system answers before the program behind it is asked.
fn settle<H: Host>(context: &Context<H>, plan: &ServerPlan, place: usize) {
    let address = plan.place.address().map(|address| address.to_string());
    let echo = context
        .watch
        .median_rtt(|target| address.is_some() && target.address == address);
    context.board.server(|seen| {
        let server = &mut seen.servers[place];
        let handshake = server.tries.iter().filter_map(|visit| visit.tcp_ms).reduce(f64::min);
        server.path_rtt_ms = echo.map(|(rtt, _)| rtt).or(handshake);
        let path = server.path_rtt_ms;
        for visit in &mut server.tries {
            visit.think_ms = visit
                .first_byte_ms
                .zip(path)
                .map(|(first, path)| (first - path).max(0.0));
        }
    });
}
