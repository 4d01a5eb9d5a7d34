//! Check 4: the doors of the company. Stopwatch only: no login, one visit after the other, then a few at once, each
//! finished and closed, and no more after the first refusal.

use super::{gap, ms};
use crate::host::Host;
use crate::probes::ProbeError;
use crate::probes::names::system_lookup;
use crate::probes::tcp_connect::{Connect, tcp_connect};
use crate::probes::web::certificate::certificate;
use crate::probes::web::rd_gateway::knock;
use crate::probes::web::tls::{Alpn, tls_over};
use crate::probes::web::{self, Budgets};
use crate::probes::x224::{self, Confirm, Failure};
use crate::run::phase::Phase;
use crate::run::scene::{DoorPlan, NAME_BUDGET};
use crate::run::{Context, Pace};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use maillon_diagnosis::checks::bandwidth::TargetRole;
use maillon_diagnosis::checks::gateway::{Certificate, Door, DoorKind, PastRun, Rdp, Sizing, Try};
use maillon_diagnosis::profile::{PARALLEL_PROBES_CEILING, ServerUse};
use maillon_diagnosis::{CheckId, Gap, GapReason};
use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

/// Visits one after the other.
const VISITS: u32 = 6;

/// From one visit to the next.
const SPACING: Duration = Duration::from_millis(1500);

/// A door that needs longer is broken by any limit.
const BUDGETS: Budgets = Budgets {
    connect: Duration::from_secs(3),
    tunnel: Duration::from_secs(3),
    tls: Duration::from_secs(3),
    first_byte: Duration::from_secs(4),
    body: Duration::from_secs(1),
    body_bytes: 16 * 1024,
};

/// Visits at once when the profile does not say.
const PARALLEL_DEFAULT: u32 = 4;

/// What a visit asks beside the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    /// Which certificate an RDP listener shows.
    Certificate,
    /// Whether it insists on Network Level Authentication: it then refuses plain TLS (MS-RDPBCGR 2.2.1.2.2).
    Authentication,
    /// Nothing more.
    Time,
}

impl Question {
    fn of(number: u32) -> Self {
        match number {
            0 => Self::Certificate,
            1 => Self::Authentication,
            _ => Self::Time,
        }
    }
}

/// What one visit brought.
#[derive(Default)]
struct Visited {
    seen: Try,
    rdp: Option<Rdp>,
    certificate: Option<Certificate>,
    status: Option<u16>,
    gap: Option<Gap>,
}

/// Notes what the profile says of the site, for the sizing advice, and past runs.
pub(crate) fn prepare<H: Host>(context: &Context<H>, history: &[PastRun]) {
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
    context.board.gateway(|seen| {
        seen.sizing = sizing;
        seen.history = history.to_vec();
        seen.hour = u8::try_from(jiff::Zoned::now().hour()).ok();
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
        let visited = visit(context, plan, Question::of(number)).await;
        let refused = visited.seen.failure == Some(GapReason::Refused);
        note(context, plan, place, visited, false);
        if number >= 2 {
            context.board.judge(CheckId::Gateway, false);
        }
        if (plan.kind == DoorKind::VpnEndpoint && silent(context, place)) || refused {
            break;
        }
    }
    if plan.kind == DoorKind::VpnEndpoint {
        return;
    }
    context.phase.reached(Phase::After).await;
    at_once(context, plan, place).await;
    context.board.judge(CheckId::Gateway, false);
}

/// A concentrator that answers no TCP is most likely one that keeps silent to strangers, not one that is down.
fn silent<H: Host>(context: &Context<H>, place: usize) -> bool {
    context.board.gateway(|seen| {
        let door = &mut seen.doors[place];
        door.silent_by_design = door.tries.iter().all(|one| one.failure.is_some());
        door.silent_by_design
    })
}

/// A few visits at the same time, when none alone failed; those not yet begun are left out after a refusal.
async fn at_once<H: Host>(context: &Context<H>, plan: &DoorPlan, place: usize) {
    let sound = context.board.gateway(|seen| {
        !seen.doors[place].tries.is_empty() && seen.doors[place].tries.iter().all(|one| one.failure.is_none())
    });
    if !sound || context.phase.is(Phase::Over) {
        return;
    }
    let count = context.plan.profile.gateway.parallel_probes.unwrap_or(PARALLEL_DEFAULT);
    let mut visits: FuturesUnordered<_> = (0..count.min(PARALLEL_PROBES_CEILING))
        .map(|_| visit(context, plan, Question::Time))
        .collect();
    while let Some(visited) = visits.next().await {
        let refused = visited.seen.failure.is_some();
        note(context, plan, place, visited, true);
        if refused {
            break;
        }
    }
}

fn note<H: Host>(context: &Context<H>, plan: &DoorPlan, place: usize, visited: Visited, parallel: bool) {
    let address = plan.place.address().map(|address| address.to_string());
    let echo = context
        .watch
        .median_rtt(|target| address.is_some() && target.address == address);
    let inside = context
        .watch
        .median_rtt(|target| plan.place.in_tunnel == Some(true) && target.role == TargetRole::Inside);
    context.board.gateway(|seen| {
        let door = &mut seen.doors[place];
        if parallel {
            door.parallel.push(visited.seen);
        } else {
            door.tries.push(visited.seen);
        }
        let handshake = door.tries.iter().filter_map(|one| one.tcp_ms).reduce(f64::min);
        let way = echo.or(inside).or(handshake.map(|rtt| (rtt, "tcp".to_owned())));
        (door.path_rtt_ms, door.path_from) = way.map_or((None, None), |(rtt, from)| (Some(rtt), Some(from)));
        door.rdp = together(door.rdp.take(), visited.rdp);
        door.certificate = visited.certificate.or(door.certificate.take());
        door.http_status = visited.status.or(door.http_status);
        if let Some(gap) = visited.gap
            && !seen.gaps.contains(&gap)
        {
            seen.gaps.push(gap);
        }
    });
}

/// One visit, from the name to a clean close.
async fn visit<H: Host>(context: &Context<H>, plan: &DoorPlan, question: Question) -> Visited {
    let mut visited = Visited::default();
    visited.seen.at_ms = context.clock.now_ms();
    if let Err((probe, error)) = stages(context, plan, question, &mut visited).await {
        visited.seen.failure = Some(error.reason());
        visited.gap = Some(gap(probe, &plan.name, &error));
    }
    visited
}

async fn stages<H: Host>(
    context: &Context<H>,
    plan: &DoorPlan,
    question: Question,
    visited: &mut Visited,
) -> Result<(), (&'static str, ProbeError)> {
    let host = &plan.place.host;
    let (addresses, took) = system_lookup(host, NAME_BUDGET)
        .await
        .map_err(|error| ("system_lookup", error))?;
    visited.seen.dns_ms = Some(ms(took));
    let Some(address) = addresses.first().map(|address| SocketAddr::new(*address, plan.port)) else {
        return Ok(());
    };
    if let (DoorKind::RdGateway, Some(url)) = (plan.kind, &context.plan.profile.gateway.rd_gateway) {
        let answer = knock(&web::Target::direct(url.clone(), address), &BUDGETS).await;
        visited.seen = Try {
            at_ms: visited.seen.at_ms,
            dns_ms: visited.seen.dns_ms,
            ..answer.attempt
        };
        visited.status = answer.status;
        visited.certificate = answer.peer.and_then(|peer| certificate(&peer, SystemTime::now()));
        return answer.error.map_or(Ok(()), |error| Err(("rd_gateway", error)));
    }
    let mut stream = match tcp_connect(address, None, BUDGETS.connect).await {
        Ok(Connect::Connected { rtt, stream }) => {
            visited.seen.tcp_ms = Some(ms(rtt));
            stream
        }
        Ok(Connect::Refused { rtt }) => {
            visited.seen.tcp_ms = Some(ms(rtt));
            visited.seen.failure = Some(GapReason::Refused);
            return Ok(());
        }
        Err(error) => return Err(("tcp_connect", error)),
    };
    if plan.kind != DoorKind::Tse {
        return Ok(());
    }
    let protocols = match question {
        Question::Authentication => x224::SSL,
        Question::Certificate | Question::Time => x224::SSL | x224::HYBRID | x224::HYBRID_EX,
    };
    let (confirm, took) = x224::ask(&mut stream, protocols, BUDGETS.first_byte)
        .await
        .map_err(|error| ("x224", error))?;
    visited.seen.answer_ms = Some(ms(took));
    let offers_tls = matches!(confirm, Confirm::Selected { protocol, .. } if protocol != 0);
    visited.rdp = Some(rdp(confirm, question));
    if question == Question::Certificate && offers_tls {
        match tls_over(stream, host, Alpn::None, BUDGETS.tls).await {
            Ok((_, handshake)) => {
                visited.seen.tls_ms = Some(ms(handshake.elapsed));
                visited.certificate = certificate(&handshake.peer, SystemTime::now());
            }
            Err(error) => visited.gap = Some(gap("tls", &plan.name, &error)),
        }
    }
    Ok(())
}

fn rdp(confirm: Confirm, question: Question) -> Rdp {
    let asked = question == Question::Authentication;
    match confirm {
        Confirm::Selected { protocol, .. } => Rdp {
            negotiates: true,
            protocol: (!asked).then(|| x224::protocol_name(protocol).to_owned()),
            nla_required: asked.then_some(false),
            failure_code: None,
        },
        Confirm::Failed(Failure::HybridRequired) if asked => Rdp {
            negotiates: true,
            nla_required: Some(true),
            ..Rdp::default()
        },
        Confirm::Failed(failure) => Rdp {
            negotiates: true,
            failure_code: (!asked).then(|| failure.code()),
            ..Rdp::default()
        },
        Confirm::Old => Rdp::default(),
    }
}

/// What several visits said of one listener, put together.
fn together(known: Option<Rdp>, seen: Option<Rdp>) -> Option<Rdp> {
    let (Some(known), Some(seen)) = (known.clone(), seen.clone()) else {
        return known.or(seen);
    };
    Some(Rdp {
        negotiates: known.negotiates || seen.negotiates,
        protocol: seen.protocol.or(known.protocol),
        nla_required: seen.nla_required.or(known.nla_required),
        failure_code: seen.failure_code.or(known.failure_code),
    })
}
